"""A finding that a party does not keep a clause (9)."""

from collections.abc import Iterator
from typing import Literal

from gbo_policy.agreement.events._shortcomings import DRAWN, HAPPENS, ORDER, found, shortcoming_kind
from gbo_policy.agreement.register import EventRow, EventType, Seen
from gbo_policy.agreement.shortcoming import Shortcoming
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.translate import mark
from gbo_policy.terms.kinds import TEXT, Field
from gbo_policy.terms.values import Date, PartyId, Text, key


class NonCompliance(Shortcoming):
    """A finding that a party does not keep a clause (9)."""

    type: Literal["non-compliance"]
    party: PartyId | None = key(
        "the core actor that does not comply (9)", asks=mark("which core actor falls short?")
    )
    clause: Text | None = key("clause not kept")
    position_on: Date | None = key("when the party took that position")
    reply: Text | None = key("the party's reply")

    def contested(self, as_of: AsOf) -> bool:
        """Tell whether the party contests, as of a moment, what was found against it."""
        return self.position == "contested" and (self.position_on is None or as_of.reached(self.position_on))


KIND = shortcoming_kind("non-compliance", Field("clause", TEXT, "clause", "the clause not kept"))


def facts(event: NonCompliance, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    told, origins = found(event, seen)
    yield EventRow(KIND, {**told, "clause": event.clause}, origins)


TYPE = EventType(
    model=NonCompliance,
    label=mark("non-compliance"),
    kinds=(KIND,),
    facts=facts,
    happens=HAPPENS,
    order=ORDER,
    parties=("party", "found_by"),
    clauses=("clause",),
    settled_by="remedied_on",
    drawn=DRAWN,
    rank=5,
)
