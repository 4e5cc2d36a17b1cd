"""The answer on each flow in one line: it may, not yet since answers are missing, or not as it is
proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gbo_policy.basics.translate import count, say
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.logic.verdict import Verdict

MAY, NOT_YET, NOT_SO = Verdict.COMPLIANT, Verdict.REVIEW, Verdict.VIOLATION


class FlowAnswer(NamedTuple):
    """What holds for one flow: ``verdict`` the worst of its results that count, and how many of them ask and
    how many say no.
    """

    id: str
    title: str
    verdict: Verdict
    questions: int
    violations: int
    partly: bool = False  # rules were left out, so what is in order may still be wrong by one of them

    def words(self, lang: str) -> str:
        """Say it as a person asks it."""
        asked = count(lang, self.questions, "{number} question", "{number} questions")
        if self.verdict == NOT_SO:
            told = count(lang, self.violations, "{number} violation", "{number} violations")
            also = f", {asked}" if self.questions else ""
            return say(lang, "not as proposed") + f": {told}{also}"
        if self.verdict == NOT_YET:
            return say(lang, "not yet: {asked}", asked=asked)
        if self.partly:
            return say(lang, "in order, judged in part")
        return say(lang, "may", context="answer on a flow")


def flow_answers(report: Report) -> list[FlowAnswer]:
    """Give the answer on every flow that was judged, those that may not first, in the order of their ids."""
    made = [_answer(report, flow, found) for flow, found in report.results.by_flow().items()]
    return sorted(made, key=lambda a: (-a.verdict, a.id))


def _answer(report: Report, flow: str, found: Sequence[Result]) -> FlowAnswer:
    # a waiver and a baseline change what is counted, not what holds
    violations = sum(r.verdict == NOT_SO for r in found)
    reviews = len(found) - violations
    verdict = NOT_SO if violations else NOT_YET if reviews else MAY
    title = report.workspace.flow_by_id[flow].title or ""
    return FlowAnswer(flow, title, verdict, reviews, violations, bool(report.left_out))
