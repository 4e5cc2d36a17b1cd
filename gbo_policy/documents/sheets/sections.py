"""Rows of sheets into the sections of a workspace, each object with the row that it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gbo_policy.basics.folding import folded
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Problem, problem
from gbo_policy.basics.steps import Steps
from gbo_policy.documents.sheets.book_rows import Data, joined, replaced, taken
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.documents.sheets.grid_reading import RowOrigin, SheetRow, SheetsRead
from gbo_policy.documents.sheets.sheet_columns import SheetKind, sheet_kinds

_MOST_KNOWN = 18  # ids that a sentence lists


@dataclass
class SheetSections:
    """What a workspace's file would hold, and the rows that the objects at its paths came from."""

    data: Data = field(default_factory=dict)
    origins: dict[Steps, RowOrigin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def put(self, path: Steps | None, kind: SheetKind, one: SheetRow, words: CellWords) -> Data:
        """Read a row as the object at ``path`` (None: not known yet), telling columns that contradict
        another.
        """
        clashes: list[Steps] = []
        made = taken(kind, one.row, words, clashes)
        self.problems += [problem("sheet-none-and-more", one.origin.at(c)) for c in clashes]
        self.notices += [problem("sheet-replaced", one.origin.at(c)) for c in replaced(one.row, kind)]
        if path is not None:
            self.origins[path] = one.origin
        return made


def sections_of(read: SheetsRead, words: CellWords) -> SheetSections:
    """Give the sections that the rows of all sheets state."""
    kinds = {k.name: k for k in sheet_kinds()}
    made = SheetSections()
    words = replace(words, names=_names(read.rows["parties"]))
    _agreement(read, kinds, words, made)
    flows = [made.put(("flows", i), kinds["flows"], one, words) for i, one in enumerate(read.rows["flows"])]
    _recipients(read, kinds, words, flows, made)
    _details(read, kinds, words, flows, made)
    if flows:
        made.data["flows"] = flows
    events = [
        (kind, one) for kind in sheet_kinds() if kind.section == ("events",) for one in read.rows[kind.name]
    ]
    if events:
        made.data["events"] = [
            made.put(("events", i), kind, one, words) for i, (kind, one) in enumerate(events)
        ]
    for name in ("assessments", "waivers"):
        if rows := read.rows[name]:
            made.data[name] = [made.put((name, i), kinds[name], one, words) for i, one in enumerate(rows)]
    return made


def _names(rows: Sequence[SheetRow]) -> dict[str, str]:
    """Give the ids of core actors by their names; a name of several stands for none."""
    found: dict[str, list[str]] = {}
    for one in rows:
        name, identity = one.row.cells.get(("name",)), one.row.cells.get(("id",))
        if isinstance(name, str) and isinstance(identity, str):
            found.setdefault(folded(name), []).append(identity.strip())
    every = [identity for named in found.values() for identity in named]
    ids = {folded(identity): identity for identity in every}
    return {
        name: named[0]
        for name, named in found.items()
        if len(named) == 1 and every.count(named[0]) == 1 and ids.get(name, named[0]) == named[0]
    }


def _agreement(read: SheetsRead, kinds: dict[str, SheetKind], words: CellWords, made: SheetSections) -> None:
    kind, rows = kinds["agreement"], read.rows["agreement"]
    agreement: Data = {}
    for one in rows[:1]:
        agreement = made.put(("agreement",), kind, one, words)
    made.problems += [problem("sheet-second-agreement", one.origin.at()) for one in rows[1:]]
    _counted(agreement.pop("events", None), "events", "events", rows, made, read)
    for name in kind.own:
        here = [
            made.put(("agreement", name, i), kinds[name], one, words) for i, one in enumerate(read.rows[name])
        ]
        if name in agreement:
            _emptied(agreement, name, here, rows[0].origin, made)
        if here:
            agreement[name] = here
    if agreement:
        made.data["agreement"] = agreement


def _counted(
    value: Any, key: str, column: str, rows: Sequence[SheetRow], made: SheetSections, read: SheetsRead
) -> None:
    """Note that a register is kept in which nothing stands."""
    if value is None:
        return
    if value == []:
        made.data[key] = []
    else:
        made.problems.append(problem("sheet-elsewhere", rows[0].origin.at((column,)), word=str(value)))
    if any(read.rows[k.name] for k in sheet_kinds() if k.section == ("events",)):
        made.problems.append(problem("sheet-none-and-more", rows[0].origin.at((column,))))


def _emptied(above: Data, key: str, here: Sequence[Any], origin: RowOrigin, made: SheetSections) -> None:
    """Hold what a cell says of a list on another sheet against that sheet."""
    if above[key] != []:
        made.problems.append(problem("sheet-elsewhere", origin.at((key,)), word=str(above.pop(key))))
    elif here:
        made.problems.append(problem("sheet-none-and-more", origin.at((key,))))


def _recipients(
    read: SheetsRead, kinds: dict[str, SheetKind], words: CellWords, flows: list[Data], made: SheetSections
) -> None:
    places = _places(flows)
    lists: dict[int, list[Data]] = {}
    for one in read.rows["recipients"]:
        if (at := _parent(one, places, made)) is not None:
            here = lists.setdefault(at, [])
            recipient = made.put(("flows", at, "recipients", len(here)), kinds["recipients"], one, words)
            here.append({k: v for k, v in recipient.items() if k != "flow"})
    for at, flow in enumerate(flows):
        if "recipients" in flow:
            _emptied(flow, "recipients", lists.get(at, ()), made.origins["flows", at], made)
        if at in lists:
            flow["recipients"] = lists[at]


def _details(
    read: SheetsRead, kinds: dict[str, SheetKind], words: CellWords, flows: list[Data], made: SheetSections
) -> None:
    places = _places(flows)
    lists: dict[int, list[tuple[Data, RowOrigin]]] = {}
    for one in read.rows["data"]:
        if (at := _parent(one, places, made)) is not None:
            detail = made.put(None, kinds["data"], one, words)
            detail = {k: v for k, v in detail.items() if k != "flow"}
            lists.setdefault(at, []).append((detail, one.origin))
    for at, details in lists.items():
        flow = flows[at]
        flow["data"] = joined(flow.get("data") or [], [detail for detail, _ in details])
        for detail, origin in details:
            index = next(i for i, item in enumerate(flow["data"]) if item is detail)
            made.origins["flows", at, "data", index] = origin


def _places(flows: Sequence[Data]) -> dict[str, int]:
    return {str(flow["id"]): i for i, flow in reversed([*enumerate(flows)]) if "id" in flow}


def _parent(one: SheetRow, places: dict[str, int], made: SheetSections) -> int | None:
    """Give the place of the flow that a row belongs to, or tell that there is none."""
    cell = one.row.cells.get(("flow",))
    word = (
        ""
        if cell is None
        else str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()
    )
    if word in places:
        return places[word]
    where = one.origin.at(("flow",))
    if not word:
        made.problems.append(problem("missing-key", where, word="flow"))
    else:
        known = listed([*places][:_MOST_KNOWN])
        guess = nearest(word, [*places])
        made.problems.append(problem("dangling", where, word=word, what="flow", known=known, guess=guess))
    return None
