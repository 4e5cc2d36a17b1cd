"""Paths into the files of a log, and what each file holds; all that is wrong with them in one go, before anything is judged."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.read.columns import COLUMNS, REQUIRED, LogColumn
from gbo_policy.basics.messages import listed, nearest
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem

KINDS = {".parquet": "parquet", ".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_SUFFIXES = listed(list(KINDS))


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file of a log: its path as the user would type it, and how it is written."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Logs:
    """The files of a log in the order of their names, and what is to be told of those that were passed over."""

    files: tuple[LogFile, ...]
    notices: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Parquet:
    """A Parquet file to judge: ``columns`` are those of ours that it fills, ``unread`` what else it holds.

    ``source`` is the file that the user gave; a ``staged`` one was text, and its bad rows are known.
    """

    path: str
    columns: tuple[str, ...]
    rows: int
    source: str
    schema: pa.Schema
    unread: tuple[str, ...] = ()
    staged: bool = False


def find_logs(paths: Iterable[Path]) -> Logs:
    """Find the files below paths and globs, each once. Raises PolicyError with what is missing or no log."""
    found: dict[str, LogFile] = {}
    problems: list[Problem] = []
    notices: list[Problem] = []
    for given in paths:
        for path in _expanded(given, problems, notices):
            kind = KINDS.get(path.suffix.lower())
            if kind is None:
                problems.append(problem("not-a-log", Location(str(path)), word=path.name, known=_SUFFIXES))
            else:
                found.setdefault(os.path.realpath(path), LogFile(str(path), kind))
    if not found and not problems:
        problems = [problem("no-logs", None, word=str(p), known=_SUFFIXES) for p in paths]
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
                if path.suffix.lower() in KINDS:
                    notices.append(problem("log-hidden", Location(str(path)), word=path.name))
            elif column := next(
                (c for c in COLUMNS for part in path.parts if part.startswith(f"{c}=")), None
            ):
                problems.append(problem("log-partition", Location(str(path)), word=column))
            elif not path.exists():
                problems.append(problem("no-such-path", Location(str(path)), word=path.name))
            else:
                yield path


def read_parquet_schema(file: LogFile, problems: list[Problem], notices: list[Problem]) -> Parquet | None:
    """Read what a Parquet file holds; None, with problems, when it cannot be read or a column is of the wrong type."""
    where = Location(file.path)
    try:
        metadata = pq.read_metadata(file.path)
        schema = metadata.schema.to_arrow_schema()
    except (pa.ArrowException, OSError) as error:
        problems.append(problem("damaged-log", where, word=os.path.basename(file.path), what=_short(error)))
        return None
    if wrong := check_names(list(schema.names), where):
        problems.extend(wrong)
        return None
    for name, column in COLUMNS.items():
        if name in schema.names and not _fits(name, column, kind := schema.field(name).type):
            wrong.append(problem("log-column-type", where, word=name, found=str(kind), expected=column.value))
    problems.extend(wrong)
    notices.extend(misspelt(schema.names, file.path))
    columns = tuple(c for c in COLUMNS if c in schema.names and not pa.types.is_null(schema.field(c).type))
    own = pa.schema([schema.field(c) for c in columns])
    unread = tuple(n for n in schema.names if n not in COLUMNS)
    return None if wrong else Parquet(file.path, columns, metadata.num_rows, file.path, own, unread)


def check_names(names: Sequence[str], where: Location) -> list[Problem]:
    """Find the columns that are missing or given twice."""
    missing = [
        problem(
            "log-column-missing",
            where,
            word=c,
            known=listed(names),
            guess=nearest(c, [n for n in names if n not in COLUMNS]),
        )
        for c in REQUIRED
        if c not in names
    ]
    twice = [problem("log-column-twice", where, word=n) for n in dict.fromkeys(names) if names.count(n) > 1]
    return missing + twice + _alike(names, where)


def _alike(names: Sequence[str], where: Location) -> list[Problem]:
    """Find the columns that differ from another in case or blanks only: an engine may take the one for the other."""
    first: dict[str, str] = {}
    pairs = ((n, first.setdefault(n.strip().casefold(), n)) for n in dict.fromkeys(names))
    return [problem("log-columns-alike", where, word=n, first=one) for n, one in pairs if n != one]


def misspelt(names: Sequence[str], file: str, lacking: Iterable[str] | None = None) -> list[Problem]:
    """Find the columns that nothing reads, but that look like one that something would: one of ``lacking``, or that is not there."""
    lacking = [c for c in COLUMNS if c not in names] if lacking is None else list(lacking)
    guesses = ((n, nearest(n, lacking)) for n in names if n not in COLUMNS)
    return [problem("log-column-unread", Location(file), word=n, guess=g) for n, g in guesses if g]


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
