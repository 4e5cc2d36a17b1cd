"""Rows on a cluster that cannot be judged: counted there, and the first of them named."""

from __future__ import annotations

from collections.abc import Sequence

from gbo_policy.audit.read.bad_rows import MOST_NAMED, BadRows
from gbo_policy.audit.read.engine import LogEngine
from gbo_policy.audit.read.expressions import exchanges, why_bad
from gbo_policy.audit.read.log import Parquet


def cluster_bad_rows(engine: LogEngine, files: Sequence[Parquet], bad: BadRows) -> None:
    """Count the bad rows of what lies on a cluster, and name the first: by their row in a file, if
    the cluster counts them.
    """
    for file in (f for f in files if f.cluster):
        found = why_bad(exchanges(engine, [file], origin=True))
        for code, rows in engine.rows(found.group_by("code").agg(rows=found.count())):
            bad.count(file.source, code, int(rows))
        first = found.order_by(["_file", "_line", "id", "word"]).limit(MOST_NAMED)
        for _, line, name, word, code in engine.rows(first):
            bad.name(
                file.source, line, code, word=word if code in ("log-year", "log-skipped") else name or ""
            )
