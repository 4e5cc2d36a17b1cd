"""A document as Markdown: nothing that a user wrote steers it."""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.basics.steering import no_order
from gbo_policy.documents.writing.content.paper_form import PaperForm
from gbo_policy.documents.writing.content.piece import Letterhead, Paperwork, Piece, SigningPlace
from gbo_policy.documents.writing.content.register_pieces import pieces_of
from gbo_policy.reporting.content.blocks import Inline
from gbo_policy.reporting.writers.markdown_text import escaped, inline_text, pair_lines, section_lines


def render(work: Paperwork) -> bytes:
    """Write the document."""
    pieces = ["\n\n".join(line for line in _piece(work, p) if line) for p in pieces_of(work)]
    return (no_order("\n\n---\n\n".join(pieces)) + "\n").encode(errors="backslashreplace")


def _piece(work: Paperwork, piece: Piece) -> Iterator[str]:
    yield f"# {escaped(piece.title)}"
    if piece.marks:
        yield "\n>\n".join(
            [f"> **{escaped(work.sayings['draft'])}**", *(f"> - {inline_text(m)}" for m in piece.marks)]
        )
    if piece.head is not None:
        yield from _head(piece.head)
    yield escaped(piece.greeting)
    for section in piece.sections:
        if section.title:
            yield from section_lines(section, 2)
        else:
            yield from list(section_lines(section, 2))[1:]
    yield escaped(piece.closing)
    for place in piece.signing:
        yield _signing(place)
    yield f"_{escaped(work.made_by)}_"


def _head(head: Letterhead) -> Iterator[str]:
    yield _lines(head.sender)
    if head.delivery:
        yield f"**{escaped(head.delivery)}**"
    yield _lines(head.addressee)
    yield pair_lines(head.pairs)


def _lines(lines: tuple[Inline, ...]) -> str:
    return "  \n".join(map(inline_text, lines))


def _signing(place: SigningPlace) -> str:
    return "\n".join(
        [
            f"**{inline_text(place.for_whom)}**",
            "",
            *(f"- {escaped(line)}: " + "\\_" * 20 for line in place.lines),
        ]
    )


FORM = PaperForm(render, ".md")
