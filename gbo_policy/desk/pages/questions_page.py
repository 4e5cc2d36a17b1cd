"""What is missing, once a fact, grouped by who can answer it, with a text to mail; answering in place ticks
it off.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Dpo
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call, DeskRoute
from gbo_policy.desk.parts.open_questions import Waiting, answers_for, waiting
from gbo_policy.desk.parts.questions_told import ToldQuestion, told_question

MOST_MAILED = 1500  # characters that every mail program takes from a link


def _show(call: Call) -> Response:
    case = call.case()
    groups: dict[str, list[Waiting]] = defaultdict(list)
    for one in waiting(case.report.results):
        groups[answers_for(one.asked, case.workspace) or ""].append(one)
    made = [
        _group(call, case, party, found)
        for party, found in sorted(groups.items(), key=lambda g: (g[0] == "", g[0]))
    ]
    return call.page("questions.html.jinja", groups=made, number=sum(len(g["asked"]) for g in made))


def _group(call: Call, case: DeskCase, party: str, found: list[Waiting]) -> dict[str, Any]:
    dpo = case.workspace.parties[party].dpo if party in case.workspace.parties else None
    who = dpo if isinstance(dpo, Dpo) else Dpo()
    asked = [told_question(w, case, call.lang) for w in found]
    by_thing: dict[str, list[ToldQuestion]] = defaultdict(list)
    for one in asked:
        by_thing[one.about].append(one)
    subject = call.say("Questions about the exchange of data in the broad intake")
    text = _mail(call, case, who.name, by_thing)
    link = f"mailto:{quote(who.email or '', safe='@')}?subject={quote(subject)}"
    if len(text) <= MOST_MAILED:
        link += f"&body={quote(text)}"
    return {
        "id": party or "nobody",
        "party": case.words.party(party) if party else call.say("Not known whose it is"),
        "dpo": who.name or "",
        "email": who.email or "",
        "things": dict(by_thing),
        "asked": asked,
        "mail": text,
        "link": link,
    }


def _mail(call: Call, case: DeskCase, name: str | None, things: dict[str, list[ToldQuestion]]) -> str:
    """Write the text of a mail: what is asked, thing by thing."""
    title = case.words.title
    lines = [
        call.say("Dear {name},", name=name) if name else call.say("Dear colleague,"),
        "",
        call.say("To judge the exchanges under “{title}” we still need these answers from you.", title=title),
        "",
    ]
    for about, asked in things.items():
        lines += [about, *(f"  - {one.text}" for one in asked), ""]
    lines += [
        call.say("“I don't know” is an answer too: tell us then who does."),
        "",
        call.say("Kind regards,"),
    ]
    return "\n".join(lines)


ROUTES = (DeskRoute("/questions", _show, title=mark("Questions"), order=4),)
