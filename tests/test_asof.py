"""The register as of any day: what is recorded later changes nothing, and days begin and end at midnight in
Brussels.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.moments import AsOf
from gbo_policy.formats.json import answer
from gbo_policy.judging.report import Report
from gbo_policy.rulebook.pack import Pack, load_pack
from gbo_policy.terms.values import parse_moment
from tests.kit import AS_OF, Data, assessment, change, flow, judged, long_in_force, staff, verdict
from tests.test_facts_events import breach, event, nc, rights, suspension, told

PACK = load_pack()
PARTIES = ("caw", "ocmw", "dmw")
REFERENCE = date(2026, 3, 30)  # the night before, summer time began
CLAUSES = ("7.1", "13.5", "none")
IDS = tuple(f"e{i}" for i in range(6))

# what makes an event happen, and its fields that are recorded later: a list's entries by the key of their
# date
HAPPENS = {
    "overview-request": ("requested_on",),
    "assistance-request": ("requested_on",),
    "security-finding": ("found_on",),
    "non-compliance": ("found_on",),
    "suspension": ("from",),
    "cessation": ("notified_on", "effective_on"),
    "rights-request": ("received_on",),
    "breach": ("aware_at",),
    "termination": ("sent_on",),
    "disclosure": ("on",),
}
LATER = (
    "answered_on",
    "remedied_on",
    "lifted_on",
    "extended_on",
    "consulted_at",
    "authority_notified_at",
    "notified_on",
)
LISTS = {"notified": "at", "received": "on"}


def reached(value: str, as_of: AsOf) -> bool:
    return as_of.reached(date.fromisoformat(value) if len(value) == 10 else parse_moment(value))


def known_by(data: Data, as_of: AsOf) -> Data:
    """Give a workspace as its files were at a moment: without what was recorded later."""

    def later(value: Any) -> bool:
        return isinstance(value, str) and value != "none" and not reached(value, as_of)

    events = []
    for one in data["events"]:
        dates = [one[k] for k in HAPPENS[one["type"]] if one.get(k) not in (None, "none")]
        if dates and all(later(d) for d in dates):
            continue
        kept = {k: "none" if k in LATER and later(v) else v for k, v in one.items()}
        for key, at in LISTS.items():
            if key in kept:
                kept[key] = [entry for entry in kept[key] if not later(entry.get(at))]
        events.append(kept)
    there = {e["id"] for e in events}
    for one in events:
        if one.get("ground") in IDS and one["ground"] not in there:
            del one["ground"]
    assessments = [
        a for a in data["assessments"] if not later(a["on"]) and a["subject"].get("event") in {*there, None}
    ]
    return data | {"events": events, "assessments": assessments}


# --- random registers -------------------------------------------------------------------------------------------------------------

offsets = st.sampled_from(
    (-230, -215, -100, -91, -62, -61, -60, -32, -31, -30, -8, -4, -3, -1, 0, 1, 3, 31, 61, 100)
)
gaps = st.sampled_from((0, 0, 1, 2, 3, 4, 30, 31, 61, 90))


def day(offset: int) -> str:
    return (REFERENCE + timedelta(days=offset)).isoformat()


@st.composite
def after(draw: st.DrawFn, start: int) -> str:
    """Give a day from ``start`` on, or say that it has not come."""
    return "none" if draw(st.booleans()) else day(start + draw(gaps))


def moment(offset: int, hour: int) -> str:
    return f"{day(offset)}T{hour:02d}:30"


@st.composite
def sides(draw: st.DrawFn, a: str, b: str) -> Data:
    one, other = draw(st.permutations(PARTIES))[:2]
    return {a: one, b: other}


@st.composite
def some_of(draw: st.DrawFn, kind: str, name: str) -> Data:
    """Give an event of a kind whose dates are in order; any field but its id and type may be absent."""
    start = draw(offsets)
    fields: Data = {}
    match kind:
        case "overview-request" | "assistance-request":
            fields = draw(sides("by", "to")) | {"requested_on": day(start), "answered_on": draw(after(start))}
        case "security-finding" | "non-compliance":
            fields = {
                "party": draw(st.sampled_from(PARTIES)),
                "found_on": day(start),
                "remedied_on": draw(after(start)),
            }
        case "suspension":
            ground = draw(st.sampled_from((*CLAUSES, *(i for i in IDS if i != name))))
            fields = draw(sides("by", "against")) | {
                "from": day(start),
                "lifted_on": draw(after(start)),
                "ground": ground,
            }
        case "cessation":
            ground = draw(st.sampled_from((*CLAUSES, *(i for i in IDS if i != name))))
            told_on = draw(st.one_of(st.just("none"), st.builds(day, offsets)))
            fields = draw(sides("by", "against")) | {
                "ground": ground,
                "notified_on": told_on,
                "effective_on": day(start),
            }
        case "rights-request":
            fields = {"party": draw(st.sampled_from(PARTIES)), "received_on": day(start)}
            fields |= {"answered_on": draw(after(start)), "extended_on": draw(after(start))}
        case "breach":
            fields = draw(breaches(start))
        case "termination":
            by = draw(st.sampled_from(PARTIES))
            others = [p for p in PARTIES if p != by]
            received = [
                {"party": p, "on": day(start + draw(gaps))}
                for p in draw(st.lists(st.sampled_from(others), unique=True))
            ]
            means = draw(st.sampled_from(("registered-letter", "registered-letter", "email")))
            fields = {
                "by": by,
                "sent_on": day(start),
                "means": means,
                "addressed_to": others,
                "received": received,
            }
        case "disclosure":
            fields = {
                "party": "caw",
                "on": day(start),
                "to": "Firma",
                "to_kind": draw(st.sampled_from(("third-party", "staff"))),
                "legal_obligation": "none",
            }
    absent = draw(st.sets(st.sampled_from(sorted(fields)), max_size=1))
    return {"id": name, "type": kind} | {k: v for k, v in fields.items() if k not in absent}


@st.composite
def breaches(draw: st.DrawFn, start: int) -> Data:
    def at() -> str:
        return moment(start + draw(gaps), draw(st.sampled_from((13, 23))))

    notified = [
        told(p, at(), draw(st.sampled_from(("dpo", "dpo", "other", None))))
        for p in draw(st.lists(st.sampled_from((*PARTIES, None)), max_size=3))
    ]
    # as a register is kept; what is said to be missing names an entry by its place
    notified.sort(key=lambda n: n["at"])
    return {
        "party": draw(st.sampled_from(PARTIES)),
        "aware_at": moment(start, draw(st.sampled_from((0, 12)))),
        "affects": sorted(draw(st.sets(st.sampled_from(PARTIES)))),
        "during_communication": draw(st.booleans()),
        "notified": notified,
        "consulted_at": draw(st.one_of(st.just("none"), st.builds(at))),
        "authority_notified_at": draw(st.one_of(st.just("none"), st.builds(at))),
    }


@st.composite
def registers(draw: st.DrawFn) -> Data:
    kinds = draw(st.lists(st.sampled_from(sorted(HAPPENS)), min_size=2, max_size=len(IDS)))
    events = [draw(some_of(kind, IDS[i])) for i, kind in enumerate(kinds)]
    there = {e["id"] for e in events}
    for one in events:
        if one.get("ground") in IDS and one["ground"] not in there:
            one["ground"] = "13.5"
    data = change(long_in_force(), {"events": events})
    data["flows"] = [
        flow(recipients=[staff("ocmw"), staff("dmw")]),
        flow("terug", sender="ocmw", recipients=[staff("caw")]),
        flow("voorbij", sender="dmw", recipients=[staff("caw")], ends_on="2026-02-20"),
        flow("plan", sender="caw", recipients=[staff("dmw")], starts_on="2026-07-01"),
    ]
    terms = {
        "security-finding": "reasonable-term",
        "non-compliance": "reasonable-term",
        "cessation": "reasonable-term",
        "breach": "undue-delay",
    }
    for one in events:
        for outcome in (
            draw(st.lists(st.sampled_from(("met", "not-met", "contested")), max_size=2))
            if one["type"] in terms
            else ()
        ):
            on = day(draw(offsets))
            data["assessments"].append(
                assessment(
                    terms[one["type"]], {"event": one["id"]}, outcome, on=on, review_by=day(draw(offsets))
                )
            )
    return data


def told_of(report: Report) -> Data:
    """Give what the JSON answer says, but for where in the files things stand."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in {"location", "from"}}
        return [bare(v) for v in value] if isinstance(value, list) else value

    whole = answer(report, "nl")
    return {k: bare(whole[k]) for k in ("agreement", "verdict", "results", "sanctions", "summary")}


moments = st.builds(
    lambda n, h: AsOf.of_moment(datetime(2026, 3, 30, h, 15, tzinfo=BRUSSELS) + timedelta(days=n)),
    offsets,
    st.sampled_from((0, 13, 23)),
)


@given(
    registers(), st.one_of(st.builds(lambda n: AsOf.of_day(REFERENCE + timedelta(days=n)), offsets), moments)
)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_is_recorded_later_changes_nothing(data: Data, as_of: AsOf) -> None:
    assert told_of(judged(PACK, data, as_of=as_of)) == told_of(
        judged(PACK, known_by(data, as_of), as_of=as_of)
    )


# --- boundaries -------------------------------------------------------------------------------------------------------------------


def at(text: str) -> AsOf:
    return AsOf.of_moment(parse_moment(text))


def notified(pack: Pack, aware: str, as_of: AsOf, *notices: Data) -> str | None:
    data = change(long_in_force(), {"events": [breach(aware_at=aware, notified=list(notices))]})
    return verdict(judged(pack, data, as_of=as_of), "breach-notified")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (at("2026-02-11T10:00"), "compliant"),  # 24 hours
        (at("2026-02-11T10:01"), "review"),
        (at("2026-02-13T10:00"), "review"),  # 72 hours
        (at("2026-02-13T10:01"), "violation"),
        (AsOf.of_day(date(2026, 2, 10)), "compliant"),  # the end of the day is meant
        (AsOf.of_day(date(2026, 2, 11)), "review"),
        (AsOf.of_day(date(2026, 2, 12)), "review"),
        (AsOf.of_day(date(2026, 2, 13)), "violation"),
    ],
)
def test_a_breach_that_nobody_is_told_of(pack: Pack, as_of: AsOf, expected: str) -> None:
    assert notified(pack, "2026-02-10T10:00", as_of) == expected


@pytest.mark.parametrize(
    ("aware", "told_at", "expected"),
    [
        # clocks go forward on Sunday 2025-03-30 and back on Sunday 2025-10-26
        ("2025-03-28T12:00", "2025-03-31T13:00", "review"),
        ("2025-03-28T12:00", "2025-03-31T13:01", "violation"),
        ("2025-03-29T12:00", "2025-03-30T13:00", "compliant"),
        ("2025-03-29T12:00", "2025-03-30T13:01", "review"),
        ("2025-10-24T12:00", "2025-10-27T11:00", "review"),
        ("2025-10-24T12:00", "2025-10-27T11:01", "violation"),
        ("2025-10-25T12:00", "2025-10-26T11:00", "compliant"),
        ("2025-10-25T12:00", "2025-10-26T11:01", "review"),
    ],
)
def test_hours_across_summer_time(pack: Pack, aware: str, told_at: str, expected: str) -> None:
    assert notified(pack, aware, at("2025-12-01T12:00"), told(at=told_at)) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (at("2026-02-10T12:59"), "compliant"),
        (at("2026-02-11T12:00"), "review"),  # 26 hours, and nobody told yet
        (at("2026-02-11T13:00"), "review"),  # told after 27 hours
        (at("2026-06-01T00:00"), "review"),
    ],
)
def test_a_notice_counts_from_its_own_minute_on(pack: Pack, as_of: AsOf, expected: str) -> None:
    assert notified(pack, "2026-02-10T10:00", as_of, told(at="2026-02-11T13:00")) == expected


def test_a_moment_in_another_zone_falls_on_its_brussels_day(pack: Pack) -> None:
    """Half past eleven in the evening in UTC is the next day in Brussels."""
    data = change(long_in_force(), {"events": [breach(aware_at="2026-02-10T23:30Z")]})
    assert verdict(judged(pack, data, as_of=date(2026, 2, 10)), "breach-notified") is None
    assert verdict(judged(pack, data, as_of=date(2026, 2, 11)), "breach-notified") == "compliant"
    assert AsOf.of_moment(datetime(2026, 2, 10, 23, 30, tzinfo=UTC)).day == date(2026, 2, 11)
    # summer time: two hours ahead
    assert AsOf.of_moment(datetime(2026, 7, 10, 22, 0, tzinfo=UTC)).day == date(2026, 7, 11)
    assert AsOf.of_moment(datetime(2026, 7, 10, 21, 59, tzinfo=UTC)).day == date(2026, 7, 10)


def test_a_day_reaches_to_its_last_instant_in_brussels() -> None:
    summer, winter = AsOf.of_day(date(2026, 7, 10)), AsOf.of_day(date(2026, 1, 10))
    for as_of, last in ((summer, "2026-07-10T21:59:59Z"), (winter, "2026-01-10T22:59:59Z")):
        moment_ = parse_moment(last)
        assert as_of.reached(moment_)
        assert not as_of.reached(moment_ + timedelta(seconds=1))


def steps() -> Iterator[Any]:
    found = nc(found_on="2026-01-10", remedied_on="2026-02-20")
    yield pytest.param(
        [found, suspension()],
        "suspension-lifted-after-cure",
        [("2026-02-20", "compliant"), ("2026-02-21", "violation")],
        id="cure",
    )
    yield pytest.param(
        [found, suspension()],
        "suspension-respected",
        [("2026-01-31", "compliant"), ("2026-02-01", "review")],
        id="suspended",
    )
    yield pytest.param(
        [found, suspension(lifted_on="2026-02-20")],
        "suspension-respected",
        [("2026-02-19", "review"), ("2026-02-20", "compliant")],
        id="lifted",
    )
    yield pytest.param(
        [found],
        "non-compliance-remedied",
        [("2026-02-09", "compliant"), ("2026-02-10", "review"), ("2026-03-11", "review")],
        id="remedied",
    )
    yield pytest.param(
        [nc()], "non-compliance-remedied", [("2026-03-11", "review"), ("2026-03-12", "violation")], id="open"
    )
    yield pytest.param(
        [rights()],
        "rights-request-answered",
        [("2026-02-14", "compliant"), ("2026-02-16", "review"), ("2026-02-17", "violation")],
        id="rights",
    )
    one = event(
        "o", "overview-request", by="dmw", to="ocmw", requested_on="2026-01-02", answered_on="2026-03-10"
    )
    days = [
        ("2026-02-01", "compliant"),
        ("2026-02-02", "review"),
        ("2026-03-03", "review"),
        ("2026-03-04", "violation"),
        ("2026-03-10", "violation"),
    ]
    yield pytest.param([one], "security-overview-on-request", days, id="overview")


@pytest.mark.parametrize(("events", "rule", "days"), list(steps()))
def test_the_same_register_on_the_days_around_each_boundary(
    pack: Pack, events: list[Data], rule: str, days: list[tuple[str, str]]
) -> None:
    data = change(long_in_force(), {"events": events})
    found = [(d, verdict(judged(pack, data, as_of=date.fromisoformat(d)), rule)) for d, _ in days]
    assert found == days


def test_an_event_that_is_yet_to_come_is_judged_by_no_rule(pack: Pack) -> None:
    data = change(
        long_in_force(),
        {
            "events": [
                nc(found_on="2026-03-02"),
                suspension(ground="13.5", from_="2026-03-02"),
                rights(received_on="2026-03-02"),
            ]
        },
    )
    kinds = {r.subject.kind for r in judged(pack, data, as_of=AS_OF).results}
    assert "event" not in kinds
