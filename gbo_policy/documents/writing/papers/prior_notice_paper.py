"""A prior notice (5.2): which provision of law obliges to a communication, to every other core actor, before
it begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gbo_policy.agreement.obligation import BARRED, Obligation, obliging
from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.letters import Letter, addressees, each, section, text
from gbo_policy.documents.writing.content.paper_kind import Brought, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.reporting.content.blocks import Inline, Pairs, Section, joined, run

_SOURCES = {"union": mark("law of the Union"), "member-state": mark("law of a member state")}


class ReliedOn(NamedTuple):
    """An obligation that a flow relies on, where it stands, and to whom it obliges."""

    obligation: Obligation
    steps: Steps
    receivers: Inline


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the letters."""
    flow = drafted.workspace.flow_by_id[asked.flow or ""]
    found = _relied_on(drafted, flow)
    sections = tuple(_sections(drafted, flow, found))
    subject = drafted.word("Prior notice of a legal obligation (article 5.2 of the agreement)")

    def letter(to: str) -> Letter:
        about = ((drafted.word("Flow"), drafted.words.flow(flow.id)),)
        return Letter(subject, sections, tuple(_doubts(drafted, flow, found, to)), about)

    return each(drafted, flow.sender or "", addressees(drafted, flow.sender, asked), letter)


def _relied_on(drafted: Draft, flow: Flow) -> list[ReliedOn]:
    barred = [r for r in flow.recipients or () if r.kind in BARRED]
    names = joined([run(drafted.words.recipient(r)) for r in barred], "; ")
    found = []
    if isinstance(flow.legal_obligation, Obligation):
        covered = joined([run(c) for c in flow.legal_obligation.covers or ()], "; ") or names
        found.append(ReliedOn(flow.legal_obligation, ("legal_obligation",), covered))
    for i, recipient in enumerate(flow.recipients or ()):
        if isinstance(recipient.legal_obligation, Obligation):
            steps: Steps = ("recipients", i, "legal_obligation")
            found.append(ReliedOn(recipient.legal_obligation, steps, run(drafted.words.recipient(recipient))))
    return found


def _doubts(drafted: Draft, flow: Flow, found: list[ReliedOn], to: str) -> Iterator[Inline]:
    say = drafted.say
    if not found:
        yield say(
            "The flow relies on no legal obligation: 5.2 then bars it to third parties, third countries and"
            " international organisations, and there is nothing to give notice of."
        )
    for one in found:
        obliges, _ = obliging(one.obligation, one.steps)
        if one.obligation.obliges is False:
            yield say(
                "By the declaration the provision allows and does not oblige: 5.2 lets nothing pass on it."
            )
        elif obliges is None:
            yield say(
                "It is not certain that the provision obliges: say so, and name the provision and its source."
            )
        forbidden = one.obligation.notice_forbidden_by
        if forbidden is None:
            yield say(
                "It is not said whether that law forbids this notice on important grounds of public interest."
            )
        elif forbidden != "none":
            yield say(
                "The law forbids this notice, by the declaration ({provision}): do not send it.",
                provision=forbidden,
            )
        for told in one.obligation.notified or ():
            if told.party == to and told.at is not None and drafted.report.as_of.reached(told.at):
                yield say("{party} was told already, on {moment}.", party=drafted.name(to), moment=told.at)
    yield from _late(drafted, flow)


def _late(drafted: Draft, flow: Flow) -> Iterator[Inline]:
    start = flow.starts_on
    if start is None:
        yield drafted.say(
            "The first day of the flow is not known: 5.2 asks for the notice before the processing."
        )
    elif start < drafted.today:
        yield drafted.say(
            "This notice comes late: the flow began on {day}, and 5.2 asks for the notice before the"
            " processing.",
            day=start,
        )
    elif start == drafted.today:
        yield drafted.say(
            "The flow begins on the day of this notice: days do not show that the notice came first, as 5.2"
            " asks."
        )


def _sections(drafted: Draft, flow: Flow, found: list[ReliedOn]) -> Iterator[Section]:
    say, word, spot = drafted.say, drafted.word, FactPlace("flow", flow.id)
    yield section(
        "",
        text(
            say(
                "Under article 5.2 of the agreement {by} informs you, before the processing, of the"
                " statutory provision that obliges it to the following communication of personal data.",
                by=drafted.name(flow.sender),
            )
        ),
    )
    for one in (*found, *(() if found else (None,))):
        yield section(word("The provision"), Pairs(tuple(_provision(drafted, flow, one))))
    data = None if flow.data is None else [i.category for i in flow.data]
    yield section(
        word("The communication"),
        Pairs(
            (
                (
                    word("Data"),
                    drafted.label("categories", data, spot.at("data"), word("categories of data")),
                ),
                (
                    word("Purposes"),
                    drafted.label("purposes", flow.purposes, spot.at("purposes"), word("purposes")),
                ),
                (word("First day"), drafted.named(flow, "starts_on", spot)),
                (
                    word("Last day"),
                    drafted.fact(flow, "ends_on", spot) if flow.ends_on else run(word("none: open-ended")),
                ),
                (word("Channel"), drafted.named(flow, "channel", spot)),
                (word("Format"), drafted.named(flow, "format", spot)),
            )
        ),
    )
    yield section(
        "",
        text(
            say(
                "Article 5.2 lets a core actor omit this notice only where that law forbids it on important"
                " grounds of public interest."
            )
        ),
    )


def _provision(drafted: Draft, flow: Flow, one: ReliedOn | None) -> Iterator[tuple[str, Inline]]:
    word, spot = drafted.word, FactPlace("flow", flow.id)
    if one is None:
        yield word("Provision"), drafted.blank(word("the provision"), spot.at("legal_obligation"))
        return
    at = spot.at(*one.steps)
    source = one.obligation.source
    yield word("Provision"), drafted.named(one.obligation, "provision", at)
    yield (
        word("Source"),
        run(word(_SOURCES[source]))
        if source
        else drafted.blank(word("law of the Union or of a member state"), at.at("source")),
    )
    yield word("Obliges"), drafted.fact(one.obligation, "obliges", at)
    yield word("To whom"), one.receivers or drafted.blank(word("recipients that it covers"), at.at("covers"))
    if one.obligation.countries:
        yield word("Countries"), run(", ".join(one.obligation.countries))


def brings(drafted: Draft, asked: PaperRequest) -> tuple[Brought, ...]:
    """Who was told, and when, under each obligation that the flow relies on."""
    flow = drafted.workspace.flow_by_id[asked.flow or ""]
    return tuple(
        Brought("flow", flow.id, {"party": to, "at": drafted.today}, (*one.steps, "notified"), adds=True)
        for one in _relied_on(drafted, flow)
        for to in addressees(drafted, flow.sender, asked)
    )


PAPER = PaperKind(
    title=mark("prior notice of a legal obligation"),
    draft=draft,
    after=("prior-notice-of-obligation", "5.2"),
    needs=("flow",),
    takes=("to",),
    brings=brings,
)
