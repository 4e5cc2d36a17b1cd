"""The plan of the house says what is there: its rooms, their pages, and every name on a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_layering import MODULES, ROOMS

PLAN = ROOT / "docs" / "architecture.md"
PAGES = ROOT / "docs" / "rooms"
TOPS = sorted({r.partition(".")[0] for r in ROOMS})
NAME = re.compile(r"`([a-z_]+(?:\.[a-z_]+)*)`")
PATH = re.compile(r"`((?:gbo_policy|rules|tests|docs)/[^`<]*)")


def test_every_room_has_a_page_and_every_page_a_room() -> None:
    assert sorted(p.stem for p in PAGES.glob("*.md")) == TOPS


def test_the_plan_shows_and_links_every_room() -> None:
    text = PLAN.read_text(encoding="utf-8")
    picture = text.partition("```text")[2].partition("```")[0]
    for room in TOPS:
        assert re.search(rf"\b{room}\b", picture), room
        assert f"(rooms/{room}.md)" in text


@pytest.mark.parametrize("room", TOPS)
def test_a_page_names_only_what_is_there_and_every_room_within(room: str) -> None:
    text = (PAGES / f"{room}.md").read_text(encoding="utf-8")
    names = set(NAME.findall(text)) - {"none", "false"}
    there = {m.removeprefix("gbo_policy.") for m in MODULES}
    inside = {m.removeprefix(f"{room}.") for m in there if m.startswith(f"{room}.")}
    assert names <= there | inside | {m.rpartition(".")[2] for m in inside}
    assert {r for r in ROOMS if r.startswith(f"{room}.") and "." in r} <= names | {room}


@pytest.mark.parametrize("page", [PLAN, *sorted(PAGES.glob("*.md"))], ids=lambda p: p.stem)
def test_paths_on_a_page_exist(page: Path) -> None:
    for path in PATH.findall(page.read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path
