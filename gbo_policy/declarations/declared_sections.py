"""What stands under the sections of declaration files, joined before any of it is checked."""

import marshal
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.declarations.workspace import Place
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.packed import Packer
from gbo_policy.reading.source import Mark, Read, read
from gbo_policy.terms.values import shown

if TYPE_CHECKING:  # made only where somebody waives: start-up counts
    from gbo_policy.declarations.beside import BesideWaiver

SECTIONS = ("agreement", "flows", "events", "assessments", "waivers")
SHOWN_SECTIONS = listed(SECTIONS)
_REMARKED = re.compile(rb"#\s*gbo(?:\b|_?policy)", re.IGNORECASE)  # where a comment that waives may stand


class FileEntry(NamedTuple):
    """One entry of a section as it was read, where it stands, and, of a section that is one thing, where its
    key does.
    """

    data: Any
    place: Place
    key: Location | None = None

    def opened(self) -> "FileEntry":
        """Give it as it was read."""
        return self


class PackedEntry(NamedTuple):
    """One of many entries, kept small until it is built: its data as bytes, and where it stands."""

    content: bytes
    place: Place

    def opened(self) -> "FileEntry":
        """Give it as it was read."""
        return FileEntry(marshal.loads(self.content), self.place)  # noqa: S302 - what ``gather`` wrote itself


Entries = Sequence[FileEntry | PackedEntry]


class Sections:
    """What was found under each section's name, before it is checked."""

    def __init__(self) -> None:
        self.beside: list[BesideWaiver] = []
        self.found: dict[str, list[FileEntry | PackedEntry]] = {s: [] for s in SECTIONS}
        self.any = False
        self.stated = set[str]()  # lists that are there, be it empty
        self.unread: list[Any] = []  # values that nothing was made of
        self.broken = set[str]()  # files that are not well-formed: parts of them are not read
        self.misshapen = set[str]()  # sections that are not a list


def gather(
    file: InputFile,
    sections: Sections,
    problems: list[Problem],
    reader: Callable[[bytes, str], Read] = read,
    packer: Packer | None = None,
) -> None:
    """Read one file and note what stands under each section of it; add to ``problems`` what is wrong with its
    form. With a ``packer`` the entries of lists are kept small.
    """
    documents, wrong = reader(file.content, file.path)
    problems.extend(wrong)
    if any(p.code != "duplicate-key" for p in wrong):
        sections.broken.add(file.path)
    if not wrong and all(data is None for data, _ in documents):
        problems.append(problem("not-a-workspace-file", Location(file.path, 1, 1), sections=SHOWN_SECTIONS))
    for data, mark in documents:
        place = Place(file.path, mark)
        if data is None:
            continue
        if not isinstance(data, dict):
            problems.append(problem("not-a-mapping", place.at(), found=shown(data)))
            sections.unread.append(data)
            continue
        if not any(key in SECTIONS for key in data) and not any(nearest(key, SECTIONS) for key in data):
            problems.append(problem("not-a-workspace-file", place.at(), sections=SHOWN_SECTIONS))
            sections.unread.append(data)
            continue
        for key, value in data.items():
            _section(key, value, place, sections, problems, packer)
    if not wrong and _REMARKED.search(file.content):
        from gbo_policy.declarations.beside import waivers_beside

        sections.beside.extend(waivers_beside(file, documents, problems))
    sections.unread.extend(p.words["unread"] for p in wrong if "unread" in p.words)


def _section(
    key: str,
    value: Any,
    place: Place,
    sections: Sections,
    problems: list[Problem],
    packer: Packer | None,
) -> None:
    """Note one section; a misspelt one is told, and read as the one that is meant where that is not there
    itself.
    """
    name = key
    if key not in SECTIONS:
        known = list(SECTIONS)
        guess = nearest(key, known)
        problems.append(problem("unknown-key", place.at([key]), word=key, known=listed(known), guess=guess))
        if guess is None or guess in place.whole[1]:
            sections.unread.append(value)
            return
        name = guess
    sections.any = True
    mark = place.whole[1][key][1]
    if value is None:
        return
    if name == "agreement":
        sections.found[name].append(FileEntry(value, Place(place.file, mark), place.at([key])))
    elif isinstance(value, list):
        entries = (FileEntry(item, Place(place.file, m)) for item, m in zip(value, mark[1], strict=True))
        sections.found[name].extend(entries if packer is None else (_packed(e, packer) for e in entries))
        sections.stated.add(name)
    else:
        sections.misshapen.add(name)
        problems.append(
            problem("wrong-type", place.at([key], value=True), word=shown(value), expected="a list")
        )


def _packed(entry: FileEntry, packer: Packer) -> PackedEntry:
    place = entry.place._replace(mark=packer.packed(entry.place.whole))
    return PackedEntry(marshal.dumps(entry.data), place)


def children_of(entry: FileEntry, section: str) -> tuple[list[Mark], list[Any]]:
    """Give the marks and the data of the entries of one section of the agreement."""
    if not isinstance(entry.data, dict) or section not in entry.place.whole[1]:
        return [], []
    marks = entry.place.whole[1]
    mark = marks[section][1]
    if isinstance(mark, int):
        return [], []
    written = [v for k, v in entry.data.items() if marks[k][1] is mark]
    return mark[1], written[0]
