"""Who may ask: only this machine's browser, from the desk's own pages, with the cookie that the token
gave.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY = 30_000_000  # a signed text of twenty megabytes with what a form puts around it
METHODS = ("GET", "HEAD", "POST")
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one run: ``token`` opens the desk once in an address, ``cookie`` keeps it open, ``form``
    stands in each form.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    form: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def address(self) -> str:
        """Where the desk is opened."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    @property
    def cookie_name(self) -> str:
        """The cookie's name; cookies are not kept apart by port, so the port is in it."""
        return f"gbo_desk_{self.port}"

    def hosts(self) -> tuple[str, ...]:
        """What a browser on this machine calls the desk."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"


def same(given: str | None, secret: str) -> bool:
    """Compare a secret in a time that does not tell how much of it fits."""
    return given is not None and hmac.compare_digest(given.encode(), secret.encode())


class Guard:
    """Stands before every page: refuses what does not come from the desk's own pages, and says how a browser
    must treat an answer.
    """

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app, self.keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets
            return
        headers = _headers(scope)
        answer = self._refused(scope, headers) or self._opened(scope, headers)
        bounded = _Bounded(receive, send)
        await (answer or self.app)(scope, bounded.receive, bounded.send)

    def _refused(self, scope: Scope, headers: Mapping[str, str]) -> Response | None:
        host = headers.get("host", "")
        if host.lower() not in self.keys.hosts():
            return PlainTextResponse("foreign host", 403)
        if not _own_origin(headers, host):
            return PlainTextResponse("foreign origin", 403)
        if scope["method"] not in METHODS:
            return PlainTextResponse("method not allowed", 405)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BODY:
            return PlainTextResponse("too large", 413)
        return None

    def _opened(self, scope: Scope, headers: Mapping[str, str]) -> Response | None:
        """Answer what needs no cookie, and what lacks it; None lets the request through."""
        if scope["path"] == "/health" and scope["method"] in ("GET", "HEAD"):
            return PlainTextResponse("ok")
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token")
        if scope["path"] == "/" and given and same(given[0], self.keys.token):
            answer = RedirectResponse("/", 303)  # so that the token stands in no address and no history
            answer.set_cookie(
                self.keys.cookie_name, self.keys.cookie, httponly=True, samesite="strict", path="/"
            )
            return answer
        if any(same(value, self.keys.cookie) for value in _cookies(headers, self.keys.cookie_name)):
            return None
        return PlainTextResponse(
            "open the desk by the address that the program printed / open het bureau via het adres dat het"
            " programma toonde",
            403,
        )


class _Bounded:
    """A request whose body ends at the most that is taken, and an answer with the headers that every answer
    has.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send, self._taken = receive, send, 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self._taken > MOST_BODY:
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message["headers"]}
            more = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in own]
            message = {**message, "headers": [*message["headers"], *more]}
        await self._send(message)


def _headers(scope: Scope) -> dict[str, str]:
    """Give the headers by name; one that comes twice counts as neither."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = "" if key in found and key in {"host", "origin"} else value.decode("latin-1")
    return found


def _own_origin(headers: Mapping[str, str], host: str) -> bool:
    """Tell whether a request comes from a page of the desk, or from no page.

    Without a referrer a browser says ``null`` for the origin of a form; then it says itself that the page was
    the desk's own.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if origin is not None and origin != f"http://{host}" and not (origin == "null" and site == "same-origin"):
        return False
    # a link elsewhere may open the desk's first page, but neither a form nor a picture of a foreign page
    # reaches anything
    navigates = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return site in (None, "same-origin", "none") or (navigates and origin is None)


def _cookies(headers: Mapping[str, str], name: str) -> Iterator[str]:
    for part in headers.get("cookie", "").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            yield value
