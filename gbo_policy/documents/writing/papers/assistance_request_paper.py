"""A request for assistance with articles 32 to 36 of the GDPR (13.4)."""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.letters import Letter, addressees, each, section, text
from gbo_policy.documents.writing.content.paper_kind import Brought, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.documents.writing.papers._measures9 import answer_by, event_id, in_force, new_event
from gbo_policy.reporting.content.blocks import Inline, Pairs, Section, run

_ARTICLES = {
    32: mark("security of processing"),
    33: mark("notification of a personal data breach to the authority"),
    34: mark("communication of a personal data breach to the data subject"),
    35: mark("data protection impact assessment"),
    36: mark("prior consultation of the authority"),
}


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the letters."""

    def letter(to: str) -> Letter:
        subject = drafted.word("Request for assistance (article 13.4 of the agreement)")
        return Letter(subject, tuple(_sections(drafted, asked)), tuple(in_force(drafted, asked.by, to)))

    return each(drafted, asked.by or "", addressees(drafted, asked.by, asked), letter)


def _sections(drafted: Draft, asked: PaperRequest) -> Iterator[Section]:
    say, word = drafted.say, drafted.word
    article = asked.article or 0
    yield section(
        "",
        text(
            say(
                "Article 13.4 of the agreement makes each core actor assist the others in keeping the"
                " obligations of articles 32 to 36 of the GDPR, taking into account the nature of the"
                " processing and the information available to it. We ask for your assistance."
            )
        ),
    )
    rows = [
        (
            word("Obligation concerned"),
            say("art. {article} GDPR: {title}", article=article, title=word(_ARTICLES[article])),
        )
    ]
    if asked.event is not None:
        rows.append((word("On the occasion of"), drafted.words.event(asked.event)))
    if asked.flow is not None:
        rows.append((word("Flow"), drafted.words.flow(asked.flow)))
    rows.append((word("What we ask"), drafted.blank(word("the information or the help that is asked for"))))
    yield section(word("The request"), Pairs(tuple(rows)))
    yield section(word("Until when"), text(*_term(drafted, asked)))


def _term(drafted: Draft, asked: PaperRequest) -> Iterator[Inline]:
    yield answer_by(drafted, "assistance_request_days")
    if asked.article in (33, 34):
        yield run(" ")
        yield drafted.say(
            "After a breach the clocks of the GDPR run on: an answer within hours may be needed."
        )


def brings(drafted: Draft, asked: PaperRequest) -> tuple[Brought, ...]:
    """One request to each."""
    return tuple(
        one
        for to in addressees(drafted, asked.by, asked)
        for one in new_event(
            {
                "id": event_id(drafted, "assistance-request", asked.by, to, str(asked.article)),
                "type": "assistance-request",
                "by": asked.by,
                "to": to,
                "article": asked.article,
                "requested_on": drafted.today,
                "answered_on": "none",
            }
        )
    )


PAPER = PaperKind(
    title=mark("request for assistance"),
    draft=draft,
    after=("assistance-given", "13.4"),
    needs=("by", "article"),
    takes=("to", "event", "flow"),
    brings=brings,
)
