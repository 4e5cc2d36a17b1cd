"""Unknown must not pardon: whatever fact of a workspace is replaced by null, a violation never falls below review."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.problems import PolicyError
from gbo_policy.judging.report import Report
from gbo_policy.logic.verdict import Verdict
from tests.attack import attack
from tests.kit import Data, judged
from tests.test_laws import PACK, facts, stated, without, workspaces

Key = tuple[str, str, str]


def worst(report: Report) -> dict[Key, Verdict]:
    """Give the worst verdict of each rule on each subject, whoever it is held against."""
    found: dict[Key, Verdict] = {}
    for r in report.results:
        key = r.rule.id, r.subject.kind, r.subject.id
        found[key] = max(found.get(key, Verdict.NOT_APPLICABLE), r.verdict)
    return found


def nulled(data: Data, path: tuple[Any, ...]) -> Data:
    """Copy a workspace with null in place of one fact."""
    made = without(data, path)
    here: Any = made
    for step in path[:-1]:
        here = here[step]
    if isinstance(here, dict):
        here[path[-1]] = None
    return made


@attack(ci=25, nightly=100_000)
@given(workspaces(), st.data())
def test_no_fact_replaced_by_unknown_lowers_a_violation_below_review(data: Data, draw: st.DataObject) -> None:
    sections = ("agreement", "flows", "events", "assessments")
    paths = [p for s in sections for p in facts(data[s], (s,)) if stated(data, p)]
    if not paths:
        return
    before = worst(judged(PACK, data))
    path = draw.draw(st.sampled_from(paths), label="path")
    try:
        after = worst(judged(PACK, nulled(data, path)))
    except PolicyError:
        return  # told as an error of input: nothing was judged, and nothing pardoned
    broken = {key for key, verdict in before.items() if verdict is Verdict.VIOLATION}
    pardoned = {key: after[key] for key in broken & after.keys() if after[key] < Verdict.REVIEW}
    assert not pardoned, path
    assert not broken or max(after.values()) >= Verdict.REVIEW, path
