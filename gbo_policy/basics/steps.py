"""Where something stands in what a user wrote: a path of steps, never one text with dots, as an id may hold
dots itself.

A step is a key, an id, or a place in a list (an ``int``, from 0). A path starts at the subject of a row, or
with ``agreement``, or with ``parties``, ``processors``, ``events``, ``flows`` or ``assessments`` and whose it
is.
"""

from __future__ import annotations

from collections.abc import Iterable

Step = str | int
Steps = tuple[Step, ...]
Paths = tuple[Steps, ...]


def from_key(*steps: Step) -> Paths:
    """Give the paths of a fact that comes from one key alone."""
    return (steps,)


def dotted(steps: Iterable[Step]) -> str:
    """Write a path for a reader; it is never read back."""
    return ".".join(map(str, steps))
