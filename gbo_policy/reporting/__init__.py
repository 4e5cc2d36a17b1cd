"""The written report: what was declared, what was judged, by which rules, on which inputs. Assembled once,
then rendered.

``gather`` judges a moment or a period, ``assemble`` (in its own module) puts it into words, ``render``
writes it. The formats are the modules of ``reporting.writers``, found by discovery: ``html_report`` writes
the format html.
"""

from __future__ import annotations

from importlib import import_module

from gbo_policy.basics.discovery import modules_of, require_library
from gbo_policy.reporting import writers
from gbo_policy.reporting.content.blocks import Document
from gbo_policy.reporting.content.material import Material, Setting, gather
from gbo_policy.reporting.content.writer import Writer

__all__ = [
    "Document",
    "Material",
    "Setting",
    "Writer",
    "gather",
    "names",
    "render",
    "usable",
    "writer",
]

_ENDING = "_report"


def names() -> list[str]:
    """Give the names of all formats of the report."""
    return modules_of(writers.__path__, _ENDING)


def writer(name: str) -> Writer:
    """Give what writes the format called ``name``, one of ``names``."""
    found: Writer = import_module(f"{writers.__name__}.{name}{_ENDING}").WRITER
    return found


def usable(name: str) -> Writer:
    """Give what writes the format called ``name``. Raises PolicyError when its extra is not installed."""
    found = writer(name)
    require_library(name, found.library, found.extra)
    return found


def render(document: Document, name: str) -> bytes:
    """Write a document in the format called ``name``. Raises PolicyError when its extra is not installed."""
    return usable(name).render(document)
