"""Counters that walk a calendar one day at a time, and share no code with the program's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import strategies as st

DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
GAPS = st.integers(0, 400)


def easter(year: int) -> date:
    """Easter Sunday, by Gauss's rule as completed for 1900-2099."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    offset = d + e
    if offset == 35 or (d == 28 and e == 6 and a > 10):
        offset -= 7
    return date(year, 3, 22) + timedelta(days=offset)


def ten_holidays(year: int) -> set[date]:
    fixed = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
    return {date(year, m, d) for m, d in fixed} | {easter(year) + timedelta(days=n) for n in (1, 39, 50)}


def naive_working_day(day: date) -> bool:
    return day.isoweekday() not in (6, 7) and day not in ten_holidays(day.year)


def naive_roll(day: date) -> date:
    return next(d for d in walk(day) if naive_working_day(d))


def walk(day: date) -> Iterator[date]:
    while True:
        yield day
        day += DAY


def naive_start(effective: date) -> date:
    """Walk to the Sunday that closes the week, then to the Monday after it."""
    sunday = next(d for d in walk(effective) if d.strftime("%a") == "Sun")
    return next(d for d in walk(sunday) if d.strftime("%a") == "Mon")


def naive_months(start: date, months: int) -> tuple[date, date]:
    """Walk until the months are full: the day before the same-numbered day, and that day; the month's last if
    it has none.
    """
    passed = 0
    for day in walk(start + DAY):
        passed += day.day == 1
        if passed == months and day.day == start.day:
            return day - DAY, day
        if passed > months:
            return day - DAY, day - DAY
    raise AssertionError("unreachable")
