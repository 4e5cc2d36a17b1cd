"""The lines of a log that is written as text: values of our columns, or JSON; what cannot be split is kept
apart.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Any

from gbo_policy.audit.read.bad_rows import BadRows
from gbo_policy.audit.read.book_opening import damage_told, opened_book, told_rows
from gbo_policy.audit.read.columns import CELL, COLUMNS
from gbo_policy.audit.read.log import check_names, named
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.reading.mapping import TableMapping

_LINES = 50  # a quoted value over more lines than this is a quote that was never closed
SEPARATORS = ",;\t|"
LONGEST_LINE = 2**24  # bytes: what is longer, however long, is passed over and told
_TOO_LONG = b"\xff\n"  # in its place: this very object, which is no text


class CsvLines:
    """The lines of a CSV file as values of our columns; what a stray quote swallows is given back.

    Without a mapping, not even an empty one, the values of all its columns.
    """

    def __init__(
        self, lines: Any, path: str, mapping: TableMapping | None, bad: BadRows, problems: list[Problem]
    ) -> None:
        self.path, self.bad = path, bad
        self.columns: Mapping[str, str] | None = None
        self.names: tuple[str, ...] = ()
        self._lines, self._row, self._back = lines, 1, list[bytes]()
        head = _line(lines).removeprefix(b"\xef\xbb\xbf")
        where = Location(path, 1, 1)
        if not head.strip():
            problems.append(problem("log-empty", Location(path)))
            return
        try:
            text = head.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            problems.append(problem("not-text", where))
            return
        if "\0" in text or "\r" in text:  # neither a text, nor lines that end as lines do
            problems.append(problem("not-text" if "\0" in text else "log-line-ends", where))
            return
        self._separator = max(SEPARATORS, key=text.count)
        names = [n.strip() for n in next(csv.reader([text], delimiter=self._separator))]
        self._width, self.names = len(names), tuple(names)
        self.columns, self._pick = _picked(names, mapping, where, problems)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        while line := self._next():
            row = self._row
            if not line.strip():
                continue
            if line is _TOO_LONG:
                self.bad.add(self.path, row, "log-line-long", word=LONGEST_LINE >> 20)
                continue
            values = self._values(line)
            if isinstance(values, str):
                self.bad.add(self.path, row, values)
            elif len(values) != self._width:
                self.bad.add(self.path, row, "log-fields", word=len(values), known=self._width)
            else:
                yield row, *self._pick([*values, None])

    def _next(self) -> bytes:
        self._row += 1
        line: bytes = self._back.pop() if self._back else _line(self._lines)
        return line

    def _values(self, line: bytes) -> list[str] | str:
        """Split a line; the code of a sentence when it cannot be."""
        try:
            text = line.decode("utf-8").rstrip("\r\n")
            return self._split(text) if '"' in text else text.split(self._separator)
        except UnicodeDecodeError:
            return "not-text-row"
        except csv.Error:
            return self._long_value(line)

    def _split(self, text: str) -> list[str]:
        return next(csv.reader([text], delimiter=self._separator, strict=True))

    def _long_value(self, first: bytes) -> list[str] | str:
        """Read on where a quoted value goes over several lines; if it never ends well, the lines after the
        first are read anew.

        Neither does it end well when it swallows what could be a row by itself: that row must not go
        unjudged.
        """
        taken = [first]
        alone = False
        while len(taken) < _LINES and (line := self._next()):
            taken.append(line)
            alone = alone or self._complete(line)
            try:
                text = b"".join(taken).decode("utf-8").rstrip("\r\n")
                values = next(csv.reader([text], delimiter=self._separator, strict=True))
            except (csv.Error, UnicodeDecodeError):
                continue
            if len(values) == self._width and not alone:
                return values
            break
        self._back += reversed(taken[1:])
        self._row -= len(taken) - 1
        return "log-quote"

    def _complete(self, line: bytes) -> bool:
        """Tell whether a line could be a row by itself, and so was not meant as part of a longer value."""
        return line.count(self._separator.encode()) >= self._width - 1


def _line(lines: Any) -> bytes:
    """Read one line; of one that is too long only that it is."""
    line: bytes = lines.readline(LONGEST_LINE)
    if len(line) < LONGEST_LINE or line.endswith(b"\n"):
        return line
    while (rest := lines.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass
    return _TOO_LONG


def _picked(
    names: Sequence[str], mapping: TableMapping | None, where: Location, problems: list[Problem]
) -> tuple[Mapping[str, str] | None, Callable[[Sequence[Any]], tuple[Any, ...]]]:
    """Give where our columns come from, and what picks them out of a row with nothing behind it; none, with
    problems, where they cannot be.
    """
    if mapping is None:
        return {n: n for n in names}, lambda values: tuple(values[:-1])
    wrong = check_names(names, where, mapping)
    problems.extend(wrong)
    columns = named(names, mapping)
    # a column that is not there is one after the last, where every row says nothing
    places = (names.index(columns[c]) if c in columns else len(names) for c in COLUMNS)
    return None if wrong else columns, itemgetter(*places)


class BookRows:
    """The rows of the first sheet of an Excel workbook that holds any, as values of our columns; other sheets
    are among ``notices``.
    """

    def __init__(
        self, lies: str, path: str, mapping: TableMapping | None, bad: BadRows, problems: list[Problem]
    ) -> None:
        self.path, self.bad, self.names, self.notices = path, bad, tuple[str, ...](), list[Problem]()
        self.columns: Mapping[str, str] | None = None
        try:
            self._book = opened_book(lies, path)
            with damage_told(path):
                sheets = [s for s in self._book.worksheets if _holds_any(s)]
        except PolicyError as error:
            problems.extend(error.problems)
            return
        if not sheets:
            problems.append(problem("log-empty", Location(path)))
            return
        self._sheet = sheets[0]
        for other in sheets[1:]:
            self.notices.append(
                problem("book-sheet", Location(path), word=other.title, first=self._sheet.title)
            )
        rows = told_rows(self._sheet.iter_rows(values_only=True), path)
        self._row, head = next((i, r) for i, r in enumerate(rows, 1) if any(c is not None for c in r))
        self._rows = rows
        names = [str(c).strip() for c in _without_end(head)]
        self.names, self._width = tuple(names), len(names)
        self.columns, self._pick = _picked(names, mapping, Location(path, self._row, 1), problems)
        self._moment = -1  # the place of the moments that a mapping has a pattern for
        if self.columns and mapping is not None and mapping.pattern is not None and "at" in self.columns:
            self._moment = names.index(self.columns["at"])

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for number, cells in enumerate(self._rows, self._row + 1):
            found = _without_end(cells)
            if not found:
                continue
            if len(found) > self._width:
                self.bad.add(self.path, number, "log-fields", word=len(found), known=self._width)
            else:
                values = [None if c is None else _cell_text(c) for c in found]
                if 0 <= self._moment < len(found) and isinstance(found[self._moment], datetime):
                    values[self._moment] = f"{CELL}{values[self._moment]}"
                yield number, *self._pick([*values, *[None] * (self._width - len(values)), None])


def _holds_any(sheet: Any) -> bool:
    rows: Iterator[Sequence[Any]] = sheet.iter_rows(max_row=20, values_only=True)
    return any(cell is not None for row in rows for cell in row)


def _without_end(cells: Sequence[Any]) -> list[Any]:
    """Give a row without the empty cells at its end."""
    found = list(cells)
    while found and (found[-1] is None or found[-1] == ""):
        found.pop()
    return found


def _cell_text(value: Any) -> str:
    """Give a cell as a text log would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds" if value.microsecond else "seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class JsonLines:
    """The lines of a JSON Lines file as they are; ``names`` are the keys of those that were read."""

    columns: Mapping[str, str] | None = {"json": "json"}  # known when the last line was read

    def __init__(self, lines: Any, path: str, mapping: TableMapping, bad: BadRows) -> None:
        self.path, self.bad, self.mapping, self._lines = path, bad, mapping, lines
        self._own = {c.casefold(): c for c in COLUMNS if c not in mapping.columns}
        self._taken = frozenset(mapping.theirs.values())
        self._names: set[str] = set()
        decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=_no_number)
        self._read = decoder.decode

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that some line has."""
        return tuple(sorted(self._names))

    def _ours(self, found: dict[str, Any]) -> dict[str, Any] | None:
        """Give an object whose keys are ours in other letters under our own keys; None where they are ours
        already.
        """
        odd = {
            k: o for k in found if k not in self._taken and (o := self._own.get(k.strip().casefold(), k)) != k
        }
        return {odd.get(k, k): v for k, v in found.items()} if odd else None

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row, line in enumerate(iter(partial(_line, self._lines), b""), 1):
            if line is _TOO_LONG:
                self.bad.add(self.path, row, "log-line-long", word=LONGEST_LINE >> 20)
                continue
            try:
                text = (line.removeprefix(b"\xef\xbb\xbf") if row == 1 else line).decode("utf-8").strip()
                if not text:
                    continue
                # the engine takes trailing commas, and the first of two values for one key; Python's own
                # reader is stricter
                found = self._read(text)
            except UnicodeDecodeError:
                self.bad.add(self.path, row, "not-text-row")
            except _TwiceError as error:
                self.bad.add(self.path, row, "log-key-twice", word=str(error)[:60])
            except (ValueError, RecursionError):
                self.bad.add(self.path, row, "log-json")
            else:
                if isinstance(found, dict):
                    if (ours := self._ours(found)) is not None:
                        found, text = ours, json.dumps(ours)
                    self._names.update(found)
                    yield row, text
                else:
                    self.bad.add(self.path, row, "log-json")

    @staticmethod
    def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Make an object of which every key is there once, in whatever case and with whatever blanks."""
        found = dict(pairs)
        if len(found) < len(pairs) or len({k.strip().casefold() for k in found}) < len(pairs):
            folded = Counter(k.strip().casefold() for k, _ in pairs)
            raise _TwiceError(next(k for k, _ in reversed(pairs) if folded[k.strip().casefold()] > 1))
        return found


class _TwiceError(Exception):
    """A key that is there twice."""


def _no_number(text: str) -> None:
    """Refuse NaN and Infinity, which JSON does not know."""
    raise ValueError(text)
