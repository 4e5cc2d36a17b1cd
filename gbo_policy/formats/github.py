"""Workflow commands: annotations on a GitHub Actions run, worst first since GitHub shows only the first ones of each kind.

Violations are errors and reviews are warnings, whatever their severity, as in the exit code; findings that do not count towards it
(waived, in the baseline, unchanged) are not shown again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gbo_policy.basics.problems import Location
from gbo_policy.formats._shared import Show, clause, paths, subject, worst_first
from gbo_policy.judging.evaluate import Result
from gbo_policy.judging.report import Report
from gbo_policy.judging.wording import message, remedy

_COMMANDS = {"violation": "error", "review": "warning"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, lang: str) -> str:
    """Write a command for each finding that counts and each notice; nothing when there are none."""
    return "".join(f"{line}\n" for line in _lines(report, lang))


def _lines(report: Report, lang: str) -> Iterator[str]:
    show = paths(report)
    for result in worst_first(report.results):
        if result.counts:
            title = f"{result.rule.id} ({clause(result.rule.clause, lang)}) {subject(result)}"
            yield _command(
                _COMMANDS[result.verdict],
                _place(report.location(result), show) | {"title": title},
                _text(result, lang),
            )
    for notice in report.notices:
        place = _place(notice.location, show) if notice.location else {}
        yield _command("notice", place | {"title": "gbo-policy"}, notice.sentence(lang))


def _text(result: Result, lang: str) -> str:
    return "\n".join(part for part in (message(result, lang), remedy(result, lang)) if part)


def _place(location: Location, show: Show) -> dict[str, str]:
    place = {"file": show(location)}
    return place | {"line": str(location.line), "col": str(location.column)} if location.line else place


def _command(name: str, properties: Mapping[str, str], data: str) -> str:
    listed = ",".join(f"{k}={v.translate(_PROPERTY)}" for k, v in properties.items())
    return f"::{name} {listed}::{data.translate(_DATA)}"
