"""The one walk that a data protection officer makes: from an empty folder to eight exchanges, each with its
right answer, by the browser alone.

What is right was worked out from the agreement, before the program was run. It is in force since its last
signature (14.1); each exchange is proposed, stays in Belgium unless it says so, and nobody has judged yet
whether its data are needed (3.3: a person's judgement).

1. rights exploration, OCMW to the CAW's staff: an objective (3.2, 3°), categories 1° and 2°, basis e (6.2),
staff who need it (5.1), an agreed
   channel (11). Only the judgement of 3.3 is open.
2. outreach list with health data to the DMW: 3.2, 1°; bases e and g (6.2). Whether its staff need it is not
known (5.1): two answers. 3. referral by plain e-mail: not an agreed channel (11), so not as proposed. 4. a
housing company: a third party; a law that allows but does not oblige lets nothing through (5.2). 5. the
police, where a law obliges: 5.2 lets it through, but the other core actors must be told beforehand, and
nobody says whether they were;
   the purpose is none of the nine, which for what a law compels is read both ways.
6. the client file in a cloud with support from the United States: access from a third country, and no law
obliges (5.2). 7. a mailing for a wellness day: none of the nine objectives (3.3). 8. a GP: a third party;
whether a law obliges is not known, and so neither whether the others had to be told (5.2).
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser_kit import follow, opened
from tests.conftest import gbo
from tests.desk_kit import AS_OF, Desk, desk

pytestmark = pytest.mark.foreign

CAW, OCMW, DMW = "CAW Zonneberg vzw", "OCMW Dijlemonde", "DMW Mutas"
NEED, TASKS = "necessity", {"yes": "ja", "unsure": "dat weet ik nog niet"}
E, F = "identification-contact", "rights-exploration"

# title, sender, recipients, law, purposes, data (with whose they are), who needs it, channel; then what is
# against it and what is open
EIGHT: list[dict[str, Any]] = [
    {"title": "Rechtenverkenning met het CAW", "sender": OCMW, "staff": (CAW, "rechtenverkenner"), "purposes": ["explore-rights"],
     "data": {E: "", F: ""}, "need": "yes", "against": set(), "open": {NEED}, "answer": "mag nog niet: 1 antwoord nodig"},
    {"title": "Outreachlijst voor de DMW", "sender": OCMW, "staff": (DMW, "outreachwerker"), "purposes": ["proactive-action"],
     "data": {E: "", "health": "client"}, "need": "unsure", "against": set(), "open": {NEED, "recipient-needs-data"}, "answer": "mag nog niet: 2 antwoorden nodig"},
    {"title": "Doorverwijzing per gewone e-mail", "sender": CAW, "staff": (OCMW, "maatschappelijk werker"), "purposes": ["refer"],
     "data": {E: "", "support-questions": ""}, "need": "yes", "channel": "e-mail", "against": {"agreed-channel"}, "open": {NEED}, "answer": "niet zoals voorgesteld"},
    {"title": "Inlichtingen aan de woonmaatschappij", "sender": OCMW, "third": "Woonmaatschappij Dijleland", "law": "allows", "purposes": ["realise-rights"],
     "data": {E: ""}, "against": {"no-third-party"}, "open": {NEED}, "answer": "niet zoals voorgesteld"},
    {"title": "Vordering door de politie", "sender": OCMW, "third": "Lokale politie Dijleland", "law": "yes", "purposes": ["law-enforcement"],
     "data": {E: ""}, "against": set(), "open": {NEED, "purpose-limitation", "prior-notice-of-obligation"}, "answer": "mag nog niet"},
    {"title": "Cliëntdossier in de cloud", "sender": CAW, "processor": ("Nimbus Dossier nv", CAW), "law": "no", "purposes": ["keep-overview"],
     "data": {E: "", "support-questions": ""}, "against": {"no-third-country"}, "open": {NEED}, "answer": "niet zoals voorgesteld"},
    {"title": "Mailing voor een welzijnsdag", "sender": OCMW, "processor": ("Drukkerij Letterzet bv", OCMW), "other": "uitnodiging voor een welzijnsdag", "purposes": [],
     "data": {E: ""}, "against": {"purpose-limitation"}, "open": {NEED}, "answer": "niet zoals voorgesteld"},
    {"title": "Overleg met de huisarts", "sender": CAW, "third": "Huisarts van de cliënt", "law": "unsure", "purposes": ["realise-rights"],
     "data": {E: "", "health": "client"}, "against": set(), "open": {NEED, "no-third-party", "prior-notice-of-obligation"}, "answer": "mag nog niet"},
]  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("leeg")) as made:
        yield made


def save(page: Page) -> None:
    """Look at what changes, and say yes."""
    assert page.locator("h1").inner_text().startswith("Bewaren:")
    follow(page.get_by_role("button", name="Ja, bewaren"))
    assert "Bewaard" in page.get_by_role("status").first.inner_text()


def agreement(page: Page) -> None:
    """Begin with the agreement by hand: who, signed when, the agreed channels."""
    assert page.locator("h1").inner_text() == "Begin met de overeenkomst"
    page.get_by_label("Naam van de overeenkomst").fill("Breed onthaal Dijleland")
    for i, (name, number, day) in enumerate(
        (
            (CAW, "0417.319.932", "2025-12-15"),
            (OCMW, "0212.384.765", "2025-12-18"),
            (DMW, "0411.027.404", "2026-01-05"),
        )
    ):
        box = page.locator("fieldset.box").nth(i)
        box.get_by_label("Naam", exact=True).fill(name)
        box.get_by_label("Ondernemingsnummer").fill(number)
        box.get_by_label("Ondertekend op").fill(day)
        box.get_by_label("Ondertekend door, met functie").fill("An Peeters, directeur")
    page.get_by_label("Afgesproken kanalen").fill("eHealthBox\nbeveiligd portaal")
    page.get_by_label("Afgesproken formaten").fill("dossierbericht")
    follow(page.get_by_role("button", name="Nakijken en bewaren"))
    save(page)


def processor(page: Page, name: str, user: str, access: str) -> None:
    page.goto(page.url.partition("/agreement")[0] + "/agreement")
    follow(page.get_by_role("link", name="Nog een verwerker"))
    page.locator("#f-name input").fill(name)
    page.locator("#f-used_by").get_by_label(user).check()
    page.locator("#f-countries #f-storage input[type=text]").fill("België")
    page.locator("#f-countries #f-access input[type=text]").fill(access)
    page.locator("#f-sufficient_guarantees").get_by_label("ja").check()
    for key, answer in (("agreement_signed_on", "2025-11-03"), ("agreement_ends_on", "")):
        one = page.locator(f"#f-{key}")
        one.get_by_label("ja, namelijk" if answer else "geen, of nog niet").check()
        if answer:
            one.locator("input[type=date]").fill(answer)
    follow(page.get_by_role("button", name="Nakijken en bewaren"))
    save(page)


def ahead(page: Page) -> None:
    follow(page.get_by_role("button", name="Volgende", exact=True).last)


def enter(page: Page, one: dict[str, Any]) -> None:
    """Answer one question after the other, and end on the result."""
    follow(page.get_by_role("link", name="Nieuwe uitwisseling").first)
    page.get_by_label("In één zin").fill(one["title"])
    ahead(page)
    page.get_by_label(one["sender"]).check()
    ahead(page)
    recipient(page, one)
    if "law" in one:
        law(page, one["law"])
    if "other" in one:
        page.get_by_text("Iets anders", exact=True).click()
        page.get_by_label("Nog iets anders, een per regel").fill(one["other"])
    for word in one["purposes"]:
        if not page.locator(f"[value={word}]").is_visible():
            page.get_by_text("Iets anders", exact=True).click()
        page.locator(f"[value={word}]").check()
    ahead(page)
    for word, whose in one["data"].items():
        page.locator(f"input[value={word}]").check()
        page.locator(f"[name='about.{word}']").select_option(whose)
    ahead(page)
    page.get_by_label("Het voorstel").check()
    ahead(page)
    if "need" in one:
        page.get_by_label(TASKS[one["need"]]).check()
        ahead(page)
    page.get_by_label("alleen in België").check()
    page.get_by_label("alleen vanuit België").check()
    ahead(page)
    if "channel" in one:
        page.locator("[name=channel][value=other]").check()
        page.locator("[name='channel.other']").fill(one["channel"])
    else:
        page.get_by_label("eHealthBox").check()
    page.get_by_label("dossierbericht").check()
    ahead(page)
    page.get_by_label("Eerste dag").fill("2026-03-16")
    page.get_by_label("ze heeft geen einde").check()
    ahead(page)


def recipient(page: Page, one: dict[str, Any]) -> None:
    if "staff" in one:
        page.get_by_label("personeel van een kernactor").check()
        page.get_by_label("Van welke kernactor").select_option(label=one["staff"][0])
        page.get_by_label("Functie").fill(one["staff"][1])
    elif "processor" in one:
        page.get_by_label("een verwerker van een kernactor").check()
        page.get_by_label("Welke verwerker").select_option(label=one["processor"][0])
        page.get_by_label("Voor welke kernactor werkt hij").select_option(label=one["processor"][1])
    else:
        page.get_by_label("iemand anders").check()
        page.locator("#third-name").fill(one["third"])
    ahead(page)


def law(page: Page, answer: str) -> None:
    """Say whether a law obliges; who was told beforehand is left unknown."""
    page.locator(f"fieldset.box > .choice > [value={answer}]").check()
    if answer in ("yes", "allows"):
        page.get_by_label("Welk artikel van welke wet").fill(
            "Artikel 46bis van het Wetboek van Strafvordering"
        )
        page.get_by_label("Recht van").select_option("member-state")
    ahead(page)


def rules(page: Page, tone: str) -> set[str]:
    """Give the rules whose results a page shows under a tone."""
    shown = page.locator(f"article.reason.{tone} details li:last-child code")
    return set(shown.evaluate_all("e => e.map(x => x.textContent)"))


def test_eight_exchanges_from_an_empty_folder_by_the_browser_alone(browser: Browser, running: Desk) -> None:
    with opened(browser, running.address) as page:
        agreement(page)
        processor(page, "Nimbus Dossier nv", CAW, "België, Verenigde Staten")
        processor(page, "Drukkerij Letterzet bv", OCMW, "België")
        page.goto(running.base)
        for one in EIGHT:
            enter(page, one)
            assert page.locator(".big .answer").inner_text().endswith(one["answer"]) or one["answer"] in page.locator(".big").inner_text(), one["title"]  # fmt: skip
            assert (rules(page, "violation"), rules(page, "review")) == (one["against"], one["open"]), one[
                "title"
            ]
            follow(page.get_by_role("button", name="Nakijken en bewaren"))
            save(page)
        assert [t.inner_text() for t in page.locator(".big").all()] != []
        judged(page, running)
        downloads(page, running)
    check(running.folder)


def judged(page: Page, running: Desk) -> None:
    """Record the judgement that the first exchange waits for, from the place that asks for it: then it may."""
    page.goto(f"{running.base}/flow/rechtenverkenning-met-het-caw")
    follow(page.get_by_role("link", name="Te beoordelen:"))
    page.get_by_label("voldaan", exact=True).check()
    page.locator("#f-by input").fill("Sarah Lammens")
    page.locator("#f-reasons textarea").fill("Alleen wat nodig is om het recht te verkennen.")
    follow(page.get_by_role("button", name="Nakijken en bewaren"))
    save(page)
    assert page.locator(".big").inner_text().strip().endswith("mag")


def downloads(page: Page, running: Desk) -> None:
    """An advice to sign and the report, as files."""
    follow(page.get_by_role("link", name="Advies om te ondertekenen"))
    with page.expect_download() as advice:
        page.get_by_role("link", name="Downloaden als Word").click()
    word = (
        zipfile.ZipFile(io.BytesIO(Path(advice.value.path()).read_bytes())).read("word/document.xml").decode()
    )
    assert "Rechtenverkenning met het CAW" in word
    page.goto(f"{running.base}/downloads")
    with page.expect_download() as report:
        page.get_by_role("button", name="Het verslag downloaden").click()
    html = Path(report.value.path()).read_text(encoding="utf-8")
    assert all(one["title"] in html for one in EIGHT)


def check(folder: Path) -> None:
    """What `check` says of the files is what the desk said."""
    answer = json.loads(gbo("check", folder, "--format", "json", "--as-of", AS_OF).stdout)
    found: dict[str, dict[str, set[str]]] = {}
    for result in answer["results"]:
        flow = result["subject"].get("flow") or result["subject"]["id"]
        found.setdefault(flow, {}).setdefault(result["verdict"], set()).add(result["rule"])
    for one in EIGHT[1:]:  # the first was judged since
        own = found[re.sub(r"[^a-z]+", "-", one["title"].lower().replace("ë", "e"))]
        assert own.get("violation", set()) == one["against"], one["title"]
        assert own.get("review", set()) == one["open"], one["title"]
