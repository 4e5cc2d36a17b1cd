"""What a module of ``documents.writing.papers`` says of the kind of document that it writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gbo_policy.basics.steps import Step
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece, RegisterTable

LETTER_FORMS = ("docx", "pdf", "markdown")
REGISTER_FORMS = ("xlsx", "csv", *LETTER_FORMS)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a document brings about in the register: a new event, or a value at the keys of what is there
    already.

    ``kind`` and ``id`` say of what (``event`` or ``flow``); a new event has no ``steps``, and its id is in
    ``value``. A value is added to the list at ``steps`` where ``adds``.
    """

    kind: str
    id: str
    value: Any
    steps: tuple[Step, ...] = ()
    adds: bool = False


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of document; the module's name says the kind's.

    ``after`` is a rule with its clause that the pack must have: the text cites the agreement, and another
    agreement has other articles. ``needs`` and ``takes`` are the options that it cannot do without and those
    that it may be given besides, ``one_of`` those of which at least one is needed. ``events`` are the types
    of events that it is about. ``brings`` gives what it brings about: ``one_event`` for all letters together;
    ``record_needs`` are options without which it cannot be recorded.
    """

    title: str
    draft: Callable[[Draft, PaperRequest], tuple[Piece, ...] | RegisterTable]
    after: tuple[str, str] | None = None
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    forms: tuple[str, ...] = LETTER_FORMS
    brings: Callable[[Draft, PaperRequest], tuple[Brought, ...]] | None = None
    one_event: bool = False
    record_needs: tuple[str, ...] = ()
