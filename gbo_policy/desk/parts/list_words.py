"""A list on the desk as it is read now: what it gives, the words in it that nobody knows, and what is told of
it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from gbo_policy.basics.folding import folded
from gbo_policy.basics.translate import count, say
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.desk.parts.given_list import (
    NOTHING,
    OWN,
    QUESTIONS,
    ChosenWord,
    GivenList,
    ListTable,
    WordKey,
)
from gbo_policy.documents.sheets.cell_forms import Leaf, Several
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.documents.sheets.list_columns import EXCHANGE, KIND, RECIPIENT, leaf_of, list_columns
from gbo_policy.documents.sheets.list_import import MappedList, actors
from gbo_policy.documents.sheets.list_reading import ListRead, read_list
from gbo_policy.documents.sheets.sheet_book import CellPlace, letters
from gbo_policy.reading.mapping import Constant
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.country_names import country_named
from gbo_policy.terms.suggestions import cited, meant

_DAY_FIRST = re.compile(r"\d{1,2}\D\d{1,2}\D")  # a day that could be read as another
_SHOWN = 12  # numbers of rows that a sentence names
NO_KIND = "list-kind"
_SAID_HERE = {"list-unknown", "list-left", "list-no-recipient", NO_KIND}  # told in the desk's own words
Told = tuple[str, tuple[str, ...]]


class AskedWord(NamedTuple):
    """A word of the list that nobody knows: how often it stands there and where first, what it may be, and
    what was chosen.
    """

    ours: str
    word: str
    number: int
    where: str
    options: Sequence[tuple[str, str]]
    choice: str

    @property
    def key(self) -> WordKey:
        """What its choice is kept under."""
        return self.ours, folded(self.word)

    @property
    def name(self) -> str:
        """The name of its field: of the word alone, so that an older page never answers for another word."""
        return f"w.{sha256('|'.join(self.key).encode()).hexdigest()[:20]}"


@dataclass(frozen=True)
class ListOnDesk:
    """A list with what she said of it, beside the workspace that it goes into (None: a new one)."""

    given: GivenList
    workspace: Workspace | None
    pack: Pack
    lang: str

    @cached_property
    def table(self) -> ListTable:
        """Its table."""
        return ListTable(self.given, self.lang)

    @cached_property
    def words(self) -> CellWords:
        """The words of cells."""
        return CellWords(self.pack.vocabulary, self.lang)

    def _read(self, chosen: Mapping[WordKey, ChosenWord], only: Sequence[str] = tuple(QUESTIONS)) -> ListRead:
        mapping = self.table.mapping(self.words, chosen, only)
        known = None if self.workspace is None else actors(self.workspace)
        sheet, words = self.table.sheet, self.words
        return read_list(self.given.book, sheet, mapping, words, known, self.lang, telling=False)

    @cached_property
    def read(self) -> ListRead:
        """What it gives, with all that she said."""
        return self._read({w.key: ChosenWord(w.word, w.choice) for w in self.asked if w.choice})

    @cached_property
    def asked(self) -> tuple[AskedWord, ...]:
        """The words that nobody knows without her; those of rows that she leaves out are not among them."""
        first = (EXCHANGE, KIND)  # what she says of these decides which others are words at all
        found: list[AskedWord] = []
        only: list[str] = []
        for more in ((EXCHANGE,), (KIND,), tuple(q for q in QUESTIONS if q not in first)):
            only += more
            chosen = {w.key: ChosenWord(w.word, w.choice) for w in found if w.choice}
            if any(ours in self.given.columns for ours in more):
                found += [w for w in self._words(self._read(chosen, only)) if w.ours in more]
        return tuple(sorted(found, key=lambda w: list(QUESTIONS).index(w.ours)))

    def _words(self, read: ListRead) -> Iterator[AskedWord]:
        """Give the words that nobody knows, the same word in other letters once, the most frequent first."""
        spelt: dict[WordKey, str] = {}
        numbers = Counter[WordKey]()
        for (ours, word), number in read.unknown.most_common():
            spelt.setdefault((ours, folded(word)), word)
            numbers[ours, folded(word)] += number
        for key, number in numbers.most_common():
            ours, word = key[0], spelt[key]
            options = tuple(self._options(ours, word))
            kept = self.given.words.get(key)
            choice = kept.choice if kept is not None and kept.choice in dict(options) else ""
            yield AskedWord(ours, word, number, cell_of(read.first[ours, word]), options, choice)

    def guess(self, one: AskedWord) -> str:
        """Give what may have been meant, as the list of choices says it; of a legal basis only one that is
        cited, since half a name fits several.
        """
        named = {choice[1:]: label for choice, label in one.options if choice[0] == "="}
        labels = {k: [*self.pack.vocabulary.labels().get(k, ()), v.casefold()] for k, v in named.items()}
        leaf = leaf_of(list_columns()[one.ours].form)
        basis = leaf is not None and leaf.section == "basis"
        found = cited(one.word, named) if basis else meant(one.word, list(named), labels)
        return named.get(found or "", "")

    def _options(self, ours: str, word: str) -> Iterator[tuple[str, str]]:
        """Give what a word may be: one of ours, something that ours do not have, or nothing, where that hides
        nothing else.
        """
        leaf = leaf_of(list_columns()[ours].form)
        if leaf is None:
            return
        if ours == RECIPIENT or leaf.kind == "party":
            yield from self._actors(ours)
            return
        if leaf.kind == "flag":
            yield from (("=yes", say(self.lang, "yes")), ("=no", say(self.lang, "no")))
        elif leaf.kind == "word":
            yield from self._labelled(leaf)
        if leaf.kind == "date" and leaf.none:
            yield "=none", self.words.none
        if leaf.section in {"purpose", "category"}:
            yield OWN, say(self.lang, "something else: none of these")
        if ours not in {EXCHANGE, KIND} and (ours, folded(word)) not in self._beside_others:
            yield NOTHING, say(self.lang, "nothing: it is not known")

    def _labelled(self, leaf: Leaf) -> list[tuple[str, str]]:
        known = [w for w in self.words.known(leaf.section, leaf.choices) if self._offered(w)]
        if leaf.section == "country":
            return sorted(((f"={w}", country_named(w, self.lang)) for w in known), key=lambda o: o[1])
        return [(f"={w}", self.words.label(leaf.section, w)) for w in known]

    def _offered(self, word: str) -> bool:
        return self.pack.vocabulary.basis(word) == word

    def _actors(self, ours: str) -> Iterator[tuple[str, str]]:
        agreement = None if self.workspace is None else self.workspace.agreement
        if agreement is None:
            return
        kinds = {"staff", "processor"} if KIND in self.given.columns else {self.given.kind}
        if ours != RECIPIENT or "staff" in kinds:
            yield from ((f"={p.id}", p.name or p.id) for p in agreement.parties or ())
        if ours == RECIPIENT and "processor" in kinds:
            yield from ((f"={p.id}", p.name or p.id) for p in agreement.processors or ())

    @cached_property
    def _beside_others(self) -> frozenset[WordKey]:
        """The words that stand in a cell with others: taken for nothing, such a cell would seem to name
        all.
        """
        return frozenset(
            (ours, folded(part))
            for ours in self.given.columns
            if isinstance(list_columns()[ours].form, Several)
            for parts in self.table.parts(ours)
            if len(parts) > 1
            for part in parts
        )

    @cached_property
    def open_words(self) -> list[AskedWord]:
        """The words of which it is still to be said what they are, and those that cannot be read as she
        said.
        """
        left = {w.key: w for w in self._words(self.read)}
        asked = {w.key for w in self.asked}
        return [
            *(w for w in self.asked if not w.choice or w.key in left),
            *(w for key, w in left.items() if key not in asked),
        ]

    @property
    def without_kind(self) -> list[str]:
        """The cells that name who receives in rows that do not say what they are."""
        found = (p.location for p in self.read.made.problems if p.code == NO_KIND)
        return [cell_of(where) for where in found if isinstance(where, CellPlace)]

    @property
    def kind_open(self) -> bool:
        """Whether it is still to be said what those who receive are."""
        return RECIPIENT in self.given.columns and KIND not in self.given.columns and not self.given.kind

    def mapped(self) -> MappedList:
        """Give the list as read, to be checked beside the workspace."""
        notices = [*self.given.book.notices, *self.read.made.notices]
        return MappedList(self.given.book, self.read, [n for n in notices if n.code not in _SAID_HERE])

    def told(self) -> tuple[Told, ...]:
        """Tell how the list is read and what is left out, each under its head."""
        found = (
            (say(self.lang, "How your columns are read"), tuple(self._columns())),
            (say(self.lang, "How your words are read"), tuple(self._chosen())),
            (say(self.lang, "What is left out"), tuple(self.left_out())),
        )
        return tuple((head, lines) for head, lines in found if lines)

    def _columns(self) -> Iterator[str]:
        mapping = self.table.mapping(self.words, {}, tuple(QUESTIONS))
        for ours, question in QUESTIONS.items():
            given, asked = mapping.columns.get(ours), say(self.lang, question)
            if isinstance(given, Constant):
                kind = self.words.label("", str(given.value))
                yield say(self.lang, "{question}: {kind}, in every row", question=asked, kind=kind)
            elif given is not None:
                yield say(self.lang, "{question}: your column `{head}`", question=asked, head=given)
        days = [t for ours in ("starts_on", "ends_on") for t in self.table.cells(ours) if _DAY_FIRST.match(t)]
        if days:
            yield say(self.lang, "days written as `{day}`: the day stands before the month", day=days[0])

    def _chosen(self) -> Iterator[str]:
        for one in self.asked:
            if one.choice:
                label = dict(one.options)[one.choice]
                words: dict[str, Any] = {"word": one.word, "number": one.number, "cell": one.where}
                yield say(self.lang, "`{word}` ({number}×, first in {cell}): {label}", label=label, **words)

    def left_out(self) -> Iterator[str]:
        """Tell which columns, sheets and rows say nothing, and where they stand."""
        used = set(self.given.columns.values())
        if left := [head for at, head in self.table.heads.items() if at not in used]:
            told = ", ".join(f"`{head}`" for head in left)
            yield say(self.lang, "columns that are not read: {columns}", columns=told)
        sheets = [s.name for s in self.given.book.sheets if s.rows and s is not self.given.sheet]
        if sheets:
            yield say(
                self.lang, "sheets that are not read: {sheets}", sheets=", ".join(f"`{s}`" for s in sheets)
            )
        above = [n for n in sorted(self.given.sheet.rows) if n < self.given.head]
        for rows, why in (
            (above, say(self.lang, "above the heads")),
            (self.read.left, say(self.lang, "no exchange, as your list says")),
            (self.read.bare, say(self.lang, "nothing in the columns that are read")),
        ):
            if rows:
                yield say(self.lang, "{rows}: {why}", rows=self._rows(rows), why=why)
        if self.read.nameless and not self.kind_open:
            yield say(self.lang, "of {rows} nobody says who receives", rows=self._rows(self.read.nameless))

    def labelled(self, values: Any, section: str) -> str:
        """Give words of ours by their labels, and those that ours do not have as they are."""
        those = values if isinstance(values, list) else []
        return ", ".join(
            str(v["other"]) if isinstance(v, dict) else self.words.label(section, str(v)) for v in those
        )

    def _rows(self, rows: Sequence[int]) -> str:
        named = ", ".join(map(str, rows[:_SHOWN])) + (", …" if len(rows) > _SHOWN else "")
        told = count(self.lang, len(rows), "{number} row", "{number} rows")
        return f"{told} ({named})"


def cell_of(where: CellPlace) -> str:
    """Give a cell as a spreadsheet names it, without its sheet."""
    return f"{letters(where.column) if where.column else ''}{where.line or ''}"
