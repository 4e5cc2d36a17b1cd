"""``gbo-policy check``: judge a workspace."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from gbo_policy import formats
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import mark
from gbo_policy.cli.parts.help import CommandExample
from gbo_policy.cli.parts.options import BASELINE, FAIL, Setup, filled_in, set_up
from gbo_policy.cli.parts.options import judging as judging_options
from gbo_policy.cli.parts.output import (
    EXIT_INPUT,
    EXIT_OK,
    EXIT_REVIEW,
    EXIT_VIOLATION,
    OutputError,
    write,
    write_lines,
)
from gbo_policy.cli.parts.pairing import TEXT, PairedCommand, paired
from gbo_policy.cli.parts.run import judge, show
from gbo_policy.cli.parts.standard_input import STDIN, taken
from gbo_policy.judging.report import Report
from gbo_policy.judging.wording import verdicts
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reading.files import InputFile

if TYPE_CHECKING:  # only where there are several: start-up counts
    from gbo_policy.cli.parts.many import WorkspaceRun
    from gbo_policy.formats._many import WorkspaceAnswer


@click.command(
    "check",
    cls=PairedCommand,
    help=mark(
        "Judge the declarations and events below PATH (default: here).\n\n"
        "Exit code: 0 all in order, 1 a violation, 2 wrong input (nothing was judged), "
        "3 no violation but something to review."
    ),
    examples=(
        CommandExample("gbo-policy check flows --as-of 2026-03-01", mark("as of a day")),
        CommandExample(
            "gbo-policy check flows --format sarif --output gbo.sarif --format markdown --output gbo.md",
            mark("two formats at once"),
        ),
        CommandExample("gbo-policy check --all .", mark("every workspace of a repository")),
        CommandExample(
            "gbo-policy check flows --changed-since origin/main",
            mark("count only what is new since a git revision"),
        ),
        CommandExample(
            "gbo-policy check flows --known-on 2026-03-01", mark("what could have been known on a day")
        ),
        CommandExample(
            "gbo-policy check flows --baseline gbo-policy-baseline.json --fail-on violation",
            mark("with a baseline, failing on violations only"),
        ),
    ),
)
@judging_options
@FAIL
@click.option(
    "--format",
    "format_",
    multiple=True,
    type=click.Choice(formats.names()),
    help=mark("Output format (repeatable)."),
)
@click.option(
    "--output",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("File for the format just before it; - for standard output."),
)
@BASELINE
@click.option(
    "--changed-since",
    metavar="REV",
    help=mark("Count only what is new against the declarations at this git revision."),
)
@click.option(
    "--known-on",
    metavar="DATE|REV",
    help=mark("Judge the declarations as the git repository held them on this day, or at this revision."),
)
@click.option(
    "--no-waivers",
    is_flag=True,
    help=mark("Judge as if there were no waivers and no baseline."),
)
@click.option(
    "--all",
    "all_",
    is_flag=True,
    help=mark("Judge every workspace below PATH, each by its own settings."),
)
@click.option(
    "--sarif-suppressed",
    is_flag=True,
    help=mark("In SARIF, also what a waiver or the baseline covers, marked as suppressed."),
)
@click.option(
    "--stdin-name",
    metavar="NAME",
    help=mark("For PATH -: the name of the file that standard input holds, in place of the one on disk."),
)
@click.option(
    "--statistics",
    is_flag=True,
    help=mark("At the end, how many findings each rule gave."),
)
@click.option(
    "--watch",
    "watching",
    is_flag=True,
    help=mark("Judge again whenever a file changes, until Ctrl+C."),
)
@click.option("--verbose", "-v", is_flag=True, help=mark("Show what is in order too."))
@click.option(
    "--quiet",
    "-q",
    is_flag=True,
    help=mark("Show nothing but machine output."),
)
def command(
    *,
    paths: tuple[Path, ...],
    format_: tuple[str, ...],
    output: tuple[Path, ...],
    config: Path | None,
    rules: Path | None,
    all_: bool,
    watching: bool,
    stdin_name: str | None,
    quiet: bool,
    sarif_suppressed: bool,
    verbose: bool,
    statistics: bool,
    **options: Any,
) -> int:
    """Judge and report."""
    shown = _Showing(paired(format_, output), quiet, sarif_suppressed, verbose, statistics)
    lang = options["lang"] or click.get_current_context().obj
    stdin = taken(paths, stdin_name, lang, alone=not (all_ or watching or options["known_on"]))
    judging = partial(
        judge,
        waivers=not options.pop("no_waivers"),
        since=options.pop("changed_since"),
        known_on=options.pop("known_on"),
    )
    if all_:
        run = partial(_all, paths, options, judging, shown, config, rules)
    else:
        run = partial(_one, paths, options, judging, shown, config, rules, stdin)
    if watching:
        from gbo_policy.cli.parts.watching import looking, watch

        return watch(run, looking(filled_in(paths), config, rules), lang)
    return run()


class _Showing(NamedTuple):
    """What to show of a run, and where: formats with their files, and how much."""

    wanted: Sequence[tuple[str, Path | None]]
    quiet: bool
    suppressed: bool
    verbose: bool
    statistics: bool

    @property
    def files(self) -> list[Path | None]:
        """The files that are written."""
        return [file for _, file in self.wanted]

    @property
    def aside(self) -> bool:
        """Whether a machine reads standard output, so that it alone does."""
        return any(file is None and name != TEXT for name, file in self.wanted)


def _all(
    paths: Sequence[Path],
    options: Mapping[str, Any],
    judging: Callable[[Setup], Report],
    shown: _Showing,
    config: Path | None,
    rules: Path | None,
) -> int:
    """Judge every workspace below some folders."""
    from gbo_policy.cli.parts.many import judge_all

    folders = filled_in(paths) or [Path()]
    try:
        made = judge_all(folders, options, judging, config=config, rules=rules, outputs=shown.files)
    except OutputError:
        raise
    except PolicyError as error:  # no workspace at all, which is an answer too
        from gbo_policy.cli.parts.failing import unread, write_errors

        write_errors(error, shown.wanted, unread(folders, options, config, rules))
        raise
    _write_all(made, shown.wanted, quiet=shown.quiet, suppressed=shown.suppressed)
    if shown.statistics:
        from gbo_policy.cli.parts.counting import counted

        for run in made:
            if isinstance(run.answer.answer, Report):
                write_lines([run.answer.where, *counted(run.answer.answer, run.answer.lang)], err=shown.aside)
    return worst(_code_of(run) for run in made)


def _one(
    paths: Sequence[Path],
    options: Mapping[str, Any],
    judging: Callable[[Setup], Report],
    shown: _Showing,
    config: Path | None,
    rules: Path | None,
    stdin: InputFile | None,
) -> int:
    """Judge one workspace, or one document of standard input in it."""
    setup = None
    given = paths if stdin is None else [p for p in paths if str(p) != STDIN] or [Path(stdin.path)]
    try:
        setup = set_up(given, options, config=config, rules=rules, outputs=shown.files)._replace(stdin=stdin)
        report = judging(setup)
    except OutputError:
        raise
    except PolicyError as error:
        from gbo_policy.cli.parts.failing import unread, write_errors

        write_errors(error, shown.wanted, setup or unread(given, options, config, rules))
        raise
    lang = setup.settings["lang"]
    for name, file in shown.wanted:
        if name == "sarif":
            write(sarif_of(report, lang, suppressed=shown.suppressed), file)
        elif name != TEXT:
            write(formats.pieces(name, report, lang), file)
        elif file is not None or not shown.quiet:
            show(report, lang, file, verbose=shown.verbose, err=shown.aside)
    if shown.statistics:
        from gbo_policy.cli.parts.counting import counted  # few ask for it: start-up counts

        write_lines(counted(report, lang), err=shown.aside)
    return exit_code(report, setup.settings["fail_on"])


def _write_all(
    runs: "Sequence[WorkspaceRun]",
    wanted: Sequence[tuple[str, Path | None]],
    *,
    quiet: bool,
    suppressed: bool,
) -> None:
    """Write what became of every workspace in each format; on a screen, one line a workspace last."""
    answers = [run.answer for run in runs]
    if lacking := [name for name, _ in wanted if formats.joiner(name) is None]:
        raise PolicyError(problem("no-join", None, word=name) for name in lacking)
    for name, file in wanted:
        if name == "sarif":
            from gbo_policy.formats import sarif

            write(sarif.join(answers, suppressed=suppressed), file)
        elif (name != TEXT or file is not None or not quiet) and (join := formats.joiner(name)):
            write(join(answers), file)
    if not quiet:
        aside = any(file is None and name != TEXT for name, file in wanted)
        write_lines((_verdict_line(run.answer) for run in runs), err=aside)


def _verdict_line(one: "WorkspaceAnswer") -> str:
    if not isinstance(one.answer, Report):
        return f"{one.where}: {one.answer.headline}"
    label, summary = one.answer.pack.vocabulary.label, one.answer.summary
    counts = ", ".join(
        verdicts(summary[v], label("verdicts", v.word, one.lang), one.lang)
        for v in (Verdict.VIOLATION, Verdict.REVIEW)
    )
    return f"{one.where}: {label('verdicts', one.answer.outcome.word, one.lang).upper()} ({counts})"


def _code_of(run: "WorkspaceRun") -> int:
    if not isinstance(run.answer.answer, Report) or run.setup is None:
        return EXIT_INPUT
    return exit_code(run.answer.answer, run.setup.settings["fail_on"])


def worst(codes: Iterable[int]) -> int:
    """Give the gravest exit code: wrong input before a violation, a violation before a review."""
    found = set(codes)
    return next((c for c in (EXIT_INPUT, EXIT_VIOLATION, EXIT_REVIEW) if c in found), EXIT_OK)


def sarif_of(report: Report, lang: str, *, suppressed: bool) -> str:
    """Write SARIF; only this format knows findings that are there and yet count for nobody."""
    from gbo_policy.formats import sarif

    return sarif.render(report, lang, suppressed=suppressed)


def exit_code(report: Report, fail_on: str) -> int:
    """Give the exit code for a report; ``fail_on`` narrows what is not zero."""
    if fail_on == "never":
        return EXIT_OK
    # where nothing was judged, somebody has to look why
    codes = {
        Verdict.VIOLATION: EXIT_VIOLATION,
        Verdict.REVIEW: EXIT_REVIEW,
        Verdict.NOT_APPLICABLE: EXIT_REVIEW,
        Verdict.COMPLIANT: EXIT_OK,
    }
    code = codes[report.outcome]
    return EXIT_OK if code == EXIT_REVIEW and fail_on == "violation" else code
