"""``gbo-policy read``: a signed text, clause by clause against the model, and a first workspace out of it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.new_files import refuse_existing, write_new
from gbo_policy.cli.parts.options import RULES, SPOKEN, TEXT_OR_JSON
from gbo_policy.cli.parts.output import EXIT_OK, flowing, write
from gbo_policy.declarations.section_files import SECTION_FILES
from gbo_policy.documents.signed.draft import draft
from gbo_policy.documents.signed.reading_room import read_signed
from gbo_policy.documents.signed.text_answer import as_data, as_lines
from gbo_policy.rulebook.pack import load_pack, pack_files


@click.command(
    "read",
    cls=Command,
    help=mark(
        "Read a signed agreement (.docx, .odt, .pdf with text, or plain text) and say of each clause"
        " whether it is "
        "the model's: same, changed, missing, added or left blank.\n\n"
        "What is filled in where the model leaves a blank is no change. Capitals, punctuation and layout"
        " are not "
        "compared. Tracked changes are read as accepted, comments are counted. Nothing in the file is run or "
        "fetched.\n\n"
        "Exit code: 0 the text was read, whatever it says; 2 it could not be read, or is no such agreement."
    ),
    examples=(
        CommandExample("gbo-policy read signed.docx", mark("what differs from the model")),
        CommandExample(
            "gbo-policy read signed.docx --into my-workspace", mark("and a first workspace out of it")
        ),
        CommandExample("gbo-policy read signed.pdf --model model.txt", mark("with the model's own words")),
    ),
)
@click.argument("signed", metavar="SIGNED", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=mark("Write a workspace into this folder; nothing that exists is overwritten."),
)
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("The model's own text: shows its words where they went."),
)
@TEXT_OR_JSON
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Write to this file."),
)
@RULES
@SPOKEN
def command(
    signed: Path,
    into: Path | None,
    model: Path | None,
    format_: str,
    output: Path | None,
    rules: Path | None,
    lang: str,
) -> int:
    """Read a signed text."""
    keep_inputs([output], [signed, model, rules])
    target = into / f"{SECTION_FILES[lang]['agreement']}.yaml" if into is not None else None
    if into is not None and target is not None:
        _free(into, target, output)
    answer = read_signed(signed, load_pack(rules), pack_files(rules), model)
    if target is not None:
        today = datetime.now(BRUSSELS).date()
        write_new({target: draft(answer.file, answer.reading, answer.facts, today, lang)})
    text = json_text(as_data(answer, lang)) if format_ == "json" else flowing(as_lines(answer, lang))
    try:
        write(text, output)
    except PolicyError:
        if target is not None:  # all of it or nothing
            target.unlink()
        raise
    if target is not None:
        click.echo(no_order(str(target)), err=True)
        said = say(lang, "now check every line of it, and run: gbo-policy check {folder}", folder=into)
        click.echo(no_order(said), err=True)
    return EXIT_OK


def _free(into: Path, target: Path, output: Path | None) -> None:
    refuse_existing(into, [target])
    if output is not None and os.path.realpath(output) == os.path.realpath(target):
        raise PolicyError([problem("output-twice", None, word=str(output))])
