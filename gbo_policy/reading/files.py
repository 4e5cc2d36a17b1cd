"""Paths into the bytes of the files that a workspace is made of; the only place that reads declarations from disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.reading.source import MAX_BYTES

SUFFIXES = (".yaml", ".yml", ".json")
BASELINE = "gbo-policy-baseline.json"
_NOT_DECLARATIONS = (
    "expected.yaml",
    BASELINE,
)  # a workspace's own expected results, and the findings that it lives with for now
IN_MEMORY = Path("memory")  # this very object is the root of files that lie in no folder


class InputFile(NamedTuple):
    """One file as read: ``path`` as the user would type it, ``name`` relative to the workspace's root."""

    path: str
    name: str
    content: bytes


def read_files(paths: Sequence[str | Path], exclude: Sequence[str] = ()) -> tuple[Path, list[InputFile]]:
    """Read all declaration files below ``paths``, in the order of their names; give the workspace's root with them.

    In a folder, hidden files, ``expected.yaml``, a baseline and what matches ``exclude`` are left out. Raises PolicyError with
    everything that is missing or unreadable.
    """
    root = _root([Path(p) for p in paths])
    problems: list[Problem] = []
    files: dict[Path, InputFile] = {}
    for given in paths:
        for path in _below(Path(given), exclude, problems):
            real = Path(os.path.realpath(path))  # unlike resolve, no failure on links that go round
            if real not in files and (content := file_content(path, problems)) is not None:
                files[real] = InputFile(str(path), relative(path, root), content)
    if problems:
        raise PolicyError(problems)
    return root, sorted(files.values(), key=lambda f: f.name)


def _root(paths: list[Path]) -> Path:
    folders = [p if p.is_dir() else p.parent for p in paths]
    return folders[0] if len(folders) == 1 else Path(os.path.commonpath([str(f.absolute()) for f in folders]))


def relative(path: Path, root: Path) -> str:
    """Name ``path`` from ``root`` on, with forward slashes."""
    return Path(os.path.relpath(path, root)).as_posix()


def _below(given: Path, exclude: Sequence[str], problems: list[Problem]) -> Iterator[Path]:
    if not given.exists() and not given.is_symlink():
        problems.append(problem("no-such-path", None, word=str(given)))
    elif not given.is_dir():
        yield given
    else:
        yield from _walk(given, exclude, problems)


def _walk(folder: Path, exclude: Sequence[str], problems: list[Problem]) -> Iterator[Path]:
    seen: set[tuple[int, int]] = set()

    def unreadable(error: OSError) -> None:
        problems.append(
            problem(
                "unreadable", Location(str(error.filename)), word=str(error.filename), what=error.strerror
            )
        )

    for where, folders, names in os.walk(folder, onerror=unreadable, followlinks=True):
        status = os.stat(where)
        if (status.st_dev, status.st_ino) in seen:  # a link back to a folder above
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(where, name)
            if declares(path.relative_to(folder).as_posix(), exclude):
                yield path


def declares(name: str, exclude: Sequence[str]) -> bool:
    """Tell whether the file called ``name`` from a given folder on is read as a declaration; no part of it may be hidden."""
    steps = name.split("/")
    plain = (
        steps[-1].lower().endswith(SUFFIXES)
        and steps[-1] not in _NOT_DECLARATIONS
        and not any(s.startswith(".") for s in steps)
    )
    return plain and not _excluded(name, exclude)


def _excluded(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(name, p) or fnmatch(name, f"{p.rstrip('/')}/*") for p in patterns)


def file_content(path: Path, problems: list[Problem]) -> bytes | None:
    """Read one regular file of bounded size; otherwise add to ``problems`` why not, and give None."""
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            problems.append(
                problem(
                    "too-large", Location(str(path)), size=f"{size / 1e6:.1f}", most=f"{MAX_BYTES / 1e6:.0f}"
                )
            )
            return None
        if not path.is_file():
            problems.append(
                problem("unreadable", Location(str(path)), word=str(path), what="not a regular file")
            )
            return None
        return path.read_bytes()
    except OSError as error:
        problems.append(problem("unreadable", Location(str(path)), word=str(path), what=error.strerror))
        return None
