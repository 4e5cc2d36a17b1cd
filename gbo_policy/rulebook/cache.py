"""Compiled packs between runs: JSON in the user's cache folder, readable by its owner only; what is in it is
input like any other.

Whatever is wrong with the cache (unwritable, stale, damaged, somebody else's), the caller compiles afresh;
nothing here fails.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic_core import from_json  # takes half the time of the one in `json`

from gbo_policy import __version__

_FORMAT = 5
_HOUSE = Path(__file__).parent.parent
# every folder with code that has a say in what a pack becomes; a test holds them against what `packfile`
# imports
READS_PACKS = (
    "basics",
    "terms",
    "agreement",
    "agreement/events",
    "reading",
    "logic",
    "declarations",
    "declarations/model",
    "rulebook",
)
_LIBRARIES = ("rule_engine", "yaml", "pydantic")
_CHECKSUM = 65  # hexadecimal digits of a SHA-256 digest and a newline, before all else
_KEEP = 8  # packs; older ones are removed when a new one is stored


def folder() -> Path:
    """Give the user's cache folder for compiled packs, by the platform's convention."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        given = os.environ.get("XDG_CACHE_HOME", "")
        # the convention: a relative one does not count
        base = Path(given) if os.path.isabs(given) else Path.home() / ".cache"
    return base / "gbo-policy"


def _path(digest: str) -> Path:
    key = f"{_FORMAT}|{digest}|{__version__}|{sys.version}|{_engine_digest()}"
    return folder() / f"pack-{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"


def _engine_digest() -> str:
    """Give what changes when the code that reads a pack does: in a checkout it does so without a new
    version.
    """
    files = [f for part in READS_PACKS for f in os.scandir(_HOUSE / part) if f.name.endswith(".py")]
    parts = [_state(f.path, f.stat()) for f in files]
    for library in _LIBRARIES:  # found, not imported: start-up counts
        found = find_spec(library)
        parts += [_state(found.origin, os.stat(found.origin))] if found and found.origin else []
    return ",".join(sorted(parts))


def _state(path: str, status: os.stat_result) -> str:
    return f"{path}:{status.st_size}:{status.st_mtime_ns}"


def shipped(file: Path) -> dict[str, Any] | None:
    """Give the compiled pack that was made with the program; None where there is none, as in a checkout."""
    try:
        data = from_json(file.read_bytes())
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def fetch(digest: str) -> dict[str, Any] | None:
    """Give the compiled pack kept for ``digest``, or None."""
    try:
        path = _path(digest)
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with open(opened, "rb", buffering=0) as file:
            if not is_ours(os.fstat(opened)) or not is_ours(os.stat(path.parent)):
                return None
            checksum, body = file.read(_CHECKSUM), file.readall()  # the one is long, and not copied
        if hashlib.sha256(body).hexdigest().encode() + b"\n" != checksum:
            return None
        data = from_json(body)
        return data if isinstance(data, dict) and data.pop("digest", None) == digest else None
    except (OSError, ValueError, RuntimeError):
        return None


def store(digest: str, data: dict[str, Any]) -> None:
    """Keep a compiled pack, written whole or not at all; silently nothing where that cannot be done."""
    # only where something is written: start-up counts
    import json

    from gbo_policy.basics.unfinished import unfinished_file

    try:
        body = json.dumps({**data, "digest": digest}, ensure_ascii=False, separators=(",", ":")).encode()
        path = _path(digest)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_ours(os.stat(path.parent)):
            return
        with unfinished_file(path) as made:
            with made.open("wb") as file:
                file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            made.replace(path)
        _prune(path.parent)
    except (OSError, ValueError, RuntimeError):
        return


def is_ours(status: os.stat_result) -> bool:
    """Tell whether a file or folder is the user's own and nobody else may write to it."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _prune(where: Path) -> None:
    kept = sorted(where.glob("pack-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in kept[_KEEP:]:
        with suppress(OSError):
            old.unlink()
