"""A judgement, recorded from the place that asks for it: the term explained, the reasons, the evidence, until
when it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from starlette.responses import Response

from gbo_policy.basics.translate import say
from gbo_policy.declarations.model.agreement import CLAUSE_OF_EFFECT
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError, url
from gbo_policy.desk.parts.entries import WrittenEntry, sections
from gbo_policy.desk.parts.form_pages import ThingForm, show_form, take_form
from gbo_policy.desk.parts.open_questions import OpenQuestion, Waiting, waiting
from gbo_policy.desk.parts.questions_told import told_question
from gbo_policy.facts.flow_seen import judged_day
from gbo_policy.judging.departing import Departing
from gbo_policy.rulebook.rule import Rule

_KINDS = ("flow", "party", "processor", "event", "agreement")


def _thing(call: Call) -> ThingForm:
    given = {k: call.query.get(k, "").strip() for k in ("term", "kind", "id", "rule", "recipient")}
    case = call.case()
    terms: dict[str, Any] = case.report.pack.vocabulary.raw["terms"]
    if given["term"] not in terms or given["kind"] not in _KINDS:
        raise NotThereError
    key = given["id"] or case.workspace.agreement.id
    subject = {given["kind"]: key} | ({"recipient": given["recipient"]} if given["recipient"] else {})
    fixed: dict[str, Any] = {"term": given["term"], "subject": subject}
    if given["rule"]:
        fixed["rule"] = given["rule"]
    skip = () if given["rule"] else ("rule",)
    today = case.report.as_of.day
    asked = OpenQuestion(given["kind"], given["id"], (), given["term"], given["rule"], given["recipient"])
    found = next((w for w in waiting(case.report.results) if w.asked == asked), Waiting(asked))
    told = told_question(found, case, call.lang)
    return ThingForm(
        Assessment,
        {} if call.form else {"on": today.isoformat(), "review_by": _a_year_on(_judged(given, case))},
        told.text,
        url("flow", key) if given["kind"] == "flow" else "/questions",
        section="assessments",
        skip=skip,
        fixed=fixed,
        hint=call.say(
            "About: {about}. The program never answers this: whoever judges gives a name, reasons, and a"
            " day until which it holds.",
            about=told.about,
        ),
        aside=tuple(_explained(call, given)),
        follows=lambda after: _unsaid(after, case),
    )


def _judged(given: Mapping[str, str], case: DeskCase) -> str:
    """Give the day from which a judgement has to hold: the first of a flow to come, or today."""
    flow = case.workspace.flow_by_id.get(given["id"]) if given["kind"] == "flow" else None
    today: date = case.report.as_of.day
    return max(today, (flow and judged_day(flow, today)) or today).isoformat()


def _a_year_on(day: str) -> str:
    year, rest = int(day[:4]) + 1, day[4:]
    return f"{year}{'-02-28' if rest == '-02-29' else rest}"


def _explained(call: Call, given: Mapping[str, str]) -> list[str]:
    """Say what the term means, of which clause it is, and what follows from each answer."""
    case, term, rule = call.case(), given["term"], given["rule"]
    label = case.report.pack.vocabulary.label("terms", term, call.lang)
    clause = str(case.report.pack.vocabulary.raw["terms"][term].get("clause", ""))
    told = [f"{label}{f' (art. {clause})' if clause else ''}."]
    if rule and (found := case.report.pack.rule(rule)) is not None:
        told.append(f"{found.title.in_(call.lang)}: {case.words.clause_head(found.clause)}")
        told += _departed(call, found, given["id"])
    told.append(
        call.say("“Met” means that it is in order, “not met” that it is not; “contested” leaves it open.")
    )
    return told


def _unsaid(after: DeskCase, before: DeskCase) -> Iterator[str]:
    """Warn of a judgement that does not count, since nobody or no day is named."""
    new = [one for one in after.workspace.assessments if one not in before.workspace.assessments]
    if any(one.unsaid for one in new):
        yield say(
            after.lang, "Without a name and a day this judgement does not count: the question stays open."
        )


def _departed(call: Call, rule: Rule, about: str) -> Iterator[str]:
    """Say what the signed text has in the place of the model's, and where its effect is stated."""
    case = call.case()
    results = (r for r in case.report.results if about in (r.subject.id, r.subject.of))
    one = next((r.departure for r in results if r.rule.id == rule.id and r.departs and r.departure), None)
    if one is None:
        return
    if Departing(case.workspace).of_rule(rule) is None:  # it lets a partner receive: its effect is stated
        if one.says:
            yield call.say(
                "The signed text says in article {clause}: “{says}”", clause=one.clause, says=one.says
            )
        return
    if one.says:
        yield call.say("The signed text says there: “{says}”", says=one.says)
    if one.clause in CLAUSE_OF_EFFECT.values():
        yield call.say(
            "Does that text have an effect that the rules know, such as another term of notice? Then state it"
            " with the agreement, under “Departures from the model”: that answers this question everywhere."
        )


def _change(call: Call) -> ThingForm:
    """Give the form of a judgement that was recorded already, by its place among them."""
    number, at = call.params["number"], 0
    for file, data, document in sections(call.case()):
        entries = data.get("assessments")
        for i, one in enumerate(entries if isinstance(entries, list) else ()):
            if str(at) == number and isinstance(one, dict):
                from pathlib import Path

                from gbo_policy.basics.digest import digest

                entry = WrittenEntry(
                    Path(file.path), ("assessments", i), one, digest(file.content), file.content, document
                )
                title = call.case().report.pack.vocabulary.label("terms", str(one.get("term")), call.lang)
                return ThingForm(
                    Assessment, one, title, "/questions", entry, skip=("term", "subject", "rule")
                )
            at += 1
    raise NotThereError


def _show(call: Call) -> Response:
    return show_form(call, _thing(call))


ROUTES = (
    DeskRoute("/judgement", _show, lambda c: take_form(c, _thing(c)), writes=True),
    DeskRoute(
        "/judgement/change/{number}",
        lambda c: show_form(c, _change(c)),
        lambda c: take_form(c, _change(c)),
        writes=True,
    ),
)
