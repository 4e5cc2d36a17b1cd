"""Logs written as text (CSV, JSON Lines) into Parquet, so that every engine reads the same rows; rows that cannot be read are kept apart."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
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
_MOMENT = r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d(:?\d\d)?)?)?"


@dataclass(frozen=True, slots=True)
class Staged:
    """A text file made Parquet, with the columns it had beside ours that look misspelt."""

    parquet: Parquet
    notices: tuple[Problem, ...]


def stage(
    file: LogFile, folder: Path, con: duckdb.DuckDBPyConnection, bad: BadRows, problems: list[Problem]
) -> Staged | None:
    """Write a text log as Parquet into ``folder``; None, with problems, when it cannot be read at all."""
    number = len(list(folder.iterdir()))
    raw, made = folder / "raw.parquet", folder / f"log-{number}.parquet"
    try:
        with open(file.path, "rb") as lines:
            split: _Csv | _Lines = (
                _Csv(lines, file.path, bad, problems) if file.kind == "csv" else _Lines(lines, file.path, bad)
            )
            if split.columns is None:
                return None
            _write(split, raw)
    except OSError as error:
        problems.append(problem("unreadable", Location(file.path), word=file.path, what=error.strerror))
        return None
    select = _typed_csv(split.columns, str(raw)) if isinstance(split, _Csv) else _typed_json(str(raw))
    con.execute(f"CREATE OR REPLACE TEMP VIEW typed AS {select}")
    names = ", ".join(f'"{c}"' for c in COLUMNS)
    con.execute(f"COPY (SELECT {names} FROM typed WHERE wrong IS NULL) TO {literal(made)} (FORMAT parquet)")
    rejected = con.execute("SELECT line, wrong, word FROM typed WHERE wrong IS NOT NULL")
    while rows := rejected.fetchmany(_ROWS):
        for row in rows:
            _reject(file.path, bad, *row)
    keys = _keys(raw, con) if isinstance(split, _Lines) else ()
    raw.unlink()
    given = split.names if isinstance(split, _Csv) else keys
    # a line may say one thing under its right name and the next under a wrong one
    notices = misspelt(given, file.path, None if isinstance(split, _Csv) else COLUMNS)
    columns, unread = tuple(c for c in COLUMNS if c in given), tuple(n for n in given if n not in COLUMNS)
    metadata = pq.read_metadata(made)
    parquet = Parquet(
        str(made),
        columns,
        metadata.num_rows,
        file.path,
        metadata.schema.to_arrow_schema(),
        unread,
        staged=True,
    )
    return Staged(parquet, tuple(notices))


def _reject(file: str, bad: BadRows, line: int, wrong: str, word: str | None) -> None:
    code, _, column = wrong.partition(" ")
    shown = (word or "")[:60]
    if column:
        bad.add(file, line, code, word=shown, column=column, expected=COLUMNS[column].value)
    else:
        bad.add(file, line, code, word=shown)


def _keys(path: Path, con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Give the keys that some line has."""
    objects = f"SELECT json FROM read_parquet({literal(path)}) WHERE CASE WHEN json_valid(json) THEN json_type(json) = 'OBJECT' ELSE false END"
    found = con.execute(
        f"SELECT DISTINCT unnest(json_keys(json)) AS name FROM ({objects}) ORDER BY name"
    ).fetchall()
    return tuple(name for (name,) in found)


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
        self._pick = itemgetter(*(names.index(c) for c in self.columns))

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
                yield row, *self._pick(values)

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
    """The lines of a JSON Lines file as they are."""

    columns: tuple[str, ...] | None = ("json",)

    def __init__(self, lines: Any, path: str, bad: BadRows) -> None:
        self.path, self.bad, self._lines = path, bad, lines

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row, line in enumerate(self._lines, 1):
            text = line.removeprefix(b"\xef\xbb\xbf") if row == 1 else line
            if text.strip():
                try:
                    yield row, text.decode("utf-8").strip()
                except UnicodeDecodeError:
                    self.bad.add(self.path, row, "not-text-row")


def _write(split: _Csv | _Lines, path: Path) -> None:
    columns: Sequence[str] = split.columns or ()
    schema = pa.schema([("line", pa.int64()), *((c, pa.string()) for c in columns)])
    rows = iter(split)
    with pq.ParquetWriter(path, schema, compression="lz4") as writer:
        while chunk := list(islice(rows, _ROWS)):
            arrays = [
                pa.array(values, kind)
                for values, kind in zip(zip(*chunk, strict=True), schema.types, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _moment(text: str) -> str:
    """Give the SQL that reads a moment; without an offset it is Brussels time, the session's zone, and so is what comes out."""
    return f"CASE WHEN regexp_full_match({text}, '{_MOMENT}') THEN CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP) END"


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


def _typed_csv(columns: Sequence[str], path: str) -> str:
    values = {}
    for name in columns:
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
    renamed = ", ".join(f'"{c}" AS text_{c}' for c in columns)
    return _typed(values, "false", f"SELECT line, {renamed} FROM read_parquet({literal(path)})")


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
    read = f"SELECT line, CASE WHEN json_valid(json) THEN json_type(json) = 'OBJECT' ELSE false END AS good, json FROM read_parquet({literal(path)})"
    split = f"CASE WHEN good THEN json_type(json, {paths}) END AS kinds, CASE WHEN good THEN json_extract_string(json, {paths}) END AS texts"
    return _typed(values, "NOT good", f"SELECT line, good, {split} FROM ({read})")
