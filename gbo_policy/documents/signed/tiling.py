"""Two sequences of words laid over one another: the longest common runs first, wherever they stand, then what
lies between.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_RUN = 4  # words that a common run has at least, to be found anywhere

_RELATED = 0.1  # of the first sequence's words in such runs; with fewer the two are no versions of one text


class TilingSide(NamedTuple):
    """A sequence of words, the positions at which a sentence of it begins, and those of words that only mark
    a blank.
    """

    words: Sequence[str]
    begins: frozenset[int]
    marks: frozenset[int] = frozenset()


class Tiling:
    """Which word of the second sequence each word of the first is, and back; None where it is none."""

    def __init__(self, first: TilingSide, second: TilingSide) -> None:
        """Lay the two over one another."""
        self.first, self.second, self._marks = first.words, second.words, first.marks
        self.forth: list[int | None] = [None] * len(first.words)
        self.back: list[int | None] = [None] * len(second.words)
        self._long_runs()
        if sum(j is not None for j in self.forth) < _RELATED * len(self.forth):
            return
        self._between(solid=True)  # a mark may not take a word from a sentence
        self._between()
        if self._reclaim(first.begins, second.begins):
            self._between()
        _slide(first, self.forth, self.back)
        _slide(second, self.back, self.forth)

    def pair(self, i: int, j: int) -> None:
        """Lay word ``i`` of the first on word ``j`` of the second."""
        self.forth[i], self.back[j] = j, i

    def release(self, i: int) -> None:
        """Take word ``i`` of the first off its place."""
        if (j := self.forth[i]) is not None:
            self.forth[i] = self.back[j] = None

    def _long_runs(self) -> None:
        heap = [(-length, abs(i - j), i, j) for i, j, length in self._runs()]
        heapq.heapify(heap)
        while heap:
            length, _, i, j = heapq.heappop(heap)
            free = list(self._free(i, j, -length))
            if free == [(i, j, -length)]:
                for step in range(-length):
                    self.pair(i + step, j + step)
                continue
            for a, b, size in free:
                if size >= _RUN:
                    heapq.heappush(heap, (-size, abs(a - b), a, b))

    def _runs(self) -> Iterator[tuple[int, int, int]]:
        """Give every longest common run of at least four words: where it begins in both, and its length."""
        places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for j in range(len(self.second) - _RUN + 1):
            places[tuple(self.second[j : j + _RUN])].append(j)
        for i in range(len(self.first) - _RUN + 1):
            for j in places.get(tuple(self.first[i : i + _RUN]), ()):
                if i and j and self.first[i - 1] == self.second[j - 1]:
                    continue  # part of a run that began earlier
                yield i, j, self._length(i, j)

    def _length(self, i: int, j: int) -> int:
        length = 0
        while (
            i + length < len(self.first)
            and j + length < len(self.second)
            and self.first[i + length] == self.second[j + length]
        ):
            length += 1
        return length

    def _free(self, i: int, j: int, length: int) -> Iterator[tuple[int, int, int]]:
        """Cut a run into the parts of it that nothing lies on yet."""
        start: int | None = None
        for step in range(length + 1):
            free = step < length and self.forth[i + step] is None and self.back[j + step] is None
            if free and start is None:
                start = step
            elif not free and start is not None:
                yield i + start, j + start, step - start
                start = None

    def _between(self, *, solid: bool = False) -> None:
        """Lay what is left between two runs that follow each other; where they do not, what stands right
        behind or before.
        """
        for start, end in list(gaps(self.forth)):
            before = self.forth[start - 1] if start else -1
            after = self.forth[end] if end < len(self.first) else len(self.second)
            if (
                before is not None
                and after is not None
                and before < after
                and self._all_free(before + 1, after)
            ):
                self._lay(start, end, (before + 1, after), solid=solid)
                continue
            if before is not None:
                self._lay(start, end, (before + 1, self._free_until(before + 1, 1)), solid=solid)
            if after is not None:
                rest = start
                while rest < end and self.forth[rest] is not None:
                    rest += 1
                self._lay(rest, end, (self._free_until(after - 1, -1) + 1, after), solid=solid)

    def _reclaim(self, first: frozenset[int], second: frozenset[int]) -> bool:
        """Give sentences that begin with the same words their own beginnings back, where a run before them
        took these.

        Of "a b, a c" against "a c, a b" the first "a" belongs to "c".
        """
        moved = False
        for start, end in list(gaps(self.forth)):
            j = self.forth[end] if end < len(self.first) else None
            if j is None:
                continue
            count = self._common(start, end, j)
            if count and end - count in first and j - count in second:
                for step in range(1, count + 1):
                    if (taken := self.back[j - step]) is not None:
                        self.release(taken)
                    self.pair(end - step, j - step)
                moved = True
        return moved

    def _common(self, start: int, end: int, j: int) -> int:
        """Count the words of a gap, from its end on back, that also stand before word ``j`` of the second
        sequence.
        """
        count = 0
        while (
            end - count > start
            and j - count > 0
            and self.first[end - count - 1] == self.second[j - count - 1]
        ):
            count += 1
        return count

    def _all_free(self, start: int, end: int) -> bool:
        return all(self.back[j] is None for j in range(start, end))

    def _free_until(self, j: int, step: int) -> int:
        while 0 <= j < len(self.second) and self.back[j] is None:
            j += step
        return j

    def _lay(self, start: int, end: int, free: tuple[int, int], *, solid: bool) -> None:
        """Lay a gap on a free stretch of the second sequence; ``solid`` leaves the words aside that only mark
        a blank.
        """
        low, high = free
        if start >= end or low >= high:
            return
        own = ["" if solid and i in self._marks else self.first[i] for i in range(start, end)]
        matcher = SequenceMatcher(None, own, self.second[low:high], autojunk=False)
        for block in matcher.get_matching_blocks():
            for step in range(block.size):
                i, j = start + block.a + step, low + block.b + step
                if self.forth[i] is None and self.back[j] is None:
                    self.pair(i, j)


def gaps(laid: Sequence[int | None]) -> Iterator[tuple[int, int]]:
    """Give the stretches of a sequence that lie on nothing, as start and end."""
    start: int | None = None
    for i in range(len(laid) + 1):
        bare = i < len(laid) and laid[i] is None
        if bare and start is None:
            start = i
        elif not bare and start is not None:
            yield start, i
            start = None


def _slide(side: TilingSide, laid: list[int | None], other: list[int | None]) -> None:
    """Let a stretch that is on one side only begin with a sentence, where the same words before or behind it
    allow that.

    Of "a b, a c" against "a c", "a b" is what went, and not "b a".
    """
    for start, end in list(gaps(laid)):
        if (
            start in side.begins
            or not 0 < start <= end < len(laid)
            or laid[start - 1] is None
            or laid[end] is None
        ):
            continue
        back = _steps(side, laid, start - 1, end - 1, -1)
        if back:
            for step in range(back):
                _shift(laid, other, start - 1 - step, end - 1 - step)
            continue
        for step in range(_steps(side, laid, end, start, 1)):
            _shift(laid, other, end + step, start + step)


def _steps(side: TilingSide, laid: Sequence[int | None], source: int, target: int, way: int) -> int:
    """Count the words that must change places for the stretch to begin with a sentence; 0 where they
    cannot.
    """
    count = 0
    while 0 <= source < len(laid) and laid[source] is not None and side.words[source] == side.words[target]:
        count += 1
        bounds = (target + 1, source + 1) if way > 0 else (source, target)
        if not side.begins.isdisjoint(bounds):
            return count
        source, target = source + way, target + way
    return 0


def _shift(laid: list[int | None], other: list[int | None], source: int, target: int) -> None:
    place = laid[source]
    laid[source], laid[target] = None, place
    if place is not None:
        other[place] = target
