"""Files of a user read to be changed, and written back: whole or not at all, and never over what somebody
else wrote meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from gbo_policy.basics.digest import digest
from gbo_policy.basics.problems import Location, PolicyError, problem
from gbo_policy.basics.unfinished import unfinished_file


class OpenedText(NamedTuple):
    """A file as it was read: its text, ends of lines and byte-order mark included, and the digest of its
    bytes.
    """

    text: str
    digest: str


def opened(path: Path) -> OpenedText:
    """Read a file to change it. Raises PolicyError when it cannot be read or is no text."""
    content = _bytes(path)
    try:
        return OpenedText(content.decode("utf-8"), digest(content))
    except UnicodeDecodeError as error:
        where = Location(str(path), content.count(b"\n", 0, error.start) + 1, 1)
        raise PolicyError([problem("not-text", where)]) from None


def save(path: Path, old: str | None, text: str) -> None:
    """Write ``text`` in the place of a file whose bytes have the digest ``old``; None for one that must not
    be there yet.

    Its mode stays. Raises PolicyError, and changes nothing, where the file changed meanwhile or cannot be
    written.
    """
    if digest_of_file(path) != old:
        raise PolicyError([problem("changed-meanwhile", Location(str(path)), word=str(path))])
    try:
        replace_file(path, [text.encode("utf-8")])
    except OSError as error:
        raise PolicyError([problem("cannot-write", None, word=str(path), what=error.strerror)]) from None


def digest_of_file(path: Path) -> str | None:
    """Give the digest of a file as it stands now; None where there is none. Raises PolicyError where it
    cannot be read.
    """
    return digest(_bytes(path)) if os.path.lexists(path) else None


def replace_file(path: Path, content: Iterable[bytes], *, private: bool = False) -> None:
    """Write a file beside its place and put it there in one step; the mode of one that was there stays.
    Raises OSError.

    A new one of what is about persons (``private``) only its owner may read.
    """
    path = path.resolve()  # where a link leads, so that the link stays
    with unfinished_file(path) as made:
        with made.open("wb") as file:
            file.writelines(content)
        made.chmod(_mode(path, private=private))
        made.replace(path)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PolicyError(
            [problem("unreadable", Location(str(path)), word=str(path), what=error.strerror)]
        ) from None


def _mode(path: Path, *, private: bool) -> int:
    """Give the mode for a file: the one that it has, or for a new one what the user's mask leaves, or its
    owner alone.
    """
    with suppress(FileNotFoundError):
        return path.stat().st_mode & 0o7777
    if private:
        return 0o600
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
