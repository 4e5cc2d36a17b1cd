"""Formats paired with their files, and where they go."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from threading import Thread

import pytest

from gbo_policy import formats
from tests import kit
from tests.conftest import FIXTURES, gbo
from tests.formatted import DAY, faulty, run, sarif
from tests.inside import inside

MIXED = FIXTURES / "mixed"


def test_each_output_belongs_to_the_format_just_before_it(tmp_path: Path) -> None:
    done = inside(
        "check",
        MIXED,
        *DAY,
        "--format",
        "sarif",
        "--format",
        "markdown",
        "--output",
        tmp_path / "b.md",
        "--format",
        "text",
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["version"] == "2.1.0"
    assert done.stdout == run(MIXED, "sarif")
    assert (tmp_path / "b.md").read_text(encoding="utf-8") == run(MIXED, "markdown")
    assert "VIOLATION" in done.stderr  # text beside what a machine reads


def test_text_goes_to_standard_output_when_no_machine_reads_it(tmp_path: Path) -> None:
    done = inside(
        "check", MIXED, *DAY, "--format", "text", "--format", "sarif", "--output", tmp_path / "a.sarif"
    )
    assert "VIOLATION" in done.stdout
    assert done.stderr == ""
    assert json.loads((tmp_path / "a.sarif").read_text(encoding="utf-8"))
    quiet = inside(
        "check", MIXED, *DAY, "-q", "--format", "json", "--format", "text", "--output", tmp_path / "a.txt"
    )
    assert quiet.stderr == ""
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == done.stdout


def test_one_output_for_one_format_may_come_first_and_alone_is_text(tmp_path: Path) -> None:
    done = inside("check", MIXED, *DAY, "--output", tmp_path / "a.json", "--format", "json")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["verdict"] == "violation"
    inside("check", MIXED, *DAY, "--output", tmp_path / "a.txt")
    assert "VIOLATION" in (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert inside("check", MIXED, *DAY, "--format", "json", "--output", "-").stdout == run(MIXED, "json")


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--format", "sarif", "--format", "json"], "standard output"),
        (["--output", "a", "--output", "b", "--format", "json"], "--output"),
        (["--format", "json", "--output", "a", "--output", "b"], "--output"),
        (["--output", "a", "--format", "json", "--format", "text"], "--output"),
        (["--format", "json", "--output", "a", "--format", "csv", "--output", "a"], "two formats"),
    ],
)
def test_what_does_not_pair_is_an_error_and_nothing_is_written(
    options: list[str], word: str, tmp_path: Path
) -> None:
    done = inside("check", MIXED, *DAY, *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert word in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_output_follows_links_and_writes_into_pipes(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real.json")
    inside("check", MIXED, *DAY, "--format", "json", "--output", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text(encoding="utf-8"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    done = inside("check", MIXED, *DAY, "--format", "json", "--output", pipe)
    reader.join(timeout=30)
    assert done.returncode == 1
    assert pipe.is_fifo()
    assert read == [(tmp_path / "real.json").read_text(encoding="utf-8")]


def test_a_file_whose_name_is_no_unicode_stops_no_format(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/x\xff.yaml")).write_text(
        kit.written(faulty()), encoding="utf-8"
    )
    both = [
        word for form in formats.names() for word in ("--format", form, "--output", tmp_path / f"out.{form}")
    ]
    assert inside("check", tmp_path, *DAY, *both).returncode == 1
    for form in formats.names():
        assert (tmp_path / f"out.{form}").stat().st_size
        (tmp_path / f"out.{form}").unlink()
    uri = sarif(tmp_path, cwd=tmp_path)["artifacts"][0]["location"]["uri"]
    assert uri == "x%FF.yaml"


@pytest.mark.parametrize(
    ("command", "more"),
    [
        ("check", ["--verbose"]),
        ("check", ["--statistics"]),
        ("check", ["--format", "concise"]),
        ("check", ["--format", "markdown"]),
        ("explain", []),
        ("rules", []),
        ("rules", ["show"]),
    ],
)
def test_a_rule_of_the_house_is_called_one_in_the_reader_s_language(
    command: str, more: list[str], tmp_path: Path
) -> None:
    """Its clause is the word `house`, which is no Dutch."""
    made = kit.complete()
    made["waivers"] = [
        {
            "rule": "data-quality", "subject": {"flow": "stroom"}, "reason": "x", "approved_by": "x",
            "approved_on": "2026-01-10", "expires_on": "2026-02-01",
        }
    ]  # fmt: skip
    (tmp_path / "all.yaml").write_text(kit.written(made), encoding="utf-8")
    words = {"explain": ["stroom", tmp_path, *DAY], "rules": ["waiver-in-order"] if more else []}
    told = gbo(command, *more, *words.get(command, [tmp_path, *DAY]), "--lang", "nl").stdout
    assert "huisregel" in told.lower()
    assert not re.search(r"\bhouse\b", told)


@pytest.mark.parametrize("command", ["schema", "schema rule", "rules export", "schema --lang en"])
@pytest.mark.parametrize("name", ["a.yaml", "stromen.json", "nieuw.txt"])
def test_a_command_that_reads_no_workspace_writes_over_no_declaration_either(
    tmp_path: Path, command: str, name: str
) -> None:
    (tmp_path / name).write_text("# van ons\nflows: []\n", encoding="utf-8")
    run = inside(*command.split(), "--output", name, cwd=tmp_path)
    assert (run.returncode, f"`{name}`" in run.stderr) == (2, True)
    assert (tmp_path / name).read_text(encoding="utf-8") == "# van ons\nflows: []\n"
    (tmp_path / name).write_text("{}\n", encoding="utf-8")
    assert inside(*command.split(), "--output", name, cwd=tmp_path).returncode == 0
