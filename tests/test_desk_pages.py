"""Every page that the desk has, in both languages, light and dark: no barrier that axe knows of. The list of
pages is the application's own.
"""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser_kit import AXE, barriers
from tests.conftest import FIXTURES, NIGHTLY
from tests.desk_addresses import addresses
from tests.desk_kit import within

pytestmark = pytest.mark.foreign
SCREENS = "/exchange/{draft}/{step}"  # each has a template of its own
MOST = 99


def workspaces(folder: Path) -> Iterator[Path]:
    """Make a workspace as it should be, one that is empty and one that cannot be read."""
    shutil.copytree(FIXTURES / "mixed", folder / "mixed")
    yield folder / "mixed"
    (folder / "empty").mkdir()
    yield folder / "empty"
    shutil.copytree(FIXTURES / "mixed", folder / "wrong")
    for file in (folder / "wrong" / "stromen").iterdir():  # the same error at several lines, and long ones
        text = file.read_text(encoding="utf-8").replace("    title: ", f"    titel: {'lang ' * 60}", 3)
        file.write_text(text, encoding="utf-8")
    yield folder / "wrong"


def walked(folder: Path, lang: str, page: Page, most: int) -> Iterator[str]:
    """Show the browser the desk's pages, so many of each kind, one after the other; the desk runs in this
    process.
    """
    good, *others = workspaces(folder)
    static: dict[str, httpx.Response] = {}
    for workspace in (good, *others):
        client = within(workspace, lang=lang)
        page.unroute_all()
        page.route("**/*", partial(_answer, client, static))
        seen = Counter[str]()
        for kind, address in [*addresses(client), ("", "/nergens")] if workspace == good else [("", "/")]:
            seen[kind] += 1
            if seen[kind] <= (MOST if kind == SCREENS else most):
                page.goto(f"{client.base_url}{address}")
                yield f"{workspace.name}{address}"


def _answer(client: httpx.Client, static: dict[str, httpx.Response], route: Route) -> None:
    address = route.request.url
    answer = static.get(address) or client.get(address)
    if "/static/" in address:
        static[address] = answer
    route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_page_has_a_barrier(browser: Browser, lang: str, tmp_path: Path) -> None:
    found: dict[str, object] = {}
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(AXE)
    for name in walked(tmp_path, lang, page, MOST if NIGHTLY else 1):
        levels = page.locator("h1, h2, h3, h4").evaluate_all("e => e.map(x => +x.tagName[1])")
        gaps = [(a, b) for a, b in itertools.pairwise(levels) if b > a + 1]
        amiss: list[object] = [*gaps, *([] if levels[:1] == [1] else ["no h1 first"])]
        page.emulate_media(color_scheme="light")
        amiss += barriers(page)
        page.emulate_media(color_scheme="dark")  # another scheme changes nothing but colours
        amiss += barriers(page, "color-contrast")
        if amiss:
            found[name] = amiss
    page.close()
    assert found == {}
