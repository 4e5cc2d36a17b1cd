"""Verdicts on groups of exchanges, added up: by rule, by pair of core actors, by month, and finding by
finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from gbo_policy.audit.judge.exchange import READ_TOGETHER, texts
from gbo_policy.audit.judge.groups import GroupJudging, GroupOutcome, JudgedRule
from gbo_policy.audit.judge.resting import RestingCount
from gbo_policy.audit.read.group_batches import GroupBatch, as_row
from gbo_policy.audit.read.numbered import Codes, NumberedColumn, distinct, values_at
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.rows.logged import SEGMENT

MOST_IDS = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(slots=True)
class Found:
    """A finding: how many exchanges, when first and last, some of their ids and the places of the groups
    they are in, and the columns of the first.
    """

    exchanges: int
    first: datetime
    last: datetime
    ids: list[str]
    example: Mapping[str, Any]
    groups: list[int] = field(default_factory=list)

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
    blanks: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    findings: dict[tuple[str, GroupOutcome], Found] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch of ``groups``, each for one period, and the distinct ``kinds`` among them, the same for a whole
    stretch of days and for words that nothing can tell apart.

    ``kind`` gives the kind of every group; ``columns`` and ``sizes`` are those of kinds.
    """

    groups: GroupBatch
    kind: Codes
    columns: Mapping[str, NumberedColumn]
    sizes: Codes


class CountedBatch(NamedTuple):
    """A batch of groups as it was judged: what gives the keys of some, what they ``said``, the ``kind`` of
    each, and ``counts`` of exchanges.

    By kind: each rule's verdict and the worst, as ranks, and the number of who exchanges with whom.
    """

    keys: Callable[[Codes], pa.Table]
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
        self._stretches = {
            name: np.array([own.of(d) for d in periods], np.int64)
            for name, own in judging.calendar.stretches.items()
        }
        self._months = np.array([d.year * 12 + d.month - 1 for d in periods], np.int64)

    def batch(self, groups: GroupBatch) -> CountedBatch:
        """Count a batch."""
        batch = self._batch(groups)
        worst = np.zeros(len(batch.sizes), np.int64)
        judged = self.judging.judge(batch.columns)
        ranks = []
        for plan, numbers, *_ in judged:
            rank = np.array([o.verdict for o in plan.outcomes.things], np.int64)[numbers]
            np.maximum(worst, rank, out=worst)
            ranks.append(rank)
            self._rule(plan.rule, plan.outcomes.things, numbers, batch)
        who = self.judging.whose(batch.columns)
        self._totals(batch, worst, who)
        self.resting.add(batch.columns, batch.sizes)
        return CountedBatch(groups.keys, groups.said, batch.kind, judged, ranks, worst, who, groups.counts)

    def _batch(self, groups: GroupBatch) -> _Batch:
        columns = {c: self.judging.alike.numbered(c, e) for c, e in groups.said.items()}
        stretches = {
            name: NumberedColumn(own[groups.periods], range(int(own.max()) + 1))
            for name, own in self._stretches.items()
        }
        columns[SEGMENT] = stretches[SEGMENT]  # within which lie the others
        found, kind = distinct(list(columns.values()), len(groups.counts))
        kinds = {c: NumberedColumn(e.codes[found], e.values) for c, e in (columns | stretches).items()}
        sizes = np.bincount(kind, groups.counts, len(found)).astype(np.int64)
        return _Batch(groups, kind, kinds, sizes)

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
        groups, rows = batch.groups, np.flatnonzero(kinds[batch.kind])
        last = _moment(groups.last[rows].max())
        if (found := findings.get(key)) is None:
            first = int(rows[0])
            found = Found(0, _moment(groups.first[first]), last, [], as_row(groups.said, first))
            findings[key] = found
        found.exchanges += count
        found.last = max(found.last, last)
        if len(found.ids) < MOST_IDS:
            some = rows[:MOST_IDS]
            found.name(groups.ids(some.tolist()))
            found.groups += groups.place[some].tolist()

    def _totals(self, batch: _Batch, worst: Codes, who: Codes) -> None:
        tally, sizes, groups = self.tally, batch.sizes, batch.groups
        for verdict, total in zip(Verdict, np.bincount(worst, sizes, 4).tolist(), strict=True):
            tally.verdicts[verdict] += int(total)
        months = self._months[groups.periods]
        earliest = int(months.min())
        for (place, rank), count in _counted(months - earliest, worst[batch.kind], groups.counts):
            tally.months[earliest + place, Verdict(rank)] += count
        for (place, rank), count in _counted(who, worst, sizes):
            one = self.judging.who.things[place]
            tally.pairs[(one.sender, one.to, one.kind), Verdict(rank)] += count
        self._strange(groups)
        for column, known in self.permitted.items():
            if column in groups.said:
                self._words(tally.words, column, groups.said[column], known, groups.counts)
        for column, known in self.targets.items():
            if column in groups.said:
                self._words(tally.unmapped, column, groups.said[column], known, groups.counts)
        self._blanks(groups)
        first, last = _moment(groups.first.min()), _moment(groups.last.max())
        tally.first = min(tally.first or first, first)
        tally.last = max(tally.last or last, last)

    def _strange(self, batch: GroupBatch) -> None:
        """Count the names that the workspace does not know."""
        for names in READ_TOGETHER:
            columns = [batch.said[c] for c in names]
            found, places = distinct(columns, len(batch.counts))
            counts = np.bincount(places, batch.counts, len(found)).tolist()
            for values, count in zip(values_at(columns, found), counts, strict=True):
                for word in self.judging.reader.strange_words(dict(zip(names, values, strict=True))):
                    self.tally.words[word] += int(count)

    def _blanks(self, groups: GroupBatch) -> None:
        """Count the words that stand for something still to be filled in, which is absent and not unknown."""
        for column, blank in self.judging.alike.blanks.items():
            if column in groups.said:
                known = partial(_is_other, blank)
                self._words(self.tally.blanks, column, groups.said[column], known, groups.counts)
        for word in self.tally.blanks:
            self.tally.words.pop(word, None)

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


def _is_other(words: Set[str], word: str) -> bool:
    return word not in words


def _counted(places: Codes, ranks: Codes, sizes: Codes) -> Iterable[tuple[tuple[int, int], int]]:
    counts = np.bincount(places * 4 + ranks, sizes)
    for place in np.flatnonzero(counts).tolist():
        yield divmod(place, 4), int(counts[place])


def _moment(micros: Any) -> datetime:
    return _EPOCH + timedelta(microseconds=int(micros))
