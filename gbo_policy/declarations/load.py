"""Files into a Workspace: read, their sections joined and built; every problem in one go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.declarations.building import Builder
from gbo_policy.declarations.declared_sections import SHOWN_SECTIONS, Sections, gather
from gbo_policy.declarations.doubts import but_of_aliases
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.reading.files import InputFile, Reading, read_files
from gbo_policy.reading.packed import Packer
from gbo_policy.reading.passed_over import NotRead, Pattern
from gbo_policy.reading.source import read
from gbo_policy.terms.vocabulary import Vocabulary

if TYPE_CHECKING:  # for some workspaces only: start-up counts
    from gbo_policy.declarations.known_entries import KnownEntries


def load(
    paths: Sequence[str | Path],
    vocabulary: Vocabulary,
    clauses: Sequence[str],
    exclude: Sequence[Pattern] = (),
    *,
    rules: Sequence[str] | None = None,
    strict: bool = False,
    settings: Path | None = None,
) -> Workspace:
    """Read the workspace below ``paths``; ``clauses`` are those that a ground may name, ``rules`` those that
    a waiver or a reading may.

    Raises PolicyError with all that is wrong; with ``strict`` a file that looks meant and is not read is
    wrong too.
    """
    reading = read_files(paths, exclude, settings)
    if strict:
        meant = tuple(n for n in reading.notices if n.code != "excluded")
        reading = reading._replace(
            problems=(*reading.problems, *meant),
            notices=tuple(n for n in reading.notices if n not in meant),
        )
    return _load(reading, vocabulary, clauses, paths, rules)


def load_files(
    files: Sequence[InputFile],
    root: Path,
    vocabulary: Vocabulary,
    clauses: Sequence[str],
    paths: Sequence[str | Path] = (),
    rules: Sequence[str] | None = None,
    known: KnownEntries | None = None,
    *,
    not_read: Sequence[NotRead] = (),
) -> Workspace:
    """Make a workspace of files in memory; ``paths`` is what to name when they hold none, ``not_read`` what
    was passed over then.

    ``known`` keeps entries from one load to the next, for who loads again and again. Raises PolicyError with
    all that is wrong.
    """
    notices = tuple(problem("recorded-not-read", None, word=one.name) for one in not_read)
    reading = Reading(root, tuple(files), tuple(not_read), notices)
    return _load(reading, vocabulary, clauses, paths, rules, known)


def _load(
    reading: Reading,
    vocabulary: Vocabulary,
    clauses: Sequence[str],
    paths: Sequence[str | Path],
    rules: Sequence[str] | None,
    known: KnownEntries | None = None,
) -> Workspace:
    problems = list(reading.problems)
    sections = Sections()
    reader, packer = (read, Packer()) if known is None else (known.reader.read, None)
    for file in reading.files:
        gather(file, sections, problems, reader, packer)
    if not sections.any and not problems:
        empty = [
            problem("no-workspace", None, word=str(p), sections=SHOWN_SECTIONS)
            for p in paths or [reading.root]
        ]
        raise PolicyError([*empty, *reading.notices])  # a file that looks meant may be the cause
    builder = Builder(vocabulary, clauses, rules, problems, known)
    workspace = builder.build(sections, reading)
    if problems:
        if known is not None and any(p.code == "unknown-key" for p in problems):
            known.reader.forget()  # a misspelt key leaves its mark
        if any(p.code in {"dangling", "dangling-none", "no-agreement"} for p in problems):
            problems += reading.notices  # what was not read may be the cause
        raise PolicyError(but_of_aliases(problems))
    return workspace
