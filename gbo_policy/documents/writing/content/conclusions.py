"""What follows for one flow: the answer, why, what is still to be asked of whom, and under which
conditions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gbo_policy.declarations.model.flow import Flow
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import questions, remedy
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import Inline, Part, joined, run
from gbo_policy.workbench.amending import Amendment
from gbo_policy.workbench.mend import Mending, mend

MOST_WAYS = 5  # of one condition, told in an advice


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The answer on a flow in one line, the reason, the results that it rests on, and what is left to ask and
    to do.
    """

    answer: str
    reason: Inline
    results: tuple[Result, ...]
    questions: tuple[tuple[str, tuple[Inline, ...]], ...]
    conditions: tuple[Inline, ...]
    mendable: bool


def concluded(draft: Draft, flow: Flow) -> Conclusion:
    """Conclude on a flow from all results about it and about its recipients, and from what would mend it."""
    results = tuple(r for r in draft.report.results if r.subject.flow == flow.id)
    violations = [r for r in results if r.verdict == Verdict.VIOLATION]
    asked = tuple(_questions(draft, results))
    number = sum(len(one) for _, one in asked)
    mending = mend(draft.report, flow.id) if violations else None
    conditions = () if mending is None else tuple(dict.fromkeys(_conditions(draft, mending)))
    mendable = mending is not None and bool(mending.options) and not mending.unmendable
    answer = _answer(draft, violations, number, mendable=mendable)
    return Conclusion(answer, _reason(draft, violations), results, asked, conditions, mendable)


def _answer(draft: Draft, violations: list[Result], number: int, *, mendable: bool) -> str:
    """Give one of the four answers that an officer needs."""
    if mendable:
        return draft.word("May if the conditions of section 5 are met; not as proposed")
    if violations:
        return draft.word("Not as proposed")
    if number:
        return draft.words.count(
            number, "May not yet: {number} answer is needed", "May not yet: {number} answers are needed"
        )
    if draft.report.left_out:
        return draft.word("In order as far as it was judged: rules were left out")
    return draft.word("May", context="answer on a flow")


def _reason(draft: Draft, violations: list[Result]) -> Inline:
    if not violations:
        return ()
    clauses = dict.fromkeys(draft.words.clause(r.rule.clause) for r in violations)
    return draft.say("It does not comply with: {clauses}.", clauses=", ".join(clauses))


def _conditions(draft: Draft, mending: Mending) -> Iterator[Inline]:
    """Give what has to change: for each thing that is not in order the ways to put it right, then what no
    change of the flow mends.
    """
    for part in mending.parts:
        if any(f.verdict == Verdict.VIOLATION for f in part.findings):
            yield _ways(draft, part.ways)
    if not mending.parts and mending.options:
        yield _ways(draft, [o.changes for o in mending.options])
    for result in mending.unmendable:
        if result.verdict == Verdict.VIOLATION:
            told = draft.spoken(remedy(result, draft.lang, draft.words.plain_names) or "")
            yield run(told, " (", draft.words.clause(result.rule.clause), ")")
    if mending.left_out and not mending.parts:
        yield draft.say("{number} further ways are not listed here.", number=mending.left_out)
    if not mending.whole:
        yield draft.say("Not every way was looked at: the search ended before.")


def _ways(draft: Draft, ways: Sequence[Sequence[Amendment]]) -> Inline:
    """Give ways to put one thing right, of which one is enough; each may take several changes."""
    shown = [joined([draft.spoken(c.said.in_(draft.lang)) for c in way], "; ") for way in ways[:MOST_WAYS]]
    more = (
        [draft.say("(and {number} further ways)", number=len(ways) - MOST_WAYS)]
        if len(ways) > MOST_WAYS
        else []
    )
    either = [run(Part(draft.word("either"), "dim"), " ")] if len(shown) > 1 else []
    return run(*either, joined(shown, draft.word(" – or ")), *(run(" ", m) for m in more))


def _questions(draft: Draft, results: tuple[Result, ...]) -> Iterator[tuple[str, tuple[Inline, ...]]]:
    """Give the open questions by addressee: the facts that somebody has to state, the terms that somebody has
    to judge.
    """
    asked: dict[str, dict[Inline, None]] = defaultdict(dict)
    for result in (r for r in results if r.verdict == Verdict.REVIEW):
        whom = draft.words.party(result.against) if result.against else draft.word("the core actors together")
        for question in questions(result, draft.lang, draft.words.plain_names, keyed=False):
            asked[whom].setdefault(draft.spoken(question))
        for term in result.assess():
            officer = draft.word("{party}, on the advice of its data protection officer", party=whom)
            named = draft.words.label("terms", term)
            rule = draft.words.of(result.rule.title)
            asked[officer].setdefault(run(f"{named} ({rule})"))
    for whom in sorted(asked):
        yield whom, tuple(asked[whom])
