"""What a kind of fact row is, and its typed fields: the only words a rule may use. The kinds are in
``terms.rows`` and with the events.

A row is flat. Each field has one type; an absent value is unknown (``None`` in the row), a moment is in UTC.
``source`` is the path that a user writes in the workspace, relative to the subject, or with ``agreement.``,
``parties.``, ``processors.`` or ``events.`` in front; it is empty for a field that is derived from several.
``term`` names the open term that an assessment answers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import Any, Literal, NamedTuple

from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import mark, say


class Type(Enum):
    """The value types of fact fields."""

    TEXT = "text"
    BOOL = "bool"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    TEXTS = "list of text"


TEXT, BOOL, NUMBER, DATE = Type.TEXT, Type.BOOL, Type.NUMBER, Type.DATE
MOMENT, TEXTS = Type.MOMENT, Type.TEXTS


class Field(NamedTuple):
    """One typed fact of a kind: its name, where a user states it, and what it means (a message)."""

    name: str
    type: Type
    source: str
    told: str
    term: str | None = None
    none: bool = False  # false means that the user wrote `none`
    actor: bool = False  # names core actors, so that a rule may be held against them
    # the columns of a log, and the stretch of days, that it comes from for an exchange; None: any of them
    logged: tuple[str, ...] | None = None
    words: tuple[str, ...] | None = None  # all that it may say; None: any text

    def meaning(self, lang: str) -> str:
        """Say what it means, in ``lang`` (nl or en)."""
        return say(lang, self.told)


class Kind:
    """A kind of row: ``name`` as in a rule's ``for_each``, and its fields in row order."""

    def __init__(self, name: str, fields: tuple[Field, ...]) -> None:
        self.name, self.fields = name, fields

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kind) and (self.name, self.fields) == (other.name, other.fields)

    def __hash__(self) -> int:
        return hash((self.name, self.fields))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the fields in row order."""
        return tuple(field.name for field in self.fields)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {field.name: i for i, field in enumerate(self.fields)}

    @cached_property
    def _alone(self) -> frozenset[str]:
        sources = Counter(field.source for field in self.fields if field.source)
        return frozenset(field.name for field in self.fields if sources[field.source] == 1)

    @cached_property
    def _called(self) -> dict[str, str]:
        return {f.name: f.source if self._stated(f) else f.term or f.name for f in self.fields}

    def _stated(self, field: Field) -> bool:
        """Tell whether a fact is what its key says; a yes or no that was worked out from one is not."""
        plain = field.type is not Type.BOOL or field.none or field.source.rpartition(".")[2] == field.name
        return plain and self.alone(field.name)

    @cached_property
    def _steps(self) -> dict[str, Steps]:
        # a source is keys of the models alone, never an id, so its dots are all between steps
        return {field.name: tuple((field.source or field.name).split(".")) for field in self.fields}

    def field(self, name: str) -> Field:
        """Give the field called ``name``; KeyError when there is none."""
        return self.fields[self._positions[name]]

    def told_as(self, name: str) -> Field | None:
        """Give the field that readers are told of under a name: its own, else its key's or its term's."""
        own = next((f for f in self.fields if f.name == name), None)
        return own or next((f for f in self.fields if name in (f.source, f.term)), None)

    def has(self, name: str) -> bool:
        """Tell whether there is a field called ``name``."""
        return name in self._positions

    def alone(self, name: str) -> bool:
        """Tell whether a user states the field called ``name`` by a key of its own, that no other field comes
        from.
        """
        return name in self._alone

    def called(self, name: str) -> str:
        """Give what a user calls the field called ``name``: its key where that says it, or else its term."""
        return self._called[name]

    def steps(self, name: str) -> Steps:
        """Give the path of the key that states the field called ``name``; of a derived field, its own
        name.
        """
        return self._steps[name]

    def index(self, name: str) -> int:
        """Give the position of the field called ``name`` in a row; KeyError when there is none."""
        return self._positions[name]

    def to_data(self) -> list[list[object]]:
        """Write the fields as plain data for the cache."""
        return [[f.name, f.type.value, *f[2:]] for f in self.fields]

    @staticmethod
    def from_data(name: str, data: Sequence[Sequence[Any]]) -> "Kind":
        """Read a kind back from ``to_data``; any TypeError or ValueError means that it is not one."""
        fields = [
            Field(field, Type(of), source, told, term, none, actor, _tuple(logged), _tuple(words))
            for field, of, source, told, term, none, actor, logged, words in data
        ]
        return Kind(name, tuple(fields))


def _tuple(words: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if words is None else tuple(words)


# of some facts, the open terms that settle them while they are in doubt: none
NO_TERMS: Mapping[str, tuple[str, ...]] = {}
OUTCOMES = ("met", "not-met", "contested", "unassessed")  # of an open term


def term_field(name: str, term: str, told: str, logged: tuple[str, ...] | None = None) -> Field:
    """Make the field of an open term that an assessment answers; ``logged`` as for any field."""
    return Field(name, TEXT, "", told, term, logged=logged, words=OUTCOMES)


_CLOCKS = {
    "days": (mark("days from the start to the as-of date"), mark("days until it was done, or until now")),
    "hours": (mark("hours from the start to the as-of date"), mark("hours until it was done, or until now")),
}


# Beside its own facts, each row about an event says how the agreement stood on the day of the event.
LIFE = Field(
    "life",
    TEXT,
    "",
    "the agreement on that day: before, running, disputed or ended",
    words=("before", "running", "disputed", "ended"),
)

OVER: Literal["over"] = "over"

# a row about what somebody declared says how it stands on the day judged, once it has begun
STANDING = Field(
    "life",
    TEXT,
    "",
    "the agreement on that day: running, disputed or ended; over where it had ended before",
    words=("running", "disputed", "ended", OVER),
)

# every row about what somebody declared says how its writer has labelled it
LABELS = Field("labels", TEXTS, "labels", "labels of your own, each `name=text`", logged=("flow",))


def clock_fields(unit: str) -> tuple[Field, ...]:
    """Make the fields that tell how long something is open, in ``days`` or ``hours``."""
    since, taken = _CLOCKS[unit]
    return (
        Field("open", BOOL, "", "not yet done on the as-of date"),
        Field(f"{unit}_since", NUMBER, "", since),
        Field(f"{unit}_taken", NUMBER, "", taken),
    )


def judged_fields(unit: str) -> tuple[Field, ...]:
    """Make the fields of a clock whose delay somebody may have judged, in ``days`` or ``hours``."""
    return (
        *clock_fields(unit),
        Field("outlived", BOOL, "", "still open after the day of the judgement of its delay"),
        Field(
            "runs_from",
            DATE if unit == "days" else MOMENT,
            "",
            "from when the house norm counts: the start, or that judgement",
        ),
    )
