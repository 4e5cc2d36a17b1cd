"""No output is written over what a run reads, and no two outputs are one file; told before anything is
judged.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.basics.translate import later
from gbo_policy.cli.parts.output import OutputError
from gbo_policy.reading.files import declared_files

Identity = tuple[int, int]


def keep_inputs(
    outputs: Iterable[Path | None], inputs: Iterable[Path | str | None], exclude: Sequence[str] = ()
) -> None:
    """Refuse outputs over a file among ``inputs``, or over a declaration or rule file in a folder among them.

    Links, other spellings and hard links of a file are that file. Raises OutputError with every output that
    is.
    """
    files = [o for o in outputs if o is not None]
    problems = [*_twice(files), *_over(files, [Path(i) for i in inputs if i is not None], exclude)]
    if problems:
        raise OutputError(problems)


def _twice(outputs: list[Path]) -> Iterator[Problem]:
    seen: set[str | Identity] = set()
    for output in outputs:
        if output.exists() and not output.is_file():
            continue  # a device or a pipe takes them one after the other
        names: set[str | Identity] = {_name(output), *_identity(output)}
        if names & seen:
            yield problem("output-twice", None, word=str(output))
        seen |= names


def _over(outputs: list[Path], inputs: list[Path], exclude: Sequence[str]) -> Iterator[Problem]:
    there = [(o, i) for o in outputs for i in _identity(o) if o.is_file()]
    if not there:
        return  # nothing that exists would be written over
    read = {i for p in declared_files(inputs, exclude) for i in _identity(p)}
    for output, identity in there:
        if identity in read:
            known = later("an input of this run")
            yield problem("output-is-input", None, word=str(output), known=known)


def _name(path: Path) -> str:
    """Give the name by which a file system that knows no case and one form of letters would know a file."""
    return unicodedata.normalize("NFC", os.path.realpath(path)).casefold()


def _identity(path: Path) -> list[Identity]:
    """Give what the system knows a file by, whatever its name; nothing for one that is not there."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return []
    return [(found.st_dev, found.st_ino)]
