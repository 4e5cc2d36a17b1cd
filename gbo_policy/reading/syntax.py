"""What makes a file no well-formed YAML, in a user's words and at the place of the cause: a parser often
notices it lines later.
"""

import re
from typing import NamedTuple

from gbo_policy.basics.patterns import late_pattern

_BLANKS = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
_TAB = late_pattern(r"[ -]*(\t)")
_ODD_BLANK = late_pattern(rf"(?:^[ -]*|:|- *)([{_BLANKS}])")
_ODD_QUOTE = late_pattern("(?:: *|- *|[\\[{,] *|^ *)([“”„‟‘’‚‛«»])")
_GLUED = late_pattern(r"^ *(?:- +)*((?:[\w-]+)):(?!//)([^\s:].*)$")
_STARTS = late_pattern(r"(?:: +|- +|^ *)([@`%])")


class Spot(NamedTuple):
    """A line and a column, both from 0."""

    line: int
    column: int


class Cause(NamedTuple):
    """What is wrong, as a key of ``KINDS_OF_VALUE``; where; and what could be written instead, if that is
    known.
    """

    what: str
    at: Spot
    guess: str | None = None


def cause(text: str, begun: Spot | None, noticed: Spot, problem: str) -> Cause:
    """Find the cause of an error that a parser ``noticed`` while it read what had ``begun``."""
    lines = text.split("\n")
    # the line where it was noticed first, then those above it down from where the construct began
    first = begun.line if begun is not None else max(noticed.line - 1, 0)
    for number in dict.fromkeys(
        (noticed.line, *range(noticed.line - 1, max(first, noticed.line - 20) - 1, -1))
    ):
        if number < len(lines) and (found := _in_line(lines[number].rstrip("\r"), number)) is not None:
            return found
    opened = max(text.rfind("["), text.rfind("{"))
    if "node content" in problem and opened >= 0 and not "".join(lines[noticed.line :]).strip():
        return Cause(
            "yaml-open-bracket", Spot(text.count("\n", 0, opened), opened - text.rfind("\n", 0, opened) - 1)
        )
    return _by_problem(begun, noticed, problem)


def _in_line(line: str, number: int) -> Cause | None:
    """Find what in one line cannot be meant so, whatever else is wrong."""
    for what, pattern in (("yaml-tab", _TAB), ("yaml-blank", _ODD_BLANK), ("yaml-quotes", _ODD_QUOTE)):
        if (match := pattern.search(line)) is not None:
            return Cause(what, Spot(number, match.start(1)))
    if (match := _GLUED.match(line)) is not None:
        return Cause("yaml-glued", Spot(number, match.start(1)), f"{match[1]}: {match[2].strip()}")
    if (match := _STARTS.search(line)) is not None and number > 0:
        return Cause("yaml-start", Spot(number, match.start(1)))
    return None


def _by_problem(begun: Spot | None, noticed: Spot, problem: str) -> Cause:
    """Name the cause by what the parser says of it; what was opened and not closed is told where it was
    opened.
    """
    if "cannot start any token" in problem:
        return Cause("yaml-start", noticed)
    if "alphabetic or numeric" in problem and begun is not None:
        return Cause("yaml-start", begun)
    if begun is not None and "unexpected end of stream" in problem:
        return Cause("yaml-open-quote", begun)
    if begun is not None and re.search(r"expected ',' or '[\]}]'", problem):
        return Cause("yaml-open-bracket", begun)
    if "mapping values are not allowed" in problem:
        return Cause("yaml-two-colons", noticed)
    if "could not find expected ':'" in problem and begun is not None:
        return Cause("yaml-no-colon", begun)
    if "sequence entries are not allowed" in problem:
        return Cause("yaml-dash", noticed)
    if "unknown escape" in problem:
        return Cause("yaml-escape", noticed)
    if "did not find expected key" in problem or "'-' indicator" in problem:
        return Cause("yaml-indent", noticed)
    return Cause("yaml-other", noticed)
