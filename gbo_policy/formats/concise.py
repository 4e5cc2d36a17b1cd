"""One line a finding, worst first, as editors and other programs read them: place, verdict, rule, clause,
subject, message.
"""

from __future__ import annotations

from collections.abc import Sequence

from gbo_policy.basics.problems import Location
from gbo_policy.basics.steering import no_order
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._many import WorkspaceAnswer
from gbo_policy.formats._shared import Show, clause, excuse, paths, subject, worst_first
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import message


def render(report: Report, lang: str) -> str:
    """Write a line for each finding, one that does not count with its excuse, and for each notice."""
    show = paths(report)
    lines = [_line(r, report, show, lang) for r in worst_first(report.results)]
    for notice in report.notices:
        place = f"{_place(notice.location, show)}: " if notice.location else ""
        lines.append(f"{place}{notice.sentence(lang)}")
    return "".join(f"{no_order(' '.join(line.split()))}\n" for line in lines)


def _place(location: Location, show: Show) -> str:
    return str(Location(show(location), location.line, location.column))


def _line(result: Result, report: Report, show: Show, lang: str) -> str:
    verdict = report.pack.vocabulary.label("verdicts", result.verdict.word, lang)
    why = "" if result.counts else f" ({excuse(result, report, lang)})"
    about = f"{result.rule.id} ({clause(result.rule.clause, lang)}) {subject(result)}"
    return f"{_place(report.location(result), show)}: {verdict}{why}: {about}: {message(result, lang)}"


def errors(found: InputErrors) -> str:
    """Write a line for each input error."""
    lines = []
    for one in found.problems:
        place = found.place(one)
        lines.append(f"{place}: {found.sentence(one)}" if place else found.sentence(one))
    return "".join(f"{no_order(' '.join(line.split()))}\n" for line in lines)


def join(answers: Sequence[WorkspaceAnswer]) -> str:
    """Write the lines of each workspace, one after the other."""
    return "".join(one.written(render, errors) for one in answers)
