"""``gbo-policy check``: judge a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gbo_policy import formats
from gbo_policy.cli.options import FAIL, judging, set_up
from gbo_policy.cli.output import EXIT_INPUT, EXIT_OK, EXIT_REVIEW, EXIT_VIOLATION, say, write
from gbo_policy.cli.run import judge, show
from gbo_policy.errors import PolicyError, problem
from gbo_policy.report import Report


@click.command(
    "check",
    help=say(
        """Judge the declarations and events below PATH (default: here).

        Exit code: 0 all in order, 1 a violation, 2 wrong input (nothing was judged), 3 no violation but something to review.""",
        """Beoordeel de aangiften en gebeurtenissen onder PATH (standaard: hier).

        Afsluitcode: 0 alles in orde, 1 een schending, 2 foute invoer (niets beoordeeld), 3 geen schending maar wel iets te beoordelen.""",
    ),
)
@judging
@FAIL
@click.option("--format", "format_", multiple=True, type=click.Choice(formats.names()), help=say("Output format (repeatable).", "Uitvoerformaat (herhaalbaar)."))
@click.option("--output", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help=say("File for the format before it.", "Bestand voor het formaat ervoor."))
@click.option("--no-waivers", is_flag=True, help=say("Judge as if there were no waivers.", "Beoordeel alsof er geen afwijkingen zijn."))
@click.option("--verbose", "-v", is_flag=True, help=say("Show what is in order too.", "Toon ook wat in orde is."))
@click.option("--quiet", "-q", is_flag=True, help=say("Show nothing but machine output.", "Toon enkel uitvoer voor machines."))
def command(
    *,
    paths: tuple[Path, ...],
    format_: tuple[str, ...],
    output: tuple[Path, ...],
    config: Path | None,
    rules: Path | None,
    no_waivers: bool,
    verbose: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Judge and report."""
    if len(output) > max(len(format_), 1):
        raise PolicyError([problem("output-without-format")])
    setup = set_up(paths, options, config=config, rules=rules)
    report = judge(setup, waivers=not no_waivers)
    lang = setup.settings["lang"]
    wanted = [(f, output[i] if i < len(output) else None) for i, f in enumerate(format_ or ("text",))]
    for name, file in wanted:
        if name == "text":
            if not quiet:
                show(report, lang, file, verbose=verbose)
        else:
            write(formats.renderer(name)(report, lang), file)
    return exit_code(report, setup.settings["fail_on"])


def exit_code(report: Report, fail_on: str) -> int:
    """Give the exit code for a report; ``fail_on`` narrows what is not zero."""
    if fail_on == "never":
        return EXIT_OK
    code = {"violation": EXIT_VIOLATION, "review": EXIT_REVIEW, "compliant": EXIT_OK}.get(report.verdict, EXIT_INPUT)
    return EXIT_OK if code == EXIT_REVIEW and fail_on == "violation" else code
