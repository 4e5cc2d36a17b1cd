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

from gbo_policy.rulebook.pack import compile_builtin
from tests.conftest import FIXTURES, ROOT, gbo
from tests.test_pack import RULE, write_body

pytestmark = pytest.mark.foreign


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
    """Install the wheel in a new environment, with the libraries of the one that runs the tests; give its
    command.
    """
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
    assert names == own | rules | {"gbo_policy/rules/gbo.json"}
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


def test_the_compiled_pack_in_the_wheel_is_what_compiling_afresh_gives(wheel: Path) -> None:
    shipped = json.loads(zipfile.ZipFile(wheel).read("gbo_policy/rules/gbo.json"))
    assert shipped == json.loads(json.dumps(compile_builtin()))


def test_a_first_check_compiles_nothing_and_keeps_nothing(installed: Path, tmp_path: Path) -> None:
    """A fresh machine, as in CI: neither the engine that parses rules nor a cache has a part in it."""
    code = (
        "import sys; from gbo_policy.cli.main import main; main(sys.argv[1:]);"
        "print('rule_engine' in sys.modules, file=sys.stderr)"
    )
    env = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": os.defpath}
    command = [installed.with_name("python"), "-c", code, "check", FIXTURES / "compliant", "-q"]
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=tmp_path, check=False)
    assert done.stderr.splitlines()[-1] == "False"
    assert not (tmp_path / "cache").exists()


def test_no_cache_changes_a_built_in_rule(installed: Path, tmp_path: Path) -> None:
    """A cache with its checksum made to fit made a violation compliant; the built-in rules come from the
    program alone.
    """
    rules = tmp_path / "regels"
    rules.mkdir()
    (rules / "huis.yaml").write_text(RULE, encoding="utf-8")
    shutil.copytree(FIXTURES / "mixed", tmp_path / "werkmap")
    arguments = ("check", tmp_path / "werkmap", "--as-of", "2026-03-01", "--format", "json", "--rules", rules)
    before = run(installed, *arguments)
    (kept,) = (installed.parent / "cache" / "gbo-policy").glob("pack-*.json")
    data = json.loads(kept.read_bytes().partition(b"\n")[2])
    always = ["const", True]
    write_body(
        kept, json.dumps({**data, "rules": [{**r, "require": always} for r in data["rules"]]}).encode()
    )
    after = run(installed, *arguments)
    own = [[r for r in json.loads(a.stdout)["results"] if r["rule"] != "huis"] for a in (before, after)]
    assert own[0] == own[1]
    assert before.returncode == 1


def test_its_other_commands_find_their_data_too(installed: Path) -> None:
    assert run(installed, "rules", "test").returncode == 0
    assert run(installed, "rules", "coverage").returncode == 0
    assert run(installed, "--version").stdout.startswith("gbo-policy ")
    assert run(installed, "check", "nowhere").returncode == 2
