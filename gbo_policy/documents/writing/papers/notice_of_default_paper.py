"""A notice of default (9): what was found, the term to put it right as a proposal, and what article 9 allows
after that.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.grounds import Grounds, grounds_of
from gbo_policy.documents.writing.content.letters import points, section, text
from gbo_policy.documents.writing.content.paper_kind import Brought, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.documents.writing.papers._measures9 import (
    contested,
    established,
    event_id,
    in_force,
    new_event,
    term,
    to_all,
)
from gbo_policy.reporting.content.blocks import Block, Inline, Section


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the letters."""
    grounds = grounds_of(drafted, asked)
    marks = (*in_force(drafted, asked.by, asked.against), *grounds.marks)
    subject = drafted.word("Notice of default (article 9 of the agreement)")
    return to_all(drafted, asked, subject, _sections(drafted, asked, grounds), marks)


def _sections(drafted: Draft, asked: PaperRequest, grounds: Grounds) -> Iterator[Section]:
    say, by, against = drafted.say, drafted.name(asked.by), drafted.name(asked.against)
    yield section(
        "",
        text(
            say(
                "{by} finds that {against} does not comply with the agreement, and gives it notice of"
                " default.",
                by=by,
                against=against,
            )
        ),
    )
    yield established(grounds, drafted)
    yield from contested(drafted, grounds)
    yield section(drafted.word("What is asked, and until when"), *_asked(drafted, grounds))
    yield section(drafted.word("What may follow"), points(*_follows(drafted, against)))


def _asked(drafted: Draft, grounds: Grounds) -> Iterator[Block]:
    say = drafted.say
    last = drafted.today + timedelta(days=grounds.norm.expected)
    yield text(say("We ask you to put an end to it:"))
    yield points(*grounds.cures)
    yield text(
        say(
            "Term: {term}. Counted from the date of this letter, it runs until {last} inclusive.",
            term=term(drafted, grounds.norm),
            last=last,
        )
    )
    yield text(
        say(
            "We ask you to tell us in writing within that term what you have done, and whether you accept"
            " or contest the finding."
        )
    )


def _follows(drafted: Draft, against: Inline) -> Iterator[Inline]:
    say = drafted.say
    yield say(
        "Article 9 lets every other core actor decide to suspend the communication of personal data until"
        " {against} keeps its obligations again; it need not wait for the end of the term.",
        against=against,
    )
    yield say(
        "If the obligations are not kept within a reasonable term, every other core actor may decide, after"
        " a notice, to cease the communication."
    )
    yield say("This letter itself decides neither.")


def brings(drafted: Draft, asked: PaperRequest) -> tuple[Brought, ...]:
    """The finding, where the register does not hold it yet."""
    if asked.event is not None:
        return ()
    grounds = grounds_of(drafted, asked)
    security = grounds.stated in drafted.report.pack.vocabulary.particulars.security
    kind = "security-finding" if security else "non-compliance"
    made: dict[str, object] = {
        "id": event_id(drafted, kind, asked.against, asked.rule),
        "type": kind,
        "party": asked.against,
        "clause": None if security else grounds.stated,
        "found_on": drafted.today,
        "found_by": asked.by,
        "remedied_on": "none",
    }
    return new_event(made)


PAPER = PaperKind(
    title=mark("notice of default"),
    draft=draft,
    after=("non-compliance-remedied", "9"),
    needs=("by", "against"),
    takes=("to",),
    one_of=("event", "rule"),
    brings=brings,
    one_event=True,
)
