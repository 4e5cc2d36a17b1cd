"""Verdicts on groups of exchanges, added up: by rule, by pair of core actors, by month, and finding by finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from gbo_policy.audit.columns import COLUMNS, SEGMENT, Column
from gbo_policy.audit.engine import JOINT, PERIOD, PROFILE, counted, key_names
from gbo_policy.audit.exchange import texts
from gbo_policy.audit.judge import Codes, Encoded, Judging, Outcome, distinct
from gbo_policy.rule import Rule

MOST_IDS = 10
_VERDICTS = ("not_applicable", "compliant", "review", "violation")
_RANK = {v: i for i, v in enumerate(_VERDICTS)}
_MONTH = "month"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(slots=True)
class Found:
    """A finding: how many exchanges, when first and last, a few of their ids, and the columns of the first."""

    exchanges: int
    first: datetime
    last: datetime
    ids: list[str]
    example: Mapping[str, Any]


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

    def __init__(self, judging: Judging, permitted: Mapping[str, Callable[[str], bool]], periods: Sequence[date]) -> None:
        self.judging, self.permitted, self.periods, self.tally = judging, permitted, periods, Tally()

    def batch(self, table: pa.Table, least: int) -> pa.Table | None:
        """Count a batch; give its key and profile for those groups that have at least verdict ``least`` (a rank), if there are any."""
        columns = {c: _encode(table, c) for c in self.judging.columns}
        period = _number(table, PERIOD)
        days = [self.periods[p] for p in period.values]
        columns[SEGMENT] = Encoded(period.codes, [self.judging.calendar.segments.of(d) for d in days])
        columns[_MONTH] = Encoded(period.codes, [d.year * 12 + d.month - 1 for d in days])
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
            some = pa.array(places[:MOST_IDS])
            named = [*batch.table["low"].take(some).to_pylist(), *batch.table["high"].take(some).to_pylist()]
            found.ids = list(dict.fromkeys([*found.ids, *named]))[:MOST_IDS]

    def _totals(self, batch: _Batch, worst: Codes) -> None:
        tally, who, sizes = self.tally, self.judging.whose(batch.columns), batch.sizes
        for verdict, total in zip(_VERDICTS, np.bincount(worst, sizes, 4).tolist(), strict=True):
            tally.verdicts[verdict] += int(total)
        month = batch.columns[_MONTH]
        for (place, rank), count in _counted(month.codes, worst, sizes):
            tally.months[month.values[place], _VERDICTS[rank]] += count
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
        columns = [*key_names(self.judging.columns), PERIOD]
        return table.select(columns).take(pa.array(places)).append_column(PROFILE, pa.array(made[of]))


def _counted(places: Codes, ranks: Codes, sizes: Codes) -> Iterable[tuple[tuple[int, int], int]]:
    counts = np.bincount(places * 4 + ranks, sizes)
    for place in np.flatnonzero(counts).tolist():
        yield divmod(place, 4), int(counts[place])


def _encode(table: pa.Table, name: str) -> Encoded:
    """Number the distinct values of a column."""
    array = table[name].combine_chunks()
    if COLUMNS[name] is Column.FLAG:
        flags = array.cast(pa.int8()).fill_null(2).to_numpy(zero_copy_only=False)
        return Encoded(flags.astype(np.int64), (False, True, None))
    made = array.dictionary_encode()
    codes = made.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    texts_ = Encoded(codes, [None, *made.dictionary.to_pylist()])
    if COLUMNS[name] is Column.TEXT:
        return texts_
    size = _number(table, counted(name))
    found, places = distinct([texts_, size], len(codes))
    pairs = zip(codes[found].tolist(), size.codes[found].tolist(), strict=True)
    return Encoded(places, [_list(texts_.values[text], size.values[n]) for text, n in pairs])


def _list(joined: str | None, size: int) -> tuple[str | None, ...] | None:
    """Give a list back; None when there was none, and unknown words where it held an empty place."""
    if size < 0:
        return None
    words = tuple(joined.split(JOINT)) if joined is not None and size else ()
    return words if len(words) == size else (None,)


def _number(table: pa.Table, name: str) -> Encoded:
    values, codes = np.unique(_numbers(table[name].combine_chunks().fill_null(-1)), return_inverse=True)
    return Encoded(codes.astype(np.int64), values.tolist())


def _numbers(array: Any) -> Codes:
    numbers: Codes = array.cast(pa.int64()).to_numpy()
    return numbers


def _times(array: Any) -> Codes:
    return _numbers(array.cast(pa.timestamp("us")))


def _moment(micros: Any) -> datetime:
    return _EPOCH + timedelta(microseconds=int(micros))
