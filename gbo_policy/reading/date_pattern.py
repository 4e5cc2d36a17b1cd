"""Patterns of dates as people write them (`dd/mm/yyyy hh:mm`, `d-m-jjjj uu:mm:ss`) into those of
``strptime``.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"([A-Za-z])\1*|[^A-Za-z]+")
_PERCENT = re.compile(r"(%[dmYHMSf]|[^%A-Za-z]|T)+")
_NEEDED = ("%d", "%m", "%Y")
_SINGLE = {"d": "%d", "y": "%Y", "j": "%Y", "h": "%H", "u": "%H", "s": "%S", "f": "%f", "t": "T"}


def strptime_of(pattern: str) -> str | None:
    """Give the pattern as ``strptime`` reads it; None when it cannot be understood, or names no day, month
    and year of four digits.
    """
    made = pattern if "%" in pattern and _PERCENT.fullmatch(pattern) else _translated(pattern.strip())
    return made if made and all(made.count(n) == 1 for n in _NEEDED) else None


def _translated(pattern: str) -> str | None:
    made, hours = [], False
    for match in _TOKEN.finditer(pattern):
        letter, text = match[0][0].lower(), match[0]
        if not letter.isalpha():
            made.append(text)
        elif letter == "m":  # after the hours they are minutes
            made.append("%M" if hours else "%m")
        elif letter in _SINGLE and (letter not in "yj" or len(text) == 4):
            hours = hours or letter in "hu"
            made.append(_SINGLE[letter])
        else:
            return None
    return None if "%" in pattern else "".join(made)
