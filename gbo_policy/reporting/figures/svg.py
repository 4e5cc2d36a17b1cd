"""The few shapes that the pictures are made of. Colours are classes, which each renderer fills in; all text
is escaped here.
"""

from __future__ import annotations

import unicodedata
from html import escape  # `xml.sax` has one too, which imports half a mail program

SIZE = 12.0

_NARROW, _WIDE = set("fijltrI.,:;'!|()[] -"), set("mwMW@%—…")


def width(text: str, size: float = SIZE) -> float:
    """Estimate how wide a text is, rather too wide than too narrow: the reader's font is not known."""
    return sum(map(_em, text)) * size


def _em(char: str) -> float:
    if char in _NARROW:
        return 0.36
    if char in _WIDE or unicodedata.east_asian_width(char) in "WF":
        return 1.0
    return 0.72 if char.isupper() else 0.61


def fit(text: str, room: float, size: float = SIZE) -> str:
    """Shorten a text to a width, with an ellipsis where something was left out."""
    text = " ".join(text.split())
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, room: float, lines: int, size: float = SIZE) -> list[str]:
    """Break a text over at most so many lines; the last one is shortened."""
    made: list[str] = []
    words = text.split()
    while words and len(made) < lines - 1:
        line = words[0]
        taken = 1
        while taken < len(words) and width(f"{line} {words[taken]}", size) <= room:
            line = f"{line} {words[taken]}"
            taken += 1
        made.append(fit(line, room, size))
        words = words[taken:]
    return [*made, fit(" ".join(words), room, size)] if words else made


def text(
    x: float, y: float, string: str, style: str = "", anchor: str = "start", *, size: float = SIZE
) -> str:
    """Write a text at its baseline; ``anchor`` is start, middle or end."""
    at, called = f'x="{_n(x)}" y="{_n(y)}"', f"g-text {style}".strip()
    looks = f'class="{called}" text-anchor="{anchor}" font-size="{_n(size)}"'
    return f"<text {at} {looks}>{escape(string, quote=False)}</text>"


def upright(x: float, y: float, string: str, style: str = "", *, size: float = SIZE) -> str:
    """Write a text that climbs from its first letter."""
    turned = f'<g transform="rotate(-90 {_n(x)} {_n(y)})">'
    return f"{turned}{text(x, y, string, style, size=size)}</g>"


def rect(x: float, y: float, across: float, down: float, style: str, *, radius: float = 2.0) -> str:
    """Draw a box."""
    size = f'width="{_n(max(across, 0.0))}" height="{_n(down)}" rx="{_n(radius)}"'
    return f'<rect x="{_n(x)}" y="{_n(y)}" {size} class="{style}"/>'


def line(x1: float, y1: float, x2: float, y2: float, style: str = "g-rule") -> str:
    """Draw a straight line."""
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" class="{style}"/>'


def path(steps: str, style: str) -> str:
    """Draw a path."""
    return f'<path d="{steps}" class="{style}"/>'


def circle(x: float, y: float, radius: float, style: str) -> str:
    """Draw a disc."""
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" class="{style}"/>'


def curve(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """Draw a line that leaves and arrives level."""
    bend = (x2 - x1) * 0.5
    return path(
        f"M{_n(x1)} {_n(y1)}C{_n(x1 + bend)} {_n(y1)} {_n(x2 - bend)} {_n(y2)} {_n(x2)} {_n(y2)}", style
    )


def mark(tone: str, x: float, y: float, size: float = 4.0, style: str = "") -> str:
    """Draw the sign of a verdict around a point, so that no sign depends on a font or a colour."""
    a, b = _n(x - size), _n(x + size)
    c, d = _n(y - size), _n(y + size)
    match tone:
        case "violation":
            return path(f"M{a} {c}L{b} {d}M{b} {c}L{a} {d}", f"g-mark {style or 'm-violation'}")
        case "review":
            return text(x, y + size * 1.05, "?", f"g-strong {style or 'f-review'}", "middle", size=size * 3.2)
        case "compliant":
            return path(
                f"M{a} {_n(y)}L{_n(x - size * 0.3)} {_n(y + size * 0.7)}L{b} {c}",
                f"g-mark {style or 'm-compliant'}",
            )
    return circle(x, y, 1.5, "t-none")


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
