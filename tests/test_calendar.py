"""The calendar against the agreement's table of ends, Belgian holidays, summer time, and counters that walk day by day."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.agreement import ending
from gbo_policy.agreement.ending import NoticeReceipt, end_state
from gbo_policy.basics import calendar
from gbo_policy.basics.calendar import BRUSSELS, add_months, brussels_date, end_of_day, hours_between
from gbo_policy.rulebook.pack import load_pack

BOUND = load_pack().vocabulary.particulars
is_working_day = partial(calendar.is_working_day, country="BE")
next_working_day = partial(calendar.next_working_day, country="BE")
add_working_days = partial(calendar.add_working_days, country="BE")
month_deadline = partial(calendar.month_deadline, country="BE")
termination = partial(ending.termination, bound=BOUND)

DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
GAPS = st.integers(0, 400)


def brussels(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


# --- counters that walk a calendar one day at a time, and share no code with the module ------------------------------------------


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
    """Walk until the months are full: the day before the same-numbered day, and that day; the month's last if it has none."""
    passed = 0
    for day in walk(start + DAY):
        passed += day.day == 1
        if passed == months and day.day == start.day:
            return day - DAY, day
        if passed > months:
            return day - DAY, day - DAY
    raise AssertionError("unreachable")


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


# Days off by custom, by decree for some, in schools and banks, or after a holiday in a weekend: working days all the same.
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


# --- the end of the agreement ----------------------------------------------------------------------------------------------------

TABLE = """
2025-01-08 2025-01-13 2025-07-12 2025-07-13 2025-07-14
2025-01-13 2025-01-20 2025-07-19 2025-07-20 2025-07-22
2025-03-26 2025-03-31 2025-09-30 2025-10-01 2025-09-30
2025-11-24 2025-12-01 2026-05-31 2026-06-01 2026-06-01
2026-08-28 2026-08-31 2027-02-28 2027-03-01 2027-03-01
2027-08-27 2027-08-30 2028-02-29 2028-03-01 2028-02-29
"""


@pytest.mark.parametrize("row", TABLE.split("\n")[1:-1])
def test_table_of_ends(row: str) -> None:
    effective, start, last_a, ended_from, last_a_rolled = map(date.fromisoformat, row.split())
    notice = termination(effective, {"ocmw": effective}, "received")
    assert notice.effective == effective
    assert notice.start == start
    assert notice.last_a == last_a
    assert notice.ended_from == ended_from
    assert notice.last_a_rolled == last_a_rolled


@pytest.mark.parametrize(
    ("effective", "last_b", "last_b_rolled", "certainly_ended_from"),
    [
        (date(2025, 1, 8), date(2025, 7, 13), date(2025, 7, 14), date(2025, 7, 15)),
        (date(2025, 1, 13), date(2025, 7, 20), date(2025, 7, 22), date(2025, 7, 23)),
        (date(2025, 3, 26), date(2025, 9, 30), date(2025, 9, 30), date(2025, 10, 1)),
        (date(2025, 11, 24), date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 2)),
        (date(2026, 8, 28), date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 2)),
        (date(2027, 8, 27), date(2028, 2, 29), date(2028, 2, 29), date(2028, 3, 1)),
    ],
)
def test_reading_b(effective: date, last_b: date, last_b_rolled: date, certainly_ended_from: date) -> None:
    notice = termination(effective, {"ocmw": effective}, "received")
    assert notice.last_b == last_b
    assert notice.last_b_rolled == last_b_rolled
    assert notice.certainly_ended_from == certainly_ended_from


# Sent on the Thursday before Easter Monday 2025-04-21, so its third working day is Wednesday 2025-04-23.
SENT = date(2025, 4, 17)
THIRD = date(2025, 4, 23)


@pytest.mark.parametrize(
    ("mode", "received", "effective"),
    [
        ("received", {"ocmw": date(2025, 4, 18), "dmw": date(2025, 4, 22)}, date(2025, 4, 22)),
        ("received", {"ocmw": date(2025, 4, 18), "dmw": None}, THIRD),
        ("received", {"ocmw": date(2025, 5, 5), "dmw": None}, date(2025, 5, 5)),
        ("received", {"ocmw": None, "dmw": None}, THIRD),
        ("received", {"ocmw": SENT}, SENT),
        ("posted", {"ocmw": date(2025, 4, 18), "dmw": date(2025, 5, 5)}, SENT),
        ("posted", {"ocmw": None}, SENT),
        ("third-working-day", {"ocmw": date(2025, 4, 18), "dmw": date(2025, 5, 5)}, THIRD),
        ("third-working-day", {"ocmw": None}, THIRD),
    ],
)
def test_effective_in_every_mode(mode: str, received: dict[str, date | None], effective: date) -> None:
    assert termination(SENT, received, mode).effective == effective


def test_a_notice_holds_what_it_was_worked_out_from() -> None:
    notice = termination(SENT, {"ocmw": date(2025, 4, 18), "dmw": None}, "received")
    assert (notice.mode, notice.sent_on) == ("received", SENT)
    assert notice.receipts == (
        NoticeReceipt("ocmw", date(2025, 4, 18), presumed=False),
        NoticeReceipt("dmw", THIRD, presumed=True),
    )


@pytest.mark.parametrize("mode", ["received", "posted", "third-working-day"])
def test_a_receipt_before_sending_is_refused(mode: str) -> None:
    with pytest.raises(
        ValueError, match="`dmw` cannot have received on `2025-04-16` a notice that was sent on `2025-04-17`"
    ):
        termination(SENT, {"ocmw": SENT, "dmw": date(2025, 4, 16)}, mode)


def test_a_notice_to_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="no other core actor"):
        termination(SENT, {}, "received")


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="`posting` is not"):
        termination(SENT, {"ocmw": SENT}, "posting")


@pytest.mark.parametrize("sent_on", [date.min, date(2100, 8, 2), date.max])
def test_an_end_beyond_the_known_holidays_is_refused(sent_on: date) -> None:
    with pytest.raises(ValueError, match="public holidays"):
        termination(sent_on, {"ocmw": sent_on}, "posted")


def test_a_receipt_beyond_the_known_holidays_is_refused() -> None:
    with pytest.raises(ValueError, match="public holidays"):
        termination(SENT, {"ocmw": date.max}, "received")


def test_a_notice_cannot_be_changed() -> None:
    notice = termination(SENT, {"ocmw": SENT}, "received")
    with pytest.raises(AttributeError):
        notice.start = SENT  # type: ignore[misc]


# Readings end on 12, 13 and, both rolled, 14 July 2025.
@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2024, 1, 1), "running"),
        (date(2025, 7, 12), "running"),
        (date(2025, 7, 13), "disputed"),
        (date(2025, 7, 14), "disputed"),
        (date(2025, 7, 15), "ended"),
        (date(2030, 1, 1), "ended"),
    ],
)
def test_end_state(day: date, state: str) -> None:
    assert end_state(termination(date(2025, 1, 8), {"ocmw": None}, "posted"), day) == state


def test_readings_that_agree_leave_no_disputed_day() -> None:
    notice = termination(date(2025, 3, 26), {"ocmw": None}, "posted")
    assert end_state(notice, date(2025, 9, 30)) == "running"
    assert end_state(notice, date(2025, 10, 1)) == "ended"


@given(DAYS, st.integers(-5, 12))
def test_end_state_is_what_all_four_readings_say(effective: date, offset: int) -> None:
    notice = termination(effective, {"ocmw": None}, "posted")
    day = notice.last_a + timedelta(days=offset)
    lasts = (notice.last_a, notice.last_b, notice.last_a_rolled, notice.last_b_rolled)
    runs = [day <= last for last in lasts]
    assert end_state(notice, day) == ("running" if all(runs) else "disputed" if any(runs) else "ended")


@given(DAYS)
def test_termination_agrees_with_walking(effective: date) -> None:
    notice = termination(effective, {"ocmw": None}, "posted")
    last_a, last_b = naive_months(naive_start(effective), 6)
    assert notice.start == naive_start(effective)
    assert (notice.last_a, notice.last_b) == (last_a, last_b)
    assert (notice.last_a_rolled, notice.last_b_rolled) == (naive_roll(last_a), naive_roll(last_b))


@given(DAYS, st.lists(st.none() | GAPS, min_size=1, max_size=4))
def test_effective_is_the_latest_receipt(sent_on: date, gaps: list[int | None]) -> None:
    received = {
        f"party-{i}": None if gap is None else sent_on + timedelta(days=gap) for i, gap in enumerate(gaps)
    }
    third = [day for day in (sent_on + timedelta(days=i) for i in range(1, 15)) if naive_working_day(day)][2]
    assert termination(sent_on, received, "received").effective == max(
        day or third for day in received.values()
    )


@given(DAYS)
def test_the_term_starts_on_the_first_monday_after_the_week_of_the_notice(effective: date) -> None:
    start = termination(effective, {"ocmw": None}, "posted").start
    assert start.isoweekday() == 1
    assert 1 <= (start - effective).days <= 7


@given(DAYS)
def test_readings_are_in_order(effective: date) -> None:
    notice = termination(effective, {"ocmw": None}, "posted")
    assert notice.start < notice.last_a <= notice.last_b <= notice.last_b_rolled
    assert notice.last_a <= notice.last_a_rolled <= notice.last_b_rolled
    assert notice.last_a < notice.ended_from <= notice.certainly_ended_from
    assert notice.last_b_rolled < notice.certainly_ended_from


@given(DAYS, GAPS)
def test_a_later_notice_never_ends_the_agreement_earlier(effective: date, gap: int) -> None:
    earlier = termination(effective, {"ocmw": None}, "posted")
    later = termination(effective + timedelta(days=gap), {"ocmw": None}, "posted")
    for name in (
        "start",
        "last_a",
        "last_b",
        "last_a_rolled",
        "last_b_rolled",
        "ended_from",
        "certainly_ended_from",
    ):
        assert getattr(earlier, name) <= getattr(later, name)
