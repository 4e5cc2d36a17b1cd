"""Lists as text (.csv) into a sheet of cells; encoding and separator as stated, or found out and told."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.documents.sheets.sheet_book import MOST_COLUMNS, MOST_ROWS, BookSheet, SheetBook, SheetCell
from gbo_policy.documents.signed.paper import refused

_SEPARATORS = ";,\t|"
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def read_csv(content: bytes, name: str, encoding: str | None) -> SheetBook:
    """Read a list. Raises PolicyError for what is no text in the encoding, or no list."""
    text, told = _text(content, name, encoding)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    if not first.count(separator) or "\x00" in text:
        raise refused("sheet-list-kind", name)
    sheet = BookSheet("csv")
    try:
        for number, row in enumerate(
            csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True), 1
        ):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise refused("sheet-far", name, sheet=sheet.name, rows=MOST_ROWS, columns=MOST_COLUMNS)
            if cells := {at: SheetCell(cell) for at, cell in enumerate(row, 1) if cell.strip()}:
                sheet.rows[number] = cells
    except csv.Error:
        raise refused("sheet-damaged", name) from None
    return SheetBook(name, [sheet], told)


def _text(content: bytes, name: str, encoding: str | None) -> tuple[str, list[Problem]]:
    told: list[Problem] = []
    for tried in _encodings(content, encoding):
        try:
            text = content.decode(tried)
        except UnicodeError:
            continue
        if encoding is None and tried == "windows-1252":
            told.append(problem("signed-1252", None, word=name))
        return text, told
    raise refused("sheet-encoding", name, encoding=encoding or "utf-8")


def _encodings(content: bytes, encoding: str | None) -> Iterator[str]:
    mark = next((named for first, named in _MARKS.items() if content.startswith(first)), None)
    if encoding is not None:
        yield "utf-8-sig" if encoding == "utf-8" else encoding
    elif mark is not None:
        yield mark
    else:
        yield from ("utf-8", "windows-1252")
