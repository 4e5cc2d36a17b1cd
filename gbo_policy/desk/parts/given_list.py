"""A list that somebody keeps, as it lies on the desk: which table of the book it is, what she said of its
columns and words, and the mapping that this makes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from gbo_policy.basics.folding import folded
from gbo_policy.basics.translate import mark, say
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.documents.sheets.list_columns import EXCHANGE, KIND, RECIPIENT, leaf_of, list_columns
from gbo_policy.documents.sheets.list_draft import drafted, known_heads
from gbo_policy.documents.sheets.list_reading import as_written
from gbo_policy.documents.sheets.sheet_book import BookSheet, SheetBook, SheetCell, letters
from gbo_policy.reading.mapping import BY_ID, BY_NUMBER, Constant, TableMapping, Word
from gbo_policy.terms.country_names import CODES
from gbo_policy.terms.values import digits_of

NOTHING, OWN = "-", "*"  # what a word may also stand for: nothing, or something that our words do not have
MOST_ROWS = 2000
_DIGITS = (9, 10)  # of an enterprise number, of which a spreadsheet drops the zero in front
# what is asked of a list, by the names that a mapping has for it
QUESTIONS: Mapping[str, str] = {
    "id": mark("Number or short name of the exchange"),
    "title": mark("What the exchange is called"),
    EXCHANGE: mark("Whether the row is an exchange at all (yes or no)"),
    "sender": mark("Who sends"),
    RECIPIENT: mark("Who receives"),
    KIND: mark("What those who receive are"),
    "need_to_know": mark("Whether those who receive need the data (yes or no)"),
    "on_behalf_of": mark("For which core actor a processor works"),
    "purposes": mark("What for"),
    "data": mark("Which data"),
    "legal_basis": mark("On which legal basis"),
    "storage": mark("In which countries the data are kept"),
    "access": mark("From which countries somebody can look in"),
    "channel": mark("Through which channel"),
    "format": mark("In which format"),
    "starts_on": mark("First day"),
    "ends_on": mark("Last day"),
    "retention.period": mark("How long the data are kept"),
    "periodicity": mark("How often"),
}
SEPARATORS: Mapping[str, str] = {
    "": mark("each stands on a line of its own, or there is only one"),
    ",": mark("a comma"),
    ";": mark("a semicolon"),
    "/": mark("a slash"),
    "|": mark("an upright stroke"),
}
WordKey = tuple[str, str]  # our name of the column, and her word, folded


class ChosenWord(NamedTuple):
    """What she says that a word of hers is: the word as it stands in the list, and one of the choices."""

    word: str
    choice: str

    def ours(self, *, flag: bool) -> Word:
        """Give what stands in its place."""
        if self.choice == NOTHING:
            return None
        if self.choice == OWN:
            return f"other: {self.word}"
        return self.choice == "=yes" if flag else self.choice[1:]


@dataclass
class GivenList:
    """A list on the desk; ``columns`` gives the number of a column by our name, and a name that it lacks is
    left out.
    """

    book: SheetBook
    sheet: BookSheet
    head: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    separator: str = ""
    kind: str = ""  # of all who receive, where no column says it
    numbered: bool = False  # core actors are named by their enterprise numbers
    words: dict[WordKey, ChosenWord] = field(default_factory=dict)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9))

    def draft(self, head: int | None = None) -> None:
        """Say of each column what it seems to be; what was said before is let go."""
        found = drafted(self.sheet, head)
        self.head, self.separator = found.head, found.separator
        self.columns = {ours: at for ours, at in found.found.items() if ours in QUESTIONS}
        self.kind, self.words = "", {}
        named = [at for ours in ("sender", RECIPIENT) if (at := self.columns.get(ours)) is not None]
        cells = [c[at].value for n, c in self.sheet.rows.items() if n > self.head for at in named if at in c]
        self.numbered = bool(cells) and all(v is not None and _is_number(as_written(v)) for v in cells)


def _is_number(text: str) -> bool:
    digits = digits_of(text.replace(" ", ""))
    return digits.isdecimal() and len(digits) in _DIGITS


def best_sheet(book: SheetBook) -> BookSheet | None:
    """Give the sheet of which most columns are known; None where none can be read here."""
    return max(read_here(book), key=known_heads, default=None)


def read_here(book: SheetBook) -> list[BookSheet]:
    """Give the sheets that hold something, and no more than a person looks through."""
    return [s for s in book.sheets if 0 < len(s.rows) <= MOST_ROWS]


@dataclass(frozen=True)
class ListTable:
    """The table of a list alone: from its heads on, each head unlike the others, so that each column can be
    named.
    """

    given: GivenList
    lang: str

    @cached_property
    def heads(self) -> dict[int, str]:
        """What each column is called, by its number."""
        first = self.given.sheet.rows.get(self.given.head, {})
        found: dict[int, str] = {}
        seen: set[str] = set()
        for at in sorted({at for n in self.numbers for at in self.given.sheet.rows[n]} | first.keys()):
            cell = first.get(at)
            name = "" if cell is None or cell.value is None else " ".join(str(cell.value).split())
            while not name or folded(name) in seen:
                name = f"{name} ({say(self.lang, 'column {letter}', letter=letters(at))})".strip()
            found[at] = name
            seen.add(folded(name))
        return found

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of the rows below the heads."""
        return [n for n in sorted(self.given.sheet.rows) if n > self.given.head]

    @cached_property
    def sheet(self) -> BookSheet:
        """The rows with these heads, as a sheet that is read like any other."""
        own = self.given.sheet
        heads = {self.given.head: {at: SheetCell(name) for at, name in self.heads.items()}}
        rows = heads | {n: own.rows[n] for n in self.numbers}
        return BookSheet(own.name, rows, own.merged, own.hidden_rows, own.hidden_columns, own.hidden)

    def cells(self, ours: str) -> list[str]:
        """Give what stands under one of our names, as text, cell by cell."""
        at = self.given.columns.get(ours)
        rows = (self.given.sheet.rows[n] for n in self.numbers) if at is not None else ()
        return [as_written(v) for c in rows if at in c and (v := c[at].value) is not None]

    def parts(self, ours: str) -> list[list[str]]:
        """Give the same, each cell as the values of a list."""
        split = TableMapping(separator=self.given.separator or None).split
        return [[p for line in text.split("\n") for p in split(line)] for text in self.cells(ours)]

    def mapping(
        self, words: CellWords, chosen: Mapping[WordKey, ChosenWord], only: Sequence[str]
    ) -> TableMapping:
        """Make the mapping of what she said, with the words ``chosen``, of the columns ``only``."""
        given = self.given
        columns: dict[str, str | Constant] = {
            ours: self.heads[at] for ours, at in given.columns.items() if ours in only and at in self.heads
        }
        if RECIPIENT in columns and KIND not in columns:
            if given.kind:
                columns[KIND] = Constant(given.kind)
            else:  # who it is says nothing as long as nobody said what it is; that is asked first
                del columns[RECIPIENT]
        values: dict[str, dict[str, Word]] = {ours: self._countries(ours, words) for ours in columns}
        for (ours, word), choice in chosen.items():
            if ours in columns:
                leaf = leaf_of(list_columns()[ours].form)
                values[ours][word] = choice.ours(flag=leaf is not None and leaf.kind == "flag")
        return TableMapping(
            columns=columns,
            separator=given.separator or None,
            values=values,
            parties=BY_NUMBER if given.numbered else BY_ID,
        )

    def _countries(self, ours: str, words: CellWords) -> dict[str, Word]:
        """Give the codes of the countries that a column names in words."""
        leaf = leaf_of(list_columns()[ours].form)
        if leaf is None or leaf.section != "country":
            return {}
        named = {p for parts in self.parts(ours) for p in parts}
        return {p: code for p in named if words.word("country", code := CODES.get(folded(p), "")) is not None}
