"""One rule's verdict on one subject, with the facts that decided it and what would settle it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from gbo_policy.basics.steps import Paths, Steps
from gbo_policy.declarations.model.agreement import Departure
from gbo_policy.declarations.model.assessment import READING
from gbo_policy.facts.row import Row, Subject
from gbo_policy.judging.ruleset import Engine
from gbo_policy.logic.reasons import Explanation, evaluate
from gbo_policy.logic.tree import Node
from gbo_policy.logic.verdict import ERROR, VERDICTS, Verdict
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.kinds import LIFE, Field, Type

ResultKey = tuple[str, str, str, str | None]


class Settled(NamedTuple):
    """Who settled a review by a recorded reading of the text: the outcome, who, when, why, and the path of
    the assessment.
    """

    outcome: str
    by: str
    on: date
    reasons: str | None
    path: Steps


class Result(NamedTuple):
    """One rule's verdict on one subject; explanations are made when asked.

    ``waived`` is the index of the waiver that covers it; ``baselined`` tells whether the baseline does;
    ``change`` is new or unchanged against the git revision that findings are compared with, and None where
    none is. ``settled`` is the recorded reading that turned a review into this verdict. ``failed`` tells of a
    review that judging itself ended in an error.
    """

    rule: Rule
    row: Row
    verdict: Verdict
    against: str | None
    engine: Engine
    waived: int | None = None
    baselined: bool = False
    change: str | None = None
    settled: Settled | None = None
    departure: Departure | None = None
    failed: bool = False

    @property
    def subject(self) -> Subject:
        """What the result is about."""
        return self.row.subject

    @property
    def key(self) -> ResultKey:
        """What makes it the same one on another day: rule, kind and id of its subject, and against whom."""
        return self.rule.id, self.subject.kind, self.subject.id, self.against

    @property
    def finding(self) -> bool:
        """Whether it is a violation or a review."""
        return self.verdict >= Verdict.REVIEW

    @property
    def counts(self) -> bool:
        """Whether it counts towards the exit code: a finding that no waiver and no baseline covers, and that
        is not merely unchanged.
        """
        return self.finding and self.waived is None and not self.baselined and self.change != "unchanged"

    def order(self) -> tuple[Any, ...]:
        """Give its place in the total order: clause, rule, subject, party."""
        return *self.rule.order(), *self.row.subject.order(), self.against or ""

    def explanation(self) -> Explanation:
        """Say which conditions decided, on which facts."""
        return self.engine.explain(self.rule, self.row.values)

    def error(self) -> str:
        """Give the error that judging ended in, if it did."""
        if not self.failed:
            return ""
        from gbo_policy.logic.compile import error_of  # hardly ever: start-up counts

        return error_of(self.rule.kind, self.engine.conditions[self.rule.id], self.row.values)

    def because(self) -> list[tuple[str, Any, Paths]]:
        """Give the facts that decided: name (as the user writes it, where one key states it), value, and the
        paths it comes from.
        """
        why = self.explanation()
        read: Iterable[str] = [n for n in self._read(why) if n not in why.unknown]
        if self.rule.kind.has("open"):
            read = dict.fromkeys(map(self._still_running, read))
        facts = [self._fact(n) for n in read]
        if self.settled is not None:
            facts.append((READING, self.settled.outcome, (self.settled.path,)))
        return facts

    def _read(self, why: Explanation) -> Sequence[str]:
        """Give the facts that decided; that the agreement ran comes last, as it is hardly ever what a finding
        is about.
        """
        if LIFE.name not in why.read or self.row.value(LIFE.name) != "running":
            return why.read
        return [*(name for name in why.read if name != LIFE.name), LIFE.name]

    def _still_running(self, name: str) -> str:
        """Give the clock's time since its start in the place of the time taken, where nothing was done
        yet.
        """
        if not name.endswith("_taken"):
            return name
        still = self.row.value("open") is True
        return f"{name.removesuffix('_taken')}_since" if still else name

    def _fact(self, name: str) -> tuple[str, Any, Paths]:
        fact, kind = self.rule.kind.field(name), self.rule.kind
        value = self.row.value(name)
        shown = "none" if fact.none and value is False else value
        return kind.called(name), shown, self._keys(name, fact)

    def _keys(self, name: str, fact: Field) -> Paths:
        """Give the paths of the keys that a fact comes from: of one worked out from others, its own name is
        no key of any file.
        """
        paths = self.row.paths(name)
        return paths if fact.source or (name,) not in paths else tuple(p for p in paths if p != (name,))

    def missing(self) -> list[Steps]:
        """Give the paths of the facts that would settle a review."""
        if self.verdict != Verdict.REVIEW or self.failed:
            return []
        if self.departs:
            return []
        kind = self.rule.kind
        # an open term is unknown, rather than unassessed, only where a recorded judgement may or may not be
        # the newest
        paths = [
            p
            for n in self.explanation().unknown
            if kind.field(n).term is None or n in self.row.origins
            for p in self.row.paths(n)
        ]
        return list(dict.fromkeys(paths))

    def assess(self) -> list[str]:
        """Give the open terms that somebody has to answer for to settle a review; the reading of the text
        where all else is known.
        """
        if self.verdict != Verdict.REVIEW or self.failed:
            return []
        if self.departs:
            return [READING]
        if self.in_dispute:
            return list(self.row.terms.get(LIFE.name, ())) or [READING]
        terms = [t for n in self.explanation().read for t in self._terms(n)]
        return list(dict.fromkeys(terms)) or ([] if self.missing() else [READING])

    def _terms(self, name: str) -> tuple[str, ...]:
        term = self.rule.kind.field(name).term
        return self.row.terms.get(name, ()) if term is None else (term,)

    @property
    def in_dispute(self) -> bool:
        """Whether a rule is broken on a day of which it is disputed that the agreement still ran."""
        if self.verdict != Verdict.REVIEW or not self.rule.bound or self.row.value(LIFE.name) != "disputed":
            return False
        return self.holds(self.rule.require) is False

    def fact_path(self) -> Steps:
        """Give the path of the fact that decided: for a review, the first one missing."""
        if missing := self.missing():
            return missing[0]
        for name in self._read(self.explanation()):
            if keys := self._keys(name, self.rule.kind.field(name)):
                return keys[0]
        return ()

    @property
    def departs(self) -> bool:
        """Whether the signed text departs from the model here without a known effect: then a person has to
        say what follows.
        """
        return self.departure is not None and not self.departure.known

    def reviewed(self) -> bool:
        """Tell whether the rule itself asks for a human look (rather than a fact being unknown)."""
        if self.departs:
            return False
        condition = self.engine.conditions[self.rule.id]
        return condition.review is not None and self.holds(condition.review) is True

    def holds(self, condition: Node) -> bool | None:
        """Tell whether a condition of its rule holds on its row; None when that is not known."""
        names = self.engine.conditions[self.rule.id].names
        return evaluate(condition, self.rule.kind, names, self.row.values)

    def hangs_on(self, fact: str) -> bool:
        """Tell whether the rule surely applies and, where ``fact`` is a yes or no, a no would surely break
        it.
        """
        rule, condition = self.rule, self.engine.conditions[self.rule.id]
        if rule.when is not None and self.holds(rule.when) is not True:
            return False
        if rule.kind.field(fact).type is not Type.BOOL:
            return True
        broken = self.row.with_value(fact, False, ())
        return evaluate(condition.require, rule.kind, condition.names, broken.values) is False

    def judged_on(self, row: Row) -> "Result":
        """Judge another row of the same subject by the same rule."""
        place = self.engine.rules[row.kind.name].index(self.rule)
        code = self.engine.judge(row.kind.name)(row.values)[place]
        return self._replace(row=row, verdict=VERDICTS[code], failed=code == ERROR)

    def waived_by(self, index: int) -> "Result":
        """Give the same result, marked as covered by a waiver."""
        return self._replace(waived=index)
