"""The agreement: who the core actors are, their officers, signatures, processors, measures, and where the
signed text departs.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Agreement, Party, Processor
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError
from gbo_policy.desk.parts.drafts import free_id, slug
from gbo_policy.desk.parts.entries import entry_of
from gbo_policy.desk.parts.form_pages import ThingForm, show_form, take_form
from gbo_policy.desk.parts.told_results import reasons
from gbo_policy.judging.result import Result

_MODELS: dict[str, tuple[str, type[Any], str]] = {
    "parties": ("party", Party, mark("new core actor")),
    "processors": ("processor", Processor, mark("new processor")),
}
_OWN = ("parties", "processors", "departures", "text", "id")


def _show(call: Call) -> Response:
    case = call.case()
    agreement, report = case.workspace.agreement, case.report
    pending = {"party": {}, "processor": {}, "agreement": {}}  # type: dict[str, dict[str, list[Any]]]
    for result in report.results:
        kind = "processor" if result.subject.kind == "processor_use" else result.subject.kind
        if result.finding and kind in pending:
            key = _subject(result)
            pending[kind].setdefault(key, []).append(reasons(result, case, call.lang))
    signed = {s.party: s for s in agreement.signatures or ()}
    return call.page(
        "agreement.html.jinja",
        agreement=agreement,
        words=case.words,
        parties=list(case.workspace.parties.values()),
        processors=list(case.workspace.processors.values()),
        signed=signed,
        pending=pending,
        since=report.context.in_force_from,
        departures=[(d, case.words.clause_head(d.clause)) for d in agreement.departures or ()],
        told_of=_told(case.workspace, case),
        measures=agreement.specific_measures if agreement.specific_measures != "none" else None,
    )


def _subject(result: Result) -> str:
    return result.subject.id.partition("/")[0]


def _told(workspace: Workspace, case: DeskCase) -> dict[str, list[tuple[str, str]]]:
    """Give, for each processor, which core actor has had the overview, when: the proof of delivery."""
    return {
        p.id: [(case.words.party(one.party), case.words.stated(one.on)) for one in p.listed_with or ()]
        for p in workspace.processors.values()
    }


def _own(call: Call) -> ThingForm:
    entry = entry_of(call.case(), "agreement", "")
    if entry is None:
        raise NotThereError
    title = call.say("The agreement itself")
    return ThingForm(Agreement, entry.data, title, "/agreement", entry, skip=_OWN)


def _departures(call: Call) -> ThingForm:
    entry = entry_of(call.case(), "agreement", "")
    if entry is None:
        raise NotThereError
    others = tuple(k for k in Agreement.model_fields if k != "departures")
    hint = call.say(
        "Name each clause that the signed text words otherwise. State an effect only where it says one of"
        " these; without an effect the "
        "rules on that clause ask a person."
    )
    title = call.say("Where the signed text departs from the model")
    return ThingForm(Agreement, entry.data, title, "/agreement", entry, skip=others, hint=hint)


def _thing(call: Call) -> ThingForm:
    section, key, case = call.params["section"], call.params["key"], call.case()
    if section not in _MODELS:
        raise NotThereError
    kind, model, _ = _MODELS[section]
    entry = entry_of(case, kind, key)
    if entry is None:
        raise NotThereError
    name = str(entry.data.get("name") or key)
    return ThingForm(model, entry.data, name, "/agreement", entry, skip=("id",))


def _new(call: Call) -> ThingForm:
    section, case = call.params["section"], call.case()
    if section not in _MODELS:
        raise NotThereError
    _, model, told = _MODELS[section]
    taken = [*case.workspace.parties, *case.workspace.processors]
    made = free_id(slug(call.text("f.name")) or section[:-1], taken)
    return ThingForm(
        model, {}, call.say(told), "/agreement", section=f"agreement.{section}", fixed={"id": made}
    )


ROUTES = (
    DeskRoute("/agreement", _show, title=mark("Agreement"), order=6),
    DeskRoute(
        "/agreement/own", lambda c: show_form(c, _own(c)), lambda c: take_form(c, _own(c)), writes=True
    ),
    DeskRoute(
        "/agreement/departures",
        lambda c: show_form(c, _departures(c)),
        lambda c: take_form(c, _departures(c)),
        writes=True,
    ),
    DeskRoute(
        "/agreement/{section}/new",
        lambda c: show_form(c, _new(c)),
        lambda c: take_form(c, _new(c)),
        writes=True,
    ),
    DeskRoute(
        "/agreement/{section}/{key}",
        lambda c: show_form(c, _thing(c)),
        lambda c: take_form(c, _thing(c)),
        writes=True,
        order=101,
    ),
)
