"""Rows and a pack into results: every rule over every row of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from gbo_policy.basics.steps import Paths, Steps
from gbo_policy.declarations.model.agreement import Departure
from gbo_policy.declarations.model.assessment import READING
from gbo_policy.facts.row import Row, Subject
from gbo_policy.logic.compile import (
    ERROR,
    VERDICTS,
    Condition,
    Judge,
    compile_judge,
    error_of,
)
from gbo_policy.logic.expression import NORM_NAMES, OTHER_NAMES
from gbo_policy.logic.reasons import Explanation, evaluate, explain
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm, Rule
from gbo_policy.terms.kinds import LIFE

__all__ = ["Engine", "Result"]

Judged = tuple[Row, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Engine:
    """A pack's rules compiled under the house norms in force. ``judges`` are made for a kind when its first row comes."""

    rules: Mapping[str, tuple[Rule, ...]]
    conditions: Mapping[str, Condition]
    norms: Mapping[str, Norm]
    _judges: dict[str, Judge] = field(default_factory=dict)
    _explained: dict[str, tuple[tuple[int, ...], dict[tuple[Any, ...], Explanation]]] = field(
        default_factory=dict
    )

    @staticmethod
    def of(pack: Pack, norms: Mapping[str, Norm], rules: Iterable[Rule] | None = None) -> Engine:
        """Make an engine of all rules of ``pack``, or of those given."""
        chosen = tuple(pack.rules if rules is None else rules)
        constants = pack.vocabulary.constants()
        by_kind: dict[str, list[Rule]] = {}
        for rule in chosen:
            by_kind.setdefault(rule.kind.name, []).append(rule)
        conditions = {r.id: r.condition(constants, norms) for r in chosen}
        return Engine({k: tuple(v) for k, v in by_kind.items()}, conditions, norms)

    def judge(self, kind: str) -> Judge:
        """Give the function that judges all rules of a kind over one row's values."""
        if kind not in self._judges:
            rules = self.rules[kind]
            self._judges[kind] = compile_judge(rules[0].kind, [self.conditions[r.id] for r in rules])
        return self._judges[kind]

    def explain(self, rule: Rule, values: tuple[Any, ...]) -> Explanation:
        """Explain a rule's verdict over one row's values; rows that agree on all that the rule reads share one explanation."""
        condition = self.conditions[rule.id]
        if rule.id not in self._explained:
            names = (
                name
                for part in (condition.when, condition.require, condition.review)
                if part is not None
                for name in part.fields()
            )
            self._explained[rule.id] = tuple({rule.kind.index(name) for name in names}), {}
        read, known = self._explained[rule.id]
        seen = tuple([values[i] for i in read])
        if seen not in known:
            known[seen] = explain(condition, rule.kind, values)
        return known[seen]

    def results(self, rows: Iterable[Row]) -> Iterator[Result]:
        """Judge rows, in the total order of results; a rule held against several parties gives a result for each of them."""
        found: dict[str, list[Row]] = {kind: [] for kind in self.rules}
        for row in rows:
            if row.kind.name in found:
                found[row.kind.name].append(row)
        judged: list[tuple[Rule, int, list[Judged]]] = []
        for kind, alike in found.items():
            if alike:
                alike.sort(key=lambda row: row.subject.order())
                judge = self.judge(kind)
                codes = [(row, judge(row.values)) for row in alike]
                judged.extend((rule, i, codes) for i, rule in enumerate(self.rules[kind]))
        for rule, i, codes in sorted(judged, key=lambda j: j[0].order()):
            for row, verdicts in codes:
                for against in _against(rule, row):
                    code = verdicts[i]
                    yield Result(rule, row, VERDICTS[code], against, self, failed=code == ERROR)


class Settled(NamedTuple):
    """Who settled a review by a recorded reading of the text: the outcome, who, when, why, and the path of the assessment."""

    outcome: str
    by: str
    on: date
    reasons: str | None
    path: Steps


@dataclass(frozen=True, slots=True)
class Result:
    """One rule's verdict on one subject; explanations are made when asked.

    ``waived`` is the index of the waiver that covers it; ``baselined`` tells whether the baseline does; ``change`` is new or unchanged
    against the git revision that findings are compared with, and None where none is. ``settled`` is the recorded reading that
    turned a review into this verdict. ``failed`` tells of a review that judging itself ended in an error.
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
    def finding(self) -> bool:
        """Whether it is a violation or a review."""
        return self.verdict >= Verdict.REVIEW

    @property
    def counts(self) -> bool:
        """Whether it counts towards the exit code: a finding that no waiver and no baseline covers, and that is not merely unchanged."""
        return self.finding and self.waived is None and not self.baselined and self.change != "unchanged"

    def order(self) -> tuple[Any, ...]:
        """Give its place in the total order: clause, rule, subject, party."""
        return *self.rule.order(), *self.row.subject.order(), self.against or ""

    def explanation(self) -> Explanation:
        """Say which conditions decided, on which facts."""
        return self.engine.explain(self.rule, self.row.values)

    def error(self) -> str:
        """Give the error that judging ended in, if it did."""
        return (
            error_of(self.rule.kind, self.engine.conditions[self.rule.id], self.row.values)
            if self.failed
            else ""
        )

    def because(self) -> list[tuple[str, Any, Paths]]:
        """Give the facts that decided: name (as the user writes it, where one key states it), value, and the paths it comes from."""
        why = self.explanation()
        read = dict.fromkeys(self._still_running(n) for n in why.read if n not in why.unknown)
        facts = [self._fact(n) for n in read]
        if self.settled is not None:
            facts.append((READING, self.settled.outcome, (self.settled.path,)))
        return facts

    def _still_running(self, name: str) -> str:
        """Give the clock's time since its start in the place of the time taken, where nothing was done yet."""
        unit, _, what = name.rpartition("_")
        names = {f.name for f in self.rule.kind.fields} if what == "taken" else frozenset()
        return f"{unit}_since" if "open" in names and self.row.value("open") is True else name

    def _fact(self, name: str) -> tuple[str, Any, Paths]:
        fact, kind = self.rule.kind.field(name), self.rule.kind
        value = self.row.value(name)
        own = (name,), kind.steps(name)
        paths = tuple(p for p in self.row.paths(name) if p not in own)
        shown = "none" if fact.none and value is False else value
        return (fact.source if kind.alone(name) else fact.term or name), shown, paths

    def missing(self) -> list[Steps]:
        """Give the paths of the facts that would settle a review."""
        if self.verdict != Verdict.REVIEW or self.failed:
            return []
        if self.departs:
            return []
        kind = self.rule.kind
        # an open term is unknown, rather than unassessed, only where a recorded judgement may or may not be the newest
        paths = [
            p
            for n in self.explanation().unknown
            if kind.field(n).term is None or n in self.row.origins
            for p in self.row.paths(n)
        ]
        return list(dict.fromkeys(paths))

    def assess(self) -> list[str]:
        """Give the open terms that somebody has to answer for to settle a review; the reading of the text where all else is known."""
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
        names = self.engine.conditions[self.rule.id].names
        return evaluate(self.rule.require, self.rule.kind, names, self.row.values) is False

    @property
    def continuing(self) -> bool | None:
        """Whether a violation still goes on: its duty can still be kept, or the conduct goes on; None when that is not known."""
        if self.verdict != Verdict.VIOLATION:
            return None
        if self.row.over or self.rule.continuing is None:
            return not self.row.over
        return self.owed()

    def owed(self) -> bool | None:
        """Whether its duty is still to be kept, whatever the verdict; None when that is not known, or the rule does not say."""
        if self.rule.continuing is None:
            return None
        names = self.engine.conditions[self.rule.id].names
        return evaluate(self.rule.continuing, self.rule.kind, names, self.row.values)

    def fact_path(self) -> Steps:
        """Give the path of the fact that decided: for a review, the first one missing."""
        if missing := self.missing():
            return missing[0]
        names = self.explanation().read
        located = (p for n in names for p in self.row.paths(n) if p != (n,) or self.rule.kind.field(n).source)
        return next(located, ())

    @property
    def departs(self) -> bool:
        """Whether the signed text departs from the model here without a known effect: then a person has to say what follows."""
        return self.departure is not None and not self.departure.known

    def reviewed(self) -> bool:
        """Tell whether the rule itself asks for a human look (rather than a fact being unknown)."""
        if self.departs:
            return False
        condition = self.engine.conditions[self.rule.id]
        return (
            condition.review is not None
            and evaluate(condition.review, self.rule.kind, condition.names, self.row.values) is True
        )

    def norm(self) -> tuple[Norm, Any] | None:
        """Give the house norm that the verdict rests on and the value its clock starts from; None when it rests on none."""
        if self.rule.norm is None or self.verdict == Verdict.NOT_APPLICABLE or self.failed:
            return None
        name, start = self.rule.norm
        if self.rule.other is not None and self.row.value(self.rule.other.when):
            name = self.rule.other.name
        used = not self.explanation().names.isdisjoint((*NORM_NAMES, *OTHER_NAMES))
        fields = self.rule.kind.fields
        # a judgement prevails over the norm, for as long as its own day reaches
        assessed = any(f.term and self.row.value(f.name) != "unassessed" for f in fields)
        assessed = assessed and not any(f.name == "outlived" and self.row.value(f.name) for f in fields)
        return (self.engine.norms[name], self.row.value(start)) if used and not assessed else None

    def pending(self) -> bool:
        """Tell whether the duty is still open, though in time."""
        if (
            self.verdict != Verdict.COMPLIANT or self.norm() is None or self.rule.kind.name == "cessation"
        ):  # its term is what it waited for
            return False
        return not any(f.name == "open" for f in self.rule.kind.fields) or self.row.value("open") is True

    def waived_by(self, index: int) -> Result:
        """Give the same result, marked as covered by a waiver."""
        return replace(self, waived=index)


def _against(rule: Rule, row: Row) -> tuple[str | None, ...]:
    if rule.against is None:
        return (None,)
    value = row.value(rule.against)
    if isinstance(value, tuple):
        return tuple(sorted(value)) or (None,)
    return (value,)
