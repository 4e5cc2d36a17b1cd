"""Facts on the events of the register: each type of event makes its own."""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.register import Event
from gbo_policy.facts.context import Context
from gbo_policy.facts.row import Row, Subject, row


def event_rows(event: Event, context: Context) -> Iterator[Row]:
    """Give the row of an event, and those of its parts: a breach has one for each core actor affected as well."""
    for made in event_type(event.type).facts(event, context):
        subject = (
            Subject(made.kind.name, f"{event.id}/{made.part}", event.id)
            if made.part
            else Subject("event", event.id)
        )
        yield row(made.kind, subject, made.facts, made.origins)
