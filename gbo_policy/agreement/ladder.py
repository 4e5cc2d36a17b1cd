"""Article 9's ladder: a table of states. What is so between two core actors goes in, the first state that
holds comes out.

Article 9 gives a power: nothing here happens by itself. A state beyond ``…-available`` needs an event that
records the decision.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple


class NextStep(NamedTuple):
    """What comes next: the code of a text, and the day that it waits for, if any."""

    code: str
    on: date | None = None


class Outstanding(NamedTuple):
    """An open finding against a core actor.

    ``lapses_on`` is the day from which its reasonable term is over, or will be if nothing changes; None where
    that cannot be told.
    """

    ground: str
    found_on: date | None
    lapses_on: date | None
    contested: bool

    def lapsed(self, day: date) -> bool:
        """Tell whether its reasonable term is over on ``day``."""
        return self.lapses_on is not None and self.lapses_on <= day


class Decision(NamedTuple):
    """A recorded suspension or cessation that is in effect: since when, on which ground (None: none that has
    happened).

    ``certain`` is false for a cessation of which it is not known that its notice came first; ``cured``: its
    ground was put right; ``lasts``: what somebody recorded on whether it lasts for what else is broken.
    """

    since: date
    ground: str | None
    cured: bool = False
    certain: bool = True
    contested: bool = False
    lasts: bool | None = None


class Standing(NamedTuple):
    """What is so between one core actor and another on ``day``.

    ``binding`` is false where the agreement is certainly not in force. ``held`` are the rules that the other
    breaks still, since ``held_since``. ``doubt`` says what must be known first, ``planned`` what is to come
    by itself.
    """

    day: date
    binding: bool
    ceased: tuple[Decision, ...]
    suspended: tuple[Decision, ...]
    open: tuple[Outstanding, ...]
    held: tuple[str, ...]
    held_since: date | None
    planned: NextStep | None
    doubt: NextStep | None

    def lapsed(self) -> tuple[Outstanding, ...]:
        """Give the open shortcomings whose reasonable term is over."""
        return tuple(s for s in self.open if s.lapsed(self.day))

    def lapses_on(self) -> date | None:
        """Give the next day on which a reasonable term will be over."""
        return _first(s.lapses_on for s in self.open if not s.lapsed(self.day))

    def contested(self) -> frozenset[str]:
        """Give the grounds that the other core actor contests."""
        found = {s.ground for s in self.open if s.contested}
        return frozenset(
            found | {d.ground for d in (*self.ceased, *self.suspended) if d.contested and d.ground}
        )


class Rung(NamedTuple):
    """One state of the ladder: when it holds, since when, on which grounds, and what comes next."""

    name: str
    holds: Callable[[Standing], bool]
    since: Callable[[Standing], date | None]
    grounds: Callable[[Standing], Iterable[str]]
    next: Callable[[Standing], NextStep]


def _first(days: Iterable[date | None]) -> date | None:
    return min((d for d in days if d is not None), default=None)


def _stated(decisions: Iterable[Decision]) -> Iterable[str]:
    return (d.ground for d in decisions if d.ground is not None)


def _after_cessation(s: Standing) -> NextStep:
    return NextStep("ceased" if all(d.certain for d in s.ceased) else "ceased-uncertain")


def _after_suspension(s: Standing) -> NextStep:
    lasts = {d.lasts for d in s.suspended}
    if all(d.cured for d in s.suspended) and lasts != {True}:
        # article 9 suspends until the obligations are kept again: those of the ground, or all of them
        return NextStep("lift-or-last" if (s.open or s.held) and lasts != {False} else "lift")
    if lasts == {True}:
        return s.planned or NextStep("cessation-possible" if s.lapsed() else "lasts")
    return s.planned or (NextStep("cessation-possible") if s.lapsed() else NextStep("cure", s.lapses_on()))


# In this order: the first that holds is the state of the pair.
LADDER = (
    Rung(
        "not-in-force",
        holds=lambda s: not s.binding,
        since=lambda s: None,
        grounds=lambda s: (),
        next=lambda s: NextStep("not-in-force"),
    ),
    Rung(
        "ceased",
        holds=lambda s: bool(s.ceased),
        since=lambda s: _first(d.since for d in s.ceased),
        grounds=lambda s: _stated(s.ceased),
        next=_after_cessation,
    ),
    Rung(
        "suspended",
        holds=lambda s: bool(s.suspended),
        since=lambda s: _first(d.since for d in s.suspended),
        grounds=lambda s: _stated(s.suspended),
        next=_after_suspension,
    ),
    Rung(
        "cessation-available",
        holds=lambda s: bool(s.lapsed()),
        since=lambda s: _first(f.lapses_on for f in s.lapsed()) or s.day,
        grounds=lambda s: (f.ground for f in s.lapsed()),
        next=lambda s: s.planned or NextStep("notify-cessation"),
    ),
    Rung(
        "suspension-available",
        holds=lambda s: bool(s.held or s.open),
        since=lambda s: _first((s.held_since, *(f.found_on for f in s.open))) or s.day,
        grounds=lambda s: (*s.held, *(f.ground for f in s.open)),
        next=lambda s: s.planned or NextStep("decide", s.lapses_on()),
    ),
    Rung(
        "sharing",
        holds=lambda s: True,
        since=lambda s: None,
        grounds=lambda s: (),
        next=lambda s: s.planned or s.doubt or NextStep("nothing"),
    ),
)
STATES = tuple(state.name for state in reversed(LADDER))


def state_of(standing: Standing) -> Rung:
    """Give the state of a pair: the first of the ladder that holds."""
    return next(state for state in LADDER if state.holds(standing))
