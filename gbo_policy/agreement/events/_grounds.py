"""What measures of article 9 have in common: the ground that they state."""

from __future__ import annotations

from datetime import date, datetime

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.agreement.register import Event, Seen
from gbo_policy.agreement.shortcoming import FEW, Shortcoming, few
from gbo_policy.basics.calendar import brussels_date
from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.terms.kinds import TEXT, Field

GROUND = (
    Field("ground", TEXT, "ground", "the ground stated"),
    Field(
        "ground_kind",
        TEXT,
        "ground",
        "what the ground is: clause, non-compliance (of the other), other-duty (of the other, to be judged),"
        " unrelated or none",
        words=("clause", "non-compliance", "other-duty", "unrelated", "none"),
    ),
)


def ground_of(
    ground: str | None, against: str | None, day: date | None, seen: Seen
) -> tuple[str | None, Event | None, Paths]:
    """Tell what kind of ground a measure of ``day`` against a party states, the event it points to, and what
    says so or would.
    """
    if ground is None or ground == "none":
        return ground, None, from_key("ground")
    if ground not in seen.recorded:
        return "clause", None, from_key("ground")
    found = seen.event_by_id.get(ground)
    if found is None:  # an event that has not happened yet as of this moment
        return None, None, from_key("ground")
    kind = event_type(found.type)
    bearer: str | None = value_of(found, kind.bearer)
    if bearer is None or against is None:
        return (
            None,
            found,
            from_key("events", found.id, kind.bearer) if bearer is None else from_key("against"),
        )
    if bearer not in seen.one_by_law(against, day) or kind.in_order(found, seen):
        return "unrelated", found, from_key("ground")
    # what one did that it took over from by law may be its own failure, or not
    own = bearer == against and isinstance(found, Shortcoming)
    return "non-compliance" if own else "other-duty", found, from_key("ground")


def day_of(ground: Event | None) -> tuple[date | None, Paths]:
    """Give the day on which the event that is a ground was found, or happened, and what says so or would."""
    if ground is None:
        return None, from_key("ground")
    key = event_type(ground.type).happens[0]
    moment = value_of(ground, key)
    day = brussels_date(moment) if isinstance(moment, datetime) else moment
    return day if isinstance(day, date) else None, from_key("events", ground.id, key)


def other_grounds(ground: str | None, against: str | None, seen: Seen) -> tuple[list[str] | None, Paths]:
    """Give the shortcomings of the other besides the ground of a measure that are still open, or what leaves
    open whether there are.
    """
    held = seen.open_shortcomings
    of = held.keys() if against is None else (*sorted(seen.one_by_law(against, None)), None)
    found = (one for party in of for one in held.get(party, ()) if one.id != ground)
    open_: list[str] = []
    unsaid: list[Steps] = []
    for one in found:
        keys = [k for k in ("party", "found_on", "remedied_on") if value_of(one, k) is None]
        unsaid += [("events", one.id, k) for k in keys] + ([("against",)] if against is None else [])
        if not keys and against is not None:
            open_.append(one.id)
            if len(open_) > FEW:
                break
    if open_:
        return few(open_), tuple(("events", name) for name in open_[:FEW])
    return (None if unsaid else []), tuple(dict.fromkeys(unsaid))


def stated_ground(ground: str | None, seen: Seen) -> str | None:
    """Give the ground that a measure states; None when it is an event that has not happened yet as of this
    moment.
    """
    return None if ground in seen.recorded and ground not in seen.event_by_id else ground
