"""The JSON answer, ``gbo-policy/report/1``; keys and their order are a contract."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from gbo_policy import __version__
from gbo_policy.basics.digest import digest, digest_of
from gbo_policy.basics.json_text import json_text, plain_json
from gbo_policy.basics.problems import Location, Problem
from gbo_policy.basics.steering import in_json
from gbo_policy.basics.steps import Paths, dotted
from gbo_policy.comparing.fingerprint import identity
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.formats._shared import Show, paths
from gbo_policy.judging.clock import continuing, norm_of, pending
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.sanctions import Measure, Pair
from gbo_policy.judging.wording import due_dates, labels_of, message, missing_facts, plain, remedy
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Norm
from gbo_policy.terms.vocabulary import Vocabulary

if TYPE_CHECKING:  # of few runs: start-up counts
    from gbo_policy.formats._errors import InputErrors
    from gbo_policy.formats._many import WorkspaceAnswer

DOSSIER = "results/results.{}.json"
SCHEMA = "gbo-policy/report/1"
ERRORS = "gbo-policy/errors/1"
REPORTS = "gbo-policy/reports/1"

_ONE_LINE = json.JSONEncoder(ensure_ascii=False, check_circular=False)  # what is made here never is
_TEXT = json.encoder.encode_basestring  # one text with its quotation marks, as that encoder writes it
# stands for what is a result's own: as no text of a user holds a null character, nothing else is encoded so
_HERE, _ENCODED_HERE = "\0", '"\\u0000"'


def render(report: Report, lang: str) -> str:
    """Write the whole answer, each result on a line of its own: quick to write and to search, however many
    there are.
    """
    return "".join(stream(report, lang))


def stream(report: Report, lang: str) -> Iterator[str]:
    """Write the same piece by piece, so that an answer of a gigabyte never stands in memory."""
    lines = _Lines(report, lang, paths(report))
    yield "{"
    for i, (key, value) in enumerate(_answer(report, lang, []).items()):
        yield f'{"," if i else ""}\n  "{key}": '
        if key == "results":
            yield "["
            for n, one in enumerate(report.results):
                line = lines.line(one)
                yield (",\n    " if n else "\n    ") + (line if plain_json(line) else in_json(line))
            yield "\n  ]"
        else:
            yield json_text(value)[:-1].replace("\n", "\n  ")
    yield "\n}\n"


class _Own(NamedTuple):
    """What is a result's own among those of its rule that are in order, or to which it does not apply."""

    id: Any
    subject: Any
    against: Any
    because: Any
    location: Any


def _own(one: Result, report: Report, show: Show) -> _Own:
    return _Own(
        result_id(one, report),
        subject_data(one),
        one.against,
        _facts(one.because()),
        _place(show, report.location(one)),
    )


class _Lines:
    """Encodes results one by one. Most are in order and differ in what is their own alone: all else of such a
    line is encoded once for each rule and verdict.
    """

    def __init__(self, report: Report, lang: str, show: Show) -> None:
        self.report, self.lang, self.show = report, lang, show
        self.frames: dict[tuple[str, Verdict], list[str]] = {}

    def line(self, one: Result) -> str:
        if not _as_others(one):
            return _ONE_LINE.encode(result(one, self.report, self.lang, self.show))
        place, frame = self.report.location(one), self.frame(one)
        because = tuple([(fact, type(value), value, paths) for fact, value, paths in one.because()])
        subject = ", ".join([f'"{key}": {_TEXT(word)}' for key, word in subject_data(one).items()])
        own = _Own(
            f'"{result_id(one, self.report)}"',
            f"{{{subject}}}",
            "null" if one.against is None else _TEXT(one.against),
            _told(because),
            f'{{"file": {_TEXT(self.show(place))}, "line": {place.line}, "column": {place.column}}}',
        )
        return "".join([before + part for before, part in zip(frame, own, strict=False)]) + frame[-1]

    def frame(self, one: Result) -> list[str]:
        """Give what stands before, between and behind the parts that are a result's own."""
        key = (one.rule.id, one.verdict)
        if key not in self.frames:
            made = result(one, self.report, self.lang, self.show, _Own(*[_HERE] * len(_Own._fields)))
            self.frames[key] = _ONE_LINE.encode(made).split(_ENCODED_HERE)
        return self.frames[key]


def _as_others(one: Result) -> bool:
    """Tell whether a result can be written from its rule's frame: no finding, and nothing of its own but id,
    subject, party, facts and place.
    """
    beside = one.settled or one.departure or one.baselined or one.change or one.rule.norm or labels_of(one)
    return not one.finding and not beside


@lru_cache(4096)
def _told(facts: tuple[tuple[str, type, Any, Paths], ...]) -> str:
    """Encode facts that decided; their types tell apart what Python calls equal, such as 1 and true."""
    return _ONE_LINE.encode(_facts([(fact, value, paths) for fact, _, value, paths in facts]))


def _facts(because: Iterable[tuple[str, Any, Paths]]) -> list[dict[str, Any]]:
    return [
        {"fact": f, "value": plain(v)} | ({"from": [dotted(s) for s in p]} if p else {})
        for f, v, p in because
    ]


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
        "parameters": parameters(report.norms, report.context.notice_given),
        "inputs": inputs(report.workspace),
        "rules": sorted(report.engine.conditions) if report.results else [],
        "agreement": {
            "id": report.workspace.agreement.id,
            "in_force_from": plain(context.in_force_from),
            "ended_from": plain(context.ended_from),
        },
        "verdict": report.verdict.word,
        "results": results,
        "sanctions": [_pair(p, report.pack.vocabulary, lang) for p in report.ladder.pairs],
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
        from gbo_policy.formats._changes import changes_data

        made["changes"] = changes_data(report, report.changes)
    return made


def result_id(one: Result, report: Report) -> str:
    """Give what a result is called in every answer: the same for the same rule, subject and party, whatever
    the verdict.
    """
    named = "\n".join(identity(one, report)).encode("utf-8", "surrogateescape")
    return hashlib.sha256(named).hexdigest()[:32]


def parameters(norms: Mapping[str, Norm], notice_given: str) -> dict[str, Any]:
    """Give the house norms in force and when a notice counts as given."""
    made = {n.name: {"expected": n.expected, "outer": n.outer, "unit": n.unit} for n in norms.values()}
    return {"notice_given": notice_given, **dict(sorted(made.items()))}


def inputs(workspace: Workspace) -> dict[str, Any]:
    """Give the digests of the files that were judged, each and together."""
    files = {f.name: f.content for f in workspace.files}
    return {"digest": digest_of(files), "files": [{"name": n, "digest": digest(c)} for n, c in files.items()]}


def result(
    one: Result, report: Report, lang: str, show: Show | None = None, own: _Own | None = None
) -> dict[str, Any]:
    """Give one result as plain data; ``show`` names files where many results share it. ``own`` may stand for
    what is its own.
    """
    rule = one.rule
    own = own or _own(one, report, show or paths(report))
    waiver = None if one.waived is None else report.workspace.waivers[one.waived]
    made: dict[str, Any] = {
        "id": own.id,
        "rule": rule.id,
        "clause": rule.clause,
        "verdict": one.verdict.word,
        "severity": rule.severity,
        "continuing": continuing(one),
        "departure": one.departure and {"clause": one.departure.clause, "says": one.departure.says},
        "house_norm": _house_norm(one),
        "subject": own.subject,
        "against": own.against,
        "message": message(one, lang),
        "because": own.because,
        "missing": missing_facts(one),
        "assess": one.assess(),
        "remedy": remedy(one, lang),
        "location": own.location,
        "sanctions": [_measure(m) for m in report.ladder.measures(one)],
        "waived": waiver
        and {
            "reason": waiver.reason,
            "approved_by": waiver.approved_by,
            "expires_on": waiver.expires_on.isoformat(),
        },
    }
    if labels := labels_of(one):
        made["labels"] = labels
    if one.baselined:
        made["baseline"] = True
    if one.change is not None:
        made["change"] = one.change
    return made


def _house_norm(one: Result) -> dict[str, Any] | None:
    """Give the house norm that a result rests on, with the days that follow from it; None where it rests on
    none.
    """
    rests, due = norm_of(one), due_dates(one)
    if rests is None:
        return None
    norm = rests[0]
    return {
        "name": norm.name,
        "unit": norm.unit,
        "expected": norm.expected,
        "outer": norm.outer,
        "due": due and due[0],
        **({"agreed": True} if norm.agreed else {}),
        "outer_due": due and due[1],
        "pending": pending(one),
    }


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


def _pair(pair: Pair, words: Vocabulary, lang: str) -> dict[str, Any]:
    return {
        "by": pair.by,
        "against": pair.against,
        "state": pair.state,
        "since": plain(pair.since),
        "grounds": list(pair.grounds),
        "contested": list(pair.contested),
        "next": words.next_step(pair.next, pair.next_on, lang),
        "next_on": plain(pair.next_on),
    }


def errors(found: "InputErrors") -> str:
    """Write input errors, ``gbo-policy/errors/1``."""
    made = {
        "schema": ERRORS,
        "engine": __version__,
        "lang": found.lang,
        "errors": [_error(one, found) for one in found.problems],
    }
    return json_text(made)


def _error(one: Problem, found: "InputErrors") -> dict[str, Any]:
    place = found.place(one)
    return {
        "code": one.code,
        "message": found.sentence(one),
        "location": place and {"file": place.file, "line": place.line, "column": place.column},
        "word": None if one.words.get("word") is None else str(one.words["word"]),
        "suggestion": None if one.words.get("guess") is None else str(one.words["guess"]),
    }


def join(answers: Sequence["WorkspaceAnswer"]) -> str:
    """Write ``gbo-policy/reports/1``: each workspace with its report or its errors."""
    made = {
        "schema": REPORTS,
        "engine": __version__,
        "workspaces": [
            {
                "workspace": one.where,
                "report" if isinstance(one.answer, Report) else "errors": json.loads(
                    one.written(render, errors)
                ),
            }
            for one in answers
        ],
    }
    return json_text(made)
