"""One document on standard input as a file of a workspace: of an editor that has not saved it, or of a
program that makes it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from gbo_policy.basics.problems import Location, PolicyError, problem
from gbo_policy.basics.translate import say
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.source import MAX_BYTES

STDIN = "-"


def taken(paths: Sequence[Path], name: str | None, lang: str, *, alone: bool) -> InputFile | None:
    """Read standard input where ``-`` is among the paths; None where it is not. ``alone``: no option asks for
    files on disk.
    """
    if not any(str(p) == STDIN for p in paths):
        if name is not None:
            raise click.UsageError(say(lang, "--stdin-name goes with the path -"))
        return None
    if not alone:
        raise click.UsageError(say(lang, "the path - goes with neither --all, --watch nor --known-on"))
    if sys.stdin is None:
        raise PolicyError([problem("unreadable", Location(STDIN), word=STDIN, what="closed")])
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    path = name or STDIN
    return InputFile(path, Path(path).name, content)
