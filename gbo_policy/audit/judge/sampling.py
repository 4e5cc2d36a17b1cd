"""A sample of exchanges for an auditor: drawn at random within each stratum, the same for the same seed,
whatever engine reads the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.judge.explaining import whole_results
from gbo_policy.audit.judge.groups import GroupJudging
from gbo_policy.audit.judge.sample_order import SampleOrder
from gbo_policy.audit.judge.tally import CountedBatch
from gbo_policy.audit.read.columns import COLUMNS
from gbo_policy.audit.read.engine import FILE, LINE, LogEngine
from gbo_policy.audit.read.numbered import as_array
from gbo_policy.logic.verdict import Verdict

if TYPE_CHECKING:
    import ibis.expr.types as ir

STRATUM = "stratum"
NO_FINDING = "no-finding"


class Stratum(NamedTuple):
    """A stratum: its name, and how many exchanges the log holds of it."""

    name: str
    exchanges: int


@dataclass(frozen=True)
class DrawnExchange:
    """An exchange that was drawn: for which stratum, where it lies, what the log says, and the rules with
    findings.
    """

    stratum: str
    file: str
    row: int | None
    said: dict[str, Any]
    findings: tuple[tuple[str, Verdict], ...]


@dataclass(frozen=True)
class Sample:
    """A sample: how it was ordered, its strata and what was drawn, stratum by stratum."""

    order: SampleOrder
    strata: tuple[Stratum, ...]
    drawn: tuple[DrawnExchange, ...]


class SampledGroups:
    """Keeps for every group of exchanges the strata that it is in."""

    def __init__(self, judging: GroupJudging, order: SampleOrder, path: Path) -> None:
        self.judging, self.order, self.path = judging, order, path
        self.sizes: Counter[str] = Counter()
        self._numbers: dict[str, int] = {}
        self._writer: pq.ParquetWriter | None = None

    def add(self, batch: CountedBatch) -> None:
        """Keep the strata of a batch."""
        for name, kinds in self._strata(batch):
            rows = np.flatnonzero(kinds[batch.kind])
            if len(rows):
                self.sizes[name] += int(batch.counts[rows].sum())
                number = self._numbers.setdefault(name, len(self._numbers))
                table = batch.keys(rows)
                self._write(table.append_column(STRATUM, as_array(np.full(len(rows), number, np.int64))))

    def _strata(self, batch: CountedBatch) -> Iterator[tuple[str, Any]]:
        """Give each stratum's name, and for every kind of exchange whether it is in it."""
        if self.order.per == "pair":
            for number in np.unique(batch.who).tolist():
                one = self.judging.who.things[number]
                yield f"{one.sender or '?'} → {one.to or '?'} ({one.kind or '?'})", batch.who == number
        elif self.order.per == "rule":
            for judged, rank in zip(batch.judged, batch.ranks, strict=True):
                for verdict in (Verdict.VIOLATION, Verdict.REVIEW):
                    yield f"{judged.plan.rule.id}: {verdict.word}", rank == verdict
            yield NO_FINDING, batch.worst < Verdict.REVIEW
        else:
            for verdict in (Verdict.VIOLATION, Verdict.REVIEW):
                yield verdict.word, batch.worst == verdict
            yield NO_FINDING, batch.worst < Verdict.REVIEW

    def _write(self, table: pa.Table) -> None:
        self._writer = self._writer or pq.ParquetWriter(self.path, table.schema)
        self._writer.write_table(table)

    def close(self) -> None:
        """Make the file whole."""
        if self._writer is not None:
            self._writer.close()

    @property
    def names(self) -> list[str]:
        """The names of strata by their numbers."""
        return list(self._numbers)


def least_of_each(found: ir.Table, order: SampleOrder) -> ir.Table:
    """Draw: those whose id gives, with the seed, the least digests; so any engine draws the same, and nobody
    can foresee which.
    """
    import ibis

    chance = (ibis.literal(f"{order.seed}:") + found["id"]).hexdigest("md5")
    place = ibis.row_number().over(group_by=STRATUM, order_by=["chance", "id", FILE, LINE])
    drawn = found.mutate(chance=chance).mutate(place=place)
    return drawn.filter(drawn["place"] < order.size).select(STRATUM, "place", "id", FILE, LINE)


def drawn_rows(engine: LogEngine, log: ir.Table, drawn: Path, path: Path) -> list[dict[str, Any]]:
    """Give the exchanges that were drawn with all that the log says of them, stratum by stratum in the order
    of the draw.
    """
    some = engine.given(drawn)
    same = [log["id"] == some["id"], log[FILE].identical_to(some[FILE]), log[LINE].identical_to(some[LINE])]
    own = [log[c] if c != "at" else log["at"].cast("timestamp(6)").name("at") for c in (FILE, LINE, *COLUMNS)]
    engine.write(log.inner_join(some, same).select(*own, some[STRATUM], some["place"]), path)
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return sorted(rows, key=lambda r: (r[STRATUM], r["place"]))


def sample_of(
    groups: SampledGroups, rows: Sequence[dict[str, Any]], files: dict[str, str], judging: GroupJudging
) -> Sample:
    """Judge what was drawn, and give the sample."""
    names = groups.names
    strata = sorted(Stratum(name, groups.sizes[name]) for name in names)
    drawn = []
    for row in rows:
        results = whole_results(judging, row, row["at"].date())
        found = tuple((r.rule.id, r.verdict) for r in results if r.verdict >= Verdict.REVIEW)
        said = {c: row[c] for c in COLUMNS if row[c] is not None}
        drawn.append(
            DrawnExchange(names[row[STRATUM]], files.get(row[FILE], row[FILE]), row[LINE], said, found)
        )
    drawn.sort(key=lambda d: d.stratum)
    return Sample(groups.order, tuple(strata), tuple(drawn))
