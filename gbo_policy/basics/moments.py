"""The as-of moment: what a check is judged by, and the day that it is in Brussels."""

from datetime import UTC, date, datetime
from typing import NamedTuple

from gbo_policy.basics.calendar import BRUSSELS, brussels_date, end_of_day


def iso(moment: datetime) -> str:
    """Write a moment by ISO 8601 as it was in Brussels, with its offset; seconds only where there are any."""
    there = moment.astimezone(BRUSSELS)
    return there.isoformat(timespec="auto" if there.second or there.microsecond else "minutes")


class AsOf(NamedTuple):
    """``moment`` in UTC and its ``day`` in Brussels; a day means its end. ``whole_day`` tells how it was
    given.
    """

    moment: datetime
    day: date
    whole_day: bool = True

    @staticmethod
    def of_day(day: date) -> "AsOf":
        """Give the end of ``day`` in Brussels."""
        return AsOf(end_of_day(day), day)

    @staticmethod
    def of_moment(moment: datetime) -> "AsOf":
        """Give ``moment`` itself; ValueError without a time zone."""
        return AsOf(moment.astimezone(UTC), brussels_date(moment), whole_day=False)

    def __str__(self) -> str:
        return (
            self.day.isoformat()
            if self.whole_day
            else self.moment.astimezone(BRUSSELS).isoformat(timespec="minutes")
        )

    def reached(self, when: date | datetime) -> bool:
        """Tell whether a day or moment is not after this one."""
        return when <= self.moment if isinstance(when, datetime) else when <= self.day
