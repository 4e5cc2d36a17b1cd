"""What every type of event is made of: the shapes that types share, what its facts may ask, and the record
that says all of a type.

Keys are named as a user writes them (``from``); a path such as ``received.party`` goes into each entry of a
list.
"""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from gbo_policy.basics.calendar import PublicHolidays
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import Paths
from gbo_policy.terms.kinds import NO_TERMS, Kind
from gbo_policy.terms.values import Labelled, Slug, Text, key

Timed = tuple[dict[str, Any], dict[str, Paths]]


class Event(Labelled):
    """One event of the register, of any type."""

    id: Slug = key("short name of the event", default=...)
    note: Text | None = key("remark")
    type: str = key(
        "type of event; decides which other keys may be given",
        default=...,
    )


class Others(Protocol):
    """Who the core actors are, as far as it is known."""

    def others(self, *than: str | None, on: date | None = None) -> tuple[str, ...] | None:
        """Give the core actors other than ``than`` on a day, or else on the day judged by; None when either
        is unknown.
        """


# running, disputed or ended (None: that is not known), what says so, and the open terms that settle it
Stood = tuple[str | None, Paths, tuple[str, ...]]


class Seen(Others, Protocol):
    """The workspace as of a moment, as far as the facts of an event may ask for it."""

    @property
    def as_of(self) -> AsOf:
        """The moment judged by."""

    @property
    def holidays(self) -> PublicHolidays:
        """The public holidays that are no working days."""

    @property
    def recorded(self) -> frozenset[str]:
        """The ids of all events in the file, those after the moment too."""

    @property
    def event_by_id(self) -> Mapping[str, Event]:
        """The register as of the moment, by id."""

    @property
    def open_shortcomings(self) -> Mapping[str | None, Sequence[Event]]:
        """What finds a core actor falling short and was not put right before the as-of date, by that core
        actor; under None where it does not say whose it is.
        """

    def assessed(
        self, term: str, kind: str, key: str, recipients: Iterable[str] = ("",), rule: str = ""
    ) -> tuple[str | None, Paths]:
        """Give the outcome of the assessment that counts, or ``unassessed``, and the path of the
        assessment.
        """

    def assessed_on(self, paths: Paths) -> tuple[date, ...]:
        """Give the days of the assessments among some paths."""

    def authority_of(self, party: str | None) -> str | None:
        """Give the authority that supervises a core actor, as far as that is known."""

    def agreed_recipient(self, name: str | None) -> bool | None:
        """Tell whether the signed text lets somebody of that name receive, whom the model bars (5.2)."""

    def to_tell(self, by: str | None, on: date | None) -> tuple[str, ...] | None:
        """Give the other core actors whom ``by`` has to tell on a day; None when it is not known who they
        are.
        """

    def doubtful(self, parties: Collection[str], on: date | None) -> Paths:
        """Give the notices that say of all of ``parties`` whether they still had to be told, and can be read
        both ways; none where somebody had to be told in any case.
        """

    def not_bound_yet(self, on: date | None) -> frozenset[str]:
        """Give the core actors that have joined by a day without being bound on it yet."""

    def before(self, party: str, day: date | None) -> tuple[str, ...]:
        """Give those in whose place a core actor came by law, but for who was still there beside it on a day,
        or else on the as-of date.
        """

    def heir_from(self, party: str) -> date | None:
        """Give the day from which another stands in the place of a core actor, where that is said."""

    def stands_for(self, party: str, day: date) -> str:
        """Give who stands in the place of a core actor on a day: itself, or who took over from it by law."""

    def one_by_law(self, party: str, day: date | None) -> frozenset[str]:
        """Give a core actor with those that are one with it by law on a day, or else on the as-of date."""

    def ran_on(self, day: date, *parties: str | None) -> Stood:
        """Tell how the agreement stood between some core actors on a day, once it had begun."""

    def valid_notice(self, event: str) -> bool:
        """Tell whether the event called ``event`` is a notice of termination of good form."""


class EventRow(NamedTuple):
    """The facts of one row, and where they come from; ``part`` is what the row is about within the event, if
    not all of it.

    ``terms``: of some facts, the open terms that settle them while they are in doubt.
    """

    kind: Kind
    facts: dict[str, Any]
    origins: Mapping[str, Paths]
    part: str = ""
    terms: Mapping[str, tuple[str, ...]] = NO_TERMS


class Clock(NamedTuple):
    """A term of the law that an event has brought, and that still runs.

    ``name`` with the event's id makes its key; ``told`` is the message that says what is due; ``to`` are
    those towards whom it runs; ``done_by`` is the key that will say it is done.
    """

    name: str
    told: str
    clause: str
    to: tuple[str, ...]
    since: date | datetime | None
    due: date | datetime
    done_by: str
    latest: date | None = None  # its last day on the reading that gives most time, where that is another one
    rule: str = ""  # which rule judges whether it was kept


class Drawn(NamedTuple):
    """How a picture of the register shows an event: the keys of its first and last day, and those of its
    moments.

    ``tone`` is that of the stretch; ``lifted``: on its last day it no longer holds.
    """

    span: tuple[str, str] | None = None
    tone: str = "none"
    dots: tuple[str, ...] = ()
    lifted: bool = False


_UNDRAWN = Drawn()


def _never(event: Any, seen: Seen) -> bool:
    return False


def _nothing(*_: Any) -> Iterator[Any]:
    return iter(())


def _untold(kind: str, value: Callable[[str], Any], read: Container[str], seen: Seen) -> date | None:
    return None


class EventType(NamedTuple):
    """All that the program knows of one type of event; its name is the name of its module.

    ``label``: what a reader calls it (a message). ``kinds``: of its rows, the event's own kind first.
    ``happens``: the keys of which the first one reached puts it in the register. ``bearer``: whose duty it is
    about. ``order``: pairs of keys, of which the second may not lie before the first. ``parties``: what names
    core actors, ``once`` those among them that may be named only once, ``processors`` what names processors.
    ``sides``: two that cannot be the same. ``clauses`` and ``grounds``: what names a clause, or a clause or
    an event. ``settled_by``: what says when the matter was put right. ``needed``: what decides whether a
    measure or a notice stands. ``in_order``: whether the facts show it to be no failure of its bearer.

    ``clocks``: the terms of the law that it has brought and that still run. ``turns``: days on which a fact
    of it may change, besides those that it states (given the country of the holidays). ``held_from``: since
    when the facts of a row of it (by its kind, and which of them were read) show a violation.
    ``decides_from``: the key of the day from which it bears on others. ``bears_on_flows``: whether it may.
    ``drawn`` and ``rank``: how and where it stands in a picture.
    """

    model: type[Event]
    label: str
    kinds: tuple[Kind, ...]
    facts: Callable[[Any, Seen], Iterator[EventRow]]
    happens: tuple[str, ...]
    bearer: str = "party"
    order: tuple[tuple[str, str], ...] = ()
    parties: tuple[str, ...] = ("party",)
    processors: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    sides: tuple[str, str] | None = None
    clauses: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    settled_by: str | None = None
    needed: tuple[str, ...] = ()
    in_order: Callable[[Any, Seen], bool] = _never
    clocks: Callable[[Any, Seen], Iterator[Clock]] = _nothing
    turns: Callable[[Any, PublicHolidays], Iterator[date]] = _nothing
    held_from: Callable[[str, Callable[[str], Any], Container[str], Seen], date | None] = _untold
    decides_from: str | None = None
    bears_on_flows: bool = False
    drawn: Drawn = _UNDRAWN
    rank: int = 100
