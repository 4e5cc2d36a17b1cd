"""Unknown must not pardon: whatever fact of a workspace is replaced by null, a violation never falls below
review.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError
from gbo_policy.declarations import load as load_module
from gbo_policy.declarations.load import load_files
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reading.files import IN_MEMORY, InputFile
from tests import test_law_of_flows as of_flows
from tests.attack import NIGHTLY, attack, marked
from tests.kit import ABSENT, AS_OF, Data, assessment, by_law, change, complete, engine, flow, staff
from tests.test_laws import PACK, facts, stated, without, workspaces

AS_OF_DAY = AsOf.of_day(AS_OF)
FILE = InputFile("a.yaml", "a.yaml", b"")
Key = tuple[str, str, str]


def worst(report: Report) -> dict[Key, Verdict]:
    """Give the worst verdict of each rule on each subject, whoever it is held against."""
    found: dict[Key, Verdict] = {}
    for r in report.results:
        key = r.rule.id, r.subject.kind, r.subject.id
        found[key] = max(found.get(key, Verdict.NOT_APPLICABLE), r.verdict)
    return found


def judged(data: Data) -> Report:
    """Judge a workspace as ``check`` does, without a text and a file in between."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load_module, "read", lambda *_: ([(data, marked(data))], []))
        workspace = load_files([FILE], IN_MEMORY, PACK.vocabulary, PACK.clause_numbers)
    return make_report(Case(workspace, PACK, engine(PACK, {}), "received"), AS_OF_DAY)


def nulled(data: Data, path: tuple[Any, ...]) -> Data:
    """Copy a workspace with null in place of one fact."""
    made = without(data, path)
    here: Any = made
    for step in path[:-1]:
        here = here[step]
    if isinstance(here, dict):
        here[path[-1]] = None
    return made


def pardoned(data: Data, before: dict[Key, Verdict], path: tuple[Any, ...]) -> bool:
    """Tell whether a violation falls below review where one fact is unknown."""
    broken = {key for key, verdict in before.items() if verdict is Verdict.VIOLATION}
    try:
        after = worst(judged(nulled(data, path)))
    except PolicyError:
        return False  # told as an error of input: nothing was judged, and nothing pardoned
    if path[0] == "flows" and path[2:] == ("recipients",):
        # who receives at all is unknown: the flow is for review, and of processors what the agreement
        # says of their users stands
        broken = {key for key in broken if key[1] != "processor"}
    if broken and max(after.values()) < Verdict.REVIEW:
        return True
    return any(after[key] < Verdict.REVIEW for key in broken & after.keys())


# drawing a workspace costs more than judging it: at night many facts of each
FACTS = 40 if NIGHTLY else 2
TRIED: Counter[str] = Counter()


@attack(ci=12, nightly=2_800)
@given(workspaces(), st.randoms(use_true_random=False))
def test_no_fact_replaced_by_unknown_lowers_a_violation_below_review(data: Data, chance: Random) -> None:
    sections = ("agreement", "flows", "events", "assessments")
    paths = [p for s in sections for p in facts(data[s], (s,)) if stated(data, p)]
    before = worst(judged(data))
    some = chance.sample(paths, min(FACTS, len(paths)))
    assert [path for path in some if pardoned(data, before, path)] == []
    TRIED["facts"] += len(some)
    TRIED["of workspaces with a violation"] += len(some) * (Verdict.VIOLATION in before.values())
    TRIED["workspaces"] += 1
    if NIGHTLY and TRIED["workspaces"] % 250 == 0:
        print(dict(TRIED), flush=True)


@pytest.mark.parametrize("by", [None, "", "none", "[naam]"])
def test_a_judgement_that_nobody_made_pardons_nothing(by: str | None) -> None:
    data = complete()
    first = assessment("necessity", {"flow": "stroom"}, outcome="not-met", on="2026-01-10")
    later = assessment("necessity", {"flow": "stroom"}, outcome="met", on="2026-02-10")
    data["assessments"] = [first, later]
    rule = ("necessity", "flow", "stroom")
    assert worst(judged(data))[rule] == Verdict.COMPLIANT
    data["assessments"] = [first, {**later, "by": by}]
    assert worst(judged(data))[rule] == Verdict.REVIEW


@pytest.mark.parametrize("kind", [{"kind": "processor"}, {}])
def test_a_use_that_a_flow_leaves_open_is_for_review(kind: dict[str, str]) -> None:
    """Nights of 100,000 facts found it: who receives for the OCMW is unknown, and a processor whose overview
    it never sent was in order.
    """
    data = complete()
    receives = {**kind, "processor": "wolk", "on_behalf_of": "ocmw"}
    data["flows"].append(flow("f", sender="ocmw", recipients=[receives]))
    rule = ("processor-overview", "processor", "wolk")
    assert worst(judged(data))[rule] == Verdict.VIOLATION
    for key in ("processor", "on_behalf_of"):
        assert worst(judged(nulled(data, ("flows", 1, "recipients", 0, key))))[rule] == Verdict.REVIEW
    assert worst(judged(nulled(data, ("flows", 1, "starts_on"))))[rule] == Verdict.REVIEW


THIRD = {"kind": "third-party", "name": "Politie", "country": "BE"}
PROCESSOR = {"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}
RECEIVES: list[Data] = [
    staff("ocmw"),
    {**THIRD, "legal_obligation": by_law()},
    {**THIRD, "legal_obligation": "none"},
    PROCESSOR,
    {**PROCESSOR, "on_behalf_of": "ocmw"},
    {"kind": "data-subject"},
]
WHO = {"kind", "party", "on_behalf_of", "processor", "legal_obligation"}


@pytest.mark.parametrize("first", RECEIVES, ids=str)
def test_a_violation_is_not_told_while_who_receives_could_still_mend_it(first: Data) -> None:
    """What is told of a flow of which it is unknown who sends or receives holds whoever that turns out to be."""
    for second in RECEIVES[RECEIVES.index(first) :]:
        receives = [first] if second is first else [first, second]
        for sent, basis in (("criminal", "gdpr-6-1-c"), ("criminal", "gdpr-6-1-e"), ("health", "gdpr-6-1-a")):
            whole = {"recipients": receives, "data": [sent], "legal_basis": [basis]}
            whole |= {"purposes": ["marketing"], "legal_obligation": ABSENT}
            data = change(complete(), {f"flows.0.{k}": v for k, v in whole.items()})
            known = broken(data)
            who = [("recipients", i, k) for i, r in enumerate(receives) for k in r.keys() & WHO]
            for path in (("sender",), *who):
                assert broken(nulled(data, ("flows", 0, *path))) <= known, (path, whole)


def broken(data: Data) -> set[Key]:
    """Give what is violated about flows and who receives them."""
    found = worst(judged(data))
    return {k for k, v in found.items() if v is Verdict.VIOLATION and k[1] in ("flow", "recipient")}


# what formats.md says of these where they are not there is no unknown fact
SAID_BY_ABSENCE = {"until", "since", "successor", "departures", "covers", "by", "agreements"}
# beside these a rule is no longer the one that judges, or the flow as a whole is for review
ELSEWHERE = {("listed-processor-agreement", Verdict.VIOLATION)}
WRITTEN = [
    case.values[1]
    for table in (of_flows.COMPELLED, of_flows.DATA, of_flows.BARRED, of_flows.COUNTRIES, of_flows.NOTICE, of_flows.AGREEMENTS)
    for case in table
]  # fmt: skip


def is_unknown_without(data: Data, path: tuple[Any, ...]) -> bool:
    """Tell whether taking a fact out leaves something unknown that no other fact then says."""
    own_law = path[0] == "flows" and path[2] == "recipients" and path[-1] == "legal_obligation"
    if own_law and data["flows"][path[1]].get("legal_obligation") is not None:
        return False  # then that of the flow counts
    return path[-1] not in SAID_BY_ABSENCE and path[2:] != ("recipients",) and stated(data, path)


@attack(ci=12, nightly=5_000)
@given(st.sampled_from(WRITTEN), st.randoms(use_true_random=False))
def test_a_fact_taken_out_of_a_case_of_the_page_changes_no_more_than_it_may(
    changes: Data, chance: Random
) -> None:
    """What is violated, or in order, without a fact is so with it; over cases at the edges of the rules, where
    random workspaces seldom come.
    """
    data = change(complete(), changes)
    paths = [p for s in ("agreement", "flows") for p in facts(data[s], (s,)) if is_unknown_without(data, p)]
    known = worst(judged(data))
    for path in chance.sample(paths, min(FACTS, len(paths))):
        try:
            before = worst(judged(without(data, path)))
        except PolicyError:
            continue
        for key, verdict in before.items():
            if verdict is not Verdict.REVIEW and (key[0], verdict) not in ELSEWHERE:
                after = known.get(key, Verdict.NOT_APPLICABLE)
                stays = after is verdict or (verdict is Verdict.COMPLIANT and after is Verdict.NOT_APPLICABLE)
                assert stays, (path, key, verdict, after, changes)
