"""Ids that a log repeats: an exchange named twice is counted twice, and of two exchanges of one name nobody
can say which is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.read.columns import COLUMNS, LogColumn
from gbo_policy.audit.read.engine import JOINT, LogEngine, literal, quoted, told
from gbo_policy.audit.read.log import Parquet, each_once

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SOME = 10
_BATCH = 2**17


class RepeatedIds(NamedTuple):
    """Rows that are there more than once word for word, ids that stand for exchanges of other contents, and
    some of each.
    """

    same_rows: int = 0
    same: tuple[str, ...] = ()
    other_ids: int = 0
    other: tuple[str, ...] = ()


def repeated(engine: LogEngine, log: ir.Table) -> RepeatedIds:
    """Find the ids that a log repeats."""
    named = log.filter(log["id"].notnull() & (log["id"] != ""))
    rows, ids = engine.row(named.agg(rows=named.count(), ids=engine.fingerprint(named["id"]).nunique()))
    if rows == ids:
        return RepeatedIds()
    counts = named.group_by("id").agg(n=named.count())
    twice = counts.filter(counts["n"] > 1).select(again="id")
    some = named.inner_join(twice, named["id"] == twice["again"]).drop("again")
    contents = some.group_by(
        [c if COLUMNS[c] is not LogColumn.TEXTS else _joined(some, c) for c in COLUMNS]
    ).agg(copies=some.count())
    kinds = contents.group_by("id").agg(contents=contents.count(), copies=contents["copies"].sum())
    other = kinds.filter(kinds["contents"] > 1)
    same = kinds.filter(kinds["copies"] > kinds["contents"])
    # each of a few queries over what is repeated, which is little or the log is refused
    (same_rows,) = engine.row(same.agg(rows=(same["copies"] - same["contents"]).sum().fill_null(0)))
    (other_ids,) = engine.row(other.agg(ids=other.count()))
    return RepeatedIds(int(same_rows), _few(engine, same), int(other_ids), _few(engine, other))


def each_once_named(con: duckdb.DuckDBPyConnection, files: Sequence[Parquet]) -> bool:
    """Tell whether files of this machine surely repeat no id: no two have the same fingerprint."""
    if any("id" not in f.schema.names for f in files):
        return False
    each = " UNION ALL ".join(
        f"SELECT CAST({quoted(f.own('id'))} AS VARCHAR) AS id"
        f" FROM read_parquet({literal(f.path)}, hive_partitioning = false)"
        for f in each_once(files)
    )
    query = f"SELECT count(*), count(DISTINCT hash(id)) FROM ({each}) WHERE id <> ''"
    with told():
        rows, ids = con.execute(query).fetchall()[0]
    return bool(rows == ids)


def _joined(table: ir.Table, column: str) -> Any:
    return (table[column].join(JOINT) + table[column].length().cast("string")).name(column)


def _few(engine: LogEngine, found: ir.Table) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in engine.rows(found.select("id").order_by("id").limit(_SOME)))


class SeenIds(NamedTuple):
    """Whether the ids of a batch rise, the ``length`` that all of them have, if it is one, and the first and
    last of them; None where there is none.
    """

    rising: bool
    length: int | None
    first: str | None
    last: str | None


def seen_ids(column: pa.Array) -> SeenIds:
    """See through the ids of a batch."""
    ids = column if column.type == pa.string() else column.cast(pa.string())
    ids = ids.drop_null() if ids.null_count else ids
    if not len(ids):
        return SeenIds(True, None, None, None)
    rising, length = _rising(ids)
    return SeenIds(rising, length, ids[0].as_py(), ids[-1].as_py())


class RisingIds:
    """Sees whether every id is longer than the one before, or as long and later in the alphabet: then none is
    there twice. Where all are as long, they are in the order of the alphabet: ``alphabetical``.
    """

    def __init__(self) -> None:
        """Start before the first id."""
        self.rising = self.alphabetical = True
        self._last: str | None = None
        self._length: int | None = None

    def add(self, seen: SeenIds) -> None:
        """Go on with the next ids of a log."""
        if seen.first is None:
            return
        follows = self._last is None or _order(self._last) < _order(seen.first)
        self.rising, self._last = self.rising and follows and seen.rising, seen.last
        alike = seen.length is not None and self._length in (None, seen.length)
        self.alphabetical, self._length = self.alphabetical and self.rising and alike, seen.length


def _order(name: str) -> tuple[int, bytes]:
    told = name.encode()
    return len(told), told


def in_order(files: Sequence[Parquet]) -> bool:
    """Tell whether the ids of files rise from the first to the last."""
    seen = RisingIds()
    for file in each_once(files):
        if file.cluster or "id" not in file.schema.names:
            return False  # not here, a constant, or none at all
        for batch in pq.ParquetFile(file.path).iter_batches(_BATCH, columns=[file.own("id")]):
            seen.add(seen_ids(batch.column(0)))
            if not seen.rising:
                return False
    return True


def _rising(ids: pa.StringArray) -> tuple[bool, int | None]:
    ends = np.frombuffer(ids.buffers()[1], np.int32)[ids.offset : ids.offset + len(ids) + 1]
    long = np.diff(ends)
    if (size := int(long[0])) and (long == size).all():
        # all of one length, as most are, lie like one table: much faster
        names = np.frombuffer(ids.buffers()[2], f"S{size}", len(ids), int(ends[0]))
        return bool((names[:-1] < names[1:]).all()), size
    import pyarrow.compute as pc  # 0.1 s, which most logs need not wait for

    before, after = ids[:-1], ids[1:]
    short, long = pc.binary_length(before), pc.binary_length(after)
    later = pc.and_(pc.equal(short, long), pc.greater(after, before))
    return bool(pc.all(pc.or_(pc.greater(long, short), later), min_count=0).as_py()), None
