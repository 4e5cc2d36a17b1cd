"""A case as it would be under an amended pack, another departure or another house norm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gbo_policy.basics.problems import Location, PolicyError, problem
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.agreement_anew import with_agreement_of
from gbo_policy.declarations.load import load_files
from gbo_policy.declarations.model.agreement import Departure
from gbo_policy.declarations.workspace import Place, Workspace
from gbo_policy.editors.edit import Edit, edited
from gbo_policy.judging.case import Case
from gbo_policy.reading.files import InputFile, file_content
from gbo_policy.reading.source import read
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm, Rule

_AT: Steps = ("agreement", "departures")


def under_pack(case: Case, pack: Pack, norms: Mapping[str, Norm], rules: Sequence[Rule]) -> Case:
    """Judge the same files by another pack; they are read again where its words or its rules' names are
    others.

    Raises PolicyError where they cannot be read by it.
    """
    alike = (
        pack.vocabulary.raw == case.pack.vocabulary.raw
        and pack.clause_numbers == case.pack.clause_numbers
        and {r.id for r in pack.rules} >= {r.id for r in case.pack.rules}
    )
    workspace = case.workspace if alike else _again(case.workspace, pack)
    return Case.of(workspace, pack, norms, rules, notice_given=case.notice_given)


def _again(workspace: Workspace, pack: Pack) -> Workspace:
    """Make a workspace of its files anew. Raises PolicyError with all that is wrong."""
    made = load_files(
        workspace.files,
        workspace.root,
        pack.vocabulary,
        pack.clause_numbers,
        rules=[r.id for r in pack.rules],
    )
    return made._replace(not_read=workspace.not_read, gaps=workspace.gaps)


def read_departures(file: Path) -> list[Any]:
    """Read a file with one departure, a list of them, or the key ``departures`` (below ``agreement`` or not)
    with such a list.

    Raises PolicyError for what is none.
    """
    wrong: list[Any] = []
    content = file_content(file, wrong)
    if content is None:
        raise PolicyError(wrong)
    documents, faults = read(content, str(file))
    if faults:
        raise PolicyError(faults)
    place = Place(str(file), documents[0][1]).at() if documents else Location(str(file))
    found: list[Any] = []
    for data, mark in documents:
        here = _departures(data)
        if data is not None and not (here and all(isinstance(one, dict) for one in here)):
            place, found = Place(str(file), mark).at(), []
            break
        found += here
    if not found:
        raise PolicyError([problem("no-departure", place, word=str(file))])
    return found


def _departures(data: Any) -> list[Any]:
    if isinstance(data, list):
        return data
    if isinstance(data, dict) and isinstance(data.get("agreement"), dict):
        return _departures(data["agreement"])
    if isinstance(data, dict) and "departures" in data:
        return _departures(data["departures"])
    return [data] if isinstance(data, dict) and "clause" in data else []


def with_departures(case: Case, departures: Sequence[Any], file: Path, norms: Mapping[str, Norm]) -> Case:
    """Judge as if the signed text had these departures too. Raises PolicyError, at ``file``, for those that
    cannot be.

    A departure of a clause that departs already stands beside the other, as it would in the agreement's file;
    the number of a term that both state is the new one's.
    """
    workspace, stated = case.workspace, case.workspace.agreement.departures
    if stated is None:
        edits = [Edit(_AT, list(departures))]
    else:
        edits = [Edit((*_AT, len(stated) + i), one) for i, one in enumerate(departures)]
        edits += _overtaken(stated, departures)
    holder = workspace.places["agreement", workspace.agreement.id].file
    changed = _with(next(f for f in workspace.files if f.path == holder), edits)
    pack, names = case.pack, [r.id for r in case.pack.rules]
    try:
        made = with_agreement_of(workspace, changed, pack.vocabulary, pack.clause_numbers, names)
    except PolicyError as error:  # the workspace alone is in order: what is wrong is in the departures
        raise PolicyError(p._replace(location=Location(str(file))) for p in error.problems) from None
    rules = [r for found in case.engine.rules.values() for r in found]
    return Case.of(made, case.pack, norms, rules, notice_given=case.notice_given)


def _overtaken(stated: Sequence[Departure], departures: Sequence[Any]) -> Iterator[Edit]:
    """Give the new number to each term that stands in the agreement and that a further departure states
    otherwise.
    """
    new: dict[Steps, Any] = {}
    for effect in (one["effect"] for one in departures if isinstance(one.get("effect"), dict)):
        norms = effect.get("parameters")
        new |= {
            ("parameters", name): norm for name, norm in (norms if isinstance(norms, dict) else {}).items()
        }
        new[("notice_months",)] = effect.get("notice_months", new.get(("notice_months",)))
    for i, one in enumerate(stated):
        for name, _ in one.effect.terms if one.effect is not None else ():
            if new.get(name) is not None:
                yield Edit((*_AT, i, "effect", *name), new[name])


def _with(file: InputFile, edits: Sequence[Edit]) -> InputFile:
    text = file.content.decode("utf-8-sig")
    documents, _ = read(file.content, file.path)
    number = next(
        i for i, (data, _) in enumerate(documents) if isinstance(data, dict) and "agreement" in data
    )
    made = edited(text, [replace(e, document=number) for e in edits], name=file.name)
    return file._replace(content=made.encode())
