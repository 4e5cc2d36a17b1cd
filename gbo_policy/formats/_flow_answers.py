"""The answer on each flow in one line: it may, not yet since answers are missing, or not as it is proposed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gbo_policy.basics.messages import pick
from gbo_policy.judging.evaluate import Result
from gbo_policy.judging.report import Report

MAY, NOT_YET, NOT_SO = "compliant", "review", "violation"


@dataclass(frozen=True, slots=True)
class FlowAnswer:
    """What holds for one flow: ``verdict`` the worst of its results that count, and how many of them ask and how many say no."""

    id: str
    title: str
    verdict: str
    questions: int
    violations: int

    def words(self, lang: str) -> str:
        """Say it as a person asks it."""
        n, no = self.questions, self.violations
        asked = pick(lang, f"{n} question{'' if n == 1 else 's'}", f"{n} {'vraag' if n == 1 else 'vragen'}")
        if self.verdict == NOT_SO:
            told = pick(
                lang, f"{no} violation{'' if no == 1 else 's'}", f"{no} schending{'' if no == 1 else 'en'}"
            )
            also = f", {asked}" if n else ""
            return pick(lang, "not as proposed", "niet zoals voorgesteld") + f": {told}{also}"
        if self.verdict == NOT_YET:
            return pick(lang, f"not yet: {asked}", f"mag nog niet: {asked}")
        return pick(lang, "may", "mag")


def flow_answers(report: Report) -> list[FlowAnswer]:
    """Give the answer on every flow that was judged, those that may not first, in the order of their ids."""
    of_flow: dict[str, list[Result]] = {}
    for result in report.results:
        subject = result.subject
        flow = subject.of if subject.kind == "recipient" else subject.id if subject.kind == "flow" else None
        if flow is not None:
            of_flow.setdefault(flow, []).append(result)
    made = [_answer(report, flow, results) for flow, results in of_flow.items()]
    return sorted(made, key=lambda a: ((NOT_SO, NOT_YET, MAY).index(a.verdict), a.id))


def _answer(report: Report, flow: str, results: Iterable[Result]) -> FlowAnswer:
    # a waiver and a baseline change what is counted, not what holds
    found = [r for r in results if r.finding]
    violations = sum(r.verdict == NOT_SO for r in found)
    reviews = len(found) - violations
    verdict = NOT_SO if violations else NOT_YET if reviews else MAY
    return FlowAnswer(flow, report.workspace.flow_by_id[flow].title or "", verdict, reviews, violations)
