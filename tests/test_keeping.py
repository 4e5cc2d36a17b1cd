"""No command writes over what it reads, no two outputs are one file, and a file that is replaced keeps its mode."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.problems import PolicyError
from gbo_policy.cli.main import main
from gbo_policy.cli.parts.keeping import keep_inputs
from tests.conftest import FIXTURES, cases, gbo
from tests.kit import complete, written

DAY = ("--as-of", "2026-03-01")


def plain(target: Path, _: Path) -> Path:
    return target


def linked(target: Path, beside: Path) -> Path:
    beside.symlink_to(target)
    return beside


def hard(target: Path, beside: Path) -> Path:
    os.link(target, beside)
    return beside


def roundabout(target: Path, _: Path) -> Path:
    return target.parent / ".." / target.parent.name / target.name


WAYS: list[Callable[[Path, Path], Path]] = [plain, linked, hard, roundabout]
COMMANDS = {
    "check": ("check", "WS", *DAY, "--format", "json", "--output", "OUT"),
    "check, second": (
        "check",
        "WS",
        *DAY,
        "--format",
        "csv",
        "--output",
        "ELSE",
        "--format",
        "json",
        "--output",
        "OUT",
    ),
    "deadlines": ("deadlines", "WS", *DAY, "--output", "OUT"),
    "timeline": ("timeline", "WS", "--from", "2026-02-01", "--to", "2026-02-03", "--output", "OUT"),
    "report": ("report", "WS", *DAY, "--format", "html", "--output", "OUT"),
    "dossier": ("dossier", "WS", *DAY, "--output", "OUT"),
    "audit": ("audit", "LOG", "--workspace", "WS", "--output", "OUT"),
    "audit, offenders": ("audit", "LOG", "--workspace", "WS", "--bad-rows", "OUT"),
    "baseline": (
        "baseline",
        "write",
        "WS",
        *DAY,
        "--file",
        "OUT",
        "--force",
        "--reason",
        "x",
        "--expires",
        "2027-01-01",
    ),
}


@pytest.mark.parametrize("way", WAYS, ids=lambda w: w.__name__)
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_writes_over_a_declaration_in_the_workspace(
    name: str, way: Callable[[Path, Path], Path], tmp_path: Path
) -> None:
    folder = shutil.copytree(FIXTURES / "mixed", tmp_path / "ws")
    target = folder / "stromen" / "caw-polderkant.yaml"
    out = way(target, tmp_path / "uit.yaml")
    before = target.read_bytes()
    words = {
        "WS": folder,
        "OUT": out,
        "ELSE": tmp_path / "else",
        "LOG": FIXTURES / "mixed" / "uitwisselingen.csv",
    }
    done = gbo(*(words.get(w, w) for w in COMMANDS[name]))
    assert done.returncode == 2, done.stderr
    assert target.read_bytes() == before
    assert not (tmp_path / "else").exists()


def test_settings_rules_and_compared_answers_are_inputs_too(tmp_path: Path) -> None:
    folder = shutil.copytree(FIXTURES / "mixed", tmp_path / "ws")
    settings = folder / "gbo-policy.toml"
    settings.write_text('lang = "nl"\n', encoding="utf-8")
    answer = tmp_path / "a.json"
    assert gbo("check", folder, *DAY, "--format", "json", "--output", answer).returncode == 1
    for words, file in (
        (("check", folder, *DAY, "--format", "json", "--output", settings), settings),
        (("compare", answer, answer, "--output", answer), answer),
        (("verify", answer, "--output", answer), answer),
    ):
        before = file.read_bytes()
        assert gbo(*words).returncode == 2
        assert file.read_bytes() == before


@pytest.mark.parametrize("second", ["uit", "UIT", "./uit", "link", "hard"])
def test_two_outputs_are_never_one_file(second: str, tmp_path: Path) -> None:
    (tmp_path / "uit").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to("uit")
    os.link(tmp_path / "uit", tmp_path / "hard")
    pairs = ("--format", "json", "--output", "uit", "--format", "csv", "--output", second)
    done = gbo("check", FIXTURES / "mixed", *DAY, *pairs, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (tmp_path / "uit").read_text(encoding="utf-8") == "x"


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    out.write_text("x", encoding="utf-8")
    out.chmod(0o640)
    assert gbo("check", FIXTURES / "mixed", *DAY, "--format", "json", "--output", out).returncode == 1
    assert out.stat().st_mode & 0o7777 == 0o640


NAMES = st.sampled_from(["a.yaml", "b.yml", "c.json", "sub/a.yaml", "sub/deep/x.json"])


@cases(30, nightly=100_000)
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


READ = ["ws/a.yaml", "ws/sub/b.json", "ws/gbo-policy.toml", "log.csv", "answer.json"]
PLACES = [*READ, "new.txt", "ws/new.txt", "ws/sub/new.json", "ws/../new.txt", "nowhere/new.txt", "ws"]
WORDS: list[list[str]] = [
    ["check", "ws", *DAY, "--format", "json", "--output", "0"],
    ["check", "ws", *DAY, "--format", "json", "--output", "0", "--format", "csv", "--output", "1"],
    ["check", "ws/a.yaml", "ws/sub", *DAY, "--format", "sarif", "--output", "0"],
    ["deadlines", "ws", *DAY, "--output", "0"],
    ["report", "ws", *DAY, "--format", "markdown", "--output", "0"],
    ["dossier", "ws", *DAY, "--output", "0"],
    ["schema", "--output", "0"],
    ["compare", "answer.json", "answer.json", "--output", "0"],
    ["baseline", "write", "ws", *DAY, "--reason", "x", "--expires", "2027-01-01", "--force", "--file", "0"],
    ["audit", "log.csv", "--workspace", "ws", "--quiet", "--output", "0", "--bad-rows", "1"],
]


def held(folder: Path) -> dict[str, bytes]:
    """Give the content of every file below a folder, whatever names lead to it."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the commands below read."""
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "ws" / "sub").mkdir(parents=True)
    data = complete()
    (folder / "ws" / "a.yaml").write_text(written({"agreement": data["agreement"]}), encoding="utf-8")
    rest = {key: part for key, part in data.items() if key != "agreement"}
    (folder / "ws" / "sub" / "b.json").write_text(written(rest), encoding="utf-8")
    (folder / "ws" / "gbo-policy.toml").write_text('lang = "nl"\n', encoding="utf-8")
    (folder / "log.csv").write_text("id,at,sender\nx,2026-02-02T10:00:00,caw\n", encoding="utf-8")
    done = gbo("check", "ws", *DAY, "--format", "json", "--output", "answer.json", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@cases(12, nightly=2_000)
@given(
    st.sampled_from(WORDS),
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(["", "link", "hard link"])), min_size=2, max_size=2
    ),
)
def test_whatever_a_command_is_told_to_write_nothing_that_it_reads_is_lost(
    inputs: Path, words: list[str], outputs: list[tuple[str, str]]
) -> None:
    """Whole commands: every input is the same afterwards; one that refuses leaves nothing at all behind."""
    with tempfile.TemporaryDirectory() as made:
        here = shutil.copytree(inputs, Path(made, "here"))
        given: list[str] = []
        for i, (place, way) in enumerate(outputs):
            target, beside = here / place, here / f"way{i}"
            if way == "link":
                beside.symlink_to(target)
            elif way == "hard link" and target.is_file():
                os.link(target, beside)
            given.append(str(beside if os.path.lexists(beside) else target))
        before = held(here)
        before_cwd = Path.cwd()
        os.chdir(here)
        try:
            code = main([given[int(w)] if w in {"0", "1"} else w for w in words])
        finally:
            os.chdir(before_cwd)
        after = held(here)
    assert code in {0, 1, 2, 3}, (code, words, outputs)
    read = {name for name in READ if not (words[0] in {"schema", "compare"} and name.startswith("ws"))}
    read = {name for name in read if name != "log.csv" or words[0] == "audit"}
    read = {name for name in read if name != "answer.json" or words[0] == "compare"}
    if code == 2:
        assert after == before
    assert {name: after.get(name) for name in read} == {name: before[name] for name in read}
