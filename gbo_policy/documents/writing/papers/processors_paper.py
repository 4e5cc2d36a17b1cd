"""The annex of article 7.3: the overview of processors that the core actors give each other, of all of them
or of one.
"""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Places, Processor
from gbo_policy.documents.writing.content.annexes import annex
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.letters import text
from gbo_policy.documents.writing.content.paper_kind import PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.reporting.content.blocks import Block, Column, Inline, Row, Table, joined, run


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the annex."""
    title = drafted.word("Overview of processors (article 7.3)")
    return (annex(drafted, asked.party or "", title, *_blocks(drafted, asked), wide=True),)


def _blocks(drafted: Draft, asked: PaperRequest) -> Iterator[Block]:
    word, said = drafted.word, drafted.workspace.agreement.processors
    if asked.party is not None:
        yield text(drafted.say("Processors that {party} uses.", party=drafted.name(asked.party)))
    if said is None:
        yield text(
            drafted.blank(
                word("processors of the core actors"),
                FactPlace("agreement", drafted.workspace.agreement.id, ("processors",)),
            )
        )
        return
    columns = (
        Column(word("Processor"), 1.3),
        Column(word("Used by"), 1.2),
        Column(word("Kept in, reached from"), 1.2),
        Column(word("Guarantees"), 0.9),
        Column(word("Processing agreement (art. 28 GDPR)"), 1.5),
        Column(word("Overview received by"), 1.5),
    )
    rows = tuple(_row(drafted, p) for p in said if asked.party is None or asked.party in (p.used_by or ()))
    yield Table(
        "processors",
        word("Processors"),
        word("Processors of the data exchanged"),
        columns,
        rows,
        word("No processor is used."),
    )
    yield text(
        drafted.say("The core actors give each other this overview and keep it up to date (art. 7.3).")
    )


def _row(drafted: Draft, one: Processor) -> Row:
    spot = FactPlace("processor", one.id)
    users = (
        drafted.names(one.used_by)
        if one.used_by
        else drafted.blank(drafted.word("core actors that use it"), spot.at("used_by"))
    )
    return (
        drafted.named(one, "name", spot),
        users,
        _where(drafted, one),
        drafted.fact(one, "sufficient_guarantees", spot),
        _agreements(drafted, one),
        _received(drafted, one),
    )


def _where(drafted: Draft, one: Processor) -> Inline:
    word, spot = drafted.word, FactPlace("processor", one.id, ("countries",))
    given = one.countries or Places()
    kept, reached = word("countries where the data are kept"), word("countries from where they are reached")
    return drafted.say(
        "kept in {storage}; reached from {access}",
        storage=drafted.countries(given.storage, kept, spot.at("storage")),
        access=drafted.countries(given.access, reached, spot.at("access")),
    )


def _agreements(drafted: Draft, one: Processor) -> Inline:
    spot = FactPlace("processor", one.id)
    if one.agreements is None:
        return drafted.say(
            "{signed}; until {ends}",
            signed=drafted.fact(one, "agreement_signed_on", spot),
            ends=_ends(drafted, one.agreement_ends_on, spot.at("agreement_ends_on")),
        )
    return joined(
        [
            drafted.say(
                "{party}: {signed}; until {ends}",
                party=drafted.name(a.party),
                signed=drafted.fact(a, "signed_on", spot.at("agreements", i)),
                ends=_ends(drafted, a.ends_on, spot.at("agreements", i, "ends_on")),
            )
            for i, a in enumerate(one.agreements)
        ],
        "; ",
    )


def _ends(drafted: Draft, ends: object, spot: FactPlace) -> Inline:
    if ends == "none":
        return run(drafted.word("open-ended"))
    return (
        drafted.say("{day}", day=ends)
        if ends is not None
        else drafted.blank(drafted.word("last day of the processing agreement"), spot)
    )


def _received(drafted: Draft, one: Processor) -> Inline:
    if one.listed_with is None:
        return drafted.blank(
            drafted.word("core actors that have received the overview"),
            FactPlace("processor", one.id, ("listed_with",)),
        )
    told = [
        drafted.say("{party} on {day}", party=drafted.name(e.party), day=e.on)
        if e.on
        else drafted.name(e.party)
        for e in one.listed_with
    ]
    return joined(told, "; ") or run(drafted.word("none"))


PAPER = PaperKind(
    title=mark("overview of processors"), draft=draft, after=("processor-overview", "7.3"), takes=("party",)
)
