"""Which facts each rule reads of an exchange, and from which columns of a log these are worked out.

A rule's facts come from few columns, and rules share them. So facts are worked out by sets of columns, once
for every distinct combination of the values in a set, and numbered; a rule then looks at numbers alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from gbo_policy.audit.judge.logged_readings import columns_of
from gbo_policy.audit.read.columns import home, parts
from gbo_policy.basics.steps import Paths
from gbo_policy.facts.row import Row, Subject
from gbo_policy.judging.result import Settled
from gbo_policy.logic.compile import compile_judge
from gbo_policy.logic.tree import Condition, Judge
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.kinds import Kind

JUDGED = ("flow", "recipient")  # the kinds of row of an exchange, in the order in which they are worked out
Key = tuple[int, ...]  # what a rule read: of each of its ``RuleFacts``, the number of the values


@dataclass(slots=True)
class Numbering:
    """Distinct things, numbered from 0 as they come."""

    things: list[Any] = field(default_factory=list)
    _numbers: dict[Any, int] = field(default_factory=dict)

    def of(self, thing: Any) -> int:
        """Give the number of a thing; a new one gets the next."""
        number = self._numbers.setdefault(thing, len(self.things))
        if number == len(self.things):
            self.things.append(thing)
        return number


class LoggedFact(NamedTuple):
    """A fact of an exchange: its value, the columns that state it or would, and the open terms that settle it
    while in doubt.
    """

    value: Any
    paths: Paths
    terms: tuple[str, ...]


class FactsRead(NamedTuple):
    """Facts that a rule reads of an exchange, and the recorded reading that is about them."""

    facts: tuple[LoggedFact, ...]
    settled: Settled | None


@dataclass(eq=False, slots=True)
class RuleFacts:
    """The facts that one rule reads and that come from one set of columns: their ``names``, and their
    ``places`` in a row of the rule's kind.

    ``found`` numbers the ``FactsRead`` that there are, and ``values`` are the values alone, by those numbers.
    """

    rule: Rule
    names: tuple[str, ...]
    places: tuple[int, ...] = field(init=False)
    found: Numbering = field(default_factory=Numbering)
    values: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = tuple(map(self.rule.kind.index, self.names))

    def number(self, facts: Mapping[str, LoggedFact], settled: Settled | None) -> int:
        """Keep these among the ``facts`` of an exchange, and give their number."""
        read = tuple(facts[name] for name in self.names)
        number = self.found.of(FactsRead(read, settled))
        if number == len(self.values):
            self.values.append(tuple(fact.value for fact in read))
        return number

    def forget(self) -> None:
        """Let go of all that was found."""
        self.found, self.values = Numbering(), []


@dataclass(eq=False)
class ColumnSet:
    """A set of columns, and the facts that come from them, rule by rule.

    ``seen`` has the numbers of those facts, one for each of ``by_rule``, by the values of the columns.
    """

    columns: tuple[str, ...]
    by_rule: list[RuleFacts] = field(default_factory=list)
    seen: dict[tuple[Any, ...], Key] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of row that its facts are in, from the first kind to the last."""
        return JUDGED[: 1 + max((JUDGED.index(facts.rule.kind.name) for facts in self.by_rule), default=0)]

    @cached_property
    def wanted(self) -> Mapping[str, frozenset[str]]:
        """The names of its facts, by kind of row."""
        return {
            kind: frozenset(chain.from_iterable(f.names for f in self.by_rule if f.rule.kind.name == kind))
            for kind in JUDGED
        }

    def forget(self) -> None:
        """Let go of all that was worked out."""
        self.seen.clear()
        for facts in self.by_rule:
            facts.forget()


@dataclass(eq=False, slots=True)
class RulePlan:
    """A rule, what judges it, and the facts that it reads. The judge takes the values of those alone, in
    their order.

    By the key of what was read: ``seen`` has the number of the outcome, and ``settled`` the recorded reading
    that decided, where one did.
    """

    rule: Rule
    judge: Judge
    facts: tuple[RuleFacts, ...]
    outcomes: Numbering = field(default_factory=Numbering)
    seen: dict[Key, int] = field(default_factory=dict)
    settled: dict[Key, Settled] = field(default_factory=dict)

    def values(self, key: Key) -> tuple[Any, ...]:
        """Give the values of the facts, as the judge takes them."""
        read = (facts.values[number] for facts, number in zip(self.facts, key, strict=True))
        return tuple(chain.from_iterable(read))

    def row_values(self, key: Key) -> tuple[Any, ...]:
        """Give the values of the facts, each at its place in a row of the rule's kind; None at the others."""
        values: list[Any] = [None] * len(self.rule.kind.fields)
        for facts, number in zip(self.facts, key, strict=True):
            for place, value in zip(facts.places, facts.values[number], strict=True):
                values[place] = value
        return tuple(values)

    def row(self, key: Key) -> Row:
        """Give the facts as a row of the rule's kind."""
        origins: dict[str, Paths] = {}
        terms: dict[str, tuple[str, ...]] = {}
        for facts, number in zip(self.facts, key, strict=True):
            for name, fact in zip(facts.names, facts.found.things[number].facts, strict=True):
                origins[name], terms[name] = fact.paths, fact.terms
        kind = self.rule.kind
        return Row(kind, Subject(kind.name, ""), self.row_values(key), origins, terms=terms)

    def reading(self, key: Key) -> Settled | None:
        """Give the recorded reading of the facts; all of them come from one set of columns then."""
        found = (facts.found.things[number] for facts, number in zip(self.facts, key, strict=True))
        return next((one.settled for one in found if one.settled is not None), None)

    def forget(self) -> None:
        """Let go of what was judged; its outcomes keep their numbers."""
        self.seen.clear()
        self.settled.clear()


class FactPlan(NamedTuple):
    """The rules in their order, and the sets of columns that all their facts come from."""

    rules: tuple[RulePlan, ...]
    column_sets: tuple[ColumnSet, ...]


def plan_facts(
    rules: Sequence[Rule],
    conditions: Mapping[str, Condition],
    with_readings: Collection[str | None],
    *,
    of_senders: bool,
) -> FactPlan:
    """Plan from which columns each rule's facts are worked out. ``with_readings`` are the rules of which the
    workspace records readings; ``of_senders``: there are flows of several senders.
    """
    by_columns = []
    for rule in rules:
        reads = facts_read(rule, conditions)
        if rule.id in with_readings:  # a reading is about all that a rule reads
            by_columns.append({columns_of(rule, reads): tuple(sorted(reads))})
        else:
            by_columns.append(parts(rule.kind, reads, of_senders=of_senders))
    every = {columns for own in by_columns for columns in own}
    sets: dict[tuple[str, ...], ColumnSet] = {}
    plans = []
    for rule, own in zip(rules, by_columns, strict=True):
        facts = tuple(RuleFacts(rule, names) for names in own.values())
        for columns, some in zip(own, facts, strict=True):
            shared = tuple(sorted(home(columns, every)))
            sets.setdefault(shared, ColumnSet(shared)).by_rule.append(some)
        plans.append(RulePlan(rule, _judge_of(facts, rule, conditions), facts))
    return FactPlan(tuple(plans), tuple(sets.values()))


def facts_read(rule: Rule, conditions: Mapping[str, Condition]) -> frozenset[str]:
    """Give the names of the facts that a rule reads."""
    named = (tree.fields() for tree in conditions[rule.id].parts())
    return frozenset(() if rule.against is None else (rule.against,)).union(*named)


def _judge_of(facts: Sequence[RuleFacts], rule: Rule, conditions: Mapping[str, Condition]) -> Judge:
    """Compile a rule for a row that holds its own facts and no others."""
    fields = tuple(rule.kind.field(name) for some in facts for name in some.names)
    return compile_judge(Kind(rule.kind.name, fields), [conditions[rule.id]])
