"""A workbook that somebody else made, opened with care: bounded, and whatever is wrong with it in one
sentence.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gbo_policy.basics.problems import Location, PolicyError, problem

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_MB = 200  # of all that is read whole: the texts of cells, styles and what binds the parts


@contextmanager
def damage_told(path: str) -> Iterator[None]:
    """Turn whatever a file that is no workbook makes a library raise into a PolicyError."""
    try:
        yield
    except PolicyError:
        raise
    except Exception as error:
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PolicyError([problem("book-damaged", Location(path), word=path, what=what)]) from None


def opened_book(lies: str, path: str) -> Workbook:
    """Open the workbook at ``lies``, which is called ``path``, to be read by rows. Raises PolicyError."""
    from openpyxl import load_workbook

    with damage_told(path):
        with zipfile.ZipFile(lies) as parts:
            whole = [p.file_size for p in parts.infolist() if not p.filename.startswith("xl/worksheets/")]
        if (size := sum(whole)) > MOST_MB * 1_000_000:
            words = {"word": path, "size": f"{size / 1e6:.0f}", "most": MOST_MB}
            raise PolicyError([problem("book-large", Location(path), **words)])
        return load_workbook(lies, read_only=True, data_only=True, keep_links=False)


def told_rows(rows: Iterable[Any], path: str) -> Iterator[Any]:
    """Give rows that are read only now. Raises PolicyError where they cannot be."""
    with damage_told(path):
        yield from rows
