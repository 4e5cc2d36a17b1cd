"""What a hostile file, page or upload tries at the desk, on every address that the application has."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from gbo_policy.desk.deskapp import routes
from gbo_policy.desk.parts.guard import MOST_BODY
from gbo_policy.documents.signed.office_zip import MOST_MB
from gbo_policy.documents.writing import names as papers
from gbo_policy.reading.source import read
from tests.conftest import FIXTURES
from tests.desk_addresses import EVENT, FLOW, PARTY, addresses
from tests.desk_kit import csrf, within

POSTS = [r for r in routes() if r.post is not None]
_PARTS = {
    "flow": FLOW, "how": "change", "key": EVENT, "section": "parties", "type": "breach", "number": "0",
    "draft": "geen", "step": "what", "kind": "advice",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bureau") / "werkmap"
    shutil.copytree(FIXTURES / "mixed", made)
    return made


@pytest.fixture(scope="module")
def client(folder: Path) -> httpx.Client:
    return within(folder)


def state(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def address(path: str) -> str:
    key = PARTY if path.startswith("/agreement") else EVENT
    return path.format_map({**_PARTS, "key": key})


@pytest.mark.parametrize("path", [r.path for r in POSTS])
def test_no_form_is_taken_without_its_secret(client: httpx.Client, folder: Path, path: str) -> None:
    before = state(folder)
    for secret in ({}, {"csrf": ""}, {"csrf": "geraden"}):
        answer = client.post(address(path), data={**secret, "go": "save"})
        assert (answer.status_code, "niet meer geldig" in answer.text) == (403, True)
    assert state(folder) == before


def test_a_desk_that_only_looks_takes_no_change_at_any_address(folder: Path) -> None:
    client, before = within(folder, "--read-only"), state(folder)
    secret = csrf(client.get("/exchange"))
    taken = set()
    for route in POSTS:
        answer = client.post(address(route.path), data={"csrf": secret, "go": "save"})
        if not (answer.status_code == 403 and "alleen kijken" in answer.text):
            taken.add(route.path)
    # what changes a draft that lies on the desk alone, or opens another workspace, is looking
    looks = ("/exchange", "/flow/{flow}/{how}/begin", "/workspaces")
    assert {p for p in taken if not p.startswith(looks)} == set()
    assert "/exchange/{draft}/save" not in taken
    assert state(folder) == before
    for _, page in addresses_of_reading(client):
        assert "Ja, bewaren" not in client.get(page).text


def addresses_of_reading(client: httpx.Client) -> Iterator[tuple[str, str]]:
    return ((kind, page) for kind, page in addresses(client) if kind != "/save/{key}")


HOSTILE = "</title></textarea>'\"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}\u202e\x1b[2J"
_FREE = {
    "title", "name", "registered_office", "notes", "by", "detail", "function", "reasons", "note", "says",
    "channel", "format", "provision", "purpose", "plan", "retention", "periodicity",
}  # fmt: skip


def spoiled(data: Any, key: str = "", *, inside: bool = False) -> Any:
    """Put a hostile text into every field in which a person writes as she likes."""
    match data:
        case dict():
            own = {k: spoiled(v, k, inside=True) for k, v in data.items()}
            return {**own, "labels": {"van": HOSTILE}} if "id" in data else own
        case list():
            return [spoiled(one, key, inside=inside) for one in data]
        case str() if key in _FREE and (key != "by" or " " in data) and data != "none":
            return f"{data} {HOSTILE}"
    return data


def test_nothing_that_stands_in_a_file_becomes_part_of_a_page(tmp_path: Path) -> None:
    sections: dict[str, Any] = {}
    for file in sorted((FIXTURES / "mixed").rglob("*.yaml")):
        for data, _ in read(file.read_bytes(), str(file))[0]:
            for name, value in data.items():
                sections[name] = [*sections.get(name, []), *value] if isinstance(value, list) else value
    (tmp_path / "alles.json").write_text(json.dumps(spoiled(sections), default=str), encoding="utf-8")
    client, shown = within(tmp_path), 0
    for _, page in addresses(client):
        answer = client.get(page)
        assert answer.status_code == 200, page
        shown += "alert(1)" in answer.text
        for raw in ("<script>alert", "<img src=x", "\u202e", "\x1b", ">49<"):
            assert raw not in answer.text, page
        assert re.findall(r'(?:href|src|action)="\s*javascript:', answer.text) == []
    assert shown > 40  # it is there to be seen, as text
    (tmp_path / "kapot.yaml").write_text(json.dumps({"flows": [{"id": "a", HOSTILE: HOSTILE}]}))
    wrong = client.get("/")
    assert wrong.status_code == 422
    assert "alert(1)" in wrong.text
    assert not any(raw in wrong.text for raw in ("<script>alert", "<img src=x", "\u202e", "\x1b"))


@cache
def bomb() -> bytes:
    """A small file of which each part is larger than is read."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name in ("word/document.xml", "xl/workbook.xml"):
            packed.writestr(name, b"<a>" + b" " * (MOST_MB * 1_000_000))
    return made.getvalue()


@pytest.mark.parametrize("how", ["signed", "book"])
def test_files_that_are_handed_over_are_bounded_and_stay_where_they_are(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "leeg"
    folder.mkdir()
    client = within(folder)
    ending = {"signed": "docx", "book": "xlsx"}[how]
    entities = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c SYSTEM "file:///etc/passwd">]><a>&c;</a>'
    for name, content in (
        (f"bom.{ending}", bomb()),
        (f"../../../weg.{ending}", b"PK\x03\x04"),
        (f"/etc/weg.{ending}", entities),
        ("weg.exe", b"MZ\x90"),
        (f"{'x' * 400}.{ending}", b"PK\x03\x04"),
        (f"\x00<script>alert(1)</script>.{ending}", b"PK\x03\x04"),
        ("", b""),
    ):
        page = client.get("/start")
        answer = client.post(f"/start/{how}", data={"csrf": csrf(page)}, files={how: (name, content)})
        assert answer.status_code == 422, name
        assert 'role="alert"' in answer.text
        assert "<script>alert" not in answer.text
        assert "root:" not in answer.text
        assert not {"/tmp", str(tmp_path)} & {w for w in ("/tmp", str(tmp_path)) if w in answer.text}
    assert [p for p in tmp_path.rglob("*") if p != folder] == []


def test_more_than_is_taken_is_not_read(tmp_path: Path) -> None:
    client = within(tmp_path)
    more = b'--a\r\nContent-Disposition: form-data; name="x"; filename="x"\r\n\r\n' + b"x" * MOST_BODY
    sent = {"content-type": "multipart/form-data; boundary=a"}
    assert client.post("/start/book", content=more, headers=sent).status_code == 413
    # and where nobody says beforehand how much comes
    assert client.post("/start/book", content=iter([more]), headers=sent).status_code == 413


def test_no_address_leads_out_of_the_folder(client: httpx.Client, folder: Path) -> None:
    secret, before = csrf(client.get("/exchange")), state(folder)
    for where in ("/static/../../../etc/passwd", "/static/%2e%2e/deskapp.py", "/letter/..%2f..%2fetc", "/register/event/..%2f..%2fx"):  # fmt: skip
        assert client.get(where).status_code == 404
    for file in ("/etc/passwd", "../../etc/passwd", str(folder / "uitwisselingen.csv")):
        data = {"csrf": secret, "file": file, "line": "1", "was": "", "text": "x", "go": "text"}
        assert client.post("/errors", data=data).status_code == 404
    assert state(folder) == before


@pytest.mark.parametrize("number", ["\u00b2", "9" * 5000, "-1", "1.5"])
def test_what_is_no_number_where_a_page_asks_one_is_no_fault(
    client: httpx.Client, folder: Path, number: str
) -> None:
    page = client.get(f"/flow/{FLOW}/change/begin?at=recipients")
    secret, before = {"csrf": csrf(page)}, state(folder)
    letter = f"/letter/{next(iter(papers()))}"
    answers = [
        client.post(page.url.path, data={**secret, "remove": number}),
        client.post("/errors", data={**secret, "file": str(folder / "register.yaml"), "line": number}),
        client.post("/agreement/processors/new", data={**secret, "f.sub_processors.rows": number}),
        client.get("/", params={"page": number}),
        client.get(letter, params={"article": number}),
    ]
    assert [a.status_code for a in answers if a.status_code >= 500] == []
    assert state(folder) == before


def gone(file: Path) -> None:
    file.unlink()


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_loop(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


def no_text(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")


def its_folder_a_file(file: Path) -> None:
    shutil.rmtree(file.parent)
    file.parent.write_text("flows: []", encoding="utf-8")


@pytest.mark.parametrize("happens", [gone, a_folder, a_loop, no_text, its_folder_a_file])
@pytest.mark.parametrize("saved", [False, True])
def test_whatever_a_file_became_since_the_page_was_shown_it_is_told(
    tmp_path: Path, happens: Any, saved: bool
) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "werkmap")
    client, file = within(tmp_path / "werkmap"), tmp_path / "werkmap/stromen/caw-polderkant.yaml"
    page = client.get(f"/flow/{FLOW}/change/begin?at=channel")
    secret, draft = {"csrf": csrf(page)}, page.url.path.rpartition("/")[0]
    client.post(f"{draft}/channel", data={**secret, "go": "next", "channel": "other", "channel.other": "fax"})
    shown = client.post(f"{draft}/save", data=secret)
    assert shown.url.path.startswith("/save/")
    where = shown.url.path
    if saved:
        client.post(where, data={**secret, "go": "save"})
        where = "/undo"
    happens(file)
    before = state(tmp_path)
    for go in ("save", "again"):
        answer = client.post(where, data={**secret, "go": go})
        assert answer.status_code < 500, answer.text[-500:]
    line = {"file": str(file), "line": "1", "was": "", "text": "x", "go": "text"}
    assert client.post("/errors", data={**secret, **line}).status_code < 500
    assert state(tmp_path) == before


def test_where_the_system_refuses_a_file_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder := tmp_path / "leeg").mkdir()
    client = within(folder)
    secret = {"csrf": csrf(client.get("/start"))}
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "weg"))
    for how in ("signed", "book"):
        answer = client.post(f"/start/{how}", data=secret, files={how: ("a.docx", b"PK")})
        assert (answer.status_code, os.strerror(errno.ENOENT) in answer.text) == (422, True)


def test_half_a_character_in_a_form_is_no_fault(client: httpx.Client, folder: Path) -> None:
    secret, before = csrf(client.get("/exchange")), state(folder)
    sent = {"content-type": "multipart/form-data; boundary=a; charset=unicode_escape"}
    for given, code in ((secret, {200, 422}), (r"\ud800", {403})):
        fields = {"csrf": given, "f.name": r"\ud800", "f.title": r"\ud800", "go": "save"}
        parts = [
            f'--a\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
        ]
        for route in ("/agreement/processors/new", "/register/new/breach"):
            answer = client.post(route, content=("".join(parts) + "--a--\r\n").encode(), headers=sent)
            assert answer.status_code in code, answer.text[-300:]
    assert state(folder) == before
