"""A finding that a party's security falls short (7.1, 7.2)."""

from collections.abc import Iterator
from typing import Literal

from gbo_policy.agreement.events._shortcomings import DRAWN, HAPPENS, ORDER, found, shortcoming_kind
from gbo_policy.agreement.register import EventRow, EventType, Seen
from gbo_policy.agreement.shortcoming import Shortcoming
from gbo_policy.basics.translate import mark
from gbo_policy.terms.kinds import TEXT, Field
from gbo_policy.terms.values import DateOrNone, PartyId, Text, key


class SecurityFinding(Shortcoming):
    """A finding that a party's security falls short (7.1, 7.2)."""

    type: Literal["security-finding"]
    party: PartyId | None = key(
        "the core actor whose security falls short (7.1)", asks=mark("whose security falls short?")
    )
    remedied_on: DateOrNone | None = key(
        "date of the remedy, or none (7.2)", asks=mark("on which day was it remedied? `none` if not yet")
    )
    plan: Text | None = key(
        "plan of improvement", asks=mark("what is the plan of improvement? `none` if there is none")
    )


KIND = shortcoming_kind("security-finding", Field("plan", TEXT, "plan", "the plan of improvement"))


def facts(event: SecurityFinding, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    told, origins = found(event, seen)
    yield EventRow(KIND, {**told, "plan": event.plan}, origins)


TYPE = EventType(
    model=SecurityFinding,
    label=mark("security finding"),
    kinds=(KIND,),
    facts=facts,
    happens=HAPPENS,
    order=ORDER,
    parties=("party", "found_by"),
    settled_by="remedied_on",
    decides_from="found_on",
    drawn=DRAWN,
    rank=6,
)
