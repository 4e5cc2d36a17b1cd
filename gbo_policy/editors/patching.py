"""One change of a value as patches of a text: which characters go, and what comes in their place."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from gbo_policy.basics.steps import Step, Steps
from gbo_policy.reading.dumping import in_json, in_lines, in_one_line
from gbo_policy.reading.spans import BLOCKS, BRACKETS, LINES, TextSpan, spans

_BREAK = re.compile(r"\r\n|\n|\r")


class Patch(NamedTuple):
    """The characters from ``start`` up to ``end`` become ``new``."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Sheet:
    """A text with its data and the places of all values; ``data`` and ``roots`` hold one entry a document."""

    text: str
    data: Sequence[Any]
    roots: Sequence[TextSpan]
    quoted: bool = False  # no new text may stand in lines of its own

    @classmethod
    def of(cls, text: str, data: Sequence[Any], name: str, *, quoted: bool = False) -> Sheet:
        """Find the places of a text that was read as ``data``."""
        return cls(text, data, spans(text, name), quoted)

    def lines_of(self, value: Any) -> list[str]:
        """Write a value in lines as those of the text are written, without indentation."""
        return in_lines(value, lists_further_in=self.lists_further_in, quoted=self.quoted)

    @cached_property
    def newline(self) -> str:
        """How lines of the text end."""
        return next((b for b in ("\r\n", "\n", "\r") if b in self.text), "\n")

    @cached_property
    def json(self) -> bool:
        """Whether the text is JSON throughout, and has to stay so."""
        if not self.roots or self.roots[0].style not in BRACKETS:
            return False
        try:
            json.loads(self.text.removeprefix("\ufeff"))
        except ValueError:
            return False
        return True

    @cached_property
    def lists_further_in(self) -> bool:
        """Whether lists stand further in than the key above them; so where no list says otherwise."""
        pairs = (
            (self.column(m.start), self.column(i.start))
            for m in self._mappings()
            for i in m.items
            if i.style == "-"
        )
        return next((inner > outer for outer, inner in pairs), True)

    @cached_property
    def step(self) -> int:
        """How many characters further in a mapping below a key stands."""
        pairs = (
            self.column(i.start) - self.column(m.start)
            for m in self._mappings()
            for i in m.items
            if i.style == ":"
        )
        return next((n for n in pairs if n > 0), 2)

    def _mappings(self) -> list[TextSpan]:
        found, todo = [], list(self.roots)
        while todo:
            span = todo.pop(0)
            if span.style == ":":
                found.append(span)
            todo.extend(i for i in span.items if i.style in LINES)
            if len(found) > 50:
                break
        return found

    def line_start(self, at: int) -> int:
        """Give where the line of a character begins."""
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def line_end(self, at: int) -> int:
        """Give where the line of a character ends, before its break."""
        found = _BREAK.search(self.text, at)
        return found.start() if found else len(self.text)

    def next_line(self, at: int) -> int:
        """Give where the line below that of a character begins, or the end of the text."""
        found = _BREAK.search(self.text, at)
        return found.end() if found else len(self.text)

    def column(self, at: int) -> int:
        """Give how many characters stand before one on its line."""
        start = self.line_start(at)
        return at - start - (1 if start == 0 and self.text.startswith("\ufeff") else 0)

    def first_on_line(self, at: int) -> bool:
        """Tell whether nothing but blanks stands before a character on its line."""
        return not self.text[self.line_start(at) : at].strip(" \ufeff")


@dataclass(frozen=True)
class ValueSpot:
    """One value of a text: its data and place, what holds it, the how-manieth it is there, and whether it
    stands in brackets.
    """

    data: Any
    span: TextSpan | None
    above: ValueSpot | None
    number: int
    in_brackets: bool

    @property
    def key(self) -> TextSpan | None:
        """The key of a value of a mapping."""
        above = self.above.span if self.above else None
        return above.keys[self.number] if above is not None and above.keys else None


def walk(sheet: Sheet, document: int, path: Steps) -> tuple[ValueSpot, Steps]:
    """Follow a path as far as it leads; give where it ends, and the steps that are left."""
    span = sheet.roots[document] if document < len(sheet.roots) else None
    spot = ValueSpot(sheet.data[document] if span is not None else None, span, None, 0, in_brackets=False)
    for n, step in enumerate(path):
        data, here = spot.data, spot.span
        if here is None:
            return spot, path[n:]
        if isinstance(data, dict) and step in data:
            number = list(data).index(str(step))
        elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
            number = step
        else:
            return spot, path[n:]
        brackets = spot.in_brackets or here.style in BRACKETS
        spot = ValueSpot(data[step], here.items[number], spot, number, brackets)
    return spot, ()


def replaced(sheet: Sheet, spot: ValueSpot, value: Any) -> list[Patch]:
    """Let another value stand in the place of one."""
    span = spot.span
    if span is None:  # a text without anything
        end = len(sheet.text)
        before = sheet.newline if sheet.text and not sheet.text.endswith(("\n", "\r")) else ""
        lines = sheet.lines_of(value)
        return [Patch(end, end, before + "".join(line + sheet.newline for line in lines))]
    if sheet.json or spot.in_brackets or _stays_in_brackets(span, value):
        return [Patch(span.start, span.end, _colon(sheet, spot) + written(sheet, span, value))]
    head, body = _rendered(sheet, spot, value)
    if span.style in LINES and _behind_a_sign(sheet, span):
        end = sheet.line_end(span.end) if body else span.end
        return [Patch(span.start, end, head or _hanging(sheet, span, body))]
    body_text = "".join(sheet.newline + line for line in body)
    if spot.above is None and span.style in LINES:
        return [Patch(span.start, sheet.line_end(span.end), head or body_text.removeprefix(sheet.newline))]
    after = _introduced(sheet, spot)
    if not span.in_lines:
        end = sheet.line_end(span.end)
        gap = span.start if head and after < span.start else after
        lead = " " if head and gap in {after, span.end} else ""
        return [Patch(gap, span.end, lead + head), *([Patch(end, end, body_text)] if body else [])]
    return _below(sheet, span, after, head, body_text)


def _below(sheet: Sheet, span: TextSpan, after: int, head: str, body: str) -> list[Patch]:
    """Replace what stands in lines of its own; the comment of the line above it stays there."""
    if span.style in BLOCKS:
        sign = re.match(r"[|>][-+0-9]*", sheet.text[span.start : span.end])
        first = span.start + len(sign[0] if sign else "")
        lines = sheet.line_end(first)
        kept = Patch(span.start if head else after, first, head)
        return [kept, Patch(lines, max(lines, span.end), body)]
    start, end = sheet.line_start(span.start), sheet.line_end(span.end)
    # what stands between the key and its lines stays, unless a text would take it for its own
    before = sheet.line_end(after) if head[:1] == "|" else _last_break(sheet, start)
    put = [Patch(after, after, f" {head}")] if head else []
    return [*put, Patch(before, end, body)]


def _last_break(sheet: Sheet, start: int) -> int:
    """Give where the break before the line at ``start`` begins."""
    return start - (2 if sheet.text[:start].endswith("\r\n") else 1)


def _stays_in_brackets(span: TextSpan, value: Any) -> bool:
    if isinstance(value, dict | list) and value:
        simple = all(
            not isinstance(v, dict | list) for v in (value if isinstance(value, list) else value.values())
        )
        return span.style in BRACKETS and (bool(span.items) or (isinstance(value, list) and simple))
    return False


def written(sheet: Sheet, span: TextSpan | None, value: Any, *, in_brackets: bool = True) -> str:
    """Write a value on one line in the place of another; a text keeps the quotation marks."""
    if sheet.json:
        return in_json(value)
    style = span.style if span is not None and isinstance(value, str) and span.style in {'"', "'"} else ""
    if not style and not in_brackets and isinstance(value, str) and "\n" not in value:
        return in_lines(value)[0]  # in brackets a colon would need quotation marks
    return in_one_line(value, style)


def _rendered(sheet: Sheet, spot: ValueSpot, value: Any) -> tuple[str, list[str]]:
    """Write a value for a place in lines: what stands behind its key or dash, and the lines below, with their
    indentation.
    """
    if isinstance(value, dict | list) and value:
        column = _indent(sheet, spot, value)
        lines = sheet.lines_of(value)
        return "", [" " * column + line if line else line for line in lines]
    if isinstance(value, str) and "\n" in value:
        lines = sheet.lines_of(value)
        if lines[0][:1] == "|":
            indent = " " * _indent(sheet, spot, {})
            return lines[0], [indent + line if line else line for line in lines[1:]]
    return written(sheet, spot.span, value, in_brackets=False), []


def _indent(sheet: Sheet, spot: ValueSpot, value: Any) -> int:
    """Give the column of what stands below a key, behind a dash, or at the top."""
    above = spot.above.span if spot.above else None
    if above is None:
        return 0
    column = sheet.column(above.start)
    if above.style == "-":
        return column + 2
    if isinstance(value, list):
        return column + (2 if sheet.lists_further_in else 0)
    return column + sheet.step


def _behind_a_sign(sheet: Sheet, span: TextSpan) -> bool:
    """Tell whether a container in lines begins on the line of the dash that it belongs to."""
    return not sheet.first_on_line(span.start)


def _hanging(sheet: Sheet, span: TextSpan, body: Sequence[str]) -> str:
    """Write lines so that the first begins where the old container began, and the others below it."""
    old = len(body[0]) - len(body[0].lstrip(" "))
    column = " " * sheet.column(span.start)
    return sheet.newline.join(
        [body[0][old:], *(column + line[old:] if line.strip() else line for line in body[1:])]
    )


def _introduced(sheet: Sheet, spot: ValueSpot) -> int:
    """Give the place behind the colon or the dash that a value in lines belongs to."""
    span, key = spot.span, spot.key
    assert span is not None
    if key is not None:
        return sheet.text.index(":", key.end) + 1
    if spot.above is None:
        return span.start
    return dash(sheet, spot) + 1


def _colon(sheet: Sheet, spot: ValueSpot) -> str:
    """Give what has to stand before a value in brackets that was left empty."""
    span, key = spot.span, spot.key
    if span is None or span.start != span.end:
        return ""
    if key is not None and ":" not in sheet.text[key.end : span.start]:
        return ": "
    return "" if sheet.text[span.start - 1 : span.start] == " " else " "


def dash(sheet: Sheet, spot: ValueSpot) -> int:
    """Give the place of the dash of a list's item."""
    assert spot.above is not None
    above = spot.above.span
    assert above is not None
    if spot.number == 0:
        return above.start
    column, at = sheet.column(above.start), above.items[spot.number - 1].end
    end = above.items[spot.number].start
    while at <= end:
        at = sheet.next_line(at)
        if sheet.text[at + column : at + column + 1] == "-" and sheet.first_on_line(at + column):
            return at + column
    raise KeyError(spot.number)


def added(sheet: Sheet, spot: ValueSpot, step: Step, value: Any) -> list[Patch]:
    """Add a key to a mapping, or an item to a list before the one at ``step``. KeyError where neither can
    be.
    """
    data, span = spot.data, spot.span
    if isinstance(data, dict) != isinstance(step, str) or not isinstance(data, dict | list) or span is None:
        raise KeyError(step)
    if isinstance(step, int) and not 0 <= step <= len(data):
        raise KeyError(step)
    new: Any = {step: value} if isinstance(step, str) else [value]
    if not data:
        return replaced(sheet, spot, new)
    if span.style in BRACKETS:
        return _in_brackets(sheet, spot, step, new)
    lines = sheet.lines_of(new)
    column = " " * sheet.column(span.start)
    lines = [column + line if line else line for line in lines]
    if step == 0:
        first = sheet.newline.join([lines[0].lstrip(" "), *lines[1:], column])
        return [Patch(span.start, span.start, first)]
    at = span.items[step - 1].end if isinstance(step, int) else span.end
    at = sheet.line_end(at)
    between = sheet.newline if _airy(sheet, span, step) else ""
    return [Patch(at, at, "".join([between, *(sheet.newline + line for line in lines)]))]


def _airy(sheet: Sheet, span: TextSpan, step: Step) -> bool:
    """Tell whether the items of a list stand apart by an empty line."""
    if not isinstance(step, int) or len(span.items) < 2:
        return False
    last = min(step, len(span.items) - 1)
    between = sheet.text[span.items[last - 1].end : span.items[last].start]
    return re.search(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)", between) is not None


def _in_brackets(sheet: Sheet, spot: ValueSpot, step: Step, new: Any) -> list[Patch]:
    """Add to a container in brackets, in a line of its own where the others have one."""
    span = spot.span
    assert span is not None
    starts = [k.start for k in span.keys] or [i.start for i in span.items]
    before = span.items[-2].end if len(span.items) > 1 else span.start
    gap = sheet.text[before : starts[-1]]
    apart = "\n" in gap or "\r" in gap
    indent = " " * sheet.column(starts[-1]) if apart else ""
    separator = f",{sheet.newline}{indent}" if apart else ", "
    written = _bracketed(sheet, span, starts[-1], new, apart=apart)
    if isinstance(step, int) and step < len(span.items):
        at = span.items[step].start
        return [Patch(at, at, written + separator)]
    end = span.items[-1].end
    tail = re.match(r"(?:\s|#[^\r\n]*)*,", sheet.text[end : span.end - 1])
    if tail:
        at = end + tail.end()
        return [Patch(at, at, separator[1:] + written)]
    return [Patch(end, end, separator + written)]


def _bracketed(sheet: Sheet, span: TextSpan, first: int, new: Any, *, apart: bool) -> str:
    """Write a container of one entry without its brackets."""
    if not sheet.json:
        return in_one_line(new)[1:-1]
    if not apart:
        return in_json(new)[1:-1]
    outer = sheet.text[sheet.line_start(span.start) : span.start]
    column = sheet.column(first)
    step = max(1, column - (len(outer) - len(outer.lstrip(" "))))
    lines = in_json(new, step).split("\n")[1:-1]
    return (sheet.newline + " " * (column - step)).join([lines[0].lstrip(" "), *lines[1:]])


def taken_out(sheet: Sheet, spot: ValueSpot) -> list[Patch]:
    """Take a key with its value, or an item, out of what holds it; a container that loses its last one is
    written empty.
    """
    above = spot.above
    assert above is not None
    assert above.span is not None
    assert spot.span is not None
    if len(above.span.items) == 1:
        return replaced(sheet, above, type(above.data)())
    firsts = above.span.keys or above.span.items
    if above.span.style in BRACKETS:
        if spot.number:
            return [Patch(above.span.items[spot.number - 1].end, spot.span.end, "")]
        return [Patch(firsts[0].start, firsts[1].start, "")]
    start = spot.key.start if spot.key is not None else dash(sheet, spot)
    if sheet.first_on_line(start):
        return [Patch(sheet.line_start(start), sheet.next_line(spot.span.end), "")]
    following = ValueSpot(None, above.span.items[1], above, 1, in_brackets=False)
    then = following.key.start if following.key is not None else dash(sheet, following)
    if "#" not in sheet.text[spot.span.end : then]:
        return [Patch(start, then, "")]
    end = spot.span.end
    return [Patch(start, end + len(re.match(r" *", sheet.text[end:])[0]), "")]  # type: ignore[index]
