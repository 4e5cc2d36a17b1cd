"""The parts of a Word file: styles, paragraphs, tables, pages; written so that the same content gives the
same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from gbo_policy.basics.steering import harmless
from gbo_policy.documents.writing.content.piece import Paperwork, Piece
from gbo_policy.reporting.content.blocks import Inline, Part, Table, plain, run
from gbo_policy.reporting.content.style import colours

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section as WordSection
    from docx.styles.style import ParagraphStyle
    from docx.table import Table as WordTable
    from docx.text.paragraph import Paragraph as WordParagraph

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can hold: no clock decides over the bytes
_LANGUAGES = {"nl": "nl-BE", "en": "en-GB"}
_FONT, _MONO = "Calibri", "Consolas"


def begun(work: Paperwork) -> WordDocument:
    """Begin a document with its styles, language and properties."""
    import docx

    document = docx.Document()
    when = datetime.combine(work.day, time())
    core = document.core_properties
    core.title, core.author, core.language = _clean(work.title)[:250], work.made_by, _LANGUAGES[work.lang]
    core.created = core.modified = when
    core.last_modified_by, core.comments, core.revision = work.made_by, "", 1
    _styles(document, _LANGUAGES[work.lang])
    return document


def _styles(document: WordDocument, language: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt

    styles = document.styles
    for lang in styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)
    normal: Any = styles["Normal"]
    _font(normal, 10.5)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.12
    for level, size in ((1, 15), (2, 12), (3, 10.5)):
        heading: Any = styles[f"Heading {level}"]
        _font(heading, size, bold=True)
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = (
            Pt(12 if level > 1 else 4),
            Pt(4),
        )
        heading.paragraph_format.keep_with_next = True
    for name, base in (
        ("Draft Mark", "Normal"),
        ("Draft Point", "List Bullet"),
        ("Note", "Normal"),
        ("Small", "Normal"),
    ):
        made: Any = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles[base]
        _font(made, 8.5 if name == "Small" else 10.5, bold=name == "Draft Mark")
        if name.startswith("Draft"):
            _coloured(made, "violation-text")
        elif name == "Note":
            _coloured(made, "dim")


def _font(style: ParagraphStyle, size: float, *, bold: bool | None = None) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), _FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)
    _coloured(style, "ink")


def _coloured(style: ParagraphStyle, name: str) -> None:
    from docx.shared import RGBColor

    style.font.color.rgb = RGBColor.from_string(colours()[name][1:].upper())


def page_of(document: WordDocument, work: Paperwork, piece: Piece, *, first: bool) -> None:
    """Begin a piece on a page of its own, with the pages counted anew and a draft marked on each."""
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = document.sections[0] if first else document.add_section(WD_SECTION.NEW_PAGE)
    if not first:
        _shrunk(document)
    section.orientation = WD_ORIENT.LANDSCAPE if piece.wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if piece.wide else (Mm(210), Mm(297))
    section.left_margin, section.right_margin = Mm(25), Mm(22)
    section.top_margin = section.bottom_margin = Mm(21)
    count = OxmlElement("w:pgNumType")
    count.set(qn("w:start"), "1")
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    section._sectPr.append(count)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    head = section.header.paragraphs[0]
    if piece.marks:
        head.style = document.styles["Draft Mark"]
        head.add_run(work.sayings["draft_word"])
    _footer(document, section, work)


def _shrunk(document: WordDocument) -> None:
    """Make the paragraph that ends a piece take no room: on a full page it would make another one."""
    from docx.shared import Pt

    ends = document.paragraphs[-1].paragraph_format
    ends.space_before = ends.space_after = Pt(0)
    ends.line_spacing = Pt(1)


def _footer(document: WordDocument, section: WordSection, work: Paperwork) -> None:
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Small"]
    foot.add_run(f"{_clean(work.made_by)} · {work.sayings['page']} ")
    _field(foot, "PAGE")


def _field(paragraph_: WordParagraph, code: str) -> None:
    """Add a field of our own: a page's number."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    text = OxmlElement("w:t")
    text.text = "1"
    inner = OxmlElement("w:r")
    inner.append(text)
    field.append(inner)
    paragraph_._p.append(field)


def paragraph(
    document: WordDocument, text: Inline, style: str = "Normal", *, keep: bool = False, apart: bool = False
) -> None:
    """Add a paragraph; ``keep`` it on the page of the next, or set it ``apart`` from what stands above."""
    from docx.shared import Pt

    made = document.add_paragraph()
    _styled(made, style)
    if apart:
        made.paragraph_format.space_before = Pt(12)
    made.paragraph_format.keep_with_next = keep or None
    _runs(made, text)


def _styled(made: WordParagraph, style: str) -> None:
    """Set a style by its id: looking each one up by its name takes longer than all the rest."""
    if style != "Normal":
        made._p.style = style.replace(" ", "")


def _runs(made: WordParagraph, text: Inline) -> None:
    for part in text:
        _run(made, part)


def _run(made: WordParagraph, part: Part) -> None:
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Pt

    one = made.add_run(_clean(part.text))
    match part.style:
        case "strong" | "badge":
            one.bold = True
        case "code":
            one.font.name, one.font.size = _MONO, Pt(9)
        case "blank":
            one.font.highlight_color = WD_COLOR_INDEX.YELLOW


def side_by_side(document: WordDocument, left: Sequence[Inline], right: Sequence[Inline]) -> None:
    """Set two blocks of lines beside each other: sender and addressee."""
    made = document.add_table(rows=1, cols=2)
    made.autofit = False
    for cell, lines in zip(made.rows[0].cells, (left, right), strict=True):
        for i, line in enumerate(lines):
            here = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
            here.paragraph_format.space_after = 0
            _runs(here, line)
    document.add_paragraph()


def pairs_table(document: WordDocument, pairs: Iterable[tuple[str, Inline]]) -> None:
    """Set names with their values as a table of two columns."""
    from docx.shared import Mm

    rows = list(pairs)
    if not rows:
        return
    made = document.add_table(rows=0, cols=2)
    made.autofit = False
    _widths(made, (Mm(58), Mm(105)))
    for name, value in rows:
        row = made.add_row()
        _cell(row.cells[0], run(Part(name, "strong")))
        _cell(row.cells[1], value)
        _whole(row)
    _spaced(document)


def signing_table(document: WordDocument, lines: Sequence[str]) -> None:
    """Set a place to sign: what each field is for, and room below it."""
    from docx.shared import Mm

    made = document.add_table(rows=2, cols=len(lines))
    made.style = document.styles["Table Grid"]
    for cell, line in zip(made.rows[0].cells, lines, strict=True):
        _cell(cell, run(line), small=True, keep=True)
    made.rows[1].height = Mm(14)


def table(document: WordDocument, given: Table) -> None:
    """Set a table with a head that every page repeats."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    paragraph(document, run(Part(given.caption, "strong")), keep=True)
    if not given.rows:
        paragraph(document, run(given.empty), "Note")
        return
    made = document.add_table(rows=1, cols=len(given.columns))
    made.style, made.autofit = document.styles["Table Grid"], False
    total = sum(c.weight for c in given.columns)
    room = 250 if document.sections[-1].orientation == WD_ORIENT.LANDSCAPE else 163
    _widths(made, [Mm(room * c.weight / total) for c in given.columns])
    for cell, column in zip(made.rows[0].cells, given.columns, strict=True):
        _cell(cell, run(Part(column.title, "strong")), small=True)
    _repeated(made)
    for row in given.rows:
        line = made.add_row()
        for cell, text in zip(line.cells, row, strict=True):
            _cell(cell, text, small=True)
        if max(len(plain(t)) for t in row) < 1200:
            _whole(line)
    _spaced(document)


def _spaced(document: WordDocument) -> None:
    from docx.shared import Pt

    made = document.add_paragraph()
    _styled(made, "Small")
    made.paragraph_format.space_after, made.paragraph_format.line_spacing = Pt(0), Pt(5)


def _widths(made: WordTable, widths: Sequence[Any]) -> None:
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width


def _cell(cell: Any, text: Inline, small: bool = False, *, keep: bool = False) -> None:
    here = cell.paragraphs[0]
    here.paragraph_format.space_after = 0
    here.paragraph_format.keep_with_next = keep or None
    if small:
        _styled(here, "Small")
        here.paragraph_format.space_after = 0
    _runs(here, text)


def _repeated(made: WordTable) -> None:
    from docx.oxml import OxmlElement

    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _whole(row: Any) -> None:
    """Let no page break go through a row."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _clean(text: str) -> str:
    """Give text that XML can hold and that steers nothing: what it cannot hold is written by its number."""
    written = harmless(text.encode(errors="backslashreplace").decode())
    return "".join(
        c if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff") else f"\\x{ord(c):02x}" for c in written
    )


def saved(document: WordDocument) -> bytes:
    """Give the file: the same content gives the same bytes, with no time of its making in it."""
    buffer, made = BytesIO(), BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as read, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            if name != "docProps/thumbnail.jpeg":
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                written.writestr(entry, _without_thumbnail(read.read(name), name))
    return made.getvalue()


def _without_thumbnail(data: bytes, name: str) -> bytes:
    """Take the library's own picture out of the relations: it shows another document."""
    if name != "_rels/.rels":
        return data
    import re

    return re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", data)
