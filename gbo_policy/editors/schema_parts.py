"""The small pieces that schemas are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gbo_policy.editors.key_meanings import both
from gbo_policy.terms.values import NEAR_NONE, NONE

Schema = dict[str, Any]

_DAY = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
DATE = f"[0-9]{{4}}-{_DAY}"
_HOUR = "(?:[01][0-9]|2[0-3])"
MOMENT = (
    rf"{DATE}[Tt ]{_HOUR}:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{{1,6}})?)? ?(?:[Zz]|[+-]{_HOUR}:?[0-5][0-9])?"
)
NUMBER = r"(?:[0-9]{4}\.[0-9]{3}\.[0-9]{3}|[0-9]{10})"
TEXT: Schema = {"type": ["string", "number"]}  # a number is read as text
NULL: Schema = {"type": "null"}
NOTHING: Schema = {"const": NONE}
NAME = "[A-Za-z0-9][A-Za-z0-9._-]*"


def list_of(items: Schema) -> Schema:
    """Say that a list of such items stands here."""
    return {"type": "array", "items": items}


def any_of(parts: Iterable[Schema]) -> Schema:
    """Say that one of these stands here; what is itself a choice is taken apart."""
    flat: list[Schema] = []
    for part in parts:
        flat.extend(p for p in (part["anyOf"] if list(part) == ["anyOf"] else [part]) if p not in flat)
    if len(flat) == 1:
        return flat[0]
    if len(flat) == 2 and flat[1] == NULL and "type" in flat[0] and "enum" not in flat[0]:
        return _nullable(flat[0])
    return {"anyOf": flat}


def _nullable(part: Schema) -> Schema:
    """Accept null besides, without a choice: an error inside then stays where it is."""
    kinds = part["type"] if isinstance(part["type"], list) else [part["type"]]
    return part | {"type": [*kinds, "null"]}


def when(properties: Mapping[str, Schema], then: Schema) -> Schema:
    """Say what holds besides, where these keys have these values."""
    return {"if": {"required": list(properties), "properties": dict(properties)}, "then": then}


def saying(least: int) -> Schema:
    """Give the schema of a text, or a number read as one, that is no near miss of ``none``; ``least``
    characters long.
    """
    words = "|".join(_any_case(word) for word in NEAR_NONE)
    nothing = rf"^(?!none$)\s*(?:(?:{words})\.?|[\u00ad\u200b-\u200f\u2060\u2800\u3164\ufeff]+)\s*$"
    refused: list[Schema] = [{"const": 0}, {"type": "string", "pattern": nothing}]
    refused += [{"type": "string", "pattern": r"^\s*$"}] if least else []
    return {**TEXT, "not": {"anyOf": refused}}


def _any_case(word: str) -> str:
    """Write a word as a pattern that takes it in capitals too."""
    return "".join(f"[{c}{c.upper()}]" if c.isalpha() else rf"\{c}" if c in "./?-" else c for c in word)


def like(pattern: str, form: str) -> Schema:
    """Text of a form; editors say the form in words instead of the pattern."""
    return {"type": "string", "pattern": f"^{pattern}$", "patternErrorMessage": both(form)}


def whole(least: int, below: int | None = None) -> Schema:
    """Say that a whole number stands here, from ``least`` on and under ``below``."""
    return {"type": "integer", "minimum": least} | ({} if below is None else {"exclusiveMaximum": below})
