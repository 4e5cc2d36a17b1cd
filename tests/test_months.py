"""Months added, against an implementation of its own kind and, where they are at hand, the cases of
CatalaLang/dates-calc.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from gbo_policy.agreement.ending import termination
from gbo_policy.basics.calendar import PublicHolidays, add_months, month_deadline
from gbo_policy.rulebook.pack import load_pack
from tests.conftest import SHARED

CASES = SHARED / "standards" / "dates-calc"
DAY = timedelta(days=1)


def days(first: int = 2020, last: int = 2031) -> Iterator[date]:
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += DAY


def walked(day: date, months: int) -> date:
    """Walk from the first of the month to the first of the wanted one, then up to the day or the month's end:
    no arithmetic of months.
    """
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=32)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), after - DAY)


@pytest.mark.parametrize("months", [1, 3, 6])
def test_months_are_those_of_another_implementation(months: int) -> None:
    for day in days():
        assert add_months(day, months) == walked(day, months), day
        nominal, rolled = (
            month_deadline(day, months, PublicHolidays("BE")) if months in (1, 3) else (walked(day, 6),) * 2
        )
        assert nominal == walked(day, months)
        assert nominal <= rolled <= nominal + timedelta(days=5)


def test_the_last_day_of_a_notice_is_that_of_another_implementation() -> None:
    """Reading A, from clauses.md 4: from day 1 to the last day of month +5; otherwise to the day before, or
    the month's end.
    """
    particulars = load_pack().vocabulary.particulars
    for sent in list(days(2020, 2030))[::3]:
        found = termination(sent, {"dmw": sent}, "received", particulars)
        start = sent + timedelta(days=7 - sent.weekday())
        assert (found.start, found.start.weekday()) == (start, 0)
        last = walked(start, 6) - DAY if start.day == 1 else walked(start - DAY, 6)
        assert (found.last_a, found.last_b) == (last, walked(start, 6))
        assert found.ended_from == last + DAY


def rows(name: str) -> list[list[str]]:
    file = CASES / name
    if not file.is_file():
        return []
    with file.open(encoding="utf-8") as opened:
        return [r for r in csv.reader(opened, delimiter=";") if r]


def test_months_agree_with_dates_calc() -> None:
    """Exact cases give their date; where the month is shorter, ours is the one rounded down. Where the cases
    are not at hand, none is checked.
    """
    checked = 0
    for name, down in (("exact_computations.csv", 2), ("ambiguous_computations.csv", 3)):
        for row in rows(name)[1:]:
            years, months, more = (int(part.split()[0]) for part in row[1].strip("[] ").split(","))
            if more == 0 and (years or months):
                wanted = date.fromisoformat(row[down].strip())
                assert add_months(date.fromisoformat(row[0].strip()), 12 * years + months) == wanted, row
                checked += 1
    assert checked or not CASES.is_dir()
