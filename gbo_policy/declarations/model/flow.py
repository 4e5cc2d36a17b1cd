"""The section ``flows``: declared exchanges."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from gbo_policy.agreement.obligation import ObligationOrNone, RecipientKind
from gbo_policy.declarations.model.agreement import Places
from gbo_policy.terms.reading_types import Rare, Tagged, by
from gbo_policy.terms.values import (
    Basis,
    Category,
    Country,
    Date,
    DateOrNone,
    Flag,
    Labelled,
    PartyId,
    Purpose,
    Slug,
    Text,
    key,
    shown,
    wrong,
)

FIELDS_OF_KIND: dict[str, frozenset[str]] = {
    "staff": frozenset({"kind", "party", "function", "need_to_know", "labels"}),
    "processor": frozenset({"kind", "processor", "on_behalf_of", "labels"}),
    "third-party": frozenset({"kind", "name", "country", "legal_obligation", "labels"}),
    "international-organisation": frozenset({"kind", "name", "country", "legal_obligation", "labels"}),
    "data-subject": frozenset({"kind", "labels"}),
}


class Recipient(Labelled):
    """One recipient of a flow; ``kind`` decides which other fields may be given."""

    kind: RecipientKind | None = key("kind of recipient; decides which other keys may be given")
    party: PartyId | None = key("staff: the core actor they work for (5.1)")
    function: Text | None = key("staff: their function")
    need_to_know: Flag | None = key("staff: they need the data for their task (5.1)")
    processor: Slug | None = key("processor: its id in the agreement (7.3)")
    on_behalf_of: PartyId | None = key("processor: the core actor it works for (7.3)")
    name: Text | None = key("third party or international organisation: its name (5.2)")
    country: Country | None = key("third party or international organisation: where it sits (5.2)")
    legal_obligation: ObligationOrNone | None = key(
        "the provision of law that obliges to this recipient alone, or none (5.2)"
    )


class Authorisation(Labelled):
    """The decision that lets data of an authentic source be passed on (13.1)."""

    body: Text | None = key("the body that decided")
    number: Text | None = key("number of the decision")
    decided_on: Date | None = key("date of the decision")
    expires_on: DateOrNone | None = key("last day; none if open-ended")
    document: Text | None = key("where it can be read")


if TYPE_CHECKING:
    AuthorisationOrText = Authorisation | str
else:
    AuthorisationOrText = Annotated[
        Text | Authorisation,
        Tagged(
            lambda value: "<given>" if isinstance(value, dict | Authorisation) else "<none>",
            {"<none>": Text, "<given>": Rare[Authorisation]},
        ),
    ]


class Item(Labelled):
    """One category of data in a flow, and on whom; ``category`` alone may be written as a bare word."""

    category: Category = key("category of data (4)", default=...)
    subject: Literal["client", "involved-person"] | None = key(
        "on whom: the client or a person involved in the help (4)"
    )
    detail: Text | None = key("which data precisely")
    authentic_source: Text | None = key("authentic source that it comes from (13.1)")
    authorisation: AuthorisationOrText | None = key("authorisation for that source, or none (13.1)")

    @property
    def from_authentic_source(self) -> bool:
        """Whether it names an authentic source that it comes from."""
        return self.authentic_source not in (None, "", "none")


def _item(value: Any) -> Any:
    if isinstance(value, dict) and list(value) == ["other"]:
        return {"category": value}
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return {"category": value}
    raise wrong("wrong-type", shown(value), expected="text")


class Retention(Labelled):
    """How long data are kept, and why; no rule of the agreement judges it (GDPR 5(1)(e), 30)."""

    period: Text | None = key("how long")
    basis: Text | None = key("why so long: the provision or the reason")


class Flow(Labelled):
    """A declared exchange of personal data by one sender to its recipients; ``logged`` tells of one that a
    log holds.
    """

    logged: ClassVar[bool] = False

    id: Slug = key("short name of the flow", default=...)
    title: Text | None = key("title for reports")
    status: Literal["proposed", "active"] | None = key("proposed, or active (the default)")
    sender: PartyId | None = key("the core actor that sends")
    recipients: tuple[Recipient, ...] | None = key("to whom (5)")
    purposes: tuple[Purpose, ...] | None = key("what it is for: the nine objectives of 3.2 (3.3)")
    data: tuple[Annotated[Item, by(_item)], ...] | None = key("categories of data sent (4)")
    legal_basis: tuple[Basis, ...] | None = key("legal bases of the communication (6.2)")
    locations: Places | None = key("where the data are kept and reached, besides a processor's places (5.2)")
    legal_obligation: ObligationOrNone | None = key("provision of law that obliges the sender, or none (5.2)")
    channel: Text | None = key("how it is sent (11)")
    format: Text | None = key("in what format (11)")
    starts_on: Date | None = key("first day (14.1)")
    ends_on: DateOrNone | None = key("last day; none or absent for open-ended (8)")
    retention: Rare[Retention] | None = key(
        "how long the data are kept, and why; judged by no rule of the agreement"
    )
    periodicity: Text | None = key("how often it is sent; judged by no rule of the agreement")
