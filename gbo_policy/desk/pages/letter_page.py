"""Letters, advices, annexes and registers: what is asked for, what stays blank in them, how they read, and
the file itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from gbo_policy.agreement.events import event_type
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import begun, mark
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError, url, whole_number
from gbo_policy.desk.parts.files_given import given_file
from gbo_policy.documents.writing import Composed, PaperRequest, compose, names, paper
from gbo_policy.documents.writing.content.paper_kind import PaperKind
from gbo_policy.documents.writing.forms import form, usable
from gbo_policy.terms.values import parse_date

_DAYS = ("sent_on", "starting", "effective_on")
_LABELS = {
    "event": mark("The event that it is about"),
    "flow": mark("The exchange that it is about"),
    "by": mark("Who writes"),
    "to": mark("To this core actor only"),
    "against": mark("Against which core actor"),
    "party": mark("Whose"),
    "rule": mark("The rule whose findings are the ground"),
    "article": mark("Article of the GDPR"),
    "means": mark("How it is sent"),
    "sent_on": mark("Day of dispatch"),
    "starting": mark("First day"),
    "effective_on": mark("Day of effect"),
}
_MEANS = ("registered-letter", "email", "letter", "bailiff", "verbal")


def _list(call: Call) -> Response:
    kinds = [(n, _title(call, n)) for n in names()]
    return call.page("letters.html.jinja", kinds=sorted(kinds, key=lambda k: k[1]))


def _title(call: Call, kind: str) -> str:
    return begun(call.say(paper(kind).title))


def _asked(call: Call) -> PaperRequest:
    """Read what was asked for from the address. Raises PolicyError for a day that is none."""
    given: dict[str, Any] = {}
    for one in fields(PaperRequest):
        word = call.query.get(one.name, "").strip()
        if not word:
            continue
        if one.name in _DAYS:
            try:
                given[one.name] = parse_date(word)
            except Exception:  # pydantic's own error
                raise PolicyError([problem("bad-date", None, word=word)]) from None
        else:
            number = whole_number(word) if one.name == "article" else None
            given[one.name] = word if number is None else number
    return PaperRequest(**given)


def _kind(call: Call) -> str:
    kind = call.params["kind"]
    if kind not in names():
        raise NotThereError
    return kind


def _complete(found: PaperKind, asked: PaperRequest) -> bool:
    given = asked.given()
    return all(n in given for n in found.needs) and (
        not found.one_of or any(n in given for n in found.one_of)
    )


def _lacking(call: Call, found: PaperKind, asked: PaperRequest) -> Iterator[str]:
    """Say what is still to be chosen, once the form was sent: a link may open it with a part of it."""
    names, given = (*found.needs, *found.one_of, *found.takes), asked.given()
    shown = [n for n in names if _field(call, n, found)["missing"] is None]
    if not shown or any(n not in call.query for n in shown):
        return
    if needed := [call.say(_LABELS[n]) for n in found.needs if n not in given]:
        yield call.say("Choose first: {what}.", what=", ".join(f"“{n}”" for n in needed))
    if found.one_of and not any(n in given for n in found.one_of):
        either = ", ".join(f"“{call.say(_LABELS[n])}”" for n in found.one_of)
        yield call.say("Choose one of these: {what}.", what=either)


def _show(call: Call) -> Response:
    """Ask what is needed, or show the document with what is blank in it."""
    kind = _kind(call)
    found, made = paper(kind), None
    wrong: tuple[str, ...] = ()
    try:
        asked = _asked(call)
        if _complete(found, asked):
            made = compose(kind, call.case().report, asked, call.lang)
        else:
            wrong = tuple(_lacking(call, found, asked))
    except PolicyError as error:
        wrong = tuple(p.sentence(call.lang) for p in error.problems)
    return call.page(
        "letter.html.jinja",
        422 if wrong else 200,
        kind=kind,
        title=_title(call, kind),
        made=made,
        wrong=wrong,
        fields=[_field(call, n, found) for n in (*found.needs, *found.one_of, *found.takes)],
        needs=found.needs,
        forms=[(n, _where(call, kind, n)) for n in found.forms if _usable(n)] if made is not None else [],
        blanks=_blanks(made),
    )


def _usable(name: str) -> bool:
    library = form(name).library
    return library is None or find_spec(library.partition(".")[0]) is not None


def _where(call: Call, kind: str, name: str) -> str:
    query = urlencode({**{k: v for k, v in call.query.items() if k != "form"}, "form": name})
    return f"{url('letter', kind, 'download')}?{query}"


def _blanks(made: Composed | None) -> list[str]:
    return list(dict.fromkeys(b.what for b in made.blanks)) if made is not None else []


def _field(call: Call, name: str, found: PaperKind) -> dict[str, Any]:
    case = call.case()
    label, options = case.report.pack.vocabulary.label, None
    match name:
        case "event":
            options = [
                (e.id, f"{call.say(event_type(e.type).label)} ({e.id})")
                for e in case.workspace.events
                if not found.events or e.type in found.events
            ]
        case "flow":
            options = [(f.id, f.title or f.id) for f in case.workspace.flows]
        case "by" | "to" | "against" | "party":
            options = [(p.id, p.name or p.id) for p in case.workspace.parties.values()]
        case "rule":
            options = [(r.id, r.title.in_(call.lang)) for r in case.report.pack.rules]
        case "article":
            options = [(str(n), str(n)) for n in range(32, 37)]
        case "means":
            options = [(m, label("means", m, call.lang)) for m in _MEANS]
    return {
        "name": name,
        "label": call.say(_LABELS[name]),
        "options": options,
        "missing": _first(call, name, found) if options == [] else None,
        "needed": name in found.needs,
        "either": name in found.one_of,
        "value": call.query.get(name, ""),
    }


def _first(call: Call, name: str, found: PaperKind) -> tuple[str, str]:
    """Say what has to be there first, and where it is added."""
    if name == "event":
        kind = found.events[0] if len(found.events) == 1 else ""
        told = call.say("Nothing of the kind is on record yet; record it first")
        return told, url("register", "new", kind) if kind else "/register"
    if name == "flow":
        return call.say("No exchange is declared yet; begin with one"), "/exchange"
    return call.say("No core actor is declared yet; begin with the agreement"), "/agreement"


def _download(call: Call) -> Response:
    kind, name = _kind(call), call.query.get("form", "")
    if name not in paper(kind).forms:
        raise NotThereError
    try:
        made = compose(kind, call.case().report, _asked(call), call.lang)
        content = usable(name).render(made.work)
    except PolicyError:
        return _show(call)
    about = call.query.get("flow") or call.query.get("event") or call.query.get("party") or ""
    return given_file(content, f"{kind}{f'-{about}' if about else ''}{form(name).suffix}")


ROUTES = (
    DeskRoute("/letters", _list, title=mark("Documents"), order=7),
    DeskRoute("/letter/{kind}", _show),
    DeskRoute("/letter/{kind}/download", _download),
)
