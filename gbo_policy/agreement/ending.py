"""When a notice of termination ends the agreement (14.2), on each reading of its text; how long it takes is
the pack's.

Pure functions: no clock, no files. What cannot be counted is a ValueError of one clear sentence.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from gbo_policy.basics.calendar import add_months, add_working_days, next_working_day, require_known
from gbo_policy.terms.particulars import Particulars, Start

EndState = Literal["running", "disputed", "ended"]

_DAY = timedelta(days=1)


class NoticeReceipt(NamedTuple):
    """The day on which a core actor received the notice, or is presumed to have."""

    party: str
    day: date
    presumed: bool


class Notice(NamedTuple):
    """A termination of valid form with every step from sending to the end, on each reading of its months.

    ``last_*`` is the last day on which the agreement runs: on reading A the day before the same-numbered day,
    on reading B that day itself, either of them rolled to the next working day or not. ``receipts`` are in
    the order given, and count only in mode ``received``. On the days from ``ended_from`` up to
    ``certainly_ended_from`` the readings differ.
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


def termination(sent_on: date, received: Mapping[str, date | None], mode: str, bound: Particulars) -> Notice:
    """Work out when a notice ends the agreement; ``received`` holds every other core actor, None for a
    receipt unknown.

    ``mode`` is the house norm ``notice_given``: ``received``, ``posted`` or ``third-working-day``. ValueError
    for another mode, no other core actor, a receipt before ``sent_on``, or days outside 1901-2100.
    """
    terms, holidays = bound.notice, bound.holidays
    presumed = add_working_days(sent_on, terms.presumed_receipt, holidays)
    receipts = _receipts(sent_on, received, presumed)
    effective = _effective(sent_on, receipts, mode, presumed)
    require_known(effective)
    start = _start(effective, terms.starts)
    last_a, last_b = _last_day_a(start, terms.months), add_months(start, terms.months)
    last_a_rolled, last_b_rolled = next_working_day(last_a, holidays), next_working_day(last_b, holidays)
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
    """Tell whether on ``day`` the agreement runs or has ended on every reading, or the readings differ
    (disputed).
    """
    # Reading A unrolled is never later than the other three, so before `ended_from` every reading still runs.
    if day < notice.ended_from:
        return "running"
    return "disputed" if day < notice.certainly_ended_from else "ended"


def _start(effective: date, starts: Start) -> date:
    """Give the day from which the months run."""
    if starts == "next-monday":
        return effective + timedelta(days=7 - effective.weekday())
    return add_months(effective.replace(day=1), 1)


def _receipts(
    sent_on: date, received: Mapping[str, date | None], presumed: date
) -> tuple[NoticeReceipt, ...]:
    if not received:
        raise ValueError(f"the notice sent on `{sent_on}` has no other core actor to receive it")
    for party, day in received.items():
        if day is not None and day < sent_on:
            raise ValueError(
                f"`{party}` cannot have received on `{day}` a notice that was sent on `{sent_on}`"
            )
    return tuple(
        NoticeReceipt(party, day or presumed, presumed=day is None) for party, day in received.items()
    )


def _effective(sent_on: date, receipts: tuple[NoticeReceipt, ...], mode: str, presumed: date) -> date:
    match mode:
        case "received":
            return max(receipt.day for receipt in receipts)
        case "posted":
            return sent_on
        case "third-working-day":
            return presumed
        case _:
            raise ValueError(f"`{mode}` is not `received`, `posted` or `third-working-day`")


def _last_day_a(start: date, months: int) -> date:
    # A month-add that clips, less a day, loses a day when the last month is the shorter one: 31 March would
    # give 29 September.
    # So the day comes off first; only on day 1 would that leave the month.
    if start.day == 1:
        return add_months(start, months) - _DAY
    return add_months(start - _DAY, months)
