"""A register as a workbook: a sheet of rows and a legend; text stays text, so that nothing a user wrote is
ever a formula.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from gbo_policy.documents.writing.content.paper_form import PaperForm
from gbo_policy.documents.writing.content.piece import Paperwork, RegisterTable
from gbo_policy.reporting.content.style import colours
from gbo_policy.reporting.writers.xlsx_report import clean

if TYPE_CHECKING:
    from xlsxwriter.workbook import Format, Workbook

_NARROW, _WIDE = 22, 44  # characters
_MOST_LINES = 8  # of a row


def render(work: Paperwork) -> bytes:
    """Write the workbook; blank cells are coloured, and the legend says what each column holds."""
    from xlsxwriter.workbook import Workbook

    buffer = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(buffer, {"in_memory": True, **plain})
    created = datetime.combine(work.day, time(), UTC)
    book.set_properties({"title": clean(work.title), "author": work.made_by, "created": created})
    register = work.register or RegisterTable((), ())
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "required": book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "top",
                "bottom": 1,
                "bg_color": colours()["party-fill"],
            }
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "blank": book.add_format({"bg_color": colours()["review-soft"]}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }
    _rows(book, work, register, formats)
    _legend(book, work, register, formats)
    book.close()
    return buffer.getvalue()


def _rows(book: Workbook, work: Paperwork, register: RegisterTable, formats: dict[str, Format]) -> None:
    sheet = book.add_worksheet(work.sayings["register"])
    sheet.set_row(0, 32)
    for i, column in enumerate(register.columns):
        sheet.set_column(i, i, _WIDE if column.wide else _NARROW, formats["text"])
        title = f"{column.title} *" if column.required else column.title
        sheet.write_string(0, i, clean(title), formats["required" if column.required else "head"])
    for at, row in enumerate(register.rows, 1):
        sheet.set_row(at, _height(row, register))
        for i, text in enumerate(row):
            if text:
                sheet.write_string(at, i, clean(text), formats["text"])
    last, right = max(len(register.rows), 1), max(len(register.columns) - 1, 0)
    if register.rows:
        sheet.conditional_format(1, 0, last, right, {"type": "blanks", "format": formats["blank"]})
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, last, right)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(0, 0)


def _height(row: tuple[str, ...], register: RegisterTable) -> float:
    """Give a height in points that shows a row's longest cell, within reason: not every program finds it by
    itself.
    """
    widths = (_WIDE if c.wide else _NARROW for c in register.columns)
    lines = max((len(text) // width + 1 for text, width in zip(row, widths, strict=True)), default=1)
    return 15.0 * min(lines, _MOST_LINES)


def _legend(book: Workbook, work: Paperwork, register: RegisterTable, formats: dict[str, Format]) -> None:
    sheet = book.add_worksheet(work.sayings["legend"])
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 80)
    sheet.set_column(2, 2, 24)
    sheet.write_string(0, 0, clean(work.title), formats["title"])
    at = 1
    for note in register.notes:
        sheet.merge_range(at, 0, at, 2, "", formats["text"])
        sheet.write_string(at, 0, clean(note), formats["text"])
        sheet.set_row(at, 32)
        at += 1
    for i, head in enumerate(("column", "explanation", "required")):
        sheet.write_string(at + 1, i, work.sayings[head], formats["head"])
    for n, column in enumerate(register.columns, at + 2):
        sheet.write_string(n, 0, clean(column.title), formats["text"])
        sheet.write_string(n, 1, clean(column.explanation), formats["text"])
        sheet.write_string(n, 2, f"* {register.required}" if column.required else "", formats["text"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


FORM = PaperForm(render, ".xlsx", binary=True, library="xlsxwriter", extra="xlsx")
