"""The gate of quality before judging: what a log holds that shows it was read in the wrong words, so that its
verdicts would be about nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import get_args

from gbo_policy.agreement.obligation import RecipientKind
from gbo_policy.audit.judge.exchange import Reader
from gbo_policy.audit.judge.known_words import Knows, vocabulary_words
from gbo_policy.audit.read.columns import COLUMNS, PARTY_COLUMNS, LogColumn
from gbo_policy.audit.read.engine import JOINT
from gbo_policy.audit.read.group_table import GroupTable
from gbo_policy.audit.read.ids import RepeatedIds
from gbo_policy.basics.near_words import listed
from gbo_policy.basics.problems import Problem, problem
from gbo_policy.basics.translate import Saying, later
from gbo_policy.terms.blanks import is_placeholder

LIMIT = 5.0  # per cent of rows with a word that nobody knows
_MOST = 5
_BETWEEN = re.compile(r"\s*[,;|/+&\n]\s*|\s+(?:en|and)\s+")
_MAY_JOIN = "[,;|/+&\\n]| en | and "


@dataclass(frozen=True, slots=True)
class Quality:
    """What was counted: rows, those with a word that nobody knows, such words and joined ones by column, ids,
    and months without rows.
    """

    rows: int
    strange_rows: int
    strange: Counter[tuple[str, str]]
    joined: Counter[tuple[str, str]]
    repeated: RepeatedIds
    no_sender_known: bool
    months_without: tuple[str, ...] = field(default=())

    @property
    def share(self) -> float:
        """The share of rows with a word that nobody knows, in per cent."""
        return 100 * self.strange_rows / self.rows if self.rows else 0.0

    def refused(self, limit: float | None) -> list[Problem]:
        """Give why nothing can be judged; without a ``limit`` only what was joined, which is never judged."""
        return [*self._joined(), *(self._beyond(limit) if limit is not None else ())]

    def _joined(self) -> Iterator[Problem]:
        for (column, word), rows in _most(self.joined):
            known = listed([p.strip() for p in _BETWEEN.split(word)][:_MOST])
            yield problem("quality-joined", None, word=_short(word), column=column, rows=rows, known=known)

    def _beyond(self, limit: float) -> Iterator[Problem]:
        if self.share > limit:
            most = ", ".join(f"{column}: `{_short(w)}` ({n})" for (column, w), n in _most(self.strange))
            yield problem(
                "quality-words",
                None,
                share=_decimal(self.share),
                rows=self.strange_rows,
                every=self.rows,
                limit=f"{limit:g}",
                known=most,
            )
        if self.repeated.other_ids:
            known = listed(self.repeated.other[:_MOST])
            yield problem("quality-ids", None, rows=self.repeated.other_ids, known=known)
        if self.no_sender_known:
            yield problem("quality-senders", None)

    def notices(self) -> Iterator[Problem]:
        """Give what is to be told even when the log is judged."""
        if self.repeated.same_rows:
            known = listed(self.repeated.same[:_MOST])
            yield problem("log-repeated", None, rows=self.repeated.same_rows, known=known)
        if self.repeated.other_ids:
            known = listed(self.repeated.other[:_MOST])
            yield problem("log-ids", None, rows=self.repeated.other_ids, known=known)


def blank_words(counted: Counter[tuple[str, str]]) -> Iterator[Problem]:
    """Give what is to be told of the words, counted by column, that stand for something still to be filled
    in.
    """
    if counted:
        most = ", ".join(f"{column}: `{_short(w)}` ({n})" for (column, w), n in _most(counted))
        yield problem("log-blank", None, number=len(counted), known=most)


def _most(words: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(words.items(), key=lambda p: (-p[1], p[0]))[:_MOST]


def _decimal(number: float) -> Saying:
    """Write a number with one decimal."""
    whole, _, tenth = f"{number:.1f}".partition(".")
    return later("{whole}.{tenth}", whole=whole, tenth=tenth)


def _short(word: str) -> str:
    return word if len(word) <= 60 else word[:59] + "…"


class QualityCount:
    """Counts over the groups of a log."""

    def __init__(self, groups: GroupTable, columns: Sequence[str], reader: Reader) -> None:
        self.groups, self.columns, self.reader = groups, columns, reader

    def count(self, repeated: RepeatedIds) -> Quality:
        """Count what shows how well a log was read."""
        known: dict[str, Knows] = vocabulary_words(self.reader.vocabulary)
        known["recipient_kind"] = frozenset(get_args(RecipientKind)).__contains__
        strange, joined = Counter[tuple[str, str]](), self._joined_names()
        values = {c: self._strange(c, k, strange, joined) for c, k in known.items() if c in self.columns}
        return Quality(
            self.groups.exchanges(),
            self.groups.holding(values),
            strange,
            joined,
            repeated,
            self._no_sender_known(),
            tuple(self._gaps()),
        )

    def _strange(
        self, column: str, knows: Knows, strange: Counter[tuple[str, str]], joined: Counter[tuple[str, str]]
    ) -> list[str]:
        """Count the words of a column that nobody knows, and apart those that are several; give the values
        that hold one of the first.
        """
        found = []
        for value, rows in self.groups.counted(column):
            words = value.split(JOINT) if COLUMNS[column] is LogColumn.TEXTS else [value]
            odd = [w for w in dict.fromkeys(w.strip() for w in words) if w and not knows(w)]
            odd = [w for w in odd if not is_placeholder(w)]  # those count as absent
            several = [w for w in odd if _is_joined(w, knows)]
            joined.update({(column, w): rows for w in several})
            strange.update({(column, w): rows for w in odd if w not in several})
            if len(odd) > len(several):
                found.append(value)
        return found

    def _joined_names(self) -> Counter[tuple[str, str]]:
        """Find several core actors or processors in one value."""
        found = Counter[tuple[str, str]]()
        for column in (c for c in PARTY_COLUMNS if c in self.columns):
            for value, rows in self.groups.counted(column, _MAY_JOIN):
                if not self.reader.knows_name(value.strip()) and _is_joined(value, self.reader.knows_name):
                    found[column, value] += rows
        return found

    def _no_sender_known(self) -> bool:
        """Tell whether senders are named and not one of them is known: then they are named in other words."""
        if "sender" not in self.columns:
            return False
        some = False
        for value, _ in self.groups.counted("sender"):
            if self.reader.knows_name(value.strip()):
                return False
            some = some or bool(value.strip() and not is_placeholder(value))
        return some

    def _gaps(self) -> Iterator[str]:
        """Give the months between the first and the last that have no rows."""
        there = self.groups.months()
        for month in range(min(there), max(there)) if there else ():
            if month not in there:
                yield f"{month // 12:04}-{month % 12 + 1:02}"


def _is_joined(word: str, knows: Callable[[str], bool]) -> bool:
    """Tell whether all parts of a word are known: then it is several, and its separator is not ours."""
    parts = [p for p in (p.strip() for p in _BETWEEN.split(word)) if p]
    return len(parts) > 1 and all(map(knows, parts))
