"""Recorded readings of the text: where the facts are known and a rule can be read both ways, somebody's
answer decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.basics.steps import Paths
from gbo_policy.declarations.model.assessment import READING
from gbo_policy.declarations.references import names_of
from gbo_policy.facts.context import Context
from gbo_policy.facts.flow_seen import judged_day
from gbo_policy.judging.evaluate import Result, Results, Settled
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.pack import Pack

_VERDICTS = {"met": Verdict.COMPLIANT, "not-met": Verdict.VIOLATION}


def apply_readings(results: Results, context: Context) -> Results:
    """Turn each review that only a reading can settle into what the recorded reading says; contested ones
    stay.
    """
    return results.with_findings(lambda result: as_read(result, context))


def awaits_reading(result: Result) -> bool:
    """Tell whether a reading, and nothing else, would settle a result."""
    # a kind that holds its own reading has judged it already, as far as that reading goes
    if result.verdict != Verdict.REVIEW or (
        not result.in_dispute and any(f.term == READING for f in result.rule.kind.fields)
    ):
        return False
    return result.assess() == [READING]


def as_settled(result: Result, settled: Settled | None) -> Result:
    """Give what a reading makes of a result that awaits one."""
    if settled is None:
        return result
    return result._replace(verdict=_VERDICTS[settled.outcome], settled=settled)


def settled_by(outcome: str | None, paths: Paths, context: Context) -> Settled | None:
    """Give who settled it, by the outcome of a reading and the path of its assessment; nobody where it is
    contested or in doubt.
    """
    if outcome not in _VERDICTS:
        return None
    (one,) = context.assessments_at(paths[:1])
    if one.on is None or one.by is None:  # never: `assessed` gives an outcome only for a signed and dated one
        return None
    return Settled(outcome, one.by, one.on, one.reasons, paths[0])


def recorded_of_flow(
    rule: str, flow: str, named: Sequence[str], day: date | None, context: Context
) -> tuple[str | None, Paths]:
    """Give the outcome that was read of a flow, or of a recipient by its names, and the assessment's path."""
    return context.assessed(READING, "flow", flow, named, rule, on=day)


def as_read(result: Result, context: Context) -> Result:
    """Give what the recorded reading makes of a result that awaits one."""
    if not awaits_reading(result):
        return result
    return as_settled(result, settled_by(*_recorded(result, context), context))


def _recorded(result: Result, context: Context) -> tuple[str | None, Paths]:
    rule, subject = result.rule.id, result.subject
    key = subject.of or subject.id
    if subject.kind in ("flow", "recipient"):
        flow, named = context.workspace.flow_by_id[key], [""]
        if subject.kind == "recipient":
            index = subject.place
            named += names_of(flow, index) if flow.recipients else [str(index)]
        return recorded_of_flow(rule, flow.id, named, judged_day(flow, context.as_of.day), context)
    return context.assessed(READING, "event" if subject.kind == "notice" else subject.kind, key, rule=rule)


def unread(context: Context, pack: Pack) -> Iterator[Problem]:
    """Tell of each recorded reading that names a rule that the pack does not have."""
    for i, one in enumerate(context.workspace.assessments):
        if one.term == READING and one.rule is not None and pack.rule(one.rule) is None:
            where = context.workspace.locate("assessment", str(i), ("rule",))
            yield problem("unread-rule", where, word=one.rule)
