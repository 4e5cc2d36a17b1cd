"""Groups of Parquet files of this machine, by numbers in place of texts and lists.

What Parquet holds as a dictionary need not be made text to be grouped: DuckDB groups the numbers, and they
are judged as numbers too, each value worked out once. Where a log is too varied for it, or its
files too many and small, nothing is lost but time: it is grouped as any other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
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
    list_places,
    told,
)
from gbo_policy.audit.read.group_batches import (
    BATCH,
    PLACE,
    TOLD,
    GroupBatch,
    gathered,
    list_of,
    numbered_sql,
)
from gbo_policy.audit.read.group_table import GroupTable
from gbo_policy.audit.read.ids import RisingIds, SeenIds, seen_ids
from gbo_policy.audit.read.key_layout import KeyLayout
from gbo_policy.audit.read.log import Parquet, each_once
from gbo_policy.audit.read.numbered import (
    Codes,
    NumberedColumn,
    as_array,
    as_codes,
    as_dictionary,
    as_flags,
    as_texts,
)
from gbo_policy.audit.read.period_numbers import period_sql

_BATCH = 2**15  # few enough that what is worked out of them stays in the cache
_GROUPS = 2**17  # written at once
_ENOUGH = 10_000  # rows a file; to open one takes as long as to group as many
_FEW = 20  # files that are opened before what groups them otherwise is imported
_AHEAD = 3  # batches that are numbered while others are read and grouped
_CODE = "code_"
_PLAIN = 'CAST(id AS VARCHAR) AS id, CAST("at" AS TIMESTAMP) AS "at"'
_PLACE = "place"  # of a row among all: where ids follow the alphabet the first is the least, and found faster
_ELSEWHERE = (TooVariedError, UnicodeDecodeError, pa.ArrowException, duckdb.Error)


def coded_groups(
    duck: Duck, files: Sequence[Parquet], columns: Sequence[str], starts: Sequence[date]
) -> CodedGroups | None:
    """Group what ``groups`` does; None, with nothing kept, for a log that is better grouped otherwise."""
    own = each_once(files)
    if any("id" not in f.schema.names for f in own):
        return None  # a log without ids is told as one, elsewhere
    if sum(_rows(f) for f in own) < _ENOUGH * (len(own) - _FEW):
        return None
    coding = CodedGroups(duck, own, columns, starts)
    try:
        coding.group()
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
    """The values of a column by their places: as rows ``said`` them and as ``texts`` that they are grouped
    by, unless they are ``flags``; of lists also their ``codes``, in order, and ``lengths``.
    """

    said: Sequence[Any]
    texts: Sequence[str | None]
    flags: bool = False
    codes: Codes | None = None
    lengths: Codes | None = None

    @staticmethod
    def of(coded: CodedTexts | CodedLists, codes: Sequence[int], *, flags: bool) -> _Values:
        """Give the values that were numbered; of lists those of some ``codes``."""
        if isinstance(coded, CodedTexts):
            return _Values(coded.values, coded.values, flags)
        joined = [as_joined(words) for words in coded.lists(codes)]
        lengths = np.array([length for _, length in joined], np.int64)
        said = [list_of(*each) for each in joined]
        return _Values(said, [text for text, _ in joined], False, np.array(codes, np.int64), lengths)

    def places(self, codes: Codes) -> Codes:
        """Give the places of values by their numbers."""
        return codes if self.codes is None else np.searchsorted(self.codes, codes)

    def numbered(self) -> dict[int, str | None]:
        """Give the texts by their numbers."""
        numbers = range(len(self.texts)) if self.codes is None else self.codes.tolist()
        return dict(zip(numbers, self.texts, strict=True))

    def array(self, places: Codes) -> pa.Array:
        """Give the texts, or flags, at some places as Arrow holds them."""
        if self.flags:
            return as_flags([self.said[place] for place in places.tolist()])
        there = np.array([t is not None for t in self.texts], bool)
        return as_dictionary(places, as_texts([t or "" for t in self.texts]), there)


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
    """The columns of a log by number, and a table of what was grouped; ``ids`` tells how the ids of the log
    lie.
    """

    def __init__(
        self,
        duck: Duck,
        files: Sequence[Parquet],
        columns: Sequence[str],
        starts: Sequence[date],
    ) -> None:
        self.duck, self.files, self.columns = duck, files, columns
        self.coded: dict[str, CodedTexts | CodedLists] = {
            c: CodedLists() if COLUMNS[c] is LogColumn.TEXTS else CodedTexts() for c in columns
        }
        self.ids = RisingIds()
        self.layout: KeyLayout | None = None
        self.period = period_sql('"at"', starts)
        self._codes = [_CODE + c for c in columns]
        self.tables: list[str] = []
        self.values: dict[str, _Values] = {}
        self.pool = ThreadPoolExecutor(_AHEAD)

    def group(self) -> None:
        """Group the files."""
        for alike in _alike(self.files):
            batches = self._batches(alike, self.ids)
            first = list(islice(batches, 1))
            while first:
                self._group(alike, batches, first)
        self._join()
        self.values = {
            c: _Values.of(self.coded[c], self._listed(c), flags=COLUMNS[c] is LogColumn.FLAG)
            for c in self.columns
        }

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
            self._create(f"SELECT {own}, {PERIOD}, {', '.join(TOLD)} FROM ({grouped})")

    def _fitting(self, rows: _Rows) -> KeyLayout:
        """Give keys that the numbers of rows fit in: narrow ones first, and where some do not the widest."""
        if self.layout is None:
            own = self.coded
            narrow = {c: min(n + own[c].more_bits, own[c].most_bits) for c, n in rows.needed.items()}
            self.layout = KeyLayout.of(narrow)
        elif not self.layout.holds(rows.needed):
            self.layout = KeyLayout.of({c: coded.most_bits for c, coded in self.coded.items()})
        return self.layout

    def least_ids(self, groups: Sequence[int], most: int) -> dict[int, list[str]]:
        """Give the ``most`` least ids of some groups, by how many of those came before each. The log is read
        once more. Raises PolicyError.
        """
        keys, layout = ", ".join(f"t.{c}" for c in (*self._codes, PERIOD)), KeyLayout.apart(self.columns)
        belong = " AND ".join(f"s.{c} = r.{k}" for c, k in zip(self._codes, layout.names, strict=True))
        found: dict[int, list[str]] = {}
        with told():
            some = self._create(
                f"SELECT {keys}, w.{GROUP} FROM {self._every} t"
                f" JOIN {numbered_sql(groups)} w ON t.rowid = w.{PLACE}"
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
        name, kinds = self.duck.fresh_name("coded"), [files[0].schema.field(n) for n in ("id", "at")]
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
        name = self.duck.fresh_name("grouped")
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

    def _join(self) -> None:
        """Put the groups of all files together."""
        if len(self.tables) > 1:
            by = ", ".join([*self._codes, PERIOD])
            every = " UNION ALL ".join(f"SELECT {by}, {', '.join(TOLD)} FROM {t}" for t in self.tables)
            told_ = "CAST(sum(n) AS BIGINT) AS n, min(first) AS first, max(last) AS last, min(low) AS low"
            self._create(f"SELECT {by}, {told_} FROM ({every}) GROUP BY {by}")
        self._every = self.tables[-1]

    def _listed(self, column: str) -> list[int]:
        """Give the numbers of the lists that groups hold in a column; of no others."""
        if isinstance(self.coded[column], CodedTexts):
            return []
        query = f"SELECT DISTINCT {_CODE}{column} AS code FROM {self._every} ORDER BY code"
        return [code for (code,) in self.duck.raw.execute(query).fetchall()]

    def table(self) -> GroupTable:
        """Give the groups to be asked about."""
        texts = [c for c in self.columns if COLUMNS[c] is not LogColumn.FLAG]
        own = (f'nullif({_CODE}{c}, {self.coded[c].none}) AS "{c}"' for c in self.columns)
        source = f"(SELECT {', '.join(own)}, {PERIOD}, {', '.join(TOLD)} FROM {self._every})"
        return GroupTable(self.duck.raw, source, {c: self.values[c].numbered() for c in texts})

    def batches(self) -> Iterator[GroupBatch]:
        """Give the groups, where no two have the same least id."""
        told_ = "n, epoch_us(first) AS first, epoch_us(last) AS last, low, rowid"
        names = ", ".join([*self._codes, PERIOD, told_])
        query = f"SELECT {names} FROM {self._every} t WHERE {PERIOD} <> {UNJUDGED} ORDER BY t.first, low"
        for table in gathered(self.duck.raw.sql(query).to_arrow_reader(BATCH)):
            places = self._places(table)
            periods = as_codes(table[PERIOD])
            yield GroupBatch(
                said={c: NumberedColumn(own, self.values[c].said) for c, own in places.items()},
                periods=periods,
                counts=as_codes(table["n"]),
                first=as_codes(table["first"]),
                last=as_codes(table["last"]),
                low=table["low"],
                place=as_codes(table["rowid"]),
                keys=partial(self._keys, places, periods),
            )

    def write(self, path: Path) -> None:
        """Write what ``groups`` gives, in the order of the table."""
        names = ", ".join(f'"{name}"' for name in (*self._codes, PERIOD, *TOLD))
        reader = self.duck.raw.sql(f"SELECT {names} FROM {self._every}").to_arrow_reader(_GROUPS)
        with ExitStack() as stack:
            writer: pq.ParquetWriter | None = None
            for batch in reader:
                table = pa.Table.from_batches([batch])
                made = self._keys(self._places(table), as_codes(table[PERIOD]))
                for name in TOLD:
                    made = made.append_column(name, table[name])
                writer = writer or stack.enter_context(_writer(path, made.schema))
                writer.write_table(made)

    def _places(self, table: pa.Table) -> dict[str, Codes]:
        return {c: own.places(as_codes(table[_CODE + c])) for c, own in self.values.items()}

    def _keys(
        self, places: Mapping[str, Codes], periods: Codes, rows: Codes | slice = slice(None)
    ) -> pa.Table:
        """Give the keys of some groups as a table."""
        made = {c: self.values[c].array(own[rows]) for c, own in places.items()}
        if lists := list_places(self.columns):
            lengths = np.zeros(len(periods[rows]), np.int64)
            for column, most in lists:
                if (own := self.values[column].lengths) is not None:
                    lengths += own[places[column][rows]] * most
            made[LENGTHS] = as_array(lengths)
        return pa.table(made | {PERIOD: as_array(periods[rows])})

    def close(self) -> None:
        """Let go of what was grouped."""
        self.pool.shutdown()
        for table in self.tables:
            self.duck.raw.execute(f"DROP TABLE {table}")
