"""What a room holds, found by its modules: one thing more is one module more, and no list to keep."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module

from gbo_policy.basics.problems import PolicyError, problem


def modules_of(room: Iterable[str], ending: str = "") -> list[str]:
    """Give the sorted names of a room's modules that end in ``ending``, without it; one with an underscore in
    front is the room's own.

    ``room`` is the package's ``__path__``. Nothing is imported.
    """
    names = (file for folder in room for file in os.listdir(folder) if not file.startswith("_"))
    return sorted(n.removesuffix(f"{ending}.py") for n in names if n.endswith(f"{ending}.py"))


def require_library(word: str, library: str | None, extra: str | None) -> None:
    """Raise PolicyError with the ``extra`` to install, where ``word`` needs a library that is not there."""
    if library is None:
        return
    try:
        import_module(library)
    except ImportError:
        raise PolicyError([problem("needs-extra", None, word=word, extra=extra)]) from None
