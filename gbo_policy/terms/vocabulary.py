"""The words that declarations may use, from a pack's ``vocabulary.yaml``: purposes, categories, bases,
countries, terms and labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gbo_policy.basics.translate import LANGUAGES, pick, say
from gbo_policy.terms.choices import CHOICES
from gbo_policy.terms.particulars import Particulars
from gbo_policy.terms.suggestions import labels_of

INSIDE = "EEA"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a pack. Sections of ``lookup``: purpose, category, basis, country, term, role,
    authority.
    """

    raw: dict[str, Any]
    particulars: Particulars
    parties: Mapping[str, str] = field(
        default_factory=dict
    )  # their ids by the digits of their enterprise numbers
    norms: tuple[str, ...] = ()  # names of the house norms, whose numbers a signed text may state
    permitted_purposes: frozenset[str] = field(init=False)
    permitted_categories: frozenset[str] = field(init=False)
    special_categories: frozenset[str] = field(init=False)
    inside: frozenset[str] = field(init=False)
    unsettled: frozenset[str] = field(init=False)
    _words: dict[str, dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        """Derive the look-up tables from the raw file."""
        raw, countries = self.raw, self.raw["countries"]
        put = object.__setattr__
        put(self, "permitted_purposes", frozenset(raw["purposes"]["permitted"]))
        put(self, "permitted_categories", frozenset(raw["categories"]["permitted"]))
        put(
            self,
            "special_categories",
            frozenset(k for k, v in raw["categories"]["permitted"].items() if v["special"]),
        )
        put(self, "inside", frozenset(countries["inside"]) | {INSIDE})
        put(self, "unsettled", frozenset(countries["unsettled"]))
        codes = [*countries["inside"], *countries["unsettled"], *countries["outside"]]
        words = {
            "purpose": {k: k for part in ("permitted", "known") for k in raw["purposes"][part]},
            "category": {k: k for part in ("permitted", "known") for k in raw["categories"][part]},
            "basis": {k: k for k in raw["bases"]} | {k: k for k in raw["base_aliases"]},
            "country": {c: c for c in codes}
            | countries["aliases"]
            | dict.fromkeys(countries["groups"], INSIDE),
            "term": {k: k for k in raw["terms"]},
            "role": {k: k for k in raw["roles"]},
            "authority": {k: k for k in raw["authorities"]},
        }
        put(self, "_words", words)

    def with_parties(self, parties: Mapping[str, str]) -> Vocabulary:
        """Give the same words, where enterprise numbers stand for the core actors that have them."""
        return Vocabulary(self.raw, self.particulars, parties, self.norms)

    def with_words(self, purposes: Iterable[str], categories: Iterable[str]) -> Vocabulary:
        """Give the same words, and those that a signed text adds: known, and permitted only by the agreement
        that adds them.
        """
        made = Vocabulary(self.raw, self.particulars, self.parties, self.norms)
        made._words["purpose"].update({word: word for word in purposes})
        made._words["category"].update({word: word for word in categories})
        return made

    def lookup(self, section: str, word: str) -> str | None:
        """Give the canonical form of ``word``, or None when the vocabulary does not hold it; countries in any
        case.
        """
        return self._words[section].get(word.upper() if section == "country" else word)

    def labels(self) -> dict[str, list[str]]:
        """Give the labels of every word in both languages, in small letters, to suggest words by."""
        found = labels_of(self.raw)
        for word, message in CHOICES.items():
            found.setdefault(word, []).extend(say(lang, message).casefold() for lang in LANGUAGES)
        return found

    def words(self, section: str) -> list[str]:
        """Give all words of a section, in the file's order."""
        return list(self._words[section])

    def basis(self, word: str) -> str:
        """Give the basis that ``word`` is read as: the model text's own slip has an alias."""
        return str(self.raw["base_aliases"].get(word, word))

    def constants(self) -> dict[str, frozenset[str]]:
        """Give the lists that a rule's expression may name."""
        return {
            "permitted_purposes": self.permitted_purposes,
            "permitted_categories": self.permitted_categories,
            "special_categories": self.special_categories,
        }

    def label(self, section: str, word: str, lang: str) -> str:
        """Give the label of ``word`` for a reader, or the word itself when the vocabulary has none."""
        part = self.raw.get(section, {})
        entry = part.get(word) or part.get("permitted", {}).get(word) or part.get("known", {}).get(word)
        return pick(lang, entry["en"], entry["nl"]) if entry else word

    def next_step(self, step: str, on: date | None, lang: str) -> str:
        """Say what comes next between two core actors, with the day that it waits for, if any."""
        waits = self.raw.get("next_steps", {}).get(step, {}).get("on") if on is not None else None
        until = pick(lang, waits["en"], waits["nl"]).format(on=on) if waits else ""
        return self.label("next_steps", step, lang) + until
