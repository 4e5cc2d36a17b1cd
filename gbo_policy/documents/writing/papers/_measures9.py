"""What letters on article 9 have in common: on which grounds, what the article says, what lifts a measure,
which flows it touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.grounds import Grounds
from gbo_policy.documents.writing.content.letters import Letter, section, text, written
from gbo_policy.documents.writing.content.paper_kind import Brought
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.reporting.content.blocks import Bullets, Inline, Part, Section, run
from gbo_policy.rulebook.rule import Norm


def to_all(
    draft: Draft,
    asked: PaperRequest,
    subject: str,
    sections: Iterable[Section],
    marks: Iterable[Inline],
) -> tuple[Piece, ...]:
    """Write the letter to the core actor that it is against, and one for information to every other; ``--to``
    for one of them.
    """
    by, against = asked.by or "", asked.against or ""
    others = tuple(p for p in draft.report.context.others(by) or () if p != against)
    receivers = (asked.to,) if asked.to is not None else (against, *others)
    letter = Letter(subject, tuple(sections), tuple(marks))
    return tuple(
        written(draft, by, to, replace(letter, copied_from=None if to == against else against))
        for to in receivers
    )


def established(grounds: Grounds, draft: Draft) -> Section:
    """Give what was found, each finding with its clause and its facts."""
    return section(draft.word("What was found"), *grounds.cards)


def term(draft: Draft, norm: Norm) -> Inline:
    """Name a term as what it is: agreed in the signed text, or a norm of the house and so a proposal."""
    number = norm.expected
    days = draft.words.count(number, "{number} day", "{number} days")
    if norm.agreed:
        return draft.say("{days}, as the signed text says", days=days)
    return draft.say(
        "{days}: a proposal after a norm of our house, since the agreement says only that the term must be"
        " reasonable",
        days=days,
    )


def answer_by(draft: Draft, norm: str) -> Inline:
    """Say by when an answer would be welcome: a proposal after a norm of the house, which the pack may not
    have.
    """
    found = draft.report.norms.get(norm)
    last: Any
    if found is None:
        last = draft.blank(draft.word("the day by which an answer is asked"))
        return draft.say(
            "We would like to have your answer by {last} ({basis}).",
            last=last,
            basis=draft.say("the agreement sets no term"),
        )
    basis = (
        draft.say("as the signed text says")
        if found.agreed
        else draft.say("a proposal, after a norm of our house: the agreement sets no term")
    )
    last = draft.today + timedelta(days=found.expected)
    return draft.say("We would like to have your answer by {last} ({basis}).", last=last, basis=basis)


def in_force(draft: Draft, by: str | None, against: str | None) -> Iterator[Inline]:
    """Say where the agreement is not in force between two core actors: then article 9 gives no power."""
    binding = draft.report.context.in_force_between(by, against)
    if binding is False:
        yield draft.say(
            "The agreement is not in force between {by} and {against} on {day}: article 9 gives no power.",
            by=draft.name(by),
            against=draft.name(against),
            day=draft.today,
        )
    elif binding is None:
        yield draft.say(
            "It is not certain that the agreement is in force between {by} and {against} on {day}.",
            by=draft.name(by),
            against=draft.name(against),
            day=draft.today,
        )


def contested(draft: Draft, grounds: Grounds) -> tuple[Section, ...]:
    """Say that the other contests the finding, where it does."""
    event = grounds.event
    if event is None or getattr(event, "position", None) != "contested":
        return ()
    return (
        section(
            "",
            text(
                draft.say(
                    "The finding is contested. That dispute is not settled by this letter; only the"
                    " competent Belgian courts can settle it (art. 15.3)."
                )
            ),
        ),
    )


def touched(draft: Draft, asked: PaperRequest) -> Section:
    """List the flows from the one that decides to the one that it is against."""
    flows = [
        f
        for f in draft.workspace.flows
        if f.sender == asked.by
        and any(asked.against in (r.party, r.on_behalf_of) for r in f.recipients or ())
        and f.status != "proposed"
        and not (isinstance(f.ends_on, date) and f.ends_on < draft.today)
    ]
    named: list[Inline] = [run(f.title or f.id, " (", Part(f.id, "code"), ")") for f in flows]
    title = draft.word("Communications concerned")
    if not named:
        return section(
            title,
            text(
                draft.say(
                    "No communication by {by} to {against} that still runs is declared.",
                    by=draft.name(asked.by),
                    against=draft.name(asked.against),
                )
            ),
        )
    return section(title, Bullets(tuple(named)))


def event_id(draft: Draft, *parts: str | None) -> str:
    """Make an id for a new event of who, whom and the day."""
    return "-".join([*(p for p in parts if p), draft.today.isoformat()])


def new_event(made: dict[str, object]) -> tuple[Brought, ...]:
    """Give a new event of the register."""
    return (Brought("event", str(made["id"]), {k: v for k, v in made.items() if v is not None}),)
