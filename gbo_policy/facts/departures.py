"""Where the signed text differs from the model: what its departures add, as far as they
state an effect.
"""

from typing import NamedTuple

from gbo_policy.basics.folding import folded
from gbo_policy.declarations.model.agreement import Agreement


class Departures(NamedTuple):
    """What the parties agreed beside the model, each empty where no departure says anything of it."""

    purposes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ()
    partners: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()  # names, without what differs in form alone
    notice_months: int | None = None


def departures(agreement: Agreement) -> Departures:
    """Join the effects of all departures that rules judge by."""
    effects = [d.effect for d in agreement.departures or () if d.effect is not None]
    return Departures(
        purposes=tuple(word for e in effects for one in e.purposes or () for word in one),
        categories=tuple(word for e in effects for one in e.categories or () for word in one),
        countries=frozenset(c for e in effects for c in e.countries or ()),
        channels=tuple(c for e in effects for c in e.channels or ()),
        partners=frozenset(p for e in effects for p in e.partners or ()),
        recipients=frozenset(folded(name) for e in effects for name in e.recipients or ()),
        notice_months=next((e.notice_months for e in effects if e.notice_months is not None), None),
    )
