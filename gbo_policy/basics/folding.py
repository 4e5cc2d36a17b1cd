"""Texts that differ only in capitals, blanks or how accents are written are the same text to a reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NOTHING = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def folded(text: str) -> str:
    """Give ``text`` as it is compared: composed, in small letters, with single ordinary blanks and nothing that cannot be seen."""
    if not text.isascii():
        import unicodedata

        text = _NOTHING.sub("", unicodedata.normalize("NFKC", text))
        text = unicodedata.normalize("NFC", text.casefold())
    return " ".join(text.casefold().split())


def same_but_for_form(word: str, known: Sequence[str]) -> str | None:
    """Give the known word that a user's differs from only in capitals, blanks or how accents are written."""
    plain = folded(word)
    return next((k for k in known if folded(k) == plain), None)
