"""Files into a Workspace: sections joined, models built, references checked; every problem in one go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events import names as event_types
from gbo_policy.agreement.register import Event
from gbo_policy.basics.messages import listed, nearest
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.by_role import by_role, flows_of
from gbo_policy.declarations.doubts import KINDS, UNNAMED, Doubts
from gbo_policy.declarations.mending import causes_only, mended, misspelt, rename_marks, unnamed, without_keys
from gbo_policy.declarations.model.agreement import Agreement, Party, Processor
from gbo_policy.declarations.model.assessment import Assessment, Waiver
from gbo_policy.declarations.model.flow import Flow, FlowsByRole
from gbo_policy.declarations.placeholders import without_placeholders
from gbo_policy.declarations.references import check
from gbo_policy.declarations.shapes import Fault, faults
from gbo_policy.declarations.workspace import Place, Workspace
from gbo_policy.reading.files import InputFile, Reading, read_files
from gbo_policy.reading.passed_over import Pattern
from gbo_policy.reading.source import Mark, read
from gbo_policy.terms.suggestions import meant
from gbo_policy.terms.values import NONE, digits_of, near_none, shown
from gbo_policy.terms.vocabulary import Vocabulary

SECTIONS = ("agreement", "flows", "events", "assessments", "waivers")
M = TypeVar("M", bound=BaseModel)
N = TypeVar("N", Party, Processor, Flow, Event)
_SHOWN_SECTIONS = listed(SECTIONS)
_TRIES = 7  # a misspelt key, its wrong value, the required key that it leaves, what that makes of what is around it
# where these are told, anything may have been declared in what was not read
_UNREAD = frozenset(
    {"unreadable", "too-large", "no-such-path", "not-read-hidden", "not-read-suffix", "not-read-office"}
)
_KIND_OF = {"flows": "flow", "events": "event"}
_LOST: dict[Steps, str] = {("parties",): "party", ("processors",): "processor", ("id",): "agreement"}


class _FileEntry(NamedTuple):
    data: Any
    place: Place
    key: Location | None = None


@dataclass(slots=True)
class _Sections:
    """What was found under each section's name, before it is checked."""

    found: dict[str, list[_FileEntry]] = field(default_factory=lambda: {s: [] for s in SECTIONS})
    any: bool = False
    stated: set[str] = field(default_factory=set)  # lists that are there, be it empty
    unread: list[Any] = field(default_factory=list)  # values that nothing was made of
    broken: set[str] = field(
        default_factory=set
    )  # files that are not well-formed: parts of them are not read
    misshapen: set[str] = field(default_factory=set)  # sections that are not a list


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
        reading = reading._replace(
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
    if problems:
        raise PolicyError(problems)
    return workspace


def _gather(file: InputFile, sections: _Sections, problems: list[Problem]) -> None:
    documents, wrong = read(file.content, file.path)
    problems.extend(wrong)
    if any(p.code != "duplicate-key" for p in wrong):
        sections.broken.add(file.path)
    if not wrong and all(data is None for data, _ in documents):
        problems.append(problem("not-a-workspace-file", Location(file.path, 1, 1), sections=_SHOWN_SECTIONS))
    for data, mark in documents:
        place = Place(file.path, mark)
        if data is None:
            continue
        if not isinstance(data, dict):
            problems.append(problem("not-a-mapping", place.at(), found=shown(data)))
            sections.unread.append(data)
            continue
        if not any(key in SECTIONS for key in data) and not any(nearest(key, SECTIONS) for key in data):
            problems.append(problem("not-a-workspace-file", place.at(), sections=_SHOWN_SECTIONS))
            sections.unread.append(data)
            continue
        for key, value in data.items():
            _section(key, value, place, sections, problems)
    sections.unread.extend(p.words["unread"] for p in wrong if "unread" in p.words)


def _section(key: str, value: Any, place: Place, sections: _Sections, problems: list[Problem]) -> None:
    """Note one section; a misspelt one is told, and read as the one that is meant where that is not there itself."""
    name = key
    if key not in SECTIONS:
        known = list(SECTIONS)
        guess = nearest(key, known)
        problems.append(problem("unknown-key", place.at([key]), word=key, known=listed(known), guess=guess))
        if guess is None or guess in place.mark[1]:
            sections.unread.append(value)
            return
        name = guess
    sections.any = True
    mark = place.mark[1][key][1]
    if value is None:
        return
    if name == "agreement":
        sections.found[name].append(_FileEntry(value, Place(place.file, mark), place.at([key])))
    elif isinstance(value, list):
        entries = (_FileEntry(item, Place(place.file, m)) for item, m in zip(value, mark[1], strict=True))
        sections.found[name].extend(entries)
        sections.stated.add(name)
    else:
        sections.misshapen.add(name)
        problems.append(
            problem("wrong-type", place.at([key], value=True), word=shown(value), expected="a list")
        )


def _children(entry: _FileEntry, section: str) -> tuple[list[Mark], list[Any]]:
    """Give the marks and the data of the entries of one section of the agreement."""
    if not isinstance(entry.data, dict) or section not in entry.place.mark[1]:
        return [], []
    mark = entry.place.mark[1][section][1]
    if isinstance(mark, int):
        return [], []
    written = [v for k, v in entry.data.items() if entry.place.mark[1][k][1] is mark]
    return mark[1], written[0]


def _inside(fault: Fault, renamed: Mapping[Steps, str]) -> bool:
    """Tell whether a fault lies in the value of a misspelt key, which is read only once the key is put right."""
    return any(fault.path[: len(path)] == path for path in renamed)


def _keys_of(model: type[BaseModel]) -> set[str]:
    return {f.alias or name for name, f in model.model_fields.items()}


class _Builder:
    """Builds the models, keeps where each stands, and collects problems and what these leave in doubt."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        clauses: Sequence[str],
        rules: Sequence[str] | None,
        problems: list[Problem],
    ) -> None:
        self.vocabulary, self.clauses, self.rules, self.problems = vocabulary, clauses, rules, problems
        self.places: dict[tuple[str, str], Place] = {}
        self.doubts = Doubts()
        self.made: dict[str, tuple[str, ...]] = {}  # the ids of the flows that one written by role stands for
        self.blanks: list[Problem] = []  # what stands for something still to be filled in

    def build(self, sections: _Sections, reading: Reading) -> Workspace:
        found = sections.found
        for file in reading.files:
            if file.path in sections.broken:
                self.doubts.unreadable(file.content)
        if any(p.code in _UNREAD for p in self.problems):
            self.doubts.lost.update(KINDS)
        for value in sections.unread:
            self.doubts.unread(value)
        for section in sections.misshapen & _KIND_OF.keys():
            self.doubts.lost.add(_KIND_OF[section])
        if numbers := _numbers(found["agreement"]):
            self.vocabulary = self.vocabulary.with_parties(numbers)
        agreement = self.agreement(found["agreement"], sections)
        self.added(agreement)
        flows = self.flows(found["flows"], agreement)
        events = self.events(found["events"])
        assessments = self.numbered("assessment", found["assessments"], Assessment)
        waivers = self.numbered("waiver", found["waivers"], Waiver)
        workspace = Workspace(
            agreement=agreement,
            flows=tuple(sorted(flows, key=lambda f: f.id)),
            events=tuple(sorted(events, key=lambda e: e.id)),
            assessments=assessments,
            waivers=waivers,
            places=self.places,
            notices=tuple(sorted([*self.slips(agreement, flows), *self.blanks], key=_where)),
            gaps=reading.notices,
            root=reading.root,
            files=reading.files,
            not_read=reading.not_read,
            has_register="events" in sections.stated,
            made=self.made,
        )
        self.problems.extend(check(workspace, self.vocabulary, self.clauses, self.doubts, self.rules))
        return workspace

    def agreement(self, entries: list[_FileEntry], sections: _Sections) -> Agreement:
        """Build the one agreement; one that holds nothing stands in for one that is missing or misshapen."""
        for extra in entries[1:]:
            self.problems.append(problem("second-agreement", extra.key, first=entries[0].key))
            self.doubts.unread(extra.data)
        certain = "agreement" not in self.doubts.lost and not self.doubts.may_hold("agreement")
        if not entries and sections.any and certain:
            self.problems.append(problem("no-agreement"))
        agreement = self.model(entries[0], Agreement) if entries else None
        if agreement is None:
            self.doubts.lost.update(("agreement", "party", "processor"))
            agreement = Agreement()
            self.places["agreement", agreement.id] = entries[0].place if entries else Place("", 0)
            return agreement
        first = entries[0]
        self.places["agreement", agreement.id] = first.place
        numbered: dict[str, tuple[Any, ...]] = {}
        for section, kind in (("parties", "party"), ("processors", "processor")):
            children = getattr(agreement, section) or ()
            numbered[section] = tuple(
                self.placed(kind, child, Place(first.place.file, mark), data)
                for child, mark, data in zip(children, *_children(first, section), strict=False)
            )
        return agreement.model_copy(update=numbered) if self.problems else agreement

    def added(self, agreement: Agreement) -> None:
        """Let the flows use the purposes and categories that the signed text adds."""
        effects = [d.effect for d in agreement.departures or () if d.effect is not None]
        purposes = [word for e in effects for one in e.purposes or () for word in one]
        categories = [word for e in effects for one in e.categories or () for word in one]
        if purposes or categories:
            self.vocabulary = self.vocabulary.with_words(purposes, categories)

    def placed(self, kind: str, one: N, place: Place, data: Any) -> N:
        """Note where an entry stands; one whose id is taken gets an id of its own, so that it is checked as well."""
        if (kind, one.id) in self.places:
            where, first = place.at(["id"], value=True), self.places[kind, one.id].at(["id"])
            self.problems.append(problem("duplicate-id", where, word=one.id, first=first))
            # the first one may not be the one that is meant
            {"flow": self.doubts.flows, "event": self.doubts.untyped}.get(kind, set()).add(one.id)
            one = one.model_copy(update={"id": unnamed()})
        if one.id.startswith(UNNAMED):
            self.doubts.lacks_id(kind, data)
        self.places[kind, one.id] = place
        return one

    def model(self, entry: _FileEntry, model: type[M], ignore: Collection[str] = ()) -> M | None:
        """Build one model, telling all that is wrong with it; ``ignore`` holds unknown keys that are not told.

        What is left without the errors is built as well, so that its references are checked in the same go.
        """
        blanks: list[tuple[Steps, str]] = []
        data, renamed = without_placeholders(entry.data, blanks), dict[Steps, str]()
        self.blanks += [
            problem("placeholder", entry.place.at(path, value=True), word=word) for path, word in blanks
        ]
        for turn in range(_TRIES):
            try:
                return model.model_validate(data, context=self.vocabulary)
            except ValidationError as error:
                found = faults(error, entry.place, model, self.suggest)
            slips = misspelt(found, data)
            told = causes_only(found, slips) if turn == 0 else [f for f in found if _inside(f, renamed)]
            self.tell([f for f in told if not (f.unknown_key and f.path[-1] in ignore)], slips, entry, model)
            if not isinstance(data, dict):
                return None
            data = mended(data, found, slips) if turn < _TRIES - 2 else without_keys(data, found)
            rename_marks(entry.place.mark, slips)
            renamed |= {(*path[:-1], meant): meant for path, meant in slips.items()}
        return None

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """What every word of the vocabulary is called in both languages."""
        return self.vocabulary.labels()

    def suggest(self, word: Any, known: Sequence[str]) -> str | None:
        """Give what may have been meant by a word that is not known."""
        if NONE in known and near_none(word):
            return NONE
        return meant(word, known, self.labels)

    def tell(
        self, found: list[Fault], slips: Mapping[Steps, str], entry: _FileEntry, model: type[BaseModel]
    ) -> None:
        """Add problems to those that are told, and note what each leaves in doubt."""
        self.problems.extend(f.problem for f in found)
        for fault in found:
            if fault.path not in slips and not fault.missing:
                self.doubts.unread(fault.value)
            if fault.path[:1] == ("subject",):
                self.doubts.subjects.add(entry.place.at(["subject"]))
            if fault.missing and fault.path == ("subject",):
                self.doubts.subjects.add(entry.place.at())
            if issubclass(model, Flow) and fault.path[:1] == ("recipients",) and isinstance(entry.data, dict):
                self.doubts.flows.add(str(entry.data.get("id")))
            if model is Agreement and fault.path in _LOST:
                self.doubts.lost.add(_LOST[fault.path])

    def flows(self, entries: list[_FileEntry], agreement: Agreement) -> list[Flow]:
        built: list[Flow] = []
        for entry in entries:
            wide = by_role(entry.data)
            one = self.model(entry, FlowsByRole if wide else Flow)
            if one is None:
                self.doubts.lacks_id("flow", entry.data)
                continue
            one = self.placed("flow", one, entry.place, entry.data)
            built += self.by_role(one, entry.place, agreement) if isinstance(one, FlowsByRole) else [one]
        return built

    def by_role(self, written: FlowsByRole, place: Place, agreement: Agreement) -> list[Flow]:
        """Make the flows that one written by role stands for, and note where each stands."""
        certain = "party" not in self.doubts.lost and "party" not in self.doubts.nameless
        made = list(flows_of(written, place, agreement.parties or (), self.problems if certain else None))
        self.places.update({("flow", one.id): where for one, where in made})
        if any(one.id != written.id for one, _ in made):
            self.made[written.id] = tuple(one.id for one, _ in made)
        if not certain:
            self.doubts.flows.update((written.id, *self.made.get(written.id, ())))
        return [one for one, _ in made]

    def numbered(self, kind: str, entries: list[_FileEntry], model: type[M]) -> tuple[M, ...]:
        built: list[M] = []
        for entry in entries:
            if (one := self.model(entry, model)) is not None:
                self.places[kind, str(len(built))] = entry.place
                built.append(one)
        return tuple(built)

    def events(self, entries: list[_FileEntry]) -> list[Event]:
        built: list[Event] = []
        if not entries:
            return built
        known = event_types()
        for entry in entries:
            word = entry.data.get("type") if isinstance(entry.data, dict) else None
            one = self.model(entry, event_type(word).model) if word in known else self.untyped(entry, known)
            if one is not None:
                built.append(self.placed("event", one, entry.place, entry.data))
            else:
                self.doubts.lacks_id("event", entry.data)
        return built

    def untyped(self, entry: _FileEntry, known: Sequence[str]) -> Event | None:
        """Tell that an event's type is missing or unknown, and check the rest of it as the type that it is most like."""
        if not isinstance(entry.data, dict):
            return self.model(entry, Event)
        word = entry.data.get("type")
        place, guess = entry.place, self.suggest(word, known)
        if word is None:
            self.problems.append(problem("missing-key", place.at(["type"]), word="type"))
        else:
            words = {"word": shown(word), "known": listed(known), "guess": guess}
            self.problems.append(problem("unknown-word", place.at(["type"], value=True), **words))
        keys = {name: _keys_of(event_type(name).model) for name in known}
        like = guess or max(known, key=lambda name: len(keys[name] & entry.data.keys()))
        elsewhere = set().union(*keys.values()) - keys[like] if guess is None else ()
        one = self.model(entry._replace(data={**entry.data, "type": like}), event_type(like).model, elsewhere)
        if one is not None:
            self.doubts.untyped.add(one.id)
        return one

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
        return found


def _numbers(entries: Sequence[_FileEntry]) -> dict[str, str]:
    """Give the ids of parties by the digits of their enterprise numbers; a number of several stands for none of them."""
    found: dict[str, list[str]] = {}
    for entry in entries[:1]:
        parties = entry.data.get("parties") if isinstance(entry.data, dict) else None
        for party in parties if isinstance(parties, list) else ():
            if isinstance(party, dict) and "id" in party and "enterprise_number" in party:
                found.setdefault(digits_of(str(party["enterprise_number"])), []).append(str(party["id"]))
    ids = {one for named in found.values() for one in named}
    return {number: named[0] for number, named in found.items() if len(named) == 1 and number not in ids}


def _where(found: Problem) -> Location:
    return found.location or Location("")
