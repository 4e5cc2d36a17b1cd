"""What a room holds, found by its modules: one thing more is one module more, and no list to keep."""

from __future__ import annotations

from collections.abc import Iterable
from pkgutil import iter_modules


def modules_of(room: Iterable[str], ending: str = "") -> list[str]:
    """Give the sorted names of a room's modules that end in ``ending``, without it; one with an underscore in front is the room's own.

    ``room`` is the package's ``__path__``. Nothing is imported.
    """
    names = (m.name for m in iter_modules(room) if not m.name.startswith("_") and m.name.endswith(ending))
    return sorted(n.removesuffix(ending) for n in names)
