"""Verdicts on groups of exchanges, added up: by rule, by pair of core actors, by month, and finding by finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gbo_policy.audit.columns import SEGMENT
from gbo_policy.audit.engine import JOINT, LENGTHS, LONGEST, PROFILE, key_names, list_places
from gbo_policy.audit.exchange import texts
from gbo_policy.audit.judge import Codes, Encoded, Judging, Outcome, distinct
from gbo_policy.rule import Rule

MOST_IDS = 10
_VERDICTS = ("not_applicable", "compliant", "review", "violation")
_RANK = {v: i for i, v in enumerate(_VERDICTS)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(slots=True)
class Found:
    """A finding: how many exchanges, when first and last, some of their ids and the groups they are in, and the columns of the first."""

    exchanges: int
    first: datetime
    last: datetime
    ids: list[str]
    example: Mapping[str, Any]
    groups: list[pa.Table] = field(default_factory=list)

    def name(self, ids: Iterable[str]) -> None:
        """Name more of its exchanges."""
        self.ids = list(dict.fromkeys([*self.ids, *ids]))[:MOST_IDS]

    @property
    def lacking(self) -> bool:
        """Whether more ids could be named than are."""
        return len(self.ids) < min(MOST_IDS, self.exchanges)


@dataclass(slots=True)
class Tally:
    """What was counted. Keys: rule and verdict; sender, receiver and kind with a verdict; month with a verdict; column and word."""

    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    pairs: Counter[tuple[Any, str]] = field(default_factory=Counter)
    months: Counter[tuple[int, str]] = field(default_factory=Counter)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    findings: dict[tuple[str, Outcome], Found] = field(default_factory=dict)
    profiles: dict[tuple[int, ...], int] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch of groups: their columns, their sizes, and their first and last moments in microseconds."""

    table: pa.Table
    columns: Mapping[str, Encoded]
    sizes: Codes
    first: Codes
    last: Codes


class Counting:
    """Counts batches of groups; they come in the order of their first moment."""

    def __init__(self, judging: Judging, permitted: Mapping[str, Callable[[str], bool]]) -> None:
        self.judging, self.permitted, self.tally = judging, permitted, Tally()
        self._keys = [*key_names(judging.columns), SEGMENT]

    def batch(self, table: pa.Table, least: int) -> pa.Table | None:
        """Count a batch; give its key and profile for those groups that have at least verdict ``least`` (a rank), if there are any."""
        places = dict(list_places(self.judging.columns))
        columns = {c: _encode_list(table, c, places[c]) if c in places else _encode(table, c) for c in self.judging.columns}
        columns[SEGMENT] = _number(table, SEGMENT)
        batch = _Batch(table, columns, _numbers(table["n"]), _times(table["first"]), _times(table["last"]))
        worst = np.zeros(len(batch.sizes), np.int64)
        ranks: list[Encoded] = []
        for plan, numbers in self.judging.outcomes(columns):
            rank = np.array([_RANK[o.verdict] for o in plan.outcomes.things], np.int64)[numbers]
            np.maximum(worst, rank, out=worst)
            ranks.append(Encoded(rank, _VERDICTS))
            self._rule(plan.rule, plan.outcomes.things, numbers, batch)
        self._totals(batch, worst)
        return self._profiles(table, ranks, worst, least)

    def _rule(self, rule: Rule, things: Sequence[Outcome], numbers: Codes, batch: _Batch) -> None:
        counts = np.bincount(numbers, batch.sizes, len(things))
        for number in np.flatnonzero(counts).tolist():
            outcome, count = things[number], int(counts[number])
            self.tally.rules[rule.id, outcome.verdict] += count
            if outcome.finding:
                self._found(self.tally.findings, (rule.id, outcome), np.flatnonzero(numbers == number), count, batch)

    def _found(self, findings: dict[tuple[str, Outcome], Found], key: tuple[str, Outcome], places: Codes, count: int, batch: _Batch) -> None:
        last = _moment(batch.last[places].max())
        if (found := findings.get(key)) is None:
            example = {c: e.values[e.codes[places[0]]] for c, e in batch.columns.items()}
            found = findings[key] = Found(0, _moment(batch.first[places[0]]), last, [], example)
        found.exchanges += count
        found.last = max(found.last, last)
        if len(found.ids) < MOST_IDS:
            some = batch.table.take(_array(places[:MOST_IDS]))
            found.name(chain.from_iterable(some["ids"].to_pylist()))
            found.groups.append(some.select(self._keys))

    def _totals(self, batch: _Batch, worst: Codes) -> None:
        tally, who, sizes = self.tally, self.judging.whose(batch.columns), batch.sizes
        for verdict, total in zip(_VERDICTS, np.bincount(worst, sizes, 4).tolist(), strict=True):
            tally.verdicts[verdict] += int(total)
        counted = batch.table["months"].combine_chunks().flatten()
        months, counts = _numbers(counted.field("month")), _numbers(counted.field("n"))
        earliest = int(months.min())
        for (place, rank), count in _counted(months - earliest, np.repeat(worst, _lengths(batch.table["months"])), counts):
            tally.months[earliest + place, _VERDICTS[rank]] += count
        for (place, rank), count in _counted(who, worst, sizes):
            one = self.judging.who.things[place]
            tally.pairs[(one.sender, one.to, one.kind), _VERDICTS[rank]] += count
            for column, word in one.strange:
                tally.words[column, word] += count
        for column, known in self.permitted.items():
            if column in batch.columns:
                self._words(column, batch.columns[column], known, sizes)
        first, last = _moment(batch.first.min()), _moment(batch.last.max())
        tally.first = min(tally.first or first, first)
        tally.last = max(tally.last or last, last)

    def _words(self, column: str, encoded: Encoded, known: Callable[[str], bool], sizes: Codes) -> None:
        counts = np.bincount(encoded.codes, sizes, len(encoded.values))
        for value, count in zip(encoded.values, counts.tolist(), strict=True):
            for word in dict.fromkeys(texts(value) or ()):
                if not known(word):
                    self.tally.words[column, word] += int(count)

    def _profiles(self, table: pa.Table, ranks: list[Encoded], worst: Codes, least: int) -> pa.Table | None:
        places = np.flatnonzero(worst >= least)
        if not len(places):
            return None
        own = [Encoded(r.codes[places], r.values) for r in ranks]
        found, of = distinct(own, len(places))
        profiles = self.tally.profiles
        keys = zip(*(r.codes[found].tolist() for r in own), strict=True)
        made = np.array([profiles.setdefault(key, len(profiles)) for key in keys], np.int64)
        return table.select(self._keys).take(_array(places)).append_column(PROFILE, _array(made[of]))


def _counted(places: Codes, ranks: Codes, sizes: Codes) -> Iterable[tuple[tuple[int, int], int]]:
    counts = np.bincount(places * 4 + ranks, sizes)
    for place in np.flatnonzero(counts).tolist():
        yield divmod(place, 4), int(counts[place])


def _encode(table: pa.Table, name: str) -> Encoded:
    """Number the distinct values of a column; none at all is a value too."""
    made = table[name].combine_chunks().dictionary_encode(null_encoding="encode")
    return Encoded(_numbers(made.indices), made.dictionary.to_pylist())


def _encode_list(table: pa.Table, name: str, place: int) -> Encoded:
    """Number the distinct lists of a column; ``place`` is what its length is multiplied by in ``LENGTHS``."""
    words = _encode(table, name)
    lengths = _numbers(table[LENGTHS]) // place % (LONGEST + 1)
    found, places = distinct([words, Encoded(lengths, range(LONGEST + 1))], len(lengths))
    pairs = zip(words.codes[found].tolist(), lengths[found].tolist(), strict=True)
    return Encoded(places, [_list(words.values[text], n) for text, n in pairs])


def _list(text: str | None, length: int) -> tuple[str | None, ...] | None:
    """Give a list back; None when there was none (length 0), and unknown words where it held an empty place or is too long to tell."""
    if length == 0:
        return None
    words = tuple(text.split(JOINT)) if text is not None and length > 1 else ()
    return words if len(words) == length - 1 and length < LONGEST else (None,)


def _number(table: pa.Table, name: str) -> Encoded:
    values, codes = np.unique(_numbers(table[name]), return_inverse=True)
    return Encoded(codes.astype(np.int64), values.tolist())


# Arrow's own ways to and from numpy import pandas, where that is installed, only to see whether they are given a series: 0.2 s.
def _numbers(array: Any) -> Codes:
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    numbers: Codes = np.asarray(np.from_dlpack(whole.cast(pa.int64())), np.int64)
    return numbers


def _array(numbers: Codes) -> pa.Array:
    return pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(np.ascontiguousarray(numbers))])


def _lengths(lists: Any) -> Codes:
    return _numbers(pc.list_value_length(lists))


def _times(array: Any) -> Codes:
    return _numbers(array.cast(pa.timestamp("us")))


def _moment(micros: Any) -> datetime:
    return _EPOCH + timedelta(microseconds=int(micros))
