"""The declarations at a git revision, read from git's object store: no worktree is made and none is
touched.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError, problem

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
_AT_ONCE = 1_048_576  # bytes of an object of which only the beginning is wanted


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
        what = said_by_git(error)
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
            [problem("unknown-revision", None, word="HEAD", what=f" ({said_by_git(error)})")]
        ) from None
    if not found:
        shallow = _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"
        raise PolicyError([problem("known-cut" if shallow else "nothing-known", None, word=str(moment))])
    return replace(find_revision(found, folder), name=found[:10])


def _top(folder: Path, word: str) -> Path:
    """Give the top folder of the repository around ``folder``, in which ``word`` is looked for. Raises
    PolicyError where there is none, CalledProcessError where git will not tell.
    """
    try:
        return Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).rstrip("\n"))
    except subprocess.CalledProcessError as error:
        if "not a git repository" in said_by_git(error):
            raise PolicyError([problem("no-repository", None, word=word, where=str(folder))]) from None
        raise


def said_by_git(error: subprocess.CalledProcessError) -> str:
    """Give the first line of what git said went wrong."""
    return str(error.stderr.decode(errors="replace").strip().partition("\n")[0])


def _command(folder: Path, *arguments: str) -> list[str]:
    harmless = [word for setting in _HARMLESS for word in ("-c", setting)]
    return ["git", *harmless, "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in _NOT_OURS} | _NEVER


def _git(folder: Path, *arguments: str, standard_input: bytes = b"") -> bytes:
    try:
        # no shell, and the program's own words only
        run = subprocess.run(  # noqa: S603
            _command(folder, *arguments),
            input=standard_input,
            capture_output=True,
            check=True,
            env=_environment(),
        )
    except FileNotFoundError:
        raise PolicyError([problem("no-git")]) from None
    return run.stdout


def inside_of(given: Path, revision: Revision) -> str:
    """Name a path from the top of a revision's repository on, through the links in it as they are written:
    then they may have led elsewhere. Raises PolicyError for a path outside.
    """
    top, plain = revision.top.resolve(), _without_dots(given.absolute())
    if not given.resolve().is_relative_to(top):
        raise PolicyError([problem("outside-repository", None, word=str(given), top=str(revision.top))])
    above = (*reversed(plain.parents), plain)
    first, inside = next((one, found) for one in above if (found := one.resolve()).is_relative_to(top))
    path = (inside.relative_to(top) / plain.relative_to(first)).as_posix()
    return "" if path == "." else path


def _without_dots(path: Path) -> Path:
    """Write a path without `..`, which leads up from where a link before it leads."""
    here = Path(path.anchor)
    for step in path.relative_to(path.anchor).parts:
        if step == os.pardir:
            here = (here.resolve() if here.is_symlink() else here).parent
        else:
            here /= step
    return here


def contents_of(revision: Revision, objects: list[str]) -> dict[str, bytes]:
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


def beginnings_of(revision: Revision, objects: list[str], most: int) -> dict[str, bytes]:
    """Read the first ``most`` bytes of many objects in one run of git; one that is not there has none."""
    if not objects:
        return {}
    found = {}
    with TemporaryFile() as asked:  # what git is asked must not wait for what it answers
        asked.write("".join(f"{o}\n" for o in objects).encode())
        asked.seek(0)
        command = _command(revision.top, "cat-file", "--batch")
        with subprocess.Popen(command, stdin=asked, stdout=subprocess.PIPE, env=_environment()) as run:  # noqa: S603
            answer: IO[bytes] = run.stdout  # type: ignore[assignment]
            for name in objects:
                about = answer.readline().split(b" ")
                left = int(about[2]) + 1 if len(about) > 2 else 0
                found[name] = answer.read(min(most, max(left - 1, 0)))
                left -= len(found[name])
                while left > 0 and (skipped := answer.read(min(left, _AT_ONCE))):
                    left -= len(skipped)
    return found
