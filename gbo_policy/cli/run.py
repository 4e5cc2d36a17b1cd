"""The steps from settings to a report, and a report onto the screen."""

from __future__ import annotations

import sys
from pathlib import Path

from gbo_policy.cli.options import Setup
from gbo_policy.cli.output import write
from gbo_policy.errors import PolicyError, problem
from gbo_policy.evaluate import Engine
from gbo_policy.load import load
from gbo_policy.report import Report, make_report
from gbo_policy.settings import chosen_rules
from gbo_policy.texts import listed, nearest
from gbo_policy.workspace import Workspace


def judge(setup: Setup, *, waivers: bool = True) -> Report:
    """Load and judge the workspace of a run. Raises PolicyError for wrong input."""
    settings, pack = setup.settings, setup.pack
    norms = settings.norms(pack)
    notice = settings.notice_given(pack)
    engine = Engine.of(pack, norms, chosen_rules(pack, settings["select"], settings["ignore"]))
    workspace = load(setup.paths, pack.vocabulary, [c["clause"] for c in pack.clauses], settings["exclude"])
    _known_rules(workspace, setup)
    return make_report(workspace, pack, settings["as_of"], engine, notice, waivers=waivers)


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
