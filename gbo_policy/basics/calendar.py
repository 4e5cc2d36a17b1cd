"""Dates as people count them: Brussels days, working days of a country, calendar months.

Pure functions: no clock, no files. What cannot be counted (an impossible or unknown date) is a ValueError of
one clear sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")

# Outside these years the `holidays` library knows no holidays and does not say so: every weekday would pass
# for a working day.
FIRST_YEAR, LAST_YEAR = 1901, 2100

_DAY = timedelta(days=1)


def end_of_day(day: date) -> datetime:
    """Give the last microsecond of ``day`` in Brussels, in UTC."""
    return _move(datetime.combine(day, time.max, BRUSSELS), UTC)


def brussels_date(moment: datetime) -> date:
    """Give the day that it is in Brussels at ``moment``; ValueError for a moment without a time zone."""
    return _move(moment, BRUSSELS).date()


def hours_between(start: datetime, end: datetime) -> float:
    """Give the hours that pass from ``start`` to ``end``, negative if ``end`` is first; ValueError without a
    time zone.
    """
    # Python subtracts two moments in one zone by the wall clock, which is an hour wrong across a change to or
    # from summer time.
    return (_move(end, UTC) - _move(start, UTC)) / timedelta(hours=1)


class PublicHolidays:
    """The public holidays of a country, by its two-letter code.

    ``kept`` has those of some years at hand, as ``MMDD`` with blanks between, by the year: a compiled pack
    holds them, since the library takes longer to import than a whole check does.
    """

    def __init__(self, country: str, kept: Mapping[str, str] | None = None) -> None:
        self.country, self.kept = country, kept or {}
        self._read: dict[int, frozenset[date]] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicHolidays) and self.country == other.country

    def __hash__(self) -> int:
        return hash(self.country)

    def of(self, year: int) -> frozenset[date]:
        """Give those of a year. ValueError for what is kept and is no day."""
        if year not in self._read:
            days = self.kept.get(str(year))
            self._read[year] = (
                _public_holidays(year, self.country)
                if days is None
                else frozenset(date(year, int(day[:2]), int(day[2:])) for day in days.split())
            )
        return self._read[year]

    @staticmethod
    def keep(country: str) -> dict[str, str]:
        """Write down those of all years that are known, as ``kept``."""
        years = range(FIRST_YEAR, LAST_YEAR + 1)
        return {str(y): " ".join(f"{d:%m%d}" for d in sorted(_public_holidays(y, country))) for y in years}


def is_working_day(day: date, holidays: PublicHolidays) -> bool:
    """Tell whether ``day`` is not a Saturday, Sunday or one of the ``holidays``; ValueError outside
    1901-2100.
    """
    require_known(day)
    return day.weekday() < 5 and day not in holidays.of(day.year)


def next_working_day(day: date, holidays: PublicHolidays) -> date:
    """Give ``day`` itself if it is a working day, otherwise the first one after it."""
    while not is_working_day(day, holidays):
        day += _DAY
    return day


def knows_holidays(country: str) -> bool:
    """Tell whether the public holidays of a country are known, by its two-letter code."""
    from holidays import list_supported_countries

    return country in list_supported_countries(include_aliases=False)


def add_working_days(day: date, n: int, holidays: PublicHolidays) -> date:
    """Give the ``n``-th working day strictly after ``day``; ValueError unless ``n`` is at least 1."""
    if n < 1:
        raise ValueError(f"working days are counted from 1, not from `{n}`")
    require_known(day)
    for _ in range(n):
        day = next_working_day(day + _DAY, holidays)
    return day


def add_months(day: date, n: int) -> date:
    """Give the same-numbered day ``n`` months later, or that month's last day if it is shorter."""
    from calendar import monthrange  # with the names of months in every language: start-up counts

    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"`{n}` months from `{day}` is beyond the calendar")
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_deadline(received: date, months: int, holidays: PublicHolidays) -> tuple[date, date]:
    """Give the last day of a term of ``months`` from ``received``, and that day rolled to the next working
    day.
    """
    nominal = add_months(received, months)
    return nominal, next_working_day(nominal, holidays)


def _move(moment: datetime, zone: tzinfo) -> datetime:
    # Python takes a moment without a zone for one in the zone of the machine, which nobody stated.
    if moment.utcoffset() is None:
        raise ValueError(f"`{moment.isoformat()}` has no time zone")
    try:
        return moment.astimezone(zone)
    except OverflowError as error:
        raise ValueError(f"`{moment.isoformat()}` is beyond the calendar") from error


def require_known(day: date) -> None:
    """Raise ValueError for a day of a year whose public holidays are not known."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(
            f"the public holidays of `{day.year}` are not known, only those of {FIRST_YEAR} to {LAST_YEAR}"
        )


@cache
def _public_holidays(year: int, country: str) -> frozenset[date]:
    # Imported here because the import takes longer than the rest of the start-up. The category also holds
    # Sunday and
    # Pentecost beside the ten public holidays: Sundays, so no working day is lost by them.
    from holidays import PUBLIC, country_holidays

    return frozenset(country_holidays(country, years=year, categories=PUBLIC))
