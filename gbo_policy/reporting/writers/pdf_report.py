"""The report as a tagged PDF by Typst: the document goes in as data, the layout is the template's beside this
module.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gbo_policy.basics.translate import say
from gbo_policy.reporting.content.blocks import Document
from gbo_policy.reporting.content.writer import Writer
from gbo_policy.reporting.writers.typst_paper import broken, inline_data, section_data, typeset


def render(document: Document) -> bytes:
    """Write the document."""
    return typeset(_data(document), Path(__file__).with_name("report.typ").read_text(encoding="utf-8"))


def _data(document: Document) -> dict[str, Any]:
    lang = document.lang
    return {
        "lang": lang,
        "kind": document.kind,
        "title": broken(document.title),
        "moment": document.moment,
        "running": document.running,
        "running_short": document.running if len(document.running) <= 110 else document.running[:109] + "…",
        "day": [document.day.year, document.day.month, document.day.day],
        "tone": document.tone,
        "verdict": document.verdict,
        "sentence": document.sentence,
        "about": [[name, inline_data(text)] for name, text in document.about.pairs],
        "made_by": document.made_by,
        "of": say(lang, "of"),
        "contents": say(lang, "Contents"),
        "sections": [section_data(s) for s in document.sections],
    }


WRITER = Writer(render, ".pdf", binary=True, library="typst", extra="pdf")
