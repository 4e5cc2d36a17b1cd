"""No page of the desk shows the words that only files have: keys, ids of purposes and categories, codes of
countries.
"""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import httpx

from tests.conftest import FIXTURES
from tests.desk_addresses import addresses
from tests.desk_kit import csrf, within

# what shows a file as it is, and what no eye sees
_NOT_READ = re.compile(r"<(script|style|pre|textarea|code)\b.*?</\1>", re.DOTALL)
_OF_FILES = re.compile(r"\b[a-z]+_[a-z_]+\b|\((?:[a-z0-9]+-)+[a-z0-9]+\)")


def words(page: httpx.Response) -> str:
    """Give what a person reads on a page."""
    return html.unescape(re.sub(r"<[^>]+>", " ", _NOT_READ.sub(" ", page.text)))


def of_files(page: httpx.Response, ids: set[str]) -> set[str]:
    return {w for w in _OF_FILES.findall(words(page)) if w.strip("()") not in ids}


def test_no_page_shows_a_word_that_only_files_have(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    found = re.findall(r"- id: ([\w-]+)", "".join(f.read_text("utf-8") for f in tmp_path.rglob("*.yaml")))
    amiss = {a: w for _, a in addresses(client) if (w := of_files(client.get(a), set(found)))}
    assert amiss == {}


def test_what_an_event_leads_to_is_told_without_keys(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    page = client.get("/register/new/breach")
    shown = client.post("/register/new/breach", data={"csrf": csrf(page)})
    assert shown.url.path.startswith("/save/")
    assert of_files(shown, set()) == set()
    assert "niet te beoordelen zonder “" in words(shown)
    assert "soort gebeurtenis" in words(shown)
