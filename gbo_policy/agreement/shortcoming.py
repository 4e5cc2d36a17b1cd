"""What the types of events that find a core actor falling short have in common."""

from collections.abc import Sequence
from typing import Literal

from gbo_policy.agreement.register import Event
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.translate import mark
from gbo_policy.terms.values import Date, DateOrNone, PartyId, key

FEW = 20  # of what a core actor breaks besides, so that each measure of a long register stays short
_MORE = "…"


def few(names: Sequence[str]) -> list[str]:
    """Give the first of some names, and a sign where there are more."""
    return [*names[:FEW], *([_MORE] if len(names) > FEW else ())]


class Shortcoming(Event):
    """A finding that a core actor falls short, until it is remedied."""

    party: PartyId | None = key("the core actor that falls short", asks=mark("which core actor falls short?"))
    found_on: Date | None = key("date of the finding", asks=mark("on which day was it found?"))
    remedied_on: DateOrNone | None = key(
        "date of the remedy, or none", asks=mark("on which day was it remedied? `none` if not yet")
    )
    found_by: PartyId | None = key("the core actor that found it")
    position: Literal["accepted", "contested"] | None = key(
        "what the party says of it: accepted or contested"
    )

    def contested(self, as_of: AsOf) -> bool:
        """Tell whether the party contests, as of a moment, what was found against it."""
        return self.position == "contested"
