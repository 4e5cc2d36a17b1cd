"""A suspension (9): the decision, its grounds, from when, the communications concerned, and what lifts it."""

from __future__ import annotations

from collections.abc import Iterator

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
    to_all,
    touched,
)
from gbo_policy.reporting.content.blocks import Inline, Section


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the letters."""
    grounds = grounds_of(drafted, asked)
    marks = (*in_force(drafted, asked.by, asked.against), *grounds.marks, *_standing(drafted, asked))
    subject = drafted.word("Suspension of the communication of personal data (article 9 of the agreement)")
    return to_all(drafted, asked, subject, _sections(drafted, asked, grounds), marks)


def _standing(drafted: Draft, asked: PaperRequest) -> Iterator[Inline]:
    """Say where a suspension runs already, or communication has ceased."""
    for pair in drafted.report.ladder.pairs:
        if (pair.by, pair.against) == (asked.by, asked.against) and pair.state in ("suspended", "ceased"):
            yield drafted.say(
                "Between {by} and {against} the state is already: {state}.",
                by=drafted.name(asked.by),
                against=drafted.name(asked.against),
                state=drafted.words.label("states", pair.state),
            )


def _sections(drafted: Draft, asked: PaperRequest, grounds: Grounds) -> Iterator[Section]:
    say, by, against = drafted.say, drafted.name(asked.by), drafted.name(asked.against)
    first = asked.starting or drafted.today
    yield section(
        "",
        text(
            say(
                "{by} decides to suspend its communication of personal data to {against} from {first},"
                " under article 9 of the agreement.",
                by=by,
                against=against,
                first=first,
            )
        ),
    )
    yield established(grounds, drafted)
    yield from contested(drafted, grounds)
    yield touched(drafted, asked)
    yield section(
        drafted.word("Until when"),
        text(
            say(
                "The suspension runs until {against} keeps its obligations under the agreement again. It is"
                " lifted once it is shown:",
                against=against,
            )
        ),
        points(*grounds.cures),
        text(
            say(
                "If that does not happen within a reasonable term, article 9 lets every other core actor"
                " decide, after a notice, to cease the communication."
            )
        ),
    )


def brings(drafted: Draft, asked: PaperRequest) -> tuple[Brought, ...]:
    """The suspension."""
    made: dict[str, object] = {
        "id": event_id(drafted, "suspension", asked.by, asked.against),
        "type": "suspension",
        "by": asked.by,
        "against": asked.against,
        "from": asked.starting or drafted.today,
        "lifted_on": "none",
        "ground": grounds_of(drafted, asked).stated or None,
    }
    return new_event(made)


PAPER = PaperKind(
    title=mark("suspension of communication"),
    draft=draft,
    after=("suspension-grounded", "9"),
    needs=("by", "against"),
    takes=("to", "starting"),
    one_of=("event", "rule"),
    brings=brings,
    one_event=True,
)
