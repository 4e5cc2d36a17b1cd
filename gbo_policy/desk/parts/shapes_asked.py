"""What a key of a model asks of a person: the widget that its type calls for."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gbo_policy.terms import values
from gbo_policy.terms.values import NONE

Kind = Literal[
    "text", "date", "moment", "flag", "choice", "party", "number", "country", "group", "lines", "many",
    "codes", "items", "skip",
]  # fmt: skip
_PLAIN: dict[Any, Kind] = {
    values.Date: "date",
    values.Moment: "moment",
    values.DateOrMoment: "moment",
    values.Flag: "flag",
    values.Count: "number",
    values.Article: "choice",
    values.PartyId: "party",
    values.Country: "country",
}
_WORDS = {
    values.Basis: "bases",
    values.Category: "categories",
    values.Purpose: "purposes",
    values.Role: "roles",
    values.Authority: "authorities",
}


@dataclass(frozen=True, slots=True)
class AskedShape:
    """The widget of a key; ``none`` where the word ``none`` may stand, ``words`` what may stand there,
    ``section`` of which vocabulary.
    """

    kind: Kind
    none: bool = False
    words: tuple[str, ...] = ()
    section: str = ""
    model: type[BaseModel] | None = None


def shape_of(field: FieldInfo) -> AskedShape:
    """Give the widget of a key."""
    return _shape(field.annotation)


def _shape(annotation: Any) -> AskedShape:
    leaves, none = _leaves(annotation)
    for leaf in leaves:
        if (found := _of_leaf(leaf)) is not None:
            return AskedShape(found.kind, none or found.none, found.words, found.section, found.model)
    return AskedShape("text", none)


def _leaves(annotation: Any) -> tuple[list[Any], bool]:
    """Give what an annotation may be, without None; and whether the word ``none`` is among it."""
    origin = typing.get_origin(annotation)
    if annotation in _PLAIN or annotation in _WORDS:
        return [annotation], False
    if origin in (typing.Union, types.UnionType):
        found = [_leaves(a) for a in typing.get_args(annotation) if a is not type(None)]
        return [leaf for leaves, _ in found for leaf in leaves], any(n for _, n in found)
    if origin is typing.Annotated:
        return _leaves(typing.get_args(annotation)[0])
    if origin is typing.Literal and typing.get_args(annotation) == (NONE,):
        return [], True
    return [annotation], False


def _of_leaf(leaf: Any) -> AskedShape | None:
    if leaf in _PLAIN:
        return AskedShape(
            _PLAIN[leaf], words=tuple(map(str, range(32, 37))) if leaf is values.Article else ()
        )
    if leaf in _WORDS:
        return AskedShape("choice", section=_WORDS[leaf])
    origin = typing.get_origin(leaf)
    if origin is typing.Literal:
        return AskedShape("choice", words=tuple(map(str, typing.get_args(leaf))))
    if origin is tuple:
        return _of_list(typing.get_args(leaf)[0])
    if origin is dict or leaf is dict:
        return AskedShape("skip")
    if isinstance(leaf, type) and issubclass(leaf, BaseModel):
        return AskedShape("group", model=leaf)
    if leaf.__class__ is type and leaf.__name__ in ("date", "datetime"):
        return AskedShape("date" if leaf.__name__ == "date" else "moment")
    return AskedShape("number") if leaf is int else None


def _of_list(element: Any) -> AskedShape:
    inner = _shape(element)
    if inner.kind == "group":
        return AskedShape("items", model=inner.model)
    if inner.kind in ("party", "choice"):
        return AskedShape("many", words=inner.words, section=inner.section or inner.kind)
    if inner.kind in ("skip", "date", "moment"):
        return AskedShape("skip")
    return AskedShape("codes" if inner.kind == "country" else "lines")
