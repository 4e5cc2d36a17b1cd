"""Clause by clause: which rules check it, and why no rule can check the rest. Counts are exact, never
rounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gbo_policy.basics.translate import mark, say
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.packdata import Sentence
from gbo_policy.rulebook.rule import Text

# how strongly rules hold a sentence, the strongest first: facts show it, a person answers, only that
# something is filled in, not at all
HELD = ("decides", "asks", "form", "none")
_SAID = {
    "decides": mark("facts show whether it is kept"),
    "asks": mark("a person answers, and the answer is recorded"),
    "form": mark("only whether something is filled in is looked at"),
    "none": mark("no rule can hold it, or not all of it; the reason is given"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: ``rules`` are those that bear its number or that one of its sentences names."""

    clause: str
    title: Text
    sentences: tuple[Sentence, ...]
    rules: tuple[str, ...]

    @property
    def checked(self) -> bool:
        """Whether some rule checks it."""
        return bool(self.rules)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All clauses with their counts: ``checked`` of them, and sentences by how they are held."""

    clauses: tuple[Clause, ...]

    @property
    def checked(self) -> int:
        """How many clauses some rule checks."""
        return sum(c.checked for c in self.clauses)

    @property
    def sentences(self) -> dict[str, int]:
        """Count the model's own sentences by how rules hold them: decides, asks, form, none.

        One that an author split counts once, as its weakest part: what holds a part does not hold the whole.
        """
        parts: dict[str, list[str]] = {}
        for sentence in (s for c in self.clauses for s in c.sentences):
            parts.setdefault(sentence.part_of or sentence.id, []).append(sentence.held)
        weakest = Counter(max(held, key=HELD.index) for held in parts.values())
        return {held: weakest[held] for held in HELD}


def held_words(held: str, lang: str) -> str:
    """Say how rules hold a sentence, by one of ``HELD``."""
    return say(lang, _SAID[held])


def coverage(pack: Pack) -> Coverage:
    """Hold the pack's clauses against its rules."""
    return Coverage(tuple(_clauses(pack)))


def _clauses(pack: Pack) -> Iterator[Clause]:
    own: dict[str, list[str]] = {}
    for rule in pack.rules:
        own.setdefault(rule.clause, []).append(rule.id)
    for entry in pack.clauses:
        rules = [*own.get(entry.clause, ()), *(r for s in entry.sentences for r in s.rules)]
        yield Clause(entry.clause, entry.title, entry.sentences, tuple(dict.fromkeys(rules)))
