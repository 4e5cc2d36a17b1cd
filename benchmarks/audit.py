"""The benchmark of ``audit``: beside DuckDB's bare scan and GROUP BY, the worst case, growth, named peers,
and Spark.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.measure import ROOT, Run, heading, machine, row, run
from benchmarks.peers import _DEFAULT, KINDS_MEASURED, as_facts, facts_read, peers
from gbo_policy.audit.judge.audit_run import Options, audit
from gbo_policy.audit.judge.groups import GroupJudging
from gbo_policy.audit.read.engine import Duck
from gbo_policy.audit.read.expressions import exchanges as log_of
from gbo_policy.audit.read.expressions import groups, keyed
from gbo_policy.audit.read.log import find_logs, read_parquet_schema
from gbo_policy.audit.write.answer import answer
from gbo_policy.declarations.load import load
from gbo_policy.facts.flows import flow_rows
from gbo_policy.judging.case import Case
from gbo_policy.judging.ruleset import Engine
from gbo_policy.reading.mapping import UNMAPPED
from gbo_policy.rulebook.pack import load_pack

WORKSPACE = ROOT / "fixtures" / "compliant"
MILLION = 1_000_000
_BARE = {"group": "GROUP BY", "answer": "GROUP BY for the answer", "scan": "scan"}


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks audit")
    options.add_argument("--millions", type=int, default=10, help="rows of the main log, in millions")
    options.add_argument("--growth", default="1,10,50", help="rows of the logs of growing size, in millions")
    options.add_argument("--times", type=int, default=3, help="counted runs of each; the best counts")
    options.add_argument("--rows", type=int, default=20_000, help="rows given to the peers one by one")
    options.add_argument("--no-spark", action="store_true")
    given = options.parse_args(list(arguments))
    sys.stdout.write(f"gbo-policy audit on {machine()}\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _main(folder, given.millions, given.times)
        _worst(folder, given.times)
        _growth(folder, [int(m) for m in given.growth.split(",")], given.times)
        _peers(folder, given.rows)
        if not given.no_spark:
            _spark(folder, given.times)
    return 0


def _log(folder: Path, rows: int, distinct: int) -> Path:
    path = folder / f"{rows}-{distinct}.parquet"
    if not path.exists():
        # in a process of its own: a child's peak memory would start from what this one ever held
        subprocess.run(
            [
                sys.executable,
                "-m",
                "benchmarks.exchanges",
                "--rows",
                str(rows),
                "--distinct",
                str(distinct),
                str(path),
            ],
            check=True,
            cwd=ROOT,
        )
    return path


def _audit(log: Path, *options: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "gbo_policy",
        "audit",
        str(log),
        "--workspace",
        str(WORKSPACE),
        "--format",
        "json",
        "--quiet",
        *options,
    ]


def _bare(what: str, log: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.audit_bare", what, str(log)]


def _in_turn(commands: dict[str, list[str]], times: int) -> dict[str, list[Run]]:
    """Run several commands in turn; a run that judged nothing does not count, it ends the benchmark."""
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            one = run(command, os.environ)
            assert one.code in (0, 1, 3), f"{name} ended in {one.code}"
            found[name].append(one)
    return found


def _best(runs: Sequence[Run]) -> Run:
    return min(runs, key=lambda r: r.wall)


def _main(folder: Path, millions: int, times: int) -> None:
    rows = millions * MILLION
    log = _log(folder, rows, 20_000)
    commands = {"audit": _audit(log), **{what: _bare(what, log) for what in ("group", "answer", "scan")}}
    best = {name: _best(runs) for name, runs in _in_turn(commands, times).items()}
    own, group = best["audit"], best["group"]
    bare = ", ".join(f"bare {name} {best[what].wall:.1f} s" for what, name in _BARE.items())
    heading(f"{millions} million rows, 20,000 distinct ({own.wall:.1f} s; {bare})")
    row("rows a second", f"{rows / own.wall:,.0f}")
    row("against DuckDB's bare GROUP BY of the same columns", f"{own.wall / group.wall:.2f} x", "goal <= 1.5")
    row(
        "  the same, with months, moments and an id, as the answer has",
        f"{own.wall / best['answer'].wall:.2f} x",
    )
    row("against a bare scan of the same columns", f"{own.wall / best['scan'].wall:.2f} x", "goal <= 3")
    row("processor time against the bare GROUP BY", f"{own.cpu / group.cpu:.2f} x")
    row("peak memory", f"{own.peak:,.0f} MB", "goal <= 1,500 MB")


def _worst(folder: Path, times: int) -> None:
    log = _log(folder, MILLION, MILLION)
    own = _best(_in_turn({"audit": _audit(log)}, times)["audit"])
    heading(f"1 million rows, all distinct ({own.wall:.1f} s)")
    row("rows a second", f"{MILLION / own.wall:,.0f}", "goal >= 150,000")
    row("peak memory", f"{own.peak:,.0f} MB", "goal <= 2,000 MB")
    log.unlink()


def _growth(folder: Path, millions: Sequence[int], times: int) -> None:
    heading("growth: microseconds a row, 20,000 distinct")
    each = []
    for size in millions:
        log = _log(folder, size * MILLION, 20_000)
        own = _best(_in_turn({"audit": _audit(log)}, times if size <= 10 else 1)["audit"])
        each.append(own.wall / size)
        row(f"{size} million rows", f"{own.wall / size:.2f} us", f"peak {own.peak:,.0f} MB")
        if size != 10:
            log.unlink()
    # the start of the program weighs on the smallest log alone, so growth is the rise from any size to a
    # larger one
    worst = max(later / earlier for i, earlier in enumerate(each) for later in each[i:])
    row("most that a larger log takes a row, against a smaller one", f"{worst:.2f} x", "goal <= 1.3")


def _timed(what: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = what()
    return time.perf_counter() - start, found


def _peers(folder: Path, rows: int) -> None:
    pack = load_pack()
    workspace = load([WORKSPACE], pack.vocabulary, pack.clause_numbers)
    engine = Engine.of(pack, pack.norms)
    case = Case(workspace, pack, engine, "received")
    log = _log(folder, rows, 2_000)
    seconds, found = min(
        (
            _timed(lambda: audit(case, find_logs([log]), Options(), lambda step, share: None))
            for _ in range(3)
        ),
        key=lambda t: t[0],
    )
    answer(found, "en")
    judging: GroupJudging = found.judging
    making, facts = _timed(lambda: [_facts(r, judging) for r in pq.read_table(log).to_pylist()])
    whole = _best(_in_turn({"audit": _audit(log)}, 5)["audit"]).wall
    read = facts_read(engine)
    one_by_one = [as_facts(kind, values, read[kind]) for pair in facts for kind, values in pair]
    heading(
        f"the same requirements on the same {rows:,} exchanges, a row at a time (ours: from Parquet to"
        f" counts; theirs: facts ready made)"
    )
    row("gbo-policy audit", f"{rows / seconds:,.0f} rows/s")
    row("  the whole command, start of the program included", f"{rows / whole:,.0f} rows/s", f"{whole:.2f} s")
    row("  facts made row by row, which peers are given", f"{rows / making:,.0f} rows/s", f"{making:.2f} s")
    speeds = {}
    for peer in peers(pack, engine):
        sample = one_by_one[
            : 2
            * (rows if peer.name in ("cedarpy", "zen-engine", "common-expression-language") else rows // 10)
        ]
        taken, _ = _timed(lambda peer=peer, sample=sample: peer.judge(sample))
        speeds[peer.name] = len(sample) / 2 / taken
        row(
            peer.name,
            f"{speeds[peer.name]:,.0f} rows/s",
            f"ours is {rows / seconds / speeds[peer.name]:,.1f} x as fast",
        )
    fastest = max(speeds, key=lambda n: speeds[n])
    _grouped(folder, judging, next(p for p in peers(pack, engine) if p.name == fastest), case)


def _grouped(folder: Path, judging: GroupJudging, peer: Any, case: Case) -> None:
    """The fastest peer with our grouping in front, on a million rows: grouped, facts made for each group,
    judged; beside the whole audit.
    """
    log = _log(folder, MILLION, 20_000)
    ours, _ = _timed(lambda: audit(case, find_logs([log]), Options(), lambda step, share: None))

    read = facts_read(case.engine)

    def theirs() -> None:
        parquet = read_parquet_schema(find_logs([log]).files[0], UNMAPPED, [], [])
        assert parquet is not None
        duck = Duck(folder, "1GB")
        table = keyed(log_of(duck, [parquet]), judging.columns, [])
        duck.write(groups(table, judging.columns), folder / "peer.parquet")
        made = pq.read_table(folder / "peer.parquet").to_pylist()
        lists = ("purposes", "data", "legal_basis", "storage", "access")
        plain = [{k: v.split("\x1f") if k in lists and v else v for k, v in r.items()} for r in made]
        peer.judge(
            [
                as_facts(kind, values, read[kind])
                for r in plain
                for kind, values in _facts(r | {"at": r["first"]}, judging)
            ]
        )

    taken, _ = _timed(theirs)
    row(
        f"{peer.name}, our grouping in front, 1 million rows",
        f"{MILLION / taken:,.0f} rows/s",
        f"ours is {taken / ours:.1f} x as fast ({MILLION / ours:,.0f})",
    )


def _facts(exchange: dict[str, Any], judging: GroupJudging) -> list[tuple[str, tuple[Any, ...]]]:
    """Give the facts of an exchange, those that are unknown filled in, since no peer knows unknowns of this
    kind.
    """
    context = judging.calendar.of_day(exchange["at"].date())
    rows = flow_rows(judging.reader.exchange(exchange, context.as_of.day), context)
    known = [
        (
            r.kind,
            tuple(_DEFAULT[f.type] if v is None else v for f, v in zip(r.kind.fields, r.values, strict=True)),
        )
        for r in rows
    ]
    return [(kind.name, values) for kind, values in known if kind.name in KINDS_MEASURED]


def _spark(folder: Path, times: int) -> None:
    heading(
        "Spark beside DuckDB, 1 million rows, 20,000 distinct, local mode, start of the JVM included (for"
        " the record)"
    )
    if shutil.which("java") is None:
        row("no Java here", "")
        return
    log = _log(folder, MILLION, 20_000)
    found = _in_turn({"duckdb": _audit(log), "spark": _audit(log, "--engine", "spark")}, min(times, 2))
    for name in ("duckdb", "spark"):
        row(name, f"{_best(found[name]).wall:.1f} s")
