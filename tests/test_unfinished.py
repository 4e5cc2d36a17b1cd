"""What is being made when the program is told to stop is gone afterwards, at whatever moment that comes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks import exchanges
from gbo_policy.basics.problems import PolicyError
from gbo_policy.basics.unfinished import scratch_folder, unfinished_file
from gbo_policy.cli.parts.new_files import write_new
from tests.conftest import FIXTURES, ROOT

# the program, told to stop when it has made the one file or folder that it makes: in that moment, or after so
# much more work of the processor, whatever else the machine does meanwhile
_TOLD = """
import os, signal, sys
from gbo_policy.cli.main import run
maker, where, by, after = sys.argv[1:5]
del sys.argv[1:5]
made = getattr(os, maker)
def stop(*_):
    signal.raise_signal(getattr(signal, by))
def making(path, *rest, **options):
    found = made(path, *rest, **options)
    ours = os.path.basename(path).startswith((".", "gbo-policy-")) and str(path).startswith(where)
    if ours and (maker == "mkdir" or rest[0] & os.O_CREAT):
        signal.setitimer(signal.ITIMER_PROF, float(after)) if float(after) else stop()
    return found
signal.signal(signal.SIGPROF, stop)
setattr(os, maker, making)
run()
"""
COMPLIANT = str(FIXTURES / "compliant")
AUDIT = ["audit", "{log}", "--workspace", COMPLIANT]
FILES = ["--offenders", "{where}/offenders.csv", "--output", "{where}/answer.json"]


@dataclass(frozen=True)
class Told:
    """A command told to stop, by a signal, after seconds of work from the making of what ``maker`` makes."""

    maker: str
    by: str
    words: list[str]
    after: float = 0
    rows: int = 10


CASES = {
    "an audit's folder": Told("mkdir", "SIGTERM", AUDIT),
    "an audit's folder, by Ctrl-C": Told("mkdir", "SIGINT", AUDIT),
    "the folder of a mapping's draft": Told("mkdir", "SIGTERM", [*AUDIT, "--suggest-map"]),
    "an audit's offenders": Told("open", "SIGTERM", [*AUDIT, *FILES]),
    "an audit at work": Told("mkdir", "SIGTERM", [*AUDIT, *FILES], 0.1, 100_000),
    "an audit at work, by Ctrl-C": Told("mkdir", "SIGINT", [*AUDIT, *FILES], 0.1, 100_000),
    "a report": Told("open", "SIGTERM", ["report", COMPLIANT, "--output", "{where}/report.html"]),
    "keys": Told("open", "SIGTERM", ["keys", "new", "{where}"]),
    "a check, by Ctrl-C": Told("open", "SIGINT", ["check", COMPLIANT, "--output", "{where}/answer.txt"]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_told_to_stop_nothing_stays_behind(case: Told, tmp_path: Path) -> None:
    exchanges.write(log := tmp_path / "log.csv", case.rows, max(case.rows // 20, 5), 1)
    (where := tmp_path / "where").mkdir()
    given = [word.format(log=log, where=where) for word in case.words]
    told = subprocess.run(
        [sys.executable, "-c", _TOLD, case.maker, str(where), case.by, str(case.after), *given],
        check=False,
        cwd=tmp_path,
        env=os.environ | {"TMPDIR": str(where), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=120,
    )
    # of Ctrl-C in the middle of an import Python itself makes the end
    codes = {130, -signal.SIGINT} if case.by == "SIGINT" else {128 + signal.SIGTERM}
    assert told.returncode in codes, told.stderr
    assert list(where.iterdir()) == []


def test_what_is_done_stays_and_nothing_beside_it(tmp_path: Path) -> None:
    with unfinished_file(tmp_path / "answer.txt") as made:
        assert made.stat().st_mode & 0o777 == 0o600
        made.replace(tmp_path / "answer.txt")
    assert [p.name for p in tmp_path.iterdir()] == ["answer.txt"]


def test_of_new_files_all_stay_or_none_and_what_another_made_meanwhile_is_left_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "new" / "a.yaml", tmp_path / "b.yaml"
    second.write_text("theirs", encoding="utf-8")
    with pytest.raises(PolicyError):
        write_new({first: "x", second: "x"})
    assert [p.name for p in tmp_path.iterdir()] == ["b.yaml"]
    assert second.read_text(encoding="utf-8") == "theirs"


def test_a_folder_goes_with_all_that_is_in_it() -> None:
    with scratch_folder() as made:
        assert made.stat().st_mode & 0o777 == 0o700
        (made / "within").mkdir()
        (made / "within" / "piece").write_text("x", encoding="utf-8")
    assert not made.exists()
