"""A document as a tagged PDF by Typst, as the report is made: the text goes in as data, the layout is the
template's beside this module.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gbo_policy.documents.writing.content.paper_form import PaperForm
from gbo_policy.documents.writing.content.piece import Letterhead, Paperwork, Piece
from gbo_policy.documents.writing.content.register_pieces import pieces_of
from gbo_policy.reporting.content.blocks import Inline
from gbo_policy.reporting.writers.typst_paper import broken, inline_data, section_data, typeset


def render(work: Paperwork) -> bytes:
    """Write the document."""
    data = {
        "lang": work.lang,
        "title": work.title,
        "made_by": work.made_by,
        "day": [work.day.year, work.day.month, work.day.day],
        "draft": work.sayings["draft"],
        "draft_word": work.sayings["draft_word"],
        "of": work.sayings["of"],
        "pieces": [_piece(p) for p in pieces_of(work)],
    }
    return typeset(data, Path(__file__).with_name("paper.typ").read_text(encoding="utf-8"))


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "title": broken(piece.title),
        "head": None if piece.head is None else _head(piece.head),
        "marks": [inline_data(m) for m in piece.marks],
        "greeting": piece.greeting,
        "closing": piece.closing,
        "wide": piece.wide,
        "sections": [section_data(s) for s in piece.sections],
        "signing": [{"whom": inline_data(s.for_whom), "lines": list(s.lines)} for s in piece.signing],
    }


def _head(head: Letterhead) -> dict[str, Any]:
    return {
        "sender": _lines(head.sender),
        "addressee": _lines(head.addressee),
        "delivery": head.delivery,
        "pairs": [[name, inline_data(text)] for name, text in head.pairs.pairs],
    }


def _lines(lines: tuple[Inline, ...]) -> list[list[dict[str, str]]]:
    return [inline_data(line) for line in lines]


FORM = PaperForm(render, ".pdf", binary=True, library="typst", extra="pdf")
