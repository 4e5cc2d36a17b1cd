"""The steps from settings to a report, and a report onto the screen."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from gbo_policy.asof import AsOf
from gbo_policy.cli.options import Setup
from gbo_policy.cli.output import write
from gbo_policy.errors import PolicyError, problem
from gbo_policy.evaluate import Engine
from gbo_policy.load import load
from gbo_policy.pack import Pack
from gbo_policy.report import Report, make_report
from gbo_policy.settings import chosen_rules
from gbo_policy.texts import listed, nearest
from gbo_policy.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Judging:
    """A loaded workspace and the engine that judges it, as of any moment."""

    workspace: Workspace
    pack: Pack
    engine: Engine
    notice_given: str

    def report(self, as_of: AsOf, *, waivers: bool = True) -> Report:
        """Judge the workspace as of a moment."""
        return make_report(self.workspace, self.pack, as_of, self.engine, self.notice_given, waivers=waivers)


def judging_of(setup: Setup) -> Judging:
    """Load the workspace of a run and make its engine. Raises PolicyError for wrong input."""
    settings, pack = setup.settings, setup.pack
    norms = settings.norms(pack)
    notice = settings.notice_given(pack)
    engine = Engine.of(pack, norms, chosen_rules(pack, settings["select"], settings["ignore"]))
    workspace = load(setup.paths, pack.vocabulary, [c["clause"] for c in pack.clauses], settings["exclude"])
    _known_rules(workspace, setup)
    return Judging(workspace, pack, engine, notice)


def judge(setup: Setup, *, waivers: bool = True) -> Report:
    """Load and judge the workspace of a run. Raises PolicyError for wrong input."""
    return judging_of(setup).report(setup.settings["as_of"], waivers=waivers)


def _known_rules(workspace: Workspace, setup: Setup) -> None:
    ids = [r.id for r in setup.pack.rules]
    wrong = [
        problem("unknown-rule", workspace.places["waiver", str(i)].at(["rule"], value=True), word=w.rule, known=listed(ids), guess=nearest(w.rule, ids))
        for i, w in enumerate(workspace.waivers)
        if w.rule not in ids
    ]
    if wrong:
        raise PolicyError(wrong)


def show(report: Report, lang: str, file: Path | None, *, verbose: bool) -> None:
    """Write the text format: to a file or a pipe as it is, to a terminal in colour."""
    from gbo_policy.formats.text import layout, to_text

    if file is not None or not sys.stdout.isatty():
        write(to_text(layout(report, lang, verbose=verbose)), file)
        return
    from gbo_policy.cli.terminal import show_lines, width

    show_lines(layout(report, lang, verbose=verbose, width=width()))
