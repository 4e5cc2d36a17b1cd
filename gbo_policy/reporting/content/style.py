"""The styles as they lie beside this module, and the colours of the light page as plain values, for what
knows no variables.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6})")
_USE = re.compile(r"var\(--([\w-]+)\)")


@cache
def source(name: str) -> str:
    """Give the text of a file beside this module."""
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def colours() -> dict[str, str]:
    """Give the colours of the light page by name."""
    light = source("report.css").partition("@media")[0]
    return dict(_COLOUR.findall(light))


@cache
def literal(css: str) -> str:
    """Fill the light colours into a style sheet."""
    return _USE.sub(lambda m: colours()[m[1]], css)
