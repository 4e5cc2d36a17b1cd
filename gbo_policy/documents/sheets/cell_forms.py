"""What a cell holds: for each kind of value how it is written into a cell, and what is read from one.

Writing gives None for a value that no cell can show; reading never fails: what it does not know it leaves as
it stands, and whoever checks the declarations will tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal, Protocol

from gbo_policy.basics.folding import folded
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.terms.suggestions import meant_date, meant_flag
from gbo_policy.terms.values import NONE

CellValue = str | int | float | bool | date | datetime
LeafKind = Literal["text", "id", "party", "date", "moment", "when", "flag", "count", "number", "word"]

EMPTY_LIST = "[]"
_BETWEEN = (";", ",")  # words that are known, where they stand on one line
_DAY_AND_TIME = re.compile(r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}),? +(?:om +)?(\d{1,2})[:.u](\d{2})\Z")
_DIGITS = 10  # of an enterprise number
_FIRST_DAY = date(1901, 1, 1)  # before it, spreadsheets disagree on what a day is
_SERIAL = (367, 73_051)  # of those days up to the year 2100


class Form(Protocol):
    """How the value of a column is written and read."""

    def written(self, value: Any, words: CellWords) -> CellValue | None:
        """Give what the cell of a value holds, or None where no cell can hold it."""

    def taken(self, cell: CellValue, words: CellWords) -> Any:
        """Give the value that a cell states."""


@dataclass(frozen=True)
class Leaf:
    """One value: ``section`` or ``choices`` where it is a word; ``none`` where the word `none` may stand for
    it.
    """

    kind: LeafKind
    section: str = ""
    choices: tuple[str, ...] = ()
    none: bool = False

    @property
    def lists(self) -> bool:
        """Whether what is said of it lists the words behind a colon."""
        return bool(self.choices) or self.section == "purpose"

    def written(self, value: Any, words: CellWords) -> CellValue | None:
        """Give what the cell holds: a label for a word, a date as a date."""
        if value == NONE and (self.none or NONE in self.choices):
            return words.none
        if self.kind == "flag":
            return words.flag(value) if isinstance(value, bool) else None
        if isinstance(value, bool) or not isinstance(value, str | int):
            other = value.get("other") if isinstance(value, dict) and len(value) == 1 else None
            return f"{words.other}: {other}" if isinstance(other, str) and self.kind == "word" else None
        if self.kind == "word" and self.section != "country":
            return words.shown(self.section, str(value), self.choices)
        if self.kind in {"date", "when"} and (day := _day(str(value))):
            return day
        return value if self.kind == "count" else str(value)

    def taken(self, cell: CellValue, words: CellWords) -> Any:
        """Give the value: what people write for yes, no, none, dates and words is understood."""
        plain = _plain(cell, dated=self.kind in {"date", "when", "moment"})
        if not isinstance(plain, str):
            return self._number(plain)
        if folded(plain) in words.nones and (self.none or NONE in self.choices):
            return NONE
        match self.kind:
            case "word":
                return self._word(plain, words)
            case "flag":
                flag = meant_flag(plain)
                return plain if flag is None else flag == "true"
            case "date" | "when":
                moment = _moment(plain) if self.kind == "when" else None
                return plain if _day(plain) else moment or meant_date(plain) or plain
            case "moment":
                return _moment(plain) or plain
            case "count":
                return int(plain) if plain.isdecimal() and len(plain) < 16 else plain
            case "party":
                return words.names.get(folded(plain), plain)
        return plain

    def _number(self, plain: int | bool) -> Any:
        if isinstance(plain, bool) or self.kind == "count":
            return plain
        if self.kind == "flag":
            flag = meant_flag(plain)
            return plain if flag is None else flag == "true"
        if self.kind in {"number", "party"} and 10**8 <= plain < 10**_DIGITS:
            return str(plain).zfill(_DIGITS)  # a spreadsheet drops the zero in front
        return str(plain)

    def _word(self, text: str, words: CellWords) -> Any:
        if self.section in {"purpose", "category"} and (other := words.is_other(text)) is not None:
            return {"other": other}
        if self.section == "country":
            return text  # codes are read in any case, and have no labels
        return words.word(self.section, text, self.choices) or text


@dataclass(frozen=True)
class Several:
    """A list of values, one a line; ``none``: the word `none` is another value than an empty list."""

    leaf: Leaf
    none: bool = False

    def written(self, value: Any, words: CellWords) -> CellValue | None:
        """Give the lines."""
        if value == NONE and self.none:
            return words.none
        if not isinstance(value, list):
            return None
        if not value:
            return EMPTY_LIST if self.none else words.none
        lines = [self.leaf.written(one, words) for one in value]
        return None if None in lines else "\n".join(_text(line) for line in lines)

    def taken(self, cell: CellValue, words: CellWords) -> Any:
        """Give the list; blank lines are none of it, and known words may also be parted by semicolons or
        commas.
        """
        if not isinstance(cell, str):
            return [self.leaf.taken(cell, words)]
        if cell.strip() == EMPTY_LIST:
            return []
        if folded(cell) in words.nones:
            return NONE if self.none else []
        return [self.leaf.taken(one, words) for line in lines_of(cell) for one in self._parts(line, words)]

    def _parts(self, line: str, words: CellWords) -> list[str]:
        for mark in _BETWEEN if self.leaf.kind == "word" else ():
            parts = [part.strip() for part in line.split(mark) if part.strip()]
            if parts and all(words.word(self.leaf.section, p, self.leaf.choices) for p in parts):
                return parts
        return [line]


@dataclass(frozen=True)
class EveryParty:
    """A core actor, several of them one a line, or all of one role."""

    role: Leaf
    party: Leaf = Leaf("party")

    def written(self, value: Any, words: CellWords) -> CellValue | None:
        """Give the line or lines."""
        if isinstance(value, dict):
            role = self.role.written(value.get("role"), words) if list(value) == ["role"] else None
            return None if role is None else f"{words.role}: {role}"
        if isinstance(value, list):
            return Several(self.party).written(value, words)
        return self.party.written(value, words)

    def taken(self, cell: CellValue, words: CellWords) -> Any:
        """Give what one line or several say."""
        lines = lines_of(cell) if isinstance(cell, str) else [cell]
        if len(lines) > 1:
            return [self.party.taken(line, words) for line in lines]
        role = words.is_role(lines[0]) if isinstance(lines[0], str) else None
        return self.party.taken(lines[0], words) if role is None else {"role": self.role.taken(role, words)}


@dataclass(frozen=True)
class LineList:
    """A list of objects with a few values each, one object a line, its values in the order of ``fields`` with
    semicolons between.

    ``told`` says what each value is. ``one``: a single object stands for itself and not for a list of one.
    ``none``: the word `none` may stand for it.
    """

    fields: tuple[tuple[str, Leaf], ...]
    told: tuple[str, ...] = ()
    one: bool = False
    none: bool = False

    def written(self, value: Any, words: CellWords) -> CellValue | None:
        """Give the lines."""
        if value == NONE and self.none:
            return words.none
        if value == []:
            return EMPTY_LIST if self.none else words.none
        lines = [self._line(one, words) for one in (value if isinstance(value, list) else [value])]
        return None if None in lines else "\n".join(str(line) for line in lines)

    def _line(self, one: Any, words: CellWords) -> str | None:
        if not isinstance(one, dict) or not one.keys() <= {name for name, _ in self.fields}:
            return None
        parts = []
        for name, leaf in self.fields:
            part = leaf.written(one[name], words) if one.get(name) is not None else ""
            if part is None:
                return None
            parts.append(_text(part))
        return "; ".join(parts).rstrip("; ")

    def taken(self, cell: CellValue, words: CellWords) -> Any:
        """Give the objects; of a line with too many values the last one takes the rest."""
        if isinstance(cell, str) and cell.strip() == EMPTY_LIST:
            return []
        if isinstance(cell, str) and folded(cell) in words.nones:
            return NONE if self.none else []
        lines = lines_of(cell) if isinstance(cell, str) else [_text(cell)]
        made = [self._object(line, words) for line in lines]
        return made[0] if self.one and len(made) == 1 else made

    def _object(self, line: str, words: CellWords) -> dict[str, Any]:
        parts = [part.strip() for part in line.split(";", len(self.fields) - 1)]
        pairs = zip(self.fields, parts, strict=False)
        return {name: leaf.taken(part, words) for (name, leaf), part in pairs if part}


@dataclass(frozen=True)
class LabelLines:
    """Labels of one's own, each ``name=text`` on a line."""

    def written(self, value: Any, words: CellWords) -> CellValue | None:
        """Give the lines; no labels at all cannot be shown."""
        if not isinstance(value, dict) or not value:
            return None
        return "\n".join(f"{name}={text}" for name, text in value.items())

    def taken(self, cell: CellValue, words: CellWords) -> Any:
        """Give the labels; a line without a sign of equality is a name without text."""
        pairs = [line.partition("=") for line in lines_of(_text(cell))]
        return {name.strip(): text.strip() for name, _, text in pairs}


@dataclass(frozen=True)
class Gate:
    """Says that there is no such thing, whose values stand in the columns behind it; ``text``: or says it in
    a text of its own.
    """

    text: bool = False
    leaf: Leaf = Leaf("text", none=True)

    def written(self, value: Any, words: CellWords) -> CellValue | None:
        """Give the word or the text."""
        return self.leaf.written(value, words) if value == NONE or self.text else None

    def taken(self, cell: CellValue, words: CellWords) -> Any:
        """Give the word or the text."""
        return self.leaf.taken(cell, words)


@dataclass(frozen=True)
class Counted:
    """A list whose entries stand on a sheet of their own: here it is said only that there are none."""

    def written(self, value: Any, words: CellWords) -> CellValue | None:
        """Give the word for an empty list."""
        return words.none if value == [] else None

    def taken(self, cell: CellValue, words: CellWords) -> Any:
        """Give the empty list, or the cell as it stands, which is wrong."""
        none = isinstance(cell, str) and folded(cell) in words.nones | {EMPTY_LIST}
        return [] if none else cell


def _moment(text: str) -> str | None:
    """Give the moment that people write as `3/2/2026 9:30`, the day first; None for what is written
    otherwise.
    """
    found = _DAY_AND_TIME.match(text)
    day = meant_date(found[1]) if found else None
    return f"{day}T{int(found[2]):02}:{found[3]}" if found and day else None


def lines_of(text: str) -> list[str]:
    """Give the lines of a cell that hold anything."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def same(one: Any, other: Any) -> bool:
    """Tell whether two values state the same: an absent key and null, a number and its digits are no
    difference.
    """
    return bool(_canonical(one) == _canonical(other))


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _canonical(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_canonical(v) for v in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else value


def _plain(cell: CellValue, *, dated: bool) -> str | int | bool:
    """Give a cell as text, whole number or flag; in a column of dates a number is the day that a spreadsheet
    counts by it.
    """
    if isinstance(cell, datetime):
        if cell.time() == time():
            return cell.date().isoformat()
        return cell.isoformat(timespec="minutes" if not cell.second else "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and not cell.is_integer():
        return repr(cell)
    if isinstance(cell, float):
        cell = int(cell)
    if dated and isinstance(cell, int) and not isinstance(cell, bool) and _SERIAL[0] <= cell < _SERIAL[1]:
        return date.fromordinal(date(1899, 12, 30).toordinal() + cell).isoformat()
    return cell.strip() if isinstance(cell, str) else cell


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day is not None and day >= _FIRST_DAY else None


def _text(cell: CellValue | None) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)
