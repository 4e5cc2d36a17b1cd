"""Output formats, one module each, found by discovery: a module with a function ``render(report, lang) -> str`` is a format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from gbo_policy.judging.report import Report

Render = Callable[[Report, str], str]


def names() -> list[str]:
    """Give the names of all formats."""
    return sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))


def renderer(name: str) -> Render:
    """Give the function that writes a report in the format called ``name``."""
    render: Render = import_module(f"{__name__}.{name}").render
    return render
