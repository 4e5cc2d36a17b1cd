"""``gbo-policy init``: a valid and honest first workspace, in both languages, that never touches what exists."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, gbo
from tests.repository import answer, git

FILES = {
    "nl": ["beoordelingen.yaml", "overeenkomst.yaml", "register.yaml", "stromen/eerste-stroom.yaml"],
    "en": ["agreement.yaml", "assessments.yaml", "flows/first-flow.yaml", "register.yaml"],
}


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_check_says_what_is_missing_and_nothing_else(tmp_path: Path, lang: str) -> None:
    run = gbo("init", tmp_path / "werkmap", "--yes", "--lang", lang)
    assert (run.returncode, run.stderr) == (0, "")
    assert _files(tmp_path / "werkmap") == sorted(
        [*FILES[lang], ".github/workflows/gbo-policy.yml", "gbo-policy.toml"]
    )
    check = gbo("check", tmp_path / "werkmap", "--format", "json")
    found = answer(check.stdout)
    assert (check.returncode, check.stderr, found["lang"]) == (3, "", lang)
    assert found["summary"]["violation"] == 0
    # what is not asked for is a fact that the starter states, or a recommendation that rests on none
    unasked = [
        r["rule"]
        for r in found["results"]
        if r["verdict"] == "review" and not r["missing"] and not r["assess"]
    ]
    assert unasked == []
    missing = {m for r in found["results"] for m in r["missing"]}
    assert {
        "name",
        "enterprise_number",
        "signatures",
        "sender",
        "recipients",
        "purposes",
        "data",
        "processors",
    } <= missing


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_commented_key_is_valid_when_its_sign_is_taken_away(tmp_path: Path, lang: str) -> None:
    gbo("init", tmp_path, "--yes", "--lang", lang)
    for name in FILES[lang]:
        text = (tmp_path / name).read_text(encoding="utf-8")
        text = re.sub(r"^(events|assessments|waivers): \[\]$", r"\1:", text, flags=re.M)
        (tmp_path / name).write_text(
            re.sub(r"^( *)#(?=[a-z_]+:| +[a-z_]+:| +- )", r"\1", text, flags=re.M), encoding="utf-8"
        )
    settings = tmp_path / "gbo-policy.toml"
    settings.write_text(
        re.sub(r"^#(?=[a-z_]+ =|\[)", "", settings.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8"
    )
    assert '"exclude": ' in gbo("settings", tmp_path, "--format", "json").stdout
    settings.unlink()
    run = gbo("check", tmp_path, "--as-of", "2026-03-01", "--format", "json")
    assert (run.returncode in {1, 3}, run.stderr) == (True, "")
    found = answer(run.stdout)
    assert {m for r in found["results"] for m in r["missing"]} <= {"remedied_on"}
    assert len([r for r in found["results"] if r["subject"]["kind"] in {"event", "notice"}]) >= 4


def test_the_workflow_stands_at_the_root_of_the_repository_and_its_steps_run(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    folder = tmp_path / "onder" / 'een "map"'
    assert gbo("init", folder, "--yes", "--install", "git+https://example.org/gbo@abc").returncode == 0
    workflow = yaml.safe_load(
        (tmp_path / ".github" / "workflows" / "gbo-policy.yml").read_text(encoding="utf-8")
    )
    job = workflow["jobs"]["check"]
    assert job["env"] == {"WORKSPACE": 'onder/een "map"', "PROGRAM": "git+https://example.org/gbo@abc"}
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "gbo-policy").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m gbo_policy "$@"\n', encoding="utf-8"
    )
    (bin_ / "gbo-policy").chmod(0o755)
    env = (
        os.environ
        | job["env"]
        | {
            "PATH": f"{bin_}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "s.md"),
        }
    )
    *_, judge, summary = (step["run"] for step in job["steps"] if "run" in step)
    judged = subprocess.run(
        ["bash", "-e", "-c", judge], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert (judged.returncode, judged.stderr) == (3, "")
    assert judged.stdout.startswith("::warning file=onder/een ")
    subprocess.run(["bash", "-e", "-c", summary], cwd=tmp_path, env=env, check=True)
    assert (tmp_path / "s.md").read_text(encoding="utf-8").startswith("## ")


@pytest.mark.parametrize(
    "name", ["register.yaml", ".github/workflows/gbo-policy.yml", "gbo-policy.toml", "andere.yaml"]
)
def test_whatever_is_in_the_way_stays_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("# mine\n", encoding="utf-8")
    run = gbo("init", tmp_path, "--yes")
    assert run.returncode == 2
    assert f"`{tmp_path / name}` exists already" in run.stderr.replace(
        os.path.relpath(tmp_path), str(tmp_path)
    )
    assert _files(tmp_path) == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "# mine\n"


def test_a_dangling_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "register.yaml").symlink_to(tmp_path / "elders.yaml")
    assert gbo("init", tmp_path, "--yes").returncode == 2
    assert not (tmp_path / "elders.yaml").exists()


def test_what_was_made_is_taken_away_when_the_rest_cannot_be(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("not a folder", encoding="utf-8")
    run = gbo("init", tmp_path, "--yes")
    assert run.returncode == 2
    assert "cannot be written" in run.stderr
    assert _files(tmp_path) == [".github"]
    assert [p.name for p in tmp_path.iterdir()] == [".github"]


def test_without_a_terminal_it_asks_nothing_and_wants_yes(tmp_path: Path) -> None:
    run = gbo("init", tmp_path / "werkmap")
    assert (run.returncode, run.stdout) == (2, "")
    assert "give `--yes`" in run.stderr
    assert not (tmp_path / "werkmap").exists()


def test_on_a_terminal_names_are_asked_for_and_written_as_given(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    own = {k: v for k, v in os.environ.items() if not k.startswith(("GBO_POLICY_", "LC_", "LANG"))} | {
        "PYTHONPATH": str(ROOT)
    }
    command = [sys.executable, "-m", "gbo_policy", "init", str(tmp_path / "werkmap")]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=own)
    os.close(theirs)
    os.write(ours, b'GBO "Waas": een # twee\nCAW \\1 & co\n\nDMW @role@\n')
    assert process.wait(60) == 0
    os.close(ours)
    found = answer(gbo("check", tmp_path / "werkmap", "--format", "json").stdout)
    agreement = yaml.safe_load((tmp_path / "werkmap" / "agreement.yaml").read_text(encoding="utf-8"))[
        "agreement"
    ]
    assert agreement["title"] == 'GBO "Waas": een # twee'
    assert [p.get("name") for p in agreement["parties"]] == ["CAW \\1 & co", None, "DMW @role@"]
    without = [
        r["subject"]["id"]
        for r in found["results"]
        if r["rule"] == "party-identified" and "name" in r["missing"]
    ]
    assert without == ["ocmw"]
