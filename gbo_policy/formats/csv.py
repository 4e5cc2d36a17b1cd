"""One row a result, for spreadsheets: RFC 4180, UTF-8, the columns of ``COLUMNS`` whatever the language.

No cell can become a formula: text that a spreadsheet would take for one has an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from gbo_policy.basics.problems import Problem
from gbo_policy.basics.steering import in_cell
from gbo_policy.comparing.fingerprint import fingerprint
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._many import WorkspaceAnswer
from gbo_policy.formats._shared import Show, paths
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import because, message, missing_facts, remedy

COLUMNS: dict[str, str] = {
    "rule": "id of the rule",
    "clause": "clause of the agreement",
    "verdict": "compliant, violation, review or not_applicable; notice for what is said besides,"
    " input-error where nothing was judged",
    "severity": "critical, high, medium or low",
    "subject_kind": "kind of what the result is about",
    "subject": "its id",
    "part_of": "the flow of a recipient, the event of a notice",
    "against": "the core actor that it is held against",
    "message": "the verdict in words",
    "because": "the facts that decided",
    "missing": "the facts that would settle a review",
    "assess": "the open terms that would settle a review",
    "remedy": "what would mend it",
    "file": "from the repository's root on",
    "line": "from 1",
    "column": "from 1",
    "waived_by": "who approved the waiver that covers it",
    "waived_until": "the waiver's last day",
    "waived_reason": "the waiver's reason",
    "baselined": "yes where the baseline covers it",
    "change": "new or unchanged, where findings are compared with those at a git revision",
    "fingerprint": "the same in every run for the same finding",
}
INPUT_ERROR = "input-error"


def render(report: Report, lang: str) -> str:
    """Write a heading, a row for every result, and one for every notice: what the answer does not cover, and
    what was read otherwise than written.
    """
    show = paths(report)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for result in report.results:
        row = _row(result, report, show, lang)
        writer.writerow(in_cell(row.get(name)) for name in COLUMNS)
    for notice in report.notices:
        row = _notice(notice, show, lang)
        writer.writerow(in_cell(row.get(name)) for name in COLUMNS)
    return text.getvalue()


def _notice(notice: Problem, show: Show, lang: str) -> dict[str, Any]:
    row: dict[str, Any] = {"rule": notice.code, "verdict": "notice", "message": notice.sentence(lang)}
    if (at := notice.location) is not None:
        row |= {"file": show(at), "line": at.line or "", "column": at.column or ""}
    return row


def _row(result: Result, report: Report, show: Show, lang: str) -> dict[str, Any]:
    location = report.location(result)
    row = {
        "rule": result.rule.id,
        "clause": result.rule.clause,
        "verdict": result.verdict.word,
        "severity": result.rule.severity,
        "subject_kind": result.subject.kind,
        "subject": result.subject.id,
        "part_of": result.subject.of,
        "against": result.against,
        "message": message(result, lang),
        "because": because(result, lang),
        "missing": ", ".join(missing_facts(result)),
        "assess": ", ".join(result.assess()),
        "remedy": remedy(result, lang),
        "file": show(location),
        "line": location.line or "",
        "column": location.column or "",
        "baselined": "yes" if result.baselined else "",
        "change": result.change,
        "fingerprint": fingerprint(result, report),
    }
    if result.waived is not None:
        waiver = report.workspace.waivers[result.waived]
        row |= {
            "waived_by": waiver.approved_by,
            "waived_until": waiver.expires_on.isoformat(),
            "waived_reason": waiver.reason,
        }
    return row


def errors(found: InputErrors) -> str:
    """Write the same heading and a row for each input error: its code for a rule, ``input-error`` for a
    verdict.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in found.problems:
        place = found.place(one)
        row: dict[str, Any] = {"rule": one.code, "verdict": INPUT_ERROR, "message": found.sentence(one)}
        if place is not None:
            row |= {"file": place.file, "line": place.line or "", "column": place.column or ""}
        writer.writerow(in_cell(row.get(name)) for name in COLUMNS)
    return text.getvalue()


def join(answers: Sequence[WorkspaceAnswer]) -> str:
    """Write the rows of each workspace below one heading."""
    texts = [one.written(render, errors) for one in answers]
    head = texts[0].partition("\r\n")[0]
    return head + "\r\n" + "".join(text.partition("\r\n")[2] for text in texts)
