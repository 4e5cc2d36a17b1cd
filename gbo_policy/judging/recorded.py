"""What people recorded, put to results in the one order in which it counts: how the signed text departs from
the model, how it was read, what a suspension answers, and what is waived.

Most workspaces hold little of it. What judges by it is imported where they do, since start-up counts.
"""

from __future__ import annotations

from functools import partial

from gbo_policy.basics.problems import Problem
from gbo_policy.declarations.model.assessment import READING
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts import Context
from gbo_policy.judging.case import Case
from gbo_policy.judging.results import Results


def as_recorded(results: Results, case: Case, context: Context, *, waivers: bool) -> Results:
    """Give what all that is recorded makes of the results of a case."""
    if context.events and any(p.successor for p in context.workspace.parties.values()):
        from gbo_policy.judging.merging import apply_merged

        results = apply_merged(results, context)
    results = flows_as_recorded(results, context)
    if context.measures_taken.suspensions:
        from gbo_policy.judging.grounding import apply_grounds, apply_others

        results = apply_others(results, partial(_of_all_rules, results, case, context), context)
        # what is no violation any more is no ground of another suspension
        results = apply_grounds(results)
    if waivers and case.workspace.waivers:
        from gbo_policy.judging.waive import apply_waivers

        results = apply_waivers(results, context, case.pack, case.engine)
    return results


def _of_all_rules(results: Results, case: Case, context: Context) -> Results:
    """Give the results of a case with those of the rules that somebody left out: what is not shown may be
    broken all the same.
    """
    if sum(map(len, case.engine.rules.values())) == len(case.pack.rules):
        return results
    from gbo_policy.facts import rows
    from gbo_policy.judging.evaluate import Engine, judge_rows

    return flows_as_recorded(judge_rows(Engine.of(case.pack, case.norms), rows(context)), context)


def flows_as_recorded(results: Results, context: Context) -> Results:
    """Give what departures, and then readings, make of results: of flows, which is all that changes their
    verdicts.
    """
    results = as_departed(results, context)
    if not _somebody_read(context.workspace):
        return results
    from gbo_policy.judging.readings import apply_readings

    return apply_readings(results, context)


def as_departed(results: Results, context: Context) -> Results:
    """Give what departures alone make of results."""
    if not context.workspace.agreement.departures:
        return results
    from gbo_policy.judging.departing import apply_departures

    return apply_departures(results, context)


def readings_of_no_rule(case: Case, context: Context) -> tuple[Problem, ...]:
    """Tell of each recorded reading that names a rule that the pack does not have."""
    if not _somebody_read(case.workspace):
        return ()
    from gbo_policy.judging.readings import unread

    return tuple(unread(context, case.pack))


def _somebody_read(workspace: Workspace) -> bool:
    return any(one.term == READING for one in workspace.assessments)
