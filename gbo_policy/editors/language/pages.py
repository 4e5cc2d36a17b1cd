"""One file as an editor shows it: its text by lines, and what stands at each place of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from gbo_policy.basics.problems import Location
from gbo_policy.editors.fixing import WordAt, words_of
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.source import read
from gbo_policy.reading.spans import TextSpan, spans

# a quoted text, or what a plain word or key is made of, up to what ends it
_TOKEN = re.compile(
    r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,\[\]{}#](?:(?!\s*(?:[,\]}]|:(?:\s|$)|$)|\s+#).)*"""
)


class Spread(NamedTuple):
    """Characters from one place up to another: lines and columns, both from 0."""

    line: int
    start: int
    last_line: int
    end: int


class OutlineEntry(NamedTuple):
    """A section, or something with an id in it, for an outline: what it is called, where it is, and what lies
    in it.
    """

    name: str
    detail: str
    spread: Spread
    inside: tuple[OutlineEntry, ...]


@dataclass(frozen=True)
class Page:
    """A file's text; what is made of it is made once, when it is asked for."""

    file: InputFile

    @cached_property
    def text(self) -> str:
        """The file as text; what is no Unicode in it is marked."""
        return self.file.content.decode("utf-8", "replace")

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends, as the reader of YAML counts them."""
        return re.split(r"\r\n|\n|\r", self.text)

    @cached_property
    def words(self) -> dict[Location, list[WordAt]]:
        """Every key and plain value by its place."""
        return words_of(self.file)

    @cached_property
    def data(self) -> list[Any]:
        """What each document of the file holds."""
        return [data for data, _ in read(self.file.content, self.file.path)[0]]

    @cached_property
    def _by_line(self) -> dict[int, list[Location]]:
        found: dict[int, list[Location]] = {}
        for place in self.words:
            found.setdefault(place.line, []).append(place)
        return found

    def word_at(self, line: int, column: int) -> tuple[WordAt, Spread] | None:
        """Give the key or the value at a place (from 0), with where it is written; None between words."""
        fitting = [p for p in self._by_line.get(line + 1, ()) if p.column - 1 <= column]
        for place in sorted(fitting, key=lambda p: -p.column):
            spread = self.spread(place)
            if column <= spread.end:
                return self.words[place][0], spread
        return None

    def spread(self, place: Location) -> Spread:
        """Give where the word that begins at a place is written; a place that names the file alone is its
        first line.
        """
        line = max(place.line - 1, 0)
        text = self.lines[line] if line < len(self.lines) else ""
        start = min(max(place.column - 1, 0), len(text))
        found = _TOKEN.match(text, start)
        end = len(text[: found.end()].rstrip()) if found else min(start + 1, len(text))
        return Spread(line, start, line, max(end, start))

    def outline(self) -> list[OutlineEntry]:
        """Give the sections, and what has an id or a title in each."""
        try:
            roots = spans(self.text, self.file.path)
        except Exception:  # a text that is not well-formed has no outline yet; its errors are told elsewhere
            return []
        return [e for root, data in zip(roots, self.data, strict=False) for e in self._entries(root, data)]

    def _entries(self, span: TextSpan, data: Any) -> Iterator[OutlineEntry]:
        if not isinstance(data, dict) or not span.keys:
            return
        for key, item, (name, value) in zip(span.keys, span.items, data.items(), strict=False):
            yield OutlineEntry(
                name, "", self.between(key.start, max(item.end, key.end)), tuple(self._named(item, value))
            )

    def _named(self, span: TextSpan, value: Any) -> Iterator[OutlineEntry]:
        if isinstance(value, list):
            for number, (item, one) in enumerate(zip(span.items, value, strict=False)):
                if isinstance(one, dict):
                    inside = (e for e in self._entries(item, one) if e.inside)
                    yield OutlineEntry(
                        _called(one, number), _about(one), self.between(item.start, item.end), tuple(inside)
                    )
        elif isinstance(value, dict):
            yield from (e for e in self._entries(span, value) if e.inside)

    def between(self, start: int, end: int) -> Spread:
        """Give the lines and columns of two places of the text."""
        first, last = self._place(start), self._place(end)
        return Spread(*first, *last)

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", self.text))]

    def _place(self, at: int) -> tuple[int, int]:
        from bisect import bisect_right

        line = bisect_right(self._starts, at) - 1
        return line, at - self._starts[line]


def _called(one: dict[str, Any], number: int) -> str:
    for key in ("id", "term", "rule", "party", "kind", "clause"):
        if isinstance(one.get(key), str | int):
            return str(one[key])
    return str(number)


def _about(one: dict[str, Any]) -> str:
    return next((str(one[k]) for k in ("title", "name", "type", "role") if isinstance(one.get(k), str)), "")
