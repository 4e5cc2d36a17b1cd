"""The README is true: every command in it is run, and what it shows is what is printed."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, gbo
from tests.repository import git

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```console\n(.*?)```", re.S)
CUT = "[…]"


def _steps() -> list[tuple[str, str, int]]:
    """Give the commands of all console blocks with the output shown and the exit code told (``# exit 1``)."""
    found = []
    for block in BLOCK.findall(README):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            line, _, shown = part.partition("\n")
            command, _, comment = line.partition("  # exit ")
            found.append((command.strip(), shown, int(comment or 0)))
    return found


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the fixtures in a repository, so that what the commands write does not stay."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "fixtures", folder / "fixtures")
    git(folder, "init", "--quiet")  # places are told from the top of a repository
    return folder


def test_every_console_command_gives_what_the_readme_shows(checkout: Path) -> None:
    steps = _steps()
    assert len(steps) >= 8
    for command, shown, code in steps:
        words = shlex.split(command)
        assert words[0] == "gbo-policy", command
        run = gbo(*words[1:], cwd=checkout)
        assert run.returncode == code, (command, run.stdout, run.stderr)
        printed = run.stdout + run.stderr
        at = 0
        for piece in shown.split(CUT):
            text = piece.strip("\n")
            at = printed.find(text, at)
            assert at >= 0, f"{command}\n--- the README shows\n{text}\n--- printed\n{printed}"
            at += len(text)
        if CUT not in shown and shown.strip():
            assert printed.strip("\n") == shown.strip("\n"), command


def test_the_two_commands_are_what_the_gate_runs() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    setups = re.findall(r"```sh\n(.*?)```", README, flags=re.S)
    assert len(setups) == 2
    assert "gbo-policy check fixtures/mixed --as-of 2026-03-01 --lang nl --fail-on never" in setups[0]
    assert ".ci/test" in setups[1]
    assert "README.md" in gate  # it takes both from there


def test_what_the_second_command_leaves_out_the_gate_and_newest_run_too() -> None:
    scripts = {n: (ROOT / ".ci" / n).read_text(encoding="utf-8") for n in ("common.sh", "run", "newest")}
    assert '-m "not foreign" "$@"' in scripts["common.sh"]
    for name in ("run", "newest"):
        assert re.search(r"^(run_tests \S+|chosen) -m foreign ", scripts[name], flags=re.M), name
    assert "`bash .ci/test .venv -m foreign`" in README
