"""The comments of a YAML text, each with its place: what stands in a text after a number sign is none."""

from __future__ import annotations

import re
from typing import NamedTuple

from gbo_policy.reading.spans import TextSpan, spans

_SIGN = re.compile(r"(?:^|(?<=[\s]))#[^\r\n]*", re.MULTILINE)


class Remark(NamedTuple):
    """One comment: its line and column from 0, its text with the sign, and whether it has the line to
    itself.
    """

    line: int
    column: int
    text: str
    alone: bool


def remarks(text: str, name: str = "") -> list[Remark]:
    """Give the comments of a well-formed text, in order."""
    inside = [(s.start, s.end) for root in spans(text, name) for s in _scalars(root)]
    found = []
    for match in _SIGN.finditer(text):
        if any(start <= match.start() < end for start, end in inside):
            continue
        before = text[
            max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1 : match.start()
        ]
        line = len(re.findall(r"\r\n|\n|\r", text[: match.start()]))
        found.append(
            Remark(line, len(before.removeprefix("\ufeff")), match[0].rstrip(), not before.strip(" \ufeff"))
        )
    return found


def _scalars(span: TextSpan) -> list[TextSpan]:
    if not span.keys and not span.items:
        return [span]
    return [s for one in (*span.keys, *span.items) for s in _scalars(one)]
