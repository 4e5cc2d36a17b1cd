"""What stands between a sender and a recipient: suspensions and cessations, either way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import product

from gbo_policy.basics.steps import Paths
from gbo_policy.declarations.model.flow import Recipient
from gbo_policy.facts.context import Context
from gbo_policy.facts.flow_seen import unsaid_side
from gbo_policy.facts.measured import Stands
from gbo_policy.logic.kleene import some

_NAMES = ("suspended_by_sender", "suspending_sender", "ceased_by_sender", "ceasing_sender")


def barriers(
    sender: str | None, recipient: Recipient, day: date | None, context: Context
) -> tuple[dict[str, bool | None], Mapping[str, Paths]]:
    """Tell which measures stand on ``day`` between a sender and the core actor behind a recipient, and what
    says so or would.
    """
    party = recipient.party or recipient.on_behalf_of
    facts: dict[str, bool | None] = dict.fromkeys(_NAMES, False)
    origins: dict[str, Paths] = {}
    reaches = recipient.kind in {"staff", "processor", None} and (party is None or party != sender)
    taken = context.measures_taken
    if not reaches or not (taken.suspensions or taken.cessations):
        return facts, origins
    unsaid = _unsaid(sender, recipient, day)
    found = (
        _stands(taken.running, sender, party, day, context),
        _stands(taken.running, party, sender, day, context),
        _stands(taken.ceased, sender, party, day, context),
        _stands(taken.ceased, party, sender, day, context),
    )
    for name, (verdict, paths) in zip(_NAMES, found, strict=True):
        facts[name] = verdict
        if verdict is not False:
            origins[name] = paths if verdict else (*unsaid, *paths)
    return facts, origins


def _stands(
    told: Callable[[str | None, str | None, date | None], Stands],
    by: str | None,
    against: str | None,
    day: date | None,
    context: Context,
) -> Stands:
    """Tell whether a measure stands between two, or those that are one with either by law on that day."""
    sides = [_one_by_law(one, day, context) for one in (by, against)]
    # between two that went into one nothing is communicated any more that another measure would bar
    pairs = [(by, against)] if sides[0] == sides[1] else product(*sides)
    found = [told(one, other, day) for one, other in pairs]
    verdict = some([stands for stands, _ in found])
    return verdict, tuple(dict.fromkeys(p for stands, paths in found if stands is verdict for p in paths))


def _one_by_law(party: str | None, day: date | None, context: Context) -> list[str | None]:
    return [None] if party is None else [*sorted(context.one_by_law(party, day))]


def _unsaid(sender: str | None, recipient: Recipient, day: date | None) -> Paths:
    """What the flow itself leaves open of who sends to whom, and when."""
    open_: list[str] = []
    if sender is None:
        open_.append("sender")
    if (key := unsaid_side(recipient)) is not None:
        open_.append(key)
    if day is None:
        open_.append("starts_on")
    return tuple((key,) for key in open_)
