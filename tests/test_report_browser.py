"""The HTML report in a real browser: quiet, accessible, whole on small and large screens and on paper.

Needs Debian's chromium on the path; without it these tests fail, since a report that nobody has looked at in
a browser is not tested.
"""

from __future__ import annotations

import itertools
import re
from base64 import b64encode
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from benchmarks import exchanges
from gbo_policy.reporting import render
from gbo_policy.rulebook.pack import Pack
from tests.browser_kit import AXE
from tests.conftest import FIXTURES, gbo
from tests.report_kit import document, eventful, hostile, page_texts

pytestmark = pytest.mark.foreign


@pytest.fixture(scope="module")
def pages(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The reports that are looked at, as addresses of files."""
    folder = tmp_path_factory.mktemp("verslagen")
    mixed = folder / "mixed.html"
    assert (
        gbo("report", FIXTURES / "mixed", "--as-of", "2026-03-01", "--lang", "nl", "-o", mixed).returncode
        == 0
    )
    (folder / "year.html").write_bytes(
        render(document(pack, eventful(), "en", as_of=date(2026, 12, 31), first=date(2026, 1, 1)), "html")
    )
    blanks = gbo(
        "report",
        FIXTURES / "formalities",
        "--as-of",
        "2026-03-01",
        "--lang",
        "nl",
        "-o",
        folder / "blanks.html",
    )
    assert blanks.returncode == 0
    (folder / "large.html").write_bytes(render(document(pack, hostile(), "nl"), "html"))
    return {name: (folder / f"{name}.html").as_uri() for name in ("mixed", "year", "blanks", "large")}


def opened(
    browser: Browser, address: str, scheme: str = "light", width: int = 1280
) -> tuple[Page, list[str]]:
    """Open a page in a context of its own; give it with all that it said or asked for."""
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    page, heard = context.new_page(), []
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("request", lambda request: heard.append(request.url))
    page.goto(address)
    return page, heard


@pytest.mark.parametrize("name", ["mixed", "year", "large"])
def test_a_page_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, pages: dict[str, str], name: str
) -> None:
    page, heard = opened(browser, pages[name])
    page.wait_for_load_state("networkidle")
    assert heard == [pages[name]]
    assert page.evaluate("document.scripts.length") == 0
    page.context.close()


@pytest.mark.parametrize(("name", "scheme", "width"), [("mixed", "light", 1280), ("year", "dark", 360)])
def test_axe_finds_no_barrier(
    browser: Browser, pages: dict[str, str], name: str, scheme: str, width: int
) -> None:
    page, _ = opened(browser, pages[name], scheme, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")[
        "violations"
    ]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in found] == []
    page.context.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["mixed", "year", "large"])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, pages: dict[str, str], name: str, width: int
) -> None:
    page, _ = opened(browser, pages[name], width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    outside = "e => [...e].filter(x => !x.closest('.scroll') && x.getBoundingClientRect().right > innerWidth + 1).map(x => x.outerHTML.slice(0, 80))"
    assert page.locator("main *, header *, nav *").evaluate_all(outside) == []
    page.context.close()


def test_hundreds_of_findings_keep_their_shape(browser: Browser, pages: dict[str, str]) -> None:
    page, _ = opened(browser, pages["large"])
    assert page.locator("article.card").count() >= 200
    narrow = "e => [...e].filter(x => x.clientWidth < 300).length"
    assert page.locator("article.card").evaluate_all(narrow) == 0
    squashed = "e => [...e].filter(x => x.getBoundingClientRect().width < 30).length"
    assert page.locator("th, td").evaluate_all(squashed) == 0
    page.context.close()


def test_the_keyboard_reaches_the_content_and_every_wide_table(
    browser: Browser, pages: dict[str, str]
) -> None:
    page, _ = opened(browser, pages["mixed"], width=360)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    wide = "e => [...e].filter(x => x.scrollWidth > x.clientWidth && x.tabIndex !== 0).length"
    assert (
        page.locator("body *").evaluate_all(
            f"e => ({wide})(e.filter(x => getComputedStyle(x).overflowX === 'auto'))"
        )
        == 0
    )
    page.context.close()


def test_every_link_and_label_points_at_something(browser: Browser, pages: dict[str, str]) -> None:
    for address in pages.values():
        page, _ = opened(browser, address)
        lost = """() => [...document.querySelectorAll('a[href], [aria-labelledby], [aria-describedby]')].filter(e =>
            [e.getAttribute('href')?.slice(1), e.getAttribute('aria-labelledby'), e.getAttribute('aria-describedby')]
            .some(id => id && !document.getElementById(id))).length"""
        assert page.evaluate(lost) == 0
        assert (
            page.evaluate(
                "(() => { const i = [...document.querySelectorAll('[id]')].map(e => e.id); return i.length"
                " - new Set(i).size })()"
            )
            == 0
        )
        page.context.close()


def test_headings_are_nested_without_a_gap(browser: Browser, pages: dict[str, str]) -> None:
    page, _ = opened(browser, pages["year"])
    levels = page.locator("h1, h2, h3, h4").evaluate_all("e => e.map(x => +x.tagName[1])")
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    page.context.close()


def test_dark_is_dark_and_paper_is_light_whatever_the_screen(browser: Browser, pages: dict[str, str]) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    page, _ = opened(browser, pages["mixed"], "dark")
    assert page.evaluate(background) == "rgb(18, 22, 28)"
    page.emulate_media(media="print")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.context.close()


@pytest.mark.parametrize(("name", "of"), [("mixed", "van"), ("year", "of")])
def test_paper_has_running_heads_and_cuts_no_row(
    browser: Browser, pages: dict[str, str], name: str, of: str
) -> None:
    page, _ = opened(browser, pages[name])
    # a word of its own at both ends of every cell: those of one row must meet on one page
    marked = (
        "e => e.map((r, i) => [...r.cells].map(c => { c.prepend(`q${i}w `); c.append(` q${i}w`) }).length)"
    )
    cells = page.locator("tbody tr").evaluate_all(marked)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert [round(float(x)) for x in pypdf.PdfReader(BytesIO(printed)).pages[0].mediabox[2:]] in (
        [595, 842],
        [596, 842],
        [594, 842],
    )
    texts = page_texts(printed)
    met = [Counter(re.findall(r"q(\d+)w", _squeezed(t))) for t in texts]
    assert len(cells) > 150
    assert [i for i, n in enumerate(cells) if max(m[str(i)] for m in met) != 2 * n] == []
    running = page.title().partition(" · ")[2]
    assert all(_squeezed(running) in _squeezed(t) for t in texts[1:])
    assert all(f"{i}{of}{len(texts)}" in _squeezed(t) for i, t in enumerate(texts, 1))
    page.context.close()


@pytest.mark.parametrize("name", ["mixed", "large"])
def test_paper_is_as_wide_as_what_is_on_it(browser: Browser, pages: dict[str, str], name: str) -> None:
    page, _ = opened(browser, pages[name], width=650)  # the 172 mm between the margins
    page.emulate_media(media="print")
    outside = "e => e.filter(x => x.getBoundingClientRect().right > 651).map(x => x.outerHTML.slice(0, 80))"
    assert page.locator("main *").evaluate_all(outside) == []
    page.context.close()


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The audit of a log of 3,000 rows, as a page and as a PDF."""
    folder = tmp_path_factory.mktemp("audit")
    log = Path("logboeken") / "audit0" / "log.parquet"  # as it is typed: no longer where folders are deeper
    (folder / log.parent).mkdir(parents=True)
    exchanges.write(folder / log, 3000, 600, 8)
    for kind in ("html", "pdf"):
        output = folder / f"audit.{kind}"
        told = gbo(
            "audit", log, "--workspace", FIXTURES / "compliant",
            "--format", kind, "--lang", "nl", "--output", output, cwd=folder,
        )  # fmt: skip
        assert told.returncode == 1, told.stderr
    return folder / "audit"


# every word of a page that lies on two lines, though it has no hyphen: a digest aside
_SPLIT = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    if (n.parentElement.closest('style, svg, .skip')) continue;
    for (const m of n.data.matchAll(/[\\p{L}\\d]{2,32}(?![\\p{L}\\d])/gu)) {
      if (/[\\p{L}\\d]/u.test(n.data[m.index - 1] ?? '')) continue;
      range.setStart(n, m.index); range.setEnd(n, m.index + m[0].length);
      if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1) found.push(m[0]);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("name", ["mixed", "year", "blanks"])
def test_no_word_of_a_report_is_split_and_no_head_runs_into_the_next(
    browser: Browser, pages: dict[str, str], name: str, width: int
) -> None:
    page, _ = opened(browser, pages[name], width=width)
    assert page.evaluate(_SPLIT) == []
    beyond = "e => e.filter(x => x.scrollWidth > x.clientWidth).map(x => x.textContent)"
    assert page.locator("thead th").evaluate_all(beyond) == []
    page.context.close()


@pytest.mark.parametrize("width", [360, 400, 1280])
def test_no_word_and_no_figure_of_an_audit_is_split(browser: Browser, audit: Path, width: int) -> None:
    page, _ = opened(browser, audit.with_suffix(".html").as_uri(), width=width)
    assert page.evaluate(_SPLIT) == []
    lines = "e => e.map(x => x.getClientRects().length && x.offsetHeight / parseFloat(getComputedStyle(x).lineHeight))"
    assert {round(n) for n in page.locator(".tiles dd").evaluate_all(lines)} == {1}
    page.context.close()


# the share of one picture's points beside its right edge that another of the same thing changes
_CHANGED = """async ([one, other]) => {
  const points = async data => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(image.width - 3, 0, 1, image.height).data;
  };
  const [a, b] = [await points(one), await points(other)];
  let changed = 0;
  for (let i = 0; i < a.length; i += 4) changed += [0, 1, 2].some(j => Math.abs(a[i + j] - b[i + j]) > 5);
  return changed * 4 / a.length;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_that_scrolls_shows_along_its_whole_edge_that_it_does(
    browser: Browser, audit: Path, scheme: str
) -> None:
    """Also where the bars of a month run up to that edge."""
    page, _ = opened(browser, audit.with_suffix(".html").as_uri(), scheme, 400)
    picture = page.locator("figure .scroll")
    assert picture.evaluate("e => e.scrollWidth > e.clientWidth")
    hinting = b64encode(picture.screenshot()).decode()
    page.add_style_tag(content=".scroll { background: none !important }")
    plain = b64encode(picture.screenshot()).decode()
    assert page.evaluate(_CHANGED, [hinting, plain]) > 0.9
    page.context.close()


def test_an_audit_takes_no_more_paper_than_its_pdf(browser: Browser, audit: Path) -> None:
    page, _ = opened(browser, audit.with_suffix(".html").as_uri())
    printed = page_texts(page.pdf(prefer_css_page_size=True, print_background=True))
    pdf = page_texts(audit.with_suffix(".pdf").read_bytes())
    assert len(printed) <= len(pdf)
    assert min(len(t) for t in printed) > 400  # no page is left all but empty
    page.context.close()


def test_the_pdf_of_an_audit_says_what_its_page_says(browser: Browser, audit: Path) -> None:
    page, _ = opened(browser, audit.with_suffix(".html").as_uri())
    whole = _squeezed("".join(page_texts(audit.with_suffix(".pdf").read_bytes())))
    said = page.locator(".sentence, .tiles dd, .card h4, .card .lead, main h2").all_inner_texts()
    assert len(said) > 40
    assert [t for t in said if _squeezed(t) not in whole] == []
    digests = page.locator("#inputs code").all_inner_texts()
    assert [d for d in digests if _squeezed(d) not in whole] == []
    page.context.close()


def _squeezed(text: str) -> str:
    return re.sub(r"[-\s\u200b\xad]", "", text)
