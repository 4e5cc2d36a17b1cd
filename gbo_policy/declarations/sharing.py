"""What many declarations say alike, kept once: words, dates, lists, and the parts that models are made of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)
_PLAIN = frozenset({str, date, datetime})


class Shared:
    """The values that were met so far: words and days by what they are, lists and models by what is in them.

    INVARIANT: what a key names by its ``id`` is a part of the value under it, so no other thing has that id.
    """

    def __init__(self) -> None:
        """Know no value yet."""
        self._plain: dict[Any, Any] = {}
        self._made: dict[tuple[Any, ...], Any] = {}
        self._stated: dict[frozenset[str], set[str]] = {}

    def model(self, one: M) -> M:
        """Give an equal model, made of what is kept already, in as little room as an object can have."""
        kind, written = type(one), one.__dict__
        values = [None if value is None else self._value(value) for value in written.values()]
        stated = self._stated.setdefault(frozenset(one.model_fields_set), one.model_fields_set)
        key = (kind, id(stated), *map(id, values))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = kind.__new__(kind)
            # one attribute after the other, so that all objects of a class share one table of its names
            for name, value in zip(written, values, strict=True):
                object.__setattr__(found, name, value)
            object.__setattr__(found, "__pydantic_fields_set__", stated)
            object.__setattr__(found, "__pydantic_extra__", None)
            object.__setattr__(found, "__pydantic_private__", None)
        same: M = found
        return same

    def _value(self, value: Any) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return self._plain.setdefault(value, value)
        if kind is tuple:
            items = tuple([self._value(item) for item in value])
            return self._made.setdefault((tuple, *map(id, items)), items)
        return self.model(value) if isinstance(value, BaseModel) else value
