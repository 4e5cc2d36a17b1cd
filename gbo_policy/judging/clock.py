"""What time does to a result: the house norm that it rests on, whether its duty is still open, whether it
goes on.
"""

from __future__ import annotations

from typing import Any

from gbo_policy.judging.result import Result
from gbo_policy.logic.tree import NORM_NAMES, OTHER_NAMES
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Norm
from gbo_policy.terms.kinds import LIFE


def continuing(result: Result) -> bool | None:
    """Whether a violation still goes on: its duty can still be kept, or the conduct goes on; None when that
    is not known.
    """
    if result.verdict != Verdict.VIOLATION:
        return None
    # what a flow broke while the agreement ran is over with the agreement; that it goes on after the end is
    # another rule's violation
    if result.row.over or (result.rule.bound and result.row.value(LIFE.name) == "ended"):
        return False
    if result.rule.continuing is None:
        return True
    return owed(result)


def owed(result: Result) -> bool | None:
    """Whether its duty is still to be kept, whatever the verdict; None when that is not known, or the rule
    does not say.
    """
    if result.rule.continuing is None:
        return None
    return result.holds(result.rule.continuing)


def norm_of(result: Result) -> tuple[Norm, Any] | None:
    """Give the house norm that the verdict rests on and the value its clock starts from; None when it rests
    on none.
    """
    if result.rule.norm is None or result.verdict == Verdict.NOT_APPLICABLE or result.failed:
        return None
    name, start = result.rule.norm
    if result.rule.other is not None and result.row.value(result.rule.other.when):
        name = result.rule.other.name
    used = not result.explanation().names.isdisjoint((*NORM_NAMES, *OTHER_NAMES))
    fields = result.rule.kind.fields
    # a judgement prevails over the norm, for as long as its own day reaches
    assessed = any(f.term and result.row.value(f.name) != "unassessed" for f in fields)
    assessed = assessed and not any(f.name == "outlived" and result.row.value(f.name) for f in fields)
    return (result.engine.norms[name], result.row.value(start)) if used and not assessed else None


def pending(result: Result) -> bool:
    """Tell whether the duty is still open, though in time."""
    waits = result.rule.kind.name == "cessation"  # its term had to pass first: nothing is owed within it
    if waits or result.verdict != Verdict.COMPLIANT or norm_of(result) is None:
        return False
    return not any(f.name == "open" for f in result.rule.kind.fields) or result.row.value("open") is True
