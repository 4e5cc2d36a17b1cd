"""Signed texts against a model: in every format, with every kind of change planted, and what must not be
read.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import docx
import odfdo
import pypdf
import pytest
import typst
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import NameObject

from gbo_policy.basics.problems import PolicyError
from gbo_policy.documents.signed import office_zip
from gbo_policy.documents.signed.model_making import model_data, read_outline
from gbo_policy.documents.signed.model_words import AgreementModel, read_model
from gbo_policy.documents.signed.paper_file import read_paper
from gbo_policy.documents.signed.stated import stated
from gbo_policy.documents.signed.text_reading import ClauseReading, TextReading, read_text
from gbo_policy.documents.signed.tokens import tokens
from tests.agreement_kit import (
    FILLED,
    MODEL_LINES,
    OUTLINE,
    PARTS,
    filled_in,
    model,
    model_yaml,
    pack_with_model,
    paragraphs,
)
from tests.conftest import ROOT, SHARED
from tests.inside import inside
from tests.kit import spoilt_lzma, work_of

THE_MODEL = SHARED / "agreement" / "model-agreement.nl.txt"  # where somebody has it
BUILTIN = ROOT / "rules" / "gbo" / "model.yaml"


@cache
def the_model() -> AgreementModel:
    return model()


def read(lines: list[str]) -> TextReading:
    return read_text(the_model(), paragraphs(lines))


def departing(reading: TextReading) -> dict[str, str]:
    return {c.clause: c.status for c in reading.clauses if c.departs}


def clause(reading: TextReading, name: str) -> ClauseReading:
    return next(c for c in reading.clauses if c.clause == name)


# formats


def word_file(lines: list[str], path: Path) -> None:
    document = docx.Document()
    for line in lines[:17]:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=3)
    for start in (17, 20):
        cells = table.add_row().cells
        for cell, text in zip(cells, lines[start : start + 3], strict=True):
            cell.text = text
    for line in lines[23:]:
        document.add_paragraph(line)
    document.save(str(path))


def open_document(lines: list[str], path: Path) -> None:
    document = odfdo.Document("text")
    document.body.clear()
    for line in lines:
        document.body.append(odfdo.Paragraph(line))
    document.save(str(path))


def pdf_file(lines: list[str], path: Path) -> None:
    text = "\n\n".join("#" + json.dumps(line, ensure_ascii=False) for line in lines)
    head = '#set page(width: 12cm, height: 14cm, numbering: "1 / 1", header: [Ontwerp van de bibliotheek])\n'
    path.write_bytes(
        typst.compile(
            (head + '#set text(lang: "nl", hyphenate: true)\n#set par(justify: true)\n' + text).encode(),
            format="pdf",
        )
    )


def plain_file(lines: list[str], path: Path) -> None:
    path.write_text("\n\n".join(lines), encoding="utf-8")


WRITERS: dict[str, Callable[[list[str], Path], None]] = {
    "docx": word_file,
    "odt": open_document,
    "pdf": pdf_file,
    "txt": plain_file,
}


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_model_departs_nowhere_in_any_format(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"model.{suffix}"
    WRITERS[suffix](MODEL_LINES, file)
    reading = read_text(the_model(), read_paper(file).paper.paragraphs)
    assert departing(reading) == {}
    assert not any(c.moved for c in reading.clauses)
    assert reading.share == 1
    assert {c.clause: c.status for c in reading.clauses} == {
        "1": "blank",
        "2": "same",
        "4": "blank",
        "6": "same",
        "7": "blank",
    }
    assert len(reading.blanks) == 15
    assert reading.slips == (0, 1, 2)


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_fills_a_blank_is_no_change_in_any_format(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"signed.{suffix}"
    WRITERS[suffix](filled_in(), file)
    reading = read_text(the_model(), read_paper(file).paper.paragraphs)
    assert departing(reading) == {}
    assert reading.blanks == ()
    assert reading.slips == (1, 2)
    assert "12 december 2025" in {p for f in reading.filled for p in f.pieces}


def test_the_edges_of_pages_are_told_and_not_compared(tmp_path: Path) -> None:
    pdf_file(filled_in(), tmp_path / "signed.pdf")
    told = [n.sentence("en") for n in read_paper(tmp_path / "signed.pdf").paper.notices]
    assert told == ["not compared, since it stands at the edge of a page: Ontwerp van de bibliotheek"]


def with_xml(path: Path, part: str, change: Callable[[str], str]) -> None:
    """TextChange one part of a zipped file."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    members[part] = change(members.get(part, b"").decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)


def test_tracked_changes_are_read_as_accepted_and_told(tmp_path: Path) -> None:
    file = tmp_path / "signed.docx"
    word_file(MODEL_LINES, file)
    old, new = (
        "wacht daarna 2 maanden",
        '<w:del w:id="1" w:author="a"><w:r><w:delText>2</w:delText></w:r></w:del><w:ins w:id="2"'
        ' w:author="a"><w:r><w:t>3</w:t></w:r></w:ins>',
    )
    split = f'wacht daarna </w:t></w:r>{new}<w:r><w:t xml:space="preserve"> maanden'
    with_xml(
        file,
        "word/document.xml",
        lambda t: t.replace(
            "<w:t>Dit akkoord begint", '<w:t xml:space="preserve">Dit akkoord begint'
        ).replace(old, split),
    )
    with_xml(
        file, "word/comments.xml", lambda _: '<w:comments xmlns:w="urn:w"><w:comment w:id="0"/></w:comments>'
    )
    paper = read_paper(file).paper
    assert [n.sentence("en").split("`")[2] for n in paper.notices] == [
        " holds tracked changes (2); they are read as accepted",
        " holds comments (1); they are not read",
    ]
    changes = clause(read_text(the_model(), paper.paragraphs), "6").changes
    assert [(c.signed, len(c.went)) for c in changes] == [("3", 1)]


def test_a_footnote_of_a_word_file_is_read_where_it_is_referred_to(tmp_path: Path) -> None:
    file = tmp_path / "signed.docx"
    word_file(MODEL_LINES, file)
    with_xml(
        file,
        "word/document.xml",
        lambda t: t.replace(
            "doen lezen.</w:t></w:r>", 'doen lezen.</w:t></w:r><w:r><w:footnoteReference w:id="5"/></w:r>'
        ),
    )
    with_xml(
        file,
        "word/footnotes.xml",
        lambda _: (
            '<w:footnotes xmlns:w="urn:w"><w:footnote w:id="5"><w:p><w:r><w:t>Ook voor'
            " reclame.</w:t></w:r></w:p></w:footnote></w:footnotes>"
        ),
    )
    reading = read_text(the_model(), read_paper(file).paper.paragraphs)
    assert [c.signed for c in clause(reading, "1").changes] == ["Ook voor reclame"]


# changes that people make


def replaced(old: str, new: str) -> list[str]:
    lines = [line.replace(old, new) for line in filled_in()]
    assert lines != filled_in()
    return lines


@pytest.mark.parametrize(
    ("old", "new", "where", "came", "went"),
    [
        ("2 maanden", "3 maanden", "6", "3", 1),
        ("bewaart de lijsten achter", "tracht de lijsten te bewaren achter", "4", "tracht", 1),
        ("lid, van", "lid, met akkoord, van", "2", "met akkoord", 0),
        ("alleen om boeken", "om boeken", "2", "", 1),
        ("Duur en einde", "Looptijd en einde", "6", "Looptijd", 1),
    ],
)
def test_a_changed_word_is_shown_where_it_stands(
    old: str, new: str, where: str, came: str, went: int
) -> None:
    reading = read(replaced(old, new))
    assert departing(reading) == {where: "changed"}
    first = clause(reading, where).changes[0]
    assert (first.signed, len(first.went)) == (came, went)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("wat zij daaraan doet.", "wat zij daaraan doet. Zij zegt dat ook aan de ouders.", "aan de ouders."),
        (
            "De gegevens dienen",
            "Altijd en overal geldt dit: de gegevens dienen",
            "Altijd en overal geldt dit:",
        ),
        (
            "wacht daarna 2 maanden.",
            "wacht daarna 2 maanden, of langer als dat kan.",
            "of langer als dat kan.",
        ),
    ],
)
def test_a_changed_clause_says_every_word_that_came_at_its_edges_too(old: str, new: str, says: str) -> None:
    reading = read(replaced(old, new))
    (name,) = departing(reading)
    assert says in clause(reading, name).says


def test_an_item_more_changes_its_clause() -> None:
    lines = filled_in()
    lines.insert(13, "4° het adres van de ouders.")
    reading = read(lines)
    assert departing(reading) == {"2": "changed"}
    assert [c.signed for c in clause(reading, "2").changes] == ["4° het adres van de ouders"]


def test_a_dropped_clause_is_missing() -> None:
    lines = [line for line, (c, _, _) in zip(filled_in(), PARTS, strict=True) if c != "6"]
    reading = read(lines)
    assert departing(reading) == {"6": "missing"}
    assert clause(reading, "6").says == ""
    assert 2 not in reading.slips


def test_a_new_article_is_added_and_the_old_ones_are_the_same_under_new_numbers() -> None:
    lines = filled_in()
    lines[27:27] = ["Artikel 7. Bewaring", "Elke partij verscheurt de lijsten na een jaar."]
    lines[29] = "Artikel 8. Toezicht"
    reading = read(lines)
    assert departing(reading) == {"6+": "added"}
    assert clause(reading, "6+").follows == "6"


def test_an_annex_behind_the_signatures_is_added_whole() -> None:
    lines = [*filled_in(), "Bijlage 1", "De bode draagt de lijsten en noteert dat en zwijgt erover en leest."]
    reading = read(lines)
    assert departing(reading) == {"7+": "added"}
    assert clause(reading, "7+").says.startswith("Bijlage 1 De bode")


def test_clauses_that_changed_places_say_the_same_and_are_told() -> None:
    lines = filled_in()
    lines[15], lines[16] = lines[16], lines[15]
    reading = read(lines)
    assert departing(reading) == {}
    assert [c.clause for c in reading.clauses if c.moved] == ["4"]


def test_form_is_no_change() -> None:
    lines = [
        line.replace("e-boeken", "e\u2011boeken")
        .replace(" de ", "\u00a0de ")
        .replace("gegevens", "ge\u00adgevens")
        .upper()
        for line in MODEL_LINES
    ]
    assert departing(read(lines)) == {}
    split = [s for line in MODEL_LINES for s in line.replace(". Wie", ".\nWie").split("\n")]
    joined = [*MODEL_LINES[:8], " ".join(MODEL_LINES[8:14]), *MODEL_LINES[14:]]
    quoted = [line.replace("lijsten", "“lijsten”").replace("hulp- of", "hulp‑ of") for line in MODEL_LINES]
    for other in (split, joined, quoted):
        assert departing(read(other)) == {}


def test_a_label_before_a_paragraph_is_no_change() -> None:
    heads = [i for i, (_, kind, _) in enumerate(PARTS) if kind == "heading"]
    for form in ("Artikel {n}. ", "Art. {n} - ", "{n}. ", "{n}.1 ", "Artikel {n} ", "Artikel {n}\n"):
        lines = filled_in()
        for n, i in enumerate(heads, 1):
            lines[i] = form.format(n=n) + lines[i]
        text = [part for line in lines for part in line.split("\n")]
        assert departing(read(text)) == {}, form


def test_more_than_a_blank_asks_is_a_change() -> None:
    lines = filled_in()
    lines[6] = (
        "De raadgever van Bibliotheek De Lezer keek op een dag die partijen later kiezen het ontwerp na."
    )
    assert departing(read(lines)) == {"1": "changed"}


def test_an_officer_is_read_where_the_address_holds_a_word_of_the_model_and_the_caption_is_gone() -> None:
    lines = filled_in()
    lines[18] = lines[21] = ""
    lines[19], lines[22] = "An Peeters, raadgever@lezer.example", "Bo Smets, raadgever@letter.example"
    found = paragraphs(lines)
    facts = stated(read_text(model(), found).filled, found, ["bibliotheek", "school"])
    officers = [(f.path[1], f.path[3], f.value) for f in facts if f.path[2:3] == ("dpo",)]
    assert officers == [
        (0, "name", "An Peeters"),
        (0, "email", "raadgever@lezer.example"),
        (1, "name", "Bo Smets"),
        (1, "email", "raadgever@letter.example"),
    ]


def test_another_text_is_no_such_agreement() -> None:
    for text in (
        ["De kat krabt de krullen van de trap. " * 200],
        ["Huurovereenkomst", "De huurder betaalt elke maand."],
    ):
        reading = read(text)
        assert reading.other
        assert reading.clauses == ()


# planted changes

NEW = ("zelden", "kwartaal", "onverkort", "behoudens", "nimmer", "negentien", "gratis")
SOLID = [i for i in range(len(PARTS)) if i not in FILLED and len(MODEL_LINES[i].split()) > 3]
WORDS = sorted({w for line in MODEL_LINES for w in line.split() if w.isalpha()})


def plant(kind: str, dice: random.Random, lines: list[str]) -> set[str]:
    """Plant one change; give the clauses that it changes."""
    at = dice.choice(SOLID)
    words = lines[at].split()
    spots = [i for i, w in enumerate(words) if i and any(c.isalpha() for c in w)]
    spot = dice.choice(spots)
    if kind == "word in":
        words.insert(spot, dice.choice([*NEW, *WORDS]))
    elif kind == "word out":
        words.pop(spot)
    elif kind == "word for word":
        words[spot] = dice.choice(NEW)
    elif kind == "sentence in":
        words.append(" ".join(dice.choice(WORDS) for _ in range(8)).capitalize() + ".")
    elif kind == "sentence out":
        words = []
    elif kind == "clause out":
        gone = dice.choice(["2", "6"])
        lines[:] = [line for line, (c, _, _) in zip(lines, PARTS, strict=True) if c != gone]
        return {gone}
    lines[at : at + 1] = [" ".join(words)] if words else []
    return {PARTS[at][0]}


@settings(max_examples=200)
@given(
    kind=st.sampled_from(
        ["word in", "word out", "word for word", "sentence in", "sentence out", "clause out"]
    ),
    seed=st.integers(0, 10_000_000),
    whole=st.booleans(),
)
def test_every_planted_change_is_found_and_no_other(kind: str, seed: int, whole: bool) -> None:
    lines = filled_in() if whole else list(MODEL_LINES)
    where = plant(kind, random.Random(seed), lines)
    assert set(departing(read(lines))) == where


# the agreement that the built-in pack knows


def test_the_pack_knows_its_model_and_holds_no_word_of_it() -> None:
    data = yaml.safe_load(BUILTIN.read_text(encoding="utf-8"))
    known = read_model(BUILTIN.read_bytes(), "model.yaml")
    clauses = yaml.safe_load((ROOT / "rules" / "gbo" / "clauses.yaml").read_text(encoding="utf-8"))["clauses"]
    slips = yaml.safe_load((ROOT / "rules" / "gbo" / "pack.yaml").read_text(encoding="utf-8"))["slips"]
    assert {c["clause"] for c in clauses} <= set(known.clauses)
    assert [s.clause for s in known.slips] == [s["clause"] for s in slips]
    assert [s.slip for s in known.slips] == list(range(len(slips)))
    assert all(set(s["words"]) <= set("0123456789abcdef {}:") for s in data["sentences"])


def held_against_the_agreement() -> None:
    made = subprocess.run(
        [sys.executable, ROOT / ".ci" / "model_digests", THE_MODEL],
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert made.stdout.decode() == BUILTIN.read_text(encoding="utf-8")
    outline = read_outline(yaml.safe_load((ROOT / ".ci" / "model_outline.yaml").read_text(encoding="utf-8")))
    text = read_paper(THE_MODEL).paper.paragraphs
    known = read_model(BUILTIN.read_bytes(), "model.yaml")
    reading = read_text(known, text)
    assert reading.share == 1
    assert departing(reading) == {}
    assert len(reading.slips) == len(known.slips)
    dice = random.Random(1)
    clauses = [s.clause for s in outline.stretches for _ in range(s.paragraphs)]
    body = [p.text for p in text if not p.footnote]
    blanks = {f.paragraph for f in reading.blanks}
    places = [
        i
        for i, line in enumerate(body)
        if len(line.split()) > 4 and text.index(next(p for p in text if p.text == line)) not in blanks
    ]
    for _ in range(20):
        at = dice.choice(places)
        words = body[at].split()
        spot = dice.randrange(1, len(words))
        lines = [*body[:at], " ".join([*words[:spot], dice.choice(NEW), *words[spot:]]), *body[at + 1 :]]
        found = departing(read_text(known, paragraphs(lines)))
        assert set(found) == {clauses[at], "P2"}  # the footnote is left out here


# what must not be read


def broken(name: str, tmp_path: Path) -> Path:
    file = tmp_path / name
    kind = file.stem
    word_file(filled_in(), file)
    content = file.read_bytes()
    if kind == "damaged":
        file.write_bytes(content[: len(content) // 2])
    elif kind == "macro":
        with_xml(file, "word/vbaProject.bin", lambda _: "Sub AutoOpen()")
    elif kind == "entities":
        with_xml(
            file,
            "word/document.xml",
            lambda t: t.replace("<w:document", '<!DOCTYPE x [<!ENTITY a "b">]><w:document', 1),
        )
    elif kind == "bomb":
        with_xml(file, "word/document.xml", lambda t: t.replace("</w:body>", " " * 1_100_000 + "</w:body>"))
    elif kind == "elsewhere":
        with_xml(
            file,
            "word/_rels/document.xml.rels",
            lambda t: t.replace(
                "</Relationships>",
                '<Relationship Id="x" Type="urn:x/subDocument" Target="http://x.example/"'
                ' TargetMode="External"/></Relationships>',
            ),
        )
    elif kind == "password":
        file.write_bytes(
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
        )
    elif kind == "old":
        file.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    elif kind == "picture":
        file.write_bytes(typst.compile(b"#rect(width: 3cm, height: 3cm, fill: red)", format="pdf"))
    elif kind == "secret":
        writer = pypdf.PdfWriter()
        writer.add_blank_page(100, 100)
        writer.encrypt("x", algorithm="RC4-128")
        with file.open("wb") as out:
            writer.write(out)
    elif kind == "encoding":
        with_xml(file, "word/document.xml", lambda t: t.replace("UTF-8", "x-nergens", 1))
    elif kind == "lzma":
        spoilt_lzma(file)
    elif kind == "filter":
        pdf_file(filled_in(), file)
        writer = pypdf.PdfWriter(clone_from=file)
        fonts: Any = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
        for font in fonts.values():
            font.get_object()["/ToUnicode"][NameObject("/Filter")] = NameObject("/Nergens")
        with file.open("wb") as out:
            writer.write(out)
    elif kind == "halved":
        file.write_bytes(b"%PDF-1.7\n" + content[:50])
    elif kind == "odd":
        file.write_bytes(bytes(range(256)))
    elif kind == "empty":
        file.write_bytes(b"")
    return file


BROKEN = {
    "damaged.docx": "signed-damaged",
    "macro.docx": "signed-macro",
    "entities.docx": "signed-entities",
    "bomb.docx": "signed-bomb",
    "elsewhere.docx": "signed-elsewhere",
    "password.docx": "signed-password",
    "old.doc": "signed-old",
    "picture.pdf": "signed-picture",
    "secret.pdf": "signed-password",
    "encoding.docx": "signed-damaged",
    "lzma.docx": "signed-damaged",
    "filter.pdf": "signed-damaged",
    "halved.pdf": "signed-damaged",
    "odd.txt": "signed-kind",
    "empty.txt": "signed-empty",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_must_not_be_read_is_one_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_zip, "MOST_MB", 1)
    with pytest.raises(PolicyError) as raised:
        read_paper(broken(name, tmp_path))
    assert [p.code for p in raised.value.problems] == [BROKEN[name]]


def test_links_to_pictures_and_templates_are_told_and_not_followed(tmp_path: Path) -> None:
    file = tmp_path / "signed.docx"
    word_file(filled_in(), file)
    with_xml(
        file,
        "word/_rels/document.xml.rels",
        lambda t: t.replace(
            "</Relationships>",
            '<Relationship Id="x" Type="urn:x/attachedTemplate" Target="http://x.example/"'
            ' TargetMode="External"/></Relationships>',
        ),
    )
    assert [n.code for n in read_paper(file).paper.notices] == ["signed-links"]


def test_an_encrypted_open_document_is_told(tmp_path: Path) -> None:
    file = tmp_path / "signed.odt"
    open_document(filled_in(), file)
    with_xml(file, "META-INF/manifest.xml", lambda _: "<manifest><encryption-data/></manifest>")
    with pytest.raises(PolicyError) as raised:
        read_paper(file)
    assert [p.code for p in raised.value.problems] == ["signed-password"]


def test_what_stands_at_the_edges_of_an_open_document_and_its_links_are_told(tmp_path: Path) -> None:
    file = tmp_path / "signed.odt"
    open_document(filled_in(), file)
    edges = "<style:header xmlns:style='s' xmlns:text='t'><text:p>Ontwerp van <text:span>maart</text:span></text:p></style:header>"
    edges += "<style:footer xmlns:style='s' xmlns:text='t'><text:p>12</text:p></style:footer>"
    with_xml(file, "styles.xml", lambda _: f"<styles>{edges}</styles>")
    image = '<draw:image xmlns:draw="d" xmlns:x="x" x:href="http://x.example/a.png"/><draw:image xmlns:draw="d" xmlns:x="x" x:href="Pictures/a.png"/>'
    with_xml(file, "content.xml", lambda t: t.replace("</office:text>", f"{image}</office:text>"))
    found = [(n.code, n.word, n.words.get("number")) for n in read_paper(file).paper.notices]
    assert found == [("signed-edge", "Ontwerp van maart", None), ("signed-links", str(file), 1)]


# the command


@pytest.fixture(scope="module")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack_with_model(tmp_path_factory.mktemp("packs") / "leeskans")


def test_a_draft_is_a_workspace_whose_departed_clauses_are_reviewed(
    pack_folder: Path, tmp_path: Path
) -> None:
    signed = tmp_path / "signed.docx"
    word_file(replaced("vaker en liever", "nu en dan"), signed)
    into = tmp_path / "new"
    run = inside("read", signed, "--into", into, "--rules", pack_folder, "--format", "json")
    answer = json.loads(run.stdout)
    assert run.returncode == 0
    assert answer["schema"] == "gbo-policy/text/1"
    one = next(c for c in answer["clauses"] if c["clause"] == "1")
    assert (one["status"], one["rules"]) == ("changed", ["rollen-volledig"])
    assert [(c["after"], c["model"], c["signed"]) for c in one["changes"]] == [
        ("Beide sluiten dit akkoord om leerlingen", None, "nu"),
        ("dit akkoord om leerlingen nu en", None, "dan"),
    ]
    assert {
        "path": "agreement.parties[1].enterprise_number",
        "value": "0212.190.892",
        "place": one["changes"][0]["place"],
    }.keys() == answer["facts"][0].keys()
    written = (into / "agreement.yaml").read_text(encoding="utf-8")
    declared = yaml.safe_load(written)["agreement"]
    assert declared["text"]["digest"] == answer["digest"]
    assert [p["name"] for p in declared["parties"]] == ["Bibliotheek De Lezer", "School De Letter"]
    assert declared["parties"][1] == {
        "id": "school-de-letter",
        "role": "school",
        "name": "School De Letter",
        "enterprise_number": "0212.190.892",
        "registered_office": "9120 Beveren, Plein 8",
        "dpo": {"name": "Bo Smets", "email": "bo@letter.example"},
    }
    assert str(declared["dpo_advice"]["given_on"]) == "2025-12-12"
    assert [(s["party"], str(s["signed_on"]), s["by"]) for s in declared["signatures"]] == [
        ("bibliotheek-de-lezer", "2026-01-05", "Cis Maes, directeur"),
        ("school-de-letter", "2026-01-05", "Dirk Roels, directeur"),
    ]
    assert [d["clause"] for d in declared["departures"]] == ["1"]
    assert "# paragraph 5: School De Letter, ondernemingsnummer 0212190892" in written
    checked = inside("check", into, "--rules", pack_folder, "--format", "json", "--as-of", "2026-03-01")
    results = {r["rule"]: r for r in json.loads(checked.stdout)["results"]}
    assert results["rollen-volledig"]["verdict"] == "review"
    again = inside("read", signed, "--into", into, "--rules", pack_folder)
    assert again.returncode == 2
    assert "agreement.yaml" in again.stderr
    assert (into / "agreement.yaml").read_text(encoding="utf-8") == written


def test_what_stands_in_a_blank_and_gives_no_fact_is_told(pack_folder: Path, tmp_path: Path) -> None:
    signed = tmp_path / "signed.txt"
    changed = {
        19: "An Peeters",
        29: "Gedaan te Beveren, op 5 en 6 januari 2026, in twee stuks.",
        31: "Naam en functie",
    }
    plain_file([changed.get(i, line) for i, line in enumerate(filled_in())], signed)
    said = inside("read", signed, "--rules", pack_folder).stdout
    told = " ".join(
        said.partition("Filled in, but nothing was taken from it")[2].partition("\nFilled in\n")[0].split()
    )
    assert "4 name and e-mail address of the data protection officer: An Peeters" in told
    assert "7 name and function of who signs: Dirk Roels, directeur" in told
    plain_file(filled_in(), signed)
    assert "nothing was taken" not in inside("read", signed, "--rules", pack_folder).stdout


def test_the_model_s_own_words_are_shown_where_its_text_is_given(pack_folder: Path, tmp_path: Path) -> None:
    signed, text = tmp_path / "signed.txt", tmp_path / "model.txt"
    plain_file(replaced("wacht daarna 2 maanden", "wacht daarna 3 weken"), signed)
    plain_file(MODEL_LINES, text)
    run = inside("read", signed, "--model", text, "--rules", pack_folder)
    assert "[- 2 maanden] [+ 3 weken]" in run.stdout
    assert "[- 2 words of the model] [+ 3 weken]" in inside("read", signed, "--rules", pack_folder).stdout
    other = inside("read", signed, "--model", signed, "--rules", pack_folder)
    assert other.returncode == 2
    assert other.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [(["Een brief over iets anders."], "is no such agreement: only 0 %"), ([], "holds no text")],
)
def test_a_text_that_is_none_is_one_sentence_and_nothing_is_written(
    lines: list[str], said: str, pack_folder: Path, tmp_path: Path
) -> None:
    plain_file(lines, tmp_path / "x.txt")
    run = inside("read", tmp_path / "x.txt", "--into", tmp_path / "new", "--rules", pack_folder)
    assert run.returncode == 2
    assert said in run.stderr
    assert run.stderr.count("\n") == 1
    assert run.stdout == ""
    assert not (tmp_path / "new").exists()


def test_a_pack_without_a_model_says_so(tmp_path: Path) -> None:
    plain_file(filled_in(), tmp_path / "x.txt")
    run = inside("read", tmp_path / "x.txt", "--rules", ROOT / "tests" / "packs" / "leeskans")
    assert run.returncode == 2
    assert "model.yaml" in run.stderr


def test_what_is_wrong_with_a_model_is_told_by_place(pack_folder: Path, tmp_path: Path) -> None:
    plain_file(filled_in(), tmp_path / "x.txt")
    pack = pack_with_model(tmp_path / "pack")
    (pack / "model.yaml").write_text(
        'sentences:\n  - {clause: "1", words: "zzz"}\n    \nremarks: 1\n', encoding="utf-8"
    )
    run = inside("read", tmp_path / "x.txt", "--rules", pack)
    assert run.returncode == 2
    assert "model.yaml:2:" in run.stderr
    assert "model.yaml:4:" in run.stderr
    assert (
        inside(
            "check", ROOT / "tests" / "packs" / "workspace", "--rules", pack, "--fail-on", "never"
        ).returncode
        == 0
    )


def test_twenty_pages_are_no_endless_work() -> None:
    many = [
        f"{line} {' '.join(WORDS[i % 40 :])}" if i in SOLID else line
        for i, line in enumerate(filled_in() * 22)
    ]
    assert len(tokens(paragraphs(many))) > 7_900
    assert work_of(lambda: read(many)) < 6_000_000


def test_an_outline_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="number of paragraphs"):
        model_data(paragraphs(MODEL_LINES[:-1]), OUTLINE)
    assert io.StringIO(model_yaml()).read().count('"clause"') > len(MODEL_LINES)


if THE_MODEL.is_file():  # its text is not ours to keep, so it is not everywhere
    test_the_digests_are_those_of_the_agreement = held_against_the_agreement
