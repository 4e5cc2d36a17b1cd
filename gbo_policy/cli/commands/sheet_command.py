"""``gbo-policy sheet``: declarations as a workbook to fill in, and a workbook or somebody's list back into
declarations.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.steering import in_draft, no_order
from gbo_policy.basics.translate import count, mark, say
from gbo_policy.cli.parts.help import Command, CommandExample, CommandGroup
from gbo_policy.cli.parts.new_files import refuse_existing, write_new
from gbo_policy.cli.parts.options import RULES, SPOKEN
from gbo_policy.cli.parts.output import EXIT_OK, columns, on_screen, write, write_lines
from gbo_policy.reading.files import declared_files
from gbo_policy.rulebook.pack import load_pack

if TYPE_CHECKING:
    from gbo_policy.declarations.workspace import Workspace

Tell = Callable[[str, Callable[[], float | None]], None]
_EMPTY_BOOK = "--empty"


@click.group(
    "sheet",
    cls=CommandGroup,
    help=mark(
        "Declarations as a workbook (Excel) and back: write one to fill in, or read one into a workspace. "
        "Both ways nothing is lost, also what the sheets do not show."
    ),
    examples=(
        CommandExample("gbo-policy sheet write my-workspace -o book.xlsx", mark("a workspace as a workbook")),
        CommandExample("gbo-policy sheet read book.xlsx --into new", mark("a workbook as a workspace")),
    ),
)
def command() -> None:
    """Hold the two ways."""


@command.command(
    "write",
    cls=Command,
    help=mark(
        "Write a workspace as a workbook: one sheet for each kind of thing, one row for each, with"
        " drop-down lists and "
        "an explanation of every column.\n\n"
        "Comments in the files, and in which file something stands, are not in the book."
    ),
    examples=(
        CommandExample("gbo-policy sheet write -o book.xlsx", mark("the workspace here")),
        CommandExample("gbo-policy sheet write --empty -o book.xlsx", mark("an empty book to begin with")),
    ),
)
@click.argument("path", metavar="[PATH]", default=".", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="BOOK.xlsx",
    required=True,
    help=mark("The workbook to write; one that exists is never overwritten."),
)
@click.option(_EMPTY_BOOK, "empty", is_flag=True, help=mark("A book without anything in it, to begin with."))
@RULES
@SPOKEN
def write_command(path: Path, output: Path, empty: bool, rules: Path | None, lang: str) -> int:
    """Write a workbook."""
    from importlib.util import find_spec

    from gbo_policy.documents.sheets.book_rows import rows_of
    from gbo_policy.documents.sheets.book_writing import write_book
    from gbo_policy.documents.sheets.cell_words import CellWords
    from gbo_policy.documents.sheets.raw_sections import raw_sections

    if find_spec("xlsxwriter") is None:
        raise PolicyError([problem("needs-extra", None, word="sheet write", extra="xlsx")])
    if output.exists() or output.is_symlink():
        raise PolicyError([problem("already-there", None, word=str(output))])
    pack = load_pack(rules)
    words = CellWords(pack.vocabulary, lang)
    workspace = None if empty else _loaded(path, rules)
    rows = {} if workspace is None else rows_of(raw_sections(workspace), words)
    write(write_book(rows, words, [r.id for r in pack.rules]), output)
    aside = sum(len(row.rest) for kind in rows.values() for row in kind)
    notes = [problem("sheet-kept-aside", None, word=str(output), number=aside)] if aside else []
    _tell([*notes, *(() if workspace is None else workspace.gaps)], lang)
    click.echo(no_order(str(output)), err=True)
    return EXIT_OK


def _loaded(path: Path, rules: Path | None) -> Workspace:
    from gbo_policy.declarations.load import load

    pack = load_pack(rules)
    return load([path], pack.vocabulary, pack.clause_numbers, rules=[r.id for r in pack.rules])


@command.command(
    "read",
    cls=Command,
    help=mark(
        "Read a workbook (.xlsx or .ods) into a workspace: every wrong cell is told by sheet, column and"
        " row, all in "
        "one go, and then nothing is written.\n\n"
        "Nothing in the book is run, worked out or fetched: of a formula, what it last came to is read.\n\n"
        "With --map, somebody else's list (.csv too): what it gives is shown as a table, and words that"
        " nobody knows "
        "are told with how often they stand there. Its flows go into the workspace of --into, if one is"
        " there.\n\n"
        "Exit code: 0 it was read; 2 something in it is wrong."
    ),
    examples=(
        CommandExample("gbo-policy sheet read book.xlsx --into my-workspace", mark("a workspace of it")),
        CommandExample(
            "gbo-policy sheet read list.xlsx --suggest-map > mapping.yaml", mark("a mapping to begin with")
        ),
        CommandExample(
            "gbo-policy sheet read list.xlsx --map mapping.yaml", mark("a look at what a list would give")
        ),
    ),
)
@click.argument("book", metavar="BOOK.xlsx", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=mark("Write the workspace into this folder; nothing that exists is overwritten."),
)
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path),
    metavar="MAPPING.yaml",
    help=mark("What the columns and words of somebody else's list are in ours."),
)
@click.option(
    "--suggest-map",
    is_flag=True,
    help=mark("Print a draft of a mapping for this list, with the words in it that nobody knows."),
)
@click.option("--sheet", default="", metavar="NAME", help=mark("The sheet that holds the list."))
@RULES
@SPOKEN
def read_command(
    book: Path,
    into: Path | None,
    mapping: Path | None,
    suggest_map: bool,
    sheet: str,
    rules: Path | None,
    lang: str,
) -> int:
    """Read a workbook, or a list through a mapping."""
    if suggest_map:
        if mapping is not None or into is not None:
            raise click.UsageError(say(lang, "--suggest-map stands alone"))
        return _draft(book, sheet, rules, lang)
    if mapping is not None:
        return _read_list(book, into, mapping, sheet, rules, lang)
    if sheet:
        raise click.UsageError(say(lang, "--sheet belongs to --map or --suggest-map"))
    from gbo_policy.declarations.section_files import SECTION_FILES
    from gbo_policy.documents.sheets.into_workspace import import_book
    from gbo_policy.documents.sheets.opening import open_book

    if into is not None:
        refuse_existing(into, [into / f"{name}.yaml" for name in SECTION_FILES[lang].values()])
    pack = load_pack(rules)
    with _progress(lang) as tell:
        opened = open_book(book, _telling(tell))
        tell("check", lambda: None)
        made = import_book(opened, pack, lang, _today())
    _tell(made.notices, lang)
    _summary(made.workspace, lang)
    if into is not None:
        _write_files({into / name: text for name, text in made.files.items()}, into, lang)
    return EXIT_OK


def _read_list(
    book: Path, into: Path | None, mapping: Path, sheet: str, rules: Path | None, lang: str
) -> int:
    """Show what a list gives, and write it where a folder is given and nothing is wrong."""
    from gbo_policy.documents.sheets.list_import import import_list, list_mapping, map_list, open_list
    from gbo_policy.documents.sheets.list_preview import preview

    pack = load_pack(rules)
    through = list_mapping(mapping)
    declared = into is not None and bool(declared_files([into]))
    workspace = _loaded(into, rules) if into is not None and declared else None
    with _progress(lang) as tell:
        opened = open_list(book, through, _telling(tell))
        tell("check", lambda: None)
        mapped = map_list(opened, through, sheet, workspace, pack, lang)
        shown = list(preview(mapped.read, str(book), lang, columns()))
        write_lines(shown)
        made = import_list(mapped, workspace, pack, lang, _today())
    _tell(made.notices, lang)
    if into is not None:
        targets = {into / name: text for name, text in made.files.items()}
        if there := [t for t in targets if t.exists() or t.is_symlink()]:
            raise PolicyError(problem("already-there", None, word=str(t)) for t in there)
        _write_files(targets, into, lang)
    return EXIT_OK


def _draft(book: Path, sheet: str, rules: Path | None, lang: str) -> int:
    """Print a draft of a mapping."""
    from gbo_policy.documents.sheets.cell_words import CellWords
    from gbo_policy.documents.sheets.list_draft import draft_mapping
    from gbo_policy.documents.sheets.list_import import open_list
    from gbo_policy.documents.sheets.list_reading import find_list
    from gbo_policy.reading.mapping import UNMAPPED

    found, told = find_list(open_list(book, UNMAPPED, lambda _: None), sheet, UNMAPPED)
    if found is None:
        raise PolicyError(told)
    _tell(told, lang)
    write(in_draft(draft_mapping(found, CellWords(load_pack(rules).vocabulary, lang))), None)
    return EXIT_OK


def _today() -> date:
    return datetime.now(BRUSSELS).date()


def _write_files(targets: dict[Path, str], into: Path, lang: str) -> None:
    write_new(targets)
    for path in targets:
        click.echo(no_order(str(path)), err=True)
    click.echo(no_order(say(lang, "now run: gbo-policy check {folder}", folder=into)), err=True)


def _telling(tell: Tell) -> Callable[[float], None]:
    """Give what a reader tells its progress to."""
    done = [0.0]
    tell("read", lambda: done[0])

    def told(share: float) -> None:
        done[0] = share

    return told


def _progress(lang: str) -> AbstractContextManager[Tell]:
    """Show how far reading is, on a terminal and beyond two seconds."""
    if not on_screen(sys.stderr):
        return nullcontext(lambda step, share: None)
    from gbo_policy.cli.parts.terminal import progress

    return progress({"read": say(lang, "reading the book"), "check": say(lang, "checking what it says")})


def _tell(notices: Sequence[Problem], lang: str) -> None:
    for one in sorted(notices, key=lambda n: (n.location or ("",), n.sentence("en"))):
        click.echo(no_order(f"{say(lang, 'Note')}: {one.line(lang)}"), err=True)


def _summary(workspace: Workspace, lang: str) -> None:
    agreement = workspace.agreement
    counts = [
        count(lang, len(agreement.parties or ()), "{number} core actor", "{number} core actors"),
        count(lang, len(agreement.processors or ()), "{number} processor", "{number} processors"),
        count(lang, len(workspace.flows), "{number} flow", "{number} flows"),
        count(lang, len(workspace.events), "{number} event", "{number} events"),
        count(lang, len(workspace.assessments), "{number} assessment", "{number} assessments"),
        count(lang, len(workspace.waivers), "{number} waiver", "{number} waivers"),
    ]
    write_lines([say(lang, "read: {counts}", counts=", ".join(counts))])
