"""Coloured text on a terminal; the only importer of rich."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
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


def width(*, err: bool = False) -> int:
    """Give the terminal's width, between 40 and 110 columns."""
    return max(40, min(110, Console(stderr=err).width))


def show_lines(lines: Iterable[Line], *, err: bool = False) -> None:
    """Print styled lines; rich leaves the colour out where the terminal or NO_COLOR asks for that."""
    console = Console(highlight=False, stderr=err)
    # no bold and no dim either
    styles = dict.fromkeys(_STYLES, "") if os.environ.get("NO_COLOR") else _STYLES
    for line in lines:
        console.print(Text.assemble(*((text, styles[style]) for style, text in line)), soft_wrap=True)


@contextmanager
def progress(steps: Mapping[str, str]) -> Iterator[Callable[[str, Callable[[], float | None]], None]]:
    """Show on a terminal how far a long run is, once it takes over two seconds; what is given is told each
    step and how far it is.
    """
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("", total=None)
    done = Event()
    how_far: list[Callable[[], float | None]] = [lambda: None]

    def tell(step: str, share: Callable[[], float | None]) -> None:
        how_far[0] = share
        bar.update(task, description=steps.get(step, step), total=None, completed=0)

    def watch() -> None:
        if done.wait(2):
            return
        with bar:
            while not done.wait(0.2):
                share = how_far[0]()
                bar.update(task, total=None if share is None else 1, completed=share or 0)

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield tell
    finally:
        done.set()
        watcher.join()
