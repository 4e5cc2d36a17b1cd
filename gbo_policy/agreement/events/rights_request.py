"""A data subject's request (12)."""

from collections.abc import Callable, Container, Iterator
from datetime import date, timedelta
from typing import Any, Literal

from gbo_policy.agreement.clocks import done_on
from gbo_policy.agreement.register import Clock, Drawn, Event, EventRow, EventType, Seen
from gbo_policy.basics.calendar import PublicHolidays, month_deadline, next_working_day
from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.basics.translate import mark
from gbo_policy.terms.kinds import BOOL, DATE, LABELS, LIFE, TEXT, Field, Kind
from gbo_policy.terms.values import Date, DateOrNone, PartyId, key

Right = Literal["access", "rectification", "erasure", "restriction", "portability", "objection"]


class RightsRequest(Event):
    """A data subject's request (12)."""

    type: Literal["rights-request"]
    party: PartyId | None = key(
        "the core actor that received it (12)", asks=mark("which core actor received the request?")
    )
    received_on: Date | None = key("date of receipt", asks=mark("on which day was the request received?"))
    answered_on: DateOrNone | None = key(
        "date of the answer, or none",
        asks=mark("on which day was the data subject answered? `none` if not yet"),
    )
    extended_on: DateOrNone | None = key(
        "date on which the term was extended, or none",
        asks=mark("on which day was the data subject told that the term is extended? `none` if it is not"),
    )
    right: Right | None = key("the right that the request is about")


KIND = Kind(
    "rights-request",
    (
        Field("id", TEXT, "id", mark("the request", "assistance")),
        Field("party", TEXT, "party", "who received it", actor=True),
        LIFE,
        LABELS,
        Field(
            "right",
            TEXT,
            "right",
            "the right: access, rectification, erasure, restriction, portability or objection",
        ),
        Field("received_on", DATE, "received_on", "date of receipt"),
        Field("answered_on", DATE, "answered_on", "date of the answer"),
        Field("open", BOOL, "answered_on", "not yet answered on the as-of date"),
        Field("due_on", DATE, "", "last day of the term"),
        Field("in_time", BOOL, "", "answered, or still open, by the last day"),
        Field("in_time_rolled", BOOL, "", "answered, or still open, by the last day, moved to a working day"),
    ),
)


def facts(event: RightsRequest, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    answered = done_on(event.answered_on, seen.as_of)
    open_ = None if event.answered_on is None else answered is None
    told: dict[str, Any] = {
        "id": event.id,
        "party": event.party,
        "right": event.right,
        "received_on": event.received_on,
        "answered_on": answered,
        "open": open_,
    }
    origins: dict[str, Paths] = {"open": from_key("answered_on")}
    if event.received_on is None:
        nothing: dict[str, Any] = dict.fromkeys(("due_on", "in_time", "in_time_rolled"))
        yield EventRow(KIND, told | nothing, origins | dict.fromkeys(nothing, from_key("received_on")))
        return
    first, third = (month_deadline(event.received_on, n, seen.holidays) for n in (1, 3))
    extension = _extended(event, first[0], seen)
    settled = answered or seen.as_of.day
    for name, i in (("in_time", 0), ("in_time_rolled", 1)):
        told[name] = _in_time(
            settled, first[i], third[i], _extended(event, first[i], seen), said=open_ is not None
        )
    over = told["in_time_rolled"] is False  # then it is too late even if it was extended
    told["due_on"] = (
        third[0] if extension or (extension is None and over) else None if extension is None else first[0]
    )
    missing = from_key("answered_on") if open_ is None else ()
    missing += from_key("extended_on") if extension is None else ()
    names, answer = ("due_on", "in_time", "in_time_rolled"), from_key("answered_on")
    origins |= {name: missing if told[name] is None else answer for name in names}
    yield EventRow(KIND, told, origins)


def _extended(event: RightsRequest, first: date, seen: Seen) -> bool | None:
    """Tell whether the term was extended by the last day of the first month; None when it is not said."""
    if event.extended_on is None:
        return None
    when = done_on(event.extended_on, seen.as_of)
    return when is not None and when <= first


def _in_time(settled: date, first: date, third: date, extended: bool | None, *, said: bool) -> bool | None:
    """Tell whether a request was answered, or is still open, in time; ``said``: whether it is known if it was
    answered.
    """
    if settled <= first:
        return True  # whatever is not said, it cannot be late yet
    if settled > third and said:
        return False
    if extended is None:
        return None
    if settled <= (third if extended else first):
        return True
    return False if said else None


def _in_order(event: RightsRequest, seen: Seen) -> bool:
    """Tell whether it was answered within the first month."""
    if event.received_on is None:
        return False
    answered = done_on(event.answered_on, seen.as_of)
    return answered is not None and answered <= month_deadline(event.received_on, 1, seen.holidays)[0]


def _clocks(event: RightsRequest, seen: Seen) -> Iterator[Clock]:
    told = next(facts(event, seen)).facts
    if told["open"] and event.received_on is not None:
        first, third = (month_deadline(event.received_on, n, seen.holidays) for n in (1, 3))
        # GDPR 12(3) does not say what happens to a last day that is no working day, nor does anybody say
        # whether it was extended
        extended = [_extended(event, day, seen) for day in first]
        due = third[0] if extended[0] else first[0]
        latest = first[1] if extended[1] is False else third[1]
        yield Clock(
            name="rights-request-answered",
            told=mark("Answer the data subject's request (GDPR 12(3))"),
            clause="12",
            to=(),
            since=event.received_on,
            due=due,
            done_by="answered_on",
            latest=latest if latest != due else None,
            rule="rights-request-answered",
        )


def _turns(event: RightsRequest, holidays: PublicHolidays) -> Iterator[date]:
    """Give the days after its terms, rolled to a working day or not."""
    if event.received_on is not None:
        for months in (1, 3):
            yield from (
                day + timedelta(days=1) for day in month_deadline(event.received_on, months, holidays)
            )


def _held_from(kind: str, value: Callable[[str], Any], read: Container[str], seen: Seen) -> date | None:
    due: date | None = value("due_on")
    return None if due is None else next_working_day(due, seen.holidays) + timedelta(days=1)


TYPE = EventType(
    model=RightsRequest,
    label=mark("request of a data subject"),
    kinds=(KIND,),
    facts=facts,
    happens=("received_on",),
    order=(("received_on", "answered_on"), ("received_on", "extended_on")),
    settled_by="answered_on",
    in_order=_in_order,
    clocks=_clocks,
    turns=_turns,
    held_from=_held_from,
    drawn=Drawn(("received_on", "answered_on")),
    rank=7,
)
