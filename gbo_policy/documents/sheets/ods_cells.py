"""OpenDocument spreadsheets (.ods) into sheets of cells; nothing is worked out or fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from gbo_policy.basics.problems import problem
from gbo_policy.documents.sheets.cell_forms import CellValue
from gbo_policy.documents.sheets.sheet_book import (
    MOST_COLUMNS,
    MOST_ROWS,
    BookSheet,
    MergedCells,
    SheetBook,
    SheetCell,
    Told,
)
from gbo_policy.documents.signed.office_zip import OfficeFile, attribute, local

_MOST_CELLS = 3_000_000  # of a sheet, where one that is repeated counts as often
_UNSEEN = {"collapse", "filter"}
_NOT_TEXT = {"annotation", "shapes"}


def read_ods(file: OfficeFile, told: Told) -> SheetBook:
    """Read a spreadsheet. Raises PolicyError where it is damaged or encrypted."""
    manifest = file.xml("META-INF/manifest.xml")
    if manifest is not None and any(local(e.tag) == "encryption-data" for e in manifest.iter()):
        raise file.refuse("password")
    root = file.xml("content.xml")
    body = next((e for e in root.iter() if local(e.tag) == "spreadsheet"), None) if root is not None else None
    if root is None or body is None:
        raise file.refuse("kind")
    hidden = _hidden_styles(root)
    made = SheetBook(file.name, [])
    rows = sum(local(e.tag) == "table-row" for e in body.iter())
    done = 0
    for table in body:
        if local(table.tag) == "table":
            sheet = BookSheet(attribute(table, "name"), hidden=attribute(table, "style-name") in hidden)
            for _ in _read_table(file, table, sheet):
                done += 1
                told(done / max(rows, done))
            made.sheets.append(sheet)
    links = sum(
        local(e.tag) in {"table-source", "cell-range-source", "database-ranges-link"} for e in body.iter()
    )
    if links:
        made.notices.append(problem("sheet-links", None, word=file.name, number=links))
    return made


def _hidden_styles(root: Element) -> set[str]:
    return {
        attribute(style, "name")
        for style in root.iter()
        if local(style.tag) == "style" and any(attribute(p, "display") == "false" for p in style)
    }


def _read_table(file: OfficeFile, table: Element, sheet: BookSheet) -> Iterator[None]:
    """Read one sheet, a row a step."""
    row, held = 0, 0
    for one in _below(table, "table-row"):
        times = _times(one, "number-rows-repeated")
        cells = dict(_cells(one, row + 1, sheet))
        if cells:
            held += times * len(cells)
            if row + times > MOST_ROWS or max(cells) > MOST_COLUMNS or held > _MOST_CELLS:
                raise file.refuse("far", sheet=sheet.name, rows=MOST_ROWS, columns=MOST_COLUMNS)
            unseen = attribute(one, "visibility") in _UNSEEN
            for number in range(row + 1, row + times + 1):
                sheet.rows[number] = cells
                if unseen:
                    sheet.hidden_rows.append(number)
        row += times
        yield


def _below(one: Element, name: str) -> Iterator[Element]:
    """Give the rows of a table, also those in groups and among the heads."""
    for child in one:
        if local(child.tag) == name:
            yield child
        elif local(child.tag) in {"table-rows", "table-row-group", "table-header-rows"}:
            yield from _below(child, name)


def _times(one: Element, name: str) -> int:
    given = attribute(one, name)
    return max(1, int(given)) if given.isdecimal() and len(given) < 8 else 1


def _cells(one: Element, row: int, sheet: BookSheet) -> Iterator[tuple[int, SheetCell]]:
    at = 0
    for cell in one:
        name = local(cell.tag)
        if name not in {"table-cell", "covered-table-cell"}:
            continue
        times = _times(cell, "number-columns-repeated")
        found = _cell(cell) if name == "table-cell" else None
        across, down = _times(cell, "number-columns-spanned"), _times(cell, "number-rows-spanned")
        if across > 1 or down > 1:
            sheet.merged.append(MergedCells(row, at + 1, row + down - 1, at + across))
        if found is not None:
            yield from ((number, found) for number in range(at + 1, min(at + times, MOST_COLUMNS + 1) + 1))
        at += times


def _cell(cell: Element) -> SheetCell | None:
    formula = bool(attribute(cell, "formula"))
    kind = attribute(cell, "value-type")
    text = _text(cell)
    if formula and (text.startswith(("#", "Err:")) or attribute(cell, "calcext:value-type") == "error"):
        return SheetCell(None, True, text)
    value = _value(kind, cell, text)
    if value is None or (isinstance(value, str) and not value.strip()):
        return SheetCell(None, True) if formula and not kind else None
    return SheetCell(value, formula)


def _value(kind: str, cell: Element, text: str) -> CellValue | None:
    try:
        match kind:
            case "float" | "percentage" | "currency":
                return float(attribute(cell, "value"))
            case "date":
                return datetime.fromisoformat(attribute(cell, "date-value"))
            case "boolean":
                return attribute(cell, "boolean-value") == "true"
    except ValueError:
        return text
    return text or None


def _text(cell: Element) -> str:
    return "\n".join(_paragraph(p) for p in cell if local(p.tag) == "p")


def _paragraph(one: Element) -> str:
    pieces = [one.text or ""]
    for child in one:
        name = local(child.tag)
        if name == "s":
            given = attribute(child, "c") or "1"
            pieces.append(" " * (min(int(given), 100) if given.isdecimal() else 1))
        elif name == "tab":
            pieces.append("\t")
        elif name == "line-break":
            pieces.append("\n")
        elif name not in _NOT_TEXT:
            pieces.append(_paragraph(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
