"""Excel workbooks (.xlsx) into sheets of cells: values, formulas with what they last came to, merged and
hidden cells; nothing is worked out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.documents.sheets.cell_forms import CellValue
from gbo_policy.documents.sheets.sheet_book import (
    MOST_COLUMNS,
    MOST_ROWS,
    BookSheet,
    MergedCells,
    SheetBook,
    SheetCell,
    Told,
    numbers,
)
from gbo_policy.documents.signed.office_zip import OfficeFile, attribute, local

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class _Parts:
    """What the cells of all sheets refer to: shared texts, which styles are dates, and from when days are
    counted.
    """

    texts: Sequence[str]
    dates: Sequence[bool]
    from_1904: bool


def read_xlsx(file: OfficeFile, told: Told) -> SheetBook:
    """Read a workbook. Raises PolicyError where it is damaged or holds macro sheets."""
    book = file.xml("xl/workbook.xml")
    if book is None:
        raise file.refuse("damaged")
    if any(part.lower().startswith("xl/macrosheets/") for part in file.parts):
        raise file.refuse("macro")
    targets = _targets(file)
    from_1904 = any(
        attribute(one, "date1904") in {"1", "true"} for one in book.iter() if local(one.tag) == "workbookPr"
    )
    parts = _Parts(_texts(file), _dates(file), from_1904)
    made = SheetBook(file.name, [], list(_told(file)))
    # a sheet that is a chart holds no cells
    found = [
        (BookSheet(attribute(one, "name"), hidden=attribute(one, "state") in {"hidden", "veryHidden"}), part)
        for one in book.iter()
        if local(one.tag) == "sheet"
        and "worksheet" in (part := targets.get(attribute(one, "id"), "worksheet"))
    ]
    if any(part not in file.parts for _, part in found):
        raise file.refuse("damaged")
    rows = sum(file.occurrences(part, b"<row") for _, part in found)
    done = 0
    for sheet, part in found:
        for _ in _read_sheet(file, part, sheet, parts):
            done += 1
            told(done / max(rows, done))
        made.sheets.append(sheet)
    return made


def _told(file: OfficeFile) -> Iterator[Problem]:
    links = sum(p.startswith("xl/externalLinks/") and p.endswith(".xml") for p in file.parts)
    links += "xl/connections.xml" in file.parts
    if links:
        yield problem("sheet-links", None, word=file.name, number=links)


def _targets(file: OfficeFile) -> dict[str, str]:
    root = file.xml("xl/_rels/workbook.xml.rels")
    found = {}
    for one in root if root is not None else ():
        target = attribute(one, "Target")
        found[attribute(one, "Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _texts(file: OfficeFile) -> list[str]:
    """Give the texts that cells share; how parts of them look and how they are spoken is left out."""
    if "xl/sharedStrings.xml" not in file.parts:
        return []
    found = []
    for one in file.elements("xl/sharedStrings.xml"):
        if local(one.tag) == "si":
            found.append(_rich(one))
            one.clear()
    return found


def _rich(one: Element) -> str:
    pieces = []
    for child in one:
        name = local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [t.text or "" for t in child if local(t.tag) == "t"]
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), "".join(pieces))


def _dates(file: OfficeFile) -> list[bool]:
    """Tell of each style whether it shows a number as a date or a time."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    root = file.xml("xl/styles.xml")
    if root is None:
        return []
    formats: dict[str, str] = {str(number): text for number, text in BUILTIN_FORMATS.items()}
    styles: list[bool] = []
    for one in root:
        if local(one.tag) == "numFmts":
            formats |= {attribute(f, "numFmtId"): attribute(f, "formatCode") for f in one}
        elif local(one.tag) == "cellXfs":
            styles = [is_date_format(formats.get(attribute(f, "numFmtId"), "General")) for f in one]
    return styles


def _read_sheet(file: OfficeFile, part: str, sheet: BookSheet, parts: _Parts) -> Iterator[None]:
    """Read one sheet, a row a step."""
    row = 0
    for one in file.elements(part):
        name = local(one.tag)
        if name == "row":
            row = _row_number(file, one, row)
            _read_row(file, one, row, sheet, parts)
            one.clear()
            yield
        elif name == "mergeCell":
            sheet.merged.append(_merged(file, attribute(one, "ref")))
        elif name == "col" and one.attrib.get("hidden") in {"1", "true"}:
            first, last = one.attrib.get("min", "0"), one.attrib.get("max", "0")
            if first.isdecimal() and last.isdecimal():
                sheet.hidden_columns += range(int(first), min(int(last), MOST_COLUMNS) + 1)


def _row_number(file: OfficeFile, one: Element, before: int) -> int:
    given = one.attrib.get("r", "")
    if given and not (given.isdecimal() and len(given) < 8):
        raise file.refuse("damaged")
    return int(given) if given else before + 1


def _read_row(file: OfficeFile, one: Element, row: int, sheet: BookSheet, parts: _Parts) -> None:
    cells: dict[int, SheetCell] = {}
    at = 0
    for cell in one:
        try:
            at = numbers(cell.attrib["r"])[1] if "r" in cell.attrib else at + 1
            found = _cell(cell, parts)
        except (ValueError, IndexError, OverflowError):
            raise file.refuse("damaged") from None
        if found is not None:
            cells[at] = found
    if cells:
        if row in sheet.rows:
            raise file.refuse("damaged")
        if row > MOST_ROWS or max(cells) > MOST_COLUMNS:
            raise file.refuse("far", sheet=sheet.name, rows=MOST_ROWS, columns=MOST_COLUMNS)
        sheet.rows[row] = cells
        if one.attrib.get("hidden") in {"1", "true"}:
            sheet.hidden_rows.append(row)


def _cell(cell: Element, parts: _Parts) -> SheetCell | None:
    """Read one cell; None for one that holds nothing but a look."""
    kind = cell.attrib.get("t", "n")
    text, formula, inline = None, False, None
    for child in cell:
        name = local(child.tag)
        if name == "v":
            text = child.text
        elif name == "f":
            formula = True
        elif name == "is":
            inline = _rich(child)
    if inline is not None:
        return SheetCell(inline, formula) if inline.strip() else None
    if text is None or (text == "" and kind != "str"):
        return SheetCell(None, True) if formula else None
    if kind == "e":
        return SheetCell(None, formula, text)
    value = _value(kind, text, cell, parts)
    return None if isinstance(value, str) and not value.strip() else SheetCell(value, formula)


def _value(kind: str, text: str, cell: Element, parts: _Parts) -> CellValue:
    match kind:
        case "s":
            return parts.texts[int(text)]
        case "str":
            return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        case "b":
            return text in {"1", "true"}
        case "d":
            return datetime.fromisoformat(text)
    number = float(text)
    style = cell.attrib.get("s", "")
    dated = style.isdecimal() and int(style) < len(parts.dates) and parts.dates[int(style)]
    return _moment(number, from_1904=parts.from_1904) if dated else number


@cache
def _epochs() -> Mapping[bool, Any]:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

    return {False: CALENDAR_WINDOWS_1900, True: CALENDAR_MAC_1904}


def _moment(number: float, *, from_1904: bool) -> CellValue:
    """Give the day or moment that a number stands for; the number itself where it stands for none."""
    from openpyxl.utils.datetime import from_excel

    try:
        found = from_excel(number, _epochs()[from_1904])
    except (ValueError, OverflowError):
        return number
    return found if isinstance(found, datetime) else number


def _merged(file: OfficeFile, reference: str) -> MergedCells:
    first, _, last = reference.partition(":")
    try:
        (top, left), (bottom, right) = numbers(first), numbers(last or first)
    except ValueError:
        raise file.refuse("damaged") from None
    return MergedCells(top, left, bottom, right)
