"""A workbook with a sheet for each table; text is always written as text, so that nothing a user wrote is
ever a formula.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from gbo_policy.basics.steering import harmless
from gbo_policy.basics.translate import say
from gbo_policy.reporting.content.blocks import Column, Document, Inline, Table, plain, tables
from gbo_policy.reporting.content.writer import Writer

if TYPE_CHECKING:
    from xlsxwriter.workbook import Format, Workbook
    from xlsxwriter.worksheet import Worksheet

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_WIDTH, _MOST = 16, 32767  # characters for a weight of 1; characters that a cell holds
_UNSAFE = re.compile(r"[\[\]:*?/\\]")


def render(document: Document) -> bytes:
    """Write the document."""
    from xlsxwriter.workbook import Workbook

    buffer = BytesIO()
    book = Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    # the day of the report and no clock, so that the same report gives the same bytes
    book.set_properties(
        {
            "title": f"{document.kind} · {document.running}",
            "author": document.made_by,
            "created": datetime.combine(document.day, time(), UTC),
        }
    )
    formats = _formats(book)
    _cover(book, formats, document)
    taken = {_named(book.worksheets()[0].get_name())}
    for table in tables(document):
        _sheet(book, formats, table, taken, document.lang)
    book.close()
    return buffer.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    return {
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        "number": book.add_format({"valign": "top"}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "strong": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
    }


def _cover(book: Workbook, formats: dict[str, Format], document: Document) -> None:
    sheet = book.add_worksheet(say(document.lang, "Report"))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, clean(document.title), formats["title"])
    rows: list[tuple[str, str]] = [
        (document.kind, document.moment),
        (document.verdict, document.sentence),
        *((name, plain(text)) for name, text in document.about.pairs),
    ]
    for at, (name, text) in enumerate(rows, 2):
        sheet.write_string(at, 0, clean(name), formats["strong"])
        sheet.write_string(at, 1, clean(text), formats["text"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _sheet(book: Workbook, formats: dict[str, Format], table: Table, taken: set[str], lang: str) -> None:
    sheet = book.add_worksheet(_name(table.sheet, taken))
    for i, column in enumerate(table.columns):
        sheet.set_column(i, i, min(max(_WIDTH * column.weight, 9), 70))
        sheet.write_string(0, i, clean(column.title), formats["head"])
    for at, row in enumerate(table.rows, 1):
        for i, (text, column) in enumerate(zip(row, table.columns, strict=True)):
            _cell(sheet, (at, i), text, column, formats)
    if not table.rows:
        sheet.write_string(1, 0, clean(table.empty), formats["text"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L{clean(table.caption).replace('&', '&&')[:200]}&R&P {say(lang, 'of')} &N")


def _cell(
    sheet: Worksheet, at: tuple[int, int], text: Inline, column: Column, formats: dict[str, Format]
) -> None:
    content: Any = plain(text)
    if column.kind == "number" and content.isdigit():
        sheet.write_number(*at, int(content), formats["number"])
    elif _DAY.match(content):
        sheet.write_datetime(*at, datetime.combine(date.fromisoformat(content), time()), formats["date"])
    else:
        sheet.write_string(*at, clean(content), formats["text"])


def clean(text: str) -> str:
    """Write what XML cannot hold by its number, and no more than a cell holds."""
    if text.isprintable() and len(text) <= _MOST:
        return text  # nearly all: nothing in it steers or is beyond XML
    written = text.encode(errors="backslashreplace").decode()
    written = (
        "".join(c if c >= " " or c in "\n\t" else f"\\x{ord(c):02x}" for c in written)
        .replace("\ufffe", "")
        .replace("\uffff", "")
    )
    written = harmless(written)  # what turns a line around too
    return written if len(written) <= _MOST else written[: _MOST - 1] + "…"


def _name(wanted: str, taken: set[str]) -> str:
    """Give a sheet a name of its own that a workbook allows."""
    base = _UNSAFE.sub("-", clean(wanted)).strip("' ")[:31] or "-"
    name, more = base, 2
    while _named(name) in taken:
        name = f"{base[: 31 - len(str(more)) - 1]} {more}"
        more += 1
    taken.add(_named(name))
    return name


def _named(name: str) -> str:
    return name.casefold()


WRITER = Writer(render, ".xlsx", binary=True, library="xlsxwriter", extra="xlsx")
