"""``gbo-policy fix``: the form of declarations put right, never a fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.basics.translate import count, mark, say
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.options import CONFIG, LANGUAGE, PATHS, RULES, Setup, set_up
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_VIOLATION, write
from gbo_policy.cli.parts.rewriting import CHECK, DIFF, show_differences, unfolded, write_back
from gbo_policy.cli.parts.run import left_out_of, settings_of
from gbo_policy.declarations.load import load_files
from gbo_policy.editors.fixing import Fixed, fixed
from gbo_policy.reading.files import InputFile, Reading, read_files


@click.command(
    "fix",
    cls=Command,
    help=mark(
        "Put the form of the declarations below PATH (default: here) right, never a fact: dates, capitals,"
        " ja and nee, words "
        "by their Dutch or English labels, https:// before addresses, enterprise numbers, other words for"
        " none.\n\n"
        "Only what is certain is written; comments and order stay. What is left is told as `check` tells"
        " it.\n\n"
        "Exit code: 0 nothing is wrong any more, 1 something would be written (--check, --diff), 2"
        " something is left."
    ),
    examples=(
        CommandExample("gbo-policy fix my-workspace", mark("write what is certain")),
        CommandExample("gbo-policy fix my-workspace --diff", mark("only show it")),
    ),
)
@PATHS
@CHECK
@DIFF
@RULES
@CONFIG
@LANGUAGE
def command(
    paths: tuple[Path, ...],
    config: Path | None,
    rules: Path | None,
    *,
    check: bool,
    diff: bool,
    **options: Any,
) -> int:
    """Fix what is certain."""
    setup = set_up(paths, options, config=config, rules=rules)
    reading = read_files(setup.paths, left_out_of(setup), settings_of(setup))
    made = fixed(reading.files, lambda files: _wrong(files, reading, setup), setup.pack.vocabulary)
    by_path = {f.path: f.content for f in reading.files}
    changes = {Path(p): (by_path[p], text) for p, text in made.texts.items()}
    if diff:
        show_differences(changes)
    elif not check:
        write_back(changes)
    write(unfolded(_told(made, setup.settings["lang"], written=not (check or diff))), None, err=diff)
    left = [*reading.problems, *(p for p in made.left if p.code != "slip-9-1-g")]
    if left:
        raise PolicyError(left)
    return EXIT_VIOLATION if changes and (check or diff) else EXIT_OK


def _wrong(files: Sequence[InputFile], reading: Reading, setup: Setup) -> Sequence[Problem]:
    """Give what is wrong with some files, or, where nothing is, the notices of them."""
    pack = setup.pack
    rules = [r.id for r in pack.rules]
    try:
        workspace = load_files(files, reading.root, pack.vocabulary, pack.clause_numbers, setup.paths, rules)
    except PolicyError as error:
        return error.problems
    return [n for n in workspace.notices if n.code == "slip-9-1-g"]


def _told(made: Fixed, lang: str, *, written: bool) -> Iterator[str]:
    for fix in sorted(made.fixes, key=lambda f: f.location):
        yield f"{fix.location}: `{fix.old}` → `{fix.new}`"
    number = len(made.fixes)
    if not number:
        yield say(lang, "nothing is to be written otherwise for certain")
    elif written:
        yield count(
            lang, number, "{number} place is written otherwise", "{number} places are written otherwise"
        )
    else:
        yield count(
            lang,
            number,
            "{number} place would be written otherwise",
            "{number} places would be written otherwise",
        )
