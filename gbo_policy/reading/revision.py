"""The declarations at a git revision, read from git's object store: no worktree is made and none is
touched.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.reading.files import InputFile, declares, is_baseline, relative
from gbo_policy.reading.passed_over import NotRead, Pattern, looks_meant

# set inside hooks, for another folder than the one that is asked about
_NOT_OURS = frozenset(
    [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_PREFIX",
        "GIT_OBJECT_DIRECTORY",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_EXTERNAL_DIFF",
    ]
)
# what a repository's own configuration could have git run, or fetch from a server: none of it
_HARMLESS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.sshCommand=false",
    "credential.helper=",
    "gpg.program=false",
    "log.showSignature=false",
    "protocol.allow=never",
)
_NEVER = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}
_LINK = "120000"
_SUBMODULE = "160000"
_FILES = ("100644", "100755")


@dataclass(frozen=True)
class Revision:
    """A commit: the name that it was asked for by, its full hash, when it was committed, and its repository's
    top folder.
    """

    name: str
    commit: str
    committed: AsOf
    top: Path

    def __str__(self) -> str:
        return f"{self.name} ({self.commit[:10]}, {self.committed})"

    @cached_property
    def entries(self) -> tuple[tuple[str, str, str], ...]:
        """Mode, object and path of all that stands in the tree; CalledProcessError where git cannot tell."""
        listing = os.fsdecode(_git(self.top, "ls-tree", "-r", "-z", "--full-tree", self.commit))
        lines = (line.partition("\t") for line in listing.split("\0")[:-1])
        split = ((about.split(" "), path) for about, _, path in lines)
        return tuple((mode, name, path) for (mode, _, name), path in split)


def find_revision(name: str, folder: Path) -> Revision:
    """Find the commit called ``name`` in the repository around ``folder``. Raises PolicyError where there is
    none.
    """
    if name.startswith("-"):
        raise PolicyError([problem("unknown-revision", None, word=name, what="")])
    try:
        top = _top(folder, name)
        commit = (
            _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
            .decode()
            .strip()
        )
        when = (
            _git(folder, "show", "--no-patch", "--no-show-signature", "--format=%cI", commit).decode().strip()
        )
    except subprocess.CalledProcessError as error:
        what = _said(error)
        raise PolicyError(
            [problem("unknown-revision", None, word=name, what=f" ({what})" if what else "")]
        ) from None
    try:
        committed = AsOf.of_moment(datetime.fromisoformat(when))
    except (ValueError, OverflowError):  # `^name` leaves commits out and is none; a date may be any number
        raise PolicyError([problem("unknown-revision", None, word=name, what="")]) from None
    return Revision(name, commit, committed, top)


def revision_by(moment: AsOf, folder: Path) -> Revision:
    """Find the last commit by a moment on the branch checked out in the repository around ``folder``; what
    was merged later was not on it.

    Raises PolicyError where there is none.
    """
    before = moment.moment.isoformat()
    try:
        _top(folder, str(moment))
        found = (
            _git(folder, "rev-list", "-1", "--first-parent", f"--before={before}", "HEAD").decode().strip()
        )
    except subprocess.CalledProcessError as error:
        raise PolicyError(
            [problem("unknown-revision", None, word="HEAD", what=f" ({_said(error)})")]
        ) from None
    if not found:
        shallow = _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"
        raise PolicyError([problem("known-cut" if shallow else "nothing-known", None, word=str(moment))])
    return replace(find_revision(found, folder), name=found[:10])


def read_revision(
    paths: Sequence[str | Path], revision: Revision, root: Path, exclude: Sequence[Pattern] = ()
) -> list[InputFile]:
    """Read the declaration files that stood below ``paths`` at ``revision``, named from ``root`` on, in the
    order of their names.

    What counts as one is decided as on disk, links inside the repository included. Raises PolicyError for a
    path outside it, and for a revision of which this repository does not hold everything; nothing is fetched.
    """
    try:
        return _read(paths, revision, root, exclude)
    except subprocess.CalledProcessError as error:
        raise PolicyError(
            [problem("revision-damaged", None, word=revision.name, what=_said(error) or "git")]
        ) from None


def submodules(paths: Sequence[str | Path], revision: Revision) -> list[str]:
    """Give the submodules below ``paths`` at ``revision``: what they held is in repositories of their own."""
    starts = [_inside(Path(given), revision) for given in paths]
    linked = [path for mode, _, path in revision.entries if mode == _SUBMODULE]
    return [p for p in linked if any(_below(p, s) for s in starts)]


def _below(path: str, start: str) -> bool:
    """Tell whether a path is ``start`` or lies below it; empty: the top of the repository."""
    return not start or path == start or path.startswith(f"{start}/")


def _top(folder: Path, word: str) -> Path:
    """Give the top folder of the repository around ``folder``, in which ``word`` is looked for. Raises
    PolicyError where there is none, CalledProcessError where git will not tell.
    """
    try:
        return Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).rstrip("\n"))
    except subprocess.CalledProcessError as error:
        if "not a git repository" in _said(error):
            raise PolicyError([problem("no-repository", None, word=word, where=str(folder))]) from None
        raise


def _said(error: subprocess.CalledProcessError) -> str:
    """Give the first line of what git said went wrong."""
    return str(error.stderr.decode(errors="replace").strip().partition("\n")[0])


def _read(
    paths: Sequence[str | Path], revision: Revision, root: Path, exclude: Sequence[Pattern]
) -> list[InputFile]:
    tree = _tree(revision)
    wanted: dict[str, str] = {}  # path from the top of the repository -> object
    for given in paths:
        start = _inside(Path(given), revision)
        wanted |= {
            p: o
            for p, o in tree.items()
            if p == start or (_below(p, start) and declares(posixpath.relpath(p, start or "."), exclude))
        }
    contents = _contents(revision, list(dict.fromkeys(wanted.values())))
    real = root.resolve()
    files = [
        InputFile(f"{revision.name}:{p}", relative(revision.top.resolve() / p, real), contents[o])
        for p, o in wanted.items()
        if not is_baseline(contents[o])
    ]
    return sorted(files, key=lambda f: f.name)


def passed_over_at(
    paths: Sequence[str | Path], revision: Revision, exclude: Sequence[Pattern]
) -> list[NotRead]:
    """Give the files below ``paths`` that a revision holds and that are not read, though their names look
    meant.
    """
    found = set()
    for given in paths:
        start = _inside(Path(given), revision)
        for path in (p for p in _tree(revision) if p != start and _below(p, start)):
            name = posixpath.relpath(path, start or ".")
            why = None if declares(name) else looks_meant(name, None)
            if why is not None and not any(pattern.fits(name) for pattern in exclude):
                found.add(NotRead(f"{revision.name}:{path}", name, why))
    return sorted(found)


def _git(folder: Path, *arguments: str, standard_input: bytes = b"") -> bytes:
    environment = {k: v for k, v in os.environ.items() if k not in _NOT_OURS} | _NEVER
    harmless = [word for setting in _HARMLESS for word in ("-c", setting)]
    try:
        # no shell, and the program's own words only
        run = subprocess.run(  # noqa: S603
            ["git", *harmless, "-C", str(folder), *arguments],  # noqa: S607
            input=standard_input,
            capture_output=True,
            check=True,
            env=environment,
        )
    except FileNotFoundError:
        raise PolicyError([problem("no-git")]) from None
    return run.stdout


def _inside(given: Path, revision: Revision) -> str:
    path = os.path.relpath(given.resolve(), revision.top.resolve())
    if path == os.pardir or path.startswith(os.pardir + os.sep):
        raise PolicyError([problem("outside-repository", None, word=str(given), top=str(revision.top))])
    return "" if path == os.curdir else Path(path).as_posix()


def _tree(revision: Revision) -> dict[str, str]:
    """Give the object of every file's path, links to files and folders inside the tree followed once."""
    files = {p: o for mode, o, p in revision.entries if mode in _FILES}
    links = {p: o for mode, o, p in revision.entries if mode == _LINK}
    targets = _contents(revision, list(links.values())) if links else {}
    return files | _linked(links, targets, files)


def _linked(
    links: Mapping[str, str], targets: Mapping[str, bytes], files: Mapping[str, str]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, name in links.items():
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), os.fsdecode(targets[name])))
        if target in files:
            found[path] = files[target]
        else:
            found |= {path + p[len(target) :]: o for p, o in files.items() if p.startswith(f"{target}/")}
    return found


def _contents(revision: Revision, objects: list[str]) -> dict[str, bytes]:
    """Read many objects in one run of git."""
    if not objects:
        return {}
    data = _git(
        revision.top, "cat-file", "--batch", standard_input="".join(f"{o}\n" for o in objects).encode()
    )
    found: dict[str, bytes] = {}
    at = 0
    for name in objects:
        end = data.index(b"\n", at)
        about = data[at:end].split(b" ")
        if len(about) < 3:  # `<object> missing`: a partial clone without it
            raise PolicyError(
                [problem("revision-damaged", None, word=revision.name, what=data[at:end].decode())]
            )
        size = int(about[2])
        found[name] = data[end + 1 : end + 1 + size]
        at = end + size + 2
    return found
