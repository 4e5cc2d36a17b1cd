"""What the desk holds while it runs: how to judge the workspace, what was last seen of it, and what is on the
table, unsaved.
"""

from __future__ import annotations

import gc
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.drafts import ExchangeDraft
from gbo_policy.desk.parts.given_list import GivenList
from gbo_policy.desk.parts.guard import Keys
from gbo_policy.desk.parts.tabled import Proposal, SavedFile
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import make_report
from gbo_policy.reading.files import declared_files
from gbo_policy.rulebook.pack import Pack, PackFile

if TYPE_CHECKING:
    from gbo_policy.reporting.content.material import Material

T = TypeVar("T")
FRESH_SECONDS = 60  # so long a judgement made now stands for now; it says of what moment it is
MOST_KEPT = 60
_NOTHING_THERE = frozenset({"no-workspace"})


@dataclass(frozen=True, slots=True)
class Hands:
    """What the command line puts into the desk's hands, so that the desk judges as every command does."""

    paths: tuple[Path, ...]
    pack: Callable[[], Pack]
    judging: Callable[[], Case]  # raises PolicyError for wrong input
    material: Callable[[Case, tuple[date, date] | None], Material]
    moment: Callable[[], AsOf]  # as the settings say, otherwise now
    day: Callable[[], date]
    pack_files: Callable[[], Sequence[PackFile]]
    dossier: Callable[[], bytes]  # raises PolicyError
    house: Callable[[], Sequence[Path]]  # the workspaces below what was opened first; raises PolicyError
    opened: Callable[[Path], Hands]  # the same for one of them
    watched: Callable[[], Sequence[Path]] = tuple  # files beside the declarations that change an answer
    lang: str = "nl"
    read_only: bool = False

    @property
    def root(self) -> Path:
        """The folder that new files go into."""
        first = self.paths[0]
        return first if first.is_dir() or not first.exists() else first.parent


@dataclass
class Office:
    """The desk of one person: the last judgement, drafts, changes that wait for a yes, and the saves that can
    be undone.
    """

    hands: Hands
    keys: Keys
    drafts: OrderedDict[str, ExchangeDraft] = field(default_factory=OrderedDict)
    proposals: OrderedDict[str, Proposal] = field(default_factory=OrderedDict)
    lists: OrderedDict[str, GivenList] = field(default_factory=OrderedDict)
    saved: list[SavedFile] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # what the next page says first
    faults: list[str] = field(default_factory=list)  # of the program's own, by type and place
    several: bool = False  # one of several workspaces was opened
    _seen: tuple[object, ...] = ()
    _found: DeskCase | PolicyError | None = None

    @property
    def lang(self) -> str:
        """The language of all pages."""
        return self.hands.lang

    def case(self) -> DeskCase:
        """Give the workspace as judged now. Raises PolicyError for wrong input."""
        state = self._state()
        if state != self._seen or self._found is None:
            self._found, self._seen = self._judge(), state
        elif isinstance(self._found, DeskCase) and self._stale(self._found.report.as_of):
            judged = self._found.judged
            self._found = DeskCase(judged, make_report(judged, self.hands.moment()), self.lang)
        if isinstance(self._found, PolicyError):
            raise self._found
        return self._found

    def holds(self, case: DeskCase) -> bool:
        """Whether a judgement is still the one that pages show."""
        return self._found is case

    def problems(self) -> tuple[Problem, ...]:
        """Give what is wrong with the declarations; nothing where they can be judged, or where there are
        none.
        """
        try:
            self.case()
        except PolicyError as error:
            return () if self.empty else error.problems
        return ()

    def open(self, workspace: Path) -> None:
        """Go on with one of several workspaces; what lay on the desk of another is cleared away."""
        self.hands = self.hands.opened(workspace)
        self._let_go()
        self.several, self._seen = True, ()
        for kept in (self.drafts, self.proposals, self.lists, self.saved):
            kept.clear()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to judge yet: no file that declares anything."""
        files = declared_files(self.hands.paths)
        if files and any(f.exists() for f in files):
            error = self._found
            return isinstance(error, PolicyError) and {p.code for p in error.problems} <= _NOTHING_THERE
        return True

    @staticmethod
    def keep(kept: OrderedDict[str, T], key: str, value: T, most: int = MOST_KEPT) -> None:
        """Put something on the table; the oldest thing there makes room."""
        kept[key] = value
        kept.move_to_end(key)
        while len(kept) > most:
            kept.popitem(last=False)

    def _let_go(self) -> None:
        if self._found is not None:
            self._found = None  # what is no longer true need not stay in memory
            gc.unfreeze()
            gc.collect()

    def _judge(self) -> DeskCase | PolicyError:
        self._let_go()
        gc.disable()  # reading and judging build much and drop nothing: collecting would only cost time
        try:
            judged = self.hands.judging()
            return DeskCase(judged, make_report(judged, self.hands.moment()), self.lang)
        except PolicyError as error:
            return error
        finally:
            gc.freeze()  # it stays until the next one: looking through it at each page would only cost time
            gc.enable()

    def _stale(self, as_of: AsOf) -> bool:
        now = self.hands.moment()
        return now != as_of and (now.moment - as_of.moment).total_seconds() > FRESH_SECONDS

    def _state(self) -> tuple[object, ...]:
        """Give what tells whether a file was changed, added or taken away since it was last read."""
        found: list[object] = []
        for path in [*declared_files(self.hands.paths), *self.hands.watched()]:
            try:
                status = os.stat(path)
            except OSError:
                found.append((str(path), None))
                continue
            found.append((str(path), status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino))
        return tuple(found)
