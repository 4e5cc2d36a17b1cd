"""The catalogue of clauses.md, read row by row: the agreement and its parties."""

from __future__ import annotations

import pytest

from gbo_policy.judging.wording import remedy
from gbo_policy.rulebook.pack import Pack
from tests.kit import ABSENT, Data, assessment, change, complete, judged, named, party

V, R, C, N = "violation", "review", "compliant", "not_applicable"
A, P = "agreement.", "agreement.parties.0."
PUB = A + "publication"
CAW2 = party("caw2", "caw") | {"website": "https://caw2.example"}
SIGNED2 = {"party": "caw2", "signed_on": "2026-01-05", "by": "directeur"}
TWO: Data = {A + "parties.+": CAW2, A + "signatures.+": SIGNED2}
OURS = {"by": "caw", "url": "https://caw.example/gbo", "published_on": "2026-01-10"}
THEIRS = {"by": "caw2", "url": "https://www.caw2.example/gbo", "published_on": "2026-01-10"}
ADVICE = {"by": "caw", "given_on": "2025-12-01"}

AGREEMENT: list[tuple[str, Data, str]] = [
    ("agreement-published", {}, C),
    ("agreement-published", {PUB + ".url": ABSENT}, R),
    ("agreement-published", {PUB + ".url": "none"}, R),
    ("agreement-published", {PUB + ".url": "https://gemeente.example/gbo"}, R),  # another host
    ("agreement-published", {PUB + ".url": "https://www.caw.example/gbo"}, C),
    ("agreement-published", {P + "website": ABSENT}, R),
    ("agreement-published", {PUB: [OURS]}, C),
    ("agreement-published", {PUB + ".by": "ocmw"}, V),  # published by no CAW
    ("agreement-published", {PUB: []}, R),  # 55 days in force
    ("agreement-published", TWO, R),  # two CAWs, and not each has published
    ("agreement-published", TWO | {PUB: [OURS, THEIRS]}, C),
    ("agreement-published", {PUB: "none", A + "signatures": []}, N),
    ("signatories-named", {}, C),
    ("signatories-named", {A + "signatures.1.by": ABSENT}, R),
    ("signatories-named", {A + "signatures.1.by": "none"}, R),
    ("signatories-named", {A + "signatures.1.by": "Naam en functie"}, R),
    ("signatories-named", {A + "signatures": ABSENT}, R),
    ("specific-measures-agreed", {A + "specific_measures": {"notes": "enkel versleuteld"}}, R),
    ("specific-measures-agreed", {A + "specific_measures": "none"}, R),
    ("specific-measures-agreed", {A + "specific_measures": {"formats": ["PDF"]}}, C),
]

PARTY: list[tuple[str, Data, str]] = [
    ("party-identified", {P + "name": "none"}, R),
    ("party-identified", {P + "name": "NAAM CAW"}, R),
    ("party-identified", {P + "registered_office": "none"}, R),
    ("party-identified", {P + "enterprise_number": "none"}, R),
    ("party-identified", {P + "enterprise_number": "0400.000.097"}, V),
    ("party-identified", {P + "enterprise_number": "0970.000.000"}, V),  # a remainder of 0 asks for 97
    ("party-identified", {P + "enterprise_number": "0970.000.097"}, C),
    ("dpo-contact", {P + "dpo.name": "none"}, R),
    ("dpo-contact", {P + "dpo.email": "none"}, R),
    ("collection-purpose", {P + "collection.purpose": "none"}, R),
    ("collection-purpose", {P + "collection.provisions": ["artikel dkfkqdlkq uit woonzorgdecreet"]}, R),
    ("clients-informed", {P + "informs_clients.notice": ABSENT}, R),
    ("clients-informed", {P + "informs_clients.notice": "none"}, R),
    ("clients-informed", {P + "informs_clients.notice": "nog te bepalen"}, R),
    ("clients-informed", {P + "informs_clients": "none"}, V),
    ("security-measures", {P + "security.measures": "none"}, V),
    ("dpo-advice-before-signature", {}, C),
    ("dpo-advice-before-signature", {A + "dpo_advice.given_on": "2026-01-05"}, R),  # that very day
    ("dpo-advice-before-signature", {A + "dpo_advice.given_on": "2026-01-06"}, V),
    ("dpo-advice-before-signature", {A + "dpo_advice.by": "dmw"}, V),
    ("dpo-advice-before-signature", {A + "dpo_advice": "none"}, V),
    ("dpo-advice-before-signature", {A + "dpo_advice": [ADVICE, ADVICE | {"by": "dmw"}]}, C),
    ("dpo-advice-before-signature", {A + "dpo_advice": []}, V),
]


@pytest.mark.parametrize(("rule", "changes", "expected"), named(AGREEMENT))
def test_the_agreement_gets_the_verdict_of_its_clause(
    pack: Pack, rule: str, changes: Data, expected: str
) -> None:
    results = [r for r in judged(pack, change(complete(), changes)).results if r.rule.id == rule]
    assert {r.verdict.word for r in results} == {expected}


@pytest.mark.parametrize(("rule", "changes", "expected"), named(PARTY))
def test_a_core_actor_gets_the_verdict_of_its_clause(
    pack: Pack, rule: str, changes: Data, expected: str
) -> None:
    results = judged(pack, change(complete(), changes)).results
    assert {r.verdict.word for r in results if r.rule.id == rule and r.subject.id == "caw"} == {expected}


def test_the_advice_is_each_caw_s_own(pack: Pack) -> None:
    """Of two CAWs each has a DPO of its own; who is no CAW owes none."""
    results = judged(pack, change(complete(), TWO)).results
    found = {r.subject.id: r.verdict.word for r in results if r.rule.id == "dpo-advice-before-signature"}
    assert found == {"caw": C, "caw2": V, "dmw": N, "ocmw": N}
    both = TWO | {A + "dpo_advice": [ADVICE, ADVICE | {"by": "caw2"}]}
    results = judged(pack, change(complete(), both)).results
    assert {r.verdict.word for r in results if r.rule.id == "dpo-advice-before-signature"} == {C, N}


OPEN = {
    "id": "f",
    "type": "security-finding",
    "party": "caw",
    "found_on": "2026-02-01",
    "remedied_on": "none",
}


def test_a_contested_finding_is_no_violation_yet(pack: Pack) -> None:
    for position, expected in (("accepted", V), ("contested", R)):
        data = change(complete(), {"events.+": OPEN | {"position": position}})
        results = judged(pack, data).results
        found = {
            r.verdict.word for r in results if r.rule.id == "security-measures" and r.subject.id == "caw"
        }
        assert found == {expected}


def test_an_assessment_that_does_not_say_until_when_it_holds(pack: Pack) -> None:
    """Without `review_by` it gives review; one without `on` or `by` may be the newest."""
    necessity = {"flow": "stroom"}
    unbounded = {k: v for k, v in assessment("necessity", necessity).items() if k != "review_by"}
    undated = {k: v for k, v in assessment("necessity", necessity, "not-met").items() if k != "on"}
    for changes, expected in (
        ({"assessments.3": unbounded}, R),
        ({"assessments.+": undated}, R),
        ({"assessments.+": undated | {"outcome": "met"}}, C),
    ):
        results = judged(pack, change(complete(), changes)).results
        found = [r for r in results if r.rule.id == "necessity"]
        assert [r.verdict.word for r in found] == [expected]
        assert expected == C or found[0].missing()


def test_each_key_that_is_missing_asks_its_own_question(pack: Pack) -> None:
    """What a remedy tells to write is what the key takes: no `none` for a key that knows no `none`."""
    data = change(complete(), {"flows.0.purposes": ABSENT, P + "dpo": ABSENT, P + "flow_down": ABSENT})
    told = {r.rule.id: remedy(r, "nl") or "" for r in judged(pack, data).results if r.finding}
    assert told["purpose-limitation"].startswith("`purposes`: waarvoor dient de stroom?")
    assert "none" not in told["purpose-limitation"]
    assert "`none` als er geen is" in told["dpo-contact"]
    assert "`true` of `false`" in told["duties-flow-down"]
