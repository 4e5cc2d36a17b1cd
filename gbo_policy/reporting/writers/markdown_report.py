"""The report as Markdown: the same sections, tables and findings; the pictures as the words and tables that
say the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.basics.steering import no_order
from gbo_policy.reporting.content.blocks import Document
from gbo_policy.reporting.content.writer import Writer
from gbo_policy.reporting.writers.markdown_text import escaped, pair_lines, section_lines


def render(document: Document) -> bytes:
    """Write the document; no text of a user's steers anything."""
    blocks = [block for block in _blocks(document) if block]
    return no_order("\n\n".join(blocks) + "\n").encode(errors="backslashreplace")


def _blocks(document: Document) -> Iterator[str]:
    yield f"# {escaped(document.title)}"
    yield f"{escaped(document.kind)} · {escaped(document.moment)}"
    yield f"> **{escaped(document.verdict)}** – {escaped(document.sentence)}"
    yield pair_lines(document.about)
    for section in document.sections:
        yield from section_lines(section, 2)
    yield "---"
    yield f"{escaped(document.made_by)} · {escaped(document.running)}"


WRITER = Writer(render, ".md", dossier="reports/{}/report.md")
