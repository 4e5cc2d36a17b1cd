"""The lifting of a suspension (9): which one, why, and from when communication is possible again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from gbo_policy.agreement.events import settled
from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.letters import section, text
from gbo_policy.documents.writing.content.paper_kind import Brought, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.documents.writing.papers._measures9 import in_force, to_all, touched
from gbo_policy.reporting.content.blocks import Inline, Pairs, Part, Section, run

if TYPE_CHECKING:
    from gbo_policy.agreement.events.suspension import Suspension


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the letters."""
    one = _suspension(drafted, asked)
    marks = (*in_force(drafted, asked.by, asked.against), *_doubts(drafted, asked, one))
    subject = drafted.word("Lifting of the suspension (article 9 of the agreement)")
    return to_all(drafted, asked, subject, _sections(drafted, asked, one), marks)


def _suspension(drafted: Draft, asked: PaperRequest) -> Suspension | None:
    """Find the suspension: the one asked for, the one on the ground asked for, or the last one between the
    two.
    """
    found = drafted.report.context.measures_taken.suspensions.get((asked.by, asked.against), [])
    if asked.event is not None:
        found = [e for e in found if asked.event in (e.id, e.ground)]
    if asked.rule is not None:
        clauses = [r.clause for r in drafted.report.pack.rules if r.id == asked.rule]
        found = [e for e in found if e.ground in clauses]
    return max(found, key=lambda e: (e.from_ or date.min, e.id), default=None)


def _cured_on(drafted: Draft, one: Suspension) -> date | None:
    ground = next((e for e in drafted.workspace.events if e.id == one.ground), None)
    done = settled(ground)
    return done if isinstance(done, date) and drafted.report.as_of.reached(done) else None


def _doubts(drafted: Draft, asked: PaperRequest, one: Suspension | None) -> Iterator[Inline]:
    say = drafted.say
    if one is None:
        yield say(
            "The register holds no such suspension by {by} against {against}.",
            by=drafted.name(asked.by),
            against=drafted.name(asked.against),
        )
        return
    if isinstance(one.lifted_on, date) and drafted.report.as_of.reached(one.lifted_on):
        yield say(
            "The suspension {event} was lifted on {day} already.",
            event=Part(one.id, "code"),
            day=one.lifted_on,
        )
    if _cured_on(drafted, one) is None:
        yield say(
            "The register does not show that its ground ({ground}) was put right: the suspension runs until"
            " the obligations are kept again. {by} may lift it all the same.",
            ground=_ground(drafted, one),
            by=drafted.name(asked.by),
        )


def _ground(drafted: Draft, one: Suspension) -> Inline:
    return (
        drafted.words.ground(one.ground)
        if one.ground
        else drafted.blank(drafted.word("the ground"), FactPlace("event", one.id, ("ground",)))
    )


def _sections(drafted: Draft, asked: PaperRequest, one: Suspension | None) -> Iterator[Section]:
    say, word = drafted.say, drafted.word
    yield section(
        "",
        text(
            say(
                "{by} lifts the suspension of its communication of personal data to {against} from {day}.",
                by=drafted.name(asked.by),
                against=drafted.name(asked.against),
                day=drafted.today,
            )
        ),
    )
    spot = FactPlace("event", one.id if one else "")
    since = (
        run(drafted.words.day(one.from_))
        if one and one.from_
        else drafted.blank(word("first day of the suspension"), spot.at("from") if one else None)
    )
    ground = _ground(drafted, one) if one else drafted.blank(word("the ground"))
    cured = _cured_on(drafted, one) if one else None
    done = (
        run(drafted.words.day(cured))
        if cured
        else drafted.blank(word("the day on which the ground was put right"))
    )
    yield section(
        word("The suspension"),
        Pairs(((word("Ran since"), since), (word("Ground"), ground), (word("Put right on"), done))),
    )
    yield section(
        "",
        text(
            say(
                "From that day on, communication is possible again under the terms of the agreement."
                " Lifting it does not say that what was found did not happen."
            )
        ),
    )
    yield touched(drafted, asked)


def brings(drafted: Draft, asked: PaperRequest) -> tuple[Brought, ...]:
    """The last day of the suspension."""
    one = _suspension(drafted, asked)
    return () if one is None else (Brought("event", one.id, drafted.today, ("lifted_on",)),)


PAPER = PaperKind(
    title=mark("lifting of a suspension"),
    draft=draft,
    after=("suspension-lifted-after-cure", "9"),
    needs=("by", "against"),
    takes=("to", "event", "rule"),
    brings=brings,
    one_event=True,
)
