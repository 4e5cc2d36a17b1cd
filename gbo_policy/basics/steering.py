"""Characters that steer a terminal, turn a line around or give a CI runner orders: made harmless before
anybody's screen sees them.
"""

from __future__ import annotations

import re
from typing import Any

from gbo_policy.basics.patterns import late_pattern

# C0 but tab and newline, DEL, C1, the separators that break lines, and what changes the direction of text
STEERING = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_ANY = late_pattern(f"[{STEERING}]")
# GitHub's runner takes `::` at the start of a line for a command, after blanks too, and `##[` anywhere in it
_ORDER = late_pattern(r"^(\s*):(?=:)", re.MULTILINE)

# what a spreadsheet takes a cell that begins so for
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BLANK = ("\t", "\r", "\n")

# hosts of Markdown look for names and numbers after these in what was rendered, where no backslash is left
_CALL = late_pattern(r"(?<!\w)([@#!])(?=\w)")
APART = "\u2060"  # a joiner of no width


def uncalled(text: str) -> str:
    """Let no word of a text for Markdown call a person, a team or an issue."""
    return _CALL.sub(f"\\1{APART}", text)


def harmless(text: str) -> str:
    """Put a mark in place of every character that would steer a terminal or turn a line around; lines stay
    lines.
    """
    return text if text.isascii() and text.isprintable() else _ANY.sub("\N{REPLACEMENT CHARACTER}", text)


def no_order(text: str) -> str:
    """Give text of which no line can be taken for an order to a CI runner, nor steers a terminal."""
    return _ORDER.sub(r"\1: ", harmless(text)).replace("##[", "## [")


def in_json(text: str) -> str:
    """Escape what steers in a JSON text: it can only stand inside strings, which read back the same."""
    return _ANY.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def in_draft(text: str) -> str:
    """Escape what steers or gives orders in a YAML text whose foreign words stand between double quotation
    marks: they read back the same.
    """
    return in_json(text).replace("##[", "#\\u0023[")


def in_xml(text: str) -> str:
    """Write what steers or gives orders as references in an XML text that XML can hold: attributes and
    contents read back the same.
    """
    plain = _ANY.sub(lambda m: f"&#{ord(m[0])};", text)
    return _ORDER.sub(r"\1&#58;", plain).replace("##[", "#&#35;[")


def in_cell(value: Any) -> Any:
    """Give a value for a cell of a spreadsheet: a text that it would take for a formula has an apostrophe in
    front, and none steers or gives orders in a line of its own.
    """
    if not isinstance(value, str):
        return value
    formula = value.lstrip().startswith(FORMULA) or value.startswith(BLANK)
    return no_order(f"'{value}" if formula else value)


# what steers a terminal or turns the direction of text: a declaration could make a reader see what is not
# there
_TURNING = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]"


def visible(text: str) -> str:
    """Give a user's text as one line for a screen, with a mark in place of every character that would steer
    it.
    """
    return text if text.isprintable() else re.sub(_TURNING, "\ufffd", " ".join(text.splitlines()))
