"""The kinds of documents, one module each, found by discovery: ``PAPER`` says all of a kind, the module's
name is its name.
"""

from __future__ import annotations

from importlib import import_module

from gbo_policy.basics.discovery import modules_of
from gbo_policy.documents.writing.content.paper_kind import PaperKind

_ENDING = "_paper"


def names() -> list[str]:
    """Give the names of all kinds of documents, as a user writes them."""
    return [name.replace("_", "-") for name in modules_of(__path__, _ENDING)]


def paper(name: str) -> PaperKind:
    """Give the kind called ``name``, one of ``names``."""
    found: PaperKind = import_module(f"{__name__}.{name.replace('-', '_')}{_ENDING}").PAPER
    return found
