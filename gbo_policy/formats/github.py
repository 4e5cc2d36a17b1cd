"""Workflow commands: annotations on a GitHub Actions run, the worst ones, since GitHub shows only ten of each level.

How many more there are is said in one of them, and each of those is a plain line of the log.

Violations are errors and reviews are warnings, whatever their severity, as in the exit code; findings that do not count towards it
(waived, in the baseline, unchanged) are not shown again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gbo_policy.basics.problems import Location
from gbo_policy.basics.steering import harmless, no_order
from gbo_policy.basics.translate import say
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._shared import Show, clause, paths, subject, worst_first
from gbo_policy.judging.evaluate import Result
from gbo_policy.judging.report import Report
from gbo_policy.judging.wording import message, remedy

SHOWN = 10  # annotations of one level that GitHub shows for a step
_COMMANDS = {"violation": "error", "review": "warning"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, lang: str) -> str:
    """Write a command for each finding that counts and each notice; nothing when there are none."""
    return "".join(f"{line}\n" for line in _lines(report, lang))


def _lines(report: Report, lang: str) -> Iterator[str]:
    show = paths(report)
    counting = [r for r in worst_first(report.results) if r.counts]
    levels = [[r for r in counting if r.verdict == verdict] for verdict in _COMMANDS]
    for result in (r for level in levels for r in level[:SHOWN]):
        yield _command(
            _COMMANDS[result.verdict],
            _place(report.location(result), show) | {"title": _title(result, lang)},
            _text(result, lang),
        )
    rest = [r for level in levels for r in level[SHOWN:]]
    room = SHOWN - bool(rest) - (len(report.notices) > SHOWN - bool(rest))
    left = len(rest) + max(len(report.notices) - room, 0)
    if left:
        yield _command("notice", {"title": "gbo-policy"}, _more(left, lang))
    for notice in report.notices[:room]:
        place = _place(notice.location, show) if notice.location else {}
        yield _command("notice", place | {"title": "gbo-policy"}, notice.sentence(lang))
    yield from (_logged(r, report, show, lang) for r in rest)
    yield from (no_order(n.line(lang)) for n in report.notices[room:])


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
    label = report.pack.vocabulary.label("verdicts", result.verdict, lang)
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
    """Write an error command for each input error, as many as GitHub shows, and what is left out as plain lines of the log."""
    made = [
        _command(
            "error",
            (_place(one.location, found.show) if one.location else {}) | {"title": f"gbo-policy {one.code}"},
            found.sentence(one),
        )
        for one in found.problems[:SHOWN]
    ]
    if rest := found.problems[SHOWN:]:
        made.append(_command("notice", {"title": "gbo-policy"}, _more(len(rest), found.lang)))
        made += [no_order(one.line(found.lang)) for one in rest]
    return "".join(f"{line}\n" for line in made)
