"""The normal form of a file of declarations: indentation, blanks and empty lines; data, order and the words
of comments stay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from gbo_policy.basics.problems import Location, PolicyError, problem
from gbo_policy.reading.source import read
from gbo_policy.reading.spans import BLOCKS, BRACKETS, LINES, TextSpan, spans

_STEP = 2
_SIGN = re.compile(r"([|>])([-+]?)([0-9]?)([-+]?)")
_EMPTY = re.compile(r"[ \t]*\Z")


def formatted(text: str, name: str = "") -> str:
    """Give a text in the normal form. Raises PolicyError for one that is not well-formed, or that has no such
    form.
    """
    documents, wrong = read(text.encode("utf-8"), name or "-")
    if wrong:
        raise PolicyError(wrong)
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    made = _Layout(plain, spans(plain, name)).written()
    again, worse = read(made.encode("utf-8"), name or "-")
    if worse or repr([d for d, _ in again]) != repr([d for d, _ in documents]):
        raise PolicyError([problem("no-normal-form", Location(name or "-", 1, 1))])
    return made


class _Layout:
    """What becomes of each line: where it begins anew, which blanks in it change, and where its own words
    end.

    Lines are numbered from 0; all other places are characters of the text.
    """

    def __init__(self, text: str, roots: list[TextSpan]) -> None:
        self.text = text
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.indent: dict[
            int, int
        ] = {}  # of lines that begin with a key, a dash, or go on with what began above
        self.open: dict[int, list[tuple[int, int]]] = {}  # by line: old and new columns of what it lies in
        self.inside: dict[
            int, int
        ] = {}  # lines within a text, with the blanks before them that are not its own
        self.gaps: list[tuple[int, int, str]] = []
        self.ends: dict[int, int] = {}
        for root in roots:
            self.value(root, 0, -_STEP, [])

    def line(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1

    def column(self, at: int) -> int:
        return at - self.starts[self.line(at)]

    def end(self, at: int) -> None:
        """Note that something of the file's own ends here."""
        line = self.line(max(at - 1, 0))
        self.ends[line] = max(at, self.ends.get(line, 0))

    def first(self, at: int) -> bool:
        return not self.text[self.starts[self.line(at)] : at].strip(" ")

    def value(self, span: TextSpan, column: int, above: int, stack: list[tuple[int, int]]) -> None:
        """Lay out a value: a container in lines at ``column``, anything else below one at ``above``."""
        if span.style in LINES:
            self.lines(span, column, stack)
        elif span.style in BLOCKS:
            self.block_text(span, above)
        elif span.style in BRACKETS:
            self.brackets(span, above)
        else:
            self.continued(span, above + _STEP)
            self.end(span.end)

    def lines(self, span: TextSpan, column: int, stack: list[tuple[int, int]]) -> None:
        inner = [*stack, (self.column(span.start), column)]
        for number, item in enumerate(span.items):
            if span.style == ":":
                key = span.keys[number]
                begin, sign = key.start, self.text.index(":", key.end)
                self.gap(key.end, sign, "")
            else:
                begin = sign = self.dash(span, number)
            if self.first(begin):
                self.indent[self.line(begin)] = column
            self.open[self.line(begin)] = inner
            self.end(sign + 1)
            if item.start < item.end and self.line(item.start) == self.line(sign):
                self.gap(sign + 1, item.start, " ")
            self.value(item, column + _STEP, column, inner)

    def dash(self, span: TextSpan, number: int) -> int:
        if number == 0:
            return span.start
        column = self.column(span.start)
        for line in range(self.line(span.items[number - 1].end) + 1, len(self.starts)):
            at = self.starts[line] + column
            if self.text[at : at + 1] == "-" and self.first(at):
                return at
        raise ValueError(number)

    def gap(self, start: int, end: int, new: str) -> None:
        if self.text[start:end] != new:
            self.gaps.append((start, end, new))

    def continued(self, span: TextSpan, column: int) -> None:
        """Let the further lines of a text that goes on begin at one column: blanks before them are no part of
        it.
        """
        for line in range(self.line(span.start) + 1, self.line(max(span.end - 1, span.start)) + 1):
            begin = self.starts[line]
            blanks = re.compile(" *").match(self.text, begin)
            self.inside[line] = blanks.end() if blanks else begin
            self.indent[line] = column

    def block_text(self, span: TextSpan, above: int) -> None:
        sign = _SIGN.match(self.text, span.start)
        assert sign is not None
        self.end(sign.end())
        if sign[3]:
            self.gap(sign.start(3), sign.end(3), str(_STEP))
        first, last = self.line(span.start) + 1, self.line(max(span.end - 1, span.start))
        body = [self.text[self.starts[n] :].split("\n", 1)[0] for n in range(first, last + 1)]
        own = [len(b) - len(b.lstrip(" ")) for b in body if b.strip(" ")]
        outer = (self.open_column(span) + int(sign[3])) if sign[3] else (own[0] if own else 0)
        for n, text in enumerate(body, first):
            self.inside[n] = self.starts[n] + min(outer, len(text))
            self.indent[n] = above + _STEP if len(text) > outer else 0

    def open_column(self, span: TextSpan) -> int:
        """Give the old column of the container that a text stands in."""
        line = self.line(span.start)
        while line not in self.open:
            line -= 1
        return self.open[line][-1][0]

    def brackets(self, span: TextSpan, above: int) -> None:
        self.end(span.end)
        first, last = self.line(span.start), self.line(span.end - 1)
        if first == last:
            self.gap(span.start, span.end, self.flow(span))
            return
        for line in range(first + 1, last + 1):
            begin = self.starts[line]
            at = begin + len(self.text[begin:]) - len(self.text[begin:].lstrip(" "))
            depth = self.nesting(span, at) - (self.text[at : at + 1] in ("]", "}"))
            self.indent[line] = above + _STEP * depth + (_STEP if above < 0 else 0)
            self.inside[line] = at

    def nesting(self, span: TextSpan, at: int) -> int:
        """Give how many brackets are open at a place."""
        found, here = 0, [span]
        while here:
            one = here.pop()
            if one.style in BRACKETS and one.start < at < one.end and self.text[one.start] in BRACKETS:
                found += 1
            here.extend(i for i in one.items if i.start < at < i.end)
        return found

    def flow(self, span: TextSpan) -> str:
        """Write a container in brackets on one line, with one blank after each comma and colon."""
        if span.style not in BRACKETS:
            return self.text[span.start : span.end]
        pairs = zip(span.keys, span.items, strict=True) if span.keys else ((None, i) for i in span.items)
        raw = self.text[span.start : span.end]
        if raw[0] not in BRACKETS or any(i.start == i.end for i in span.items):
            return raw
        parts = [f"{self.flow(k)}: {self.flow(i)}" if k else self.flow(i) for k, i in pairs]
        return raw[0] + ", ".join(parts) + raw[-1]

    def written(self) -> str:
        lines = [line.rstrip(" \t") if n not in self.inside else line for n, line in self.numbered()]
        made: list[str] = []
        for n, line in enumerate(lines):
            if n not in self.inside and not line and (not made or made[-1] == ""):
                continue
            made.append(line)
        text = "\n".join(made)
        return text.rstrip("\n") + "\n" if not self.kept_to_the_end() else text.rstrip(" ") + "\n"

    def kept_to_the_end(self) -> bool:
        return len(self.starts) - 1 in self.inside

    def numbered(self) -> Iterator[tuple[int, str]]:
        gaps = sorted(self.gaps)
        for n, start in enumerate(self.starts):
            end = self.starts[n + 1] - 1 if n + 1 < len(self.starts) else len(self.text)
            own = [g for g in gaps if start <= g[0] and g[1] <= end] if gaps else []
            yield n, self.one(n, start, end, own)

    def one(self, n: int, start: int, end: int, gaps: list[tuple[int, int, str]]) -> str:
        """Write one line anew."""
        raw = self.text[start:end]
        if n in self.inside:
            own = self.patched(self.inside[n], end, gaps, n)
            return " " * self.indent[n] + own if own else ""
        if _EMPTY.match(raw):
            return ""
        if raw.lstrip(" \t").startswith("#"):
            return " " * self.comment(n) + raw.strip(" \t")
        if n in self.indent:
            return " " * self.indent[n] + self.patched(start + len(raw) - len(raw.lstrip(" ")), end, gaps, n)
        return self.patched(start, end, gaps, n)

    def patched(self, start: int, end: int, gaps: list[tuple[int, int, str]], n: int) -> str:
        """Give what stands between two places of a line with its blanks put right; a comment stands at least
        two off.
        """
        tail = ""
        own = self.ends.get(n)
        if own is not None and start <= own <= end:
            after = self.text[own:end].rstrip(" \t")
            rest = after.lstrip(" \t")
            if not rest or rest.startswith("#"):
                # comments that somebody put in one column stay there
                blanks = " " * max(2, len(after) - len(rest))
                tail, end = blanks + rest if rest else "", own
        made = self.text[start:end]
        for first, last, new in reversed(gaps):
            if start <= first and last <= end:
                made = made[: first - start] + new + made[last - start :]
        return made + tail

    def comment(self, n: int) -> int:
        """Give where a line that is a comment begins: with what it stands in, or before."""
        rest = self.text[self.starts[n] :]
        column = len(rest) - len(rest.lstrip(" "))
        below = next((m for m in range(n + 1, len(self.starts)) if m in self.open), None)
        over = next((m for m in range(n - 1, -1, -1) if m in self.open), None)
        around = [
            *(self.open[over] if over is not None else ()),
            *(self.open[below] if below is not None else ()),
        ]
        fitting = [pair for pair in around if pair[0] <= column]
        if not fitting:
            return 0
        nearest = max(old for old, _ in fitting)
        return int([new for old, new in fitting if old == nearest][-1])
