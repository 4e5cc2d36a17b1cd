"""One HTML file that needs nothing else: no network, no script, light and dark, for screen and paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from gbo_policy.basics.translate import say
from gbo_policy.reporting.content.blocks import (
    Block,
    Bullets,
    Card,
    Column,
    Document,
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
from gbo_policy.reporting.content.style import source

# nothing is ever loaded, whatever a text may hold
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_LEAST = {"date": 1.12, "number": 1.2}  # what a column needs for a date, or for the head of a number
_SHORT = 2600  # a card of fewer characters fits a page: it is not cut


def render(document: Document) -> bytes:
    """Write the document."""
    return "".join(f"{line}\n" for line in _page(document)).encode(errors="backslashreplace")


def _page(document: Document) -> Iterator[str]:
    skip, contents = (
        say(document.lang, "To the content"),
        say(document.lang, "Contents"),
    )
    yield "<!DOCTYPE html>"
    yield f'<html lang="{document.lang}">'
    yield f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta name="generator" content="{escape(document.made_by)}">\n<meta name="color-scheme" content="light dark">'
    yield f"<title>{escape(document.kind)} · {escape(document.running)}</title>"
    yield f"<style>\n{source('report.css')}{source('figures.css')}{_paper(document)}</style>\n</head>\n<body>"
    yield f'<a class="skip" href="#main">{skip}</a>\n<div class="frame">'
    yield from _cover(document)
    yield f'<nav aria-labelledby="contents">\n<h2 id="contents">{contents}</h2>\n<ol>'
    yield from (
        f'<li><a href="#{s.id}"><span class="no">{s.number}</span> {escape(s.title)}</a></li>'
        for s in document.sections
    )
    yield '</ol>\n</nav>\n<main id="main" tabindex="-1">'
    for section in document.sections:
        yield from _part(section)
    yield "</main>"
    yield f"<footer>{escape(document.made_by)} · {escape(document.running)}</footer>\n</div>\n</body>\n</html>"


def _paper(document: Document) -> str:
    """Give the page's size, its running heads and its numbers, in the language of the report."""
    of = say(document.lang, "of")
    head = _quoted(document.running)
    return f"""@page {{
  size: A4; margin: 22mm 19mm 20mm;
  @top-left {{ content: {head}; font: 8pt Georgia, "Liberation Serif", serif; color: #545e6c; width: 100%; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }}
  @bottom-left {{ content: {_quoted(document.made_by)}; font: 8pt Georgia, "Liberation Serif", serif; color: #545e6c; white-space: nowrap; }}
  @bottom-right {{ content: counter(page) " {of} " counter(pages); font: 8pt Georgia, "Liberation Serif", serif; color: #545e6c; white-space: nowrap; }}
}}
@page :first {{ @top-left {{ content: none; }} }}
"""


def _quoted(text: str) -> str:
    """Write a CSS string: what is not a plain letter or digit by its number, so that nothing can end the string or the style."""
    short = text if len(text) <= 96 else text[:95] + "…"
    return (
        '"'
        + "".join(c if (c.isalnum() and c.isascii()) or c == " " else f"\\{ord(c):x} " for c in short)
        + '"'
    )


def _cover(document: Document) -> Iterator[str]:
    yield f'<header class="cover">\n<p class="kind">{escape(document.kind)}</p>\n<h1>{escape(document.title)}</h1>'
    yield f'<p class="moment">{escape(document.moment)}</p>'
    badge = _badge(Part(document.verdict, "badge", tone=document.tone))
    yield f'<div class="outcome {document.tone}"><p>{badge}</p><p class="sentence">{escape(document.sentence)}</p></div>'
    yield from _pairs(document.about)
    yield "</header>"


def _part(section: Section) -> Iterator[str]:
    page = " new-page" if section.page else ""
    yield f'<section class="part{page}" aria-labelledby="{section.id}">'
    yield f'<h2 id="{section.id}"><span class="no">{section.number}</span> <span>{escape(section.title)}</span></h2>'
    yield from _blocks(section.blocks)
    for inner in section.sections:
        page = ' class="new-page"' if inner.page else ""
        yield f'<section{page}>\n<h3 id="{inner.id}">{escape(inner.title)}</h3>'
        yield from _blocks(inner.blocks)
        yield "</section>"
    yield "</section>"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield f"<p{_class(block.style)}>{_inline(block.text)}</p>"
            case Bullets():
                yield "<ul>" + "".join(f"<li>{_inline(p)}</li>" for p in block.points) + "</ul>"
            case Tiles():
                yield from _tiles(block)
            case Pairs():
                yield from _pairs(block)
            case Table():
                yield from _table(block)
            case Drawing():
                yield from _drawing(block)
            case Card():
                yield from _card(block)


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _inline(parts: Inline) -> str:
    return "".join(map(_written, parts))


def _written(part: Part) -> str:
    text = escape(part.text)
    match part.style:
        case "code":
            text = f"<code>{text}</code>"
        case "strong":
            text = f"<strong>{text}</strong>"
        case "dim":
            text = f'<span class="dim">{text}</span>'
        case "badge":
            text = _badge(part)
    return f'<a href="#{part.ref}">{text}</a>' if part.ref else text


def _badge(part: Part) -> str:
    return f'<span class="badge{f" b-{part.tone}" if part.tone else ""}">{escape(part.text)}</span>'


def _tiles(block: Tiles) -> Iterator[str]:
    cells = (
        f"<div{_class(t.tone)}><dt>{escape(t.label)}</dt><dd>{escape(t.figure)}</dd></div>"
        for t in block.tiles
    )
    yield f'<dl class="tiles">{"".join(cells)}</dl>'


def _pairs(block: Pairs) -> Iterator[str]:
    yield (
        '<dl class="pairs">'
        + "".join(f"<dt>{escape(name)}</dt><dd>{_inline(text)}</dd>" for name, text in block.pairs)
        + "</dl>"
    )


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield f'<p class="note">{escape(table.empty)}</p>'
        return
    weights = [max(c.weight, _LEAST.get(c.kind, 0)) for c in table.columns]
    total = sum(weights)
    if table.folded:
        yield f"<details>\n<summary>{escape(table.folded)}</summary>"
    # a table that is wider than the screen scrolls by itself, with the keyboard too
    yield f'<div class="scroll" role="group" tabindex="0" aria-labelledby="{table.id}-caption">'
    yield f'<table style="--w:{total:.1f}">\n<caption id="{table.id}-caption">{escape(table.caption)}</caption>'
    yield "<colgroup>" + "".join(f'<col style="width:{w / total:.2%}">' for w in weights) + "</colgroup>"
    yield (
        "<thead><tr>"
        + "".join(f'<th scope="col"{_class(_kind(c))}>{escape(c.title)}</th>' for c in table.columns)
        + "</tr></thead>\n<tbody>"
    )
    for row in table.rows:
        cells = [
            _cell(text, column, head=table.stub and i == 0)
            for i, (text, column) in enumerate(zip(row, table.columns, strict=True))
        ]
        yield f"<tr{_class('tall' if table.tall else '')}>{''.join(cells)}</tr>"
    yield "</tbody>\n</table>\n</div>"
    if table.folded:
        yield "</details>"


def _kind(column: Column) -> str:
    return column.kind if column.kind in {"number", "date"} else ""


def _cell(text: Inline, column: Column, *, head: bool) -> str:
    kind = _class(_kind(column))
    return f'<th scope="row"{kind}>{_inline(text)}</th>' if head else f"<td{kind}>{_inline(text)}</td>"


def _drawing(drawing: Drawing) -> Iterator[str]:
    name = drawing.id
    yield f'<figure>\n<figcaption id="{name}-caption">{escape(drawing.caption)}</figcaption>'
    yield f'<div class="scroll" role="group" tabindex="0" aria-labelledby="{name}-caption">'
    yield f'<svg role="img" aria-labelledby="{name}-caption" aria-describedby="{name}-text" viewBox="-1 0 {drawing.width + 2} {drawing.height}">'
    yield f"{drawing.body}</svg>\n</div>"
    yield f'<p class="note" id="{name}-text">{escape(drawing.description)}</p>\n</figure>'


def _card(card: Card) -> Iterator[str]:
    size = len(plain(card.lead)) + sum(len(plain(text)) + 60 for _, text in card.rows)
    short = " short" if size < _SHORT else ""
    yield f'<article class="card {card.tone}{short}" id="{card.id}" aria-labelledby="{card.id}-title">'
    yield f'<header><h4 id="{card.id}-title">{_inline(card.title)}</h4>{"".join(_badge(b) for b in card.badges)}</header>'
    yield f'<p class="lead">{_inline(card.lead)}</p>'
    yield (
        "<dl>"
        + "".join(f"<dt>{escape(name)}</dt><dd>{_inline(text)}</dd>" for name, text in card.rows)
        + "</dl>\n</article>"
    )
