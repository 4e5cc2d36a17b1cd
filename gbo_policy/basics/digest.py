"""SHA-256 as this program writes it: ``sha256:`` and 64 hexadecimal digits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def digest(content: bytes) -> str:
    """Give the digest of some bytes."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def digest_of(files: Mapping[str, bytes]) -> str:
    """Give one digest over named contents, whatever their order."""
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(name.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(content).digest())
    return f"sha256:{total.hexdigest()}"
