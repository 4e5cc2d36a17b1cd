"""Suspensions and cessations between two sides: which there are, and whether one of them stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import Paths, Steps
from gbo_policy.logic.kleene import every, some

if TYPE_CHECKING:
    from gbo_policy.agreement.events.cessation import Cessation
    from gbo_policy.agreement.events.suspension import Suspension
    from gbo_policy.agreement.register import Event

M = TypeVar("M", "Suspension", "Cessation")
Stands = tuple[bool | None, Paths]  # whether a measure does, and what says so or would
_Asked = tuple[str | None, str | None, date | None]


BySides = Mapping[tuple[str | None, str | None], Sequence[M]]  # by whom, against whom


class MeasuresTaken:
    """The ``suspensions`` and ``cessations`` of a register as of a moment, by who against whom."""

    def __init__(self, register: Mapping[str, Event], as_of: AsOf) -> None:
        """Take them from the events by id."""
        self._register, self._as_of = register, as_of
        self.suspensions: BySides[Suspension] = _by_sides(register, "suspension")
        self.cessations: BySides[Cessation] = _by_sides(register, "cessation")
        # what is found already: most flows share their sides and their day with many others
        self._running: dict[_Asked, Stands] = {}
        self._ceased: dict[_Asked, Stands] = {}

    def running(self, by: str | None, against: str | None, day: date | None) -> Stands:
        """Tell whether a suspension by one against another runs on ``day``, and through which events; None
        stands for anybody.
        """
        asked = by, against, day
        if asked not in self._running:
            found = _between(self.suspensions, by, against)
            self._running[asked] = _decided(
                (every([*_sides(e, by, against), self.runs(e, day), not self._cured(e, day)]), e)
                for e in found
            )
        return self._running[asked]

    def runs(self, event: Suspension, day: date | None) -> bool | None:
        """Tell whether a suspension runs on ``day``."""
        from gbo_policy.agreement.events.suspension import runs  # only where there is a suspension

        return runs(event, day, self._as_of)

    def _cured(self, event: Suspension, day: date | None) -> bool:
        """Tell whether the ground of a suspension was put right by ``day``: then it bars nothing any more."""
        ground = self._register.get(event.ground or "")
        name = None if ground is None else event_type(ground.type).settled_by
        done = None if ground is None or name is None else value_of(ground, name)
        return isinstance(done, date) and self._as_of.reached(done) and (day is None or done <= day)

    def ceased(self, by: str | None, against: str | None, day: date | None) -> Stands:
        """Tell whether a cessation by one against another is effective on ``day``, and through which events;
        None stands for anybody.
        """
        asked = by, against, day
        if asked not in self._ceased:
            from gbo_policy.agreement.events.cessation import in_effect  # only where there is one

            found = _between(self.cessations, by, against)
            self._ceased[asked] = _decided(
                (every([*_sides(e, by, against), *in_effect(e, day, self._as_of)]), e) for e in found
            )
        return self._ceased[asked]


def _by_sides(register: Mapping[str, Event], kind: str) -> BySides[Any]:
    found: dict[tuple[str | None, str | None], list[Any]] = defaultdict(list)
    for event in register.values():
        if event.type == kind:
            one: Any = event
            found[one.by, one.against].append(one)
    return found


def _between(events: BySides[M], by: str | None, against: str | None) -> Iterator[M]:
    """Give the measures that are, or may be, by one against another: a side that is not known may be
    anybody.
    """
    for pair, found in events.items():
        if (by is None or pair[0] in (by, None)) and (against is None or pair[1] in (against, None)):
            yield from found


def _sides(event: Suspension | Cessation, by: str | None, against: str | None) -> list[bool | None]:
    """Tell of each side of a measure whether it is the one given; None where either is unknown."""
    return [
        None if None in pair else pair[0] == pair[1] for pair in ((event.by, by), (event.against, against))
    ]


def _decided(found: Iterable[tuple[bool | None, Suspension | Cessation]]) -> Stands:
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
