"""The report as Markdown: the same sections, tables and findings; the pictures as the words and tables that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gbo_policy.basics.steering import no_order, uncalled
from gbo_policy.reporting.content.blocks import (
    Block,
    Bullets,
    Card,
    Document,
    Drawing,
    Inline,
    Pairs,
    Paragraph,
    Part,
    Section,
    Table,
    Tiles,
)
from gbo_policy.reporting.content.writer import Writer

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&#$!])")
_LEAD = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def render(document: Document) -> bytes:
    """Write the document; no text of a user's steers anything."""
    blocks = [block for block in _blocks(document) if block]
    return no_order("\n\n".join(blocks) + "\n").encode(errors="backslashreplace")


def _blocks(document: Document) -> Iterator[str]:
    yield f"# {_text(document.title)}"
    yield f"{_text(document.kind)} · {_text(document.moment)}"
    yield f"> **{_text(document.verdict)}** – {_text(document.sentence)}"
    yield _pairs(document.about)
    for section in document.sections:
        yield from _section(section, 2)
    yield "---"
    yield f"{_text(document.made_by)} · {_text(document.running)}"


def _section(section: Section, level: int) -> Iterator[str]:
    number = f"{section.number} " if section.number else ""
    yield f"{'#' * level} {number}{_text(section.title)}"
    for block in section.blocks:
        yield from _block(block)
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _inline(block.text)
        case Bullets():
            yield "\n".join(f"- {_inline(p)}" for p in block.points)
        case Tiles():
            yield "\n".join(f"- **{_text(t.figure)}** {_text(t.label)}" for t in block.tiles)
        case Pairs():
            yield _pairs(block)
        case Table():
            yield from _table(block)
        case Drawing():
            yield f"**{_text(block.caption)}** – {_text(block.description)}"
        case Card():
            yield from _card(block)


def _pairs(pairs: Pairs) -> str:
    return "\n".join(f"- {_text(name)}: {_inline(text)}" for name, text in pairs.pairs)


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield f"_{_text(table.empty)}_"
        return
    yield f"**{_text(table.caption)}**"
    marks = ("---:" if c.kind == "number" else "---" for c in table.columns)
    yield "\n".join(
        [
            _line(_text(c.title) for c in table.columns),
            _line(marks),
            *(_line(map(_inline, row)) for row in table.rows),
        ]
    )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _card(card: Card) -> Iterator[str]:
    badges = " · ".join(_text(b.text) for b in card.badges)
    yield f'#### <a id="{card.id}"></a>{_inline(card.title)} ({badges})'
    yield _inline(card.lead)
    yield "\n".join(f"- {_text(name)}: {_inline(text)}" for name, text in card.rows)


def _inline(parts: Inline) -> str:
    return "".join(map(_part, parts))


def _part(part: Part) -> str:
    match part.style:
        case "code":
            text = _code(part.text)
        case "strong" | "badge":
            text = f"**{_text(part.text)}**" if part.text.strip() else ""
        case _:
            text = _text(part.text)
    return f"[{text}](#{part.ref})" if part.ref else text


def _text(text: str) -> str:
    """Escape what Markdown would read; a line stays one line, so that no text ends a heading, a list or a table."""
    lead = " " if text[:1].isspace() else ""
    rest = " " if text[-1:].isspace() and text.strip() else ""
    line = uncalled(" ".join(text.split()))
    return lead + _LEAD.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line)) + rest


def _code(text: str) -> str:
    line = " ".join(text.split())
    if "`" in line or "|" in line:
        return _text(line)
    return f"`{line}`" if line else ""


WRITER = Writer(render, ".md", dossier="reports/{}/report.md")
