"""How long something that an event asks for is open, and how long it took."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from gbo_policy.agreement.register import Seen, Timed
from gbo_policy.basics.calendar import end_of_day, hours_between
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import Paths, from_key


def clock(as_of: AsOf, unit: str, start: Any, done: Any, names: tuple[str, str]) -> Timed:
    """Time a duty in ``days`` or ``hours``: whether it is open, how long since its start, how long it took or
    has taken so far.
    """
    now: Any = as_of.moment if unit == "hours" else as_of.day
    elapsed: Callable[[Any, Any], float] = hours_between if unit == "hours" else lambda a, b: (b - a).days
    origins: dict[str, Paths] = {
        f"{unit}_since": from_key(names[0]),
        "open": from_key(names[1]),
        f"{unit}_taken": from_key(names[1]),
    }
    since = None if start is None else max(elapsed(start, now), 0)  # it may start at midnight
    if start is None and done is not None:
        origins[f"{unit}_taken"] = from_key(names[0])
    if done == "none" or (done is not None and not as_of.reached(done)):
        return {"open": True, f"{unit}_since": since, f"{unit}_taken": since}, origins
    if done is None:
        return {"open": None, f"{unit}_since": since, f"{unit}_taken": None}, origins
    return {
        "open": False,
        f"{unit}_since": since,
        f"{unit}_taken": None if start is None else elapsed(start, done),
    }, origins


def judged_clock(
    seen: Seen, unit: str, start: Any, done: Any, names: tuple[str, str], judged: tuple[str | None, Paths]
) -> Timed:
    """Time a duty whose delay somebody may have judged: a judgement covers what had happened by the end of
    its day.

    ``judged`` is the outcome and the paths of the assessment. ``outlived``: the duty was still open then;
    from there the clock starts anew.
    """
    outcome, paths = judged
    times, origins = clock(seen.as_of, unit, start, done, names)
    times, origins = (
        times | {"outlived": False, "runs_from": start},
        origins | {"runs_from": from_key(names[0])},
    )
    if outcome in (None, "unassessed"):
        return times, origins
    day = max(seen.assessed_on(paths))
    until: Any = min(end_of_day(day), seen.as_of.moment) if unit == "hours" else day
    now: Any = seen.as_of.moment if unit == "hours" else seen.as_of.day
    if (isinstance(done, date) and seen.as_of.reached(done) and done <= until) or (
        start is None and until >= now
    ):
        return times, origins
    if start is None:  # nobody knows how long it has gone on since
        return times | {"outlived": None}, origins | {"outlived": from_key(names[0])}
    # the end of a day is its last microsecond: a clock that starts there is told to start at midnight
    whole = unit == "hours" and until == end_of_day(day)
    anew = max(start, until + timedelta(microseconds=1) if whole else until)
    times, origins = clock(seen.as_of, unit, anew, done, names)
    outlived = None if done is None else True
    found = {"outlived": from_key(names[1]), "runs_from": paths}
    return times | {"outlived": outlived, "runs_from": anew}, origins | found


def done_on(done: date | str | None, as_of: AsOf) -> date | None:
    """Give the day on which something was done, if it was by the moment."""
    return done if isinstance(done, date) and as_of.reached(done) else None


def utc(moment: datetime | None) -> datetime | None:
    """Give a moment in UTC: there the difference of two is the time between them, where summer time would
    hide an hour.
    """
    return None if moment is None else moment.astimezone(UTC)
