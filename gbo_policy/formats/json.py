"""The JSON answer, ``gbo-policy/report/1``; keys and their order are a contract."""

from __future__ import annotations

import json
from typing import Any

from gbo_policy import __version__
from gbo_policy.evaluate import Result
from gbo_policy.report import Report
from gbo_policy.sanctions import Measure, Pair
from gbo_policy.wording import due_dates, message, next_step, plain, remedy

SCHEMA = "gbo-policy/report/1"


def render(report: Report, lang: str) -> str:
    """Write the whole answer."""
    return json.dumps(answer(report, lang), ensure_ascii=False, indent=2) + "\n"


def answer(report: Report, lang: str) -> dict[str, Any]:
    """Give the answer as plain data."""
    context = report.context
    return {
        "schema": SCHEMA,
        "pack": {"id": report.pack.id, "version": report.pack.version, "digest": report.pack.digest},
        "engine": __version__,
        "as_of": str(report.as_of),
        "lang": lang,
        "agreement": {
            "id": report.workspace.agreement.id,
            "in_force_from": plain(context.in_force_from),
            "ended_from": plain(context.ended_from),
        },
        "verdict": report.verdict,
        "results": [result(r, report, lang) for r in report.results],
        "sanctions": [_pair(p, lang) for p in report.ladder.pairs],
        "summary": dict(report.summary),
        "notices": [
            {"message": n.sentence(lang), "location": _place(report, n.location)} for n in report.notices
        ],
    }


def result(one: Result, report: Report, lang: str) -> dict[str, Any]:
    """Give one result as plain data."""
    rule = one.rule
    facts = [{"fact": f, "value": plain(v)} | ({"from": list(p)} if p else {}) for f, v, p in one.because()]
    waiver = None if one.waived is None else report.workspace.waivers[one.waived]
    made = {
        "rule": rule.id,
        "clause": rule.clause,
        "verdict": one.verdict,
        "severity": rule.severity,
        "subject": subject_data(one),
        "against": one.against,
        "message": message(one, lang),
        "because": facts,
        "missing": one.missing(),
        "assess": one.assess(),
        "remedy": remedy(one, lang),
        "location": _place(report, report.location(one)),
        "sanctions": [_measure(m) for m in report.ladder.measures(one)],
        "waived": waiver and {"reason": waiver.reason, "approved_by": waiver.approved_by, "expires_on": waiver.expires_on.isoformat()},
    }
    if (rests := one.norm()) is not None:
        due = due_dates(one)
        norm = rests[0]
        made["house_norm"] = {
            "name": norm.name,
            "unit": norm.unit,
            "expected": norm.expected,
            "outer": norm.outer,
            "due": due and due[0],
            "outer_due": due and due[1],
            "pending": one.pending(),
        }
    return made


def subject_data(one: Result) -> dict[str, str]:
    """Give a result's subject as plain data."""
    subject = one.subject
    made = {"kind": subject.kind, "id": subject.id}
    if subject.of is not None:
        made["flow" if subject.kind == "recipient" else "event"] = subject.of
    return made


def _place(report: Report, location: Any) -> dict[str, Any]:
    place = report.relative(location)
    return {"file": place.file, "line": place.line, "column": place.column}


def _measure(measure: Measure) -> dict[str, Any]:
    made: dict[str, Any] = {
        "clause": measure.clause,
        "measure": measure.measure,
        "status": measure.status,
        "by": list(measure.by),
        "against": measure.against,
        "from": measure.since.isoformat(),
    }
    if measure.via is not None:
        made["via"] = measure.via
    if measure.measure == "supervision":
        made["authority"] = measure.authority
    return made


def _pair(pair: Pair, lang: str) -> dict[str, Any]:
    return {
        "by": pair.by,
        "against": pair.against,
        "state": pair.state,
        "since": plain(pair.since),
        "grounds": list(pair.grounds),
        "next": next_step(pair.next, lang),
        "next_on": plain(pair.next_on),
    }
