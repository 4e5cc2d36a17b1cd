"""Facts on the events of the register: each type of event makes its own; how the agreement stood on its day
is added here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.agreement.register import Event
from gbo_policy.basics.calendar import brussels_date
from gbo_policy.facts.context import Context
from gbo_policy.facts.lifetime import Life
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.terms.kinds import LABELS

_WHOSE = ("party", "by", "to", "against")  # what says between whom an event lies


def event_rows(event: Event, context: Context) -> Iterator[Row]:
    """Give the row of an event, and those of its parts: a breach has one for each core actor affected as
    well.
    """
    for made in event_type(event.type).facts(event, context):
        subject = (
            Subject(made.kind.name, f"{event.id}/{made.part}", event.id)
            if made.part
            else Subject("event", event.id)
        )
        facts = {**made.facts, LABELS.name: event.marked}
        held = _life(event, made.part or None, context)
        yield row(made.kind, subject, facts, made.origins, terms=made.terms, held=held)


def _life(event: Event, part: str | None, context: Context) -> Life:
    """Tell how the agreement stood on the day of an event, or from which a measure bears on others."""
    kind = event_type(event.type)
    named = (value_of(event, key) for key in kind.parties if "." not in key)
    parties = {p for p in (*named, part) if isinstance(p, str)}
    key = kind.decides_from or kind.happens[0]
    moment = value_of(event, key)
    day = brussels_date(moment) if isinstance(moment, datetime) else moment
    on = day if isinstance(day, date) else None
    found = context.life(on, key, *sorted(parties))
    unsaid = tuple((name,) for name in _WHOSE if name in kind.parties and value_of(event, name) is None)
    if not unsaid or found.state in ("before", "ended"):
        return found
    # whose it is, nobody says: one may have left by that day, or not have been bound yet
    may_be = (context.life(on, key, *sorted({*parties, one})).state for one in context.workspace.parties)
    return found if all(state == found.state for state in may_be) else Life(None, unsaid)
