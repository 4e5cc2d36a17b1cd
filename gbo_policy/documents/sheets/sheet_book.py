"""A workbook as it was read: sheets of cells, and what in it was passed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from gbo_policy.basics.problems import Location, Problem
from gbo_policy.documents.sheets.cell_forms import CellValue

MOST_ROWS, MOST_COLUMNS = 100_000, 1_000  # beyond, a sheet is none that somebody filled in
_DIGITS = 7  # of the number of the last row that a spreadsheet has
Told = Callable[[float], None]  # told, while a book is read, how much of it is done: 0 to 1


class SheetCell(NamedTuple):
    """What a cell holds: a formula's value is the one that was last worked out, None where none was or where
    it is an error.
    """

    value: CellValue | None
    formula: bool = False
    error: str = ""


class MergedCells(NamedTuple):
    """Cells that were made one: the first and last row and column, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class BookSheet:
    """One sheet: its cells by row and column, counted from 1; blank cells are none."""

    name: str
    rows: dict[int, dict[int, SheetCell]] = field(default_factory=dict)
    merged: list[MergedCells] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    hidden: bool = False


@dataclass
class SheetBook:
    """The sheets of a file in their order; ``notices`` say what was passed over."""

    name: str
    sheets: list[BookSheet]
    notices: list[Problem] = field(default_factory=list)


class CellPlace(Location):
    """A cell: ``file`` is the book and its sheet, ``line`` the row, ``column`` the column; 0 for all of
    it.
    """

    __slots__ = ()

    def __str__(self) -> str:
        where = f"{letters(self.column) if self.column else ''}{self.line or ''}"
        return f"{self.file}!{where}" if where else self.file


def place(book: str, sheet: str, row: int = 0, column: int = 0) -> CellPlace:
    """Name a cell as spreadsheets do: the sheet, an exclamation mark, column and row."""
    quoted = f"'{sheet}'" if " " in sheet else sheet
    return CellPlace(f"{book} {quoted}", row, column)


def letters(column: int) -> str:
    """Give a column's letters: A for 1, AA for 27."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def numbers(reference: str) -> tuple[int, int]:
    """Give row and column of a reference such as ``AB12``; ValueError for what is none."""
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    column = 0
    for char in reference.removesuffix(row):
        column = column * 26 + ord(char) - ord("A") + 1
    if not column or not row.isdecimal() or len(row) > _DIGITS or not int(row):
        raise ValueError(reference)
    return int(row), column
