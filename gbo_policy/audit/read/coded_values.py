"""The distinct values of a log's columns, numbered over all its files by the dictionaries that Parquet holds.

A number stands for the same value in every batch, so that what has to be grouped are numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from gbo_policy.audit.read.engine import INSIDE, JOINT
from gbo_policy.audit.read.numbered import Codes, filled, flags, places_in

NOTHING = 0  # stands for no text and no flag
MOST_VALUES = 300_000  # of a column, before numbering them by hand is no longer worth its memory
NUMBER_BITS = 19  # that hold the number of any value of a column
_BITS, _MOST_WORDS = 6, 10  # of a word's number, and of words, that fit in a list's
LIST_BITS = _BITS * _MOST_WORDS
_WORDS = 1 << _BITS
# in place of a list's first word: there is no list, or behind it lies a number given by hand
_NO_WORD = NO_LIST = _WORDS - 1


class TooVariedError(Exception):
    """A column holds too many values, to be numbered."""


class CodedTexts:
    """The values of a column of texts or flags; the first stands for none. Several threads may number at
    once.

    Its numbers have at most ``most_bits``; ``more_bits`` let those in that a log may well have later on.
    """

    none, most_bits, more_bits = NOTHING, NUMBER_BITS, 1

    def __init__(self, *, words: bool = False) -> None:
        """Start with no value but none; ``words`` of lists are as what joins them leaves them."""
        self._words = words
        self.values: list[Any] = [None]
        self._number: dict[Any, int] = {None: NOTHING}
        self._last: tuple[pa.Array, Codes] | None = None
        self._one_by_one = Lock()

    def codes(self, column: pa.Array) -> Codes:
        """Number the values of a batch. Raises TooVariedError."""
        if pa.types.is_boolean(column.type):
            numbers, places, there = self._numbered([False, True]), flags(column) + 0, filled(column)
        else:
            coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
            numbers, places = self._numbers(coded.dictionary), places_in(coded.indices)
            there = filled(coded.indices)
        return numbers[places if there is None else np.where(there, places, -1)]

    def bits(self, codes: Codes) -> int:
        """Give how many bits are enough for some of the numbers that it gave."""
        return len(self.values).bit_length()

    def _numbers(self, dictionary: pa.Array) -> Codes:
        last = self._last
        if last is None or not last[0].equals(dictionary):
            self._last = last = dictionary, self._numbered(dictionary.to_pylist())
        return last[1]

    def _numbered(self, given: Sequence[Any]) -> Codes:
        """Give the numbers of values, and in the last place that of none."""
        if self._words:
            given = [v.replace(JOINT, INSIDE) if v else v for v in given]
        with self._one_by_one:
            numbers = [self._number.setdefault(v, len(self._number)) for v in given]
            if len(self._number) > len(self.values):
                self.values = list(self._number)
        if len(self.values) > MOST_VALUES:
            raise TooVariedError
        return np.array([*numbers, NOTHING], np.int64)


class CodedLists:
    """The values of a column of lists. Several threads may number at once.

    A short list of few words is a number made of those of its words; any other is numbered by hand.
    """

    none, most_bits, more_bits = NO_LIST, LIST_BITS, _BITS

    def __init__(self) -> None:
        """Start with no list but the empty one, and none at all."""
        self.words = CodedTexts(words=True)
        self._others: dict[tuple[int, ...], int] = {}
        self._one_by_one = Lock()

    def codes(self, column: pa.Array) -> Codes:
        """Number the lists of a batch. Raises TooVariedError."""
        ends, there = places_in(column.offsets), filled(column)
        begins, lengths = ends[:-1] - ends[0], np.diff(ends)
        if there is not None:
            lengths = np.where(there, lengths, 0)
        own = column.values.slice(int(ends[0]), int(ends[-1] - ends[0]))
        numbers = self.words.codes(own) + 1
        if own.null_count:  # where there is no word comes last: no more is known than how often that is
            under = np.searchsorted(begins, np.arange(len(numbers)), "right")
            numbers = numbers[np.lexsort((numbers == NOTHING + 1, under))]
        words = np.append(numbers, 0)
        found = np.where(lengths > 0, words[begins], 0)
        for place in range(1, min(int(lengths.max(initial=0)), _MOST_WORDS)):
            rows = np.flatnonzero(lengths > place)
            found[rows] += words[begins[rows] + place] << (_BITS * place)
        if there is not None:
            found[~there] = NO_LIST
        for row in self._by_hand(words, begins, lengths):
            found[row] = self._other(tuple(words[begins[row] : begins[row] + lengths[row]].tolist()))
        return found

    def bits(self, codes: Codes) -> int:
        """Give how many bits are enough for some of the numbers that it gave."""
        return int(codes.max(initial=0)).bit_length()

    def _by_hand(self, words: Codes, begins: Codes, lengths: Codes) -> Iterable[int]:
        """Give the rows whose lists are too long for a number of their words, or of too many words."""
        long = np.flatnonzero(lengths > _MOST_WORDS).tolist()
        if len(self.words.values) < _WORDS - 1:
            return long
        many = np.flatnonzero(words >= _NO_WORD)
        rows = np.searchsorted(begins, many, "right") - 1
        return {*long, *rows[lengths[rows] > 0].tolist()}  # what lies under no list is none

    def _other(self, words: tuple[int, ...]) -> int:
        with self._one_by_one:
            number = self._others.setdefault(words, len(self._others))
        if number > MOST_VALUES:
            raise TooVariedError
        return _NO_WORD | (number + 1) << _BITS

    def lists(self, codes: Sequence[int]) -> list[list[Any] | None]:
        """Give the lists that were numbered."""
        others, shifts = list(self._others), np.arange(_MOST_WORDS) * _BITS
        numbers = np.array(codes, np.int64)[:, None] >> shifts & (_WORDS - 1)
        return [self._list(c, own, others) for c, own in zip(codes, numbers.tolist(), strict=True)]

    def _list(self, code: int, numbers: Sequence[int], others: Sequence[tuple[int, ...]]) -> list[Any] | None:
        if numbers[0] == _NO_WORD:
            by_hand = code >> _BITS
            if not by_hand:
                return None
            numbers = others[by_hand - 1]
        return [self.words.values[n - 1] for n in numbers if n]
