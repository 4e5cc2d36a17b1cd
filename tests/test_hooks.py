"""The hooks for other tools: real pre-commit on a small repository, and the steps of the GitHub action and the GitLab job as they run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.kit import ABSENT, change, complete
from tests.repository import WHO, answer, commit, git, put

VIOLATION = {"flows.0.purposes": ["marketing"]}


def _checkout(folder: Path) -> Path:
    """Copy the checkout as it stands, committed or not, into a repository that pre-commit can clone."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, os.fsdecode(listing.stdout).split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    commit(folder)
    return folder


def _environment(**more: str) -> dict[str, str]:
    """Give the caller's environment without git's or the program's own, so that the test sees what a user would."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GBO_POLICY_", "LC_", "LANG"))}
    return own | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LANG": "C.UTF-8"} | more


@pytest.mark.foreign
def test_pre_commit_installs_the_hook_lets_a_good_commit_through_and_stops_a_bad_one(tmp_path: Path) -> None:
    source, project = _checkout(tmp_path / "gbo-policy"), tmp_path / "project"
    put(project / "aangiften", complete())
    config = {
        "repos": [
            {
                "repo": str(source),
                "rev": git(source, "rev-parse", "HEAD"),
                "hooks": [{"id": "gbo-policy", "args": ["aangiften", "--as-of", "2026-03-01"]}],
            }
        ]
    }
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(project, "init", "--quiet", "--initial-branch=main")
    env = _environment(PRE_COMMIT_HOME=str(tmp_path / "home"), XDG_CACHE_HOME=str(tmp_path / "cache"))
    install = subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"],
        cwd=project,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert install.returncode == 0, install.stdout + install.stderr

    def try_to_commit() -> subprocess.CompletedProcess[str]:
        git(project, "add", "--all")
        return subprocess.run(
            ["git", *WHO[:-2], "commit", "--message=x"],
            cwd=project,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    good = try_to_commit()
    assert good.returncode == 0, good.stdout + good.stderr
    first = git(project, "rev-parse", "HEAD")
    put(project / "aangiften", change(complete(), VIOLATION))
    bad = try_to_commit()
    assert bad.returncode == 1
    assert "purpose-limitation" in bad.stderr
    assert "aangiften/werkmap.yaml:" in bad.stderr
    # taking a file away is judged too, though no file that is left has changed
    git(project, "checkout", "--quiet", "HEAD", "--", ".")
    git(project, "rm", "--quiet", "aangiften/werkmap.yaml")
    assert try_to_commit().returncode == 1
    assert git(project, "rev-parse", "HEAD") == first


def _program(folder: Path) -> str:
    """Put the program on a PATH, as an installed command."""
    folder.mkdir()
    (folder / "gbo-policy").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m gbo_policy "$@"\n', encoding="utf-8"
    )
    (folder / "gbo-policy").chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def _judge(folder: Path, told: str = "", **inputs: str) -> tuple[int, dict[str, str], str]:
    """Run the action's judging step with bash, as a runner does; give exit code, outputs and the job summary."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    step = next(s for s in action["runs"]["steps"] if s.get("id") == "check")
    given = {name: inputs.get(name, spec.get("default", "")) for name, spec in action["inputs"].items()}
    env = {
        name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
        for name, value in step["env"].items()
    }
    temp = folder.parent / "runner"
    temp.mkdir()
    files = {"GITHUB_OUTPUT": temp / "output", "GITHUB_STEP_SUMMARY": temp / "summary"}
    path = _program(folder.parent / "bin")
    own = _environment(
        PATH=path, PYTHONPATH=str(ROOT), RUNNER_TEMP=str(temp), **env, **{k: str(v) for k, v in files.items()}
    )
    run = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder / given["working-directory"],
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == "" if not told else told in run.stderr, run.stderr
    outputs = dict(
        line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
    )
    summary = files["GITHUB_STEP_SUMMARY"]
    return run.returncode, outputs, summary.read_text(encoding="utf-8") if summary.exists() else ""


def test_the_action_writes_sarif_and_a_summary_and_fails_as_check_does(tmp_path: Path) -> None:
    project = tmp_path / "project"
    put(project / "mijn aangiften", change(complete(), VIOLATION | {"flows.0.channel": "fax"}))
    put(project / "meer", {"events": []})
    code, outputs, summary = _judge(
        project, path="mijn aangiften\nmeer\n", lang="nl", **{"as-of": "2026-03-01"}
    )
    assert (code, outputs) == (1, {"exit-code": "1", "sarif": "gbo-policy.sarif"})
    results = answer((project / "gbo-policy.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert sorted(r["ruleId"] for r in results) == ["agreed-channel", "purpose-limitation"]
    assert summary.startswith("## ")
    assert "purpose-limitation" in summary


def test_the_action_counts_only_what_is_new_and_runs_nothing_of_its_inputs(tmp_path: Path) -> None:
    project = tmp_path / "project"
    put(project / "$(touch x)", change(complete(), VIOLATION))
    commit(project)
    code, outputs, _ = _judge(
        project,
        path="$(touch x)",
        sarif="uit `touch y`.sarif",
        **{"as-of": "2026-03-01", "changed-since": "HEAD"},
    )
    assert (code, outputs["exit-code"]) == (0, "0")
    assert sorted(p.name for p in project.iterdir()) == ["$(touch x)", ".git", "uit `touch y`.sarif"]


def test_the_action_takes_settings_rules_of_the_house_and_what_to_leave_out(tmp_path: Path) -> None:
    project = tmp_path / "project"
    put(project / "aangiften", change(complete(), VIOLATION | {"flows.0.channel": "fax"}))
    (project / "instellingen.toml").write_text('lang = "nl"\n', encoding="utf-8")
    rule = {
        "title": {"en": "t", "nl": "t"}, "clause": "house", "modality": "obligation", "for_each": "flow", "require": 'channel != "fax"',
        "severity": "low", "against": "sender", "sanction": None, "waivable": True, "message": {"en": "fax", "nl": "geen fax"}, "remedy": {"en": "r", "nl": "r"},
        "tests": [{"name": "a", "given": {"channel": "fax"}, "expect": "violation"}, {"name": "b", "given": {"channel": "x"}, "expect": "compliant"}, {"name": "c", "given": {}, "expect": "review"}],
    }  # fmt: skip
    (project / "regels").mkdir()
    (project / "regels" / "no-fax.yaml").write_text(yaml.safe_dump(rule), encoding="utf-8")
    given = {
        "path": "aangiften",
        "config": "instellingen.toml",
        "rules": "regels",
        "ignore": "agreed-channel\n",
        "fail-on": "never",
    }
    code, outputs, summary = _judge(project, **{"as-of": "2026-03-01", **given})
    assert (code, outputs["exit-code"]) == (0, "0")
    results = answer((project / "gbo-policy.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert sorted(r["ruleId"] for r in results) == ["no-fax", "purpose-limitation"]
    assert "geen fax" in summary


def test_the_action_judges_every_workspace_below_a_folder(tmp_path: Path) -> None:
    project = tmp_path / "project"
    put(project / "mono" / "een", change(complete(), VIOLATION))
    put(project / "mono" / "twee", complete())
    code, outputs, _ = _judge(project, told="twee: COMPLIANT", all="true", sarif="uit.sarif", **{"as-of": "2026-03-01", "working-directory": "mono"})  # fmt: skip
    assert (code, outputs["sarif"]) == (1, "mono/uit.sarif")  # as the step that uploads it needs it
    assert len(answer((project / outputs["sarif"]).read_text(encoding="utf-8"))["runs"]) == 2


def test_the_action_takes_no_declaration_away_and_uploads_nothing_that_was_not_judged(tmp_path: Path) -> None:
    project = put(tmp_path / "project", complete())
    (declared,) = project.glob("*.yaml")
    before = declared.read_bytes()
    code, outputs, _ = _judge(project, told="would be written over", sarif=declared.name, select="purpose-limitation", **{"as-of": "2026-03-01"})  # fmt: skip
    assert (code, outputs) == (2, {"exit-code": "2"})
    assert declared.read_bytes() == before


@pytest.mark.parametrize("word", ["yes", "True", "1"])
def test_the_action_refuses_what_is_neither_true_nor_false(tmp_path: Path, word: str) -> None:
    """It was taken for false in silence."""
    (tmp_path / "project").mkdir()
    assert _judge(tmp_path / "project", all=word) == (2, {"exit-code": "2"}, "")


@pytest.mark.parametrize("part", ["inputs", "outputs"])
def test_everything_in_the_action_says_what_it_is(part: str) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert action["runs"]["using"] == "composite"
    assert all(spec["description"] for spec in action[part].values())
    used = {step.get("shell") for step in action["runs"]["steps"] if "run" in step}
    assert used == {"bash"}


def test_the_gitlab_job_writes_the_reports_that_it_promises(tmp_path: Path) -> None:
    job: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "gitlab-ci.yml").read_text(encoding="utf-8"))[
        "gbo-policy"
    ]
    project = put(tmp_path / "project", change(complete(), VIOLATION | {"agreement.parties.0.name": ABSENT}))
    env = _environment(PATH=_program(tmp_path / "bin"), PYTHONPATH=str(ROOT), **job["variables"])
    run = subprocess.run(
        ["sh", "-e", "-c", "\n".join(job["script"])],
        cwd=project,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (1, "")
    assert "purpose-limitation" in run.stdout
    reports = job["artifacts"]["reports"]
    assert "purpose-limitation" in (project / reports["codequality"]).read_text(encoding="utf-8")
    assert "<testsuites" in (project / reports["junit"]).read_text(encoding="utf-8")
