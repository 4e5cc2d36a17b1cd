"""The words that declarations may use, from a pack's ``vocabulary.yaml``: purposes, categories, bases,
countries, terms and labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gbo_policy.basics.translate import LANGUAGES, pick, say
from gbo_policy.terms.particulars import Particulars

INSIDE = "EEA"


class Vocabulary:
    """The words of a pack. Sections of ``lookup``: purpose, category, basis, country, term, role,
    authority.

    ``parties`` are the ids of the core actors by the digits of their enterprise numbers, ``norms`` the names
    of the house norms, whose numbers a signed text may state.
    """

    def __init__(
        self,
        raw: dict[str, Any],
        particulars: Particulars,
        parties: Mapping[str, str] | None = None,
        norms: tuple[str, ...] = (),
    ) -> None:
        """Derive the look-up tables from the raw file."""
        self.raw, self.particulars, self.parties, self.norms = raw, particulars, parties or {}, norms
        countries, permitted = raw["countries"], raw["categories"]["permitted"]
        self.permitted_purposes = frozenset(raw["purposes"]["permitted"])
        self.permitted_categories = frozenset(permitted)
        self.special_categories = frozenset(word for word, about in permitted.items() if about["special"])
        self.inside = frozenset(countries["inside"]) | {INSIDE}
        self.unsettled = frozenset(countries["unsettled"])
        codes = [*countries["inside"], *countries["unsettled"], *countries["outside"]]
        self._words: dict[str, dict[str, str]] = {
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
        # only where something is wrong: start-up counts
        from gbo_policy.terms.choices import CHOICES
        from gbo_policy.terms.country_names import CODES
        from gbo_policy.terms.suggestions import labels_of

        found = labels_of(self.raw)
        for word, message in CHOICES.items():
            found.setdefault(word, []).extend(say(lang, message).casefold() for lang in LANGUAGES)
        for name, code in CODES.items():
            found.setdefault(code, []).append(name)
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

    def term_name(self, word: str, lang: str) -> str:
        """Give what a sentence calls an open term; its label, cited, where the pack has no such name."""
        name = self.raw["terms"].get(word, {}).get("name")
        return pick(lang, name["en"], name["nl"]) if name else f"“{self.label('terms', word, lang)}”"

    def terms_called(self, words: Iterable[str], lang: str) -> str:
        """Name open terms for a reader, each with its key behind it."""
        return ", ".join(f"{self.term_name(word, lang)} (`{word}`)" for word in words)

    def next_step(self, step: str, on: date | None, lang: str) -> str:
        """Say what comes next between two core actors, with the day that it waits for, if any."""
        waits = self.raw.get("next_steps", {}).get(step, {}).get("on") if on is not None else None
        until = pick(lang, waits["en"], waits["nl"]).format(on=on) if waits else ""
        return self.label("next_steps", step, lang) + until
