"""Letters between core actors: their head, their greeting, whom to turn to, and who gets one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Letterhead, Piece, SigningPlace
from gbo_policy.reporting.content.blocks import Block, Bullets, Inline, Pairs, Paragraph, Part, Section, run


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter from one core actor to another before it has its head: subject, what it is about, sections,
    and why it is but a draft.

    ``officers``: it goes from data protection officer to data protection officer. ``about`` are further pairs
    for its head.
    """

    subject: str
    sections: tuple[Section, ...]
    marks: tuple[Inline, ...] = ()
    about: tuple[tuple[str, Inline], ...] = ()
    officers: bool = False
    registered: bool = False
    copied_from: str | None = None
    day: date | None = None


def section(title: str, *blocks: Block) -> Section:
    """Give a section of a letter."""
    return Section("", title, blocks)


def text(*parts: Inline | str) -> Paragraph:
    """Give a paragraph."""
    return Paragraph(run(*parts))


def strong(words: str) -> Inline:
    """Give words that stand out."""
    return run(Part(words, "strong"))


def points(*items: Inline) -> Bullets:
    """Give a list."""
    return Bullets(tuple(items))


def addressees(
    draft: Draft, by: str | None, asked: PaperRequest, *, on: date | None = None
) -> tuple[str, ...]:
    """Give who gets a letter of ``by``: the one asked for, else every other core actor on the day."""
    if asked.to is not None:
        return (asked.to,)
    context = draft.report.context
    return (context.others(by, on=on) if by else context.party_ids) or ()


def written(draft: Draft, by: str, to: str, letter: Letter) -> Piece:
    """Give a letter its head, its greeting and its end."""
    say = draft.word
    who = (
        (lambda key: (run(say("Data protection officer")), *draft.dpo_lines(key)))
        if letter.officers
        else _nobody
    )
    pairs = (
        (say("Date"), run(_dated(draft, letter))),
        (say("Agreement"), draft.agreement()),
        *letter.about,
    )
    head = Letterhead(
        sender=(*draft.address(by), *_number(draft, by), *who(by)),
        addressee=(*draft.address(to), *(who(to) if letter.officers else _care_of(draft, to))),
        delivery=say("By registered letter") if letter.registered else "",
        pairs=Pairs(pairs),
    )
    copy = (
        ()
        if letter.copied_from is None
        else (
            section(
                "",
                text(
                    draft.say(
                        "You receive this letter for information: it is addressed to {against}.",
                        against=draft.name(letter.copied_from),
                    )
                ),
            ),
        )
    )
    return Piece(
        name=to,
        title=letter.subject,
        head=head,
        marks=letter.marks,
        sections=(*copy, *letter.sections, contact(draft, by, to)),
        signing=(signed_for(draft, by, officer=letter.officers),),
        greeting=say("Dear Sir or Madam,"),
        closing=say("Yours faithfully,"),
    )


def _dated(draft: Draft, letter: Letter) -> str:
    """Date a letter; one between officers by the hour, where the hour is known: without undue delay is
    counted in hours (13.5).
    """
    as_of = draft.report.as_of
    if letter.officers and not as_of.whole_day:
        return draft.moment(as_of.moment)
    return draft.words.day(letter.day or draft.today)


def _nobody(_: str) -> tuple[Inline, ...]:
    return ()


def _number(draft: Draft, key: str) -> tuple[Inline, ...]:
    party = draft.party(key)
    if party is None:
        return ()
    number = draft.named(party, "enterprise_number", FactPlace("party", key))
    return (draft.say("Enterprise number {number}", number=number),)


def _care_of(draft: Draft, key: str) -> Iterator[Inline]:
    yield draft.say("Attention: data protection officer {dpo}", dpo=draft.dpo(key))


def contact(draft: Draft, by: str, to: str) -> Section:
    """Give whom to turn to: the sender's officer, and the authorities that supervise both (15.2)."""
    say = draft.word
    both = tuple(p for p in dict.fromkeys((by, to)) if p)
    rows = (
        (say("Data protection officer of the sender", context="short"), draft.dpo(by)),
        *((say("Supervision of {party}", party=draft.words.party(p)), draft.authority(p)) for p in both),
    )
    return section(say("Contact and supervision"), Pairs(rows))


def signed_for(draft: Draft, key: str, *, officer: bool = False) -> SigningPlace:
    """Give a place to sign for a core actor, or for its data protection officer."""
    say = draft.word
    name = say("Name") if officer else say("Name and function")
    whom = (
        draft.say("For {party}, the data protection officer", party=draft.name(key))
        if officer
        else draft.say("For {party}", party=draft.name(key))
    )
    return SigningPlace(whom, (name, say("Date"), say("Signature")))


def each(
    draft: Draft, by: str, receivers: Iterable[str], letter: Callable[[str], Letter]
) -> tuple[Piece, ...]:
    """Write one letter to each receiver."""
    return tuple(written(draft, by, to, letter(to)) for to in receivers)
