"""An empty folder: it begins with the agreement, by hand, out of the signed text, or with a workbook; a file
that is no such thing is told.
"""

from __future__ import annotations

import configparser
import re
import shlex
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from tests.agreement_kit import MODEL_LINES, filled_in, pack_with_model
from tests.conftest import FIXTURES, ROOT, gbo
from tests.desk_kit import Desk, csrf, desk, within


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("leeg")) as made:
        yield made


@pytest.fixture
def client(running: Desk) -> Iterator[httpx.Client]:
    for file in running.folder.iterdir():
        file.unlink()
    with running.client() as made:
        yield made


def given(client: httpx.Client, how: str, name: str, content: bytes) -> httpx.Response:
    """Hand a file over on the first page."""
    page = client.get("/")
    assert page.url.path == "/start"
    field = {"signed": "signed", "book": "book"}[how]
    return client.post(f"/start/{how}", data={"csrf": csrf(page)}, files={field: (name, content)})


def saved(client: httpx.Client, shown: httpx.Response) -> httpx.Response:
    assert shown.url.path.startswith("/save/"), re.sub("<[^>]+>", " ", shown.text)[-1500:]
    return client.post(shown.url.path, data={"csrf": csrf(shown), "go": "save"})


def test_a_workbook_gives_the_whole_workspace(running: Desk, client: httpx.Client, tmp_path: Path) -> None:
    book = tmp_path / "boek.xlsx"
    assert gbo("sheet", "write", FIXTURES / "mixed", "-o", book, "--lang", "nl").returncode == 0
    shown = given(client, "book", "boek.xlsx", book.read_bytes())
    assert list(running.folder.iterdir()) == []
    done = saved(client, shown)
    assert "Samenwerkingsovereenkomst GBO Polderkant" in done.text
    assert "21 uitwisselingen" in done.text


def test_an_empty_workbook_is_there_to_begin_with_and_what_was_noticed_in_one_is_told(
    running: Desk, client: httpx.Client, tmp_path: Path
) -> None:
    page = client.get("/")
    (where,) = re.findall(r'href="(/downloads/[^"]+)"', page.text)
    book = client.get(where)
    assert "Kernactoren" in load_workbook(BytesIO(book.content)).sheetnames
    own = load_workbook(BytesIO(_of_mixed(tmp_path)))
    own.create_sheet("Van mij")["A1"] = "iets"
    own.save(tmp_path / "eigen.xlsx")
    shown = given(client, "book", "eigen.xlsx", (tmp_path / "eigen.xlsx").read_bytes())
    assert "het blad Van mij" in re.sub("<[^>]+>", "", shown.text)


def _of_mixed(tmp_path: Path) -> bytes:
    book = tmp_path / "boek.xlsx"
    assert gbo("sheet", "write", FIXTURES / "mixed", "-o", book, "--lang", "nl").returncode == 0
    return book.read_bytes()


@pytest.mark.parametrize(
    ("how", "name", "content"),
    [
        ("signed", "leeg.docx", b""),
        ("signed", "brief.txt", b"Beste, hierbij de uitnodiging voor het feest. Tot dan."),
        ("signed", "../../weg.docx", b"PK\x03\x04 geen document"),
        ("signed", "terug\u202e.txt", b"Beste, hierbij de uitnodiging voor het feest. Tot dan."),
        ("book", "boek.xlsx", b"PK\x03\x04 geen boek"),
        ("book", "boek.xlsx", b"naam;rol\nCAW;caw\n"),
        ("book", "terug\u202e.xlsx", b"naam;rol\nCAW;caw\n"),
    ],
)
def test_a_file_that_is_no_such_thing_is_told_and_nothing_is_written(
    running: Desk, client: httpx.Client, how: str, name: str, content: bytes
) -> None:
    answer = given(client, how, name, content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "/tmp" not in answer.text
    assert list(running.folder.parent.rglob("*weg.docx")) == []
    assert list(running.folder.iterdir()) == []


def test_by_hand_what_is_wrong_is_told_and_what_was_filled_in_stays(client: httpx.Client) -> None:
    page = client.get("/")
    row = {
        "role": "caw",
        "name": "CAW Noord",
        "number": "12",
        "office": "",
        "dpo": "",
        "email": "",
        "signed": "",
        "signatory": "",
    }
    filled = {"title": "Overeenkomst Noord", "channels": "eHealthBox", "formats": "", **row}
    answer = client.post("/start/by-hand", data={**filled, "csrf": csrf(page)})
    assert answer.status_code == 422
    assert "ondernemingsnummer" in answer.text
    for kept in ('value="CAW Noord"', 'value="Overeenkomst Noord"', "\neHealthBox</textarea>"):
        assert kept in answer.text
    more = client.post("/start/by-hand", data={**filled, "csrf": csrf(page), "go": "more"})
    assert (more.status_code, more.text.count("<legend>Kernactor")) == (200, 4)
    assert 'value="CAW Noord"' in more.text


def test_the_signed_text_gives_what_it_states(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    lines = filled_in()
    lines[29] = MODEL_LINES[29]  # place and date are left open
    with (
        desk(tmp_path / "leeg", "--rules", pack_with_model(tmp_path / "regels")) as made,
        made.client() as client,
    ):
        shown = given(client, "signed", "akkoord.txt", "\n\n".join(lines).encode())
        told = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", shown.text))
        assert "Wat bij het lezen opviel Niet ingevuld 7 plaats" in told
        done = saved(client, shown)
        assert done.status_code == 200
    (file,) = (tmp_path / "leeg").iterdir()
    text = file.read_text(encoding="utf-8")
    assert 'file: "akkoord.txt"' in text
    assert "parties:" in text


def test_what_is_noticed_in_the_signed_text_names_the_file_and_no_folder(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    client = within(tmp_path / "leeg", "--rules", pack_with_model(tmp_path / "regels"))
    shown = given(client, "signed", "akkoord.txt", "\n\n".join([*filled_in(), "Bé"]).encode("cp1252"))
    told = re.sub("<[^>]+>", " ", shown.text)
    assert re.findall(r"(\S+) +is geen UTF-8", told) == ["akkoord.txt"]


def test_the_icon_for_linux_starts_the_desk(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
    (entry,) = re.findall(r"```ini\n(.*?)```", page, re.DOTALL)
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(entry)
    command = shlex.split(read["Desktop Entry"]["Exec"])
    assert command[:2] == ["sh", "-c"]
    program = tmp_path / "gbo" / "bin" / "gbo-policy"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n", encoding="utf-8")
    program.chmod(0o755)
    import subprocess

    said = subprocess.run(
        command,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines() == ["desk", f"{tmp_path}/Documenten/breed-onthaal"]
