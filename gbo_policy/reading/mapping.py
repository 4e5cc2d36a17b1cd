"""The mapping file: how somebody else's table becomes our columns. Its values are kept as data; who reads
tables turns them.

``columns`` (ours: theirs, or ``{constant: …}``), ``separator`` of lists, ``dates`` (``pattern`` and
``zone``), ``encoding``, ``values`` (a table a column: theirs to ours, ``null`` for what says nothing) and
``parties`` (``id``, ``enterprise_number``, or a table).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from gbo_policy.basics.digest import digest
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.reading.bounded import read_at_most
from gbo_policy.reading.date_pattern import strptime_of
from gbo_policy.reading.source import MAX_BYTES, Mark, location, position, read

ENCODINGS = ("utf-8", "utf-16", "windows-1252")
BY_NUMBER, BY_ID = "enterprise_number", "id"
_KEYS = ("columns", "separator", "dates", "encoding", "values", "parties")
_ZONE = "Europe/Brussels"

Word = str | bool | None


@dataclass(frozen=True, slots=True)
class Constant:
    """What stands in a column of every row, whatever the table holds: a text, true or false, or a list of
    texts.
    """

    value: str | bool | tuple[str, ...]


@dataclass(frozen=True)
class TableMapping:
    """A mapping file as read. ``pattern`` is a pattern of ``strptime``; ``parties`` is ``id``,
    ``enterprise_number`` or a table.

    A column that ``columns`` does not name has our own name in the table, or is not there. ``file`` and
    ``digest`` say where it comes from.
    """

    columns: Mapping[str, str | Constant] = field(default_factory=dict)
    separator: str | None = None
    pattern: str | None = None
    zone: str = _ZONE
    encoding: str | None = None
    values: Mapping[str, Mapping[str, Word]] = field(default_factory=dict)
    parties: str | Mapping[str, Word] = BY_ID
    file: str = ""
    digest: str = ""

    @cached_property
    def constants(self) -> dict[str, Constant]:
        """The columns that are the same in every row."""
        return {ours: given for ours, given in self.columns.items() if isinstance(given, Constant)}

    @cached_property
    def theirs(self) -> dict[str, str]:
        """Their names by ours."""
        return {ours: given for ours, given in self.columns.items() if isinstance(given, str)}

    def table(self, column: str, *, party: bool = False) -> Mapping[str, Word]:
        """Give what their values of a column become, of a ``party`` too; what the table does not hold stays
        as it is.
        """
        named = self.parties if party and not isinstance(self.parties, str) else {}
        return {**named, **self.values.get(column, {})}

    def word(self, column: str, text: str, *, party: bool = False) -> Word:
        """Give one of their values as ours."""
        return self.table(column, party=party).get(text.strip(), text.strip())

    def split(self, text: str) -> list[str]:
        """Give the parts of a cell that holds a list."""
        parts = text.split(self.separator) if self.separator else [text]
        return [p.strip() for p in parts if p.strip()]


UNMAPPED = TableMapping()


def read_mapping(path: Path, ours: Collection[str], flags: Collection[str] = ()) -> TableMapping:
    """Read a mapping onto the columns ``ours``, of which ``flags`` hold true or false. Raises PolicyError
    with all that is wrong.
    """
    try:
        content = read_at_most(path, MAX_BYTES)
    except OSError as error:
        known = problem("unreadable", Location(str(path)), word=str(path), what=error.strerror)
        raise PolicyError([known]) from None
    documents, problems = read(content, str(path))
    if problems:
        raise PolicyError(problems)
    reader = _MappingReader(str(path), tuple(ours), frozenset(flags))
    data, mark = documents[0] if documents else (None, 0)
    made = reader.mapping(data, mark, digest(content))
    if len(documents) > 1:
        reader.complain("map-second", documents[1][1])
    if reader.problems:
        raise PolicyError(reader.problems)
    return made


class _MappingReader:
    """Checks a mapping file key by key; collects what is wrong with it."""

    def __init__(self, file: str, ours: Sequence[str], flags: frozenset[str]) -> None:
        self.file, self.ours, self.flags = file, ours, flags
        self.problems: list[Problem] = []

    def complain(self, code: str, mark: Mark, **words: object) -> None:
        self.problems.append(problem(code, location(self.file, position(mark)), **words))

    def mapping(self, data: Any, mark: Mark, own: str) -> TableMapping:
        if not isinstance(data, dict):
            self.complain("map-empty", mark, known=listed(_KEYS))
            return TableMapping()
        marks = mark[1]
        for key in data:
            if key not in _KEYS:
                self.unknown(key, marks[key][0], _KEYS)
        given = {key: (data[key], marks[key][1]) for key in _KEYS if key in data}
        pattern, zone = self.dates(*given["dates"]) if "dates" in given else (None, _ZONE)
        return TableMapping(
            columns=self.columns(*given["columns"]) if "columns" in given else {},
            separator=self.text(*given["separator"]) if "separator" in given else None,
            pattern=pattern,
            zone=zone,
            encoding=self.choice(*given["encoding"], ENCODINGS) if "encoding" in given else None,
            values=self.values(*given["values"]) if "values" in given else {},
            parties=self.parties(*given["parties"]) if "parties" in given else BY_ID,
            file=self.file,
            digest=own,
        )

    def unknown(self, word: str, at: Mark, known: Sequence[str]) -> None:
        self.complain("unknown-key", at, word=word, known=listed(known), guess=nearest(word, known))

    def wrong(self, data: Any, mark: Mark, expected: str) -> None:
        shown = str(data).lower() if isinstance(data, bool) else data
        word = "null" if data is None else shown if isinstance(data, str | int) else "…"
        self.complain("wrong-type", mark, word=word, expected=expected)

    def text(self, data: Any, mark: Mark) -> str | None:
        if isinstance(data, str) and data:
            return data
        self.wrong(data, mark, "text")
        return None

    def choice(self, data: Any, mark: Mark, known: Sequence[str]) -> str | None:
        if isinstance(data, str) and data.lower() in known:
            return data.lower()
        self.complain("unknown-word", mark, word=str(data), known=listed(known))
        return None

    def keyed(self, data: Any, mark: Mark, expected: str = "keys with values") -> list[tuple[str, Any, Mark]]:
        if isinstance(data, dict):
            return [(key, value, mark[1][key][1]) for key, value in data.items()]
        self.wrong(data, mark, expected)
        return []

    def known(self, column: str, mark: Mark) -> bool:
        if column not in self.ours:
            self.unknown(column, mark, self.ours)
        return column in self.ours

    def columns(self, data: Any, mark: Mark) -> dict[str, str | Constant]:
        made: dict[str, str | Constant] = {}
        for ours, theirs, at in self.keyed(data, mark):
            if not self.known(ours, mark[1][ours][0]):
                continue
            if isinstance(theirs, dict):
                self.constant(made, ours, theirs, at)
            elif isinstance(theirs, str | int) and not isinstance(theirs, bool) and str(theirs).strip():
                made[ours] = str(theirs).strip()
            else:
                self.wrong(theirs, at, "text")
        return made

    def constant(self, made: dict[str, str | Constant], ours: str, data: Any, mark: Mark) -> None:
        for key, value, at in self.keyed(data, mark):
            if key != "constant":
                self.unknown(key, mark[1][key][0], ("constant",))
            elif isinstance(value, list) and all(isinstance(v, str) for v in value):
                made[ours] = Constant(tuple(value))
            elif isinstance(value, bool) == (ours in self.flags) and isinstance(value, str | bool | int):
                made[ours] = Constant(value if isinstance(value, bool) else str(value))
            else:
                self.wrong(value, at, "true or false" if ours in self.flags else "text")

    def dates(self, data: Any, mark: Mark) -> tuple[str | None, str]:
        if isinstance(data, str):  # the pattern alone
            return self.pattern(data, mark), _ZONE
        pattern, zone = None, _ZONE
        for key, value, at in self.keyed(data, mark):
            if key == "pattern":
                pattern = self.pattern(value, at)
            elif key == "zone":
                zone = self.zone(value, at)
            else:
                self.unknown(key, mark[1][key][0], ("pattern", "zone"))
        return pattern, zone

    def pattern(self, data: Any, mark: Mark) -> str | None:
        made = strptime_of(data) if isinstance(data, str) else None
        if made is None:
            self.complain("map-pattern", mark, word=str(data))
        return made

    def zone(self, data: Any, mark: Mark) -> str:
        if isinstance(data, str) and data in available_timezones():
            return ZoneInfo(data).key
        self.complain(
            "map-zone", mark, word=str(data), guess=nearest(str(data), ("Europe/Brussels", "UTC", "Etc/UTC"))
        )
        return _ZONE

    def values(self, data: Any, mark: Mark) -> dict[str, dict[str, Word]]:
        return {
            column: self.words(table, at, flag=column in self.flags)
            for column, table, at in self.keyed(data, mark)
            if self.known(column, mark[1][column][0])
        }

    def words(self, data: Any, mark: Mark, *, flag: bool = False) -> dict[str, Word]:
        made: dict[str, Word] = {}
        for theirs, ours, at in self.keyed(data, mark):
            if ours is None or (isinstance(ours, bool) == flag and isinstance(ours, str | bool)):
                made[theirs.strip()] = ours
            else:
                self.wrong(ours, at, "true or false" if flag else "text")
        return made

    def parties(self, data: Any, mark: Mark) -> str | dict[str, Word]:
        if isinstance(data, dict):
            return self.words(data, mark)
        return self.choice(data, mark, (BY_ID, BY_NUMBER)) or BY_ID
