"""The verdict over time: the stretches agree with judging every single day, and cost grows with changes, not
with days.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.load import load
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report
from gbo_policy.over_time.timeline import change_days, spans
from gbo_policy.rulebook.pack import Pack
from tests.conftest import FIXTURES, NIGHTLY, gbo
from tests.inside import inside
from tests.kit import engine

STEP = 1 if NIGHTLY else 21  # of a stretch, the days that are judged for themselves, beside its last
NAMES = sorted(p.name for p in FIXTURES.iterdir() if p.name != "input-errors")


def _loaded(name: str, pack: Pack) -> Case:
    workspace = load([FIXTURES / name], pack.vocabulary, pack.clause_numbers)
    return Case(workspace, pack, engine(pack, {}), "received")


def _findings(report: Report) -> Any:
    found = {(r.rule.id, r.subject, r.against): (r.verdict, r.waived) for r in report.results if r.finding}
    return report.verdict, found, {(p.by, p.against): p.state for p in report.ladder.pairs}


@pytest.mark.parametrize(
    "name", [n for n in NAMES if n not in {"recipients-countries", "purposes-categories"}]
)
def test_between_two_change_days_nothing_changes(name: str, pack: Pack) -> None:
    case = _loaded(name, pack)
    judged = []

    def judge(as_of: AsOf) -> Report:
        judged.append(as_of.day)
        return make_report(case, as_of)

    first, last = date(2025, 12, 20), date(2026, 9, 30)
    found = list(spans(judge, change_days(case, pack.norms), first, last))
    assert found[0].first == first
    assert found[-1].last == last
    for before, after in pairwise(found):
        assert after.first == before.last + timedelta(days=1)
        assert _findings(before.report) != _findings(after.report)
    for span in found:
        days = (span.last - span.first).days
        for n in {*range(0, days, STEP), days}:
            assert _findings(judge(AsOf.of_day(span.first + timedelta(days=n)))) == _findings(span.report)


def test_cost_grows_with_changes_not_with_days(pack: Pack) -> None:
    case = _loaded("compliant", pack)
    counts = []
    for last in (date(2030, 1, 1), date(2090, 1, 1)):
        judged: list[AsOf] = []

        def judge(as_of: AsOf, kept: list[AsOf] = judged) -> Report:
            kept.append(as_of)
            return make_report(case, as_of)

        list(spans(judge, change_days(case, pack.norms), date(2029, 1, 1), last))
        counts.append(len(judged))
    assert counts[0] == counts[1]


def test_command_shows_days_and_reasons() -> None:
    run = inside(
        "timeline", FIXTURES / "mixed", "--from", "2026-01-01", "--to", "2026-06-30", "--format", "json"
    )
    answer = json.loads(run.stdout)
    assert run.returncode == 0
    assert answer["spans"][0]["from"] == "2026-01-01"
    assert answer["spans"][-1]["to"] == "2026-06-30"
    turned = [c for s in answer["spans"] if s["from"] == "2026-02-13" for c in s["changes"]]
    assert [(c["rule"], c["before"], c["after"]) for c in turned] == [
        ("rights-request-answered", "compliant", "violation")
    ]


def test_reversed_period_is_refused() -> None:
    run = inside("timeline", FIXTURES / "mixed", "--from", "2026-06-30", "--to", "2026-01-01")
    assert run.returncode == 2
    assert "--from" in run.stderr


def test_a_wrong_day_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ws.yaml").write_text("agreement: {id: a, processors: []}\n")
    run = gbo("timeline", tmp_path, "--from", "1 maart", "--lang", "nl")
    assert run.returncode == 2
    assert "`1 maart` is geen datum" in run.stderr
