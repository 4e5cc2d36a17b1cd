"""Ids of a workspace: where each is given, and where it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gbo_policy.basics.problems import Location
from gbo_policy.basics.steps import Steps
from gbo_policy.editors.fixing import WordAt
from gbo_policy.editors.language.pages import Page

# where things with ids stand, and the keys that name one of them; every other key that names somebody names a
# core actor
_SECTIONS = {
    ("agreement", "parties"): "party",
    ("agreement", "processors"): "processor",
    ("flows",): "flow",
    ("events",): "event",
}
_KEYS = {"processor": "processor", "flow": "flow", "event": "event", "ground": "event"}
_OF_PARTIES = frozenset(
    "party by to against sender recipients on_behalf_of used_by affects addressed_to successor "  # noqa: SIM905
    "found_by partners".split()
)


class IdUse(NamedTuple):
    """An id where it is given or used."""

    kind: str
    id: str
    location: Location
    given: bool


def uses(pages: Iterable[Page]) -> Iterator[IdUse]:
    """Give every id of some files, in every place."""
    for page in pages:
        for location, words in page.words.items():
            for word in words:
                if (found := _use(word, location)) is not None:
                    yield found


def use_at(word: WordAt) -> tuple[str, str] | None:
    """Give the kind and the id of what a word names or is the id of."""
    found = _use(word, Location(""))
    return None if found is None else (found.kind, found.id)


def ids(pages: Iterable[Page], kind: str) -> list[str]:
    """Give the ids of one kind that are given in some files."""
    return sorted({u.id for u in uses(pages) if u.given and u.kind == kind})


def _use(word: WordAt, location: Location) -> IdUse | None:
    if word.is_key or not isinstance(word.value, str | int) or isinstance(word.value, bool):
        return None
    kind = _given(word.path)
    if kind is not None:
        return IdUse(kind, str(word.value), location, given=True)
    named = kind_named(word.path)
    if named is None:
        return None
    one = str(word.value)
    return IdUse(named, one.partition("@")[0] if named == "flow" else one, location, given=False)


def _given(path: Steps) -> str | None:
    if path[-1:] != ("id",):
        return None
    keys = tuple(s for s in path if isinstance(s, str))
    return _SECTIONS.get(keys[:-1])


def kind_named(path: Steps) -> str | None:
    """Give the kind of thing that the value at a path names by its id."""
    key = next((s for s in reversed(path) if isinstance(s, str)), "")
    return _KEYS.get(key) or ("party" if key in _OF_PARTIES else None)
