"""What judges groups of exchanges, made of a case."""

from __future__ import annotations

from gbo_policy.audit.judge.exchange import Reader
from gbo_policy.audit.judge.fact_plan import JUDGED
from gbo_policy.audit.judge.groups import GroupJudging
from gbo_policy.audit.judge.segments import Calendar
from gbo_policy.judging.case import Case


def judging_of(case: Case) -> GroupJudging:
    """Give what judges groups of exchanges."""
    rules = [r for kind in JUDGED for r in case.engine.rules.get(kind, ())]
    calendar = Calendar(case, rules)
    return GroupJudging(Reader.of(case.workspace, case.pack.vocabulary), case.engine, calendar)
