"""A notice that ends the agreement (14.2)."""

from collections.abc import Iterator
from typing import Literal, get_args

from gbo_policy.agreement.obligation import Means
from gbo_policy.agreement.register import Drawn, Event, EventRow, EventType, Others, Seen
from gbo_policy.basics.steps import from_key
from gbo_policy.basics.translate import mark
from gbo_policy.terms.kinds import DATE, LABELS, LIFE, TEXT, TEXTS, Field, Kind
from gbo_policy.terms.values import Date, Labelled, PartyId, key


class Receipt(Labelled):
    """When a core actor received the notice of termination."""

    party: PartyId | None = key("the core actor", asks=mark("which core actor received it?"))
    on: Date | None = key("date of receipt", asks=mark("on which day was it received?"))


class Termination(Event):
    """A notice that ends the agreement (14.2)."""

    type: Literal["termination"]
    by: PartyId | None = key(
        "the core actor that terminates (14.2)", asks=mark("which core actor gives notice?")
    )
    sent_on: Date | None = key("date of dispatch", asks=mark("on which day was the notice sent?"))
    received: tuple[Receipt, ...] | None = key(
        "when each core actor received it", asks=mark("when did each core actor receive it?")
    )
    means: Means | None = key(
        "how it was sent",
        asks=mark("how was it sent: `registered-letter`, `letter`, `email`, `bailiff` or `verbal`?"),
    )
    addressed_to: tuple[PartyId, ...] | None = key(
        "core actors to which it was addressed", asks=mark("to which core actors was it addressed?")
    )


KIND = Kind(
    "termination",
    (
        Field("id", TEXT, "id", "the notice of termination"),
        Field("by", TEXT, "by", "who terminates", actor=True),
        LIFE,
        LABELS,
        Field("sent_on", DATE, "sent_on", "date of dispatch"),
        Field("means", TEXT, "means", "how it was sent", words=get_args(Means)),
        Field("not_addressed", TEXTS, "", "core actors it was not addressed to", actor=True),
        Field(
            "not_bound_yet", TEXTS, "", "others of them, which had joined and were not bound yet", actor=True
        ),
    ),
)


def not_addressed(event: Termination, seen: Others) -> list[str] | None:
    """Give the other core actors to whom a notice was not addressed; None when unknown."""
    others = seen.others(event.by, on=event.sent_on)
    if others is None or event.addressed_to is None:
        return None
    return [p for p in others if p not in event.addressed_to]


def facts(event: Termination, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    missed = not_addressed(event, seen)
    early = seen.not_bound_yet(event.sent_on)
    told = {
        "id": event.id,
        "by": event.by,
        "sent_on": event.sent_on,
        "means": event.means,
        "not_addressed": None if missed is None else [p for p in missed if p not in early],
        "not_bound_yet": None if missed is None else [p for p in missed if p in early],
    }
    unsaid = "by" if missed is None and event.addressed_to is not None else "addressed_to"
    yield EventRow(KIND, told, dict.fromkeys(("not_addressed", "not_bound_yet"), from_key(unsaid)))


def _in_order(event: Termination, seen: Seen) -> bool:
    """Tell whether it is of good form."""
    return seen.valid_notice(event.id)


TYPE = EventType(
    model=Termination,
    label=mark("notice of termination"),
    kinds=(KIND,),
    facts=facts,
    happens=("sent_on",),
    bearer="by",
    order=(("sent_on", "received.on"),),
    parties=("by", "addressed_to", "received.party"),
    once=("addressed_to", "received.party"),
    needed=("by", "sent_on", "means", "addressed_to"),
    in_order=_in_order,
    held_from=lambda kind, value, read, seen: value("sent_on"),
    bears_on_flows=True,
    drawn=Drawn(dots=("sent_on",)),
    rank=4,
)
