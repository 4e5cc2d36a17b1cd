"""A made-up agreement that shares nothing with ours is judged by its pack alone, without a line of Python of
its own.

Its notice, counted by hand from its clause 6: received on 10 March 2026, so two months from 1 April. The last
day is 31 May, a Sunday; read until the same-numbered day, or moved to a working day, it is Monday 1 June.
Ended on every reading from 2 June.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.agreement.ending import termination
from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.load import load
from gbo_policy.facts.context import Context
from gbo_policy.facts.declared import party_row
from gbo_policy.judging.ruletests import run_tests
from gbo_policy.rulebook.pack import Pack, load_pack
from tests.conftest import gbo
from tests.inside import inside

HERE = Path(__file__).parent / "packs"
PACK, WORKSPACE = HERE / "leeskans", HERE / "workspace"


@pytest.fixture(scope="module")
def second() -> Pack:
    return load_pack(PACK)


def context(second: Pack, as_of: date) -> Context:
    workspace = load([WORKSPACE], second.vocabulary, second.clause_numbers)
    return Context(workspace, AsOf.of_day(as_of), second.vocabulary, "received")


def checked(as_of: str) -> dict[str, Any]:
    run = inside("check", WORKSPACE, "--rules", PACK, "--as-of", as_of, "--format", "json")
    assert run.stderr == ""
    return dict(json.loads(run.stdout))


def test_it_loads_and_keeps_its_own_tests(second: Pack) -> None:
    assert second.id == "leeskans"
    assert {r.id for r in second.rules} == {"rollen-volledig", "doel", "niet-beeindigd"}
    assert all(outcome.passed for outcome in run_tests(second, second.rules))


def test_its_notice_runs_from_the_first_of_a_month(second: Pack) -> None:
    (end,) = context(second, date(2026, 4, 1)).ends
    assert end.notice is not None
    assert (end.notice.effective, end.notice.start) == (date(2026, 3, 10), date(2026, 4, 1))
    assert (end.notice.last_a, end.notice.last_b) == (date(2026, 5, 31), date(2026, 6, 1))
    assert (end.notice.ended_from, end.notice.certainly_ended_from) == (date(2026, 6, 1), date(2026, 6, 2))


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [("2026-05-31", "compliant"), ("2026-06-01", "review"), ("2026-06-02", "violation")],
)
def test_its_end_is_judged(as_of: str, verdict: str) -> None:
    answer = checked(as_of)
    assert {r["verdict"] for r in answer["results"] if r["rule"] == "niet-beeindigd"} == {verdict}


def test_its_purposes_are_its_own() -> None:
    found = {r["subject"]["id"]: r for r in checked("2026-03-01")["results"] if r["rule"] == "doel"}
    assert {k: r["verdict"] for k, r in found.items()} == {"niveaus": "compliant", "folders": "violation"}
    supervision = [m for m in found["folders"]["sanctions"] if m["measure"] == "supervision"]
    assert [(m["clause"], m["authority"]) for m in supervision] == [("7", "ap")]


def test_its_roles_authorities_and_numbers_are_its_own(second: Pack, tmp_path: Path) -> None:
    now = context(second, date(2026, 3, 1))
    valid = {p.id: party_row(p, now).value("number_valid") for p in now.workspace.parties.values()}
    assert valid == {"bieb": True, "kompas": False}
    text = (WORKSPACE / "leeskans.yaml").read_text(encoding="utf-8")
    (tmp_path / "w.yaml").write_text(text.replace("role: school", "role: caw"), encoding="utf-8")
    run = gbo("check", tmp_path, "--rules", PACK, "--lang", "en")
    assert run.returncode == 2
    assert "`caw`" in run.stderr + run.stdout
    assert "`bibliotheek`, `school`" in run.stderr + run.stdout


def test_holidays_are_those_of_its_country(second: Pack) -> None:
    """27 April is a holiday in the Netherlands and not in Belgium: sent on the 23rd, the fifth working day is
    1 May there.
    """
    bound = second.vocabulary.particulars
    assert termination(date(2026, 4, 23), {"bieb": None}, "received", bound).effective == date(2026, 5, 1)
