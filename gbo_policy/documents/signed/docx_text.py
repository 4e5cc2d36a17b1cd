"""Word files (.docx) into paragraphs: tables, text boxes and notes too; tracked changes are read as
accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.documents.signed.office_zip import OfficeFile, attribute, local
from gbo_policy.documents.signed.paper import Paper, PaperLine, numbered, refused

_GONE = {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "annotationRef"}
_TRACKED = {"ins", "del", "moveFrom", "moveTo"}
_TEXT_ELSEWHERE = {"subDocument", "aFChunk", "frame"}
_HEADINGS = ("heading", "kop", "title", "titel")


def read_docx(file: OfficeFile) -> Paper:
    """Read a Word file. Raises PolicyError where it is damaged or part of its text lies in another file."""
    body = file.xml("word/document.xml")
    if body is None:
        raise refused("signed-damaged", file.name)
    linked = _links(file)
    notes = _notes(file, "footnote") | _notes(file, "endnote")
    seen: Counter[str] = Counter()
    lines = list(_paragraphs(body, notes, seen))
    told = list(_told(file, seen))
    if linked:
        told.append(problem("signed-links", None, word=file.name, number=linked))
    return Paper(numbered(lines), tuple(told))


def _links(file: OfficeFile) -> int:
    """Count what the file wants fetched from elsewhere, web addresses to click on aside; none of it ever
    is.
    """
    found = 0
    for part in file.parts:
        if part.startswith("word/") and part.endswith(".rels"):
            root = file.xml(part)
            for one in root if root is not None else ():
                kind = attribute(one, "Type").rpartition("/")[2]
                if kind in _TEXT_ELSEWHERE:
                    raise refused("signed-elsewhere", file.name)
                found += attribute(one, "TargetMode") == "External" and kind != "hyperlink"
    return found


def _notes(file: OfficeFile, kind: str) -> dict[str, Element]:
    root = file.xml(f"word/{kind}s.xml")
    return (
        {f"{kind}{attribute(n, 'id')}": n for n in root if not attribute(n, "type")}
        if root is not None
        else {}
    )


def _told(file: OfficeFile, seen: Counter[str]) -> Iterator[Problem]:
    if seen["tracked"]:
        yield problem("signed-tracked", None, word=file.name, number=seen["tracked"])
    comments = file.xml("word/comments.xml")
    if comments is not None and (number := sum(local(c.tag) == "comment" for c in comments)):
        yield problem("signed-comments", None, word=file.name, number=number)
    for part in file.parts:
        if part.startswith(("word/header", "word/footer")):
            root = file.xml(part)
            text = (
                " ".join("".join(t.text or "" for t in root.iter() if local(t.tag) == "t").split())
                if root is not None
                else ""
            )
            if any(c.isalpha() for c in text):
                yield problem("signed-edge", None, word=text[:80])


def _paragraphs(root: Element, notes: dict[str, Element], seen: Counter[str]) -> Iterator[PaperLine]:
    """Give the paragraphs below an element, each followed by its notes and by what its text boxes hold."""
    if local(root.tag) == "p":
        yield from _paragraph(root, notes, seen)
        return
    if local(root.tag) in _TRACKED:
        seen["tracked"] += 1
    if local(root.tag) not in _GONE:
        for child in root:
            yield from _paragraphs(child, notes, seen)


def _paragraph(paragraph: Element, notes: dict[str, Element], seen: Counter[str]) -> Iterator[PaperLine]:
    pieces: list[str] = []
    referred: list[str] = []
    boxes: list[Element] = []
    _runs(paragraph, pieces, referred, boxes, seen)
    style = next((attribute(e, "val") for e in paragraph.iter() if local(e.tag) == "pStyle"), "")
    yield PaperLine("".join(pieces), heading=style.lower().startswith(_HEADINGS))
    for box in boxes:
        for child in box:
            yield from _paragraphs(child, notes, seen)
    for name in referred:
        if (note := notes.get(name)) is not None:
            for child in note:
                yield from (line._replace(footnote=True) for line in _paragraphs(child, {}, seen))


def _runs(
    one: Element, pieces: list[str], referred: list[str], boxes: list[Element], seen: Counter[str]
) -> None:
    for child in one:
        name = local(child.tag)
        if name in _TRACKED:
            seen["tracked"] += 1
        if name in _GONE:
            continue
        if name == "txbxContent":
            boxes.append(child)
        elif name == "t":
            pieces.append(child.text or "")
        elif name in {"tab", "ptab"}:
            pieces.append("\t")
        elif name in {"br", "cr"}:
            pieces.append("\n")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name in {"footnoteReference", "endnoteReference"}:
            referred.append(f"{name.removesuffix('Reference')}{attribute(child, 'id')}")
        else:
            _runs(child, pieces, referred, boxes, seen)
