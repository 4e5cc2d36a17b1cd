"""How values of a type are read, told to pydantic as it tells itself: in the schemas of its core.

Its own ``BeforeValidator`` does the same, but looks anew at a function for each of the keys that it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic_core import CoreSchema, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, ValidationInfo

M = TypeVar("M")


class ReadBy:
    """Metadata of a type: a function that reads its values, and the schema that puts it around theirs."""

    def __init__(self, function: Callable[..., Any], around: Callable[[Any, CoreSchema], CoreSchema]) -> None:
        self.function, self.around = function, around

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.function.__name__}, {self.around.__name__})"

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.around(self.function, handler(kind))


def by(function: Callable[[Any], Any]) -> ReadBy:
    """Let a function read what a user wrote, before pydantic looks at what it gives."""
    return ReadBy(function, core_schema.no_info_before_validator_function)


def by_words(function: Callable[[Any, ValidationInfo], Any]) -> ReadBy:
    """Let a function that asks for the pack's words read what a user wrote."""
    return ReadBy(function, core_schema.with_info_before_validator_function)


def then(function: Callable[[str], str]) -> ReadBy:
    """Let a function look at a text that pydantic has read."""
    return ReadBy(function, core_schema.no_info_after_validator_function)


class Tagged:
    """Metadata of a union: a function tells by what a user wrote which of the members it has to be. These are
    named by tags, which are no part of a path.
    """

    def __init__(self, tag: Callable[[Any], str], members: Mapping[str, Any]) -> None:
        self.tag, self.members = tag, members

    def __get_pydantic_core_schema__(self, _kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        read = {tag: handler.generate_schema(member) for tag, member in self.members.items()}
        return core_schema.tagged_union_schema(read, self.tag)


class _WhenMet:
    def __get_pydantic_core_schema__(self, model: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: Any, info: ValidationInfo) -> Any:
            return model.__pydantic_validator__.validate_python(value, context=info.context)

        return core_schema.with_info_plain_validator_function(read)


# a model that few declarations have: what reads it is made when the first one is met
Rare = Annotated[M, _WhenMet()]
