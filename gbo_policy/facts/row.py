"""A row of facts: what a rule judges."""

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, NamedTuple

from gbo_policy.basics.steps import Paths, Steps
from gbo_policy.declarations.model.flow import Recipient
from gbo_policy.facts.lifetime import Life
from gbo_policy.terms.kinds import LIFE, NO_TERMS, Kind

Origins = Mapping[str, Paths]
Made = tuple[dict[str, Any], Origins]  # some facts, and where those come from
NOWHERE: Origins = {}
# the keys by which a recipient's facts are found below it; an obligation of its own is named from the flow on
_OWN = frozenset(Recipient.model_fields) - {"legal_obligation"}


class Subject(NamedTuple):
    """What a result is about; ``of`` is the id of the flow (of a recipient) or the event (of a notice) that
    it belongs to.
    """

    kind: str
    id: str
    of: str | None = None

    @property
    def flow(self) -> str | None:
        """The flow that it is, or is a recipient of; None for anything else."""
        if self.kind == "recipient":
            return self.of
        return self.id if self.kind == "flow" else None

    @property
    def place(self) -> int:
        """A recipient's place in the list of its flow, counted from zero. ValueError for another subject."""
        if self.kind != "recipient":
            raise ValueError(self.kind)
        return int(self.id.rpartition("/")[2])

    def order(self) -> tuple[str, tuple[str, int, str]]:
        """Give its place among subjects: by kind, then by id, in which a last part of digits counts as a
        number.
        """
        head, _, index = self.id.rpartition("/")
        return self.kind, ((head, int(index), "") if index.isdigit() else (self.id, -1, index))

    def where(self, fact: Steps) -> tuple[str, str, Steps]:
        """Give the kind and id under which the workspace keeps the subject's place, and the path of ``fact``
        there.
        """
        if self.kind == "recipient" and self.of is not None:
            inside = not fact or fact[0] in _OWN
            own: Steps = ("recipients", self.place)
            return "flow", self.of, own + fact if inside else fact
        if self.of is not None:
            return "event", self.of, fact
        return self.kind, self.id, fact


class Row(NamedTuple):
    """Values in the order of the kind's fields, None for unknown.

    ``origins`` gives, for some fields, the paths in the workspace that the value comes from, or that would
    settle it; a field that is not there comes from its ``source``. ``prospective``: a flow that is proposed
    or has yet to start; ``over``: one that has ended. ``terms`` gives, for some derived fields, the open
    terms that settle them while they are in doubt.
    """

    kind: Kind
    subject: Subject
    values: tuple[Any, ...]
    origins: Origins = NOWHERE
    prospective: bool = False
    over: bool = False
    terms: Mapping[str, tuple[str, ...]] = NO_TERMS

    def value(self, field: str) -> Any:
        """Give the value of the field called ``field``; None when unknown."""
        return self.values[self.kind.index(field)]

    def with_value(self, field: str, value: Any, paths: Paths) -> "Row":
        """Give the row with another value of a field, and where that comes from."""
        at = self.kind.index(field)
        values = (*self.values[:at], value, *self.values[at + 1 :])
        return self._replace(values=values, origins={**self.origins, field: paths})

    def paths(self, field: str) -> Paths:
        """Give the paths that a field's value comes from, or that would settle it."""
        found = self.origins.get(field)
        return (self.kind.steps(field),) if found is None else found


def row(
    kind: Kind,
    subject: Subject,
    facts: Mapping[str, Any],
    origins: Origins = NOWHERE,
    *,
    prospective: bool = False,
    over: bool = False,
    terms: Mapping[str, tuple[str, ...]] = NO_TERMS,
    held: Life | None = None,
) -> Row:
    """Make a row from named facts and, where it is given, from how the agreement is held to stand; lists
    become tuples. KeyError where a field of the kind is not among them.
    """
    if held is not None:
        facts = {**facts, LIFE.name: held.state}
        origins = {**origins, LIFE.name: held.paths}
        terms = {**terms, LIFE.name: held.terms}
    values = tuple([tuple(v) if isinstance(v, list) else v for v in map(facts.__getitem__, kind.names)])
    return Row(kind, subject, values, origins, prospective, over, terms)


class _SharedOrigins(Mapping[str, Paths]):
    """Origins of which the names, and often the paths, are those of many rows."""

    __slots__ = ("_at", "_paths")

    def __init__(self, at: Mapping[str, int], paths: tuple[Paths, ...]) -> None:
        """Give each name its place among the paths."""
        self._at, self._paths = at, paths

    def __getitem__(self, name: str) -> Paths:
        """Give the paths of a field."""
        return self._paths[self._at[name]]

    def get(self, name: str, default: Any = None) -> Any:
        """Give the paths of a field, or else ``default``."""
        at = self._at.get(name)
        return default if at is None else self._paths[at]

    def __iter__(self) -> Iterator[str]:
        """Give the names in their order."""
        return iter(self._at)

    def __len__(self) -> int:
        """Tell how many there are."""
        return len(self._at)


class AlikeRows:
    """Keeps rows in little room: what many of them have alike is one object."""

    def __init__(self) -> None:
        """Know none yet."""
        self._tuples: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self._names: dict[tuple[str, ...], Mapping[str, int]] = {}
        self._terms: dict[tuple[Any, ...], Mapping[str, tuple[str, ...]]] = {}

    def kept(self, one: Row) -> Row:
        """Give an equal row."""
        known, names = self._tuples, tuple(one.origins)
        values = tuple([known.setdefault(v, v) if type(v) is tuple else v for v in one.values])
        paths = tuple([known.setdefault(found, found) for found in one.origins.values()])
        if names not in self._names:
            self._names[names] = {name: i for i, name in enumerate(names)}
        origins = _SharedOrigins(self._names[names], known.setdefault(paths, paths))
        terms = self._terms.setdefault(tuple(one.terms.items()), one.terms)
        return Row(one.kind, one.subject, values, origins, one.prospective, one.over, terms)


class Makers:
    """Functions that each give some facts of a row, always those of the same names."""

    def __init__(self, *makers: Callable[..., Made]) -> None:
        """Take them in the order in which they are called."""
        self._makers = makers
        self._names: dict[Callable[..., Made], Set[str]] = {}  # learnt when one is first called

    def made(self, facts: dict[str, Any], wanted: Set[str] | None, *given: Any) -> dict[str, Paths]:
        """Add to ``facts`` what the makers give, and tell where it comes from.

        Of a maker none of whose facts is ``wanted`` (None: all are), nothing is worked out, and each is None.
        """
        origins: dict[str, Paths] = {}
        for maker in self._makers:
            names = self._names.get(maker)
            if names is not None and wanted is not None and wanted.isdisjoint(names):
                facts |= dict.fromkeys(names)
                continue
            made, paths = maker(*given)
            if names is None:
                self._names[maker] = made.keys()
            facts |= made
            origins |= paths
        return origins
