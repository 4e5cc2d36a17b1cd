"""Which words of a log are known: to the vocabulary, to the workspace, and to the mapping that it was read
by.
"""

from __future__ import annotations

from collections.abc import Callable

from gbo_policy.audit.judge.exchange import Reader
from gbo_policy.audit.read.columns import COLUMNS, PARTY_COLUMNS, LogColumn
from gbo_policy.reading.mapping import BY_ID, TableMapping
from gbo_policy.terms.vocabulary import Vocabulary

Knows = Callable[[str], bool]
_SECTIONS = {
    "purposes": "purpose",
    "data": "category",
    "legal_basis": "basis",
    "storage": "country",
    "access": "country",
}


def vocabulary_words(vocabulary: Vocabulary) -> dict[str, Knows]:
    """Give for each column of the vocabulary what tells whether it knows a word."""

    def knows(section: str) -> Knows:
        return lambda word: vocabulary.lookup(section, word) is not None

    return {column: knows(section) for column, section in _SECTIONS.items()}


def mapped_words(mapping: TableMapping, reader: Reader) -> dict[str, Knows]:
    """Give for each column whose values are mapped what tells whether a word is one that the mapping gives,
    or is ours already.
    """
    own, made = vocabulary_words(reader.vocabulary), dict[str, Knows]()
    for column in (c for c, kind in COLUMNS.items() if kind in (LogColumn.TEXT, LogColumn.TEXTS)):
        party = column in PARTY_COLUMNS
        table = mapping.table(column, party=party)
        if table or (party and mapping.parties != BY_ID):
            made[column] = _either(
                frozenset(str(v) for v in table.values()), own.get(column), reader if party else None
            )
    return made


def _either(targets: frozenset[str], vocabulary: Knows | None, reader: Reader | None) -> Knows:
    def knows(word: str) -> bool:
        return (
            word in targets
            or (vocabulary is not None and vocabulary(word))
            or (reader is not None and reader.knows_name(word))
        )

    return knows
