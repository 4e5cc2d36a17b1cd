"""Words from anywhere in Markdown: none of them is taken for markup, ends a table's cell, or calls
anybody.
"""

from __future__ import annotations

import re

from gbo_policy.basics.steering import harmless, uncalled

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&#])")


def one_line(text: str) -> str:
    """Write a text on one line that steers no screen."""
    return harmless(" ".join(text.split()))


def plain(text: str) -> str:
    """Escape what Markdown would take for its own, and let no word call a person, a team or an issue."""
    return _SPECIAL.sub(r"\\\1", uncalled(text))


def cell(text: str) -> str:
    """Escape a sentence whose words in backticks are code; with an odd number of backticks none is."""
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0:
        return plain("`".join(parts))
    return "".join(code_cell(part) if i % 2 and part else plain(part) for i, part in enumerate(parts))


def code_cell(text: str) -> str:
    """Write text as code: a bar still ends a cell there, and a backtick the code."""
    return "`" + one_line(text).replace("`", "'").replace("|", "\\|") + "`"
