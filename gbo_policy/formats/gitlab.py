"""GitLab's Code Quality report: the findings that no waiver and no baseline covers, since GitLab knows
neither.

GitLab itself finds out what is new, by comparing fingerprints with the target branch's report; so what is
unchanged stays in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from gbo_policy.basics.digest import digest
from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.problems import Location, Problem
from gbo_policy.comparing.fingerprint import fingerprint
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._many import WorkspaceAnswer
from gbo_policy.formats._shared import Show, clause, paths, worst_first
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import message
from gbo_policy.logic.verdict import Verdict

_SEVERITIES = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}


def render(report: Report, lang: str) -> str:
    """Write the report, a list; GitLab wants no byte order mark and paths from the repository's root."""
    show = paths(report)
    found = [
        _issue(r, report, show, lang)
        for r in worst_first(report.results)
        if r.waived is None and not r.baselined
    ]
    found += [_notice(n, show, lang) for n in report.notices]
    return json_text(found)


def _notice(notice: Problem, show: Show, lang: str) -> dict[str, Any]:
    """Give a notice as information; GitLab wants a place for everything, so one without is on the workspace
    as a whole.
    """
    at = notice.location or Location(".")
    sentence = notice.sentence(lang)
    return {
        "description": sentence,
        "check_name": notice.code,
        "fingerprint": digest(
            f"{notice.code}\n{show(at)}:{at.line}:{at.column}\n{notice.word}".encode(
                "utf-8", "surrogateescape"
            )
        ).removeprefix("sha256:"),
        "severity": "info",
        "location": {"path": show(at), "lines": {"begin": max(at.line, 1)}},
    }


def _issue(result: Result, report: Report, show: Show, lang: str) -> dict[str, Any]:
    location = report.location(result)
    return {
        "description": f"{clause(result.rule.clause, lang)}: {message(result, lang)}",
        "check_name": result.rule.id,
        "fingerprint": fingerprint(result, report),
        # a violation is as grave as its rule; what a human has yet to judge is no more than information
        "severity": _SEVERITIES[result.rule.severity] if result.verdict == Verdict.VIOLATION else "info",
        "location": {"path": show(location), "lines": {"begin": max(location.line, 1)}},
    }


def errors(found: InputErrors) -> str:
    """Write an issue for each input error, of the gravest kind: nothing was judged."""
    made = []
    for one in found.problems:
        place = found.place(one)
        words = [one.code, str(place), found.sentence(one)]
        made.append(
            {
                "description": found.sentence(one),
                "check_name": one.code,
                "fingerprint": hashlib.sha256(
                    "\n".join(words).encode("utf-8", "surrogateescape")
                ).hexdigest(),
                "severity": "blocker",
                "location": {
                    "path": place.file if place else ".",
                    "lines": {"begin": max(place.line, 1) if place else 1},
                },
            }
        )
    return json_text(made)


def join(answers: Sequence[WorkspaceAnswer]) -> str:
    """Write the issues of each workspace in one list."""
    found = [issue for one in answers for issue in json.loads(one.written(render, errors))]
    return json_text(found)
