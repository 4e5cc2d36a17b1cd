"""``gbo-policy report``: the written report of a moment or a period, for people and for an authority."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import mark
from gbo_policy.cli.commands.timeline_command import period
from gbo_policy.cli.parts.help import Command
from gbo_policy.cli.parts.options import Setup, judging, set_up
from gbo_policy.cli.parts.output import EXIT_OK, on_screen, write
from gbo_policy.cli.parts.run import case_of
from gbo_policy.judging.case import Case
from gbo_policy.reporting import Material, Setting, gather, names, usable, writer
from gbo_policy.reporting.assemble import assemble


@click.command(
    "report",
    cls=Command,
    help=mark(
        "Write the report on PATH as of a moment, or over a period (--from, --to): "
        "what was declared, what was judged and by which rules.\n\n"
        "Example: gbo-policy report flows --from 2026-01-01 --to 2026-12-31 --format "
        "pdf --output report.pdf\n\n"
        "Exit code: 0 when the report is written, whatever it finds; 2 for wrong input."
    ),
)
@judging
@click.option("--from", "first", metavar="DATE", help=mark("First day of the period."))
@click.option("--to", "last", metavar="DATE", help=mark("Last day of the period."))
@click.option(
    "--format",
    "format_",
    type=click.Choice(names()),
    help=mark("Output format; default from the file's name, otherwise html."),
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Write to this file."),
)
def command(
    *,
    paths: tuple[Path, ...],
    first: str | None,
    last: str | None,
    format_: str | None,
    output: Path | None,
    config: Path | None,
    rules: Path | None,
    **options: Any,
) -> int:
    """Judge and write the report."""
    if (first or last) and options["as_of"]:
        raise PolicyError([problem("moment-or-period")])
    chosen = format_ or _named_by(output)
    made = usable(chosen)
    if made.binary and output is None and on_screen(sys.stdout):
        raise PolicyError([problem("needs-output", None, word=chosen)])
    setup = set_up(paths, options, config=config, rules=rules, outputs=[output])
    case = case_of(setup)
    material = material_of(setup, case, period(first, last, case, setup) if first or last else None)
    write(made.render(assemble(material, setup.settings["lang"])), output)
    return EXIT_OK


def _named_by(output: Path | None) -> str:
    """Give the format that a file's name tells; html when it tells none."""
    return next((n for n in names() if output is not None and output.suffix == writer(n).suffix), "html")


def material_of(setup: Setup, case: Case, days: tuple[date, date] | None) -> Material:
    """Judge what a report is written from: the as-of moment of the settings, or a period given by its first
    and last day.
    """
    as_of = AsOf.of_day(days[1]) if days else setup.settings["as_of"]
    return gather(case, as_of, first=days[0] if days else None, settings=_settings(setup))


def _settings(setup: Setup) -> Iterator[Setting]:
    """Give the settings that change what is judged; of a file its name, so that where it lies changes
    nothing.
    """
    settings = setup.settings
    for name in ("select", "ignore", "exclude"):
        given = settings.values[name]
        if given.value:
            yield Setting(name, ", ".join(given.value), _source(given.source))
    for name, given in sorted(settings.parameters.items()):
        yield Setting(name, str(given.value), _source(given.source))


def _source(source: str) -> str:
    return Path(source).name
