"""Logs made of plain rows, and the audit of them in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.columns import COLUMNS, Column
from gbo_policy.audit.log import find_logs
from gbo_policy.audit.run import Audit, Case, Options, audit
from gbo_policy.evaluate import Engine
from gbo_policy.pack import Pack
from tests.kit import Data, loaded

_TYPES = {Column.TEXT: pa.string(), Column.MOMENT: pa.timestamp("us"), Column.TEXTS: pa.list_(pa.string()), Column.FLAG: pa.bool_()}
SCHEMA = pa.schema([(name, _TYPES[column]) for name, column in COLUMNS.items()])


def write_log(path: Path, rows: Iterable[Mapping[str, Any]], schema: pa.Schema = SCHEMA) -> Path:
    """Write rows as Parquet; what a row does not say is null."""
    pq.write_table(pa.Table.from_pylist([dict(r) for r in rows], schema), path)
    return path


def case(pack: Pack, data: Data) -> Case:
    """Give what a log is judged by."""
    return Case(loaded(pack, data), pack, Engine.of(pack, pack.norms), "received")


def audited(judged_by: Case, *logs: Path, options: Options | None = None) -> Audit:
    """Audit logs, silently."""
    return audit(judged_by, find_logs(logs), options or Options(), lambda step, share: None)


def by_id(judged_by: Case, log: Path, folder: Path, options: Options | None = None) -> tuple[Audit, dict[str, set[tuple[str, str]]]]:
    """Audit a log; give for every id that has findings its rules with their verdicts."""
    offenders = folder / "offenders.parquet"
    found = audited(judged_by, log, options=replace(options or Options(), offenders=offenders, reviews=True))
    rows = pq.read_table(offenders).to_pylist()
    named = {r["id"]: {(rule, "violation") for rule in r["rules"]} | {(rule, "review") for rule in r["reviews"]} for r in rows}
    assert len(named) == len(rows)
    return found, named
