"""A book into the files of a workspace, checked as these are checked; what is wrong is told at its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from gbo_policy.basics.problems import Location, PolicyError, Problem
from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import say
from gbo_policy.declarations.load import load_files
from gbo_policy.declarations.section_files import SECTION_FILES
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.documents.sheets.book_rows import Data
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.documents.sheets.grid_reading import RowOrigin, read_sheets
from gbo_policy.documents.sheets.plain_yaml import yaml_items, yaml_text
from gbo_policy.documents.sheets.sections import SheetSections, sections_of
from gbo_policy.documents.sheets.sheet_book import SheetBook
from gbo_policy.reading.files import IN_MEMORY, InputFile
from gbo_policy.reading.source import MAX_BYTES, Mark, location, position, read
from gbo_policy.rulebook.pack import Pack

# what a word that is not known may be a word of; no section: a choice of the models
_SECTIONS_OF = {
    "unknown-purpose": ("purpose",),
    "unknown-category": ("category",),
    "unknown-basis": ("basis",),
    "unknown-word": ("", "role", "authority", "term"),
}
_UNREAD = {
    "sheet-renamed",
    "sheet-no-heads",
    "sheet-none-known",
    "sheet-column-missing",
    "list-unknown",
    "list-no-column",
    "list-kind",
}
_FOLLOWS = {"no-agreement", "no-workspace", "dangling", "dangling-none", "missing-key", "sheet-none-and-more"}
_MOST = MAX_BYTES * 3 // 4  # of one file, which a reader refuses beyond `MAX_BYTES`


@dataclass(frozen=True)
class Imported:
    """What a book gave: the files by name, the workspace that they make, and what is told beside it."""

    files: Mapping[str, str]
    workspace: Workspace
    notices: Sequence[Problem]


def import_book(book: SheetBook, pack: Pack, lang: str, day: date) -> Imported:
    """Read a book as a workspace. Raises PolicyError with all that is wrong, each at its cell."""
    found = read_sheets(book, lang)
    made = sections_of(found, CellWords(pack.vocabulary, lang))
    wrong = [*found.problems, *made.problems]
    return import_sections(made, wrong, [*found.notices, *made.notices], pack, lang, day, book.name)


def import_sections(
    made: SheetSections,
    wrong: Sequence[Problem],
    notices: Sequence[Problem],
    pack: Pack,
    lang: str,
    day: date,
    name: str,
    beside: Sequence[InputFile] = (),
) -> Imported:
    """Check the sections of a book or list by loading them, and give the files; ``wrong`` is told in the same
    go.

    ``beside`` are the files of the workspace that they come to stand in.
    """
    files = written_files(
        made.data, lang, say(lang, "Read from {file} on {day}.", file=_one_line(name), day=day)
    )
    inputs = [InputFile(f"{name}#{n}", n, text.encode()) for n, text in files.items()]
    try:
        workspace = load_files(
            [*beside, *inputs],
            IN_MEMORY,
            pack.vocabulary,
            pack.clause_numbers,
            [name],
            [r.id for r in pack.rules],
        )
    except PolicyError as error:
        words = CellWords(pack.vocabulary, lang)
        told = [_labelled(p, words) for p in at_cells(error.problems, inputs, made)]
        raise PolicyError(_causes(told, wrong)) from None
    if wrong:
        raise PolicyError(_causes([], wrong))
    return Imported(files, workspace, [*notices, *at_cells(_own(workspace.notices, inputs), inputs, made)])


def _labelled(found: Problem, words: CellWords) -> Problem:
    """Suggest a word by its label, as the lists of a book offer it; both are read."""
    guess = found.suggestion
    if guess is None or found.code not in _SECTIONS_OF:
        return found
    labels = (words.label(section, guess) for section in _SECTIONS_OF[found.code])
    return found._replace(words={**found.words, "guess": next((w for w in labels if w != guess), guess)})


def _own(notices: Sequence[Problem], inputs: Sequence[InputFile]) -> list[Problem]:
    """Give the notices on these files, not those on what was there."""
    files = {f.path for f in inputs}
    return [n for n in notices if n.location is not None and n.location.file in files]


def _one_line(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in PurePath(name).name).split())


def _causes(told: Sequence[Problem], wrong: Sequence[Problem]) -> list[Problem]:
    """Give all that is wrong but what only follows from a cell or a sheet that was not read."""
    cells = {p.location for p in wrong}
    found = [*wrong, *(p for p in told if p.location not in cells)]
    unread = any(p.code in _UNREAD for p in wrong)
    return [p for p in found if not (unread and p.code in _FOLLOWS)]


def written_files(data: Data, lang: str, head: str) -> dict[str, str]:
    """Write sections as files, long ones as several."""
    found: dict[str, str] = {}
    for section, name in SECTION_FILES[lang].items():
        value = data.get(section)
        if value is None:
            continue
        parts = _parts(section, value) if isinstance(value, list) and value else [yaml_text({section: value})]
        for number, part in enumerate(parts, 1):
            own = name if number == 1 else f"{name}-{number}"
            found[f"{own}.yaml"] = f"# {head}\n{part}"
    return found


def _parts(section: str, items: list[Any]) -> Iterator[str]:
    """Write a list, cut where a file would grow too long to be read."""
    part = [f"{section}:\n"]
    size = 0
    for text in yaml_items(items):
        more = len(text.encode())
        if size and size + more > _MOST:
            yield "".join(part)
            part, size = [f"{section}:\n"], 0
        part.append(text)
        size += more
    yield "".join(part)


def at_cells(problems: Sequence[Problem], inputs: Sequence[InputFile], made: SheetSections) -> list[Problem]:
    """Give problems at the cells that their lines were written from."""
    places = {f.path: dict(_paths(f, made.data)) for f in inputs} if problems else {}

    def cell(where: Location, word: str = "") -> Location:
        path = places.get(where.file, {}).get((where.line, where.column))
        return where if path is None else _cell(path, word, made.origins)

    def moved(found: Problem) -> Problem:
        words = {k: cell(v) if isinstance(v, Location) else v for k, v in found.words.items()}
        word = str(found.word) if found.code == "missing-key" else ""
        return found._replace(words=words, location=found.location and cell(found.location, word))

    return [moved(p) for p in problems]


def _cell(path: Steps, missing: str, origins: Mapping[Steps, RowOrigin]) -> Location:
    for end in range(len(path), 0, -1):
        if (origin := origins.get(path[:end])) is not None:
            rest = path[end:]
            return origin.at((*rest, missing) if missing and rest[-1:] != (missing,) else rest)
    return Location("")


def _paths(file: InputFile, data: Data) -> Iterator[tuple[tuple[int, int], Steps]]:
    """Give the path of every key and value by its line and column, of those that share one the outermost
    last.
    """
    ((written, mark),) = read(file.content, file.path)[0]
    section = next(iter(written))
    start = _start(written[section], data[section])
    found = [*_walk(mark[1][section][1], (section,), start)]
    for at, path in reversed(found):
        here = location(file.path, at)
        yield (here.line, here.column), path


def _start(part: Any, whole: Any) -> int:
    """Give the number of the first item of a part of a list that was cut."""
    if not isinstance(part, list) or len(part) == len(whole) or not part:
        return 0
    return next(i for i, item in enumerate(whole) if item == part[0] and whole[i : i + len(part)] == part)


def _walk(mark: Mark, path: Steps, start: int = 0) -> Iterator[tuple[int, Steps]]:
    yield position(mark), path
    if isinstance(mark, int):
        return
    if isinstance(mark[1], dict):
        for key, (at, below) in mark[1].items():
            yield at, (*path, key)
            yield from _walk(below, (*path, key))
    else:
        for i, below in enumerate(mark[1], start):
            yield from _walk(below, (*path, i))
