"""Logs written as text (CSV, JSON Lines, workbooks) or in somebody else's columns into Parquet of our own, so
that every engine reads the same rows.

Rows that cannot be read are kept apart.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.read.bad_rows import BadRows
from gbo_policy.audit.read.columns import COLUMNS
from gbo_policy.audit.read.encodings import UTF_8, ReadableText, as_utf_8
from gbo_policy.audit.read.engine import FILE, LINE, literal, quoted
from gbo_policy.audit.read.lines import BookRows, CsvLines, JsonLines
from gbo_policy.audit.read.log import LogFile, Parquet, misspelt, named
from gbo_policy.audit.read.typed import flat_json, typed_csv, typed_json, typed_mapped
from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.reading.mapping import TableMapping

_ROWS = 50_000
_AT_ONCE = 64_000_000  # bytes of small files that are typed together


@dataclass(frozen=True, slots=True)
class Staged:
    """A file made Parquet, and what is to be told of it."""

    parquet: Parquet
    notices: tuple[Problem, ...]


@dataclass(slots=True)
class _Taken:
    """A file whose lines lie among those to be typed: its columns by ours, how many lines, what reads them,
    and how it was encoded.
    """

    path: str
    split: CsvLines | JsonLines | BookRows
    encoding: ReadableText
    rows: int = 0

    @property
    def columns(self) -> dict[str, str]:
        """The names of our columns in the file."""
        split = self.split
        return (
            named(split.names, split.mapping) if isinstance(split, JsonLines) else dict(split.columns or {})
        )


class Staging:
    """Writes logs as Parquet into ``folder``; what cannot be read at all is among ``problems``."""

    def __init__(
        self,
        folder: Path,
        con: duckdb.DuckDBPyConnection,
        mapping: TableMapping,
        bad: BadRows,
        problems: list[Problem],
    ) -> None:
        self.folder, self.con, self.mapping, self.bad, self.problems = folder, con, mapping, bad, problems
        self._made = 0
        self.paths: list[str] = []  # of the files staged, in the order of the numbers that their rows bear

    def texts(self, files: Sequence[LogFile]) -> Iterator[Staged]:
        """Stage text logs, small ones together."""
        for some in _together(files):
            raw, made = self.folder / "raw.parquet", self._next()
            taken = self._write(some, raw)
            rejected = self._typed(self._select(some[0].kind, raw, taken), made, [t.path for t in taken])
            raw.unlink()
            schema = _own_schema(made)
            for place, one in enumerate(taken):
                yield self._staged(one, one.rows - rejected[place], made, schema)

    def table(self, file: Parquet) -> Parquet:
        """Stage a Parquet log whose columns are mapped."""
        import ibis

        made, kinds = self._next(), {c: ibis.Schema.from_pyarrow(file.schema)[c] for c in file.schema.names}
        types = {c: str(kind).removeprefix("!") for c, kind in kinds.items()}
        own = ", ".join(f"{quoted(n)} AS {quoted(c)}" for c, n in file.columns.items())
        source = f"read_parquet({literal(file.path)}, file_row_number = true, hive_partitioning = false)"
        self.con.execute(
            f"CREATE OR REPLACE TEMP VIEW theirs AS SELECT CAST(0 AS BIGINT) AS file, file_row_number + 1"
            f" AS line, {own} FROM {source}"
        )
        rejected = self._typed(typed_mapped("theirs", types, self.mapping), made, [file.source])
        schema = _own_schema(made)
        rows = file.rows - rejected[0]
        return Parquet(str(made), file.columns, rows, file.source, schema, file.unread, staged=True)

    def _next(self) -> Path:
        self._made += 1
        return self.folder / f"log-{self._made}.parquet"

    def _write(self, files: Sequence[LogFile], raw: Path) -> list[_Taken]:
        """Write the lines of files under each other, each with the place of its file among those that could
        be read.
        """
        columns = ("json",) if files[0].kind == "jsonl" else tuple(COLUMNS)
        schema = pa.schema([("file", pa.int64()), ("line", pa.int64()), *((c, pa.string()) for c in columns)])
        taken: list[_Taken] = []
        with pq.ParquetWriter(raw, schema, compression="lz4") as writer:
            rows = chain.from_iterable(self._lines(f, taken) for f in files)
            while chunk := list(islice(rows, _ROWS)):
                arrays = [
                    pa.array(values, kind)
                    for values, kind in zip(zip(*chunk, strict=True), schema.types, strict=True)
                ]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        return taken

    def _lines(self, file: LogFile, taken: list[_Taken]) -> Iterator[tuple[Any, ...]]:
        """Give the lines of a file that can be typed, and add it to those taken; nothing, with problems, when
        it cannot be read at all.
        """
        try:
            text = self._text(file)
            with open(text.lies, "rb") as lines:
                split = self._splitter(file, text.lies, lines)
                if split.columns is None:
                    return
                one, place = _Taken(file.path, split, text), len(taken)
                taken.append(one)
                for row in split:
                    one.rows += 1
                    yield place, *row
        except UnicodeDecodeError:
            stated = self.mapping.encoding
            self.problems.append(problem("log-encoding", Location(file.path), word=stated or "utf-16"))
        except OSError as error:
            self.problems.append(
                problem("unreadable", Location(file.path), word=file.path, what=error.strerror)
            )

    def _text(self, file: LogFile) -> ReadableText:
        if file.kind == "xlsx":
            return ReadableText(file.real, "")
        self._made += 1
        return as_utf_8(file.real, self.mapping.encoding, self.folder / f"utf-8-{self._made}")

    def _splitter(self, file: LogFile, lies: str, lines: Any) -> CsvLines | JsonLines | BookRows:
        match file.kind:
            case "csv":
                return CsvLines(lines, file.path, self.mapping, self.bad, self.problems)
            case "xlsx":
                return BookRows(lies, file.path, self.mapping, self.bad, self.problems)
        return JsonLines(lines, file.path, self.mapping, self.bad)

    def _select(self, kind: str, raw: Path, taken: Sequence[_Taken]) -> str:
        """Give the SQL of the rows as they are typed."""
        if not self.mapping.file:
            return typed_json(str(raw)) if kind == "jsonl" else typed_csv(str(raw))
        types: Mapping[str, str] = dict.fromkeys(COLUMNS, "string")
        source = f"SELECT * FROM read_parquet({literal(raw)})"
        if kind == "jsonl":
            columns = {c: n for one in taken for c, n in one.columns.items()}
            source, types = flat_json(str(raw), columns, self.mapping.separator)
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW theirs AS {source}")
        return typed_mapped("theirs", types, self.mapping)

    def _typed(self, select: str, made: Path, paths: Sequence[str]) -> Counter[int]:
        """Write the rows that can be read as typed Parquet, and reject the others; give their number by the
        place of their file.
        """
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW typed AS {select}")
        names = ", ".join(f'"{c}"' for c in COLUMNS)
        origin = f"CAST(file + {len(self.paths)} AS VARCHAR) AS {FILE}, line AS {LINE}"
        self.con.execute(
            f"COPY (SELECT {names}, {origin} FROM typed WHERE wrong IS NULL) TO {literal(made)} (FORMAT"
            f" parquet)"
        )
        self.paths += paths
        found = self.con.execute(
            "SELECT file, line, wrong, word FROM typed WHERE wrong IS NOT NULL ORDER BY file, line"
        )
        rejected = Counter[int]()
        while rows := found.fetchmany(_ROWS):
            for place, *row in rows:
                rejected[place] += 1
                self._reject(paths[place], *row)
        return rejected

    def _reject(self, file: str, line: int, wrong: str, word: str | None) -> None:
        code, _, column = wrong.partition(" ")
        shown = (word or "")[:60]
        if column in self.mapping.values:
            self.bad.unmapped[column, shown] += 1
        if column:
            self.bad.add(file, line, code, word=shown, column=column, expected=COLUMNS[column].value)
        else:
            self.bad.add(file, line, code, word=shown)

    def _staged(self, one: _Taken, rows: int, made: Path, schema: pa.Schema) -> Staged:
        columns, json = one.columns, isinstance(one.split, JsonLines)
        unread = tuple(n for n in one.split.names if n not in columns.values())
        # a line may say one thing under its right name and the next under a wrong one
        lacking = [c for c in COLUMNS if json or c not in columns]
        notices = misspelt(unread, one.path, lacking)
        notices += one.split.notices if isinstance(one.split, BookRows) else []
        if one.encoding.guessed:
            notices.append(problem("log-guessed", Location(one.path), word=one.encoding.encoding))
        encoding = one.encoding.encoding if one.encoding.encoding not in ("", UTF_8) else None
        parquet = Parquet(str(made), columns, rows, one.path, schema, unread, staged=True, encoding=encoding)
        return Staged(parquet, tuple(notices))


def _own_schema(made: Path) -> pa.Schema:
    """Give the schema of a staged log without where its rows came from."""
    schema = pq.read_metadata(made).schema.to_arrow_schema()
    return pa.schema([f for f in schema if f.name not in (FILE, LINE)])


def _together(files: Sequence[LogFile]) -> Iterator[list[LogFile]]:
    """Put small files of one kind together: to begin a file of our own for each would take longer than to
    read them.
    """
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
        return os.stat(file.real).st_size
    except OSError:
        return 0  # told when it is read
