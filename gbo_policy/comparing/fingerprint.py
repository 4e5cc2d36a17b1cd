"""What makes a result the same one in another run: what it is about, never where its file or line stands."""

from __future__ import annotations

import hashlib
import json
from operator import attrgetter
from typing import TYPE_CHECKING

from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result

if TYPE_CHECKING:  # made only where somebody waives: start-up counts
    from gbo_policy.declarations.model.waiver import Waiver

_RECIPIENT = attrgetter("kind", "party", "function", "processor", "on_behalf_of", "name", "country")


def fingerprint(result: Result, report: Report) -> str:
    """Give the SHA-256, in hex, of a result's rule, subject, party held against and verdict; no place, day or
    wording enters it.
    """
    parts = [*identity(result, report), result.verdict.word]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def identity(result: Result, report: Report) -> tuple[str, ...]:
    """Give what stays when only a verdict changes: rule, subject and party held against."""
    return (result.rule.id, *_subject(result, report), result.against or "")


def _subject(result: Result, report: Report) -> list[str]:
    subject = result.subject
    if subject.kind == "waiver":
        return ["waiver", *_numbered([_waiver(w) for w in report.workspace.waivers], int(subject.id))]
    if subject.kind == "recipient" and subject.of is not None:
        index = subject.place
        return ["recipient", subject.of, *_numbered(_recipients(subject.of, report, index), index)]
    return [subject.kind, subject.id]


def _recipients(flow: str, report: Report, last: int) -> list[list[str]]:
    """Give what the recipients of a flow are, up to the one at ``last``."""
    recipients = (report.workspace.flow_by_id[flow].recipients or ())[: last + 1]
    return [[str(value or "") for value in _RECIPIENT(r)] for r in recipients]


def _waiver(waiver: Waiver) -> list[str]:
    about = [*waiver.subject.key(), waiver.subject.recipient or ""]
    return [waiver.rule, *about, str(waiver.approved_on or ""), waiver.expires_on.isoformat()]


def _numbered(names: list[list[str]], index: int) -> list[str]:
    """Name a member of a list by what it is, since its place changes when others come and go; equal ones by
    how many come before.
    """
    return [*names[index], str(names[:index].count(names[index]))] if index < len(names) else []
