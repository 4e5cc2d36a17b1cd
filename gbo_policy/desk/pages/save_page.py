"""Before a save: what changes, in words and in YAML; after it: the way back."""

from __future__ import annotations

from starlette.responses import Response

from gbo_policy.basics.problems import PolicyError
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError, url
from gbo_policy.desk.parts.proposals import make, undo
from gbo_policy.desk.parts.tabled import FileChange, Proposal


def _proposal(call: Call) -> Proposal:
    found = call.office.proposals.get(call.params["key"])
    if found is None:
        raise NotThereError
    return found


def _show(call: Call) -> Response:
    return _page(call, _proposal(call))


def _page(call: Call, proposal: Proposal, refused: tuple[str, ...] = (), status: int = 200) -> Response:
    files = [(_name(call, c), c, c.lines(), _now(c) if refused else None) for c in proposal.changes]
    return call.page("save.html.jinja", status, proposal=proposal, files=files, refused=refused)


def _name(call: Call, change: FileChange) -> str:
    root = call.office.hands.root.absolute()
    path = change.path.absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _now(change: FileChange) -> tuple[str, list[tuple[str, str]]] | None:
    """Give the file as it stands now and how that differs from what would be saved; None where nobody changed
    it, or where it can no longer be read, which the refusal says.
    """
    try:
        now = change.path.read_bytes()
    except FileNotFoundError:
        return ("", change.lines("")) if change.before is not None else None
    except OSError:
        return None
    if now == change.before:
        return None
    text = now.decode("utf-8", "replace")
    return text, change.lines(text)


def _make(call: Call) -> Response:
    proposal = _proposal(call)
    if call.text("go") == "again":
        return _again(call, proposal)
    try:
        make(call.office, proposal)
    except PolicyError as error:
        return _page(call, proposal, tuple(p.sentence(call.lang) for p in error.problems), 409)
    return call.to(proposal.back, call.say("Saved: {what}.", what=proposal.title))


def _again(call: Call, proposal: Proposal) -> Response:
    """Make the same change in the files as they are now."""
    try:
        again = proposal.again(call.case()) if proposal.again is not None else None
    except PolicyError:
        return call.to("/errors")
    if again is None:
        return _page(call, proposal, (call.say("What this is about is no longer in the files."),), 409)
    return call.to(url("save", again.key))


def _undo(call: Call) -> Response:
    try:
        title = undo(call.office)
    except PolicyError as error:
        told = " ".join(p.sentence(call.lang) for p in error.problems)
        return call.to("/", call.say("Not undone: {why}", why=told))
    if title is None:
        return call.to("/", call.say("There is nothing to undo."))
    return call.to("/", call.say("Undone: {what}.", what=title))


ROUTES = (
    DeskRoute("/save/{key}", _show, _make, writes=True, always=True),
    DeskRoute("/undo", post=_undo, writes=True, always=True),
)
