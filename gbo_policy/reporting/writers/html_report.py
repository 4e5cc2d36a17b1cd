"""One HTML file that needs nothing else: no network, no script, light and dark, for screen and paper. The
page is `report.html.jinja`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from gbo_policy.basics.steering import harmless
from gbo_policy.basics.translate import mark, say
from gbo_policy.reporting.content.blocks import (
    Bullets,
    Card,
    Column,
    Document,
    Drawing,
    Pairs,
    Paragraph,
    Table,
    Tiles,
    plain,
)
from gbo_policy.reporting.content.style import source
from gbo_policy.reporting.content.writer import Writer
from gbo_policy.reporting.figures.svg import width

if TYPE_CHECKING:
    from jinja2 import Template

_LEAST = {"date": 1.12, "number": 1.2}  # what a column needs for a date, or for the head of a number
_WORD = re.compile(r"[^\s\-/]+[\-/]?")
_WHOLE = 32  # letters of the longest word that is kept in one piece
# the size of a cell's text and of a bold head's, for wide fonts; a letter of code, the room between columns
# and that of a weight of 1: all in rem
_CELL, _HEAD, _CODE, _GAP, _UNIT = 0.94, 0.96, 0.46, 0.7, 5.6
_INNER = 0.5  # rem, within the lines of a form that is filled in on paper
_SHORT = 2600  # a card of fewer characters fits a page: it is not cut
_SAID = (mark("of"), mark("To the content"), mark("Contents"))  # what the page says itself


def render(document: Document) -> bytes:
    """Write the document; no text of a user's steers anything."""
    from markupsafe import Markup

    style = Markup(source("report.css") + source("figures.css"))  # noqa: S704 - our own files
    page = _template().render(document=document, style=style, say=partial(say, document.lang))
    return harmless(page).encode(errors="backslashreplace")


@cache
def _template() -> Template:
    """Give the page's template: whatever is put into it is escaped, but for what is marked as our own."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # `autoescape` for every name: the file does not end in .html
    loader = FileSystemLoader(Path(__file__).parent)
    page = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    page.filters.update(widths=widths, aligned=aligned, picture=_picture, css=_css)
    kinds = (Bullets, Drawing, Pairs, Paragraph, Table, Tiles)
    page.tests.update({kind.__name__.lower(): _instance_of(kind) for kind in kinds})
    page.tests["short"] = is_short
    return page.get_template("report.html.jinja")


def _instance_of(kind: type) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)


@dataclass(frozen=True, slots=True)
class Widths:
    """How wide a table's columns are: ``total`` of their weights, and each one's share of it in percent, as
    CSS writes them.
    """

    total: str
    shares: tuple[str, ...]


def widths(table: Table) -> Widths:
    """Share a table's width among its columns, each no narrower than what it holds: no word is split in it,
    save a digest, and no head runs into the next one.
    """
    inner = _INNER if table.tall else 0
    weights = [
        max(
            c.weight,
            _LEAST.get(c.kind, 0),
            _room((plain(row[place]) for row in table.rows), _CELL, inner),
            _room([c.title], _HEAD, inner),
        )
        for place, c in enumerate(table.columns)
    ]
    total = sum(weights)
    return Widths(f"{total:.1f}", tuple(f"{w / total:.2%}" for w in weights))


def _room(texts: Iterable[str], size: float, inner: float) -> float:
    """Give the width that the longest word of texts needs; a word ends at a blank or a hyphen."""
    words = {word for text in texts for word in _WORD.findall(text) if len(word) <= _WHOLE}
    longest = max((max(width(word, size), len(word) * _CODE) for word in words), default=0)
    return (longest + _GAP + inner) / _UNIT


def aligned(column: Column) -> str:
    """Give the class of a column that is set otherwise than text: number or date."""
    return column.kind if column.kind in {"number", "date"} else ""


def is_short(card: Card) -> bool:
    """Tell whether a card fits a page, so that it is not cut."""
    return len(plain(card.lead)) + sum(len(plain(text)) + 60 for _, text in card.rows) < _SHORT


def _picture(drawing: Drawing) -> str:
    from markupsafe import Markup

    return Markup(drawing.body)  # noqa: S704 - drawn by `figures`, which escapes each text


def _css(text: str) -> str:
    from markupsafe import Markup

    return Markup(quoted(text))  # noqa: S704 - only letters, digits, blanks and numbers of characters


def quoted(text: str) -> str:
    """Write a CSS string: what is not a plain letter or digit by its number, so that nothing can end the
    string or the style.
    """
    short = text if len(text) <= 96 else text[:95] + "…"
    plain_ = (c if (c.isalnum() and c.isascii()) or c == " " else f"\\{ord(c):x} " for c in short)
    return f'"{"".join(plain_)}"'


WRITER = Writer(render, ".html", dossier="reports/{}/report.html")
