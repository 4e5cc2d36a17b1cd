"""What would make an exchange right, as `mend` finds it: the smallest changes, each judged again by the same
rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gbo_policy.declarations.workspace import Workspace
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.judging.report import make_report
from gbo_policy.judging.result import Result
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.spoken import without_code

if TYPE_CHECKING:
    from gbo_policy.workbench.amending import Amendment
    from gbo_policy.workbench.mend import Mending

MOST_WAYS = 8


class Joined(NamedTuple):
    """Findings that are mended together, and each way to do so: its changes in words."""

    about: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]
    more: int  # ways that are not shown


class Mended(NamedTuple):
    """What mends an exchange: ``condition`` where conduct alone makes it right, ``parts`` of which each is
    mended by one of its ways.

    ``unmendable`` are the rules that no change of the exchange mends.
    """

    condition: str
    parts: tuple[Joined, ...]
    unmendable: tuple[str, ...]


def mended(case: DeskCase, flow: str) -> Mended:
    """Find what mends an exchange; found once for one judgement."""
    from gbo_policy.workbench.mend import mend

    known = case.found_ways.get(flow)
    if not isinstance(known, Mended):
        known = case.found_ways[flow] = _found(case, mend(case.report, flow))
    return known


def mended_draft(case: DeskCase, workspace: Workspace, flow: str) -> Mended:
    """Find what mends a draft, which stands in ``workspace`` in the place of all exchanges."""
    from gbo_policy.workbench.mend import mend

    judged = case.judged._replace(workspace=workspace)
    report = make_report(judged, case.report.as_of)
    return _found(DeskCase(judged, report, case.lang), mend(report, flow))


def _found(case: DeskCase, mending: Mending) -> Mended:
    def titles(findings: tuple[Result, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(r.rule.title.in_(case.lang) for r in findings))

    parts = [(titles(p.findings), p.ways) for p in mending.parts]
    if not parts and mending.options:
        parts = [((), tuple(o.changes for o in mending.options))]
    return Mended(
        _condition(case, mending),
        tuple(
            Joined(about, tuple(_told(case, w) for w in ways[:MOST_WAYS]), max(0, len(ways) - MOST_WAYS))
            for about, ways in parts
        ),
        titles(mending.unmendable),
    )


def _condition(case: DeskCase, mending: Mending) -> str:
    """Give the changes of conduct alone after which nothing says no and nothing is open."""
    if mending.verdict != Verdict.VIOLATION or mending.unmendable:
        return ""
    for option in mending.options:
        done = option.verdict == option.meanwhile == Verdict.COMPLIANT
        if done and all(c.kind == "conduct" for c in option.changes):
            return "; ".join(_told(case, option.changes))
    return ""


def _told(case: DeskCase, changes: tuple[Amendment, ...]) -> tuple[str, ...]:
    """Say changes with the names of core actors, processors and words in the place of what files call
    them.
    """
    return tuple(without_code(c.said.in_(case.lang), case, case.lang).replace("`", "") for c in changes)
