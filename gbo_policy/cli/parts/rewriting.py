"""A user's own files written anew: in place, or shown as differences, or only told; each whole, and not over
what changed meanwhile.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from gbo_policy.basics.digest import digest
from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import mark
from gbo_policy.cli.parts.output import write
from gbo_policy.editors.saving import save

CHECK = click.option(
    "--check",
    is_flag=True,
    help=mark("Write nothing; exit code 1 where something would be written."),
)
DIFF = click.option(
    "--diff",
    is_flag=True,
    help=mark("Write nothing; show what would change, with exit code 1 where something would."),
)


def write_back(changes: Mapping[Path, tuple[bytes, str]]) -> None:
    """Write new texts over files that held these bytes when they were read. Raises PolicyError for one that
    holds others by now.
    """
    for path, (old, new) in changes.items():
        save(path, digest(old), new)


def show_differences(changes: Mapping[Path, tuple[bytes, str]]) -> None:
    """Show what would change, as a patch for people and programs."""
    for path, (old, new) in changes.items():
        write(unfolded(_patch(str(path), old.decode("utf-8", "replace"), new)), None)


def unfolded(lines: Iterable[str]) -> str:
    """Join lines that other programs read, whole as they are; no character in them steers a screen."""
    return "".join(f"{no_order(line)}\n" for line in lines)


def _patch(name: str, old: str, new: str) -> Iterator[str]:
    yield from difflib.unified_diff(_lines(old), _lines(new), name, name, lineterm="")


def _lines(text: str) -> list[str]:
    """Cut a text into lines; an end of line that is not the usual one is shown, or nobody would see that it
    changes.
    """
    return [line.replace("\r", "␍") for line in text.split("\n")]
