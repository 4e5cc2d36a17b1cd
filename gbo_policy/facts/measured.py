"""Suspensions and cessations between two sides: which there are, and whether one of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.basics.steps import Paths, Steps
from gbo_policy.logic.kleene import some

if TYPE_CHECKING:
    from gbo_policy.agreement.events.cessation import Cessation
    from gbo_policy.agreement.events.suspension import Suspension
    from gbo_policy.agreement.register import Event

M = TypeVar("M", "Suspension", "Cessation")


def between(
    events: Mapping[tuple[str | None, str | None], list[M]], by: str | None, against: str | None
) -> Iterator[M]:
    """Give the measures that are, or may be, by one against another: a side that is not known may be
    anybody.
    """
    for pair, found in events.items():
        if (by is None or pair[0] in (by, None)) and (against is None or pair[1] in (against, None)):
            yield from found


def sides(event: Suspension | Cessation, by: str | None, against: str | None) -> list[bool | None]:
    """Tell of each side of a measure whether it is the one given; None where either is unknown."""
    return [
        None if None in pair else pair[0] == pair[1] for pair in ((event.by, by), (event.against, against))
    ]


def decided(
    found: Iterable[tuple[bool | None, Suspension | Cessation]],
) -> tuple[bool | None, Paths]:
    """Tell whether any of some measures stands, and through which events, or what would say so."""
    outcomes = [(o, e) for o, e in found if o is not False]
    verdict = some([o for o, _ in outcomes])
    if verdict is None:
        return None, tuple(path for o, e in outcomes if o is None for path in _unsaid_of(e))
    return verdict, tuple(("events", e.id) for o, e in outcomes if o) if verdict else ()


def _unsaid_of(event: Event) -> list[Steps]:
    """Give what decides over a measure or a notice, and is not written in the register."""
    needed = event_type(event.type).needed
    return [("events", event.id, name) for name in needed if value_of(event, name) is None]
