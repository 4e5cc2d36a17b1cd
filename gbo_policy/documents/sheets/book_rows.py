"""Declarations as rows of sheets and back: whatever the columns do not give back exactly is kept beside them,
in a cell of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.model.agreement import Agreement
from gbo_policy.documents.sheets.cell_forms import CellValue, same
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.documents.sheets.sheet_columns import SheetColumn, SheetKind, sheet_kinds

Data = dict[str, Any]

MOST = 32_767  # characters that a cell holds
# what no cell holds as it is: characters that XML has no place for, and line ends that it makes others of
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass
class BookRow:
    """One row: cells by the path of their column, and what no column shows."""

    cells: dict[Steps, CellValue] = field(default_factory=dict)
    rest: Data = field(default_factory=dict)


Rows = dict[str, list[BookRow]]  # by the name of the sheet


def rows_of(data: Data, words: CellWords) -> Rows:
    """Give the rows of a workspace's sections; ``sections_of`` gives the same data again."""
    kinds = {k.name: k for k in sheet_kinds()}
    rows: Rows = {name: [] for name in kinds}
    agreement = data.get("agreement") or {}
    row = _row(kinds["agreement"], agreement, words)
    for name in kinds["agreement"].own:
        rows[name] = _listed(kinds[name], agreement, name, row, words)
    if "agreement" in data and not any((row.cells, row.rest, *(rows[n] for n in kinds["agreement"].own))):
        row.cells["id",] = Agreement().id  # one of which nothing is said is there all the same
    if data.get("events") == []:
        row.cells["events",] = words.none
    rows["agreement"].append(row)
    for one in data.get("flows") or ():
        _flow(one, kinds, rows, words)
    for one in data.get("events") or ():
        rows[one["type"]].append(_row(kinds[one["type"]], one, words))
    for name in ("assessments", "waivers"):
        rows[name] = [_row(kinds[name], one, words) for one in data.get(name) or ()]
    return rows


def _listed(kind: SheetKind, above: Data, key: str, row: BookRow, words: CellWords) -> list[BookRow]:
    """Give the rows of a list that stands on a sheet of its own; that it is empty is said above."""
    value = above.get(key)
    if value == []:
        row.cells[key,] = words.none
    return [_row(kind, one, words) for one in value or ()]


def _flow(one: Data, kinds: Mapping[str, SheetKind], rows: Rows, words: CellWords) -> None:
    row = _row(kinds["flows"], {k: v for k, v in one.items() if k != "data"}, words)
    for below in _listed(kinds["recipients"], one, "recipients", row, words):
        below.cells["flow",] = str(one["id"])
        rows["recipients"].append(below)
    details = _data(one, kinds, row, words)
    rows["data"] += details
    rows["flows"].append(row)


def _data(one: Data, kinds: Mapping[str, SheetKind], row: BookRow, words: CellWords) -> list[BookRow]:
    """Write the categories of a flow on its row, and give a row for each of which more is known."""
    if (items := one.get("data")) is None:
        return []
    column = next(c for c in kinds["flows"].columns if c.path == ("data",))
    bare = [item if isinstance(item, str) or list(item) == ["other"] else item["category"] for item in items]
    full = [item for item in items if isinstance(item, dict) and list(item) != ["other"]]
    details = [_row(kinds["data"], item, words) for item in full]
    cell = column.form.written(bare, words)
    again = [_item(kinds["data"], detail, words) for detail in details]
    if cell is None or unfit(cell) or not same(joined(column.form.taken(cell, words), again), items):
        row.rest["data"] = items
        return []
    row.cells["data",] = cell
    for detail in details:
        detail.cells["flow",] = str(one["id"])
    return details


def _item(kind: SheetKind, row: BookRow, words: CellWords) -> Data:
    return {key: value for key, value in taken(kind, row, words).items() if key != kind.parent}


def joined(bare: Any, details: Sequence[Data]) -> Any:
    """Put what more is known of categories in the place of the first one of each that is bare; what has no
    place comes last.
    """
    if not details:
        return bare
    items: list[Any] = list(bare) if isinstance(bare, list) else []
    used: set[int] = set()
    for detail in details:
        category = detail.get("category")
        at = next((i for i, one in enumerate(items) if i not in used and one == category), None)
        if at is None:
            items.append(detail)
            at = len(items) - 1
        items[at] = detail
        used.add(at)
    return items


def _row(kind: SheetKind, data: Data, words: CellWords) -> BookRow:
    """Write one object: each value into its column where that gives it back, and aside where it does not."""
    row = BookRow()
    for key, value in data.items():
        if value is None or key in kind.own or key in kind.given:
            continue
        columns = [c for c in kind.columns if c.path[0] == key]
        cells = _cells(columns, value, words)
        if (aside := _without(value, [path[1:] for path in cells])) is not None:
            row.rest[key] = aside
        row.cells |= cells
    return row


def _cells(columns: Sequence[SheetColumn], value: Any, words: CellWords) -> dict[Steps, CellValue]:
    """Give the cells of one key's columns that give back what stands there."""
    found = {}
    for column in columns:
        here = value
        for step in column.path[1:]:
            here = here.get(step) if isinstance(here, dict) else None
        cell = None if here is None else column.form.written(here, words)
        if cell is not None and not unfit(cell) and same(column.form.taken(cell, words), here):
            found[column.path] = cell
    return found


def _without(value: Any, shown: Sequence[Steps]) -> Any:
    """Give what is left of a value without what is shown; None where nothing is."""
    if () in shown:
        return None
    if not isinstance(value, dict):
        return value
    left = {
        key: part
        for key, one in value.items()
        if one is not None and (part := _without(one, [s[1:] for s in shown if s[:1] == (key,)])) is not None
    }
    return left if left or not shown else None


def unfit(cell: CellValue) -> bool:
    """Tell whether a text is none that a cell gives back."""
    return isinstance(cell, str) and (not cell.strip() or len(cell) > MOST or bool(_UNFIT.search(cell)))


class Placer:
    """Puts the values of cells where they belong in an object."""

    def __init__(self, words: CellWords) -> None:
        """Start with an empty object."""
        self.words, self.data = words, Data()
        self.clashes: list[Steps] = []  # columns that say something of what another says is not there

    def put(self, column: SheetColumn, cell: CellValue) -> None:
        """Put what a cell states at its path."""
        value = column.form.taken(cell, self.words)
        here = self.data
        for step in column.path[:-1]:
            below = here.setdefault(str(step), {})
            if not isinstance(below, dict):
                self.clashes.append(column.path)
                return
            here = below
        here[str(column.path[-1])] = value


def taken(kind: SheetKind, row: BookRow, words: CellWords, clashes: list[Steps] | None = None) -> Data:
    """Give the object of a row; columns that contradict another are added to ``clashes``."""
    placer = Placer(words)
    for column in kind.columns:
        if column.path in row.cells:
            placer.put(column, row.cells[column.path])
    if clashes is not None:
        clashes += placer.clashes
    return {**kind.given, **_merged(row.rest, placer.data)}


def _merged(rest: Any, shown: Any) -> Any:
    """Put together what is kept aside and what stands in columns; where both say something, a column does."""
    if not isinstance(rest, dict) or not isinstance(shown, dict):
        return shown
    both = rest.keys() & shown.keys()
    return {
        k: _merged(rest[k], shown[k]) if k in both else rest.get(k, shown.get(k)) for k in {**shown, **rest}
    }


def replaced(row: BookRow, kind: SheetKind) -> list[Steps]:
    """Give the columns in which somebody wrote something else than what is kept aside of them."""
    return [c.path for c in kind.columns if c.path in row.cells and _holds(row.rest, c.path)]


def _holds(rest: Any, path: Steps) -> bool:
    for step in path:
        if not isinstance(rest, dict) or step not in rest:
            return False
        rest = rest[step]
    return True


def written_rest(row: BookRow) -> list[str]:
    """Give what no column shows as JSON, in as many cells as it takes."""
    text = json.dumps(row.rest, ensure_ascii=True, sort_keys=True) if row.rest else ""
    return [text[i : i + MOST - 1] for i in range(0, len(text), MOST - 1)]


def read_rest(pieces: Sequence[str]) -> Data | None:
    """Read it back; None where somebody changed it into something else."""
    try:
        found = json.loads("".join(pieces))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
