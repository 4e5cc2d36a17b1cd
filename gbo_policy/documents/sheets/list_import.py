"""Somebody else's list into a workspace: opened, mapped, shown, checked beside what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from gbo_policy.basics.folding import folded
from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.declarations.section_files import SECTION_FILES
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.documents.sheets.csv_cells import read_csv
from gbo_policy.documents.sheets.into_workspace import Imported, import_sections
from gbo_policy.documents.sheets.list_columns import flags, list_columns
from gbo_policy.documents.sheets.list_reading import KnownActors, ListRead, find_list, read_list, slug
from gbo_policy.documents.sheets.opening import file_bytes, open_book
from gbo_policy.documents.sheets.sheet_book import SheetBook, Told
from gbo_policy.facts.departures import departures
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.mapping import TableMapping, read_mapping
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.values import digits_of


@dataclass(frozen=True)
class MappedList:
    """A list as its mapping reads it, and what is told of the book that it stands in."""

    book: SheetBook
    read: ListRead
    notices: Sequence[Problem]


def list_mapping(path: Path) -> TableMapping:
    """Read the mapping of a list. Raises PolicyError with all that is wrong."""
    return read_mapping(path, list(list_columns()), flags())


def open_list(path: Path, mapping: TableMapping, told: Told) -> SheetBook:
    """Open a workbook, or a list as text. Raises PolicyError for what cannot or must not be read."""
    content = file_bytes(path)
    zipped = content.startswith((b"PK", bytes.fromhex("d0cf11e0")))
    return open_book(path, told) if zipped else read_csv(content, str(path), mapping.encoding)


def map_list(
    book: SheetBook, mapping: TableMapping, sheet: str, workspace: Workspace | None, pack: Pack, lang: str
) -> MappedList:
    """Read a list through its mapping. Raises PolicyError where there is no such list in the book."""
    found, told = find_list(book, sheet, mapping)
    if found is None:
        raise PolicyError(told)
    known, vocabulary = None, pack.vocabulary
    if workspace is not None:
        known, added = actors(workspace), departures(workspace.agreement)
        vocabulary = vocabulary.with_words(added.purposes, added.categories)
    read = read_list(book, found, mapping, CellWords(vocabulary, lang), known, lang)
    return MappedList(book, read, [*book.notices, *told, *read.made.notices])


def actors(workspace: Workspace) -> KnownActors:
    """Give what the core actors and processors of a workspace are called; what two are called stands for
    none.
    """
    parties: dict[str, set[str]] = {}
    for party in workspace.agreement.parties or ():
        for word in (party.name, digits_of(party.enterprise_number or "")):
            if word:
                parties.setdefault(folded(word), set()).add(party.id)
    processors: dict[str, set[str]] = {}
    for one in workspace.agreement.processors or ():
        if one.name:
            processors.setdefault(folded(one.name), set()).add(one.id)

    def single(named: dict[str, set[str]], ids: Sequence[str]) -> dict[str, str]:
        found = {word: next(iter(those)) for word, those in named.items() if len(those) == 1}
        return found | {folded(one): one for one in ids}

    return KnownActors(
        single(parties, list(workspace.parties)), single(processors, list(workspace.processors))
    )


def import_list(
    mapped: MappedList, workspace: Workspace | None, pack: Pack, lang: str, day: date
) -> Imported:
    """Check the flows of a list in their workspace, or in a new one that names whom the list names. Raises
    PolicyError with all that is wrong.
    """
    made = mapped.read.made
    beside: Sequence[InputFile] = ()
    if workspace is not None:
        beside = workspace.files
    elif mapped.read.parties or mapped.read.processors:
        made.data["agreement"] = {"parties": list(mapped.read.parties.values())}
        if mapped.read.processors:
            made.data["agreement"]["processors"] = list(mapped.read.processors.values())
    found = import_sections(made, made.problems, mapped.notices, pack, lang, day, mapped.book.name, beside)
    stem = slug(PurePath(mapped.book.name).stem)
    flows = f"{SECTION_FILES[lang]['flows']}.yaml"
    files = {f"{stem}.yaml" if name == flows else name: text for name, text in found.files.items()}
    return Imported(files, found.workspace, found.notices)
