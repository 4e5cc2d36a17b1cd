"""Which suggestion of an input error is certain: another form of the same statement. What may state another
fact stays a person's to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from gbo_policy.basics.folding import alike_in_form
from gbo_policy.basics.problems import Problem
from gbo_policy.terms.suggestions import cited
from gbo_policy.terms.values import NONE
from gbo_policy.terms.vocabulary import Vocabulary

# a dash, `?`, `n.v.t.` and the like may also say that something is not known: they are not among these
_NOTHING = frozenset({NONE, "nee", "neen", "no", "non", "geen", "niets", "nihil"})
_YES = frozenset({"ja", "yes", "waar", "true", "oui"})
_NO = frozenset({"nee", "neen", "no", "onwaar", "false", "non"})
_DAYS = re.compile(r"\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ]\d{4}(?!\d)")
_YEAR_FIRST = re.compile(r"\s*(?:\d{4}([/.\-])\d{1,2}\1\d{1,2}|\d{8})(?!\d)")
_MONTHS = frozenset(
    "januari februari maart april mei juni juli augustus september oktober november december "  # noqa: SIM905
    "jan feb mrt apr jun "
    "jul aug sep sept okt nov dec january february march may june july august october mar oct".split()
)
_EMPTY = frozenset({"gegevens", "data", "over", "de", "het", "een", "the", "a"})
_DATA = re.compile(r"(?<=[a-zë]{4})(?:s?gegevens)\Z")
_WORDS = re.compile(r"\s*\d{1,2}\.? ([a-z]+)\.? \d{4}(?!\d)", re.IGNORECASE)


class _Uncertain:
    def __repr__(self) -> str:
        return "UNCERTAIN"


UNCERTAIN: Final = _Uncertain()


def month_first(texts: Iterable[Any]) -> bool:
    """Tell whether somebody wrote dates with the month before the day: one that can be read in no other way
    says so.
    """
    found = (_DAYS.match(t) for t in texts if isinstance(t, str))
    return any(int(f[1]) <= 12 < int(f[2]) for f in found if f)


def certain(found: Problem, value: Any, vocabulary: Vocabulary, *, months_first: bool = False) -> Any:
    """Give what a user's ``value`` is in the right form, by the suggestion of the problem that it gave;
    UNCERTAIN where that may be another fact.

    ``months_first`` tells that dates of these files cannot all have the day first, so that which is which is
    not certain.
    """
    guess = found.suggestion
    if found.code == "slip-9-1-g":
        return vocabulary.basis(value) if isinstance(value, str) else UNCERTAIN
    if guess is None or isinstance(value, dict | list):
        return UNCERTAIN
    if found.code in {"bad-date", "bad-moment"}:
        return guess if _one_date(str(value), months_first=months_first) else UNCERTAIN
    if found.code in {"bad-url", "bad-number"}:
        return guess
    if found.code in {"wrong-type", "says-nothing"}:
        return _flag_or_nothing(value, guess)
    if found.code in {"unknown-key", "differs-in-form", "unknown-rule"}:
        return guess if _same_form(value, guess) else UNCERTAIN
    if found.code.startswith("unknown-"):
        same = _same_form(value, guess) or cited(str(value), [guess]) or _is_label(value, guess, vocabulary)
        return guess if same else UNCERTAIN
    return UNCERTAIN


def _one_date(text: str, *, months_first: bool) -> bool:
    """Tell whether a date can be read in one way only, the day before the month as is written here."""
    if found := _DAYS.match(text):
        return int(found[2]) <= 12 and not (months_first and found[1] != found[2])
    if found := _WORDS.match(text):
        return found[1].casefold() in _MONTHS
    return _YEAR_FIRST.match(text) is not None


def _flag_or_nothing(value: Any, guess: str) -> Any:
    word = str(value).strip().casefold().rstrip(".")
    if guess in {"true", "false"}:
        return True if word in _YES else False if word in _NO else UNCERTAIN
    if value is False or word not in _NOTHING:
        return UNCERTAIN
    return [] if guess == "[]" else guess if guess == NONE else UNCERTAIN


def _same_form(value: Any, guess: str) -> bool:
    return bool(alike_in_form(re.sub(r"[\s_-]+", " ", str(value)), [re.sub(r"[\s_-]+", " ", guess)]))


def _is_label(value: Any, guess: str, vocabulary: Vocabulary) -> bool:
    """Tell whether what was written is what the pack calls the word, in one of its languages, and no other
    word.
    """
    core = _core(str(value))
    return bool(core) and [w for w, names in vocabulary.labels().items() if core in map(_core, names)] == [
        guess
    ]


def _core(label: str) -> str:
    """Give a label without the words that say no more than that it is about data: `gezondheid` is called
    `gezondheidsgegevens`.
    """
    words = [_DATA.sub("", w) for w in re.split(r"[\s_-]+", label.casefold()) if w not in _EMPTY]
    return " ".join(w for w in words if w)
