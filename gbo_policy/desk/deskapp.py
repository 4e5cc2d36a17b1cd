"""The application: pages found by discovery, each behind the guard, and no fault of a page's ends in a
traceback.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gbo_policy.basics.discovery import modules_of
from gbo_policy.basics.problems import PolicyError
from gbo_policy.desk import pages
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, Handler, NotThereError
from gbo_policy.desk.parts.guard import Guard
from gbo_policy.desk.parts.office import Office
from gbo_policy.reporting.content.style import source

Endpoint = Callable[[Request], Awaitable[Response]]
Refusal = Callable[[Request, Exception], Awaitable[Response]]
_STATIC = Path(__file__).parent / "static"
_ENDING = "_page"
MOST_FIELDS, MOST_FILES, MOST_FIELD_BYTES = 5000, 4, 6_000_000


@cache
def routes() -> tuple[DeskRoute, ...]:
    """Give the addresses of all pages, in the order of the menu."""
    found = [
        route
        for name in modules_of(pages.__path__, _ENDING)
        for route in import_module(f"{pages.__name__}.{name}{_ENDING}").ROUTES
    ]
    return tuple(sorted(found, key=lambda r: (r.order, r.path)))


def desk_app(office: Office) -> Guard:
    """Make the application of one run, with its guard in front."""
    own = [Route(r.path, _endpoint(r, office), methods=_methods(r)) for r in routes()]
    style = Route("/static/desk.css", _style)
    script = Route("/static/desk.js", _script)
    handlers = {404: _answering(office, 404), 405: _answering(office, 405)}
    return Guard(Starlette(routes=[*own, style, script], exception_handlers=handlers), office.keys)


def _methods(route: DeskRoute) -> list[str]:
    return [*(["GET"] if route.get else []), *(["POST"] if route.post else [])]


def _endpoint(route: DeskRoute, office: Office) -> Endpoint:
    async def answer(request: Request) -> Response:
        call = Call(office, request.path_params, request.query_params, routes(), route.path)
        try:
            if request.method == "POST":
                return await _posted(route, request, call)
            return _handled(route, route.get, call)
        except HTTPException:
            raise
        except Exception as error:  # the one boundary: a fault of the program itself
            if isinstance(error, OSError) and error.strerror:  # a full disk, a folder that may not be entered
                return call.page("refused.html.jinja", 422, why="system", what=error.strerror)
            if os.environ.get("GBO_POLICY_DEBUG"):
                raise
            return _fault(call, error)

    return answer


async def _posted(route: DeskRoute, request: Request, call: Call) -> Response:
    try:
        form = await request.form(
            max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD_BYTES
        )
    except ClientDisconnect:
        return PlainTextResponse("too large", 413)
    if why := _refusal(route, form, call):
        await form.close()  # a file that came with it lies on the disk
        return call.page("refused.html.jinja", 403, why=why)
    return _handled(route, route.post, replace(call, form=await _held(form)))


def _refusal(route: DeskRoute, form: FormData, call: Call) -> str:
    if not hmac.compare_digest(_whole(str(form.get("csrf", ""))).encode(), call.office.keys.form.encode()):
        return "form"
    return "read-only" if route.writes and call.office.hands.read_only else ""


def _handled(route: DeskRoute, handler: Handler | None, call: Call) -> Response:
    if handler is None:
        raise HTTPException(405)
    if not route.always and (elsewhere := _first(call.office)):
        return call.to(elsewhere)
    try:
        return handler(call)
    except LookupError as error:
        if isinstance(error, NotThereError):
            return call.page("refused.html.jinja", 404, why="no-page")
        raise


def _fault(call: Call, error: Exception) -> Response:
    """Say that it is the program's own fault, and where; nothing of the workspace is in it."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    spot = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else "?"
    call.office.faults.append(f"{type(error).__name__} {spot}")
    return call.page("refused.html.jinja", 500, why="fault", spot=f"{type(error).__name__} {spot}")


async def _held(form: FormData) -> FormData:
    """Keep what was sent within reach of a handler that does not wait: of a file, its name and its bytes."""
    from starlette.datastructures import UploadFile

    kept: list[tuple[str, str | UploadFile]] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            kept += [
                (f"{name}.name", _whole(value.filename or "")),
                (f"{name}.bytes", content.decode("latin-1")),
            ]
        else:
            kept.append((name, _whole(value)))
    await form.close()
    return FormData(kept)


def _whole(text: str) -> str:
    """Give a text as a file can hold it: a form in an encoding of its own may bring half a character."""
    return text.encode(errors="replace").decode()


def _first(office: Office) -> str:
    """Give the page that has to come first: where there is nothing yet, or where the declarations cannot be
    judged.
    """
    try:
        office.case()
    except PolicyError as error:
        second = any(p.code == "second-agreement" for p in error.problems)
        if second and not office.several and len(office.hands.house()) > 1:
            return "/workspaces"
        return "/start" if office.empty else "/errors"
    return ""


def _answering(office: Office, status: int) -> Refusal:
    async def answer(request: Request, _error: Exception) -> Response:
        call = Call(office, {}, request.query_params, routes(), "")
        return call.page("refused.html.jinja", status, why="no-page")

    return answer


async def _style(_request: Request) -> Response:
    # the colours of a report's page, in light and in dark, and those of its pictures
    colours = source("report.css").partition("* {")[0]
    text = colours + source("figures.css") + (_STATIC / "desk.css").read_text(encoding="utf-8")
    return PlainTextResponse(text, media_type="text/css")


async def _script(_request: Request) -> Response:
    return PlainTextResponse((_STATIC / "desk.js").read_text(encoding="utf-8"), media_type="text/javascript")
