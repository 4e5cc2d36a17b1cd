"""Since when a violation stands: the day from which its facts show it, as far as they tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.basics.calendar import brussels_date
from gbo_policy.basics.steps import Paths
from gbo_policy.facts.context import Context
from gbo_policy.judging.clock import norm_of
from gbo_policy.judging.evaluate import Result
from gbo_policy.rulebook.rule import Norm

if TYPE_CHECKING:  # made only where there are events: start-up counts
    from gbo_policy.agreement.register import Event

_DAY = timedelta(days=1)


def held_since(result: Result, context: Context) -> date:
    """Give the day from which a violation stands; the as-of day where its facts do not tell, or tell a later
    one.
    """
    today = context.as_of.day
    if (rests := norm_of(result)) is not None:
        day = _lapsed(*rests)
    elif result.row.subject.kind in ("flow", "recipient"):
        started = context.starts_on(result.row.subject.of or result.row.subject.id)
        days = (
            started,
            *_events(result, context),
            *_assessed(result, context),
            _agreement_ended(result, context),
        )
        day = max((d for d in days if d is not None), default=None)
    else:
        day = (
            _own(result, context)
            or max(_events(result, context), default=None)
            or max(_assessed(result, context), default=None)
        )
    return today if day is None else min(day, today)


def _lapsed(norm: Norm, start: object) -> date | None:
    """Give the first day on which a house norm is exhausted."""
    if isinstance(start, datetime):
        return brussels_date(start + timedelta(hours=norm.outer))
    return start + timedelta(days=norm.outer) + _DAY if isinstance(start, date) else None


def _own(result: Result, context: Context) -> date | None:
    """Give the day from an event's own facts."""
    row = result.row
    event = context.event_by_id.get(row.subject.of or (row.subject.id if row.subject.kind == "event" else ""))
    if event is None:
        return None
    return event_type(event.type).held_from(row.kind.name, row.value, result.explanation().read, context)


def _paths(result: Result) -> Paths:
    """Give the places that the facts that decided come from."""
    return tuple(path for name in result.explanation().read for path in result.row.paths(name))


def _events(result: Result, context: Context) -> Iterator[date]:
    """Give the first days of the measures, ends and findings that decided."""
    notices = set()
    for event in _registered(result, context):
        start = event_type(event.type).decides_from
        if start and (day := value_of(event, start)) is not None:
            yield day
        if event.type == "termination":
            notices.add(event.id)
    # of several notices the first that ended it; one that ends it for the leaver alone decides by its own
    # days
    ended = [e.notice.certainly_ended_from for e in context.ends if e.notice and e.event.id in notices]
    if ended:
        yield min(ended)


def _registered(result: Result, context: Context) -> Iterator[Event]:
    for path in _paths(result):
        match path:
            case ("events", str() as key, *_) if key in context.event_by_id:
                yield context.event_by_id[key]


def _agreement_ended(result: Result, context: Context) -> date | None:
    """Give the first day without the processor's agreement, where its end decided."""
    if "agreement_ended" not in result.explanation().read or not result.row.value("agreement_ended"):
        return None
    ends = context.workspace.processors[result.row.value("processor")].agreement_ends_on
    return ends + _DAY if isinstance(ends, date) else None


def _assessed(result: Result, context: Context) -> Iterator[date]:
    """Give the days of the assessments that decided."""
    yield from context.assessed_on(_paths(result))
