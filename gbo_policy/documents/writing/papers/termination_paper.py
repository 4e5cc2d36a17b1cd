"""A notice of termination (14.2): a registered letter to every other core actor, with the dates on each
reading of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gbo_policy.agreement.ending import Notice, termination
from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.letters import Letter, addressees, each, points, section, text
from gbo_policy.documents.writing.content.paper_kind import Brought, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.documents.writing.papers._measures9 import new_event
from gbo_policy.reporting.content.blocks import Block, Column, Inline, Section, Table, run

_MODES = {
    "received": mark(
        "when the last of the other core actors receives it; here presumed on the third working day"
    ),
    "posted": mark("when it is sent"),
    "third-working-day": mark("on the third working day after it is sent"),
}
_COUNTS = (
    ("last_a", mark("Last day (A)")),
    ("last_a_rolled", mark("A, on a working day")),
    ("last_b", mark("Last day (B)")),
    ("last_b_rolled", mark("B, on a working day")),
)


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the letters."""
    by, sent = asked.by, asked.sent_on or drafted.today
    context = drafted.report.context
    others = context.others(by, on=sent) or ()
    found = (
        [termination(sent, dict.fromkeys(others), mode, context.particulars) for mode in _modes(drafted)]
        if others
        else []
    )
    marks = tuple(_doubts(drafted, asked, sent, others))
    sections = tuple(_sections(drafted, asked, sent, found))
    asked_means = asked.means or context.particulars.notice.means

    def letter(_: str) -> Letter:
        subject = drafted.word("Notice of termination (article 14.2 of the agreement)")
        return Letter(
            subject, sections, marks, registered=asked_means == context.particulars.notice.means, day=sent
        )

    return each(drafted, by or "", addressees(drafted, by, asked, on=sent), letter)


def _modes(drafted: Draft) -> list[str]:
    """Give the meanings of "given", the one in force first."""
    chosen = drafted.report.context.notice_given
    return [chosen, *(m for m in drafted.report.pack.parameters.notice_given.choices if m != chosen)]


def _doubts(drafted: Draft, asked: PaperRequest, sent: date, others: tuple[str, ...]) -> Iterator[Inline]:
    say, context = drafted.say, drafted.report.context
    needed = context.particulars.notice.means
    label = drafted.words.label
    if asked.means is not None and asked.means != needed:
        yield say(
            "To be sent by {means}: article 14.2 asks for a {needed}. The text names no nullity, so that"
            " its effect would be disputed.",
            means=label("means", asked.means),
            needed=label("means", needed),
        )
    bound = context.bound(asked.by, on=sent)
    if bound.all_signed is False or (bound.since is not None and sent < bound.since):
        yield say("The agreement is not in force on {day}: there is nothing to give notice of yet.", day=sent)
    elif bound.all_signed is None:
        yield say(
            "It is not certain that the agreement is in force on {day}: not every signature is known.",
            day=sent,
        )
    if context.standing(sent, asked.by).state in ("ended", "disputed"):
        yield say(
            "On {day} the agreement has ended already for {by}, or that is disputed.",
            day=sent,
            by=drafted.name(asked.by),
        )
    if asked.to is not None:
        left = [p for p in others if p != asked.to]
        if left:
            yield say(
                "Article 14.2 asks that the notice goes to every other core actor; this file holds the"
                " letter to one. Also to be sent to: {left}.",
                left=drafted.names(left),
            )


def _sections(drafted: Draft, asked: PaperRequest, sent: date, found: list[Notice]) -> Iterator[Section]:
    say, word, by = drafted.say, drafted.word, drafted.name(asked.by)
    months = drafted.report.context.particulars.notice.months
    yield section(
        "",
        text(
            say(
                "{by} gives notice of termination of the agreement, under article 14.2, to every other core"
                " actor. The notice is sent on {sent}.",
                by=by,
                sent=sent,
            )
        ),
    )
    if found:
        yield section(word("The term of notice"), *_term(drafted, found, months))
    yield section(word("Who is bound after that"), *_whom(drafted, asked))
    yield section(
        word("What remains"),
        points(
            say("Until the end the agreement binds in full; articles 8 and 9 are not affected."),
            say("The duty to keep the data confidential outlives the agreement (art. 14.3)."),
            say("The end does not touch the partnership itself, which the decree lays down (art. 14.4)."),
        ),
    )
    yield section(
        "", text(say("We ask you to confirm receipt, with the date: on one reading the term depends on it."))
    )


def _term(drafted: Draft, found: list[Notice], months: int) -> Iterator[Block]:
    say, word, first = drafted.say, drafted.word, found[0]
    yield text(
        say(
            "The term is {months} months. It begins on the first Monday after the week in which the notice"
            " is given. On the reading that this letter follows it runs from {start} to {last} inclusive;"
            " beyond doubt the agreement has ended from {certain}.",
            months=months,
            start=first.start,
            last=first.last_a,
            certain=first.certainly_ended_from,
        )
    )
    columns = (
        Column(word("Given", context="notice"), 1.9),
        Column(word("On", context="notice"), 1),
        Column(word("Term begins"), 1),
        *(Column(word(told), 1.1) for _, told in _COUNTS),
    )
    rows = tuple(
        (
            run(word(_MODES[n.mode])),
            *(
                run(drafted.words.day(getattr(n, key)))
                for key in ("effective", "start", *(name for name, _ in _COUNTS))
            ),
        )
        for n in found
    )
    yield Table(
        "readings", word("Readings"), word("From when to when, on each reading of the text"), columns, rows
    )
    yield text(
        say(
            "A: the months run up to the day before the same-numbered day; B: up to that day itself; each"
            " of them also moved to the next working day. The agreement does not say when a notice counts"
            " as given, nor how its months are counted. The first reading is the house's; the days of"
            " receipt, once known, replace the presumption."
        )
    )


def _whom(drafted: Draft, asked: PaperRequest) -> Iterator[Block]:
    party = drafted.party(asked.by)
    alike = [
        p.id
        for p in drafted.workspace.parties.values()
        if party and p.role == party.role and p.id != party.id
    ]
    if alike:
        yield text(
            drafted.say(
                "Other core actors of the same role stay ({names}). Whether the agreement then ends for"
                " all, or only for {by}, can be read both ways; the core actors should settle it in writing.",
                names=drafted.names(alike),
                by=drafted.name(asked.by),
            )
        )
    else:
        yield text(
            drafted.say(
                "After {by} leaves, one of the three roles is no longer filled: the agreement ends for all"
                " core actors.",
                by=drafted.name(asked.by),
            )
        )


def brings(drafted: Draft, asked: PaperRequest) -> tuple[Brought, ...]:
    """The notice, with its receipts still to come."""
    sent = asked.sent_on or drafted.today
    made: dict[str, object] = {
        "id": f"termination-{asked.by}-{sent.isoformat()}",
        "type": "termination",
        "by": asked.by,
        "sent_on": sent,
        "means": asked.means or drafted.report.context.particulars.notice.means,
        "addressed_to": list(addressees(drafted, asked.by, asked, on=sent)),
    }
    return new_event(made)


PAPER = PaperKind(
    title=mark("notice of termination"),
    draft=draft,
    after=("termination-form", "14.2"),
    needs=("by", "sent_on"),
    takes=("to", "means"),
    brings=brings,
    one_event=True,
)
