"""Texts that differ only in capitals, blanks or how accents are written are the same text to a reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbo_policy.basics.patterns import late_pattern

# what shows nothing, though Unicode counts some of it among the letters and the marks
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_NOTHING = f"[{_INVISIBLE}]"
UNSEEN = late_pattern(rf"[\s{_INVISIBLE}]+")


def folded(text: str) -> str:
    """Give ``text`` as it is compared: composed, in small letters, with single ordinary blanks and nothing
    that cannot be seen.
    """
    if not text.isascii():
        import unicodedata

        text = re.sub(_NOTHING, "", unicodedata.normalize("NFKC", text))
        text = unicodedata.normalize("NFC", text.casefold())
    return " ".join(text.casefold().split())


def alike_in_form(word: str, known: Sequence[str]) -> list[str]:
    """Give every known word that a user's differs from only in capitals, blanks or how accents are
    written.
    """
    plain = folded(word)
    return [k for k in known if folded(k) == plain]


def same_but_for_form(word: str, known: Sequence[str]) -> str | None:
    """Give the known word that a user's differs from only in capitals, blanks or how accents are written."""
    return next(iter(alike_in_form(word, known)), None)


def unlike_it_looks(word: str) -> list[str]:
    """Give the code of each character in ``word`` that nobody sees, or that looks like another one: a blank
    that is none, a letter of another alphabet among Latin ones, a typographic dash or quotation mark.
    """
    if word.isascii():
        return []
    from unicodedata import category, name, normalize

    latin = any(c.isascii() and c.isalpha() for c in word)

    def odd(c: str) -> bool:
        foreign = latin and c.isalpha() and not name(c, "LATIN").startswith("LATIN")
        hidden = UNSEEN.match(c) is not None or not c.isprintable()
        return foreign or hidden or category(c) in {"Pd", "Pi", "Pf"} or normalize("NFKC", c).isascii()

    return [f"U+{ord(c):04X}" for c in dict.fromkeys(word) if not c.isascii() and c != "…" and odd(c)]
