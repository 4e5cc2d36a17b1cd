"""OpenDocument texts (.odt) into paragraphs; tracked changes are read as accepted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.documents.signed.office_zip import OfficeFile, attribute, local
from gbo_policy.documents.signed.paper import Paper, PaperLine, numbered, refused

_OUTSIDE = {"tracked-changes", "annotation", "note"}
_ELSEWHERE = {"section-source"}
_EDGES = ("header", "footer")
_AWAY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\.\./")  # a place outside the file itself


def read_odt(file: OfficeFile) -> Paper:
    """Read an OpenDocument text. Raises PolicyError where it is damaged, encrypted, or part of its text lies
    in another file.
    """
    manifest = file.xml("META-INF/manifest.xml")
    if manifest is not None and any(local(e.tag) == "encryption-data" for e in manifest.iter()):
        raise refused("signed-password", file.name)
    root = file.xml("content.xml")
    body = next((e for e in root.iter() if local(e.tag) == "text"), None) if root is not None else None
    if root is None or body is None:
        raise refused("signed-damaged", file.name)
    if any(local(e.tag) in _ELSEWHERE for e in body.iter()):
        raise refused("signed-elsewhere", file.name)
    seen: Counter[str] = Counter()
    lines = list(_blocks(body, seen))
    return Paper(numbered(lines), (*_told(file.name, seen), *_edges(file), *_links(file.name, root)))


def _edges(file: OfficeFile) -> Iterator[Problem]:
    """Tell what stands at the top and the bottom of pages, each text once."""
    styles = file.xml("styles.xml")
    edges = (e for e in styles.iter() if local(e.tag).startswith(_EDGES)) if styles is not None else ()
    texts = (" ".join(" ".join(p.itertext()).split()) for e in edges for p in e if local(p.tag) in {"p", "h"})
    for text in dict.fromkeys(texts):
        if any(c.isalpha() for c in text):
            yield problem("signed-edge", None, word=text[:80])


def _links(name: str, root: Element) -> Iterator[Problem]:
    """Tell what the file wants fetched from elsewhere, web addresses to click on aside; none of it ever
    is.
    """
    links = [attribute(e, "href") for e in root.iter() if local(e.tag) != "a"]
    if number := sum(bool(_AWAY.match(link)) for link in links):
        yield problem("signed-links", None, word=name, number=number)


def _told(name: str, seen: Counter[str]) -> Iterator[Problem]:
    if seen["changed-region"]:
        yield problem("signed-tracked", None, word=name, number=seen["changed-region"])
    if seen["annotation"]:
        yield problem("signed-comments", None, word=name, number=seen["annotation"])


def _blocks(one: Element, seen: Counter[str]) -> Iterator[PaperLine]:
    for child in one:
        name = local(child.tag)
        if name in {"p", "h"}:
            yield from _block(child, seen)
        elif name == "tracked-changes":
            seen["changed-region"] += sum(local(e.tag) == "changed-region" for e in child)
        elif name == "annotation":
            seen["annotation"] += 1
        else:
            yield from _blocks(child, seen)


def _block(one: Element, seen: Counter[str]) -> Iterator[PaperLine]:
    pieces: list[str] = []
    inside: list[Element] = []
    _text(one, pieces, inside, seen)
    yield PaperLine("".join(pieces), heading=local(one.tag) == "h")
    for block in inside:
        note = local(block.tag) == "note"
        bodies = [e for e in block if local(e.tag) == "note-body"] if note else [block]
        for body in bodies:
            yield from (line._replace(footnote=note) for line in _blocks(body, seen))


def _text(one: Element, pieces: list[str], inside: list[Element], seen: Counter[str]) -> None:
    pieces.append(one.text or "")
    for child in one:
        name = local(child.tag)
        if name == "s":
            pieces.append(
                " " * min(int(attribute(child, "c") or "1"), 100)
                if (attribute(child, "c") or "1").isdecimal()
                else " "
            )
        elif name == "tab":
            pieces.append("\t")
        elif name == "line-break":
            pieces.append("\n")
        elif name in {"note", "text-box"}:
            inside.append(child)
        elif name == "annotation":
            seen["annotation"] += 1
        elif name not in _OUTSIDE:
            _text(child, pieces, inside, seen)
        pieces.append(child.tail or "")
