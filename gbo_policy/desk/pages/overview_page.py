"""The first page: the answer on every flow in words, what asks a decision, what is due, the ladder, and who
sends to whom.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from starlette.background import BackgroundTask
from starlette.responses import Response

from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.folding import folded
from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.desk.parts.clock_names import named_clock
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, url, whole_number
from gbo_policy.desk.parts.mending_ways import mended
from gbo_policy.desk.parts.office import Office
from gbo_policy.desk.parts.replies import Reply
from gbo_policy.judging.sanctions import Pair
from gbo_policy.over_time.deadlines import Deadline, day_of, deadlines
from gbo_policy.reporting.figures.flowgraph import flowgraph

A_PAGE = 50
BETWEEN_SECONDS = 0.1  # what is looked for once a page is out leaves room for whoever asks for another
FEW = 6  # exchanges of which a short overview looks for what would make them right before it is shown
MATRIX_MOST = 24  # core actors that a matrix can still show
_SOON = timedelta(days=90)
_ASKS = {
    "decide",
    "lift",
    "lift-or-last",
    "cessation-possible",
    "notify-cessation",
    "unclear",
    "unsettled",
    "taken-over",
    "inherited",
}
_ANSWERS = (
    ("not-so", mark("not as proposed")),
    ("not-yet", mark("may not yet")),
    ("may", mark("may", "answer on a flow")),
)


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of a long list is shown, and the addresses of the others."""

    now: int
    last: int
    query: dict[str, str]

    def at(self, page: int) -> str:
        """Give the address of another page."""
        return url("", **{**self.query, "page": page}).replace("//", "/")


class FlowLine(NamedTuple):
    """One flow as the table shows it."""

    id: str
    title: str
    sender: str
    receivers: str
    reply: Reply
    proposed: bool
    parties: frozenset[str | None]
    text: str  # all that it can be found by


class Due(NamedTuple):
    """Something that is due: what, by whom, on which day, in how many days, and where it is settled; ``late``
    when that day is over.
    """

    what: str
    by: str
    on: str
    days: int
    where: str
    late: bool
    doubted: bool  # whether that is late is for review


def overview(call: Call) -> Response:
    """Show the first page."""
    case = call.case()
    query = {k: call.query.get(k, "").strip() for k in ("q", "answer", "party")}
    lines: list[FlowLine] = case.kept("lines", lambda: [_line(f, case) for f in case.workspace.flows])
    found = [x for x in lines if _fits(x, query)]
    last = max(1, -(-len(found) // A_PAGE))
    now = min(max(1, whole_number(call.query.get("page", "")) or 1), last)
    found.sort(key=lambda x: (["not-so", "may-if", "not-yet", "nothing", "may"].index(x.reply.word), x.id))
    shown, further = _with_conditions(found[(now - 1) * A_PAGE : now * A_PAGE], case, len(lines))
    words: dict[str, Any] = {
        "report": case.report,
        "moment": _moment(case),
        "words": case.words,
        "title": case.words.title,
        "lines": shown,
        "number": len(found),
        "all": len(lines),
        "pages": Pages(now, last, query),
        "query": query,
        "tiles": _tiles(call, lines),
        "decisions": case.kept("decisions", lambda: list(_decisions(call, case))),
        "due": case.kept("due", lambda: list(_due(call, case))),
        "ladder": case.kept("ladder", lambda: _ladder(case)),
        "parties": [(p.id, p.name or p.id) for p in case.workspace.parties.values()],
        "picture": case.kept("picture", lambda: flowgraph(case.report, case.words)[0]),
    }
    answer = call.page("overview.html.jinja", **words)
    answer.background = BackgroundTask(look_further, call.office, case, further)
    return answer


def _moment(case: DeskCase) -> str:
    """Say the moment of the judgement as a person writes it."""
    as_of = case.report.as_of
    return f"{case.words.day(as_of.day)}, {as_of.moment.astimezone(BRUSSELS):%H:%M}"


def _line(flow: Flow, case: DeskCase) -> FlowLine:
    receivers = "; ".join(case.words.recipient(r) for r in flow.recipients or ())
    reply = case.replies.get(flow.id) or Reply(flow.id, "nothing", 0, (), (), ())
    sender = case.words.party(flow.sender)
    title = flow.title or flow.id
    return FlowLine(
        flow.id,
        title,
        sender,
        receivers,
        reply,
        flow.status == "proposed",
        frozenset({flow.sender, *(r.party or r.on_behalf_of for r in flow.recipients or ())}),
        folded(" ".join((flow.id, title, sender, receivers))),
    )


def _with_conditions(
    lines: list[FlowLine], case: DeskCase, all_lines: int
) -> tuple[list[FlowLine], list[str]]:
    """Say what would make an exchange right, where something says no; and of which that is still to be looked
    for.

    Looking for it takes a while: of a few it is done first, of others once the page is out, so that the next
    view says it. The page of an exchange always does.
    """
    left, shown, further = FEW if all_lines <= A_PAGE else 0, [], []
    for line in lines:
        known = line.id in case.found_ways
        if line.reply.against and (known or left > 0):
            left -= not known
            line = line._replace(reply=line.reply.if_(mended(case, line.id).condition))  # noqa: PLW2901
        elif line.reply.against:
            further.append(line.id)
        shown.append(line)
    return shown, further


async def look_further(office: Office, case: DeskCase, flows: list[str]) -> None:
    """Look for what would make exchanges right, one at a time and those of the newest view only, as long as
    the office holds that judgement; whoever asks for a page comes between.
    """
    if "further" in case.made:
        case.made["further"] = flows
        return
    case.made["further"] = flows
    try:
        while office.holds(case) and (left := case.made["further"]):
            mended(case, left.pop(0))
            await asyncio.sleep(BETWEEN_SECONDS)
    finally:
        del case.made["further"]


def _fits(line: FlowLine, query: Mapping[str, str]) -> bool:
    wanted, answer, party = (query[k] for k in ("q", "answer", "party"))
    if answer and line.reply.word != answer and not (answer == "not-so" and line.reply.word == "may-if"):
        return False
    if party and party not in line.parties:
        return False
    return all(word in line.text for word in folded(wanted).split())


def _tiles(call: Call, lines: list[FlowLine]) -> list[tuple[str, str, int, str]]:
    words: list[str] = ["not-so" if x.reply.word == "may-if" else x.reply.word for x in lines]
    numbers = Counter(words)
    tones = {"not-so": "violation", "not-yet": "review", "may": "compliant"}
    return [(word, call.say(told), numbers[word], tones[word]) for word, told in _ANSWERS]


def _decisions(call: Call, case: DeskCase) -> Iterator[tuple[str, str, str]]:
    """Give what somebody may or must decide today: what, why, and where it is recorded."""
    groups: dict[tuple[str, str], list[Pair]] = {}
    for pair in case.report.ladder.pairs:
        if pair.next in _ASKS:
            groups.setdefault((pair.against, pair.next), []).append(pair)
    for (against, step), pairs in groups.items():
        first = pairs[0]
        head = call.say(
            "{by} against {against}",
            by=case.words.parties(p.by for p in pairs),
            against=case.words.party(against),
        )
        kind = "cessation" if step in {"cessation-possible", "notify-cessation"} else "suspension"
        where = url("register", "new", kind, by=first.by, against=against, ground=_ground(first, case))
        yield head, case.words.next_step(step, first.next_on), where


def _ground(pair: Pair, case: DeskCase) -> str:
    """Give a ground as an event of the register names one: the event, or the clause of the rule that is
    broken.
    """
    for ground in pair.grounds:
        head, _, rest = ground.partition("/")
        if ground in case.words.events or rest in case.words.events:
            return ground if ground in case.words.events else rest
        if (rule := case.report.pack.rule(head)) is not None:
            return rule.clause
    return pair.grounds[0] if pair.grounds else ""


def _due(call: Call, case: DeskCase) -> Iterator[Due]:
    """Give what is due, the soonest first, with the days that are left."""
    today = case.report.as_of.day
    for one in deadlines(case.report):
        last = day_of(one.outer or one.expected)
        if one.source == "record" and day_of(one.expected) > today + _SOON:
            continue
        late = one.overdue(case.report.as_of) > timedelta()
        names = named_clock(one, case)
        on = case.words.moment(one.expected)
        if one.outer is not None:
            on = call.say("{day}, at the latest {last}", day=on, last=case.words.moment(one.outer))
        yield Due(
            f"{names.what} ({names.to})" if names.to else names.what,
            names.by or "–",
            on,
            (last - today).days,
            where_settled(one, case),
            late,
            one.doubted,
        )


def where_settled(deadline: Deadline, case: DeskCase) -> str:
    """Give the page on which a clock is stopped."""
    head, _, rest = deadline.key.partition("/")
    name = rest.partition("/")[0]
    if head == "assessment":
        _, kind, key, recipient = (*rest.split("/", 3), "", "", "")[:4]
        return url("judgement", term=name, kind=kind, id=key, recipient=recipient)
    if head == "processor":
        return url("agreement", "processors", name)
    if name in case.words.events:
        return url("register", "event", name)
    return url("agreement")


def _ladder(case: DeskCase) -> dict[str, Any] | None:
    """Give the ladder as a matrix with heads: who may act down, against whom across."""
    pairs = case.report.ladder.pairs
    ids = sorted({p.by for p in pairs})
    if not ids or len(ids) > MATRIX_MOST:
        return None
    states = {(p.by, p.against): p for p in pairs}
    rows = [(case.words.party(by), [states.get((by, against)) for against in ids]) for by in ids]
    return {"heads": [case.words.party(i) for i in ids], "rows": rows, "quiet": _quiet(pairs)}


def _quiet(pairs: tuple[Pair, ...]) -> bool:
    return all(p.quiet for p in pairs)


ROUTES = (DeskRoute("/", overview, title=mark("Overview"), order=1),)
