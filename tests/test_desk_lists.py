"""A list that somebody keeps in her own columns and words, at the desk: drafted, held against the list, said
what it means, and then saved as every other change.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from io import BytesIO
from pathlib import Path

import httpx
import openpyxl
import pytest

from gbo_policy.declarations.load import load
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.desk.pages.list_page import MOST_WORDS
from gbo_policy.desk.parts.given_list import MOST_ROWS
from gbo_policy.documents.sheets.cell_forms import CellValue
from gbo_policy.rulebook.pack import Pack
from tests.desk_kit import csrf, within
from tests.kit import complete, written
from tests.test_sheets import register

_SELECT = re.compile(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>')
HER_WORDS = {
    "doorverwijzing": "=refer",
    "opvolging": "=keep-overview",
    "identificatie": "=identification-contact",
    "gezondheid": "=health",
    "algemeen belang": "=gdpr-6-1-e",
    "Art. 9": "=gdpr-9-2-g",
}
HEADS = "Nr.;Verzender;Ontvanger;Doel;Gegevens"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "werkruimte"
    made.mkdir()
    (made / "alles.yaml").write_text(written(complete()), encoding="utf-8")
    return made


@pytest.fixture
def client(folder: Path) -> httpx.Client:
    return within(folder)


def given(client: httpx.Client, name: str, content: bytes | str) -> httpx.Response:
    """Hand a list over."""
    raw = content.encode() if isinstance(content, str) else content
    return client.post("/list", data={"csrf": csrf(client.get("/list"))}, files={"list": (name, raw)})


def chosen(page: httpx.Response) -> dict[str, str]:
    """Give what stands in every field, as a browser would send it."""
    found = {}
    for name, body in _SELECT.findall(page.text):
        marked = re.search(r'value="([^"]*)" selected', body)
        found[name] = html.unescape(marked[1]) if marked else ""
    return found


def options(page: httpx.Response, name: str) -> dict[str, str]:
    """Give what may be chosen in a field."""
    body = dict(_SELECT.findall(page.text))[name]
    return dict(re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', body))


def field_of(page: httpx.Response, word: str) -> str:
    """Give the field of a word of hers."""
    found = re.search(rf'<label for="(w\.\w+)">{re.escape(html.escape(word))}</label>', page.text)
    assert found is not None, told(page)
    return found[1]


def said(client: httpx.Client, page: httpx.Response, go: str, **fields: str) -> httpx.Response:
    """Send the form with some fields changed, each by its name or by the word of hers that it asks."""
    own = {k if k in chosen(page) else field_of(page, k): v for k, v in fields.items()}
    return client.post(page.url.path, data={**chosen(page), **own, "csrf": csrf(page), "go": go})


def told(page: httpx.Response) -> str:
    shown = re.sub(r"<select.*?</select>", " ", page.text)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", shown)))


def saved(client: httpx.Client, shown: httpx.Response) -> httpx.Response:
    assert shown.url.path.startswith("/save/"), told(shown)
    return client.post(shown.url.path, data={"csrf": csrf(shown), "go": "save"})


def declared(folder: Path, pack: Pack) -> Workspace:
    return load([folder], pack.vocabulary, pack.clause_numbers)


def book_of(*rows: list[CellValue | None]) -> bytes:
    book, made = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(made)
    return made.getvalue()


def test_her_register_becomes_exchanges_once_she_said_what_her_columns_and_words_are(
    client: httpx.Client, folder: Path, tmp_path: Path, pack: Pack
) -> None:
    page = given(client, "Mijn lijst.xlsx", register(tmp_path)[0].read_bytes())
    drafted = {k: v for k, v in chosen(page).items() if k.startswith("c.") and v}
    assert drafted == {
        "c.id": "1", "c.title": "2", "c.sender": "4", "c.recipient": "8", "c.purposes": "5", "c.data": "7",
        "c.legal_basis": "9", "c.starts_on": "11", "c.retention.period": "10",
    }  # fmt: skip
    assert "er staat: V-001/1, V-002, V-003" in told(page)
    assert "misschien: Gezondheidsgegevens" in told(page)
    assert "volksgezondheid" not in told(page)  # half the name of a legal basis is that of several
    first = said(client, page, "save")
    assert first.status_code == 422
    assert "Kies wat de ontvangers zijn" in told(first)
    page = said(client, page, "look", **{"c.exchange": "3", "c.recipient_kind": "=staff"})
    page = said(client, page, "look", intern="=no", uitwisseling="=yes")
    assert ">lonen</label>" not in page.text  # it stands in a row that is no exchange
    for line in (
        "kolommen die niet gelezen worden: Categorieën van betrokkenen",
        "bladen die niet gelezen worden: Lees mij",
        "1 rij (1): boven de kolomkoppen",
        "1 rij (5): volgens uw lijst geen uitwisseling",
        "6 woorden nog te verklaren",
    ):
        assert line in told(page)
    partly = said(client, page, "save", **{w: c for w, c in HER_WORDS.items() if w != "opvolging"})
    assert partly.status_code == 422
    assert "Zeg wat opvolging is (E6, 2×)." in told(partly)
    assert [f.name for f in folder.iterdir()] == ["alles.yaml"]
    shown = said(client, partly, "save", opvolging="=keep-overview")
    for line in (
        "CAW → OCMW, DMW; Neutraal doorverwijzen",
        "Waarvoor: uw kolom Doeleinden",
        "Wat de ontvangers zijn: personeel van een kernactor, in elke rij",
        "gezondheid (2×, het eerst in G4): Gezondheidsgegevens",
        "dagen zoals 01/02/2020: de dag staat voor de maand",
        "1 rij (5): volgens uw lijst geen uitwisseling",
    ):
        assert line in told(shown)
    before = (folder / "alles.yaml").read_bytes()
    done = saved(client, shown)
    assert "Bewaard: gelezen uit Mijn lijst.xlsx." in told(done)
    flows = {f.id: f for f in declared(folder, pack).flows}
    assert flows.keys() == {"stroom", "V-001-1", "V-003", "rij-7"}
    one = flows["V-003"]
    assert (one.sender, one.purposes, str(one.starts_on)) == ("caw", ("refer", "keep-overview"), "2026-02-03")
    assert [(r.kind, r.party) for r in one.recipients or ()] == [("staff", "ocmw"), ("staff", "dmw")]
    undone = client.post("/undo", data={"csrf": csrf(done)})
    assert "Ongedaan gemaakt" in told(undone)
    assert {f.name: f.read_bytes() for f in folder.iterdir()} == {"alles.yaml": before}


def test_in_an_empty_folder_a_list_names_whom_it_names(tmp_path: Path, pack: Pack) -> None:
    folder = tmp_path / "leeg"
    folder.mkdir()
    client = within(folder)
    start = client.get("/")
    assert 'action="/list"' in start.text
    lijst = f"{HEADS}\n1;CAW Noord;OCMW Zuid;doorverwijzing;health\n2;OCMW Zuid;CAW Noord;doorverwijzing;\n"
    page = given(client, "lijst.csv", lijst)
    page = said(client, page, "look", **{"c.recipient_kind": "=staff"})
    shown = said(client, page, "save", doorverwijzing="=refer")
    assert "CAW Noord, OCMW Zuid" in told(shown)
    assert list(folder.iterdir()) == []
    assert "2 uitwisselingen" in told(saved(client, shown))
    made = declared(folder, pack)
    assert {(p.id, p.name) for p in made.parties.values()} == {
        ("CAW-Noord", "CAW Noord"),
        ("OCMW-Zuid", "OCMW Zuid"),
    }
    assert [(f.sender, f.data and f.data[0].category) for f in made.flows] == [
        ("CAW-Noord", "health"),
        ("OCMW-Zuid", None),
    ]


def test_core_actors_by_number_are_read_by_number(tmp_path: Path, pack: Pack) -> None:
    (tmp_path / "leeg").mkdir()
    client = within(tmp_path / "leeg")
    page = given(client, "lijst.csv", "Verzender;Ontvanger\n417319932;0212.384.765\n")
    assert chosen(page)["numbered"] == "yes"
    saved(client, said(client, page, "save", **{"c.recipient_kind": "=staff"}))
    parties = declared(tmp_path / "leeg", pack).parties
    assert {p.enterprise_number for p in parties.values()} == {"0417319932", "0212384765"}


def test_a_word_beside_others_is_never_taken_for_nothing_and_alone_it_is_not_known(
    client: httpx.Client, folder: Path, pack: Pack
) -> None:
    rows = "1;caw;ocmw;opvolging, reclame;health\n2;caw;ocmw;?;health\n3;caw;ocmw;Reclame;health\n"
    page = given(client, "lijst.csv", f"{HEADS}\n{rows}")
    page = said(client, page, "look", **{"c.recipient_kind": "=staff"})
    assert "2 keer, het eerst in D2" in told(page)  # the same word in other letters
    assert "-" not in options(page, field_of(page, "reclame"))
    assert options(page, field_of(page, "?"))["-"] == "niets: het is niet bekend"
    refused = said(client, page, "save", **{"opvolging": "=keep-overview", "?": "-", "reclame": "-"})
    assert "Zeg wat reclame is (D2, 2×)." in told(refused)
    shown = said(client, refused, "save", reclame="*")
    assert "reclame (2×, het eerst in D2): iets anders: geen van deze" in told(shown)
    saved(client, shown)
    flows = {f.id: f for f in declared(folder, pack).flows}
    assert flows["2"].purposes is None
    assert flows["1"].purposes == ("keep-overview", "other: reclame")
    assert client.get("/flow/2").status_code == 200


def test_whom_nobody_knows_is_one_of_those_who_are_there_or_is_corrected(
    client: httpx.Client, folder: Path, pack: Pack
) -> None:
    page = given(client, "lijst.csv", f"{HEADS}\n1;caw;het OCMW van hier;refer;health\n")
    page = said(client, page, "look", **{"c.recipient_kind": "=staff"})
    assert set(options(page, field_of(page, "het OCMW van hier"))) == {"", "=caw", "=ocmw", "=dmw"}
    assert "Is het niemand van hen? Zeg dan in een kolom van uw lijst" in told(page)
    saved(client, said(client, page, "save", **{"het OCMW van hier": "=ocmw"}))
    (one,) = (f for f in declared(folder, pack).flows if f.id == "1")
    assert [r.party for r in one.recipients or ()] == ["ocmw"]


def test_a_row_that_names_nobody_who_receives_is_told_and_no_recipient_is_made_of_it(
    client: httpx.Client, folder: Path, pack: Pack
) -> None:
    rows = "1;caw;ocmw;refer;health\n;;;;Subtotaal\n"
    page = given(client, "lijst.csv", f"Nr.;Verzender;Ontvanger;Doel;Omschrijving\n{rows}")
    shown = said(client, page, "save", **{"c.recipient_kind": "=staff"})
    assert "van 1 rij (3) staat er niet wie ontvangt" in told(shown)
    saved(client, shown)
    found = {f.id: f.recipients for f in declared(folder, pack).flows}
    assert found["rij-3"] is None
    assert [r.party for r in found["1"] or ()] == ["ocmw"]


def test_of_a_day_with_an_hour_the_day_counts(client: httpx.Client, folder: Path, pack: Pack) -> None:
    days = ["03/02/2026 09:12", "2026-02-03T09:12:30", datetime(2026, 2, 3, 9, 12), "3-2-2026 9u12"]
    rows = [[f"r{i}", "caw", "ocmw", day] for i, day in enumerate(days)]
    page = given(client, "lijst.xlsx", book_of(["Nr.", "Verzender", "Ontvanger", "Startdatum"], *rows))
    saved(client, said(client, page, "save", **{"c.recipient_kind": "=staff"}))
    found = {str(f.starts_on) for f in declared(folder, pack).flows if f.id.startswith("r")}
    assert found == {"2026-02-03"}


def test_what_those_who_receive_are_may_stand_in_a_column_and_decides_whom_they_may_be(
    client: httpx.Client, folder: Path, pack: Pack
) -> None:
    rows = "1;caw;het huis;eigen;refer\n2;caw;Bank;buiten;refer\n3;caw;DMW;;refer\n"
    page = given(client, "lijst.csv", f"Nr.;Verzender;Ontvanger;Soort ontvanger;Doel\n{rows}")
    assert chosen(page)["c.recipient_kind"] == "4"
    page = said(client, page, "look", eigen="=staff", buiten="=third-party")
    refused = said(client, page, "save", **{"het huis": "=ocmw"})
    assert "een rij die niet zegt wat die is (C4)" in told(refused)
    page = given(
        client, "lijst.csv", f"Nr.;Verzender;Ontvanger;Soort ontvanger;Doel\n{rows.replace(';;', ';eigen;')}"
    )
    page = said(client, page, "look", eigen="=staff", buiten="=third-party")
    saved(client, said(client, page, "save", **{"het huis": "=ocmw"}))
    found = {
        f.id: [(r.kind, r.party, r.name) for r in f.recipients or ()] for f in declared(folder, pack).flows
    }
    assert found["1"] == [("staff", "ocmw", None)]
    assert found["2"] == [("third-party", None, "Bank")]
    assert found["3"] == [("staff", "dmw", None)]


def test_of_many_words_a_page_asks_some_and_the_rest_once_these_are_answered(client: httpx.Client) -> None:
    rows = "\n".join(f"{i};caw;woord{i:03}" for i in range(MOST_WORDS + 1))
    page = given(client, "lijst.csv", f"Nr.;Verzender;Doel\n{rows}\n")
    words = {k: "=refer" for k in chosen(page) if k.startswith("w.")}
    assert len(words) == MOST_WORDS
    assert "Nog 1 woord wordt gevraagd" in told(page)
    page = said(client, page, "save", **words)
    assert page.status_code == 422
    shown = said(client, page, "save", **{f"woord{MOST_WORDS:03}": "=refer"})
    assert f"{MOST_WORDS + 1} uitwisselingen" in told(shown)


def test_columns_of_one_name_or_none_are_told_apart(client: httpx.Client, folder: Path, pack: Pack) -> None:
    page = given(client, "lijst.csv", "Nr.;Verzender;Doel;Doel;\n1;caw;onbekend;refer;health\n")
    assert list(options(page, "c.data").values())[1:] == [
        "Nr.",
        "Verzender",
        "Doel",
        "Doel (kolom D)",
        "(kolom E)",
    ]
    shown = said(client, page, "save", **{"c.purposes": "4", "c.data": "5"})
    saved(client, shown)
    (one,) = (f for f in declared(folder, pack).flows if f.id == "1")
    assert (one.purposes, [d.category for d in one.data or ()]) == (("refer",), ["health"])
    assert "van 1 rij (2) staat er niet wie ontvangt" in told(shown)


def test_numbers_that_stand_for_words_are_said_like_words(
    client: httpx.Client, folder: Path, pack: Pack
) -> None:
    page = given(
        client, "lijst.xlsx", book_of(["Nr.", "Verzender", "Doel"], [1, "caw", 7.0], [2, "caw", True])
    )
    assert "er staat: 7, True" in told(page)
    refused = said(client, page, "save", **{"7": "=refer", "True": "=refer"})
    assert "True is niet te lezen (C3, 1×)" in told(refused)
    page = given(client, "lijst.xlsx", book_of(["Nr.", "Verzender", "Doel"], [1, "caw", 7.0]))
    saved(client, said(client, page, "save", **{"7": "=refer"}))
    assert {f.id: f.purposes for f in declared(folder, pack).flows}["1"] == ("refer",)


def test_the_table_may_stand_on_another_sheet_below_other_heads(
    client: httpx.Client, folder: Path, pack: Pack
) -> None:
    book, made = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for cells in (["Nr.", "Verzender", "Doel", "Gegevens"], ["1", "x", "y", "z"]):
        sheet.append(cells)
    other = book.create_sheet("Echt")
    for cells in (
        ["Nr.", "Verzender", "Doel", "Gegevens"],
        ["Nr.", "Verzender", "Doel"],
        [5, "caw", "refer"],
    ):
        other.append(cells)
    book.save(made)
    page = given(client, "lijst.xlsx", made.getvalue())
    assert "er staat: x" in told(page)
    page = said(client, page, "table", sheet="1")
    page = said(client, page, "table", head="2")
    assert "1 rij (1): boven de kolomkoppen" in told(page)
    saved(client, said(client, page, "save"))
    assert {f.id: f.purposes for f in declared(folder, pack).flows}["5"] == ("refer",)


def test_the_same_list_again_is_told_and_nothing_is_overwritten(client: httpx.Client, folder: Path) -> None:
    lijst = "Nr.;Verzender;Doel\n1;caw;refer\n"
    saved(client, said(client, given(client, "lijst.csv", lijst), "save"))
    again = said(client, given(client, "lijst.csv", lijst), "save")
    assert again.status_code == 422
    assert "lijst.csv csv!A2" in told(again)
    assert "lijst.yaml" in told(again)
    assert str(folder) not in told(again)
    before = (folder / "lijst.yaml").read_bytes()
    saved(client, said(client, given(client, "lijst.csv", lijst.replace("\n1;", "\n2;")), "save"))
    assert (folder / "lijst.yaml").read_bytes() == before
    assert (folder / "lijst-2.yaml").exists()


def test_merged_cells_and_a_desk_on_one_file_are_told_before_anything_is_saved(folder: Path) -> None:
    book, made = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for cells in (["Nr.", "Verzender", "Doel"], [1, "caw", "refer"], [2, "caw", None]):
        sheet.append(cells)
    sheet.merge_cells("C2:C3")
    book.save(made)
    client = within(folder)
    page = given(client, "lijst.xlsx", made.getvalue())
    assert "Sheet!C2: deze cellen zijn samengevoegd" in told(page)
    assert said(client, page, "save").status_code == 422
    alone = within(folder / "alles.yaml")
    refused = said(alone, given(alone, "lijst.csv", "Nr.;Verzender;Doel\n1;caw;refer\n"), "save")
    assert "Het bureau is op een bestand geopend" in told(refused)


def test_what_is_wrong_at_a_cell_is_told_in_her_words(client: httpx.Client) -> None:
    page = given(client, "lijst.csv", "Nr.;Verzender;Begin;Einde\n1;caw;2026-05-01;2025-01-01\n")
    refused = said(client, page, "save")
    assert refused.status_code == 422
    assert "lijst.csv csv!D2: “laatste dag” (2025-01-01) ligt voor “eerste dag”" in told(refused)
    assert "ends_on" not in told(refused)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("", b"", "Kies eerst het bestand"),
        ("lijst.csv", b"", "Kies eerst het bestand"),
        ("../lijst.xlsx", b"PK\x03\x04 geen boek", "beschadigd"),
        ("brief.csv", b"Beste collega", "geen lijst"),
        ("leeg.xlsx", book_of([]), "In leeg.xlsx staat niets."),
        ("veel.csv", b"Nr.;Doel\n" + b"1;x\n" * MOST_ROWS, "meer dan 2000 rijen"),
    ],
)
def test_what_is_no_list_is_told(client: httpx.Client, name: str, content: bytes, why: str) -> None:
    answer = given(client, name, content)
    assert answer.status_code == 422
    assert why in told(answer)
    assert "/tmp" not in answer.text


def test_what_stands_in_a_list_steers_no_page(client: httpx.Client, folder: Path, pack: Pack) -> None:
    word = "<script>alert(1)</script>\u202e`x`"
    head = 'Doel"><img src=x>'
    page = given(
        client, "l<b>.csv", f'Nr.;Verzender;"{head.replace(chr(34), chr(34) * 2)}"\n1;caw;"{word}"\n'
    )
    page = said(client, page, "look", **{"c.purposes": "3"})
    (field,) = (name for name in chosen(page) if name.startswith("w."))
    shown = said(client, page, "save", **{field: "*"})
    for one in (page, shown):
        for raw in ("<script>alert", "<img src=x", "\u202e", "<b>"):
            assert raw not in one.text
    saved(client, shown)
    assert client.get("/").status_code == 200
    (flow,) = (f for f in declared(folder, pack).flows if f.id == "1")
    assert flow.purposes == (f"other: {word}",)


def test_a_desk_that_only_looks_offers_no_list_and_an_old_address_leads_nowhere(folder: Path) -> None:
    looks = within(folder, "--read-only")
    assert 'type="file"' not in looks.get("/list").text
    assert "/list" not in looks.get("/").text
    assert looks.get("/list/weg").status_code == 404
    assert '"/list"' in within(folder).get("/").text


def test_declarations_that_cannot_be_judged_come_first(client: httpx.Client, folder: Path) -> None:
    page = given(client, "lijst.csv", "Nr.;Doel\n1;refer\n")
    (folder / "kapot.yaml").write_text("flows: [{id: x, sendr: y}]\n", encoding="utf-8")
    for address in ("/list", page.url.path):
        assert client.get(address).url.path == "/errors"
        assert client.post(address, data={"csrf": csrf(page), "go": "save"}).url.path == "/errors"
