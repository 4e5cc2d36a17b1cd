"""The life of the agreement (14.1, 14.2; clauses.md 2 and 4): what binds when, and what a notice ends, for
whom, on which days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gbo_policy.judging.clock import continuing
from gbo_policy.judging.report import Report
from gbo_policy.judging.wording import message, missing_facts
from gbo_policy.reporting.content.history import standing
from gbo_policy.rulebook.pack import Pack
from tests.kit import (
    ABSENT,
    Data,
    assessment,
    by_law,
    change,
    complete,
    flow,
    judged,
    party,
    staff,
    verdict,
)
from tests.test_facts_events import event, termination

# A registered letter sent on 2 January 2025, received on the 8th: the months run from Monday the 13th to 12
# July, a Saturday.
SIGNED = {f"agreement.signatures.{i}.signed_on": "2024-06-03" for i in range(3)}
LONG_AGO = SIGNED | {"agreement.dpo_advice.given_on": "2024-05-01", "flows.0.starts_on": "2024-06-10"}
DOUBT = date(2025, 7, 13)
OVER = date(2025, 7, 15)
AFTER = date(2025, 9, 1)


def given(*events: Data, **more: Any) -> Data:
    return change(complete(), {"events": list(events), **LONG_AGO, **more})


def letter(**more: Any) -> Data:
    base = termination(received=[{"party": p, "on": "2025-01-08"} for p in ("caw", "dmw")])
    return {k: v for k, v in (base | more).items() if v is not ABSENT}


def ended(
    pack: Pack, data: Data, day: date, subject: str | None = None, rule: str = "not-ended"
) -> str | None:
    return verdict(judged(pack, data, as_of=day), rule, subject)


def result(report: Report, rule: str, subject: str | None = None) -> Any:
    about = subject and subject.partition("/")[2]
    return next(r for r in report.results if r.rule.id == rule and about in (None, r.subject.id))


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


@pytest.mark.parametrize("who", [1, 3])  # who gave notice, and the other of its role
def test_while_a_role_is_unknown_nobody_can_tell_whether_it_ended_for_those_that_stay(
    pack: Pack, who: int
) -> None:
    data = change(region(), {f"agreement.parties.{who}.role": ABSENT})
    ids = [p["id"] for p in data["agreement"]["parties"]]
    report = judged(pack, data, as_of=OVER)
    found = {
        r.subject.id: (r.verdict.word, missing_facts(r)) for r in report.results if r.rule.id == "not-ended"
    }
    assert found == {
        "blijft": ("review", [f"parties.{ids[who]}.role"]),
        "zendt": ("violation", []),
        "krijgt": ("violation", []),
    }
    said = assessment("notice-effect", {"event": "t"}, "met", on="2025-02-01")
    assert ended(pack, change(data, {"assessments.+": said}), OVER, "flow/blijft") == "violation"


def after_one_left() -> Data:
    """Give the same with an OCMW that left on a day, without a notice."""
    return change(region(), {"events": [], "agreement.parties.3.until": "2025-01-31"})


JOINED = [
    ("zendt", "sender"),
    ("krijgt", "recipients"),
    ("krijgt", "recipients.1.party"),
    ("krijgt", "recipients.1.kind"),
]


@pytest.mark.parametrize(("world", "rule"), [(region, "not-ended"), (after_one_left, "in-force")])
@pytest.mark.parametrize(("name", "key"), JOINED)
def test_whom_a_flow_joins_is_unknown_and_may_be_one_that_left(
    pack: Pack, world: Callable[[], Data], rule: str, name: str, key: str
) -> None:
    data = world()
    assert ended(pack, data, OVER, f"flow/{name}", rule) == "violation"
    at = [f["id"] for f in data["flows"]].index(name)
    unsaid = change(data, {f"flows.{at}.{key}": ABSENT})
    if key.endswith("kind"):
        del unsaid["flows"][at]["recipients"][1]["party"]
    one = result(judged(pack, unsaid, as_of=OVER), rule, f"flow/{name}")
    assert one.verdict.word == "review"
    assert key in missing_facts(one)


@pytest.mark.parametrize("rule", ["in-force", "recipient-is-core-actor"])
def test_the_day_of_a_flow_is_unknown_and_one_that_it_joins_left(pack: Pack, rule: str) -> None:
    unsaid = change(after_one_left(), {"flows.2.starts_on": ABSENT})
    subject = "flow/krijgt" if rule == "in-force" else "recipient/krijgt/1"
    assert ended(pack, after_one_left(), OVER, subject, rule) == "violation"
    one = result(judged(pack, unsaid, as_of=OVER), rule, subject)
    assert (one.verdict.word, missing_facts(one)) == ("review", ["starts_on"])


OTHERS = {"by": "ocmw", "addressed_to": ["caw", "dmw", "ocmw2"]}
TO_THE_OTHERS = [{"party": p, "on": "2025-01-08"} for p in ("caw", "dmw", "ocmw2")]
LATER = {"sent_on": "2025-04-01", "received": [kept | {"on": "2025-04-03"} for kept in TO_THE_OTHERS]}
# the last OCMW left gives notice, or not the last: changes to the agreement with two, and how it stands for those that stay
LAST: dict[str, tuple[Data, str]] = {
    "the other left before": ({"agreement.parties.1.until": "2025-07-12"}, "violation"),
    "the other left on the first day": ({"agreement.parties.1.until": "2025-07-13"}, "review"),
    "the other leaves by a good notice too": (
        {"events.+": letter(id="u", **OTHERS, received=TO_THE_OTHERS)},
        "violation",
    ),
    "the other's notice ended it later": ({"events.+": letter(id="u", **OTHERS, **LATER)}, "violation"),
    "the other's notice ends it after that day": (
        {"events.+": letter(id="u", **OTHERS, **LATER | {"sent_on": "2025-12-01", "received": []})},
        "review",
    ),
    "the other gave a notice in doubt": (
        {"events.+": letter(id="u", **OTHERS, received=TO_THE_OTHERS, means="email")},
        "review",
    ),
    "the other joined afterwards": (
        {"agreement.parties.1.since": "2025-09-01", "agreement.signatures.1.signed_on": "2025-09-01"},
        "violation",
    ),
    "the other left after it": ({"agreement.parties.1.until": "2025-12-31"}, "review"),
}


@pytest.mark.parametrize("name", LAST)
def test_who_has_left_is_not_another_of_the_role_that_stays(pack: Pack, name: str) -> None:
    changes, expected = LAST[name]
    data = change(
        region(), changes | {"flows.+": flow("rest", recipients=[staff("dmw")], starts_on="2024-06-10")}
    )
    assert ended(pack, data, date(2026, 2, 2), "flow/rest") == expected
    state = {(p.by, p.against): p.state for p in judged(pack, data, as_of=date(2026, 2, 2)).ladder.pairs}
    assert (state["caw", "dmw"] == "not-in-force") is (expected == "violation")


# --- what a flow breaks on a day of which readings of the end differ ----------------------------------------------------------------

BROKEN = {
    "purpose-limitation": {"flows.0.purposes": ["marketing"]},
    "permitted-categories": {"flows.0.data": ["criminal"]},
    "recipient-needs-data": {"flows.0.recipients.0.need_to_know": False},
    "no-third-country": {"flows.0.locations": {"storage": ["US"], "access": ["BE"]}},
}


@pytest.mark.parametrize("rule", BROKEN)
def test_what_a_flow_breaks_where_readings_of_the_end_differ_is_a_review(pack: Pack, rule: str) -> None:
    """What it broke while the agreement ran stays a violation, but a past one; that the flow goes on after the
    end, `not-ended` tells.
    """
    data = given(letter(), **BROKEN[rule])
    for day, expected in ((date(2025, 7, 12), "violation"), (DOUBT, "review"), (OVER, "violation")):
        one = result(judged(pack, data, as_of=day), rule)
        assert (one.verdict.word, missing_facts(one)) == (expected, [])
        assert one.assess() == (["reading"] if expected == "review" else [])
        assert "life" not in [name for name, _, _ in one.because()] or expected == "review"
        assert continuing(one) is {date(2025, 7, 12): True, OVER: False}.get(day)
    assert "hangt van de lezing af" in message(result(judged(pack, data, as_of=DOUBT), rule), "nl")
    last = change(data, {"flows.0.ends_on": "2025-07-13"})
    assert result(judged(pack, last, as_of=OVER), rule).verdict.word == "review"
    doubtful = result(judged(pack, given(letter(means="email"), **BROKEN[rule]), as_of=OVER), rule)
    assert (doubtful.verdict.word, doubtful.assess()) == ("review", ["notice-effect"])
    unknown = result(judged(pack, given(letter(means=ABSENT), **BROKEN[rule]), as_of=OVER), rule)
    assert (unknown.verdict.word, missing_facts(unknown)) == ("review", ["events.t.means"])


@pytest.mark.parametrize("rule", BROKEN)
def test_a_flow_that_began_after_the_end_breaks_no_clause_but_the_end(pack: Pack, rule: str) -> None:
    report = judged(pack, given(letter(), **BROKEN[rule], **{"flows.0.starts_on": "2025-07-15"}), as_of=AFTER)
    one = result(report, rule)
    assert (one.verdict.word, ("life", "over") in [(n, v) for n, v, _ in one.because()]) == (
        "not_applicable",
        True,
    )
    assert continuing(result(report, "not-ended")) is True
    before = given(letter(), **BROKEN[rule], **{"flows.0.starts_on": "2025-07-12"})
    assert result(judged(pack, before, as_of=AFTER), rule).verdict.word == "violation"


# events of before and after 31 January 2025, on which an OCMW left, that do not say whose they are
NOBODY_S: list[tuple[str, str, Data, list[str]]] = [
    ("non-compliance-remedied", "found_on", {"type": "non-compliance", "remedied_on": "none"}, ["party"]),
    (
        "security-overview-on-request",
        "requested_on",
        {"type": "overview-request", "by": "caw", "answered_on": "none"},
        ["to"],
    ),
    (
        "disclosure-permitted",
        "on",
        {"type": "disclosure", "to": "x", "to_kind": "third-party", "legal_obligation": "none"},
        ["party"],
    ),
    (
        "rights-request-answered",
        "received_on",
        {"type": "rights-request", "answered_on": "none", "extended_on": "none"},
        ["party"],
    ),
]


@pytest.mark.parametrize(("rule", "key", "fields", "missing"), NOBODY_S)
def test_what_nobody_says_whose_it_is_may_be_of_one_that_had_left(
    pack: Pack, rule: str, key: str, fields: Data, missing: list[str]
) -> None:
    """The agreement bound everybody until then: that is a violation, whoever's. Later, it is one but of the one that left."""
    for day, expected in (("2025-01-31", "violation"), ("2025-02-01", "review")):
        data = change(after_one_left(), {"events": [{"id": "e", **fields, key: day}]})
        one = result(judged(pack, data, as_of=date(2025, 8, 1)), rule, "event/e")
        assert one.verdict.word == expected
        assert missing_facts(one) == (missing if expected == "review" else [])


def to_one_that_left(starts_on: str) -> Data:
    """Give what breaks 3.3 and 5.1, to an OCMW that stays and one that is gone."""
    said = [{**staff(name), "need_to_know": False} for name in ("ocmw", "ocmw2")]
    return {"flows.2.starts_on": starts_on, "flows.2.purposes": ["marketing"], "flows.2.recipients": said}


@pytest.mark.parametrize("world", [region, after_one_left])
def test_what_goes_to_who_stays_is_judged_though_it_goes_to_one_that_left_too(
    pack: Pack, world: Callable[[], Data]
) -> None:
    """The agreement has ended for one of two recipients, by notice or by its own day; it binds towards the other."""
    stays = {"assessments.+": assessment("notice-effect", {"event": "t"}, "not-met", on="2025-02-01")}
    data = change(world(), stays if world is region else {})
    for starts_on in ("2024-06-10", "2025-07-21"):  # before it left, and after
        report = judged(pack, change(data, to_one_that_left(starts_on)), as_of=date(2025, 8, 1))
        broken = result(report, "purpose-limitation", "flow/krijgt")
        assert (broken.verdict.word, continuing(broken)) == ("violation", True)
        needs = [result(report, "recipient-needs-data", f"recipient/krijgt/{i}") for i in (0, 1)]
        assert (needs[0].verdict.word, continuing(needs[0])) == ("violation", True)
        if starts_on > "2025":
            assert needs[1].verdict.word == "not_applicable"


# what each core actor declares, changed so that it breaks a rule, and the subject that it is judged on
HELD = {
    "dpo-contact": ({"agreement.parties.1.dpo": "none"}, "party/ocmw"),
    "roles-complete": ({"agreement.parties.2.role": "ocmw"}, None),
    "processor-overview": ({"agreement.processors.0.listed_with": []}, None),
    "processor-guarantees": ({"agreement.processors.0.sufficient_guarantees": False}, None),
}


@pytest.mark.parametrize("rule", HELD)
def test_what_parties_declare_is_held_against_an_agreement_that_runs(pack: Pack, rule: str) -> None:
    changes, subject = HELD[rule]
    data = given(letter(), **changes)
    for day, expected in ((date(2025, 7, 12), "violation"), (DOUBT, "review"), (OVER, "not_applicable")):
        assert verdict(judged(pack, data, as_of=day), rule, subject) == expected


def test_nobody_is_still_told_whom_a_notice_has_taken_out(pack: Pack) -> None:
    """An overview of processors, and prior notice of a law, go to those whom the agreement still binds; where
    that is read both ways, nobody is accused.
    """
    heard = [{"party": p, "on": "2024-06-20"} for p in ("ocmw", "dmw")]
    data = change(region(), {"agreement.processors.0.listed_with": heard})
    data = change(
        data, {"assessments.+": assessment("notice-effect", {"event": "t"}, "not-met", on="2025-02-01")}
    )
    for day, expected in ((date(2025, 7, 12), "violation"), (DOUBT, "review"), (OVER, "compliant")):
        assert verdict(judged(pack, data, as_of=day), "processor-overview") == expected
    firm = {"kind": "third-party", "name": "RVA", "country": "BE"}
    obliged = flow("wet", recipients=[firm], legal_obligation=by_law("2024-06-05"))
    for start, expected in (
        ("2025-07-12", "violation"),
        ("2025-07-13", "review"),
        ("2025-07-15", "compliant"),
    ):
        made = change(data, {"flows.+": {**obliged, "starts_on": start}})
        assert (
            verdict(judged(pack, made, as_of=AFTER), "prior-notice-of-obligation", "recipient/wet/0")
            == expected
        )


OWN_WORDS = {
    "clause": "14.2",
    "says": "Opzeggen kan tegen het einde van een jaar.",
    "by": "An",
    "on": "2024-06-03",
}


def test_where_the_text_has_its_own_words_on_notice_no_day_of_the_end_is_certain(pack: Pack) -> None:
    """A departure without an effect: a notice may have ended the agreement from the day on which it was sent."""
    changes = BROKEN["purpose-limitation"] | {"agreement.departures": [OWN_WORDS]}
    data = given(letter(), **changes)
    for day in (date(2025, 1, 2), date(2025, 7, 12), OVER, AFTER):
        one = result(judged(pack, data, as_of=day), "purpose-limitation")
        assert (one.verdict.word, one.assess()) == ("review", ["notice-effect"])
    assert (
        result(judged(pack, data, as_of=date(2025, 1, 1)), "purpose-limitation").verdict.word == "violation"
    )
    assert verdict(judged(pack, given(**changes), as_of=AFTER), "purpose-limitation") == "violation"
    months = {"agreement.departures": [OWN_WORDS | {"effect": {"notice_months": 3}}]}
    known = judged(pack, given(letter(), **months), as_of=date(2025, 4, 15))
    assert verdict(known, "not-ended") == "violation"


def test_recipients_that_a_flow_does_not_name_stand_in_the_same_time_as_the_flow(pack: Pack) -> None:
    """What nobody says of them is asked as of a flow that is over, and on a day in doubt by the same notice."""
    nobody = {"flows.0.recipients": ABSENT}
    past = given(**nobody, **{"flows.0.ends_on": "2024-12-31"})
    asked = [r for r in judged(pack, past, as_of=OVER).results if r.subject.kind == "recipient" and r.finding]
    assert {missing_facts(r)[0] for r in asked} == {"recipients"}
    assert {standing(r) for r in asked} == {"over"}
    doubted = judged(pack, given(letter(means="email"), **nobody), as_of=OVER)
    rows = [r.row for r in doubted.results if r.subject.kind == "recipient"]
    assert {(row.value("life"), row.terms["life"]) for row in rows} == {("disputed", ("notice-effect",))}


def test_what_is_in_order_stays_so_and_what_was_never_covered_too(pack: Pack) -> None:
    report = judged(pack, given(letter()), as_of=DOUBT)
    assert verdict(report, "purpose-limitation") == verdict(report, "recipient-needs-data") == "compliant"
    early = judged(pack, given(letter(), **{"flows.0.starts_on": "2024-06-02"}), as_of=DOUBT)
    assert verdict(early, "in-force") == "violation"


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
