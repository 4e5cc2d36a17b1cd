"""The models of a workspace, built of its joined sections: what is wrong is collected, and so is what that
leaves in doubt.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events import names as event_types
from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.declared_sections import (
    Entries,
    FileEntry,
    Sections,
    children_of,
)
from gbo_policy.declarations.doubts import KINDS, UNNAMED, Doubts
from gbo_policy.declarations.model.agreement import Agreement, Party, Processor
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.declarations.placeholders import FoundBlank, without_placeholders
from gbo_policy.declarations.references import check
from gbo_policy.declarations.several import names_several
from gbo_policy.declarations.sharing import Shared
from gbo_policy.declarations.workspace import Place, Workspace
from gbo_policy.reading.files import Reading
from gbo_policy.reading.passed_over import MAY_DECLARE
from gbo_policy.terms.values import NONE, digits_of, near_none
from gbo_policy.terms.vocabulary import Vocabulary

if TYPE_CHECKING:  # for some workspaces only: start-up counts
    from gbo_policy.agreement.register import Event
    from gbo_policy.declarations.known_entries import KnownEntries
    from gbo_policy.declarations.model.flow_by_role import FlowsByRole
    from gbo_policy.declarations.model.waiver import Waiver
    from gbo_policy.declarations.shapes import Fault

M = TypeVar("M", bound=BaseModel)
N = TypeVar("N", Party, Processor, Flow, "FlowsByRole", "Event")
F = TypeVar("F", Flow, "FlowsByRole")
# a misspelt key, its wrong value, the required key that it leaves, what that makes of what is around it
_TRIES = 7
# where these are told, anything may have been declared in what was not read
_UNREAD = MAY_DECLARE | {"unreadable", "too-large", "no-such-path"}
_KIND_OF = {"flows": "flow", "events": "event"}
_LOST: dict[Steps, str] = {
    ("parties",): "party",
    ("processors",): "processor",
    ("id",): "agreement",
    ("parties", "role"): "role",
}


class Builder:
    """Builds the models, keeps where each stands, and collects problems and what these leave in doubt."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        clauses: Sequence[str],
        rules: Sequence[str] | None,
        problems: list[Problem],
        known: KnownEntries | None = None,
    ) -> None:
        self.known = known
        self.vocabulary, self.clauses, self.rules, self.problems = vocabulary, clauses, rules, problems
        self.places: dict[tuple[str, str], Place] = {}
        self.doubts, self.shared = Doubts(), Shared()
        self.made: dict[str, tuple[str, ...]] = {}  # the ids of the flows that one written by role stands for
        self.blanks: list[Problem] = []  # what stands for something still to be filled in

    def build(self, sections: Sections, reading: Reading) -> Workspace:
        """Build all of a workspace."""
        found = sections.found
        if self.known is not None:
            self.known.next_load()
        for file in reading.files:
            if file.path in sections.broken:
                self.doubts.unreadable(file.content)
        if any(p.code in _UNREAD for p in self.problems):
            self.doubts.lost.update(KINDS)
        for value in sections.unread:
            self.doubts.unread(value)
        for section in sections.misshapen & _KIND_OF.keys():
            self.doubts.lost.add(_KIND_OF[section])
        agreement = self.agreement(sections)
        self.added(agreement)
        if self.known is not None:
            self.known.speak(self.vocabulary)
        flows = self.flows(found["flows"], agreement)
        events = self.events(found["events"])
        assessments = self.numbered("assessment", found["assessments"], Assessment)
        waivers = self.waivers(sections) if found["waivers"] or sections.beside else ()
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

    def agreement(self, sections: Sections) -> Agreement:
        """Build the one agreement; one that holds nothing stands in for one that is missing or misshapen."""
        entries = [entry.opened() for entry in sections.found["agreement"]]
        if numbers := _numbers(entries):
            self.vocabulary = self.vocabulary.with_parties(numbers)
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
                for child, mark, data in zip(children, *children_of(first, section), strict=False)
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
        """Note where an entry stands; one whose id is taken gets an id of its own, so that it is checked as
        well.
        """
        if (kind, one.id) in self.places:
            where, first = place.at(["id"], value=True), self.places[kind, one.id].at(["id"])
            self.problems.append(problem("duplicate-id", where, word=one.id, first=first))
            # the first one may not be the one that is meant
            {"flow": self.doubts.flows, "event": self.doubts.untyped}.get(kind, set()).add(one.id)
            from gbo_policy.declarations.mending import unnamed

            one = one.model_copy(update={"id": unnamed()})
        if one.id.startswith(UNNAMED):
            self.doubts.lacks_id(kind, data)
        self.places[kind, one.id] = place
        return one

    def model(self, entry: FileEntry, model: type[M], ignore: Collection[str] = ()) -> M | None:
        """Build one model, or take the one that was built of the same entry before, where somebody keeps
        these.
        """
        if self.known is None or model is Agreement:
            return self.built(entry, model, ignore)
        key, found = self.known.find(model, entry.data)
        if isinstance(found, model):
            return found
        told = len(self.problems) + len(self.blanks)
        made = self.built(entry, model, ignore)
        if made is not None and told == len(self.problems) + len(self.blanks):
            self.known.keep(key, made)
        return made

    def built(self, entry: FileEntry, model: type[M], ignore: Collection[str] = ()) -> M | None:
        """Build one model, telling all that is wrong with it but unknown keys that ``ignore`` holds.

        What is left without the errors is built as well, so that its references are checked in the same go.
        """
        blanks: list[FoundBlank] = []
        data, renamed = without_placeholders(entry.data, blanks), dict[Steps, str]()
        for blank in blanks:
            where = entry.place.at(blank.path, value=True)
            kept = self.problems if blank.is_error else self.blanks
            kept.append(problem(blank.code, where, word=blank.text))
        for turn in range(_TRIES):
            try:
                return self.shared.model(model.model_validate(data, context=self.vocabulary))
            except ValidationError as error:
                from gbo_policy.declarations import mending, shapes

                found = shapes.faults(error, entry.place, model, self.suggest)
            slips = mending.misspelt(found, data)
            told = mending.untold(found, slips, renamed if turn else None)
            self.tell([f for f in told if not (f.unknown_key and f.path[-1] in ignore)], slips, entry, model)
            if not isinstance(data, dict):
                return None
            last = turn >= _TRIES - 2
            data = mending.without_keys(data, found) if last else mending.mended(data, found, slips)
            mending.rename_marks(entry.place.mark, slips)
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
        from gbo_policy.terms.suggestions import meant  # only where something is wrong: start-up counts

        return meant(word, known, self.labels)

    def tell(
        self, found: list[Fault], slips: Mapping[Steps, str], entry: FileEntry, model: type[BaseModel]
    ) -> None:
        """Add problems to those that are told, and note what each leaves in doubt."""
        self.problems.extend(f.problem for f in found)
        for fault in found:
            if fault.path not in slips and not fault.missing:
                self.doubts.unread(fault.value)
            if fault.path[:1] == ("subject",):
                self.doubts.subjects.add(entry.place.at(["subject"]))
            if (fault.missing and fault.path == ("subject",)) or fault.under == "subject":
                self.doubts.subjects.add(entry.place.at())
            if issubclass(model, Flow) and fault.path[:1] == ("recipients",) and isinstance(entry.data, dict):
                self.doubts.flows.add(str(entry.data.get("id")))
            keys = tuple(step for step in fault.path if isinstance(step, str))
            if model is Agreement and keys in _LOST and fault.path[-1] == keys[-1]:
                self.doubts.lost.add(_LOST[keys])
            if model is Assessment and fault.path == ("rule",):
                self.doubts.ruleless.add(entry.place.at(["term"], value=True))

    def flows(self, entries: Entries, agreement: Agreement) -> list[Flow]:
        """Build the flows, those written by role for each core actor of it."""
        built: list[Flow] = []
        for entry in (one.opened() for one in entries):
            if names_several(entry.data):
                built += self.by_role(entry, agreement)
            elif (one := self.flow(entry, Flow)) is not None:
                built.append(one)
        return built

    def flow(self, entry: FileEntry, model: type[F]) -> F | None:
        """Build one flow as it is written, and note where it stands."""
        if (one := self.model(entry, model)) is None:
            self.doubts.lacks_id("flow", entry.data)
            return None
        return self.placed("flow", one, entry.place, entry.data)

    def by_role(self, entry: FileEntry, agreement: Agreement) -> list[Flow]:
        """Make the flows that one written by role stands for, and note where each stands."""
        from gbo_policy.declarations.by_role import flows_of
        from gbo_policy.declarations.model.flow_by_role import FlowsByRole

        if (written := self.flow(entry, FlowsByRole)) is None:
            return []
        certain = not self.doubts.lost & {"party", "role"} and "party" not in self.doubts.nameless
        made = list(
            flows_of(written, entry.place, agreement.parties or (), self.problems if certain else None)
        )
        self.places.update({("flow", one.id): where for one, where in made})
        if any(one.id != written.id for one, _ in made):
            self.made[written.id] = tuple(one.id for one, _ in made)
        if not certain:
            self.doubts.flows.update((written.id, *self.made.get(written.id, ())))
        return [one for one, _ in made]

    def numbered(self, kind: str, entries: Entries, model: type[M]) -> tuple[M, ...]:
        """Build things without an id; they are called by their number."""
        built: list[M] = []
        for entry in (one.opened() for one in entries):
            if (one := self.model(entry, model)) is not None:
                self.places[kind, str(len(built))] = entry.place
                built.append(one)
        return tuple(built)

    def waivers(self, sections: Sections) -> tuple[Waiver, ...]:
        """Build the waivers; those that stand in comments come after those of the sections."""
        from gbo_policy.declarations.model.waiver import CommentWaiver, Waiver

        built = [*self.numbered("waiver", sections.found["waivers"], Waiver)]
        for one in sections.beside:
            if (made := self.model(FileEntry(one.data, one.place), CommentWaiver)) is not None:
                self.places["waiver", str(len(built))] = one.place
                built.append(made)
                if made.approved_on is None:  # 1.8 asks for the day, the comment's own line has none
                    self.blanks.append(problem("waiver-undated", one.place.at(), word=made.rule))
        return tuple(built)

    def events(self, entries: Entries) -> list[Event]:
        """Build the events, each by the model of its type."""
        built: list[Event] = []
        if not entries:
            return built
        known = event_types()
        for entry in (one.opened() for one in entries):
            word = entry.data.get("type") if isinstance(entry.data, dict) else None
            one = self.model(entry, event_type(word).model) if word in known else self.untyped(entry, known)
            if one is not None:
                built.append(self.placed("event", one, entry.place, entry.data))
            else:
                self.doubts.lacks_id("event", entry.data)
        return built

    def untyped(self, entry: FileEntry, known: Sequence[str]) -> Event | None:
        """Tell that an event's type is missing or unknown, and check the rest of it as the type that it is
        most like.
        """
        from gbo_policy.agreement.register import Event

        if not isinstance(entry.data, dict):
            return self.model(entry, Event)
        from gbo_policy.declarations.untyped_events import likely_type

        likely = likely_type(entry, known, self.suggest(entry.data.get("type"), known))
        self.problems += likely.problems
        data, like = {**entry.data, "type": likely.name}, event_type(likely.name)
        one = self.model(entry._replace(data=data), like.model, likely.ignore)
        if one is not None:
            self.doubts.untyped.add(one.id)
        return one

    def slips(self, agreement: Agreement, flows: list[Flow]) -> list[Problem]:
        """Tell where a legal basis is written as the agreement's own slip of the pen has it."""
        stated = [(("flow", f.id), ["legal_basis"], f.legal_basis) for f in flows]
        for party in agreement.parties or ():
            if party.collection is not None:
                whose = ("party", party.id)
                stated.append((whose, ["collection", "legal_basis"], party.collection.legal_basis))
        return [
            problem("slip-9-1-g", self.places[whose].at([*path, i]))
            for whose, path, bases in stated
            for i, basis in enumerate(bases or ())
            if self.vocabulary.basis(basis) != basis
        ]


def _numbers(entries: Sequence[FileEntry]) -> dict[str, str]:
    """Give the ids of parties by the digits of their enterprise numbers; a number of several stands for none
    of them.
    """
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
