"""What makes a result the same one in another run: what it is about, never where its file or line stands."""

from __future__ import annotations

import hashlib
import json

from gbo_policy.evaluate import Result
from gbo_policy.report import Report

_RECIPIENT = ("kind", "party", "function", "processor", "on_behalf_of", "name", "country")
_WAIVER = ("rule", "about", "approved_on", "expires_on")


def fingerprint(result: Result, report: Report) -> str:
    """Give the SHA-256, in hex, of a result's rule, subject, party held against and verdict; no place, day or wording enters it."""
    parts = [result.rule.id, *_subject(result, report), result.against or "", result.verdict]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _subject(result: Result, report: Report) -> list[str]:
    subject = result.subject
    if subject.kind == "waiver":
        # a waiver has no id: its place in the list changes when another one goes
        return ["waiver", *(str(result.row.value(name)) for name in _WAIVER)]
    if subject.kind == "recipient" and subject.of is not None:
        return ["recipient", subject.of, *_recipient(subject.of, int(subject.id.rpartition("/")[2]), report)]
    return [subject.kind, subject.id]


def _recipient(flow: str, index: int, report: Report) -> list[str]:
    """Name a recipient by what it is, not by its place in the list; equal ones by how many come before."""
    recipients = next(f.recipients or () for f in report.workspace.flows if f.id == flow)
    names = [[str(getattr(r, name) or "") for name in _RECIPIENT] for r in recipients]
    return [*names[index], str(names[:index].count(names[index]))] if index < len(names) else []
