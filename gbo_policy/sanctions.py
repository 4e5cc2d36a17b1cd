"""What article 9 lets whom do: the sanctions of a violation, and the ladder of every ordered pair of core actors.

Article 9 gives a power: nothing here happens by itself. A state beyond ``…-available`` needs an event that records the decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gbo_policy.compile import VIOLATION
from gbo_policy.evaluate import Result
from gbo_policy.facts.context import UNASSESSED, Context
from gbo_policy.model.event import Cessation, NonCompliance, SecurityFinding, Suspension
from gbo_policy.rule import Norm

STATES = ("sharing", "suspension-available", "suspended", "cessation-available", "ceased")


@dataclass(frozen=True, slots=True)
class Measure:
    """One answer to a violation: by whom against whom, from when. ``status`` is available, conditional or prospective."""

    clause: str
    via: str | None
    measure: str
    status: str
    by: tuple[str, ...]
    against: str
    since: date
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Where one core actor stands against another. ``next`` is the code of a text, with the day it waits for, if any."""

    by: str
    against: str
    state: str
    since: date | None
    grounds: tuple[str, ...]
    next: str
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Shortcoming:
    """An open finding against a party: the day from which its reasonable term is over, if it is or is set to be."""

    ground: str
    found_on: date | None
    outlasted: bool
    outlasts_on: date | None


@dataclass(frozen=True)
class Ladder:
    """The pairs, and what each violation against a party offers the others."""

    pairs: tuple[Pair, ...]
    context: Context
    outlasted: frozenset[str]

    def measures(self, result: Result) -> tuple[Measure, ...]:
        """Give the measures that a violation offers; none for what is held against nobody."""
        sanction, against = result.rule.sanction, result.against
        if result.code != VIOLATION or sanction is None or against is None:
            return ()
        today = self.context.as_of.day
        others = self.context.others(against) or ()
        status = "prospective" if result.row.prospective else "available"
        found = [
            Measure(sanction.clause, sanction.via, m, self._status(m, against, status), others, against, today)
            for m in sanction.measures
        ]
        party = self.context.workspace.parties.get(against)
        authority = party.supervisory_authority if party else None
        return (*found, Measure("15.2", None, "supervision", status, (), against, today, authority))

    def _status(self, measure: str, against: str, status: str) -> str:
        return "conditional" if measure == "cessation" and status == "available" and against not in self.outlasted else status


def ladder(results: Iterable[Result], context: Context, cure: Norm) -> Ladder:
    """Find the state of every ordered pair, after ``clauses.md`` section 5; ``cure`` is the house norm for the reasonable term."""
    violations: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.code == VIOLATION and result.against is not None and not result.row.prospective:
            violations[result.against].append(result)
    shortcomings = _shortcomings(context, cure)
    ids = context.party_ids or ()
    pairs = tuple(_pair(by, against, violations, shortcomings, context) for by in ids for against in ids if by != against)
    outlasted = frozenset(p for p, found in shortcomings.items() if any(s.outlasted for s in found))
    return Ladder(pairs, context, outlasted)


def _shortcomings(context: Context, cure: Norm) -> dict[str, list[_Shortcoming]]:
    found: dict[str, list[_Shortcoming]] = defaultdict(list)
    today = context.as_of.day
    for event in context.events:
        if not isinstance(event, NonCompliance | SecurityFinding) or event.party is None:
            continue
        done = event.remedied_on
        if done != "none" and (done is None or context.as_of.reached(done)):
            continue
        outcome, _ = context.assessed("reasonable-term", "event", event.id)
        days = None if event.found_on is None else (today - event.found_on).days
        over = outcome == "not-met" or (outcome == UNASSESSED and days is not None and days > cure.outer)
        ends = None if event.found_on is None or outcome != UNASSESSED else date.fromordinal(event.found_on.toordinal() + cure.outer + 1)
        found[event.party].append(_Shortcoming(f"{event.type}/{event.id}", event.found_on, over, ends))
    return found


def _pair(
    by: str, against: str, violations: Mapping[str, list[Result]], shortcomings: Mapping[str, list[_Shortcoming]], context: Context
) -> Pair:
    today = context.as_of.day
    found = shortcomings.get(against, [])
    over = [s for s in found if s.outlasted]
    if (measure := _in_effect(by, against, context)) is not None:
        if isinstance(measure, Cessation):
            return Pair(by, against, "ceased", measure.effective_on, _stated(measure), "ceased")
        step = "lift" if _cured(measure, context) else "cessation-possible" if over else "cure"
        return Pair(by, against, "suspended", measure.from_, _stated(measure), step)
    if over:
        days = [s.outlasts_on for s in over if s.outlasts_on]
        since = min(days, default=None) or min((s.found_on for s in over if s.found_on), default=today)
        return Pair(by, against, "cessation-available", since, tuple(sorted(s.ground for s in over)), "notify-cessation")
    held = violations.get(against, [])
    if held or found:
        # one ground a rule and subject, in order; a processor's result may be held against several parties
        grounds = sorted({f"{r.rule.id}/{r.subject.id}" for r in held} | {s.ground for s in found})
        since = min([*(r.since(today) for r in held), *(s.found_on for s in found if s.found_on)], default=today)
        ends = min((s.outlasts_on for s in found if s.outlasts_on), default=None)
        return Pair(by, against, "suspension-available", since, tuple(grounds), "decide", ends)
    return Pair(by, against, "sharing", None, (), "nothing")


def _in_effect(by: str, against: str, context: Context) -> Suspension | Cessation | None:
    """Give the measure that governs the pair: an effective cessation before a running suspension, the earliest of each."""
    today = context.as_of.day
    ceased = [e for e in context.cessations.get((by, against), ()) if e.effective_on is not None and e.effective_on <= today]
    if ceased:
        return min(ceased, key=lambda e: (e.effective_on or today, e.id))
    running = [e for e in context.suspensions.get((by, against), ()) if context.runs(e, today)]
    return min(running, key=lambda e: (e.from_ or today, e.id), default=None)


def _stated(event: Suspension | Cessation) -> tuple[str, ...]:
    return () if event.ground in (None, "none") else (str(event.ground),)


def _cured(event: Suspension, context: Context) -> bool:
    ground = context.event_by_id.get(event.ground or "")
    done = getattr(ground, "remedied_on", None)
    return isinstance(done, date) and context.as_of.reached(done)
