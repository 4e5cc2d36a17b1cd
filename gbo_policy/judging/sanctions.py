"""What article 9 lets whom do: the sanctions of a violation, and the ladder of every ordered pair of core actors.

Article 9 gives a power: nothing here happens by itself. A state beyond ``…-available`` needs an event that records the decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from gbo_policy.agreement.events import settled
from gbo_policy.agreement.register import Event, Shortcoming
from gbo_policy.facts.context import UNASSESSED, Context
from gbo_policy.judging.evaluate import Result
from gbo_policy.judging.since import held_since
from gbo_policy.logic.compile import VIOLATION
from gbo_policy.rulebook.rule import Norm

if TYPE_CHECKING:  # the register's models are made only where there is one: start-up counts
    from gbo_policy.agreement.events.cessation import Cessation
    from gbo_policy.agreement.events.suspension import Suspension

_SECURITY = ("7.1", "7.2")  # the clauses that a security finding is about
STATES = ("sharing", "suspension-available", "suspended", "cessation-available", "ceased")


class Measure(NamedTuple):
    """One answer to a violation: by whom against whom, from when. ``status`` is available, conditional or prospective."""

    clause: str
    via: str | None
    measure: str
    status: str
    by: tuple[str, ...]
    against: str
    since: date
    authority: str | None = None


class Pair(NamedTuple):
    """Where one core actor stands against another. ``next`` is the code of a text, with the day it waits for, if any."""

    by: str
    against: str
    state: str
    since: date | None
    grounds: tuple[str, ...]
    next: str
    next_on: date | None = None


class _Shortcoming(NamedTuple):
    """An open finding against a party: whether its reasonable term is over, and the day from which it is, or will be if nothing changes."""

    ground: str
    clauses: tuple[str, ...]
    found_on: date | None
    outlasted: bool
    outlasts_on: date | None


class _Held(NamedTuple):
    """What is held against a party: rules and subjects, and since when the first of them."""

    grounds: frozenset[str]
    since: date


class Ladder(NamedTuple):
    """The pairs, and what each violation against a party offers the others."""

    pairs: tuple[Pair, ...]
    context: Context
    outlasted: frozenset[tuple[str, str]]  # party, and a clause or event whose reasonable term it let lapse

    def measures(self, result: Result) -> tuple[Measure, ...]:
        """Give the measures that a violation offers; none for what is held against nobody."""
        sanction, against = result.rule.sanction, result.against
        if result.code != VIOLATION or sanction is None or against is None:
            return ()
        today = self.context.as_of.day
        others = self.context.others(against) or ()
        status = "prospective" if result.row.prospective else "available"
        found = [
            Measure(sanction.clause, sanction.via, m, self._status(m, result, status), others, against, today)
            for m in sanction.measures
        ]
        party = self.context.workspace.parties.get(against)
        authority = party.supervisory_authority if party else None
        return (*found, Measure("15.2", None, "supervision", status, (), against, today, authority))

    def _status(self, measure: str, result: Result, status: str) -> str:
        """Cessation asks that the reasonable term for this very shortcoming is over, not for some other one of the same party."""
        if measure != "cessation" or status != "available":
            return status
        clause = result.rule.clause
        own = (c for c in (result.subject.id, clause, clause.partition(".")[0]))
        return status if any((result.against, c) in self.outlasted for c in own) else "conditional"


def ladder(results: Iterable[Result], context: Context, cure: Norm) -> Ladder:
    """Find the state of every ordered pair, after ``clauses.md`` section 5; ``cure`` is the house norm for the reasonable term."""
    violations = _violations(results, context)
    shortcomings = _shortcomings(context, cure)
    ids = context.party_ids or ()
    pairs = tuple(
        _pair(by, against, violations.get(against), shortcomings.get(against, []), context)
        for by in ids
        for against in ids
        if by != against
    )
    outlasted = frozenset(
        (p, c)
        for p, found in shortcomings.items()
        for s in found
        if s.outlasted
        for c in (s.ground.partition("/")[2], *s.clauses)
    )
    return Ladder(pairs, context, outlasted)


def _violations(results: Iterable[Result], context: Context) -> dict[str, _Held]:
    """Gather what is held against each core actor; flows that have yet to start do not count."""
    found: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.code == VIOLATION and result.against is not None and not result.row.prospective:
            found[result.against].append(result)
    # one ground a rule and subject; a processor's result may be held against several parties
    return {
        p: _Held(
            frozenset(f"{r.rule.id}/{r.subject.id}" for r in rs), min(held_since(r, context) for r in rs)
        )
        for p, rs in found.items()
    }


def _shortcomings(context: Context, cure: Norm) -> dict[str, list[_Shortcoming]]:
    found: dict[str, list[_Shortcoming]] = defaultdict(list)
    today = context.as_of.day
    for event in context.events:
        if not isinstance(event, Shortcoming) or event.party is None:
            continue
        done = event.remedied_on
        if done != "none" and (done is None or context.as_of.reached(done)):
            continue
        ends = _term_ends(event, context, cure)
        clauses = _SECURITY if event.type == "security-finding" else (getattr(event, "clause", None) or "",)
        found[event.party].append(
            _Shortcoming(
                f"{event.type}/{event.id}", clauses, event.found_on, ends is not None and ends <= today, ends
            )
        )
    return found


def _term_ends(event: Shortcoming, context: Context, cure: Norm) -> date | None:
    """Give the day from which the reasonable term is over; None when it is judged not to be, or cannot be told."""
    outcome, paths = context.assessed("reasonable-term", "event", event.id)
    lapses = None if event.found_on is None else event.found_on + timedelta(days=cure.outer + 1)
    if outcome == UNASSESSED:
        return lapses
    judged = context.assessed_on(paths) if outcome == "not-met" else ()
    # what had lapsed before somebody confirmed it has been over since then
    return min((d for d in (*judged, lapses) if d is not None), default=None) if judged else None


def _pair(by: str, against: str, held: _Held | None, found: Sequence[_Shortcoming], context: Context) -> Pair:
    today = context.as_of.day
    over = [s for s in found if s.outlasted]
    ends = min((s.outlasts_on for s in found if s.outlasts_on and not s.outlasted), default=None)
    planned = _planned(by, against, context)
    if ceased := [
        e
        for e in context.cessations.get((by, against), ())
        if e.effective_on is not None and e.effective_on <= today
    ]:
        since = min(e.effective_on for e in ceased if e.effective_on)
        return Pair(by, against, "ceased", since, _stated(ceased, context), "ceased")
    if running := [e for e in context.suspensions.get((by, against), ()) if context.runs(e, today)]:
        cured = all(_cured(e, context) for e in running)
        step = (
            ("lift", None) if cured else planned or (("cessation-possible", None) if over else ("cure", ends))
        )
        return Pair(
            by,
            against,
            "suspended",
            min(e.from_ for e in running if e.from_),
            _stated(running, context),
            *step,
        )
    if over:
        since = min((s.outlasts_on for s in over if s.outlasts_on), default=today)
        return Pair(
            by,
            against,
            "cessation-available",
            since,
            tuple(sorted(s.ground for s in over)),
            *(planned or ("notify-cessation", None)),
        )
    if not held and not found and any(_unsettled(e, against) for e in context.events):
        return Pair(by, against, "sharing", None, (), *(planned or ("unsettled", None)))
    if held or found:
        grounds = sorted({*(held.grounds if held else ()), *(s.ground for s in found)})
        since = min(
            [*([held.since] if held else []), *(s.found_on for s in found if s.found_on)], default=today
        )
        return Pair(
            by, against, "suspension-available", since, tuple(grounds), *(planned or ("decide", ends))
        )
    return Pair(by, against, "sharing", None, (), *(planned or ("nothing", None)))


def _unsettled(event: Event, against: str) -> bool:
    """Tell whether it is not said if a shortcoming of a party was remedied: then nobody knows whether article 9 is open."""
    return isinstance(event, Shortcoming) and event.party == against and event.remedied_on is None


def _planned(by: str, against: str, context: Context) -> tuple[str, date | None] | None:
    """Say that a recorded measure leaves open whether it is in effect, or that a cessation has been notified for a later day."""
    today = context.as_of.day
    if context.running(by, against, today)[0] is None or context.ceased(by, against, today)[0] is None:
        return "unclear", None
    notified = (
        e
        for e in context.cessations.get((by, against), ())
        if isinstance(e.notified_on, date) and context.as_of.reached(e.notified_on)
    )
    day = min(
        (e.effective_on for e in notified if e.effective_on is not None and e.effective_on > today),
        default=None,
    )
    return None if day is None else ("takes-effect", day)


def _stated(events: Iterable[Suspension] | Iterable[Cessation], context: Context) -> tuple[str, ...]:
    """Give the grounds of measures in order; an event that has not happened yet is none."""
    grounds = {e.ground for e in events if e.ground is not None and e.ground != "none"}
    return tuple(sorted(g for g in grounds if g in context.event_by_id or g not in context.recorded))


def _cured(event: Suspension, context: Context) -> bool:
    done = settled(context.event_by_id.get(event.ground or ""))
    return isinstance(done, date) and context.as_of.reached(done)
