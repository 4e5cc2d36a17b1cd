"""A cessation (9): after the reasonable term and after a notice, the communication to one core actor ends for
good.
"""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.grounds import Grounds, grounds_of
from gbo_policy.documents.writing.content.letters import section, text
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
    marks = (
        *in_force(drafted, asked.by, asked.against),
        *grounds.marks,
        *_too_early(drafted, asked, grounds),
    )
    subject = drafted.word("Notice of cessation of the communication (article 9 of the agreement)")
    return to_all(drafted, asked, subject, _sections(drafted, asked, grounds), marks)


def _too_early(drafted: Draft, asked: PaperRequest, grounds: Grounds) -> Iterator[Inline]:
    """Say where the reasonable term is not over, or the notice does not come first."""
    say, norm = drafted.say, grounds.norm
    if not grounds.lapsed and grounds.cured_on is None:
        if grounds.lapses is not None:
            yield say(
                "The reasonable term is not over: by the norm of {number} days at the most it is"
                " over from {day}. Until then article 9 allows suspension only, unless somebody has"
                " assessed the term otherwise.",
                number=norm.outer,
                day=grounds.lapses,
            )
        else:
            yield say(
                "No reasonable term has been let pass: article 9 allows cessation only where the"
                " obligations are not kept within one. Record the finding, give notice of default, and wait"
                " for the term ({number} days at the most).",
                number=norm.outer,
            )
    effect = asked.effective_on
    if effect is not None and effect < drafted.today:
        yield say(
            "The day of effect ({effect}) lies before this notice ({day}): article 9 asks that the notice"
            " comes first.",
            effect=effect,
            day=drafted.today,
        )
    elif effect == drafted.today:
        yield say(
            "The notice and the effect fall on the same day: days do not show that the notice came first,"
            " as article 9 asks."
        )


def _sections(drafted: Draft, asked: PaperRequest, grounds: Grounds) -> Iterator[Section]:
    say, by, against = drafted.say, drafted.name(asked.by), drafted.name(asked.against)
    effect = (
        say("{day}", day=asked.effective_on)
        if asked.effective_on
        else drafted.blank(drafted.word("day of effect, after this notice"))
    )
    yield section(
        "",
        text(
            say(
                "{by} gives notice of the cessation of its communication of personal data to {against},"
                " with effect from {effect}, under article 9 of the agreement.",
                by=by,
                against=against,
                effect=effect,
            )
        ),
    )
    yield established(grounds, drafted)
    yield from contested(drafted, grounds)
    yield section(drafted.word("The reasonable term"), text(_term(drafted, grounds)))
    yield touched(drafted, asked)
    yield section(
        drafted.word("What remains"),
        text(
            say(
                "This notice does not end the agreement. The confidentiality of what was already received"
                " remains (art. 13.3), and every other core actor decides for itself. Only a new decision"
                " can resume the communication."
            )
        ),
    )


def _term(drafted: Draft, grounds: Grounds) -> Inline:
    say, norm = drafted.say, grounds.norm
    if grounds.lapses is None:
        return say(
            "That a reasonable term has passed must follow from: {proof}.",
            proof=drafted.blank(drafted.word("notice of default and the term that it gave")),
        )
    found = getattr(grounds.event, "found_on", None)
    basis = (
        say("the signed text")
        if norm.agreed
        else say(
            "a norm of our house, {number} days at the most, since the agreement names no number",
            number=norm.outer,
        )
    )
    since = say("{day}", day=found) if found else drafted.blank(drafted.word("date of the finding"))
    return say(
        "Found on {found}; the reasonable term is over from {lapses} ({basis}, or what somebody assessed of"
        " it).",
        found=since,
        lapses=grounds.lapses,
        basis=basis,
    )


def brings(drafted: Draft, asked: PaperRequest) -> tuple[Brought, ...]:
    """The cessation, from its notice on."""
    made: dict[str, object] = {
        "id": event_id(drafted, "cessation", asked.by, asked.against),
        "type": "cessation",
        "by": asked.by,
        "against": asked.against,
        "ground": grounds_of(drafted, asked).stated or None,
        "notified_on": drafted.today,
        "effective_on": asked.effective_on,
    }
    return new_event(made)


PAPER = PaperKind(
    title=mark("notice of cessation of communication"),
    draft=draft,
    after=("cessation-after-notice", "9"),
    needs=("by", "against"),
    takes=("to", "effective_on"),
    one_of=("event", "rule"),
    brings=brings,
    one_event=True,
    record_needs=("effective_on",),
)
