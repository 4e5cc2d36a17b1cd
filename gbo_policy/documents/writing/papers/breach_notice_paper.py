"""A notice of a breach (13.5): from data protection officer to data protection officer, one to each core
actor that it affects.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from gbo_policy.basics.calendar import hours_between
from gbo_policy.basics.moments import iso
from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.breaches import (
    asked_by_law,
    authority_line,
    breach_of,
    happened,
    risk,
)
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.letters import Letter, addressees, each, section, text
from gbo_policy.documents.writing.content.paper_kind import Brought, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.reporting.content.blocks import Bullets, Inline, Pairs, Section, run

if TYPE_CHECKING:
    from gbo_policy.agreement.events.breach import Breach


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the letters."""
    breach = breach_of(drafted, asked.event)
    by = breach.party or ""

    def letter(to: str) -> Letter:
        about = ((drafted.word("Breach"), run(breach.id)),)
        subject = drafted.word("Notice of a personal data breach (article 13.5 of the agreement)")
        return Letter(
            subject, _sections(drafted, breach, to), tuple(_doubts(drafted, breach, to)), about, officers=True
        )

    return each(drafted, by, _receivers(drafted, breach, asked), letter)


def _receivers(drafted: Draft, breach: Breach, asked: PaperRequest) -> tuple[str, ...]:
    """Give whom it affects; every other core actor where that is not known, or where it affects nobody and
    the draft is asked for.
    """
    if asked.to is not None:
        return (asked.to,)
    affected = tuple(p for p in breach.affects or () if p != breach.party)
    return affected or addressees(drafted, breach.party, asked)


def _doubts(drafted: Draft, breach: Breach, to: str) -> Iterator[Inline]:
    say = drafted.say
    if breach.affects is None:
        yield say(
            "It is not known which core actors are affected: 13.5 asks for a notice to those on"
            " whom the breach has an impact."
        )
    elif to not in breach.affects:
        yield say(
            "By the register, the breach does not affect {party}: 13.5 asks for no notice.",
            party=drafted.name(to),
        )
    if breach.aware_at is not None and not drafted.report.as_of.reached(breach.aware_at):
        yield say("The breach became known only after the moment of this document.")
    if (told := _told(drafted, breach, to)) is not None:
        yield say(
            "{party} was told through its data protection officer already, on {moment}.",
            party=drafted.name(to),
            moment=told,
        )


def _told(drafted: Draft, breach: Breach, to: str) -> datetime | None:
    """Give when a core actor was first told through its officer, if it was by the moment of the document."""
    through = (n.at for n in breach.notified or () if n.party == to and n.via == "dpo" and n.at is not None)
    return min((at for at in through if drafted.report.as_of.reached(at)), default=None)


def _sections(drafted: Draft, breach: Breach, to: str) -> tuple[Section, ...]:
    word = drafted.word
    opening = text(
        drafted.say(
            "Under article 13.5 of the agreement I inform you, as data protection officer, of a personal"
            " data breach that concerns data communicated under the agreement and has an impact on your"
            " organisation."
        )
    )
    return (
        section("", opening),
        section(word("The breach"), happened(drafted, breach)),
        section(word("What article 33(3) GDPR asks"), asked_by_law(drafted, breach)),
        *_delay(drafted, breach, to),
        section(word("Risk and authority"), Pairs(tuple(_law(drafted, breach)))),
        *_consultation(drafted, breach),
        section(word("Still unknown"), *_unknown(drafted, breach)),
        section(
            word("What we ask"),
            text(
                drafted.say(
                    "Tell us which data of yours are concerned, which measures you take, and what you need"
                    " from us to judge your own obligations under articles 33 and 34 GDPR. Whatever becomes"
                    " known after this notice, you will hear without undue delay. The core actors give each"
                    " other all information that they find useful or necessary to improve security."
                )
            ),
        ),
    )


def _delay(drafted: Draft, breach: Breach, to: str) -> Iterator[Section]:
    """Ask for the reason where more time has passed since awareness than is expected (13.5: without undue
    delay).
    """
    norm, aware = drafted.report.norms.get("breach_notice_hours"), breach.aware_at
    if norm is None or aware is None or not drafted.report.as_of.reached(aware) or _told(drafted, breach, to):
        return
    passed = int(hours_between(aware, drafted.report.as_of.moment))
    if passed <= norm.expected:
        return
    basis = (
        drafted.say("as the signed text says")
        if norm.agreed
        else drafted.say("a norm of our house; the agreement says only: without undue delay")
    )
    said = drafted.say(
        "Since it became known, {passed} hours have passed; up to {expected} were expected ({basis})."
        " Reason for the delay: {reason}.",
        passed=passed,
        expected=norm.expected,
        basis=basis,
        reason=drafted.blank(drafted.word("reason for the delay")),
    )
    yield section(drafted.word("Time that has passed"), text(said))


def _law(drafted: Draft, breach: Breach) -> Iterator[tuple[str, Inline]]:
    yield drafted.word("Risk to the data subjects"), risk(drafted, breach)
    if breach.party is not None:
        yield drafted.word("Authority"), drafted.authority(breach.party)
    yield drafted.word("Notification to the authority"), authority_line(drafted, breach)
    informed = breach.subjects_informed_at
    if breach.risk == "high-risk" or informed is not None:
        yield (
            drafted.word("Data subjects informed (GDPR art. 34)"),
            drafted.fact(breach, "subjects_informed_at", FactPlace("event", breach.id)),
        )


def _consultation(drafted: Draft, breach: Breach) -> Iterator[Section]:
    """A breach during the communication itself asks for consultation at once (13.5)."""
    if breach.during_communication is not True:
        return
    said = breach.consulted_at
    title = drafted.word("Consultation")
    if said is not None and said != "none":
        yield section(
            title,
            text(
                drafted.say(
                    "The breach occurred during the communication itself. The core actors consulted each"
                    " other on {moment}.",
                    moment=said,
                )
            ),
        )
    else:
        yield section(
            title,
            text(
                drafted.say(
                    "The breach occurred during the communication itself. Article 13.5 asks that we consult"
                    " each other immediately, to take all measures that limit and repair its consequences."
                    " Please call back on receipt of this notice."
                )
            ),
        )


_ASKED = (
    "aware_at",
    "during_communication",
    "facts",
    "cause",
    "started_at",
    "ended_at",
    "nature",
    "data",
    "subjects",
    "records",
    "consequences",
    "measures",
    "risk",
    "authority_notified_at",
)


def _unknown(drafted: Draft, breach: Breach) -> Iterator[Bullets]:
    """List what is not known yet: 33(4) lets it follow."""
    unknown = [drafted.meaning(type(breach), name) for name in _ASKED if getattr(breach, name) in (None, "")]
    if not unknown:
        yield Bullets((drafted.say("Nothing of what article 33(3) GDPR asks."),))
        return
    yield Bullets(tuple(run(u) for u in unknown))


def brings(drafted: Draft, asked: PaperRequest) -> tuple[Brought, ...]:
    """The notices, as told through the officer at the moment of the document."""
    breach = breach_of(drafted, asked.event)
    at = iso(drafted.report.as_of.moment)
    return tuple(
        Brought("event", breach.id, {"party": to, "at": at, "via": "dpo"}, ("notified",), adds=True)
        for to in _receivers(drafted, breach, asked)
    )


PAPER = PaperKind(
    title=mark("notice of a breach"),
    draft=draft,
    after=("breach-notified", "13.5"),
    needs=("event",),
    takes=("to",),
    events=("breach",),
    brings=brings,
)
