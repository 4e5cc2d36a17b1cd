"""Where each thing of the workspace stands in the files as they are now: its file, its path there, and its
data as written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gbo_policy.basics.digest import digest
from gbo_policy.basics.steps import Steps
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.source import read

_SECTION = {"flow": "flows", "event": "events", "assessment": "assessments"}
_WITHIN = {"party": "parties", "processor": "processors"}


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """One thing as it stands in a file: where, its data as written, and the digest of the file that it was
    read from.
    """

    file: Path
    path: Steps
    data: dict[str, Any]
    digest: str
    content: bytes
    document: int = 0  # of those that `---` divides the file into


def sections(case: DeskCase) -> Iterator[tuple[InputFile, dict[str, Any], int]]:
    """Give every document of every file with its sections, and its place in the file."""
    for file in case.workspace.files:
        documents, _ = read(file.content, file.path)
        for number, (data, _) in enumerate(documents):
            if isinstance(data, dict):
                yield file, data, number


def entry_of(case: DeskCase, kind: str, key: str) -> WrittenEntry | None:
    """Find a flow (under the id that it was written with), event, party or processor; or the agreement
    itself.
    """
    wanted = case.workspace.written.get(key, key)
    for file, data, document in sections(case):
        found = _found(data, kind, wanted)
        if found is not None:
            path, own = found
            return WrittenEntry(Path(file.path), path, own, digest(file.content), file.content, document)
    return None


def _found(data: dict[str, Any], kind: str, key: str) -> tuple[Steps, dict[str, Any]] | None:
    if kind == "agreement":
        own = data.get("agreement")
        return (("agreement",), own) if isinstance(own, dict) else None
    where: Steps = (_SECTION[kind],) if kind in _SECTION else ("agreement", _WITHIN[kind])
    entries: Any = data
    for step in where:
        entries = entries.get(step) if isinstance(entries, dict) else None
    for i, one in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(one, dict) and str(one.get("id")) == key:
            return (*where, i), one
    return None


def home_of(case: DeskCase, section: str) -> tuple[InputFile, int | None, int] | None:
    """Give the file into which a new entry of a section goes, with the number of entries there and the
    document; None where none has it.

    The number is None where the section stands empty.
    """
    found: tuple[InputFile, int | None, int] | None = None
    for file, data, document in sections(case):
        if section in data:
            entries = data[section]
            found = file, len(entries) if isinstance(entries, list) and entries else None, document
    return found
