"""Where the facts are known and the text can be read both ways, somebody's recorded reading decides, for one
rule and one subject.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gbo_policy.judging.clock import continuing
from gbo_policy.judging.report import Report
from gbo_policy.judging.wording import message, remedy
from gbo_policy.rulebook.pack import Pack
from tests.kit import ABSENT, Data, assessment, change, complete, judged, problems, staff, verdict

RULE = "suspension-grounded"
UNGROUNDED = {"id": "s", "type": "suspension", "by": "caw", "against": "ocmw", "from": "2026-02-01"} | {
    "lifted_on": "2026-02-10",
    "ground": "none",
}


def read(outcome: str = "met", rule: str = RULE, on: Any = "2026-02-15", **more: Any) -> Data:
    one = assessment("reading", {"event": "s"}, outcome, on=on, rule=rule, **more)
    return change(complete(), {"events": [UNGROUNDED], "assessments.+": one})


def the(report: Report, rule: str = RULE) -> Any:
    return next(r for r in report.results if r.rule.id == rule)


def test_a_review_of_known_facts_asks_for_a_reading(pack: Pack) -> None:
    one = the(judged(pack, change(complete(), {"events": [UNGROUNDED]})))
    assert (one.verdict.word, one.missing(), one.assess()) == ("review", [], ["reading"])


@pytest.mark.parametrize(
    ("outcome", "expected"), [("met", "compliant"), ("not-met", "violation"), ("contested", "review")]
)
def test_the_reading_decides(pack: Pack, outcome: str, expected: str) -> None:
    assert verdict(judged(pack, read(outcome)), RULE) == expected


def test_the_person_and_the_reasons_are_shown_as_what_decided(pack: Pack) -> None:
    one = the(judged(pack, read(reasons="De brief noemt de grond.")))
    assert one.because()[-1] == ("reading", "met", (("assessments", 4, "outcome"),))
    told = message(one, "nl")
    for part in ("An Peeters", "2026-02-15", "De brief noemt de grond."):
        assert part in told


@pytest.mark.parametrize(
    "data",
    [
        read(rule="suspension-lifted-after-cure"),
        read(on="2026-03-02"),
        change(read(), {"assessments.4.subject": {"flow": "stroom"}}),
        change(read(), {"assessments.4.by": ABSENT}),
        change(read(), {"assessments.4.on": ABSENT}),
    ],
    ids=["another rule", "not yet", "another subject", "nobody's", "undated"],
)
def test_what_is_not_a_reading_of_this_rule_and_subject_settles_nothing(pack: Pack, data: Data) -> None:
    assert verdict(judged(pack, data), RULE) == "review"


def test_an_undated_reading_that_says_otherwise_leaves_it_to_be_judged(pack: Pack) -> None:
    other = assessment("reading", {"event": "s"}, "not-met", rule=RULE)
    del other["on"]
    assert verdict(judged(pack, change(read(), {"assessments.+": other})), RULE) == "review"
    assert (
        verdict(judged(pack, change(read(), {"assessments.+": other | {"outcome": "met"}})), RULE)
        == "compliant"
    )


def test_a_reading_never_settles_what_is_merely_unknown(pack: Pack) -> None:
    report = judged(pack, change(read(), {"events.0.ground": ABSENT}))
    assert (the(report).verdict.word, the(report).missing()) == ("review", [("ground",)])


def test_a_reading_names_its_rule_and_no_other_term_does(pack: Pack) -> None:
    told = [p.code for p in problems(pack, change(read(), {"assessments.4.rule": ABSENT}))]
    assert told == ["reading-rule"]
    told = [p.code for p in problems(pack, change(complete(), {"assessments.0.rule": RULE}))]
    assert told == ["rule-not-here"]


def test_a_reading_of_a_rule_that_is_not_there_is_told(pack: Pack) -> None:
    report = judged(pack, read(rule="no-such-rule"))
    assert [n.code for n in report.notices] == ["unread-rule"]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_an_assessment_that_may_be_the_newest_never_pardons(pack: Pack, lang: str) -> None:
    """A later `not-met` without a day or a name stands against an older `met`: nobody knows which of them
    counts.
    """
    for key in ("on", "by"):
        newer = assessment("necessity", {"flow": "stroom"}, "not-met", on="2026-02-20")
        del newer[key]
        one = the(judged(pack, change(complete(), {"assessments.+": newer})), "necessity")
        assert (one.verdict.word, one.missing()) == ("review", [("assessments", 4, key)])
        assert "assessments.4" in message(one, lang)
    older = assessment("necessity", {"flow": "stroom"}, "not-met", on="2026-01-01")
    del older["by"]
    assert verdict(judged(pack, change(complete(), {"assessments.+": older})), "necessity") == "compliant"


def test_a_violation_is_over_with_its_flow(pack: Pack) -> None:
    bad = change(complete(), {"flows.0.purposes": ["marketing"], "flows.0.ends_on": "2026-02-10"})
    found = [the(judged(pack, bad, as_of=date(2026, 2, d)), "purpose-limitation") for d in (10, 11)]
    assert [(r.verdict.word, continuing(r)) for r in found] == [("violation", True), ("violation", False)]
    assert continuing(the(judged(pack, complete()), "purpose-limitation")) is None


SVALBARD = {"flows.0.locations": {"storage": ["SJ"], "access": ["BE"]}}
OWN_STAFF = {"flows.0.recipients": [staff("caw")]}
STOPPED = {"id": "s", "type": "suspension", "by": "caw", "against": "ocmw", "from": "2026-01-20", "ground": "7.1"}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        (SVALBARD, "no-third-country"),
        (OWN_STAFF, "recipient-is-core-actor"),
        ({"events": [STOPPED | {"lifted_on": "none"}]}, "suspension-respected"),
    ],
)
def test_a_review_that_a_reading_settles_says_so_whatever_else_its_rule_advises(
    pack: Pack, changes: Data, rule: str
) -> None:
    data = change(complete(), changes)
    (asked,) = [r for r in judged(pack, data).results if r.rule.id == rule]
    assert asked.assess() == ["reading"]
    assert all("`reading`" in (remedy(asked, lang) or "") for lang in ("en", "nl"))
    said = assessment("reading", {"flow": "stroom"}, rule=rule, on="2026-01-21")
    (settled,) = [r for r in judged(pack, change(data, {"assessments.+": said})).results if r.rule.id == rule]
    assert settled.verdict.word == "compliant"
