"""Known words: all of them for a sentence, and the one that a misspelt word is nearest to."""

from __future__ import annotations

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """Give known words in backticks, joined for a sentence."""
    return ", ".join(f"`{w}`" for w in words)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Give the known word closest to a misspelt one, or None when none is close."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), known, 1, 0.7)), None)
