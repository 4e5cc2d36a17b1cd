"""The columns of an exchange log; which of them a fact of a flow or recipient comes from is said by its
field.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import Enum

from gbo_policy.terms.kinds import Field, Kind
from gbo_policy.terms.rows.logged import SEGMENT

VALUE, RAW = "is_", "text_"  # before a column: its value as ours, and the text that it was made from
LIST_SEPARATOR = "|"
NO_WORDS = "[]"  # a list of none, as text
CELL = "\x1e"  # before a moment that a workbook holds as one, which needs no pattern: no text begins so


class LogColumn(Enum):
    """The types of a log's columns; the value is the word for it in a sentence."""

    TEXT = "text"
    MOMENT = "a timestamp"
    TEXTS = "a list of text"
    FLAG = "true or false"


COLUMNS: dict[str, LogColumn] = {
    "id": LogColumn.TEXT,
    "at": LogColumn.MOMENT,
    "sender": LogColumn.TEXT,
    "recipient_kind": LogColumn.TEXT,
    "recipient": LogColumn.TEXT,
    "on_behalf_of": LogColumn.TEXT,
    "purposes": LogColumn.TEXTS,
    "data": LogColumn.TEXTS,
    "legal_basis": LogColumn.TEXTS,
    "storage": LogColumn.TEXTS,
    "access": LogColumn.TEXTS,
    "need_to_know": LogColumn.FLAG,
    "obligation_obliges": LogColumn.FLAG,
    "channel": LogColumn.TEXT,
    "format": LogColumn.TEXT,
    "flow": LogColumn.TEXT,
}
REQUIRED = ("id", "at")
PARTY_COLUMNS = ("sender", "recipient", "on_behalf_of")  # which a mapping's table of parties is about
FLAGS = tuple(c for c, kind in COLUMNS.items() if kind is LogColumn.FLAG)
FACT_COLUMNS = tuple(c for c in COLUMNS if c not in REQUIRED)


def sources(field: Field) -> frozenset[str]:
    """Give the columns (and the segment) that a fact of a flow or recipient comes from; all, where it does
    not say: slower, never wrong.
    """
    return frozenset((*FACT_COLUMNS, SEGMENT) if field.logged is None else field.logged)


def parts(kind: Kind, fields: Iterable[str], *, of_senders: bool) -> dict[frozenset[str], tuple[str, ...]]:
    """Group fields of a kind by the columns that they come from; those whose columns lie within another
    group's join that group. ``of_senders``: there are flows of several senders, of which the sender tells
    which one is meant.
    """
    columns = {name: sources(kind.field(name)) for name in fields}
    if of_senders:
        columns = {n: found | {"sender"} if "flow" in found else found for n, found in columns.items()}
    grouped: dict[frozenset[str], list[str]] = {}
    for name in sorted(columns, key=lambda n: (-len(columns[n]), sorted(columns[n]), n)):
        home = next((wide for wide in grouped if columns[name] <= wide), columns[name])
        grouped.setdefault(home, []).append(name)
    return {wide: tuple(names) for wide, names in grouped.items()}


def home(wanted: frozenset[str], every: Collection[frozenset[str]]) -> frozenset[str]:
    """Give the columns that facts of the columns ``wanted`` are worked out for: others of ``every``, where
    those lie among them. Facts for those have to be made anyway, and a few more take hardly longer.
    """
    wider = [c for c in every if wanted < c and len(c) <= len(FACT_COLUMNS)]  # more: of facts that tell none
    return min((home(c, every) for c in wider), key=lambda c: (len(c), sorted(c)), default=wanted)
