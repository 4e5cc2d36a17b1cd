"""Compiled packs between runs: JSON in the user's cache folder, readable by its owner only, never trusted further than its key.

Whatever is wrong with the cache (unwritable, stale, damaged, somebody else's), the caller compiles afresh; nothing here fails.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from gbo_policy import __version__

_FORMAT = 2
_HOUSE = Path(__file__).parent.parent
_READS_PACKS = ("logic/expression", "rulebook/rule", "rulebook/rulefile", "rulebook/packfile", "terms/kinds")
_KEEP = 8  # packs; older ones are removed when a new one is stored


def folder() -> Path:
    """Give the user's cache folder for compiled packs, by the platform's convention."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        given = os.environ.get("XDG_CACHE_HOME", "")
        base = (
            Path(given) if os.path.isabs(given) else Path.home() / ".cache"
        )  # the convention: a relative one does not count
    return base / "gbo-policy"


def _path(digest: str) -> Path:
    key = f"{_FORMAT}|{digest}|{__version__}|{sys.version}|{_engine_digest()}"
    return folder() / f"pack-{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"


def _engine_digest() -> str:
    """Give what changes when the program's own modules change: in a checkout they do so without a new version."""
    parts = []
    for module in _READS_PACKS:
        status = _HOUSE.joinpath(f"{module}.py").stat()
        parts.append(f"{status.st_size}:{status.st_mtime_ns}")
    return ",".join(parts)


def fetch(digest: str) -> dict[str, Any] | None:
    """Give the compiled pack kept for ``digest``, or None."""
    try:
        path = _path(digest)
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            if not _ours(os.fstat(file.fileno())) or not _ours(os.stat(path.parent)):
                return None
            checksum, _, body = file.read().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != checksum:
            return None
        data = json.loads(body)
        return data if isinstance(data, dict) and data.pop("digest", None) == digest else None
    except (OSError, ValueError, RuntimeError):
        return None


def store(digest: str, data: dict[str, Any]) -> None:
    """Keep a compiled pack, written whole or not at all; silently nothing where that cannot be done."""
    import tempfile  # only where something is written: start-up counts

    try:
        body = json.dumps({**data, "digest": digest}, ensure_ascii=False, separators=(",", ":")).encode()
        path = _path(digest)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _ours(os.stat(path.parent)):
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".pack-")
        try:
            with open(handle, "wb") as file:
                file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            os.replace(temporary, path)
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            return
        _prune(path.parent)
    except (OSError, ValueError, RuntimeError):
        return


def _ours(status: os.stat_result) -> bool:
    """Tell whether a file or folder is the user's own and nobody else may write to it."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _prune(where: Path) -> None:
    kept = sorted(where.glob("pack-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in kept[_KEEP:]:
        with suppress(OSError):
            old.unlink()
