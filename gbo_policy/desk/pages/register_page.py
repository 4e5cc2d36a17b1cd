"""The register: breaches with their clocks, requests, findings, suspensions, cessations, terminations; each
saves an event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from starlette.responses import Response

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events import names as event_types
from gbo_policy.agreement.key_values import value_of
from gbo_policy.agreement.register import Event
from gbo_policy.basics.translate import begun, count, mark, say
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError, url
from gbo_policy.desk.parts.drafts import free_id, slug
from gbo_policy.desk.parts.entries import entry_of
from gbo_policy.desk.parts.foreseen import follows
from gbo_policy.desk.parts.form_pages import ThingForm, show_form, take_form
from gbo_policy.desk.parts.told_results import reasons
from gbo_policy.logic.verdict import Verdict
from gbo_policy.over_time.deadlines import Deadline, deadlines

_FIXED = ("id", "type")
_HOURS_TOLD = 72  # the longest clock that the law counts in hours
# where an event begins: filled in beforehand as today or now, to be changed
_TODAY = {"requested_on", "found_on", "received_on", "from", "notified_on", "sent_on", "on"}


def _show(call: Call) -> Response:
    case = call.case()
    tones: dict[str, Verdict] = {}
    for result in case.report.results:
        if result.subject.kind in ("event", "notice"):
            key = result.subject.of or result.subject.id
            tones[key] = max(tones.get(key, Verdict.NOT_APPLICABLE), result.verdict)
    running = {d.event for d in deadlines(case.report) if not d.overdue(case.report.as_of)}
    rows = [_row(e, case, tones, e.id in running) for e in case.workspace.events]
    rows.sort(key=lambda r: (r["when"], r["id"]), reverse=True)
    kinds = [(name, call.say(event_type(name).label)) for name in event_types()]
    kinds.sort(key=lambda kind: kind[1])
    return call.page("register.html.jinja", rows=rows, kinds=kinds, has=case.workspace.has_register)


def _row(event: Event, case: DeskCase, tones: dict[str, Verdict], running: bool) -> dict[str, Any]:
    kind = event_type(event.type)
    bearer = value_of(event, kind.bearer)
    began = next((v for k in kind.happens if (v := value_of(event, k)) is not None), None)
    verdict = tones.get(event.id, Verdict.NOT_APPLICABLE)
    return {
        "id": event.id,
        "kind": case.words.event_type(event.type),
        "who": case.words.party(bearer) if isinstance(bearer, str) else "–",
        "when": case.words.moment(began) if isinstance(began, date | datetime) else "",
        "verdict": case.words.label("verdicts", verdict.word),
        "tone": verdict.word,
        "running": running,
    }


def _form(call: Call, key: str) -> ThingForm:
    case = call.case()
    entry = entry_of(case, "event", key)
    if entry is None:
        raise NotThereError
    kind = event_type(str(entry.data.get("type")))
    title = begun(call.say(kind.label))
    return ThingForm(
        kind.model,
        entry.data,
        title,
        "/register",
        entry,
        skip=_FIXED,
        hint=call.say("{title} {key}", title=title, key=key),
        aside=_not_told(call, entry.data),
        follows=lambda after: follows(after, key),
    )


def _not_told(call: Call, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Say why a clock does not run: of a breach, that nobody says yet who was told."""
    if data.get("type") != "breach" or data.get("notified") is not None:
        return ()
    return (
        call.say(
            "Was no core actor told yet? Tick “there are none” there: only then the clock of the agreement"
            " runs."
        ),
    )


def _event(call: Call) -> Response:
    """Show an event: its clocks, how it is judged, and its form."""
    key, case = call.params["key"], call.case()
    thing = _form(call, key)
    found = [
        r
        for r in case.report.results
        if key in (r.subject.id, r.subject.of) and r.subject.kind in ("event", "notice")
    ]
    clocks = [_clock(d, case) for d in deadlines(case.report) if d.event == key]
    from gbo_policy.desk.parts.forms import FormMaker
    from gbo_policy.documents.writing import names, paper

    return call.page(
        "event.html.jinja",
        thing=thing,
        clocks=clocks,
        told_wrong=[],
        found=[reasons(r, case, call.lang) for r in found if r.finding],
        kept=[reasons(r, case, call.lang) for r in found if r.verdict == Verdict.COMPLIANT],
        fields=FormMaker(case, call.lang).fields(thing.model, thing.data, skip=thing.not_asked),
        letters=[
            (call.say(paper(n).title), url("letter", n, event=key))
            for n in names()
            if thing.data.get("type") in paper(n).events
        ],
        ends=list(follows(case, key)) if thing.data.get("type") == "termination" else [],
    )


def _clock(one: Deadline, case: DeskCase) -> dict[str, Any]:
    """Give a clock as it runs: by the agreement or by the law, whom to tell, and how long is left."""
    return {
        "what": one.what.in_(case.lang),
        "law": one.source == "law",
        "to": case.words.parties(one.to)
        if one.source != "law"
        else ", ".join(case.words.label("authorities", a) for a in one.to),
        "expected": case.words.moment(one.expected),
        "outer": case.words.moment(one.outer) if one.outer else "",
        "left": _left(one.outer or one.expected, one, case),
        "late": one.overdue(case.report.as_of) > timedelta() and not one.doubted,
    }


def _left(end: date | datetime, one: Deadline, case: DeskCase) -> str:
    """Say how long a clock still runs or is over: one of days in days, one of hours in hours up to three
    days.
    """
    if not isinstance(end, datetime):
        return _days_left((end - case.report.as_of.day).days, one, case.lang)
    hours, lang = int((end - case.report.as_of.moment).total_seconds() // 3600), case.lang
    over = abs(hours)
    if over <= _HOURS_TOLD and hours < 0 and one.doubted:
        return count(lang, over, "{number} hour past, for review", "{number} hours past, for review")
    if over <= _HOURS_TOLD and hours < 0:
        return count(lang, over, "{number} hour late", "{number} hours late")
    if over <= _HOURS_TOLD:
        return count(lang, over, "{number} hour left", "{number} hours left")
    return _days_left(hours // 24 if hours > 0 else -(over // 24), one, lang)


def _days_left(days: int, one: Deadline, lang: str) -> str:
    if not days:
        return say(lang, "today")
    if days < 0 and one.doubted:
        return count(lang, -days, "{number} day past, for review", "{number} days past, for review")
    if days < 0:
        return count(lang, -days, "{number} day late", "{number} days late")
    return count(lang, days, "{number} day left", "{number} days left")


def _new(call: Call) -> ThingForm:
    case, name = call.case(), call.params["type"]
    if name not in event_types():
        raise NotThereError
    kind = event_type(name)
    today = case.report.as_of.day.isoformat()
    keys = [f.alias or n for n, f in kind.model.model_fields.items()]
    data: dict[str, Any] = {k: today for k in keys if k in _TODAY}
    data |= {k: v for k in keys if (v := call.query.get(k, "")) and k not in _FIXED}
    word = call.say(kind.label).split()[0] if call.lang == "nl" else name  # as she would call it
    made = free_id(f"{slug(word)}-{today}", case.report.context.recorded)
    title = call.say("New in the register: {what}", what=call.say(kind.label))
    return ThingForm(
        kind.model,
        data if call.form.get("csrf") is None else {},
        title,
        "/register",
        section="events",
        fixed={"id": made, "type": name},
        hint=call.say("Leave out what you do not know; it becomes a question."),
        aside=_not_told(call, {"type": name}),
        follows=lambda after: follows(after, made),
    )


ROUTES = (
    DeskRoute("/register", _show, title=mark("Events"), order=5),
    DeskRoute(
        "/register/new/{type}", lambda c: show_form(c, _new(c)), lambda c: take_form(c, _new(c)), writes=True
    ),
    DeskRoute(
        "/register/event/{key}", _event, lambda c: take_form(c, _form(c, c.params["key"])), writes=True
    ),
)
