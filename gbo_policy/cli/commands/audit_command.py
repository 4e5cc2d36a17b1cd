"""``gbo-policy audit``: judge a log of exchanges."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from gbo_policy.audit import write as formats
from gbo_policy.basics.near_words import listed
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.steering import in_draft
from gbo_policy.basics.translate import later, mark, say
from gbo_policy.cli.commands.audit_asked import NEEDED, asked_of, audit_options, check_asked
from gbo_policy.cli.commands.audit_parts import explain_command, sample_result_command
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.options import CONFIG, FAIL, IGNORE, LANGUAGE, RULES, SELECT, set_up
from gbo_policy.cli.parts.output import (
    EXIT_OK,
    EXIT_REVIEW,
    EXIT_VIOLATION,
    columns,
    on_screen,
    stop_cleanly,
    write,
)
from gbo_policy.cli.parts.run import case_of, tell_notices
from gbo_policy.judging.case import Case
from gbo_policy.logic.verdict import Verdict

if TYPE_CHECKING:
    from gbo_policy.audit.judge.audit_run import Audit
    from gbo_policy.audit.judge.opened_log import Tell

_FILE = click.Path(path_type=Path, dir_okay=False)


class AuditCommand(Command):
    """The command, and before logs the commands below it: a log of such a name is written ``./explain``."""

    below: ClassVar = {"explain": explain_command, "sample-result": sample_result_command}

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Let the first word name the command."""
        if args and args[0] in self.below:
            return self.below[args[0]].make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(
    "audit",
    cls=AuditCommand,
    help=mark(
        "Judge the exchanges in LOG (.parquet, .csv, .jsonl, .xlsx, each also as .gz or in a .zip; "
        "files, folders or globs) by the rules and the workspace's declarations.\n\n"
        "Also: gbo-policy audit explain ID LOG... and gbo-policy audit sample-result FILE.xlsx.\n\n"
        "Exit code: 0 all in order, 1 a violation, 2 wrong input (nothing was judged), "
        "3 no violation but something to review, or rows that could not be judged."
    ),
    examples=(
        CommandExample(
            "gbo-policy audit log.parquet --workspace flows", mark("judge a log by the declarations")
        ),
        CommandExample(
            "gbo-policy audit logs --workspace flows --format json --output answer.json "
            "--offenders offenders.csv",
            mark("with every offending id"),
        ),
    ),
)
@click.argument("logs", nargs=-1, required=True, metavar="LOG...")
@click.option(
    "--workspace",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help=mark("The workspace (repeatable; default: here)."),
)
@SELECT
@IGNORE
@RULES
@CONFIG
@LANGUAGE
@FAIL
@click.option(
    "--format",
    "format_",
    type=click.Choice(formats.names()),
    default="text",
    help=mark("Output format."),
)
@click.option(
    "--output",
    type=_FILE,
    metavar="FILE",
    help=mark("Write the answer to this file."),
)
@click.option(
    "--offenders",
    metavar="FILE",
    help=mark(
        "Write every offending id with its rules, where it lies and what decided (.parquet, .csv, .jsonl);"
        " with Spark also to an "
        "address that the cluster writes."
    ),
)
@click.option(
    "--map",
    "mapping",
    type=_FILE,
    metavar="MAPPING",
    help=mark("How the log's columns and values become ours (YAML)."),
)
@click.option(
    "--suggest-map",
    "suggest",
    is_flag=True,
    help=mark("Judge nothing; write a draft of a mapping for LOG."),
)
@click.option(
    "--quality",
    default="5",
    metavar="PERCENT",
    help=mark(
        "How many rows, in per cent, may hold a word that nobody knows before nothing is judged; with `off`"
        " the log is "
        "judged as it is."
    ),
)
@click.option(
    "--with-reviews",
    is_flag=True,
    help=mark("Among the offenders, also what is to be reviewed."),
)
@click.option(
    "--sample",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help=mark("Draw N exchanges at random within each stratum, for an auditor to judge."),
)
@click.option("--seed", type=int, default=1, metavar="S", help=mark("What the draw follows from."))
@click.option(
    "--per",
    type=click.Choice(["rule", "pair"]),
    help=mark("Strata by rule or by pair of core actors (otherwise: by verdict)."),
)
@click.option(
    "--sample-book",
    type=_FILE,
    default="sample.xlsx",
    metavar="FILE.xlsx",
    help=mark("Where the sample is written."),
)
@click.option(
    "--bad-rows",
    type=_FILE,
    metavar="FILE",
    help=mark("Write every row that could not be judged (CSV)."),
)
@click.option(
    "--engine",
    type=click.Choice(list(NEEDED)),
    default="duckdb",
    help=mark("What reads the log."),
)
@click.option(
    "--spark-master",
    default="local[2]",
    metavar="URL",
    help=mark("Where Spark runs: a master, or a Spark Connect server (sc://)."),
)
@click.option(
    "--spark-conf",
    multiple=True,
    metavar="KEY=VALUE",
    help=mark("A setting of Spark (repeatable)."),
)
@click.option(
    "--memory",
    default="1GB",
    metavar="LIMIT",
    help=mark(
        "Memory for what the engine groups and joins, which goes to disk beyond it; the program "
        "itself and its buffers take up to 1 GB besides."
    ),
)
@click.option(
    "--quiet",
    "-q",
    is_flag=True,
    help=mark("Show no progress, and no text."),
)
def command(
    logs: tuple[str, ...],
    *,
    paths: tuple[Path, ...],
    rules: Path | None,
    config: Path | None,
    format_: str,
    output: Path | None,
    quiet: bool,
    suggest: bool,
    **options: Any,
) -> int:
    """Judge and report."""
    stop_cleanly()
    gc.enable()  # a long run, unlike the others, though what it makes is seldom circular
    gc.set_threshold(100_000)
    asked = asked_of(options)
    check_asked(asked)
    from gbo_policy.audit.judge.audit_run import audit
    from gbo_policy.audit.read.log import Logs, find_logs, on_cluster

    here = [Path(given) for given in logs if on_cluster(given) is None]
    _keep_addresses(asked.store, logs)
    outputs = [path for path in (output, *asked.outputs) if path is not None]
    _keep_inputs(outputs, here, paths, asked.mapping)
    setup = set_up(paths, options, config=config, rules=rules, outputs=outputs)
    lang = setup.settings["lang"]
    case = case_of(setup)
    if not quiet:
        tell_notices(case.workspace.gaps, lang)
    _check_selection(setup.settings["select"], case)
    if suggest:
        write(in_draft(_draft(here, case, lang)), output)
        return EXIT_OK
    how = audit_options(asked, logs, lang)
    with _progress(lang, quiet=quiet) as tell:
        found = audit(case, find_logs(here) if here else Logs((), ()), how, tell)
    if found.sample is not None:
        _write_sample(found, asked.sample_book, lang)
    if format_ != "text" or output is not None or not quiet:
        _show(found, format_, lang, output)
    return exit_code(found, setup.settings["fail_on"])


def _write_sample(found: Audit, output: Path, lang: str) -> None:
    """Write the sample that was drawn as a workbook."""
    from gbo_policy.audit.read.engine import replaced
    from gbo_policy.audit.write.sample_book import render_sample

    order, pack = found.sample.order, found.case.pack  # type: ignore[union-attr]
    about = {
        say(lang, "Seed"): str(order.seed),
        say(lang, "Drawn within each stratum"): str(order.size),
        say(lang, "Strata by"): order.per or say(lang, "verdict"),
        say(lang, "Rule pack"): f"{pack.id} {pack.version} {pack.digest}",
        **{f.file: f.digest or "–" for f in found.files},
    }
    with replaced(output) as temporary:
        temporary.write_bytes(render_sample(found.sample, about, lang))  # type: ignore[arg-type]


def _draft(logs: Sequence[Path], case: Case, lang: str) -> str:
    """Draft a mapping for a log."""
    from gbo_policy.audit.judge.exchange import Reader
    from gbo_policy.audit.judge.suggest import draft
    from gbo_policy.audit.read.log import find_logs

    return draft(find_logs(logs).files, Reader.of(case.workspace, case.pack.vocabulary), lang)


def _keep_addresses(store: str, logs: Sequence[str]) -> None:
    """See that offenders do not come to lie in a log of the cluster."""
    inside = [
        given for given in logs if store and f"{store.rstrip('/')}/".startswith(f"{given.rstrip('/')}/")
    ]
    if inside:
        raise PolicyError([problem("offenders-in-log", None, word=store, known=inside[0])])


def _keep_inputs(
    outputs: Sequence[Path], logs: Sequence[Path], workspace: Sequence[Path], mapping: Path | None
) -> None:
    """See that no output is an input of this run or, as a log among logs, of the next, and that its folder is
    there.
    """
    from gbo_policy.audit.read.log import find_logs, kind_of

    problems: list[Problem] = []
    files = [f.path for f in find_logs(logs).files]
    read = {os.path.realpath(f): later("a log") for f in files}
    declared = {os.path.realpath(p) for p in workspace if p.is_file()}
    folders = [Path(os.path.realpath(p)) for p in logs if p.is_dir()]
    for output in outputs:
        real = Path(os.path.realpath(output))
        known = read.get(str(real)) or (later("a declaration") if str(real) in declared else None)
        if known:
            problems.append(problem("output-is-input", None, word=str(output), known=known))
        elif kind_of(real.name) is not None and any(f in real.parents for f in folders):
            problems.append(problem("output-among-logs", None, word=str(output)))
        elif not real.parent.is_dir():
            problems.append(problem("no-such-path", None, word=str(output.parent)))
        elif real.is_dir():
            problems.append(problem("cannot-write", None, word=str(output), what=os.strerror(errno.EISDIR)))
    if problems:
        raise PolicyError(problems)
    keep_inputs(outputs, [*files, mapping])  # by other names too


def _check_selection(select: Sequence[str], case: Case) -> None:
    """See that what was selected judges exchanges at all: otherwise all of them would be in order."""
    from gbo_policy.audit.judge.fact_plan import JUDGED

    known = [r.id for r in case.pack.rules if r.kind.name in JUDGED]
    if select and not set(select) & set(known):
        raise PolicyError(
            [problem("select-not-exchanges", None, word=", ".join(select), known=listed(known))]
        )


def _progress(lang: str, *, quiet: bool) -> AbstractContextManager[Tell]:
    if quiet or not on_screen(sys.stderr):
        return nullcontext(lambda step, share: None)
    from gbo_policy.cli.parts.terminal import progress

    steps = {
        "reading": say(lang, "Reading the log"),
        "grouping": say(lang, "Grouping the exchanges"),
        "judging": say(lang, "Judging"),
        "drawing": say(lang, "Drawing the sample"),
        "naming": say(lang, "Naming examples"),
        "writing": say(lang, "Writing the offenders"),
    }
    return progress(steps)


def _show(found: Audit, format_: str, lang: str, output: Path | None) -> None:
    if format_ == "text" and output is None and on_screen(sys.stdout):
        from gbo_policy.audit.write.text_audit import layout
        from gbo_policy.cli.parts.terminal import show_lines, width

        show_lines(layout(found, lang, width()))
        return
    if format_ == "text" and output is None:
        from gbo_policy.audit.write.text_audit import layout
        from gbo_policy.formats.text import to_text

        write(to_text(layout(found, lang, columns())), None)
        return
    write(
        formats.render(found, format_, lang), output, private=True
    )  # it names exchanges, which are about persons


def exit_code(found: Audit, fail_on: str) -> int:
    """Give the exit code: that of a check, but never zero with rows that could not be judged."""
    from gbo_policy.audit.write.answer import verdict

    code = {Verdict.VIOLATION: EXIT_VIOLATION, Verdict.REVIEW: EXIT_REVIEW}.get(verdict(found), EXIT_OK)
    if fail_on == "never" or (fail_on == "violation" and code == EXIT_REVIEW):
        code = EXIT_OK
    return code or (EXIT_REVIEW if found.bad.total or found.notices else EXIT_OK)
