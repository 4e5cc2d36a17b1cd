"""What a written report holds, in the reader's language: sections of blocks, which every renderer writes in
its own way.

Text is a run of parts, so that no renderer ever parses text: what a user wrote is only ever a part's
``text``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

_CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text. ``style`` is "", strong, code, dim, badge or blank (still to be filled in); ``ref``
    the anchor that it leads to; ``tone`` colours a badge.
    """

    text: str
    style: str = ""
    ref: str = ""
    tone: str = ""


Inline = tuple[Part, ...]


def run(*parts: Part | str | Inline) -> Inline:
    """Join parts, plain strings and runs into one run."""
    made: list[Part] = []
    for part in parts:
        made.extend((Part(part),) if isinstance(part, str) else (part,) if isinstance(part, Part) else part)
    return tuple(p for p in made if p.text)


def marked(text: str) -> Inline:
    """Read the backticks of a rule's text as code."""
    pieces = _CODE.split(text)
    return tuple(Part(piece, "code" if i % 2 else "") for i, piece in enumerate(pieces) if piece)


def joined(runs: Iterable[Inline], between: str = ", ") -> Inline:
    """Join runs with a text between them."""
    made: list[Part] = []
    for i, one in enumerate(runs):
        made.extend((Part(between), *one) if i else one)
    return tuple(made)


def plain(text: Inline) -> str:
    """Give a run without its styles."""
    return "".join(p.text for p in text)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its share of the width, and what it holds: text, date, number or code."""

    title: str
    weight: float = 1.0
    kind: str = "text"


Row = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``sheet`` is its short name, ``empty`` the sentence in its place when it has no rows.

    ``tall`` rows leave room to write by hand; of a ``stub`` table the first column heads its rows; a
    ``folded`` one says what a picture before it shows, and is shut on a screen under this word.
    """

    id: str
    sheet: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str = ""
    stub: bool = True
    tall: bool = False
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as the inside of an SVG element, its classes coloured by the renderer; ``description`` says
    in words what it shows.
    """

    id: str
    caption: str
    description: str
    width: int
    height: int
    body: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``style`` is "", lead or note."""

    text: Inline
    style: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    points: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with its label; ``tone`` colours it."""

    figure: str
    label: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Figures side by side."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with their values."""

    pairs: tuple[tuple[str, Inline], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One finding: heading, badges, the sentence, and named rows below it. ``tone`` is its verdict, ``id``
    its anchor, "" for none.
    """

    id: str
    title: Inline
    badges: Inline
    lead: Inline
    rows: tuple[tuple[str, Inline], ...]
    tone: str


Block = Paragraph | Bullets | Tiles | Pairs | Table | Drawing | Card


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section, or one inside it (``number`` is ""). ``sheets`` are tables that stand for its cards
    where only tables go.
    """

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    number: str = ""
    sheets: tuple[Table, ...] = ()
    page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. ``day`` is the day that it speaks of, ``running`` what heads every page, ``tone`` the
    verdict.
    """

    lang: str
    kind: str
    title: str
    moment: str
    running: str
    day: date
    tone: str
    verdict: str
    sentence: str
    about: Pairs
    made_by: str
    sections: tuple[Section, ...] = field(default_factory=tuple)


def tables(document: Document) -> Iterator[Table]:
    """Give all tables of a document in order, those that stand for cards among them."""
    for section in document.sections:
        yield from _tables(section)


def _tables(section: Section) -> Iterator[Table]:
    yield from section.sheets
    yield from (b for b in section.blocks if isinstance(b, Table))
    for inner in section.sections:
        yield from _tables(inner)
