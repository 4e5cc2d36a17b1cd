"""The rows of a log as expressions, for whatever groups by number do not give: logs of a cluster, logs too
varied or in many small files, offenders and samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow.parquet as pq

from gbo_policy.audit.judge.offending import OffendingGroups
from gbo_policy.audit.judge.sampling import STRATUM, SampledGroups, drawn_rows, least_of_each
from gbo_policy.audit.read.engine import GROUP, PROFILE, LogEngine
from gbo_policy.audit.read.expressions import (
    exchanges,
    groups,
    joined,
    keyed,
    least_ids,
    offenders,
    span,
)
from gbo_policy.audit.read.ids import RepeatedIds, repeated
from gbo_policy.audit.read.log import Parquet


class LogRows:
    """The rows of the ``files`` of a log, of which rules read some ``columns``; ``starts`` are those of
    periods.
    """

    def __init__(self, engine: LogEngine, files: Sequence[Parquet], columns: Sequence[str]) -> None:
        self.engine, self.files, self.columns = engine, files, columns

    def span(self) -> tuple[date, date] | None:
        """Give the first and last day of what can be judged; None when nothing can."""
        return span(self.engine, exchanges(self.engine, self.files))

    def write_groups(self, starts: Sequence[date], path: Path) -> None:
        """Write the groups of the log as Parquet."""
        log = exchanges(self.engine, self.files)
        self.engine.write(groups(keyed(log, self.columns, starts), self.columns), path)

    def repeated(self) -> RepeatedIds:
        """Find the ids that the log repeats."""
        return repeated(self.engine, exchanges(self.engine, self.files))

    def _belonging(self, log: ir.Table, starts: Sequence[date], table: Path, given: str) -> ir.Table:
        """Give the exchanges of some groups with what is given of their group."""
        return joined(keyed(log, self.columns, starts), self.engine.given(table), self.columns, given)

    def least_ids(self, starts: Sequence[date], wanted: Path, most: int) -> dict[int, list[str]]:
        """Give the ``most`` least ids of some groups, which a Parquet file has with the number of each."""
        log, path = exchanges(self.engine, self.files), wanted.with_suffix(".ids")
        self.engine.write(least_ids(self._belonging(log, starts, wanted, GROUP), most), path)
        found: dict[int, list[str]] = {}
        for row in pq.read_table(path).to_pylist():
            found.setdefault(row[GROUP], []).append(row["id"])
        return {group: sorted(ids) for group, ids in found.items()}

    def offenders(self, starts: Sequence[date], kept: OffendingGroups) -> ir.Table:
        """Give every offending exchange with its rules, where it lies and what decided."""
        log = exchanges(self.engine, self.files, origin=True)
        belonging = self._belonging(log, starts, kept.verdicts, PROFILE)
        return offenders(belonging, self.engine.given(kept.profiles))

    def drawn(self, starts: Sequence[date], sampled: SampledGroups, folder: Path) -> list[dict[str, Any]]:
        """Draw from every stratum; give what was drawn with all that the log says of it."""
        log, drawn = exchanges(self.engine, self.files, origin=True), folder / "drawn.parquet"
        found = self._belonging(log, starts, sampled.path, STRATUM)
        self.engine.write(least_of_each(found, sampled.order), drawn)
        return drawn_rows(self.engine, log, drawn, folder / "drawn-rows.parquet")
