"""A disclosure of the data to somebody (5.2, 14.3)."""

from collections.abc import Iterator
from typing import Literal

from gbo_policy.agreement.obligation import ObligationOrNone, RecipientKind, obliging
from gbo_policy.agreement.register import Drawn, Event, EventRow, EventType, Seen
from gbo_policy.basics.translate import mark
from gbo_policy.terms.kinds import BOOL, DATE, LIFE, TEXT, Field, Kind
from gbo_policy.terms.values import Date, Slug, Text, key


class Disclosure(Event):
    """A disclosure of the data to somebody (5.2, 14.3)."""

    type: Literal["disclosure"]
    party: Slug | None = key("the core actor that disclosed (5.2, 14.3)")
    on: Date | None = key("date")
    to: Text | None = key("to whom")
    to_kind: RecipientKind | None = key("kind of recipient")
    legal_obligation: ObligationOrNone | None = key("provision of law that obliges it, or none")


KIND = Kind(
    "disclosure",
    (
        Field("id", TEXT, "id", "the disclosure"),
        Field("party", TEXT, "party", "who disclosed", actor=True),
        LIFE,
        Field("on", DATE, "on", "when"),
        Field("to", TEXT, "to", "to whom"),
        Field("to_kind", TEXT, "to_kind", "kind of recipient"),
        Field("obligation_obliges", BOOL, "", "Union or member-state law obliges it"),
    ),
)


def facts(event: Disclosure, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    obliges, paths = obliging(event.legal_obligation)
    told = {
        "id": event.id,
        "party": event.party,
        "on": event.on,
        "to": event.to,
        "to_kind": event.to_kind,
        "obligation_obliges": obliges,
    }
    yield EventRow(KIND, told, {"obligation_obliges": paths})


TYPE = EventType(
    model=Disclosure,
    label=mark("disclosure"),
    kinds=(KIND,),
    facts=facts,
    happens=("on",),
    parties=("party", "legal_obligation.notified.party"),
    once=("legal_obligation.notified.party",),
    held_from=lambda kind, value, read, seen: value("on"),
    drawn=Drawn(dots=("on",)),
    rank=8,
)
