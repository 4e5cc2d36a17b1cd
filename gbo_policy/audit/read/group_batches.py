"""Groups of a log as they are judged: in batches, every value once and its number for every group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from gbo_policy.audit.read.engine import (
    GROUP,
    JOINT,
    LENGTHS,
    LONGEST,
    PERIOD,
    UNJUDGED,
    WHOLE,
    key_names,
    list_places,
    literal,
)
from gbo_policy.audit.read.numbered import Codes, NumberedColumn, as_array, as_codes, distinct

TOLD = ("n", "first", "last", "low")
PLACE = "place"
BATCH = 250_000  # groups judged at once


@dataclass(frozen=True, slots=True)
class GroupBatch:
    """Groups in the order of their first moment: what they ``said``, the number of their period, how many
    exchanges, when first and last (in microseconds), the least id, and the ``place`` of each among all.

    ``keys`` gives those of some of them as a table that can be joined with the log.
    """

    said: Mapping[str, NumberedColumn]
    periods: Codes
    counts: Codes
    first: Codes
    last: Codes
    low: pa.ChunkedArray
    place: Codes
    keys: Callable[[Codes], pa.Table]

    def ids(self, rows: Sequence[int]) -> list[str]:
        """Give the least ids of some groups."""
        return [self.low[row].as_py() for row in rows]


def file_batches(con: duckdb.DuckDBPyConnection, path: Path, columns: Sequence[str]) -> Iterator[GroupBatch]:
    """Give the groups that lie in a Parquet file."""
    names = ", ".join(f'"{c}"' for c in (*key_names(columns), PERIOD, *TOLD))
    # in an order of their own, whatever the engine gave, so that the answer is the same byte for byte
    query = f"""SELECT {names}, file_row_number FROM read_parquet({literal(path)}, file_row_number = true)
        WHERE {PERIOD} <> {UNJUDGED} ORDER BY "first", low, hash({names})"""
    for table in gathered(con.sql(query).to_arrow_reader(BATCH)):
        yield _batch(table, columns)


def gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Put batches of an engine, which it gives as large or small as it likes, together or apart."""
    some: list[pa.RecordBatch] = []
    for batch in (b.slice(start, BATCH) for b in batches for start in range(0, len(b), BATCH)):
        if some and sum(map(len, some)) + len(batch) > BATCH:
            yield pa.Table.from_batches(some)
            some = []
        some.append(batch)
    if some:
        yield pa.Table.from_batches(some)


def numbered_sql(groups: Sequence[int]) -> str:
    """Give the SQL of a table of groups, each by its ``PLACE`` among all, numbered as they come."""
    places = f"CAST({list(groups)} AS BIGINT[])"
    return f"(SELECT unnest({places}) AS {PLACE}, unnest(range({len(groups)})) AS {GROUP})"


def write_some(
    con: duckdb.DuckDBPyConnection, path: Path, columns: Sequence[str], groups: Sequence[int], output: Path
) -> None:
    """Write the keys of some groups of a Parquet file, each with how many of those came before it."""
    names = ", ".join(f'f."{c}"' for c in (*key_names(columns), PERIOD))
    source = f"read_parquet({literal(path)}, file_row_number = true) f"
    query = f"SELECT {names}, w.{GROUP} FROM {source} JOIN {numbered_sql(groups)} w"
    con.execute(f"COPY ({query} ON f.file_row_number = w.{PLACE}) TO {literal(output)} (FORMAT parquet)")


def _batch(table: pa.Table, columns: Sequence[str]) -> GroupBatch:
    places, keys = dict(list_places(columns)), table.select([*key_names(columns), PERIOD])
    first, last = (table[c].cast(pa.timestamp("us")).cast(pa.int64()) for c in ("first", "last"))
    return GroupBatch(
        said={c: _encode_list(table, c, places[c]) if c in places else _encode(table, c) for c in columns},
        periods=as_codes(table[PERIOD]),
        counts=as_codes(table["n"]),
        first=as_codes(first),
        last=as_codes(last),
        low=table["low"],
        place=as_codes(table["file_row_number"]),
        keys=lambda rows: keys.take(as_array(rows)),
    )


def _encode(table: pa.Table, name: str) -> NumberedColumn:
    """Number the distinct values of a column; none at all is a value too."""
    made = table[name].combine_chunks().dictionary_encode(null_encoding="encode")
    return NumberedColumn(as_codes(made.indices), made.dictionary.to_pylist())


def _encode_list(table: pa.Table, name: str, place: int) -> NumberedColumn:
    """Number the distinct lists of a column; ``place`` is what its length is multiplied by in ``LENGTHS``."""
    words = _encode(table, name)
    lengths = as_codes(table[LENGTHS]) // place % (LONGEST + 1)
    found, places = distinct([words, NumberedColumn(lengths, range(LONGEST + 1))], len(lengths))
    pairs = zip(words.codes[found].tolist(), lengths[found].tolist(), strict=True)
    return NumberedColumn(places, [list_of(words.values[text], n) for text, n in pairs])


def list_of(text: str | None, length: int) -> tuple[str | None, ...] | None:
    """Give a list back; None when there was none (length 0), unknown words where it held an empty place."""
    if length == 0:
        return None
    words = tuple(text.split(JOINT)) if text is not None and length > 1 else ()
    return words if length == WHOLE or len(words) == length - 1 else (None,)


def as_row(said: Mapping[str, NumberedColumn], row: int) -> dict[str, Any]:
    """Give what a group said."""
    return {c: e.values[e.codes[row]] for c, e in said.items()}
