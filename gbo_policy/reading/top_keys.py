"""The keys at the top of a file that cannot be read as YAML, as a person would see them: whose it is must be
told all the same.
"""

from __future__ import annotations

import re

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# what may stand before the first key: empty lines, remarks, the start of a document
_BEFORE = re.compile(rb"(?:[ \t]*(?:(?:#|//)[^\n]*)?\r?\n|---[ \t]*(?:#[^\n]*)?\r?\n|---[ \t]+)*([ \t]*)")
# within braces: a text of one line (an end that is forgotten spoils no more), a word, or a bracket
_PIECE = re.compile(rb'"(?:[^"\\\r\n]|\\.)*"|\'[^\'\r\n]*\'|[\w-]+|[{}\[\]]')
_COLON = re.compile(rb"[ \t]*:")
_OPENING = {b"}": b"{", b"]": b"["}


def top_keys(content: bytes) -> set[str]:
    """Give the keys at the top of a file: those that begin as far to the right as the first one, and those
    that stand directly in its outermost braces.
    """
    for mark in _MARKS:
        content = content.removeprefix(mark)
    content = content.replace(b"\0", b"")  # in UTF-16 there is one beside each letter
    start = _BEFORE.match(content)
    assert start is not None  # it may be empty
    if content[start.end() :].startswith(b"{"):
        return _in_braces(content[start.end() :])
    return _in_column(start[1], content) | _in_column(b"", content)


def _in_column(indent: bytes, content: bytes) -> set[str]:
    line = rb"^" + re.escape(indent) + rb"(?:\?[ \t]+)?([\"']?)([\w-]+)\1[ \t]*(?::|\r?$)"
    return {found[2].decode(errors="replace") for found in re.finditer(line, content, re.MULTILINE)}


def _in_braces(content: bytes) -> set[str]:
    keys: set[str] = set()
    opened: list[bytes] = []
    for found in _PIECE.finditer(content):
        piece = found[0]
        if piece in b"{[":
            opened.append(piece)
        elif piece in b"}]":
            while opened and opened.pop() != _OPENING[piece]:  # one that nobody closed
                pass
            if not opened:
                break
        elif len(opened) == 1 and _COLON.match(content, found.end()):
            keys.add(piece.strip(b"\"'").decode(errors="replace"))
    first = re.match(rb"\{[ \t]*(?:\r?\n)+([ \t]+)\S", content)
    return keys if first is None else keys | _in_column(first[1], content)
