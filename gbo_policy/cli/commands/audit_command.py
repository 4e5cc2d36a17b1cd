"""``gbo-policy audit``: judge a log of exchanges."""

from __future__ import annotations

import errno
import gc
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gbo_policy.audit import write as formats
from gbo_policy.basics.messages import listed
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.translate import later, mark, say
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.options import CONFIG, FAIL, IGNORE, LANGUAGE, RULES, SELECT, set_up
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_REVIEW, EXIT_VIOLATION, columns, write
from gbo_policy.cli.parts.run import Judging, judging_of
from gbo_policy.logic.verdict import Verdict

if TYPE_CHECKING:
    from gbo_policy.audit.judge.audit_run import Audit, Tell

_OFFENDERS = (".parquet", ".csv", ".jsonl", ".ndjson")
_NEEDED = {"duckdb": ("audit", ("duckdb", "ibis", "pyarrow", "numpy")), "spark": ("spark", ("pyspark",))}
_AMOUNT = re.compile(r"[1-9]\d*(\.\d+)? ?[KMGT]i?B\Z", re.I)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    "audit",
    cls=Command,
    help=mark(
        "Judge the exchanges in LOG (Parquet, CSV, JSON Lines; files, folders or "
        "globs) by the rules and the workspace's declarations.\n\n"
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
@click.argument("logs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="LOG...")
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
    type=_FILE,
    metavar="FILE",
    help=mark("Write every offending id with its rules (.parquet, .csv, .jsonl)."),
)
@click.option(
    "--with-reviews",
    is_flag=True,
    help=mark("Among the offenders, also what is to be reviewed."),
)
@click.option(
    "--bad-rows",
    type=_FILE,
    metavar="FILE",
    help=mark("Write every row that could not be judged (CSV)."),
)
@click.option(
    "--engine",
    type=click.Choice(list(_NEEDED)),
    default="duckdb",
    help=mark("What reads the log."),
)
@click.option("--spark-master", default="local[2]", metavar="URL", help=mark("Where Spark runs."))
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
    logs: tuple[Path, ...],
    *,
    paths: tuple[Path, ...],
    rules: Path | None,
    config: Path | None,
    format_: str,
    output: Path | None,
    engine: str,
    memory: str,
    quiet: bool,
    **options: Any,
) -> int:
    """Judge and report."""
    signal.signal(signal.SIGTERM, _stop)
    gc.enable()  # a long run, unlike the others, though what it makes is seldom circular
    gc.set_threshold(100_000)
    _check(engine, memory, options["offenders"])
    _keep_inputs(
        [p for p in (output, options["offenders"], options["bad_rows"]) if p is not None], logs, paths
    )
    from gbo_policy.audit.judge.audit_run import ExchangeCase, Options, audit
    from gbo_policy.audit.read.log import find_logs

    own = {k: options.pop(k) for k in ("offenders", "with_reviews", "bad_rows", "spark_master")}
    outputs = [output, own["offenders"], own["bad_rows"]]
    setup = set_up(paths, options, config=config, rules=rules, outputs=outputs)
    lang = setup.settings["lang"]
    judging = judging_of(setup)
    _check_selection(setup.settings["select"], judging)
    case = ExchangeCase(judging.workspace, judging.pack, judging.engine, judging.notice_given)
    how = Options(
        engine, own["spark_master"], memory, own["offenders"], own["with_reviews"], own["bad_rows"], lang
    )
    with _progress(lang, quiet=quiet) as tell:
        found = audit(case, find_logs(logs), how, tell)
    if format_ != "text" or output is not None or not quiet:
        _show(found, format_, lang, output)
    return exit_code(found, setup.settings["fail_on"])


def _check(engine: str, memory: str, offenders: Path | None) -> None:
    problems = []
    if not _AMOUNT.match(memory):
        problems.append(problem("bad-memory", None, word=memory))
    if offenders is not None and offenders.suffix.lower() not in _OFFENDERS:
        problems.append(problem("offenders-suffix", None, word=offenders.name, known=listed(_OFFENDERS)))
    for extra, modules in [_NEEDED["duckdb"], *([_NEEDED["spark"]] if engine == "spark" else [])]:
        problems += [
            problem("extra-missing", None, word=m, known=extra) for m in modules if find_spec(m) is None
        ]
    if problems:
        raise PolicyError(problems)


def _stop(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)  # by way of all that cleans up


def _keep_inputs(outputs: Sequence[Path], logs: Sequence[Path], workspace: Sequence[Path]) -> None:
    """See that no output is an input of this run or, as a log among logs, of the next, and that its folder is there."""
    from gbo_policy.audit.read.log import KINDS, find_logs

    problems: list[Problem] = []
    read = {os.path.realpath(f.path): later("a log") for f in find_logs(logs).files}
    declared = {os.path.realpath(p) for p in workspace if p.is_file()}
    folders = [Path(os.path.realpath(p)) for p in logs if p.is_dir()]
    for output in outputs:
        real = Path(os.path.realpath(output))
        known = read.get(str(real)) or (later("a declaration") if str(real) in declared else None)
        if known:
            problems.append(problem("output-is-input", None, word=str(output), known=known))
        elif real.suffix.lower() in KINDS and any(f in real.parents for f in folders):
            problems.append(problem("output-among-logs", None, word=str(output)))
        elif not real.parent.is_dir():
            problems.append(problem("no-such-path", None, word=str(output.parent)))
        elif real.is_dir():
            problems.append(problem("cannot-write", None, word=str(output), what=os.strerror(errno.EISDIR)))
    if problems:
        raise PolicyError(problems)


def _check_selection(select: Sequence[str], judging: Judging) -> None:
    """See that what was selected judges exchanges at all: otherwise all of them would be in order."""
    from gbo_policy.audit.judge.groups import JUDGED

    known = [r.id for r in judging.pack.rules if r.kind.name in JUDGED]
    if select and not set(select) & set(known):
        raise PolicyError(
            [problem("select-not-exchanges", None, word=", ".join(select), known=listed(known))]
        )


def _progress(lang: str, *, quiet: bool) -> AbstractContextManager[Tell]:
    if quiet or not sys.stderr.isatty():
        return nullcontext(lambda step, share: None)
    from gbo_policy.cli.parts.terminal import progress

    steps = {
        "reading": say(lang, "Reading the log"),
        "grouping": say(lang, "Grouping the exchanges"),
        "judging": say(lang, "Judging"),
        "naming": say(lang, "Naming examples"),
        "writing": say(lang, "Writing the offenders"),
    }
    return progress(steps)


def _show(found: Audit, format_: str, lang: str, output: Path | None) -> None:
    if format_ == "text" and output is None and sys.stdout.isatty():
        from gbo_policy.audit.write.text_audit import layout
        from gbo_policy.cli.parts.terminal import show_lines, width

        show_lines(layout(found, lang, width()))
        return
    if format_ == "text" and output is None:
        from gbo_policy.audit.write.text_audit import layout
        from gbo_policy.formats.text import to_text

        write(to_text(layout(found, lang, columns())), None)
        return
    write(formats.render(found, format_, lang), output)


def exit_code(found: Audit, fail_on: str) -> int:
    """Give the exit code: that of a check, but never zero with rows that could not be judged."""
    from gbo_policy.audit.write.answer import verdict

    code = {Verdict.VIOLATION: EXIT_VIOLATION, Verdict.REVIEW: EXIT_REVIEW}.get(verdict(found), EXIT_OK)
    if fail_on == "never" or (fail_on == "violation" and code == EXIT_REVIEW):
        code = EXIT_OK
    return code or (EXIT_REVIEW if found.bad.total or found.notices else EXIT_OK)
