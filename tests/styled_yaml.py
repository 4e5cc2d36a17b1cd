"""Plain data written as people write YAML: in lines or in brackets, quoted or not, with comments, empty lines
and either end of lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from gbo_policy.reading.source import read

Draw = Callable[[st.SearchStrategy[Any]], Any]

WORDS = st.one_of(
    st.sampled_from(
        ["refer", "nee", "no", "2026-03-01", "13.5", "gezondheid", "0412.345.678", "x: y", "# x"]
    ),
    st.sampled_from(
        ["", "true", "null", "12", "-", "- a", "[a]", "{a", "*a", "&b", "!c", "a #b", "é 😀", "'", '"']
    ),
    st.sampled_from(
        ["regel\ntwee", "regel\n\ntwee\n", "  voorop\nx", "een\ttab", "slot\n\n", "a: |\n b\n", "\u2028x"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
)
SCALARS = st.one_of(WORDS, st.none(), st.booleans(), st.integers(0, 10**17))
KEYS = st.one_of(
    st.sampled_from(["id", "title", "flows", "purposes", "data", "yes", "on", "sleutel met blanco", "é", "a:b", "x#"]),
    st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=4).filter(lambda k: not k.isdigit()),
)  # fmt: skip
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=14,
)
FILES = st.dictionaries(KEYS, DATA, min_size=1, max_size=4)


@st.composite
def styled(draw: Draw, data: Any) -> str:
    """Write some data in one of the many ways."""
    if draw(st.integers(0, 6)) == 0:
        return json.dumps(data, ensure_ascii=False, indent=draw(st.sampled_from([None, 1, 2, 4])))
    writer = _StyledWriter(draw)
    head = draw(st.sampled_from(["", "# boven\n", "---\n", "# boven\n\n---\n", "\n"]))
    text = head + writer.block(data, 0)
    tail = draw(st.sampled_from(["", "# onder", "# onder\n", "\n", "\n\n"]))
    text = text.rstrip("\n") if draw(st.booleans()) else text + tail
    text = text.replace("\n", "\r\n") if draw(st.booleans()) else text
    # how many empty lines end a text depends on what was drawn below it
    return text if _value(text) == data else writer.flow(data)


def _value(text: str) -> Any:
    documents, problems = read(text.encode(), "f.yaml")
    return documents[0][0] if documents and not problems else None


class _StyledWriter:
    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.step = draw(st.sampled_from([2, 2, 3, 4]))
        self.further_in = draw(st.booleans())

    def odds(self, of: int) -> bool:
        return bool(self.draw(st.integers(0, of)) == 0)

    def comment(self) -> str:
        return self.draw(st.sampled_from(["  # wáárom", " # x: y", "   #-"])) if self.odds(4) else ""

    def above(self, column: int) -> str:
        if not self.odds(6):
            return ""
        return self.draw(st.sampled_from(["\n", " " * column + "# over wat volgt\n", "# links\n", "   \n"]))

    def block(self, data: Any, column: int) -> str:
        """Write a container in lines that start at a column."""
        if not isinstance(data, dict | list) or not data:
            return self.scalar(data) + self.comment() + "\n"
        made = []
        for i, entry in enumerate(data):
            lead = self.above(column) if i or column == 0 else ""
            if isinstance(data, dict):
                made.append(lead + " " * column + self.name(entry) + ":" + self.below(data[entry], column))
            else:
                made.append(lead + " " * column + "-" + self.item(entry, column))
        return "".join(made)

    def below(self, value: Any, column: int) -> str:
        if isinstance(value, dict | list) and value and not self.odds(3):
            deeper = column + (0 if isinstance(value, list) and not self.further_in else self.step)
            return self.comment() + "\n" + self.block(value, deeper)
        return self.inline(value, column)

    def item(self, value: Any, column: int) -> str:
        if isinstance(value, dict | list) and value and not self.odds(3):
            inside = self.block(value, column + 2)
            if self.odds(4):
                return "  # bij het streepje\n" + inside
            return " " + inside.lstrip(" \n") if not inside.lstrip(" \n").startswith("#") else "\n" + inside
        return self.inline(value, column)

    def inline(self, value: Any, column: int) -> str:
        if value is None and self.odds(1):
            return self.comment() + "\n"
        if isinstance(value, str) and (text := self.literal(value, column)) is not None:
            return text
        return " " + self.flow(value) + self.comment() + "\n"

    def literal(self, value: str, column: int) -> str | None:
        lines = value.rstrip("\n").split("\n")
        ends = len(value) - len(value.rstrip("\n"))
        plain = all(line == line.strip() and line.isprintable() for line in lines) and lines[0]
        if "\n" not in value or not plain or not self.odds(1):
            return None
        sign = "|-" if ends == 0 else "|" if ends == 1 else "|+"
        indent = " " * (column + self.step)
        body = "\n".join(indent + line if line else "" for line in lines)
        return f" {sign}{self.comment()}\n{body}\n" + "\n" * (ends - 1)

    def flow(self, value: Any) -> str:
        if isinstance(value, list):
            return self.brackets("[]", [self.flow(v) for v in value])
        if isinstance(value, dict):
            return self.brackets("{}", [f"{self.name(k)}: {self.flow(v)}" for k, v in value.items()])
        return self.scalar(value)

    def brackets(self, pair: str, parts: list[str]) -> str:
        end = "," if parts and self.odds(4) else ""
        return pair[0] + ", ".join(parts) + end + pair[1]

    def name(self, key: str) -> str:
        return self.scalar(key)

    def scalar(self, value: Any) -> str:
        return str(self.draw(st.sampled_from(_forms(value)))) if isinstance(value, str) else json.dumps(value)


@cache
def _forms(value: str) -> list[str]:
    """Give the ways in which a word can be written: plain and in single quotes where that gives it back, and
    in double ones.
    """
    forms = [f for f in (value, "'" + value.replace("'", "''") + "'") if "\n" not in f]
    fits = [
        f
        for f in forms
        if _value(f"{f}: {f}\nb: [{f}, {{{f}: {f}}}]") == {value: value, "b": [value, {value: value}]}
    ]
    return [*fits, json.dumps(value, ensure_ascii=_basic(value))]


def _basic(value: str) -> bool:
    return all(ord(c) < 0x10000 for c in value)
