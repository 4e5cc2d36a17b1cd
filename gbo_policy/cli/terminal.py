"""Coloured text on a terminal; the only importer of rich."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from gbo_policy.formats.text import Line

_STYLES = {
    "violation": "bold red",
    "review": "bold yellow",
    "compliant": "green",
    "not_applicable": "dim",
    "title": "bold",
    "dim": "dim",
    "remedy": "cyan",
    "plain": "",
}


def width() -> int:
    """Give the terminal's width, between 60 and 110 columns."""
    return max(60, min(110, Console().width))


def show_lines(lines: Iterable[Line]) -> None:
    """Print styled lines; rich leaves the colour out where the terminal or NO_COLOR asks for that."""
    console = Console(highlight=False)
    for line in lines:
        console.print(Text.assemble(*((text, _STYLES[style]) for style, text in line)), soft_wrap=True)
