"""Rows of a log that cannot be judged: counted, named and kept apart."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.basics.steering import in_cell

MOST_NAMED = 100
_MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be judged: its line (of text) or number (of Parquet), from 1, where one is known,
    and why (a sentence of ``texts`` and its words).
    """

    file: str
    row: int | None
    code: str
    words: tuple[tuple[str, Any], ...] = ()

    def problem(self) -> Problem:
        """Give the row as a problem at its place."""
        where = Location(self.file, self.row, 1) if self.row else Location(self.file)
        return problem(self.code, where, **dict(self.words))


class BadRows:
    """All bad rows of an audit: their number by file and reason, the first of them, and all of them in the
    file ``apart``.
    """

    def __init__(self, apart: Path, lang: str) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.unmapped: Counter[tuple[str, str]] = Counter()  # values that a mapping's table lacks, by column
        self._of: Counter[str] = Counter()
        self.apart, self._lang, self._kept = apart, lang, list[BadRow]()

    def __enter__(self) -> BadRows:
        self._file = open(self.apart, "w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(("file", "row", "reason"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, file: str, row: int, code: str, **words: object) -> None:
        """Count a row and write it apart."""
        self.count(file, code, 1)
        self.name(file, row, code, **words)

    def count(self, file: str, code: str, rows: int) -> None:
        """Count rows that are not all named."""
        self.counts[file, code] += rows
        self._of[file] += rows

    def name(self, file: str, row: int | None, code: str, **words: object) -> None:
        """Name a row that was counted, and write it apart."""
        bad = BadRow(file, row, code, tuple(words.items()))
        if len(self._kept) < _MOST_KEPT:
            self._kept.append(bad)
        self._writer.writerow((in_cell(file), row, in_cell(bad.problem().sentence(self._lang))))

    def flush(self) -> None:
        """Make the file whole, so that it can be copied."""
        self._file.flush()

    def of(self, file: str) -> int:
        """Give the number of bad rows of a file."""
        return self._of[file]

    @property
    def total(self) -> int:
        """The number of bad rows."""
        return self.counts.total()

    @property
    def named(self) -> tuple[BadRow, ...]:
        """The first of them, in the order of files and rows."""
        return tuple(sorted(self._kept, key=lambda b: (b.file, b.row or 0))[:MOST_NAMED])
