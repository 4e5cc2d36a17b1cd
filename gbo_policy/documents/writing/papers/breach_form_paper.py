"""What the authority asks of a breach (GDPR 33(3)): a first part within 72 hours, what follows in phases, and
what is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gbo_policy.basics.moments import iso
from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.breaches import (
    asked_by_law,
    breach_of,
    due,
    happened,
    risk,
    told_authority,
)
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.letters import section, signed_for, text
from gbo_policy.documents.writing.content.paper_kind import Brought, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.reporting.content.blocks import Inline, Pairs, Section, run

if TYPE_CHECKING:
    from gbo_policy.agreement.events.breach import Breach

_ROUTES = {
    "gba": mark(
        "By its portal, in two parts: a first one within 72 hours (it gives a number that begins with DBN),"
        " a second with scope, cause and impact."
    ),
    "vtc": mark("By its form, sent by mail."),
}


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the form."""
    breach = breach_of(drafted, asked.event)
    title = drafted.word(
        "Notification of a personal data breach to the supervisory authority (article 33 GDPR)"
    )
    signing = (signed_for(drafted, breach.party),) if breach.party else ()
    return (
        Piece("", title, None, tuple(_doubts(drafted, breach)), tuple(_sections(drafted, breach)), signing),
    )


def _doubts(drafted: Draft, breach: Breach) -> Iterator[Inline]:
    say, until = drafted.say, due(breach)
    if breach.risk == "unlikely":
        yield say(
            "By the register a risk to people is unlikely: article 33(1) GDPR then asks for no"
            " notification, only that the breach is recorded (article 33(5))."
        )
    if (told := told_authority(drafted, breach)) is not None:
        yield say("The authority was notified already, on {moment}.", moment=told)
    elif until is not None and drafted.report.as_of.moment > until and not breach.authority_delay_reasons:
        yield say(
            "The 72 hours ended on {moment}: give the reasons for the delay with the notification (article"
            " 33(1) GDPR).",
            moment=until,
        )


def _sections(drafted: Draft, breach: Breach) -> Iterator[Section]:
    word = drafted.word
    yield section(word("Authority and controller"), Pairs(tuple(_who(drafted, breach))))
    yield section(word("The breach"), happened(drafted, breach))
    yield section(word("Article 33(3) GDPR"), asked_by_law(drafted, breach))
    yield section(word("Risk and those concerned"), Pairs(tuple(_risk(drafted, breach))))
    yield section(word("Time"), Pairs(tuple(_time(drafted, breach))))
    yield section(
        word("In phases"),
        text(
            drafted.say(
                "What is marked as still to fill in is not known yet. Where not all can be given at once,"
                " article 33(4) GDPR lets the rest follow in phases, without further undue delay."
            )
        ),
    )


def _who(drafted: Draft, breach: Breach) -> Iterator[tuple[str, Inline]]:
    word = drafted.word
    party = drafted.party(breach.party)
    if party is None:
        yield (
            word("Controller"),
            drafted.blank(word("core actor where it occurred"), FactPlace("event", breach.id, ("party",))),
        )
        return
    yield word("To"), drafted.authority(party.id)
    if party.supervisory_authority in _ROUTES:
        yield word("How"), run(word(_ROUTES[party.supervisory_authority]))
    spot = FactPlace("party", party.id)
    yield word("Controller"), drafted.name(party.id)
    yield word("Enterprise number"), drafted.named(party, "enterprise_number", spot)
    yield word("Registered office"), drafted.named(party, "registered_office", spot)
    yield word("Reference in the register"), run(breach.id)
    if breach.authority_reference:
        yield word("Reference of the authority"), run(breach.authority_reference)


def _risk(drafted: Draft, breach: Breach) -> Iterator[tuple[str, Inline]]:
    word, spot = drafted.word, FactPlace("event", breach.id)
    yield word("Risk to the data subjects"), risk(drafted, breach)
    yield word("Data subjects informed (GDPR art. 34)"), drafted.fact(breach, "subjects_informed_at", spot)
    affected = breach.affects
    yield (
        word("Other controllers affected"),
        drafted.names(affected)
        if affected is not None
        else drafted.blank(word("core actors affected"), spot.at("affects")),
    )


def _time(drafted: Draft, breach: Breach) -> Iterator[tuple[str, Inline]]:
    word, spot, until = drafted.word, FactPlace("event", breach.id), due(breach)
    yield word("Known since"), drafted.named(breach, "aware_at", spot)
    if until is not None:
        yield word("72 hours end on"), run(drafted.moment(until))
    if until is not None and drafted.report.as_of.moment > until and told_authority(drafted, breach) is None:
        yield word("Reasons for the delay"), drafted.named(breach, "authority_delay_reasons", spot)


def brings(drafted: Draft, asked: PaperRequest) -> tuple[Brought, ...]:
    """The moment of the notification."""
    breach = breach_of(drafted, asked.event)
    return (Brought("event", breach.id, iso(drafted.report.as_of.moment), ("authority_notified_at",)),)


PAPER = PaperKind(
    title=mark("notification of a breach to the authority"),
    draft=draft,
    needs=("event",),
    events=("breach",),
    brings=brings,
)
