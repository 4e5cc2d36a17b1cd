"""A workspace as of a moment into flat rows of facts; every derived fact is computed below and nowhere
else.
"""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.facts.binding import has_left
from gbo_policy.facts.context import Context
from gbo_policy.facts.declared import agreement_row, party_row
from gbo_policy.facts.flows import all_flow_rows
from gbo_policy.facts.processors import processor_rows
from gbo_policy.facts.row import Row
from gbo_policy.terms.values import PARTNER

__all__ = ["Context", "rows"]


def rows(context: Context) -> Iterator[Row]:
    """Give all rows of a workspace: agreement, parties, processors, flows with their recipients, events."""
    yield agreement_row(context)
    for party in context.workspace.parties.values():
        if party.role != PARTNER and not has_left(party, context.as_of.day):
            yield party_row(party, context)
    yield from processor_rows(context)
    yield from all_flow_rows(context.workspace.flows, context)
    if context.events:
        from gbo_policy.facts.events import event_rows  # only where there is a register: start-up counts
    for event in context.events:
        yield from event_rows(event, context)
