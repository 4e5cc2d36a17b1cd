"""Which errors would only follow from others that are told: what could not be read may hold what seems to be
missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from gbo_policy.basics.problems import Location, Problem

KINDS = ("party", "processor", "flow", "event", "agreement")
_SECTIONS = ("agreement", "flows", "events", "assessments", "waivers")
_DANGLING = ("dangling", "dangling-none")
UNNAMED = "x--unnamed-"  # begins every id that stands in for one that is missing


class Doubts:
    """What errors that are told leave unknown, so that nothing is told which may follow from them.

    ``lost`` are kinds of which anything may have been declared; ``hidden`` ids seen in what was not read;
    ``pages`` the text of files that are not well-formed, which hold an id only where its word stands in them;
    ``nameless`` the entries of a kind that lack an id of their own; ``subjects`` places of subjects that are
    wrong themselves; ``flows`` those whose recipients are not all known; ``untyped`` events whose type is
    wrong; ``ruleless`` the terms whose rule is wrong.
    """

    def __init__(self) -> None:
        self.lost: set[str] = set()
        self.hidden: set[str] = set()
        self.pages: list[str] = []
        self.nameless: dict[str, list[Any]] = {}
        self.subjects: set[Location] = set()
        self.flows: set[str] = set()
        self.untyped: set[str] = set()
        self.ruleless: set[Location] = set()

    def unread(self, value: Any) -> None:
        """Note the ids in a value that nothing was made of."""
        if isinstance(value, dict):
            self.hidden.update(str(key) for key in value)
        self.hidden.update(_ids(value))

    def unreadable(self, content: bytes) -> None:
        """Note a file of which nothing could be made; words are looked for in it whatever its encoding, and
        where it is no text and not even a section's is there, anything may be in it.
        """
        page = content.replace(b"\0", b"").decode("utf-8", "replace")
        if "\ufffd" in page and not any(section in page for section in _SECTIONS):
            self.lost.update(KINDS)  # packed or enciphered: no word of it can be seen
        else:
            self.pages.append(page)

    def may_hold(self, word: str) -> bool:
        """Tell whether a word stands in a file of which nothing could be made."""
        return any(word in page for page in self.pages)

    def lacks_id(self, kind: str, data: Any) -> None:
        """Note an entry that has no id of its own."""
        self.nameless.setdefault(kind, []).append(data)

    def causes(self, found: Sequence[Problem]) -> list[Problem]:
        """Leave out of what was found everything that may only follow from an error that is told."""
        nowhere = {p.location for p in found if p.code in _DANGLING}
        left = [
            p
            for p in found
            if not self._follows(p) and not (p.code in {"twice", "same-party"} and p.location in nowhere)
        ]
        excused = {kind: self._excused(kind, left) for kind in self.nameless}
        return [p for p in left if str(p.word) not in excused.get(_kind(p), ())]

    def _follows(self, found: Problem) -> bool:
        word = str(found.word)
        if word.startswith(UNNAMED) or found.location in self.subjects:
            return True
        if found.code == "reading-rule" and found.location in self.ruleless:
            return True
        if _kind(found) == "":
            return False
        return _kind(found) in self.lost or word in self.hidden or self.may_hold(word)

    def _excused(self, kind: str, found: Sequence[Problem]) -> set[str]:
        """Give the words that may be the ids of the nameless entries of a kind.

        A word close to a known id is a slip of that one. A word that stands in a nameless entry itself is its
        id; the others may be where there are no more of them than entries left.
        """
        words = {str(p.word) for p in found if _kind(p) == kind and p.suggestion is None}
        texts = json.dumps(self.nameless[kind], ensure_ascii=False, default=str).casefold()
        likely = {word for word in words if re.search(rf"\b{re.escape(word.casefold())}\b", texts)}
        left = words - likely
        return likely | (left if len(likely) + len(left) <= len(self.nameless[kind]) else set())


def but_of_aliases(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Leave out other problems at the place of an alias: that it is not read is told already."""
    aliases = {p.location for p in problems if p.code == "yaml-alias" and str(p.word).startswith("*")}
    return (p for p in problems if p.code == "yaml-alias" or p.location not in aliases)


def _kind(found: Problem) -> str:
    """Give the kind of what a problem says is not there; nothing for a problem of another sort."""
    kind = str(found.words.get("what", ""))
    return kind if found.code in {*_DANGLING, "unknown-clause"} and kind in KINDS else ""


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str | int):
            yield str(value["id"])
        for part in value.values():
            yield from _ids(part)
    elif isinstance(value, list):
        for part in value:
            yield from _ids(part)
