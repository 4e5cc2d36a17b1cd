"""Events whose type is missing or unknown: what is told of it, and as which type the rest is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from gbo_policy.agreement.events import event_type
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Problem, problem
from gbo_policy.declarations.declared_sections import FileEntry
from gbo_policy.declarations.mending import MERGE
from gbo_policy.terms.values import shown


class LikelyType(NamedTuple):
    """The type that an event is read as, the keys of which nothing more is to be told, and what is wrong."""

    name: str
    ignore: Collection[str]
    problems: tuple[Problem, ...]


def likely_type(entry: FileEntry, known: Sequence[str], guess: str | None) -> LikelyType:
    """Tell that the type of an event is none of those ``known``, and give the one that it is most like.

    Where there is no ``guess`` nobody knows whose keys it should have: only a key of no type at all is told.
    """
    word, place, own = entry.data.get("type"), entry.place, entry.data.keys()
    problems = []
    if word is not None:
        words = {"word": shown(word), "known": listed(known), "guess": guess}
        problems.append(problem("unknown-word", place.at(["type"], value=True), **words))
    elif MERGE not in own:  # which may hold it
        problems.append(problem("missing-key", place.at(["type"]), word="type"))
    keys = {name: _keys_of(name) for name in known}
    like = guess or max(known, key=lambda name: len(keys[name] & own))
    if guess is not None:
        return LikelyType(like, (), tuple(problems))
    every: set[str] = set().union(*keys.values())
    alien = [key for key in own if key not in every and key != MERGE]
    for key in alien:
        close = nearest(str(key), sorted(every))
        problems.append(problem("no-types-key", place.at([key]), word=key, guess=close))
    return LikelyType(like, {*every - keys[like], *alien}, tuple(problems))


def _keys_of(name: str) -> set[str]:
    return {f.alias or field for field, f in event_type(name).model.model_fields.items()}
