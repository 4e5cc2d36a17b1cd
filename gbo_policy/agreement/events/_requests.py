"""What requests between core actors have in common: their row, and how long they are open."""

from typing import Any

from gbo_policy.agreement.clocks import done_on, judged_clock
from gbo_policy.agreement.register import Drawn, Event, Seen, Timed
from gbo_policy.basics.translate import mark
from gbo_policy.terms.kinds import DATE, LABELS, LIFE, TEXT, Field, Kind, judged_fields, term_field
from gbo_policy.terms.values import Date, DateOrNone, PartyId, key

HAPPENS = ("requested_on",)
ORDER = (("requested_on", "answered_on"),)
PARTIES = ("by", "to")
DRAWN = Drawn(("requested_on", "answered_on"))


READING = term_field(
    "reading",
    "reading",
    "how somebody read the delay: met, not-met, contested or unassessed",
)


class Request(Event):
    """One core actor asks another for something, and gets an answer."""

    by: PartyId | None = key("the core actor that asks", asks=mark("which core actor asks?"))
    to: PartyId | None = key("the core actor that is asked", asks=mark("which core actor is asked?"))
    requested_on: Date | None = key("date of the request", asks=mark("on which day was it asked?"))
    answered_on: DateOrNone | None = key(
        "date of the answer, or none", asks=mark("on which day was it answered? `none` if not yet")
    )


def request_kind(name: str, *extra: Field) -> Kind:
    """Give the kind of row of a type of request; ``extra`` fields come last."""
    return Kind(
        name,
        (
            Field("id", TEXT, "id", "the request"),
            Field("by", TEXT, "by", "who asks", actor=True),
            Field("to", TEXT, "to", "who is asked", actor=True),
            Field("requested_on", DATE, "requested_on", "date of the request"),
            Field("answered_on", DATE, "answered_on", "date of the answer"),
            LIFE,
            LABELS,
            *judged_fields("days"),
            READING,
            *extra,
        ),
    )


def asked(event: Request, seen: Seen, rule: str) -> Timed:
    """Give the facts that every request has; ``rule`` is what a recorded reading of its delay names."""
    outcome, paths = seen.assessed("reading", "event", event.id, rule=rule)
    names = ("requested_on", "answered_on")
    times, origins = judged_clock(
        seen, "days", event.requested_on, event.answered_on, names, (outcome, paths)
    )
    facts: dict[str, Any] = {
        "id": event.id,
        "by": event.by,
        "to": event.to,
        "requested_on": event.requested_on,
        "answered_on": done_on(event.answered_on, seen.as_of),
        "reading": outcome,
        **times,
    }
    return facts, origins | ({"reading": paths} if paths else {})
