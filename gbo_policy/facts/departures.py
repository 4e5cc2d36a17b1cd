"""Where the signed text differs from the model (formats.md 1.1): what its departures add, as far as they state an effect."""

from __future__ import annotations

from typing import NamedTuple

from gbo_policy.declarations.model.agreement import Agreement, Departure, NormEffect

# the clause that each effect is about; a norm's effect may stand on any clause
CLAUSE_OF = {
    "notice_months": "14.2",
    "purposes": "3.2",
    "categories": "4",
    "partners": "5.1",
    "recipients": "5.2",
    "countries": "5.2",
    "channels": "11",
}


class Departures(NamedTuple):
    """What the parties agreed beside the model, each empty where no departure says anything of it."""

    purposes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    partners: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ()
    notice_months: int | None = None
    norms: tuple[tuple[str, NormEffect], ...] = ()
    open: tuple[tuple[int, Departure], ...] = ()
    settled: tuple[tuple[int, Departure], ...] = ()


def departures(agreement: Agreement) -> Departures:
    """Join the effects of all departures; those without one stay open."""
    all_ = tuple(enumerate(agreement.departures or ()))
    effects = [d.effect for _, d in all_ if d.effect is not None]
    months = [e.notice_months for e in effects if e.notice_months is not None]
    return Departures(
        purposes=tuple(word for e in effects for one in e.purposes or () for word in one),
        categories=tuple(word for e in effects for one in e.categories or () for word in one),
        partners=frozenset(p for e in effects for p in e.partners or ()),
        recipients=frozenset(r for e in effects for r in e.recipients or ()),
        countries=frozenset(c for e in effects for c in e.countries or ()),
        channels=tuple(c for e in effects for c in e.channels or ()),
        notice_months=months[0] if months else None,
        norms=tuple(n for e in effects for n in (e.parameters or {}).items()),
        open=tuple((i, d) for i, d in all_ if d.effect is None),
        settled=tuple((i, d) for i, d in all_ if d.effect is not None),
    )
