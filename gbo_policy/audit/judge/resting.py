"""What verdicts rest on: on what the row itself says, or on the declared flow that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gbo_policy.audit.judge.exchange import Reader
from gbo_policy.audit.read.columns import FACT_COLUMNS
from gbo_policy.audit.read.numbered import Codes, NumberedColumn, distinct, values_at

ROW, DECLARATION, UNKNOWN = "row", "declaration", "unknown"
_FROM_RECIPIENTS = ("recipient_kind", "recipient", "on_behalf_of", "need_to_know")
_NAMES = ("flow", "sender")


class RestingCount:
    """Counts for each column where its fact came from, and how many exchanges took any from a declaration."""

    def __init__(self, reader: Reader, columns: Sequence[str]) -> None:
        self.reader = reader
        self.columns = [c for c in FACT_COLUMNS if c in columns and c != "flow"]
        self.by_column: Counter[tuple[str, str]] = Counter()
        self.declared = 0

    def add(self, columns: Mapping[str, NumberedColumn], sizes: Codes) -> None:
        """Count the kinds of exchange of a batch, each of so many exchanges."""
        names = [columns[c] for c in _NAMES if c in columns]
        found, numbers = distinct(names, len(sizes))
        stated = [self._stated(dict(zip(_NAMES, values, strict=False))) for values in values_at(names, found)]
        some = np.zeros(len(sizes), bool)
        for column in self.columns:
            own = columns[column]
            silent = np.array([_says_nothing(v) for v in own.values], bool)[own.codes]
            known = np.array([column in s for s in stated], bool)[numbers]
            some |= silent & known
            for source, mask in ((ROW, ~silent), (DECLARATION, silent & known), (UNKNOWN, silent & ~known)):
                self.by_column[column, source] += int(sizes[mask].sum())
        self.declared += int(sizes[some].sum())

    def _stated(self, row: Mapping[str, Any]) -> frozenset[str]:
        """Give the columns that the declared flow of a row states."""
        flow = self.reader.flow_of(row)
        if flow is None:
            return frozenset()
        found = {
            c
            for c in ("sender", "purposes", "data", "legal_basis", "channel", "format")
            if getattr(flow, c) is not None
        }
        found |= {
            c for c in ("storage", "access") if flow.locations and getattr(flow.locations, c) is not None
        }
        if flow.legal_obligation is not None:
            found.add("obligation_obliges")
        return frozenset(found | (set(_FROM_RECIPIENTS) if flow.recipients else set()))


def _says_nothing(value: Any) -> bool:
    """Tell whether a row leaves a column open: a list that cannot be read says something, if not what."""
    if isinstance(value, str):
        return not value.strip()
    return value is None
