"""The files of a workspace at a git revision, found by the rules of those on disk."""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.reading.files import InputFile, Reading, declares, is_baseline, relative
from gbo_policy.reading.passed_over import (
    LOOK,
    NotRead,
    Pattern,
    looks_meant,
    may_be_a_folder,
    needs_a_look,
    set_aside,
    told,
)
from gbo_policy.reading.revision import Revision, beginnings_of, contents_of, inside_of, said_by_git
from gbo_policy.reading.walking import Folder, folders_once

_LINK, _SUBMODULE = "120000", "160000"
_FILES = ("100644", "100755")
_MOST_LINKS = 40  # that lead on to one another, as on disk


def read_revision(
    paths: Sequence[str | Path],
    revision: Revision,
    root: Path,
    exclude: Sequence[Pattern] = (),
    *,
    looks: bool = True,
) -> Reading:
    """Read the declaration files that stood below ``paths`` at ``revision``, named from ``root`` on, in the
    order of their names, and say what was passed over; ``looks`` as in a walk of the disk.

    What counts as one is decided as on disk, links inside the repository included. Raises PolicyError for a
    path outside it, and for a revision of which this repository does not hold everything; nothing is fetched.
    """
    try:
        seen = _SeenThen(_RevisionTree(revision), root, {pattern: [] for pattern in exclude})
        for given in paths:
            seen.below(Path(given))
        return seen.reading(looks=looks)
    except subprocess.CalledProcessError as error:
        what = said_by_git(error) or "git"
        raise PolicyError([problem("revision-damaged", None, word=revision.name, what=what)]) from None


class _RevisionTree:
    """The files, links and folders that a commit holds, by their paths from the repository's top on."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        self.files = {path: name for mode, name, path in revision.entries if mode in _FILES}
        links = {path: name for mode, name, path in revision.entries if mode == _LINK}
        targets = contents_of(revision, list(dict.fromkeys(links.values())))
        self.links = {path: os.fsdecode(targets[name]) for path, name in links.items()}
        self.submodules = [path for mode, _, path in revision.entries if mode == _SUBMODULE]
        self.folders: dict[str, dict[str, None]] = {"": {}}
        for path in (*self.files, *self.links, *self.submodules):
            above, _, name = path.rpartition("/")
            while name not in (inside := self.folders.setdefault(above, {})):
                inside[name] = None
                above, _, name = above.rpartition("/")

    def real(self, path: str) -> str | None:
        """Give what a path leads to: a file or a folder of the tree; None where that is not in it."""
        end = self.end(path)
        return end if end in self.files or end in self.folders else None

    def end(self, path: str) -> str | None:
        """Give where a path leads to in the tree, whether something is there or not; None for outside it."""
        steps, done, links = deque(path.split("/")), "", 0
        while steps:
            step = steps.popleft()
            if step in ("", "."):
                continue
            if step == "..":
                if not done:
                    return None
                done = posixpath.dirname(done)
                continue
            here = posixpath.join(done, step)
            if (target := self.links.get(here)) is None:
                done = here
            elif target.startswith("/") or (links := links + 1) > _MOST_LINKS:
                return None
            else:
                steps.extendleft(reversed(target.split("/")))
        return done

    def look(self, where: str) -> Folder | None:
        """Give what lies in a folder, as a walk of the disk would find it."""
        if (real := self.real(where)) not in self.folders or real is None:
            return None
        folders, names = [], []
        for name in self.folders[real]:
            path = posixpath.join(real, name)
            if self.real(path) not in self.folders:
                names.append(name)
            elif name not in {".git", ".github"}:
                folders.append((name, path in self.links))
        return Folder(real, folders, names)


class _Then(NamedTuple):
    path: str  # from the repository's top on
    name: str  # from the given path on


class _SeenThen:
    """What a walk below the given paths comes across at a revision."""

    def __init__(self, tree: _RevisionTree, root: Path, left_out: dict[Pattern, list[str]]) -> None:
        self.tree, self.root, self.left_out = tree, root.resolve(), left_out
        # as given paths are named; of paths from outside, the links to them may have no folder in common here
        top = tree.revision.top.resolve()
        self.above = inside_of(root, tree.revision) if self.root.is_relative_to(top) else None
        self.files: dict[str, str] = {}  # what is read: what it really is, and the path that led to it
        self.others: list[_Then] = []
        self.elsewhere: dict[str, None] = {}  # submodules: what they held is in repositories of their own
        self.notices: list[Problem] = []
        self.problems: list[Problem] = []

    def below(self, given: Path) -> None:
        """Find what one of the given paths held."""
        start = inside_of(given, self.tree.revision)
        real, end = self.tree.real(start), self.tree.end(start)
        within = [] if end is None else [s for s in self.tree.submodules if f"{end}/".startswith(f"{s}/")]
        if real is None and within:
            self.elsewhere |= dict.fromkeys(within)
        elif real is None and not os.path.lexists(given):
            self.problems.append(problem("no-such-path", None, word=str(given)))
        elif real is None:
            self.notices.append(problem("known-absent", None, word=str(given)))
        elif real in self.tree.files:
            self.files.setdefault(real, start)
        else:
            before = len(self.files), self._left()
            self._walk(start)
            if before == (len(self.files), self._left()):
                self.notices.append(problem("no-declarations", None, word=str(given)))

    def _left(self) -> int:
        return sum(map(len, self.left_out.values()))

    def _walk(self, start: str) -> None:
        def left_out(where: str, link: bool) -> bool:
            return set_aside(posixpath.relpath(where, start or "."), link, self.left_out)

        for where, names in folders_once(start, self.tree.look, left_out):
            for name in names:
                path = posixpath.join(where, name)
                self._found(_Then(path, posixpath.relpath(path, start or ".")))

    def _found(self, one: _Then) -> None:
        real, wanted = self.tree.real(one.path), declares(one.name)
        if real is None and (end := self.tree.end(one.path)) in self.tree.submodules:
            self.elsewhere[str(end)] = None
            return
        if wanted and (fitting := [pattern for pattern in self.left_out if pattern.fits(one.name)]):
            for pattern in fitting:
                self.left_out[pattern].append(self._shown(one.path))
        elif real is None and (wanted or may_be_a_folder(one.name)):
            self.notices.append(problem("known-link", None, word=one.path))
        elif wanted and real is not None:
            self.files.setdefault(real, one.path)
        else:
            self.others.append(one)

    def _shown(self, path: str) -> str:
        return f"{self.tree.revision.name}:{path}"

    def _name(self, path: str) -> str:
        if self.above is not None:
            return posixpath.relpath(path, self.above or ".")
        return relative(self.tree.revision.top.resolve() / path, self.root)

    def _not_read(self, *, looks: bool) -> Iterator[NotRead]:
        """Give what looks meant among what is no declaration by its name."""
        # of a link to nowhere the name alone tells
        objects = {one: self.tree.files.get(str(self.tree.real(one.path))) for one in self.others}
        asked = [found for one, found in objects.items() if found and looks and needs_a_look(one.name)]
        begun = beginnings_of(self.tree.revision, list(dict.fromkeys(asked)), LOOK)
        for one in self.others:
            why = looks_meant(one.name, begun.get(objects[one] or ""))
            if why is None or (why == "not-read-hidden" and self.tree.real(one.path) in self.files):
                continue
            if fitting := [pattern for pattern in self.left_out if pattern.fits(one.name)]:
                for pattern in fitting:
                    self.left_out[pattern].append(self._shown(one.path))
            else:
                yield NotRead(self._shown(one.path), self._name(one.path), why)

    def reading(self, *, looks: bool) -> Reading:
        """Read what was found; name what was not read."""
        objects = {path: self.tree.files[real] for real, path in self.files.items()}
        contents = contents_of(self.tree.revision, list(dict.fromkeys(objects.values())))
        not_read, files = list(self._not_read(looks=looks)), []
        for path, name in objects.items():
            if is_baseline(contents[name]):
                not_read.append(NotRead(self._shown(path), self._name(path), "not-read-baseline"))
            else:
                files.append(InputFile(self._shown(path), self._name(path), contents[name]))
        elsewhere = [problem("known-elsewhere", None, word=name) for name in sorted(self.elsewhere)]
        notices = [*elsewhere, *self.notices, *told(not_read, self.left_out)]
        excluded = [
            NotRead(shown, self._name(shown.removeprefix(self._shown(""))), "excluded")
            for pattern, found in self.left_out.items()
            if not pattern.own
            for shown in found
        ]
        return Reading(
            root=self.root,
            files=tuple(sorted(files, key=lambda f: f.name)),
            not_read=tuple(sorted({*not_read, *excluded})),
            notices=tuple(notices),
            problems=tuple(self.problems),
        )
