"""A folder with several workspaces: one of them is chosen in the browser, and the others stay as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import pytest

from tests.conftest import FIXTURES
from tests.desk_kit import csrf, within

AGREEMENT = "agreement.yaml"


def test_of_several_workspaces_one_is_opened_and_then_another(tmp_path: Path) -> None:
    for name in ("mixed", "compliant"):
        shutil.copytree(FIXTURES / name, tmp_path / name)
    client = within(tmp_path)
    page = client.get("/")
    assert (page.url.path, "Welke werkmap?" in page.text) == ("/workspaces", True)
    for number, own, others in (
        ("1", "GBO Polderkant", "Scheldeveen"),
        ("0", "Scheldeveen", "GBO Polderkant"),
    ):
        opened = client.post("/workspaces", data={"csrf": csrf(page), "number": number})
        assert opened.url.path == "/"
        assert own in opened.text
        assert others not in opened.text
        assert "Een andere werkmap openen" in opened.text
        page = client.get("/workspaces")
    gone = client.post("/workspaces", data={"csrf": csrf(page), "number": "7"})
    assert gone.status_code == 404


def test_an_error_in_the_one_that_was_opened_is_its_own(tmp_path: Path) -> None:
    for name in ("mixed", "compliant"):
        shutil.copytree(FIXTURES / name, tmp_path / name)
    (tmp_path / "mixed" / "kapot.yaml").write_text("flows: [{id: x, sendr: y}]\n", encoding="utf-8")
    client = within(tmp_path)
    page = client.get("/workspaces")
    opened = client.post("/workspaces", data={"csrf": csrf(page), "number": "1"})
    assert opened.url.path == "/errors"
    assert "sendr" in opened.text


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    """A workspace, another within it, and one beside them."""
    shutil.copytree(FIXTURES / "mixed", tmp_path / "buiten")
    shutil.copytree(FIXTURES / "compliant", tmp_path / "buiten" / "binnen")
    shutil.copytree(FIXTURES / "compliant", tmp_path / "ernaast")
    return tmp_path


def chosen(client: httpx.Client, number: str) -> httpx.Response:
    page = client.get("/workspaces")
    return client.post("/workspaces", data={"csrf": csrf(page), "number": number})


def test_one_that_lies_within_another_is_a_workspace_of_its_own(nested: Path) -> None:
    client = within(nested)
    for number, own, others in (("0", "Polderkant", "Scheldeveen"), ("1", "Scheldeveen", "Polderkant")):
        opened = chosen(client, number)
        assert (opened.url.path, own in opened.text, others in opened.text) == ("/", True, False)


def test_a_second_agreement_in_the_one_that_was_opened_is_its_own_error(nested: Path) -> None:
    shutil.copy(nested / "ernaast" / AGREEMENT, nested / "buiten" / "tweede.yaml")
    client = within(nested)
    assert client.get("/").url.path == "/workspaces"
    opened = chosen(client, "0")
    assert opened.url.path == "/errors"
    assert "tweede.yaml" in opened.text


@pytest.mark.parametrize("number", ["²", "٣", "-1", "", "3", "9" * 5000])
def test_what_is_no_number_of_the_list_opens_nothing(nested: Path, number: str) -> None:
    assert chosen(within(nested), number).status_code == 404


def test_wrong_settings_are_told_where_the_workspace_is_chosen(nested: Path) -> None:
    (nested / "ernaast" / "gbo-policy.toml").write_text('lnag = "nl"\n', encoding="utf-8")
    client = within(nested)
    opened = chosen(client, "2")
    assert (opened.status_code, opened.url.path) == (422, "/workspaces")
    assert "lnag" in opened.text.partition('role="alert"')[2]
    assert "Polderkant" in chosen(client, "0").text
