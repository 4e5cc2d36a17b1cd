"""A register where only pages go: a section for each row, with the columns that hold something; what is blank
is told at its end.
"""

from __future__ import annotations

from gbo_policy.documents.writing.content.piece import Paperwork, Piece, RegisterTable
from gbo_policy.reporting.content.blocks import Block, Bullets, Inline, Pairs, Paragraph, Part, Section, run


def pieces_of(work: Paperwork) -> tuple[Piece, ...]:
    """Give the pieces of a document, those of a register's rows where it is one."""
    if work.register is None:
        return work.pieces
    sections = [_row(work, work.register, row) for row in work.register.rows]
    notes = tuple(Paragraph(run(note)) for note in work.register.notes)
    head = Section("", "", notes)
    return (Piece("", work.title, None, (), (head, *sections)),)


def _row(work: Paperwork, register: RegisterTable, row: tuple[str, ...]) -> Section:
    known: list[tuple[str, Inline]] = []
    blank: list[Inline] = []
    for column, text in zip(register.columns, row, strict=True):
        title = f"{column.title} *" if column.required else column.title
        if text:
            known.append((title, run(text)))
        else:
            blank.append(run(Part(title, "blank")))
    blocks: tuple[Block, ...] = (Pairs(tuple(known)),)
    if blank:
        blocks = (*blocks, Paragraph(run(Part(work.sayings["blank"], "strong"))), Bullets(tuple(blank)))
    return Section("", row[0], blocks)
