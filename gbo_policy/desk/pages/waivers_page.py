"""Waivers: decisions to live with one finding until a day. They change no verdict, and say so."""

from __future__ import annotations

from starlette.responses import Response

from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.waiver import Waiver
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError
from gbo_policy.desk.parts.form_pages import ThingForm, show_form, take_form
from gbo_policy.reporting.content.blocks import plain

_KINDS = ("flow", "party", "processor", "event", "agreement")


def _show(call: Call) -> Response:
    from gbo_policy.reporting.sections.relied import waiver_standing

    case = call.case()
    rows = []
    for index, waiver in enumerate(case.workspace.waivers):
        rule = case.report.pack.rule(waiver.rule)
        standing, tone = waiver_standing(index, waiver, case.report, case.words)
        rows.append(
            {
                "title": rule.title.in_(call.lang) if rule is not None else waiver.rule,
                "clause": case.words.clause(rule.clause) if rule is not None else "",
                "about": plain(case.words.assessed(waiver.subject)),
                "standing": standing,
                "tone": tone,
                "waiver": waiver,
                "until": case.words.day(waiver.expires_on),
            }
        )
    return call.page("waivers.html.jinja", rows=rows)


def _new(call: Call) -> ThingForm:
    """Give the form of a waiver for the finding that the address names."""
    case = call.case()
    given = {k: call.query.get(k, "").strip() for k in ("rule", "kind", "id", "recipient")}
    rule = case.report.pack.rule(given["rule"])
    if rule is None or not rule.waivable or given["kind"] not in _KINDS or not given["id"]:
        raise NotThereError
    subject = {given["kind"]: given["id"]} | ({"recipient": given["recipient"]} if given["recipient"] else {})
    about = case.words.bare(given["kind"], given["id"])
    return ThingForm(
        Waiver,
        {"approved_on": case.report.as_of.day.isoformat()} if not call.form else {},
        call.say("Live with this until a day: {rule}", rule=rule.title.in_(call.lang)),
        "/waivers",
        section="waivers",
        fixed={"rule": rule.id, "subject": subject},
        hint=call.say(
            "About: {about}. What is wrong stays wrong and is told as such; somebody decides to live with it"
            " for a while, with a reason and a last day.",
            about=about,
        ),
    )


ROUTES = (
    DeskRoute("/waivers", _show, title=mark("Waivers"), order=6),
    DeskRoute("/waivers/new", lambda c: show_form(c, _new(c)), lambda c: take_form(c, _new(c)), writes=True),
)
