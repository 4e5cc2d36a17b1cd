"""Flows as they may be written: for a list of core actors, or for all of one role."""

from typing import Annotated, Any

from gbo_policy.declarations.model.flow import Flow, Recipient
from gbo_policy.terms.reading_types import Tagged
from gbo_policy.terms.values import Model, PartyId, Role, key


class EveryOf(Model):
    """All core actors of one role."""

    role: Role = key("all core actors of this role", default=...)


def _how_many(value: Any) -> str:
    """Tell one core actor, a list of them, and all of a role apart."""
    if isinstance(value, dict | EveryOf):
        return "<given>"
    return "<several>" if isinstance(value, list | tuple) else "<one>"


Parties = Annotated[
    PartyId | tuple[PartyId, ...] | EveryOf,
    Tagged(_how_many, {"<one>": PartyId, "<several>": tuple[PartyId, ...], "<given>": EveryOf}),
]


class RecipientsByRole(Recipient):
    """A recipient that may stand for several: a list of core actors, or all of one role."""

    # one party again in what is made of it
    party: Parties | None = key(  # type: ignore[assignment]
        "staff: the core actor they work for; several, or all of a role (5.1)"
    )


class FlowsByRole(Flow):
    """A flow as it may be written: for a list of core actors, or all of one role; a ``Flow`` for each is made
    of it.
    """

    sender: Parties | None = key(  # type: ignore[assignment]
        "the core actor that sends; several, or all of a role, for one flow each"
    )
    recipients: tuple[RecipientsByRole, ...] | None = key("to whom (5)")
