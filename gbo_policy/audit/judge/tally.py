"""Verdicts on groups of exchanges, added up: by rule, by pair of core actors, by month, and finding by
finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from gbo_policy.audit.judge.exchange import READ_TOGETHER, texts
from gbo_policy.audit.judge.groups import GroupJudging, GroupOutcome, JudgedRule
from gbo_policy.audit.judge.resting import RestingCount
from gbo_policy.audit.read.engine import JOINT, LENGTHS, LONGEST, PERIOD, key_names, list_places
from gbo_policy.audit.read.numbered import Codes, NumberedColumn, as_array, as_codes, distinct, values_at
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.rows.logged import SEGMENT

MOST_IDS = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(slots=True)
class Found:
    """A finding: how many exchanges, when first and last, some of their ids and the groups they are in, and
    the columns of the first.
    """

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
    """What was counted. Keys: rule and verdict; sender, receiver and kind with a verdict; month with a
    verdict; column and word.
    """

    rules: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    pairs: Counter[tuple[Any, Verdict]] = field(default_factory=Counter)
    months: Counter[tuple[int, Verdict]] = field(default_factory=Counter)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    unmapped: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    findings: dict[tuple[str, GroupOutcome], Found] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch of groups: its rows, each for one period, and the distinct ``kinds`` among them, the same for a
    whole stretch of days and for words that nothing can tell apart.

    ``kind`` gives the kind of every row; ``columns`` and ``sizes`` are those of kinds, all else of rows:
    ``said`` is what those hold. Moments are in microseconds.
    """

    table: pa.Table
    said: Mapping[str, NumberedColumn]
    kind: Codes
    columns: Mapping[str, NumberedColumn]
    sizes: Codes
    months: Codes
    counts: Codes
    first: Codes
    last: Codes


class CountedBatch(NamedTuple):
    """A batch of groups as it was judged: the keys of its rows, what these ``said``, the ``kind`` of each,
    and ``counts`` of exchanges.

    By kind: each rule's verdict and the worst, as ranks, and the number of who exchanges with whom.
    """

    keys: pa.Table
    said: Mapping[str, NumberedColumn]
    kind: Codes
    judged: Sequence[JudgedRule]
    ranks: Sequence[Codes]
    worst: Codes
    who: Codes
    counts: Codes


class Counting:
    """Counts batches of groups; they come in the order of their first moment."""

    def __init__(
        self,
        judging: GroupJudging,
        permitted: Mapping[str, Callable[[str], bool]],
        periods: Sequence[date],
        targets: Mapping[str, Callable[[str], bool]],
    ) -> None:
        self.judging, self.permitted, self.targets, self.tally = judging, permitted, targets, Tally()
        self.resting = RestingCount(judging.reader, judging.columns)
        self._keys = [*key_names(judging.columns), PERIOD]
        self._stretches = {
            name: np.array([own.of(d) for d in periods], np.int64)
            for name, own in judging.calendar.stretches.items()
        }
        self._months = np.array([d.year * 12 + d.month - 1 for d in periods], np.int64)

    def batch(self, table: pa.Table) -> CountedBatch:
        """Count a batch."""
        batch = self._batch(table)
        worst = np.zeros(len(batch.sizes), np.int64)
        judged = self.judging.outcomes(batch.columns)
        ranks = []
        for plan, numbers, *_ in judged:
            rank = np.array([o.verdict for o in plan.outcomes.things], np.int64)[numbers]
            np.maximum(worst, rank, out=worst)
            ranks.append(rank)
            self._rule(plan.rule, plan.outcomes.things, numbers, batch)
        who = self.judging.whose(batch.columns)
        self._totals(batch, worst, who)
        self.resting.add(batch.columns, batch.sizes)
        keys = table.select(self._keys)
        return CountedBatch(keys, batch.said, batch.kind, judged, ranks, worst, who, batch.counts)

    def _batch(self, table: pa.Table) -> _Batch:
        places = dict(list_places(self.judging.columns))
        said = {
            c: _encode_list(table, c, places[c]) if c in places else _encode(table, c)
            for c in self.judging.columns
        }
        columns = {c: self.judging.alike.numbered(c, e) for c, e in said.items()}
        periods, counts = as_codes(table[PERIOD]), as_codes(table["n"])
        stretches = {
            name: NumberedColumn(own[periods], range(int(own.max()) + 1))
            for name, own in self._stretches.items()
        }
        columns[SEGMENT] = stretches[SEGMENT]  # within which lie the others
        found, kind = distinct(list(columns.values()), len(counts))
        kinds = {c: NumberedColumn(e.codes[found], e.values) for c, e in (columns | stretches).items()}
        sizes = np.bincount(kind, counts, len(found)).astype(np.int64)
        return _Batch(
            table,
            said,
            kind,
            kinds,
            sizes,
            self._months[periods],
            counts,
            _times(table["first"]),
            _times(table["last"]),
        )

    def _rule(self, rule: Rule, things: Sequence[GroupOutcome], numbers: Codes, batch: _Batch) -> None:
        counts = np.bincount(numbers, batch.sizes, len(things))
        for number in np.flatnonzero(counts).tolist():
            outcome, count = things[number], int(counts[number])
            self.tally.rules[rule.id, outcome.verdict] += count
            if outcome.finding:
                self._found(self.tally.findings, (rule.id, outcome), numbers == number, count, batch)

    def _found(
        self,
        findings: dict[tuple[str, GroupOutcome], Found],
        key: tuple[str, GroupOutcome],
        kinds: Codes,
        count: int,
        batch: _Batch,
    ) -> None:
        rows = np.flatnonzero(kinds[batch.kind])
        last = _moment(batch.last[rows].max())
        if (found := findings.get(key)) is None:
            example = {c: e.values[e.codes[rows[0]]] for c, e in batch.said.items()}
            found = findings[key] = Found(0, _moment(batch.first[rows[0]]), last, [], example)
        found.exchanges += count
        found.last = max(found.last, last)
        if len(found.ids) < MOST_IDS:
            some = batch.table.take(as_array(rows[:MOST_IDS]))
            found.name(some["low"].to_pylist())
            found.groups.append(some.select(self._keys))

    def _totals(self, batch: _Batch, worst: Codes, who: Codes) -> None:
        tally, sizes = self.tally, batch.sizes
        for verdict, total in zip(Verdict, np.bincount(worst, sizes, 4).tolist(), strict=True):
            tally.verdicts[verdict] += int(total)
        earliest = int(batch.months.min())
        for (place, rank), count in _counted(batch.months - earliest, worst[batch.kind], batch.counts):
            tally.months[earliest + place, Verdict(rank)] += count
        for (place, rank), count in _counted(who, worst, sizes):
            one = self.judging.who.things[place]
            tally.pairs[(one.sender, one.to, one.kind), Verdict(rank)] += count
        self._strange(batch)
        for column, known in self.permitted.items():
            if column in batch.said:
                self._words(tally.words, column, batch.said[column], known, batch.counts)
        for column, known in self.targets.items():
            if column in batch.said:
                self._words(tally.unmapped, column, batch.said[column], known, batch.counts)
        first, last = _moment(batch.first.min()), _moment(batch.last.max())
        tally.first = min(tally.first or first, first)
        tally.last = max(tally.last or last, last)

    def _strange(self, batch: _Batch) -> None:
        """Count the names that the workspace does not know."""
        for names in READ_TOGETHER:
            columns = [batch.said[c] for c in names]
            found, places = distinct(columns, len(batch.counts))
            counts = np.bincount(places, batch.counts, len(found)).tolist()
            for values, count in zip(values_at(columns, found), counts, strict=True):
                for word in self.judging.reader.strange_words(dict(zip(names, values, strict=True))):
                    self.tally.words[word] += int(count)

    def _words(
        self,
        counter: Counter[tuple[str, str]],
        column: str,
        encoded: NumberedColumn,
        known: Callable[[str], bool],
        rows: Codes,
    ) -> None:
        counts = np.bincount(encoded.codes, rows, len(encoded.values))
        lists = [value for value in encoded.values if isinstance(value, tuple)]
        plain = frozenset(filter(known, frozenset(chain.from_iterable(lists)) - {None}))
        for value, count in zip(encoded.values, counts.tolist(), strict=True):
            if value is None or (isinstance(value, tuple) and plain.issuperset(value)):
                continue  # a log has many lists of few words
            words = (value.strip(),) if isinstance(value, str) else texts(value)
            for word in dict.fromkeys(words or ()):
                if word and not known(word):
                    counter[column, word] += int(count)


def _counted(places: Codes, ranks: Codes, sizes: Codes) -> Iterable[tuple[tuple[int, int], int]]:
    counts = np.bincount(places * 4 + ranks, sizes)
    for place in np.flatnonzero(counts).tolist():
        yield divmod(place, 4), int(counts[place])


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
    return NumberedColumn(places, [_list(words.values[text], n) for text, n in pairs])


def _list(text: str | None, length: int) -> tuple[str | None, ...] | None:
    """Give a list back; None when there was none (length 0), and unknown words where it held an empty place
    or is too long to tell.
    """
    if length == 0:
        return None
    words = tuple(text.split(JOINT)) if text is not None and length > 1 else ()
    return words if len(words) == length - 1 and length < LONGEST else (None,)


def _times(array: Any) -> Codes:
    return as_codes(array.cast(pa.timestamp("us")))


def _moment(micros: Any) -> datetime:
    return _EPOCH + timedelta(microseconds=int(micros))
