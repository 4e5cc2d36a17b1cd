"""What the model leaves blank is no fact: a placeholder counts as absent, with a notice at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gbo_policy.basics.steps import Steps

_BLANK = re.compile(
    r"""(?x)
    NAAM(\ [A-Z].*)? | DATUM | PLAATS | NAAM\ EN\ FUNCTIE   # as the model writes them, in capitals
    | .*\bdkfkqdlkq\b.*                                     # the model's own nonsense citation
    | (\.{2,}|…)+ | [xX]{3,} | [_-]{3,} | \?+
    | \[.*\]                                                # whatever stands between square brackets
    """
)
_WORDS = frozenset(
    {
        "in te vullen",
        "naam en functie",
        "nog te bepalen",
        "nog in te vullen",
        "tbd",
        "n.t.b.",
        "to be determined",
    }
)
# these are names of the workspace itself, or words that somebody chose to write
_KEPT = frozenset(
    {"id", "type", "term", "rule", "outcome", "note", "other", "labels", "reason", "reasons", "reply"}
)


def is_placeholder(text: str) -> bool:
    """Tell whether a text is one of those that stand for something still to be filled in."""
    plain = " ".join(text.split())
    return bool(_BLANK.fullmatch(plain)) or plain.casefold() in _WORDS


def without_placeholders(data: Any, found: list[tuple[Steps, str]]) -> Any:
    """Copy ``data`` without its placeholders, and add each with its path to ``found``; the same data where there are none."""
    if not any(True for _ in _texts(data)):
        return data
    return _clean(data, (), found)


def _texts(data: Any) -> Iterator[str]:
    """Give the placeholders in ``data``."""
    if isinstance(data, str):
        if is_placeholder(data):
            yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in _KEPT:
                yield from _texts(value)
    elif isinstance(data, list):
        for item in data:
            yield from _texts(item)


def _clean(data: Any, path: Steps, found: list[tuple[Steps, str]]) -> Any:
    if isinstance(data, str) and is_placeholder(data):
        found.append((path, data))
        return None
    if isinstance(data, dict):
        return {k: v if k in _KEPT else _clean(v, (*path, k), found) for k, v in data.items()}
    if isinstance(data, list):
        items = [_clean(item, (*path, i), found) for i, item in enumerate(data)]
        kept = [new for new, old in zip(items, data, strict=True) if new is not None or old is None]
        return kept or None if data else data
    return data
