"""Registers: columns with what they hold, rows filled from facts, and every column that is blank somewhere
counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.piece import LeftOpen, RegisterColumn

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class FilledColumn(Generic[R]):
    """A column and what fills it for a row; "" where nothing is known. ``title`` and ``told`` are
    messages.
    """

    key: str
    title: str
    told: str
    fill: Callable[[R], str]
    required: bool = False
    wide: bool = False


def filled(
    draft: Draft, columns: Sequence[FilledColumn[R]], rows: Iterable[R]
) -> tuple[tuple[RegisterColumn, ...], tuple[tuple[str, ...], ...]]:
    """Fill a register's rows; columns that are blank in some of them are remembered as such, with in how
    many.
    """
    heads = tuple(
        RegisterColumn(c.key, draft.word(c.title), draft.word(c.told), c.required, c.wide) for c in columns
    )
    fills = [c.fill for c in columns]
    made = tuple([tuple([fill(row) for fill in fills]) for row in rows])
    for i, head in enumerate(heads):
        blank = sum(not row[i] for row in made)
        if blank:
            draft.blanks[head.title, head.key] = LeftOpen(head.title, "", None, blank, len(made))
    return heads, made


def text_of(value: Any) -> str:
    """Give a text that names something; "" where nothing is stated, or that there is none."""
    return "" if value in (None, "", "none") else str(value)
