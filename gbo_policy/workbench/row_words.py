"""A made-up row as data, by the names of its facts for who writes rules, and for who reads findings by short
labels and what words mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from gbo_policy.basics.translate import mark, say
from gbo_policy.judging.wording import plain, unit_name, value
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.choices import CHOICES, STANDINGS
from gbo_policy.terms.kinds import Field

if TYPE_CHECKING:  # what a made-up row is said with needs no solver
    from gbo_policy.workbench.prove import Witness

# words that facts worked out hold and no user writes
_WORKED_OUT = STANDINGS | {
    "before": mark("not yet in force"),
    "clause": mark("a clause"),
    "non-compliance": mark("non-compliance of the other"),
    "other-duty": mark("another duty, to be judged"),
    "unrelated": mark("nothing of the other"),
}
_SECTIONS = ("purposes", "categories", "bases", "kinds", "means", "roles", "authorities")
_LISTING = re.compile(r" \(|: ")  # where the words that a fact may hold begin
_OTHER = re.compile(r"other-(\d+)")


def row_data(witness: Witness) -> dict[str, Any]:
    """Give a row: the facts that were read, null where unknown, and the numbers of house norms under their
    names.
    """
    norms = {n: {"expected": norm.expected, "outer": norm.outer} for n, norm in witness.norms.items()}
    return {name: plain(v) for name, v in witness.facts().items()} | ({"norms": norms} if norms else {})


def row_words(witness: Witness, lang: str) -> str:
    """Write a row for who writes rules, by the names of its facts."""
    facts = [f"{name}={value(v, lang)}" for name, v in witness.facts().items()]
    facts += [f"{n}={norm.expected}/{norm.outer}" for n, norm in witness.norms.items()]
    return ", ".join(facts) or say(lang, "any row")


class FactSaid(NamedTuple):
    """One fact of a row, or a house norm that it rests on: what it is called, and its value in words."""

    fact: str
    value: str


def facts_said(witness: Witness, pack: Pack, lang: str) -> Iterator[FactSaid]:
    """Say a row fact by fact; house norms only where their numbers are not the pack's own."""
    for name, given in witness.facts().items():
        field = witness.kind.field(name)
        many = given if isinstance(given, tuple) else (given,)
        words = [_word(g, pack, lang) if isinstance(g, str) else value(g, lang) for g in many]
        yield FactSaid(short(field, lang), ", ".join(words) or value((), lang))
    for name, norm in witness.norms.items():
        if norm != pack.norms.get(name):
            unit = unit_name(norm.unit, lang)
            told = say(lang, "house norm {name}", name=pack.norm_called(name, lang))
            yield FactSaid(told, f"{norm.expected} / {norm.outer} {unit}")


def short(field: Field, lang: str) -> str:
    """Give what a fact is called without the words that it may hold."""
    told = field.meaning(lang)
    return _LISTING.split(told)[0] if field.words else told


def _word(word: str, pack: Pack, lang: str) -> str:
    if found := _OTHER.fullmatch(word):
        return say(lang, "any other word ({number})", number=found[1])
    label = pack.vocabulary.label
    known = (said for section in _SECTIONS if (said := label(section, word, lang)) != word)
    chosen = _WORKED_OUT.get(word) or CHOICES.get(word)
    return next(known, None) or (say(lang, chosen) if chosen else word)
