"""One flow judged again by the ordinary rules with changes put in: what is not in order then, and where each
part of it stood before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gbo_policy.basics.steps import Paths, Steps
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts.context import Context
from gbo_policy.facts.flows import flow_rows
from gbo_policy.facts.row import Row
from gbo_policy.judging.evaluate import Result, judge_rows
from gbo_policy.judging.recorded import flows_as_recorded
from gbo_policy.judging.report import Report
from gbo_policy.logic.verdict import Verdict
from gbo_policy.workbench.amending import Amendment, amended

SECTIONS = ("agreement", "parties", "processors", "events", "flows", "assessments")
_LISTS = ("recipients", "data")


class RuleAt(NamedTuple):
    """A rule that a flow is not in order by, and the recipient that it is about (its place in the flow as
    written), if one.
    """

    rule: str
    recipient: int | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A flow with changes put in, judged: ``results`` that are not in order, the rows by recipient (None: the
    flow's own).
    """

    context: Context
    flow: Flow
    rows: dict[int | None, Row]
    results: dict[RuleAt, Result]
    places: dict[str, tuple[int, ...]]  # of each list that changes may shorten: where its members stood
    changes: frozenset[Amendment]

    @property
    def verdict(self) -> Verdict:
        """The worst of what is found."""
        return max((Verdict.COMPLIANT, *(r.verdict for r in self.results.values())))

    def absolute(self, fact: Steps, recipient: int | None, workspace: Workspace) -> Steps:
        """Give the path of a fact from the workspace on, with places in lists as they were before any
        change.
        """
        if fact[0] in SECTIONS:
            return self._assessed(fact, workspace)
        if recipient is not None and fact[0] in _OWN:
            return ("flows", self.flow.id, "recipients", recipient, *fact)
        match fact:
            case ("recipients" | "data" as name, int() as index, *rest):
                fact = (name, self.places[str(name)][index], *rest)
        return ("flows", self.flow.id, *fact)

    def _assessed(self, fact: Steps, workspace: Workspace) -> Steps:
        match fact:
            case ("assessments", int() as index, *rest):
                mine = self.context.workspace.assessments[index]
                place = next((i for i, a in enumerate(workspace.assessments) if a is mine), index)
                return ("assessments", place, *rest)
        return fact

    def missing(self, finding: RuleAt, workspace: Workspace) -> Paths:
        """Give the paths of the facts that a review waits for."""
        found = self.results[finding].missing()
        return tuple(dict.fromkeys(self.absolute(p, finding.recipient, workspace) for p in found))


_OWN = ("kind", "party", "function", "need_to_know", "processor", "on_behalf_of", "name", "country")


@dataclass(slots=True)
class Trials:
    """Judges one flow of a report again and again; ``judged`` counts the rows judged."""

    report: Report
    flow: Flow
    workspace: Workspace
    judged: int = 0
    _known: dict[frozenset[Amendment], Tried] = field(default_factory=dict)

    @staticmethod
    def of(report: Report, flow: Flow) -> Trials:
        """Start from a report; of its flows only those stay on which facts of this one may rest."""
        kept = report.context.uses.bearing_on(flow.id)
        return Trials(report, flow, report.workspace._replace(flows=kept))

    def tried(self, changes: frozenset[Amendment] = frozenset()) -> Tried:
        """Judge the flow with changes put in."""
        if changes not in self._known:
            self._known[changes] = self._tried(changes)
            self.judged += len(self._known[changes].rows)
        return self._known[changes]

    def flow_with(self, changes: frozenset[Amendment]) -> Flow:
        """Give the flow with changes put in, not judged."""
        return amended(self.workspace, changes).flow_by_id[self.flow.id]

    def _tried(self, changes: frozenset[Amendment]) -> Tried:
        workspace = amended(self.workspace, changes)
        context = self._context(changes, workspace)
        flow = workspace.flow_by_id[self.flow.id]
        rows = list(flow_rows(flow, context))
        results = flows_as_recorded(judge_rows(self.report.engine, rows), context)
        places = {name: self.places(name, changes) for name in _LISTS}

        def place(row: Row) -> int | None:
            if row.subject.kind != "recipient":
                return None
            index = row.subject.place
            return places["recipients"][index] if places["recipients"] else index

        found = {RuleAt(r.rule.id, place(r.row)): r for r in results.findings}
        return Tried(context, flow, {place(r): r for r in rows}, found, places, changes)

    def _context(self, changes: frozenset[Amendment], workspace: Workspace) -> Context:
        if not changes:
            return self.report.context.with_flows_of(workspace)
        if all(c.path[0] == "flows" for c in changes):
            return self.tried().context.with_flows_of(workspace)
        return self.report.context._replace(workspace=workspace)

    def places(self, name: str, changes: Iterable[Amendment]) -> tuple[int, ...]:
        """Give where the members that changes leave in a list of the flow stood before."""
        gone = {c.path[3] for c in changes if c.removes and len(c.path) == 4 and c.path[2] == name}
        whole = getattr(self.flow, name) or ()
        return tuple(i for i in range(len(whole)) if i not in gone)


def differs(finding: RuleAt, result: Result, base: Tried, after: Tried) -> bool:
    """Tell whether a fact that the finding's rule reads is another one after a change, or the finding is
    gone.
    """
    if after.results.get(finding) is None:
        return True
    return changed_facts(finding, result, base, after)


def changed_facts(finding: RuleAt, result: Result, base: Tried, after: Tried) -> bool:
    """Tell whether a fact that the finding's rule reads is another one after a change that keeps its row."""
    before, now = base.rows[finding.recipient], after.rows[finding.recipient]
    return any(before.value(n) != now.value(n) for n in fields_read(result))


def fields_read(result: Result) -> set[str]:
    """Give the fields that a result's rule reads."""
    rule = result.rule
    parts = (rule.when, rule.require, rule.review)
    return {name for part in parts if part is not None for name in part.fields()}
