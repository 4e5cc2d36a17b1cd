"""What a document brings about, written into the register: comments, order and form stay, and nothing is
written twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gbo_policy.agreement.key_values import value_of
from gbo_policy.agreement.register import Event
from gbo_policy.basics.digest import digest
from gbo_policy.basics.near_words import listed
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.load import load_files
from gbo_policy.documents.writing.compose import option
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.paper_kind import Brought, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.papers import paper
from gbo_policy.editors.edit import Edit, edited
from gbo_policy.editors.saving import save
from gbo_policy.judging.report import Report
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.source import read

_SECTION = {"event": "events", "flow": "flows"}


@dataclass(frozen=True, slots=True)
class Recording:
    """A file of the register as it will be; nothing is written before ``save``."""

    path: Path
    old: str
    text: str

    def save(self) -> None:
        """Write it. Raises PolicyError, and changes nothing, where the file changed meanwhile or cannot be
        written.
        """
        save(self.path, self.old, self.text)


def prepared(kind: str, report: Report, asked: PaperRequest, lang: str, file: Path) -> Recording:
    """Work out what a document of ``kind`` changes in a file of the workspace.

    Raises PolicyError where it changes nothing, is there already, or belongs elsewhere; and where the
    workspace would not load with it.
    """
    found = paper(kind)
    _check(kind, found, asked)
    target = _input(report, file)
    brought = found.brings(Draft(report, lang), asked) if found.brings else ()
    if not brought:
        raise PolicyError([problem("record-nothing", None, word=kind)])
    twice = [p for one in brought for p in _twice(one, report)]
    if twice:
        raise PolicyError(twice)
    edits = _edits(brought, report, target)
    text = edited(target.content.decode("utf-8"), edits, name=target.path)
    _check_loads(report, target, text)
    return Recording(Path(target.path), digest(target.content), text)


def _check(kind: str, found: PaperKind, asked: PaperRequest) -> None:
    problems = [
        problem("record-open", None, word=option(n)) for n in found.record_needs if getattr(asked, n) is None
    ]
    if found.brings is None:
        problems.append(problem("record-nothing", None, word=kind))
    elif found.one_event and asked.to not in (None, asked.against):
        problems.append(problem("record-one"))
    if problems:
        raise PolicyError(problems)


def _input(report: Report, file: Path) -> InputFile:
    for one in report.workspace.files:
        if Path(one.path).resolve() == file.resolve():
            return one
    known = listed([f.name for f in report.workspace.files])
    raise PolicyError([problem("record-not-read", None, word=str(file), known=known)])


def _twice(one: Brought, report: Report) -> Iterator[Problem]:
    """Find what is brought about in the register already."""
    if not one.steps:
        for event in report.workspace.events:
            if event.id == one.id or _same(event, one.value):
                yield _there(report, "event", event.id)
        return
    here = _value(report, one)
    if one.adds:
        mine = {k: v for k, v in one.value.items() if k != "at"}
        if any(all(getattr(entry, k) == v for k, v in mine.items()) for entry in here or ()):
            yield _there(report, one.kind, f"{one.id}: {one.value.get('party', '')}")
    elif here not in (None, "none"):
        yield _there(report, one.kind, one.id)


def _there(report: Report, kind: str, word: str) -> Problem:
    place = report.relative(report.workspace.locate(kind, word.partition(": ")[0]))
    return problem("record-twice", None, word=word, first=str(place))


def _same(event: Event, value: dict[str, Any]) -> bool:
    """Tell whether an event says the same, whatever it is called and however it went on: what was open may be
    answered by now.
    """
    if event.type != value["type"]:
        return False
    said = {k: v for k, v in value.items() if k not in ("id", "type", "means") and v != "none"}
    return all(_plain(value_of(event, k)) == _plain(v) for k, v in said.items())


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list | tuple) else value


def _value(report: Report, one: Brought) -> Any:
    here: Any = next(
        x
        for x in (report.workspace.events if one.kind == "event" else report.workspace.flows)
        if x.id == one.id
    )
    for step in one.steps:
        here = here[step] if isinstance(step, int) else value_of(here, step)
    return here


def _edits(brought: Sequence[Brought], report: Report, target: InputFile) -> list[Edit]:
    documents = [data for data, _ in read(target.content, target.path)[0]]
    edits: list[Edit] = []
    added: dict[tuple[int, Steps], int] = {}
    for one in brought:
        number, path = _path(one, report, documents)
        here = _at(documents[number], path)
        if one.adds or not one.steps:
            count = added.get((number, path), len(here) if isinstance(here, list) else 0)
            added[number, path] = count + 1
            path = (*path, count)
        edits.append(Edit(path, _written(one.value), number))
    return edits


def _path(one: Brought, report: Report, documents: list[Any]) -> tuple[int, Steps]:
    """Find where something stands in a file: the number of its document and its path. Raises PolicyError
    where it is not there.
    """
    section = _SECTION[one.kind]
    if not one.steps:
        number = next((i for i, d in enumerate(documents) if isinstance(d, dict) and d.get(section)), 0)
        return number, (section,)
    for number, data in enumerate(documents):
        for i, item in enumerate((data.get(section) if isinstance(data, dict) else None) or ()):
            if isinstance(item, dict) and item.get("id") == one.id:
                return number, (section, i, *one.steps)
    if "@" in one.id:  # made of one that is written for several core actors
        raise PolicyError([problem("record-several", None, word=one.id)])
    place = report.relative(report.workspace.locate(one.kind, one.id))
    raise PolicyError([problem("record-elsewhere", None, word=one.id, first=place.file)])


def _at(data: Any, path: Steps) -> Any:
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _written(value: Any) -> Any:
    """Write days as a user does."""
    if isinstance(value, dict):
        return {k: _written(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_written(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def _check_loads(report: Report, target: InputFile, text: str) -> None:
    """Let nothing be written with which the workspace would not load."""
    files = [f._replace(content=text.encode("utf-8")) if f is target else f for f in report.workspace.files]
    pack = report.pack
    load_files(
        files, report.workspace.root, pack.vocabulary, pack.clause_numbers, (), [r.id for r in pack.rules]
    )
