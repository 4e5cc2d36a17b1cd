"""What a flow and its recipients have in common: the day judged, whether it runs, and what law lets it leave the circle."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gbo_policy.declarations.model.flow import Flow
from gbo_policy.facts.context import Context
from gbo_policy.facts.countries import Countries, countries
from gbo_policy.facts.obligations import Relied, relied_on


class FlowSeen(NamedTuple):
    """What a flow and its recipients have in common."""

    flow: Flow
    starts_on: date | None
    judged_on: date | None
    begun: bool | None
    prospective: bool
    over: bool
    relied: tuple[Relied, ...]
    countries: tuple[Countries, ...]


def judged_day(flow: Flow, today: date) -> date | None:
    """Move the as-of date into a flow's own period; None when it does not say when it starts."""
    if flow.starts_on is None:
        return None
    day = max(flow.starts_on, today)
    return min(day, flow.ends_on) if isinstance(flow.ends_on, date) else day


def share(flow: Flow, context: Context) -> FlowSeen:
    """Find what the rows of a flow have in common."""
    today = context.as_of.day
    proposed, start = flow.status == "proposed", flow.starts_on
    relied = relied_on(flow)
    return FlowSeen(
        flow=flow,
        starts_on=start,
        judged_on=judged_day(flow, today),
        begun=False if proposed else None if start is None else start <= today,
        prospective=proposed or (start is not None and start > today),
        over=isinstance(flow.ends_on, date) and flow.ends_on < today,
        relied=relied,
        countries=tuple(
            countries(r, flow, one, context) for r, one in zip(flow.recipients or (), relied, strict=True)
        ),
    )


def joined(flow: Flow) -> tuple[str | None, ...]:
    """Give the core actors that a flow joins: who sends, whose staff receives, and for whom a processor works."""
    return flow.sender, *(r.party or r.on_behalf_of for r in flow.recipients or ())
