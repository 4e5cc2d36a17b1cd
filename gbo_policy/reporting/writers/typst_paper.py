"""What every PDF shares: blocks as plain data for a Typst template, characters that can be drawn, and the
compiler itself.

A template never holds a user's text: all of it goes in as data, so that no string is ever read as Typst.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from gbo_policy.basics.steering import harmless
from gbo_policy.reporting.content.blocks import (
    Block,
    Bullets,
    Card,
    Column,
    Drawing,
    Inline,
    Pairs,
    Paragraph,
    Part,
    Section,
    Table,
    Tiles,
    plain,
)
from gbo_policy.reporting.content.style import colours, literal, source

STANDARDS = ("a-2a", "ua-1")
_ROOM = 46  # lines of a table that a page holds at most: a longer row may be cut
_LINE = 118  # characters on a line of a table as wide as the page
_CARD = 3000  # a card of more characters may be cut
_HASH = re.compile(r"(sha256:)?[0-9a-f]{64}\Z")
_LONG, _LONG_CODE = re.compile(r"\S{21,}"), re.compile(r"\S{12,}")
_SEAM = re.compile(r"[-._/:@](?=\w)|\w{22}(?=\w)")
_PLAIN = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\xff–—‘’“”•…→←↓↑☐\n]*\Z")


_PROBE = """#let d = json(bytes(sys.inputs.data))
#set document(title: "-", date: datetime(year: 2000, month: 1, day: 1))
#set text(lang: "en", font: ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern Math"))
#d.map(text).join(" ")
"""


def typeset(data: dict[str, Any], template: str) -> bytes:
    """Make a tagged PDF (PDF/A-2a and PDF/UA-1) of ``data`` by a template, after the shared one
    (``blocks.typ``).
    """
    import typst

    data = data | {"colours": colours()}
    characters = _characters(data)
    steering = {c for c in characters if harmless(c) != c}
    data = _replaced(data, steering | _missing(characters - steering, partial(_draws, typst.compile)))
    return _compile(typst.compile, _template("blocks.typ") + template, data)


@cache
def _template(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _compile(compile_: Callable[..., Any], template: str, data: Any) -> bytes:
    made = compile_(
        template.encode(),
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        ignore_system_fonts=True,
        pdf_standards=list(STANDARDS),
    )
    return bytes(made)


def _draws(compile_: Callable[..., Any], characters: list[str]) -> bool:
    """Tell whether the fonts that Typst brings can draw some characters: a PDF/A holds none that they
    cannot.
    """
    try:
        _compile(compile_, _PROBE, characters)
    except RuntimeError:
        return False
    return True


def _missing(characters: Iterable[str], draws: Callable[[list[str]], bool]) -> set[str]:
    """Give the characters that cannot be drawn, by halving."""
    odd = sorted(c for c in set(characters) if not _PLAIN.match(c))
    return set(_halved(odd, draws))


def _halved(some: list[str], draws: Callable[[list[str]], bool]) -> list[str]:
    if not some or draws(some):
        return []
    if len(some) == 1:
        return some
    half = len(some) // 2
    return [*_halved(some[:half], draws), *_halved(some[half:], draws)]


def _characters(data: Any) -> set[str]:
    if isinstance(data, str):
        return set(data)
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return set().union(*map(_characters, inner)) if inner else set()


def _replaced(data: Any, missing: set[str]) -> Any:
    """Write characters that no font has, or that steer, by their number; those that show nothing are left
    out.
    """
    if not missing:
        return data
    if isinstance(data, str):
        return "".join(_numbered(c) if c in missing else c for c in data)
    if isinstance(data, dict):
        return {k: _replaced(v, missing) for k, v in data.items()}
    return [_replaced(v, missing) for v in data] if isinstance(data, list) else data


def _numbered(char: str) -> str:
    return "" if unicodedata.category(char) in {"Cf", "Cc"} else f"[U+{ord(char):04X}]"


def section_data(section: Section) -> dict[str, Any]:
    """Give a section with those inside it as data."""
    return {
        "id": section.id,
        "number": section.number,
        "title": section.title,
        "page": section.page,
        "blocks": [block_data(b) for b in section.blocks],
        "sections": [section_data(s) for s in section.sections],
    }


def block_data(block: Block) -> dict[str, Any]:
    """Give a block as data."""
    match block:
        case Paragraph():
            return {"type": "paragraph", "text": inline_data(block.text), "style": block.style}
        case Bullets():
            return {"type": "bullets", "points": [inline_data(p) for p in block.points]}
        case Tiles():
            return {
                "type": "tiles",
                "tiles": [{"figure": t.figure, "label": t.label, "tone": t.tone} for t in block.tiles],
            }
        case Pairs():
            return {"type": "pairs", "pairs": [[name, inline_data(text)] for name, text in block.pairs]}
        case Drawing():
            return {
                "type": "drawing",
                "caption": block.caption,
                "description": block.description,
                "svg": _svg(block),
                "width": _width(block),
            }
        case Card():
            return _card(block)
        case Table():
            return _table(block)


def _card(card: Card) -> dict[str, Any]:
    size = len(plain(card.lead)) + sum(len(plain(text)) + 60 for _, text in card.rows)
    return {
        "type": "card",
        "id": card.id,
        "title": inline_data(card.title),
        "badges": [_part(b) for b in card.badges],
        "lead": inline_data(card.lead),
        "rows": [[name, inline_data(text)] for name, text in card.rows],
        "tone": card.tone,
        "whole": size < _CARD,
    }


def _table(table: Table) -> dict[str, Any]:
    total = sum(c.weight for c in table.columns)
    rows = [
        {"cells": [inline_data(text) for text in row], "whole": _lines(row, table.columns, total) < _ROOM}
        for row in table.rows
    ]
    columns = [{"title": c.title, "weight": c.weight, "kind": c.kind} for c in table.columns]
    return {
        "type": "table",
        "caption": table.caption,
        "columns": columns,
        "rows": rows,
        "empty": table.empty,
        "tall": table.tall,
    }


def _lines(row: Iterable[Inline], columns: Iterable[Column], total: float) -> float:
    return max(
        (len(plain(text)) / max(_LINE * c.weight / total, 1) for text, c in zip(row, columns, strict=True)),
        default=0,
    )


def inline_data(text: Inline) -> list[dict[str, str]]:
    """Give a run of text as data."""
    return [_part(p) for p in text]


def _part(part: Part) -> dict[str, str]:
    return {
        "text": broken(part.text, code=part.style == "code"),
        "style": part.style,
        "ref": part.ref,
        "tone": part.tone,
    }


def broken(text: str, *, code: bool = False) -> str:
    """Let what is too long for a narrow column break: after a separator, and within a run of letters that no
    language has.
    """
    long = _LONG_CODE if code else _LONG
    return long.sub(lambda m: _broken(m[0], code=code), text)


def _broken(word: str, *, code: bool) -> str:
    if _HASH.match(word):  # in the middle only, where it is one line or two
        return f"{word[:-32]}\u200b{word[-32:]}"
    return word if word.isalpha() and len(word) < 36 and not code else _SEAM.sub("\\g<0>\u200b", word)


def _width(drawing: Drawing) -> float:
    """Give a picture's width in millimetres: that of the page, or less where it would be higher than one."""
    return round(min(172.0, 225.0 * drawing.width / drawing.height), 1)


def _svg(drawing: Drawing) -> str:
    style = literal(source("figures.css")) + '.g-text { font-family: "Libertinus Serif"; }'
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="-1 0 {drawing.width + 2} {drawing.height}"'
    return f"<svg {box}><style>{style}</style>{drawing.body}</svg>"
