"""What a change of pack, agreement or house norm would do: verdicts that flip, powers and deadlines that come
and go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gbo_policy.basics.problems import Problem
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.sanctions import Pair
from gbo_policy.logic.verdict import Verdict
from gbo_policy.over_time.deadlines import Deadline, deadlines


class Flip(NamedTuple):
    """A result whose verdict is another; None on the side on which the rule is not there. ``result`` is the
    new one, or else the old.
    """

    result: Result
    old: Verdict | None
    new: Verdict | None


class PowerChange(NamedTuple):
    """Where one core actor stands against another, before and after; None where the pair is not there."""

    by: str
    against: str
    old: Pair | None
    new: Pair | None

    @property
    def states(self) -> tuple[str | None, str | None]:
        """The state before and after."""
        return (self.old and self.old.state), (self.new and self.new.state)


class DeadlineChange(NamedTuple):
    """A running clock that came, went, or has other days; None on the side where it does not run."""

    old: Deadline | None
    new: Deadline | None

    @property
    def known(self) -> Deadline:
        """The clock as it would be, or else as it was."""
        found = self.new or self.old
        if found is None:
            raise ValueError("no clock on either side")
        return found


@dataclass(frozen=True, slots=True)
class Impact:
    """What would become of one workspace; ``wrong`` is what is wrong with its files under the change, so that
    nothing was compared.
    """

    workspace: str
    old: Report
    new: Report | None
    flips: tuple[Flip, ...] = ()
    powers: tuple[PowerChange, ...] = ()
    deadlines: tuple[DeadlineChange, ...] = ()
    wrong: tuple[Problem, ...] = ()


def impact(workspace: str, old: Report, new: Report) -> Impact:
    """Hold two reports on the same declarations against each other."""
    return Impact(
        workspace, old, new, tuple(_flips(old, new)), tuple(_powers(old, new)), tuple(_clocks(old, new))
    )


def _flips(old: Report, new: Report) -> Iterator[Flip]:
    """Give the verdicts that differ; a rule that is on one side only counts where it finds something."""
    before, after = ({r.key: r for r in report.results} for report in (old, new))
    found = []
    for key in before.keys() | after.keys():
        one, other = before.get(key), after.get(key)
        if one is not None and other is not None:
            if one.verdict != other.verdict:
                found.append(Flip(other, one.verdict, other.verdict))
        elif (alone := other or one) is not None and alone.finding:
            verdicts = [None if r is None else r.verdict for r in (one, other)]
            found.append(Flip(alone, verdicts[0], verdicts[1]))
    yield from sorted(found, key=lambda f: f.result.order())


def _powers(old: Report, new: Report) -> Iterator[PowerChange]:
    before, after = ({(p.by, p.against): p for p in report.ladder.pairs} for report in (old, new))
    for by, against in sorted(before.keys() | after.keys()):
        made = PowerChange(by, against, before.get((by, against)), after.get((by, against)))
        if made.states[0] != made.states[1]:
            yield made


def _clocks(old: Report, new: Report) -> Iterator[DeadlineChange]:
    before, after = ({(d.key, d.by, d.to): d for d in deadlines(report)} for report in (old, new))
    changes = [DeadlineChange(before.get(key), after.get(key)) for key in {**before, **after}]
    changed = [c for c in changes if _days(c.old) != _days(c.new)]
    yield from sorted(changed, key=lambda c: c.known.order())


def _days(clock: Deadline | None) -> tuple[object, ...]:
    return () if clock is None else (clock.expected, clock.outer)


def unmoved(found: Iterable[Impact], rules: Sequence[str]) -> list[str]:
    """Give those of some rules whose verdict flips nowhere in these workspaces."""
    moved = {f.result.rule.id for one in found for f in one.flips}
    return [name for name in rules if name not in moved]
