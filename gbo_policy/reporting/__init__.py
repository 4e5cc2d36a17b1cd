"""The written report: what was declared, what was judged, by which rules, on which inputs. Assembled once, then rendered.

``gather`` judges a moment or a period, ``assemble`` puts it into words, ``render`` writes it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from gbo_policy.basics.steering import harmless, no_order
from gbo_policy.reporting.assemble import assemble
from gbo_policy.reporting.content.blocks import Document
from gbo_policy.reporting.content.material import Material, Setting, gather

__all__ = ["FORMATS", "Document", "Material", "Setting", "assemble", "gather", "render"]

FORMATS = {"html": ".html", "pdf": ".pdf", "markdown": ".md", "xlsx": ".xlsx"}


def render(document: Document, format_: str) -> bytes:
    """Write a document in one of ``FORMATS``. Raises PolicyError when the format's extra is not installed."""
    write: Callable[[Document], bytes] = import_module(f"{__name__}.writers.{format_}_report").render
    made = write(document)
    # the texts in it are users': on a page or a screen none of them steers anything
    if format_ == "markdown":
        return no_order(made.decode()).encode()
    return harmless(made.decode()).encode() if format_ == "html" else made
