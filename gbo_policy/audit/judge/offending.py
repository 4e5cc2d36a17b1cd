"""Whose exchanges broke a rule: the verdicts of kinds of exchange joined back to the log, each with where it
lies and what decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.judge.groups import GroupJudging, JudgedRule, ToldOutcome
from gbo_policy.audit.judge.tally import CountedBatch
from gbo_policy.audit.read.engine import FILE, LINE, NAMED_BY, PROFILE, PROFILED, cell, literal, replaced
from gbo_policy.audit.read.log import Parquet
from gbo_policy.audit.read.numbered import Codes, NumberedColumn, as_array, distinct, values_at
from gbo_policy.logic.verdict import Verdict

WRITTEN = {
    ".parquet": "(FORMAT parquet, USE_TMP_FILE false)",
    ".csv": "(FORMAT csv, HEADER, USE_TMP_FILE false)",
    ".jsonl": "(FORMAT json, USE_TMP_FILE false)",
    ".ndjson": "(FORMAT json, USE_TMP_FILE false)",
}
_WORDS = pa.list_(pa.string())
_PROFILES = pa.schema([(PROFILE, pa.int64()), *((c, _WORDS) for c in PROFILED)])
_TEXTS = ("id", "file", *NAMED_BY)
_NONE = -1  # in the place of the facts that a rule read, where it has no finding
_NOBODY = ", ".join(
    f'NULL::{kind} AS "{name}"'
    for kind, names in {
        "VARCHAR": ("id", FILE, *NAMED_BY),
        "TIMESTAMP": ("at",),
        "BIGINT": (LINE,),
        "VARCHAR[]": PROFILED,
    }.items()
    for name in names
)


class OffendingGroups:
    """Keeps the groups that have at least the verdict ``least`` in files of ``folder``, each with a profile
    of what decided.
    """

    def __init__(self, judging: GroupJudging, folder: Path, least: Verdict) -> None:
        self.judging, self.least = judging, least
        self.verdicts, self.profiles = folder / "verdicts.parquet", folder / "profiles.parquet"
        self._number, self._stack = 0, ExitStack()
        self._writers: dict[Path, pq.ParquetWriter] = {}

    def __enter__(self) -> OffendingGroups:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, batch: CountedBatch) -> None:
        """Keep the offending groups of a batch."""
        rows = np.flatnonzero((batch.worst >= self.least)[batch.kind])
        if not len(rows):
            return
        kinds = batch.kind[rows]
        said = {c: NumberedColumn(e.codes[rows], e.values) for c, e in batch.said.items()}
        told = [
            self._told(one, np.where(rank >= Verdict.REVIEW, one.places, _NONE)[kinds], said)
            for one, rank in zip(batch.judged, batch.ranks, strict=True)
        ]
        found, of = distinct(told, len(rows))
        profiles = map(_together, values_at(told, found))
        numbers = range(self._number, self._number + len(found))
        columns = [pa.array(numbers, pa.int64()), *(pa.array(c, _WORDS) for c in zip(*profiles, strict=True))]
        self._write(self.profiles, pa.Table.from_arrays(columns, schema=_PROFILES))
        self._write(self.verdicts, batch.keys(rows).append_column(PROFILE, as_array(of + self._number)))
        self._number += len(found)

    def _told(self, one: JudgedRule, places: Codes, said: Mapping[str, NumberedColumn]) -> NumberedColumn:
        """Give what is told of a rule for rows that read the facts at ``places`` of its keys, in their own
        words; None where it has no finding.
        """
        read = np.unique(places[places != _NONE]).tolist()
        shown = {place: self.judging.shown(one.plan, one.keys[place]) for place in read}
        columns = [NumberedColumn(places + 1, range(len(one.keys) + 1))]
        names = sorted(frozenset[str]().union(*shown.values()))
        for name in names:
            own, shows = said[name], np.isin(places, [p for p, some in shown.items() if name in some])
            columns.append(NumberedColumn(np.where(shows, own.codes + 1, 0), [None, *own.values]))
        found, of = distinct(columns, len(places))
        told = [
            self.judging.told(one.plan, one.keys[number - 1], dict(zip(names, words, strict=True)))
            if number
            else None
            for number, *words in values_at(columns, found)
        ]
        return NumberedColumn(of, told)

    def _write(self, path: Path, table: pa.Table) -> None:
        if path not in self._writers:
            self._writers[path] = self._stack.enter_context(pq.ParquetWriter(path, table.schema))
        self._writers[path].write_table(table)


def _together(outcomes: Iterable[ToldOutcome | None]) -> tuple[list[str], ...]:
    """Give the rules broken, those to review, the facts that decided and those that are missing."""
    rules, reviews, because, missing = list[str](), list[str](), list[str](), list[str]()
    for one in outcomes:
        if one is not None:
            (rules if one.verdict == Verdict.VIOLATION else reviews).append(one.rule)
            because += one.because
            missing += one.missing
    return rules, reviews, because, missing


def write_offenders(
    con: duckdb.DuckDBPyConnection, found: Path | None, names: Mapping[str, str], output: Path
) -> None:
    """Write offenders, which lie in a Parquet file, to a file that is whole or not there; ``names`` gives the
    files by what rows bear.
    """
    con.register("origins", pa.table({"key": list(names), "file": list(names.values())}))
    source = f"read_parquet({literal(found)})" if found else f"(SELECT {_NOBODY}) AS nobody WHERE false"
    text = output.suffix.lower() == ".csv"
    lists = [f"array_to_string({c}, '|')" if text else c for c in PROFILED]
    shown = {"id": "id", "file": f"coalesce((SELECT file FROM origins WHERE key = {FILE}), {FILE})"}
    shown |= {c: c for c in NAMED_BY}
    cells = {c: f"{cell(s)}" if text else s for c, s in shown.items()}
    named = [
        f"{s if not text or c in ('rules', 'reviews') else cell(s)} AS {c}"
        for c, s in zip(PROFILED, lists, strict=True)
    ]
    columns = [
        f"{cells['id']} AS id",
        '"at"',
        *named[:2],
        f"{cells['file']} AS file",
        f'{LINE} AS "row"',
        *(f"{cells[c]} AS {c}" for c in NAMED_BY),
        *named[2:],
    ]
    with replaced(output) as temporary:
        con.execute(
            f"COPY (SELECT {', '.join(columns)} FROM {source}) TO {literal(temporary)}"
            f" {WRITTEN[output.suffix.lower()]}"
        )


def origins(files: Sequence[Parquet], staged: Sequence[str]) -> dict[str, str]:
    """Give the files as the user named them by what their rows bear: the number of a staged one, the path or
    address of another.
    """
    named = {str(number): path for number, path in enumerate(staged)}
    for file in files:
        if not file.staged:
            named[file.path] = file.source
        if not file.staged and not file.cluster:
            address = Path(file.path).absolute().as_uri()
            named[address] = named[address.replace("file:///", "file:/")] = file.source  # as Spark writes it
    return named
