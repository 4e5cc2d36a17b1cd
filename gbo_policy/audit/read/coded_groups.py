"""Groups of Parquet files of this machine, by numbers in place of texts and lists.

What Parquet holds as a dictionary need not be made text to be grouped: DuckDB groups the numbers, and only
the groups become texts again, by the same expressions as everywhere. Where a log is too varied for it, or its
files too many and small, nothing is lost but time: it is grouped as any other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.read.coded_values import CodedLists, CodedTexts, TooVariedError
from gbo_policy.audit.read.columns import COLUMNS, LogColumn
from gbo_policy.audit.read.engine import (
    GROUP,
    LENGTHS,
    PERIOD,
    UNJUDGED,
    Duck,
    as_joined,
    fresh_name,
    key_names,
    list_places,
    literal,
    told,
)
from gbo_policy.audit.read.ids import RisingIds, SeenIds, seen_ids
from gbo_policy.audit.read.key_layout import KeyLayout
from gbo_policy.audit.read.log import Parquet, each_once
from gbo_policy.audit.read.numbered import Codes, as_array, as_codes, as_dictionary, as_flags, as_texts
from gbo_policy.audit.read.period_numbers import period_sql

_BATCH = 2**15  # few enough that what is worked out of them stays in the cache
_GROUPS = 2**17  # written at once
_ENOUGH = 10_000  # rows a file; to open one takes as long as to group as many
_FEW = 20  # files that are opened before what groups them otherwise is imported
_AHEAD = 3  # batches that are numbered while others are read and grouped
_CODE = "code_"
_PLAIN = 'CAST(id AS VARCHAR) AS id, CAST("at" AS TIMESTAMP) AS "at"'
_TOLD = ("n", "first", "last", "low")
_PLACE = "place"  # of a row among all: where ids follow the alphabet the first is the least, and found faster
_ELSEWHERE = (TooVariedError, UnicodeDecodeError, pa.ArrowException, duckdb.Error)


def coded_groups(
    duck: Duck, files: Sequence[Parquet], columns: Sequence[str], starts: Sequence[date], path: Path
) -> CodedGroups | None:
    """Write what ``groups`` gives; None, with nothing written, for a log that is better grouped otherwise."""
    own = each_once(files)
    if any("id" not in f.schema.names for f in own):
        return None  # a log without ids is told as one, elsewhere
    if sum(_rows(f) for f in own) < _ENOUGH * (len(own) - _FEW):
        return None
    coding = CodedGroups(duck, own, columns, starts, path)
    try:
        coding.write()
    except BaseException as error:
        coding.close()
        if isinstance(error, _ELSEWHERE) and not isinstance(error, duckdb.InterruptException):
            return None  # what is wrong with a file is told by who reads it otherwise
        raise
    return coding


def _rows(file: Parquet) -> int:
    return int(pq.read_metadata(file.path).num_rows) if file.staged else file.rows


def _alike(files: Sequence[Parquet]) -> Iterable[list[Parquet]]:
    """Put together the files whose ids and moments are of the same types."""
    found: dict[str, list[Parquet]] = {}
    for file in files:
        found.setdefault(str([file.schema.field(n).type for n in ("id", "at")]), []).append(file)
    return found.values()


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Give what writes groups: as fast as can be, since they are read no more than a few times."""
    coded = [f.name for f in schema if pa.types.is_dictionary(f.type)]
    return pq.ParquetWriter(path, schema, compression="lz4", use_dictionary=coded, write_statistics=False)


class _Values(NamedTuple):
    """The values of a column, and where there is one: those of lists by their ``codes``, in order, with the
    ``lengths``; any other by their place.
    """

    values: pa.Array
    filled: npt.NDArray[np.bool_]
    codes: Codes | None = None
    lengths: Codes | None = None

    @staticmethod
    def of_texts(texts: Sequence[str | None], *by: Codes) -> _Values:
        """Give those of texts, of which None is none."""
        return _Values(as_texts([t or "" for t in texts]), np.array([t is not None for t in texts]), *by)

    def at(self, places: Codes) -> pa.Array:
        """Give the values at places."""
        if pa.types.is_boolean(self.values.type):
            return self.values.take(as_array(places))
        return as_dictionary(places, self.values, self.filled)


class _Rows(NamedTuple):
    """Some rows of a log: their ids and how those lie, their moments and places among all, and the numbers of
    each column with the bits that they need.
    """

    ids: pa.Array
    at: pa.Array
    place: Codes
    seen: SeenIds
    codes: Mapping[str, Codes]
    needed: Mapping[str, int]

    def keyed(self, layout: KeyLayout) -> pa.RecordBatch:
        """Give the rows with the keys of a layout."""
        keys = map(as_array, (*layout.packed(self.codes), self.place))
        names = ["id", "at", *layout.names, _PLACE]
        return pa.RecordBatch.from_arrays([self.ids, self.at, *keys], names)


class CodedGroups:
    """The columns of a log by number, and a table of what was grouped: written to ``path``, row by row.

    ``ids`` tells how the ids of the log lie.
    """

    def __init__(
        self,
        duck: Duck,
        files: Sequence[Parquet],
        columns: Sequence[str],
        starts: Sequence[date],
        path: Path,
    ) -> None:
        self.duck, self.files, self.columns, self.path = duck, files, columns, path
        self.coded: dict[str, CodedTexts | CodedLists] = {
            c: CodedLists() if COLUMNS[c] is LogColumn.TEXTS else CodedTexts() for c in columns
        }
        self.ids = RisingIds()
        self.layout: KeyLayout | None = None
        self.period = period_sql('"at"', starts)
        self._codes = [_CODE + c for c in columns]
        self.tables: list[str] = []
        self.pool = ThreadPoolExecutor(_AHEAD)

    def write(self) -> None:
        """Group the files, and write the groups with their values in place of numbers."""
        for alike in _alike(self.files):
            batches = self._batches(alike, self.ids)
            first = list(islice(batches, 1))
            while first:
                self._group(alike, batches, first)
        self._write()

    def _group(self, files: Sequence[Parquet], batches: Iterator[_Rows], first: list[_Rows]) -> None:
        """Group batches from the first, while their ids go on following the alphabet, if they do, and their
        numbers fit in the keys; in its place comes what does not.
        """
        layout, follows = self._fitting(first[0]), self.ids.alphabetical

        def alike() -> Iterator[_Rows]:
            for batch in chain([first.pop()], batches):
                if not layout.holds(batch.needed) or (follows and not self.ids.alphabetical):
                    first.append(batch)
                    return
                yield batch

        least = f"arg_min(id, {_PLACE})" if follows else "min(id)"
        told_ = f'count(*) AS n, min("at") AS first, max("at") AS last, {least} AS low'
        own, by = ", ".join(layout.unpacked(_CODE)), ", ".join([*layout.names, PERIOD])
        with self._keyed(files, alike(), layout) as rows:
            grouped = f"SELECT {by}, {told_} FROM ({rows}) GROUP BY {by}"
            self._create(f"SELECT {own}, {PERIOD}, {', '.join(_TOLD)} FROM ({grouped})")

    def _fitting(self, rows: _Rows) -> KeyLayout:
        """Give keys that the numbers of rows fit in: narrow ones first, and where some do not the widest."""
        if self.layout is None:
            own = self.coded
            narrow = {c: min(n + own[c].more_bits, own[c].most_bits) for c, n in rows.needed.items()}
            self.layout = KeyLayout.of(narrow)
        elif not self.layout.holds(rows.needed):
            self.layout = KeyLayout.of({c: coded.most_bits for c, coded in self.coded.items()})
        return self.layout

    def least_ids(self, wanted: Path, most: int) -> dict[int, list[str]]:
        """Give the ``most`` least ids of some of the groups, which a Parquet file has with the number of
        each. The log is read once more. Raises PolicyError.
        """
        names = [*key_names(self.columns), PERIOD]
        same = " AND ".join(f'g."{n}" IS NOT DISTINCT FROM w."{n}"' for n in names)
        keys, layout = ", ".join(f"t.{c}" for c in (*self._codes, PERIOD)), KeyLayout.apart(self.columns)
        belong = " AND ".join(f"s.{c} = r.{k}" for c, k in zip(self._codes, layout.names, strict=True))
        groups = f"read_parquet({literal(self.path)}, file_row_number = true)"
        found: dict[int, list[str]] = {}
        with told():
            some = self._create(  # a group lies in the file where it lies in the table
                f"SELECT {keys}, w.{GROUP} FROM {self.tables[-1]} t"
                f" JOIN {groups} g ON t.rowid = g.file_row_number"
                f" JOIN read_parquet({literal(wanted)}) w ON {same}"
            )
            for alike in _alike(self.files):
                with self._keyed(alike, self._batches(alike, RisingIds()), layout) as rows:
                    joined = f"({rows}) r JOIN {some} s ON {belong} AND s.{PERIOD} = r.{PERIOD}"
                    query = f"SELECT s.{GROUP}, min(r.id, {most}) FROM {joined} GROUP BY ALL"
                    each = self.duck.raw.execute(query).fetchall()
                for group, ids in each:
                    found[group] = sorted([*found.get(group, ()), *ids])[:most]
        return found

    @contextmanager
    def _keyed(self, files: Sequence[Parquet], batches: Iterable[_Rows], layout: KeyLayout) -> Iterator[str]:
        """Give the SQL of the rows of files by their keys; they end where that fails or is broken off, and it
        is raised afterwards: DuckDB would hide why.
        """
        name, kinds = fresh_name("coded"), [files[0].schema.field(n) for n in ("id", "at")]
        schema = pa.schema([*kinds, *((k, pa.int64()) for k in (*layout.names, _PLACE))])
        stopped: list[BaseException] = []

        def keyed() -> Iterator[pa.RecordBatch]:
            try:
                for batch in batches:
                    yield batch.keyed(layout)
            except BaseException as error:  # a break too
                stopped.append(error)

        self.duck.raw.register(name, pa.RecordBatchReader.from_batches(schema, keyed()))
        try:
            judged = (
                f"CASE WHEN id IS NULL OR id = '' OR \"at\" IS NULL THEN {UNJUDGED} ELSE {self.period} END"
            )
            yield f"SELECT *, {judged} AS {PERIOD} FROM (SELECT * REPLACE ({_PLAIN}) FROM {name})"
        finally:
            self.duck.raw.unregister(name)
        if stopped:
            raise stopped[0]

    def _create(self, query: str) -> str:
        name = fresh_name("grouped")
        self.duck.raw.execute(f"CREATE TEMP TABLE {name} AS {query}")
        self.tables.append(name)
        return name

    def _batches(self, files: Sequence[Parquet], ids: RisingIds) -> Iterator[_Rows]:
        """Give the rows of files by number, and see their ``ids``."""
        ahead, rows = deque[Future[_Rows]](), 0

        def coded() -> _Rows:
            batch = ahead.popleft().result()
            ids.add(batch.seen)
            return batch

        for batch, here in (found for file in files for found in self._read(file)):
            ahead.append(self.pool.submit(self._coded, batch, here, rows))
            rows += len(batch)
            if len(ahead) >= _AHEAD:
                yield coded()
        while ahead:
            yield coded()

    def _read(self, file: Parquet) -> Iterator[tuple[pa.RecordBatch, Mapping[str, str]]]:
        """Give the rows of a file as it holds them, with the names that our columns have there."""
        with pq.ParquetFile(file.path) as plain:
            leaves = [plain.schema.column(i) for i in range(len(plain.schema))]
        texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
        here = {c: file.own(c) for c in ("id", "at", *self.columns) if c in file.schema.names}
        apart = [p for p in texts if p.split(".")[0] in here.values() and p != here["id"]]
        with pq.ParquetFile(file.path, read_dictionary=apart) as parquet:
            for number in range(parquet.num_row_groups):  # each has dictionaries of its own
                for batch in parquet.iter_batches(_BATCH, [number], list(here.values())):
                    yield batch, here

    def _coded(self, batch: pa.RecordBatch, here: Mapping[str, str], rows: int) -> _Rows:
        """Number the rows of a batch, which comes after so many others, and see how its ids lie."""
        ids, at = (batch.column(here[c]) for c in ("id", "at"))
        codes = {c: self._numbers(c, batch, here) for c in self.columns}
        needed = {c: self.coded[c].bits(own) for c, own in codes.items()}
        return _Rows(ids, at, np.arange(rows, rows + len(batch)), seen_ids(ids), codes, needed)

    def _numbers(self, column: str, batch: pa.RecordBatch, here: Mapping[str, str]) -> Codes:
        """Number the values of a column."""
        coded = self.coded[column]
        if column not in here or pa.types.is_null(batch.column(here[column]).type):
            return np.full(len(batch), coded.none, np.int64)
        return coded.codes(batch.column(here[column]))

    def _write(self) -> None:
        every = self._every()
        values = {c: self._values(c, every) for c in self.columns}
        names = ", ".join(f'"{name}"' for name in (*self._codes, PERIOD, *_TOLD))
        reader = self.duck.raw.sql(f"SELECT {names} FROM {every}").to_arrow_reader(_GROUPS)
        with ExitStack() as stack:
            writer: pq.ParquetWriter | None = None
            written: Future[None] | None = None  # beside the work on the next
            for batch in reader:
                made = self._with_values(batch, values)
                writer = writer or stack.enter_context(_writer(self.path, made.schema))
                if written is not None:
                    written.result()
                written = self.pool.submit(writer.write_table, made)
            if written is not None:
                written.result()

    def _with_values(self, batch: pa.RecordBatch, values: Mapping[str, _Values]) -> pa.Table:
        made, lengths = dict[str, pa.Array](), np.zeros(len(batch), np.int64)
        places = dict(list_places(self.columns))
        for column, own in values.items():
            codes = as_codes(batch.column(_CODE + column))
            rows = codes if own.codes is None else np.searchsorted(own.codes, codes)
            made[column] = own.at(rows)
            if own.lengths is not None:
                lengths += own.lengths[rows] * places[column]
        if places:
            made[LENGTHS] = as_array(lengths)
        return pa.table(made | {name: batch.column(name) for name in (PERIOD, *_TOLD)})

    def _every(self) -> str:
        """Give the table of the groups of all files."""
        if len(self.tables) > 1:
            by = ", ".join([*self._codes, PERIOD])
            every = " UNION ALL ".join(f"SELECT {by}, {', '.join(_TOLD)} FROM {t}" for t in self.tables)
            told_ = "CAST(sum(n) AS BIGINT) AS n, min(first) AS first, max(last) AS last, min(low) AS low"
            self._create(f"SELECT {by}, {told_} FROM ({every}) GROUP BY {by}")
        return self.tables[-1]

    def _values(self, column: str, every: str) -> _Values:
        """Give the values of a column as groups hold them."""
        coded = self.coded[column]
        if isinstance(coded, CodedTexts):
            if COLUMNS[column] is LogColumn.FLAG:
                return _Values(as_flags(coded.values), np.array([v is not None for v in coded.values]))
            return _Values.of_texts(coded.values)
        query = f"SELECT DISTINCT {_CODE}{column} AS code FROM {every} ORDER BY code"
        numbers = [code for (code,) in self.duck.raw.execute(query).fetchall()]
        lists = [as_joined(words) for words in coded.lists(numbers)]
        lengths = np.array([length for _, length in lists])
        return _Values.of_texts([text for text, _ in lists], np.array(numbers), lengths)

    def close(self) -> None:
        """Let go of what was grouped."""
        self.pool.shutdown()
        for table in self.tables:
            self.duck.raw.execute(f"DROP TABLE {table}")
