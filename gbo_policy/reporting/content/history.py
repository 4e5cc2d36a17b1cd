"""Findings as the report tells them: numbered, open ones first in the order of the clauses, and for a period
from when to when.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gbo_policy.judging.clock import continuing
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result, ResultKey
from gbo_policy.logic.verdict import Verdict
from gbo_policy.over_time.timeline import Span
from gbo_policy.reporting.content.material import Material

STANDINGS = ("running", "proposed", "over")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both ends included, on which a finding had one verdict."""

    first: date
    last: date
    verdict: Verdict


@dataclass(frozen=True)
class Finding:
    """One finding: its result in the report that last held it, and when it stood (nothing for a moment)."""

    number: int
    result: Result
    report: Report
    open: bool
    stretches: tuple[Stretch, ...]

    @property
    def standing(self) -> str:
        """Whether what it is about goes on (``running``), has yet to begin (``proposed``) or is ``over``."""
        return standing(self.result)

    @property
    def anchor(self) -> str:
        """Its anchor in the document."""
        return f"f{self.number}"


def standing(result: Result) -> str:
    """Tell whether what a result is about goes on (``running``), has yet to begin (``proposed``) or is
    ``over``.
    """
    if result.row.prospective:
        return STANDINGS[1]
    return STANDINGS[2] if continuing(result) is False or result.row.over else STANDINGS[0]


def findings(material: Material) -> tuple[Finding, ...]:
    """Give all findings of a moment or period: those open at its end, then those that ended before.

    Of the open ones first what goes on, then what is proposed, then what is over. One that ended is told as
    it last was at its worst: a violation that was mended stays one.
    """
    last: dict[ResultKey, tuple[Result, Report]] = {}
    still = {r.key for r in material.report.results if r.finding}
    for report in (*(s.report for s in material.spans), material.report):
        for one in report.results:
            known = last.get(one.key)
            if one.finding and (known is None or one.key in still or not _milder(one, known[0])):
                last[one.key] = one, report
    seen = stretches(material.spans)
    ordered = sorted(
        last.items(),
        key=lambda item: (
            item[0] not in still,
            STANDINGS.index(standing(item[1][0])) if item[0] in still else 0,
            item[1][0].order(),
        ),
    )
    return tuple(
        Finding(i, result, report, k in still, tuple(seen.get(k, ())))
        for i, (k, (result, report)) in enumerate(ordered, 1)
    )


def _milder(one: Result, than: Result) -> bool:
    return one.verdict != Verdict.VIOLATION and than.verdict == Verdict.VIOLATION


def stretches(spans: Sequence[Span]) -> dict[ResultKey, list[Stretch]]:
    """Give for each finding the days on which it stood, joined where its verdict did not change."""
    found: dict[ResultKey, list[Stretch]] = {}
    for span in spans:
        for result in span.report.results:
            if result.finding:
                _extend(found.setdefault(result.key, []), Stretch(span.first, span.last, result.verdict))
    return found


def merged(stretches_: Iterable[Stretch]) -> list[Stretch]:
    """Join neighbours of one verdict."""
    made: list[Stretch] = []
    for one in stretches_:
        _extend(made, one)
    return made


def _extend(made: list[Stretch], one: Stretch) -> None:
    if made and made[-1].verdict == one.verdict and made[-1].last + _DAY == one.first:
        made[-1] = Stretch(made[-1].first, one.last, one.verdict)
    else:
        made.append(one)
