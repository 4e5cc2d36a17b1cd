"""The words of cells: a reader's labels for the words of the vocabulary, and back from either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gbo_policy.basics.folding import folded
from gbo_policy.basics.translate import LANGUAGES, mark, say
from gbo_policy.terms.choices import CHOICES
from gbo_policy.terms.values import NONE, PARTNER
from gbo_policy.terms.vocabulary import Vocabulary

# sections of `Vocabulary.lookup`, with the part of the pack's file that labels their words
_PARTS = {
    "purpose": "purposes",
    "category": "categories",
    "basis": "bases",
    "country": "countries",
    "role": "roles",
    "authority": "authorities",
    "term": "terms",
}
_LABELLED = ("kinds", "means")  # parts whose words are choices of the models
_OTHER, _ROLE = mark("other", "in a cell"), mark("role", "in a cell")


@dataclass(frozen=True)
class CellWords:
    """Labels in ``lang`` and their words; ``names`` gives the id of a core actor by its name (folded)."""

    vocabulary: Vocabulary
    lang: str
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def none(self) -> str:
        """The word that says that there is none."""
        return say(self.lang, CHOICES[NONE])

    @cached_property
    def nones(self) -> frozenset[str]:
        """That word in every language, folded."""
        return frozenset({NONE, *(folded(say(lang, CHOICES[NONE])) for lang in LANGUAGES)})

    @property
    def other(self) -> str:
        """What stands in front of a purpose or category outside the vocabulary."""
        return say(self.lang, _OTHER)

    @property
    def role(self) -> str:
        """What stands in front of a role that stands for all its core actors."""
        return say(self.lang, _ROLE)

    def flag(self, value: bool) -> str:
        """Give yes or no."""
        return say(self.lang, "yes") if value else say(self.lang, "no")

    def is_other(self, text: str) -> str | None:
        """Give what stands behind ``other:``, in either language."""
        return self._behind(text, _OTHER, "other")

    def is_role(self, text: str) -> str | None:
        """Give what stands behind ``role:``, in either language."""
        return self._behind(text, _ROLE, "role")

    @staticmethod
    def _behind(text: str, message: str, own: str) -> str | None:
        head, colon, rest = text.partition(":")
        heads = {own, *(folded(say(lang, message)) for lang in LANGUAGES)}
        return rest.strip() if colon and folded(head) in heads else None

    def known(self, section: str, choices: Sequence[str] = ()) -> list[str]:
        """Give the words that may stand in a cell, those of a section or the choices themselves."""
        if choices:
            return list(choices)
        return [*self.vocabulary.words(section), *([PARTNER] if section == "role" else [])]

    def offered(self, section: str, choices: Sequence[str] = ()) -> list[str]:
        """Give what a list of a cell offers: each of these words as a cell shows it, without the slip of the
        model's text.
        """
        words = [w for w in self.known(section, choices) if self.vocabulary.basis(w) == w]
        return [self.shown(section, w, choices) for w in words]

    def label(self, section: str, word: str, lang: str | None = None) -> str:
        """Give the label of a word, or the word itself; ``section`` is empty for a choice."""
        spoken = lang or self.lang
        if section and word != PARTNER:
            return self.vocabulary.label(_PARTS[section], word, spoken)
        part = next((p for p in _LABELLED if word in self.vocabulary.raw.get(p, ())), None)
        if part is not None and word not in CHOICES:
            return self.vocabulary.label(part, word, spoken)
        return say(spoken, CHOICES[word]) if word in CHOICES else word

    def shown(self, section: str, word: str, choices: Sequence[str] = ()) -> str:
        """Give what stands in a cell for a word: its label, where that is no other word's."""
        label = self.label(section, word)
        return label if self.word(section, label, choices) == word else word

    def word(self, section: str, text: str, choices: Sequence[str] = ()) -> str | None:
        """Give the word that a text is, or is a label of; None where it is none."""
        return self._reverse(section, tuple(choices)).get(folded(text))

    def _reverse(self, section: str, choices: tuple[str, ...]) -> Mapping[str, str]:
        if (section, choices) not in self._tables:
            self._tables[section, choices] = self._made(self.known(section, choices), section)
        return self._tables[section, choices]

    @cached_property
    def _tables(self) -> dict[tuple[str, tuple[str, ...]], Mapping[str, str]]:
        return {}

    def _made(self, words: Iterable[str], section: str) -> dict[str, str]:
        found: dict[str, set[str]] = {}
        own = list(words)
        for word in own:
            for lang in LANGUAGES:
                found.setdefault(folded(self.label(section, word, lang)), set()).add(word)
        table = {label: next(iter(named)) for label, named in found.items() if len(named) == 1}
        return table | {folded(word): word for word in own}
