"""A run that is made again whenever a file changes that it reads, until somebody ends it."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from gbo_policy.basics.problems import PolicyError
from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import say
from gbo_policy.cli.parts.output import EXIT_INPUT
from gbo_policy.judging.settings_file import find
from gbo_policy.reading.files import declared_files

_PAUSE = 0.4  # seconds between two looks at the files
_RULES = {".yaml", ".yml"}

Seen = frozenset[tuple[str, int, int, int]]


def watch(run: Callable[[], int], look: Callable[[], Seen], lang: str) -> int:
    """Run now, and again after each change; end at Ctrl+C with the exit code of the last run."""
    code = EXIT_INPUT
    try:
        while True:
            seen = look()  # before the run: what changes during it is seen after it
            code = _run(run, lang)
            click.echo(say(lang, "waiting for a change; Ctrl+C ends this"), err=True)
            gc.collect()  # the program does without while one run lasts
            while look() == seen:
                time.sleep(_PAUSE)
            click.echo("", err=True)
    except KeyboardInterrupt:
        return code


def _run(run: Callable[[], int], lang: str) -> int:
    try:
        return run()
    except PolicyError as error:
        for found in error.problems:
            click.echo(no_order(found.line(lang)), err=True)
        return EXIT_INPUT


def looking(paths: Sequence[Path], config: Path | None, rules: Path | None) -> Callable[[], Seen]:
    """Give what tells the state of everything that a run reads: declarations, settings and rules of one's
    own.
    """
    chosen = list(paths) or [Path()]
    first = chosen[0] if chosen[0].is_dir() else chosen[0].parent

    def look() -> Seen:
        settings = config or find(first)
        own = [settings] if settings is not None else []
        return _state([*declared_files(chosen), *own, *_below(rules)])

    return look


def _below(folder: Path | None) -> Iterable[Path]:
    return () if folder is None else (p for p in folder.rglob("*") if p.suffix in _RULES)


def _state(files: Iterable[Path]) -> Seen:
    found = set()
    for file in files:
        try:
            status = os.stat(file)
        except OSError:
            continue
        found.add((str(file), status.st_mtime_ns, status.st_size, status.st_ino))
    return frozenset(found)
