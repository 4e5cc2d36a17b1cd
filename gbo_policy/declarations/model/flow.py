"""The section ``flows``: declared exchanges."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Tag

from gbo_policy.agreement.obligation import ObligationOrNone, RecipientKind
from gbo_policy.declarations.model.agreement import Places
from gbo_policy.terms.values import (
    Basis,
    Category,
    Country,
    Date,
    DateOrNone,
    Flag,
    Model,
    Purpose,
    Slug,
    Text,
    wrong,
)

FIELDS_OF_KIND: dict[str, frozenset[str]] = {
    "staff": frozenset({"kind", "party", "function", "need_to_know"}),
    "processor": frozenset({"kind", "processor", "on_behalf_of"}),
    "third-party": frozenset({"kind", "name", "country", "legal_obligation"}),
    "international-organisation": frozenset({"kind", "name", "country", "legal_obligation"}),
    "data-subject": frozenset({"kind"}),
}


class Recipient(Model):
    """One recipient of a flow; ``kind`` decides which other fields may be given."""

    kind: RecipientKind | None = None
    party: Slug | None = None
    function: Text | None = None
    need_to_know: Flag | None = None
    processor: Slug | None = None
    on_behalf_of: Slug | None = None
    name: Text | None = None
    country: Country | None = None
    legal_obligation: ObligationOrNone | None = None


class Authorisation(Model):
    """The decision that lets data of an authentic source be passed on (13.1)."""

    body: Text | None = None
    number: Text | None = None
    decided_on: Date | None = None
    expires_on: DateOrNone | None = None
    document: Text | None = None


if TYPE_CHECKING:
    AuthorisationOrText = Authorisation | str
else:
    AuthorisationOrText = Annotated[
        Annotated[str, Tag("<none>")] | Annotated[Authorisation, Tag("<given>")],
        Discriminator(lambda value: "<given>" if isinstance(value, dict | Authorisation) else "<none>"),
    ]


class Item(Model):
    """One category of data in a flow, and on whom; ``category`` alone may be written as a bare word."""

    category: Category
    subject: Literal["client", "involved-person"] | None = None
    detail: Text | None = None
    authentic_source: Text | None = None
    authorisation: AuthorisationOrText | None = None


def _item(value: Any) -> Any:
    if isinstance(value, dict) and list(value) == ["other"]:
        return {"category": value}
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return {"category": value}
    raise wrong("wrong-type", value, expected="text")


class Flow(Model):
    """A declared exchange of personal data by one sender to its recipients."""

    id: Slug
    title: Text | None = None
    status: Literal["proposed", "active"] | None = None
    sender: Slug | None = None
    recipients: tuple[Recipient, ...] | None = None
    purposes: tuple[Purpose, ...] | None = None
    data: tuple[Annotated[Item, BeforeValidator(_item)], ...] | None = None
    legal_basis: tuple[Basis, ...] | None = None
    locations: Places | None = None
    legal_obligation: ObligationOrNone | None = None
    channel: Text | None = None
    format: Text | None = None
    starts_on: Date | None = None
    ends_on: DateOrNone | None = None


class Exchange(Flow):
    """A logged exchange, judged as a flow of one day with one recipient; ``declared`` when the log says under which flow it was sent.

    What goes beyond that flow is in ``beyond_…``; None when the flow leaves it open.
    """

    declared: bool = False
    beyond_purposes: tuple[str, ...] | None = None
    beyond_data: tuple[str, ...] | None = None
    beyond_recipient: tuple[str, ...] | None = None
