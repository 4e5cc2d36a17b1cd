"""A register as JSON-LD; what steers a screen stands escaped in it."""

from __future__ import annotations

from gbo_policy.basics.json_text import json_text
from gbo_policy.documents.writing.content.paper_form import PaperForm
from gbo_policy.documents.writing.content.piece import Paperwork


def render(work: Paperwork) -> bytes:
    """Write the graph."""
    linked = work.register.linked if work.register else None
    data = linked() if linked else {}
    return json_text(data, 1).encode(errors="backslashreplace")


FORM = PaperForm(render, ".jsonld")
