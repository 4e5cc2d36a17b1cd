"""The section ``events``: the register of what happened."""

from typing import Literal

from pydantic import Field

from gbo_policy.declarations.model.base import (
    Article,
    Date,
    DateOrNone,
    Flag,
    Model,
    Moment,
    MomentOrNone,
    Slug,
    Texts,
)
from gbo_policy.declarations.model.flow import ObligationOrNone, RecipientKind


class _Event(Model):
    id: Slug
    note: str | None = None


class _Request(_Event):
    by: Slug | None = None
    to: Slug | None = None
    requested_on: Date | None = None
    answered_on: DateOrNone | None = None


class OverviewRequest(_Request):
    """A request for the overview of another's security measures (7.1)."""

    type: Literal["overview-request"]


class AssistanceRequest(_Request):
    """A request for assistance with GDPR articles 32 to 36 (13.4)."""

    type: Literal["assistance-request"]
    article: Article | None = None


class SecurityFinding(_Event):
    """A finding that a party's security falls short (7.1, 7.2)."""

    type: Literal["security-finding"]
    party: Slug | None = None
    found_on: Date | None = None
    remedied_on: DateOrNone | None = None
    plan: str | None = None


class NonCompliance(_Event):
    """A finding that a party does not keep a clause (9)."""

    type: Literal["non-compliance"]
    party: Slug | None = None
    clause: str | None = None
    found_on: Date | None = None
    remedied_on: DateOrNone | None = None


class Suspension(_Event):
    """One party suspends its communication to another (9)."""

    type: Literal["suspension"]
    by: Slug | None = None
    against: Slug | None = None
    from_: Date | None = Field(default=None, alias="from")
    lifted_on: DateOrNone | None = None
    ground: str | None = None


class Cessation(_Event):
    """One party ceases its communication to another for good (9)."""

    type: Literal["cessation"]
    by: Slug | None = None
    against: Slug | None = None
    ground: str | None = None
    notified_on: DateOrNone | None = None
    effective_on: Date | None = None


class RightsRequest(_Event):
    """A data subject's request (12)."""

    type: Literal["rights-request"]
    party: Slug | None = None
    received_on: Date | None = None
    answered_on: DateOrNone | None = None
    extended_on: DateOrNone | None = None


class BreachNotice(Model):
    """A core actor that was told of a breach, when, and through whom."""

    party: Slug | None = None
    at: Moment | None = None
    via: Literal["dpo", "other"] | None = None


class Breach(_Event):
    """A personal data breach (13.5)."""

    type: Literal["breach"]
    party: Slug | None = None
    aware_at: Moment | None = None
    affects: tuple[Slug, ...] | None = None
    during_communication: Flag | None = None
    notified: tuple[BreachNotice, ...] | None = None
    consulted_at: MomentOrNone | None = None
    measures: Texts | None = None
    authority_notified_at: MomentOrNone | None = None
    authority_delay_reasons: str | None = None


class Receipt(Model):
    """When a core actor received the notice of termination."""

    party: Slug | None = None
    on: Date | None = None


class Termination(_Event):
    """A notice that ends the agreement (14.2)."""

    type: Literal["termination"]
    by: Slug | None = None
    sent_on: Date | None = None
    received: tuple[Receipt, ...] | None = None
    means: Literal["registered-letter", "email", "letter", "bailiff", "verbal"] | None = None
    addressed_to: tuple[Slug, ...] | None = None


class Disclosure(_Event):
    """A disclosure of the data to somebody (5.2, 14.3)."""

    type: Literal["disclosure"]
    party: Slug | None = None
    on: Date | None = None
    to: str | None = None
    to_kind: RecipientKind | None = None
    legal_obligation: ObligationOrNone | None = None


Event = (
    OverviewRequest
    | SecurityFinding
    | NonCompliance
    | Suspension
    | Cessation
    | RightsRequest
    | AssistanceRequest
    | Breach
    | Termination
    | Disclosure
)

EVENT_TYPES: dict[str, type[Event]] = {
    "overview-request": OverviewRequest,
    "security-finding": SecurityFinding,
    "non-compliance": NonCompliance,
    "suspension": Suspension,
    "cessation": Cessation,
    "rights-request": RightsRequest,
    "assistance-request": AssistanceRequest,
    "breach": Breach,
    "termination": Termination,
    "disclosure": Disclosure,
}
