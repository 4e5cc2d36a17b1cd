"""Workflow commands: annotations on a GitHub Actions run, the worst ones, since GitHub shows only ten of each
level.

How many more there are is said in one of them, and each of those is a plain line of the log.

Violations are errors and reviews are warnings, whatever their severity, as in the exit code; findings that do
not count towards it (waived, in the baseline, unchanged) are not shown again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gbo_policy.basics.problems import Location
from gbo_policy.basics.steering import harmless, no_order
from gbo_policy.basics.translate import say
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._likewise import names, told_once
from gbo_policy.formats._many import WorkspaceAnswer
from gbo_policy.formats._shared import Show, clause, paths, subject, worst_first
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import message, remedy
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import SEVERITIES

SHOWN = 10  # annotations of one level that GitHub shows for a step
_LEVELS = ("error", "warning", "notice")
_LOG = "log"  # said in another one, and a line of the log all the same
_COMMANDS = {Verdict.VIOLATION: "error", Verdict.REVIEW: "warning"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, lang: str) -> str:
    """Write a command for each finding that counts and each notice; nothing when there are none."""
    return _cut(_annotations(report, lang), lang)


class _Annotation(NamedTuple):
    level: str
    rank: int
    command: str
    logged: str


def _cut(found: Sequence[_Annotation], lang: str) -> str:
    """Write the worst of each level, as many as GitHub shows; a notice that says how many more there are, and
    those as lines of the log.
    """
    levels = {
        level: sorted((a for a in found if a.level == level), key=lambda a: a.rank) for level in _LEVELS
    }
    rest = [a for level in _LEVELS[:2] for a in levels[level][SHOWN:]]
    rest += [a for a in found if a.level == _LOG]
    notices = levels["notice"]
    room = SHOWN - 1 if rest or len(notices) > SHOWN else SHOWN
    rest += notices[room:]
    lines = [a.command for level in _LEVELS[:2] for a in levels[level][:SHOWN]]
    if rest:
        lines.append(_command("notice", {"title": "gbo-policy"}, _more(len(rest), lang)))
    lines += [a.command for a in notices[:room]]
    return "".join(f"{line}\n" for line in (*lines, *(a.logged for a in rest)))


def _annotations(report: Report, lang: str) -> list[_Annotation]:
    show = paths(report)
    found = []
    counted = [r for r in worst_first(report.results) if r.counts]
    # ten places are few: what says the same of many takes one of them
    for told in told_once(counted, report):
        result = told.result
        likewise = say(lang, "likewise: ") + names(told, report) if told.others else ""
        level = _COMMANDS[result.verdict]
        place = _place(report.location(result), show) | {"title": _title(result, lang)}
        command = _command(level, place, "\n".join(p for p in (_text(result, lang), likewise) if p))
        rank = SEVERITIES.index(result.rule.severity)
        found.append(_Annotation(level, rank, command, _logged(result, report, show, lang)))
        found += [_Annotation(_LOG, rank, "", _logged(one, report, show, lang)) for one in told.others]
    for notice in report.notices:
        place = _place(notice.location, show) if notice.location else {}
        command = _command("notice", place | {"title": "gbo-policy"}, notice.sentence(lang))
        found.append(_Annotation("notice", 0, command, no_order(notice.line(lang))))
    return found


def _title(result: Result, lang: str) -> str:
    return f"{result.rule.id} ({clause(result.rule.clause, lang)}) {subject(result)}"


def _more(number: int, lang: str) -> str:
    return say(
        lang,
        "and {n} more, which GitHub would not show: they stand below in the log of "
        "this step, and in SARIF and the summary",
        n=number,
    )


def _logged(result: Result, report: Report, show: Show, lang: str) -> str:
    location = report.location(result)
    place = Location(show(location), location.line, location.column)
    label = report.pack.vocabulary.label("verdicts", result.verdict.word, lang)
    return no_order(" ".join(f"{place}: {label}: {_title(result, lang)}: {message(result, lang)}".split()))


def _text(result: Result, lang: str) -> str:
    return "\n".join(part for part in (message(result, lang), remedy(result, lang)) if part)


def _place(location: Location, show: Show) -> dict[str, str]:
    place = {"file": show(location)}
    return place | {"line": str(location.line), "col": str(location.column)} if location.line else place


def _command(name: str, properties: Mapping[str, str], data: str) -> str:
    listed = ",".join(f"{k}={harmless(v).translate(_PROPERTY)}" for k, v in properties.items())
    return f"::{name} {listed}::{harmless(data).translate(_DATA)}"


def errors(found: InputErrors) -> str:
    """Write an error command for each input error, as many as GitHub shows, and what is left out as plain
    lines of the log.
    """
    return _cut(_wrong(found), found.lang)


def _wrong(found: InputErrors) -> list[_Annotation]:
    made = []
    for one in found.problems:
        place = (_place(one.location, found.show) if one.location else {}) | {
            "title": f"gbo-policy {one.code}"
        }
        command = _command("error", place, found.sentence(one))
        made.append(_Annotation("error", -1, command, no_order(one.line(found.lang))))
    return made


def join(answers: Sequence[WorkspaceAnswer]) -> str:
    """Write the worst of all workspaces together: GitHub counts what it shows by step, not by workspace."""
    found = [
        annotation
        for one in answers
        for annotation in (
            _wrong(one.answer) if isinstance(one.answer, InputErrors) else _annotations(one.answer, one.lang)
        )
    ]
    return _cut(found, answers[0].lang)
