"""``gbo-policy fmt``: the normal form of declarations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.basics.translate import count, mark
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.options import CONFIG, LANGUAGE, PATHS, set_up
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_VIOLATION, write
from gbo_policy.cli.parts.rewriting import CHECK, DIFF, show_differences, unfolded, write_back
from gbo_policy.cli.parts.run import left_out_of, settings_of
from gbo_policy.editors.formatting import formatted
from gbo_policy.reading.files import InputFile, read_files


@click.command(
    "fmt",
    cls=Command,
    help=mark(
        "Write the declarations below PATH (default: here) in their normal form: two blanks for each level,"
        " one empty line "
        "at most, one blank after a comma and a colon. Data, order and comments stay.\n\n"
        "Exit code: 0 all have it now, 1 something would be written (--check, --diff), 2 a file cannot be"
        " read."
    ),
    examples=(
        CommandExample("gbo-policy fmt my-workspace", mark("write it")),
        CommandExample(
            "gbo-policy fmt my-workspace --check", mark("in CI: fail where a file has another form")
        ),
    ),
)
@PATHS
@CHECK
@DIFF
@CONFIG
@LANGUAGE
def command(paths: tuple[Path, ...], config: Path | None, *, check: bool, diff: bool, **options: Any) -> int:
    """Write the normal form."""
    setup = set_up(paths, options, config=config, rules=None)
    reading = read_files(setup.paths, left_out_of(setup), settings_of(setup))
    problems = list(reading.problems)
    changes = {
        Path(f.path): (f.content, new) for f in reading.files if (new := _new(f, problems)) is not None
    }
    if diff:
        show_differences(changes)
    elif not check:
        write_back(changes)
    write(unfolded(_told(list(changes), setup.settings["lang"], written=not (check or diff))), None, err=diff)
    if problems:
        raise PolicyError(problems)
    return EXIT_VIOLATION if changes and (check or diff) else EXIT_OK


def _new(file: InputFile, problems: list[Problem]) -> str | None:
    """Give the normal form of a file that has another; None for one that has it, or that cannot have it,
    which is told.
    """
    try:
        text = file.content.decode("utf-8")
        new = formatted(text, file.path)
    except PolicyError as error:
        problems.extend(error.problems)
        return None
    except UnicodeDecodeError:
        problems.extend(_not_text(file))
        return None
    return None if new == text else new


def _not_text(file: InputFile) -> list[Problem]:
    from gbo_policy.reading.source import read

    return read(file.content, file.path)[1]


def _told(changed: list[Path], lang: str, *, written: bool) -> Iterator[str]:
    yield from map(str, changed)
    number = len(changed)
    if written:
        yield count(
            lang,
            number,
            "{number} file is written in its normal form",
            "{number} files are written in their normal form",
        )
    else:
        yield count(lang, number, "{number} file has another form", "{number} files have another form")
