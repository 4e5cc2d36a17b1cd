"""Dates as the agreement counts them: Brussels days, Belgian working days, calendar months, and the end of the agreement (14.2).

Pure functions: no clock, no files. What cannot be counted (an impossible or unknown date) is a ValueError of one clear sentence.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")

# Outside these years the `holidays` library knows no holidays and does not say so: every weekday would pass for a working day.
FIRST_YEAR, LAST_YEAR = 1901, 2100

NOTICE_MONTHS = 6
PRESUMED_RECEIPT_DAYS = 3

EndState = Literal["running", "disputed", "ended"]

_DAY = timedelta(days=1)


def end_of_day(day: date) -> datetime:
    """Give the last microsecond of ``day`` in Brussels, in UTC."""
    return _move(datetime.combine(day, time.max, BRUSSELS), UTC)


def brussels_date(moment: datetime) -> date:
    """Give the day that it is in Brussels at ``moment``; ValueError for a moment without a time zone."""
    return _move(moment, BRUSSELS).date()


def hours_between(start: datetime, end: datetime) -> float:
    """Give the hours that pass from ``start`` to ``end``, negative if ``end`` is first; ValueError without a time zone."""
    # Python subtracts two moments in one zone by the wall clock, which is an hour wrong across a change to or from summer time.
    return (_move(end, UTC) - _move(start, UTC)) / timedelta(hours=1)


def is_working_day(day: date) -> bool:
    """Tell whether ``day`` is not a Saturday, Sunday or Belgian public holiday; ValueError outside 1901-2100."""
    _require_known(day)
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def next_working_day(day: date) -> date:
    """Give ``day`` itself if it is a working day, otherwise the first one after it."""
    while not is_working_day(day):
        day += _DAY
    return day


def add_working_days(day: date, n: int) -> date:
    """Give the ``n``-th working day strictly after ``day``; ValueError unless ``n`` is at least 1."""
    if n < 1:
        raise ValueError(f"working days are counted from 1, not from `{n}`")
    _require_known(day)
    for _ in range(n):
        day = next_working_day(day + _DAY)
    return day


def add_months(day: date, n: int) -> date:
    """Give the same-numbered day ``n`` months later, or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"`{n}` months from `{day}` is beyond the calendar")
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_deadline(received: date, months: int) -> tuple[date, date]:
    """Give the last day of a term of ``months`` from ``received``, and that day rolled to the next working day."""
    nominal = add_months(received, months)
    return nominal, next_working_day(nominal)


class NoticeReceipt(NamedTuple):
    """The day on which a core actor received the notice, or is presumed to have."""

    party: str
    day: date
    presumed: bool


class Notice(NamedTuple):
    """A termination of valid form with every step from sending to the end, on each reading of its six months.

    ``last_*`` is the last day on which the agreement runs: on reading A the day before the same-numbered day, on reading B that
    day itself, either of them rolled to the next working day or not. ``receipts`` are in the order given, and count only in mode
    ``received``. On the days from ``ended_from`` up to ``certainly_ended_from`` the readings differ.
    """

    mode: str
    sent_on: date
    receipts: tuple[NoticeReceipt, ...]
    effective: date
    start: date
    last_a: date
    last_b: date
    last_a_rolled: date
    last_b_rolled: date
    ended_from: date
    certainly_ended_from: date


def termination(sent_on: date, received: Mapping[str, date | None], mode: str) -> Notice:
    """Work out when a notice ends the agreement; ``received`` holds every other core actor, None for a receipt unknown.

    ``mode`` is the house norm ``notice_given``: ``received``, ``posted`` or ``third-working-day``. ValueError for another mode,
    no other core actor, a receipt before ``sent_on``, or days outside 1901-2100.
    """
    receipts = _receipts(sent_on, received)
    effective = _effective(sent_on, receipts, mode)
    _require_known(effective)
    start = effective + timedelta(days=7 - effective.weekday())
    last_a, last_b = _last_day_a(start), add_months(start, NOTICE_MONTHS)
    last_a_rolled, last_b_rolled = next_working_day(last_a), next_working_day(last_b)
    return Notice(
        mode=mode,
        sent_on=sent_on,
        receipts=receipts,
        effective=effective,
        start=start,
        last_a=last_a,
        last_b=last_b,
        last_a_rolled=last_a_rolled,
        last_b_rolled=last_b_rolled,
        ended_from=last_a + _DAY,
        certainly_ended_from=max(last_a, last_b, last_a_rolled, last_b_rolled) + _DAY,
    )


def end_state(notice: Notice, day: date) -> EndState:
    """Tell whether on ``day`` the agreement runs or has ended on every reading, or the readings differ (disputed)."""
    # Reading A unrolled is never later than the other three, so before `ended_from` every reading still runs.
    if day < notice.ended_from:
        return "running"
    return "disputed" if day < notice.certainly_ended_from else "ended"


def _receipts(sent_on: date, received: Mapping[str, date | None]) -> tuple[NoticeReceipt, ...]:
    if not received:
        raise ValueError(f"the notice sent on `{sent_on}` has no other core actor to receive it")
    for party, day in received.items():
        if day is not None and day < sent_on:
            raise ValueError(
                f"`{party}` cannot have received on `{day}` a notice that was sent on `{sent_on}`"
            )
    presumed = add_working_days(sent_on, PRESUMED_RECEIPT_DAYS)
    return tuple(
        NoticeReceipt(party, day or presumed, presumed=day is None) for party, day in received.items()
    )


def _effective(sent_on: date, receipts: tuple[NoticeReceipt, ...], mode: str) -> date:
    match mode:
        case "received":
            return max(receipt.day for receipt in receipts)
        case "posted":
            return sent_on
        case "third-working-day":
            return add_working_days(sent_on, PRESUMED_RECEIPT_DAYS)
        case _:
            raise ValueError(f"`{mode}` is not `received`, `posted` or `third-working-day`")


def _last_day_a(start: date) -> date:
    # A month-add that clips, less a day, loses a day when the last month is the shorter one: 31 March would give 29 September.
    # So the day comes off first; only on day 1 would that leave the month.
    if start.day == 1:
        return add_months(start, NOTICE_MONTHS) - _DAY
    return add_months(start - _DAY, NOTICE_MONTHS)


def _move(moment: datetime, zone: tzinfo) -> datetime:
    # Python takes a moment without a zone for one in the zone of the machine, which nobody stated.
    if moment.utcoffset() is None:
        raise ValueError(f"`{moment.isoformat()}` has no time zone")
    try:
        return moment.astimezone(zone)
    except OverflowError as error:
        raise ValueError(f"`{moment.isoformat()}` is beyond the calendar") from error


def _require_known(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(
            f"the public holidays of `{day.year}` are not known, only those of {FIRST_YEAR} to {LAST_YEAR}"
        )


@cache
def _public_holidays(year: int) -> frozenset[date]:
    # Imported here because most runs need no holidays and the import takes longer than the rest of the start-up. The category
    # also holds Easter Sunday and Pentecost beside the ten public holidays: Sundays, so no working day is lost by them.
    from holidays import PUBLIC, country_holidays

    return frozenset(country_holidays("BE", years=year, categories=PUBLIC))
