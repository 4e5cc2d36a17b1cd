"""What article 9 lets whom do: the sanctions of a violation, and where every ordered pair of core actors
stands on the ladder.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from gbo_policy.agreement.events import settled, shortcomings
from gbo_policy.agreement.ladder import STATES, Decision, NextStep, Outstanding, Standing, state_of
from gbo_policy.facts.context import UNASSESSED, Context
from gbo_policy.judging.clock import continuing
from gbo_policy.judging.evaluate import Result, Results
from gbo_policy.judging.since import held_since
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Norm

if TYPE_CHECKING:  # the register's models are made only where there is one: start-up counts
    from gbo_policy.agreement.events.cessation import Cessation
    from gbo_policy.agreement.events.suspension import Suspension
    from gbo_policy.agreement.shortcoming import Shortcoming

__all__ = ["STATES", "Ladder", "Measure", "Pair", "ladder"]

_DAY = timedelta(days=1)


class Measure(NamedTuple):
    """One answer to a violation: by whom against whom, from when (None: from a start not yet known).

    ``status`` is available, conditional or prospective.
    """

    clause: str
    via: str | None
    measure: str
    status: str
    by: tuple[str, ...]
    against: str
    since: date | None
    authority: str | None = None


class Pair(NamedTuple):
    """Where one core actor stands against another; ``contested`` are those of its grounds that the other
    contests.

    ``next`` is the code of a text, with the day it waits for, if any.
    """

    by: str
    against: str
    state: str
    since: date | None
    grounds: tuple[str, ...]
    next: str
    next_on: date | None = None
    contested: tuple[str, ...] = ()

    @property
    def quiet(self) -> bool:
        """Whether the two simply share: also nothing is to come, or has to be said first."""
        return self.state == "sharing" and self.next == "nothing"


class _Held(NamedTuple):
    """What is held against a party: rules and subjects, and since when the first of them."""

    grounds: frozenset[str]
    since: date


class _Failing(NamedTuple):
    """What is held against each core actor; of each, which others failed to keep something that it may have
    to answer for by law; and what was recorded of suspensions that outlasted their ground.
    """

    held: Mapping[str, _Held]
    before: Mapping[str, frozenset[str]]
    lasting: Mapping[str, bool]  # suspensions of which somebody recorded whether they last


class Ladder(NamedTuple):
    """The pairs, and what each violation against a party offers the others."""

    pairs: tuple[Pair, ...]
    context: Context
    outlasted: frozenset[tuple[str, str]]  # party, and a clause or event whose reasonable term it let lapse

    def measures(self, result: Result) -> tuple[Measure, ...]:
        """Give the measures that a violation offers; none for what is held against nobody.

        Article 9 answers what still goes on; what is over, or may be, and what the agreement does not cover
        carries supervision alone.
        """
        against = result.against
        if result.verdict != Verdict.VIOLATION or against is None:
            return ()
        party = self.context.workspace.parties.get(against)
        authority = party.supervisory_authority if party else None
        ahead = result.row.prospective
        status, since = (
            ("prospective", self._start(result)) if ahead else ("available", self.context.as_of.day)
        )
        clause = self.context.vocabulary.particulars.supervision
        supervision = Measure(clause, None, "supervision", status, (), against, since, authority)
        return (*self._powers(result, against, status, since), supervision)

    def _powers(self, result: Result, against: str, status: str, since: date | None) -> Iterable[Measure]:
        sanction = result.rule.sanction
        if sanction is None or not continuing(result):
            return
        ahead = result.row.prospective
        heir = self.context.signatures.stands_for(against, self.context.as_of.day)
        # whether the heir answers for what one that it took over from broke is read both ways
        if not ahead and (self.context.in_force is False or heir != against):
            return
        everybody = self.context.others(against) or ()
        others = tuple(p for p in everybody if self._usable(p, against, ahead=ahead))
        if everybody and not others:
            return
        # cessation asks for a term and a notice first, so what has yet to begin cannot be answered by it
        for name in ("suspension",) if ahead else sanction.measures:
            found = status if ahead else self._status(name, result)
            yield Measure(sanction.clause, sanction.via, name, found, others, against, since)

    def _usable(self, by: str, against: str, *, ahead: bool) -> bool:
        """Tell whether article 9 is there to use between two; who has yet to sign may do so before what is
        ahead.
        """
        if ahead:
            return self.context.standing(self.context.as_of.day, by, against).state != "ended"
        return self.context.in_force_between(by, against) is not False

    def _start(self, result: Result) -> date | None:
        """Give the first day of a flow that has yet to begin; one that should have begun may begin from
        today.
        """
        starts = self.context.starts_on(result.subject.of or result.subject.id)
        return None if starts is None else max(starts, self.context.as_of.day)

    def _status(self, measure: str, result: Result) -> str:
        """Cessation asks that the reasonable term for this very shortcoming is over, not for some other one
        of the same party.
        """
        clause = result.rule.clause
        own = (c for c in (result.subject.id, clause, clause.partition(".")[0]))
        open_ = measure != "cessation" or any((result.against, c) in self.outlasted for c in own)
        return "available" if open_ else "conditional"


def ladder(results: Results, context: Context, norms: Mapping[str, Norm]) -> Ladder:
    """Find the state of every ordered pair on the ladder of article 9; the house norms give the
    reasonable terms.
    """
    failing, found = _failing(results, context), _shortcomings(context, norms)
    ids, day = context.party_ids or (), context.as_of.day
    pairs = tuple(
        _pair(by, against, _standing(by, against, failing, found, context))
        for by in ids
        for against in ids
        if by != against
    )
    outlasted = frozenset(
        (party, about)
        for party, open_ in found.items()
        for s, clauses in open_
        if s.lapsed(day)
        for about in (s.ground.partition("/")[2], *clauses)
    )
    return Ladder(pairs, context, outlasted)


def _pair(by: str, against: str, standing: Standing) -> Pair:
    state, contested_ = state_of(standing), standing.contested()
    grounds = tuple(sorted({*state.grounds(standing)}))
    step = state.next(standing)
    return Pair(
        by,
        against,
        state.name,
        state.since(standing),
        grounds,
        step.code,
        step.on,
        tuple(g for g in grounds if g in contested_),
    )


_Found = Mapping[str, list[tuple[Outstanding, tuple[str, ...]]]]


def _standing(by: str, against: str, failing: _Failing, found: _Found, context: Context) -> Standing:
    day, taken, held = context.as_of.day, context.measures_taken, failing.held.get(against)
    ceased = (_ceased(e, context) for e in taken.cessations.get((by, against), ()))
    running = (e for e in taken.suspensions.get((by, against), ()) if taken.runs(e, day))
    return Standing(
        day=day,
        binding=context.in_force_between(by, against) is not False,
        ceased=tuple(d for d in ceased if d is not None),
        suspended=tuple(_suspended(e, context, failing.lasting.get(e.id)) for e in running),
        open=tuple(s for s, _ in found.get(against, ())),
        held=tuple(held.grounds) if held else (),
        held_since=held.since if held else None,
        planned=_planned(by, against, context),
        doubt=_doubt(by, against, failing, context),
    )


def _failing(results: Results, context: Context) -> _Failing:
    held = _violations(results, context)
    if not any(p.successor for p in context.workspace.parties.values()):
        return _Failing(held, {}, _lasting(results))
    open_ = (e.party for e in shortcomings(context.events) if not _put_right(e, context))
    failing = frozenset({*held, *filter(None, open_)})
    one, today = context.one_by_law, context.as_of.day
    before = {p: failing & one(p, today) - {p} for p in context.party_ids or ()}
    return _Failing(held, before, _lasting(results))


def _lasting(results: Results) -> dict[str, bool]:
    """Give the suspensions of which a reading says whether they last for what else the other breaks."""
    read = (r for c in results.columns if c.rule.kind.name == "suspension" for r in c.altered.values())
    return {
        r.subject.id: r.settled.outcome == "met"
        for r in read
        if r.settled is not None and "other_grounds" in r.explanation().read
    }


def _violations(results: Results, context: Context) -> dict[str, _Held]:
    """Gather what is held against each core actor and goes on; flows that have yet to start do not count, nor
    what 9 does not cover.
    """
    found: dict[str, list[Result]] = defaultdict(list)
    for result in results.findings:
        if result.against is None or result.rule.sanction is None or result.row.prospective:
            continue
        if continuing(result):
            found[result.against].append(result)
    # one ground a rule and subject; a processor's result may be held against several parties
    return {
        p: _Held(
            frozenset(f"{r.rule.id}/{r.subject.id}" for r in rs), min(held_since(r, context) for r in rs)
        )
        for p, rs in found.items()
    }


def _shortcomings(context: Context, norms: Mapping[str, Norm]) -> _Found:
    """Give the open findings against each party, each with the clauses that it is about."""
    found: dict[str, list[tuple[Outstanding, tuple[str, ...]]]] = defaultdict(list)
    bound = context.vocabulary.particulars
    for event in shortcomings(context.events):
        if event.party is None or event.remedied_on is None or _put_right(event, context):
            continue
        security = event.type == "security-finding"
        norm = norms[bound.improvement if security else bound.cure]
        ground = f"{event.type}/{event.id}"
        lapses = lapses_on(event, context, norm)
        one = Outstanding(ground, event.found_on, lapses, event.contested(context.as_of))
        clauses = bound.security if security else (getattr(event, "clause", None) or "",)
        found[event.party].append((one, clauses))
    return found


def _put_right(event: "Shortcoming", context: Context) -> bool:
    """Tell whether a shortcoming opens no power: it was remedied, or may not have been found yet."""
    done = event.remedied_on
    return event.found_on is None or (isinstance(done, date) and context.as_of.reached(done))


def lapses_on(event: "Shortcoming", context: Context, norm: Norm) -> date | None:
    """Give the day from which the reasonable term is over; None when that cannot be told."""
    outcome, paths = context.assessed("reasonable-term", "event", event.id)
    lapse = timedelta(days=norm.outer) + _DAY
    lapses = None if event.found_on is None else event.found_on + lapse
    if outcome is None or outcome == UNASSESSED:
        return lapses if outcome else None
    judged = max(context.assessed_on(paths))
    if outcome == "not-met":
        # what had lapsed before somebody confirmed it has been over since then
        return judged if lapses is None else min(judged, lapses)
    # the judgement covers what had happened by its day, not the silence after it
    return max(judged, event.found_on or judged) + lapse


def _ceased(event: "Cessation", context: Context) -> Decision | None:
    """Give a cessation that is in effect; None where it is not, was not notified before, or states that it
    has no ground.
    """
    effect, told = event.effective_on, event.notified_on
    if effect is None or effect > context.as_of.day or event.ground == "none" or told == "none":
        return None
    if told is not None and told > effect:
        return None
    if isinstance(event.resumed_on, date) and context.as_of.reached(event.resumed_on):
        return None
    certain = event.ground is not None and told is not None and told < effect
    ground = _stated(event, context)
    return Decision(effect, ground, certain=certain, contested=_disputed(ground, context))


def _suspended(event: "Suspension", context: Context, lasts: bool | None) -> Decision:
    done = settled(context.event_by_id.get(event.ground or ""))
    cured = isinstance(done, date) and context.as_of.reached(done)
    ground = _stated(event, context)
    contested = _disputed(ground, context)
    return Decision(event.from_ or context.as_of.day, ground, cured=cured, contested=contested, lasts=lasts)


def _stated(event: "Suspension | Cessation", context: Context) -> str | None:
    """Give the ground of a measure; an event that has not happened yet is none."""
    ground = event.ground
    if ground is None or ground == "none":
        return None
    return ground if ground in context.event_by_id or ground not in context.recorded else None


def _disputed(ground: str | None, context: Context) -> bool:
    event = context.event_by_id.get(ground or "")
    return event is not None and any(e.contested(context.as_of) for e in shortcomings([event]))


def _doubt(by: str, against: str, failing: _Failing, context: Context) -> NextStep | None:
    """Say what must be known first where nothing else is to decide."""
    if _unsettled(against, context):
        return NextStep("unsettled")
    if _of_one_before(by, against, context):
        return NextStep("taken-over")
    return NextStep("inherited") if failing.before.get(against, frozenset()) - {by} else None


def _of_one_before(by: str, against: str, context: Context) -> bool:
    """Tell whether a measure stands, or may, between two of whom one at least was taken over by law by one of
    a pair.
    """
    taken, today = context.measures_taken, context.as_of.day
    if not (taken.suspensions or taken.cessations):
        return False
    pairs = product(context.one_by_law(by, today), context.one_by_law(against, today))
    others = [pair for pair in pairs if pair != (by, against)]
    stands = (told(*pair, today)[0] for pair in others for told in (taken.running, taken.ceased))
    return any(one is not False for one in stands)


def _unsettled(against: str, context: Context) -> bool:
    """Tell whether it is not said if a shortcoming of a party was remedied: then nobody knows whether article
    9 is open.
    """
    return any(e.remedied_on is None for e in shortcomings(context.events) if e.party == against)


def _planned(by: str, against: str, context: Context) -> NextStep | None:
    """Say that a recorded measure leaves open whether it is in effect, or that a cessation has been notified
    for a later day.
    """
    today, taken = context.as_of.day, context.measures_taken
    suspended = (taken.runs(e, today) for e in taken.suspensions.get((by, against), ()))
    cessations = taken.cessations.get((by, against), ())
    unclear = any(s is None for s in suspended) or any(e.effective_on is None for e in cessations)
    if unclear or taken.running(by, against, today)[0] is None:
        return NextStep("unclear")
    notified = (
        e for e in cessations if isinstance(e.notified_on, date) and context.as_of.reached(e.notified_on)
    )
    days = (e.effective_on for e in notified if e.effective_on is not None and e.effective_on > today)
    day = min(days, default=None)
    return None if day is None else NextStep("takes-effect", day)
