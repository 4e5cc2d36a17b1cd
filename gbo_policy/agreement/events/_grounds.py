"""What measures of article 9 have in common: the ground that they state."""

from __future__ import annotations

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.agreement.register import Event, Seen
from gbo_policy.agreement.shortcoming import Shortcoming
from gbo_policy.basics.steps import Paths, from_key
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


def ground_of(ground: str | None, against: str | None, seen: Seen) -> tuple[str | None, Event | None, Paths]:
    """Tell what kind of ground a measure against a party states, the event it points to, and what says so or
    would.
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
    if bearer != against or kind.in_order(found, seen):
        return "unrelated", found, from_key("ground")
    return "non-compliance" if isinstance(found, Shortcoming) else "other-duty", found, from_key("ground")


def stated_ground(ground: str | None, seen: Seen) -> str | None:
    """Give the ground that a measure states; None when it is an event that has not happened yet as of this
    moment.
    """
    return None if ground in seen.recorded and ground not in seen.event_by_id else ground
