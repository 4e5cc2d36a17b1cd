"""The steps from settings to a report, and a report onto the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.patterns import late_pattern
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem, told_together
from gbo_policy.basics.steering import no_order
from gbo_policy.cli.parts.options import Setup
from gbo_policy.cli.parts.output import columns, on_screen, write
from gbo_policy.declarations.load import load, load_files
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report, not_covered
from gbo_policy.judging.settings import parse_as_of
from gbo_policy.judging.settings_file import find
from gbo_policy.reading.files import InputFile, Reading, read_files, root_of
from gbo_policy.reading.passed_over import Pattern
from gbo_policy.rulebook.pack import REPLACED, Pack, load_pack

if TYPE_CHECKING:  # comparing and git are imported only where they are asked for
    from gbo_policy.comparing.changes import Before
    from gbo_policy.judging.rejudge import Basis
    from gbo_policy.reading.revision import Revision


def case_of(setup: Setup, known_on: str | None = None) -> Case:
    """Load the workspace of a run, with what judges it; ``known_on`` a day or a git revision, as the
    repository held it then.

    Raises PolicyError for wrong input.
    """
    settings, pack = setup.settings, setup.pack
    with told_together() as part:
        with part():
            strict = [gap for gap in pack.gaps if gap.code != REPLACED] if settings["strict"] else []
            if strict:
                raise PolicyError(strict)
        with part():
            norms = settings.norms(pack)
        with part():
            chosen = settings.rules(pack)
        with part():
            workspace = _workspace(setup) if known_on is None else _known(setup, known_on)
    workspace = workspace._replace(gaps=(*pack.gaps, *not_in_force(setup), *workspace.gaps))
    return Case.of(workspace, pack, norms, chosen, notice_given=settings.notice_given(pack))


def told_pack(rules: Path | None, lang: str) -> Pack:
    """Load a pack for a command about rules; what lies in its folder and is not read is said on standard
    error.
    """
    pack = load_pack(rules)
    tell_notices(pack.gaps, lang)
    return pack


def told_case(setup: Setup) -> Case:
    """Load the workspace of a run whose answer has no place for what it does not cover; that is said on
    standard error.
    """
    case = case_of(setup)
    tell_notices(not_covered(case), setup.settings["lang"])
    return case


def tell_notices(notices: Iterable[Problem], lang: str) -> None:
    """Say notices on standard error, a line each."""
    for one in notices:
        click.echo(no_order(one.line(lang)), err=True)


def _workspace(setup: Setup) -> Workspace:
    pack = setup.pack
    if setup.stdin is not None:
        return _with_stdin(setup, setup.stdin)
    return load(
        setup.paths,
        pack.vocabulary,
        pack.clause_numbers,
        left_out_of(setup),
        rules=[r.id for r in pack.rules],
        strict=setup.settings["strict"],
        settings=settings_of(setup),
    )


def _with_stdin(setup: Setup, stdin: InputFile) -> Workspace:
    """Load the declarations of a run, one of which is what standard input holds."""
    pack = setup.pack
    others = [p for p in setup.paths if p != Path(stdin.path)]
    root = root_of(setup.paths)
    reading = read_files(others, left_out_of(setup), settings_of(setup)) if others else Reading(root, ())
    strict = [n for n in reading.notices if n.code != "excluded"] if setup.settings["strict"] else []
    if reading.problems or strict:
        raise PolicyError([*reading.problems, *strict])
    name = Path(stdin.path).absolute()
    files = [f for f in reading.files if Path(f.path).absolute() != name]
    rules = [r.id for r in pack.rules]
    workspace = load_files(
        [*files, stdin], reading.root, pack.vocabulary, pack.clause_numbers, setup.paths, rules
    )
    return workspace._replace(gaps=reading.notices, not_read=reading.not_read)


def _known(setup: Setup, known_on: str) -> Workspace:
    """Load the declarations as the git repository held them on a day, or at a revision; which commit that was
    is told.
    """
    from gbo_policy.reading.revision import find_revision, revision_by
    from gbo_policy.reading.revision_files import read_revision

    root, day = root_of(setup.paths), parse_as_of(known_on)
    try:
        revision = find_revision(known_on, root) if day is None else revision_by(day, root)
    except PolicyError:
        if day is None and _LIKE_A_DAY.match(known_on):  # a branch may be called so, so git is asked first
            raise PolicyError([problem("known-on-no-day", None, word=known_on)]) from None
        raise
    reading = read_revision(setup.paths, revision, root, left_out_of(setup))
    strict = [n for n in reading.notices if n.code not in _SAID_ALONE] if setup.settings["strict"] else []
    if reading.problems or strict:
        raise PolicyError([*reading.problems, *strict])
    workspace = _at(setup, revision, root, reading.files)
    words = {"commit": revision.commit[:10], "when": str(revision.committed)}
    gaps = (problem("known-on", None, **words), *reading.notices, *workspace.gaps)
    return workspace._replace(gaps=gaps, not_read=reading.not_read)


# never an error: decided in settings, or a matter of the day
_SAID_ALONE = ("excluded", "known-absent", "no-declarations")
_LIKE_A_DAY = late_pattern(r"\d{1,4}[-./]\d{1,2}([-./]\d{1,4}|$)")


def _at(setup: Setup, revision: Revision, root: Path, files: Sequence[InputFile]) -> Workspace:
    """Load the declarations of a run as read at a revision. Raises PolicyError for what is wrong with
    them.
    """
    pack = setup.pack
    return load_files(
        files,
        root,
        pack.vocabulary,
        pack.clause_numbers,
        [f"{revision.name}:{p}" for p in setup.paths],
        [r.id for r in pack.rules],
    )


def left_out_of(setup: Setup) -> list[Pattern]:
    """Give what to leave out of folders: the setting's patterns, and the baseline whatever its name."""
    given = setup.settings.values["exclude"]
    patterns = [Pattern(text, given.location) for text in given.value]
    patterns += [_literal(folder) for folder in setup.inner]
    if setup.settings["baseline"]:
        baseline = Path(setup.settings["baseline"]).absolute()
        patterns += [
            _literal(baseline.relative_to(p.absolute()).as_posix())
            for p in setup.paths
            if baseline.is_relative_to(p.absolute())
        ]
    return patterns


def settings_of(setup: Setup) -> Path | None:
    """Give the settings file that was found for a run, one that is not there where none was; None where
    somebody named another.
    """
    used, found = setup.settings.file, find(setup.root)
    return (used or Path(os.devnull)) if used == found else None


def not_in_force(setup: Setup) -> Iterator[Problem]:
    """Give a notice of the workspace's own settings, where somebody named others."""
    used, own = setup.settings.file, find(setup.root)
    if used is not None and own is not None and os.path.realpath(used) != os.path.realpath(own):
        words = {"word": own.name, "known": str(used)}
        yield problem("settings-not-in-force", Location(str(own)), **words)


def _literal(name: str) -> Pattern:
    """Make the pattern of the program's own that fits one name alone."""
    from glob import escape  # only where there is one: start-up counts

    return Pattern(escape(name), own=True)


def judge(
    setup: Setup, *, waivers: bool = True, since: str | None = None, known_on: str | None = None
) -> Report:
    """Load and judge the workspace of a run; without ``waivers`` the baseline covers nothing either.

    ``since`` names a git revision whose declarations findings are compared with; ``known_on`` a day or a
    revision whose declarations are judged in the place of those on disk. Raises PolicyError for wrong input.
    """
    case, as_of, file = case_of(setup, known_on), setup.settings["as_of"], setup.settings["baseline"]
    report = make_report(case, as_of, waivers=waivers, kept=False)
    if file and waivers:
        from gbo_policy.comparing.baseline import apply_baseline, read_baseline

        report = apply_baseline(report, read_baseline(Path(file)))
    if since is not None:
        from gbo_policy.comparing.changes import compare

        report = compare(report, _before(setup, case, since, waivers=waivers))
    return report


def _before(setup: Setup, case: Case, since: str, *, waivers: bool) -> Before:
    """Judge the declarations at a git revision, as of the run's moment and, where that is later, as of the
    commit's own.
    """
    from gbo_policy.comparing.changes import Before
    from gbo_policy.reading.revision import find_revision
    from gbo_policy.reading.revision_files import read_revision

    root, as_of = case.workspace.root, setup.settings["as_of"]
    revision = find_revision(since, root)
    reading = read_revision(setup.paths, revision, root, left_out_of(setup), looks=False)
    try:
        workspace = _at(setup, revision, root, reading.files)
    except PolicyError as error:
        return Before(revision, None, None, error.problems)
    old = case._replace(workspace=workspace)
    earlier = revision.committed.moment < as_of.moment
    then = make_report(old, revision.committed, waivers=waivers) if earlier else None
    return Before(revision, make_report(old, as_of, waivers=waivers), then)


def basis_of_run(setup: Setup, case: Case) -> Basis:
    """Write down what a run's judgement rests on besides its inputs and its pack, as a dossier holds it."""
    from gbo_policy.judging.rejudge import basis_of

    settings = setup.settings
    return basis_of(
        settings["as_of"],
        case.norms,
        case.notice_given,
        settings["select"],
        settings["ignore"],
        case.workspace.not_read,
    )


def require_flow(flow: str, workspace: Workspace) -> None:
    """Raise PolicyError, with the flow that may have been meant, where none of that id is declared."""
    ids = [f.id for f in workspace.flows]
    if flow not in ids:
        guess = nearest(flow, ids)
        raise PolicyError([problem("unknown-flow", None, word=flow, known=listed(ids), guess=guess)])


def show(report: Report, lang: str, file: Path | None, *, verbose: bool, err: bool = False) -> None:
    """Write the text format: to a file or a pipe as it is, to a terminal in colour; ``err`` for standard
    error.
    """
    from gbo_policy.formats.text import WIDTH, layout, to_text

    stream = sys.stderr if err else sys.stdout
    if file is not None or not on_screen(stream):
        # a file is the same whatever screen it was made at; a pipe ends on one
        wide = WIDTH if file is not None else columns()
        write(to_text(layout(report, lang, verbose=verbose, width=wide)), file, err=err)
        return
    from gbo_policy.cli.parts.terminal import show_lines, width

    show_lines(layout(report, lang, verbose=verbose, width=width(err=err)), err=err)
