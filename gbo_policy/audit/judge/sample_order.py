"""How a sample is ordered."""

from __future__ import annotations

from typing import NamedTuple


class SampleOrder(NamedTuple):
    """How many exchanges are drawn within each stratum, by which seed, and what strata are: rules, pairs, or
    (None) verdicts.
    """

    size: int
    seed: int
    per: str | None = None
