"""Paths into the files of a log, and what each file holds; all that is wrong with them in one go, before
anything is judged.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.read.columns import COLUMNS, REQUIRED, LogColumn
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.reading.mapping import TableMapping

KINDS = {".parquet": "parquet", ".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".xlsx": "xlsx"}
TEXTS = ("csv", "jsonl")
PACKED, ARCHIVE = ".gz", ".zip"
SUFFIXES = listed([*KINDS, ARCHIVE, *(kind + PACKED for kind in KINDS)])


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file of a log: its path as the user would type it, and how it is written: a kind of ``KINDS``, or
    ``zip``.

    One that was packed lies unpacked at ``lies``, and came out of ``archive``; until then its ``kind`` ends
    in ``.gz``.
    """

    path: str
    kind: str
    lies: str = ""
    archive: str = ""

    @property
    def real(self) -> str:
        """Where it can be read."""
        return self.lies or self.path


def on_cluster(given: str) -> LogFile | None:
    """Give a log that only a cluster reads: an address with a scheme, or the name of a table; None for a path
    of this machine.
    """
    if "://" in given:
        stem = given.rstrip("/").lower().removesuffix(PACKED)
        kinds = KINDS | {ARCHIVE: ARCHIVE[1:]}
        return LogFile(given, next((k for s, k in kinds.items() if stem.endswith(s)), "parquet"))
    is_name = re.fullmatch(r"`?[\w-]+`?(\.`?[\w-]+`?){1,2}", given) and kind_of(given) is None
    return LogFile(given, "table") if is_name and not os.path.exists(given) else None


def kind_of(name: str) -> str | None:
    """Tell from a file's name how it is written: a kind, ending in ``.gz`` where it is compressed, or
    ``zip``; None for no log.
    """
    stem, suffix = os.path.splitext(name.lower())
    if suffix == ARCHIVE:
        return ARCHIVE[1:]
    kind = KINDS.get(os.path.splitext(stem)[1] if suffix == PACKED else suffix)
    return f"{kind}{PACKED}" if kind and suffix == PACKED else kind


@dataclass(frozen=True, slots=True)
class Logs:
    """The files of a log in the order of their names, and what is to be told of those that were passed
    over.
    """

    files: tuple[LogFile, ...]
    notices: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Parquet:
    """A Parquet file to judge: ``columns`` are those of ours that it fills, by the names that they had,
    ``unread`` what else it held.

    ``source`` is the file that the user gave; a ``staged`` one was typed here, and its bad rows are known.
    What only the workers of a ``cluster`` read is a table, parquet, csv or jsonl there.
    """

    path: str
    columns: Mapping[str, str]
    rows: int
    source: str
    schema: pa.Schema
    unread: tuple[str, ...] = ()
    staged: bool = False
    encoding: str | None = None
    cluster: str = ""

    def own(self, column: str) -> str:
        """Give the name that a column of ours has in the file."""
        return column if self.staged else self.columns.get(column, column)


def find_logs(paths: Iterable[Path]) -> Logs:
    """Find the files below paths and globs, each once. Raises PolicyError with what is missing or no log."""
    found: dict[str, LogFile] = {}
    problems: list[Problem] = []
    notices: list[Problem] = []
    for given in paths:
        before, held = len(problems), False
        for path in _expanded(given, problems, notices):
            held = True
            kind = kind_of(path.name)
            if kind is None:
                problems.append(problem("not-a-log", Location(str(path)), word=path.name, known=SUFFIXES))
            elif not path.is_file():  # a pipe would be waited for, and a device need not end
                problems.append(
                    problem("unreadable", Location(str(path)), word=str(path), what="not a regular file")
                )
            else:
                found.setdefault(os.path.realpath(path), LogFile(str(path), kind))
        if not held and len(problems) == before:
            problems.append(problem("no-logs", None, word=str(given), known=SUFFIXES))
    if problems:
        raise PolicyError(problems)
    return Logs(tuple(sorted(found.values(), key=lambda f: f.path)), tuple(notices))


def _expanded(given: Path, problems: list[Problem], notices: list[Problem]) -> Iterator[Path]:
    if given.is_dir():
        yield from _below(given, problems, notices)
    elif given.exists():
        yield given
    else:
        matches = (
            [Path(m) for m in sorted(glob.glob(str(given), recursive=True))]
            if glob.has_magic(str(given))
            else []
        )
        if not matches:
            problems.append(problem("no-such-path", None, word=str(given)))
        for match in matches:
            yield from _below(match, problems, notices) if match.is_dir() else [match]


def _below(folder: Path, problems: list[Problem], notices: list[Problem]) -> Iterator[Path]:
    """Give the files in a folder, except those that engines leave beside their data (`_SUCCESS`, `.crc`)."""

    def unreadable(error: OSError) -> None:
        problems.append(
            problem(
                "unreadable",
                Location(str(error.filename)),
                word=os.path.basename(error.filename),
                what=error.strerror,
            )
        )

    entered: set[str] = set()
    for name, inner, files in os.walk(folder, onerror=unreadable, followlinks=True):
        if (real := os.path.realpath(name)) in entered:
            inner.clear()  # a link back to where this came from
            continue
        entered.add(real)
        inner.sort()
        for path in (Path(name, f) for f in sorted(files)):
            if any(part.startswith((".", "_")) for part in path.relative_to(folder).parts):
                if kind_of(path.name) is not None:
                    notices.append(problem("log-hidden", Location(str(path)), word=path.name))
            elif column := next(
                (c for c in COLUMNS for part in path.parts if part.startswith(f"{c}=")), None
            ):
                problems.append(problem("log-partition", Location(str(path)), word=column))
            elif not path.exists():
                problems.append(problem("no-such-path", Location(str(path)), word=path.name))
            else:
                yield path


def read_parquet_schema(
    file: LogFile, mapping: TableMapping, problems: list[Problem], notices: list[Problem]
) -> Parquet | None:
    """Read what a Parquet file holds; None, with problems, when it cannot be read or a column is of the wrong
    type.
    """
    where = Location(file.path)
    try:
        metadata = pq.read_metadata(file.real)
        schema = metadata.schema.to_arrow_schema()
    except (pa.ArrowException, OSError) as error:
        problems.append(problem("damaged-log", where, word=os.path.basename(file.path), what=_short(error)))
        return None
    return described(file, schema, metadata.num_rows, mapping, problems, notices)


def described(
    file: LogFile,
    schema: pa.Schema,
    rows: int,
    mapping: TableMapping,
    problems: list[Problem],
    notices: list[Problem],
    cluster: str = "",
) -> Parquet | None:
    """Give what a table holds, of ours and of others; None, with problems, when a column is missing or of the
    wrong type.
    """
    where = Location(file.path)
    if wrong := check_names(list(schema.names), where, mapping):
        problems.extend(wrong)
        return None
    free = bool(mapping.file) or cluster in TEXTS
    columns = {c: n for c, n in named(schema.names, mapping).items() if c in COLUMNS}
    for name, theirs in columns.items():
        column, kind = COLUMNS[name], schema.field(theirs).type
        if not (_mappable(kind) if free else _fits(name, column, kind)):
            wrong.append(
                problem("log-column-type", where, word=theirs, found=str(kind), expected=column.value)
            )
    problems.extend(wrong)
    unread = tuple(n for n in schema.names if n not in columns.values())
    notices.extend(misspelt(unread, file.path, [c for c in COLUMNS if c not in columns]))
    filled = {
        c: columns[c] for c in COLUMNS if c in columns and not pa.types.is_null(schema.field(columns[c]).type)
    }
    own = pa.schema([schema.field(n).with_name(c) for c, n in filled.items()])
    return None if wrong else Parquet(file.real, filled, rows, file.path, own, unread, cluster=cluster)


def _mappable(kind: pa.DataType) -> bool:
    """Tell whether a mapping can read a type: text, a list of it, or anything that is written as one text."""
    types = pa.types
    listy = types.is_list(kind) or types.is_large_list(kind)
    return _is_text(kind.value_type) if listy or types.is_dictionary(kind) else not types.is_nested(kind)


def named(names: Sequence[str], mapping: TableMapping) -> dict[str, str]:
    """Give for each of our columns the name that it has in a table: the mapping's, or ours in whatever
    case.
    """
    folded = {n.strip().casefold(): n for n in reversed(names)}
    given = set(mapping.theirs.values())
    own = {
        c: found
        for c in COLUMNS
        if c not in mapping.columns
        and (found := c if c in names else folded.get(c)) is not None
        and found not in given
    }
    theirs = {
        c: n if n in names else folded.get(n.casefold(), "")
        for c, n in mapping.theirs.items()
        if c in COLUMNS
    }
    return own | {c: n for c, n in theirs.items() if n}


def check_names(names: Sequence[str], where: Location, mapping: TableMapping) -> list[Problem]:
    """Find the columns that are missing or given twice."""
    columns = named(names, mapping)
    missing = [
        problem(
            "log-column-missing",
            where,
            word=c,
            known=listed(names),
            guess=nearest(c, [n for n in names if n not in COLUMNS]),
        )
        for c in REQUIRED
        if c not in columns and c not in mapping.columns
    ]
    missing += [
        problem("map-no-column", where, word=n, ours=c, known=listed(names), guess=nearest(n, list(names)))
        for c, n in mapping.theirs.items()
        if c not in columns
    ]
    twice = [problem("log-column-twice", where, word=n) for n in dict.fromkeys(names) if names.count(n) > 1]
    return missing + twice + _alike(names, where)


def _alike(names: Sequence[str], where: Location) -> list[Problem]:
    """Find the columns that differ from another in case or blanks only: an engine may take the one for the
    other.
    """
    first: dict[str, str] = {}
    pairs = ((n, first.setdefault(n.strip().casefold(), n)) for n in dict.fromkeys(names))
    return [problem("log-columns-alike", where, word=n, first=one) for n, one in pairs if n != one]


def misspelt(unread: Iterable[str], file: str, lacking: Iterable[str]) -> list[Problem]:
    """Find the columns that nothing reads, but that look like one of ``lacking`` that something would."""
    known = list(lacking)
    guesses = ((n, nearest(n, known)) for n in unread)
    return [problem("log-column-unread", Location(file), word=n, guess=g) for n, g in guesses if g]


def each_once(files: Sequence[Parquet]) -> list[Parquet]:
    """Give every file to read once: small texts lie together in one."""
    return list({f.path: f for f in files}.values())


def differing(files: Sequence[Parquet]) -> list[Problem]:
    """Find the files that lack columns which others have."""
    every = {c: f.source for f in reversed(files) for c in f.columns}
    return [
        problem("log-columns-differ", Location(f.source), word=c, first=every[c])
        for f in files
        for c in COLUMNS
        if c in every and c not in f.columns
    ]


def _fits(name: str, column: LogColumn, kind: pa.DataType) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    match column:
        case LogColumn.TEXT:
            return _is_text(kind) or (name == "id" and types.is_integer(kind))
        case LogColumn.TEXTS:
            listy = types.is_list(kind) or types.is_large_list(kind)
            return types.is_null(kind) or (listy and _is_text(kind.value_type))
        case LogColumn.FLAG:
            return bool(types.is_boolean(kind) or types.is_null(kind))
    return bool(types.is_timestamp(kind) or types.is_date(kind))


def _is_text(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_null(kind))


def _short(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:120].rstrip(".")
