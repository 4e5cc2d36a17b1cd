"""Departures of the signed text from the model (formats.md 1.1): what they change, and what stays open where they state no effect."""

from __future__ import annotations

from typing import Any

import pytest

from gbo_policy.judging.evaluate import Result
from gbo_policy.rulebook.pack import Pack
from tests.kit import Data, assessment, change, complete, judged, problems

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


def test_an_effect_on_another_clause_is_an_input_error(pack: Pack) -> None:
    found = problems(pack, departing("7.3", {"countries": ["GB"]}))
    assert [(p.code, p.words["word"]) for p in found] == [("effect-clause", "countries")]
    assert [p.code for p in problems(pack, departing("16.1"))] == ["unknown-clause"]


def test_a_word_that_no_departure_adds_stays_unknown(pack: Pack) -> None:
    data = departing("3.2", {"purposes": [{"wijkwerking": "Wijkwerking"}]}, purposes=["wijkwerk"])
    assert [p.code for p in problems(pack, data)] == ["unknown-purpose"]
