"""Libraries are imported here without what a plain run asks of none of them: much of what they define is text
that Python compiles at once, or a description for tools that read types.
"""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typing_extensions

from gbo_policy.basics.patterns import late_pattern

_MADE = "_create_fn"  # by which dataclasses makes a method from its text, until Python 3.13
_make: Callable[..., Callable[..., Any]] | None = vars(dataclasses).get(_MADE)


def _late_method(name: str, *given: Any, **named: Any) -> Callable[..., Any]:
    """Stand for a dataclass's method until it is called, and compile it then."""
    made: Callable[..., Any] | None = None

    def method(*values: Any, **by_name: Any) -> Any:
        nonlocal made
        if made is None:
            assert _make is not None
            made = _make(name, *given, **named)
        return made(*values, **by_name)

    method.__name__ = name
    return method


class _Keyed(type):
    """Makes a typed dictionary that keeps its annotations as they are written, unread."""

    def __new__(cls, name: str, _bases: tuple[type, ...], space: dict[str, Any], **_asked: Any) -> _Keyed:
        return type.__new__(cls, name, (dict,), space)

    def __init__(cls, *_given: Any, **_asked: Any) -> None:
        pass

    __call__ = dict  # as of every typed dictionary: what it makes is a plain one


def _stand_ins() -> Iterator[tuple[dict[str, Any], str, object]]:
    yield vars(re), "compile", late_pattern
    for module in (typing, typing_extensions):
        yield vars(module), "TypedDict", _Keyed("TypedDict", (), {})
    if _make is not None:
        yield vars(dataclasses), _MADE, _late_method


@contextmanager
def libraries_lean() -> Iterator[None]:
    """Make late what libraries define as they are imported meanwhile: patterns and the methods of dataclasses
    are compiled when they are first used, and typed dictionaries know their keys but not their types.
    """
    wanted = list(_stand_ins())
    former = [space[name] for space, name, _ in wanted]
    for space, name, stand_in in wanted:
        space[name] = stand_in
    try:
        yield
    finally:
        for (space, name, _), was in zip(wanted, former, strict=True):
            space[name] = was
