"""The sets of changes that the search for what mends a flow goes through: which ask the same, which go
together, what lies within one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from gbo_policy.basics.steps import Steps
from gbo_policy.workbench.amending import Amendment

State = frozenset[Amendment]
Asked = frozenset[object]
NOTHING: State = frozenset()
MOST_CHANGES = 40  # of one part of an option
FEW = 6  # of a set so small every part is tried, of a larger one those that lack one change
_KINDS = ("conduct", "fact", "judgement")


def weight(state: State) -> tuple[int, int, list[str]]:
    """Order options: the fewest changes first, of those the ones that take least away."""
    return len(state), sum(c.removes for c in state), sorted(f"{c.path}{c.value}" for c in state)


def asked(state: State) -> Asked:
    """Give what a set changes and asks: answers that are merely tried make no other set of it."""
    return frozenset((c.path, c.kind, repr(c.after), about(c)) for c in state)


def smallest(states: Iterable[State]) -> list[State]:
    """Give the sets that hold no other one, by what they change and ask; of equal ones the lightest."""
    kept = {asked(s): s for s in sorted(states, key=weight, reverse=True)}
    return [s for asking, s in kept.items() if not any(some < asking for some in kept)]


def about(change: Amendment) -> object:
    """Give the question that a judgement answers; None for what is none."""
    if change.kind != "judgement":
        return None
    return change.supposed.term, change.supposed.rule, repr(change.supposed.subject)


def paths(state: State) -> set[Steps]:
    """Give the paths that a set changes or asks about."""
    return {c.path for c in state}


def but(state: State, start: State) -> State:
    """Give what a set holds besides what every option asks, whatever is supposed of that."""
    return frozenset(c for c in state if c.path not in paths(start))


def parts(state: State, start: State) -> Iterator[State]:
    """Give the parts of a set that might do instead; what every option asks is in each of them."""
    own = but(state, start)
    sizes = range(len(own)) if len(own) <= FEW else (len(own) - 1,)
    return ((state - own) | {*some} for size in sizes for some in combinations(own, size))


def told(state: State) -> tuple[Amendment, ...]:
    """Order the changes of an option; what is appended to one list gets places one after the other."""
    ordered = sorted(state, key=lambda c: (_KINDS.index(c.kind), str(c.path), str(c.value)))
    made: list[Amendment] = []
    for change in ordered:
        before = sum(_both_added(change, c) for c in ordered[: len(made)])
        *above, last = change.path
        made.append(replace(change, path=(*above, int(last) + before)) if before else change)
    return tuple(made)


def fits(change: Amendment, state: Iterable[Amendment]) -> bool:
    """Tell whether a change can be made beside others."""
    return all(change is not c and (free(change.path, c) or _both_added(change, c)) for c in state)


def of_all(changes: Iterable[Amendment]) -> Iterator[Amendment]:
    """Give the changes that are not of one recipient alone."""
    return (c for c in changes if c.path[2:3] != ("recipients",))


def together(changes: Iterable[Amendment]) -> State:
    """Give changes that can be made beside each other, of those that cannot the first."""
    state = NOTHING
    for change in changes:
        if fits(change, state):
            state |= {change}
    return state


def _both_added(one: Amendment, other: Amendment) -> bool:
    return one.path == other.path and one.before is None and one.path[-2] == "legal_basis"


def free(path: Steps, change: Amendment) -> bool:
    """Tell whether a path lies neither on, above nor below what a change has changed."""
    size = min(len(path), len(change.path))
    return path[:size] != change.path[:size]
