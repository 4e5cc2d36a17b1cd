"""The end of the agreement after a notice: against a table worked out by hand, and against counters that walk
day by day.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.agreement import ending
from gbo_policy.agreement.ending import NoticeReceipt, end_state
from gbo_policy.rulebook.pack import load_pack
from tests.walking import DAYS, GAPS, naive_months, naive_roll, naive_start, naive_working_day

termination = partial(ending.termination, bound=load_pack().vocabulary.particulars)

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
