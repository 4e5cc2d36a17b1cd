"""What is written: pieces of paper with a head, sections and places to sign, or a register of rows; rendered
in every form alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gbo_policy.basics.problems import Location
from gbo_policy.reporting.content.blocks import Inline, Pairs, Section


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """Something unknown that stands as a marked blank: what it is, in the reader's language, and where it
    belongs, if in the workspace.

    ``rows``: in a register, in how many of its ``of`` rows it is blank.
    """

    what: str
    key: str = ""
    location: Location | None = None
    rows: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whom a letter is from and to, line by line, how it is sent, and the pairs under it (date, subject,
    references).
    """

    sender: tuple[Inline, ...]
    addressee: tuple[Inline, ...]
    delivery: str
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """A place to sign: for whom, and the lines to fill in by hand."""

    for_whom: Inline
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of paper. ``name`` tells its file from others' (a party's id); ``marks`` say why it is only a
    draft.

    Sections without a title are plain paragraphs; ``greeting`` and ``closing`` are a letter's. A ``wide`` one
    lies on its side.
    """

    name: str
    title: str
    head: Letterhead | None
    marks: tuple[Inline, ...]
    sections: tuple[Section, ...]
    signing: tuple[SigningPlace, ...] = ()
    greeting: str = ""
    closing: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column of a register: its key, its head, what it holds and from where; ``required`` where the law
    itself asks for it.
    """

    key: str
    title: str
    explanation: str
    required: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """A register: rows of text, "" where nothing is known. ``linked`` gives it as JSON-LD, where it has such
    a form.
    """

    columns: tuple[RegisterColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    required: str = ""  # what a mark of `required` says
    notes: tuple[str, ...] = ()
    linked: Callable[[], Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Paperwork:
    """A whole document: one or more pieces, or a register, with the day that it speaks of and what made it.

    ``sayings`` are the words that a form needs of its own: draft, page, of, register, legend and the heads of
    a legend.
    """

    lang: str
    kind: str
    title: str
    day: date
    made_by: str
    sayings: Mapping[str, str]
    pieces: tuple[Piece, ...] = ()
    register: RegisterTable | None = None
