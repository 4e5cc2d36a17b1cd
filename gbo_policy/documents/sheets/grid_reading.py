"""Sheets of a book into rows of known columns, wherever these stand; what does not fit is told, all in one
go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from gbo_policy.basics.folding import folded
from gbo_policy.basics.near_words import nearest
from gbo_policy.basics.problems import Problem, problem
from gbo_policy.basics.steps import Steps, dotted
from gbo_policy.basics.translate import LANGUAGES, count, mark, say
from gbo_policy.documents.sheets.book_rows import BookRow, read_rest
from gbo_policy.documents.sheets.sheet_book import BookSheet, CellPlace, SheetBook, SheetCell, place
from gbo_policy.documents.sheets.sheet_columns import SheetColumn, SheetKind, sheet_kinds

EXPLANATION, LISTS = mark("Explanation"), mark("Lists")
REST_HEAD = mark("Not shown in columns (leave as it is)")
_REST = ("rest",)
_LOOK = 20  # rows among which the heads are looked for
_SHOWN = 8  # numbers of hidden rows that a notice names


@dataclass
class SheetRow:
    """One row as read, and where its cells stand."""

    row: BookRow
    origin: RowOrigin


class RowOrigin(NamedTuple):
    """Where a row stands, and in which column each path does."""

    book: str
    sheet: str
    number: int
    columns: Mapping[Steps, int]

    def cell(self, column: int) -> CellPlace:
        """Give one of its cells."""
        return place(self.book, self.sheet, self.number, column)

    def at(self, path: Steps = ()) -> CellPlace:
        """Give the cell of the deepest known part of ``path``; the first cell of the row where none is
        known.
        """
        for end in range(len(path), 0, -1):
            if (column := self.columns.get(path[:end])) is not None:
                return self.cell(column)
            below = [c for known, c in self.columns.items() if known[:end] == path[:end]]
            if below:
                return self.cell(min(below))
        return self.cell(min(self.columns.values(), default=1))


@dataclass
class SheetsRead:
    """The rows of every known sheet by its name; what is wrong, and what is only told."""

    rows: dict[str, list[SheetRow]]
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


def read_sheets(book: SheetBook, lang: str) -> SheetsRead:
    """Read all sheets of a book; a sheet that is none of ours is told, and is wrong where its columns are
    those of one.
    """
    found = SheetsRead({k.name: [] for k in sheet_kinds()}, notices=list(book.notices))
    titles = _titles()
    there = {kind.name for s in book.sheets if (kind := titles.get(folded(s.name))) is not None}
    known = 0
    for sheet in book.sheets:
        kind = titles.get(folded(sheet.name))
        if kind is not None:
            known += 1
            _read(book.name, sheet, kind, found, lang)
        elif folded(sheet.name) not in _own() and sheet.rows:
            _strange(book.name, sheet, there, found, lang)
    if not known and not found.problems:
        expected = sheet_kinds()[0].titled(lang)
        found.problems.append(problem("sheet-none-known", None, word=book.name, expected=expected))
    return found


@cache
def _titles() -> Mapping[str, SheetKind]:
    """Give the sheets by their names in every language."""
    return {folded(k.titled(lang)): k for k in sheet_kinds() for lang in LANGUAGES}


@cache
def _own() -> frozenset[str]:
    return frozenset(folded(say(lang, name)) for name in (EXPLANATION, LISTS) for lang in LANGUAGES)


@cache
def _heads(kind: SheetKind) -> Mapping[str, SheetColumn]:
    """Give the columns of a sheet by their heads in every language, and by their keys."""
    found = {folded(dotted(c.path)): c for c in kind.columns}
    for lang in LANGUAGES:
        found |= {folded(h): c for h, c in zip(kind.heads(lang), kind.columns, strict=True)}
    return found


def _is_rest(head: str) -> bool:
    plain = folded(head)
    return any(plain.startswith(folded(say(lang, REST_HEAD))) for lang in LANGUAGES)


def _strange(book: str, sheet: BookSheet, there: Collection[str], found: SheetsRead, lang: str) -> None:
    """Tell of a sheet under no known name: an error where it is one of ours by its heads or nearly by its
    name, and that is not ``there``.
    """
    near = nearest(folded(sheet.name), list(_titles()))
    like = _titles()[near] if near else _by_heads(sheet)
    if like is not None and like.name not in there:
        words = {"word": sheet.name, "guess": like.titled(lang)}
        found.problems.append(problem("sheet-renamed", place(book, sheet.name), **words))
    else:
        found.notices.append(problem("sheet-not-read", place(book, sheet.name), word=sheet.name))


def _by_heads(sheet: BookSheet) -> SheetKind | None:
    best: tuple[int, SheetKind | None] = (2, None)
    for kind in sheet_kinds():
        fits = max((_fitting(cells, kind) for cells in _first_rows(sheet)), default=0)
        best = (fits, kind) if fits > best[0] else best
    return best[1]


def _first_rows(sheet: BookSheet) -> Iterator[dict[int, SheetCell]]:
    yield from (sheet.rows[number] for number in sorted(sheet.rows)[:_LOOK])


def _fitting(cells: Mapping[int, SheetCell], kind: SheetKind) -> int:
    return sum(isinstance(c.value, str) and folded(c.value) in _heads(kind) for c in cells.values())


def _read(book: str, sheet: BookSheet, kind: SheetKind, found: SheetsRead, lang: str) -> None:
    """Read what stands below the heads of a sheet into the rows of its kind."""
    if not sheet.rows:
        return
    head = _head_of(sheet, kind)
    if head is None:
        found.problems.append(problem("sheet-no-heads", place(book, sheet.name), word=sheet.name))
        return
    columns, rest = _columns(book, sheet, kind, head, found, lang)
    below = [number for number in sorted(sheet.rows) if number > head]
    _merged(book, sheet, head, found)
    _hidden(book, sheet, below, found, lang)
    places = {column.path: at for at, column in columns.items()}
    for number in below:
        origin = RowOrigin(book, sheet.name, number, places)
        row = _read_row(sheet.rows[number], columns, rest, origin, found)
        if row.cells or row.rest:
            found.rows[kind.name].append(SheetRow(row, origin))
    cells = (cell for number in below for cell in sheet.rows[number].values())
    if formulas := sum(1 for cell in cells if cell.formula and cell.value is not None):
        found.notices.append(problem("sheet-formulas", place(book, sheet.name), number=formulas))


def _head_of(sheet: BookSheet, kind: SheetKind) -> int | None:
    """Give the number of the row that holds most heads of a kind, the first of equals; None where no row
    holds any.
    """
    head = max(sorted(sheet.rows)[:_LOOK], key=lambda number: _fitting(sheet.rows[number], kind))
    return head if _fitting(sheet.rows[head], kind) else None


def _read_row(
    cells: Mapping[int, SheetCell],
    columns: Mapping[int, SheetColumn],
    rest: list[int],
    origin: RowOrigin,
    found: SheetsRead,
) -> BookRow:
    """Read one row: cells of ``columns`` by their paths, and what no column shows, which stands in the
    columns of ``rest`` one after the other; tell a cell of them without a value, and a rest that is none.
    """
    row = BookRow()
    for at, cell in cells.items():
        if cell.value is None and (at in columns or at in rest):
            code, word = ("sheet-cell-error", cell.error) if cell.error else ("sheet-formula", "")
            found.problems.append(problem(code, origin.cell(at), word=word))
        elif cell.value is not None and at in columns:
            row.cells[columns[at].path] = cell.value
    pieces = [str(cells[at].value) for at in rest if at in cells and cells[at].value is not None]
    if pieces:
        kept = read_rest(pieces)
        if kept is None:
            found.problems.append(problem("sheet-rest", origin.cell(rest[0])))
        else:
            row.rest = kept
    return row


def _columns(
    book: str, sheet: BookSheet, kind: SheetKind, head: int, found: SheetsRead, lang: str
) -> tuple[dict[int, SheetColumn], list[int]]:
    """Give the columns by where they stand, and those of what no column shows; tell what is none of them."""
    columns: dict[int, SheetColumn] = {}
    rest: list[int] = []
    seen: dict[Steps, int] = {}
    used = {at for number, cells in sheet.rows.items() if number > head for at in cells}
    heads = {at: str(c.value) for at, c in sheet.rows[head].items() if c.value is not None}
    for at in sorted(used | heads.keys()):
        where, word = place(book, sheet.name, head, at), heads.get(at, "")
        column = _heads(kind).get(folded(word))
        if word and _is_rest(word):
            rest.append(at)
        elif column is None and at in used:
            code = "sheet-column" if word else "sheet-headless"
            guess = nearest(word, kind.heads(lang)) if word else None
            by_case = {folded(h): h for h in kind.heads(lang)}
            guess = guess or by_case.get(nearest(folded(word), list(by_case)) or "") if word else None
            found.problems.append(problem(code, where, word=word, guess=guess))
        elif column is not None and column.path in seen:
            found.problems.append(problem("sheet-column-twice", where, word=word))
        elif column is not None:
            columns[at] = column
            seen[column.path] = at
    for column, name in zip(kind.columns, kind.heads(lang), strict=True):
        if column.required and column.path not in seen and used:
            found.problems.append(problem("sheet-column-missing", place(book, sheet.name, head), word=name))
    return columns, rest


def _merged(book: str, sheet: BookSheet, head: int, found: SheetsRead) -> None:
    """Tell merged cells below the heads: only one of them holds the value, and nobody can say for which rows
    it is meant.
    """
    for one in sheet.merged:
        if one.bottom > head and one.left in sheet.rows.get(one.top, {}):
            found.problems.append(problem("sheet-merged", place(book, sheet.name, one.top, one.left)))


def _hidden(book: str, sheet: BookSheet, below: list[int], found: SheetsRead, lang: str) -> None:
    rows = [n for n in sheet.hidden_rows if n in set(below)]
    if rows:
        named = ", ".join(map(str, rows[:_SHOWN])) + (", …" if len(rows) > _SHOWN else "")
        number = count(lang, len(rows), "{number} row", "{number} rows")
        words = {"what": f"{number}: {named}"}
        found.notices.append(problem("sheet-hidden", place(book, sheet.name), **words))
    if sheet.hidden:
        found.notices.append(problem("sheet-hidden-sheet", place(book, sheet.name), word=sheet.name))
    if used := {at for n in below for at in sheet.rows[n]} & set(sheet.hidden_columns):
        number = count(lang, len(used), "{number} column", "{number} columns")
        found.notices.append(problem("sheet-hidden", place(book, sheet.name), what=number))
