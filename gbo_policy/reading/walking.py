"""Which folders a walk goes into, and in what order: on disk and at a git revision alike."""

import os
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from gbo_policy.basics.problems import Location, Problem, problem


class Folder(NamedTuple):
    """What lies in one folder: what it really is, whatever it is called; its folders, each with whether it is
    a link; and the names of everything else.
    """

    real: Hashable
    folders: Iterable[tuple[str, bool]]
    names: Iterable[str]


def folders_once(
    start: str, look: Callable[[str], Folder | None], left_out: Callable[[str, bool], bool]
) -> Iterator[tuple[str, list[str]]]:
    """Give the names in each folder below ``start``, once however many links lead to it; of what ``look``
    cannot look into nothing.

    A folder goes by its own name before one that a link gives it. One of which something is ``left_out``
    (asked with its path and whether it is a link) comes last and counts for itself: such a link to a folder
    takes nothing away from it, nor from another such link.
    """
    own: list[tuple[str, str | None]] = [(start, None)]
    linked = list[tuple[str, str | None]]()
    aside = list[tuple[str, str | None]]()  # each with the folder that was put aside, which it is or lies in
    gone_into = set()
    while level := own or linked or aside:
        where, put = level.pop()
        found = look(where)
        if found is None or (put, found.real) in gone_into:
            continue
        gone_into.add((put, found.real))
        yield where, sorted(found.names)
        for name, link in sorted(found.folders, reverse=True):
            path = f"{where}/{name}" if where else name
            if put is not None or left_out(path, link):
                aside.append((path, put or path))
            else:
                (linked if link else own).append((path, None))


def look_on_disk(problems: list[Problem], where: str) -> Folder | None:
    """Give what lies in a folder of the disk; None where it cannot be read, which goes to ``problems``."""
    folders, names = [], []
    try:
        status = os.stat(where)
        with os.scandir(where) as found:
            for one in found:
                if not _is_folder(one):
                    names.append(one.name)
                elif one.name not in {".git", ".github"}:
                    folders.append((one.name, one.is_symlink()))
    except OSError as error:
        problems.append(problem("unreadable", Location(where), word=where, what=error.strerror))
        return None
    return Folder((status.st_dev, status.st_ino), folders, names)


def _is_folder(one: "os.DirEntry[str]") -> bool:
    try:
        return one.is_dir()
    except OSError:  # a link through what may not be looked into: told as a file is
        return False
