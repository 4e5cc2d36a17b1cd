"""Entries that were built before: who loads a workspace at each keystroke builds only those that changed, and
reads only these.
"""

from __future__ import annotations

import marshal
from typing import Any

from pydantic import BaseModel

from gbo_policy.reading.rereading import KeystrokeReader
from gbo_policy.terms.vocabulary import Vocabulary

_Key = tuple[str, bytes]


class KnownEntries:
    """Models by their type and the data that they were built from, in order and without a blank; of the last
    two loads only.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self.reader = KeystrokeReader()
        self._words: object = None
        self._old: dict[_Key, BaseModel] = {}
        self._new: dict[_Key, BaseModel] = {}

    def next_load(self) -> None:
        """Forget what the last load did not use."""
        self._old, self._new = self._new, {}

    def speak(self, vocabulary: Vocabulary) -> None:
        """Forget everything where other words or numbers are known now than when it was built."""
        words = (dict(vocabulary.parties), vocabulary.words("purpose"), vocabulary.words("category"))
        if words != self._words:
            self._words, self._old, self._new = words, {}, {}

    def find(self, model: type[BaseModel], data: Any) -> tuple[_Key, BaseModel | None]:
        """Give the key of an entry, and what was built of the same one."""
        key = (model.__name__, marshal.dumps(data))
        found = self._new.get(key) or self._old.get(key)
        if found is not None:
            self._new[key] = found
        return key, found

    def keep(self, key: _Key, built: BaseModel) -> None:
        """Note what was built of an entry."""
        self._new[key] = built
