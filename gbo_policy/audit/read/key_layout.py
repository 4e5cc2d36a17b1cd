"""Where the numbers of columns lie in the few keys that a log is grouped by: fewer are grouped faster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gbo_policy.audit.read.numbered import Codes

_ROOM = 63  # bits of a key: no sign


class _KeyPart(NamedTuple):
    """Where the numbers of a column lie in a key: from which bit on, and in how many."""

    column: str
    shift: int
    bits: int


@dataclass(frozen=True)
class KeyLayout:
    """The keys of a log, each with the columns whose numbers lie side by side in it."""

    keys: tuple[tuple[_KeyPart, ...], ...]

    @staticmethod
    def of(needed: Mapping[str, int]) -> KeyLayout:
        """Put columns whose numbers need so many bits into as few keys as they fit in; what room there is
        left in a key is shared among them.
        """
        keys: list[list[str]] = []
        for column in sorted(needed, key=lambda c: -needed[c]):
            fits = (k for k in keys if sum(needed[c] for c in (*k, column)) <= _ROOM)
            if (key := next(fits, None)) is None:
                keys.append(key := [])
            key.append(column)
        return KeyLayout(tuple(tuple(_placed(key, needed)) for key in keys))

    @staticmethod
    def apart(columns: Sequence[str]) -> KeyLayout:
        """Give every column a key of its own."""
        return KeyLayout(tuple((_KeyPart(c, 0, _ROOM),) for c in columns))

    @property
    def names(self) -> list[str]:
        """What keys are called."""
        return [f"key_{i}" for i in range(len(self.keys))]

    def holds(self, needed: Mapping[str, int]) -> bool:
        """Tell whether numbers that need so many bits fit in."""
        return all(needed[p.column] <= p.bits for key in self.keys for p in key)

    def packed(self, codes: Mapping[str, Codes]) -> Iterator[Codes]:
        """Give the keys of rows by the numbers of their columns."""
        for first, *others in self.keys:
            key = codes[first.column]
            for place in others:
                key = key | codes[place.column] << place.shift
            yield key

    def unpacked(self, prefix: str) -> list[str]:
        """Give the SQL of the columns' numbers, each called as its column with a ``prefix``."""
        return [
            f"({name} >> {p.shift}) & {(1 << p.bits) - 1} AS {prefix}{p.column}"
            for name, key in zip(self.names, self.keys, strict=True)
            for p in key
        ]


def _placed(columns: Sequence[str], needed: Mapping[str, int]) -> Iterator[_KeyPart]:
    more = (_ROOM - sum(needed[c] for c in columns)) // len(columns)
    shift = 0
    for column in columns:
        bits = needed[column] + more
        yield _KeyPart(column, shift, bits)
        shift += bits
