"""Somebody else's list, row by row through a mapping into flows: what no word of ours fits is counted, never
dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, NamedTuple

from gbo_policy.basics.folding import folded
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Problem, problem
from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import mark, say
from gbo_policy.documents.sheets.book_rows import Data
from gbo_policy.documents.sheets.cell_forms import CellValue, EveryParty, Leaf, LineList, Several
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.documents.sheets.grid_reading import RowOrigin
from gbo_policy.documents.sheets.list_columns import (
    EXCHANGE,
    KIND,
    NAMED_BY,
    RECIPIENT,
    ListColumn,
    leaf_of,
    list_columns,
)
from gbo_policy.documents.sheets.sections import SheetSections
from gbo_policy.documents.sheets.sheet_book import BookSheet, CellPlace, SheetBook, SheetCell, place
from gbo_policy.reading.mapping import BY_NUMBER, Constant, TableMapping
from gbo_policy.terms.suggestions import meant
from gbo_policy.terms.values import NONE, digits_of

_DIGITS = 10  # of an enterprise number
_LOOK = 20  # rows among which the heads are looked for
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_WITH_HOUR = re.compile(r"(\d[\d/.-]{5,9})[ T]+\d{1,2}[:.uh]\d\d(?::\d\d)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
ROW = mark("row", "as a name")


class KnownActors(NamedTuple):
    """The ids of core actors and of processors, by everything (folded) that they are called: id, name, digits
    of the number.
    """

    parties: Mapping[str, str]
    processors: Mapping[str, str]


@dataclass
class ListRead:
    """What a list gave: sections of a workspace, rows left out as no exchange (``left``) or with nothing in
    any column that is read (``bare``), rows that name nobody who receives (``nameless``), and words that
    nobody knows, with their counts.
    """

    made: SheetSections = field(default_factory=SheetSections)
    rows: int = 0
    left: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: dict[tuple[str, str], CellPlace] = field(default_factory=dict)
    parties: dict[str, Data] = field(default_factory=dict)
    processors: dict[str, Data] = field(default_factory=dict)


def find_list(book: SheetBook, wanted: str, mapping: TableMapping) -> tuple[BookSheet | None, list[Problem]]:
    """Give the sheet that holds the list: the one asked for, or that with most of the mapping's heads; the
    others are told.
    """
    filled = [s for s in book.sheets if s.rows]
    if wanted:
        found = next((s for s in filled if folded(s.name) == folded(wanted)), None)
        if found is None:
            names = [s.name for s in filled]
            words = {"word": wanted, "known": listed(names), "guess": nearest(wanted, names)}
            return None, [problem("list-no-sheet", None, **words)]
    elif not filled:
        return None, [problem("list-empty", None, word=book.name)]
    else:
        found = max(filled, key=lambda s: max(_fitting(s, n, mapping) for n in _first(s)))
    rest = [s for s in filled if s is not found]
    return found, [problem("sheet-not-read", place(book.name, s.name), word=s.name) for s in rest]


def _first(sheet: BookSheet) -> list[int]:
    return sorted(sheet.rows)[:_LOOK]


def _fitting(sheet: BookSheet, row: int, mapping: TableMapping) -> int:
    wanted = {folded(theirs) for theirs in mapping.theirs.values()}
    return len(wanted & {folded(str(c.value)) for c in sheet.rows[row].values()})


def read_list(
    book: SheetBook,
    sheet: BookSheet,
    mapping: TableMapping,
    words: CellWords,
    known: KnownActors | None,
    lang: str,
    *,
    telling: bool = True,
) -> ListRead:
    """Read a list; ``known`` are the core actors and processors of the workspace that it goes into, if there
    is one.

    What is wrong with the table is in the problems of what it gives; the words that nobody knows are there
    too, unless who reads tells these (not ``telling``).
    """
    reader = _ListReader(book.name, sheet, mapping, words, known, lang)
    found = reader.run()
    if telling:
        reader.counted()
    return found


class _ListReader:
    """Reads one sheet through one mapping."""

    def __init__(
        self,
        book: str,
        sheet: BookSheet,
        mapping: TableMapping,
        words: CellWords,
        known: KnownActors | None,
        lang: str,
    ) -> None:
        self.book, self.sheet, self.mapping, self.words, self.known = book, sheet, mapping, words, known
        self.row_name = say(lang, ROW)
        self.tables = {
            ours: {folded(k): v for k, v in mapping.table(ours, party=self.is_party(ours)).items()}
            for ours in (*mapping.columns, *mapping.values)
        }
        self.found = ListRead()
        self.where: dict[str, int] = {}
        self.ids: Counter[str] = Counter()

    @staticmethod
    def is_party(ours: str) -> bool:
        leaf = leaf_of(list_columns()[ours].form)
        return ours == RECIPIENT or (leaf is not None and leaf.kind == "party")

    def run(self) -> ListRead:
        head = max(_first(self.sheet), key=lambda n: (_fitting(self.sheet, n, self.mapping), -n))
        below = [n for n in sorted(self.sheet.rows) if n > head]
        self.columns(head, below)
        if RECIPIENT in self.mapping.columns and not {KIND, "recipient.kind"} & self.mapping.columns.keys():
            self.complain("list-kind", place(self.book, self.sheet.name, head))
        if self.found.made.problems:
            return self.found
        hidden = [n for n in below if n in set(self.sheet.hidden_rows)]
        if hidden:
            self.notice("sheet-hidden", place(self.book, self.sheet.name), what=len(hidden))
        for number in below:
            self.row(number, self.sheet.rows[number])
        if without := len(self.found.nameless):
            self.notice("list-no-recipient", place(self.book, self.sheet.name), number=without)
        return self.found

    def complain(self, code: str, where: CellPlace, **words: object) -> None:
        self.found.made.problems.append(problem(code, where, **words))

    def notice(self, code: str, where: CellPlace, **words: object) -> None:
        self.found.made.notices.append(problem(code, where, **words))

    def columns(self, head: int, below: Sequence[int]) -> None:
        """Find their columns, and tell those that the mapping names and the list does not have, and the other
        way round.
        """
        heads = {at: str(c.value).strip() for at, c in self.sheet.rows[head].items() if c.value is not None}
        by_name: dict[str, int] = {}
        for at in sorted(heads):
            by_name.setdefault(folded(heads[at]), at)
        for ours, theirs in self.mapping.theirs.items():
            if (column := by_name.get(folded(theirs))) is None:
                names = list(heads.values())
                words = {"word": theirs, "known": listed(names[:18]), "guess": nearest(theirs, names)}
                self.complain("list-no-column", place(self.book, self.sheet.name, head), **words)
            else:
                self.where[ours] = column
        used = {at for n in below for at in self.sheet.rows[n]}
        left = [heads.get(at, "?") for at in sorted(used - set(self.where.values()))]
        if left and not self.found.made.problems:
            where = place(self.book, self.sheet.name, head)
            self.notice("list-left", where, number=len(left), known=listed(left))
        for one in self.sheet.merged:
            mapped = {*range(one.left, one.right + 1)} & set(self.where.values())
            if one.bottom > head and mapped and one.left in self.sheet.rows.get(one.top, {}):
                self.complain("sheet-merged", place(self.book, self.sheet.name, one.top, one.left))

    def row(self, number: int, cells: Mapping[int, SheetCell]) -> None:
        if not any(at in cells for at in self.where.values()):
            self.found.bare.append(number)  # nothing of what is mapped stands in it
            return
        self.found.rows += 1
        if EXCHANGE in self.mapping.columns and self.stated(EXCHANGE, number, cells) is False:
            self.found.left.append(number)  # and so nothing else in it has to be known
            return
        values = {ours: self.stated(ours, number, cells) for ours in self.mapping.columns if ours != EXCHANGE}
        self.flow(number, {ours: value for ours, value in values.items() if value is not None})

    def stated(self, ours: str, number: int, cells: Mapping[int, SheetCell]) -> Any:
        """Give what a row says under one of our names; None where it says nothing."""
        where = self.at(ours, number)
        given = self.mapping.constants.get(ours)
        if given is not None:
            return self.value(ours, self._constant(given), where)
        cell = cells.get(self.where[ours])
        if cell is None:
            return None
        if cell.value is None:
            code, word = ("sheet-cell-error", cell.error) if cell.error else ("sheet-formula", "")
            self.complain(code, where, word=word)
            return None
        return self.value(ours, cell.value, where)

    @staticmethod
    def _constant(given: Constant) -> Any:
        return list(given.value) if isinstance(given.value, tuple) else given.value

    def value(self, ours: str, raw: Any, where: CellPlace) -> Any:
        """Give what a cell or a constant states under our name; what it says that we do not know is
        counted.
        """
        form = list_columns()[ours].form
        leaf = leaf_of(form)
        if leaf is None:
            return form.taken(raw, self.words) if isinstance(form, LineList) or str(raw).strip() else None
        if isinstance(form, Several | EveryParty):
            parts = [p for one in (raw if isinstance(raw, list) else [raw]) for p in self.parts(one)]
            if isinstance(form, Several) and len(parts) == 1 and folded(str(parts[0])) in self.words.nones:
                return []
            made = [v for p in parts if (v := self.single(ours, leaf, p, where)) is not None]
            return (made or None) if isinstance(form, Several) or len(made) != 1 else made[0]
        return self.single(ours, leaf, raw, where)

    def parts(self, raw: Any) -> list[Any]:
        if not isinstance(raw, str):
            return [raw]
        return [part for line in raw.split("\n") for part in self.mapping.split(line)]

    def single(self, ours: str, leaf: Leaf, raw: CellValue, where: CellPlace) -> Any:
        """Give one value as ours, None for one that says nothing."""
        table = self.tables[ours]
        if leaf.kind == "date":
            raw = _day_of(raw)
        if isinstance(raw, str | int | float) and not isinstance(raw, bool):
            text = as_written(raw).strip()
            if folded(text) in table:
                mapped = table[folded(text)]
                if mapped is None:
                    return None
                raw = mapped
            elif isinstance(raw, str):
                raw = self.dated(leaf, text)
        if ours == RECIPIENT or leaf.kind == "party":
            return str(leaf.taken(raw, self.words))
        value = leaf.taken(raw, self.words)
        if not self.is_known(leaf, value):
            self.unknown(ours, as_written(raw), where)
            return None
        return value

    def dated(self, leaf: Leaf, text: str) -> str:
        if self.mapping.pattern is None or leaf.kind not in {"date", "when", "moment"}:
            return text
        try:
            moment = datetime.strptime(text, self.mapping.pattern)  # only its day counts here
        except ValueError:
            return text
        return moment.date().isoformat()

    def is_known(self, leaf: Leaf, value: Any) -> bool:
        if value == NONE and leaf.none:
            return True
        if leaf.kind == "word":
            fits = isinstance(value, str) and self.words.word(leaf.section, value, leaf.choices) is not None
            return fits or isinstance(value, dict)
        if leaf.kind == "flag":
            return isinstance(value, bool)
        return leaf.kind != "date" or bool(_DATE.match(str(value)))

    def unknown(self, ours: str, word: str, where: CellPlace) -> None:
        self.found.unknown[ours, word] += 1
        self.found.first.setdefault((ours, word), where)

    def counted(self) -> None:
        """Tell each word that nobody knows once, at its first cell, with how often it stands there."""
        labels = self.words.vocabulary.labels()
        for (ours, word), number in sorted(self.found.unknown.items(), key=lambda one: (-one[1], one[0])):
            leaf = leaf_of(list_columns()[ours].form)
            known = self.words.known(leaf.section, leaf.choices) if leaf and leaf.kind == "word" else []
            if self.known is not None and self.is_party(ours):
                known = sorted({*self.known.parties.values(), *self.known.processors.values()})
            words = {"word": word, "column": ours, "number": number, "guess": meant(word, known, labels)}
            self.complain("list-unknown", self.found.first[ours, word], **words)

    def flow(self, number: int, values: Mapping[str, Any]) -> None:
        made = self.found.made
        flows = made.data.setdefault("flows", [])
        path: Steps = ("flows", len(flows))
        flow: Data = {"id": self.identity(number, values.get("id"))}
        shared: Data = {}
        own = False  # whether the row itself says something of who receives
        places: dict[str, dict[Steps, int]] = {"flows": {}, "recipients": {}}
        for ours, value in values.items():
            column = list_columns()[ours]
            if column.of in places and ours in self.where:
                places[column.of][column.path] = self.where[ours]
            if column.of == "recipients" and ours != RECIPIENT:
                _put(shared, column, self.named(ours, value, number))
                own = own or ours in self.where
            elif column.of == "flows" and ours != "id":
                _put(flow, column, self.named(ours, value, number))
        recipients = list(self.recipients(values.get(RECIPIENT), shared, own, number))
        if recipients:
            flow["recipients"] = recipients
        made.origins[path] = RowOrigin(self.book, self.sheet.name, number, places["flows"])
        below = places["recipients"]
        if (at := self.where.get(RECIPIENT)) is not None:
            below |= {(key,): at for key in NAMED_BY.values()}
        for i in range(len(recipients)):
            made.origins[*path, "recipients", i] = RowOrigin(self.book, self.sheet.name, number, below)
        flows.append(flow)

    def identity(self, number: int, given: Any) -> str:
        """Give a flow its id: theirs as a short name, or the number of its row; one that comes twice is told
        by who checks ids.
        """
        return slug(str(given)) if given is not None else f"{self.row_name}-{number}"

    def recipients(self, named: Any, shared: Data, own: bool, number: int) -> Iterator[Data]:
        """Give those who receive; what the mapping says of every row makes nobody where a row names none."""
        kind = shared.get("kind")
        key = NAMED_BY.get(str(kind), "")
        if named and kind is None:
            self.complain("list-kind", self.at(RECIPIENT, number))
        elif named and key:
            for one in named:
                yield {
                    **shared,
                    key: one if key == "name" else self.actor(RECIPIENT, str(one), key, number),
                }
            return
        nameless = not named and (kind is None or (key and key not in shared))
        if nameless:
            self.found.nameless.append(number)
        if shared and (own or not nameless):
            yield shared

    def at(self, ours: str, number: int) -> CellPlace:
        return place(self.book, self.sheet.name, number, self.where.get(ours, 0))

    def named(self, ours: str, value: Any, number: int) -> Any:
        """Give core actors by their ids."""
        leaf = leaf_of(list_columns()[ours].form)
        if leaf is None or leaf.kind != "party":
            return value
        if isinstance(value, list):
            return [self.actor(ours, v, "party", number) for v in value]
        return self.actor(ours, value, "party", number)

    def actor(self, ours: str, word: str, key: str, number: int) -> str:
        """Give the id of a core actor or processor; where there is no workspace to know it, it becomes one of
        a new one.
        """
        digits = digits_of(word.replace(" ", ""))
        if digits.isdecimal() and len(digits) == _DIGITS - 1:
            digits = digits.zfill(_DIGITS)  # a spreadsheet drops the zero in front
        if self.known is not None:
            known = self.known.parties if key == "party" else self.known.processors
            found = known.get(folded(digits)) or known.get(folded(word))
        else:
            found = self.new_actor(ours, word, digits, key, number)
        if found is None:
            self.unknown(ours, word, self.at(ours, number))
        return found or word

    def new_actor(self, ours: str, word: str, digits: str, key: str, number: int) -> str | None:
        """Give the id of one of a workspace that is made of the list; None for a word that should be a number
        and is none.
        """
        section = "parties" if key == "party" else "processors"
        kept = self.found.parties if key == "party" else self.found.processors
        numbered = self.mapping.parties == BY_NUMBER and key == "party"
        if numbered and not digits.isdecimal():
            return None
        identity = slug(digits if numbered else word)
        if identity not in kept:
            column = self.where.get(ours, 0)
            places: dict[Steps, int] = {(name,): column for name in ("id", "name", "enterprise_number")}
            origin = RowOrigin(self.book, self.sheet.name, number, places)
            self.found.made.origins["agreement", section, len(kept)] = origin
            more = {"enterprise_number": digits} if numbered else {"name": word} if identity != word else {}
            kept[identity] = {"id": identity, **more}
        return identity


def _day_of(raw: CellValue) -> CellValue:
    """Give the day of a cell that tells an hour too, where only a day counts."""
    if isinstance(raw, datetime):
        return datetime.combine(raw.date(), time())
    found = _WITH_HOUR.fullmatch(raw.strip()) if isinstance(raw, str) else None
    return raw if found is None else found[1]


def as_written(raw: CellValue) -> str:
    """Give a cell as its reader sees it: a spreadsheet counts whole numbers with a point, and days from
    midnight.
    """
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return raw.date().isoformat() if isinstance(raw, datetime) and raw.time() == time() else str(raw)


def slug(text: str) -> str:
    """Give a text as a short name: letters, digits and hyphens."""
    if _SLUG.match(text):
        return text
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._]+", "-", plain).strip("-._") or "x"


def _put(data: Data, column: ListColumn, value: Any) -> None:
    for step in column.path[:-1]:
        data = data.setdefault(str(step), {})
    data[str(column.path[-1])] = value
