"""The workspace as read: frozen models, and where in which file each of them and each of their keys
stands.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gbo_policy.basics.problems import Location, Problem
from gbo_policy.basics.steps import Step, Steps
from gbo_policy.declarations.model.agreement import Agreement, Party, Processor
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.packed import PackedMarks
from gbo_policy.reading.passed_over import NotRead
from gbo_policy.reading.source import Mark, location, position

if TYPE_CHECKING:  # made only where there are such: start-up counts
    from gbo_policy.agreement.register import Event
    from gbo_policy.declarations.model.waiver import Waiver

_SECTIONS = {
    "parties": "party",
    "processors": "processor",
    "events": "event",
    "flows": "flow",
    "assessments": "assessment",
}
_ALONE: Mapping[str, tuple[str, ...]] = {}  # no flow is written for several senders


class Place(NamedTuple):
    """Where one subject stands: its file's name and its marks, packed where it is one of many."""

    file: str
    mark: Mark | PackedMarks

    @property
    def whole(self) -> Mark:
        """Its marks as they were read."""
        return self.mark.marks() if isinstance(self.mark, PackedMarks) else self.mark

    def at(self, path: Iterable[Step] = (), *, value: bool = False) -> Location:
        """Give the place of the key at ``path`` (or of its value), or of the deepest part of the path that is
        there.
        """
        if isinstance(self.mark, PackedMarks):
            return location(self.file, self.mark.position(path, value=value))
        here, mark = position(self.mark), self.mark
        for step in path:
            children = None if type(mark) is int else mark[1]
            if type(children) is dict and step in children:
                key, mark = children[step]
                here = position(mark) if value else key
            elif type(children) is list and isinstance(step, int) and step < len(children):
                mark = children[step]
                here = position(mark)
            else:
                break
        return location(self.file, here)


# of a processor by a core actor, or by whom it receives; None: nobody says which or who
Use = tuple[str | None, str | None]


class _WorkspaceFields(NamedTuple):
    agreement: Agreement
    flows: tuple[Flow, ...]
    events: "tuple[Event, ...]"
    assessments: tuple[Assessment, ...]
    waivers: "tuple[Waiver, ...]"
    places: dict[tuple[str, str], Place]
    notices: tuple[Problem, ...]
    root: Path
    files: tuple[InputFile, ...]
    # what lay below the given paths, looked meant, and is in no part of this; and the sentences that say so
    not_read: tuple[NotRead, ...] = ()
    gaps: tuple[Problem, ...] = ()
    # whether some file has a section `events`: without one nobody says that nothing happened
    has_register: bool = True
    # the ids of the flows that one written for several senders stands for
    made: Mapping[str, tuple[str, ...]] = _ALONE
    # the uses of processors that a log shows, beside those that flows do
    logged_uses: frozenset[Use] = frozenset()


class Workspace(_WorkspaceFields):
    """One agreement with its flows, register, assessments and waivers. ``places`` is keyed by kind and id (or
    index).
    """

    def flows_named(self, word: str) -> tuple[str, ...]:
        """Give the ids of the flows that a word names: those made of one written for several senders, or that
        one itself.
        """
        return self.made.get(word, (word,))

    @cached_property
    def written(self) -> dict[str, str]:
        """The id that each flow made of one for several senders was written under."""
        return {flow: word for word, made in self.made.items() for flow in made}

    @cached_property
    def parties(self) -> dict[str, Party]:
        """The core actors by id, in the order of their ids."""
        return {p.id: p for p in sorted(self.agreement.parties or (), key=lambda p: p.id)}

    @cached_property
    def flow_by_id(self) -> dict[str, Flow]:
        """The flows by id."""
        return {f.id: f for f in self.flows}

    @cached_property
    def processors(self) -> dict[str, Processor]:
        """The processors by id."""
        return {p.id: p for p in self.agreement.processors or ()}

    def locate(self, kind: str, key: str, fact: Steps = ()) -> Location:
        """Give the place of the key ``fact`` (such as ``dpo``, ``email``) of a subject, or of whom else its
        first steps name.
        """
        if fact and fact[0] == "agreement":
            return self.locate("agreement", self.agreement.id, fact[1:])
        if len(fact) > 1 and fact[0] in _SECTIONS:
            return self.locate(_SECTIONS[str(fact[0])], str(fact[1]), fact[2:])
        place = self.places.get((kind, key)) or self.places["agreement", self.agreement.id]
        return place.at(fact)
