"""Workbooks: any declarations there and back, what is wrong told by its cell, and what must not be read."""

from __future__ import annotations

import io
import json
import random
import re
import types
import typing
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from odfdo import Cell, Document, Row, Table
from pydantic import BaseModel

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events import names as event_types
from gbo_policy.agreement.events.breach import Breach
from gbo_policy.basics.moments import iso
from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.basics.steering import FORMULA
from gbo_policy.declarations.load import load
from gbo_policy.declarations.model.agreement import Agreement
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.model.flow import Item
from gbo_policy.declarations.model.flow_by_role import FlowsByRole
from gbo_policy.declarations.model.waiver import Waiver
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.documents.sheets.book_rows import rows_of
from gbo_policy.documents.sheets.book_writing import write_book
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.documents.sheets.grid_reading import read_sheets
from gbo_policy.documents.sheets.into_workspace import Imported, import_book
from gbo_policy.documents.sheets.list_import import import_list, list_mapping, map_list, open_list
from gbo_policy.documents.sheets.opening import open_book
from gbo_policy.documents.sheets.raw_sections import raw_sections
from gbo_policy.documents.sheets.sections import sections_of
from gbo_policy.documents.sheets.sheet_columns import sheet_kinds
from gbo_policy.documents.signed import office_zip
from gbo_policy.rulebook.pack import Pack, load_pack
from gbo_policy.terms import values as base
from tests.conftest import FIXTURES, cases, gbo
from tests.inside import inside
from tests.kit import Data, complete, flow, loaded, staff, work_of, written

DAY = date(2026, 3, 1)
FLOWS = "xl/worksheets/sheet6.xml"  # the sheet after the explanation and those of the agreement
LANGS = ("nl", "en")

KEPT = {
    "Overeenkomst",
    "Kernactoren",
    "Verwerkers",
    "Stromen",
    "Ontvangers",
    "Gegevens in detail",
    "Inbreuk",
    "Beoordelingen",
}

# any declarations: each key of each model with values of its type

SLUGS = st.sampled_from(["a", "b-1", "x.y", "c_2", "10"])
NASTY = [
    "gewone tekst",
    "=1+1",
    "+32 9 123",
    "-",
    "@SUM(A1)",
    "  rand  ",
    "twee\nregels",
    "a; b; c",
    "geen",
    "none",
    "[]",
    "ja",
    "2026-03-01",
    "03/02/2026",
    "0123",
    "1e5",
    "_x0041_",
    "bel\x07",
    "tab\there",
    "andere: iets",
    "role: caw",
    "a=b",
    "gezondheid",
    "\u2028",
    "😀",
    "",
]
TEXT = st.sampled_from(NASTY) | st.text(max_size=12)
DATES = st.sampled_from(["2026-03-01", "1999-12-31", "1950-01-01", "2088-02-29"])
MOMENTS = st.sampled_from(["2026-03-01T09:30", "2026-03-01T09:30+01:00", "2026-03-01 09:30:15"])


def leaves(pack: Pack) -> dict[Any, st.SearchStrategy[Any]]:
    def words(section: str) -> st.SearchStrategy[str]:
        return st.sampled_from(pack.vocabulary.words(section))

    other = st.fixed_dictionaries({"other": TEXT})
    none = st.just("none")
    return {
        base.Slug: SLUGS | st.integers(0, 99),
        base.FlowName: SLUGS,
        base.PartyId: SLUGS | st.just("0417.319.932"),
        base.Date: DATES,
        base.DateOrNone: DATES | none,
        base.Moment: MOMENTS,
        base.MomentOrNone: MOMENTS | none,
        base.DateOrMoment: DATES | MOMENTS,
        base.Flag: st.booleans(),
        base.Email: st.sampled_from(["a@b.example", "none"]),
        base.Url: st.sampled_from(["https://a.example/?x=1;2", "none"]),
        base.EnterpriseNumber: st.sampled_from(["0417.319.932", "0417319932", "none"]),
        base.Count: st.integers(0, 10**6),
        base.Article: st.integers(32, 36),
        base.Text: TEXT,
        base.ListedText: TEXT,
        base.RecipientName: TEXT | st.just("0"),
        base.Role: words("role") | st.just("partner"),
        base.Authority: words("authority"),
        base.Purpose: words("purpose") | other | st.just("eigen-doel"),
        base.Category: words("category") | other,
        base.Basis: words("basis"),
        base.Country: words("country") | st.sampled_from(["be", "eu"]),
        str: TEXT,
        int: st.integers(0, 120),
    }


class Shapes:
    """Strategies for what each type may hold, without rules on how values go together."""

    def __init__(self, pack: Pack) -> None:
        self.known = leaves(pack)

    def of(self, kind: Any) -> st.SearchStrategy[Any]:
        if kind in self.known:
            return self.known[kind]
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin is Annotated:
            bare = Annotated[(arguments[0], *(m for m in arguments[1:] if hasattr(m, "func")))] if any(hasattr(m, "func") for m in arguments[1:]) else arguments[0]  # fmt: skip
            return self.known[bare] if bare in self.known else self.of(arguments[0])
        if origin in (typing.Union, types.UnionType):
            return st.one_of([self.of(a) for a in arguments if a is not type(None)])
        if origin is Literal:
            return st.sampled_from(arguments)
        if origin is tuple:
            return st.lists(self.of(arguments[0]), max_size=3)
        if origin is dict:
            return st.dictionaries(SLUGS, self.of(arguments[1]), max_size=2)
        assert issubclass(kind, BaseModel), kind
        made = self.model(kind)
        return made | self.known[base.Category] if kind is Item else made

    def model(self, kind: type[BaseModel], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
        hints = typing.get_type_hints(kind, include_extras=True)
        needed, optional = {}, {}
        for name, field in kind.model_fields.items():
            value = fixed[name] if name in fixed else st.deferred(lambda name=name: self.of(hints[name]))
            part = needed if field.is_required() else optional
            part[field.alias or name] = value if field.is_required() else value | st.none()
        return st.fixed_dictionaries(needed, optional=optional)

    def workspace(self) -> st.SearchStrategy[Data]:
        events = [self.model(event_type(n).model, type=st.just(n)) for n in event_types()]

        def several(one: st.SearchStrategy[Data]) -> st.SearchStrategy[list[Data]]:
            return st.lists(one, max_size=3, unique_by=lambda d: str(d.get("id", id(d))))

        return st.fixed_dictionaries(
            {"agreement": self.model(Agreement)},
            optional={
                "flows": several(self.model(FlowsByRole)),
                "events": several(st.one_of(events)),
                "assessments": several(self.model(Assessment)),
                "waivers": several(self.model(Waiver)),
            },
        )


def stated(value: Any) -> Any:
    """What data state: null is absent, a number is its digits, a bare category an item, blanks at the edges
    are nothing.
    """
    if isinstance(value, dict):
        made = {k: stated(v) for k, v in value.items() if v is not None}
        return made["category"] if list(made) == ["category"] else made
    if isinstance(value, list):
        return [stated(v) for v in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else value


def as_book(data: Data, pack: Pack, lang: str, path: Path) -> Path:
    words = CellWords(pack.vocabulary, lang)
    path.write_bytes(write_book(rows_of(data, words), words, ()))
    return path


@cache
def whole(lang: str) -> bytes:
    """Give the book of a workspace in which everything is known: made once for all tests."""
    words = CellWords(load_pack().vocabulary, lang)
    return write_book(rows_of(complete(), words), words, ())


@cache
def small(given: str) -> bytes:
    """Give a Dutch book with the sheets that the tests change by hand, in which the others were deleted."""
    words = CellWords(load_pack().vocabulary, "nl")
    made = whole("nl") if not given else write_book(rows_of(json.loads(given), words), words, ())
    book = openpyxl.load_workbook(io.BytesIO(made))
    for name in set(book.sheetnames) - KEPT:
        del book[name]
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books")


@cases(8, 400)
@given(st.deferred(lambda: Shapes(load_pack()).workspace()), st.sampled_from(LANGS))
def test_any_declarations_come_back_as_they_were(pack: Pack, folder: Path, given: Data, lang: str) -> None:
    read = read_sheets(open_book(as_book(given, pack, lang, folder / "any.xlsx")), lang)
    made = sections_of(read, CellWords(pack.vocabulary, lang))
    assert [p.line("en") for p in (*read.problems, *read.notices, *made.problems, *made.notices)] == []
    back = stated(made.data)
    want = stated(given)
    if not want["agreement"]:
        want["agreement"] = {"id": "agreement"}
    events = want.get("events")
    for section in ("flows", "assessments", "waivers"):
        assert back.get(section, []) == want.get(section, [])
    assert back["agreement"] == want["agreement"]
    assert ("events" in back) == (events is not None)
    # the sheets part events by their type
    assert back.get("events", []) == sorted(events or [], key=lambda e: event_types().index(e["type"]))


def equal(one: Workspace, other: Workspace) -> bool:
    """Tell whether two workspaces declare the same, wherever it stands."""
    return all(
        sorted(map(repr, getattr(one, s))) == sorted(map(repr, getattr(other, s)))
        for s in ("flows", "events", "assessments", "waivers")
    ) and (one.agreement, one.has_register, one.made) == (other.agreement, other.has_register, other.made)


@pytest.mark.parametrize(
    ("name", "lang"), [("regio", "nl"), ("mixed", "en"), ("formalities", "nl"), ("inbreuk-slecht", "en")]
)
def test_a_workspace_comes_back_as_the_same_workspace(
    name: str, lang: str, pack: Pack, tmp_path: Path
) -> None:
    before = load([FIXTURES / name], pack.vocabulary, pack.clause_numbers)
    book = as_book(raw_sections(before), pack, lang, tmp_path / "book.xlsx")
    assert equal(before, import_book(open_book(book), pack, lang, DAY).workspace)
    assert (
        book.read_bytes() == as_book(raw_sections(before), pack, lang, tmp_path / "again.xlsx").read_bytes()
    )


def test_what_the_fixtures_declare_has_a_column(pack: Pack) -> None:
    for folder in FIXTURES.iterdir():
        if folder.name == "input-errors":
            continue
        data = raw_sections(load([folder], pack.vocabulary, pack.clause_numbers))
        rows = rows_of(data, CellWords(pack.vocabulary, "nl"))
        aside = [row.rest for kind in rows.values() for row in kind if row.rest]
        assert aside in ([], [{"collection": {"purpose": ""}}]), folder.name  # an empty text


def test_a_text_that_no_cell_holds_is_kept_beside_the_columns(pack: Pack, tmp_path: Path) -> None:
    data = complete()
    data["flows"][0]["title"] = "lang " * 9_000
    back = imported(as_book(data, pack, "nl", tmp_path / "book.xlsx"), pack).workspace
    assert back.flows[0].title == ("lang " * 9_000).strip()


# how a book looks


def test_heads_are_the_models_own_words_and_each_names_one_column() -> None:
    for kind in sheet_kinds():
        for lang in LANGS:
            heads = [h.casefold() for h in kind.heads(lang)]
            assert len(heads) == len(set(heads)), (kind.name, lang)
            assert "" not in heads
            assert not [h for h in heads if "(13" in h or h.endswith((",", ";"))]
    for lang in LANGS:
        titles = [k.titled(lang) for k in sheet_kinds()]
        assert len(titles) == len(set(titles))
        assert max(map(len, titles)) <= 31


def test_columns_offer_the_labels_of_the_vocabulary_and_explain_themselves(
    pack: Pack, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(whole("nl")))
    sheet = book["Stromen"]
    heads = {c.value: c for c in sheet[1]}
    head = heads["Categorieën van gegevens"]
    assert "4" in head.comment.text
    assert sheet.freeze_panes == "B2"
    offered = next(v for v in sheet.data_validations.dataValidation if head.column_letter + "2" in v.sqref)
    assert "categorieën" in offered.prompt
    name, cells = re.fullmatch(r"'(.+)'!(.+)", offered.formula1).groups()  # type: ignore[union-attr]
    listed = [row[0].value for row in book[name][cells]]
    assert listed == [pack.vocabulary.label("categories", w, "nl") for w in pack.vocabulary.words("category")]
    assert book[name].sheet_state == "hidden"
    assert (
        sheet[head.coordinate[:-1] + "2"].value
        == "Identificatie en contactgegevens van de gebruiker\nGezondheidsgegevens"
    )
    first = next(
        v for v in sheet.data_validations.dataValidation if heads["Eerste dag"].column_letter + "2" in v.sqref
    )
    assert "eerste dag (14.1)" in first.prompt
    assert sheet[heads["Eerste dag"].column_letter + "2"].value == datetime(2026, 1, 12)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_each_basis_is_offered_by_its_label_and_the_slip_of_the_model_is_not(pack: Pack, lang: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(whole(lang)))
    labels = [pack.vocabulary.label("bases", w, lang) for w in pack.vocabulary.raw["bases"]]
    lists = [[c.value for c in column if c.value] for column in book.worksheets[-1].columns]
    assert [one for one in lists if labels[0] in one] == [labels]
    words = CellWords(pack.vocabulary, lang)
    assert [words.word("basis", label) for label in labels] == list(pack.vocabulary.raw["bases"])


def test_no_text_is_ever_a_formula(pack: Pack, tmp_path: Path) -> None:
    data = complete()
    data["flows"] = [flow("stroom", title=f"{sign}HYPERLINK(1)") for sign in FORMULA[:1]]
    data["flows"] += [flow(f"s{i}", title=f"{sign}cmd|' /C calc'!A0") for i, sign in enumerate(FORMULA)]
    file = as_book(data, pack, "nl", tmp_path / "book.xlsx")
    with zipfile.ZipFile(file) as parts:
        sheets = [parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not [s for s in sheets if b"<f>" in s or b"<hyperlink" in s]
    book = openpyxl.load_workbook(file)
    titles = [c for c in book["Stromen"]["B"][1:] if c.value]
    assert len(titles) == 1 + len(FORMULA)
    assert {(c.data_type, bool(c.quotePrefix)) for c in titles} == {("s", True)}


# what people make of a book


def imported(path: Path, pack: Pack, lang: str = "nl") -> Imported:
    return import_book(open_book(path), pack, lang, DAY)


def told(path: Path, pack: Pack, lang: str = "nl") -> list[Problem]:
    with pytest.raises(PolicyError) as raised:
        imported(path, pack, lang)
    return list(raised.value.problems)


Hand = Callable[[openpyxl.Workbook], object]


def by_hand(pack: Pack, tmp_path: Path, change: Hand, data: Data | None = None) -> Path:
    """Give a Dutch book as somebody left it."""
    book = openpyxl.load_workbook(io.BytesIO(small(json.dumps(data) if data else "")))
    change(book)
    book.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def cell(book: openpyxl.Workbook, sheet: str, head: str, row: int = 2) -> Any:
    """Give the cell under a head."""
    return book[sheet].cell(row, next(c.column for c in book[sheet][1] if c.value == head))


def test_what_people_type_is_understood(pack: Pack, tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        cell(book, "Stromen", "Waarvoor").value = "refer; Statistics\nandere: spelen"
        cell(book, "Stromen", "De kernactor die meedeelt").value = "CAW"  # its name, not its id
        cell(book, "Stromen", "Eerste dag").value = "3/2/2026"
        cell(book, "Stromen", "Laatste dag").value = 46_388
        cell(book, "Stromen", "Rechtsgronden van de mededeling").value = "gdpr-6-1-e, GDPR-9-2-G"
        breach = {
            "Korte naam van de gebeurtenis": "i1",
            "Tijdstip waarop ze bekend werd": "3/2/2026 9:30",
            "Tijdstip van het overleg": datetime(2026, 2, 3, 14),
        }
        cell(book, "Overeenkomst", "Register van gebeurtenissen (alleen `geen`)").value = None
        for head, value in breach.items():
            cell(book, "Inbreuk", head).value = value
        cell(book, "Stromen", "Categorieën van gegevens").value = "Health data\n\n gezondheidsgegevens "
        cell(book, "Gegevens in detail", "Categorie van gegevens").value = "health"
        cell(book, "Ontvangers", "Personeel: het heeft de gegevens nodig voor zijn taak").value = "Nee"
        number = cell(book, "Kernactoren", "Ondernemingsnummer van tien cijfers, punten mogen")
        number.value, number.number_format = 417319932, "0"
        cell(book, "Kernactoren", "De plichten gelden ook voor wie onder zijn gezag werkt").value = True
        for sheet in book:
            sheet.cell(40, 3).value = "   "

    made = imported(by_hand(pack, tmp_path, change), pack).workspace
    one = made.flows[0]
    assert one.purposes == ("refer", "statistics", "other: spelen")
    assert (one.sender, str(one.starts_on), str(one.ends_on)) == ("caw", "2026-02-03", "2027-01-01")
    assert one.legal_basis == ("gdpr-6-1-e", "gdpr-9-2-g")
    (event,) = made.events
    assert isinstance(event, Breach)
    assert (iso(event.aware_at), iso(event.consulted_at)) == (
        "2026-02-03T09:30+01:00",
        "2026-02-03T14:00+01:00",
    )
    assert [(i.category, i.subject) for i in one.data or ()] == [("health", "client"), ("health", None)]
    assert [r.need_to_know for r in one.recipients or ()] == [False]
    caw = made.parties["caw"]
    assert (caw.enterprise_number, caw.flow_down) == ("0417319932", True)


WRONG = [
    # sheet, head, row, what somebody wrote; what is told, and what was meant
    ("Stromen", "Categorieën van gegevens", 2, "Gezondheid", "unknown-category", "Gezondheidsgegevens"),
    ("Stromen", "Eerste dag", 2, "31/02/2026", "bad-date", None),
    ("Stromen", "De kernactor die meedeelt", 2, "cw", "dangling", "caw"),
    ("Ontvangers", "Soort ontvanger", 3, "staf", "unknown-word", "personeel van een kernactor"),
    (
        "Ontvangers",
        "Bij welke gegevensstroom deze rij hoort: zijn korte naam",
        2,
        "strom",
        "dangling",
        "stroom",
    ),
    (
        "Kernactoren",
        "Korte naam, overal gebruikt waar deze partij bedoeld is",
        4,
        "ocmw",
        "duplicate-id",
        None,
    ),
    (
        "Kernactoren",
        "De plichten gelden ook voor wie onder zijn gezag werkt",
        3,
        "misschien",
        "wrong-type",
        None,
    ),
    ("Beoordelingen", "Het open begrip", 2, None, "missing-key", None),
]


def test_every_wrong_cell_is_told_in_one_go_with_what_was_meant(pack: Pack, tmp_path: Path) -> None:
    data = complete()
    data["flows"].append(flow("tweede"))
    expected = set()

    def change(book: openpyxl.Workbook) -> None:
        for sheet, head, row, value, code, meant in WRONG:
            wrong = cell(book, sheet, head, row)
            wrong.value = value
            expected.add((f"{sheet}!{wrong.coordinate}", code, meant))

    found = told(by_hand(pack, tmp_path, change, data), pack)
    assert {(str(p.location).rpartition(" ")[2], p.code, p.suggestion) for p in found} == expected


STRUCTURE: dict[str, tuple[Hand, str, str]] = {
    "renamed-column": (lambda b: setattr(cell(b, "Stromen", "Waarvoor"), "row", 2) or setattr(cell(b, "Stromen", "Waarvoor", 1), "value", "Waarvor"), "Stromen!F1", "sheet-column"),
    "own-column": (lambda b: b["Stromen"].cell(2, 60, "opmerking"), "Stromen!BH1", "sheet-headless"),
    "second-column": (lambda b: b["Stromen"].cell(1, 60, "Waarvoor"), "Stromen!BH1", "sheet-column-twice"),
    "no-id-column": (lambda b: b["Stromen"].delete_cols(1), "Stromen!1", "sheet-column-missing"),
    "renamed-sheet": (lambda b: setattr(b["Stromen"], "title", "Mijn lijst"), "'Mijn lijst'", "sheet-renamed"),
    "misspelt-sheet": (lambda b: setattr(b["Stromen"], "title", "Strommen"), "Strommen", "sheet-renamed"),
    "no-heads": (lambda b: b["Stromen"].delete_rows(1), "Stromen", "sheet-no-heads"),
    "merged": (lambda b: b["Kernactoren"].merge_cells("B2:B3"), "Kernactoren!B2", "sheet-merged"),
    "formula": (lambda b: setattr(cell(b, "Stromen", "Het kanaal"), "value", "=A1"), "Stromen!S2", "sheet-formula"),
    "second-agreement": (lambda b: b["Overeenkomst"].cell(3, 1, "nog-een"), "Overeenkomst!A3", "sheet-second-agreement"),
    "none-and-more": (lambda b: setattr(cell(b, "Stromen", "Aan wie (alleen `geen`)"), "value", "geen"), "Stromen!E2", "sheet-none-and-more"),
    "elsewhere": (lambda b: setattr(cell(b, "Stromen", "Aan wie (alleen `geen`)"), "value", "ocmw"), "Stromen!E2", "sheet-elsewhere"),
    "no-dpo-and-a-name": (lambda b: setattr(cell(b, "Kernactoren", "Functionaris voor gegevensbescherming"
                                                                   " (alleen `geen`)"), "value", "geen"), "Kernactoren!L2", "sheet-none-and-more"),
}  # fmt: skip


@pytest.mark.parametrize("name", STRUCTURE)
def test_a_table_that_was_changed_is_told_and_its_consequences_are_not(
    name: str, pack: Pack, tmp_path: Path
) -> None:
    change, where, code = STRUCTURE[name]
    found = told(by_hand(pack, tmp_path, change), pack)
    assert [(str(p.location).removeprefix(f"{tmp_path}/book.xlsx "), p.code) for p in found][:1] == [
        (where, code)
    ]
    assert {p.code for p in found} == {code}


def test_moved_columns_titles_above_and_hidden_rows_are_read(pack: Pack, tmp_path: Path) -> None:
    data = complete()
    data["flows"].append(flow("tweede", title="andere"))

    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Stromen"]
        for row in (1, 2, 3):
            sheet.cell(row, 50).value = sheet.cell(row, 2).value
        sheet.delete_cols(2)
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Register van de stad, versie 3"
        sheet.merge_cells("A1:D1")
        sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["C"].hidden = True
        book.create_sheet("Kladblad")["B2"] = "zomaar"
        book["Ontvangers"].sheet_state = "hidden"
        book.copy_worksheet(book["Verwerkers"]).title = "Verwerkers oud"

    made = imported(by_hand(pack, tmp_path, change, data), pack)
    assert [f.title for f in made.workspace.flows] == ["Doorverwijzing", "andere"]
    assert equal(made.workspace, loaded(pack, data))
    codes = [(p.code, str(p.location).rpartition(" ")[2]) for p in made.notices]
    assert sorted(codes) == [
        ("sheet-hidden", "Stromen"),
        ("sheet-hidden", "Stromen"),
        ("sheet-hidden-sheet", "Ontvangers"),
        ("sheet-not-read", "Kladblad"),
        ("sheet-not-read", "oud'"),
    ]


def cached(path: Path, coordinate: str, content: str) -> Path:
    """Put a formula with its last value into a cell of the flows, as Excel saves one."""
    with zipfile.ZipFile(path) as old:
        parts = {n: old.read(n) for n in old.namelist()}
    for name, part in parts.items():
        if name == FLOWS:
            found = re.sub(rf'<c r="{coordinate}"[^>]*?(?:/>|>.*?</c>)'.encode(), f'<c r="{coordinate}" {content}</c>'.encode(), part, count=1)  # fmt: skip
            parts[name] = found
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return path


def test_of_a_formula_what_it_last_came_to_is_read_and_told(pack: Pack, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(whole("nl"))
    made = imported(cached(book, "B2", 't="str"><f>"Door"&amp;"geven"</f><v>Doorgeven</v>'), pack)
    assert made.workspace.flows[0].title == "Doorgeven"
    assert [p.code for p in made.notices].count("sheet-formulas") == 1
    wrong = told(cached(book, "B2", 't="e"><f>1/0</f><v>#DIV/0!</v>'), pack)
    assert {(p.code, p.word) for p in wrong} == {("sheet-cell-error", "#DIV/0!")}


def test_days_counted_from_1904_are_the_same_days(pack: Pack, tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        cell(book, "Stromen", "Eerste dag").value = datetime(2026, 2, 3)

    made = imported(by_hand(pack, tmp_path, change), pack).workspace
    assert str(made.flows[0].starts_on) == "2026-02-03"


def test_an_open_document_spreadsheet_is_read(pack: Pack, tmp_path: Path) -> None:
    data = complete()
    book = openpyxl.load_workbook(io.BytesIO(small("")))
    document = Document("spreadsheet")
    document.body.clear()
    for sheet in book:
        table = Table(sheet.title)
        for line in sheet.iter_rows(values_only=True):
            row = Row()
            for value in line:
                row.append_cell(Cell(value) if value is not None else Cell())
            table.append_row(row)
        document.body.append(table)
    document.save(tmp_path / "book.ods")
    assert equal(imported(tmp_path / "book.ods", pack).workspace, loaded(pack, data))
    document.body.get_table(name="Stromen").set_value("G2", "Gezondheid")
    document.save(tmp_path / "wrong.ods")
    found = told(tmp_path / "wrong.ods", pack)
    assert [(str(p.location).rpartition(" ")[2], p.suggestion) for p in found] == [
        ("Stromen!G2", "Gezondheidsgegevens")
    ]


# what must not be read


def broken(kind: str, book: Path) -> None:
    with zipfile.ZipFile(book) as old:
        parts = {n: old.read(n) for n in old.namelist()}
    sheet = FLOWS
    if kind == "macro":
        parts["xl/vbaProject.bin"] = b"Sub Auto_Open()"
    elif kind == "old-macro":
        parts["xl/macrosheets/sheet1.xml"] = b"<x/>"
    elif kind == "entities":
        parts[sheet] = parts[sheet].replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
    elif kind == "bomb":
        parts[sheet] += b" " * 1_100_000
    elif kind == "cut":
        parts[sheet] = parts[sheet][:-300]
    elif kind == "far":
        parts[sheet] = parts[sheet].replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )
    elif kind == "no-sheet":
        del parts[sheet]
    with zipfile.ZipFile(book, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    if kind == "damaged":
        book.write_bytes(book.read_bytes()[:5_000])
    elif kind in {"password", "old"}:
        more = "EncryptedPackage".encode("utf-16-le") if kind == "password" else b""
        book.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + more)
    elif kind == "kind":
        book.write_text("a;b\n1;2\n", encoding="utf-8")


BROKEN = {
    "macro": "sheet-macro",
    "old-macro": "sheet-macro",
    "entities": "sheet-entities",
    "bomb": "sheet-bomb",
    "cut": "sheet-damaged",
    "far": "sheet-far",
    "no-sheet": "sheet-damaged",
    "damaged": "sheet-damaged",
    "password": "sheet-password",
    "old": "sheet-old",
    "kind": "sheet-kind",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_must_not_be_read_is_one_sentence(
    kind: str, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(whole("nl"))
    broken(kind, book)
    monkeypatch.setattr(office_zip, "MOST_MB", 1)
    with pytest.raises(PolicyError) as raised:
        open_book(book)
    assert [p.code for p in raised.value.problems] == [BROKEN[kind]]


@cases(12, 500)
@given(st.randoms(use_true_random=False))
def test_a_damaged_book_is_told_and_is_no_fault_of_the_program(
    pack: Pack, folder: Path, dice: random.Random
) -> None:
    with zipfile.ZipFile(io.BytesIO(small(""))) as old:
        parts = {n: bytearray(old.read(n)) for n in old.namelist()}
    for _ in range(3):
        part = parts[dice.choice([n for n in parts if n.endswith((".xml", ".rels"))])]
        at = dice.randrange(len(part))
        part[at : at + dice.randrange(3)] = bytes(
            dice.choice(b'<>&"0-9AZz= /') for _ in range(dice.randrange(4))
        )
    with zipfile.ZipFile(folder / "damaged.xlsx", "w") as new:
        for name, content in parts.items():
            new.writestr(name, bytes(content))
    told = [""]
    try:
        imported(folder / "damaged.xlsx", pack)
    except PolicyError as error:
        told = [p.line("nl") for p in error.problems]
    assert told  # an error says something


def test_links_to_other_books_are_told_and_not_followed(pack: Pack, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(whole("nl"))
    with zipfile.ZipFile(book, "a") as parts:
        parts.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        parts.writestr("xl/connections.xml", "<connections/>")
    assert [(n.code, n.words["number"]) for n in open_book(book).notices] == [("sheet-links", 2)]


# the command


def test_a_workspace_is_written_and_read_by_the_command(tmp_path: Path) -> None:
    book, into = tmp_path / "boek.xlsx", tmp_path / "nieuw"
    run = gbo("sheet", "write", FIXTURES / "compliant", "-o", book, "--lang", "nl")
    assert (run.returncode, run.stdout) == (0, "")
    before = book.read_bytes()
    again = inside("sheet", "write", FIXTURES / "compliant", "-o", book)
    assert (again.returncode, book.read_bytes()) == (2, before)
    read = gbo("sheet", "read", book, "--into", into, "--lang", "nl")
    assert read.returncode == 0
    assert read.stdout.startswith("gelezen: 3 kernactoren")
    names = {p.name for p in into.iterdir()}
    assert names == {"overeenkomst.yaml", "stromen.yaml", "register.yaml", "beoordelingen.yaml"}
    assert inside("check", into, "--as-of", "2026-03-01").returncode == 0
    twice = gbo("sheet", "read", book, "--into", into, "--lang", "nl")
    assert twice.returncode == 2
    assert "overeenkomst.yaml" in twice.stderr


def test_of_a_wrong_book_nothing_is_written(pack: Pack, tmp_path: Path) -> None:
    book = by_hand(
        pack,
        tmp_path,
        lambda b: setattr(cell(b, "Stromen", "Waarvoor"), "value", "=cmd\x1b".replace("\x1b", "") or "x"),
    )
    run = inside("sheet", "read", book, "--into", tmp_path / "new")
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert "Stromen!F2: " in run.stderr
    assert not (tmp_path / "new").exists()


def test_an_empty_book_can_be_filled_in(tmp_path: Path, pack: Pack) -> None:
    assert gbo("sheet", "write", "--empty", "-o", tmp_path / "leeg.xlsx", "--lang", "nl").returncode == 0
    run = inside("sheet", "read", tmp_path / "leeg.xlsx")
    assert run.returncode == 2
    book = openpyxl.load_workbook(tmp_path / "leeg.xlsx")
    book["Kernactoren"]["A2"] = "caw-waasland"
    cell(book, "Kernactoren", "CAW, OCMW of DMW").value = "Centrum voor Algemeen Welzijnswerk (CAW)"
    book.save(tmp_path / "vol.xlsx")
    run = gbo("sheet", "read", tmp_path / "vol.xlsx", "--into", tmp_path / "nieuw", "--lang", "nl")
    assert run.returncode == 0, run.stderr
    assert "role: caw" in (tmp_path / "nieuw" / "overeenkomst.yaml").read_text("utf-8")


def test_twice_the_flows_are_twice_the_work(pack: Pack, tmp_path: Path) -> None:
    def work(number: int) -> int:
        flows = [flow(), *(flow(f"s{i}", recipients=[staff("ocmw")]) for i in range(number - 1))]
        book = as_book(complete() | {"flows": flows}, pack, "nl", tmp_path / "book.xlsx")
        assert len(imported(book, pack).workspace.flows) == number
        return work_of(lambda: imported(book, pack))

    assert work(120) < 2.1 * work(60)


# lists that somebody else keeps

REGISTER_HEADS = [
    "Nr.",
    "Verwerkingsactiviteit",
    "Soort",
    "Verwerkingsverantwoordelijke",
    "Doeleinden",
    "Categorieën van betrokkenen",
    "Categorieën van persoonsgegevens",
    "Categorieën van ontvangers",
    "Rechtsgrond",
    "Bewaartermijn",
    "Sinds",
]
REGISTER = [
    ["V-001/1", "Wonen", "uitwisseling", "0417.319.932", "doorverwijzing", "cliënten", "identificatie, gezondheid", "0212.384.765", "algemeen belang, Art. 9", "10 jaar", datetime(2026, 1, 12)],
    ["V-002", "Loonadministratie", "intern", "0417.319.932", "lonen", "personeel", "rekening", None, "contract", "10 jaar", "01/02/2020"],
    ["V-003", "Dossier", "uitwisseling", 417319932, "doorverwijzing, opvolging", "cliënten", "Identificatie", "0212384765, 0411.027.404", "algemeen belang", "10 jaar", "3/2/2026"],
    [None, "Opvolging", "Uitwisseling", "0417.319.932", "opvolging", "cliënten", "gezondheid", "DMW", "algemeen belang", None, None],
]  # fmt: skip
MAPPING = """
columns:
  exchange: soort
  id: Nr.
  title: Verwerkingsactiviteit
  sender: Verwerkingsverantwoordelijke
  recipient: Categorieën van ontvangers
  recipient_kind: {constant: staff}
  purposes: Doeleinden
  data: Categorieën van persoonsgegevens
  legal_basis: Rechtsgrond
  starts_on: Sinds
  retention.period: Bewaartermijn
separator: ","
dates: d/m/jjjj
parties: enterprise_number
values:
  exchange: {intern: false, uitwisseling: true}
  purposes: {doorverwijzing: refer, opvolging: keep-overview}
  data: {identificatie: identification-contact, gezondheid: health}
  legal_basis: {algemeen belang: gdpr-6-1-e, art. 9: gdpr-9-2-g}
"""


def register(folder: Path, mapping: str = MAPPING) -> tuple[Path, Path]:
    """Write a register such as the Belgian authority's model, with a title above it, and its mapping."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Register van de verwerkingsactiviteiten"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    for row in (REGISTER_HEADS, *REGISTER):
        sheet.append(row)
    book.create_sheet("Lees mij")["A1"] = "uitleg"
    book.save(folder / "lijst.xlsx")
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    return folder / "lijst.xlsx", folder / "mapping.yaml"


def test_somebody_s_register_goes_through_a_mapping_into_a_workspace(tmp_path: Path, pack: Pack) -> None:
    given = tmp_path / "werkruimte"
    given.mkdir()
    base = complete()
    (given / "alles.yaml").write_text(written(base), encoding="utf-8")
    lijst, mapping = register(tmp_path)
    run = gbo("sheet", "read", lijst.name, "--map", mapping, "--into", given, "--lang", "nl", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "4 rijen gelezen, 3 stromen" in run.stdout
    assert "1 rij weggelaten" in run.stdout
    assert "V-001-1  caw" in run.stdout
    assert "`Categorieën van betrokkenen`" in run.stderr
    assert "Lees mij" in run.stderr
    made = load([given], pack.vocabulary, pack.clause_numbers)
    flows = {f.id: f for f in made.flows}
    assert flows.keys() == {"stroom", "V-001-1", "V-003", "rij-7"}
    one = flows["V-003"]
    assert (one.sender, one.purposes, str(one.starts_on)) == ("caw", ("refer", "keep-overview"), "2026-02-03")
    assert [(r.kind, r.party) for r in one.recipients or ()] == [("staff", "ocmw"), ("staff", "dmw")]
    assert flows["V-001-1"].legal_basis == ("gdpr-6-1-e", "gdpr-9-2-g")
    assert [r.party for r in flows["rij-7"].recipients or ()] == ["dmw"]
    again = gbo("sheet", "read", lijst, "--map", mapping, "--into", given, "--lang", "nl")
    assert again.returncode == 2
    assert "lijst.yaml" in again.stderr or "V-003" in again.stderr


def test_a_list_may_use_the_words_that_the_signed_text_adds(tmp_path: Path, pack: Pack) -> None:
    given = tmp_path / "werkruimte"
    given.mkdir()
    data = complete()
    data["agreement"]["departures"] = [
        {"clause": "3.2", "effect": {"purposes": [{"samen-koken": "Samen koken"}]}},
        {"clause": "4", "effect": {"categories": [{"schoenmaat": "Schoenmaat"}]}},
    ]
    (given / "alles.yaml").write_text(written(data), encoding="utf-8")
    columns = ("id", "sender", "recipient", "purposes", "data")
    (tmp_path / "lijst.csv").write_text(
        ";".join(columns) + "\nr1;caw;dmw;samen-koken;schoenmaat\n", encoding="utf-8"
    )
    named = "".join(f"  {c}: {c}\n" for c in columns)
    (tmp_path / "m.yaml").write_text(
        f"columns:\n{named}  recipient_kind: {{constant: staff}}\n", encoding="utf-8"
    )
    run = inside("sheet", "read", tmp_path / "lijst.csv", "--map", tmp_path / "m.yaml", "--into", given)
    assert run.returncode == 0, run.stderr
    made = {f.id: f for f in load([given], pack.vocabulary, pack.clause_numbers).flows}["r1"]
    assert (made.purposes, [i.category for i in made.data or ()]) == (("samen-koken",), ["schoenmaat"])


def test_words_that_nobody_knows_are_listed_with_counts_and_nothing_is_written(tmp_path: Path) -> None:
    partial = MAPPING.replace(", opvolging: keep-overview", "").replace(
        "exchange: {intern: false, ", "exchange: {"
    )
    lijst, mapping = register(tmp_path, partial)
    run = inside("sheet", "read", lijst.name, "--map", mapping, "--into", tmp_path / "nieuw", cwd=tmp_path)
    assert run.returncode == 2
    assert "4 rows read" in run.stdout
    told = [line.rpartition("lijst.xlsx ")[2] for line in run.stderr.splitlines()]
    assert any(line.startswith("Sheet!E6: `opvolging` under `purposes` is not known (2×)") for line in told)
    # a row is skipped only where the mapping says so: what it says is then not known either
    assert any(line.startswith("Sheet!C5: `intern` under `exchange` is not known (1×)") for line in told)
    assert any("`lonen`" in line for line in told)
    assert not (tmp_path / "nieuw").exists()


def test_a_list_without_a_workspace_names_whom_it_names(tmp_path: Path, pack: Pack) -> None:
    lijst, mapping = register(tmp_path, MAPPING.replace("  legal_basis: Rechtsgrond\n", ""))
    run = gbo("sheet", "read", lijst, "--map", mapping, "--into", tmp_path / "nieuw", "--lang", "nl")
    assert run.returncode == 2  # `DMW` is no enterprise number
    assert "H7" in run.stderr


def test_a_text_list_of_eight_exchanges_in_the_belgian_manner(tmp_path: Path, pack: Pack) -> None:
    rows = [
        f"{i};CAW;OCMW Zuid;Doorverwijzing;Gezondheidsgegevens|health;ja;0{i}/02/2026" for i in range(1, 9)
    ]
    text = "Volgnummer;Van;Naar;Doel;Gegevens;Nodig;Vanaf\r\n" + "\r\n".join(rows)
    (tmp_path / "lijst.csv").write_bytes(text.encode("windows-1252"))
    mapping = """
columns: {id: Volgnummer, sender: Van, recipient: Naar, recipient_kind: {constant: staff}, purposes: Doel, data: Gegevens, need_to_know: Nodig, starts_on: Vanaf}
separator: "|"
values:
  purposes: {Doorverwijzing: refer}
"""
    (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
    run = gbo(
        "sheet",
        "read",
        tmp_path / "lijst.csv",
        "--map",
        tmp_path / "mapping.yaml",
        "--into",
        tmp_path / "w",
        "--lang",
        "nl",
    )
    assert run.returncode == 0, run.stderr
    made = load([tmp_path / "w"], pack.vocabulary, pack.clause_numbers)
    assert len(made.flows) == 8
    one = made.flows[2]
    assert (one.id, one.sender, str(one.starts_on)) == ("3", "CAW", "2026-02-03")
    assert [(r.party, r.need_to_know) for r in one.recipients or ()] == [("OCMW-Zuid", True)]
    assert made.parties["OCMW-Zuid"].name == "OCMW Zuid"


def mapped(lijst: Path, file: Path, pack: Pack) -> Imported:
    mapping = list_mapping(file)
    found = map_list(open_list(lijst, mapping, lambda _: None), mapping, "", None, pack, "nl")
    return import_list(found, None, pack, "nl", DAY)


def test_numbers_of_a_text_list_get_their_zero_back_and_a_wrong_name_its_cell(
    tmp_path: Path, pack: Pack
) -> None:
    lijst, file = tmp_path / "lijst.csv", tmp_path / "mapping.yaml"
    mapping = "columns: {sender: Van, recipient: Naar, recipient_kind: {constant: staff}}\nparties: enterprise_number\n"
    file.write_text(mapping, encoding="utf-8")
    lijst.write_text("Van;Naar\n417319932;0212.384.765\n", encoding="utf-8")
    made = mapped(lijst, file, pack).workspace
    assert (made.flows[0].id, made.flows[0].sender) == ("rij-2", "0417319932")
    assert set(made.parties) == {"0417319932", "0212384765"}
    lijst.write_text("Van;Naar\n12345;0212.384.765\n", encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        mapped(lijst, file, pack)
    assert [(p.code, str(p.location).rpartition(" ")[2]) for p in raised.value.problems] == [
        ("bad-number", "csv!A2")
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("id: Nr.", "id: Nummer"), "list-no-column"),
        (("  recipient_kind: {constant: staff}\n", ""), "list-kind"),
        (("purposes: {", "purposen: {"), "unknown-key"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(
    change: tuple[str, str], code: str, tmp_path: Path, pack: Pack
) -> None:
    lijst, file = register(tmp_path, MAPPING.replace(*change))
    with pytest.raises(PolicyError) as raised:
        mapped(lijst, file, pack)
    assert {p.code for p in raised.value.problems} == {code}


def test_a_draft_of_a_mapping_names_columns_and_every_word_that_nobody_knows(tmp_path: Path) -> None:
    lijst, _ = register(tmp_path)
    run = gbo("sheet", "read", lijst.name, "--suggest-map", "--lang", "nl", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    (tmp_path / "draft.yaml").write_text(run.stdout, encoding="utf-8")
    columns = dict(list_mapping(tmp_path / "draft.yaml").columns)
    assert columns == {
        "id": "Nr.",
        "title": "Verwerkingsactiviteit",
        "sender": "Verwerkingsverantwoordelijke",
        "recipient": "Categorieën van ontvangers",
        "purposes": "Doeleinden",
        "data": "Categorieën van persoonsgegevens",
        "legal_basis": "Rechtsgrond",
        "starts_on": "Sinds",
        "retention.period": "Bewaartermijn",
    }
    assert '"doorverwijzing": …  # 2×' in run.stdout
    assert '"gezondheid": health  # 2×' in run.stdout
    assert '"Categorieën van betrokkenen"' in run.stdout  # named, and left to a person
    assert inside("sheet", "read", lijst, "--suggest-map", "--into", tmp_path / "x").returncode == 2


def test_a_draft_knows_the_plain_words_of_a_list_and_what_parts_its_lists(tmp_path: Path) -> None:
    """`Van` is no more than a word that other heads link by; a law is cited with more commas than lists have."""
    (tmp_path / "lijst.csv").write_text(
        "Nr\tVan\tAan\tDoelen\tSoort gegevens\tGrondslag\n"
        "1\tcaw\tocmw\tdoorverwijzen\tgezondheid; contactgegevens\tart. 6, lid 1, e) AVG\n"
        "2\tcaw\tocmw\tdoorverwijzen\tgezondheid\tart. 6, lid 1, e) AVG\n",
        encoding="utf-8",
    )
    made = inside("sheet", "read", tmp_path / "lijst.csv", "--suggest-map").stdout
    for ours, theirs in {
        "sender": "Van",
        "recipient": "Aan",
        "purposes": "Doelen",
        "data": "Soort gegevens",
    }.items():
        assert f'  {ours}: "{theirs}"' in made
    assert '  legal_basis: "Grondslag"' in made
    assert 'separator: ";"' in made
    assert '"contactgegevens": identification-contact  # 1×' in made


def test_a_draft_takes_the_row_of_known_heads_and_not_a_fuller_one_below(tmp_path: Path) -> None:
    (tmp_path / "lijst.csv").write_text("Nr.;Verzender;Doel;\n1;caw;onthaal;geen\n", encoding="utf-8")
    run = inside("sheet", "read", tmp_path / "lijst.csv", "--suggest-map", "--lang", "nl")
    assert run.returncode == 0, run.stderr
    assert '  sender: "Verzender"' in run.stdout
    assert '"onthaal": …  # 1×' in run.stdout
