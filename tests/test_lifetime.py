"""The life of the agreement (14.1, 14.2; clauses.md 2 and 4): what binds when, and what a notice ends, for whom, on which days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gbo_policy.judging.report import Report
from gbo_policy.judging.wording import message, missing_facts
from gbo_policy.rulebook.pack import Pack
from tests.kit import ABSENT, Data, assessment, change, complete, flow, judged, party, staff, verdict
from tests.test_facts_events import event, termination

# A registered letter sent on 2 January 2025, received on the 8th: the months run from Monday the 13th to 12 July, a Saturday.
SIGNED = {f"agreement.signatures.{i}.signed_on": "2024-06-03" for i in range(3)}
LONG_AGO = SIGNED | {"agreement.dpo_advice.given_on": "2024-05-01", "flows.0.starts_on": "2024-06-10"}
DOUBT = date(2025, 7, 13)
OVER = date(2025, 7, 15)


def given(*events: Data, **more: Any) -> Data:
    return change(complete(), {"events": list(events), **LONG_AGO, **more})


def letter(**more: Any) -> Data:
    base = termination(received=[{"party": p, "on": "2025-01-08"} for p in ("caw", "dmw")])
    return {k: v for k, v in (base | more).items() if v is not ABSENT}


def ended(pack: Pack, data: Data, day: date, subject: str | None = None) -> str | None:
    return verdict(judged(pack, data, as_of=day), "not-ended", subject)


def result(report: Report, rule: str) -> Any:
    return next(r for r in report.results if r.rule.id == rule)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2025, 7, 12), "compliant"), (DOUBT, "review"), (date(2025, 7, 14), "review"), (OVER, "violation")],
)
def test_a_registered_letter_to_all_ends_it_and_readings_of_the_months_are_in_doubt(
    pack: Pack, day: date, expected: str
) -> None:
    report = judged(pack, given(letter()), as_of=day)
    one = result(report, "not-ended")
    assert one.verdict.word == expected
    assert one.assess() == (["reading"] if expected == "review" else [])
    assert report.context.ended_from == DOUBT


DOUBTFUL: list[tuple[str, Data]] = [
    *((m, {"means": m}) for m in ("email", "letter", "bailiff", "verbal")),
    ("not to all", {"addressed_to": ["caw"]}),
]


@pytest.mark.parametrize("changes", [d[1] for d in DOUBTFUL], ids=[d[0] for d in DOUBTFUL])
def test_a_notice_in_another_form_may_have_ended_it_until_somebody_says(pack: Pack, changes: Data) -> None:
    data = given(letter(**changes))
    assert ended(pack, data, date(2025, 7, 12)) == "compliant"
    for day in (DOUBT, OVER, date(2030, 1, 1)):
        one = result(judged(pack, data, as_of=day), "not-ended")
        assert (one.verdict.word, missing_facts(one), one.assess()) == ("review", [], ["notice-effect"])
    for outcome, expected in (("met", "violation"), ("not-met", "compliant"), ("contested", "review")):
        said = assessment("notice-effect", {"event": "t"}, outcome, on="2025-02-01")
        assert ended(pack, change(data, {"assessments.+": said}), OVER) == expected


def test_a_recorded_effect_leaves_the_months_to_be_read(pack: Pack) -> None:
    said = assessment("notice-effect", {"event": "t"}, "met", on="2025-02-01")
    data = change(given(letter(means="email")), {"assessments.+": said})
    one = result(judged(pack, data, as_of=DOUBT), "not-ended")
    assert (one.verdict.word, one.assess()) == ("review", ["reading"])


def test_a_good_notice_needs_nobody_s_word(pack: Pack) -> None:
    said = assessment("notice-effect", {"event": "t"}, "not-met", on="2025-02-01")
    assert ended(pack, change(given(letter()), {"assessments.+": said}), OVER) == "violation"


def test_a_notice_before_entry_into_force_may_have_ended_it(pack: Pack) -> None:
    late = {f"agreement.signatures.{i}.signed_on": "2025-01-06" for i in range(3)}
    data = given(letter(), **{**late, "flows.0.starts_on": "2025-02-03"})
    report = judged(pack, data, as_of=OVER)
    assert (result(report, "not-ended").verdict.word, result(report, "not-ended").assess()) == (
        "review",
        ["notice-effect"],
    )
    form = result(report, "termination-form")
    assert (form.verdict.word, form.assess()) == ("review", ["reading"])


@pytest.mark.parametrize("key", ["means", "addressed_to", "by", "sent_on"])
def test_what_a_notice_leaves_unsaid_is_asked(pack: Pack, key: str) -> None:
    one = result(judged(pack, given(letter(**{key: ABSENT})), as_of=OVER), "not-ended")
    assert (one.verdict.word, missing_facts(one)) == ("review", [f"events.t.{key}"])


def region() -> Data:
    """Give an agreement with two OCMWs, of which one leaves; a flow of each, and one among those that stay."""
    data = given(
        termination(
            by="ocmw2",
            addressed_to=["caw", "ocmw", "dmw"],
            received=[{"party": p, "on": "2025-01-08"} for p in ("caw", "ocmw", "dmw")],
        )
    )
    second = party("ocmw2", "ocmw") | {"enterprise_number": "0207.463.892"}
    data["agreement"]["parties"].append(second)
    data["agreement"]["signatures"].append({"party": "ocmw2", "signed_on": "2024-06-03", "by": "voorzitter"})
    data["flows"] = [
        flow("blijft", starts_on="2024-06-10"),
        flow("zendt", sender="ocmw2", recipients=[staff("caw")], starts_on="2024-06-10"),
        flow("krijgt", recipients=[staff("ocmw"), staff("ocmw2")], starts_on="2024-06-10"),
    ]
    data["assessments"] = []
    return data


def test_where_one_of_several_of_a_role_leaves_its_own_flows_end_and_the_rest_is_read_both_ways(
    pack: Pack,
) -> None:
    report = judged(pack, region(), as_of=OVER)
    found = {r.subject.id: (r.verdict.word, r.assess()) for r in report.results if r.rule.id == "not-ended"}
    assert found == {
        "blijft": ("review", ["notice-effect"]),
        "zendt": ("violation", []),
        "krijgt": ("violation", []),
    }
    assert report.context.ended_from is None  # not for all
    states = {(p.by, p.against): p.state for p in report.ladder.pairs}
    assert states["caw", "ocmw2"] == states["ocmw2", "dmw"] == "not-in-force"
    assert "not-in-force" not in {states["caw", "ocmw"], states["dmw", "ocmw"]}


@pytest.mark.parametrize(("outcome", "expected"), [("met", "violation"), ("not-met", "compliant")])
def test_who_judges_the_effect_judges_it_for_those_that_stay(pack: Pack, outcome: str, expected: str) -> None:
    said = assessment("notice-effect", {"event": "t"}, outcome, on="2025-02-01")
    data = change(region(), {"assessments.+": said})
    assert ended(pack, data, OVER, "flow/blijft") == expected
    assert ended(pack, data, OVER, "flow/zendt") == "violation"


# --- a rule about an event is bound to the life of the agreement ----------------------------------------------------------------------

OPEN = {"answered_on": "none"}
LATE: list[tuple[str, Data, str]] = [
    ("security-overview-on-request", {"by": "caw", "to": "ocmw", **OPEN}, "requested_on"),
    ("assistance-given", {"by": "caw", "to": "ocmw", "article": 33, **OPEN}, "requested_on"),
    ("non-compliance-remedied", {"party": "ocmw", "clause": "11", "remedied_on": "none"}, "found_on"),
    ("shortcoming-remedied", {"party": "ocmw", "remedied_on": "none", "plan": "none"}, "found_on"),
    ("rights-request-answered", {"party": "ocmw", "extended_on": "none", **OPEN}, "received_on"),
    (
        "disclosure-permitted",
        {"party": "ocmw", "to": "X", "to_kind": "third-party", "legal_obligation": "none"},
        "on",
    ),
]
TYPES = {
    "security-overview-on-request": "overview-request",
    "assistance-given": "assistance-request",
    "non-compliance-remedied": "non-compliance",
    "shortcoming-remedied": "security-finding",
    "rights-request-answered": "rights-request",
    "disclosure-permitted": "disclosure",
}


@pytest.mark.parametrize(("rule", "fields", "when"), LATE, ids=[row[0] for row in LATE])
def test_an_event_outside_the_life_of_the_agreement_is_not_judged(
    pack: Pack, rule: str, fields: Data, when: str
) -> None:
    days = {
        "2024-06-02": "not_applicable",  # the eve of the last signature
        "2024-06-03": "violation",
        "2025-07-12": "violation",
        "2025-07-13": "review",  # readings of the six months differ
        "2025-07-15": "not_applicable",
    }
    found = {}
    for day in days:
        made = event("e", TYPES[rule], **fields, **{when: day})
        one = result(judged(pack, given(letter(), made), as_of=date(2026, 12, 1)), rule)
        found[day] = one.verdict.word
        if one.verdict.word == "review":
            assert one.assess() == ["reading"]
            assert "hangt van de lezing af" in message(one, "nl")
    assert found == days


def test_where_the_effect_of_a_notice_is_in_doubt_that_is_what_settles_an_event_after_it(pack: Pack) -> None:
    made = event("e", "rights-request", party="ocmw", received_on="2025-09-01", **OPEN, extended_on="none")
    one = result(
        judged(pack, given(letter(means="email"), made), as_of=date(2026, 12, 1)), "rights-request-answered"
    )
    assert (one.verdict.word, one.assess()) == ("review", ["notice-effect"])


def test_where_it_is_not_said_who_signed_when_that_is_missing(pack: Pack) -> None:
    made = event("e", "rights-request", party="ocmw", received_on="2025-09-01", **OPEN, extended_on="none")
    data = given(made, **{"agreement.signatures.1.signed_on": ABSENT})
    one = result(judged(pack, data, as_of=date(2026, 12, 1)), "rights-request-answered")
    assert (one.verdict.word, missing_facts(one)) == ("review", ["agreement.signatures.1.signed_on"])


@pytest.mark.parametrize(
    ("day", "five", "fourteen"),
    [
        ("2024-06-02", "not_applicable", "not_applicable"),
        ("2025-07-12", "violation", "not_applicable"),
        ("2025-07-13", "review", "review"),
        ("2025-07-15", "not_applicable", "violation"),
    ],
)
def test_only_confidentiality_goes_on_after_the_end(pack: Pack, day: str, five: str, fourteen: str) -> None:
    made = event(
        "e", "disclosure", party="ocmw", on=day, to="X", to_kind="third-party", legal_obligation="none"
    )
    report = judged(pack, given(letter(), made), as_of=date(2026, 12, 1))
    assert (verdict(report, "disclosure-permitted"), verdict(report, "confidentiality-survives")) == (
        five,
        fourteen,
    )
