"""Files and folders that are gone when their work is done, or is broken off at any moment.

Their names are known before they are made, and who cleans up stands ready by then: what makes a name while it
makes the file leaves it behind where a signal comes in between.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def unfinished_file(path: Path) -> Iterator[Path]:
    """Give an empty file beside ``path`` that its owner alone may read; it is gone afterwards, unless it took
    the place of another. Raises OSError.
    """
    made = path.with_name(f".{path.name}-{_chance()}")
    try:
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield made
    finally:
        with suppress(OSError):
            made.unlink()


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give an empty folder, where the system keeps such, that its owner alone may read; it is gone afterwards
    with all that is in it. Raises OSError.
    """
    # only where one is made: start-up counts
    import shutil
    import tempfile

    made = Path(tempfile.gettempdir(), f"gbo-policy-{_chance()}")
    try:
        made.mkdir(0o700)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _chance() -> str:
    """Give what nobody can foresee, and nobody gets twice."""
    return os.urandom(8).hex()
