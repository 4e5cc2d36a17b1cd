"""Where every value of a YAML (or JSON) text begins and ends, to the character: for who changes a part and
keeps the rest.

The text is one that ``source.read`` reads without a complaint; values and keys themselves are taken from what
that gave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from gbo_policy.reading.source import without_old_breaks

# two escapes of JSON for one character; what stands in for them here is as long as they are
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")

BRACKETS, LINES, BLOCKS = frozenset("[{"), frozenset("-:"), frozenset("|>")  # styles


@dataclass(slots=True)
class TextSpan:
    """One value: the characters from ``start`` up to ``end``, and for a container its children.

    ``style`` is ``[`` or ``{`` for a container in brackets, ``-`` or ``:`` for one in lines, the sign of a
    quoted or a block text, and empty for a plain scalar. ``end`` of lines is that of the last child.
    """

    start: int
    end: int
    style: str
    keys: list[TextSpan] = field(default_factory=list)  # of a mapping, in step with ``items``
    items: list[TextSpan] = field(default_factory=list)

    @property
    def in_lines(self) -> bool:
        """Whether this is a container, or a text, written in lines of its own below what introduces it."""
        return self.style in LINES | BLOCKS


def spans(text: str, name: str = "") -> list[TextSpan]:
    """Give the root of each document of a well-formed text; ``name`` is its file's, as JSON has escapes of
    its own.
    """
    if name.lower().endswith(".json"):
        text = _PAIR.sub(lambda pair: pair[1] + "x" * 12, text)
    text, _ = without_old_breaks(text)
    roots: list[TextSpan] = []
    stack: list[TextSpan] = []
    skip = 1 if text.startswith("\ufeff") else 0
    for event in _events(text[skip:]):
        kind = type(event)
        if kind is ScalarEvent:
            _put(_scalar(event, text, skip), stack, roots)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            style = "-[" if kind is SequenceStartEvent else ":{"
            start = event.start_mark.index + skip
            stack.append(TextSpan(start, start, style[bool(event.flow_style)]))
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            done = stack.pop()
            last = done.items[-1].end if done.items else done.start
            # a pair without braces in a list of brackets ends where its value does
            braced = done.style in BRACKETS and text[done.start] in BRACKETS
            done.end = event.end_mark.index + skip if braced else last
            _put(done, stack, roots)
    return roots


def _events(text: str) -> Iterator[Any]:
    parser = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(text.encode())
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()


def _scalar(event: Any, text: str, skip: int) -> TextSpan:
    start, end = event.start_mark.index + skip, event.end_mark.index + skip
    style = event.style or ""
    if style in BLOCKS:
        header = re.match(r"[|>][-+0-9]*", text[start:end])
        lines = text[start:end]
        kept = header is not None and "+" in header[0]
        # empty lines below belong to the text only where its sign says so
        end = start + len(lines[: -len(_break(lines)) or None] if kept else lines.rstrip("\r\n"))
    return TextSpan(start, end, style)


def _break(lines: str) -> str:
    return "\r\n" if lines.endswith("\r\n") else lines[-1:] if lines.endswith(("\n", "\r")) else ""


def _put(span: TextSpan, stack: list[TextSpan], roots: list[TextSpan]) -> None:
    if not stack:
        roots.append(span)
        return
    top = stack[-1]
    if top.style in {":", "{"} and len(top.keys) == len(top.items):
        top.keys.append(span)
    else:
        top.items.append(span)
