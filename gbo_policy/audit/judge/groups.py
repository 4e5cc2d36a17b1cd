"""Groups of exchanges into verdicts: every fact is worked out once for the columns that it comes from, every
rule judged once for the facts that it reads.

Facts are made by the ordinary ``flow_rows``, and judged by the ordinary compiled rule.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from gbo_policy.audit.judge.alike import AlikeWords
from gbo_policy.audit.judge.exchange import Reader
from gbo_policy.audit.judge.fact_plan import (
    JUDGED,
    ColumnSet,
    Key,
    LoggedFact,
    Numbering,
    RuleFacts,
    RulePlan,
    facts_read,
    plan_facts,
)
from gbo_policy.audit.judge.log_places import in_log
from gbo_policy.audit.judge.logged_readings import LoggedReadings
from gbo_policy.audit.judge.segments import Calendar
from gbo_policy.audit.read.columns import FACT_COLUMNS
from gbo_policy.audit.read.numbered import Codes, NumberedColumn, distinct, values_at
from gbo_policy.basics.steps import Paths, dotted
from gbo_policy.facts.context import Context
from gbo_policy.facts.flows import flow_rows
from gbo_policy.facts.row import Row
from gbo_policy.judging.departing import Departing
from gbo_policy.judging.evaluate import Engine, Result
from gbo_policy.judging.readings import as_settled, awaits_reading
from gbo_policy.judging.result import Settled
from gbo_policy.judging.wording import plain
from gbo_policy.logic.verdict import ERROR, VERDICTS, Verdict
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.rows.logged import SEGMENT, WHO

_MOST_KEPT = 400_000  # of all that was worked out before


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """What a rule says of an exchange: verdict, the facts and terms that a review waits for, and the core
    actors it is held against.
    """

    verdict: Verdict
    missing: Paths
    assess: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def finding(self) -> bool:
        """Whether it is a violation or a review."""
        return self.verdict >= Verdict.REVIEW


@dataclass(frozen=True, slots=True)
class Who:
    """From which core actor to which an exchange goes, and to what kind of recipient."""

    sender: str | None
    to: str | None
    kind: str | None


class JudgedRule(NamedTuple):
    """A rule over a batch: the number of its outcome on every group, and the facts that it read of each, as
    ``places`` in ``keys``.

    Shapes: ``outcomes`` and ``places`` have one number a group.
    """

    plan: RulePlan
    outcomes: Codes
    places: Codes
    keys: list[Key]


class ToldOutcome(NamedTuple):
    """What a list of offenders says of a rule: its verdict, the facts that decided, with their values, and
    those that are missing.
    """

    rule: str
    verdict: Verdict
    because: tuple[str, ...]
    missing: tuple[str, ...]


class GroupJudging:
    """The rules on flows and recipients, over batches of groups of exchanges.

    From columns to what is told:

    1. columns: a batch has one value a group in each; a set of them has few distinct combinations.
    2. facts: worked out for each combination of a set, and numbered, rule by rule (``ColumnSet.seen``).
    3. outcomes: a rule judges each distinct key of such numbers, and its outcomes are numbered too
       (``RulePlan.seen``). So a group's outcome is found by its numbers alone.
    4. what is told of a key, where somebody asks: the facts behind its numbers, in the words of a row.
    """

    def __init__(self, reader: Reader, engine: Engine, calendar: Calendar) -> None:
        self.reader, self.engine, self.calendar = reader, engine, calendar
        self.departing, self.readings = Departing(reader.workspace), LoggedReadings(reader)
        self.who = Numbering()
        self._who_seen: dict[tuple[Any, ...], int] = {}
        rules = [rule for kind in JUDGED for rule in engine.rules.get(kind, ())]
        self.alike = AlikeWords(reader, rules, engine.conditions)
        several = bool(reader.workspace.made)
        self.plans, self.column_sets = plan_facts(
            rules, engine.conditions, self.readings.rules, of_senders=several
        )
        read = {column for some in self.column_sets for column in some.columns} | set(WHO)
        self.columns = tuple(c for c in FACT_COLUMNS if c in read)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that judge, in the engine's order."""
        return tuple(plan.rule for plan in self.plans)

    def judge(self, batch: Mapping[str, NumberedColumn]) -> list[JudgedRule]:
        """Judge every group of a batch by each rule; what nothing can tell apart is one value there."""
        self._forget()
        found = {
            facts: column for some in self.column_sets for facts, column in self._facts_of_set(some, batch)
        }
        size = len(batch[SEGMENT].codes)
        return [self._judge_rule(plan, [found[facts] for facts in plan.facts], size) for plan in self.plans]

    def _forget(self) -> None:
        """Let go of what was worked out before, when it grows large: a log of nothing but different rows must
        not fill the memory.
        """
        keeping: list[ColumnSet | RulePlan] = [*self.column_sets, *self.plans]
        if len(self._who_seen) + sum(len(one.seen) for one in keeping) > _MOST_KEPT:
            self._who_seen.clear()
            for one in keeping:
                one.forget()

    def _facts_of_set(
        self, some: ColumnSet, batch: Mapping[str, NumberedColumn]
    ) -> Iterator[tuple[RuleFacts, NumberedColumn]]:
        """Give the facts that come from a set of columns, rule by rule, each as a column of the batch."""
        columns = [batch[c] for c in some.columns]
        first, places = distinct(columns, len(batch[SEGMENT].codes))
        made = [self._fact_numbers(some, values) for values in values_at(columns, first)]
        numbers = np.array(made, np.int64).reshape(len(first), len(some.by_rule))  # combinations × rules
        for at, facts in enumerate(some.by_rule):
            yield facts, NumberedColumn(numbers[:, at][places], facts.found.things)

    def _fact_numbers(self, some: ColumnSet, values: tuple[Any, ...]) -> Key:
        """Give the numbers of the facts that the values of a set of columns make, one for each rule."""
        if (known := some.seen.get(values)) is None:
            known = some.seen[values] = self._work_out(some, dict(zip(some.columns, values, strict=True)))
        return known

    def _work_out(self, some: ColumnSet, said: Mapping[str, Any]) -> Key:
        """Work out the facts of an exchange by what it ``said`` in a set of columns: their numbers."""
        context = self.calendar.of_stretch(said)
        # the exchange's own row comes first, its only recipient's second: often none asks for that
        made = flow_rows(self.reader.exchange(said, context.as_of.day), context, some.wanted)
        rows = dict(zip(some.kinds, made, strict=False))
        facts = {kind: {name: _fact(row, name) for name in some.wanted[kind]} for kind, row in rows.items()}

        def number(own: RuleFacts) -> int:
            kind = own.rule.kind.name
            return own.number(facts[kind], self.settled(own.rule, said, rows[kind], context))

        return tuple(map(number, some.by_rule))

    def settled(self, rule: Rule, said: Mapping[str, Any], row: Row, context: Context) -> Settled | None:
        """Give the recorded reading of what a rule reads of an exchange that ``said`` so, and is ``row``."""
        if rule.id not in self.readings.rules:
            return None
        return self.readings.settled(rule, facts_read(rule, self.engine.conditions), said, row, context)

    def _judge_rule(self, plan: RulePlan, facts: Sequence[NumberedColumn], size: int) -> JudgedRule:
        """Judge every group of a batch of ``size`` by one rule, whose facts are given as columns."""
        first, places = distinct(facts, size)
        read = [column.codes[first].tolist() for column in facts]
        keys: list[Key] = list(zip(*read, strict=True)) if facts else [()]
        numbers = [self._outcome_number(plan, key) for key in keys]
        return JudgedRule(plan, np.array(numbers, np.int64)[places], places, keys)

    def _outcome_number(self, plan: RulePlan, key: Key) -> int:
        """Give the number of a rule's outcome on the facts of a key, which it judges once."""
        if (known := plan.seen.get(key)) is None:
            known = plan.seen[key] = plan.outcomes.of(self._judge_key(plan, key))
        return known

    def _judge_key(self, plan: RulePlan, key: Key) -> GroupOutcome:
        """Judge the facts of a key by a rule; what is recorded counts in the order of ``recorded``."""
        code = plan.judge(plan.values(key))[0]
        verdict = VERDICTS[code]
        departure = self.departing.of_rule(plan.rule)
        if verdict < Verdict.REVIEW and (departure is None or departure.known):
            return GroupOutcome(verdict, (), (), ())  # nearly always, and nothing changes it
        result = Result(plan.rule, plan.row(key), verdict, None, self.engine, failed=code == ERROR)
        result, against = self._departed(result)
        if (settled := plan.reading(key)) is not None and awaits_reading(result):
            result = as_settled(result, settled)
            plan.settled[key] = settled
        if not result.finding:
            return GroupOutcome(result.verdict, (), (), ())
        return GroupOutcome(result.verdict, tuple(result.missing()), tuple(result.assess()), against)

    def _departed(self, result: Result) -> tuple[Result, tuple[str, ...]]:
        """Give what departures make of a result, and the parties that it is held against: a violation, of
        core actors alone.
        """
        rule, partners = result.rule, self.departing.partners
        held = result.row.value(rule.against) if rule.against else ()
        parties = held if isinstance(held, tuple) else (held,)
        known = tuple(p for p in parties if p in self.reader.workspace.parties)
        core = tuple(p for p in known if p not in partners)
        result = self.departing.departed(result)
        if known and not core:
            return self.departing.of_partner(result._replace(against=known[0])), known
        return result, core if result.verdict == Verdict.VIOLATION else known

    def whose(self, batch: Mapping[str, NumberedColumn]) -> Codes:
        """Give for every group of a batch the number of who exchanges with whom."""
        columns = [batch[c] for c in WHO]
        first, places = distinct(columns, len(batch[SEGMENT].codes))
        numbers = [self._who_number(values) for values in values_at(columns, first)]
        return np.array(numbers, np.int64)[places]

    def _who_number(self, values: tuple[Any, ...]) -> int:
        """Give the number of who exchanges with whom, by the values of the columns that tell it."""
        if (known := self._who_seen.get(values)) is None:
            row = dict(zip(WHO, values, strict=True))
            exchange = self.reader.exchange(row, self.calendar.segments.day(0))
            to = (exchange.recipients or ())[0]
            party = to.party if to.party in self.reader.workspace.parties else to.on_behalf_of
            known = self._who_seen[values] = self.who.of(Who(exchange.sender, party, to.kind))
        return known

    def shown(self, plan: RulePlan, key: Key) -> frozenset[str]:
        """Give the columns whose own words a list of offenders shows of what a rule read."""
        return self.alike.shown(plan.rule.kind, plan.row_values(key))

    def told(self, plan: RulePlan, key: Key, said: Mapping[str, Any]) -> ToldOutcome:
        """Give what a list of offenders says of what a rule read, in the words that a row ``said``."""
        outcome, rule, row = plan.outcomes.things[self._outcome_number(plan, key)], plan.rule, plan.row(key)
        row = row._replace(values=self.alike.own(row.kind, row.values, said))
        result = Result(rule, row, outcome.verdict, None, self.engine, settled=plan.settled.get(key))
        because = tuple(
            f"{rule.id}: {fact} = {json.dumps(plain(value), ensure_ascii=False)}"
            for fact, value, _ in result.because()
        )
        missing = tuple(f"{rule.id}: {dotted(path)}" for path in outcome.missing)
        return ToldOutcome(rule.id, outcome.verdict, because, missing)


def _fact(row: Row, name: str) -> LoggedFact:
    return LoggedFact(row.value(name), in_log(row.paths(name)), row.terms.get(name, ()))
