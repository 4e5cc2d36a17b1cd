"""What changed since a git revision, and what a baseline covers: in words for people, as data for
programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gbo_policy.basics.translate import say
from gbo_policy.judging.report import Changes, Report, Shift
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import verdicts
from gbo_policy.logic.verdict import Verdict

FINDINGS = (Verdict.VIOLATION, Verdict.REVIEW)


def counted(report: Report) -> dict[str, list[Result]]:
    """Give the new findings that count, and those that stood at the revision already."""
    found = [r for r in report.results.findings if r.waived is None and not r.baselined]
    return {
        "new": [r for r in found if r.change == "new"],
        "unchanged": [r for r in found if r.change == "unchanged"],
    }


def since(report: Report, changes: Changes, lang: str) -> str:
    """Give one line: how many findings are new, fixed and unchanged, since when."""
    found = counted(report)
    new = ", ".join(
        verdicts(
            sum(r.verdict == v for r in found["new"]),
            report.pack.vocabulary.label("verdicts", v.word, lang),
            lang,
        )
        for v in FINDINGS
    )
    where = f"{changes.revision} ({changes.commit[:10]}, {changes.committed})"
    return say(
        lang,
        "since {where}: {new}; {fixed} fixed, {unchanged} unchanged",
        where=where,
        new=new,
        fixed=len(changes.fixed),
        unchanged=len(found["unchanged"]),
    )


def details(report: Report, changes: Changes, lang: str) -> Iterator[str]:
    """Give a line for each finding that is fixed, and for each verdict that time alone changed."""
    for result in changes.fixed:
        yield f"{say(lang, 'fixed')}: {_named(result)}"
    for shift in changes.by_time:
        label = report.pack.vocabulary.label
        before = label("verdicts", shift.before.word, lang) if shift.before is not None else "–"
        text = say(lang, "by time, not by a change of files")
        after = label("verdicts", shift.result.verdict.word, lang)
        yield f"{text}: {_named(shift.result)}: {before} → {after}"


def _named(result: Result) -> str:
    return f"{result.rule.id} ({result.subject.kind}/{result.subject.id})"


def changes_data(report: Report, changes: Changes) -> dict[str, Any]:
    """Give the changes as plain data; ``verdict`` is that of what is new, which the exit code follows."""
    found = counted(report)
    return {
        "since": {
            "revision": changes.revision,
            "commit": changes.commit,
            "committed_at": str(changes.committed),
        },
        "verdict": report.outcome.word,
        "new": [_reference(r) for r in found["new"]],
        "fixed": [_reference(r) for r in changes.fixed],
        "unchanged": [_reference(r) for r in found["unchanged"]],
        "by_time": [_shift(s) for s in changes.by_time],
    }


def _shift(shift: Shift) -> dict[str, Any]:
    return {**_reference(shift.result), "before": None if shift.before is None else shift.before.word}


def _reference(result: Result) -> dict[str, Any]:
    subject = {"kind": result.subject.kind, "id": result.subject.id}
    return {
        "rule": result.rule.id,
        "clause": result.rule.clause,
        "subject": subject,
        "against": result.against,
        "verdict": result.verdict.word,
    }
