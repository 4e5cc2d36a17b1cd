"""Answers of audits in a dossier: whether they are by the same declarations and rules, and of which logs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gbo_policy.basics.digest import digest_of
from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.dossiers.compared_audits import audit_answer
from gbo_policy.judging.report import Report


def other_audit(content: bytes, name: str, report: Report) -> Iterator[Problem]:
    """Tell why an answer does not belong with a report: it is none, or by other declarations or rules."""
    found = audit_answer(content, name)
    if found is None:
        yield problem("not-an-audit", Location(name), word=name)
        return
    declared = digest_of({f.name: f.content for f in report.workspace.files})
    if found["inputs"]["digest"] != declared:
        yield problem("audit-other", Location(name), word=name, what="the declarations")
    if found["pack"]["digest"] != report.pack.digest:
        yield problem("audit-other", Location(name), word=name, what="the rules")


def differing_logs(answer: dict[str, Any], again: dict[str, Any]) -> Iterator[str]:
    """Give the parts of an answer that come out otherwise when its log is judged again; files by their
    digests, wherever they lie.
    """
    digests = [sorted(str(f["digest"]) for f in one["log"]["files"]) for one in (answer, again)]
    if digests[0] != digests[1]:
        yield "log"
    mappings = [(one.get("mapping") or {}).get("digest") for one in (answer, again)]
    if mappings[0] != mappings[1]:
        yield "mapping"
    for part in ("summary", "rules", "pairs", "months", "words", "verdict"):
        if answer.get(part) != again.get(part):
            yield part
    kept = ("rule", "verdict", "against", "missing", "assess", "exchanges", "first", "last", "ids")
    findings = [[{k: f.get(k) for k in kept} for f in one.get("findings", ())] for one in (answer, again)]
    if findings[0] != findings[1]:
        yield "findings"
