"""What a report is written from: the judgement of a moment, or of every stretch of a period, and the same on
the other readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from gbo_policy.basics.moments import AsOf
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report
from gbo_policy.over_time.timeline import Span, change_days, spans


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that was set and changes what is judged: its name, its value, and where it was set (a file's
    name, never its folder).
    """

    name: str
    value: str
    source: str


@dataclass(frozen=True)
class Material:
    """``report`` is as of the moment, or of the last day of the period; ``spans`` are empty for a moment.

    ``rules`` are those that took part. ``readings`` holds the report under each other meaning of
    ``notice_given``, when there is a notice that it bears on.
    """

    report: Report
    spans: tuple[Span, ...]
    readings: Mapping[str, Report]
    settings: tuple[Setting, ...]
    rules: frozenset[str]

    @property
    def period(self) -> tuple[date, date] | None:
        """The first and last day, for a period."""
        return (self.spans[0].first, self.spans[-1].last) if self.spans else None


def gather(
    case: Case,
    as_of: AsOf,
    *,
    first: date | None = None,
    settings: Iterable[Setting] = (),
    report: Report | None = None,
) -> Material:
    """Judge as of a moment or, from ``first`` on, every stretch of the period that ends on the day of
    ``as_of``; ``report`` is the moment's, where it is there already.
    """
    report = report or make_report(case, as_of)
    found: tuple[Span, ...] = ()
    if first is not None:
        found = tuple(spans(partial(make_report, case), change_days(case, case.norms), first, as_of.day))
    modes = report.pack.parameters.notice_given.choices if report.context.ends else ()
    readings = {m: make_report(case._replace(notice_given=m), as_of) for m in modes if m != case.notice_given}
    return Material(report, found, readings, tuple(settings), frozenset(case.engine.conditions))
