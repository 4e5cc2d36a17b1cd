"""One exchange: the answer, what says no and what would mend it, what is open and whom to ask, and what to do
with it.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from gbo_policy.declarations.model.flow_by_role import FlowsByRole
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError, url
from gbo_policy.desk.parts.entries import entry_of
from gbo_policy.desk.parts.mending_ways import mended
from gbo_policy.desk.parts.open_questions import answers_for, waiting
from gbo_policy.desk.parts.proposals import removed_entry
from gbo_policy.desk.parts.questions_told import told_question
from gbo_policy.desk.parts.replies import Reply
from gbo_policy.desk.parts.told_results import reasons
from gbo_policy.reporting.content.spoken import spoken


def _flow(call: Call) -> str:
    """Give the id of the flow that an address names; of one written for several senders, the first of those
    made of it.
    """
    case, key = call.case(), call.params["flow"]
    found = case.workspace.flows_named(key)
    if not found or found[0] not in case.workspace.flow_by_id:
        raise NotThereError
    return found[0]


def _show(call: Call) -> Response:
    key, case = _flow(call), call.case()
    flow = case.workspace.flow_by_id[key]
    entry = entry_of(case, "flow", key)
    reply = case.replies.get(key) or Reply(key, "nothing", 0, (), (), ())
    way = mended(case, key) if reply.against else None
    reply = reply.if_(way.condition) if way is not None else reply
    found = waiting(reply.open)
    asked = [(told_question(w, case, call.lang), answers_for(w.asked, case.workspace)) for w in found]
    data: dict[str, Any] = entry.data if entry is not None else {}
    siblings = [i for made in case.workspace.made.values() if key in made for i in made if i != key]
    return call.page(
        "flow.html.jinja",
        flow=flow,
        title=flow.title or flow.id,
        reply=reply,
        siblings=siblings,
        said=spoken(
            FlowsByRole, {}, {k: v for k, v in data.items() if k not in ("id", "title")}, case, call.lang
        ),
        against=[reasons(r, case, call.lang) for r in reply.against],
        open=[reasons(r, case, call.lang) for r in reply.open],
        rest=[reasons(r, case, call.lang) for r in reply.rest if r.verdict.word == "compliant"],
        not_applicable=sum(r.verdict.word == "not_applicable" for r in reply.rest),
        asked=[(q, case.words.party(p) if p else "") for q, p in asked],
        mended=way,
        written=entry.file.name if entry is not None else "",
    )


def _take_away(call: Call) -> Response:
    case = call.case()
    entry = entry_of(case, "flow", _flow(call))
    if entry is None:
        raise NotThereError
    name = str(entry.data.get("title") or entry.data.get("id"))
    proposal = removed_entry(call.office, entry, call.say("“{name}” taken away", name=name), "/")
    return call.to(url("save", proposal.key))


ROUTES = (
    DeskRoute("/flow/{flow}", _show, order=60),
    DeskRoute("/flow/{flow}/take-away", post=_take_away, writes=True, order=59),
)
