"""What all Markdown shares: blocks as text in which nothing that a user wrote is ever read as Markdown or
HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gbo_policy.basics.steering import uncalled
from gbo_policy.reporting.content.blocks import (
    Block,
    Bullets,
    Card,
    Drawing,
    Inline,
    Pairs,
    Paragraph,
    Part,
    Section,
    Table,
    Tiles,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&#$!])")
# what begins a list; of a numbered line it is the mark that can be escaped
_LEAD = re.compile(r"^(\s*(?:\d+(?=[.)])|(?=[-+])))([-+.)])(?=\s)")


def section_lines(section: Section, level: int) -> Iterator[str]:
    """Give a section and those inside it; ``level`` is that of its heading."""
    number = f"{section.number} " if section.number else ""
    yield f"{'#' * level} {number}{escaped(section.title)}"
    for block in section.blocks:
        yield from _block(block)
    for inner in section.sections:
        yield from section_lines(inner, level + 1)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield inline_text(block.text)
        case Bullets():
            yield "\n".join(f"- {inline_text(p)}" for p in block.points)
        case Tiles():
            yield "\n".join(f"- **{escaped(t.figure)}** {escaped(t.label)}" for t in block.tiles)
        case Pairs():
            yield pair_lines(block)
        case Table():
            yield from _table(block)
        case Drawing():
            yield f"**{escaped(block.caption)}** – {escaped(block.description)}"
        case Card():
            yield from _card(block)


def pair_lines(pairs: Pairs) -> str:
    """Give names with their values as a list."""
    return "\n".join(f"- {escaped(name)}: {inline_text(text)}" for name, text in pairs.pairs)


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield f"_{escaped(table.empty)}_"
        return
    yield f"**{escaped(table.caption)}**"
    marks = ("---:" if c.kind == "number" else "---" for c in table.columns)
    yield "\n".join(
        [
            _line(escaped(c.title) for c in table.columns),
            _line(marks),
            *(_line(map(inline_text, row)) for row in table.rows),
        ]
    )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _card(card: Card) -> Iterator[str]:
    badges = " · ".join(escaped(b.text) for b in card.badges)
    anchor = f'<a id="{card.id}"></a>' if card.id else ""
    yield f"#### {anchor}{inline_text(card.title)}" + (f" ({badges})" if badges else "")
    yield inline_text(card.lead)
    yield "\n".join(f"- {escaped(name)}: {inline_text(text)}" for name, text in card.rows)


def inline_text(parts: Inline) -> str:
    """Give a run of text with its styles."""
    return "".join(map(_part, parts))


def _part(part: Part) -> str:
    match part.style:
        case "code":
            text = _code(part.text)
        case "strong" | "badge" | "blank":
            # a blank just inside the asterisks would leave them as they are written
            said = escaped(part.text)
            before, after = " " * said.startswith(" "), " " * said.endswith(" ")
            text = f"{before}**{said.strip()}**{after}" if part.text.strip() else ""
        case _:
            text = escaped(part.text)
    return f"[{text}](#{part.ref})" if part.ref else text


def escaped(text: str) -> str:
    """Escape what Markdown would read; a line stays one line, so that no text ends a heading, a list or a
    table.
    """
    lead = " " if text[:1].isspace() else ""
    rest = " " if text[-1:].isspace() and text.strip() else ""
    line = uncalled(" ".join(text.split()))
    return lead + _LEAD.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line)) + rest


def _code(text: str) -> str:
    line = " ".join(text.split())
    if "`" in line or "|" in line:
        return escaped(line)
    return f"`{line}`" if line else ""
