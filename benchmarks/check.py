"""The benchmark of ``check``: cold start, judging beside named peers, many flows, a long register."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import workspaces
from benchmarks.measure import check, heading, in_turn, machine, middle, ratio, row, run
from benchmarks.peers import as_facts, known_rows, ours, peers, rate
from gbo_policy.evaluate import Engine
from gbo_policy.files import read_files
from gbo_policy.load import load
from gbo_policy.pack import load_pack
from gbo_policy.settings import parse_as_of
from gbo_policy.source import read

EXAMPLE = "prior-notice-of-obligation"
AS_OF = ("--as-of", workspaces.AS_OF)


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks check")
    options.add_argument("--runs", type=int, default=9, help="counted runs of each process of the cold start")
    options.add_argument("--flows", type=int, default=5000)
    options.add_argument("--events", type=int, default=20000)
    given = options.parse_args(arguments)
    sys.stdout.write(f"gbo-policy on {machine()}\n")
    with tempfile.TemporaryDirectory() as folder:
        _cold(Path(folder), given.runs)
        _rows(Path(folder))
        _flows(Path(folder), given.flows)
        _events(Path(folder), given.events)
    return 0


def _made(folder: Path, flows: int, events: int = 0) -> Path:
    made = folder / f"{flows}-{events}"
    made.mkdir()
    workspaces.write(made, flows, events)
    return made


def _cold(folder: Path, times: int) -> None:
    heading("cold start: check of a one-flow workspace, pack unchanged (median of pairs)")
    one = _made(folder, 1)
    python = [sys.executable, "-c"]
    commands = {
        "check": check(one, *AS_OF, "--format", "json"),
        "rule_engine": [*python, "import rule_engine"],
        "pass": [*python, "pass"],
    }
    found = in_turn(commands, times)
    row("check", f"{middle(found['check']) * 1000:.0f} ms")
    row("ratio to python -c 'import rule_engine'", f"{ratio(found['check'], found['rule_engine']):.2f}", "goal <= 0.60")
    row("ratio to python -c pass", f"{ratio(found['check'], found['pass']):.1f}")


def _rows(folder: Path) -> None:
    pack = load_pack()
    engine = Engine.of(pack, pack.norms)
    workspace = load([_made(folder, 400)], pack.vocabulary, [c["clause"] for c in pack.clauses])
    as_of, example = parse_as_of(workspaces.AS_OF), pack.rule(EXAMPLE)
    assert as_of is not None
    assert example is not None
    own = known_rows(workspace, pack, as_of)
    facts = [as_facts(kind, values) for kind, values in own]
    judge, shown = ours(engine, example)
    wanted = judge(own)
    heading(f"judging: {len(own)} fully known flow and recipient rows, {len(engine.rules['flow']) + len(engine.rules['recipient'])} rules, rows a second")
    speed = rate(judge, own, 9)
    row("gbo-policy", f"{speed:,.0f}")
    fastest = 0.0
    made = peers(pack, engine, EXAMPLE)
    for peer in made:
        few = facts[: 200 if peer.name in {"rule-engine", "regopy"} else len(facts)]
        agree = peer.judge(few) == wanted[: len(few)]
        its = rate(peer.judge, few, 3)
        fastest = max(fastest, its)
        row(f"{peer.name}{'' if agree else ' (VERDICTS DIFFER)'}", f"{its:,.0f}", f"gbo-policy is {speed / its:,.0f} times as fast")
    row("ratio to the fastest peer", f"{speed / fastest:.1f}", "goal >= 10")
    heading(f"the rule `{EXAMPLE}` in each language")
    for name, text in (("gbo-policy", shown), *((p.name, p.shown) for p in made)):
        sys.stdout.write(f"  {name}\n" + "".join(f"      {line}\n" for line in text.splitlines()))


def _flows(folder: Path, flows: int) -> None:
    made = _made(folder, flows)
    heading(f"check of {flows:,} flows from YAML")
    for form in ("text", "json"):
        one = min((run(check(made, *AS_OF, "--format", form)) for _ in range(3)), key=lambda r: r.wall)
        assert one.code in (1, 3), one
        row(f"--format {form}", f"{one.wall:.2f} s", "goal <= 4 s" if form == "text" else "")
        row("peak memory", f"{one.peak:.0f} MB", "goal <= 400 MB" if form == "text" else "")
        if form == "text":
            start = time.perf_counter()
            for file in read_files([made])[1]:
                read(file.content, file.path)
            row("of which parsing YAML", f"{(time.perf_counter() - start) / one.wall:.0%}")


def _events(folder: Path, events: int) -> None:
    heading(f"check of a register of {events:,} events with 200 flows")
    found = {}
    for count in (events // 20, events):
        made = _made(folder, 200, count)
        found[count] = min((run(check(made, *AS_OF)) for _ in range(3)), key=lambda r: r.wall)
        assert found[count].code in (1, 3), found[count]
    without = _made(folder, 200)
    base = min(run(check(without, *AS_OF)).wall for _ in range(3))
    row(f"{events:,} events", f"{found[events].wall:.2f} s", "goal <= 10 s")
    row("peak memory", f"{found[events].peak:.0f} MB", "goal <= 500 MB")
    small, large = found[events // 20].wall - base, found[events].wall - base
    row(f"time per event at {events:,} over that at {events // 20:,}", f"{(large / events) / (small / (events // 20)):.2f}", "1 is linear")
