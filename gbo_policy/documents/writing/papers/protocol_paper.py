"""A protocol for the communications of a CAW (e-government decree, art. 8; Act of 30 July 2018, art. 20):
fourteen items, one to each receiver.
"""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Advice, Informs, Measures
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.flow_told import bases, categories, period, purposes, recipients
from gbo_policy.documents.writing.content.letters import section, signed_for, text
from gbo_policy.documents.writing.content.paper_kind import PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.reporting.content.blocks import Block, Inline, Pairs, Section, run


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write a protocol with each core actor that receives."""
    flow = drafted.workspace.flow_by_id[asked.flow or ""]
    received = dict.fromkeys(r.party for r in flow.recipients or () if r.kind == "staff" and r.party)
    others = (asked.to,) if asked.to else tuple(p for p in received if p != flow.sender)
    return tuple(_piece(drafted, flow, to) for to in others) or (_piece(drafted, flow, None),)


def _piece(drafted: Draft, flow: Flow, to: str | None) -> Piece:
    title = drafted.word("Protocol on the communication {flow}", flow=flow.title or flow.id)
    bodies = tuple(p for p in (flow.sender, to) if p)
    return Piece(
        name=to or flow.id,
        title=title,
        head=None,
        marks=tuple(_doubts(drafted, flow, to)),
        sections=tuple(_items(drafted, flow, to)),
        signing=tuple(signed_for(drafted, p) for p in bodies),
    )


def _doubts(drafted: Draft, flow: Flow, to: str | None) -> Iterator[Inline]:
    sender, lead = drafted.party(flow.sender), drafted.report.pack.vocabulary.particulars.lead
    if sender is not None and sender.role is not None and sender.role != lead:
        yield drafted.say(
            "{party} is not a CAW: for the communications of an OCMW or a DMW the model says that the"
            " agreement is no protocol. Since 21 August 2023 the e-government decree counts local"
            " authorities among its bodies: have it checked which protocol they need.",
            party=drafted.name(flow.sender),
        )
    received = {r.party for r in flow.recipients or ()}
    if to is None:
        yield drafted.say(
            "No other core actor is declared to receive: a protocol is made between two bodies."
        )
    elif to not in received:
        yield drafted.say(
            "By the declaration {party} does not receive this communication.", party=drafted.name(to)
        )


def _items(drafted: Draft, flow: Flow, to: str | None) -> Iterator[Section]:
    """Give the fourteen items in their order, then the advices."""
    names = tuple(p for p in (flow.sender, to) if p)
    intro = drafted.say(
        "For a CAW the agreement itself may serve as protocol (footnote to the preamble). This document"
        " sets out the items that a protocol asks for, for one communication."
    )
    yield section("", text(intro))
    items = (*_who(drafted, flow, to, names), *_what(drafted, flow), *_how(drafted, flow, to))
    for number, (title, blocks) in enumerate(items, 1):
        yield section(f"{number}. {title}", *blocks)
    yield section(
        drafted.word("Advice of the data protection officers"),
        Pairs(tuple((drafted.words.party(p), _advice(drafted, p)) for p in names)),
    )


_NumberedItem = tuple[str, tuple[Block, ...]]


def _who(drafted: Draft, flow: Flow, to: str | None, names: tuple[str, ...]) -> Iterator[_NumberedItem]:
    """Items 1 to 3: the bodies, the controllers, the officers."""
    word, say = drafted.word, drafted.say
    other = drafted.name(to) if to else drafted.blank(word("the body that receives"))
    both = say(
        "{sender} communicates; {receiver} receives.", sender=drafted.name(flow.sender), receiver=other
    )
    yield word("The two bodies"), (text(both), *_addresses(drafted, names))
    separate = say(
        "Each of the two is a separate controller for its own processing (art. 1.2 of the agreement)."
    )
    yield (
        word("Controllers"),
        (text(separate), Pairs(tuple((drafted.words.party(p), _controller(drafted, p)) for p in names))),
    )
    yield (
        word("Data protection officers"),
        (Pairs(tuple((drafted.words.party(p), drafted.dpo(p)) for p in names)),),
    )


def _what(drafted: Draft, flow: Flow) -> Iterator[_NumberedItem]:
    """Items 4 to 7: purposes, data and format, recipients, ground."""
    word, spot = drafted.word, FactPlace("flow", flow.id)
    yield word("Purposes"), (text(purposes(drafted, flow)),)
    data = (
        (word("Categories"), categories(drafted, flow)),
        (word("Format"), drafted.named(flow, "format", spot)),
    )
    yield word("Categories of data and format"), (Pairs(data),)
    yield word("Recipients"), (text(recipients(drafted, flow)),)
    yield (
        word("Legal ground"),
        (Pairs(((word("Communication"), bases(drafted, flow)), *_collected(drafted, flow))),),
    )


def _how(drafted: Draft, flow: Flow, to: str | None) -> Iterator[_NumberedItem]:
    """Items 8 to 14: method, measures, rights, periodicity, duration, sanctions."""
    word, say, spot = drafted.word, drafted.say, FactPlace("flow", flow.id)
    yield word("Method of communication"), (text(drafted.named(flow, "channel", spot)),)
    yield word("Specific measures"), (_measures(drafted),)
    limits = drafted.blank(word("limits on rights, or that there are none"))
    yield word("Limits on the rights of data subjects"), (text(limits),)
    yield word("Rights towards the receiver"), (text(_rights(drafted, to)),)
    yield word("Periodicity"), (text(drafted.named(flow, "periodicity", spot)),)
    lasting = say(
        "The processing is permanent by its nature (art. 8 of the agreement), without prejudice to articles"
        " 9 and 14."
    )
    yield word("Duration"), (text(period(drafted, flow)), text(lasting))
    sanctions = say(
        "On non-compliance every other core actor may suspend the communication until the obligations are"
        " kept again and, if they are not within a reasonable term, cease it after a notice (art. 9 of the"
        " agreement)."
    )
    yield word("Sanctions"), (text(sanctions),)


def _addresses(drafted: Draft, names: tuple[str, ...]) -> Iterator[Pairs]:
    rows = []
    for key in names:
        party, spot = drafted.workspace.parties[key], FactPlace("party", key)
        rows.append(
            (
                drafted.words.party(key),
                drafted.say(
                    "{office}, enterprise number {number}",
                    office=drafted.named(party, "registered_office", spot),
                    number=drafted.named(party, "enterprise_number", spot),
                ),
            )
        )
    yield Pairs(tuple(rows))


def _controller(drafted: Draft, key: str) -> Inline:
    told = {
        "separate": drafted.word("separate controller"),
        "joint": drafted.word("declared a joint controller"),
    }
    given = drafted.workspace.parties[key].controller
    return (
        run(told[given])
        if given
        else drafted.blank(
            drafted.word("separate or joint controller"), FactPlace("party", key, ("controller",))
        )
    )


def _collected(drafted: Draft, flow: Flow) -> Iterator[tuple[str, Inline]]:
    """Give the law under which the sender first collected the data (6.1)."""
    sender = drafted.party(flow.sender)
    if sender is None:
        return
    spot = FactPlace("party", sender.id, ("collection",))
    found = sender.collection
    yield (
        drafted.word("Original collection"),
        drafted.fact(found, "provisions", spot)
        if found
        else drafted.blank(drafted.word("provisions of law it collects under"), spot),
    )


def _measures(drafted: Draft) -> Block:
    found = drafted.workspace.agreement.specific_measures
    spot = FactPlace("agreement", drafted.workspace.agreement.id, ("specific_measures",))
    if not isinstance(found, Measures):
        return text(
            run(drafted.word("none"))
            if found == "none"
            else drafted.blank(drafted.word("specific measures (article 11)"), spot)
        )
    word = drafted.word
    return Pairs(
        (
            (word("Channels"), drafted.fact(found, "channels", spot)),
            (word("Formats"), drafted.fact(found, "formats", spot)),
            (word("Other measures"), run(found.notes or word("none"))),
        )
    )


def _rights(drafted: Draft, to: str | None) -> Inline:
    informs = drafted.workspace.parties[to].informs_clients if to else None
    if isinstance(informs, Informs):
        how = drafted.named(informs, "notice", FactPlace("party", to or "", ("informs_clients",)))
    elif informs == "none":
        how = run(drafted.word("none"))
    else:
        spot = FactPlace("party", to, ("informs_clients",)) if to else None
        how = drafted.blank(drafted.word("how the receiver informs clients"), spot)
    return drafted.say(
        "Data subjects exercise their rights towards the receiver, which answers for them separately (art."
        " 12 of the agreement). It informs them by: {how}.",
        how=how,
    )


def _advice(drafted: Draft, key: str) -> Inline:
    """Say when an officer gave advice on the draft of the agreement (P4); on this protocol it is still to be
    given.
    """
    given = drafted.workspace.agreement.dpo_advice
    entries = given if isinstance(given, tuple) else (given,) if isinstance(given, Advice) else ()
    own = [a for a in entries if a.by == key and a.given_on]
    asked = drafted.blank(drafted.word("date and tenor of the advice on this protocol"))
    if own and own[0].given_on:
        return drafted.say(
            "on the draft of the agreement: {day}; on this protocol: {asked}",
            day=own[0].given_on,
            asked=asked,
        )
    return drafted.say("on this protocol: {asked}", asked=asked)


PAPER = PaperKind(
    title=mark("protocol"), draft=draft, after=("separate-controllers", "1.2"), needs=("flow",), takes=("to",)
)
