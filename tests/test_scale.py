"""What keeps large workspaces quick, by what it gives rather than by the clock: order without sorting, shared
explanations, short lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from benchmarks import workspaces
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.load import load
from gbo_policy.declarations.references import MOST_LISTED
from gbo_policy.declarations.workspace import Place
from gbo_policy.facts import Context, rows
from gbo_policy.formats import json as json_format
from gbo_policy.judging.case import Case
from gbo_policy.judging.evaluate import Engine, Result, judge_rows
from gbo_policy.judging.report import Report, make_report
from gbo_policy.judging.settings import parse_as_of
from gbo_policy.reading.packed import Packer
from gbo_policy.reading.source import read
from gbo_policy.rulebook.pack import Pack
from tests.conftest import FIXTURES
from tests.kit import AS_OF, assessment, change, complete, flow, judged, memory_of, problems, work_of

WORKSPACES = ("mixed", "recipients-countries", "formalities", "opschorting-stopzetting", "verzoeken")


def results(pack: Pack, fixture: str) -> tuple[Engine, list[Result]]:
    workspace = load([FIXTURES / fixture], pack.vocabulary, pack.clause_numbers)
    engine = Engine.of(pack, pack.norms)
    return engine, list(
        judge_rows(engine, rows(Context(workspace, AsOf.of_day(AS_OF), pack.vocabulary, "received")))
    )


def report_on(pack: Pack, folder: Path) -> Report:
    """Judge a workspace as `check` does it."""
    workspace = load([folder], pack.vocabulary, pack.clause_numbers)
    case = Case.of(workspace, pack, pack.norms, notice_given="received")
    return make_report(case, AsOf.of_day(AS_OF), kept=False)


@pytest.mark.parametrize("fixture", WORKSPACES)
def test_results_come_in_the_total_order(pack: Pack, fixture: str) -> None:
    _, found = results(pack, fixture)
    assert found == sorted(found, key=Result.order)


@pytest.mark.parametrize("fixture", WORKSPACES)
def test_a_shared_explanation_is_the_rows_own(pack: Pack, fixture: str) -> None:
    engine, found = results(pack, fixture)
    for result in found:
        # one that has explained nothing yet
        alone = Engine(engine.rules, engine.conditions, engine.norms, engine.vocabulary, engine.judges)
        assert result.explanation() == alone.explain(result.rule, result.row.values)


def test_each_result_is_a_line_of_the_json_answer(pack: Pack) -> None:
    report = judged(pack, complete())
    text = json_format.render(report, "en")
    whole = json.loads(text)
    assert whole == json.loads(json.dumps(json_format.answer(report, "en")))
    lines = [line.strip().rstrip(",") for line in text.splitlines()]
    assert [line for line in lines if line.startswith('{"')] == [
        json.dumps(r, ensure_ascii=False) for r in whole["results"]
    ]


def as_encoded(report: Report) -> bool:
    """Tell whether each line of the JSON answer is its result as `json` would write it."""
    text = json_format.render(report, "nl")
    made = [json.dumps(r, ensure_ascii=False) for r in json_format.answer(report, "nl")["results"]]
    return made == [line.strip().rstrip(",") for line in text.splitlines() if line.startswith('    {"id"')]


@pytest.mark.parametrize("fixture", WORKSPACES)
def test_a_line_that_is_put_together_is_the_result_encoded(pack: Pack, fixture: str) -> None:
    assert as_encoded(report_on(pack, FIXTURES / fixture))


def test_so_is_one_with_more_beside_it_than_others_of_its_rule(pack: Pack) -> None:
    """Some flows with labels and some without, and a departure on the clause of some rules."""
    departs = [{"clause": "5.1", "says": "ook partners", "effect": {"partners": ["dmw"]}}]
    data = change(complete(), {"agreement.departures": departs})
    data["flows"] = [
        flow("een", labels={"dossier": 'A "1"'}),
        flow("twee"),
        flow("drie", labels={"dossier": "C"}),
    ]
    data["assessments"] = []
    assert as_encoded(judged(pack, data))


def test_what_many_results_have_alike_is_encoded_once(pack: Pack, tmp_path: Path) -> None:
    """Each result by itself took 180 calls."""

    def made(flows: int) -> Report:
        (tmp_path / str(flows)).mkdir()
        workspaces.write(tmp_path / str(flows), flows)
        return report_on(pack, tmp_path / str(flows))

    few, many = made(20), made(60)
    more = work_of(lambda: json_format.render(many, "nl")) - work_of(lambda: json_format.render(few, "nl"))
    assert more / (len(many.results) - len(few.results)) < 150


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


def bytes_a_flow(pack: Pack, folder: Path, *, judge: bool) -> float:
    """How many bytes are held for each flow more, once a workspace is read, or judged as `check` does it."""

    def act(where: Path) -> object:
        return report_on(pack, where) if judge else load([where], pack.vocabulary, pack.clause_numbers)

    few, many = 100, 300
    for number in (few, many):
        (folder / str(number)).mkdir()
        workspaces.write(folder / str(number), number)
    used = [memory_of(partial(act, folder / str(number))) for number in (few, many)]
    return (used[1] - used[0]) / (many - few)


def test_a_flow_takes_little_memory_once_it_is_read(pack: Pack, tmp_path: Path) -> None:
    """With its assessment, its places and the bytes of its file: half as much again as it takes today."""
    assert bytes_a_flow(pack, tmp_path, judge=False) < 4_000


def test_a_flow_takes_little_memory_once_it_is_judged(pack: Pack, tmp_path: Path) -> None:
    assert bytes_a_flow(pack, tmp_path, judge=True) < 8_000


def test_the_work_of_a_register_grows_with_its_length_and_no_faster(pack: Pack, tmp_path: Path) -> None:
    """An event may ask for others of the register, but not look at each of them."""
    work = []
    for number in (400, 1600):
        (tmp_path / str(number)).mkdir()
        workspaces.write(tmp_path / str(number), 2, number)
        workspace = load([tmp_path / str(number)], pack.vocabulary, pack.clause_numbers)
        case = Case.of(workspace, pack, pack.norms, notice_given="received")
        work.append(work_of(partial(make_report, case, parse_as_of(workspaces.AS_OF), kept=False)))
    assert work[1] < 4 * work[0]


@pytest.mark.parametrize("recorded", [True, False])
def test_each_suspension_names_a_few_of_what_else_the_other_breaks(pack: Pack, *, recorded: bool) -> None:
    """All of it with each of them took gigabytes in a long register."""
    events: list[dict[str, object]] = []
    for i in range(25):
        found = {"party": "ocmw", "clause": "10", "found_on": "2026-01-10", "position": "accepted"}
        asked = {"party": "ocmw", "received_on": "2026-01-12", "answered_on": "none", "extended_on": "none"}
        open_ = (
            {"type": "non-compliance", **found, "remedied_on": "none"}
            if recorded
            else {"type": "rights-request", **asked}
        )
        events += [
            {"id": f"a{i:02}", **open_},
            {"id": f"n{i}", "type": "non-compliance", **found, "remedied_on": "2026-01-20"},
            {"id": f"s{i}", "type": "suspension", "by": "caw", "against": "ocmw", "from": "2026-01-12", "lifted_on": "none",
             "ground": f"n{i}"},
        ]  # fmt: skip
    for order in (events, events[::-1]):
        report = judged(pack, change(complete(), {"events": order}))
        lasting = [r for r in report.results if r.rule.id == "suspension-lifted-after-cure"]
        assert [r.verdict.word for r in lasting] == ["review"] * 25
        for one in lasting:
            *named, more = one.row.value("other_grounds")
            assert ([n[-3:] for n in named], more) == ([f"a{i:02}" for i in range(20)], "…")


@pytest.mark.parametrize("fixture", WORKSPACES)
def test_results_that_are_not_kept_are_the_same(pack: Pack, fixture: str) -> None:
    workspace = load([FIXTURES / fixture], pack.vocabulary, pack.clause_numbers)
    case = Case.of(workspace, pack, pack.norms, notice_given="received")
    once, again = (make_report(case, AsOf.of_day(AS_OF), kept=kept) for kept in (True, False))
    assert json_format.render(once, "en") == json_format.render(again, "en")
    assert [*again.results] == [*once.results]
    assert [*again.results.findings] == [r for r in once.results if r.finding]
    assert again.results[0] == once.results[0]
    assert (len(again.results), again.results[-1]) == (len(once.results), once.results[-1])


def test_places_are_the_same_when_they_are_packed() -> None:
    """Those of every key and value of each fixture, and of what is not there."""
    for file in sorted(FIXTURES.glob("*/*.yaml")):
        for data, mark in read(file.read_bytes(), file.name)[0]:
            packed = Packer().packed(mark)
            assert packed.marks() == mark
            for path in [*paths(data), ("nowhere",), (0,), ("agreement", 0, "x")]:
                for value in (True, False):
                    assert Place("f", packed).at(path, value=value) == Place("f", mark).at(path, value=value)


def paths(data: object, above: Steps = ()) -> Iterator[Steps]:
    """Give the path of everything in some data."""
    yield above
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inner:
        yield from paths(value, (*above, step))
