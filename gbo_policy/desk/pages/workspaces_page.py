"""A folder with several workspaces: whoever takes part in several agreements opens one of them."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response

from gbo_policy.basics.problems import PolicyError
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError


def _house(call: Call) -> list[Path]:
    try:
        return list(call.office.hands.house())
    except PolicyError:
        return []


def _page(call: Call, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    found = _house(call)
    told_apart = len({f.name for f in found}) == len(found)
    names = [f.name if told_apart else str(f) for f in found]
    return call.page("workspaces.html.jinja", status, names=names, wrong=wrong)


def _open(call: Call) -> Response:
    """Open the one that was chosen, by its place in the list: a path is never taken from a page."""
    found, number = _house(call), call.text("number")
    if number not in map(str, range(len(found))):
        raise NotThereError
    try:
        call.office.open(found[int(number)])
    except PolicyError as error:
        return _page(call, tuple(p.line(call.lang) for p in error.problems), 422)
    return call.to("/")


ROUTES = (DeskRoute("/workspaces", _page, _open, always=True),)
