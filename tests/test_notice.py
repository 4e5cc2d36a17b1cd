"""The calculator: all dates of the table of clause 14.2, through the command line."""

from __future__ import annotations

import json

import pytest

from tests.conftest import gbo
from tests.inside import inside

TABLE = [
    ("2025-01-08", "2025-01-13", "2025-07-12", "2025-07-13", "2025-07-14"),
    ("2025-01-13", "2025-01-20", "2025-07-19", "2025-07-20", "2025-07-22"),
    ("2025-03-26", "2025-03-31", "2025-09-30", "2025-10-01", "2025-09-30"),
    ("2025-11-24", "2025-12-01", "2026-05-31", "2026-06-01", "2026-06-01"),
    ("2026-08-28", "2026-08-31", "2027-02-28", "2027-03-01", "2027-03-01"),
    ("2027-08-27", "2027-08-30", "2028-02-29", "2028-03-01", "2028-02-29"),
]


@pytest.mark.parametrize(("effective", "start", "last", "ended", "rolled"), TABLE)
def test_table(effective: str, start: str, last: str, ended: str, rolled: str) -> None:
    run = inside(
        "notice",
        "--sent",
        effective,
        "--received",
        f"ocmw={effective}",
        "--received",
        f"dmw={effective}",
        "--format",
        "json",
    )
    assert run.returncode == 0
    answer = json.loads(run.stdout)
    found = (
        answer["effective"],
        answer["start"],
        answer["last_a"],
        answer["ended_from"],
        answer["last_a_rolled"],
    )
    assert found == (effective, start, last, ended, rolled)


def test_latest_receipt_counts_and_an_unknown_one_is_presumed() -> None:
    run = inside(
        "notice", "--sent", "2026-05-13", "--received", "ocmw=2026-05-15", "--to", "dmw", "--format", "json"
    )
    answer = json.loads(run.stdout)
    # Thursday 14 May 2026 is Ascension Day: the third working day after Wednesday the 13th is Tuesday the
    # 19th
    assert answer["receipts"] == [
        {"party": "ocmw", "on": "2026-05-15", "presumed": False},
        {"party": "dmw", "on": "2026-05-19", "presumed": True},
    ]
    assert answer["effective"] == "2026-05-19"


@pytest.mark.parametrize(
    ("mode", "effective"),
    [("received", "2026-03-09"), ("posted", "2026-03-02"), ("third-working-day", "2026-03-05")],
)
def test_modes(mode: str, effective: str) -> None:
    run = inside(
        "notice",
        "--sent",
        "2026-03-02",
        "--received",
        "ocmw=2026-03-09",
        "--notice-given",
        mode,
        "--format",
        "json",
    )
    assert json.loads(run.stdout)["effective"] == effective


def test_what_another_means_ends_is_read_both_ways() -> None:
    """The text names no nullity: that it ended nothing is one reading of two."""
    run = gbo("notice", "--sent", "2026-03-02", "--means", "email", "--lang", "nl")
    assert run.returncode == 1
    assert "op twee manieren te lezen" in " ".join(run.stdout.split())
    assert "beëindigt niets" not in run.stdout


def test_text_is_a_timeline_in_order() -> None:
    run = inside(
        "notice", "--sent", "2026-08-26", "--received", "caw=2026-08-27", "--received", "dmw=2026-08-28"
    )
    days = [line.split()[0] for line in run.stdout.splitlines() if line[2:6].isdigit()]
    assert days == sorted(days)
    assert len(days) == 11


def test_all_wrong_words_are_told_at_once() -> None:
    run = inside(
        "notice",
        "--sent",
        "2026-08-26",
        "--received",
        "caw=2026-13-01",
        "--received",
        "dmw",
        "--received",
        "ocmw=2026-08-01",
    )
    assert run.returncode == 2
    assert run.stdout == ""
    assert [w in run.stderr for w in ("`2026-13-01`", "`dmw`", "`ocmw=2026-08-01`")] == [True] * 3
