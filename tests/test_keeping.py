"""No command writes over what it reads, no two outputs are one file, and a file that is replaced keeps its
mode.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.problems import PolicyError
from gbo_policy.cli.parts.keeping import keep_inputs
from tests.conftest import FIXTURES, cases
from tests.inside import inside

DAY = ("--as-of", "2026-03-01")


def test_settings_rules_and_compared_answers_are_inputs_too(tmp_path: Path) -> None:
    folder = shutil.copytree(FIXTURES / "mixed", tmp_path / "ws")
    settings = folder / "gbo-policy.toml"
    settings.write_text('lang = "nl"\n', encoding="utf-8")
    answer = tmp_path / "a.json"
    assert inside("check", folder, *DAY, "--format", "json", "--output", answer).returncode == 1
    for words, file in (
        (("check", folder, *DAY, "--format", "json", "--output", settings), settings),
        (("compare", answer, answer, "--output", answer), answer),
        (("verify", answer, "--output", answer), answer),
    ):
        before = file.read_bytes()
        assert inside(*words).returncode == 2
        assert file.read_bytes() == before


@pytest.mark.parametrize("second", ["uit", "UIT", "./uit", "link", "hard"])
def test_two_outputs_are_never_one_file(second: str, tmp_path: Path) -> None:
    (tmp_path / "uit").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to("uit")
    os.link(tmp_path / "uit", tmp_path / "hard")
    pairs = ("--format", "json", "--output", "uit", "--format", "csv", "--output", second)
    done = inside("check", FIXTURES / "mixed", *DAY, *pairs, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (tmp_path / "uit").read_text(encoding="utf-8") == "x"


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    out.write_text("x", encoding="utf-8")
    out.chmod(0o640)
    assert inside("check", FIXTURES / "mixed", *DAY, "--format", "json", "--output", out).returncode == 1
    assert out.stat().st_mode & 0o7777 == 0o640


def test_the_answer_of_an_audit_is_its_owner_s(tmp_path: Path) -> None:
    """It names exchanges, each about a person; one that is there keeps the mode that somebody gave it."""
    mixed = FIXTURES / "mixed"
    new, old = tmp_path / "nieuw.json", tmp_path / "oud.json"
    old.touch()
    old.chmod(0o644)
    for out in (new, old):
        inside(
            "audit", mixed / "uitwisselingen.csv", "--workspace", mixed, "--format", "json", "--output", out
        )
        assert "ids" in out.read_text(encoding="utf-8")
    assert (new.stat().st_mode & 0o777, old.stat().st_mode & 0o777) == (0o600, 0o644)


NAMES = st.sampled_from(["a.yaml", "b.yml", "c.json", "sub/a.yaml", "sub/deep/x.json"])


@cases(30, nightly=10_000)
@given(
    st.sets(NAMES, min_size=1),
    st.lists(st.tuples(NAMES, st.sampled_from(["as it is", "link", "hard link", "beside"])), max_size=3),
    st.booleans(),
)
def test_what_would_be_lost_is_refused_and_nothing_else(
    declared: set[str], outputs: list[tuple[str, str]], as_folder: bool
) -> None:
    """Refused: an output that is a declaration by any name, or that is another output. Allowed: all others."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "ws")
        for name in sorted(declared):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name, encoding="utf-8")
        files, lost, real = [], False, []
        for i, (name, how) in enumerate(outputs):
            target = folder / name
            there = name in declared
            out = target if how == "as it is" else Path(made, f"out{i}")
            if there and how == "link":
                out.symlink_to(target)
            elif there and how == "hard link":
                os.link(target, out)
            is_declared = there and how != "beside"
            lost = lost or is_declared
            real.append(str(target) if is_declared else str(out))
            files.append(out)
        lost = lost or len(set(real)) < len(real)
        try:
            keep_inputs(files, [folder] if as_folder else [folder / n for n in sorted(declared)])
        except PolicyError:
            assert lost
        else:
            assert not lost
