"""PDF files with a text layer into paragraphs: lines joined again, running heads and page numbers left out
and told.
"""

from __future__ import annotations

import io
import logging
import re
import struct
from collections import Counter
from collections.abc import Iterator

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.documents.signed.paper import Paper, PaperLine, numbered, refused
from gbo_policy.documents.signed.tokens import label

_MOST_PAGES = 300
_NUMBER = re.compile(r"(?i)(?:pagina|page|blz\.?|p\.)?\s*\d{1,3}(?:\s*(?:/|van|of|-)\s*\d{1,3})?")
_ENDS = re.compile(r"[.;:!?)\]]\W*$")
# a number that follows is no label
_REFERS = re.compile(r"(?i)(?:,|\b(?:artikels?|artikelen|art\.|en|of|tot|lid|nr\.|§))$")
_FULL = 0.75  # of the widest line: a line so long may go on on the next
_HALF = 0.5  # and so on a line that begins with a small letter
_OFTEN = 3  # pages that a running head stands on


def read_pdf(content: bytes, name: str) -> Paper:
    """Read a PDF file. Raises PolicyError for one with a password, a damaged one, and one that holds pictures
    only.
    """
    pages = _pages(content, name)
    heads = _running(pages)
    kept = [[line for i, line in enumerate(page) if not _at_edge(line, i, page, heads)] for page in pages]
    told: list[Problem] = [
        problem("signed-edge", None, word=head) for head in sorted(heads) if not _NUMBER.fullmatch(head)
    ]
    lines = [line for page in kept for line in page]
    if sum(c.isalpha() for line in lines for c in line) < 20:
        raise refused("signed-picture", name)
    return Paper(numbered([PaperLine(text) for text in _joined(lines)]), tuple(told))


def _pages(content: bytes, name: str) -> list[list[str]]:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of a file's form is not for the user
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise refused("signed-password", name)
        if len(reader.pages) > _MOST_PAGES:
            raise refused("signed-long", name, most=_MOST_PAGES)
        texts = [page.extract_text() for page in reader.pages]
    except (
        pypdf.errors.PyPdfError,
        pypdf.errors.DependencyError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        OSError,
        RuntimeError,  # what nests too deep, and what pypdf does not implement
        TypeError,
        ValueError,
        struct.error,
    ):
        raise refused("signed-damaged", name) from None
    return [[" ".join(line.split()) for line in text.splitlines() if line.strip()] for text in texts]


def _plain(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _running(pages: list[list[str]]) -> set[str]:
    """Give the first and last lines that stand on several pages, numbers aside."""
    edges = Counter(plain for page in pages for plain in {_plain(line) for line in (*page[:1], *page[-1:])})
    often = {plain for plain, times in edges.items() if times >= _OFTEN}
    return {line for page in pages for line in (*page[:1], *page[-1:]) if _plain(line) in often}


def _at_edge(line: str, index: int, page: list[str], heads: set[str]) -> bool:
    edge = index in {0, len(page) - 1}
    return edge and (line in heads or _NUMBER.fullmatch(line) is not None)


def _joined(lines: list[str]) -> Iterator[str]:
    """Join the lines of a paragraph: one goes on where it is about as long as the widest and ends no
    sentence.

    A line's end stays only behind a hyphen, which may part a word.
    """
    widest = max(map(len, lines), default=0)
    held = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        held += line
        numbered_next = label(following) and not _REFERS.search(line)
        full = _FULL * widest if not following[:1].islower() else _HALF * widest
        if _ENDS.search(line) or len(line) < full or numbered_next:
            yield held
            held = ""
        else:
            held += "\n" if line.endswith("-") else " "
    if held:
        yield held
