"""What keeps large workspaces quick, by what it gives rather than by the clock: order without sorting, shared explanations, short lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import workspaces
from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.load import load
from gbo_policy.declarations.references import MOST_LISTED
from gbo_policy.facts import Context, rows
from gbo_policy.formats import json as json_format
from gbo_policy.judging.evaluate import Engine, Result
from gbo_policy.logic.reasons import explain
from gbo_policy.rulebook.pack import Pack
from tests.conftest import FIXTURES
from tests.kit import AS_OF, assessment, complete, flow, judged, problems

WORKSPACES = ("mixed", "recipients-countries", "formalities", "opschorting-stopzetting", "verzoeken")


def results(pack: Pack, fixture: str) -> tuple[Engine, list[Result]]:
    workspace = load([FIXTURES / fixture], pack.vocabulary, pack.clause_numbers)
    engine = Engine.of(pack, pack.norms)
    return engine, list(
        engine.results(rows(Context(workspace, AsOf.of_day(AS_OF), pack.vocabulary, "received")))
    )


@pytest.mark.parametrize("fixture", WORKSPACES)
def test_results_come_in_the_total_order(pack: Pack, fixture: str) -> None:
    _, found = results(pack, fixture)
    assert found == sorted(found, key=Result.order)


@pytest.mark.parametrize("fixture", WORKSPACES)
def test_a_shared_explanation_is_the_rows_own(pack: Pack, fixture: str) -> None:
    engine, found = results(pack, fixture)
    for result in found:
        assert result.explanation() == explain(
            engine.conditions[result.rule.id], result.rule.kind, result.row.values
        )


def test_each_result_is_a_line_of_the_json_answer(pack: Pack) -> None:
    report = judged(pack, complete())
    text = json_format.render(report, "en")
    whole = json.loads(text)
    assert whole == json.loads(json.dumps(json_format.answer(report, "en")))
    lines = [line.strip().rstrip(",") for line in text.splitlines()]
    assert [line for line in lines if line.startswith('{"')] == [
        json.dumps(r, ensure_ascii=False) for r in whole["results"]
    ]


def test_of_many_ids_a_message_lists_those_most_alike(pack: Pack) -> None:
    data = complete()
    data["flows"] = [flow(f"stroom-{i:04}") for i in range(500)]
    data["assessments"] = [assessment("necessity", {"flow": "strom-0321"})]
    [one] = problems(pack, data)
    assert one.words["guess"] == "stroom-0321"
    assert 2 <= one.sentence("en").count("`stroom-") <= MOST_LISTED + 1


def test_the_workspaces_that_speed_is_measured_on_are_mostly_in_order(pack: Pack, tmp_path: Path) -> None:
    workspaces.write(tmp_path, 40, 80)
    workspace = load([tmp_path], pack.vocabulary, pack.clause_numbers)
    assert (len(workspace.flows), len(workspace.events)) == (40, 80)
    report = judged(pack, *(f.read_text(encoding="utf-8") for f in sorted(tmp_path.iterdir())), as_of=AS_OF)
    assert report.verdict.word == "violation"
    numbers = report.counts()
    assert numbers["compliant"] > 10 * (numbers["violation"] + numbers["review"])
