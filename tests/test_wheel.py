"""What is installed is enough: a wheel, in an environment of its own, with no checkout around."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.conftest import FIXTURES, ROOT, gbo


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT],
        check=True,
        capture_output=True,
    )
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a new environment, with the libraries of the one that runs the tests; give its command."""
    home = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "venv"], check=True)
    python = home / "venv" / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--disable-pip-version-check",
        wheel,
    ]
    subprocess.run(pip, check=True, capture_output=True)
    (site,) = (home / "venv" / "lib").glob("python*/site-packages")
    # a path only: the .pth files there, and so an editable checkout, do not count
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "venv" / "bin" / "gbo-policy"


def run(command: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    env = {
        "HOME": str(command.parent),
        "XDG_CACHE_HOME": str(command.parent / "cache"),
        "LC_ALL": "C.UTF-8",
        "PATH": os.defpath,
    }
    return subprocess.run(
        [command, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=env,
        cwd=command.parent,
        check=False,
    )


def test_the_wheel_holds_the_program_its_rules_and_nothing_else(wheel: Path) -> None:
    names = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    own = {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / "gbo_policy").rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    rules = {
        f"gbo_policy/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / "rules").rglob("*") if p.is_file()
    }
    assert names == own | rules
    assert "gbo_policy/py.typed" in names


def test_the_installed_program_is_the_wheel_and_not_the_checkout(installed: Path) -> None:
    code = "import gbo_policy, gbo_policy.rulebook.pack as p; print(gbo_policy.__file__); print(p.builtin_folder())"
    python = installed.with_name("python")
    out = subprocess.run(
        [python, "-c", code],
        capture_output=True,
        text=True,
        cwd=installed.parent,
        env={"PATH": os.defpath},
        check=True,
    ).stdout
    assert [Path(line).is_relative_to(installed.parent.parent) for line in out.splitlines()] == [True, True]


def test_it_checks_with_no_checkout_around(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "werkmap")
    arguments = ("check", tmp_path / "werkmap", "--as-of", "2026-03-01", "--format", "json")
    there, here = run(installed, *arguments), gbo(*arguments)
    assert there.stderr == ""
    assert (there.returncode, here.returncode) == (1, 1)
    assert json.loads(there.stdout)["verdict"] == "violation"
    assert there.stdout == here.stdout  # the same bytes, the pack's digest included
    assert run(installed, *arguments).stdout == there.stdout  # from the cache this time


def test_its_other_commands_find_their_data_too(installed: Path) -> None:
    assert run(installed, "rules", "test").returncode == 0
    assert run(installed, "rules", "coverage").returncode == 0
    assert run(installed, "--version").stdout.startswith("gbo-policy ")
    assert run(installed, "check", "nowhere").returncode == 2
