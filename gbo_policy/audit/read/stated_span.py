"""The first and last day of a log as its Parquet files state them, so that no row has to be read for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pyarrow.parquet as pq

from gbo_policy.audit.read.log import Parquet, each_once
from gbo_policy.basics.calendar import FIRST_YEAR, LAST_YEAR

_DAY = timedelta(days=1)  # a moment with an offset may lie on another day in Brussels
_FIRST, _LAST = date(FIRST_YEAR + 1, 1, 1), date(LAST_YEAR - 1, 12, 31)


def stated_span(files: Sequence[Parquet]) -> tuple[date, date] | None:
    """Give days that no moment of a log lies before or after; None where a file does not state them."""
    days: list[date] = []
    for file in each_once(files):
        if file.cluster or "at" not in file.schema.names:
            return None
        metadata = pq.read_metadata(file.path)
        paths = [metadata.schema.column(i).path for i in range(metadata.num_columns)]
        for number in range(metadata.num_row_groups):
            found = metadata.row_group(number).column(paths.index(file.own("at"))).statistics
            if found is None or not found.has_min_max:
                return None
            if not all(isinstance(d, date) for d in (found.min, found.max)):
                return None  # finer than a moment of ours
            days += [d.date() if isinstance(d, datetime) else d for d in (found.min, found.max)]
    within = [min(max(d, _FIRST), _LAST) for d in days]
    return (min(within) - _DAY, max(within) + _DAY) if within else None
