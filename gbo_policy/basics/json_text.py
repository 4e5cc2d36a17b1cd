"""Plain data as JSON in lines: one way for every answer, file and dossier."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import to_json

from gbo_policy.basics.steering import in_json


def json_text(data: Any, step: int = 2) -> str:
    """Write plain data as JSON, each part on a line of its own, ``step`` characters further in, and a newline
    at the end; what would steer a screen is escaped, and reads back the same.
    """
    try:
        made = to_json(data, indent=step).decode()
    except ValueError:  # half a character, out of a file's name that is not Unicode
        made = json.dumps(data, ensure_ascii=False, indent=step)
    return (made if plain_json(made) else in_json(made)) + "\n"


def plain_json(made: str) -> bool:
    """Tell at a glance that nothing in JSON steers: of ASCII, only DEL stands in it as it is. False also
    where that takes a closer look.
    """
    return "\x7f" not in made if made.isascii() else made.isprintable()
