"""The desk's pages in a real browser: without barriers, whole at 360 pixels and at twice the size, by
keyboard alone, and right without script.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser_kit import barriers, follow, opened, too_wide
from tests.conftest import NIGHTLY
from tests.desk_kit import Desk

pytestmark = pytest.mark.foreign

STEPS = (
    "what",
    "sender",
    "recipients",
    "law",
    "purposes",
    "data",
    "basis",
    "need",
    "places",
    "channel",
    "period",
    "result",
)
PAGES = (
    "/",
    "/flow/clientdossier-cloud",
    "/questions",
    "/judgement?term=necessity&kind=flow&id=huisbezoekverslagen",
    "/register",
    "/register/new/breach",
    "/register/event/{event}",
    "/agreement",
    "/agreement/own",
    "/agreement/departures",
    "/agreement/parties/caw-polderkant",
    "/agreement/processors/cliq-cloud",
    "/letters",
    "/letter/advice?flow=clientdossier-cloud",
    "/letter/termination",
    "/downloads",
    "/errors",
    "/nergens",
)
EVENT = "event"


def walked(page: Page, base: str) -> Iterator[str]:
    """Go to every page of the desk, one after the other."""
    page.goto(f"{base}/register")
    event = page.locator("tbody a").first.get_attribute("href") or ""
    for path in PAGES:
        page.goto(base + (event if EVENT in path and "{" in path else path))
        yield path
    page.goto(f"{base}/flow/clientdossier-cloud/change/begin?at=what")
    draft = page.url.rpartition("/")[0]
    for step in STEPS:
        page.goto(f"{draft}/{step}")
        yield step
    page.goto(f"{draft}/channel")
    page.locator("[name=channel][value=other]").check()
    page.locator("[name='channel.other']").fill("fax")
    follow(page.get_by_role("button", name="Resultaat"))
    follow(page.get_by_role("button", name="Nakijken en bewaren"))
    yield "save"


def looked_at(page: Page, base: str) -> dict[str, list[object]]:
    """Give what is amiss on each page: barriers, what is too wide, headings with a gap."""
    found: dict[str, list[object]] = {}
    for name in walked(page, base):
        levels = page.locator("h1, h2, h3, h4").evaluate_all("e => e.map(x => +x.tagName[1])")
        gaps = [(a, b) for a, b in itertools.pairwise(levels) if b > a + 1]
        amiss = [*(barriers(page) if NIGHTLY else []), *too_wide(page), *gaps]
        amiss += [] if levels[:1] == [1] else ["no h1 first"]
        if amiss:
            found[name] = amiss
    return found


def test_no_page_is_wider_than_a_small_screen(browser: Browser, running: Desk) -> None:
    with opened(browser, running.address, viewport={"width": 360, "height": 740}) as page:
        assert looked_at(page, running.base) == {}


if NIGHTLY:

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [640, 1280])
    def test_no_page_has_a_barrier_in_any_light_or_width(
        browser: Browser, running: Desk, scheme: str, width: int
    ) -> None:
        size = {"width": width, "height": 800}
        with opened(browser, running.address, viewport=size, color_scheme=scheme) as page:
            assert looked_at(page, running.base) == {}


def test_the_keyboard_alone_asks_and_answers(browser: Browser, running: Desk) -> None:
    with opened(browser, running.address) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.goto(f"{running.base}/exchange")
        assert page.evaluate("document.activeElement.id") == "title"
        page.keyboard.type("Met de toetsen alleen")
        with page.expect_navigation(url="**/sender"):
            page.keyboard.press("Enter")  # the form's first button is the next question
        page.locator("[name=sender]:checked").focus()
        page.keyboard.press("ArrowUp")
        with page.expect_navigation(url="**/recipients"):
            page.keyboard.press("Enter")
        assert page.locator("[aria-current=step]").inner_text() == "Wie ontvangt"


def test_the_answer_beside_a_question_follows_what_is_filled_in(browser: Browser, running: Desk) -> None:
    with opened(browser, running.address) as page:
        page.goto(f"{running.base}/flow/vluchthuis/change/begin?at=purposes")
        assert page.locator("#live .answer").inner_text().endswith("mag")
        page.get_by_text("Iets anders", exact=True).click()
        page.locator("[value=marketing]").check()
        page.locator("#live .answer", has_text="niet zoals voorgesteld").wait_for()
        assert "negen doelstellingen" in page.locator("#live").inner_text()
        page.locator("[value=marketing]").uncheck()
        page.locator("#live .answer", has_text="mag").wait_for()
        page.goto(f"{running.base}/flow/vluchthuis")  # nothing was taken in
        assert page.locator(".big").inner_text().strip().endswith("mag")


def test_a_variant_stands_beside_the_running_exchange_rule_by_rule(browser: Browser, running: Desk) -> None:
    with opened(browser, running.address) as page:
        page.goto(f"{running.base}/flow/clientdossier-cloud")
        follow(page.get_by_role("link", name="Een variant proberen"))
        follow(page.get_by_role("link", name="Wie ontvangt"))
        follow(page.get_by_role("button", name="Cliq Dossier nv weghalen"))
        follow(page.get_by_role("button", name="Resultaat"))
        row = page.locator("tr", has_text="Geen derde landen").first
        assert "verschilt" in row.inner_text()
        assert "schending" in row.inner_text()


def test_everything_works_without_script(browser: Browser, running: Desk) -> None:
    with opened(browser, running.address, java_script_enabled=False) as page:
        page.get_by_label("Zoeken").fill("cloud")
        follow(page.get_by_role("button", name="Tonen"))
        assert page.locator("caption").first.inner_text() == "1 uitwisseling van 21"
        follow(page.get_by_role("link", name="Cliëntdossier in de cloud"))
        follow(page.get_by_role("link", name="Wijzigen"))
        follow(page.locator("[value='to:channel']"))
        page.locator("[name=channel][value=other]").check()
        page.locator("[name='channel.other']").fill("fax")
        follow(page.get_by_role("button", name="Het antwoord tonen"))
        assert "2 redenen ertegen" in page.locator("#live").inner_text()
        follow(page.get_by_role("button", name="Resultaat"))
        follow(page.get_by_role("button", name="Nakijken en bewaren"))
        follow(page.get_by_role("button", name="Ja, bewaren"))
        follow(page.get_by_role("button", name="Ongedaan maken"))
        assert "Ongedaan gemaakt" in page.get_by_role("status").inner_text()


def test_on_paper_there_is_only_what_is_to_be_read(browser: Browser, running: Desk) -> None:
    with opened(
        browser, running.address, color_scheme="dark", viewport={"width": 650, "height": 900}
    ) as page:
        page.goto(f"{running.base}/flow/clientdossier-cloud")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 28)"
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.locator("button:visible, .top nav:visible, .acts:visible").count() == 0
        assert too_wide(page) == []
