"""The benchmark of the workbench: proof and mutation of the whole pack, the impact of a change on many flows,
mending one flow.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks import workspaces
from benchmarks.measure import check, environment, goal, heading, in_turn, machine, middle, processor, row
from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.load import load
from gbo_policy.judging.case import Case
from gbo_policy.rulebook.pack import load_pack
from gbo_policy.workbench.mend import mend, report_about

AS_OF = ("--as-of", workspaces.AS_OF)
BAD = """\
flows:
  - id: vijf
    title: Een gegevensstroom met vijf schendingen
    sender: {sender}
    recipients:
      - {{kind: third-party, name: Incassobureau, country: BE, legal_obligation: none}}
      - {{kind: staff, party: {other}, function: maatschappelijk werker, need_to_know: true}}
    purposes: [refer, marketing]
    data: [identification-contact, criminal, {{category: health, subject: client}}]
    legal_basis: [gdpr-6-1-a]
    locations: {{storage: [BE], access: [BE]}}
    legal_obligation: none
    channel: post
    format: dossierbericht
    starts_on: 2026-01-20
"""


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks workbench")
    options.add_argument("--runs", type=int, default=5, help="counted runs of each process")
    options.add_argument("--flows", type=int, default=5000)
    given = options.parse_args(arguments)
    sys.stdout.write(f"gbo-policy on {machine()}; figures are medians of whole processes\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder)
        _pack(given.runs, env)
        _impact(folder, given.flows, given.runs, env)
        _mend(folder, given.flows, given.runs, env)
    return 0


def _command(*words: str) -> list[str]:
    start = check(Path())
    return [*start[: start.index("check")], *words]


def _pack(times: int, env: Mapping[str, str]) -> None:
    heading("the whole pack")
    found = in_turn({n: _command("rules", n) for n in ("prove", "mutate")}, times, env)
    for name, most in (("prove", 5), ("mutate", 60)):
        took, used = middle(found[name]), processor(found[name])
        row(
            f"rules {name}",
            f"{took:.2f} s",
            f"{goal(f'<= {most} s', met=took <= most)}; processor {used:.2f} s",
        )
        assert {r.code for r in found[name]} == {0}, name


def _impact(folder: Path, flows: int, times: int, env: Mapping[str, str]) -> None:
    made = folder / "many"
    made.mkdir()
    workspaces.write(made, flows)
    heading(f"impact on {flows:,} flows")
    addendum = folder / "addendum.yaml"
    addendum.write_text('{clause: "3.2", effect: {purposes: [{onderzoek: Onderzoek}]}}\n', encoding="utf-8")
    changes = {
        "--set": ("--set", "cure_days=10/20"),
        "--with": ("--with", str(Path(__file__).resolve().parent.parent / "rules" / "gbo")),
        "--departure": ("--departure", str(addendum)),
    }
    commands = {"check": check(made, *AS_OF)}
    commands |= {n: _command("impact", str(made), *AS_OF, *words) for n, words in changes.items()}
    found = in_turn(commands, times, env)
    # by the processor: a busy machine stretches the clock of one and not of the other
    own = processor(found["check"])
    row("check", f"{middle(found['check']):.2f} s", f"processor {own:.2f} s")
    for name in changes:
        used = processor(found[name])
        told = f"processor {used:.2f} s, {used / own:.2f} times; {goal('<= 2', met=used <= 2 * own)}"
        row(f"impact {name}", f"{middle(found[name]):.2f} s", told)
        assert {r.code for r in found[name]} == {0}, name


def _mend(folder: Path, flows: int, times: int, env: Mapping[str, str]) -> None:
    heading("mend of a flow with five violations: the processor that it takes beyond reading the files")
    pack, as_of = load_pack(), AsOf.of_day(date.fromisoformat(workspaces.AS_OF))
    for number in (1, flows):
        made = folder / f"mend-{number}"
        made.mkdir()
        workspaces.write(made, number)
        sender, other, _ = workspaces.PARTIES
        (made / "vijf.yaml").write_text(BAD.format(sender=sender, other=other), encoding="utf-8")
        found = in_turn({"mend": _command("mend", "vijf", str(made), *AS_OF)}, times, env)
        assert {r.code for r in found["mend"]} == {0}
        workspace = load([made], pack.vocabulary, pack.clause_numbers)
        case = Case.of(workspace, pack, pack.norms, notice_given="received")
        took = []
        for _ in range(times):
            start = process_time()
            mending = mend(report_about(case, as_of, "vijf"), "vijf")
            took.append(process_time() - start)
        assert mending.options
        whole, used = processor(found["mend"]), median(took)
        told = f"{goal('<= 1 s', met=used <= 1)}; the whole process {whole:.2f} s"
        row(f"among {number:,} flows", f"{used:.2f} s", told)
