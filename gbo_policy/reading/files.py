"""Paths into the bytes of the files that a workspace is made of; the only place that reads declarations from
disk.
"""

import os
import stat
from collections.abc import Container, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.reading.passed_over import (
    LOOK,
    PROJECT,
    SETTINGS,
    NotRead,
    Pattern,
    begins_as_declaration,
    is_declaration,
    looks_like_settings,
    looks_meant,
    may_be_a_folder,
    needs_a_look,
    set_aside,
    told,
    unfitting,
)
from gbo_policy.reading.source import MAX_BYTES
from gbo_policy.reading.walking import folders_once, look_on_disk

BASELINE = "gbo-policy-baseline.json"
IN_MEMORY = Path("memory")  # this very object is the root of files that lie in no folder
_MORE = 65_536  # bytes read at once of a file that is longer than it said
_OWN_BASELINE = b'"gbo-policy/baseline/'


class InputFile(NamedTuple):
    """One file as read: ``path`` as the user would type it, ``name`` relative to the workspace's root."""

    path: str
    name: str
    content: bytes


class Reading(NamedTuple):
    """What was read below the given paths, in the order of names; what was not, with notices of it; and what
    is wrong.

    Where ``problems`` holds a file that could not be read, anything may be declared in it.
    """

    root: Path
    files: tuple[InputFile, ...]
    not_read: tuple[NotRead, ...] = ()
    notices: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


class _SeenPaths:
    """What a walk below the given paths comes across."""

    def __init__(
        self,
        root: Path,
        left_out: dict[Pattern, list[str]],
        *,
        looks: bool = True,
        settings: Path | None = None,
    ) -> None:
        """Look below ``root``; ``looks``: the beginning of a file is read where its name does not tell."""
        self.root, self.left_out, self.looks = root, left_out, looks
        in_use = [settings] if settings is not None else [root / SETTINGS, root / PROJECT]
        self.settings = {os.path.realpath(one) for one in in_use}
        self.names: list[str] = []
        self.not_read: list[NotRead] = []
        self.problems: list[Problem] = []

    def told(self) -> int:
        """Count what was told of paths that hold no declaration: what is wrong, and what was excluded."""
        return len(self.problems) + sum(map(len, self.left_out.values()))

    def read_after_all(self, files: Container[Path]) -> None:
        """Take out what a link hides of a file that is read by another name."""
        self.not_read = [
            one
            for one in self.not_read
            if one.why != "not-read-hidden" or Path(os.path.realpath(one.path)) not in files
        ]


def read_files(
    paths: Sequence[str | Path], exclude: Sequence[Pattern] = (), settings: Path | None = None
) -> Reading:
    """Read all declaration files below ``paths``, in the order of their names; ``settings`` is the file of
    those in use, where it need not be one in their root.

    In a folder, what is hidden, what has another suffix, a baseline of findings and what fits ``exclude`` are
    left out; each of them that looks meant is named in the answer.
    """
    root = root_of(paths)
    seen = _SeenPaths(root, {pattern: [] for pattern in exclude}, settings=settings)
    files: dict[Path, InputFile] = {}
    empty = []
    for given in paths:
        before = seen.told()
        for path in _below(Path(given), seen):
            before = -1
            real = Path(os.path.realpath(path))  # unlike resolve, no failure on links that go round
            if real in files or (content := file_content(path, seen.problems)) is None:
                continue
            if is_baseline(content) and path != Path(given):
                seen.not_read.append(NotRead(str(path), relative(path, root), "not-read-baseline"))
            else:
                files[real] = InputFile(str(path), relative(path, root), content)
        if before == seen.told():
            empty.append(problem("no-declarations", None, word=str(given)))
    if files:  # where there is nothing at all, that is what is told
        seen.problems += empty
    seen.read_after_all(files)
    return Reading(
        root=root,
        files=tuple(sorted(files.values(), key=lambda f: f.name)),
        not_read=_once(seen),
        notices=tuple(told(seen.not_read, seen.left_out)),
        problems=(*seen.problems, *unfitting(seen.left_out, seen.names)),
    )


def declared_files(paths: Sequence[str | Path], exclude: Sequence[str] = ()) -> list[Path]:
    """Give the declaration files below ``paths``, those given among them, without reading any; what is
    missing is left out.
    """
    seen = _SeenPaths(Path(), {Pattern(text): [] for text in exclude}, looks=False)
    return [file for given in paths for file in _below(Path(given), seen)]


def found_below(paths: Sequence[str | Path]) -> tuple[list[Path], list[Problem]]:
    """Give the declaration files below ``paths``, without reading any, and what could not be looked into."""
    seen = _SeenPaths(Path(), {}, looks=False)
    return [file for given in paths for file in _below(Path(given), seen)], seen.problems


def meant_files(paths: Sequence[str | Path]) -> list[NotRead]:
    """Give the files below ``paths`` that are not read, though they begin as a declaration does, and links to
    what may have been a folder of them.
    """
    seen = _SeenPaths(Path(), {})
    seen.read_after_all(
        {Path(os.path.realpath(file)) for given in paths for file in _below(Path(given), seen)}
    )
    return [
        one
        for one in seen.not_read
        if one.why == "not-read-link" or begins_as_declaration(beginning(Path(one.path)))
    ]


def is_baseline(content: bytes) -> bool:
    """Tell whether a file is a baseline of findings, as the program itself writes it."""
    return _OWN_BASELINE in content[:200]


def _once(seen: _SeenPaths) -> tuple[NotRead, ...]:
    """Give every file that was not read, each once, in the order of their names."""
    excluded = [
        NotRead(path, relative(Path(path), seen.root), "excluded")
        for pattern, paths in seen.left_out.items()
        if not pattern.own
        for path in paths
    ]
    return tuple(sorted({*seen.not_read, *excluded}))


def root_of(paths: Sequence[str | Path]) -> Path:
    """Give the folder from which files below ``paths`` are named; of a path that is not there, the folder
    that it would be in.
    """
    return _root([Path(p) for p in paths])


def _root(paths: list[Path]) -> Path:
    folders = [p if p.is_dir() else p.parent for p in paths]
    return folders[0] if len(folders) == 1 else Path(os.path.commonpath([str(f.absolute()) for f in folders]))


def relative(path: Path, root: Path) -> str:
    """Name ``path`` from ``root`` on, with forward slashes."""
    return Path(os.path.relpath(path, root)).as_posix()


def _below(given: Path, seen: _SeenPaths) -> Iterator[Path]:
    if not given.exists() and not given.is_symlink():
        seen.problems.append(problem("no-such-path", None, word=str(given)))
    elif not given.is_dir():
        yield given
    else:
        yield from _walk(given, seen)


def _walk(start: Path, seen: _SeenPaths) -> Iterator[Path]:
    """Give the declarations below a folder; note what else is there that looks meant."""

    def left_out(where: str, link: bool) -> bool:
        return set_aside(os.path.relpath(where, start).replace(os.sep, "/"), link, seen.left_out)

    for where, names in folders_once(str(start), partial(look_on_disk, seen.problems), left_out):
        for name in names:
            path = Path(where, name)
            if _taken(path, path.relative_to(start).as_posix(), seen):
                yield path


def _taken(path: Path, name: str, seen: _SeenPaths) -> bool:
    """Tell whether a file is to be read; otherwise note it where it looks meant."""
    seen.names.append(name)
    wanted = declares(name)
    look = not wanted and seen.looks and needs_a_look(name)
    begins = beginning(path) if look else None
    why = None if wanted else looks_meant(name, begins)
    if not wanted and why is None and looks_like_settings(relative(path, seen.root), begins):
        why = None if os.path.realpath(path) in seen.settings else "not-read-settings"
    if not wanted and why is None and may_be_a_folder(name) and path.is_symlink() and not path.exists():
        why = "not-read-link"
    if not wanted and why is None:
        return False
    if fitting := [pattern for pattern in seen.left_out if pattern.fits(name)]:
        for pattern in fitting:
            seen.left_out[pattern].append(str(path))
        return False
    if why is not None:
        seen.not_read.append(NotRead(str(path), relative(path, seen.root), why))
    return wanted


def beginning(path: Path) -> bytes:
    """Give the first part of a file; nothing where there is no regular one to read."""
    try:
        found = path.stat()
        # a pipe would be waited for, and so may a file be that the system makes up as it is read, of no size
        if not stat.S_ISREG(found.st_mode) or not found.st_size:
            return b""
        with path.open("rb") as file:
            return file.read(LOOK)
    except OSError:
        return b""


def declares(name: str, exclude: Sequence[Pattern] = ()) -> bool:
    """Tell whether the file called ``name`` from a given folder on is read as a declaration."""
    return is_declaration(name) and not any(pattern.fits(name) for pattern in exclude)


def file_content(path: str | Path, problems: list[Problem], *, cut: bool = False) -> bytes | None:
    """Read one regular file of bounded size; otherwise add to ``problems`` why not, and give None. With
    ``cut`` the beginning of a large one is given, a little more than a file may hold.
    """
    try:
        found = os.stat(path)
        if (size := found.st_size) > MAX_BYTES and not cut:
            problems.append(
                problem(
                    "too-large", Location(str(path)), size=f"{size / 1e6:.1f}", most=f"{MAX_BYTES / 1e6:.0f}"
                )
            )
            return None
        if not stat.S_ISREG(found.st_mode):
            problems.append(
                problem("unreadable", Location(str(path)), word=str(path), what="not a regular file")
            )
            return None
        # room is made for what is there, not for the most that may be: a pack has many files
        content, room = b"", min(size, MAX_BYTES) + 1
        with open(path, "rb", buffering=0) as file:
            while more := file.read(min(room, MAX_BYTES + 1 - len(content))):
                content, room = content + more, _MORE
        return content
    except OSError as error:
        problems.append(problem("unreadable", Location(str(path)), word=str(path), what=error.strerror))
        return None
