"""A rule's condition in words: no reader of `explain` meets an expression."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gbo_policy.judging.conditions import in_words
from gbo_policy.judging.wording import because, part_name
from gbo_policy.rulebook.pack import Pack
from tests.kit import change, complete, flow, judged


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_condition_of_every_rule_is_said_without_operators(pack: Pack, lang: str) -> None:
    for rule in pack.rules:
        for part in (rule.when, rule.require, rule.review):
            if part is not None:
                told = in_words(part, rule.kind, lang)
                assert not re.search(r"\$all|\$any|==|!=|<=|>=", told), (rule.id, told)


def test_a_list_is_said_out(pack: Pack) -> None:
    rule = pack.rule("purpose-limitation")
    assert rule is not None
    told = in_words(rule.require, rule.kind, "nl")
    assert "voor elk van `purposes`: dat ene hoort bij `permitted_purposes`" in told


def test_a_recipient_is_named_and_one_without_a_name_is_numbered(pack: Pack) -> None:
    third = {"kind": "third-party", "name": "Immo Duinzicht", "country": "BE", "legal_obligation": "none"}
    report = judged(pack, change(complete(), {"flows": [flow(recipients=[third])]}))
    found = next(r for r in report.results if r.rule.id == "no-third-party")
    assert part_name(found) == "Immo Duinzicht"
    unknown = judged(pack, change(complete(), {"flows": [flow(recipients=[{"kind": None}])]}))
    found = next(r for r in unknown.results if r.rule.id == "no-third-party")
    assert part_name(found) == "1"


def test_no_time_is_taken_where_nothing_was_done(pack: Pack) -> None:
    asked = {
        "id": "vraag",
        "type": "overview-request",
        "by": "caw",
        "to": "ocmw",
        "requested_on": "2026-03-02",
        "answered_on": "none",
    }
    report = judged(pack, complete() | {"events": [asked]}, as_of=date(2026, 12, 1))
    found = next(r for r in report.results if r.rule.id == "security-overview-on-request")
    assert "days_taken" not in because(found, "nl")
    assert "days_since = 274" in because(found, "nl")
