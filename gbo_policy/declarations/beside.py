"""Waivers that stand beside what they waive, as comments: ``# gbo: waive RULE until DATE approved-by NAME
reason TEXT``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gbo_policy.basics.patterns import late_pattern
from gbo_policy.basics.problems import Problem, problem
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.workspace import Place
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.remarks import Remark, remarks
from gbo_policy.reading.source import COLUMN_BITS, Mark, location, position

_OURS = late_pattern(r"#\s*gbo(?P<more>[-_ ]?policy)?\s*(?P<colon>:?)\s*(?P<verb>\S*)\s*", re.IGNORECASE)
_WAIVE = "waive"
_LIKE = frozenset(
    {
        _WAIVE,
        "waiver",
        "waived",
        "waives",
        "wave",
        "waiv",
        "ignore",
        "disable",
        "suppress",
        "skip",
        "noqa",
        "allow",
        "accept",
    }
)
_PARTS = {
    "until": "expires_on",
    "approved-by": "approved_by",
    "approved-on": "approved_on",
    "reason": "reason",
}
_KEYWORD = late_pattern(r"(?:^|\s)(until|approved-by|approved-on|reason)(?=\s|$)", re.IGNORECASE)
_SECTIONS = {
    ("flows",): "flow",
    ("events",): "event",
    ("agreement", "parties"): "party",
    ("agreement", "processors"): "processor",
}
_AGREEMENT = "agreement"
_NAMES = ("party", "processor", "name")  # by which a recipient of several flows at once can be named


class BesideWaiver(NamedTuple):
    """One waiver as the section ``waivers`` would hold it, and where its comment stands."""

    data: dict[str, Any]
    place: Place


def waivers_beside(
    file: InputFile, documents: Sequence[tuple[Any, Mark]], problems: list[Problem]
) -> Iterator[BesideWaiver]:
    """Give the waivers among the comments of a well-formed file; add to ``problems`` what is wrong with their
    form.
    """
    for one in remarks(file.content.decode("utf-8-sig"), file.path):
        found = _OURS.match(one.text)
        if found is None or not _directs(found, one.text):
            continue  # the agreement itself is called so: not every remark about it is meant for the program
        if found["more"] or not found["colon"] or found["verb"].lower() != _WAIVE:
            problems.append(problem("comment-not-read", _at(file, one, 0), word=one.text[:60]))
            continue
        subject = _subject(one, documents)
        if subject is None:
            problems.append(problem("waiver-of-nothing", _at(file, one, 0), word=one.text[:60]))
        elif (made := _waiver(file, one, found.end(), subject, problems)) is not None:
            yield made


def _directs(found: re.Match[str], text: str) -> bool:
    """Tell whether a comment that begins with `gbo` is meant for the program: by its word, or by the parts of
    a waiver in it.
    """
    word = found["verb"].lower().rstrip(":,")
    return word in _LIKE or (bool(found["colon"]) and not found["more"] and _KEYWORD.search(text) is not None)


def _at(file: InputFile, one: Remark, inside: int) -> Any:
    return location(file.path, _packed(one, inside))


def _packed(one: Remark, inside: int) -> int:
    return one.line << COLUMN_BITS | (one.column + inside)


def _waiver(
    file: InputFile, one: Remark, start: int, subject: dict[str, str], problems: list[Problem]
) -> BesideWaiver | None:
    """Read one comment from the rule's name on; None, with a problem told, where a part is missing or comes
    twice.
    """
    here = _packed(one, 0)
    marks: dict[str, tuple[int, Mark]] = {"subject": (here, (here, dict.fromkeys(subject, (here, here))))}
    data: dict[str, Any] = {"subject": subject}
    for key, at, text in _parts(one.text, start):
        if key in data:
            problems.append(problem("waiver-part-twice", _at(file, one, at), word=_word(key)))
            return None
        data[key] = text
        marks[key] = (_packed(one, at), _packed(one, at))
    lacking = [k for k in ("rule", "expires_on", "approved_by", "reason") if not data.get(k)]
    if lacking:
        words = {"word": _word(lacking[0])}
        problems.append(problem("waiver-part-missing", _at(file, one, 0), **words))
        return None
    return BesideWaiver(data, Place(file.path, (here, marks)))


def _word(key: str) -> str:
    return next((word for word, name in _PARTS.items() if name == key), "RULE")


def _parts(text: str, start: int) -> Iterator[tuple[str, int, str]]:
    """Cut a comment into its parts; a reason goes on to the end, whatever words are in it."""
    key, at = "rule", start
    for found in _KEYWORD.finditer(text, start):
        yield key, at, text[at : found.start()].strip()
        key, at = _PARTS[found[1].lower()], found.end()
        at += len(text[at:]) - len(text[at:].lstrip())
        if key == "reason":
            break
    yield key, at, text[at:].strip()


def _subject(one: Remark, documents: Sequence[tuple[Any, Mark]]) -> dict[str, str] | None:
    """Give what a comment stands beside: the object that its line, or the next line below it, lies in."""
    placed = sorted(
        p for number, (data, mark) in enumerate(documents) for p in _places(data, mark, number, ())
    )
    own = [p for p in placed if p[0] >> COLUMN_BITS == one.line and not one.alone]
    below = [p for p in placed if p[0] >> COLUMN_BITS > one.line]
    above = [p for p in placed if p[0] >> COLUMN_BITS < one.line]
    for candidates in (own[-1:], below[:1] if one.alone else [], above[-1:]):
        for _, number, path in candidates:
            if (found := _of(documents[number][0], path)) is not None:
                return found
    return None


def _places(data: Any, mark: Mark, document: int, path: Steps) -> Iterator[tuple[int, int, Steps]]:
    if isinstance(data, dict):
        for key, (at, inner) in mark[1].items():
            yield at, document, (*path, key)
            if key in data:
                yield from _places(data[key], inner, document, (*path, key))
    elif isinstance(data, list):
        for i, (value, inner) in enumerate(zip(data, mark[1], strict=True)):
            yield position(inner), document, (*path, i)
            yield from _places(value, inner, document, (*path, i))


def _of(data: Any, path: Steps) -> dict[str, str] | None:
    """Name the object that a path lies in: a flow, one recipient of it, an event, a party, a processor, or
    else the agreement.
    """
    for section, kind in _SECTIONS.items():
        number = path[len(section) : len(section) + 1]
        if path[: len(section)] == section and number:
            one = data
            for step in (*section, *number):
                one = one[step]
            if not isinstance(one, dict) or not isinstance(one.get("id"), str | int):
                return None
            named = {kind: str(one["id"])}
            return named | _recipient(one, path[len(section) + 1 :]) if kind == "flow" else named
    if path[:1] == (_AGREEMENT,) and len(path) > 1:
        agreement = data[_AGREEMENT]
        return {_AGREEMENT: str(agreement.get("id", _AGREEMENT))}
    return None


def _recipient(flow: dict[str, Any], inside: Steps) -> dict[str, str]:
    if len(inside) < 2 or inside[0] != "recipients":
        return {}
    recipient = flow["recipients"][inside[1]]
    names = (recipient.get(k) for k in _NAMES) if isinstance(recipient, dict) else ()
    several = not isinstance(flow.get("sender"), str | None)
    named = next((str(n) for n in names if isinstance(n, str)), None) if several else str(inside[1])
    return {} if named is None else {"recipient": named}
