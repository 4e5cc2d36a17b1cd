"""Columns as numbers: distinct values once, and for each row the number of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NumberedColumn:
    """A column of a batch: ``codes`` number the distinct ``values``."""

    codes: Codes
    values: Sequence[Any]


def values_at(columns: Sequence[NumberedColumn], places: Codes) -> list[tuple[Any, ...]]:
    """Give the values of columns at some places of a batch."""
    if not columns:
        return [()] * len(places)
    return list(zip(*([c.values[i] for i in c.codes[places].tolist()] for c in columns), strict=True))


def distinct(columns: Sequence[NumberedColumn], size: int) -> tuple[Codes, Codes]:
    """Give the place of the first of each distinct combination in a batch of ``size``, and for each place the
    number of its combination.
    """
    packed, room = np.zeros(size, np.int64), 1
    for column in columns:
        width = len(column.values)
        if room * width > 2**62:
            packed = np.unique(packed, return_inverse=True)[1].astype(np.int64)
            room = int(packed.max(initial=0)) + 1
        packed = packed * width + column.codes
        room *= width
    if room > 4 * size + 1024:
        _, first, places = np.unique(packed, return_index=True, return_inverse=True)
        return first, places
    # few enough to count: much faster than sorting
    first = np.full(room, -1, np.int64)
    first[packed[::-1]] = np.arange(size - 1, -1, -1)
    present = np.flatnonzero(first >= 0)
    number = np.zeros(room, np.int64)
    number[present] = np.arange(len(present))
    return first[present], number[packed]


# Arrow's own ways from Python and numpy import pandas, where that is installed, only to see whether they are
# given a series: 0.2 s.
def as_texts(values: Sequence[str]) -> pa.Array:
    """Give texts as Arrow holds them."""
    written = [v.encode() for v in values]
    ends = np.cumsum([0, *map(len, written)], dtype=np.int64)
    parts = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(written))]
    return pa.Array.from_buffers(pa.large_string(), len(values), parts)


def as_flags(values: Sequence[bool | None]) -> pa.Array:
    """Give flags as Arrow holds them."""
    parts = [_packed([v is not None for v in values]), _packed([v is True for v in values])]
    return pa.Array.from_buffers(pa.bool_(), len(values), parts)


def as_dictionary(places: Codes, values: pa.Array, filled: npt.NDArray[np.bool_]) -> pa.Array:
    """Give values by their places as Arrow holds them; nothing where a place is not ``filled``."""
    parts = [_packed(filled[places]), pa.py_buffer(places.astype(np.int32))]
    return pa.DictionaryArray.from_arrays(pa.Array.from_buffers(pa.int32(), len(places), parts), values)


def _packed(bits: npt.ArrayLike) -> pa.Buffer:
    return pa.py_buffer(np.packbits(np.asarray(bits, bool), bitorder="little"))


def as_codes(array: pa.Array | pa.ChunkedArray) -> Codes:
    """Give numbers without nulls as numpy holds them."""
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return np.from_dlpack(whole).astype(np.int64, copy=False)


def places_in(array: pa.Array) -> Codes:
    """Give whole numbers as numpy holds them; where there is none, any may stand."""
    if not len(array):
        return np.zeros(0, np.int64)
    lie = np.frombuffer(array.buffers()[1], str(array.type))
    return lie[array.offset : array.offset + len(array)].astype(np.int64)


def filled(array: pa.Array) -> npt.NDArray[np.bool_] | None:
    """Tell where an array holds something; None where it does everywhere."""
    if not array.null_count:
        return None
    if pa.types.is_null(array.type):
        return np.zeros(len(array), bool)
    return _bits(array, 0)


def flags(array: pa.Array) -> npt.NDArray[np.bool_]:
    """Give what is true of flags; where there is none, either may stand."""
    return _bits(array, 1) if len(array) else np.zeros(0, bool)


def _bits(array: pa.Array, buffer: int) -> npt.NDArray[np.bool_]:
    packed = np.frombuffer(array.buffers()[buffer], np.uint8)
    every = np.unpackbits(packed, count=array.offset + len(array), bitorder="little")
    return every[array.offset :].view(np.bool_)


def as_array(codes: Codes) -> pa.Array:
    """Give numbers as Arrow holds them."""
    return pa.Array.from_buffers(pa.int64(), len(codes), [None, pa.py_buffer(np.ascontiguousarray(codes))])
