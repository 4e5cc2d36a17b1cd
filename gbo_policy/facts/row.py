"""A row of facts: what a rule judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gbo_policy.basics.steps import Paths, Steps
from gbo_policy.declarations.model.flow import Recipient
from gbo_policy.terms.kinds import Kind

Origins = Mapping[str, Paths]
NOWHERE: Origins = {}
# the keys by which a recipient's facts are found below it; an obligation of its own is named from the flow on
_OWN = frozenset(Recipient.model_fields) - {"legal_obligation"}


class Subject(NamedTuple):
    """What a result is about; ``of`` is the id of the flow (of a recipient) or the event (of a notice) that it belongs to."""

    kind: str
    id: str
    of: str | None = None

    def order(self) -> tuple[str, tuple[str, int, str]]:
        """Give its place among subjects: by kind, then by id, in which a last part of digits counts as a number."""
        head, _, index = self.id.rpartition("/")
        return self.kind, ((head, int(index), "") if index.isdigit() else (self.id, -1, index))

    def where(self, fact: Steps) -> tuple[str, str, Steps]:
        """Give the kind and id under which the workspace keeps the subject's place, and the path of ``fact`` there."""
        if self.kind == "recipient" and self.of is not None:
            inside = not fact or fact[0] in _OWN
            own: Steps = ("recipients", int(self.id.rpartition("/")[2]))
            return "flow", self.of, own + fact if inside else fact
        if self.of is not None:
            return "event", self.of, fact
        return self.kind, self.id, fact


@dataclass(frozen=True, slots=True)
class Row:
    """Values in the order of the kind's fields, None for unknown.

    ``origins`` gives, for some fields, the paths in the workspace that the value comes from, or that would settle it; a field that
    is not there comes from its ``source``. ``prospective``: a flow that is proposed or has yet to start; ``over``: one that has
    ended. ``terms`` gives, for some derived fields, the open terms that settle them while they are in doubt.
    """

    kind: Kind
    subject: Subject
    values: tuple[Any, ...]
    origins: Origins = field(default_factory=dict)
    prospective: bool = False
    over: bool = False
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def value(self, field: str) -> Any:
        """Give the value of the field called ``field``; None when unknown."""
        return self.values[self.kind.index(field)]

    def paths(self, field: str) -> Paths:
        """Give the paths that a field's value comes from, or that would settle it."""
        if field in self.origins:
            return self.origins[field]
        return (self.kind.steps(field),)


def row(
    kind: Kind,
    subject: Subject,
    facts: Mapping[str, Any],
    origins: Origins = NOWHERE,
    *,
    prospective: bool = False,
    over: bool = False,
    terms: Mapping[str, tuple[str, ...]] | None = None,
) -> Row:
    """Make a row from named facts; every field of the kind must be among them, and lists become tuples. KeyError otherwise."""
    values = tuple(tuple(v) if isinstance(v := facts[f.name], list) else v for f in kind.fields)
    return Row(kind, subject, values, origins, prospective, over, terms or {})
