"""A file read again after a keystroke: where only one item of a section changed, only that item is parsed.

What it gives is what ``source.read`` would give of the whole file; where that is not certain, the whole file
is read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, NamedTuple

from gbo_policy.basics.problems import Problem
from gbo_policy.reading.source import COLUMN_BITS, MAX_BYTES, Mark, Read, position, read

# other ends of lines, and a byte-order mark
_ODD = re.compile(rb"\r(?!\n)|\xc2\x85|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf")
_HEAD = b"x:\n"  # what stands above an item that is read alone, so that it lies as deep as in its file


class _ListedItem(NamedTuple):
    """One item of a list below a key of the file: its first line, and the first line that is not its own any
    more.
    """

    first: int
    end: int
    section: str
    number: int


class _LastRead(NamedTuple):
    content: bytes
    data: dict[str, Any]
    mark: Mark
    starts: list[int]  # of lines
    items: list[_ListedItem]


class KeystrokeReader:
    """Reads files again and again; knows of each the last text that was in order."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._last: dict[str, _LastRead] = {}

    def forget(self) -> None:
        """Read every file whole the next time: somebody changed the marks that were given."""
        self._last.clear()

    def read(self, content: bytes, file: str) -> Read:
        """Give the documents of a file and what is wrong with its form, as ``source.read`` does."""
        last = self._last.get(file)
        if last is not None:
            if last.content == content:
                return [(last.data, last.mark)], []
            if (made := _spliced(last, content, file)) is not None:
                self._last[file] = made
                return [(made.data, made.mark)], []
        documents, wrong = read(content, file)
        if not wrong and len(documents) == 1 and _plain(content, file) and isinstance(documents[0][0], dict):
            self._last[file] = _known(content, *documents[0])
        return documents, wrong


def _plain(content: bytes, file: str) -> bool:
    return not file.lower().endswith(".json") and _ODD.search(content) is None


def _known(content: bytes, data: dict[str, Any], mark: Mark) -> _LastRead:
    starts = [0, *(m.end() for m in re.finditer(b"\n", content))]
    keys = sorted(at >> COLUMN_BITS for at, _ in mark[1].values())
    items = []
    for section, (_, inner) in mark[1].items():
        if isinstance(data[section], list) and data[section]:
            firsts = [position(m) >> COLUMN_BITS for m in inner[1]]
            after = keys[bisect_right(keys, firsts[-1])] if firsts[-1] < keys[-1] else len(starts)
            ends = [*firsts[1:], after]
            items += [
                _ListedItem(f, e, section, n) for n, (f, e) in enumerate(zip(firsts, ends, strict=True))
            ]
    return _LastRead(content, data, mark, starts, sorted(items))


def _spliced(last: _LastRead, content: bytes, file: str) -> _LastRead | None:
    """Read a text that differs from the last one in one item only; None where it may differ otherwise."""
    old = last.content
    if len(content) > MAX_BYTES or not _plain(content, file):
        return None
    same = _alike(old, content)
    room = min(len(old), len(content)) - same
    rest = _alike(old[: -room - 1 : -1] if room else b"", content[: -room - 1 : -1] if room else b"")
    first = bisect_right(last.starts, same) - 1
    end = bisect_right(last.starts, len(old) - rest) - 1
    number = bisect_right(last.items, first, key=lambda i: i.first) - 1
    if number < 0:
        return None
    item = last.items[number]
    if not item.first <= first <= end < item.end or item.end > len(last.starts):
        return None
    stop = (last.starts[item.end] if item.end < len(last.starts) else len(old)) + len(content) - len(old)
    part = content[last.starts[item.first] : stop]
    documents, wrong = read(_HEAD + part, file)
    mark = last.mark[1][item.section][1]
    alone = _alone(documents, wrong, mark)
    if alone is None:
        return None
    value, new = alone
    lines = part.count(b"\n") - (item.end - item.first) + (item.end == len(last.starts))
    return _known(content, *_replaced(last, item, value, _shifted(new, item.first - 1), lines))


def _alone(documents: list[tuple[Any, Mark]], wrong: list[Problem], mark: Mark) -> tuple[Any, Mark] | None:
    """Give the one item that was read below the head; None where it is not one, or begins elsewhere than the
    list's items do.
    """
    if (
        wrong
        or len(documents) != 1
        or not isinstance(documents[0][0], dict)
        or list(documents[0][0]) != ["x"]
    ):
        return None
    data, marks = documents[0][0]["x"], documents[0][1][1]["x"][1]
    column = (1 << COLUMN_BITS) - 1
    if not isinstance(data, list) or len(data) != 1 or position(marks) >> COLUMN_BITS != 1:
        return None
    same = position(marks) & column == position(mark) & column
    return (data[0], marks[1][0]) if same and position(marks[1][0]) >> COLUMN_BITS == 1 else None


def _replaced(
    last: _LastRead, item: _ListedItem, value: Any, new: Mark, lines: int
) -> tuple[dict[str, Any], Mark]:
    """Give data and marks with one item replaced; what stands below it has moved by some lines."""
    values = list(last.data[item.section])
    values[item.number] = value
    sections: dict[str, tuple[int, Mark]] = {}
    for name, (at, mark) in last.mark[1].items():
        if name == item.section:
            below = (_shifted(m, lines) for m in mark[1][item.number + 1 :])
            sections[name] = (at, (mark[0], [*mark[1][: item.number], new, *below]))
        elif at >> COLUMN_BITS >= item.end:
            sections[name] = (at + (lines << COLUMN_BITS), _shifted(mark, lines))
        else:
            sections[name] = (at, mark)
    return last.data | {item.section: values}, (last.mark[0], sections)


def _shifted(mark: Mark, lines: int) -> Mark:
    """Give marks that stand some lines further down."""
    if not lines:
        return mark
    by = lines << COLUMN_BITS
    if isinstance(mark, int):
        return mark + by
    if isinstance(mark[1], dict):
        return mark[0] + by, {k: (at + by, _shifted(m, lines)) for k, (at, m) in mark[1].items()}
    return mark[0] + by, [_shifted(m, lines) for m in mark[1]]


def _alike(one: bytes, other: bytes) -> int:
    """Give how many bytes two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
