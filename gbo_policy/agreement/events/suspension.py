"""One party suspends its communication to another (9)."""

from collections.abc import Callable, Container, Iterator
from datetime import date, timedelta
from typing import Any, Literal

from gbo_policy.agreement.clocks import done_on
from gbo_policy.agreement.events import event_type, settled
from gbo_policy.agreement.events._grounds import GROUND, day_of, ground_of, other_grounds, stated_ground
from gbo_policy.agreement.register import Drawn, Event, EventRow, EventType, Seen, Stood
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import from_key
from gbo_policy.basics.translate import mark
from gbo_policy.terms.kinds import BOOL, DATE, LABELS, LIFE, TEXT, TEXTS, Field, Kind
from gbo_policy.terms.values import Date, DateOrNone, PartyId, Text, key

_DAY = timedelta(days=1)


class Suspension(Event):
    """One party suspends its communication to another (9)."""

    type: Literal["suspension"]
    by: PartyId | None = key(
        "the core actor that suspends (9)", asks=mark("which core actor suspends its communication?")
    )
    against: PartyId | None = key(
        "the core actor to which it no longer sends", asks=mark("towards which core actor?")
    )
    from_: Date | None = key("first day", alias="from", asks=mark("from which day?"))
    lifted_on: DateOrNone | None = key(
        "day from which it no longer runs, or none",
        asks=mark("from which day has it been lifted? `none` if it still runs"),
    )
    ground: Text | None = key(
        "the ground: a clause, or an event of the register",
        asks=mark(
            "which shortcoming is its ground? the id of a `non-compliance` or a `security-finding`, whose"
            " `remedied_on` says when it was put right; or a clause; `none` if it has none"
        ),
    )


KIND = Kind(
    "suspension",
    (
        Field("id", TEXT, "id", "the suspension"),
        Field("by", TEXT, "by", "who suspends", actor=True),
        Field("against", TEXT, "against", "against whom", actor=True),
        LIFE,
        LABELS,
        Field("since", DATE, "from", "first day"),
        *GROUND,
        Field("running", BOOL, "lifted_on", "still running on the as-of date"),
        Field("ground_remedied", BOOL, "", "its ground was remedied before the as-of date"),
        Field("ground_remedied_on", DATE, "", "when its ground was remedied"),
        Field("ground_remedied_first", BOOL, "", "its ground was remedied by the day on which it began"),
        Field("ground_day", DATE, "", "when its ground was found, or happened"),
        Field("ground_later", BOOL, "", "that was after the day on which it began"),
        Field("other_grounds", TEXTS, "", "what else the other does not keep, or has not remedied"),
        Field(
            "agreement_after",
            TEXT,
            "",
            "the agreement on the day after its ground was remedied: running, taken-over, disputed or ended",
            words=("running", "taken-over", "disputed", "ended"),
        ),
    ),
)


def runs(event: Suspension, day: date | None, as_of: AsOf) -> bool | None:
    """Tell whether a suspension runs on ``day``, from its first day until the day before it is lifted."""
    lifted = event.lifted_on
    if day is None:
        return None
    if (event.from_ is not None and day < event.from_) or (
        isinstance(lifted, date) and as_of.reached(lifted) and day >= lifted
    ):
        return False
    return None if event.from_ is None or lifted is None else True


def facts(event: Suspension, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    kind, found, paths = ground_of(event.ground, event.against, event.from_, seen)
    day, done = seen.as_of.day, settled(found)
    remedied_on = done_on(done, seen.as_of)
    remedied: bool | None = None if done is None else remedied_on is not None and remedied_on < day
    if remedied is None and kind == "unrelated":
        remedied = False
    cured_by = None if found is None else event_type(found.type).settled_by
    cure_paths = from_key("events", found.id, cured_by) if found and cured_by else from_key("ground")
    after, after_paths, terms = _agreement_after(event, remedied_on, seen)
    others, other_paths = other_grounds(event.ground, event.against, seen)
    on, on_paths = day_of(found)
    told = {
        "id": event.id,
        "by": event.by,
        "against": event.against,
        "since": event.from_,
        "ground": stated_ground(event.ground, seen),
        "ground_kind": kind,
        "running": runs(event, day, seen.as_of),
        "ground_remedied": remedied,
        "ground_remedied_on": remedied_on,
        "ground_remedied_first": _cured_first(event, found, remedied_on),
        "ground_day": on,
        "ground_later": _later(event, found, on),
        "other_grounds": others,
        "agreement_after": after,
    }
    first = cure_paths if event.from_ else from_key("from")
    origins = {"ground_kind": paths, "ground_remedied_first": first, "agreement_after": after_paths}
    origins |= dict.fromkeys(("ground_remedied", "ground_remedied_on"), cure_paths)
    origins |= {"ground_day": on_paths, "other_grounds": other_paths}
    origins["ground_later"] = on_paths if event.from_ else from_key("from")
    known = event.lifted_on is not None and event.from_ is None
    origins["running"] = from_key("from") if known else from_key("lifted_on")
    yield EventRow(KIND, told, origins, terms={"agreement_after": terms})


def _agreement_after(event: Suspension, remedied_on: date | None, seen: Seen) -> Stood:
    """Tell how the agreement stood on the day from which the suspension had to be lifted, and whether
    somebody else stood in the place of one of the two by then.
    """
    if remedied_on is None:
        return "running", (), ()
    stood = seen.ran_on(remedied_on + _DAY, event.by, event.against)
    sides = (s for s in (event.by, event.against) if s is not None)
    gone = [s for s in sides if seen.stands_for(s, remedied_on + _DAY) != s]
    if stood[0] != "running" or not gone:
        return stood
    return "taken-over", tuple(("parties", one, "until") for one in gone), ()


def _cured_first(event: Suspension, found: Event | None, remedied_on: date | None) -> bool | None:
    """Tell whether its ground was put right by its first day; what cannot be put right was not.

    On that very day, days do not show which came first.
    """
    if found is None or event_type(found.type).settled_by is None:
        return False
    if remedied_on is None:
        return None if settled(found) is None else False
    return None if event.from_ is None else remedied_on <= event.from_


def _later(event: Suspension, found: Event | None, on: date | None) -> bool | None:
    """Tell whether its ground is of a day after its first one; a clause says no day."""
    if found is None:
        return False
    return None if on is None or event.from_ is None else on > event.from_


def _held_from(kind: str, value: Callable[[str], Any], read: Container[str], seen: Seen) -> date | None:
    """From its first day, or from the day after its ground was remedied, where that decided."""
    remedied: date | None = value("ground_remedied_on") if "ground_remedied" in read else None
    first: date | None = value("since")
    return first if remedied is None else remedied + _DAY


TYPE = EventType(
    model=Suspension,
    label=mark("suspension of communication"),
    kinds=(KIND,),
    facts=facts,
    happens=("from",),
    bearer="by",
    order=(("from", "lifted_on"),),
    parties=("by", "against"),
    sides=("by", "against"),
    grounds=("ground",),
    needed=("by", "against", "from", "lifted_on"),
    held_from=_held_from,
    decides_from="from",
    bears_on_flows=True,
    drawn=Drawn(("from", "lifted_on"), "suspended", lifted=True),
    rank=2,
)
