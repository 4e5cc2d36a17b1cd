"""``gbo-policy check``: judge a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gbo_policy import formats
from gbo_policy.basics.problems import PolicyError
from gbo_policy.cli.parts.failing import unread, write_errors
from gbo_policy.cli.parts.keeping import OutputError
from gbo_policy.cli.parts.options import BASELINE, FAIL, judging, set_up
from gbo_policy.cli.parts.output import EXIT_INPUT, EXIT_OK, EXIT_REVIEW, EXIT_VIOLATION, examples, say, write
from gbo_policy.cli.parts.pairing import TEXT, PairedCommand, paired
from gbo_policy.cli.parts.run import judge, show
from gbo_policy.judging.report import Report


@click.command(
    "check",
    cls=PairedCommand,
    help=say(
        """Judge the declarations and events below PATH (default: here).

        Exit code: 0 all in order, 1 a violation, 2 wrong input (nothing was judged), 3 no violation but something to review.""",
        """Beoordeel de aangiften en gebeurtenissen onder PATH (standaard: hier).

        Afsluitcode: 0 alles in orde, 1 een schending, 2 foute invoer (niets beoordeeld), 3 geen schending maar wel iets te beoordelen.""",
    ),
    epilog=examples(
        ("gbo-policy check flows --as-of 2026-03-01", "as of a day", "op een dag"),
        (
            "gbo-policy check flows --format sarif --output gbo.sarif --format markdown --output gbo.md",
            "two formats at once",
            "twee formaten tegelijk",
        ),
        (
            "gbo-policy check flows --changed-since origin/main",
            "count only what is new since a git revision",
            "tel enkel wat nieuw is sinds een git-revisie",
        ),
        (
            "gbo-policy check flows --baseline gbo-policy-baseline.json --fail-on violation",
            "with a baseline, failing on violations only",
            "met een nulmeting, en enkel schendingen doen mislukken",
        ),
    ),
)
@judging
@FAIL
@click.option(
    "--format",
    "format_",
    multiple=True,
    type=click.Choice(formats.names()),
    help=say("Output format (repeatable).", "Uitvoerformaat (herhaalbaar)."),
)
@click.option(
    "--output",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=say(
        "File for the format just before it; - for standard output.",
        "Bestand voor het formaat er net voor; - voor de standaarduitvoer.",
    ),
)
@BASELINE
@click.option(
    "--changed-since",
    metavar="REV",
    help=say(
        "Count only what is new against the declarations at this git revision.",
        "Tel enkel wat nieuw is tegenover de aangiften op deze git-revisie.",
    ),
)
@click.option(
    "--no-waivers",
    is_flag=True,
    help=say(
        "Judge as if there were no waivers and no baseline.",
        "Beoordeel alsof er geen afwijkingen en geen nulmeting zijn.",
    ),
)
@click.option(
    "--sarif-suppressed",
    is_flag=True,
    help=say(
        "In SARIF, also what a waiver or the baseline covers, marked as suppressed.",
        "In SARIF ook wat een afwijking of de nulmeting dekt, als onderdrukt gemerkt.",
    ),
)
@click.option(
    "--verbose", "-v", is_flag=True, help=say("Show what is in order too.", "Toon ook wat in orde is.")
)
@click.option(
    "--quiet",
    "-q",
    is_flag=True,
    help=say("Show nothing but machine output.", "Toon enkel uitvoer voor machines."),
)
def command(
    *,
    paths: tuple[Path, ...],
    format_: tuple[str, ...],
    output: tuple[Path, ...],
    config: Path | None,
    rules: Path | None,
    changed_since: str | None,
    no_waivers: bool,
    sarif_suppressed: bool,
    verbose: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Judge and report."""
    wanted = paired(format_, output)
    setup = None
    try:
        setup = set_up(paths, options, config=config, rules=rules, outputs=[file for _, file in wanted])
        report = judge(setup, waivers=not no_waivers, since=changed_since)
    except OutputError:
        raise
    except PolicyError as error:
        write_errors(error, wanted, setup or unread(paths, options, config, rules))
        raise
    lang = setup.settings["lang"]
    # where a machine reads standard output, it alone does
    aside = any(file is None and name != TEXT for name, file in wanted)
    for name, file in wanted:
        if name == "sarif":
            write(sarif_of(report, lang, suppressed=sarif_suppressed), file)
        elif name != TEXT:
            write(formats.pieces(name, report, lang), file)
        elif file is not None or not quiet:
            show(report, lang, file, verbose=verbose, err=aside)
    return exit_code(report, setup.settings["fail_on"])


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
        "violation": EXIT_VIOLATION,
        "review": EXIT_REVIEW,
        "not_applicable": EXIT_REVIEW,
        "compliant": EXIT_OK,
    }
    code = codes.get(report.outcome, EXIT_INPUT)
    return EXIT_OK if code == EXIT_REVIEW and fail_on == "violation" else code
