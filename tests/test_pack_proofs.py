"""Packs held against each other, and their own tests held against small changes of their rules."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.rulebook.pack import Pack, builtin_folder, load_pack
from gbo_policy.workbench.mutate import mutants, mutate, words_of
from tests.conftest import gbo

# file, what stands there, and what is put in its place; what that does to the rules is read off the text,
# below
AMENDMENTS = [
    # the same in other words
    ("05-recipients/recipient-needs-data.yaml", "require: need_to_know", "require: not (not need_to_know)"),
    # another judgement
    ("05-recipients/no-third-party.yaml", "require: obligation_obliges or"
                                          " name_agreed", "require: obligation_obliges"),
    # no other words, but other words of the pack that it reads: a purpose, a house norm
    ("vocabulary.yaml", "    signal-thresholds:\n", "    signal-other:\n"),
    ("parameters.yaml", "    expected: 24\n    outer: 72\n", "    expected: 24\n    outer: 48\n"),
    # the same judgement, and something else
    ("13-other-duties/duties-flow-down.yaml", "severity: medium", "severity: low"),
    ("clauses.yaml", "data-quality", "data-good"),
]  # fmt: skip


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the built-in pack with several changes, one rule by another name among them."""
    folder = tmp_path_factory.mktemp("packs") / "amended"
    shutil.copytree(builtin_folder(), folder)
    for file, before, after in AMENDMENTS:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")
    shutil.move(folder / "10-quality/data-quality.yaml", folder / "10-quality/data-good.yaml")
    return folder


def compared(old: object, new: object) -> tuple[int, dict[str, Any]]:
    """Compare two packs as a user does; give the exit code and the rules that are not the same in all."""
    run = gbo("rules", "diff", old, new, "--format", "json")
    assert run.returncode in (0, 1), run.stderr
    rules = json.loads(run.stdout)["rules"]
    return run.returncode, {r["rule"]: r for r in rules if not r["same"] or r["beside"]}


def test_a_pack_is_the_same_as_itself() -> None:
    assert compared("builtin", builtin_folder()) == (0, {})


def test_each_rule_is_the_same_on_every_row_or_shown_otherwise_by_one(amended: Path) -> None:
    code, found = compared("builtin", amended)
    assert code == 1
    assert {n: (r["same"], r["only_in"], r["beside"]) for n, r in found.items()} == {
        "no-third-party": (False, None, []),
        "purpose-limitation": (False, None, []),
        "breach-notified": (False, None, []),
        "duties-flow-down": (True, None, ["severity"]),
        "data-quality": (False, "old", []),
        "data-good": (False, "new", []),
    }
    party = found["no-third-party"]
    assert (party["old"], party["new"]) == ("compliant", "violation")
    assert (party["row"]["name_agreed"], party["row"]["obligation_obliges"]) == (True, False)
    purpose = found["purpose-limitation"]
    # the solver chooses the row: what a law compels is for review where it serves another purpose
    outside = "review" if purpose["row"]["only_legal_obligation"] else "violation"
    assert {purpose["old"], purpose["new"]} == {"compliant", outside}
    assert {*purpose["row"]["purposes"]} & {"signal-thresholds", "signal-other"}
    # between the old outer bound and the new one: up to now for review
    late = found["breach-notified"]
    assert (late["old"], late["new"]) == ("review", "violation")
    assert 48 < late["row"]["hours_taken"] <= 72


def test_the_words_say_what_became_of_a_verdict(amended: Path) -> None:
    told = " ".join(gbo("rules", "diff", "builtin", amended, "--lang", "nl").stdout.split())
    assert "no-third-party: oordeelt anders in orde werd schending op:" in told
    assert "duties-flow-down: hetzelfde oordeel op elke rij ook anders: severity" in told
    assert "data-quality: er niet meer" in told
    assert "data-good: nieuw" in told
    rules = len(load_pack().rules)
    assert f"{rules - 5} van {rules + 1} regels zijn in alles gelijk" in told


def test_the_pack_s_own_tests_notice_every_small_change_of_its_rules() -> None:
    pack = load_pack()
    found = mutate(pack, pack.rules)
    assert [(m.rule.id, s.mutant.told) for m in found for s in m.survivors] == []
    assert sum(m.killed for m in found) > 1000
    assert all(m.killed == m.mutants > 0 for m in found)


def test_small_changes_are_of_every_kind_that_the_page_names(pack: Pack) -> None:
    rule = pack.rule("termination-form")
    assert rule is not None
    told = {m.told for m in mutants(rule, words_of(rule.kind, pack.rules))}
    wanted = [
        "when: –",
        "review: –",
        "require and review swapped",
        'when: life == "ended"',  # an operator
        'when: life != "running"',  # a constant
    ]
    assert [w for w in wanted if w not in told] == []
    assert any('"registered-letter"]' in t for t in told)  # a member of a list dropped
    assert any('"verbal"]' in t for t in told)  # and added


def test_a_test_that_is_taken_away_lets_a_change_through(pack: Pack) -> None:
    rule = pack.rule("recipient-needs-data")
    assert rule is not None
    lacking = rule._replace(tests=tuple(t for t in rule.tests if t.expect == "compliant"))
    (found,) = mutate(pack, [lacking])
    assert found.survivors != ()
    assert found.killed + len(found.survivors) == found.mutants
    assert {v.word for s in found.survivors if s.verdicts for v in s.verdicts} >= {"violation"}


def test_the_command_ends_in_one_where_a_change_goes_unnoticed(tmp_path: Path) -> None:
    folder = tmp_path / "99-house"
    folder.mkdir()
    text = (builtin_folder() / "05-recipients/recipient-needs-data.yaml").read_text(encoding="utf-8")
    head, _, _ = text.partition("tests:")
    test = "tests:\n  - {name: a, given: {kind: staff, need_to_know: true}, expect: compliant}\n"
    (folder / "weak.yaml").write_text(head + test, encoding="utf-8")
    run = gbo("rules", "mutate", "weak", "--rules", tmp_path)
    assert run.returncode == 1
    assert "not noticed" in run.stdout
    data = json.loads(gbo("rules", "mutate", "weak", "--rules", tmp_path, "--format", "json").stdout)
    assert data["rules"][0]["survivors"] != []
