"""The forms of a document: the same content gives the same bytes, and nothing that a user wrote does anything
in any of them.
"""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
import zipfile
from datetime import date
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from markdown_it import MarkdownIt

from gbo_policy.basics.steering import harmless
from gbo_policy.documents.writing import PaperRequest, names, paper, write
from gbo_policy.documents.writing.forms import form
from gbo_policy.judging.report import Report
from gbo_policy.reporting.writers.markdown_text import escaped
from gbo_policy.rulebook.pack import Pack
from tests.conftest import SHARED
from tests.kit import Data, change, complete, flow, judged, staff
from tests.report_kit import HOSTILE, page_texts

STEERING = "a\u202eb\x1b[31mc"
# a word behind each: a text of marks alone says nothing, and is refused
EVIL = tuple(
    f"{text} woord"
    for text in (*HOSTILE, "@SUM(1)", "-2+3", "{ HYPERLINK x }", '<w:p/>"', "{{7*7}}", "%}", STEERING)
)


@pytest.fixture(scope="module")
def hostile(pack: Pack) -> Report:
    """A workspace in which every text that reaches a document is hostile in one way or another."""
    return judged(pack, _hostile())


BY_LABEL = (
    "dpia",
    "dpia-results",
    "representative",
    "representative-contact",
    "business-process",
    "process-owner",
    "data-combination",
    "vulnerable-subjects",
    "automated-decisions",
    "risk-assessment",
    "prior-consultation",
    "main-or-auxiliary",
)


def _hostile() -> Data:
    data = complete()
    for i, one in enumerate(data["agreement"]["parties"]):
        one["name"], one["registered_office"] = EVIL[i], EVIL[i + 1]
        one["dpo"]["name"] = EVIL[i + 2]
        one["security"]["measures"] = list(EVIL)
        one["collection"] = {
            "purpose": EVIL[5],
            "legal_basis": ["gdpr-6-1-e", "gdpr-9-2-g"],
            "provisions": list(EVIL),
        }
        one["informs_clients"] = {"notice": EVIL[i + 3], "since": "2025-01-01"}
    data["agreement"]["title"] = EVIL[1]
    data["agreement"]["processors"][0]["name"] = EVIL[4]
    data["agreement"]["specific_measures"] = {"channels": list(EVIL), "formats": list(EVIL), "notes": EVIL[2]}
    kept = {"period": EVIL[5], "basis": EVIL[7]}
    obligation = {"provision": EVIL[0], "source": "union", "obliges": True, "notice_forbidden_by": EVIL[3]}
    data["flows"] = [
        flow(
            title=EVIL[i % len(EVIL)],
            id=f"stroom{i or ''}",
            recipients=[
                staff("ocmw") | {"function": EVIL[3]},
                {"kind": "third-party", "name": EVIL[5], "country": "US"},
            ],
            channel=EVIL[6],
            format=EVIL[7],
            retention=kept,
            periodicity=EVIL[8],
            legal_obligation=obligation,
            labels=dict(zip(BY_LABEL, EVIL[i:], strict=False)),
        )
        for i in range(3)
    ]
    told = {
        "facts": EVIL[0],
        "cause": EVIL[1],
        "consequences": EVIL[5],
        "measures": list(EVIL),
        "authority_reference": EVIL[4],
        "note": EVIL[2],
    }
    data["events"] = [
        {
            "id": "lek",
            "type": "breach",
            "party": "ocmw",
            "aware_at": "2026-02-27T09:00",
            "affects": ["caw"],
            **told,
        },
        {
            "id": "stilte",
            "type": "non-compliance",
            "party": "dmw",
            "clause": "13.4",
            "found_on": "2026-01-20",
            "remedied_on": "none",
            "note": EVIL[0],
            "reply": EVIL[1],
            "position": "contested",
        },
    ]
    return data


GIVEN: dict[str, Any] = {
    "event": "lek",
    "flow": "stroom",
    "by": "caw",
    "against": "dmw",
    "party": "ocmw",
    "article": 33,
}


def asked_for(kind: str) -> PaperRequest:
    """Give what a kind needs."""
    found = paper(kind)
    given = {name: GIVEN[name] for name in found.needs if name in GIVEN}
    if "sent_on" in found.needs:
        given["sent_on"] = date(2026, 3, 1)
    if found.one_of:
        given["event"] = "stilte"
    return PaperRequest(**given)


KINDS = [(kind, name) for kind in names() for name in paper(kind).forms]


# a form renders blocks, whatever the kind: these have every block between them
WITH_EVERY_BLOCK = ("advice", "breach-notice", "register", "suspension")


@pytest.mark.parametrize(
    ("kind", "name"), [k for k in KINDS if k[1] not in ("pdf", "docx") or k[0] in WITH_EVERY_BLOCK[:2]]
)
def test_the_same_input_gives_the_same_bytes(hostile: Report, kind: str, name: str) -> None:
    asked = asked_for(kind)
    assert write(kind, hostile, asked, name, "nl")[0] == write(kind, hostile, asked, name, "nl")[0]


def test_no_clock_is_in_a_file(hostile: Report) -> None:
    for kind, name in (("contacts", "docx"), ("register", "xlsx")):
        with zipfile.ZipFile(io.BytesIO(write(kind, hostile, PaperRequest(), name, "nl")[0])) as file:
            assert {i.date_time for i in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = file.read("docProps/core.xml").decode()
            assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-03-01T00:00:00Z"}


ALLOWED_FIELDS = {"PAGE"}


@pytest.mark.parametrize("kind", WITH_EVERY_BLOCK)
def test_nothing_in_a_word_file_is_a_field_a_link_or_code(hostile: Report, kind: str) -> None:
    made = write(kind, hostile, asked_for(kind), "docx", "nl")[0]
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not [n for n in file.namelist() if "vba" in n.lower() or "embeddings" in n or "thumbnail" in n]
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(file.read(name))  # well-formed
        text = file.read("word/document.xml").decode()
        assert "w:hyperlink" not in text
        assert "w:instrText" not in text
        assert "fldSimple" not in text
        assert 'TargetMode="External"' not in file.read("word/_rels/document.xml.rels").decode()
        feet = "".join(file.read(n).decode() for n in file.namelist() if n.startswith("word/footer"))
        assert set(re.findall(r'w:instr="([^"]*)"', feet)) == ALLOWED_FIELDS
    read = docx.Document(io.BytesIO(made))
    words = "\n".join(p.text for p in read.element.body.iter() if hasattr(p, "text") and p.text)
    assert harmless(words) == words


def test_a_word_file_has_styles_headings_tables_and_its_language(hostile: Report) -> None:
    made = write("termination", hostile, asked_for("termination"), "docx", "nl")[0]
    read = docx.Document(io.BytesIO(made))
    styles = [p.style.name for p in read.paragraphs if p.style is not None]
    assert styles.count("Heading 1") == 2  # one a letter
    assert "Heading 2" in styles
    assert len(read.sections) == 2
    assert read.core_properties.language == "nl-BE"
    assert re.findall(r'<w:lang [^>]*w:val="([^"]*)"', read.styles.element.xml) == ["nl-BE"]
    assert any("tblHeader" in t._tbl.xml for t in read.tables)


def test_blanks_and_drafts_are_marked_in_a_word_file(pack: Pack) -> None:
    data = change(complete(), {"agreement.parties.1.dpo": {"name": "An"}})
    made, blanks = write(
        "termination",
        judged(pack, data),
        PaperRequest(by="caw", sent_on=date(2026, 3, 1), means="email"),
        "docx",
        "nl",
    )
    assert [b.key for b in blanks] == ["ocmw.dpo.email"]
    read = docx.Document(io.BytesIO(made))
    marked = [
        r.text
        for t in read.tables
        for c in t._cells
        for p in c.paragraphs
        for r in p.runs
        if r.font.highlight_color
    ]
    assert marked
    assert set(marked) == {"[in te vullen: e-mailadres van de functionaris]"}
    assert [s.header.paragraphs[0].text for s in read.sections] == ["ONTWERP", "ONTWERP"]


@pytest.mark.parametrize("kind", ["register", "breach-register"])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(hostile: Report, kind: str) -> None:
    made = write(kind, hostile, asked_for(kind), "xlsx", "nl")[0]
    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} == {"s"}
    assert not any(c.hyperlink for c in cells)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        sheets = "".join(file.read(n).decode() for n in file.namelist() if "worksheets/sheet" in n)
    assert "<f>" not in sheets


def test_no_cell_of_a_csv_is_taken_for_a_formula(hostile: Report) -> None:
    text = write("register", hostile, PaperRequest(), "csv", "nl")[0].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len({len(r) for r in rows}) == 1
    assert not [c for r in rows[1:] for c in r if c.lstrip().startswith(("=", "+", "-", "@", "\t"))]
    assert harmless(text) == text.replace("\r", "\ufffd") or harmless(text.replace("\r", "")) == text.replace(
        "\r", ""
    )


def test_a_numbered_heading_reads_in_markdown_as_it_stands() -> None:
    for text in ("1. De vraag", "12) De duur", "- min", "+ plus", "2025 was"):
        assert MarkdownIt().render(f"## {escaped(text)}") == f"<h2>{text}</h2>\n"
        assert MarkdownIt().render(escaped(text)) == f"<p>{text}</p>\n"


@pytest.mark.parametrize("kind", names())
def test_markdown_holds_no_html_no_link_and_no_picture_of_a_user_s(hostile: Report, kind: str) -> None:
    text = write(kind, hostile, asked_for(kind), "markdown", "nl")[0].decode()
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    kinds = {t.type for t in tokens} | {c.type for t in tokens for c in t.children or ()}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "code_block", "fence"}
    assert harmless(text) == text


def test_a_pdf_shows_what_was_written_and_runs_nothing(hostile: Report) -> None:
    made = write("suspension", hostile, asked_for("suspension"), "pdf", "nl")[0]
    assert made == write("suspension", hostile, asked_for("suspension"), "pdf", "nl")[0]
    text = "\n".join(page_texts(made))
    assert "artikel 9" in text
    assert "[in te vullen" in text
    assert "alert(1)" in text
    for key in (b"/JavaScript", b"/JS", b"/OpenAction", b"/URI", b"/Launch"):
        assert key not in made


def test_json_ld_holds_a_user_s_words_as_values_only(hostile: Report) -> None:
    text = write("register", hostile, PaperRequest(), "jsonld", "nl")[0].decode()
    data = json.loads(text)
    assert harmless(text) == text
    assert {n["@id"].partition(":")[0] for n in data["@graph"]} == {"urn"}
    for node in data["@graph"]:
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", node["@id"])
        assert all(":" in key or key.startswith("@") for key in node)


def test_the_legend_says_of_every_column_what_it_holds_and_marks_the_law_s_own(hostile: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write("register", hostile, PaperRequest(), "xlsx", "nl")[0]))
    register, legend = book.worksheets
    heads = [str(c.value) for c in register[1]]
    told = {str(r[0].value): (r[1].value, r[2].value) for r in legend.iter_rows() if r[1].value}
    for head in heads:
        explanation, law = told[head.removesuffix(" *")]
        assert explanation
        assert (law or "").startswith("*") is head.endswith(" *")


def registers(pack: Pack) -> dict[str, Any]:
    """Give the register of a workspace in which all that a record needs is known, with a transfer that a law
    obliges to.
    """
    obligation = {
        "provision": "Verordening, art. 4",
        "source": "union",
        "obliges": True,
        "countries": ["US"],
        "notified": [],
        "notice_forbidden_by": "none",
    }
    sent = flow(
        "ver",
        recipients=[staff("ocmw"), {"kind": "third-party", "name": "Agency", "country": "US"}],
        legal_obligation=obligation,
    )
    data = change(complete(), {"flows.+": sent})
    made: dict[str, Any] = json.loads(
        write("register", judged(pack, data), PaperRequest(), "jsonld", "en")[0]
    )
    return made


def test_a_record_states_what_dpcat_asks(pack: Pack) -> None:
    graph = registers(pack)["@graph"]
    records = [n for n in graph if n["@type"] == "dpcat:ROPARecord"]
    assert len(records) == 4  # two flows, a row for each of their two controllers
    for record in records:
        for name in ("Purpose", "LegalBasis", "Processing", "PersonalData", "DataSubject", "DataSource"):
            assert record[f"dpv:has{name}"], name
    nodes = {n["@id"]: n for n in graph}
    transfers = [n for n in graph if "dpv:Transfer" in n["@type"]]
    assert transfers
    assert all("dpv:ThirdCountry" in nodes[t["dpv:hasLocation"]["@id"]]["@type"] for t in transfers)
    assert all(t["dpv:hasLegalBasis"] for t in transfers)


def test_what_is_unknown_is_no_triple(pack: Pack) -> None:
    data = change(complete(), {"flows.0": flow(purposes=[], data=[])})
    graph = json.loads(write("register", judged(pack, data), PaperRequest(), "jsonld", "en")[0])["@graph"]
    assert not any("dpv:hasPurpose" in n or "dpv:hasPersonalData" in n for n in graph)


def test_the_model_s_own_slip_is_the_basis_that_it_is_read_as(pack: Pack) -> None:
    data = change(complete(), {"flows.0.legal_basis": ["gdpr-9-1-g", "gdpr-9-2-g"]})
    graph = json.loads(write("register", judged(pack, data), PaperRequest(), "jsonld", "en")[0])["@graph"]
    assert {len(n["dpv:hasLegalBasis"]) for n in graph if n["@type"] == "dpcat:ROPARecord"} == {1}


SHAPES = SHARED / "standards" / "dpcat" / "dpcat_shapes_mandatory.ttl"
if SHAPES.exists():

    def test_the_register_conforms_to_the_shapes_of_dpcat(pack: Pack) -> None:
        import pyshacl
        import rdflib

        warnings.simplefilter("ignore", DeprecationWarning)  # the libraries' own
        graph = rdflib.Graph().parse(data=json.dumps(registers(pack)), format="json-ld")
        shapes = rdflib.Graph().parse(SHAPES, format="turtle")
        conforms, _, told = pyshacl.validate(graph, shacl_graph=shapes, advanced=True)
        assert conforms, told
        # and the check can fail: without its purposes a record does not conform
        graph.remove((None, rdflib.URIRef("https://w3id.org/dpv/dpv-skos#hasPurpose"), None))
        assert not pyshacl.validate(graph, shacl_graph=shapes, advanced=True)[0]


def test_every_form_says_its_suffix() -> None:
    assert {name: form(name).suffix for _, name in KINDS} == {
        "docx": ".docx",
        "pdf": ".pdf",
        "markdown": ".md",
        "xlsx": ".xlsx",
        "csv": ".csv",
        "jsonld": ".jsonld",
    }
