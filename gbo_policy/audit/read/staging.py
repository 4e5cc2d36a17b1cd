"""Logs written as text (CSV, JSON Lines) into Parquet, so that every engine reads the same rows; rows that cannot be read are kept apart."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.read.bad_rows import BadRows
from gbo_policy.audit.read.columns import COLUMNS, REQUIRED, LogColumn
from gbo_policy.audit.read.engine import literal
from gbo_policy.audit.read.log import LogFile, Parquet, check_names, misspelt
from gbo_policy.basics.calendar import FIRST_YEAR, LAST_YEAR
from gbo_policy.basics.problems import Location, Problem, problem

_ROWS = 50_000
_LINES = 50  # a quoted value over more lines than this is a quote that was never closed
_SEPARATORS = ",;\t"
_OFFSET = r"(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)"
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
_MOMENT = rf"\d{{4}}-\d\d-\d\d([T ]{_CLOCK} ?{_OFFSET}?)?"
_AT_ONCE = 64_000_000  # bytes of small files that are typed together


@dataclass(frozen=True, slots=True)
class Staged:
    """A text file made Parquet, with the columns it had beside ours that look misspelt."""

    parquet: Parquet
    notices: tuple[Problem, ...]


@dataclass(slots=True)
class _Taken:
    """A text file whose lines lie among those to be typed: how many, and what reads them."""

    path: str
    split: _Csv | _Lines
    rows: int


def stage(
    files: Sequence[LogFile],
    folder: Path,
    con: duckdb.DuckDBPyConnection,
    bad: BadRows,
    problems: list[Problem],
) -> Iterator[Staged]:
    """Write text logs as Parquet into ``folder``, small ones together; what cannot be read at all is among ``problems``."""
    for number, some in enumerate(_together(files)):
        kind = some[0].kind
        raw, made = folder / "raw.parquet", folder / f"log-{number}.parquet"
        taken = _write(some, raw, bad, problems)
        rejected = _typed_rows(kind, raw, made, con, [t.path for t in taken], bad)
        raw.unlink()
        schema = pq.read_metadata(made).schema.to_arrow_schema()
        for place, one in enumerate(taken):
            yield _staged(one, one.rows - rejected[place], str(made), schema)


def _together(files: Sequence[LogFile]) -> Iterator[list[LogFile]]:
    """Put small files of one kind together: to begin a file of our own for each would take longer than to read them."""
    some: list[LogFile] = []
    size = 0
    for file in sorted(files, key=lambda f: f.kind):
        own = _size(file)
        if some and (file.kind != some[0].kind or size + own > _AT_ONCE):
            yield some
            some, size = [], 0
        some.append(file)
        size += own
    if some:
        yield some


def _size(file: LogFile) -> int:
    try:
        return os.stat(file.path).st_size
    except OSError:
        return 0  # told when it is read


def _write(files: Sequence[LogFile], raw: Path, bad: BadRows, problems: list[Problem]) -> list[_Taken]:
    """Write the lines of files under each other, each with the place of its file among those that could be read."""
    columns = tuple(COLUMNS) if files[0].kind == "csv" else ("json",)
    schema = pa.schema([("file", pa.int64()), ("line", pa.int64()), *((c, pa.string()) for c in columns)])
    taken: list[_Taken] = []
    with pq.ParquetWriter(raw, schema, compression="lz4") as writer:
        rows = chain.from_iterable(_lines(f, taken, bad, problems) for f in files)
        while chunk := list(islice(rows, _ROWS)):
            arrays = [
                pa.array(values, kind)
                for values, kind in zip(zip(*chunk, strict=True), schema.types, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return taken


def _lines(
    file: LogFile, taken: list[_Taken], bad: BadRows, problems: list[Problem]
) -> Iterator[tuple[Any, ...]]:
    """Give the lines of a file that can be typed, and add it to those taken; nothing, with problems, when it cannot be read at all."""
    try:
        with open(file.path, "rb") as lines:
            split: _Csv | _Lines = (
                _Csv(lines, file.path, bad, problems) if file.kind == "csv" else _Lines(lines, file.path, bad)
            )
            if split.columns is None:
                return
            one, place = _Taken(file.path, split, 0), len(taken)
            taken.append(one)
            for row in split:
                one.rows += 1
                yield place, *row
    except OSError as error:
        problems.append(problem("unreadable", Location(file.path), word=file.path, what=error.strerror))


def _typed_rows(
    kind: str, raw: Path, made: Path, con: duckdb.DuckDBPyConnection, paths: Sequence[str], bad: BadRows
) -> Counter[int]:
    """Write the rows that can be read as typed Parquet, and reject the others; give their number by the place of their file."""
    select = _typed_csv(str(raw)) if kind == "csv" else _typed_json(str(raw))
    con.execute(f"CREATE OR REPLACE TEMP VIEW typed AS {select}")
    names = ", ".join(f'"{c}"' for c in COLUMNS)
    con.execute(f"COPY (SELECT {names} FROM typed WHERE wrong IS NULL) TO {literal(made)} (FORMAT parquet)")
    found = con.execute(
        "SELECT file, line, wrong, word FROM typed WHERE wrong IS NOT NULL ORDER BY file, line"
    )
    rejected = Counter[int]()
    while rows := found.fetchmany(_ROWS):
        for place, *row in rows:
            rejected[place] += 1
            _reject(paths[place], bad, *row)
    return rejected


def _staged(one: _Taken, rows: int, made: str, schema: pa.Schema) -> Staged:
    given = one.split.names
    # a line may say one thing under its right name and the next under a wrong one
    notices = misspelt(given, one.path, None if isinstance(one.split, _Csv) else COLUMNS)
    columns, unread = tuple(c for c in COLUMNS if c in given), tuple(n for n in given if n not in COLUMNS)
    return Staged(Parquet(made, columns, rows, one.path, schema, unread, staged=True), tuple(notices))


def _reject(file: str, bad: BadRows, line: int, wrong: str, word: str | None) -> None:
    code, _, column = wrong.partition(" ")
    shown = (word or "")[:60]
    if column:
        bad.add(file, line, code, word=shown, column=column, expected=COLUMNS[column].value)
    else:
        bad.add(file, line, code, word=shown)


class _Csv:
    """The lines of a CSV file as values of our columns; what a stray quote swallows is given back."""

    def __init__(self, lines: Any, path: str, bad: BadRows, problems: list[Problem]) -> None:
        self.path, self.bad = path, bad
        self.columns: tuple[str, ...] | None = None
        self.names: tuple[str, ...] = ()
        self._lines, self._row, self._back = lines, 1, list[bytes]()
        head = lines.readline().removeprefix(b"\xef\xbb\xbf")
        where = Location(path, 1, 1)
        if not head.strip():
            problems.append(problem("log-empty", Location(path)))
            return
        try:
            text = head.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            problems.append(problem("not-text", where))
            return
        if "\0" in text or "\r" in text:  # neither a text, nor lines that end as lines do
            problems.append(problem("not-text" if "\0" in text else "log-line-ends", where))
            return
        self._separator = max(_SEPARATORS, key=text.count)
        names = [n.strip() for n in next(csv.reader([text], delimiter=self._separator))]
        if wrong := check_names(names, where):
            problems.extend(wrong)
            return
        self._width, self.names = len(names), tuple(names)
        self.columns = tuple(c for c in COLUMNS if c in names)
        # a column that is not there is one after the last, where every row says nothing
        self._pick = itemgetter(*(names.index(c) if c in names else len(names) for c in COLUMNS))

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        while line := self._next():
            row = self._row
            if not line.strip():
                continue
            values = self._values(line)
            if isinstance(values, str):
                self.bad.add(self.path, row, values)
            elif len(values) != self._width:
                self.bad.add(self.path, row, "log-fields", word=len(values), known=self._width)
            else:
                yield row, *self._pick([*values, None])

    def _next(self) -> bytes:
        self._row += 1
        line: bytes = self._back.pop() if self._back else self._lines.readline()
        return line

    def _values(self, line: bytes) -> list[str] | str:
        """Split a line; the code of a sentence when it cannot be."""
        try:
            text = line.decode("utf-8").rstrip("\r\n")
            return self._split(text) if '"' in text else text.split(self._separator)
        except UnicodeDecodeError:
            return "not-text-row"
        except csv.Error:
            return self._long_value(line)

    def _split(self, text: str) -> list[str]:
        return next(csv.reader([text], delimiter=self._separator, strict=True))

    def _long_value(self, first: bytes) -> list[str] | str:
        """Read on where a quoted value goes over several lines; if it never ends well, the lines after the first are read anew.

        Neither does it end well when it swallows what could be a row by itself: that row must not go unjudged.
        """
        taken = [first]
        alone = False
        while len(taken) < _LINES and (line := self._next()):
            taken.append(line)
            alone = alone or self._complete(line)
            try:
                text = b"".join(taken).decode("utf-8").rstrip("\r\n")
                values = next(csv.reader([text], delimiter=self._separator, strict=True))
            except (csv.Error, UnicodeDecodeError):
                continue
            if len(values) == self._width and not alone:
                return values
            break
        self._back += reversed(taken[1:])
        self._row -= len(taken) - 1
        return "log-quote"

    def _complete(self, line: bytes) -> bool:
        """Tell whether a line could be a row by itself, and so was not meant as part of a longer value."""
        return line.count(self._separator.encode()) >= self._width - 1


class _Lines:
    """The lines of a JSON Lines file as they are; ``names`` are the keys of those that were read."""

    columns: tuple[str, ...] | None = ("json",)

    def __init__(self, lines: Any, path: str, bad: BadRows) -> None:
        self.path, self.bad, self._lines = path, bad, lines
        self._names: set[str] = set()
        decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=_no_number)
        self._read = decoder.decode

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that some line has."""
        return tuple(sorted(self._names))

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row, line in enumerate(self._lines, 1):
            try:
                text = (line.removeprefix(b"\xef\xbb\xbf") if row == 1 else line).decode("utf-8").strip()
                if not text:
                    continue
                # the engine takes trailing commas, and the first of two values for one key; Python's own reader is stricter
                found = self._read(text)
            except UnicodeDecodeError:
                self.bad.add(self.path, row, "not-text-row")
            except _TwiceError as error:
                self.bad.add(self.path, row, "log-key-twice", word=str(error)[:60])
            except (ValueError, RecursionError):
                self.bad.add(self.path, row, "log-json")
            else:
                if isinstance(found, dict):
                    self._names.update(found)
                    yield row, text
                else:
                    self.bad.add(self.path, row, "log-json")

    @staticmethod
    def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Make an object of which every key is there once, in whatever case."""
        found = dict(pairs)
        if len(found) < len(pairs) or len({k.casefold() for k in found}) < len(pairs):
            folded = Counter(k.casefold() for k, _ in pairs)
            raise _TwiceError(next(k for k, _ in reversed(pairs) if folded[k.casefold()] > 1))
        return found


class _TwiceError(Exception):
    """A key that is there twice."""


def _no_number(text: str) -> None:
    """Refuse NaN and Infinity, which JSON does not know."""
    raise ValueError(text)


def _moment(text: str) -> str:
    """Give the SQL that reads a moment; without an offset it is Brussels time, the session's zone, and so is what comes out.

    A moment of the hour that is skipped in spring comes out as another than it went in, and so is none.
    """
    there = f"CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP)"
    same = f"regexp_matches({text}, '{_OFFSET}$') OR TRY_CAST({text} AS TIMESTAMP) = {there}"
    return f"CASE WHEN regexp_full_match({text}, '{_MOMENT}') AND ({same}) THEN {there} END"


_SQL = {
    LogColumn.TEXT: "VARCHAR",
    LogColumn.MOMENT: "TIMESTAMP",
    LogColumn.TEXTS: "VARCHAR[]",
    LogColumn.FLAG: "BOOLEAN",
}


def _typed(values: Mapping[str, tuple[str, str]], unread: str, source: str) -> str:
    """Give the SQL of typed rows: for each column its value and the text that it comes from; given but not read is wrong, and so is no id."""
    made = [f'{value} AS "{c}", {text} AS raw_{c}' for c, (value, text) in values.items()]
    made += [
        f'CAST(NULL AS {_SQL[kind]}) AS "{c}", NULL AS raw_{c}'
        for c, kind in COLUMNS.items()
        if c not in values
    ]
    cases = [f"WHEN \"{c}\" IS NULL AND raw_{c} IS NOT NULL THEN 'log-value {c}'" for c in values]
    cases += [f"WHEN \"{c}\" IS NULL THEN 'log-no-{c}'" for c in REQUIRED]
    words = [f'WHEN "{c}" IS NULL AND raw_{c} IS NOT NULL THEN raw_{c}' for c in values]
    years = f'WHEN year("at") NOT BETWEEN {FIRST_YEAR + 1} AND {LAST_YEAR - 1} THEN'
    return f"""
        SELECT *, CASE WHEN {unread} THEN 'log-json' {" ".join(cases)} {years} 'log-year' END AS wrong,
            CASE {" ".join(words)} {years} raw_at END AS word
        FROM (SELECT *, {", ".join(made)} FROM ({source}))"""


def _typed_csv(path: str) -> str:
    values = {}
    for name in COLUMNS:
        text = f"nullif(trim(text_{name}), '')"
        match COLUMNS[name]:
            case LogColumn.TEXT:
                value = text
            case LogColumn.MOMENT:
                value = _moment(text)
            case LogColumn.FLAG:
                value = f"CASE lower({text}) WHEN 'true' THEN true WHEN '1' THEN true WHEN 'false' THEN false WHEN '0' THEN false END"
            case _:
                items = f"list_transform(string_split({text}, '|'), lambda w: trim(w))"
                value = f"CASE WHEN {text} = '[]' THEN CAST([] AS VARCHAR[]) ELSE {items} END"
        values[name] = value, text
    renamed = ", ".join(f'"{c}" AS text_{c}' for c in COLUMNS)
    return _typed(values, "false", f"SELECT file, line, {renamed} FROM read_parquet({literal(path)})")


def _typed_json(path: str) -> str:
    paths = "[" + ", ".join(f"'$.{c}'" for c in COLUMNS) + "]"
    values = {}
    for i, (name, column) in enumerate(COLUMNS.items(), 1):
        kind, text = f"kinds[{i}]", f"texts[{i}]"
        given = f"CASE WHEN {kind} <> 'NULL' THEN {text} END"
        match column:
            case LogColumn.TEXT:
                # a text of blanks says nothing, and neither does null
                kinds = "'VARCHAR', 'BIGINT', 'UBIGINT', 'HUGEINT'" if name == "id" else "'VARCHAR'"
                value, given = (
                    f"CASE WHEN {kind} IN ({kinds}) THEN nullif(trim({text}), '') END",
                    f"nullif(trim({given}), '')",
                )
            case LogColumn.MOMENT:
                value = f"CASE WHEN {kind} = 'VARCHAR' THEN {_moment(text)} END"
            case LogColumn.FLAG:
                value = f"CASE WHEN {kind} = 'BOOLEAN' THEN {text} = 'true' END"
            case _:
                other = f"list_filter(from_json({text}, '[\"JSON\"]'), lambda w: json_type(w) NOT IN ('VARCHAR', 'NULL'))"
                value = f"CASE WHEN {kind} = 'ARRAY' AND len({other}) = 0 THEN from_json({text}, '[\"VARCHAR\"]') END"
        values[name] = value, given
    read = f"SELECT file, line, CASE WHEN json_valid(json) THEN json_type(json) = 'OBJECT' ELSE false END AS good, json FROM read_parquet({literal(path)})"
    split = f"CASE WHEN good THEN json_type(json, {paths}) END AS kinds, CASE WHEN good THEN json_extract_string(json, {paths}) END AS texts"
    return _typed(values, "NOT good", f"SELECT file, line, good, {split} FROM ({read})")
