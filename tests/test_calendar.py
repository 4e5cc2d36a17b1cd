"""The calendar against Belgian holidays, summer time, and counters that walk day by day."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics import calendar
from gbo_policy.basics.calendar import (
    BRUSSELS,
    PublicHolidays,
    add_months,
    brussels_date,
    end_of_day,
    hours_between,
)
from gbo_policy.rulebook.pack import Pack
from tests.walking import DAY, DAYS, naive_months, naive_roll, naive_working_day

BELGIAN = PublicHolidays("BE")
is_working_day = partial(calendar.is_working_day, holidays=BELGIAN)
next_working_day = partial(calendar.next_working_day, holidays=BELGIAN)
add_working_days = partial(calendar.add_working_days, holidays=BELGIAN)
month_deadline = partial(calendar.month_deadline, holidays=BELGIAN)


def brussels(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


# --- moments and summer time -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2025, 1, 15), "2025-01-15T22:59:59.999999"),
        (date(2025, 3, 29), "2025-03-29T22:59:59.999999"),
        (date(2025, 3, 30), "2025-03-30T21:59:59.999999"),
        (date(2025, 10, 25), "2025-10-25T21:59:59.999999"),
        (date(2025, 10, 26), "2025-10-26T22:59:59.999999"),
    ],
)
def test_end_of_day_is_in_utc(day: date, moment: str) -> None:
    assert end_of_day(day).isoformat() == f"{moment}+00:00"


@given(DAYS)
def test_end_of_day_is_the_last_moment_of_that_day(day: date) -> None:
    assert brussels_date(end_of_day(day)) == day
    assert brussels_date(end_of_day(day) + timedelta(microseconds=1)) == day + DAY


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2025-07-01T21:59:59+00:00", date(2025, 7, 1)),
        ("2025-07-01T22:00:00+00:00", date(2025, 7, 2)),
        ("2025-01-01T22:59:59+00:00", date(2025, 1, 1)),
        ("2025-01-01T23:00:00+00:00", date(2025, 1, 2)),
        ("2025-01-02T08:00:00+10:00", date(2025, 1, 1)),
    ],
)
def test_brussels_date(moment: str, day: date) -> None:
    assert brussels_date(datetime.fromisoformat(moment)) == day


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2025-03-28T12:00", "2025-03-31T13:00", 72),
        ("2025-10-24T12:00", "2025-10-27T11:00", 72),
        ("2025-03-30T01:30", "2025-03-30T03:30", 1),
        ("2025-06-02T12:00", "2025-06-05T12:00", 72),
        ("2025-06-02T12:00", "2025-06-02T12:45", 0.75),
        ("2025-06-02T12:00", "2025-06-02T11:00", -1),
    ],
)
def test_hours_between_counts_summer_time(start: str, end: str, hours: float) -> None:
    assert hours_between(brussels(start), brussels(end)) == hours


def test_the_repeated_hour_counts_twice() -> None:
    first = brussels("2025-10-26T02:30")
    assert hours_between(first, first.replace(fold=1)) == 1


@given(DAYS, st.integers(0, 24 * 60 - 1), st.integers(0, 2000))
def test_hours_between_is_the_time_that_passes(day: date, minute: int, hours: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    end = start + timedelta(hours=hours)
    assert hours_between(start.astimezone(BRUSSELS), end.astimezone(BRUSSELS)) == hours


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2025, 1, 1, 12)
    with pytest.raises(ValueError, match="no time zone"):
        brussels_date(naive)
    with pytest.raises(ValueError, match="no time zone"):
        hours_between(brussels("2025-01-01T12:00"), naive)


def test_a_moment_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond the calendar"):
        brussels_date(datetime.max.replace(tzinfo=UTC))


# --- working days ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 1),
        date(2025, 4, 21),
        date(2025, 5, 1),
        date(2025, 5, 29),
        date(2025, 6, 9),
        date(2025, 7, 21),
        date(2025, 8, 15),
        date(2027, 11, 1),
        date(2025, 11, 11),
        date(2025, 12, 25),
        date(2026, 4, 6),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2025, 1, 4),
        date(2025, 1, 5),
    ],
)
def test_no_working_day(day: date) -> None:
    assert not is_working_day(day)


# Days off by custom, by decree for some, in schools and banks, or after a holiday in a weekend: working days
# all the same.
@pytest.mark.parametrize(
    "day",
    [
        date(2025, 4, 18),
        date(2025, 5, 30),
        date(2025, 7, 11),
        date(2025, 11, 3),
        date(2025, 12, 26),
        date(2024, 11, 15),
        date(2027, 5, 3),
    ],
)
def test_days_off_that_are_no_public_holidays_are_working_days(day: date) -> None:
    assert is_working_day(day)


@given(DAYS)
def test_working_days_leave_out_weekends_and_the_ten_public_holidays(day: date) -> None:
    assert is_working_day(day) == naive_working_day(day)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 4, 18), date(2025, 4, 18)),
        (date(2025, 4, 19), date(2025, 4, 22)),
        (date(2025, 4, 21), date(2025, 4, 22)),
        (date(2025, 7, 19), date(2025, 7, 22)),
        (date(2022, 12, 31), date(2023, 1, 2)),
        (date(2027, 12, 31), date(2027, 12, 31)),
    ],
)
def test_next_working_day(day: date, expected: date) -> None:
    assert next_working_day(day) == expected


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2025, 1, 6), 1, date(2025, 1, 7)),
        (date(2025, 1, 6), 3, date(2025, 1, 9)),
        (date(2025, 1, 10), 1, date(2025, 1, 13)),
        (date(2025, 1, 11), 1, date(2025, 1, 13)),
        (date(2025, 4, 17), 3, date(2025, 4, 23)),
        (date(2024, 12, 24), 3, date(2024, 12, 30)),
        (date(2024, 12, 30), 3, date(2025, 1, 3)),
    ],
)
def test_add_working_days(day: date, n: int, expected: date) -> None:
    assert add_working_days(day, n) == expected


@given(DAYS, st.integers(1, 30))
def test_add_working_days_passes_as_many_working_days_as_asked(day: date, n: int) -> None:
    end = add_working_days(day, n)
    passed = [
        d for d in (day + timedelta(days=i) for i in range(1, (end - day).days + 1)) if naive_working_day(d)
    ]
    assert len(passed) == n
    assert passed[-1] == end


def test_working_days_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="`0`"):
        add_working_days(date(2025, 1, 6), 0)


@pytest.mark.parametrize("day", [date(1900, 12, 31), date(2101, 1, 3), date.max])
def test_years_of_unknown_holidays_are_refused(day: date) -> None:
    with pytest.raises(ValueError, match="public holidays"):
        is_working_day(day)
    with pytest.raises(ValueError, match="public holidays"):
        add_working_days(day, 1)


@pytest.mark.parametrize("year", [1901, 2100])
def test_holidays_are_known_up_to_the_last_year_accepted(year: int) -> None:
    assert not is_working_day(date(year, 1, 1))


def test_holidays_that_a_pack_keeps_are_those_of_the_library(pack: Pack) -> None:
    kept = pack.vocabulary.particulars.holidays
    years = range(calendar.FIRST_YEAR, calendar.LAST_YEAR + 1)
    assert sorted(map(int, kept.kept)) == list(years)
    assert all(kept.of(year) == BELGIAN.of(year) for year in years)


def test_importing_the_module_does_not_import_holidays() -> None:
    code = "import sys, gbo_policy.basics.calendar; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- months ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 2, 28), 1, date(2025, 3, 28)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 3, 31), 6, date(2025, 9, 30)),
        (date(2025, 12, 1), 12, date(2026, 12, 1)),
        (date(2025, 3, 31), 0, date(2025, 3, 31)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 1, 1), -1, date(2024, 12, 1)),
    ],
)
def test_add_months(day: date, n: int, expected: date) -> None:
    assert add_months(day, n) == expected


@given(DAYS, st.integers(1, 12))
def test_add_months_agrees_with_walking(day: date, n: int) -> None:
    assert add_months(day, n) == naive_months(day, n)[1]


def test_months_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(ValueError, match="beyond the calendar"):
        add_months(date(9999, 12, 1), 1)


@pytest.mark.parametrize(
    ("received", "months", "nominal", "rolled"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28), date(2025, 2, 28)),
        (date(2025, 1, 15), 1, date(2025, 2, 15), date(2025, 2, 17)),
        (date(2025, 3, 21), 1, date(2025, 4, 21), date(2025, 4, 22)),
        (date(2025, 4, 19), 3, date(2025, 7, 19), date(2025, 7, 22)),
        (date(2024, 11, 30), 3, date(2025, 2, 28), date(2025, 2, 28)),
    ],
)
def test_month_deadline(received: date, months: int, nominal: date, rolled: date) -> None:
    assert month_deadline(received, months) == (nominal, rolled)


@given(DAYS, st.sampled_from([1, 3]))
def test_month_deadline_agrees_with_walking(received: date, months: int) -> None:
    nominal = naive_months(received, months)[1]
    assert month_deadline(received, months) == (nominal, naive_roll(nominal))
