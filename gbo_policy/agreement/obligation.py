"""The legal obligation of clause 5.2, on which a flow or a disclosure may rely, and the kinds of recipients
of article 5.
"""

from typing import TYPE_CHECKING, Literal

from gbo_policy.basics.steps import Paths, Steps
from gbo_policy.terms.reading_types import Rare
from gbo_policy.terms.values import (
    Country,
    DateOrMoment,
    Flag,
    Labelled,
    None_,
    PartyId,
    Provision,
    RecipientName,
    either,
    key,
)

Means = Literal["registered-letter", "email", "letter", "bailiff", "verbal"]
RecipientKind = Literal["staff", "processor", "third-party", "international-organisation", "data-subject"]

BARRED = ("third-party", "international-organisation")  # to whom 5.2 lets nothing pass but what a law obliges


class Notified(Labelled):
    """A core actor that was told of a legal obligation, and when."""

    party: PartyId | None = key("the core actor told")
    at: DateOrMoment | None = key("day or moment at which it was told")


class Obligation(Labelled):
    """A provision of Union or member-state law that a flow relies on (5.2)."""

    provision: Provision | None = key("the provision")
    source: Literal["union", "member-state"] | None = key("law of the Union or of a member state")
    obliges: Flag | None = key("it obliges, rather than merely allows")
    notified: tuple[Notified, ...] | None = key("core actors told beforehand")
    notice_forbidden_by: Provision | None = key("provision that forbids telling them, or none")
    covers: tuple[RecipientName, ...] | None = key(
        "the recipients that it covers, by name, id or index from 0; absent: the only one that needs it"
    )
    countries: tuple[Country, ...] | None = key("the countries that it covers")


if TYPE_CHECKING:
    ObligationOrNone = Obligation | None_
else:
    ObligationOrNone = either(Rare[Obligation])


def obliging(
    obligation: Obligation | str | None, at: Steps = ("legal_obligation",)
) -> tuple[bool | None, Paths]:
    """Tell whether Union or member-state law obliges: it must say so and name the provision and its
    source.
    """
    if not isinstance(obligation, Obligation):
        return (None if obligation is None else False), (at,)
    if obligation.obliges is not True:
        return obligation.obliges, ((*at, "obliges"),)
    # a provision that does not exist obliges to nothing that anybody could name
    absent = (None, "", "none")
    missing = tuple((*at, k) for k in ("provision", "source") if getattr(obligation, k) in absent)
    return (None, missing) if missing else (True, ((*at, "obliges"),))
