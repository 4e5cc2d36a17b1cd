"""Output formats, one module each, found by discovery.

A format is a module with ``render(report, lang) -> str`` and, for a run in which nothing could be judged, ``errors(found) -> str``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._shared import Show, paths, paths_from
from gbo_policy.judging.report import Report

__all__ = ["InputErrors", "Show", "error_renderer", "names", "paths", "paths_from", "renderer"]

Render = Callable[[Report, str], str]
RenderErrors = Callable[[InputErrors], str]


def names() -> list[str]:
    """Give the names of all formats."""
    return sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))


def renderer(name: str) -> Render:
    """Give the function that writes a report in the format called ``name``."""
    render: Render = import_module(f"{__name__}.{name}").render
    return render


def error_renderer(name: str) -> RenderErrors:
    """Give the function that writes input errors in the format called ``name``."""
    errors: RenderErrors = import_module(f"{__name__}.{name}").errors
    return errors
