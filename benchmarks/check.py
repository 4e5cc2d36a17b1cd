"""The benchmark of ``check``: cold start, judging beside named peers, many flows, a long register."""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import workspaces
from benchmarks.measure import (
    check,
    environment,
    goal,
    heading,
    in_turn,
    machine,
    middle,
    peak,
    processor,
    ratio,
    row,
)
from benchmarks.peers import as_facts, facts_read, known_rows, ours, peers, seconds, written
from gbo_policy.declarations.load import load
from gbo_policy.judging.ruleset import Engine
from gbo_policy.judging.settings import parse_as_of
from gbo_policy.reading.files import read_files
from gbo_policy.reading.source import read
from gbo_policy.rulebook.pack import load_pack

EXAMPLE = "prior-notice-of-obligation"
AS_OF = ("--as-of", workspaces.AS_OF)
SLOW = {"rule-engine", "cedarpy", "regopy"}  # judge a part of the rows, to end in a minute
FEW = 200
MANY = 100_000


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table; 1 when some peer's verdicts differ, so that speeds do not compare."""
    options = argparse.ArgumentParser(prog="python -m benchmarks check")
    options.add_argument("--runs", type=int, default=9, help="counted runs of each process of the cold start")
    options.add_argument("--flows", type=int, default=5000)
    options.add_argument("--events", type=int, default=20000)
    options.add_argument(
        "--expressions", action="store_true", help="show all rules in each language, not just one"
    )
    given = options.parse_args(arguments)
    sys.stdout.write(f"gbo-policy on {machine()}; figures are medians\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder)
        _cold(folder, given.runs, env)
        alike = _rows(folder, everything=given.expressions)
        _flows(folder, given.flows, env)
        _events(folder, given.events, env)
    return 0 if alike else 1


def _made(folder: Path, flows: int, events: int = 0) -> tuple[Path, int]:
    made = folder / f"{flows}-{events}"
    made.mkdir()
    return made, workspaces.write(made, flows, events)


def _cold(folder: Path, times: int, env: Mapping[str, str]) -> None:
    heading("cold start: check of a one-flow workspace, pack unchanged")
    one, _ = _made(folder, 1)
    python = [sys.executable, "-c"]
    commands = {
        "check": check(one, *AS_OF, "--format", "json"),
        "rule_engine": [*python, "import rule_engine"],
        "pass": [*python, "pass"],
    }
    found = in_turn(commands, times, env)
    assert found["check"][0].code in (0, 1, 3), found["check"][0]
    row("check", f"{middle(found['check']) * 1000:.0f} ms")
    row("python -c 'import rule_engine'", f"{middle(found['rule_engine']) * 1000:.0f} ms")
    row("python -c pass", f"{middle(found['pass']) * 1000:.0f} ms")
    row("check over import rule_engine, run by run", f"{ratio(found['check'], found['rule_engine']):.2f}")
    against = processor(found["check"]) / processor(found["rule_engine"])
    row("the same, of processor time", f"{against:.2f}", goal("<= 0.50", met=against <= 0.5))
    row("check over pass, run by run", f"{ratio(found['check'], found['pass']):.1f}")


def _rows(folder: Path, *, everything: bool) -> bool:
    pack = load_pack()
    engine = Engine.of(pack, pack.norms)
    workspace = load([_made(folder, 400)[0]], pack.vocabulary, pack.clause_numbers)
    as_of = parse_as_of(workspaces.AS_OF)
    assert as_of is not None
    own = known_rows(workspace, pack, as_of)
    read_by = facts_read(engine)
    facts = [as_facts(kind, values, read_by[kind]) for kind, values in own]
    judge = ours(engine)
    wanted = judge(own)
    rules = [*engine.rules["flow"], *engine.rules["recipient"]]
    heading(
        f"judging {len(own)} fully known flow and recipient rows by {len(rules)} rules, in process"
        f" (processor time)"
    )
    row("", "rows/s", "gbo-policy just before and after: rows/s, ratio")
    ratios, alike = [], True
    made = peers(pack, engine)
    for peer in made:
        few = facts[:FEW] if peer.name in SLOW else facts
        agrees = peer.judge(few) == wanted[: len(few)]
        alike = alike and agrees
        times = [
            (seconds(judge, own, 20), seconds(peer.judge, few), seconds(judge, own, 20)) for _ in range(7)
        ]
        its = statistics.median(t for _, t, _ in times)
        mine = statistics.median((a + b) / 2 for a, _, b in times)
        ratios.append(statistics.median(2 * t / (a + b) for a, t, b in times))
        row(
            f"{peer.name}{'' if agrees else ' (VERDICTS DIFFER)'}",
            f"{1 / its:,.0f}",
            f"{1 / mine:>12,.0f} {ratios[-1]:>8,.0f}",
        )
    row("ratio to the fastest peer", f"{min(ratios):.0f}", goal(">= 10", met=min(ratios) >= 10))
    for rule in rules if everything else [r for r in rules if r.id == EXAMPLE]:
        heading(f"the rule `{rule.id}` in each language")
        for name, text in (("gbo-policy", written(rule)), *((p.name, p.show(rule)) for p in made)):
            sys.stdout.write(f"  {name}\n" + "".join(f"      {line}\n" for line in text.splitlines()))
    return alike


def _flows(folder: Path, flows: int, env: Mapping[str, str]) -> None:
    made, size = _made(folder, flows)
    heading(f"check of {flows:,} flows from {size / 1e6:.1f} MB of YAML")
    found = in_turn({form: check(made, *AS_OF, "--format", form) for form in ("text", "json")}, 3, env)
    assert {r.code for runs in found.values() for r in runs} <= {1, 3}, found
    text = middle(found["text"])
    row("--format text", f"{text:.2f} s", goal("<= 4 s", met=text <= 4))
    row("peak memory", f"{peak(found['text']):.0f} MB", goal("<= 400 MB", met=peak(found["text"]) <= 400))
    row("of which parsing YAML", f"{_parsing(made) / text:.0%}")
    times = middle(found["json"]) / text
    most = 2 if flows < MANY else 3
    told = f"{times:.1f} times the text; {goal(f'<= {most}', met=times <= most)}"
    row("--format json", f"{middle(found['json']):.2f} s", told)
    held = peak(found["json"])
    told = goal("<= 600 MB", met=held <= 600) if flows >= MANY else "for --flows 100000 the goal is 600 MB"
    row("peak memory", f"{held:.0f} MB", told)


def _parsing(folder: Path) -> float:
    """Give the seconds that reading a folder's YAML takes, in process and, as in a check, without
    collecting.
    """
    files = read_files([folder])[1]
    times = []
    gc.disable()
    for _ in range(3):
        start = time.perf_counter()
        for file in files:
            read(file.content, file.path)
        times.append(time.perf_counter() - start)
    gc.enable()
    return statistics.median(times)


def _events(folder: Path, events: int, env: Mapping[str, str]) -> None:
    heading(f"check of a register of {events:,} events with 200 flows")
    few = events // 20
    made = {count: _made(folder, 200, count)[0] for count in (0, few, events)}
    runs = in_turn({str(count): check(where, *AS_OF) for count, where in made.items()}, 3, env)
    assert {r.code for found in runs.values() for r in found} <= {1, 3}, runs
    took = {count: middle(runs[str(count)]) for count in made}
    memory = peak(runs[str(events)])
    row(f"{few:,} events", f"{took[few]:.2f} s")
    row(f"{events:,} events", f"{took[events]:.2f} s", goal("<= 10 s", met=took[events] <= 10))
    row("peak memory", f"{memory:.0f} MB", goal("<= 500 MB", met=memory <= 500))
    used = {count: processor(runs[str(count)]) for count in made}
    growth = (used[events] - used[0]) / (used[few] - used[0])
    row(
        f"growth of processor time from {few:,} to {events:,} events",
        f"{growth:.1f}",
        f"linear is {events / few:.0f}; the flows' own time is taken off",
    )
