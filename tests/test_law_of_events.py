"""The law of the register: each expected result was written from the agreement's text and its clauses, before
the program was run.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gbo_policy.agreement.events import kinds as event_kinds
from gbo_policy.basics.moments import AsOf
from gbo_policy.judging.case import Case
from gbo_policy.judging.clock import continuing as goes_on
from gbo_policy.judging.clock import norm_of
from gbo_policy.judging.report import Report, make_report
from gbo_policy.judging.result import Result
from gbo_policy.judging.since import held_since
from gbo_policy.judging.wording import message
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.rows import KINDS
from tests.kit import ABSENT, AS_OF, Data, assessment, by_law, change, complete, judged, loaded, verdict

C, R, V, N = "compliant", "review", "violation", "not_applicable"


def event(kind: str, name: str = "e", **fields: Any) -> Data:
    """Give an event; a field that is ABSENT is left out, and ``from_`` is the key `from`."""
    return {"id": name, "type": kind} | {k.rstrip("_"): v for k, v in fields.items() if v is not ABSENT}


def found(pack: Pack, *events: Data, as_of: date = AS_OF, assessments: list[Data] | None = None) -> Report:
    """Judge a register in an agreement that is in order."""
    data = change(complete(), {"events": list(events)})
    data["assessments"] += assessments or []
    return judged(pack, data, as_of=as_of)


def result(report: Report, rule: str, subject: str = "e") -> Result:
    (one,) = (r for r in report.results if r.rule.id == rule and r.subject.id == subject)
    return one


# --- prior notice of a disclosure (5.2) -------------------------------------------------------------------------------------------


def disclosure(**changes: Any) -> Data:
    given = {"party": "caw", "on": "2026-02-10", "to": "Parket", "to_kind": "third-party"}
    return event("disclosure", **({**given, "legal_obligation": by_law("2026-02-09")} | changes))


def told(*days: str | None) -> list[Data]:
    who = ("ocmw", "dmw")
    return [{"party": p, "at": d} if d else {"party": p} for p, d in zip(who, days, strict=False)]


DISCLOSED: list[tuple[str, Data, str]] = [
    ("everybody told the day before", {}, C),
    ("one of them not told", {"legal_obligation": by_law(notified=told("2026-02-09"))}, V),
    (
        "one told the day after",
        {"legal_obligation": by_law(notified=told("2026-02-09", "2026-02-11"))},
        V,
    ),
    ("nobody told", {"legal_obligation": by_law(notified=[])}, V),
    ("one told on the day", {"legal_obligation": by_law(notified=told("2026-02-09", "2026-02-10"))}, R),
    ("not said when one was told", {"legal_obligation": by_law(notified=told("2026-02-09", None))}, R),
    ("not said who was told", {"legal_obligation": by_law(notified=ABSENT)}, R),
    (
        "the law forbids notice",
        {"legal_obligation": by_law(notified=[], notice_forbidden_by="art. 5")},
        N,
    ),
    (
        "not said whether it forbids",
        {"legal_obligation": by_law(notified=[], notice_forbidden_by=ABSENT)},
        R,
    ),
    ("no obligation relied on", {"legal_obligation": "none"}, N),
    ("a law that merely allows", {"legal_obligation": by_law(obliges=False, notified=[])}, N),
    ("to staff: 5.2 is not in play", {"to_kind": "staff", "legal_obligation": by_law(notified=[])}, N),
    ("kind of recipient not said", {"to_kind": ABSENT, "legal_obligation": by_law(notified=[])}, R),
    ("obligation not said", {"legal_obligation": ABSENT}, R),
    ("day not said", {"on": ABSENT}, R),
    ("before entry into force", {"on": "2026-01-04", "legal_obligation": by_law(notified=[])}, N),
]


@pytest.mark.parametrize(("changes", "expected"), [d[1:] for d in DISCLOSED], ids=[d[0] for d in DISCLOSED])
def test_the_others_are_told_before_an_obliged_disclosure(pack: Pack, changes: Data, expected: str) -> None:
    report = found(pack, disclosure(**changes))
    assert verdict(report, "prior-notice-of-disclosure") == expected
    if expected == V:
        one = result(report, "prior-notice-of-disclosure")
        assert (one.against, goes_on(one)) == ("caw", False)


def test_a_late_prior_notice_names_whom_it_left_out(pack: Pack) -> None:
    report = found(pack, disclosure(legal_obligation=by_law(notified=told("2026-02-09", "2026-02-11"))))
    said = message(result(report, "prior-notice-of-disclosure"), "nl")
    assert "dmw" in said
    assert "ocmw" not in said


def test_a_reading_says_what_came_first_on_the_day(pack: Pack) -> None:
    one = disclosure(legal_obligation=by_law(notified=told("2026-02-10", "2026-02-10")))
    for outcome, expected in (("met", C), ("not-met", V), ("contested", R)):
        read = assessment(
            "reading", {"event": "e"}, outcome, on="2026-02-11", rule="prior-notice-of-disclosure"
        )
        assert verdict(found(pack, one, assessments=[read]), "prior-notice-of-disclosure") == expected


# --- grounds that this same answer holds violated (9) -----------------------------------------------------------------------------


def suspension(**changes: Any) -> Data:
    given = {"by": "caw", "against": "ocmw", "from_": "2026-02-20", "lifted_on": "none", "ground": "e"}
    return event("suspension", "s", **(given | changes))


def outside(**changes: Any) -> Data:
    return disclosure(party="ocmw", legal_obligation="none", **changes)


HELD: list[tuple[str, Data, Data, str]] = [
    ("a disclosure that 5.2 bars", outside(), {}, C),
    (
        "a disclosure of which the obligation is not said",
        disclosure(party="ocmw", legal_obligation=ABSENT),
        {},
        R,
    ),
    (
        "a breach of which the other was not told",
        event(
            "breach",
            party="ocmw",
            aware_at="2026-02-01T10:00",
            affects=["caw"],
            notified=[],
            during_communication=False,
        ),
        {},
        C,
    ),
    (
        "a request that it let lie for three months",
        event(
            "rights-request", party="ocmw", received_on="2026-01-06", answered_on="none", extended_on="none"
        ),
        {},
        C,
    ),
    (
        "a request to which the answer is not yet due",
        event(
            "rights-request", party="ocmw", received_on="2026-02-20", answered_on="none", extended_on="none"
        ),
        {},
        R,
    ),
    ("a violation of somebody else", disclosure(party="dmw", legal_obligation="none"), {}, V),
    (
        "its own suspension that it should have lifted",
        event("suspension", by="ocmw", against="caw", from_="2026-01-20", lifted_on="none", ground="nc"),
        {},
        C,
    ),
]


@pytest.mark.parametrize(("ground", "changes", "expected"), [h[1:] for h in HELD], ids=[h[0] for h in HELD])
def test_what_this_answer_holds_violated_is_a_ground(
    pack: Pack, ground: Data, changes: Data, expected: str
) -> None:
    cured = event(
        "non-compliance",
        "nc",
        party="caw",
        clause="12",
        found_on="2026-01-10",
        remedied_on="2026-02-01",
        position="accepted",
    )
    report = found(pack, ground, cured, suspension(**changes))
    one = result(report, "suspension-grounded", "s")
    assert one.verdict.word == expected
    if expected == C:
        (fact,) = (f for f in one.because() if f[1] == "non-compliance")
        assert fact[2] == (("events", "e"),)


def test_a_reading_that_makes_a_violation_makes_a_ground_too(pack: Pack) -> None:
    one = disclosure(party="ocmw", legal_obligation=by_law(notified=[{"party": "caw", "at": "2026-02-10"}, {"party": "dmw", "at": "2026-02-09"}]))  # fmt: skip
    assert verdict(found(pack, one, suspension()), "suspension-grounded", "event/s") == R
    read = assessment(
        "reading", {"event": "e"}, "not-met", on="2026-02-11", rule="prior-notice-of-disclosure"
    )
    report = found(pack, one, suspension(), assessments=[read])
    assert verdict(report, "suspension-grounded", "event/s") == C


# --- the reasonable term of the ground of a cessation (9, 7.2) --------------------------------------------------------------------

FINDING = {"party": "ocmw", "found_on": "2026-01-06", "remedied_on": "none", "position": "accepted"}
TERMS: list[tuple[str, str, str, str]] = [
    ("non-compliance", "2026-03-07", "60 days: the outer term has not passed", R),
    ("non-compliance", "2026-03-08", "61 days", C),
    ("security-finding", "2026-03-08", "61 days: 7.2 has its own norm", R),
    ("security-finding", "2026-07-05", "180 days", R),
    ("security-finding", "2026-07-06", "181 days", C),
]


@pytest.mark.parametrize(("kind", "day", "why", "expected"), TERMS, ids=[f"{t[0]} {t[2]}" for t in TERMS])
def test_the_term_before_a_cessation_is_that_of_its_ground(
    pack: Pack, kind: str, day: str, why: str, expected: str
) -> None:
    more = {"clause": "12"} if kind == "non-compliance" else {"plan": "none"}
    stop = {"by": "caw", "against": "ocmw", "ground": "e", "notified_on": "2026-02-20", "effective_on": day}
    report = found(
        pack, event(kind, **FINDING, **more), event("cessation", "c", **stop), as_of=date(2026, 8, 1)
    )
    one = result(report, "cessation-after-notice", "c")
    assert one.verdict.word == expected
    rests = norm_of(one)
    assert rests is not None
    assert rests[0].name == ("cure_days" if kind == "non-compliance" else "improvement_days")


# --- a second reader's cases: written from the agreement and its clauses alone ----------------------------------------------------


def breach(**changes: Any) -> Data:
    given = {
        "party": "ocmw",
        "aware_at": "2026-02-10T10:00",
        "affects": ["caw"],
        "during_communication": False,
        "risk": "unlikely",
        "notified": [{"party": "caw", "at": "2026-02-10T11:00", "via": "dpo"}],
    }
    return event("breach", **(given | changes))


def from_dpo(at: str, via: str = "dpo") -> Data:
    return {"notified": [{"party": "caw", "at": at, "via": via}]}


def asked(right: str = "access", **fields: Any) -> Data:
    return event("rights-request", party="caw", received_on="2026-01-31", right=right, **fields)


TURNS = [
    ("answered on the Monday after a last Saturday", asked(answered_on="2026-03-02", extended_on="none"), R),
    ("answered a day later", asked(answered_on="2026-03-03", extended_on="none"), V),
    ("extended within the first month", asked(answered_on="2026-04-30", extended_on="2026-02-20"), C),
    (
        "extended, and answered too late all the same",
        asked(answered_on="2026-05-04", extended_on="2026-02-20"),
        V,
    ),
]


@pytest.mark.parametrize(("one", "expected"), [t[1:] for t in TURNS], ids=[t[0] for t in TURNS])
def test_a_month_for_a_data_subject(pack: Pack, one: Data, expected: str) -> None:
    assert verdict(found(pack, one, as_of=date(2026, 5, 20)), "rights-request-answered") == expected


TOLD = [
    (
        "in an hour, otherwise than through the DPO",
        from_dpo("2026-02-10T11:00", "other"),
        [],
        V,
        "suspension-available",
    ),
    ("through the DPO after thirty hours", from_dpo("2026-02-11T16:00"), [], R, "sharing"),
    ("through the DPO after eighty-two hours: over", from_dpo("2026-02-13T20:00"), [], V, "sharing"),
    ("the same, judged not undue", from_dpo("2026-02-13T20:00"), ["2026-02-20"], C, "sharing"),
    (
        "not at all, since a day was judged not undue",
        {"notified": []},
        ["2026-02-11"],
        V,
        "suspension-available",
    ),
]


@pytest.mark.parametrize(
    ("changes", "days", "expected", "state"), [t[1:] for t in TOLD], ids=[t[0] for t in TOLD]
)
def test_word_of_a_breach(pack: Pack, changes: Data, days: list[str], expected: str, state: str) -> None:
    judged_ = [assessment("undue-delay", {"event": "e"}, "met", on=d) for d in days]
    report = found(pack, breach(**changes), assessments=judged_)
    assert verdict(report, "breach-notified") == expected
    assert next(p.state for p in report.ladder.pairs if (p.by, p.against) == ("caw", "ocmw")) == state


@pytest.mark.parametrize(
    ("rule", "kind", "more"),
    [
        ("security-overview-on-request", "overview-request", {}),
        ("assistance-given", "assistance-request", {"article": 33}),
    ],
)
def test_a_delay_that_was_accepted_is_counted_anew_from_that_day(
    pack: Pack, rule: str, kind: str, more: Data
) -> None:
    """Asked on 10 January, accepted on 24 February: from there 30 days are expected, and 60 are the most."""
    one = event(kind, by="dmw", to="caw", requested_on="2026-01-10", answered_on="none", **more)
    read = assessment("reading", {"event": "e"}, "met", on="2026-02-24", rule=rule)
    days = [date(2026, 2, 23), date(2026, 2, 24), date(2026, 3, 26), date(2026, 3, 27), date(2026, 4, 25), date(2026, 4, 26)]  # fmt: skip
    given = [verdict(found(pack, one, as_of=d, assessments=[read]), rule) for d in days]
    assert given == [R, C, C, R, R, V]


def test_a_clause_as_ground_asks_when_the_shortcoming_was_found(pack: Pack) -> None:
    stop = {
        "by": "caw",
        "against": "ocmw",
        "ground": "12",
        "notified_on": "2026-02-01",
        "effective_on": "2026-02-20",
    }
    one = result(found(pack, event("cessation", **stop)), "cessation-after-notice")
    assert one.missing() == [("ground",)]
    assert "Wanneer is vastgesteld dat ocmw tekortschoot?" in message(one, "nl")


NOTICE = {
    "by": "dmw",
    "sent_on": "2026-01-08",
    "means": "registered-letter",
    "addressed_to": ["caw", "ocmw"],
    "received": [{"party": "caw", "on": "2026-01-09"}, {"party": "ocmw", "on": "2026-01-09"}],
}
ENDS = [
    ("in good form", {}, C, V),
    ("one core actor left out", {"addressed_to": ["caw"]}, V, R),
    ("by bailiff, a stronger form", {"means": "bailiff"}, R, R),
    ("by word of mouth", {"means": "verbal"}, V, R),
]


@pytest.mark.parametrize(("changes", "form", "ended"), [e[1:] for e in ENDS], ids=[e[0] for e in ENDS])
def test_a_notice_and_what_it_ends(pack: Pack, changes: Data, form: str, ended: str) -> None:
    report = found(pack, event("termination", **(NOTICE | changes)), as_of=date(2027, 1, 10))
    assert (verdict(report, "termination-form"), verdict(report, "not-ended")) == (form, ended)
    states = {p.state for p in report.ladder.pairs}
    assert (states == {"not-in-force"}) is (ended == V)


def test_the_message_on_a_breach_tells_only_the_half_that_holds(pack: Pack) -> None:
    route, delay = "liep niet via de functionarissen", "Het bericht kwam na"
    for changes, shown in (
        (from_dpo("2026-02-10T11:00", "other"), (True, False)),
        (from_dpo("2026-02-13T20:00"), (False, True)),
        (from_dpo("2026-02-13T20:00", "other"), (True, True)),
    ):
        said = message(result(found(pack, breach(**changes)), "breach-notified", "e/caw"), "nl")
        assert (route in said, delay in said) == shown


def test_what_goes_to_one_that_left_is_held_since_its_own_notice_ended_it(pack: Pack) -> None:
    """Received on Friday 9 January: the six months run from Monday 12 January, and each reading is over on 14
    July.
    """
    data = complete()
    data["agreement"]["parties"].append({**data["agreement"]["parties"][1], "id": "ocmw2"})
    data["agreement"]["signatures"].append({"party": "ocmw2", "signed_on": "2026-01-05", "by": "directeur"})
    received = [{"party": p, "on": "2026-01-09"} for p in ("caw", "dmw", "ocmw2")]
    left = NOTICE | {"by": "ocmw", "addressed_to": ["caw", "dmw", "ocmw2"], "received": received}
    data["events"] = [event("termination", **left)]
    report = judged(pack, data, as_of=date(2026, 9, 1))
    one = next(r for r in report.results if r.rule.id == "not-ended")
    assert one.verdict.word == V
    assert held_since(one, report.context) == date(2026, 7, 14)


# what the page names for each rule on an event: v violation, r review, n not applicable (its own tests hold a
# case of each)
NAMED = {
    "prior-notice-of-disclosure": "vrn",
    "security-overview-on-request": "vr",
    "shortcoming-remedied": "vr",
    "suspension-grounded": "vr",
    "suspension-lifted-after-cure": "v",
    "cessation-after-notice": "vr",
    "non-compliance-remedied": "vr",
    "rights-request-answered": "vr",
    "authority-notified": "vrn",
    "subjects-informed": "rn",
    "assistance-given": "vr",
    "breach-notified": "vrn",
    "breach-consulted": "vrn",
    "termination-form": "vr",
    "confidentiality-survives": "vrn",
    "disclosure-permitted": "v",
}


def test_every_verdict_that_the_page_names_has_a_case(pack: Pack) -> None:
    letters = {"violation": "v", "review": "r", "not_applicable": "n"}
    kinds = {name for name in event_kinds() if name not in KINDS}
    of_events = {
        r.id: {letters.get(str(t.expect)) for t in r.tests} for r in pack.rules if r.kind.name in kinds
    }
    assert of_events.keys() == NAMED.keys()
    assert {
        k: sorted(set(named) - of_events[k]) for k, named in NAMED.items() if set(named) - of_events[k]
    } == {}


# --- a cessation, until communication is resumed (9; clauses.md 2, going on or over) --------------------------------------------------

STOP = {
    "by": "caw",
    "against": "ocmw",
    "ground": "nc",
    "notified_on": "2026-01-20",
    "effective_on": "2026-02-10",
}
LONG = event("non-compliance", "nc", party="ocmw", clause="12", found_on="2025-11-01", remedied_on="none")


def test_an_ungrounded_cessation_goes_on_until_communication_is_resumed(pack: Pack) -> None:
    for resumed, continuing, state in (
        (ABSENT, True, "suspension-available"),
        ("none", True, "suspension-available"),
        ("2026-03-02", True, "suspension-available"),  # not yet
        ("2026-02-20", False, "sharing"),
    ):
        report = found(
            pack, event("cessation", **(STOP | {"notified_on": "none", "resumed_on": resumed})), LONG
        )
        one = result(report, "cessation-after-notice")
        assert (one.verdict.word, goes_on(one)) == (V, continuing)
        assert next(p.state for p in report.ladder.pairs if (p.by, p.against) == ("ocmw", "caw")) == state


def test_a_cessation_bars_until_communication_is_resumed(pack: Pack) -> None:
    long_ago = change(complete(), {f"agreement.signatures.{i}.signed_on": "2025-01-05" for i in range(3)})
    for resumed, respected, state in ((ABSENT, R, "ceased"), ("2026-02-20", C, "cessation-available")):
        data = change(long_ago, {"events": [event("cessation", **(STOP | {"resumed_on": resumed})), LONG]})
        report = judged(pack, data)
        assert verdict(report, "cessation-respected", "recipient/stroom/0") == respected
        assert next(p.state for p in report.ladder.pairs if (p.by, p.against) == ("caw", "ocmw")) == state


def test_what_was_remedied_on_the_day_of_effect_may_have_been_remedied_before_it(pack: Pack) -> None:
    cured = LONG | {"remedied_on": "2026-02-10"}
    assert verdict(found(pack, event("cessation", **STOP), cured), "cessation-after-notice") == R
    later = LONG | {"remedied_on": "2026-02-11"}
    assert verdict(found(pack, event("cessation", **STOP), later), "cessation-after-notice") == C


def test_a_finding_on_an_event_stands_where_the_event_is(pack: Pack) -> None:
    """That the agreement ran is a fact too, but nobody looks for a late answer among the signatures."""
    late = event(
        "rights-request", party="caw", received_on="2026-01-06", answered_on="2026-02-20", extended_on="none"
    )
    report = found(pack, late)
    one = result(report, "rights-request-answered")
    assert (one.verdict.word, one.fact_path()) == (V, ("answered_on",))
    assert report.location(one) == report.workspace.locate("event", "e", ("answered_on",))
    assert one.because()[-1][0] == "life"


def test_a_delay_is_too_long_whichever_way_the_word_went(pack: Pack) -> None:
    """That nobody says how the word went leaves open no more than that: beyond the outer norm it was late by any
    way.
    """
    for at, expected in (
        ("2026-02-10T11:00", R),
        ("2026-02-11T16:00", R),
        ("2026-02-13T10:00", R),
        ("2026-02-13T10:01", V),
    ):
        one = result(found(pack, breach(notified=[{"party": "caw", "at": at}])), "breach-notified", "e/caw")
        assert one.verdict.word == expected
        assert one.missing() == ([] if expected == V else [("notified", 0, "via")])
    nobody = [{"at": "2026-02-20T10:00"}]  # it may have been told to somebody else
    assert verdict(found(pack, breach(notified=nobody)), "breach-notified") == R
    twice = [{"party": "caw", "at": "2026-02-10T11:00"}, {"party": "caw", "at": "2026-02-20T10:00"}]
    assert verdict(found(pack, breach(notified=twice)), "breach-notified") == R


def test_what_is_counted_anew_from_an_accepted_delay_starts_at_midnight(pack: Pack) -> None:
    """Accepted on 11 February: 72 hours from its end are over with 14 February."""
    read = [assessment("undue-delay", {"event": "e"}, "met", on="2026-02-11")]
    for day, expected in ((14, R), (15, V)):
        report = found(pack, breach(notified=[]), assessments=read, as_of=date(2026, 2, day))
        assert verdict(report, "breach-notified") == expected
    one = result(report, "breach-notified", "e/caw")
    assert held_since(one, report.context) == date(2026, 2, 15)
    assert "Sinds 2026-02-12T00:00+01:00" in message(one, "nl")


def test_a_disclosure_by_one_that_left_is_not_told_as_after_the_end_for_all(pack: Pack) -> None:
    """The agreement runs on between the others: it is for the one that left that it had ended."""
    data = change(complete(), {"agreement.parties.1.until": "2026-01-31"})
    data["events"] = [disclosure(party="ocmw", legal_obligation="none")]
    one = result(judged(pack, data), "confidentiality-survives")
    assert one.verdict.word == V
    assert "toen de overeenkomst voor die kernactor al geëindigd was" in message(one, "nl")
    assert "After the agreement had ended for it, ocmw disclosed" in message(one, "en")


# --- a suspension, and how long its ground and the agreement last (9, 14) ------------------------------------------------------------


def cured(on: str) -> Data:
    return event("non-compliance", "e", party="ocmw", clause="12", found_on="2026-01-10", remedied_on=on)


def test_a_suspension_on_what_was_put_right_before_it_is_not_passed(pack: Pack) -> None:
    """Article 9 suspends until the other keeps the agreement again: whoever does so already gives no ground."""
    over = suspension(from_="2026-02-10", lifted_on="2026-02-20")
    for remedied, expected in (
        ("2026-01-20", R),
        ("2026-02-10", R),  # days do not show which came first
        ("2026-02-11", C),
        ("none", C),
        (None, R),
    ):
        report = found(pack, cured(remedied), over)
        assert verdict(report, "suspension-grounded") == expected
    assert result(report, "suspension-grounded", "s").missing() == [("events", "e", "remedied_on")]
    report = found(pack, cured("2026-01-20"), over)
    one = result(report, "suspension-grounded", "s")
    assert one.assess() == ["reading"]
    assert "De grond is hersteld op 2026-01-20; de opschorting begon op 2026-02-10." in message(one, "nl")
    answered = event("assistance-request", by="caw", to="ocmw", article=33, requested_on="2026-01-06", answered_on="2026-03-10")  # fmt: skip
    later = suspension(from_="2026-03-12")
    assert verdict(found(pack, answered, later, as_of=date(2026, 3, 20)), "suspension-grounded") == R


def test_a_suspension_on_what_was_found_after_it_is_not_passed(pack: Pack) -> None:
    """What was found later may have been so before: nobody says. Of what says no day, nobody knows that it had been found."""
    for day, expected in (("2026-02-10", C), ("2026-02-11", R), (ABSENT, R)):
        finding = event("security-finding", **(FINDING | {"found_on": day, "plan": "none"}))
        report = found(pack, finding, suspension(from_="2026-02-10"))
        one = result(report, "suspension-grounded", "s")
        assert one.verdict.word == expected
        assert one.missing() == ([("events", "e", "found_on")] if day is ABSENT else [])
        assert one.assess() == (["reading"] if day == "2026-02-11" else [])
    unsaid = found(pack, cured("none"), suspension(from_=ABSENT))
    assert result(unsaid, "suspension-grounded", "s").missing() == [("from",)]
    late = disclosure(party="ocmw", on="2026-02-12", legal_obligation="none")
    for first, expected in (("2026-02-11", R), ("2026-02-12", C)):
        report = found(pack, late, suspension(from_=first))
        assert verdict(report, "suspension-grounded", "event/s") == expected


OTHERS: list[tuple[str, Data, str, list[Any]]] = [
    ("of the same party, open", {}, R, ["reading"]),
    ("contested", {"position": "contested"}, R, ["reading"]),
    ("remedied", {"remedied_on": "2026-02-26"}, V, []),
    ("remedied after the day judged", {"remedied_on": "2026-03-02"}, R, ["reading"]),
    ("of another party", {"party": "dmw"}, V, []),
    ("found after the day judged", {"found_on": "2026-03-02"}, V, []),
    ("of nobody knows whom", {"party": ABSENT}, R, [("events", "nc", "party")]),
    ("of nobody knows when", {"found_on": ABSENT}, R, [("events", "nc", "found_on")]),
    ("not said whether it was remedied", {"remedied_on": ABSENT}, R, [("events", "nc", "remedied_on")]),
]


@pytest.mark.parametrize(("more", "expected", "settles"), [o[1:] for o in OTHERS], ids=[o[0] for o in OTHERS])
def test_whether_a_suspension_may_last_for_another_shortcoming_is_read_both_ways(
    pack: Pack, more: Data, expected: str, settles: list[Any]
) -> None:
    """Article 9 suspends until the other keeps its obligations again: those of the ground, or all of them."""
    other = {"party": "ocmw", "clause": "12", "found_on": "2026-02-01", "remedied_on": "none"} | more
    second = event("non-compliance", "nc", **other)
    report = found(pack, cured("2026-02-25"), second, suspension())
    one = result(report, "suspension-lifted-after-cure", "s")
    assert (one.verdict.word, [*one.missing(), *one.assess()]) == (expected, settles)


ASKED = {
    "party": "ocmw",
    "right": "access",
    "received_on": "2026-01-10",
    "extended_on": "none",
    "answered_on": "none",
}
BREAKS: list[tuple[str, Data, str]] = [
    ("it answers nobody", {}, R),
    ("it answered late", {"answered_on": "2026-02-25"}, V),  # that is over
    ("it answered today", {"answered_on": "2026-03-01"}, R),  # it has to be lifted by the day after
    ("it answered yesterday", {"answered_on": "2026-02-28"}, V),
    ("another does not answer", {"party": "dmw"}, V),
    ("it still has time", {"received_on": "2026-02-10"}, V),
]


@pytest.mark.parametrize(("more", "expected"), [b[1:] for b in BREAKS], ids=[b[0] for b in BREAKS])
def test_whether_a_suspension_may_last_for_what_is_broken_and_nobody_recorded_is_read_both_ways(
    pack: Pack, more: Data, expected: str
) -> None:
    """Its ground was put right on 25 February; what else the other breaks this same answer shows."""
    broken = event("rights-request", "r", **(ASKED | more))
    report = found(pack, cured("2026-02-25"), broken, suspension())
    one = result(report, "suspension-lifted-after-cure", "s")
    assert one.verdict.word == expected
    assert one.assess() == (["reading"] if expected == R else [])
    assert ("rights-request-answered/r" in message(one, "nl")) is (expected == R)
    (step,) = (p.next for p in report.ladder.pairs if p.state == "suspended")
    assert step == ("lift-or-last" if expected == R and "answered_on" not in more else "lift")
    for outcome, said in (("met", C), ("not-met", V)) if expected == R else ():
        read = [assessment("reading", {"event": "s"}, outcome, rule="suspension-lifted-after-cure")]
        again = found(pack, cured("2026-02-25"), broken, suspension(), assessments=read)
        assert verdict(again, "suspension-lifted-after-cure") == said
        # what somebody answered is not asked again
        (step,) = (p.next for p in again.ladder.pairs if p.state == "suspended")
        assert step == ("lasts" if said == C else "lift")


def test_what_a_suspension_may_last_for_counts_also_where_its_rule_is_left_out(pack: Pack) -> None:
    """Whoever selects rules sees fewer results, and no other ones."""
    cases: list[tuple[Data, str]] = [({}, R), ({"answered_on": "2026-02-25"}, V)]
    for more, expected in cases:
        events = [cured("2026-02-25"), event("rights-request", "r", **(ASKED | more)), suspension()]
        workspace = loaded(pack, change(complete(), {"events": events}))
        rules = [r for r in pack.rules if r.id == "suspension-lifted-after-cure"]
        case = Case.of(workspace, pack, pack.norms, rules, notice_given="received")
        assert verdict(make_report(case, AsOf.of_day(AS_OF)), "suspension-lifted-after-cure") == expected


def test_two_suspensions_that_each_last_for_the_other_s_are_both_in_doubt(pack: Pack) -> None:
    """On the reading that lets one of them last, the other is broken, and the first is not."""
    ours = event(
        "non-compliance", "nc", party="caw", clause="12", found_on="2026-02-01", remedied_on="2026-02-20"
    )
    theirs = suspension(by="ocmw", against="caw", ground="nc", from_="2026-02-10") | {"id": "t"}
    report = found(pack, cured("2026-02-25"), ours, suspension(), theirs)
    for name in ("s", "t"):
        assert result(report, "suspension-lifted-after-cure", name).verdict.word == R


def test_nobody_has_to_lift_a_suspension_once_the_agreement_has_ended(pack: Pack) -> None:
    """The notice of 9 January ends it on each reading by 14 July, on some from 12 July: what is put right then
    leaves nothing to lift.
    """
    notice = event("termination", "t", **NOTICE)
    for remedied, expected in (
        ("2026-06-01", V),  # and what was not lifted while it ran stays so
        ("2026-07-10", V),
        ("2026-07-11", R),
        ("2026-07-12", R),
        ("2026-07-13", N),
        ("2026-07-20", N),
    ):
        report = found(pack, notice, cured(remedied), suspension(), as_of=date(2026, 8, 1))
        one = result(report, "suspension-lifted-after-cure", "s")
        assert one.verdict.word == expected
        assert one.assess() == (["reading"] if expected == R else [])
    by_mail = event("termination", "t", **(NOTICE | {"means": "email"}))
    report = found(pack, by_mail, cured("2026-07-20"), suspension(), as_of=date(2026, 8, 1))
    assert result(report, "suspension-lifted-after-cure", "s").assess() == ["notice-effect"]


def test_a_judgement_of_a_ground_does_not_bar_a_cessation_long_after_it(pack: Pack) -> None:
    """Judged on 1 February to be put right in time, and open ever since: from there the norm counts anew, for
    the shortcoming and for a cessation on it. Of the two, one answer never accuses both.
    """
    ground = LONG | {"found_on": "2026-01-06"}
    read = [assessment("reasonable-term", {"event": "nc"}, "met", on="2026-02-01")]
    for effect, expected in (
        ("2026-02-01", V),  # the day on which it was judged to be in time
        ("2026-02-02", R),
        ("2026-04-02", R),  # sixty days
        ("2026-04-03", C),
    ):
        stop = event("cessation", **(STOP | {"notified_on": "2026-01-20", "effective_on": effect}))
        report = found(pack, stop, ground, assessments=read, as_of=date(2026, 4, 10))
        one = result(report, "cessation-after-notice")
        assert one.verdict.word == expected
        assert one.assess() == (["reasonable-term"] if expected == R else [])
        rests = norm_of(one)
        assert (rests is None) is (expected == V)
        assert rests is None or (rests[0].name, rests[1]) == ("cure_days", date(2026, 2, 1))
    assert verdict(report, "non-compliance-remedied") == V
    for remedied, expected in (("2026-01-31", V), ("2026-03-20", R), (None, R)):
        report = found(
            pack, stop, ground | {"remedied_on": remedied}, assessments=read, as_of=date(2026, 4, 10)
        )
        assert verdict(report, "cessation-after-notice") == expected
