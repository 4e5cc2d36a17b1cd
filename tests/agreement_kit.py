"""A made-up agreement between a library and a school, in our own words, with its outline and a pack that
knows it by digests.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from gbo_policy.documents.signed.model_making import Outline, model_data, read_outline
from gbo_policy.documents.signed.model_words import AgreementModel, read_model
from gbo_policy.documents.signed.paper import PaperLine, PaperParagraph, numbered
from tests.conftest import ROOT

# clause, kind, text
PARTS = [
    ("1", "heading", "Overeenkomst over leesgegevens van leerlingen"),
    ("1", "", "TUSSEN:"),
    ("1", "", "NAAM BIBLIOTHEEK, ondernemingsnummer, maatschappelijke zetel"),
    ("1", "", "EN"),
    ("1", "", "NAAM SCHOOL, ondernemingsnummer, maatschappelijke zetel"),
    ("1", "", "Beide sluiten dit akkoord om leerlingen vaker en liever te doen lezen."),
    ("1", "", "De raadgever van [NAAM BIBLIOTHEEK] keek op [DATUM] het ontwerp na."),
    ("2", "heading", "Waarvoor de gegevens dienen"),
    (
        "2",
        "",
        "De gegevens dienen alleen om boeken uit te lenen en om raad te geven bij het kiezen van een boek.",
    ),
    ("2", "", "Dit akkoord somt de gegevens op:"),
    ("2", "", "1° de naam en de klas van de leerling;"),
    ("2", "", "2° de titels die de leerling het voorbije schooljaar meenam;"),
    ("2", "", "3° de talen waarin de leerling graag leest."),
    ("2", "", "Elke partij houdt de lijst bij op grond van artikel 6, tweede lid, van haar eigen reglement."),
    ("4", "heading", "Beveiliging en raadgevers"),
    (
        "4",
        "",
        "Elke partij bewaart de lijsten achter slot en toont op eerste vraag van de andere welke sloten zij"
        " gebruikt.",
    ),
    (
        "4",
        "",
        "Elke partij meldt een verloren lijst binnen twee dagen aan de andere. Zij schrijft op wat er fout"
        " liep, en wat zij daaraan doet.",
    ),
    ("4", "", "NAAM BIBLIOTHEEK"),
    ("4", "", "Raadgever"),
    ("4", "", "(Naam en e-mailadres)"),
    ("4", "", "NAAM SCHOOL"),
    ("4", "", "Raadgever"),
    ("4", "", "(Naam en e-mailadres)"),
    ("4", "", "Beschrijving van het kanaal waarlangs de lijsten gaan"),
    ("6", "heading", "Duur en einde"),
    (
        "6",
        "",
        "Dit akkoord begint op de dag van ondertekening en loopt zonder einddatum. Wie eruit wil, schrijft"
        " een aangetekende brief en wacht daarna 2 maanden.",
    ),
    ("6", "", "Na het einde zwijgt elke partij over wat zij in de lijsten van de andere las."),
    ("7", "heading", "Toezicht"),
    (
        "7",
        "",
        "De bevoegde toezichthouder ziet toe op e-boeken en hulp- of studiemateriaal, zoals de wet het"
        " schrijft.",
    ),
    ("7", "closing", "Gedaan te PLAATS, op DATUM, in twee stuks."),
    ("7", "closing", "namens NAAM BIBLIOTHEEK"),
    ("7", "closing", "Naam en functie"),
    ("7", "closing", "namens NAAM SCHOOL"),
    ("7", "closing", "Naam en functie"),
]
MODEL_LINES = [text for _, _, text in PARTS]
BLANKS = [
    {"kind": "party", "of": "bibliotheek", "like": "^NAAM BIBLIOTHEEK,.*"},
    {"kind": "party", "of": "school", "like": "^NAAM SCHOOL,.*"},
    {"kind": "free", "like": "^Beschrijving .*", "clauses": ["4"]},
    {"kind": "name", "of": "bibliotheek", "like": "NAAM BIBLIOTHEEK"},
    {"kind": "name", "of": "school", "like": "NAAM SCHOOL"},
    {"kind": "dpo", "like": r"\(Naam en e-mailadres\)"},
    {"kind": "date", "like": "DATUM"},
    {"kind": "place", "like": "PLAATS"},
    {"kind": "signatory", "like": "Naam en functie"},
]
SLIPS = [{"clause": "1", "blanks": True}, {"clause": "2", "words": "tweede lid"}, {"clause": "6"}]
OUTLINE: Outline = read_outline(
    {"stretches": [[c, 1, *([k] if k else [])] for c, k, _ in PARTS], "blanks": BLANKS, "slips": SLIPS}
)
FILLED = {
    2: "Bibliotheek De Lezer, ondernemingsnummer 0418.301.203, met maatschappelijke zetel te 9100"
    " Sint-Niklaas, Kerkstraat 1",
    4: "School De Letter, ondernemingsnummer 0212190892, met maatschappelijke zetel te 9120 Beveren, Plein 8",
    6: "De raadgever van Bibliotheek De Lezer keek op 12 december 2025 het ontwerp na.",
    17: "Bibliotheek De Lezer",
    19: "An Peeters, an@lezer.example",
    20: "School De Letter",
    22: "Bo Smets, bo@letter.example",
    23: "De lijsten gaan in een verzegelde omslag. De bode draagt ze.",
    29: "Gedaan te Beveren, op 5 januari 2026, in twee stuks.",
    30: "namens Bibliotheek De Lezer",
    31: "Cis Maes, directeur",
    32: "namens School De Letter",
    33: "Dirk Roels, directeur",
}


def filled_in() -> list[str]:
    """The agreement as two parties filled it in."""
    return [FILLED.get(i, line) for i, line in enumerate(MODEL_LINES)]


def paragraphs(lines: list[str]) -> tuple[PaperParagraph, ...]:
    """Lines as a file of them would be read."""
    return numbered(PaperLine(line) for line in lines)


def model_yaml() -> str:
    """The digests of the made-up model, as ``.ci/model_digests`` would write them."""
    return json.dumps(model_data(paragraphs(MODEL_LINES), OUTLINE))


def model() -> AgreementModel:
    """The made-up model as a pack knows it."""
    return read_model(model_yaml().encode(), "model.yaml")


def pack_with_model(folder: Path) -> Path:
    """Write a small pack that knows the made-up model."""
    shutil.copytree(ROOT / "tests" / "packs" / "leeskans", folder)
    (folder / "model.yaml").write_text(model_yaml(), encoding="utf-8")
    return folder
