"""What may stand at a place of a file, by the JSON Schema of a workspace: the shapes that hold there, given
what is written around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from gbo_policy.basics.steps import Steps
from gbo_policy.editors.schema_parts import Schema


class Choice(NamedTuple):
    """A word that may stand somewhere, and what it means in both languages."""

    word: Any
    meaning: str


def shapes(schema: Schema, path: Steps, data: Any) -> list[Schema]:
    """Give every shape that may stand at ``path`` of a file that holds ``data``; none where nothing may."""
    here, value = list(_open(schema, schema, data)), data
    for step in path:
        value = _below(value, step)
        here = [s for shape in here for part in _inside(shape, step) for s in _open(part, schema, value)]
    return here


def told(schema: Schema, path: Steps, data: Any) -> str | None:
    """Say what the key at the end of ``path`` means, in both languages."""
    if not path or not isinstance(path[-1], str):
        return None
    for shape in shapes(schema, path[:-1], data):
        part = shape.get("properties", {}).get(path[-1])
        if isinstance(part, dict) and "description" in part:
            return str(part["description"])
    return None


def keys(schema: Schema, path: Steps, data: Any) -> dict[str, str]:
    """Give the keys that the mapping at ``path`` may have, with what each means; those that only may be null
    here are none.
    """
    found: dict[str, str] = {}
    foreign: set[str] = set()
    for shape in shapes(schema, path, data):
        for name, part in shape.get("properties", {}).items():
            if part.get("type") == "null":
                foreign.add(name)
            elif name not in found or "description" in part:
                found[name] = str(part.get("description", ""))
    return {name: meaning for name, meaning in found.items() if name not in foreign}


def choices(schema: Schema, path: Steps, data: Any) -> list[Choice]:
    """Give the words that may stand as the value at ``path``."""
    found: dict[Any, Choice] = {}
    for shape in shapes(schema, path, data):
        words = shape.get("enum", [shape["const"]] if "const" in shape else [])
        meanings = shape.get("enumDescriptions", [""] * len(words))
        for word, meaning in zip(words, meanings, strict=True):
            if word is not None:
                found.setdefault(word, Choice(word, meaning))
        if shape.get("type") == "boolean":
            found |= {word: Choice(word, "") for word in (True, False)}
    return list(found.values())


def is_list(schema: Schema, path: Steps, data: Any) -> bool:
    """Tell whether a list may stand at ``path``."""
    return any("items" in shape for shape in shapes(schema, path, data))


def names_a_party(schema: Schema, path: Steps, data: Any) -> bool:
    """Tell whether the value at ``path`` is the id of a core actor."""
    form = schema["$defs"]["PartyId"]["anyOf"][0]
    return any(shape == form for shape in shapes(schema, path, data))


def _open(shape: Schema, schema: Schema, value: Any) -> Iterator[Schema]:
    """Give the plain shapes that one stands for: references followed, alternatives apart, conditions by what
    is written.
    """
    if "$ref" in shape:
        yield from _open(schema["$defs"][shape["$ref"].rpartition("/")[2]], schema, value)
        return
    if "if" in shape:
        if _holds(shape["if"], value):
            yield from _open(shape["then"], schema, value)
        return
    yield shape
    for part in (*shape.get("anyOf", ()), *shape.get("allOf", ())):
        yield from _open(part, schema, value)


def _holds(condition: Schema, value: Any) -> bool:
    if not isinstance(value, dict) or not all(name in value for name in condition.get("required", ())):
        return False
    parts = condition.get("properties", {})
    return all("const" not in part or value.get(name) == part["const"] for name, part in parts.items())


def _inside(shape: Schema, step: str | int) -> Iterator[Schema]:
    if isinstance(step, int):
        if isinstance(shape.get("items"), dict):
            yield shape["items"]
    elif step in shape.get("properties", {}):
        yield shape["properties"][step]
    elif isinstance(shape.get("additionalProperties"), dict):
        yield shape["additionalProperties"]


def _below(value: Any, step: str | int) -> Any:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return None
