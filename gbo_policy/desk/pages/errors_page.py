"""Declarations that cannot be read: each error with its line, what is meant, and a field to mend it in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError, url, whole_number
from gbo_policy.desk.parts.proposals import on_table
from gbo_policy.desk.parts.tabled import FileChange, Proposal
from gbo_policy.editors.saving import opened
from gbo_policy.reading.files import declared_files
from gbo_policy.reporting.content.spoken import SpokenChange

AROUND = 2  # lines shown before and after the one that is wrong


@dataclass(frozen=True, slots=True)
class WrongLine:
    """One error: its sentence, its file and line, the lines around it, and the line as it would be with what
    was meant.
    """

    says: str
    file: str
    name: str
    line: int
    column: int
    before: tuple[str, ...]
    text: str
    after: tuple[str, ...]
    guess: str
    guessed: str


def _show(call: Call) -> Response:
    problems = call.office.problems()
    if not problems:
        notices = () if call.office.empty else call.case().report.notices
        told = [(n.sentence(call.lang), str(n.location) if n.location else "") for n in notices]
        return call.page("errors.html.jinja", wrong=[], others=[], notices=told)
    found = [_line(p, call) for p in problems]
    return call.page(
        "errors.html.jinja",
        422,
        wrong=[f for f in found if f.line],
        others=[f for f in found if not f.line],
        notices=[],
    )


def _line(problem: Problem, call: Call) -> WrongLine:
    where = problem.location
    lines = _lines(where.file) if where is not None else []
    at = where.line if where is not None and 0 < where.line <= len(lines) else 0
    text = lines[at - 1] if at else ""
    column = where.column if where is not None else 0
    guessed = _guessed(text, column, problem)
    return WrongLine(
        problem.sentence(call.lang),
        where.file if where is not None else "",
        Path(where.file).name if where is not None else "",
        at,
        column,
        tuple(lines[max(0, at - 1 - AROUND) : at - 1]) if at else (),
        text,
        tuple(lines[at : at + AROUND]) if at else (),
        problem.suggestion or "",
        guessed,
    )


def _guessed(text: str, column: int, problem: Problem) -> str:
    """Give the line with what was meant in the place of the word; empty where that is not known."""
    word, guess = problem.word, problem.suggestion
    if not word or not guess or not column:
        return ""
    at = text.find(word, max(0, column - 2))
    return "" if at < 0 else text[:at] + guess + text[at + len(word) :]


def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return []


def _mend(call: Call) -> Response:
    """Put what was written in the place of one line, all else as it is; shown before it is saved."""
    path, at = Path(call.text("file")), whole_number(call.text("line"))
    hands = call.office.hands
    known = {str(f) for f in (*declared_files(hands.paths), *hands.watched())}
    if str(path) not in known or at is None:
        raise NotThereError
    try:
        content = opened(path).text
    except PolicyError:  # it is no longer there, or no longer text: the page says so of it
        return call.to("/errors")
    lines = content.split("\n")
    # the text as it came: its blanks are YAML's
    given = str(call.form.get("guessed" if call.text("go") == "guess" else "text", "")).replace("\r\n", "\n")
    if not 0 < at <= len(lines) or lines[at - 1].rstrip("\r") != str(call.form.get("was", "")):
        return call.to("/errors", call.say("The file changed meanwhile; look again."))
    ending = "\r" if lines[at - 1].endswith("\r") else ""
    said = SpokenChange(
        call.say("line {line} of {file}", line=at, file=path.name), lines[at - 1].strip(), given.strip()
    )
    lines[at - 1] = given.replace("\n", f"{ending}\n") + ending
    change = FileChange(path, content.encode(), "\n".join(lines))
    title = call.say("line {line} of {file}", line=at, file=path.name)
    proposal = on_table(call.office, Proposal(title, (change,), (said,), "/errors"))
    return call.to(url("save", proposal.key))


ROUTES = (DeskRoute("/errors", _show, _mend, writes=True, always=True),)
