"""How the text of a log is encoded: as stated, or as detected; what is not UTF-8 is written over as UTF-8
before it is read.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

UTF_8, UTF_16, WINDOWS = "utf-8", "utf-16", "windows-1252"
_BLOCK = 2**20
_LATER_PARTS = {bytes([n]) for n in range(0x80, 0xC0)}  # of a letter in UTF-8, after its first
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")  # what Windows-1252 gives no letter


class ReadableText(NamedTuple):
    """A text in UTF-8 at ``lies``, the encoding that it had, and whether that was guessed."""

    lies: str
    encoding: str
    guessed: bool = False


def as_utf_8(path: str, stated: str | None, made: Path) -> ReadableText:
    """Give a text as UTF-8, written over to ``made`` where it is not. Raises UnicodeDecodeError where it is
    not what is stated, OSError where it cannot be read.
    """
    found = stated or detected(path)
    if found == UTF_8:
        return ReadableText(path, UTF_8)
    codec = _wide(path) if found == UTF_16 else "cp1252"
    with open(path, "rb") as source, open(made, "wb") as target:
        decoder = codecs.getincrementaldecoder(codec)()
        while block := source.read(_BLOCK):
            target.write(decoder.decode(block).encode("utf-8"))
        target.write(decoder.decode(b"", final=True).encode("utf-8"))
    # the mark of its order tells UTF-16 for certain; Windows-1252 bears none
    return ReadableText(str(made), found, stated is None and found == WINDOWS)


def detected(path: str) -> str:
    """Tell how a text is encoded. Windows-1252 it is only where no letter beyond ASCII is written as UTF-8
    writes it.
    """
    with open(path, "rb") as source:
        head = source.read(4096)
        if head[:2] in _MARKS or _wide_letters(head):
            return UTF_16
    beyond, whole = False, True
    for block in blocks_of_lines(path):
        if block.isascii():
            continue
        try:
            block.decode("utf-8")
            return UTF_8
        except UnicodeDecodeError:
            whole = whole and not _UNDEFINED & set(block)
            beyond = True
            if _some_utf_8(block):
                return UTF_8
    return WINDOWS if beyond and whole else UTF_8


def blocks_of_lines(path: str) -> Iterator[bytes]:
    """Give a file in blocks of whole lines, or of bounded parts of one that has no end: no letter is cut in
    two.
    """
    with open(path, "rb") as source:
        while block := source.read(_BLOCK):
            block += source.readline(_BLOCK)
            while not block.endswith(b"\n") and source.peek(1)[:1] in _LATER_PARTS:
                block += source.read(1)  # of a line without an end, up to the end of a letter
            yield block


def _some_utf_8(block: bytes) -> bool:
    """Tell whether some letters beyond ASCII are UTF-8: then the others are damaged."""
    return any(ord(c) > 127 for c in block.decode("utf-8", "ignore"))


def _wide_letters(head: bytes) -> bool:
    return len(head) > 3 and (
        head[1::2].count(0) * 2 > len(head[1::2]) or head[::2].count(0) * 2 > len(head[::2])
    )


def _wide(path: str) -> str:
    with open(path, "rb") as source:
        head = source.read(64)
    if head[:2] in _MARKS:
        return "utf-16"  # which takes the mark away
    return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
