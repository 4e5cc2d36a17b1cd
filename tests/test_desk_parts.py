"""What the pages of the desk share: names as a person reads them, names of files, and work behind a page."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import pytest

from gbo_policy.desk.pages import overview_page
from gbo_policy.desk.parts.files_given import taken_name
from gbo_policy.desk.parts.guard import Keys
from gbo_policy.desk.parts.office import Office
from tests.conftest import FIXTURES
from tests.desk_kit import csrf, hands_of, within


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("..", ""),
        (".", ""),
        ("C:\\werk\\..", ""),
        ("x/../..", ""),
        ("overeenkomst", "overeenkomst"),
        ("/map/overeenkomst.docx", "overeenkomst.docx"),
        ("overeenkomst.v2.docx", "overeenkomst.v2.docx"),
        ("a.verylongending", "a.verylong"),
        ("x" * 400 + ".docx", "x" * 60 + ".docx"),
        ("a\x00b?.docx", "a_b_.docx"),
    ],
)
def test_a_file_is_read_under_a_name_that_leads_nowhere(given: str, taken: str) -> None:
    assert taken_name(given) == taken


@pytest.mark.parametrize("how", ["signed", "book"])
def test_a_name_of_which_nothing_is_left_is_no_file(tmp_path: Path, how: str) -> None:
    client = within(tmp_path)
    page = client.get("/start")
    answer = client.post(f"/start/{how}", data={"csrf": csrf(page)}, files={how: ("..", b"PK")})
    assert answer.status_code == 422
    assert "Kies eerst" in answer.text


def test_a_name_keeps_the_parentheses_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    file = tmp_path / "mixed" / "agreement.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("CAW Polderkant vzw", "CAW (zone Oost)"), encoding="utf-8")
    client = within(tmp_path / "mixed")
    for about, name in (
        ("kind=party&id=caw-polderkant", "CAW (zone Oost)"),
        ("kind=flow&id=energieschulden", "Rekeninggegevens voor het energiefonds (voorgenomen)"),
        ("kind=flow&id=nergens", "nergens"),
    ):
        page = client.get(f"/waivers/new?rule=necessity&{about}")
        assert f"Over: {name}." in page.text


def test_a_screen_is_answered_once_somebody_answered_it(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    page = client.get("/exchange")
    draft = page.url.path.rpartition("/")[0]

    def answered(step: str, **fields: str) -> set[str]:
        done = client.post(f"{draft}/{step}", data={"csrf": csrf(page), "go": "again", **fields})
        return set(re.findall(r'value="to:(\w+)" class="done"', done.text))

    assert answered("sender", sender="ocmw-heverbeke") == {"sender"}
    answered("recipients", kind="staff", party="caw-polderkant", go="add")
    third = {"kind": "third-party", "third-party.name": "Energiehuis", "go": "add"}
    assert answered("recipients", **third) == {"sender", "recipients"}
    assert answered("law", **{"law.1": "unsure"}) == {"sender", "recipients"}
    assert "law" in answered("law", **{"law.1": "no"})
    assert "need" in answered("need", **{"need.0": "no"})
    assert "period" in answered("period", starts_on="2026-03-02", status="proposed")


def test_what_nobody_sees_any_more_is_not_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview_page, "BETWEEN_SECONDS", 0)
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    office = Office(hands_of(tmp_path / "mixed"), Keys(4000))
    case = office.case()
    wrong = [f for f, reply in case.replies.items() if reply.against]
    asyncio.run(overview_page.look_further(office, case, wrong[:1]))
    assert list(case.found_ways) == wrong[:1]
    office.open(tmp_path / "mixed")
    assert not office.holds(case)
    asyncio.run(overview_page.look_further(office, case, wrong[1:]))
    assert list(case.found_ways) == wrong[:1]
