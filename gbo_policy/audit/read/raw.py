"""A log in its own words: its columns with their values and how often each is there, before anything is known
of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.read.bad_rows import BadRows
from gbo_policy.audit.read.encodings import as_utf_8
from gbo_policy.audit.read.engine import literal, quoted
from gbo_policy.audit.read.lines import BookRows, CsvLines, JsonLines
from gbo_policy.audit.read.log import LogFile
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.reading.mapping import UNMAPPED

_ROWS = 50_000
MOST_VALUES = 300  # of a column, the most frequent ones


@dataclass(frozen=True, slots=True)
class RawColumn:
    """A column: its name, whether it holds lists, rows with a value, distinct values, and the most frequent
    with their counts.
    """

    name: str
    listed: bool
    rows: int
    distinct: int
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RawLog:
    """A file of a log in its own words; ``moments`` are columns that hold moments and need no pattern."""

    path: str
    rows: int
    columns: tuple[RawColumn, ...]
    encoding: str | None
    moments: tuple[str, ...]


def raw_log(file: LogFile, folder: Path, con: duckdb.DuckDBPyConnection) -> RawLog:
    """Count what a file holds. Raises PolicyError when it cannot be read."""
    problems: list[Problem] = []
    encoding, relation = None, f"SELECT * FROM read_parquet({literal(file.real)}, hive_partitioning = false)"
    try:
        if file.kind != "parquet":
            relation, encoding = _text(file, folder, problems)
        described = con.execute(f"DESCRIBE {relation}").fetchall() if not problems else []
    except (OSError, UnicodeDecodeError, duckdb.Error) as error:
        what = " ".join(str(error).split())[:120]
        problems.append(problem("unreadable", Location(file.path), word=file.path, what=what))
    if problems:
        raise PolicyError(problems)
    rows = con.execute(f"SELECT count(*) FROM ({relation})").fetchall()[0][0]
    kinds = {name: str(kind) for name, kind, *_ in described}
    columns = tuple(_column(con, relation, name, kind) for name, kind in kinds.items())
    moments = tuple(n for n, kind in kinds.items() if kind.startswith(("TIMESTAMP", "DATE")))
    return RawLog(file.path, rows, columns, encoding, moments)


def _column(con: duckdb.DuckDBPyConnection, relation: str, name: str, kind: str) -> RawColumn:
    listed = kind.endswith("[]")
    one = f"unnest({quoted(name)})" if listed else quoted(name)
    values = f"SELECT trim(CAST({one} AS VARCHAR)) AS v FROM ({relation})"
    counted = f"SELECT v, count(*) AS n FROM ({values}) WHERE v <> '' GROUP BY v"
    rows, distinct = con.execute(f"SELECT coalesce(sum(n), 0), count(*) FROM ({counted})").fetchall()[0]
    most = con.execute(f"SELECT v, n FROM ({counted}) ORDER BY n DESC, v LIMIT {MOST_VALUES}").fetchall()
    return RawColumn(name, listed, int(rows), distinct, tuple(most))


def _text(file: LogFile, folder: Path, problems: list[Problem]) -> tuple[str, str | None]:
    """Write a text log as Parquet of texts; give the SQL that reads it, and its encoding where that is not
    UTF-8.
    """
    raw = folder / "raw.parquet"
    with BadRows(folder / "bad.csv", "en") as bad:
        if file.kind == "xlsx":
            book = BookRows(file.real, file.path, None, bad, problems)
            if book.columns is not None:
                _write(raw, _unlike(book.names), book)
            return f"SELECT * FROM read_parquet({literal(raw)})", None
        text = as_utf_8(file.real, None, folder / "utf-8")
        with open(text.lies, "rb") as lines:
            if file.kind == "jsonl":
                objects = JsonLines(lines, file.path, UNMAPPED, bad)
                _write(raw, ("json",), objects)
                return _flat(raw, objects.names), _other(text.encoding)
            split = CsvLines(lines, file.path, None, bad, problems)
            if split.columns is not None:
                _write(raw, _unlike(split.names), split)
    return f"SELECT * FROM read_parquet({literal(raw)})", _other(text.encoding)


def _other(encoding: str) -> str | None:
    return None if encoding == "utf-8" else encoding


def _unlike(names: Sequence[str]) -> tuple[str, ...]:
    """Give names of which an engine that minds no capitals sees each once."""
    seen: dict[str, int] = {}
    return tuple(
        n if (k := seen.setdefault(n.casefold(), i)) == i else f"{n} ({k + 1})" for i, n in enumerate(names)
    )


def _write(raw: Path, names: Sequence[str], rows: Iterator[tuple[Any, ...]] | Any) -> None:
    schema = pa.schema([(n, pa.string()) for n in names])
    lines = iter(rows)
    with pq.ParquetWriter(raw, schema, compression="lz4") as writer:
        while chunk := [row[1:] for row in islice(lines, _ROWS)]:
            arrays = [pa.array(values, pa.string()) for values in zip(*chunk, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _flat(raw: Path, names: Sequence[str]) -> str:
    """Give the SQL of JSON objects as columns; one that is a list in some row is one of lists."""
    made = []
    for name in names:
        key = literal("$." + '"' + name.replace('"', '\\"') + '"')
        many = f"from_json(json_extract(json, {key}), '[\"VARCHAR\"]')"
        one = f"[json_extract_string(json, {key})]"
        made.append(
            f"CASE WHEN json_type(json, {key}) = 'ARRAY' THEN {many} ELSE {one} END AS {quoted(name)}"
        )
    return f"SELECT {', '.join(made)} FROM read_parquet({literal(raw)})"
