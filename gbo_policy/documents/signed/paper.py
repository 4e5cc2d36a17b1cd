"""What a signed text is once it is read: paragraphs in order, and what reading it left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gbo_policy.basics.problems import PolicyError, Problem, problem

_SHOWN = 8  # words of a paragraph that name its place
_NOTHING = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_EXPORT = re.compile(r"\[(?:bookmark|footnoteRef|endnoteRef):[^\]]*\]")
_NOTE = re.compile(r"\[\d{1,3}: ([^\]]*)\]")
_OPEN_NOTE = re.compile(r"\[\d{1,3}:\s")  # one that goes on in another paragraph
_HYPHENS = re.compile("[\u2010-\u2013\u2212]")


class PaperParagraph(NamedTuple):
    """One paragraph: its number in the file from 1, its text as ``clean`` leaves it, and what the file says
    that it is.
    """

    number: int
    text: str
    heading: bool = False
    footnote: bool = False

    @property
    def place(self) -> str:
        """The paragraph's number and its first words."""
        words = self.text.split()
        more = " …" if len(words) > _SHOWN else ""
        return f"{self.number}: {' '.join(words[:_SHOWN])}{more}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A text as read: its paragraphs, and notices of what was left out or read in one of two ways."""

    paragraphs: tuple[PaperParagraph, ...]
    notices: tuple[Problem, ...] = ()


class PaperLine(NamedTuple):
    """A paragraph before it has a number."""

    text: str
    heading: bool = False
    footnote: bool = False


def clean(text: str) -> str:
    """Give ``text`` with one form of letters, hyphens and blanks; line ends stay, and a tab parts lines as
    cells do.
    """
    text = unicodedata.normalize("NFKC", _HYPHENS.sub("-", text.replace("º", "°")))
    lines = (" ".join(line.split()) for line in _NOTHING.sub("", text).replace("\t", "\n").splitlines())
    return "\n".join(line for line in lines if line)


def _parted(line: PaperLine) -> Iterator[PaperLine]:
    """Take out the marks of an export from Word, and set the notes that it wrote between brackets apart."""
    text = _EXPORT.sub("", line.text)
    yield line._replace(text=_OPEN_NOTE.sub(" ", _NOTE.sub("", text)))
    yield from (PaperLine(note, footnote=True) for note in _NOTE.findall(text))


def numbered(lines: Iterable[PaperLine]) -> tuple[PaperParagraph, ...]:
    """Number the paragraphs that hold anything; a note follows the paragraph that it was written in."""
    kept = [(clean(part.text), part) for line in lines for part in _parted(line)]
    return tuple(
        PaperParagraph(i, text, line.heading, line.footnote)
        for i, (text, line) in enumerate(((t, one) for t, one in kept if t), 1)
    )


def refused(code: str, file: str, **words: object) -> PolicyError:
    """Make the error for a file that is not read."""
    return PolicyError([problem(code, None, word=file, **words)])
