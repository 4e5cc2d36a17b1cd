"""The SHA-256 of a log's files, worked out beside the audit: it takes a processor that would otherwise
wait.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event, Thread

_BLOCK = 2**20


class Digests:
    """Digests of files by path, as ``sha256:`` and 64 hexadecimal digits; of a file that cannot be read there
    is none.
    """

    def __init__(self, files: Sequence[str]) -> None:
        self._files, self._found, self._stop = files, dict[str, str](), Event()
        self._thread = Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        for name in self._files:
            total = hashlib.sha256()
            try:
                with open(name, "rb") as file:
                    while not self._stop.is_set() and (block := file.read(_BLOCK)):
                        total.update(block)
            except OSError:
                continue
            self._found[name] = f"sha256:{total.hexdigest()}"

    def all(self) -> Mapping[str, str]:
        """Wait for the last, and give them all."""
        self._thread.join()
        return self._found

    @classmethod
    @contextmanager
    def beside(cls, files: Sequence[str]) -> Iterator[Digests]:
        """Work out digests while something else is done; they are given up when that fails."""
        made = cls(files)
        made._thread.start()
        try:
            yield made
        finally:
            made._stop.set()
