"""A desk as a user has it: the program in a process of its own, and a client that opened it by its token."""

from __future__ import annotations

import asyncio
import gc
import re
import shutil
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest

from gbo_policy.cli.main import main
from gbo_policy.desk import serving
from gbo_policy.desk.deskapp import desk_app
from gbo_policy.desk.parts.guard import Guard, Keys
from gbo_policy.desk.parts.office import Hands, Office
from tests import forks
from tests.conftest import FIXTURES

AS_OF = "2026-03-01"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
# no page of the desk comes over TLS: to read who may sign for one takes longer than to ask for it
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
get = partial(httpx.get, verify=_NO_TLS)
_ANSWER = re.compile(r'class="answer a-\w+"><span[^>]*>.</span>([^<]*)')


@dataclass
class Desk:
    """A running desk: its process, its address with the token, and its folder."""

    process: subprocess.Popen[str]
    address: str
    folder: Path
    line: str = ""  # the first one that it printed

    @property
    def base(self) -> str:
        return self.address.partition("/?")[0]

    def client(self) -> httpx.Client:
        """Open it as a browser does: by the token, then by the cookie."""
        cookies = get(self.address).cookies
        return httpx.Client(
            base_url=self.base, cookies=cookies, follow_redirects=True, timeout=60, verify=_NO_TLS
        )


@contextmanager
def desk(
    folder: Path,
    *options: object,
    lang: str = "nl",
    as_of: str | None = AS_OF,
    start: Sequence[str] = (sys.executable, "-m", "gbo_policy"),
) -> Iterator[Desk]:
    """Start the program, wait until it says where it is, and end it."""
    words = ["desk", str(folder), "--no-browser", "--port", "0", "--lang", lang, *map(str, options)]
    words += ["--as-of", as_of] if as_of else []
    process = subprocess.Popen(
        [*start, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=forks.environment({}),
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        if found is None:
            raise AssertionError(line + (process.stderr.read() if process.stderr else ""))
        yield Desk(process, found[0], folder, line)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def desk_of_mixed(folder: Path, *options: object, lang: str = "nl") -> AbstractContextManager[Desk]:
    """Start the program on a copy of the fixture `mixed`, made at ``folder``."""
    shutil.copytree(FIXTURES / "mixed", folder)
    return desk(folder, *options, lang=lang)


class _Inside(httpx.BaseTransport):
    """Hands a request to the application in this process."""

    def __init__(self, app: Guard) -> None:
        self.app = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        # in a thread of its own: whoever drives a browser has a loop running in this one
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._answer(request)).result()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        body = httpx.ByteStream(request.read())
        own = httpx.Request(request.method, request.url, headers=request.headers, stream=body)
        answer = await self.app.handle_async_request(own)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


def hands_of(folder: Path, *options: object, lang: str = "nl") -> Hands:
    """What the command puts into the hands of the desk for ``folder``."""
    held: list[Hands] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "serve", lambda hands, _port, _ready: held.append(hands))
        words = ["desk", str(folder), "--no-browser", "--lang", lang, "--as-of", AS_OF, *map(str, options)]
        try:
            assert main(words) == 0
        finally:
            gc.enable()
    return held[0]


def within(folder: Path, *options: object, lang: str = "nl") -> httpx.Client:
    """The desk in this process, as the command makes it for ``folder``, opened; no server, no browser."""
    keys = Keys(4000)
    return httpx.Client(
        transport=_Inside(desk_app(Office(hands_of(folder, *options, lang=lang), keys))),
        base_url=f"http://127.0.0.1:{keys.port}",
        cookies={keys.cookie_name: keys.cookie},
        follow_redirects=True,
    )


def csrf(page: httpx.Response) -> str:
    """Give the secret that stands in a page's forms."""
    found = _CSRF.search(page.text)
    assert found is not None, page.text[:2000]
    return found[1]


def answers(page: httpx.Response) -> list[str]:
    """Give the answers that a page shows, in its order."""
    return _ANSWER.findall(page.text)
