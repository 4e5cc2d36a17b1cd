"""Groups of exchanges into verdicts: every fact is worked out once for the columns that it comes from, every
rule once for the facts it reads.

A rule's verdict on an exchange depends on few of its columns. So facts are made by the ordinary ``flow_rows``
from those columns alone, for each of their distinct values, and the ordinary compiled rule judges each
distinct set of the facts that it reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from gbo_policy.audit.judge.alike import AlikeWords
from gbo_policy.audit.judge.exchange import Reader
from gbo_policy.audit.judge.logged_readings import LoggedReadings, columns_of
from gbo_policy.audit.judge.segments import Calendar
from gbo_policy.audit.read.columns import FACT_COLUMNS, home, parts
from gbo_policy.audit.read.numbered import Codes, NumberedColumn, distinct, values_at
from gbo_policy.basics.steps import Paths, Steps, dotted, from_key
from gbo_policy.facts.context import Context
from gbo_policy.facts.flows import flow_rows
from gbo_policy.facts.row import Row, Subject
from gbo_policy.judging.departing import Departing
from gbo_policy.judging.evaluate import Engine, Result
from gbo_policy.judging.readings import as_settled, awaits_reading
from gbo_policy.judging.result import Settled
from gbo_policy.judging.wording import plain
from gbo_policy.logic.compile import compile_judge
from gbo_policy.logic.tree import Judge
from gbo_policy.logic.verdict import ERROR, VERDICTS, Verdict
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.kinds import Kind
from gbo_policy.terms.rows.logged import SEGMENT, WHO

JUDGED = ("flow", "recipient")
_MOST_KEPT = 400_000
# begins the path of what a log has no column for, and only the declared flow that it names can state
DECLARED = "flow"
# a fact's place in a flow, as the log's column that would state it
_COLUMN_OF: dict[Steps, Paths] = {
    ("kind",): from_key("recipient_kind"),
    ("party",): from_key("recipient"),
    ("processor",): from_key("recipient"),
    ("name",): from_key("recipient"),
    ("country",): from_key(DECLARED, "recipients", "country"),
    ("locations",): (("storage",), ("access",)),
    ("locations", "storage"): from_key("storage"),
    ("locations", "access"): from_key("access"),
    ("legal_obligation",): from_key("obligation_obliges"),
    ("legal_obligation", "obliges"): from_key("obligation_obliges"),
}


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


@dataclass(slots=True)
class _Numbers:
    """Distinct things, numbered as they come."""

    things: list[Any] = field(default_factory=list)
    _number: dict[Any, int] = field(default_factory=dict)

    def of(self, thing: Any) -> int:
        number = self._number.setdefault(thing, len(self.things))
        if number == len(self.things):
            self.things.append(thing)
        return number


class _LoggedFact(NamedTuple):
    """A fact of an exchange: its value, the columns that state it or would, and the open terms that settle it
    while in doubt.
    """

    value: Any
    paths: Paths
    terms: tuple[str, ...]


class _FactsRead(NamedTuple):
    """The facts that a rule reads of an exchange, and the recorded reading that is about them."""

    facts: tuple[_LoggedFact, ...]
    settled: Settled | None


@dataclass(slots=True)
class _Want:
    """What one rule asks of a part: ``fields`` of a ``kind`` of row, and their ``places`` in it; ``found``
    numbers their values with the paths they come from, and ``values`` are the values alone.
    """

    rule: Rule
    fields: tuple[str, ...]
    found: _Numbers = field(default_factory=_Numbers)
    values: list[tuple[Any, ...]] = field(default_factory=list)
    places: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.places = tuple(map(self.kind.index, self.fields))

    @property
    def kind(self) -> Kind:
        """The kind of row that its facts are in."""
        return self.rule.kind

    def of(self, facts: Mapping[str, _LoggedFact], settled: Settled | None) -> int:
        """Give the number of the values that some facts have, and keep them."""
        read = tuple(facts[name] for name in self.fields)
        number = self.found.of(_FactsRead(read, settled))
        if number == len(self.values):
            self.values.append(tuple(fact.value for fact in read))
        return number


@dataclass
class _FactPart:
    """A set of columns, and for each rule that has facts from it, those facts; ``seen`` gives the numbers of
    their values.
    """

    columns: tuple[str, ...]
    wants: list[_Want] = field(default_factory=list)
    seen: dict[tuple[Any, ...], tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of row that its facts are in, from the first kind to the last."""
        return JUDGED[: 1 + max((JUDGED.index(want.kind.name) for want in self.wants), default=0)]

    @cached_property
    def facts(self) -> Mapping[str, frozenset[str]]:
        """The facts that are wanted of each kind of row."""
        return {
            kind: frozenset(name for want in self.wants if want.kind.name == kind for name in want.fields)
            for kind in JUDGED
        }


@dataclass(slots=True)
class _Plan:
    """A rule, its judge, and where its facts come from: pairs of a part's place and the place of the rule's
    want in it. The judge takes those facts alone, in that order.
    """

    rule: Rule
    judge: Judge
    facts: list[tuple[int, int]] = field(default_factory=list)
    outcomes: _Numbers = field(default_factory=_Numbers)
    seen: dict[tuple[int, ...], int] = field(default_factory=dict)
    settled: dict[tuple[int, ...], Settled] = field(default_factory=dict)  # the readings that decided


class JudgedRule(NamedTuple):
    """A rule over a batch: the number of its outcome on every group, and the facts that it read of each, as
    ``places`` in ``keys``.
    """

    plan: _Plan
    outcomes: Codes
    places: Codes
    keys: list[tuple[int, ...]]


class ToldOutcome(NamedTuple):
    """What a list of offenders says of a rule: its verdict, the facts that decided, with their values, and
    those that are missing.
    """

    rule: str
    verdict: Verdict
    because: tuple[str, ...]
    missing: tuple[str, ...]


class GroupJudging:
    """The rules on flows and recipients, over batches of groups of exchanges."""

    def __init__(self, reader: Reader, engine: Engine, calendar: Calendar) -> None:
        self.reader, self.engine, self.calendar = reader, engine, calendar
        self.departing, self.readings = Departing(reader.workspace), LoggedReadings(reader)
        self.who = _Numbers()
        self._who_seen: dict[tuple[Any, ...], int] = {}
        self.parts: list[_FactPart] = []
        rules = [rule for kind in JUDGED for rule in engine.rules.get(kind, ())]
        self.alike = AlikeWords(reader, rules, engine.conditions)
        several = bool(reader.workspace.made)
        facts = [self._parts(rule, of_senders=several) for rule in rules]
        every = {columns for own in facts for columns in own}
        self.plans = [self._plan(rule, own, every) for rule, own in zip(rules, facts, strict=True)]
        read = {c for part in self.parts for c in part.columns} | set(WHO)
        self.columns = tuple(c for c in FACT_COLUMNS if c in read)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that judge, in the engine's order."""
        return tuple(p.rule for p in self.plans)

    def _fields(self, rule: Rule) -> set[str]:
        """Give the facts that a rule reads."""
        condition = self.engine.conditions[rule.id]
        trees = [t for t in (condition.when, condition.require, condition.review) if t is not None]
        return {f for tree in trees for f in tree.fields()} | ({rule.against} if rule.against else set())

    def _parts(self, rule: Rule, *, of_senders: bool) -> dict[frozenset[str], tuple[str, ...]]:
        """Group the facts that a rule reads by the columns that they come from; where a reading may be about
        them, it is about all of them.
        """
        reads = self._fields(rule)
        if rule.id in self.readings.rules:
            return {columns_of(rule, reads): tuple(sorted(reads))}
        return parts(rule.kind, reads, of_senders=of_senders)

    def _plan(
        self, rule: Rule, facts: Mapping[frozenset[str], tuple[str, ...]], every: Set[frozenset[str]]
    ) -> _Plan:
        read = tuple(rule.kind.field(name) for own in facts.values() for name in own)
        plan = _Plan(rule, compile_judge(Kind(rule.kind.name, read), [self.engine.conditions[rule.id]]))
        for wanted, own in facts.items():
            columns = tuple(sorted(home(wanted, every)))
            place = next((i for i, p in enumerate(self.parts) if p.columns == columns), len(self.parts))
            if place == len(self.parts):
                self.parts.append(_FactPart(columns))
            plan.facts.append((place, len(self.parts[place].wants)))
            self.parts[place].wants.append(_Want(rule, own))
        return plan

    def _want(self, part: int, place: int) -> _Want:
        return self.parts[part].wants[place]

    def outcomes(self, batch: Mapping[str, NumberedColumn]) -> list[JudgedRule]:
        """Judge every group of a batch by each rule; what nothing can tell apart is one value there."""
        self._forget()
        numbers = [self._facts(part, batch) for part in self.parts]
        size = len(batch[SEGMENT].codes)
        judged = []
        for plan in self.plans:
            columns = [NumberedColumn(numbers[i][j], self._want(i, j).found.things) for i, j in plan.facts]
            found, places = distinct(columns, size)
            keys: list[tuple[int, ...]] = (
                list(zip(*(c.codes[found].tolist() for c in columns), strict=True)) if columns else [()]
            )
            seen = plan.seen
            made = np.array([seen[k] if k in seen else self._outcome(plan, k) for k in keys], np.int64)
            judged.append(JudgedRule(plan, made[places], places, keys))
        return judged

    def _forget(self) -> None:
        """Let go of what was worked out before, when it grows large: a log of nothing but different rows must
        not fill the memory.
        """
        if (
            sum(len(p.seen) for p in self.parts) + sum(len(p.seen) for p in self.plans) + len(self._who_seen)
            > _MOST_KEPT
        ):
            self._who_seen.clear()
            for part in self.parts:
                part.seen.clear()
                part.wants = [_Want(want.rule, want.fields) for want in part.wants]
            for plan in self.plans:
                plan.seen.clear()
                plan.settled.clear()

    def whose(self, batch: Mapping[str, NumberedColumn]) -> Codes:
        """Give for every group of a batch the number of who exchanges with whom."""
        columns = [batch[c] for c in WHO]
        found, places = distinct(columns, len(batch[SEGMENT].codes))
        made = [self._who(values) for values in values_at(columns, found)]
        return np.array(made, np.int64)[places]

    def _who(self, values: tuple[Any, ...]) -> int:
        if (known := self._who_seen.get(values)) is None:
            row = dict(zip(WHO, values, strict=True))
            exchange = self.reader.exchange(row, self.calendar.segments.day(0))
            to = (exchange.recipients or ())[0]
            party = to.party if to.party in self.reader.workspace.parties else to.on_behalf_of
            known = self.who.of(Who(exchange.sender, party, to.kind))
            self._who_seen[values] = known
        return known

    def _facts(self, part: _FactPart, batch: Mapping[str, NumberedColumn]) -> list[Codes]:
        columns = [batch[c] for c in part.columns]
        found, places = distinct(columns, len(batch[SEGMENT].codes))
        made = np.array([self._made(part, values) for values in values_at(columns, found)], np.int64).reshape(
            len(found), len(part.wants)
        )
        return [made[:, j][places] for j in range(len(part.wants))]

    def _made(self, part: _FactPart, values: tuple[Any, ...]) -> tuple[int, ...]:
        if (known := part.seen.get(values)) is None:
            row = dict(zip(part.columns, values, strict=True))
            context = self.calendar.of_stretch(row)
            # the exchange's own row comes first, its only recipient's second: often none asks for that
            made = flow_rows(self.reader.exchange(row, context.as_of.day), context, part.facts)
            rows = dict(zip(part.kinds, made, strict=False))
            facts = {
                kind: {name: _fact(row, name) for name in part.facts[kind]} for kind, row in rows.items()
            }
            known = tuple(
                want.of(facts[want.kind.name], self.settled(want.rule, row, rows[want.kind.name], context))
                for want in part.wants
            )
            part.seen[values] = known
        return known

    def settled(self, rule: Rule, said: Mapping[str, Any], row: Row, context: Context) -> Settled | None:
        """Give the recorded reading of what a rule reads of an exchange, which is ``row``."""
        if rule.id not in self.readings.rules:
            return None
        return self.readings.settled(rule, self._fields(rule), said, row, context)

    def _outcome(self, plan: _Plan, key: tuple[int, ...]) -> int:
        if (known := plan.seen.get(key)) is None:
            known = plan.outcomes.of(self._judged(plan, key))
            plan.seen[key] = known
        return known

    def _read(self, plan: _Plan, key: tuple[int, ...]) -> tuple[Any, ...]:
        """Give the values of the facts that a rule read, each at its place in a row of its kind."""
        values: list[Any] = [None] * len(plan.rule.kind.fields)
        for (i, j), number in zip(plan.facts, key, strict=True):
            want = self._want(i, j)
            for place, value in zip(want.places, want.values[number], strict=True):
                values[place] = value
        return tuple(values)

    def _row(self, plan: _Plan, key: tuple[int, ...]) -> Row:
        """Give the facts that a rule read, as a row of its kind."""
        origins: dict[str, Paths] = {}
        terms: dict[str, tuple[str, ...]] = {}
        for (i, j), number in zip(plan.facts, key, strict=True):
            want = self._want(i, j)
            for name, fact in zip(want.fields, want.found.things[number].facts, strict=True):
                origins[name], terms[name] = fact.paths, fact.terms
        kind = plan.rule.kind
        return Row(kind, Subject(kind.name, ""), self._read(plan, key), origins, terms=terms)

    def _reading(self, plan: _Plan, key: tuple[int, ...]) -> Settled | None:
        """Give the recorded reading of the facts that a rule read; its facts are all of one part then."""
        found = (
            self._want(i, j).found.things[number] for (i, j), number in zip(plan.facts, key, strict=True)
        )
        return next((one.settled for one in found if one.settled is not None), None)

    def shown(self, plan: _Plan, key: tuple[int, ...]) -> frozenset[str]:
        """Give the columns whose own words a list of offenders shows of a rule."""
        return self.alike.shown(plan.rule.kind, self._read(plan, key))

    def told(self, plan: _Plan, key: tuple[int, ...], said: Mapping[str, Any]) -> ToldOutcome:
        """Give what a list of offenders says of a rule by the facts that it read, in the words that a row
        ``said``.
        """
        outcome, rule = plan.outcomes.things[self._outcome(plan, key)], plan.rule
        row = self._row(plan, key)
        row = row._replace(values=self.alike.own(row.kind, row.values, said))
        settled = plan.settled.get(key)
        result = Result(rule, row, outcome.verdict, None, self.engine, settled=settled)
        because = tuple(
            f"{rule.id}: {fact} = {json.dumps(plain(value), ensure_ascii=False)}"
            for fact, value, _ in result.because()
        )
        missing = tuple(f"{rule.id}: {dotted(m)}" for m in outcome.missing)
        return ToldOutcome(rule.id, outcome.verdict, because, missing)

    def _judged(self, plan: _Plan, key: tuple[int, ...]) -> GroupOutcome:
        read = (self._want(i, j).values[number] for (i, j), number in zip(plan.facts, key, strict=True))
        code = plan.judge(tuple(chain.from_iterable(read)))[0]
        verdict = VERDICTS[code]
        departure = self.departing.of_rule(plan.rule)
        if verdict < Verdict.REVIEW and (departure is None or departure.known):
            return GroupOutcome(verdict, (), (), ())
        rule, row = plan.rule, self._row(plan, key)
        held = row.value(rule.against) if rule.against else ()
        parties = held if isinstance(held, tuple) else (held,)
        known = tuple(p for p in parties if p in self.reader.workspace.parties)
        result = Result(rule, row, verdict, None, self.engine, failed=code == ERROR)
        result = self.departing.departed(result)
        core = tuple(p for p in known if p not in self.departing.partners)
        if known and not core:
            result = self.departing.of_partner(result._replace(against=known[0]))
        elif result.verdict == Verdict.VIOLATION:
            known = core
        if (settled := self._reading(plan, key)) is not None and awaits_reading(result):
            result = as_settled(result, settled)
            plan.settled[key] = settled
        if not result.finding:
            return GroupOutcome(result.verdict, (), (), ())
        return GroupOutcome(result.verdict, tuple(result.missing()), tuple(result.assess()), known)


def _fact(row: Row, name: str) -> _LoggedFact:
    return _LoggedFact(row.value(name), in_log(row.paths(name)), row.terms.get(name, ()))


@lru_cache(maxsize=4096)
def in_log(paths: Paths) -> Paths:
    """Give the columns of a log in place of the paths in a flow."""
    found = [c for path in paths for c in _COLUMN_OF.get(path, (_declared(path),))]
    return tuple(dict.fromkeys(found))


def _declared(path: Steps) -> Steps:
    own = len(path) > 1 and path[0] in ("data", "legal_obligation")
    return (DECLARED, *(s for s in path if not isinstance(s, int))) if own else path


def log_row(row: Row) -> Row:
    """Give a row whose facts say where they come from in the words of a log."""
    return Row(
        row.kind,
        row.subject,
        row.values,
        {f.name: in_log(row.paths(f.name)) for f in row.kind.fields},
        row.prospective,
        row.over,
        row.terms,
    )
