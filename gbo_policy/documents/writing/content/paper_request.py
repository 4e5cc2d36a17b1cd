"""What somebody asks for when a document is to be written."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """The options of a document: ids as the workspace has them, days, and words; None where not given.

    ``to`` is one addressee in the place of every one. ``starting`` is the first day of a suspension,
    ``effective`` that of a cessation.
    """

    event: str | None = None
    flow: str | None = None
    by: str | None = None
    to: str | None = None
    against: str | None = None
    party: str | None = None
    rule: str | None = None
    article: int | None = None
    means: str | None = None
    sent_on: date | None = None
    starting: date | None = None
    effective_on: date | None = None

    def given(self) -> tuple[str, ...]:
        """Give the names of the options that were given."""
        return tuple(f.name for f in fields(self) if getattr(self, f.name) is not None)
