"""`check` beside an editor: one document of standard input, again at each change, and counts by rule."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import forks
from tests.conftest import gbo
from tests.kit import change, complete, written

ON = ("--as-of", "2026-03-01")
AGREEMENT = {k: v for k, v in complete().items() if k != "flows"}
FLOWS = {"flows": complete()["flows"]}
WRONG = change(FLOWS, {"flows.0.purposes": ["refer", "marketing"]})


def piped(text: str, *arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program with a text on its standard input."""
    command = [sys.executable, "-m", "gbo_policy", *map(str, arguments)]
    env = forks.environment({})
    return subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=env, check=False)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "agreement.yaml").write_text(written(AGREEMENT), encoding="utf-8")
    (tmp_path / "flows.yaml").write_text(written(FLOWS), encoding="utf-8")
    return tmp_path


def test_one_document_on_standard_input_is_a_workspace() -> None:
    assert piped(written(complete()), "check", "-", *ON).returncode == 0
    answer = piped("flows: [\n", "check", "-", "--format", "json")
    assert answer.returncode == 2
    assert [(e["code"], e["location"]["file"]) for e in json.loads(answer.stdout)["errors"]] == [
        ("yaml-syntax", "-")
    ]


def test_it_stands_for_a_file_of_the_others(folder: Path) -> None:
    text = written(WRONG)
    answer = piped(
        text, "check", ".", "-", "--stdin-name", "flows.yaml", "--format", "concise", *ON, cwd=folder
    )
    assert answer.returncode == 1
    assert answer.stdout.startswith("flows.yaml:")
    assert "purpose-limitation" in answer.stdout
    assert gbo("check", folder, *ON).returncode == 0  # the file itself is as it was


def test_a_name_without_the_document_and_the_document_where_files_are_asked_for_are_refused(
    folder: Path,
) -> None:
    assert gbo("check", folder, "--stdin-name", "x.yaml").returncode == 2
    assert piped("", "check", "-", "--all").returncode == 2
    assert piped("", "check", "-").returncode == 2


def test_statistics_count_the_findings_of_each_rule_the_gravest_first(folder: Path) -> None:
    (folder / "flows.yaml").write_text(written(WRONG), encoding="utf-8")
    answer = gbo("check", folder, "--statistics", "--quiet", *ON)
    assert answer.returncode == 1
    report = json.loads(gbo("check", folder, "--format", "json", *ON).stdout)
    counts = {}
    for result in report["results"]:
        if result["verdict"] == "violation":
            counts[result["rule"]] = counts.get(result["rule"], 0) + 1
    assert counts
    first = answer.stdout.splitlines()[: len(counts)]
    assert {line.split(": ")[1].split(" ")[0]: int(line.split()[0]) for line in first} == counts
    assert gbo("check", folder, "--statistics", "--quiet", "--lang", "nl", *ON).stdout.startswith(
        "1 schending: "
    )


def test_watching_judges_again_at_each_change_rests_between_and_ends_cleanly(folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "gbo_policy",
        "check",
        str(folder),
        "--watch",
        "--format",
        "concise",
        *ON,
    ]
    out, err = folder / "out.txt", folder / "err.txt"
    with out.open("w") as stdout, err.open("w") as stderr:
        run = subprocess.Popen(command, stdout=stdout, stderr=stderr, env=forks.environment({}))
        try:
            _until(lambda: err.read_text().count("waiting for a change") == 1)
            assert out.read_text() == ""
            (folder / "flows.yaml").write_text(written(WRONG), encoding="utf-8")
            _until(lambda: err.read_text().count("waiting for a change") == 2)
            assert "purpose-limitation" in out.read_text()
            (folder / "flows.yaml").write_text("flows: [\n", encoding="utf-8")
            _until(lambda: err.read_text().count("waiting for a change") == 3)
            assert "flows.yaml:1:8" in err.read_text()
            before = _processor(run.pid)
            time.sleep(1.5)
            # seconds of the processor: it looks now and then, and no more
            assert _processor(run.pid) - before < 0.75
        finally:
            run.send_signal(signal.SIGINT)
            code = run.wait(60)
    assert code == 2  # that of the last run
    assert "Traceback" not in err.read_text()


def _until(holds, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def _processor(pid: int) -> float:
    """Give the seconds of processor that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / 100
