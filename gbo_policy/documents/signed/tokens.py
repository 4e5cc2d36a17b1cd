"""Texts into the words that are compared: small letters, no punctuation, hyphens and quotation marks of no
account.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from gbo_policy.documents.signed.paper import PaperParagraph

LENGTH = 8  # hexadecimal digits of a word's digest
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# an e-mail address is one word: `dpo@…` says nothing of the word DPO in the model
_WORD = re.compile(rf"{EMAIL.pattern}|[^\W_]+(?:['’‘ʼ´`][^\W_]+)*")
_MARKS = re.compile("['’‘ʼ´`]")
# a number or letter at the head of a paragraph, as an author or a word processor numbers it
LABEL = re.compile(
    r"""(?xi)\s*(?:
        (?:artikel|art\.?)\s+\d{1,2}(?:\.\d{1,2}){0,3}\s*(?:[.:)–-]|$|\n)
      | \d{1,2}(?:\.\d{1,2}){0,3}\s*[.°):](?!\d)
      | \d{1,2}(?:\.\d{1,2}){1,3}\s
      | \d{1,2}\n
      | [a-z]\)
      | (?-i:(?=[IVX])X?(?:IX|IV|V?I{0,3}))\.\s
    )\s*"""
)
# a number alone, as it heads an article
NUMBERING = re.compile(r"(?i)(?:artikel|art|\d{1,2}|\W)+")
_HELD_OPEN = frozenset({"en", "of", "tot", "noch", "als"})  # a hyphen before these stands for a word left out
_MOST_PARTS = 4  # of a word
_NOTE_MARK = re.compile(r"([^\W\d_]{3,})(\d{1,2})")


class Token(NamedTuple):
    """One word of a text: the digest of its form, and where it stands in which paragraph (index from 0)."""

    digest: str
    paragraph: int
    start: int
    end: int


@lru_cache(maxsize=20_000)
def word_digest(word: str) -> str:
    """Give the digest of one word, however it is written."""
    plain = _MARKS.sub("", word).casefold()
    return hashlib.sha256(plain.encode()).hexdigest()[:LENGTH]


def label(text: str) -> str:
    """Give the number or letter that heads a paragraph, without blanks around; empty where there is none."""
    found = LABEL.match(text)
    return found[0].strip() if found else ""


def tokens(paragraphs: Sequence[PaperParagraph], known: Container[str] = frozenset()) -> list[Token]:
    """Give the words of paragraphs in order; ``known`` digests decide whether a hyphen joins two words."""
    return [t for i, one in enumerate(paragraphs) for t in _of(one.text, i, known)]


def labelled(text: str, start: int, end: int) -> bool:
    """Tell whether a part of a text is the label of its line, or within it."""
    line = text.rfind("\n", 0, start) + 1
    head = LABEL.match(text, line)
    return head is not None and end <= head.end()


def _of(text: str, paragraph: int, known: Container[str]) -> Iterator[Token]:
    spans = [m.span() for m in _WORD.finditer(text)]
    i = 0
    while i < len(spans):
        count = _joined(text, spans[i : i + _MOST_PARTS], known)
        first, last = spans[i][0], spans[i + count - 1][1]
        word = "".join(text[a:b] for a, b in spans[i : i + count])
        cut = _cut(word, known) if count == 1 else 0
        if cut:
            yield Token(word_digest(word[:cut]), paragraph, first, first + cut)
        yield Token(_without_mark(word[cut:], known), paragraph, first + cut, last)
        i += count


def _cut(word: str, known: Container[str]) -> int:
    """Give where a word that is unknown falls apart into two that are known, as one does whose hyphen was
    lost; else 0.
    """
    if word_digest(word) in known or not known:
        return 0
    return next(
        (k for k in range(1, len(word)) if word_digest(word[:k]) in known and word_digest(word[k:]) in known),
        0,
    )


def _without_mark(word: str, known: Container[str]) -> str:
    """Give the digest of a word, without the number of a note that a PDF file glues to it."""
    found = word_digest(word)
    mark = _NOTE_MARK.fullmatch(word)
    if mark is not None and found not in known and (bare := word_digest(mark[1])) in known:
        return bare
    return found


def _joined(text: str, spans: Sequence[tuple[int, int]], known: Container[str]) -> int:
    """Tell how many of the words ahead are one: written with hyphens, broken at a line's end, or torn apart
    by a PDF file.
    """
    count, hyphens, broken = 1, 0, False
    while count < len(spans):
        between = text[spans[count - 1][1] : spans[count][0]]
        if between.rstrip() == "-":
            hyphens += hyphens == count - 1
        elif between.strip():
            break
        broken = broken or "\n" in between
        count += 1
    words = [text[a:b] for a, b in spans[:count]]
    unknown = [word_digest(w) not in known for w in words]
    for many in range(count, 1, -1):
        if (any(unknown[:many]) or many - 1 <= hyphens) and word_digest("".join(words[:many])) in known:
            return many
    if hyphens and broken and words[1].casefold() not in _HELD_OPEN:
        return 2 if any(unknown[:2]) else 1
    return 1
