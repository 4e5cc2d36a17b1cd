"""The types of events, one module each, found by discovery: ``TYPE`` says all of a type, the module's name is
its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from gbo_policy.agreement.key_values import value_of
from gbo_policy.basics.discovery import modules_of
from gbo_policy.basics.moments import AsOf
from gbo_policy.terms.kinds import Kind
from gbo_policy.terms.rows import KINDS

if TYPE_CHECKING:  # made only where there are events: start-up counts
    from gbo_policy.agreement.register import Event, EventType
    from gbo_policy.agreement.shortcoming import Shortcoming


def names() -> list[str]:
    """Give the names of all types, as a user writes them."""
    return [name.replace("_", "-") for name in modules_of(__path__)]


@cache
def event_type(name: str) -> EventType:
    """Give the type called ``name``, one of ``names``; only this one's models are made."""
    found: EventType = import_module(f"{__name__}.{name.replace('-', '_')}").TYPE
    return found


def kinds() -> dict[str, Kind]:
    """Give every kind of row that a rule can be about: those of declarations, then those of events."""
    return KINDS | {kind.name: kind for name in names() for kind in event_type(name).kinds}


def happened(event: Event, as_of: AsOf) -> bool:
    """Tell whether an event is in the register as of a moment; one without its date is."""
    dates = [
        d for name in event_type(event.type).happens if (d := value_of(event, name)) not in (None, "none")
    ]
    return not dates or any(as_of.reached(d) for d in dates)


def shortcomings(events: Sequence[Event]) -> Iterator[Shortcoming]:
    """Give those of some events that find a core actor falling short."""
    if events:
        from gbo_policy.agreement.shortcoming import Shortcoming

        yield from (event for event in events if isinstance(event, Shortcoming))


def settled(event: Event | None) -> date | str | None:
    """Give the date on which what an event is about was put right, ``none``, or None when that is not
    said.
    """
    key = None if event is None else event_type(event.type).settled_by
    found: date | str | None = None if event is None or key is None else value_of(event, key)
    return found
