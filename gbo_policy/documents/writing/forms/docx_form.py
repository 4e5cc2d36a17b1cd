"""A document as Word opens it: real styles, headings and tables, the language set, and no field, link or
macro of anybody's text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gbo_policy.documents.writing.content.paper_form import PaperForm
from gbo_policy.documents.writing.content.piece import Letterhead, Paperwork, Piece, SigningPlace
from gbo_policy.documents.writing.content.register_pieces import pieces_of
from gbo_policy.documents.writing.forms import _word
from gbo_policy.reporting.content.blocks import (
    Block,
    Bullets,
    Card,
    Drawing,
    Pairs,
    Paragraph,
    Part,
    Section,
    Table,
    Tiles,
    run,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument


def render(work: Paperwork) -> bytes:
    """Write the document."""
    document = _word.begun(work)
    for i, piece in enumerate(pieces_of(work)):
        _word.page_of(document, work, piece, first=i == 0)
        _piece(document, work, piece)
    return _word.saved(document)


def _piece(document: WordDocument, work: Paperwork, piece: Piece) -> None:
    if piece.marks:
        _word.paragraph(document, run(work.sayings["draft"]), "Draft Mark")
        for mark in piece.marks:
            _word.paragraph(document, mark, "Draft Point")
    if piece.head is not None:
        _head(document, piece.head)
    _word.paragraph(document, run(piece.title), "Heading 1")
    if piece.greeting:
        _word.paragraph(document, run(piece.greeting))
    for section in piece.sections:
        _section(document, section, 2)
    if piece.closing:
        _word.paragraph(document, run(piece.closing), keep=True)
    for place in piece.signing:
        _signing(document, place)


def _head(document: WordDocument, head: Letterhead) -> None:
    delivery = (run(Part(head.delivery, "strong")),) if head.delivery else ()
    _word.side_by_side(document, head.sender, (*delivery, *head.addressee))
    _word.pairs_table(document, head.pairs.pairs)


def _section(document: WordDocument, section: Section, level: int) -> None:
    if section.title:
        _word.paragraph(document, run(section.title), f"Heading {level}")
    for block in section.blocks:
        _block(document, block)
    for inner in section.sections:
        _section(document, inner, level + 1)


def _block(document: WordDocument, block: Block) -> None:
    match block:
        case Paragraph():
            _word.paragraph(document, block.text, "Note" if block.style == "note" else "Normal")
        case Bullets():
            for point in block.points:
                _word.paragraph(document, point, "List Bullet")
        case Pairs():
            _word.pairs_table(document, block.pairs)
        case Card():
            _word.paragraph(
                document, run(block.title, *(x for b in block.badges for x in (" ", b))), "Heading 3"
            )
            _word.paragraph(document, block.lead, keep=True)
            _word.pairs_table(document, block.rows)
        case Table():
            _word.table(document, block)
        case Tiles():
            for tile in block.tiles:
                _word.paragraph(document, run(Part(tile.figure, "strong"), " ", tile.label), "List Bullet")
        case Drawing():
            _word.paragraph(document, run(Part(block.caption, "strong"), " ", block.description))


def _signing(document: WordDocument, place: SigningPlace) -> None:
    whom = run(*(Part(p.text, p.style or "strong") for p in place.for_whom))
    _word.paragraph(document, whom, keep=True, apart=True)
    _word.signing_table(document, place.lines)


FORM = PaperForm(render, ".docx", binary=True, library="docx", extra="documents")
