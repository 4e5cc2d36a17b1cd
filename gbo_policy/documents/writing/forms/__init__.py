"""The forms that a document can take, one module each, found by discovery: ``FORM`` writes it."""

from __future__ import annotations

from importlib import import_module

from gbo_policy.basics.discovery import modules_of, require_library
from gbo_policy.documents.writing.content.paper_form import PaperForm

_ENDING = "_form"


def names() -> list[str]:
    """Give the names of all forms."""
    return modules_of(__path__, _ENDING)


def form(name: str) -> PaperForm:
    """Give the form called ``name``, one of ``names``."""
    found: PaperForm = import_module(f"{__name__}.{name}{_ENDING}").FORM
    return found


def usable(name: str) -> PaperForm:
    """Give the form called ``name``. Raises PolicyError when the library that it needs is not installed."""
    found = form(name)
    require_library(name, found.library, found.extra)
    return found
