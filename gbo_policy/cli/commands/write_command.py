"""``gbo-policy write``: letters, advices, annexes and registers from what is declared."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from pydantic_core import PydanticCustomError

from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.steering import visible
from gbo_policy.basics.translate import count, mark, say
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.options import Setup, judging, keep_own, set_up
from gbo_policy.cli.parts.output import EXIT_OK, on_screen, write, write_lines
from gbo_policy.cli.parts.run import judge
from gbo_policy.documents.writing import Composed, PaperRequest, compose, forms, names
from gbo_policy.documents.writing.compose import check_form, default_form
from gbo_policy.judging.report import Report
from gbo_policy.terms.values import parse_date

MEANS = ("registered-letter", "email", "letter", "bailiff", "verbal")
_DAYS = {"sent_on": "--sent-on", "starting": "--from", "effective_on": "--effective-on"}


@click.command(
    "write",
    cls=Command,
    help=mark(
        "Write a document of KIND from the workspace below PATH: a letter to every other "
        "core actor, an advice, an annex or a register.\n\n"
        "What is unknown stands in it as a marked blank and is listed on standard error, "
        "as is every condition of the agreement that is not met: then it is only a draft.\n\n"
        "\b\n"
        "Letters    breach-notice, prior-notice, notice-of-default, suspension,\n"
        "           lifting, cessation, termination, overview-request,\n"
        "           assistance-request\n"
        "Annexes    contacts, processors, measures, communications\n"
        "Registers  register, breach-register\n"
        "Others     advice, protocol, breach-form\n\n"
        "Exit code: 0 when it is written, whatever is blank in it; 2 for wrong input."
    ),
    examples=(
        CommandExample(
            "gbo-policy write breach-notice flows --event leak --output notice.docx",
            mark("tell the core actors that a breach affects, officer to officer"),
        ),
        CommandExample(
            "gbo-policy write termination flows --by caw --sent-on 2026-03-02 --output notice.pdf",
            mark("give notice, with the dates on each reading"),
        ),
        CommandExample(
            "gbo-policy write register flows --party caw --output register.xlsx",
            mark("the register of processing activities of one core actor"),
        ),
    ),
)
@click.argument("kind", metavar="KIND")
@judging
@click.option("--event", metavar="ID", help=mark("The event that it is about."))
@click.option("--flow", metavar="ID", help=mark("The flow that it is about."))
@click.option("--rule", metavar="ID", help=mark("The rule whose findings are the ground."))
@click.option("--by", metavar="PARTY", help=mark("Who writes."))
@click.option("--to", metavar="PARTY", help=mark("To this one only, in the place of every other core actor."))
@click.option("--against", metavar="PARTY", help=mark("Whom a measure of article 9 is against."))
@click.option("--party", metavar="PARTY", help=mark("Whose register or annex."))
@click.option("--sent-on", metavar="DATE", help=mark("Day of dispatch."))
@click.option(
    "--from", "starting", metavar="DATE", help=mark("First day of a suspension; default the as-of day.")
)
@click.option("--effective-on", metavar="DATE", help=mark("Day of effect of a cessation."))
@click.option("--article", type=int, metavar="NUMBER", help=mark("Article of the GDPR, 32 to 36."))
@click.option("--means", type=click.Choice(MEANS), help=mark("How it is to be sent."))
@click.option(
    "--format",
    "format_",
    metavar="NAME",
    help=mark("docx, pdf, markdown, xlsx, csv or jsonld, as the kind has it; default from the file's name."),
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Write to this file, or one file a letter into this folder."),
)
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Add the event that it brings about to this file of the workspace."),
)
def command(
    kind: str,
    paths: tuple[Path, ...],
    format_: str | None,
    output: Path | None,
    record: Path | None,
    config: Path | None,
    rules: Path | None,
    **options: Any,
) -> int:
    """Write the document, then record what it brings about."""
    if kind not in names():
        raise PolicyError(
            [problem("write-kind", None, word=kind, known=listed(names()), guess=nearest(kind, names()))]
        )
    asked = _asked(options)
    chosen = check_form(kind, format_ or default_form(kind, output.suffix if output else ""))
    form = forms.usable(chosen)
    if form.binary and output is None and on_screen(sys.stdout):
        raise PolicyError([problem("needs-output", None, word=chosen)])
    setup = set_up(paths, options, config=config, rules=rules, outputs=[output])
    report, lang = judge(setup), setup.settings["lang"]
    made = compose(kind, report, asked, lang)
    recorded = None
    if record is not None:
        from gbo_policy.documents.writing.recording import prepared

        recorded = prepared(kind, report, asked, lang, record)
    if output is not None and output.is_dir():
        _into_folder(made, chosen, output, setup)
    else:
        write(form.render(made.work), output)
    if recorded is not None:
        recorded.save()
    write_lines(_told(made, report, lang), err=True)
    return EXIT_OK


def _asked(options: dict[str, Any]) -> PaperRequest:
    """Take what was asked for out of the options. Raises PolicyError for what is no day or no article."""
    problems: list[Problem] = []
    given = {
        name: options.pop(name)
        for name in ("event", "flow", "rule", "by", "to", "against", "party", "article", "means", *_DAYS)
    }
    days: dict[str, Any] = {}
    for name in _DAYS:
        word = given.pop(name)
        try:
            days[name] = None if word is None else parse_date(word)
        except PydanticCustomError:
            problems.append(problem("bad-date", None, word=word))
    if given["article"] is not None and given["article"] not in range(32, 37):
        problems.append(problem("write-article", None, word=given["article"]))
    if problems:
        raise PolicyError(problems)
    return PaperRequest(**given, **days)


def _into_folder(made: Composed, chosen: str, folder: Path, setup: Setup) -> None:
    """Write each letter to a file of its own, named after the kind and whom it is to; over nothing that
    the run reads, to which a link in the folder may lead.
    """
    form = forms.form(chosen)
    letters = {folder / f"{name}{form.suffix}": work for name, work in made.apart()}
    keep_own(setup, letters)
    for path, work in letters.items():
        write(form.render(work), path)


def _told(made: Composed, report: Report, lang: str) -> Iterator[str]:
    """Say what does not hold, what is blank, and what the answer does not cover."""
    for told in made.marks:
        yield say(lang, "draft only: {why}", why=visible(told))
    for one in made.blanks:
        where = f"{one.location}: " if one.location is not None else ""
        key = f" (`{one.key}`)" if one.key else ""
        rows = ""
        if one.of:
            rows = count(lang, one.rows, ", in {number} row of {of}", ", in {number} rows of {of}", of=one.of)
        yield visible(where) + say(
            lang, "left blank: {what}{key}{rows}", what=visible(one.what), key=visible(key), rows=rows
        )
    for gap in report.gaps:
        yield gap.line(lang)
