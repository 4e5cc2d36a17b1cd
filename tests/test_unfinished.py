"""What is being made when the program is told to stop is gone afterwards, at whatever moment that comes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import exchanges
from gbo_policy.basics.unfinished import scratch_folder, unfinished_file
from tests.conftest import FIXTURES

# the program, told to stop in the very moment in which the one file or folder that it makes has come to be
_TOLD = """
import os, signal, sys
from gbo_policy.cli.main import run
maker, where, by = sys.argv[1:4]
del sys.argv[1:4]
made = getattr(os, maker)
def making(path, *rest, **options):
    found = made(path, *rest, **options)
    ours = os.path.basename(path).startswith((".", "gbo-policy-")) and str(path).startswith(where)
    if ours and (maker == "mkdir" or rest[0] & os.O_CREAT):
        signal.raise_signal(getattr(signal, by))
    return found
setattr(os, maker, making)
run()
"""
COMPLIANT = str(FIXTURES / "compliant")
CASES = {
    "an audit's folder": ("mkdir", "SIGTERM", ["audit", "{log}", "--workspace", COMPLIANT]),
    "an audit's folder, by Ctrl-C": ("mkdir", "SIGINT", ["audit", "{log}", "--workspace", COMPLIANT]),
    "the folder of a mapping's draft": (
        "mkdir",
        "SIGTERM",
        ["audit", "{log}", "--suggest-map", "--workspace", COMPLIANT],
    ),
    "an audit's offenders": (
        "open",
        "SIGTERM",
        ["audit", "{log}", "--workspace", COMPLIANT, "--offenders", "{where}/offenders.csv"],
    ),
    "a report": ("open", "SIGTERM", ["report", COMPLIANT, "--output", "{where}/report.html"]),
    "a check, by Ctrl-C": ("open", "SIGINT", ["check", COMPLIANT, "--output", "{where}/answer.txt"]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_told_to_stop_as_something_is_made(case: tuple[str, str, list[str]], tmp_path: Path) -> None:
    exchanges.write(log := tmp_path / "log.csv", 10, 5, 1)
    (where := tmp_path / "where").mkdir()
    maker, by, words = case
    given = [word.format(log=log, where=where) for word in words]
    told = subprocess.run(
        [sys.executable, "-c", _TOLD, maker, str(where), by, *given],
        check=False,
        cwd=tmp_path,
        env=os.environ | {"TMPDIR": str(where)},
        capture_output=True,
        timeout=60,
    )
    code = 130 if by == "SIGINT" else 128 + signal.SIGTERM
    assert (told.returncode, list(where.iterdir())) == (code, []), told.stderr


def test_what_is_done_stays_and_nothing_beside_it(tmp_path: Path) -> None:
    with unfinished_file(tmp_path / "answer.txt") as made:
        assert made.stat().st_mode & 0o777 == 0o600
        made.replace(tmp_path / "answer.txt")
    assert [p.name for p in tmp_path.iterdir()] == ["answer.txt"]


def test_a_folder_goes_with_all_that_is_in_it() -> None:
    with scratch_folder() as made:
        assert made.stat().st_mode & 0o777 == 0o700
        (made / "within").mkdir()
        (made / "within" / "piece").write_text("x", encoding="utf-8")
    assert not made.exists()
