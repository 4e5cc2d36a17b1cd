"""The SQL of what an embedded engine asks of a moment: whether it ever was, and in which period it lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from gbo_policy.audit.read.engine import UNJUDGED
from gbo_policy.basics.calendar import FIRST_YEAR, LAST_YEAR

SUMMER_TIME = 1981  # since that year it begins on the last Sunday of March
_MARCH, _LAST_WEEK = 3, 25


def skipped_sql(at: str) -> str:
    """Give the SQL that tells whether a moment lies in the hour that is skipped in spring."""
    return (
        f"(month({at}) = {_MARCH} AND hour({at}) = 2 AND day({at}) >= {_LAST_WEEK} AND dayofweek({at}) = 0"
        f" AND year({at}) >= {SUMMER_TIME})"
    )


def period_sql(at: str, starts: Sequence[date]) -> str:
    """Give the SQL of the number of the period that a moment lies in, or ``UNJUDGED``: the same numbers as
    those of ``keyed``.

    By halving, a handful of comparisons a row; what makes a moment one that cannot be judged is asked only in
    periods where that can be.
    """
    return _halved(at, starts, 0, None, None)


def _halved(at: str, starts: Sequence[date], lowest: int, begin: date | None, end: date | None) -> str:
    if not starts:
        bad = " OR ".join(_bad(at, begin, end))
        return f"CASE WHEN {bad} THEN {UNJUDGED} ELSE {lowest} END" if bad else str(lowest)
    middle = len(starts) // 2
    start = starts[middle]
    earlier = _halved(at, starts[:middle], lowest, begin, start)
    later = _halved(at, starts[middle + 1 :], lowest + middle + 1, start, end)
    return f"CASE WHEN {at} < TIMESTAMP '{start} 00:00:00' THEN {earlier} ELSE {later} END"


def _bad(at: str, begin: date | None, end: date | None) -> list[str]:
    """Give what can be wrong with a moment from ``begin`` until before ``end``."""
    found = []
    if begin is None:
        found.append(f"{at} < TIMESTAMP '{FIRST_YEAR + 1}-01-01 00:00:00'")
    if end is None:
        found.append(f"{at} >= TIMESTAMP '{LAST_YEAR}-01-01 00:00:00'")
    if begin is None or end is None or _holds_spring(begin, end):
        found.append(skipped_sql(at))
    return found


def _holds_spring(begin: date, end: date) -> bool:
    """Tell whether days from ``begin`` until before ``end`` may be the last Sunday of March."""
    last = end - timedelta(days=1)
    springs = (date(year, _MARCH, 31) for year in range(begin.year, last.year + 1))
    return any(begin <= day and day.replace(day=_LAST_WEEK) <= last for day in springs)
