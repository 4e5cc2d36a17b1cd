"""Which folders a walk goes into, and in what order: on disk and at a git revision alike."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple


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
    takes nothing away from it.
    """
    own, linked, aside = [start], list[str](), list[str]()
    gone_into = set()
    while level := own or linked or aside:
        where, last = level.pop(), level is aside
        found = look(where)
        if found is None or (last, found.real) in gone_into:
            continue
        gone_into.add((last, found.real))
        yield where, sorted(found.names)
        for name, link in sorted(found.folders, reverse=True):
            path = f"{where}/{name}" if where else name
            (aside if last or left_out(path, link) else linked if link else own).append(path)
