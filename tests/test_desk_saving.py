"""Saving: shown first, byte for byte the same outside what changed, never over what somebody else wrote,
whole or not at all, and undone.
"""

from __future__ import annotations

import difflib
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import FIXTURES
from tests.desk_kit import Desk, answers, csrf, desk

FILE = "stromen/caw-polderkant.yaml"
FLOW = "clientdossier-cloud"


@pytest.fixture
def client(running: Desk) -> Iterator[httpx.Client]:
    """A client on files as they were given."""
    shutil.rmtree(running.folder)
    shutil.copytree(FIXTURES / "mixed", running.folder)
    with running.client() as made:
        yield made


def text(running: Desk, name: str = FILE) -> str:
    return (running.folder / name).read_text(encoding="utf-8")


def begun(client: httpx.Client, flow: str = FLOW, at: str = "channel") -> httpx.Response:
    return client.get(f"/flow/{flow}/change/begin?at={at}")


def step(client: httpx.Client, page: httpx.Response, name: str, **answer: object) -> httpx.Response:
    base = page.url.path.rsplit("/", 1)[0]
    return client.post(f"{base}/{name}", data={"csrf": csrf(page), "go": "next", **answer})


def proposed(client: httpx.Client, page: httpx.Response) -> httpx.Response:
    base = page.url.path.rsplit("/", 1)[0]
    return client.post(f"{base}/save", data={"csrf": csrf(page)})


def channel(client: httpx.Client, word: str, flow: str = FLOW) -> httpx.Response:
    """Propose another channel for a flow."""
    page = step(
        client,
        begun(client, flow),
        "channel",
        channel="other",
        **{"channel.other": word},
        format="dossierbericht",
    )
    return proposed(client, page)


def yes(client: httpx.Client, page: httpx.Response, go: str = "save") -> httpx.Response:
    return client.post(page.url.path, data={"csrf": csrf(page), "go": go})


def changed(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), n=0)
    return [x for x in lines if x[0] in "+-" and x[:3] not in ("+++", "---")]


def test_a_save_is_shown_first_and_changes_one_line_of_the_file(running: Desk, client: httpx.Client) -> None:
    before = text(running)
    shown = channel(client, "fax")
    assert shown.url.path.startswith("/save/")
    assert text(running) == before
    assert re.search(r"kanaal</th><td[^>]*>GBO-Connect</td><td[^>]*>fax", shown.text)
    assert '<span class="minus">-    channel: GBO-Connect</span>' in shown.text
    done = yes(client, shown)
    assert done.url.path == f"/flow/{FLOW}"
    assert changed(before, text(running)) == ["-    channel: GBO-Connect\n", "+    channel: fax\n"]


def test_undo_gives_every_byte_back_and_not_after_somebody_changed_the_file(
    running: Desk, client: httpx.Client
) -> None:
    before = (running.folder / FILE).read_bytes()
    done = yes(client, channel(client, "fax"))
    client.post("/undo", data={"csrf": csrf(done)})
    assert (running.folder / FILE).read_bytes() == before
    done = yes(client, channel(client, "post"))
    later = text(running) + "# van een collega\n"
    (running.folder / FILE).write_text(later, encoding="utf-8")
    answer = client.post("/undo", data={"csrf": csrf(done)})
    assert "Niet ongedaan gemaakt" in answer.text
    assert text(running) == later


def test_of_two_tabs_the_second_is_refused_with_both_versions_and_can_be_made_on_the_new_one(
    running: Desk, client: httpx.Client
) -> None:
    one, other = channel(client, "fax"), channel(client, "post")
    yes(client, one)
    after_first = text(running)
    refused = yes(client, other)
    assert refused.status_code == 409
    assert text(running) == after_first
    assert "Niet bewaard" in refused.text
    assert "channel: fax" in refused.text
    assert "channel: post" in refused.text
    again = yes(client, refused, go="again")
    assert '<span class="minus">-    channel: fax</span>' in again.text
    yes(client, again)
    assert changed(after_first, text(running)) == ["-    channel: fax\n", "+    channel: post\n"]


def test_what_a_colleague_changed_elsewhere_in_the_file_stays(running: Desk, client: httpx.Client) -> None:
    shown = channel(client, "fax")
    file = running.folder / FILE
    theirs = "# gezien door de collega\n" + text(running).replace("keep-overview", "refer", 1)
    file.write_text(theirs, encoding="utf-8")
    refused = yes(client, shown)
    assert refused.status_code == 409
    assert text(running) == theirs
    yes(client, yes(client, refused, go="again"))
    assert changed(theirs, text(running)) == ["-    channel: GBO-Connect\n", "+    channel: fax\n"]


def test_a_file_edited_outside_is_what_the_next_page_answers_on(running: Desk, client: httpx.Client) -> None:
    assert answers(client.get("/flow/vluchthuis"))[0] == "mag"
    (file,) = [
        f for f in running.folder.rglob("*.yaml") if "id: vluchthuis\n" in f.read_text(encoding="utf-8")
    ]
    file.write_text(
        file.read_text(encoding="utf-8").replace("need_to_know: true", "need_to_know: false"),
        encoding="utf-8",
    )
    assert answers(client.get("/flow/vluchthuis"))[0] != "mag"


def test_a_new_exchange_a_copy_and_one_that_goes(running: Desk, client: httpx.Client) -> None:
    before = {p: p.read_text(encoding="utf-8") for p in running.folder.rglob("*.yaml")}
    page = client.get(f"/flow/{FLOW}/copy/begin?at=what")
    yes(client, proposed(client, step(client, page, "what", title="Nog een dossier")))
    grown = [p for p, was in before.items() if p.read_text(encoding="utf-8") != was]
    assert len(grown) == 1
    assert grown[0].read_text(encoding="utf-8").startswith(before[grown[0]].rstrip("\n"))
    assert client.get("/flow/nog-een-dossier").status_code == 200
    gone = client.post("/flow/nog-een-dossier/take-away", data={"csrf": csrf(client.get("/exchange"))})
    yes(client, gone)
    assert client.get("/flow/nog-een-dossier").status_code == 404
    assert grown[0].read_text(encoding="utf-8").rstrip("\n") == before[grown[0]].rstrip("\n")


def test_an_event_a_judgement_and_a_party_are_saved_each_in_its_own_section(
    running: Desk, client: httpx.Client
) -> None:
    secret = csrf(client.get("/exchange"))
    form = {"csrf": secret, "f.by": "caw-polderkant", "f.sent_on": "2026-03-02", "f.means": "registered-letter", "f.addressed_to": ["ocmw-heverbeke", "dmw-zorgkring"]}  # fmt: skip
    shown = client.post("/register/new/termination", data=form)
    # 14.2: six months from the Monday after the week of the notice, by the day of receipt; the readings
    # differ on the last day
    assert "volgens elke lezing beëindigd vanaf: " in shown.text
    yes(client, shown)
    assert "type: termination" in text(running, "register.yaml")
    party = client.get("/agreement/parties/dmw-zorgkring")
    data = {
        "csrf": secret,
        "f.dpo.how": "given",
        "f.dpo.name": "Hilde Casteleyn",
        "f.dpo.email": "geen adres",
    }
    wrong = client.post(party.url.path, data=data)
    assert wrong.status_code == 422
    assert "geen e-mailadres" in wrong.text
    judged = client.post(
        "/judgement?term=necessity&kind=flow&id=huisbezoekverslagen",
        data={
            "csrf": secret,
            "f.outcome": "met",
            "f.by": "Wim Tanghe",
            "f.on": "2026-02-27",
            "f.review_by": "2027-02-27",
            "f.reasons": "Gewikt en gewogen.",
        },
    )
    yes(client, judged)
    assert answers(client.get("/flow/huisbezoekverslagen"))[0] == "mag"


def test_what_cannot_be_read_opens_on_its_line_and_is_mended_there(
    running: Desk, client: httpx.Client
) -> None:
    file = running.folder / FILE
    good = text(running)
    file.write_text(
        good.replace("keep-overview", "keep-overvieuw", 1).replace("sender:", "sendr:", 1), encoding="utf-8"
    )
    page = client.get("/")
    assert (page.url.path, page.status_code) == ("/errors", 422)
    assert page.text.count("<textarea") >= 2
    while page.url.path == "/errors" and "<textarea" in page.text:
        form = re.search(r'<form method="post" action="/errors">(.*?)</form>', page.text, re.DOTALL)
        assert form is not None
        data = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[1]))
        assert data["guessed"]
        shown = client.post("/errors", data={**data, "go": "guess"})
        page = yes(client, shown)
    assert file.read_text(encoding="utf-8") == good


_DIES = """
import os, signal
real = os.replace
def dies(old, new, *more, **kinds):
    if str(new).endswith("caw-polderkant.yaml"):
        {first}
        os.kill(os.getpid(), signal.SIGKILL)
    return real(old, new, *more, **kinds)
os.replace = dies
from gbo_policy.cli.main import run
run()
"""


@pytest.mark.parametrize(("first", "whole"), [("pass", "old"), ("real(old, new)", "new")])
def test_killed_in_the_middle_of_a_save_the_file_is_whole(tmp_path: Path, first: str, whole: str) -> None:
    folder = tmp_path / "werkruimte"
    shutil.copytree(FIXTURES / "mixed", folder)
    before = (folder / FILE).read_text(encoding="utf-8")
    with desk(folder, start=[sys.executable, "-c", _DIES.format(first=first)]) as made:
        with made.client() as client:
            shown = channel(client, "fax")
            with pytest.raises(httpx.HTTPError):
                yes(client, shown)
        assert made.process.wait(timeout=60) == -signal.SIGKILL
    after = (folder / FILE).read_text(encoding="utf-8")
    assert after == (before if whole == "old" else before.replace("channel: GBO-Connect", "channel: fax", 1))
    with desk(folder) as made, made.client() as client:
        assert client.get(f"/flow/{FLOW}").status_code == 200


def test_a_thing_in_a_later_part_of_a_file_is_changed_where_it_stands(
    running: Desk, client: httpx.Client
) -> None:
    file = running.folder / FILE
    before = "# eerst niets\nevents: []\n---\n" + text(running) + "---\nassessments: []\n"
    file.write_text(before, encoding="utf-8")
    yes(client, channel(client, "fax"))
    assert changed(before, text(running)) == ["-    channel: GBO-Connect\n", "+    channel: fax\n"]


def test_where_rules_were_left_out_nothing_is_said_to_be_allowed(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "w")
    with desk(tmp_path / "w", "--ignore", "no-third-country") as made, made.client() as client:
        shown = answers(client.get("/flow/vluchthuis"))[0]
        beside = answers(begun(client, "vluchthuis"))[0]
        tiles = client.get("/").text
    assert shown == beside
    assert shown != "mag"
    assert "deels" in shown
    assert "melding over wat niet meegenomen is" in tiles
