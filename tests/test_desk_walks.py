"""Every kind of thing that somebody records at the desk, saved by the browser: with script and without, on one
server.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from gbo_policy.agreement.events import names as event_types
from gbo_policy.reading.source import read
from tests.browser_kit import follow, opened, too_wide
from tests.desk_kit import Desk

CAW, OCMW, DMW = "caw-polderkant", "ocmw-heverbeke", "dmw-zorgkring"
# of each type what somebody fills in, by key
EVENTS: dict[str, dict[str, Any]] = {
    "overview-request": {"by": CAW, "to": OCMW, "requested_on": "2026-02-20", "answered_on": "none"},
    "security-finding": {"party": OCMW, "found_on": "2026-02-11", "found_by": CAW, "plan": "Sloten op de kasten."},
    "non-compliance": {"party": CAW, "clause": "7.3", "found_on": "2026-02-12", "found_by": DMW, "position": "accepted"},
    "suspension": {"by": DMW, "against": CAW, "from": "2026-02-16", "ground": "7.3", "lifted_on": "none"},
    "cessation": {"by": DMW, "against": CAW, "ground": "7.3", "notified_on": "2026-02-17", "effective_on": "2026-03-31"},
    "rights-request": {"party": DMW, "received_on": "2026-02-18", "right": "access", "answered_on": "2026-02-25"},
    "assistance-request": {"by": OCMW, "to": CAW, "article": 33, "requested_on": "2026-02-19"},
    "breach": {"party": CAW, "aware_at": "2026-02-27T09:30", "affects": [DMW, OCMW], "during_communication": True, "notified": [], "nature": ["confidentiality"], "risk": "risk"},
    "termination": {"by": DMW, "sent_on": "2026-02-23", "means": "registered-letter", "addressed_to": [CAW, OCMW]},
    "disclosure": {"party": OCMW, "on": "2026-02-24", "to": "Sociale inspectie", "to_kind": "third-party"},
}  # fmt: skip

pytestmark = pytest.mark.foreign


@pytest.fixture(scope="module", params=[True, False], ids=["script", "no-script"])
def page(browser: Browser, running: Desk, request: pytest.FixtureRequest) -> Iterator[Page]:
    """One open page, with script or without."""
    with opened(browser, running.address, java_script_enabled=request.param) as made:
        yield made


def put(page: Page, key: str, value: Any) -> None:
    """Answer one question of a form."""
    name = f"f.{key}"
    none = value in ("none", [])
    if none or page.locator(f'[name="{name}.how"][value=given]').count():
        page.locator(f'[name="{name}.how"][value={"none" if none else "given"}]').check()
    if none:
        return
    for one in value if isinstance(value, list) else [value]:
        word = {True: "yes", False: "no"}.get(one, str(one)) if isinstance(one, bool) else str(one)
        field = page.locator(f'[name="{name}"]').first
        match (field.get_attribute("type"), field.count() and field.evaluate("e => e.tagName")):
            case ("radio" | "checkbox", _):
                page.locator(f'[name="{name}"][value="{word}"]').check()
            case (_, "SELECT"):
                field.select_option(word)
            case _:
                field.fill(word)


def save(page: Page) -> None:
    """Look at what changes, and say yes."""
    follow(page.get_by_role("button", name="Nakijken en bewaren"))
    assert page.locator("h1").inner_text().startswith("Bewaren:")
    follow(page.get_by_role("button", name="Ja, bewaren"))
    assert "Bewaard" in page.get_by_role("status").first.inner_text()


def recorded(running: Desk) -> list[dict[str, Any]]:
    file = running.folder / "register.yaml"
    return list(read(file.read_bytes(), str(file))[0][0][0]["events"])


def record(page: Page, running: Desk, name: str) -> None:
    """Fill in what EVENTS has of a type of event, and save it."""
    page.goto(f"{running.base}/register/new/{name}")
    for key, value in EVENTS[name].items():
        put(page, key, value)
    save(page)


def test_every_type_of_event_is_walked() -> None:
    assert set(EVENTS) == set(event_types())


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_recorded_as_it_was_filled_in(page: Page, running: Desk, name: str) -> None:
    before = recorded(running)
    record(page, running, name)
    *kept, new = recorded(running)
    assert kept == before
    assert {k: _plain(v) for k, v in new.items() if k != "id"} == {"type": name, **EVENTS[name]}
    page.goto(f"{running.base}/register/event/{new['id']}")  # and comes back as it was recorded
    follow(page.get_by_role("button", name="Nakijken en bewaren"))
    assert "Er is niets gewijzigd" in page.get_by_role("status").first.inner_text()


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_a_breach_shows_its_clocks_and_a_termination_its_dates(page: Page, running: Desk) -> None:
    for name in ("breach", "termination"):
        record(page, running, name)
    ids = {e["type"]: e["id"] for e in recorded(running)}
    page.goto(f"{running.base}/register/event/{ids['breach']}")
    heads = page.locator(".both h3").all_inner_texts()
    assert {"Volgens de wet", "Volgens de overeenkomst"} <= set(heads)
    page.goto(f"{running.base}/register/event/{ids['termination']}")
    assert "elke lezing" in page.locator("main").inner_text()


def test_a_question_is_ticked_off_by_answering_it_in_its_place(page: Page, running: Desk) -> None:
    page.goto(f"{running.base}/questions")
    asked = page.locator("main section li").count()
    follow(page.get_by_role("link", name="Te beoordelen: de gegevens zijn noodzakelijk").first)
    page.get_by_label("niet voldaan", exact=True).check()
    put(page, "by", "Sarah Lammens")
    put(page, "reasons", "Er gaan meer gegevens mee dan nodig.")
    save(page)
    page.goto(f"{running.base}/questions")
    assert page.locator("main section li").count() == asked - 1


def test_somebody_decides_to_live_with_a_finding_until_a_day(page: Page, running: Desk) -> None:
    page.goto(f"{running.base}/flow/doorverwijzing-woonbegeleiding")
    against = page.locator("article.reason.violation").count()
    follow(page.get_by_role("link", name="Dit een tijd toestaan").first)
    for key, value in (
        ("reason", "Het portaal komt er in mei."),
        ("approved_by", "Griet Maeseele, directeur"),
        ("expires_on", "2026-05-31"),
    ):
        put(page, key, value)
    save(page)
    row = page.locator("tbody tr").last.inner_text()
    assert "Doorverwijzing naar woonbegeleiding" in row
    assert "31 mei 2026" in row
    page.goto(f"{running.base}/flow/doorverwijzing-woonbegeleiding")
    assert page.locator("article.reason.violation").count() == against  # it stays what it is
    assert "Hiervoor geldt een toegestane afwijking" in page.locator("main").inner_text()
    follow(page.get_by_role("button", name="Ongedaan maken"))


def test_a_departure_stands_beside_its_clause(page: Page, running: Desk) -> None:
    page.goto(f"{running.base}/agreement/departures")
    row = page.locator("fieldset.row").count() - 1
    if row:
        page.locator("summary", has_text="Nog een").click()
    put(page, f"departures.{row}.clause", "14.2")
    put(page, f"departures.{row}.says", f"Opzeggen kan met drie maanden, keer {row}.")
    put(page, f"departures.{row}.effect.notice_months", 3)  # of two that differ neither counts
    save(page)
    assert f"Opzeggen kan met drie maanden, keer {row}." in page.locator("dl.pairs").last.inner_text()


def test_a_report_of_a_period_comes_as_a_file_and_says_that_it_takes_a_while(
    page: Page, running: Desk
) -> None:
    page.goto(f"{running.base}/downloads")
    page.get_by_label("over een periode").check()
    page.get_by_label("Eerste dag").fill("2026-02-20")
    with page.expect_download() as given:
        page.get_by_role("button", name="Het verslag downloaden").click()
    html = Path(given.value.path()).read_text(encoding="utf-8")
    assert "20 februari 2026" in html
    assert page.locator("[data-waits]").count() == 1


def test_of_two_tabs_the_second_is_told_and_may_go_on(browser: Browser, running: Desk) -> None:
    with opened(browser, running.address) as one:
        other = one.context.new_page()
        for page, word in ((one, "fax"), (other, "post")):
            page.goto(f"{running.base}/flow/clientdossier-cloud/change/begin?at=channel")
            page.locator("[name=channel][value=other]").check()
            page.locator("[name='channel.other']").fill(word)
            follow(page.get_by_role("button", name="Resultaat"))
            follow(page.get_by_role("button", name="Nakijken en bewaren"))
        for page in (one, other):
            follow(page.get_by_role("button", name="Ja, bewaren"))
        assert "Niet bewaard" in other.get_by_role("alert").inner_text()
        assert "channel: fax" in other.locator(".both").inner_text()
        assert "channel: post" in other.locator(".both").inner_text()
        follow(other.get_by_role("button", name="Mijn wijziging"))
        follow(other.get_by_role("button", name="Ja, bewaren"))
        assert "Bewaard" in other.get_by_role("status").first.inner_text()
    assert "channel: post" in (running.folder / "stromen" / "caw-polderkant.yaml").read_text(encoding="utf-8")


def test_a_file_that_was_spoilt_outside_is_mended_where_it_is_wrong(page: Page, running: Desk) -> None:
    file = running.folder / "stromen" / "dmw-zorgkring.yaml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("sender:", "sendr:", 1), encoding="utf-8")
    page.goto(running.base)
    assert page.locator("h1").inner_text() == "De aangiften kunnen nog niet beoordeeld worden"
    follow(page.get_by_role("button", name="sender"))
    follow(page.get_by_role("button", name="Ja, bewaren"))
    assert file.read_text(encoding="utf-8") == good


def test_a_list_of_her_own_is_read_column_by_column_and_word_by_word(page: Page, running: Desk) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(running.base)
    follow(page.get_by_role("link", name="Een eigen lijst inlezen"))
    lijst = f"Nr.;Verzender;Ontvanger;Doel\nuit-de-lijst;{CAW};{OCMW};opvolging\n"
    page.get_by_label("Uw lijst").set_input_files(
        {"name": "mijn lijst.csv", "mimeType": "text/csv", "buffer": lijst.encode()}
    )
    follow(page.get_by_role("button", name="Lezen"))
    page.get_by_label("Wat de ontvangers zijn").select_option("=staff")
    page.get_by_role("button", name="Nakijken en bewaren").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Zeg wat opvolging is" in page.get_by_role("alert").inner_text()
    page.get_by_label("opvolging", exact=True).select_option("=keep-overview")
    assert too_wide(page) == []
    follow(page.get_by_role("button", name="Nakijken en bewaren"))
    follow(page.get_by_role("button", name="Ja, bewaren"))
    assert "Bewaard: gelezen uit mijn lijst.csv" in page.get_by_role("status").first.inner_text()
    follow(page.get_by_role("button", name="Ongedaan maken"))
    assert not (running.folder / "mijn-lijst.yaml").exists()
