"""The verdict over time: only the days on which something may change are judged, never every day in
between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events.termination import Termination
from gbo_policy.agreement.key_values import value_of
from gbo_policy.basics.calendar import brussels_date
from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.sanctions import Pair
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm
from gbo_policy.terms.values import Model

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included, in which no verdict and no pair's state changes; ``report`` is
    as of its first day.
    """

    first: date
    last: date
    report: Report


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """One result's verdict or one pair's state before and after; None where there was, or is, nothing."""

    before: Result | Pair | None
    after: Result | Pair | None


def change_days(case: Case, norms: Mapping[str, Norm]) -> tuple[date, ...]:
    """Give, in order, every day on which some fact may differ from the day before: more days than needed,
    never fewer.

    Every date that a workspace states counts, with its next day (a last day ends then), and so do the ends of
    all terms that start there.
    """
    workspace, pack, found = case.workspace, case.pack, set[date]()
    for part in (workspace.agreement, *workspace.flows, *workspace.assessments, *workspace.waivers):
        found.update(_with_next(_dates(part)))
    for event in workspace.events:
        dates = list(_dates(event))
        found.update(_with_next(dates))
        found.update(_terms(dates, norms, pack))
        kind = event_type(event.type)
        found.update(kind.turns(event, pack.vocabulary.particulars.holidays))
        for name in kind.happens:
            if isinstance(start := value_of(event, name), datetime):
                found.update(_hours(start, norms))
    found.update(_terms(_signed(workspace), norms, pack))
    found.update(_ends(case))
    return tuple(sorted(found))


def _dates(part: object) -> Iterator[date]:
    if isinstance(part, datetime):
        yield brussels_date(part)
    elif isinstance(part, date):
        yield part
    elif isinstance(part, Model):
        for _, value in part:
            yield from _dates(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from _dates(value)


def _with_next(dates: Iterable[date]) -> Iterator[date]:
    for day in dates:
        yield day
        yield day + _DAY


def _terms(dates: Iterable[date], norms: Mapping[str, Norm], pack: Pack) -> Iterator[date]:
    """Give the day after each house norm's two ends, from each date on."""
    numbers = {n for norm in norms.values() if norm.unit == "days" for n in (norm.expected, norm.outer)}
    return (day + timedelta(days=n + 1) for day in dates for n in numbers)


def _hours(start: datetime, norms: Mapping[str, Norm]) -> Iterator[date]:
    for norm in norms.values():
        if norm.unit == "hours":
            for n in (norm.expected, norm.outer):
                yield from _with_next([brussels_date(start + timedelta(hours=n))])


def _signed(workspace: Workspace) -> list[date]:
    return [s.signed_on for s in workspace.agreement.signatures or () if s.signed_on is not None]


def _ends(case: Case) -> Iterator[date]:
    """Give the days on which a notice of termination moves the agreement to its end, as known after each
    receipt.
    """
    for event in case.workspace.events:
        if not isinstance(event, Termination) or event.sent_on is None:
            continue
        for known in {event.sent_on, *(r.on for r in event.received or () if r.on is not None)}:
            for end in case.context(AsOf.of_day(known)).ends:
                if end.notice is not None:
                    lasts = (
                        end.notice.last_a,
                        end.notice.last_b,
                        end.notice.last_a_rolled,
                        end.notice.last_b_rolled,
                    )
                    yield from (day + _DAY for day in lasts)


def spans(judge: Callable[[AsOf], Report], days: Iterable[date], first: date, last: date) -> Iterator[Span]:
    """Judge the days of ``days`` from ``first`` to ``last``, and give the stretches between which something
    really changes.
    """
    starts = [first, *(d for d in days if first < d <= last)]
    current: tuple[date, Report, object] | None = None
    for day in starts:
        report = judge(AsOf.of_day(day))
        state = _state(report)
        if current is None or state != current[2]:
            if current is not None:
                yield Span(current[0], day - _DAY, current[1])
            current = day, report, state
    if current is not None:
        yield Span(current[0], last, current[1])


def _state(report: Report) -> object:
    results = {r.key: (r.verdict, r.waived is not None) for r in report.results if r.finding}
    return report.verdict, results, {(p.by, p.against): p.state for p in report.ladder.pairs}


def changes(before: Report | None, after: Report) -> list[VerdictChange]:
    """Give what differs between two reports of the same workspace: findings that came, went or turned, and
    pairs that moved.
    """
    old = {r.key: r for r in before.results} if before else {}
    new = {r.key: r for r in after.results}
    found = []
    for key in [*new, *(k for k in old if k not in new)]:
        a, b = old.get(key), new.get(key)
        if (a.verdict if a and a.finding else None) != (b.verdict if b and b.finding else None):
            found.append(VerdictChange(a, b))
    pairs = {(p.by, p.against): p for p in before.ladder.pairs} if before else {}
    for pair in after.ladder.pairs:
        was = pairs.get((pair.by, pair.against))
        if (was.state if was else "sharing") != pair.state:
            found.append(VerdictChange(was, pair))
    return found
