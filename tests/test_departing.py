"""Departures of the signed text from the model (formats.md 1.1): what they change, and what stays open where
they state no effect.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gbo_policy.basics.problems import PolicyError
from gbo_policy.judging.agreed import agreed_norms
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import message
from gbo_policy.rulebook.pack import Pack
from tests.kit import Data, assessment, change, complete, judged, loaded, problems

F = "flows.0."


def departing(clause: str, effect: Data | None = None, **changes: Any) -> Data:
    one = {"clause": clause, "says": "De tekst luidt anders.", "by": "An Peeters", "on": "2026-01-05"}
    made = one | ({"effect": effect} if effect is not None else {})
    return change(complete(), {"agreement.departures": [made]} | {F + k: v for k, v in changes.items()})


def of(pack: Pack, data: Data, rule: str) -> list[Result]:
    return [r for r in judged(pack, data).results if r.rule.id == rule]


@pytest.mark.parametrize(
    ("clause", "rule"),
    [
        ("4", "permitted-categories"),
        ("3.2", "purpose-limitation"),  # 3.3 rests on the list of 3.2
        ("5.2", "no-third-country"),
        ("5", "no-third-country"),  # the article holds the clause
        ("7.3", "processor-overview"),
    ],
)
def test_without_an_effect_every_rule_on_the_clause_is_a_review(pack: Pack, clause: str, rule: str) -> None:
    found = of(pack, departing(clause), rule)
    assert {r.verdict.word for r in found} == {"review"}
    assert {tuple(r.assess()) for r in found} == {("reading",)}
    assert {r.departure.clause for r in found if r.departure} == {clause}
    others = [r for r in judged(pack, departing(clause)).results if r.rule.id == "dpo-contact"]
    assert {(r.verdict.word, r.departure) for r in others} == {("compliant", None)}


def test_a_recorded_reading_settles_it(pack: Pack) -> None:
    data = departing("4")
    reading = assessment("reading", {"flow": "stroom"}, rule="permitted-categories")
    data = change(data, {"assessments.+": reading})
    assert [r.verdict.word for r in of(pack, data, "permitted-categories")] == ["compliant"]
    reading["outcome"] = "not-met"
    data = change(data, {"assessments.-1": reading})
    assert [r.verdict.word for r in of(pack, data, "permitted-categories")] == ["violation"]


def test_an_effect_that_the_pack_knows_is_judged_by(pack: Pack) -> None:
    data = departing("3.2", {"purposes": [{"wijkwerking": "Wijkwerking"}]}, purposes=["wijkwerking"])
    assert [(r.verdict.word, r.departure is not None) for r in of(pack, data, "purpose-limitation")] == [
        ("compliant", True)
    ]
    data = departing("4", {"categories": [{"schuldenlast": "Schuldenlast"}]}, data=["schuldenlast"])
    assert [r.verdict.word for r in of(pack, data, "permitted-categories")] == ["compliant"]
    data = departing("5.2", {"countries": ["GB"]}, locations={"storage": ["GB"], "access": ["BE"]})
    assert [r.verdict.word for r in of(pack, data, "no-third-country")] == ["compliant"]
    data = departing("5.2", {"countries": ["GB"]}, locations={"storage": ["US"], "access": ["BE"]})
    assert [r.verdict.word for r in of(pack, data, "no-third-country")] == ["violation"]
    data = departing("11", {"channels": ["Fax"]}, channel="fax")
    assert [r.verdict.word for r in of(pack, data, "agreed-channel")] == ["compliant"]


def test_of_a_category_that_the_text_adds_nobody_says_whose_it_is_or_whether_it_is_special(
    pack: Pack,
) -> None:
    """6.2 asks a basis of its own for special categories, and 4 says of its own ten alone whose data they are."""
    adds = {"categories": [{"genetic": "Erfelijkheid"}]}
    data = departing("4", adds, data=["genetic"], legal_basis=["gdpr-6-1-e"])
    (basis,) = of(pack, data, "special-category-basis")
    assert (basis.verdict.word, basis.assess()) == ("review", ["reading"])
    assert "The signed text adds a category" in message(basis, "en")
    (whose,) = of(pack, data, "data-subjects")
    assert (whose.verdict.word, whose.missing()) == ("review", [("data", 0, "subject")])
    said = [{"category": "genetic", "subject": "client"}]
    data = departing("4", adds, data=said, legal_basis=["gdpr-6-1-e", "gdpr-9-2-g"])
    for rule in ("special-category-basis", "data-subjects"):
        assert [r.verdict.word for r in of(pack, data, rule)] == ["compliant"]
    read = assessment("reading", {"flow": "stroom"}, rule="special-category-basis")
    data = change(departing("4", adds, data=said, legal_basis=["gdpr-6-1-e"]), {"assessments.+": read})
    assert [r.verdict.word for r in of(pack, data, "special-category-basis")] == ["compliant"]


def test_an_effect_on_another_clause_is_an_input_error(pack: Pack) -> None:
    found = problems(pack, departing("7.3", {"countries": ["GB"]}))
    assert [(p.code, p.words["word"]) for p in found] == [("effect-clause", "countries")]
    assert [p.code for p in problems(pack, departing("16.1"))] == ["unknown-clause"]


def test_one_number_may_be_stated_by_two_departures(pack: Pack) -> None:
    data = departing("14.2", {"notice_months": 3})
    data["agreement"]["departures"] *= 2
    assert {r.verdict.word for r in of(pack, data, "not-ended")} == {"compliant"}
    assert problems(pack, change(data, {"agreement.departures.1.effect.notice_months": 4})) != ()


def test_a_word_that_no_departure_adds_stays_unknown(pack: Pack) -> None:
    data = departing("3.2", {"purposes": [{"wijkwerking": "Wijkwerking"}]}, purposes=["wijkwerk"])
    assert [p.code for p in problems(pack, data)] == ["unknown-purpose"]


OUTSIDE = {"kind": "third-party", "name": "Vlaamse  Ombudsdienst", "country": "BE"}


def test_recipients_that_the_signed_text_lets_receive(pack: Pack) -> None:
    """5.2: by name, whatever its capitals and blanks; nobody has to be told of a law, and it may receive
    where it sits.
    """
    effect = {"recipients": ["Vlaamse Ombudsdienst"]}
    for kind, rule in (
        ("third-party", "no-third-party"),
        ("international-organisation", "no-international-organisation"),
    ):
        for country in ("BE", "GB"):
            one = {**OUTSIDE, "kind": kind, "country": country}
            data = departing("5.2", effect, recipients=[one])
            assert [r.verdict.word for r in of(pack, data, rule)] == ["compliant"]
            assert [r.verdict.word for r in of(pack, data, "prior-notice-of-obligation")] == [
                "not_applicable"
            ]
            assert [r.verdict.word for r in of(pack, data, "no-third-country")] == ["compliant"]
            other = departing("5.2", effect, recipients=[{**one, "name": "Iemand anders"}])
            assert [r.verdict.word for r in of(pack, other, rule)] == ["violation"]
    nameless = of(
        pack,
        departing("5.2", effect, recipients=[{"kind": "third-party", "country": "BE"}]),
        "no-third-party",
    )
    assert [(r.verdict.word, r.missing()) for r in nameless] == [("review", [("name",)])]
    unnamed = departing("5.2", effect, recipients=[{"kind": "third-party", "country": "GB"}])
    assert [(r.verdict.word, r.missing()) for r in of(pack, unnamed, "no-third-country")] == [
        ("review", [("name",)])
    ]
    abroad = departing("5.2", effect, recipients=[OUTSIDE], locations={"storage": ["US"], "access": ["BE"]})
    assert [r.verdict.word for r in of(pack, abroad, "no-third-country")] == ["violation"]


def test_a_disclosure_to_whom_the_signed_text_lets_receive(pack: Pack) -> None:
    event = {
        "id": "mededeling",
        "type": "disclosure",
        "party": "caw",
        "on": "2026-02-01",
        "to": "vlaamse ombudsdienst",
    }
    event |= {"to_kind": "third-party", "legal_obligation": "none"}
    data = change(departing("5.2", {"recipients": ["Vlaamse Ombudsdienst"]}), {"events.+": event})
    assert [r.verdict.word for r in of(pack, data, "disclosure-permitted")] == ["compliant"]
    data = change(data, {"events.0.to": "De Krant"})
    assert [r.verdict.word for r in of(pack, data, "disclosure-permitted")] == ["violation"]


def test_months_of_notice_that_the_signed_text_says(pack: Pack) -> None:
    """14.2: a notice of 8 January 2025 runs from Monday 13 January; three months end on 12 April, six on 12
    July.
    """
    notice: Data = {
        "id": "opzegging",
        "type": "termination",
        "by": "caw",
        "sent_on": "2025-01-08",
        "means": "registered-letter",
    }
    notice |= {
        "addressed_to": ["ocmw", "dmw"],
        "received": [{"party": p, "on": "2025-01-08"} for p in ("ocmw", "dmw")],
    }
    early = {f"agreement.signatures.{i}.signed_on": "2024-06-03" for i in range(3)}
    data = change(departing("14.2", {"notice_months": 3}), early | {"events.+": notice})
    assert judged(pack, data).context.ended_from == date(2025, 4, 13)
    data = change(data, {"agreement.departures": []})
    assert judged(pack, data).context.ended_from == date(2025, 7, 13)


def test_terms_that_the_parties_agreed_count_instead_of_the_house_norms(pack: Pack) -> None:
    """7.1: an overview asked on 1 February and given after 14 days; the text says 5, and beyond 10 it is
    broken.
    """
    asked = {
        "id": "vraag",
        "type": "overview-request",
        "by": "caw",
        "to": "ocmw",
        "requested_on": "2026-02-01",
        "answered_on": "2026-02-15",
    }
    data = change(
        departing("7.1", {"parameters": {"overview_request_days": {"expected": 5, "outer": 10}}}),
        {"events.+": asked},
    )
    norms = agreed_norms(loaded(pack, data), pack.norms)
    found = [
        r for r in judged(pack, data, parameters=norms).results if r.rule.id == "security-overview-on-request"
    ]
    assert [(r.verdict.word, r.departure is not None) for r in found] == [("violation", True)]
    # under the house norm
    assert [r.verdict.word for r in of(pack, data, "security-overview-on-request")] == ["compliant"]


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ({"overview_request_day": {"expected": 5, "outer": 10}}, "unknown-word"),
        ({"overview_request_days": {"expected": 15, "outer": 10}}, "norm-order"),
    ],
)
def test_a_term_that_is_no_norm_is_an_input_error(pack: Pack, term: Data, code: str) -> None:
    with pytest.raises(PolicyError) as told:
        agreed_norms(loaded(pack, departing("7.1", {"parameters": term})), pack.norms)
    assert [(p.code, p.location is not None) for p in told.value.problems] == [(code, True)]
