"""What is left of ill-shaped data when its errors are taken out, so that everything else in it is told in the
same go.

What is made here is never judged: the run ends in the errors that were told.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from gbo_policy.basics.steps import Step, Steps
from gbo_policy.declarations.doubts import UNNAMED
from gbo_policy.declarations.shapes import Fault
from gbo_policy.reading.packed import PackedMarks
from gbo_policy.reading.source import Mark

MERGE = "<<"  # the key under which YAML would merge in others, which is not done
_COUNT = itertools.count()
_STAND_INS: dict[str, Any] = {
    "category": "identification-contact",
    "outcome": "met",
    "subject": {},
    "reason": "x",
    "approved_by": "x",
    "approved_on": "2000-01-01",
    "expires_on": "2099-01-01",
    "expected": 0,
    "outer": 100_000,
}


def misspelt(faults: Iterable[Fault], data: Any) -> dict[Steps, str]:
    """Give the unknown keys that are slips of a key which is not given itself, by their paths, with the key
    that is meant.
    """
    found: dict[Steps, str] = {}
    for fault in faults:
        meant = fault.problem.suggestion if fault.unknown_key else None
        above = fault.path[:-1]
        taken = {path[:-1] for path, name in found.items() if name == meant}
        if meant is not None and meant not in _at(data, above) and above not in taken:
            found[fault.path] = meant
    return found


def causes_only(faults: Iterable[Fault], renamed: dict[Steps, str]) -> list[Fault]:
    """Leave out keys that are missing only because they are misspelt, because what belongs under them stands
    beside them, or because they may be in what YAML would merge in.
    """
    every = list(faults)
    given = {(*path[:-1], meant) for path, meant in renamed.items()}
    given |= {(*f.path[:-1], f.under) for f in every if f.under}
    merged = {f.path[:-1] for f in every if f.unknown_key and f.path[-1] == MERGE}
    return [f for f in every if not (f.missing and (f.path in given or f.path[:-1] in merged))]


def mended(data: Any, faults: Iterable[Fault], renamed: dict[Steps, str]) -> Any:
    """Copy ``data`` without what is wrong: misspelt keys under their right name, stand-ins for what has to be
    there.

    A wrong element of a list is replaced and never taken out, so that the places of the others stay true.
    """
    rest = copy.deepcopy(data)
    for fault in faults:
        if fault.path in renamed:
            above = _at(rest, fault.path[:-1])
            above[renamed[fault.path]] = above.pop(fault.path[-1])
        elif fault.path:
            _replace(rest, fault)
    return rest


def rename_marks(mark: Mark | PackedMarks, renamed: dict[Steps, str]) -> None:
    """Let the right names of misspelt keys stand where these do."""
    for path, meant in renamed.items():
        if isinstance(mark, PackedMarks):
            mark.rename(path, meant)
            continue
        here = mark
        for step in path[:-1]:
            here = here[1][step][1] if isinstance(here[1], dict) else here[1][step]
        here[1][meant] = here[1][path[-1]]


def _at(data: Any, path: Sequence[Step]) -> Any:
    for step in path:
        data = data[step]
    return data


def _replace(data: Any, fault: Fault) -> None:
    """Put a stand-in at a fault, or at the deepest thing above it that is there: a bare word may stand for
    keys with values.
    """
    above, key = data, fault.path[0]
    for i, step in enumerate(fault.path[:-1]):
        deeper = above[step] if _has(above, step) else None
        if not isinstance(deeper, dict | list):
            key = step
            break
        above, key = deeper, fault.path[i + 1]
    if isinstance(above, dict):
        above.pop(key, None)  # where the key has to be there, the next turn says that it is missing
        if fault.missing:
            above[key] = copy.deepcopy(_STAND_INS[key]) if key in _STAND_INS else unnamed()
    elif _has(above, key):
        above[key] = {} if fault.expects_keys else fault.known[0] if fault.known else unnamed()


def without_keys(data: dict[str, Any], faults: Iterable[Fault]) -> dict[str, Any]:
    """Copy ``data`` without every key of its own below which something is wrong: the last resort."""
    wrong = {f.path[0] for f in faults if f.path and not (f.missing and len(f.path) == 1)}
    rest = {key: value for key, value in data.items() if key not in wrong}
    for fault in faults:
        if fault.missing and len(fault.path) == 1:
            _replace(rest, fault)
    return rest


def _has(above: Any, step: Step) -> bool:
    if isinstance(above, list):
        return isinstance(step, int) and step < len(above)
    return isinstance(above, dict) and step in above


def unnamed() -> str:
    """Give an id, or another word, that stands in for one that is missing."""
    return f"{UNNAMED}{next(_COUNT)}"


def untold(found: list[Fault], slips: dict[Steps, str], renamed: Collection[Steps] | None) -> list[Fault]:
    """Give the faults to be told: of a first reading the causes, of a later one those in the value of a
    misspelt key (``renamed``), read only once the key is put right.
    """
    if renamed is None:
        return causes_only(found, slips)
    return [f for f in found if any(f.path[: len(path)] == path for path in renamed)]
