"""A request for the overview of security measures (7.1)."""

from __future__ import annotations

from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.letters import Letter, addressees, each, points, section, text
from gbo_policy.documents.writing.content.paper_kind import Brought, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.documents.writing.papers._measures9 import answer_by, event_id, in_force, new_event
from gbo_policy.reporting.content.blocks import Section


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the letters."""

    def letter(to: str) -> Letter:
        subject = drafted.word("Request for an overview of security measures (article 7.1 of the agreement)")
        return Letter(subject, _sections(drafted), tuple(in_force(drafted, asked.by, to)))

    return each(drafted, asked.by or "", addressees(drafted, asked.by, asked), letter)


def _sections(drafted: Draft) -> tuple[Section, ...]:
    say, word = drafted.say, drafted.word
    return (
        section(
            "",
            text(
                say(
                    "Article 7.1 of the agreement lets each core actor ask, without further reason, for an"
                    " overview of the technical and organisational measures that another takes for the"
                    " processing under the agreement. We ask you for that overview."
                )
            ),
        ),
        section(
            word("What we ask"),
            points(
                say(
                    "the technical and organisational measures in force (art. 32 GDPR), as far as they"
                    " concern the data exchanged under the agreement"
                ),
                say("the date on which they were last reviewed"),
                say("the processors that process these data for you, or that there are none (art. 7.3)"),
            ),
        ),
        section(
            word("Until when"),
            text(answer_by(drafted, "overview_request_days")),
        ),
    )


def brings(drafted: Draft, asked: PaperRequest) -> tuple[Brought, ...]:
    """One request to each."""
    return tuple(
        one
        for to in addressees(drafted, asked.by, asked)
        for one in new_event(
            {
                "id": event_id(drafted, "overview-request", asked.by, to),
                "type": "overview-request",
                "by": asked.by,
                "to": to,
                "requested_on": drafted.today,
                "answered_on": "none",
            }
        )
    )


PAPER = PaperKind(
    title=mark("request for an overview of measures"),
    draft=draft,
    after=("security-overview-on-request", "7.1"),
    needs=("by",),
    takes=("to",),
    brings=brings,
)
