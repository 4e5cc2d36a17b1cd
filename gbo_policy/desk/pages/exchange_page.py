"""A new exchange, or one to change: one question a screen, the answer beside it, back and forth freely."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse, Response

from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.asking import AskStep, all_steps
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError, url
from gbo_policy.desk.parts.drafts import (
    BLANK,
    ExchangeDraft,
    blank,
    free_id,
    slug,
    to_change,
    to_copy,
)
from gbo_policy.desk.parts.live import LiveAnswer, live
from gbo_policy.desk.parts.mending_ways import mended_draft
from gbo_policy.desk.parts.proposals import propose_flow
from gbo_policy.desk.parts.told_results import changed_rules, compared, reasons
from gbo_policy.logic.verdict import Verdict

RESULT = "result"


def _begin(call: Call) -> Response:
    return _started(call, blank(call.case()))


def _started(call: Call, draft: ExchangeDraft | None) -> Response:
    if draft is None:
        raise NotThereError
    draft.now = draft.before = live(call.case(), draft.data).verdicts()
    call.office.keep(call.office.drafts, draft.key, draft)
    first = call.query.get("at") or (RESULT if draft.beside else all_steps()[0].name)
    return call.to(url("exchange", draft.key, first))


def _copy(call: Call) -> Response:
    flow, how = call.params["flow"], call.params["how"]
    case = call.case()
    if how == "change":
        return _started(call, to_change(case, flow))
    return _started(call, to_copy(case, flow, variant=how == "variant"))


def _draft(call: Call) -> ExchangeDraft:
    draft = call.office.drafts.get(call.params["draft"])
    if draft is None:
        raise NotThereError
    return draft


def _asked(draft: ExchangeDraft, case: DeskCase) -> list[AskStep]:
    return [s for s in all_steps() if s.applies(draft.data, case)]


def _show(call: Call) -> Response:
    draft, case = _draft(call), call.case()
    steps, name = _asked(draft, case), call.params["step"]
    if name == RESULT:
        return _result(call, draft, case, steps)
    step = next((s for s in steps if s.name == name), None)
    if step is None:
        return call.to(url("exchange", draft.key, RESULT))
    answer = live(case, draft.data)
    return call.page(
        "exchange.html.jinja",
        draft=draft,
        step=step,
        steps=_bar(steps, draft, case),
        number=steps.index(step) + 1,
        own=step.show(draft.data, case, call.lang),
        wrong=[p.sentence(call.lang) for p in answer.problems],
        **_beside(call, draft, case, answer),
    )


def _bar(steps: list[AskStep], draft: ExchangeDraft, case: DeskCase) -> list[dict[str, Any]]:
    return [{"name": s.name, "title": s.title, "done": s.done(draft.data, case)} for s in steps]


def _beside(call: Call, draft: ExchangeDraft, case: DeskCase, answer: LiveAnswer) -> dict[str, Any]:
    """Give the answer beside a question: in four words, what the last answer settled and opened, and the
    reasons.
    """
    reply = answer.reply
    settled, opened = changed_rules(draft.before, draft.now, case, call.lang)
    title = draft.data.get("title")
    called = {str(draft.data["id"]): f"“{title}”"} if title else {}
    return {
        "reply": reply,
        "problems": [p.sentence(call.lang) for p in answer.problems],
        "settled": settled,
        "opened": opened,
        "against": [reasons(r, case, call.lang, called) for r in (reply.against if reply else ())],
        "open": [reasons(r, case, call.lang, called) for r in (reply.open if reply else ())],
    }


def _answer(call: Call) -> Response:
    """Take one answer in, and go where the button says."""
    draft, case = _draft(call), call.case()
    step = next((s for s in all_steps() if s.name == call.params["step"]), None)
    go = call.text("go") or "next"
    if step is not None:
        _take(call, draft, step, case)
    here = call.params["step"]
    if go in ("again", "add") or call.text("remove"):
        return call.to(url("exchange", draft.key, here))
    names = [*(s.name for s in _asked(draft, case)), RESULT]
    at = names.index(here) if here in names else 0
    if go == "next":
        where = names[min(at + 1, len(names) - 1)]
    elif go == "back":
        where = names[max(at - 1, 0)]
    else:
        where = go.removeprefix("to:")
        where = where if where in names else here
    return call.to(url("exchange", draft.key, where))


def _take(call: Call, draft: ExchangeDraft, step: AskStep, case: DeskCase) -> None:
    draft.put(step.read(call, dict(draft.data)))
    if draft.entry is None and step.name == "what" and draft.data.get("title"):
        current = str(draft.data["id"])
        if current.startswith(BLANK) or not draft.beside:
            draft.data["id"] = free_id(slug(str(draft.data["title"])) or BLANK, case.workspace.flow_by_id)
    draft.judged(live(case, draft.data).verdicts())


def _live(call: Call) -> Response:
    """Give the answer beside a question as it would be with what is filled in now; nothing is taken in."""
    draft, case = _draft(call), call.case()
    step = next((s for s in all_steps() if s.name == call.params["step"]), None)
    if step is None:
        raise NotThereError
    tried = ExchangeDraft({k: v for k, v in step.read(call, dict(draft.data)).items() if v is not None})
    answer = live(case, tried.data)
    tried.before, tried.now = draft.now, answer.verdicts()
    return HTMLResponse(call.rendered("part_beside.html.jinja", **_beside(call, tried, case, answer)))


def _result(call: Call, draft: ExchangeDraft, case: DeskCase, steps: list[AskStep]) -> Response:
    answer = live(case, draft.data)
    rows: list[Any] = []
    running = ""
    if draft.beside and draft.beside in case.workspace.flow_by_id:
        rows = compared(_verdicts_of(case, draft.beside), _plain(answer), case, call.lang)
        running = case.workspace.flow_by_id[draft.beside].title or draft.beside
    beside = _beside(call, draft, case, answer)
    way = None
    if answer.reply is not None and answer.reply.against and answer.workspace is not None:
        way = mended_draft(case, answer.workspace, answer.workspace.flows[0].id)
        beside["reply"] = answer.reply.if_(way.condition)
    return call.page(
        "exchange_result.html.jinja",
        mended=way,
        draft=draft,
        steps=_bar(steps, draft, case),
        rows=rows,
        running=running,
        running_reply=case.replies.get(draft.beside),
        **beside,
    )


def _verdicts_of(case: DeskCase, flow: str) -> dict[tuple[str, str], Verdict]:
    """Give the verdicts on one declared flow by rule and part of it."""
    own = case.replies[flow]
    return {
        (r.rule.id, r.subject.id.partition("/")[2]): r.verdict for r in (*own.against, *own.open, *own.rest)
    }


def _plain(answer: LiveAnswer) -> dict[tuple[str, str], Verdict]:
    return {(r.rule.id, r.subject.id.partition("/")[2]): r.verdict for r in answer.results}


def _save(call: Call) -> Response:
    """Show what saving would change."""
    draft, case = _draft(call), call.case()
    answer = live(case, draft.data)
    if answer.problems:
        return call.to(url("exchange", draft.key, RESULT))
    proposal = propose_flow(call.office, case, draft, call.lang)
    if proposal is None:
        return call.to(url("flow", draft.data["id"]), call.say("Nothing was changed."))
    return call.to(url("save", proposal.key))


_HERE = "/exchange/{draft}"
ROUTES = (
    DeskRoute("/exchange", _begin, _begin, title=mark("New exchange"), order=2),
    DeskRoute("/flow/{flow}/{how}/begin", _copy, _copy),
    DeskRoute(f"{_HERE}/save", post=_save, writes=True, order=50),
    DeskRoute(f"{_HERE}/{{step}}/live", post=_live, order=51),
    DeskRoute(f"{_HERE}/{{step}}", _show, _answer, order=52),
)
