"""The commands about rules: list, show, test, coverage; and explain."""

from __future__ import annotations

import json
from pathlib import Path

from gbo_policy.agreement.events import kinds
from gbo_policy.judging.wording import kind_name
from gbo_policy.rulebook.coverage import coverage
from gbo_policy.rulebook.pack import Pack
from tests.conftest import FIXTURES
from tests.inside import inside

BROKEN = """
title: {en: Sender is a CAW, nl: Afzender is een CAW}
clause: "3.3"
modality: obligation
for_each: flow
require: sender == "caw"
severity: low
against: sender
waivable: true
sanction: {clause: "9", measures: [suspension]}
message: {en: "{sender} sends.", nl: "{sender} stuurt."}
remedy: {en: Let the CAW send., nl: Laat het CAW sturen.}
tests:
  - {name: the CAW, given: {sender: caw}, expect: compliant}
  - {name: another, given: {sender: ocmw}, expect: violation}
  - {name: unknown, given: {}, expect: review, missing: [sender]}
"""


def _house(folder: Path) -> Path:
    """Give a folder of rules of which one is read and others look as if they were to be."""
    rules, other = folder / "regels", folder / "elders"
    for where in (rules / ".oud", other):
        where.mkdir(parents=True)
    (rules / "eigen.yaml").write_text(BROKEN, encoding="utf-8")
    (other / "verder.yml").write_text(BROKEN, encoding="utf-8")
    (rules / "gedeeld").symlink_to(other, target_is_directory=True)
    (rules / ".gedeeld").symlink_to(other, target_is_directory=True)
    for name in ("a.yaml.txt", ".b.yaml", ".oud/c.yaml", "d.json", "e"):
        (rules / name).write_text(BROKEN, encoding="utf-8")
    for name in ("LEESMIJ.md", "schema.json", ".gitignore"):
        (rules / name).write_text("for eachone\n", encoding="utf-8")
    (rules / "weg").symlink_to("nergens")
    return rules


HOUSE = ["a.yaml.txt", ".b.yaml", "d.json", "e", "weg", "c.yaml"]


def test_what_lies_among_the_rules_and_is_not_read_is_told(tmp_path: Path) -> None:
    """Such a rule judged nothing, and a linked folder of them neither; nobody said so."""
    rules = _house(tmp_path)
    listed = inside("rules", "--rules", rules, "--format", "json")
    assert {r["rule"] for r in json.loads(listed.stdout)} >= {"eigen", "verder"}
    told = [line for line in listed.stderr.splitlines() if "lies among the rules and is not read" in line]
    assert sorted(line.split("`")[1] for line in told) == sorted(HOUSE)
    day = ("--as-of", "2026-03-01", "--rules", rules)
    done = inside("check", FIXTURES / "compliant", *day, "--format", "json", "--fail-on", "never")
    notices = [n["message"] for n in json.loads(done.stdout)["notices"]]
    assert sum("lies among the rules and is not read" in one for one in notices) == len(HOUSE)
    assert inside("check", FIXTURES / "compliant", *day, "--strict").returncode == 2
    for command in (("deadlines",), ("mend", "mantelzorgers"), ("dossier", "-o", tmp_path / "d.zip")):
        done = inside(*command, FIXTURES / "compliant", *day)
        assert done.stderr.count("lies among the rules and is not read") == len(HOUSE), command


def test_list_names_every_rule(pack: Pack) -> None:
    listed = json.loads(inside("rules", "--format", "json").stdout)
    assert [r["rule"] for r in listed] == [r.id for r in pack.rules]
    text = inside("rules").stdout
    assert all(r.id in text for r in pack.rules)


def test_show_gives_expression_facts_and_tests() -> None:
    shown = json.loads(inside("rules", "show", "recipient-needs-data", "--format", "json").stdout)
    assert shown["require"] == "need_to_know"
    assert {f["fact"] for f in shown["facts"]} == {"kind", "need_to_know"}
    assert shown["sanction"]["clause"] == "9"
    assert shown["tests"]


def test_show_shows_a_rule_of_every_kind(pack: Pack) -> None:
    one_each = {rule.kind.name: rule.id for rule in pack.rules}
    assert len(one_each) > 10
    for kind, name in one_each.items():
        run = inside("rules", "show", name)
        assert (run.returncode, run.stderr) == (0, ""), kind


def test_every_kind_of_row_is_called_something_in_both_languages() -> None:
    for kind in kinds():
        assert kind_name(kind, "nl") != kind_name(kind, "en"), kind


def test_show_suggests_the_nearest_rule() -> None:
    run = inside("rules", "show", "purpose-limitaton")
    assert run.returncode == 2
    assert "did you mean `purpose-limitation`?" in run.stderr


def test_every_rules_own_tests_pass() -> None:
    run = inside("rules", "test", "--format", "json")
    answer = json.loads(run.stdout)
    assert answer["failed"] == []
    assert answer["untested"] == []
    assert answer["tests"] > 500
    assert run.returncode == 0


def test_a_users_rules_are_tested_with_the_pack(tmp_path: Path) -> None:
    (tmp_path / "caw-sends.yaml").write_text(BROKEN)
    assert inside("rules", "test", "--rules", tmp_path).returncode == 0
    (tmp_path / "caw-sends.yaml").write_text(BROKEN.replace("expect: violation", "expect: compliant"))
    run = inside("rules", "test", "--rules", tmp_path)
    assert run.returncode == 1
    assert (
        "caw-sends.yaml:15: caw-sends: another: expected verdict compliant; found verdict violation"
        in " ".join(run.stdout.split())
    )


def test_coverage_is_exact_and_accounts_for_every_clause(pack: Pack) -> None:
    answer = json.loads(inside("rules", "coverage", "--format", "json").stdout)
    assert answer["clauses"]["total"] == 36
    assert answer["clauses"]["fraction"] == f"{answer['clauses']['checked']}/36"
    assert list(answer["sentences"]) == ["decides", "asks", "form", "none"]  # counts, added up nowhere
    own = [s for c in answer["by_clause"] for s in c["sentences"] if s["part_of"] is None]
    assert sum(answer["sentences"].values()) == len(own)
    for clause in answer["by_clause"]:
        for sentence in clause["sentences"]:
            assert bool(sentence["rules"]) != bool(sentence.get("unchecked")), sentence["id"]
    unchecked = [c.clause for c in coverage(pack).clauses if not c.checked]
    assert unchecked == ["P2", "1.1", "3.2", "3.4", "8", "14.4", "15.1", "15.3"]
    assert f"{answer['clauses']['fraction']} clauses" in inside("rules", "coverage").stdout


def test_explain_gives_all_rules_of_one_flow_with_what_decided() -> None:
    run = inside(
        "explain", "partnergegevens", FIXTURES / "mixed", "--as-of", "2026-03-01", "--format", "json"
    )
    results = json.loads(run.stdout)["results"]
    assert {r["subject"].get("flow", r["subject"]["id"]) for r in results} == {"partnergegevens"}
    verdicts = {r["verdict"] for r in results}
    assert {"compliant", "review", "not_applicable"} <= verdicts
    for result in results:
        assert result["deciding"], result["rule"]
    limited = next(r for r in results if r["rule"] == "purpose-limitation")
    assert {"condition": "purpose_stated", "holds": True} in limited["deciding"]


def test_explain_refuses_an_unknown_flow() -> None:
    run = inside("explain", "partnergegeven", FIXTURES / "mixed")
    assert run.returncode == 2
    assert "did you mean `partnergegevens`?" in run.stderr
