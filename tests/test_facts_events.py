"""Facts on events: clocks, grounds and cures, terms of rights requests, who was told of a breach, and what
stands between two core actors.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.facts.context import Context
from gbo_policy.facts.events import event_rows
from gbo_policy.facts.row import Row
from gbo_policy.judging.wording import missing_facts, plain, value
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.values import parse_moment
from tests.kit import (
    ABSENT,
    AS_OF,
    Data,
    assessment,
    change,
    complete,
    findings,
    judged,
    loaded,
    long_in_force,
    problems,
    staff,
    verdict,
)

C, R, V, N = "compliant", "review", "violation", "not_applicable"


def event(name: str, kind: str, **fields: Any) -> Data:
    """Give an event of a kind; a field that is ABSENT is left out, and ``from_`` is the key `from`."""
    return {"id": name, "type": kind} | {k.rstrip("_"): v for k, v in fields.items() if v is not ABSENT}


def nc(name: str = "nc", **fields: Any) -> Data:
    return event(
        name,
        "non-compliance",
        **({"party": "ocmw", "clause": "13.5", "found_on": "2026-01-10", "remedied_on": "none"} | fields),
    )


def suspension(name: str = "s", **fields: Any) -> Data:
    return event(
        name,
        "suspension",
        **(
            {"by": "caw", "against": "ocmw", "from_": "2026-02-01", "lifted_on": "none", "ground": "nc"}
            | fields
        ),
    )


def cessation(name: str = "c", **fields: Any) -> Data:
    given = {
        "by": "caw",
        "against": "ocmw",
        "ground": "nc",
        "notified_on": "2026-02-01",
        "effective_on": "2026-02-20",
    }
    return event(name, "cessation", **(given | fields))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # communication stopped before anybody was bound: not under this agreement, whenever notice was given
        ({"effective_on": "2025-11-21", "notified_on": "2026-03-01"}, N),
        ({"effective_on": "2025-11-21", "notified_on": ABSENT}, N),
        # it stopped while the agreement binds: a notice from before does not take it out of article 9
        ({"effective_on": "2026-02-15", "notified_on": "2026-01-02"}, V),
        ({"effective_on": "2026-02-15", "notified_on": ABSENT}, V),
        # nobody says when: it may have been before
        ({"effective_on": ABSENT, "notified_on": "2026-02-01"}, R),
    ],
)
def test_article_9_is_about_communication_that_stops_while_the_agreement_binds(
    pack: Pack, fields: Data, expected: str
) -> None:
    """A night of 100,000 facts found it: with a notice not said, what was a violation was not applicable."""
    data = change(complete(), {"events": [cessation(ground="none", **fields)]})
    assert verdict(judged(pack, data), "cessation-after-notice") == expected


def breach(**fields: Any) -> Data:
    given = {
        "party": "ocmw",
        "aware_at": "2026-02-10T10:00",
        "affects": ["caw"],
        "during_communication": False,
        "consulted_at": "none",
        "notified": [],
    }
    return event("b", "breach", **(given | fields))


def rights(**fields: Any) -> Data:
    return event(
        "r",
        "rights-request",
        **(
            {"party": "caw", "received_on": "2026-01-14", "answered_on": "none", "extended_on": "none"}
            | fields
        ),
    )


def told(party: str | None = "caw", at: str | None = None, via: str | None = "dpo") -> Data:
    return {k: v for k, v in {"party": party, "at": at, "via": via}.items() if v is not None}


def as_of_(day: date | str) -> AsOf:
    return AsOf.of_moment(parse_moment(day)) if isinstance(day, str) else AsOf.of_day(day)


def made(pack: Pack, events: list[Data], name: str, as_of: date | str = AS_OF, **more: Any) -> list[Row]:
    workspace = loaded(pack, change(long_in_force(), {"events": events, **more}))
    context = Context(workspace, as_of_(as_of), pack.vocabulary, "received")
    return [r for e in context.events if e.id == name for r in event_rows(e, context)]


def values(row: Row, *names: str) -> tuple[Any, ...]:
    return tuple(row.value(n) for n in names)


# --- clocks -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "as_of", "expected"),
    [
        ("none", date(2026, 2, 1), (True, 0, 0, None)),
        ("none", date(2026, 3, 3), (True, 30, 30, None)),
        ("2026-02-11", date(2026, 3, 3), (False, 30, 10, date(2026, 2, 11))),
        ("2026-02-11", date(2026, 2, 10), (True, 9, 9, None)),  # the answer is yet to come
        ("2026-02-11", date(2026, 2, 11), (False, 10, 10, date(2026, 2, 11))),
        (ABSENT, date(2026, 3, 3), (None, 30, None, None)),
    ],
)
def test_days_of_a_request(pack: Pack, answered: Any, as_of: date, expected: tuple[Any, ...]) -> None:
    one = event("o", "overview-request", by="dmw", to="ocmw", requested_on="2026-02-01", answered_on=answered)
    (row,) = made(pack, [one], "o", as_of)
    assert values(row, "open", "days_since", "days_taken", "answered_on") == expected


def test_an_answer_to_a_request_of_unknown_date_took_an_unknown_time(pack: Pack) -> None:
    (row,) = made(pack, [event("o", "overview-request", by="dmw", to="ocmw", answered_on="2026-02-11")], "o")
    assert values(row, "open", "days_since", "days_taken") == (False, None, None)
    assert row.paths("days_taken") == from_key("requested_on")


@pytest.mark.parametrize(
    ("aware", "as_of", "hours"),
    [
        ("2025-03-28T12:00", "2025-03-31T13:00", 72.0),  # summer time begins in between
        ("2025-03-28T12:00", "2025-03-31T12:00", 71.0),
        ("2025-10-24T12:00", "2025-10-27T11:00", 72.0),  # winter time begins in between
        ("2026-02-10T23:59+01:00", "2026-02-11T00:00", 1 / 60),
        ("2026-02-10T10:00Z", "2026-02-10T12:00", 1.0),
    ],
)
def test_hours_are_real_hours(pack: Pack, aware: str, as_of: str, hours: float) -> None:
    breach_row, notice_row = made(pack, [breach(aware_at=aware)], "b", as_of)
    assert breach_row.value("hours_since") == pytest.approx(hours)
    assert notice_row.value("hours_taken") == pytest.approx(hours)


def test_a_day_means_its_end_in_brussels(pack: Pack) -> None:
    (row, _) = made(pack, [breach(aware_at="2026-02-10T00:00")], "b", date(2026, 2, 10))
    assert 23.99 < row.value("hours_since") < 24


def test_an_event_on_the_wrong_side_of_brussels_midnight_is_not_there_yet(pack: Pack) -> None:
    late = breach(aware_at="2026-02-10T23:30Z")  # half past midnight in Brussels
    assert made(pack, [late], "b", date(2026, 2, 10)) == []
    assert len(made(pack, [late], "b", date(2026, 2, 11))) == 2


# --- rights requests --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "as_of", "due", "in_time", "rolled"),
    [
        (
            {"received_on": "2026-01-31"},
            date(2026, 2, 28),
            date(2026, 2, 28),
            True,
            True,
        ),  # a Saturday, the month's last day
        ({"received_on": "2026-01-31"}, date(2026, 3, 1), date(2026, 2, 28), False, True),
        ({"received_on": "2026-01-31"}, date(2026, 3, 2), date(2026, 2, 28), False, True),  # the Monday
        ({"received_on": "2026-01-31"}, date(2026, 3, 3), date(2026, 2, 28), False, False),
        (
            {"received_on": "2025-03-21"},
            date(2025, 4, 22),
            date(2025, 4, 21),
            False,
            True,
        ),  # the last day is Easter Monday
        ({"received_on": "2025-03-21"}, date(2025, 4, 23), date(2025, 4, 21), False, False),
        (
            {"received_on": "2025-11-30", "extended_on": "2025-12-30"},
            date(2026, 2, 28),
            date(2026, 2, 28),
            True,
            True,
        ),
        (
            {"received_on": "2025-11-30", "extended_on": "2025-12-30"},
            date(2026, 3, 2),
            date(2026, 2, 28),
            False,
            True,
        ),
        (
            {"received_on": "2025-11-30", "extended_on": "2025-12-30"},
            date(2026, 3, 3),
            date(2026, 2, 28),
            False,
            False,
        ),
        (
            {"received_on": "2025-11-30", "extended_on": "2025-12-31"},
            date(2026, 1, 2),
            date(2025, 12, 30),
            False,
            False,
        ),  # a day too late
        (
            {"extended_on": "2026-02-13"},
            date(2026, 2, 12),
            date(2026, 2, 14),
            True,
            True,
        ),  # the extension is yet to come
        ({"extended_on": "2026-02-13"}, date(2026, 3, 1), date(2026, 4, 14), True, True),
        ({"extended_on": ABSENT}, date(2026, 2, 14), None, True, True),
        ({"extended_on": ABSENT}, date(2026, 3, 1), None, None, None),
        ({"extended_on": ABSENT}, date(2026, 4, 15), date(2026, 4, 14), False, False),  # too late either way
        ({"answered_on": ABSENT}, date(2026, 2, 17), date(2026, 2, 14), None, None),
        (
            {"answered_on": ABSENT, "extended_on": "2026-01-20"},
            date(2026, 4, 14),
            date(2026, 4, 14),
            True,
            True,
        ),
        ({"answered_on": "2026-02-15"}, date(2026, 6, 1), date(2026, 2, 14), False, True),
    ],
)
def test_the_last_day_of_a_rights_request(
    pack: Pack, fields: Data, as_of: date, due: date | None, in_time: bool | None, rolled: bool | None
) -> None:
    (row,) = made(pack, [rights(**fields)], "r", as_of)
    assert values(row, "due_on", "in_time", "in_time_rolled") == (due, in_time, rolled)


def test_an_extension_on_the_day_to_which_the_month_rolls_is_in_time_on_one_reading_only(pack: Pack) -> None:
    one = rights(extended_on="2026-02-16", answered_on="2026-03-02")  # the month ends on Saturday 14 February
    (row,) = made(pack, [one], "r", date(2026, 3, 5))
    assert values(row, "due_on", "in_time", "in_time_rolled") == (date(2026, 2, 14), False, True)
    assert (
        verdict(
            judged(pack, change(long_in_force(), {"events": [one]}), as_of=date(2026, 3, 5)),
            "rights-request-answered",
        )
        == R
    )


def test_what_would_settle_a_rights_request(pack: Pack) -> None:
    (row,) = made(pack, [rights(answered_on=ABSENT, extended_on=ABSENT)], "r", date(2026, 2, 17))
    assert row.paths("in_time") == (("answered_on",), ("extended_on",))
    # too late whether it was extended or not
    (row,) = made(pack, [rights(extended_on=ABSENT)], "r", date(2026, 4, 15))
    assert row.paths("in_time") == from_key("answered_on")


# --- breaches ---------------------------------------------------------------------------------------------------------------------

IN_TIME, LATE = "2026-02-10T12:00", "2026-02-20T10:00"
TOLD: list[tuple[list[Data], tuple[Any, ...]]] = [
    ([], (True, None, True)),
    ([told(at=IN_TIME)], (False, 2.0, True)),
    ([told(at=IN_TIME, via="other")], (False, 2.0, False)),
    ([told(at=IN_TIME, via="other"), told(at=LATE)], (False, 240.0, True)),
    ([told(at=LATE, via="other"), told(at=IN_TIME)], (False, 2.0, True)),
    ([told("dmw", at=IN_TIME)], (True, None, True)),
    # what may have been the first notice through the DPO leaves the time unknown, and never the route
    ([told(at=LATE), told()], (None, None, True)),
    ([told(at=LATE), told(at=IN_TIME, via=None)], (None, None, True)),
    ([told(at=LATE), told(None, at=IN_TIME)], (None, None, True)),
    ([told(at=IN_TIME), told(at=LATE, via=None)], (False, 2.0, True)),
    ([told(at=LATE), told(via="other")], (False, 240.0, True)),
    ([told(at=IN_TIME, via=None)], (False, 2.0, None)),  # by either way it was told then
    ([told(None, at=IN_TIME)], (None, None, None)),
    ([told(via="other")], (None, None, None)),
]


@pytest.mark.parametrize(("notified", "expected"), TOLD)
def test_when_and_how_an_affected_core_actor_was_told(
    pack: Pack, notified: list[Data], expected: tuple[Any, ...]
) -> None:
    row = made(pack, [breach(notified=notified)], "b", date(2026, 2, 28))[1]
    open_, taken, via = expected
    assert values(row, "open", "bypassed_dpo") == (open_, None if via is None else not via)
    if open_ is not True:
        assert row.value("hours_taken") == taken


def test_what_would_settle_a_notice(pack: Pack) -> None:
    row = made(
        pack, [breach(notified=[told(at=LATE), told(), told(at=IN_TIME, via=None)])], "b", date(2026, 2, 28)
    )[1]
    assert row.paths("hours_taken") == (("notified", 1, "at"), ("notified", 2, "via"))


def test_a_notice_that_is_yet_to_come_says_nothing_whoever_it_is_for(pack: Pack) -> None:
    for notified in (
        [told(at="2026-04-01T10:00")],
        [told(None, at="2026-04-01T10:00")],
        [told(at="2026-04-01T10:00", via=None)],
    ):
        row = made(pack, [breach(notified=notified)], "b")[1]
        assert values(row, "open", "bypassed_dpo") == (True, False)


@pytest.mark.parametrize(
    ("affects", "party", "expected"),
    [
        ([], "ocmw", False),
        ([], ABSENT, False),
        (["ocmw"], "ocmw", False),
        (["caw"], ABSENT, None),
        (ABSENT, "ocmw", None),
    ],
)
def test_whether_a_breach_affects_another(
    pack: Pack, affects: Any, party: Any, expected: bool | None
) -> None:
    rows = made(pack, [breach(affects=affects, party=party)], "b")
    assert (len(rows), rows[1].value("affects_others"), rows[1].subject.kind) == (2, expected, "event")


def test_each_affected_core_actor_has_a_row(pack: Pack) -> None:
    rows = made(pack, [breach(affects=["dmw", "caw", "ocmw"], notified=[told("dmw", IN_TIME)])], "b")
    assert [(r.subject.id, r.value("open")) for r in rows[1:]] == [("b/caw", True), ("b/dmw", False)]


def test_the_wrong_route_is_a_violation_even_while_there_is_time(pack: Pack) -> None:
    data = change(long_in_force(), {"events": [breach(notified=[told(at=IN_TIME, via="other")])]})
    assert verdict(judged(pack, data, as_of=date(2026, 2, 10)), "breach-notified") == V


# --- grounds of a suspension or cessation -----------------------------------------------------------------------------------------

GROUNDS: list[tuple[Data | None, Any, str | None]] = [
    (None, "13.5", "clause"),
    (None, "9", "clause"),
    (None, "none", "none"),
    (None, ABSENT, None),
    (nc(), "nc", "non-compliance"),
    (
        event("g", "security-finding", party="ocmw", found_on="2026-01-10", remedied_on="none"),
        "g",
        "non-compliance",
    ),
    (nc(party="dmw"), "nc", "unrelated"),
    (nc(party="caw"), "nc", "unrelated"),
    (nc(party=ABSENT), "nc", None),
    (nc(found_on="2026-04-01"), "nc", None),  # has not happened yet
    (event("g", "overview-request", by="caw", to="ocmw", requested_on="2026-01-02"), "g", "other-duty"),
    (event("g", "overview-request", by="ocmw", to="caw", requested_on="2026-01-02"), "g", "unrelated"),
    (event("g", "assistance-request", by="ocmw", requested_on="2026-01-02"), "g", None),
    (event("g", "rights-request", party="ocmw", received_on="2026-01-02"), "g", "other-duty"),
    (event("g", "rights-request", received_on="2026-01-02"), "g", None),
    (event("g", "breach", party="ocmw", aware_at="2026-01-02T10:00"), "g", "other-duty"),
    (event("g", "breach", party="caw", affects=["ocmw"], aware_at="2026-01-02T10:00"), "g", "unrelated"),
    (event("g", "disclosure", party="ocmw", on="2026-01-02", to="caw"), "g", "other-duty"),
    (
        event("g", "disclosure", party="dmw", on="2026-01-02", to="ocmw"),
        "g",
        "unrelated",
    ),  # `to` is anybody's name
    (event("g", "termination", by="ocmw", sent_on="2026-01-02", means="email"), "g", "other-duty"),
    (event("g", "termination", by="dmw", sent_on="2026-01-02", means="email"), "g", "unrelated"),
    (event("g", "suspension", by="ocmw", against="caw", from_="2026-01-02"), "g", "other-duty"),
    (event("g", "suspension", by="dmw", against="ocmw", from_="2026-01-02"), "g", "unrelated"),
]


@pytest.mark.parametrize(("ground", "word", "expected"), GROUNDS)
def test_kinds_of_ground(pack: Pack, ground: Data | None, word: Any, expected: str | None) -> None:
    for one in (suspension(ground=word), cessation(ground=word)):
        (row,) = made(pack, [one, *([ground] if ground else [])], one["id"])
        assert row.value("ground_kind") == expected


def test_a_ground_that_nobody_can_place_is_a_review_at_the_key_that_would_settle_it(pack: Pack) -> None:
    for ground, against, path in ((nc(party=ABSENT), "ocmw", "events.nc.party"), (nc(), ABSENT, "against")):
        report = judged(pack, change(long_in_force(), {"events": [ground, suspension(against=against)]}))
        (result,) = (r for r in report.results if r.rule.id == "suspension-grounded")
        assert (result.verdict.word, missing_facts(result)) == (R, [path])


@pytest.mark.parametrize(
    ("ground", "as_of", "expected"),
    [
        (nc(), AS_OF, (False, None)),
        (nc(remedied_on="2026-02-10"), date(2026, 2, 9), (False, None)),
        (
            nc(remedied_on="2026-02-10"),
            date(2026, 2, 10),
            (False, date(2026, 2, 10)),
        ),  # that day there is still time to lift
        (nc(remedied_on="2026-02-10"), date(2026, 2, 11), (True, date(2026, 2, 10))),
        (nc(remedied_on=ABSENT), AS_OF, (None, None)),
        (nc(party="dmw", remedied_on="2026-02-10"), AS_OF, (True, date(2026, 2, 10))),  # whoever's it was
        (
            event(
                "nc",
                "overview-request",
                by="caw",
                to="ocmw",
                requested_on="2025-10-02",
                answered_on="2026-02-10",
            ),
            AS_OF,
            (True, date(2026, 2, 10)),
        ),
        (
            event(
                "nc", "overview-request", by="caw", to="ocmw", requested_on="2025-10-02", answered_on="none"
            ),
            AS_OF,
            (False, None),
        ),
        (event("nc", "breach", party="ocmw", aware_at="2026-01-02T10:00"), AS_OF, (None, None)),
    ],
)
def test_when_the_ground_of_a_suspension_was_put_right(
    pack: Pack, ground: Data, as_of: date, expected: tuple[Any, ...]
) -> None:
    (row,) = made(pack, [ground, suspension()], "s", as_of)
    assert values(row, "ground_remedied", "ground_remedied_on") == expected


def test_a_clause_as_ground_never_tells_whether_it_was_remedied(pack: Pack) -> None:
    report = judged(pack, change(long_in_force(), {"events": [suspension(ground="13.5")]}))
    (result,) = (r for r in report.results if r.rule.id == "suspension-lifted-after-cure")
    assert (result.verdict.word, missing_facts(result)) == (R, ["ground"])


# --- suspensions and cessations over time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "as_of", "running"),
    [
        ({}, date(2026, 2, 1), True),
        ({"lifted_on": "2026-02-20"}, date(2026, 2, 19), True),
        ({"lifted_on": "2026-02-20"}, date(2026, 2, 20), False),
        ({"lifted_on": "2026-02-01"}, date(2026, 2, 1), False),  # lifted on its first day
        ({"lifted_on": ABSENT}, AS_OF, None),
        ({"from_": ABSENT}, AS_OF, None),
        ({"from_": ABSENT, "lifted_on": "2026-02-20"}, AS_OF, False),  # whenever it began, it is over
        ({"from_": ABSENT, "lifted_on": "2026-02-20"}, date(2026, 2, 19), None),
    ],
)
def test_whether_a_suspension_runs(pack: Pack, fields: Data, as_of: date, running: bool | None) -> None:
    (row,) = made(pack, [nc(), suspension(**fields)], "s", as_of)
    assert row.value("running") is running


def test_a_suspension_runs_by_its_own_dates_only(pack: Pack) -> None:
    """Another one between the same two says nothing of one whose first day is unknown."""
    data = change(
        long_in_force(),
        {"events": [nc(remedied_on="2026-01-20"), suspension("t", ground="13.5"), suspension(from_=ABSENT)]},
    )
    assert verdict(judged(pack, data), "suspension-lifted-after-cure", "event/s") == R


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"flows.0.sender": ABSENT}, ["sender"]),
        ({"flows.0.recipients.0.party": ABSENT}, ["party"]),
        ({"flows.0.starts_on": ABSENT}, ["starts_on"]),
        ({"flows.0.recipients.0": {"kind": "processor", "processor": "wolk"}}, ["on_behalf_of"]),
        ({"events.0.from": ABSENT}, ["events.s.from"]),
        ({"events.0.lifted_on": ABSENT}, ["events.s.lifted_on"]),
        ({"events.0.by": ABSENT}, ["events.s.by"]),
        ({"events.0.against": ABSENT}, ["events.s.against"]),
    ],
)
def test_an_unknown_side_or_day_never_passes_a_suspension(
    pack: Pack, changes: Data, missing: list[str]
) -> None:
    data = change(change(long_in_force(), {"events": [suspension(ground="13.5")]}), changes)
    (result,) = (r for r in judged(pack, data).results if r.rule.id == "suspension-respected")
    assert result.verdict.word == R
    assert set(missing) <= set(missing_facts(result))


def test_an_unknown_side_never_passes_a_cessation(pack: Pack) -> None:
    for changes in (
        {"flows.0.sender": ABSENT},
        {"flows.0.recipients.0.party": ABSENT},
        {"events.0.effective_on": ABSENT},
    ):
        data = change(change(long_in_force(), {"events": [cessation(ground="13.5")]}), changes)
        assert verdict(judged(pack, data), "cessation-respected") == R


def test_a_known_side_that_differs_is_no_concern(pack: Pack) -> None:
    data = change(
        long_in_force(),
        {
            "events": [suspension(by="dmw", ground="13.5"), cessation(against="dmw", ground="13.5")],
            "flows.0.recipients.0.party": ABSENT,
        },
    )
    assert verdict(judged(pack, data), "suspension-respected") == C
    assert verdict(judged(pack, data), "cessation-respected") == R  # the unnamed staff may be the DMW's


def test_the_sender_s_own_processor_is_no_other_core_actor(pack: Pack) -> None:
    own = {"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}
    data = change(
        long_in_force(),
        {"events": [suspension(ground="13.5"), cessation(ground="13.5")], "flows.0.recipients": [own]},
    )
    report = judged(pack, data)
    assert {verdict(report, "suspension-respected"), verdict(report, "cessation-respected")} == {C}


def test_a_flow_is_judged_within_its_own_days(pack: Pack) -> None:
    """A suspension that began after the flow ended does not concern it; one in force on the day it starts
    does.
    """
    events = [nc(), suspension()]
    for days, expected in (
        ({"flows.0.ends_on": "2026-01-31"}, C),
        ({"flows.0.ends_on": "2026-02-01"}, R),
        ({"flows.0.starts_on": "2026-05-01"}, R),
    ):
        assert (
            verdict(judged(pack, change(long_in_force(), {"events": events, **days})), "suspension-respected")
            == expected
        )


# --- cessations -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remedied", "remedied_before", "expected"),
    [
        ("none", False, C),
        ("2026-03-18", True, R),  # days do not show which came first
        ("2026-03-19", False, C),
        ("2026-03-17", True, R),
        ("2026-01-20", True, R),
        (ABSENT, None, R),
    ],
)
def test_a_cessation_after_the_ground_was_cured_is_for_a_human(
    pack: Pack, remedied: Any, remedied_before: bool | None, expected: str
) -> None:
    # day 67
    events = [
        nc(remedied_on=remedied),
        cessation(notified_on="2026-03-12", effective_on="2026-03-18"),
    ]
    (row,) = made(pack, events, "c", date(2026, 4, 1))
    assert values(row, "days_to_effect", "ground_remedied") == (67, remedied_before)
    assert (
        verdict(
            judged(pack, change(long_in_force(), {"events": events}), as_of=date(2026, 4, 1)),
            "cessation-after-notice",
        )
        == expected
    )


def test_an_assessment_of_the_cessation_settles_it_even_after_a_cure(pack: Pack) -> None:
    events = [nc(remedied_on="2026-03-15"), cessation(notified_on="2026-03-12", effective_on="2026-03-18")]
    for outcome, expected in (("met", C), ("not-met", V), ("contested", R)):
        judgement = assessment("reasonable-term", {"event": "c"}, outcome, on="2026-03-20")
        report = judged(
            pack,
            change(long_in_force(), {"events": events, "assessments.+": judgement}),
            as_of=date(2026, 4, 1),
        )
        assert verdict(report, "cessation-after-notice") == expected


def test_a_cessation_notified_after_it_took_effect_is_a_finding_not_an_error(pack: Pack) -> None:
    data = change(
        long_in_force(),
        {
            "events": [
                nc(found_on="2025-11-01"),
                cessation(notified_on="2026-02-25", effective_on="2026-02-20"),
            ]
        },
    )
    assert verdict(judged(pack, data), "cessation-after-notice") == V
    # in effect, not yet notified
    assert verdict(judged(pack, data, as_of=date(2026, 2, 22)), "cessation-after-notice") == V


def test_a_cessation_announced_for_later_is_judged_by_the_day_it_names(pack: Pack) -> None:
    data = change(
        long_in_force(), {"events": [nc(), cessation(notified_on="2026-02-25", effective_on="2026-03-20")]}
    )
    report = judged(pack, data)
    assert verdict(report, "cessation-after-notice") == C  # day 69
    assert verdict(report, "cessation-respected") == C  # until then the data may flow


# --- the end of the agreement -----------------------------------------------------------------------------------------------------


def termination(name: str = "t", **fields: Any) -> Data:
    given = {
        "by": "caw",
        "sent_on": "2025-01-02",
        "means": "registered-letter",
        "addressed_to": ["ocmw", "dmw"],
    }
    received = [{"party": "ocmw", "on": "2025-01-06"}, {"party": "dmw", "on": "2025-01-08"}]
    return event(name, "termination", **(given | {"received": received} | fields))


def end_state(pack: Pack, day: date, *events: Data) -> tuple[str | None, Paths]:
    context = Context(
        loaded(pack, change(long_in_force(), {"events": list(events)})),
        AsOf.of_day(day),
        pack.vocabulary,
        "received",
    )
    life = context.standing(day)
    return life.state, life.paths


@pytest.mark.parametrize(
    ("fields", "day", "expected"),
    [
        ({}, date(2025, 7, 12), "running"),
        ({}, date(2025, 7, 13), "disputed"),
        ({}, date(2025, 7, 14), "disputed"),
        ({}, date(2025, 7, 15), "ended"),
        ({"means": "email"}, date(2026, 7, 15), "disputed"),
        ({"means": ABSENT}, date(2025, 7, 12), "running"),
        ({"means": ABSENT}, date(2025, 7, 13), None),
        ({"sent_on": ABSENT}, date(2025, 1, 1), None),
        ({"by": ABSENT}, date(2025, 2, 1), None),
        # unknown receipts: presumed on the third working day, Tuesday 7 January 2025, in the same week
        ({"received": ABSENT}, date(2025, 7, 12), "running"),
        ({"received": ABSENT}, date(2025, 7, 15), "ended"),
        ({"received": [{"party": "ocmw", "on": "2025-01-13"}]}, date(2025, 7, 15), "running"),
    ],
)
def test_end_state(pack: Pack, fields: Data, day: date, expected: str | None) -> None:
    assert end_state(pack, day, termination(**fields))[0] == expected


@pytest.mark.parametrize(
    ("mode", "ended_from"),
    [("received", date(2025, 7, 20)), ("posted", date(2025, 7, 6)), ("third-working-day", date(2025, 7, 13))],
)
def test_the_house_says_when_a_notice_counts_as_given(pack: Pack, mode: str, ended_from: date) -> None:
    """Sent on Thursday 2 January 2025 and received on the 13th; the third working day is Tuesday the 7th."""
    sent = termination(received=[{"party": "ocmw", "on": "2025-01-13"}, {"party": "dmw", "on": "2025-01-03"}])
    context = Context(
        loaded(pack, change(long_in_force(), {"events": [sent]})), AsOf.of_day(AS_OF), pack.vocabulary, mode
    )
    assert context.ended_from == ended_from


def test_what_a_notice_leaves_unsaid_is_named(pack: Pack) -> None:
    assert end_state(pack, date(2025, 8, 1), termination(means=ABSENT, addressed_to=ABSENT))[1] == (
        ("events", "t", "means"),
        ("events", "t", "addressed_to"),
    )


def test_of_several_notices_the_first_certain_end_counts(pack: Pack) -> None:
    unclear, later = termination("u", means=ABSENT), termination("v", sent_on="2025-02-03", received=[])
    assert end_state(pack, date(2025, 7, 20), unclear, termination())[0] == "ended"
    assert end_state(pack, date(2025, 7, 13), unclear, termination())[0] is None
    assert end_state(pack, date(2025, 7, 20), later)[0] == "running"
    assert end_state(pack, date(2025, 7, 20), later, termination())[0] == "ended"


def test_a_receipt_that_is_yet_to_come_is_not_counted(pack: Pack) -> None:
    """Until the late receipt comes, the notice counts as received on the third working day."""
    late = termination(received=[{"party": "ocmw", "on": "2025-01-06"}, {"party": "dmw", "on": "2025-01-20"}])
    workspace = loaded(pack, change(long_in_force(), {"events": [late]}))
    ends = {
        day: Context(workspace, AsOf.of_day(day), pack.vocabulary, "received").ended_from
        for day in (date(2025, 1, 19), date(2025, 1, 20))
    }
    assert ends == {date(2025, 1, 19): date(2025, 7, 13), date(2025, 1, 20): date(2025, 7, 27)}


# --- impossible dates -------------------------------------------------------------------------------------------------------------

REVERSED: list[Data] = [
    event("x", "overview-request", by="dmw", to="ocmw", requested_on="2026-02-02", answered_on="2026-02-01"),
    event(
        "x", "assistance-request", by="dmw", to="ocmw", requested_on="2026-02-02", answered_on="2026-02-01"
    ),
    event("x", "security-finding", party="ocmw", found_on="2026-02-02", remedied_on="2026-02-01"),
    nc(found_on="2026-02-02", remedied_on="2026-02-01"),
    suspension(ground="13.5", lifted_on="2026-01-31"),
    rights(answered_on="2026-01-13"),
    rights(extended_on="2026-01-13"),
    breach(consulted_at="2026-02-10T09:59"),
    breach(consulted_at="2026-02-10T10:59+02:00"),
    breach(authority_notified_at="2026-02-10T09:59"),
    breach(notified=[told(at="2026-02-10T09:59")]),
    termination(received=[{"party": "ocmw", "on": "2025-01-01"}]),
]


@pytest.mark.parametrize("one", REVERSED)
def test_impossible_dates_are_input_errors(pack: Pack, one: Data) -> None:
    assert [p.code for p in problems(pack, change(long_in_force(), {"events": [one]}))] == ["dates-reversed"]


@pytest.mark.parametrize(
    "one",
    [
        event(
            "x", "overview-request", by="dmw", to="ocmw", requested_on="2026-02-02", answered_on="2026-02-02"
        ),
        suspension(ground="13.5", lifted_on="2026-02-01"),
        rights(answered_on="2026-01-14"),
        breach(consulted_at="2026-02-10T10:00", notified=[told(at="2026-02-10T09:00Z")]),
        termination(received=[{"party": "ocmw", "on": "2025-01-02"}]),
        cessation(ground="13.5", notified_on="2026-02-20", effective_on="2026-02-01"),
    ],
)
def test_the_same_day_is_possible_and_a_late_notice_of_cessation_is_judged(pack: Pack, one: Data) -> None:
    assert problems(pack, change(long_in_force(), {"events": [one]})) == []


def test_a_register_in_order_gives_nothing(pack: Pack) -> None:
    events = [
        event(
            "o", "overview-request", by="dmw", to="ocmw", requested_on="2026-01-20", answered_on="2026-02-03"
        ),
        event(
            "a",
            "assistance-request",
            by="ocmw",
            to="caw",
            article=35,
            requested_on="2026-02-20",
            answered_on="none",
        ),
        rights(answered_on="2026-02-14"),
        breach(
            risk="unlikely",
            notified=[told(at="2026-02-10T11:00")],
            during_communication=True,
            consulted_at="2026-02-10T12:00",
        ),
        nc(remedied_on="2026-01-30", found_on="2026-01-20"),
        suspension(from_="2026-01-20", lifted_on="2026-01-30"),
    ]
    data = change(long_in_force(), {"events": events, "flows.0.recipients": [staff("ocmw"), staff("dmw")]})
    assert findings(judged(pack, data)) == set()


# --- a moment stays a moment -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aware", "shown"),
    [
        ("2026-02-10T10:00", "2026-02-10T10:00+01:00"),
        ("2026-07-10T10:00:30", "2026-07-10T10:00:30+02:00"),
        ("2026-02-10T09:00Z", "2026-02-10T10:00+01:00"),
    ],
)
def test_a_moment_is_a_moment_in_the_row_and_iso_8601_with_its_offset_for_a_reader(
    pack: Pack, aware: str, shown: str
) -> None:
    as_of = AsOf.of_moment(parse_moment("2026-08-01T12:00"))
    (row, *_) = made(pack, [breach(aware_at=aware)], "b", "2026-08-01T12:00")
    assert row.value("aware_at") == parse_moment(aware)
    report = judged(pack, change(long_in_force(), {"events": [breach(aware_at=aware)]}), as_of=as_of)
    told = {f: plain(v) for r in report.results if r.rule.id == "breach-consulted" for f, v, _ in r.because()}
    assert told.get("aware_at", shown) == shown
    assert value(row.value("aware_at"), "nl") == shown
