"""Output formats, one module each, found by discovery.

A format is a module with ``render(report, lang) -> str``, for a run in which nothing could be judged
``errors(found) -> str``, and, where it can hold several workspaces, ``join(answers) -> str``. ``DOSSIER``, if
it has one, is the file of a dossier that holds a report in it, with ``{}`` for the language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from gbo_policy.basics.discovery import modules_of
from gbo_policy.formats._shared import Show, paths, paths_from
from gbo_policy.judging.report import Report

if TYPE_CHECKING:  # of few runs: start-up counts
    from gbo_policy.formats._errors import InputErrors
    from gbo_policy.formats._many import WorkspaceAnswer

__all__ = [
    "Show",
    "error_renderer",
    "in_dossiers",
    "joiner",
    "names",
    "paths",
    "paths_from",
    "pieces",
    "renderer",
]

Render = Callable[[Report, str], str]
RenderErrors = Callable[["InputErrors"], str]
Join = Callable[[Sequence["WorkspaceAnswer"]], str]


def names() -> list[str]:
    """Give the names of all formats."""
    return modules_of(__path__)


def renderer(name: str) -> Render:
    """Give the function that writes a report in the format called ``name``."""
    render: Render = import_module(f"{__name__}.{name}").render
    return render


def pieces(name: str, report: Report, lang: str) -> Iterable[str]:
    """Give a report in the format called ``name``, in pieces where the format can write them (a function
    ``stream``).
    """
    module = import_module(f"{__name__}.{name}")
    stream: Callable[[Report, str], Iterable[str]] | None = getattr(module, "stream", None)
    return stream(report, lang) if stream is not None else [renderer(name)(report, lang)]


def error_renderer(name: str) -> RenderErrors:
    """Give the function that writes input errors in the format called ``name``."""
    errors: RenderErrors = import_module(f"{__name__}.{name}").errors
    return errors


def joiner(name: str) -> Join | None:
    """Give the function that writes several workspaces in one answer in the format called ``name``; None
    where it holds one only.
    """
    join: Join | None = getattr(import_module(f"{__name__}.{name}"), "join", None)
    return join


def in_dossiers() -> dict[str, str]:
    """Give the formats that a dossier holds, each with the name of its file there (``{}`` for the
    language).
    """
    files = {name: getattr(import_module(f"{__name__}.{name}"), "DOSSIER", None) for name in names()}
    return {name: file for name, file in files.items() if file is not None}
