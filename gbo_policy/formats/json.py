"""The JSON answer, ``gbo-policy/report/1``; keys and their order are a contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gbo_policy import __version__
from gbo_policy.basics.digest import digest, digest_of
from gbo_policy.basics.problems import Location, Problem
from gbo_policy.basics.steering import in_json
from gbo_policy.basics.steps import dotted
from gbo_policy.comparing.fingerprint import identity
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.formats._changes import changes_data
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._many import WorkspaceAnswer
from gbo_policy.formats._shared import Show, paths
from gbo_policy.judging.evaluate import Result
from gbo_policy.judging.report import Report
from gbo_policy.judging.sanctions import Measure, Pair
from gbo_policy.judging.wording import due_dates, message, missing_facts, next_step, plain, remedy
from gbo_policy.rulebook.rule import Norm

DOSSIER = "results/results.{}.json"
SCHEMA = "gbo-policy/report/1"
ERRORS = "gbo-policy/errors/1"
REPORTS = "gbo-policy/reports/1"

_ONE_LINE = json.JSONEncoder(ensure_ascii=False)


def render(report: Report, lang: str) -> str:
    """Write the whole answer, each result on a line of its own: quick to write and to search, however many there are."""
    return "".join(stream(report, lang))


def stream(report: Report, lang: str) -> Iterator[str]:
    """Write the same piece by piece, so that an answer of a gigabyte never stands in memory."""
    show = paths(report)
    yield "{"
    for i, (key, value) in enumerate(_answer(report, lang, []).items()):
        yield f'{"," if i else ""}\n  "{key}": '
        if key == "results":
            yield "["
            for n, one in enumerate(report.results):
                line = _ONE_LINE.encode(result(one, report, lang, show))
                yield (",\n    " if n else "\n    ") + (line if line.isprintable() else in_json(line))
            yield "\n  ]"
        else:
            yield in_json(json.dumps(value, ensure_ascii=False, indent=2)).replace("\n", "\n  ")
    yield "\n}\n"


def answer(report: Report, lang: str) -> dict[str, Any]:
    """Give the answer as plain data."""
    show = paths(report)
    return _answer(report, lang, [result(r, report, lang, show) for r in report.results])


def _answer(report: Report, lang: str, results: list[dict[str, Any]]) -> dict[str, Any]:
    context = report.context
    return {
        "schema": SCHEMA,
        "pack": {"id": report.pack.id, "version": report.pack.version, "digest": report.pack.digest},
        "engine": __version__,
        "as_of": str(report.as_of),
        "lang": lang,
        "parameters": parameters(report.norms, report.context.notice_mode),
        "inputs": inputs(report.workspace),
        "rules": sorted(report.results[0].engine.conditions) if report.results else [],
        "agreement": {
            "id": report.workspace.agreement.id,
            "in_force_from": plain(context.in_force_from),
            "ended_from": plain(context.ended_from),
        },
        "verdict": report.verdict.word,
        "results": results,
        "sanctions": [_pair(p, lang) for p in report.ladder.pairs],
        "summary": report.counts(),
        "notices": [
            {"message": n.sentence(lang), "location": n.location and _place(paths(report), n.location)}
            for n in report.notices
        ],
        "not_read": [{"file": n.name, "why": n.why} for n in report.workspace.not_read],
        "left_out": {
            "rules": [r.id for r in report.left_out],
            "critical": sum(r.severity == "critical" for r in report.left_out),
        },
    } | _compared(report)


def _compared(report: Report) -> dict[str, Any]:
    """Give what is there only where a baseline or a revision was named."""
    made: dict[str, Any] = {}
    if (held := report.baseline) is not None:
        file = paths(report)(Location(held.file))
        made["baseline"] = {
            "file": file,
            "reason": held.reason,
            "expires_on": held.expires_on.isoformat(),
            "expired": held.expired,
        }
    if report.changes is not None:
        made["changes"] = changes_data(report, report.changes)
    return made


def result_id(one: Result, report: Report) -> str:
    """Give what a result is called in every answer: the same for the same rule, subject and party, whatever the verdict."""
    return digest("\n".join(identity(one, report)).encode("utf-8", "surrogateescape")).partition(":")[2][:32]


def parameters(norms: Mapping[str, Norm], notice_mode: str) -> dict[str, Any]:
    """Give the house norms in force and when a notice counts as given."""
    made = {n.name: {"expected": n.expected, "outer": n.outer, "unit": n.unit} for n in norms.values()}
    return {"notice_given": notice_mode, **dict(sorted(made.items()))}


def inputs(workspace: Workspace) -> dict[str, Any]:
    """Give the digests of the files that were judged, each and together."""
    files = {f.name: f.content for f in workspace.files}
    return {"digest": digest_of(files), "files": [{"name": n, "digest": digest(c)} for n, c in files.items()]}


def result(one: Result, report: Report, lang: str, show: Show | None = None) -> dict[str, Any]:
    """Give one result as plain data; ``show`` names files where many results share it."""
    rule = one.rule
    facts = [
        {"fact": f, "value": plain(v)} | ({"from": [dotted(s) for s in p]} if p else {})
        for f, v, p in one.because()
    ]
    waiver = None if one.waived is None else report.workspace.waivers[one.waived]
    made: dict[str, Any] = {
        "id": result_id(one, report),
        "rule": rule.id,
        "clause": rule.clause,
        "verdict": one.verdict.word,
        "severity": rule.severity,
        "continuing": one.continuing,
        "departure": one.departure and {"clause": one.departure.clause, "says": one.departure.says},
        "subject": subject_data(one),
        "against": one.against,
        "message": message(one, lang),
        "because": facts,
        "missing": missing_facts(one),
        "assess": one.assess(),
        "remedy": remedy(one, lang),
        "location": _place(show or paths(report), report.location(one)),
        "sanctions": [_measure(m) for m in report.ladder.measures(one)],
        "waived": waiver
        and {
            "reason": waiver.reason,
            "approved_by": waiver.approved_by,
            "expires_on": waiver.expires_on.isoformat(),
        },
    }
    if one.baselined:
        made["baseline"] = True
    if one.change is not None:
        made["change"] = one.change
    if (rests := one.norm()) is not None:
        due = due_dates(one)
        norm = rests[0]
        made["house_norm"] = {
            "name": norm.name,
            "unit": norm.unit,
            "expected": norm.expected,
            "outer": norm.outer,
            "due": due and due[0],
            **({"agreed": True} if norm.agreed else {}),
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


def _place(show: Show, location: Location) -> dict[str, Any]:
    return {"file": show(location), "line": location.line, "column": location.column}


def _measure(measure: Measure) -> dict[str, Any]:
    made: dict[str, Any] = {
        "clause": measure.clause,
        "measure": measure.measure,
        "status": measure.status,
        "by": list(measure.by),
        "against": measure.against,
        "from": plain(measure.since),
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
        "contested": list(pair.contested),
        "next": next_step(pair.next, lang, pair.next_on),
        "next_on": plain(pair.next_on),
    }


def errors(found: InputErrors) -> str:
    """Write input errors, ``gbo-policy/errors/1``."""
    made = {
        "schema": ERRORS,
        "engine": __version__,
        "lang": found.lang,
        "errors": [_error(one, found) for one in found.problems],
    }
    return in_json(json.dumps(made, ensure_ascii=False, indent=2)) + "\n"


def _error(one: Problem, found: InputErrors) -> dict[str, Any]:
    place = found.place(one)
    return {
        "code": one.code,
        "message": found.sentence(one),
        "location": place and {"file": place.file, "line": place.line, "column": place.column},
        "word": None if one.words.get("word") is None else str(one.words["word"]),
        "suggestion": None if one.words.get("guess") is None else str(one.words["guess"]),
    }


def join(answers: Sequence[WorkspaceAnswer]) -> str:
    """Write ``gbo-policy/reports/1``: each workspace with its report or its errors."""
    made = {
        "schema": REPORTS,
        "engine": __version__,
        "workspaces": [
            {
                "workspace": one.where,
                "errors" if isinstance(one.answer, InputErrors) else "report": json.loads(
                    one.written(render, errors)
                ),
            }
            for one in answers
        ],
    }
    return in_json(json.dumps(made, ensure_ascii=False, indent=2)) + "\n"
