"""Changes of files before they are made, as they lie on the desk: of which files, in words, and how to make
them anew.
"""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.reporting.content.spoken import SpokenChange

CONTEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file: its content when it was read (None: it is not there), and the text that would take its
    place.
    """

    path: Path
    before: bytes | None
    text: str

    @property
    def old(self) -> str:
        """The text as it was read."""
        return "" if self.before is None else self.before.decode("utf-8", "replace")

    def lines(self, now: str | None = None) -> list[tuple[str, str]]:
        """Give the lines that differ, with what is around them: plus, minus, same, or at (a place)."""
        old = self.old if now is None else now
        made = difflib.unified_diff(old.splitlines(), self.text.splitlines(), lineterm="", n=CONTEXT_LINES)
        kinds = {"+": "plus", "-": "minus", "@": "at"}
        return [(kinds.get(line[:1], "same"), line) for line in made if not line.startswith(("---", "+++"))]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits for a yes: of which files, in words, where to go once it is made, and how to make
    it anew on other files.
    """

    title: str
    changes: tuple[FileChange, ...]
    said: tuple[SpokenChange, ...]
    back: str
    again: Callable[[DeskCase], Proposal | None] | None = None
    follows: tuple[str, ...] = ()  # what it leads to, as judged beforehand
    noticed: tuple[tuple[str, tuple[str, ...]], ...] = ()  # what a file that was read told, under its heads
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9))


@dataclass(frozen=True, slots=True)
class SavedFile:
    """One save that can be undone: what stood in the files before, and what tells that nobody changed them
    since.
    """

    title: str
    files: tuple[tuple[Path, bytes | None, str], ...]
