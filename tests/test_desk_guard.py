"""Who may ask the desk: this machine's browser, from its own pages, with the cookie that the token gave."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import FIXTURES, gbo
from tests.desk_kit import Desk, csrf, desk, desk_of_mixed, get


@pytest.fixture(scope="module")
def client(running: Desk) -> Iterator[httpx.Client]:
    with running.client() as made:
        yield made


def test_health_needs_nothing_and_says_ok(running: Desk) -> None:
    answer = get(running.base + "/health")
    assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize(
    "path", ["/", "/flow/vluchthuis", "/static/desk.css", "/downloads/dossier.zip", "/nergens"]
)
def test_without_the_cookie_nothing_else_answers(running: Desk, path: str) -> None:
    assert get(running.base + path).status_code == 403
    assert get(running.base + path, cookies={f"gbo_desk_{running.base[-5:]}": "raad"}).status_code == 403


def test_a_wrong_token_opens_nothing_and_the_right_one_leaves_no_trace_in_the_address(running: Desk) -> None:
    assert get(running.base + "/?token=raad").status_code == 403
    answer = get(running.address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""])
def test_a_foreign_host_is_refused_whatever_it_brings(running: Desk, client: httpx.Client, host: str) -> None:
    for path in ("/", "/health"):
        assert client.get(path, headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_foreign_page_reaches_nothing(client: httpx.Client, headers: dict[str, str]) -> None:
    form = {"csrf": csrf(client.get("/exchange"))}
    assert client.get("/downloads/answer.json", headers=headers).status_code == 403
    assert client.post("/exchange", data=form, headers=headers).status_code == 403


def test_the_desk_s_own_forms_come_through_without_a_referrer(client: httpx.Client) -> None:
    form = {"csrf": csrf(client.get("/exchange"))}
    own = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert client.post("/exchange", data=form, headers=own).status_code == 200


@pytest.mark.parametrize("secret", [{}, {"csrf": ""}, {"csrf": "raad"}])
def test_a_form_without_its_secret_changes_nothing(client: httpx.Client, secret: dict[str, str]) -> None:
    answer = client.post("/flow/vluchthuis/take-away", data=secret)
    assert answer.status_code == 403
    assert "niet meer geldig" in answer.text


def test_every_answer_says_how_a_browser_must_treat_it(running: Desk, client: httpx.Client) -> None:
    for answer in (
        client.get("/"),
        client.get("/static/desk.js"),
        client.get("/nergens"),
        get(running.base + "/"),
        get(running.base + "/health"),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    assert "<script>" not in client.get("/").text


def test_what_is_too_large_is_not_read(running: Desk, client: httpx.Client) -> None:
    many = f"POST /exchange HTTP/1.1\r\nHost: {running.base[7:]}\r\nContent-Length: 99999999999\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(running.base.rpartition(":")[2]))) as plain:
        plain.sendall(many.encode())
        assert plain.recv(100).startswith(b"HTTP/1.1 413")
    assert client.request("PUT", "/").status_code == 405


def test_only_this_machine_can_reach_it(running: Desk) -> None:
    port = int(running.base.rpartition(":")[2])
    with socket.socket() as other:
        other.settimeout(1)
        assert other.connect_ex(("127.0.0.2", port)) != 0


def test_nothing_of_the_workspace_reaches_a_log(tmp_path: Path) -> None:
    with desk_of_mixed(tmp_path / "werkruimte", "--read-only") as made:
        client = made.client()
        client.get("/flow/vluchthuis")
        client.get("/nergens?naam=geheim")
        form = {"csrf": csrf(client.get("/exchange"))}
        refused = client.post("/flow/vluchthuis/take-away", data=form)
        client.close()
        assert refused.status_code == 403
        assert "alleen kijken" in refused.text
        made.process.terminate()
        said, logged = made.process.communicate(timeout=60)
    assert logged == ""
    assert "vluchthuis" not in said
    assert "geheim" not in said


def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = gbo("desk", FIXTURES / "mixed", "--no-browser", "--port", taken.getsockname()[1])
    assert answer.returncode == 2
    assert "--port" in answer.stderr


def test_it_prints_its_address_alone_on_a_line_and_ends_in_order_with_ctrl_c(tmp_path: Path) -> None:
    with desk(tmp_path) as made:
        assert get(made.base + "/health").text == "ok"
        made.process.send_signal(signal.SIGINT)
        said, wrong = made.process.communicate(timeout=60)
    assert made.line == made.address + "\n"
    assert "Ctrl+C" in said
    assert (made.process.returncode, wrong) == (0, "")
