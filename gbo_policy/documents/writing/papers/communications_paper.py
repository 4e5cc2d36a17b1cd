"""The annex of article 11: the specific measures agreed, and the communications with their channel and
format.
"""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Measures
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.documents.writing.content.annexes import annex
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.letters import section, text
from gbo_policy.documents.writing.content.paper_kind import PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import (
    Bullets,
    Column,
    Inline,
    Pairs,
    Part,
    Row,
    Section,
    Table,
    joined,
    run,
)


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the annex."""
    title = drafted.word("Communications and specific measures (article 11)")
    flows = [f for f in drafted.workspace.flows if asked.party in (None, f.sender)]
    return (annex(drafted, asked.party or "", title, more=tuple(_sections(drafted, flows)), wide=True),)


def _sections(drafted: Draft, flows: list[Flow]) -> Iterator[Section]:
    word = drafted.word
    yield section(word("What is agreed"), _agreed(drafted))
    columns = (
        Column(word("Communication"), 1.3),
        Column(word("From, to"), 1.5),
        Column(word("Purposes"), 1.6),
        Column(word("Data"), 1.6),
        Column(word("Channel"), 1),
        Column(word("Format"), 1),
        Column(word("Period"), 1.1),
    )
    rows = tuple(_row(drafted, f) for f in flows)
    table = Table(
        "communications",
        word("Communications"),
        word("Communications declared"),
        columns,
        rows,
        word("No communication is declared."),
    )
    yield section(word("The communications"), table)
    if other := [f for f in flows if _differs(drafted, f)]:
        told = text(drafted.say("By another channel or in another format than those agreed:"))
        yield section(word("Not as agreed"), told, Bullets(tuple(drafted.words.flow(f.id) for f in other)))


def _agreed(drafted: Draft) -> Pairs:
    word, spot = drafted.word, FactPlace("agreement", drafted.workspace.agreement.id, ("specific_measures",))
    said = drafted.workspace.agreement.specific_measures
    if said == "none":
        return Pairs(((word("Specific measures"), run(word("none"))),))
    measures = said if isinstance(said, Measures) else Measures()
    rows = [
        (word("Channels"), drafted.fact(measures, "channels", spot)),
        (word("Formats"), drafted.fact(measures, "formats", spot)),
    ]
    if measures.notes:
        rows.append((word("Other measures"), run(measures.notes)))
    return Pairs(tuple(rows))


def _differs(drafted: Draft, flow: Flow) -> bool:
    return any(
        r.rule.id == "agreed-channel" and r.subject.id == flow.id and r.verdict == Verdict.VIOLATION
        for r in drafted.report.results
    )


def _row(drafted: Draft, flow: Flow) -> Row:
    word, spot = drafted.word, FactPlace("flow", flow.id)
    data = None if flow.data is None else [i.category for i in flow.data]
    receivers = (
        [run(drafted.words.recipient(r)) for r in flow.recipients] if flow.recipients is not None else None
    )
    to = (
        drafted.blank(word("recipients"), spot.at("recipients"))
        if receivers is None
        else joined(receivers, "; ") or run(word("none"))
    )
    return (
        run(flow.title or flow.id, " (", Part(flow.id, "code"), ")"),
        run(drafted.name(flow.sender), " → ", to),
        drafted.label("purposes", flow.purposes, spot.at("purposes"), word("purposes")),
        drafted.label("categories", data, spot.at("data"), word("categories of data")),
        drafted.named(flow, "channel", spot),
        drafted.named(flow, "format", spot),
        _period(drafted, flow),
    )


def _period(drafted: Draft, flow: Flow) -> Inline:
    first = drafted.named(flow, "starts_on", FactPlace("flow", flow.id))
    parts = [drafted.say("from {first}", first=first)]
    if flow.ends_on not in (None, "none"):
        parts.append(drafted.say("up to {last}", last=flow.ends_on))
    if flow.periodicity:
        parts.append(run(flow.periodicity))
    if flow.status == "proposed":
        parts.append(run(drafted.word("proposed")))
    return joined(parts, "; ")


PAPER = PaperKind(
    title=mark("communications and specific measures"),
    draft=draft,
    after=("specific-measures-agreed", "11"),
    takes=("party",),
)
