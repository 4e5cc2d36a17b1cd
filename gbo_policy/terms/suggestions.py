"""What a user may have meant by a word that is not known: another spelling, its label in Dutch or English, a
date of a spreadsheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from gbo_policy.basics.near_words import nearest
from gbo_policy.basics.patterns import late_pattern

Labels = Mapping[str, Sequence[str]]

_LEAST = 4  # letters that a word must have to be looked for in labels
_DAY_FIRST = late_pattern(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\Z")
_YEAR_FIRST = late_pattern(r"(\d{4})[/.\-]?(\d{1,2})[/.\-]?(\d{1,2})\Z")
_IN_WORDS = late_pattern(r"(\d{1,2})\.? ([a-zé]{3,9})\.? (\d{4})\Z")
_TIME = late_pattern(r"(.*\d)(?: om | at |[T ,]+)(\d{1,2})[:.uh](\d\d)(?: ?(?:u|uur|h))?\Z", re.IGNORECASE)
_PREFIXED = late_pattern(r"(?:BE)?[ .]*(\d[\d ./-]*)\Z", re.IGNORECASE)
_MONTHS = ("jan", "feb", "maa|mrt|mar", "apr", "mei|may", "jun", "jul", "aug", "sep", "okt|oct", "nov", "dec")
_PARTS = late_pattern(r"\d+|[^\W\d_]+")
# what stands around the numbers of an article, in either language
_CITING = frozenset(
    ("art", "artikel", "article", "lid", "par", "punt", "point", "letter", "onder", "sub", "avg", "gdpr")
)
_FLAGS = {
    "true": {"ja", "j", "yes", "y", "waar", "wel", "1", "oui", "x"},
    "false": {"nee", "neen", "n", "no", "onwaar", "niet", "0", "non"},
}


def labels_of(raw: Any) -> dict[str, list[str]]:
    """Collect the labels of every word of a vocabulary file, wherever it stands."""
    found: dict[str, list[str]] = {}
    for word, label in _labelled(raw):
        found.setdefault(word, []).append(label.casefold())
    return found


def _labelled(raw: Any) -> Iterator[tuple[str, str]]:
    for word, entry in raw.items() if isinstance(raw, dict) else ():
        if isinstance(entry, dict):
            yield from ((str(word), entry[lang]) for lang in ("nl", "en") if isinstance(entry.get(lang), str))
            yield from _labelled(entry)


def cited(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that cites the same article: `6, lid 1, e)` is `gdpr-6-1-e`."""
    parts = _parts(word)
    return next((k for k in known if _parts(k) == parts), None) if len(parts) > 1 else None


def _parts(reference: str) -> list[str]:
    """Give the numbers and letters of a reference; none where it says anything else."""
    words = [w for w in _PARTS.findall(reference.casefold()) if w not in _CITING]
    return words if words and words[0].isdigit() and all(w.isdigit() or len(w) == 1 for w in words) else []


def meant(word: Any, known: Sequence[str], labels: Labels) -> str | None:
    """Give the known word that is spelt most like a user's, or whose label is, or begins with, what the user
    wrote.
    """
    if not isinstance(word, str) or not known:
        return None
    if same := cited(word, known):
        return same
    typed = " ".join(re.split(r"[\s_-]+", word.casefold().strip()))
    if len(typed) >= _LEAST:
        for fits in (_same, _begins, _close):
            if found := [k for k in known if any(fits(typed, label) for label in labels.get(k, ()))]:
                return min(found, key=lambda k: min(map(len, labels[k])))
    return nearest(word, known)


def _same(typed: str, label: str) -> bool:
    return typed == label


def _begins(typed: str, label: str) -> bool:
    """Tell whether a label, or a word in it, begins as the user wrote."""
    return label.startswith(typed) or f" {typed}" in label or typed.removesuffix("s") in label.split()


def _close(typed: str, label: str) -> bool:
    return nearest(typed, [label]) is not None


def meant_flag(value: Any) -> str | None:
    """Give true or false for the words that people use for them."""
    word = str(value).casefold()
    return next((flag for flag, words in _FLAGS.items() if word in words), None)


def meant_date(value: Any) -> str | None:
    """Give the ISO date for one written as spreadsheets and people in Belgium do, the day before the
    month.
    """
    text = " ".join(str(value).strip().casefold().split())
    if found := _DAY_FIRST.match(text):
        return _iso(int(found[3]), int(found[2]), int(found[1])) or _iso(
            int(found[3]), int(found[1]), int(found[2])
        )
    if found := _YEAR_FIRST.match(text):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    if found := _IN_WORDS.match(text):
        month = next((i for i, m in enumerate(_MONTHS, 1) if re.match(m, found[2])), 0)
        return _iso(int(found[3]), month, int(found[1]))
    return None


def meant_moment(value: Any) -> str | None:
    """Give the ISO moment for a day and an hour written as people in Belgium do; none for a day alone, which
    has no hour.
    """
    found = _TIME.match(" ".join(str(value).split()))
    if found is None or int(found[2]) > 23 or int(found[3]) > 59:
        return None
    day = found[1] if re.fullmatch(r"\d{4}-\d\d-\d\d", found[1]) else meant_date(found[1])
    return f"{day}T{int(found[2]):02}:{found[3]}" if day else None


def meant_number(value: Any) -> str | None:
    """Give a Belgian enterprise number in its form: with the country before it, other signs between, or
    without the first zero.
    """
    if (found := _PREFIXED.match(str(value).strip())) is None:
        return None
    digits = re.sub(r"\D", "", found[1]).zfill(10)
    plausible = len(digits) == 10 and digits[0] in "01" and digits[1] != "0"
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}" if plausible else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if 1901 < year < 2100 else None
    except ValueError:
        return None
