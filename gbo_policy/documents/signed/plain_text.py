"""Plain texts into paragraphs, one a line."""

from __future__ import annotations

import codecs

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.documents.signed.paper import Paper, PaperLine, numbered, refused


def read_plain(content: bytes, name: str) -> Paper:
    """Read a text in UTF-8, UTF-16 with its mark, or Windows-1252, which is told. Raises PolicyError for what
    is no text.
    """
    told: list[Problem] = []
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        told.append(problem("signed-1252", None, word=name))
    if any(ord(c) < 32 and c not in "\t\n\r\f\v" for c in text):
        raise refused("signed-kind", name)
    return Paper(numbered(PaperLine(one) for one in text.splitlines()), tuple(told))
