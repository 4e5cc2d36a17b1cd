"""Annexes of the agreement: a page with a title, what it is by which article, and its tables; on the day that
it speaks of.
"""

from __future__ import annotations

from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.letters import section
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.reporting.content.blocks import Block, Inline, Pairs, Section, run


def annex(
    draft: Draft,
    name: str,
    title: str,
    *blocks: Block,
    marks: tuple[Inline, ...] = (),
    more: tuple[Section, ...] = (),
    wide: bool = False,
) -> Piece:
    """Make an annex of its tables; a ``wide`` one lies on its side."""
    word = draft.word
    head = Pairs(
        (
            (word("Agreement"), draft.agreement()),
            (word("As of"), run(draft.words.day(draft.today))),
        )
    )
    return Piece(name, title, None, marks, (section("", head, *blocks), *more), wide=wide)


def members(draft: Draft) -> tuple[str, ...]:
    """Give the core actors on the day."""
    return draft.report.context.party_ids or ()
