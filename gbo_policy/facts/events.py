"""Facts on the events of the register: each type of event makes its own; how the agreement stood on its day is added here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.register import Event, value_of
from gbo_policy.basics.calendar import brussels_date
from gbo_policy.facts.context import Context
from gbo_policy.facts.lifetime import Life
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.terms.kinds import LABELS, LIFE


def event_rows(event: Event, context: Context) -> Iterator[Row]:
    """Give the row of an event, and those of its parts: a breach has one for each core actor affected as well."""
    for made in event_type(event.type).facts(event, context):
        subject = (
            Subject(made.kind.name, f"{event.id}/{made.part}", event.id)
            if made.part
            else Subject("event", event.id)
        )
        life = _life(event, made.part or None, context)
        around = {LIFE.name: life.state, LABELS.name: event.marked}
        origins = {**made.origins, LIFE.name: life.paths}
        terms = {**made.terms, LIFE.name: life.terms}
        yield row(made.kind, subject, {**made.facts, **around}, origins, terms=terms)


def _life(event: Event, part: str | None, context: Context) -> Life:
    kind = event_type(event.type)
    named = (value_of(event, key) for key in kind.parties if "." not in key)
    parties = {p for p in (*named, part) if isinstance(p, str)}
    for key in kind.happens:
        if isinstance(moment := value_of(event, key), date):
            day = brussels_date(moment) if isinstance(moment, datetime) else moment
            return context.life(day, key, *sorted(parties))
    return context.life(None, kind.happens[0], *sorted(parties))
