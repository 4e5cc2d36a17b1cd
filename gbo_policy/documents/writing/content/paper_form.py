"""What a module of ``documents.writing.forms`` says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gbo_policy.documents.writing.content.piece import Paperwork


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A form of a document: what writes it and the suffix of its files; ``library`` is the one that it needs,
    with its extra.
    """

    render: Callable[[Paperwork], bytes]
    suffix: str
    binary: bool = False
    library: str | None = None
    extra: str | None = None
