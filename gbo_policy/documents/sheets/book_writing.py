"""Rows of sheets as an Excel workbook: heads with explanations, drop-down lists, frozen heads; text is never
a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from gbo_policy.basics.steering import FORMULA
from gbo_policy.basics.translate import mark, say
from gbo_policy.documents.sheets.book_rows import BookRow, Rows, written_rest
from gbo_policy.documents.sheets.cell_forms import CellValue, EveryParty, Form, Leaf, Several
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.documents.sheets.grid_reading import EXPLANATION, LISTS, REST_HEAD
from gbo_policy.documents.sheets.sheet_columns import (
    SheetColumn,
    SheetKind,
    says_none,
    sheet_kinds,
    told_at_length,
)

if TYPE_CHECKING:
    from xlsxwriter.workbook import Format, Workbook
    from xlsxwriter.worksheet import Worksheet

_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same book gives the same bytes
_BLANK_ROWS = 500  # below the last row, for which lists are offered too
_WIDEST, _WIDE, _NARROW, _MOST_TITLE, _MOST_PROMPT = 44, 28, 18, 32, 255
_LINE, _HIGHEST = 15.0, 300.0  # points
_INTRO = (
    mark("Each sheet holds one kind of thing, one a row. A cell that is left empty says that nobody knows."),
    mark("`{none}` says that there is none: that is something else than an empty cell."),
    mark("Where several may stand in one cell, each has a line of its own (Alt+Enter)."),
    mark(
        "Columns may be moved and rows sorted, but the recipients of a flow stay in their order; heads and"
        " names of sheets stay as they are."
    ),
    mark("Dates are written as dates, words are those of the lists; Dutch and English ones are both read."),
    mark("gbo-policy sheet read BOOK.xlsx --into DIR reads this book; every cell that is wrong is told."),
)


def write_book(rows: Rows, words: CellWords, rules: Sequence[str]) -> bytes:
    """Write a workbook in the language of ``words``; ``rules`` are the ids that a waiver may name."""
    from xlsxwriter.workbook import Workbook

    buffer = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(buffer, {"in_memory": True, **plain})
    book.set_properties({"created": _MADE, "title": say(words.lang, "Declarations")})
    formats = _formats(book)
    explanation = book.add_worksheet(say(words.lang, EXPLANATION))
    kinds = sheet_kinds()
    sheets = {k.name: book.add_worksheet(k.titled(words.lang)) for k in kinds}
    lists = _lists(book, formats, words, rules)
    for kind in kinds:
        _sheet(sheets[kind.name], kind, rows.get(kind.name, []), words, formats, lists)
    _explain(explanation, formats, words)
    explanation.activate()
    book.close()
    return buffer.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    top = {"text_wrap": True, "valign": "top"}
    return {
        "text": book.add_format({**top, "num_format": "@"}),
        # what begins like a formula stays a text when somebody edits the cell
        "quoted": book.add_format({**top, "num_format": "@", "quote_prefix": True}),
        "date": book.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left"}),
        "number": book.add_format({**top, "num_format": "0"}),
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
        ),
        "needed": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "bg_color": "#D3E0EC"}
        ),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }


def _sheet(
    sheet: Worksheet,
    kind: SheetKind,
    rows: Sequence[BookRow],
    words: CellWords,
    formats: Mapping[str, Format],
    lists: Mapping[str, str],
) -> None:
    at = {c.path: i for i, c in enumerate(kind.columns)}
    widths = [_width(c.form) for c in kind.columns]
    for i, (column, head) in enumerate(zip(kind.columns, kind.heads(words.lang), strict=True)):
        sheet.set_column(i, i, widths[i], formats[_look(column.form)])
        sheet.write_string(0, i, head, formats["needed" if column.required else "head"])
        _offer(sheet, i, column, head, len(rows), words, lists)
    sheet.set_row(0, _height(dict(zip(kind.heads(words.lang), widths, strict=True))))
    for number, row in enumerate(rows, 1):
        for path, cell in row.cells.items():
            _cell(sheet, number, at[path], cell, formats)
        sheet.set_row(number, _height({str(cell): widths[at[path]] for path, cell in row.cells.items()}))
        for more, piece in enumerate(written_rest(row)):
            _cell(sheet, number, len(at) + more, piece, formats)
    for more in range(max((len(written_rest(row)) for row in rows), default=0)):
        head = say(words.lang, REST_HEAD) + (f" {more + 1}" if more else "")
        sheet.set_column(len(at) + more, len(at) + more, _WIDE, formats["text"])
        sheet.write_string(0, len(at) + more, head, formats["head"])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(at) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _cell(sheet: Worksheet, row: int, at: int, cell: CellValue, formats: Mapping[str, Format]) -> None:
    if isinstance(cell, date):
        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        sheet.write_datetime(row, at, moment, formats["date"])
    elif isinstance(cell, int | float):
        sheet.write_number(row, at, cell, formats["number"])
    else:
        formula = cell.lstrip().startswith(FORMULA)
        sheet.write_string(row, at, cell, formats["quoted" if formula else "text"])


def _height(texts: Mapping[str, int]) -> float:
    """Give the height of a row in points for texts in columns of a width: programs do not all fit rows by
    themselves.
    """
    lines = [sum(1 + len(line) // width for line in text.split("\n")) for text, width in texts.items()]
    return min(_LINE * max(lines, default=1), _HIGHEST)


def _width(form: Form) -> int:
    if isinstance(form, Several) and form.leaf.kind == "word" and form.leaf.section != "country":
        return _WIDEST
    return _NARROW if isinstance(form, Leaf) and form.kind not in {"text", "word"} else _WIDE


def _look(form: Form) -> str:
    """Give how a column looks where nothing stands in it yet: what is typed there is taken as it is meant."""
    if isinstance(form, Leaf) and form.kind in {"date", "when"}:
        return "date"
    return "number" if isinstance(form, Leaf) and form.kind == "count" else "text"


def _offer(
    sheet: Worksheet,
    at: int,
    column: SheetColumn,
    head: str,
    rows: int,
    words: CellWords,
    lists: Mapping[str, str],
) -> None:
    """Say what a column is about where a cell of it is chosen, and offer what may stand in it."""
    told = told_at_length(column, words.lang, words.none)
    sheet.write_comment(0, at, told, {"x_scale": 2, "author": "gbo-policy"})
    validation: dict[str, Any] = {
        "validate": "any",
        "input_title": head if len(head) <= _MOST_TITLE else head[: _MOST_TITLE - 1] + "…",
        "input_message": told if len(told) <= _MOST_PROMPT else told[: _MOST_PROMPT - 1] + "…",
    }
    if source := lists.get(_list_of(column)):
        # more than one may stand in a cell, and other words too: reading tells what is wrong
        validation |= {"validate": "list", "source": source, "error_type": "information", "show_error": False}
    sheet.data_validation(1, at, rows + _BLANK_ROWS, at, validation)


def _list_of(column: SheetColumn) -> str:
    """Give the name of the list that a column offers."""
    if column.ids:
        return column.ids
    form = column.form
    leaf = form.leaf if isinstance(form, Several) else form
    if isinstance(leaf, EveryParty):
        return "parties"
    if not isinstance(leaf, Leaf):
        return "none" if says_none(column) else ""
    if leaf.kind == "flag":
        return "flag"
    return leaf.section or "/".join(leaf.choices)


def _lists(
    book: Workbook, formats: Mapping[str, Format], words: CellWords, rules: Sequence[str]
) -> dict[str, str]:
    """Write the lists of words on a sheet of their own; give where each stands."""
    sheet = book.add_worksheet(say(words.lang, LISTS))
    found: dict[str, str] = {}
    name = say(words.lang, LISTS)
    for at, (key, entries) in enumerate(_entries(words, rules)):
        sheet.set_column(at, at, _WIDE)
        for row, entry in enumerate(entries):
            _cell(sheet, row, at, entry, formats)
        if entries:
            found[key] = f"='{name}'!${_letters(at)}$1:${_letters(at)}${len(entries)}"
    sheet.hide()
    for kind in sheet_kinds():
        if kind.name in {"parties", "processors", "flows"}:
            column = _letters(next(i for i, c in enumerate(kind.columns) if c.path == ("id",)))
            found[kind.name] = f"='{kind.titled(words.lang)}'!${column}$2:${column}$2000"
    return found


def _entries(words: CellWords, rules: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Give the lists that columns offer, each once: the vocabulary's labels, yes and no, none, ids of
    rules.
    """
    yield "flag", [words.flag(True), words.flag(False)]
    yield "none", [words.none]
    yield "rules", list(rules)
    seen: set[str] = set()
    for kind in sheet_kinds():
        for column in kind.columns:
            leaf = column.form.leaf if isinstance(column.form, Several) else column.form
            if not isinstance(leaf, Leaf) or leaf.kind != "word" or (key := _list_of(column)) in seen:
                continue
            seen.add(key)
            yield key, words.offered(leaf.section, leaf.choices)


def _letters(at: int) -> str:
    from gbo_policy.documents.sheets.sheet_book import letters

    return letters(at + 1)


def _explain(sheet: Worksheet, formats: Mapping[str, Format], words: CellWords) -> None:
    """Say how the book is filled in, and what every column is about."""
    lang = words.lang
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 90)
    row = 0
    for line in _INTRO:
        sheet.write_string(row, 0, say(lang, line, none=words.none))
        row += 1
    row += 1
    for at, head in enumerate((say(lang, "Sheet"), say(lang, "Column"), say(lang, "What it is"))):
        sheet.write_string(row, at, head, formats["head"])
    for kind in sheet_kinds():
        for column, head in zip(kind.columns, kind.heads(lang), strict=True):
            row += 1
            told = told_at_length(column, lang, words.none)
            needed = say(lang, "{text}. It has to be there", text=told) if column.required else told
            for at, text in enumerate((kind.titled(lang), head, needed)):
                sheet.write_string(row, at, text, formats["text"])
            sheet.set_row(row, _height({head: 40, needed: 85}))
    sheet.set_landscape()
