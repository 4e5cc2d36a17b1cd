"""The ladder of article 9: every state of a pair, its grounds, since when, and what comes next; and what a
violation offers.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gbo_policy.judging.clock import continuing, norm_of
from gbo_policy.judging.report import Report
from gbo_policy.judging.sanctions import Measure, Pair
from gbo_policy.judging.since import held_since
from gbo_policy.judging.wording import grounds
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm
from tests.conftest import FIXTURES, gbo
from tests.kit import (
    ABSENT,
    AS_OF,
    Data,
    assessment,
    change,
    complete,
    flow,
    judged,
    long_in_force,
    party,
    staff,
)
from tests.test_facts_events import cessation, event, nc, rights, suspension, termination, told

STOPPED = {"flows.0.ends_on": "2026-01-31"}  # so that the flow does not run into a suspension of its sender's
THIRD_PARTY = {"recipients": [{"kind": "third-party", "name": "Verhuurder", "country": "BE"}]}


def register(*events: Data, **changes: Any) -> Data:
    return change(long_in_force(), {"events": list(events), **changes})


def breach(notified: list[Data], aware_at: str = "2026-02-10T10:00") -> Data:
    """Give a breach at the OCMW that affects the CAW."""
    return event(
        "b",
        "breach",
        party="ocmw",
        aware_at=aware_at,
        affects=["caw"],
        during_communication=False,
        notified=notified,
    )


def pair(report: Report, by: str = "caw", against: str = "ocmw") -> Pair:
    return next(p for p in report.ladder.pairs if (p.by, p.against) == (by, against))


def ladder(pack: Pack, data: Data, as_of: date = AS_OF) -> dict[str, str]:
    return {
        f"{p.by}>{p.against}": p.state
        for p in judged(pack, data, as_of=as_of).ladder.pairs
        if p.state != "sharing"
    }


def measures(report: Report, rule: str) -> list[Measure]:
    result = next(r for r in report.results if r.rule.id == rule and r.verdict.word == "violation")
    return list(report.ladder.measures(result))


# --- the states -------------------------------------------------------------------------------------------------------------------


def test_all_ordered_pairs_share_while_nothing_is_wrong(pack: Pack) -> None:
    pairs = judged(pack, complete()).ladder.pairs
    assert [(p.by, p.against) for p in pairs] == [
        (a, b) for a in ("caw", "dmw", "ocmw") for b in ("caw", "dmw", "ocmw") if a != b
    ]
    assert {(p.state, p.since, p.grounds, p.next, p.next_on) for p in pairs} == {
        ("sharing", None, (), "nothing", None)
    }


def test_a_violation_gives_every_other_core_actor_a_power_and_nobody_else(pack: Pack) -> None:
    data = register(**{"flows.0.purposes": ["refer", "marketing"]})
    assert ladder(pack, data) == {"dmw>caw": "suspension-available", "ocmw>caw": "suspension-available"}
    found = pair(judged(pack, data), "dmw", "caw")
    assert (found.since, found.grounds, found.next, found.next_on) == (
        date(2026, 1, 12),
        ("purpose-limitation/stroom",),
        "decide",
        None,
    )


def test_an_open_shortcoming_opens_suspension_without_delay_or_finding(pack: Pack) -> None:
    """A non-compliance found today is no violation of the rules yet, and the others may suspend all the same."""
    report = judged(pack, register(nc(found_on="2026-03-01")))
    assert report.verdict.word == "compliant"
    found = pair(report)
    assert (found.state, found.since, found.grounds) == (
        "suspension-available",
        AS_OF,
        ("non-compliance/nc",),
    )
    assert (found.next, found.next_on) == ("decide", date(2026, 5, 1))


def test_reviews_and_remedied_shortcomings_open_nothing(pack: Pack) -> None:
    assert ladder(pack, register(**{"flows.0.purposes": ABSENT})) == {}
    assert ladder(pack, register(nc(remedied_on="2026-03-01"))) == {}
    assert ladder(pack, register(nc(remedied_on=ABSENT))) == {}  # not said whether it is open
    assert ladder(pack, register(nc(found_on="2026-03-02"))) == {}  # not found yet


@pytest.mark.parametrize(
    ("found_on", "outcome", "state", "since"),
    [
        ("2025-12-31", None, "suspension-available", date(2025, 12, 31)),  # day 60 of the house norm
        ("2025-12-30", None, "cessation-available", date(2026, 3, 1)),  # day 61
        ("2025-12-01", None, "cessation-available", date(2026, 1, 31)),
        ("2026-02-01", "not-met", "cessation-available", date(2026, 2, 20)),  # the day of the judgement
        ("2025-12-01", "not-met", "cessation-available", date(2026, 1, 31)),  # lapsed before it was confirmed
        ("2025-12-01", "met", "suspension-available", date(2025, 12, 1)),
        ("2025-12-01", "contested", "suspension-available", date(2025, 12, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["non-compliance", "security-finding"])
def test_cessation_needs_the_reasonable_term_to_be_over(
    pack: Pack, kind: str, found_on: str, outcome: str | None, state: str, since: date
) -> None:
    clause = {"clause": "13.5"} if kind == "non-compliance" else {}
    # its own house norm, of 180 days instead of 60: the same days fall 120 days after an earlier finding
    if kind == "security-finding":
        found_on = (date.fromisoformat(found_on) - timedelta(days=120)).isoformat()
        since = since if state == "cessation-available" else since - timedelta(days=120)
    data = register(event("nc", kind, party="ocmw", found_on=found_on, remedied_on="none", **clause))
    if outcome:
        data = change(
            data, {"assessments.+": assessment("reasonable-term", {"event": "nc"}, outcome, on="2026-02-20")}
        )
    found = pair(judged(pack, data))
    assert (found.state, found.since) == (state, since)
    assert found.next == ("notify-cessation" if state == "cessation-available" else "decide")
    if state == "cessation-available":
        assert found.grounds == (f"{kind}/nc",)


def test_a_remedy_however_late_closes_cessation(pack: Pack) -> None:
    """The duties are met again: what is over carries supervision alone, though it still is a violation."""
    report = judged(pack, register(nc(found_on="2025-11-01", remedied_on="2026-02-28")))
    (late,) = (r for r in report.results if r.rule.id == "non-compliance-remedied")
    assert (late.verdict.word, continuing(late)) == ("violation", False)
    assert {p.state for p in report.ladder.pairs} == {"sharing"}
    assert [m.measure for m in report.ladder.measures(late)] == ["supervision"]


def test_the_house_s_own_norm_moves_the_ladder(pack: Pack) -> None:
    report = judged(
        pack, register(nc(found_on="2026-02-20")), parameters={"cure_days": Norm("cure_days", 3, 8, "days")}
    )
    assert pair(report).state == "cessation-available"


def test_suspended_says_what_lifts_it(pack: Pack) -> None:
    report = judged(pack, register(nc(), suspension(), **STOPPED))
    found = pair(report)
    assert (found.state, found.since, found.grounds) == ("suspended", date(2026, 2, 1), ("nc",))
    assert (found.next, found.next_on) == ("cure", date(2026, 3, 12))
    assert pair(report, "dmw").state == "suspension-available"  # the power of each is its own
    assert pair(report, "ocmw", "caw").state == "sharing"


def test_suspended_until_the_ground_is_cured_then_to_be_lifted(pack: Pack) -> None:
    data = register(nc(remedied_on="2026-02-20"), suspension(lifted_on="2026-02-25"))
    steps = {day: pair(judged(pack, data, as_of=date(2026, 2, day))) for day in (19, 20, 24, 25)}
    assert [(p.state, p.next) for p in steps.values()] == [
        ("suspended", "cure"),
        ("suspended", "lift"),
        ("suspended", "lift"),
        ("sharing", "nothing"),
    ]


def test_suspended_until_the_reasonable_term_is_over_then_cessation_may_be_notified(pack: Pack) -> None:
    data = register(nc(), suspension())
    steps = {day: pair(judged(pack, data, as_of=day)) for day in (date(2026, 3, 11), date(2026, 3, 12))}
    assert [(p.state, p.next) for p in steps.values()] == [
        ("suspended", "cure"),
        ("suspended", "cessation-possible"),
    ]


def test_a_notified_cessation_takes_effect_on_its_day(pack: Pack) -> None:
    data = register(nc(), suspension(), cessation(notified_on="2026-03-12", effective_on="2026-03-20"))
    before, after = (pair(judged(pack, data, as_of=date(2026, 3, day))) for day in (19, 20))
    assert (before.state, before.next, before.next_on) == ("suspended", "takes-effect", date(2026, 3, 20))
    assert (after.state, after.since, after.grounds, after.next) == (
        "ceased",
        date(2026, 3, 20),
        ("nc",),
        "ceased",
    )


def test_a_cessation_notified_while_nothing_is_wrong_is_announced_too(pack: Pack) -> None:
    found = pair(
        judged(pack, register(cessation(ground="13.5", notified_on="2026-02-20", effective_on="2026-03-10")))
    )
    assert (found.state, found.next, found.next_on) == ("sharing", "takes-effect", date(2026, 3, 10))


def test_ceased_stays_ceased_after_a_cure(pack: Pack) -> None:
    data = register(nc(remedied_on="2026-02-27"), cessation())
    assert pair(judged(pack, data)).state == "ceased"


def test_a_measure_that_may_be_in_effect_is_said_to_be_unclear(pack: Pack) -> None:
    for one in (suspension(ground="13.5", lifted_on=ABSENT), cessation(ground="13.5", effective_on=ABSENT)):
        found = pair(judged(pack, register(one)))
        assert (found.state, found.next) == ("sharing", "unclear")


def test_several_suspensions_are_lifted_when_all_their_grounds_are_cured(pack: Pack) -> None:
    first, second = nc("a", remedied_on="2026-02-20"), nc("b", found_on="2026-02-15")
    events = [first, second, suspension("s", ground="a"), suspension("t", ground="b", from_="2026-02-16")]
    found = pair(judged(pack, register(*events)))
    assert (found.since, found.grounds, found.next) == (date(2026, 2, 1), ("a", "b"), "cure")
    found = pair(
        judged(
            pack, register(*(e | ({"remedied_on": "2026-02-28"} if e["id"] == "b" else {}) for e in events))
        )
    )
    assert found.next == "lift"


def test_a_ground_that_has_not_happened_yet_is_no_ground(pack: Pack) -> None:
    found = pair(judged(pack, register(nc(found_on="2026-04-01"), suspension())))
    assert (found.state, found.grounds) == ("suspended", ())


def test_powers_are_offered_never_taken(pack: Pack) -> None:
    """However long a shortcoming lasts, only an event that records the decision goes beyond available."""
    for as_of in (date(2026, 6, 1), date(2030, 1, 1)):
        assert set(ladder(pack, register(nc()), as_of).values()) <= {
            "suspension-available",
            "cessation-available",
        }


def test_every_step_has_words_in_both_languages(pack: Pack) -> None:
    codes = (
        "nothing",
        "unclear",
        "takes-effect",
        "decide",
        "cure",
        "lift",
        "lift-or-last",
        "lasts",
        "cessation-possible",
        "notify-cessation",
        "ceased",
        "ceased-uncertain",
        "not-in-force",
        "unsettled",
        "taken-over",
        "inherited",
    )
    vocabulary = pack.vocabulary
    words = {vocabulary.next_step(code, None, lang) for code in codes for lang in ("en", "nl")}
    assert len(words) == 2 * len(codes)
    assert vocabulary.next_step("takes-effect", date(2026, 3, 20), "nl").endswith("op 2026-03-20")


# --- since when -------------------------------------------------------------------------------------------------------------------

SINCE: list[tuple[str, str, Data, date]] = [
    # what: against whom, the register or other changes, since when
    (
        "a request beyond its outer norm",
        "ocmw",
        register(
            event("o", "overview-request", by="dmw", to="ocmw", requested_on="2025-12-01", answered_on="none")
        ),
        date(2026, 1, 31),
    ),
    ("a rights request", "caw", register(rights()), date(2026, 2, 17)),  # a Saturday rolls to Monday the 16th
    (
        "a breach told too late",
        "ocmw",
        register(breach([])),
        date(2026, 2, 13),
    ),
    (
        "a breach told by the wrong way",
        "ocmw",
        register(breach([told(at="2026-02-11T01:00", via="other")], aware_at="2026-02-10T23:00")),
        date(2026, 2, 11),
    ),
    (
        "a suspension on another's account",
        "caw",
        register(nc(party="dmw"), suspension(), **STOPPED),
        date(2026, 2, 1),
    ),
    (
        "a suspension not lifted",
        "caw",
        register(nc(remedied_on="2026-02-10"), suspension(), **STOPPED),
        date(2026, 2, 11),
    ),
    (
        "a cessation without a notice",
        "caw",
        register(cessation(ground="13.5", notified_on="none"), **STOPPED),
        date(2026, 2, 20),
    ),
    (
        "an open security finding",
        "ocmw",
        register(event("f", "security-finding", party="ocmw", found_on="2026-02-05", remedied_on="none")),
        date(2026, 2, 5),
    ),
    (
        "measures judged inadequate",
        "ocmw",
        register(
            **{
                "assessments.1": assessment(
                    "appropriate-measures", {"party": "ocmw"}, "not-met", on="2026-02-07"
                )
            }
        ),
        date(2026, 2, 7),
    ),
    (
        "data that are not needed",
        "caw",
        register(
            **{"assessments.3": assessment("necessity", {"flow": "stroom"}, "not-met", on="2026-02-07")}
        ),
        date(2026, 2, 7),
    ),
    (
        "a processor's agreement that ended",
        "caw",
        register(
            **{
                "flows.0.recipients": [{"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}],
                "agreement.processors.0.agreement_ends_on": "2026-02-09",
            }
        ),
        date(2026, 2, 10),
    ),
    (
        "a recipient outside",
        "caw",
        register(**{"flows.0.recipients": THIRD_PARTY["recipients"]}),
        date(2026, 1, 12),
    ),
    ("nothing tells", "ocmw", register(**{"agreement.parties.1.controller": "joint"}), AS_OF),
]


@pytest.mark.parametrize(("against", "data", "since"), [pytest.param(*row[1:], id=row[0]) for row in SINCE])
def test_since_when_a_violation_stands(pack: Pack, against: str, data: Data, since: date) -> None:
    found = {
        p.since
        for p in judged(pack, data).ladder.pairs
        if p.against == against and p.state == "suspension-available"
    }
    assert found == {since}


def test_a_flow_after_the_end_stands_since_the_end(pack: Pack) -> None:
    old = {f"agreement.signatures.{i}.signed_on": "2024-06-01" for i in range(3)}
    data = register(
        termination(),
        **old,
        **{"agreement.dpo_advice.given_on": "2024-05-01", "flows.0.starts_on": "2024-06-03"},
    )
    report = judged(pack, data)
    (late,) = (r for r in report.results if r.rule.id == "not-ended")
    assert held_since(late, report.context) == date(2025, 7, 15)


# --- where there is no article 9 to use --------------------------------------------------------------------------------------------


def test_what_the_agreement_does_not_cover_has_no_article_9(pack: Pack) -> None:
    """A flow before entry into force or after the end is a violation, under supervision; it opens nothing
    against the sender.
    """
    early = register(**{"flows.0.starts_on": "2024-06-02"})
    report = judged(pack, early)
    (result,) = (r for r in report.results if r.rule.id == "in-force")
    assert result.verdict.word == "violation"
    assert [m.measure for m in report.ladder.measures(result)] == ["supervision"]
    assert {p.state for p in report.ladder.pairs} == {"sharing"}


BROKEN = {"flows.0.purposes": ["refer", "marketing"]}
SECOND = party("ocmw2", "ocmw") | {"since": "2026-02-01", "enterprise_number": "0207.448.032"}


@pytest.mark.parametrize(
    ("signature", "able"),
    [
        ([], ("dmw", "ocmw")),  # it joined, and never signed: not bound, so it has no article 9 to use
        ([{"party": "ocmw2", "signed_on": "2026-02-01", "by": "directeur"}], ("dmw", "ocmw", "ocmw2")),
    ],
)
def test_only_who_is_bound_has_the_power(pack: Pack, signature: list[Data], able: tuple[str, ...]) -> None:
    more = {"agreement.parties.+": SECOND} | ({"agreement.signatures.+": signature[0]} if signature else {})
    report = judged(pack, register(**BROKEN, **more))
    found = {m.measure: m.by for m in measures(report, "purpose-limitation")}
    assert found == {"suspension": able, "cessation": able, "supervision": ()}
    usable = {p.by for p in report.ladder.pairs if p.against == "caw" and p.state != "not-in-force"}
    assert usable == set(able)


def test_nobody_has_a_power_against_who_has_left_by_notice(pack: Pack) -> None:
    """One of two of a role left: against it there is no article 9, nor has it any against the others."""
    second = SECOND | {"since": "2024-06-03"}
    signed = {"party": "ocmw2", "signed_on": "2024-06-03", "by": "directeur"}
    to = ["caw", "ocmw", "dmw"]
    left = termination(by="ocmw2", addressed_to=to, received=[{"party": p, "on": "2025-01-08"} for p in to])
    over = {"starts_on": "2024-06-10", "purposes": ["marketing"]}
    data = register(left, **{"agreement.parties.+": second, "agreement.signatures.+": signed})
    data["flows"] = [
        flow("weg", sender="ocmw2", recipients=[staff("caw")], **over),
        flow("weg-voordien", sender="ocmw2", recipients=[staff("caw")], ends_on="2025-07-01", **over),
        flow("blijft", **over | {"ends_on": "2025-07-01"}),
    ]
    data["assessments"] = []
    report = judged(pack, data)
    held = [r for r in report.results if r.verdict.word == "violation" and r.rule.sanction is not None]
    assert {r.against for r in held} == {"ocmw2", "caw"}
    for result in held:
        powers = [m for m in report.ladder.measures(result) if m.measure != "supervision"]
        assert not powers if result.against == "ocmw2" else all("ocmw2" not in m.by for m in powers)


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        ("2026-03-02", "not-in-force"),
        ("2026-03-01", "suspension-available"),
        (ABSENT, "suspension-available"),
    ],
    ids=["tomorrow", "today", "on a day not said"],
)
def test_before_the_last_signature_there_is_no_article_9(pack: Pack, signed: Any, expected: str) -> None:
    data = register(nc(), **{"agreement.signatures.2.signed_on": signed, "flows.0.starts_on": "2026-03-01"})
    assert pair(judged(pack, data)).state == expected


def test_a_contested_finding_is_shown_as_contested(pack: Pack) -> None:
    data = register(nc(found_on="2026-02-20", position="contested", position_on="2026-02-25"))
    before, after = (pair(judged(pack, data, as_of=date(2026, 2, d))) for d in (24, 25))
    assert (before.state, before.contested) == ("suspension-available", ())
    assert (after.state, after.grounds, after.contested) == (
        "suspension-available",
        ("non-compliance/nc",),
        ("non-compliance/nc",),
    )
    assert grounds(after, "nl") == ["non-compliance/nc (betwist)"]
    assert pair(judged(pack, register(nc(position="contested"), suspension()))).contested == ("nc",)


@pytest.mark.parametrize(
    ("changes", "state", "step"),
    [
        ({}, "ceased", "ceased"),
        ({"notified_on": "2026-02-20"}, "ceased", "ceased-uncertain"),  # on the day of effect
        ({"notified_on": ABSENT}, "ceased", "ceased-uncertain"),
        ({"ground": ABSENT}, "ceased", "ceased-uncertain"),
        ({"notified_on": "2026-02-21"}, "sharing", "nothing"),
        ({"notified_on": "none"}, "sharing", "nothing"),
        ({"ground": "none"}, "sharing", "nothing"),
    ],
    ids=[
        "in order",
        "told that day",
        "told unknown",
        "ground unknown",
        "told after",
        "not told",
        "no ground",
    ],
)
def test_a_cessation_counts_once_notified_before_and_grounded(
    pack: Pack, changes: Data, state: str, step: str
) -> None:
    made = cessation(ground="13.5", effective_on="2026-02-20", notified_on="2026-02-10") | changes
    found = pair(judged(pack, register({k: v for k, v in made.items() if v is not ABSENT}, **STOPPED)))
    assert (found.state, found.next) == (state, step)


def test_a_judged_term_covers_what_had_happened_by_its_day(pack: Pack) -> None:
    """Found in October, judged in time on 1 December, and nothing since: the norm counts again, from the
    judgement's day.
    """
    judged_on = assessment("reasonable-term", {"event": "nc"}, on="2025-12-01")
    data = register(nc(found_on="2025-10-01"), **{"assessments.+": judged_on})
    days = {d: pair(judged(pack, data, as_of=d)).state for d in (date(2026, 1, 30), date(2026, 1, 31))}
    assert list(days.values()) == ["suspension-available", "cessation-available"]


def test_an_assessment_not_the_norm_is_what_such_a_violation_rests_on(pack: Pack) -> None:
    data = register(
        nc(found_on="2025-11-01"),
        **{"assessments.+": assessment("reasonable-term", {"event": "nc"}, "not-met", on="2026-02-20")},
    )
    (result,) = (r for r in judged(pack, data).results if r.rule.id == "non-compliance-remedied")
    assert (result.verdict.word, norm_of(result)) == ("violation", None)


def test_what_may_be_over_opens_no_power_of_article_9(pack: Pack) -> None:
    """Word of a breach came too late; whether it came through the DPO, so that nothing is owed any more, nobody
    says.
    """
    late = breach([{"party": "caw", "at": "2026-02-20T10:00"}])
    report = judged(pack, register(late))
    (result,) = (r for r in report.results if r.rule.id == "breach-notified")
    assert (result.verdict.word, continuing(result)) == ("violation", None)
    assert [m.measure for m in report.ladder.measures(result)] == ["supervision"]


# --- flows that have yet to start -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "when",
    [{"status": "proposed"}, {"starts_on": "2026-04-01"}, {"status": "proposed", "starts_on": "2026-04-01"}],
)
def test_a_prospective_flow_does_not_count_in_the_ladder(pack: Pack, when: Data) -> None:
    data = register(**{"flows.+": flow("plan", purposes=["marketing"], **THIRD_PARTY, **when)})
    report = judged(pack, data)
    assert {p.state for p in report.ladder.pairs} == {"sharing"}
    start = AS_OF if when.get("starts_on") is None else date(2026, 4, 1)
    for rule in ("purpose-limitation", "no-third-party"):
        offered = measures(report, rule)
        assert [(m.measure, m.status, m.since) for m in offered] == [
            ("suspension", "prospective", start),
            ("supervision", "prospective", start),
        ]


def test_a_flow_counts_from_the_day_it_starts(pack: Pack) -> None:
    data = register(**{"flows.+": flow("plan", purposes=["marketing"], starts_on="2026-04-01")})
    assert [len(ladder(pack, data, date(2026, *day))) for day in ((3, 31), (4, 1))] == [0, 2]


# --- what a violation offers ------------------------------------------------------------------------------------------------------


def test_a_violation_offers_suspension_now_and_cessation_once_its_conditions_hold(pack: Pack) -> None:
    offered = measures(judged(pack, register(**{"flows.0.purposes": ["marketing"]})), "purpose-limitation")
    assert [(m.clause, m.measure, m.status, m.by, m.against) for m in offered] == [
        ("9", "suspension", "available", ("dmw", "ocmw"), "caw"),
        ("9", "cessation", "conditional", ("dmw", "ocmw"), "caw"),
        ("15.2", "supervision", "available", (), "caw"),
    ]
    assert (offered[2].authority, {m.since for m in offered}) == ("vtc", {AS_OF})


def test_cessation_is_available_once_a_shortcoming_outlasted_its_term(pack: Pack) -> None:
    offered = measures(judged(pack, register(nc(found_on="2025-11-01"))), "non-compliance-remedied")
    assert [(m.measure, m.status) for m in offered][:2] == [
        ("suspension", "available"),
        ("cessation", "available"),
    ]


@pytest.mark.parametrize(
    ("clause", "status"), [("3.3", "available"), ("3", "available"), ("5.1", "conditional")]
)
def test_the_term_of_one_shortcoming_says_nothing_of_another(pack: Pack, clause: str, status: str) -> None:
    """A shortcoming that outlasted its term opens cessation for what it is about, not for whatever else is
    held against that party.
    """
    data = register(
        nc(party="caw", clause=clause, found_on="2025-11-01"), **{"flows.0.purposes": ["marketing"]}
    )
    offered = measures(judged(pack, data), "purpose-limitation")
    assert [m.status for m in offered if m.measure == "cessation"] == [status]


def test_where_it_is_not_said_whether_a_shortcoming_was_remedied_that_comes_first(pack: Pack) -> None:
    found = pair(judged(pack, register(nc(remedied_on=ABSENT))))
    assert (found.state, found.next) == ("sharing", "unsettled")


def test_a_violation_of_article_7_leads_to_article_9_through_7_2(pack: Pack) -> None:
    data = register(**{"agreement.parties.1.security": {"measures": []}})
    assert {
        (m.clause, m.via)
        for m in measures(judged(pack, data), "security-measures")
        if m.measure != "supervision"
    } == {("9", "7.2")}


def test_what_is_held_against_nobody_offers_nothing(pack: Pack) -> None:
    report = judged(pack, change(complete(), {"agreement.parties.0.role": "ocmw"}))
    (result,) = (r for r in report.results if r.rule.id == "roles-complete")
    assert (result.verdict.word, report.ladder.measures(result)) == ("violation", ())


def test_what_is_over_is_told_with_supervision_alone_and_each_ground_since_when(gbo_text: str) -> None:
    """No power, no name of who might use it; and an authority not told in 72 hours counts from their end."""
    assert "sanctie: toezicht: VTC (15.2)" in gbo_text
    assert ": , " not in gbo_text
    assert "sinds 2026-02-05; gronden: authority-notified/papieren-dossier" in gbo_text
    assert "life = running" not in gbo_text


@pytest.fixture(scope="module")
def gbo_text() -> str:
    shown = gbo("check", FIXTURES / "inbreuk-slecht", "--as-of", "2026-05-04", "--lang", "nl")
    return " ".join(shown.stdout.split())
