"""Whole processes measured by the operating system: wall time, processor time and peak memory."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: seconds on the clock, seconds of processor, peak memory in MB, exit code."""

    wall: float
    cpu: float
    peak: float
    code: int


def environment(folder: Path) -> dict[str, str]:
    """Give what processes run in: byte code is kept, as in an installation, but in ``folder``; so are
    compiled packs.
    """
    own = {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "XDG_CACHE_HOME": str(folder / "cache")}
    return {
        k: v
        for k, v in os.environ.items()
        if k != "PYTHONDONTWRITEBYTECODE" and not k.startswith("GBO_POLICY_")
    } | own


def run(command: Sequence[str], env: Mapping[str, str]) -> Run:
    """Run a command, its output thrown away."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, env=env
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        time.perf_counter() - start,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        process.returncode,
    )


def in_turn(
    commands: Mapping[str, Sequence[str]], times: int, env: Mapping[str, str]
) -> dict[str, list[Run]]:
    """Run several commands in turn, A B C A B C …, after one run of each that does not count: so a drift of
    the machine hits all alike.
    """
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(times + 1):
        for name, command in commands.items():
            one = run(command, env)
            if turn:
                found[name].append(one)
    return found


def ratio(a: Sequence[Run], b: Sequence[Run]) -> float:
    """Give the median of the pairwise ratios of wall time."""
    return statistics.median(x.wall / y.wall for x, y in zip(a, b, strict=True))


def middle(runs: Sequence[Run]) -> float:
    """Give the median wall time in seconds."""
    return statistics.median(r.wall for r in runs)


def machine() -> str:
    """Describe the machine: cores, memory, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {python}, {platform.machine()}"


def check(folder: Path, *options: str) -> list[str]:
    """Give the command that checks a folder; it starts as the installed ``gbo-policy`` does."""
    return [
        sys.executable,
        "-c",
        "from gbo_policy.cli.main import run; run()",
        "check",
        str(folder),
        *options,
    ]


def processor(runs: Sequence[Run]) -> float:
    """Give the median of the seconds of processor."""
    return statistics.median(r.cpu for r in runs)


def peak(runs: Sequence[Run]) -> float:
    """Give the highest peak memory in MB."""
    return max(r.peak for r in runs)


def row(what: str, figure: str, note: str = "") -> None:
    """Print one row of the table."""
    sys.stdout.write(f"  {what:<58} {figure:>12}  {note}".rstrip() + "\n")


def goal(text: str, *, met: bool) -> str:
    """Give a goal with whether it was met."""
    return f"goal {text}: {'met' if met else 'MISSED'}"


def heading(text: str) -> None:
    """Print a heading of the table."""
    sys.stdout.write(f"\n{text}\n")
