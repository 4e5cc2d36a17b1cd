"""The benchmark of the language server: from a keystroke in a workspace of many flows to what an editor is
shown of it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import workspaces
from benchmarks.measure import goal, heading, machine, row
from tests.editor_client import EditorClient

GOAL = 200  # milliseconds
Took = tuple[float, float]


def main(arguments: Sequence[str]) -> int:
    """Measure and print: an input error, a finding, and both away again, each from the keystroke on, in an
    editor's own process.
    """
    options = argparse.ArgumentParser(prog="python -m benchmarks keyboard")
    options.add_argument("--flows", type=int, default=500)
    options.add_argument("--runs", type=int, default=15)
    given = options.parse_args(arguments)
    sys.stdout.write(f"gbo-policy on {machine()}; figures are medians\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        workspaces.write(folder, flows=given.flows)
        (folder / "gbo-policy.toml").write_text(f'as_of = "{workspaces.AS_OF}"\n', encoding="utf-8")
        heading(f"language server, {given.flows:,} flows in one file")
        editor = EditorClient(folder)
        try:
            errors, findings = _measured(editor, folder, given.runs)
        finally:
            editor.close()
    for what, both in (("an input error is shown", errors), ("a finding is shown", findings)):
        times, own = [wall for wall, _ in both], statistics.median(cpu for _, cpu in both)
        figure = statistics.median(times)
        row(
            what,
            f"{figure:.0f} ms",
            goal(f"≤ {GOAL} ms", met=figure <= GOAL)
            + f"; slowest {max(times):.0f} ms, {own:.0f} ms of the server's processor",
        )
    return 0


def _measured(editor: EditorClient, folder: Path, runs: int) -> tuple[list[Took], list[Took]]:
    file = next(
        f for f in sorted(folder.glob("*.yaml")) if f.read_text(encoding="utf-8").startswith("flows:")
    )
    text = file.read_text(encoding="utf-8")
    editor.open(file.name)
    before = editor.until(file.name, lambda shown: True)
    where = text.index("purposes: [", len(text) // 2) + len("purposes: [")
    errors, findings = [], []
    for _ in range(runs):
        errors.append(_shown(editor, file.name, text[:where] + "x" + text[where:], "unknown-purpose"))
        editor.type(file.name, text)
        editor.until(file.name, lambda shown: len(shown) == len(before))
        findings.append(
            _shown(editor, file.name, text[:where] + "marketing, " + text[where:], "purpose-limitation")
        )
        editor.type(file.name, text)
        editor.until(file.name, lambda shown: len(shown) == len(before))
        time.sleep(1.2)  # a person rests too; then everything is judged again
        editor.outline(file.name)  # answered once that is done
    return errors, findings


def _shown(editor: EditorClient, name: str, text: str, code: str) -> Took:
    """Give the milliseconds from a keystroke until a diagnostic with a code is there that was not: on the
    clock, of the processor.
    """
    used = editor.processor()
    known = {str(d) for d in editor.shown[editor.uri(name)]}
    start = time.perf_counter()
    editor.type(name, text)
    editor.until(name, lambda shown: any(d.code == code and str(d) not in known for d in shown))
    return (time.perf_counter() - start) * 1000, (editor.processor() - used) * 1000
