"""YAML (and so JSON) into plain data, with the line and column of every key and value, by YAML 1.2's core
schema.

Data are dicts, lists, text, true/false, whole numbers and None. Beside them stand *marks* of the same shape:
an ``int`` for a scalar, ``(position, {key: (key position, mark)})`` for a mapping, ``(position, [mark])`` for
a list. A position packs line and column. The parser's events are read one by one, not composed into nodes: so
depth is bounded before anything recurses.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from contextlib import suppress
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from gbo_policy.basics.patterns import late_pattern
from gbo_policy.basics.problems import Location, Problem, problem

MAX_BYTES = 5_000_000
MAX_DEPTH = 40

Mark = Any  # int | tuple[int, dict[str, tuple[int, Mark]]] | tuple[int, list[Mark]]

COLUMN_BITS = 24  # of a packed position: the line stands above them
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}  # type: ignore[dict-item]
# two escapes of JSON for one character beyond the first 65,536, which YAML writes as one
_PAIR = rb"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
# what no text holds; a tab, the ends of lines and all that people write are none of these
_CONTROL = late_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NAMES = {
    "\x0c": "form-feed",
    "\x7f": "delete",
    "\x1b": "escape",
    "\x08": "backspace",
    "\x0b": "vertical-tab",
}
_OLD_BREAKS = "\x85\u2028\u2029"
_DECIMAL = late_pattern(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z")


def location(file: str, position: int) -> Location:
    """Unpack a position into a place in ``file``."""
    return Location(file, (position >> COLUMN_BITS) + 1, (position & ((1 << COLUMN_BITS) - 1)) + 1)


def position(mark: Mark) -> int:
    """Give the packed position of any mark."""
    return mark if isinstance(mark, int) else mark[0]


def _at(event: Any) -> int:
    start = event.start_mark
    packed: int = start.line << COLUMN_BITS | start.column
    return packed


class _NodeReader:
    """Builds data and marks from one file's events; collects its problems instead of stopping at the
    first.
    """

    def __init__(self, file: str, decimals: bool, back: dict[int, str] | None = None) -> None:
        self.file, self.decimals = file, decimals
        self.back = back or {}  # characters that stand for others while a parser reads
        self.problems: list[Problem] = []
        self.documents: list[tuple[Any, Mark]] = []
        # each open container: data, marks, pending key (mapping) or None, its position
        self.stack: list[list[Any]] = []

    def complain(self, code: str, at: int, **words: object) -> None:
        self.problems.append(problem(code, location(self.file, at), **words))

    def run(self, content: bytes) -> None:
        parser = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(content)
        try:
            while (event := parser.get_event()) is not None:
                # most events are scalars with nothing before them: these take no further steps than they need
                if type(event) is ScalarEvent and event.anchor is None and event.tag is None:
                    self.put(self.scalar(event), _at(event))
                elif not self.take(event):
                    return
        finally:
            parser.dispose()

    def take(self, event: Any) -> bool:
        kind = type(event)
        if kind is ScalarEvent:
            self.decorated(event)
            self.put(self.scalar(event), _at(event))
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            self.decorated(event)
            return self.open(event, {} if kind is MappingStartEvent else [])
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            data, marks, _, at = self.stack.pop()
            self.put(data, (at, marks))
        elif kind is AliasEvent:
            self.complain("yaml-alias", _at(event), word=f"*{event.anchor}")
            self.put_unread(_at(event))
        elif kind is StreamEndEvent:
            return False
        return True

    def decorated(self, event: Any) -> None:
        if event.anchor is not None:
            self.complain("yaml-alias", _at(event), word=f"&{event.anchor}")
        if event.tag is not None:
            self.complain("yaml-tag", _at(event), word=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def open(self, event: Any, data: Any) -> bool:
        if len(self.stack) >= MAX_DEPTH:
            self.complain("too-deep", _at(event), most=MAX_DEPTH)
            return False
        self.stack.append([data, type(data)(), None, _at(event)])
        return True

    def scalar(self, event: Any) -> Any:
        value: str = event.value.translate(self.back) if self.back else event.value
        if not event.implicit[0]:
            return value
        if value in _WORDS:
            return _WORDS[value]
        if value.isdigit() and value.isascii() and (value[0] != "0" or value == "0") and len(value) < 19:
            return int(value)
        if self.decimals and _DECIMAL.match(value):
            return float(value) if "." in value else int(value)
        return value

    def put(self, data: Any, mark: Mark) -> None:
        if not self.stack:
            self.documents.append((data, mark))
            return
        top = self.stack[-1]
        if type(top[0]) is list:
            top[0].append(data)
            top[1].append(mark)
        elif top[2] is None:
            top[2] = (data, mark) if type(data) is str else self.key(data, mark)
        else:
            name, at = top[2]
            top[2] = None
            if name is None:  # a key that is no word, already told
                return
            if name in top[0]:
                first = location(self.file, top[1][name][0])
                self.complain("duplicate-key", at, word=name, line=first.line, unread=data)
            else:
                top[0][name] = data
                top[1][name] = (at, mark)

    def put_unread(self, at: int) -> None:
        """Put nothing where something stands that is told already: a value that is not known, no entry of a
        list, and a key that is no word.
        """
        if self.stack and type(self.stack[-1][0]) is list:
            return
        if self.stack and self.stack[-1][2] is None:
            self.stack[-1][2] = (None, at)
        else:
            self.put(None, at)

    def key(self, data: Any, mark: Mark) -> tuple[str | None, int]:
        if data is None or isinstance(data, bool | int | float):
            return ("null" if data is None else str(data).lower()), position(mark)
        self.complain("yaml-key", position(mark))
        return None, position(mark)


def _joined(pair: re.Match[bytes]) -> bytes:
    high, low = int(pair[2], 16), int(pair[3], 16)
    return pair[1] + b"\\U%08x" % (0x10000 + (high - 0xD800 << 10) + (low - 0xDC00))


Read = tuple[list[tuple[Any, Mark]], list[Problem]]  # documents with their marks, and what is wrong


def read(content: bytes, file: str, *, decimals: bool = False) -> Read:
    """Read one file's bytes: its documents as (data, marks), and everything that is wrong with its form.

    ``file`` is the name that places carry. With ``decimals`` plain numbers may have a fraction; otherwise
    such a scalar is text, so that clause 13.5 keeps its letters.
    """
    if len(content) > MAX_BYTES:
        return [], [
            problem(
                "too-large", Location(file), size=f"{len(content) / 1e6:.1f}", most=f"{MAX_BYTES / 1e6:.0f}"
            )
        ]
    if file.lower().endswith(".json"):
        content = re.sub(_PAIR, _joined, content)
    form = "utf-8-sig" if content.startswith(BOM_UTF8) else "utf-8"  # the former is a module more
    try:
        text = content.decode(form)
    except UnicodeDecodeError as error:
        return [], [problem("not-text", Location(file, content.count(b"\n", 0, error.start) + 1, 1))]
    plain = text.replace("\n", "").isprintable()  # as most are, which is told at a glance
    if not plain and (steering := _CONTROL.search(text)) is not None:
        return [], [_control(text, steering, file)]
    text, back = without_old_breaks(text)
    reader = _NodeReader(file, decimals, back)
    try:
        reader.run(text.encode())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and (guarded := _stopped_by_depth(text, mark.index, file)):
            return guarded.documents, guarded.problems
        reader.problems.append(_ill_formed(text, error, file))
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, int(error.position)) + 1
        reader.problems.append(problem("not-text", Location(file, line, 1)))
    return reader.documents, reader.problems


def _control(text: str, found: re.Match[str], file: str) -> Problem:
    """Name a character that no text holds; with a null byte among them it is no text at all."""
    line = text.count("\n", 0, found.start()) + 1
    if "\0" in text:
        return problem("not-text", Location(file, text.count("\n", 0, text.index("\0")) + 1, 1))
    column = found.start() - text.rfind("\n", 0, found.start())
    code, name = f"U+{ord(found[0]):04X}", _NAMES.get(found[0], "control-character")
    return problem("control-character", Location(file, line, column), word=code, what=name)


def without_old_breaks(text: str) -> tuple[str, dict[int, str]]:
    """Put other characters where YAML 1.1 saw the end of a line and YAML 1.2 does not; give what turns them
    back in values.
    """
    there = [c for c in _OLD_BREAKS if c in text]
    free = (chr(n) for n in range(0xE000, 0xF900) if chr(n) not in text)
    instead: dict[str, int | str | None] = dict(zip(there, free, strict=False)) if there else {}
    return text.translate(str.maketrans(instead)), {ord(str(new)): old for old, new in instead.items()}


def _ill_formed(text: str, error: yaml.MarkedYAMLError, file: str) -> Problem:
    """Say what makes a text no YAML, at the place of the cause."""
    from gbo_policy.reading.syntax import Spot, cause  # only where something is wrong: start-up counts

    noticed, begun = error.problem_mark or error.context_mark, error.context_mark
    if noticed is None:
        return problem("yaml-syntax", Location(file), what="yaml-other")
    found = cause(
        text,
        Spot(begun.line, begun.column) if begun else None,
        Spot(noticed.line, noticed.column),
        error.problem or "",
    )
    where = Location(file, found.at.line + 1, found.at.column + 1)
    return problem("yaml-syntax", where, what=found.what, guess=found.guess)


def _stopped_by_depth(text: str, end: int, file: str) -> _NodeReader | None:
    """Read again what stands before character ``end``, where a parser gave up; give it if our limit ends it.

    A parser looks up to a kilobyte ahead of the events that it gives, and may have a limit of its own on
    depth. The text without what stopped it gives the same events, and then our limit is met first.
    """
    reader = _NodeReader(file, decimals=False)
    with suppress(yaml.YAMLError):
        reader.run(text[:end].encode())
    return reader if any(p.code == "too-deep" for p in reader.problems) else None
