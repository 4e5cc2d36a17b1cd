"""Debian's chromium, driven by Playwright: one for a module of tests, with pages that hear what goes wrong in
them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.conftest import NIGHTLY

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# as root, and where the machine reaches no network
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("these tests need the browser chromium on the path: apt-get install chromium")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open an address in a context of its own; what the page complains of fails the test that looks at it."""
    options.setdefault("viewport", {"width": 1280, "height": 900})
    context = browser.new_context(locale="nl-BE", accept_downloads=True, **options)
    context.set_default_timeout(60_000)
    page, heard = context.new_page(), []
    if NIGHTLY:
        slowly(page)
    page.on("console", lambda m: heard.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: heard.append(str(e)))
    page.on(
        "request",
        lambda r: None if r.url.startswith((address[:20], "data:", "blob:")) else heard.append(r.url),
    )
    page.goto(address)
    yield page
    # a page that answers that something is wrong is no fault of the page
    wrong = [h for h in heard if "status of 4" not in h]
    context.close()
    assert wrong == []


def slowly(page: Page) -> None:
    """Let a page's bytes come at a rate at which a test that does not wait for the whole of it fails."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    rates = dict.fromkeys(("downloadThroughput", "uploadThroughput"), 30_000)  # bytes a second
    session.send("Network.emulateNetworkConditions", {"offline": False, "latency": 30, **rates})


def follow(what: Locator) -> None:
    """Press what leads to another page, and wait until that page is whole: a click alone ends with the first of
    its bytes, and what does not wait for an element of its own would be read of a part of it.
    """
    with what.page.expect_navigation():
        what.click()


def barriers(page: Page, *rules: str) -> list[tuple[str, str]]:
    """Give what axe finds on a page by WCAG 2.2 AA and its best practices, or by these of its rules alone."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    if not page.evaluate("'axe' in window"):
        # added as a debugger would, since the page's policy lets no other script in
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE})
    # style sheets need not be fetched once more: the rule that reads them is not asked for
    how = {"resultTypes": ["violations"], "preload": False} | ({"runOnly": list(rules)} if rules else {})
    answer = page.evaluate("how => axe.run(document, how)", how)
    assert len(answer["passes"]) > (0 if rules else 10)  # it did look
    found = answer["violations"]
    return [(v["id"], n["html"][:160]) for v in found for n in v["nodes"]]


def too_wide(page: Page) -> list[str]:
    """Give what stands beyond the right edge, and does not scroll by itself."""
    page.wait_for_load_state()  # a page whose style sheet is still on its way is as wide as its words
    outside = """e => e.filter(x => !x.closest('.scroll, pre, .skip, .unseen') && !x.matches('.skip, .unseen, .stack thead *, .stack thead')
        && x.getBoundingClientRect().right > innerWidth + 1).map(x => x.outerHTML.slice(0, 100))"""
    found: list[str] = page.locator("main *, header *, footer *").evaluate_all(outside)
    return found
