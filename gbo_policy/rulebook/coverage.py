"""Clause by clause: which rules check it, and why no rule can check the rest. Counts are exact, never rounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.packdata import Sentence
from gbo_policy.rulebook.rule import Text


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
    """All clauses with their counts: ``checked`` of ``total`` clauses, and the same for sentences."""

    clauses: tuple[Clause, ...]

    @property
    def checked(self) -> int:
        """How many clauses some rule checks."""
        return sum(c.checked for c in self.clauses)

    @property
    def sentences(self) -> tuple[int, int]:
        """How many sentences some rule checks, of how many."""
        every = [s for c in self.clauses for s in c.sentences]
        return sum(bool(s.rules) for s in every), len(every)


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
