"""Files into a Workspace: sections joined, models built, references checked; every problem in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events import names as event_types
from gbo_policy.agreement.register import Event
from gbo_policy.basics.messages import listed, nearest
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.declarations.model.agreement import Agreement
from gbo_policy.declarations.model.assessment import Assessment, Waiver
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.declarations.references import check
from gbo_policy.declarations.shapes import translate, without_errors
from gbo_policy.declarations.workspace import Place, Workspace
from gbo_policy.reading.files import InputFile, Reading, read_files
from gbo_policy.reading.passed_over import Pattern
from gbo_policy.reading.source import read
from gbo_policy.terms.values import shown
from gbo_policy.terms.vocabulary import Vocabulary

SECTIONS = ("agreement", "flows", "events", "assessments", "waivers")
M = TypeVar("M", bound=BaseModel)
_SHOWN_SECTIONS = listed(SECTIONS)
_TRIES = 4  # a wrong value, the required key that it leaves, what that makes of what is around it


class _Entry(NamedTuple):
    data: Any
    place: Place
    key: Location | None = None


@dataclass(slots=True)
class _Sections:
    """What was found under each section's name, before it is checked."""

    found: dict[str, list[_Entry]] = field(default_factory=lambda: {s: [] for s in SECTIONS})
    any: bool = False


def load(
    paths: Sequence[str | Path],
    vocabulary: Vocabulary,
    clauses: Sequence[str],
    exclude: Sequence[Pattern] = (),
    *,
    rules: Sequence[str] | None = None,
    strict: bool = False,
) -> Workspace:
    """Read the workspace below ``paths``; ``clauses`` are those that a ground may name, ``rules`` those that a waiver may.

    Raises PolicyError with all that is wrong; with ``strict`` a file that looks meant and is not read is wrong too.
    """
    reading = read_files(paths, exclude)
    if strict:
        meant = tuple(n for n in reading.notices if n.code != "excluded")
        reading = replace(
            reading,
            problems=(*reading.problems, *meant),
            notices=tuple(n for n in reading.notices if n not in meant),
        )
    return _load(reading, vocabulary, clauses, paths, rules)


def load_files(
    files: Sequence[InputFile],
    root: Path,
    vocabulary: Vocabulary,
    clauses: Sequence[str],
    paths: Sequence[str | Path] = (),
    rules: Sequence[str] | None = None,
) -> Workspace:
    """Make a workspace of files in memory; ``paths`` is what to name when they hold none. Raises PolicyError with all that is wrong."""
    return _load(Reading(root, tuple(files)), vocabulary, clauses, paths, rules)


def _load(
    reading: Reading,
    vocabulary: Vocabulary,
    clauses: Sequence[str],
    paths: Sequence[str | Path],
    rules: Sequence[str] | None,
) -> Workspace:
    problems = list(reading.problems)
    sections = _Sections()
    for file in reading.files:
        _gather(file, sections, problems)
    if not sections.any and not problems:
        empty = [
            problem("no-workspace", None, word=str(p), sections=_SHOWN_SECTIONS)
            for p in paths or [reading.root]
        ]
        raise PolicyError([*empty, *reading.notices])  # a file that looks meant may be the cause
    builder = _Builder(vocabulary, clauses, rules, problems)
    workspace = builder.build(sections, reading)
    if problems or workspace is None:
        raise PolicyError(problems)
    return workspace


def _gather(file: InputFile, sections: _Sections, problems: list[Problem]) -> None:
    documents, wrong = read(file.content, file.path)
    problems.extend(wrong)
    if not wrong and all(data is None for data, _ in documents):
        problems.append(problem("not-a-workspace-file", Location(file.path, 1, 1), sections=_SHOWN_SECTIONS))
    for data, mark in documents:
        place = Place(file.path, mark)
        if data is None:
            continue
        if not isinstance(data, dict):
            problems.append(problem("not-a-mapping", place.at(), found=shown(data)))
            continue
        if not any(key in SECTIONS for key in data) and not any(nearest(key, SECTIONS) for key in data):
            problems.append(problem("not-a-workspace-file", place.at(), sections=_SHOWN_SECTIONS))
            continue
        for key, value in data.items():
            _section(key, value, place, sections, problems)


def _section(key: str, value: Any, place: Place, sections: _Sections, problems: list[Problem]) -> None:
    if key not in SECTIONS:
        known = list(SECTIONS)
        problems.append(
            problem("unknown-key", place.at([key]), word=key, known=listed(known), guess=nearest(key, known))
        )
        return
    sections.any = True
    mark = place.mark[1][key][1]
    if value is None:
        return
    if key == "agreement":
        sections.found[key].append(_Entry(value, Place(place.file, mark), place.at([key])))
    elif isinstance(value, list):
        entries = (_Entry(item, Place(place.file, m)) for item, m in zip(value, mark[1], strict=True))
        sections.found[key].extend(entries)
    else:
        problems.append(
            problem("wrong-type", place.at([key], value=True), word=shown(value), expected="a list")
        )


class _Builder:
    """Builds the models, keeps where each stands, and collects problems."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        clauses: Sequence[str],
        rules: Sequence[str] | None,
        problems: list[Problem],
    ) -> None:
        self.vocabulary, self.clauses, self.rules, self.problems = vocabulary, clauses, rules, problems
        self.places: dict[tuple[str, str], Place] = {}
        self.untyped: set[str] = set()  # ids of events of no known type: not events, but not dangling either

    def build(self, sections: _Sections, reading: Reading) -> Workspace | None:
        found = sections.found
        agreement = self.agreement(found["agreement"])
        flows = self.flows(found["flows"])
        events = self.events(found["events"])
        assessments = self.numbered("assessment", found["assessments"], Assessment)
        waivers = self.numbered("waiver", found["waivers"], Waiver)
        if agreement is None:
            if not found["agreement"] and sections.any:
                self.problems.append(problem("no-agreement"))
            return None
        workspace = Workspace(
            agreement=agreement,
            flows=tuple(sorted(flows, key=lambda f: f.id)),
            events=tuple(sorted(events, key=lambda e: e.id)),
            assessments=assessments,
            waivers=waivers,
            places=self.places,
            notices=tuple(self.slips(agreement, flows)),
            gaps=reading.notices,
            root=reading.root,
            files=reading.files,
            not_read=reading.not_read,
        )
        self.problems.extend(check(workspace, self.vocabulary, self.clauses, self.untyped, self.rules))
        return workspace

    def agreement(self, entries: list[_Entry]) -> Agreement | None:
        for extra in entries[1:]:
            self.problems.append(problem("second-agreement", extra.key, first=entries[0].key))
        if not entries:
            return None
        first = entries[0]
        agreement = self.model(first, Agreement)
        if agreement is not None:
            self.places["agreement", agreement.id] = first.place
            marks = first.place.mark[1]
            for section, kind in (("parties", "party"), ("processors", "processor")):
                children = getattr(agreement, section) or ()
                for i, child in enumerate(children):
                    self.place(kind, child.id, Place(first.place.file, marks[section][1][1][i]))
        return agreement

    def place(self, kind: str, key: str, place: Place) -> None:
        if (kind, key) in self.places:
            where = place.at(["id"], value=True)
            self.problems.append(
                problem("duplicate-id", where, word=key, first=self.places[kind, key].at(["id"]))
            )
        else:
            self.places[kind, key] = place

    def model(self, entry: _Entry, model: type[M]) -> M | None:
        data = entry.data
        for _ in range(_TRIES):
            try:
                return model.model_validate(data, context=self.vocabulary)
            except ValidationError as error:
                if data is entry.data:
                    self.problems.extend(translate(error, entry.place, model))
                # what is left of it is checked as well, so that its other problems are told in the same go; the run ends in an error anyway
                data = without_errors(data, error)
        return None

    def flows(self, entries: list[_Entry]) -> list[Flow]:
        built = []
        for entry in entries:
            if (one := self.model(entry, Flow)) is not None:
                self.place("flow", one.id, entry.place)
                built.append(one)
        return built

    def numbered(self, kind: str, entries: list[_Entry], model: type[M]) -> tuple[M, ...]:
        built: list[M] = []
        for entry in entries:
            if (one := self.model(entry, model)) is not None:
                self.places[kind, str(len(built))] = entry.place
                built.append(one)
        return tuple(built)

    def events(self, entries: list[_Entry]) -> list[Event]:
        built: list[Event] = []
        if not entries:
            return built
        known = event_types()
        for entry in entries:
            word = entry.data.get("type") if isinstance(entry.data, dict) else None
            model = event_type(word).model if word in known else None
            if model is None and isinstance(entry.data, dict):
                self.problems.append(self.no_event_type(word, known, entry.place))
                self.untyped.add(str(entry.data.get("id")))
            elif (one := self.model(entry, model or Event)) is not None:
                self.place("event", one.id, entry.place)
                built.append(one)
        return built

    def no_event_type(self, word: Any, known: list[str], place: Place) -> Problem:
        if word is None:
            return problem("missing-key", place.at(["type"]), word="type")
        where = place.at(["type"], value=True)
        return problem(
            "unknown-word", where, word=shown(word), known=listed(known), guess=nearest(str(word), known)
        )

    def slips(self, agreement: Agreement, flows: list[Flow]) -> list[Problem]:
        found = []
        for flow in flows:
            for i, basis in enumerate(flow.legal_basis or ()):
                if self.vocabulary.basis(basis) != basis:
                    found.append(problem("slip-9-1-g", self.places["flow", flow.id].at(["legal_basis", i])))
        for party in agreement.parties or ():
            for i, basis in enumerate((party.collection and party.collection.legal_basis) or ()):
                if self.vocabulary.basis(basis) != basis:
                    found.append(
                        problem(
                            "slip-9-1-g", self.places["party", party.id].at(["collection", "legal_basis", i])
                        )
                    )
        return sorted(found, key=lambda p: p.location or Location(""))
