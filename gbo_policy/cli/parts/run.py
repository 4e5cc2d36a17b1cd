"""The steps from settings to a report, and a report onto the screen."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError, told_together
from gbo_policy.cli.parts.options import Setup
from gbo_policy.cli.parts.output import columns, write
from gbo_policy.declarations.load import load, load_files
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.judging.agreed import agreed_norms
from gbo_policy.judging.evaluate import Engine
from gbo_policy.judging.report import Report, make_report
from gbo_policy.reading.passed_over import Pattern
from gbo_policy.rulebook.pack import Pack

if TYPE_CHECKING:  # comparing is imported only where it is asked for
    from gbo_policy.comparing.changes import Before


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
    with told_together() as part:
        with part():
            norms = settings.norms(pack)
        with part():
            chosen = settings.rules(pack)
        with part():
            workspace = load(
                setup.paths,
                pack.vocabulary,
                pack.clause_numbers,
                _exclude(setup),
                rules=[r.id for r in pack.rules],
                strict=settings["strict"],
            )
    engine = Engine.of(pack, agreed_norms(workspace, norms), chosen)
    return Judging(workspace, pack, engine, settings.notice_given(pack))


def _exclude(setup: Setup) -> list[Pattern]:
    """Give what to leave out of folders: the setting's patterns, and the baseline whatever its name."""
    given = setup.settings.values["exclude"]
    patterns = [Pattern(text, given.location) for text in given.value]
    patterns += [Pattern(escape(folder), own=True) for folder in setup.inner]
    if setup.settings["baseline"]:
        baseline = Path(setup.settings["baseline"]).absolute()
        patterns += [
            Pattern(escape(baseline.relative_to(p.absolute()).as_posix()), own=True)
            for p in setup.paths
            if baseline.is_relative_to(p.absolute())
        ]
    return patterns


def judge(setup: Setup, *, waivers: bool = True, since: str | None = None) -> Report:
    """Load and judge the workspace of a run; without ``waivers`` the baseline covers nothing either.

    ``since`` names a git revision whose declarations findings are compared with. Raises PolicyError for wrong input.
    """
    judging, as_of, file = judging_of(setup), setup.settings["as_of"], setup.settings["baseline"]
    report = judging.report(as_of, waivers=waivers)
    if file and waivers:
        from gbo_policy.comparing.baseline import apply_baseline, read_baseline

        report = apply_baseline(report, read_baseline(Path(file)), judging.engine)
    if since is not None:
        from gbo_policy.comparing.changes import compare

        report = compare(report, _before(setup, judging, since, waivers=waivers))
    return report


def _before(setup: Setup, judging: Judging, since: str, *, waivers: bool) -> Before:
    """Judge the declarations at a git revision, as of the run's moment and, where that is later, as of the commit's own."""
    from gbo_policy.comparing.changes import Before
    from gbo_policy.reading.revision import find_revision, read_revision

    root, pack, as_of = judging.workspace.root, judging.pack, setup.settings["as_of"]
    revision = find_revision(since, root)
    files = read_revision(setup.paths, revision, root, _exclude(setup))
    try:
        workspace = load_files(
            files,
            root,
            pack.vocabulary,
            pack.clause_numbers,
            [f"{since}:{p}" for p in setup.paths],
            [r.id for r in pack.rules],
        )
    except PolicyError as error:
        return Before(revision, None, None, error.problems)
    old = replace(judging, workspace=workspace)
    then = (
        old.report(revision.committed, waivers=waivers) if revision.committed.moment < as_of.moment else None
    )
    return Before(revision, old.report(as_of, waivers=waivers), then)


def show(report: Report, lang: str, file: Path | None, *, verbose: bool, err: bool = False) -> None:
    """Write the text format: to a file or a pipe as it is, to a terminal in colour; ``err`` for standard error."""
    from gbo_policy.formats.text import WIDTH, layout, to_text

    stream = sys.stderr if err else sys.stdout
    if file is not None or stream is None or not stream.isatty():
        # a file is the same whatever screen it was made at; a pipe ends on one
        wide = WIDTH if file is not None else columns()
        write(to_text(layout(report, lang, verbose=verbose, width=wide)), file, err=err)
        return
    from gbo_policy.cli.parts.terminal import show_lines, width

    show_lines(layout(report, lang, verbose=verbose, width=width(err=err)), err=err)
