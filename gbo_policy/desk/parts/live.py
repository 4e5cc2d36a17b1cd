"""The answer on one exchange as it is now filled in: judged by the very same rules on the very same facts as
a check of the saved files.

Only the draft is read and judged; the agreement, the register and what was assessed are those last read. What
a flow's rules read of other flows is nothing, so its answer is that of a whole check: a property of the tests
holds it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.declarations.load import load_files
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.replies import Reply, reply
from gbo_policy.facts.flows import all_flow_rows
from gbo_policy.judging.case import Case
from gbo_policy.judging.evaluate import judge_rows
from gbo_policy.judging.recorded import flows_as_recorded
from gbo_policy.judging.result import Result
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reading.files import IN_MEMORY, InputFile

DRAFT = "draft.json"


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """The answer on a draft; where it cannot be read, what is wrong with it. ``workspace`` holds the draft in
    the place of all flows.
    """

    reply: Reply | None
    results: tuple[Result, ...] = ()
    problems: tuple[Problem, ...] = ()
    workspace: Workspace | None = None

    def verdicts(self) -> dict[tuple[str, str, str], Verdict]:
        """Give every verdict by rule, subject and the core actor that it is held against."""
        return {(r.rule.id, r.subject.id, r.against or ""): r.verdict for r in self.results}


def live(case: DeskCase, data: Mapping[str, Any]) -> LiveAnswer:
    """Judge a draft as it would be judged once saved."""
    content = json.dumps({"flows": [data]}).encode()
    files = (InputFile(DRAFT, DRAFT, content), InputFile("agreement.json", "agreement.json", case.stated))
    pack = case.judged.pack
    try:
        read = load_files(files, IN_MEMORY, pack.vocabulary, pack.clause_numbers)
    except PolicyError as error:
        own = tuple(p for p in error.problems if p.location is None or p.location.file == DRAFT)
        return LiveAnswer(None, problems=own)
    workspace = case.workspace._replace(
        flows=read.flows, made=read.made, places={**case.workspace.places, **_of_flows(read)}
    )
    results = judged_flows(case.judged._replace(workspace=workspace), case)
    return LiveAnswer(
        reply(str(data["id"]), results, partly=bool(case.report.left_out)), results, workspace=workspace
    )


def _of_flows(read: Workspace) -> dict[Any, Any]:
    return {key: place for key, place in read.places.items() if key[0] == "flow"}


def judged_flows(judged: Case, case: DeskCase) -> tuple[Result, ...]:
    """Judge the flows of a case alone, as of the moment of the last judgement."""
    context = case.report.context.with_flows_of(judged.workspace)
    rows = all_flow_rows(judged.workspace.flows, context)
    return tuple(flows_as_recorded(judge_rows(judged.engine, rows), context))


def with_flow(case: DeskCase, flow: Flow) -> tuple[Result, ...]:
    """Judge one flow that is given as read, in the place of all others."""
    return judged_flows(case.judged._replace(workspace=case.workspace._replace(flows=(flow,))), case)
