"""Audits in the chain of evidence: in a dossier, verified against their log, compared with each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audit_kit import write_log
from tests.inside import inside
from tests.kit import Data, complete
from tests.test_audit_foreign import OURS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Declarations, two logs of which the second breaks a rule more often, their audits, and a dossier that
    holds the first.
    """
    made = tmp_path_factory.mktemp("evidence")
    (made / "all.yaml").write_text(json.dumps(complete()), encoding="utf-8")
    rows: list[Data] = [
        OURS[0] | {"id": f"x{i}", "purposes": ["marketing"] if i < 2 else ["refer"]} for i in range(9)
    ]
    write_log(made / "then.parquet", rows)
    write_log(
        made / "now.parquet", [r | ({"purposes": ["marketing"]} if i < 4 else {}) for i, r in enumerate(rows)]
    )
    for name in ("then", "now"):
        inside(
            "audit",
            made / f"{name}.parquet",
            "--workspace",
            made / "all.yaml",
            "--format",
            "json",
            "--output",
            made / f"{name}.json",
        )
    run = inside(
        "dossier",
        made / "all.yaml",
        "--as-of",
        "2026-03-01",
        "-o",
        made / "d.zip",
        "--audit",
        made / "then.json",
    )
    assert run.returncode == 0, run.stderr
    return made


def verified(folder: Path, *options: object) -> tuple[int, Data]:
    run = inside("verify", folder / "d.zip", "--format", "json", *options)
    return run.returncode, next(c for c in json.loads(run.stdout)["checks"] if c["check"] == "log")


def test_a_dossier_s_audit_is_verified_against_its_log(folder: Path) -> None:
    code, log = verified(folder, "--log", folder / "then.parquet")
    assert (code, log["outcome"]) == (0, "held"), log
    code, log = verified(folder)  # claimed, and not looked at
    assert code == 3
    code, log = verified(folder, "--log", folder / "now.parquet")
    assert code == 1
    assert "log, summary, rules" in json.dumps(log)


def test_a_mapped_log_is_verified_by_its_mapping(folder: Path, tmp_path: Path) -> None:
    log, answer = folder / "then.parquet", tmp_path / "mapped.json"
    for name, word in (("right", "refer"), ("wrong", "explore-rights")):
        (tmp_path / f"{name}.yaml").write_text(f"values: {{purposes: {{refer: {word}}}}}\n", encoding="utf-8")
    inside("audit", log, "--workspace", folder / "all.yaml", "--map", tmp_path / "right.yaml",
        "--format", "json", "--output", answer)  # fmt: skip
    made = tmp_path / "d.zip"
    inside("dossier", folder / "all.yaml", "--as-of", "2026-03-01", "-o", made, "--audit", answer)
    run = inside("verify", made, "--log", log)
    assert run.returncode == 2
    assert "right.yaml`; give it with `--map`" in run.stderr
    assert inside("verify", made, "--log", log, "--map", tmp_path / "right.yaml").returncode == 0
    run = inside("verify", made, "--log", log, "--map", tmp_path / "wrong.yaml")
    assert run.returncode == 1
    assert "in: mapping" in run.stdout


def test_only_an_audit_by_the_same_declarations_is_taken_in(folder: Path, tmp_path: Path) -> None:
    other = complete() | {"agreement": complete()["agreement"] | {"title": "iets anders"}}
    (tmp_path / "all.yaml").write_text(json.dumps(other), encoding="utf-8")
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    for answer, said in (
        (folder / "then.json", "declarations"),
        (tmp_path / "x.json", "whole answer of an audit"),
    ):
        run = inside("dossier", tmp_path / "all.yaml", "-o", tmp_path / "d.zip", "--audit", answer)
        assert run.returncode == 2
        assert said in run.stderr
        assert not (tmp_path / "d.zip").exists()


def test_two_audits_are_compared(folder: Path) -> None:
    run = inside("compare", folder / "then.json", folder / "now.json", "--format", "json")
    found = json.loads(run.stdout)
    assert (run.returncode, found["same_log"], found["differs"]) == (1, False, [])
    (rule,) = (c for c in found["changes"] if c["name"] == "purpose-limitation")
    assert (rule["then"]["violation"], rule["now"]["violation"]) == (2, 4)
    back = inside("compare", folder / "now.json", folder / "then.json")
    assert back.returncode == 0
    assert "purpose-limitation: violations 4 → 2" in back.stdout
    same = json.loads(
        inside("compare", folder / "then.json", folder / "then.json", "--format", "json").stdout
    )
    assert (same["same_log"], same["changes"]) == (True, [])


def test_a_rule_that_took_no_part_is_no_rule_that_is_kept(folder: Path) -> None:
    whole = json.loads((folder / "now.json").read_text(encoding="utf-8"))
    less = whole | {"left_out": ["purpose-limitation"]}
    less["rules"] = [r for r in whole["rules"] if r["rule"] != "purpose-limitation"]
    less["mapping"] = {"file": "m.yaml", "digest": "sha256:0", "unmapped": {}}
    (folder / "less.json").write_text(json.dumps(less), encoding="utf-8")
    run = inside("compare", folder / "now.json", folder / "less.json", "--format", "json")
    found = json.loads(run.stdout)
    assert found["differs"] == ["rules", "mapping"]
    assert [c["now"] for c in found["changes"] if c["name"] == "purpose-limitation"] == [None]
    told = inside("compare", folder / "now.json", folder / "less.json").stdout
    assert "purpose-limitation: violations 4 → not judged" in told
    assert "They differ in: rules, the mapping" in told
    assert inside("compare", folder / "less.json", folder / "now.json").returncode == 1


def test_a_house_rule_is_explained_under_its_own_name(folder: Path) -> None:
    audited = inside("audit", "explain", "x0", folder / "then.parquet", "--workspace", folder / "all.yaml")
    declared = inside("explain", "stroom", folder / "all.yaml", "--as-of", "2026-03-01")
    for told in (audited.stdout, declared.stdout):
        assert "\nhouse rule within-declaration: " in told
        assert "\n5.1  recipient-is-core-actor" in told
