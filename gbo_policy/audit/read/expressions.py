"""The two passes over a log, as Ibis expressions: groups of exchanges that no rule can tell apart, and the
offenders joined back by id. DuckDB and Spark run the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import ibis
import ibis.expr.types as ir

from gbo_policy.audit.read.columns import COLUMNS, LogColumn
from gbo_policy.audit.read.engine import (
    FILE,
    GROUP,
    INSIDE,
    JOINT,
    LENGTHS,
    LINE,
    LONGEST,
    NAMED_BY,
    PERIOD,
    PROFILE,
    PROFILED,
    UNJUDGED,
    WHOLE,
    WRONG,
    LogEngine,
    key_names,
    list_places,
)
from gbo_policy.audit.read.log import Parquet, each_once
from gbo_policy.audit.read.period_numbers import SUMMER_TIME
from gbo_policy.basics.calendar import FIRST_YEAR, LAST_YEAR

_SUNDAY = 6
_TYPES = {
    LogColumn.TEXT: "string",
    LogColumn.MOMENT: "timestamp(6)",
    LogColumn.TEXTS: "array<string>",
    LogColumn.FLAG: "boolean",
}


def exchanges(engine: LogEngine, files: Sequence[Parquet], *, origin: bool = False) -> ir.Table:
    """Give all files as one table of our columns, moments in Brussels time; what a file lacks is null."""
    shapes: dict[Any, list[Parquet]] = {}
    for file in each_once(files):
        # where a mapping or other letters name a column otherwise, each is a shape of its own; and what else
        # than Parquet lies on a cluster is read one by one
        shape = str(file.schema), file.staged, tuple(file.columns.items()) if not file.staged else ()
        alone = file.path if file.cluster not in ("", "parquet") else file.cluster
        shapes.setdefault((*shape, alone), []).append(file)
    tables = [_table(engine, alike, origin) for alike in shapes.values()]
    wrong = any(WRONG in t.columns for t in tables)
    alike_ = [
        t.mutate(**{WRONG: ibis.null("string")}) if wrong and WRONG not in t.columns else t for t in tables
    ]
    return (
        alike_[0]
        if len(alike_) == 1
        else ibis.union(*(t.select(alike_[0].columns) for t in alike_), distinct=False)
    )


def _table(engine: LogEngine, alike: Sequence[Parquet], origin: bool) -> ir.Table:
    table = engine.table(alike, origin=origin)
    found = engine.ours(table, alike[0], *((FILE, LINE) if origin else ()))
    return _ours(table, alike[0].schema.names, origin) if found is None else found


def _ours(table: ir.Table, columns: Sequence[str], origin: bool) -> ir.Table:
    made = {}
    for name, column in COLUMNS.items():
        kind = _TYPES[column]
        made[name] = table[name].cast(kind) if name in columns else ibis.null(kind)
    return table.select(*((FILE, LINE) if origin else ()), **made)


def span(engine: LogEngine, log: ir.Table) -> tuple[date, date] | None:
    """Give the first and last day of what can be judged; None when nothing can."""
    first, last = engine.row(log.filter(~_bad(log)).agg(first=log["at"].min(), last=log["at"].max()))
    return None if first is None else (first.date(), last.date())


def keyed(
    log: ir.Table, columns: Sequence[str], starts: Sequence[date], keep: Sequence[str] = ()
) -> ir.Table:
    """Give the log with its key: the columns that rules read, and the number of the period that a row lies
    in, or ``UNJUDGED``; other columns that are to ``keep`` stay as they are.

    A list is its texts joined, and all lists' lengths are one number: together they tell lists apart and are
    grouped much faster.
    """
    keys: dict[str, Any] = {
        name: joined_words(log[name]) if COLUMNS[name] is LogColumn.TEXTS else log[name] for name in columns
    }
    lengths = [length_of(log[name]) * place for name, place in list_places(columns)]
    if lengths:
        keys[LENGTHS] = sum(lengths[1:], lengths[0])
    period = ibis.ifelse(_bad(log), ibis.literal(UNJUDGED, "int32"), _number(log["at"], starts, 0))
    # beside the keys, what names an exchange to people
    beside = [c for c in (*NAMED_BY, FILE, LINE) if c in log.columns and c not in keys]
    return log.select("id", "at", *beside, *keep, **keys, **{PERIOD: period})


def length_of(words: Any) -> Any:
    """Give the length of a list as ``LENGTHS`` holds it: one more than its words, 0 where there is none, and
    of a long one whether it holds an empty place.
    """
    length, empty = words.length(), words.filter(lambda word: word.isnull()).length()
    long = ibis.ifelse(empty == 0, WHOLE, LONGEST)
    return ibis.ifelse(length >= WHOLE - 1, long, length.fill_null(-1) + 1).cast("int64")


def joined_words(words: Any) -> Any:
    """Give a list as one text."""
    # most lists hold one word, which need not be joined
    whole = words.map(lambda word: word.replace(JOINT, INSIDE)).join(JOINT)
    return ibis.ifelse(words.length() == 1, words[0].replace(JOINT, INSIDE), whole)


def _bad(log: ir.Table) -> Any:
    first, last = (ibis.timestamp(datetime(year, 1, 1)) for year in (FIRST_YEAR + 1, LAST_YEAR))
    at = log["at"]
    # the hour that is skipped in spring, on the last Sunday of March; one with an offset never comes to lie
    # in it
    skipped = (
        (at.month() == 3)
        & (at.hour() == 2)
        & (at.day() >= 25)
        & (at.day_of_week.index() == _SUNDAY)
        & (at.year() >= SUMMER_TIME)
    )
    bad = log["id"].isnull() | (log["id"] == "") | at.isnull() | (at < first) | (at >= last) | skipped
    return bad | log[WRONG].notnull() if WRONG in log.columns else bad


def why_bad(log: ir.Table) -> ir.Table:
    """Give the rows that cannot be judged: where each lies, its moment, and the code of why."""
    first, last = (ibis.timestamp(datetime(year, 1, 1)) for year in (FIRST_YEAR + 1, LAST_YEAR))
    at, wrong = log["at"], log[WRONG] if WRONG in log.columns else ibis.null("string")
    code = ibis.cases(
        (wrong.notnull() & (wrong != "log-wrong"), wrong),
        (log["id"].isnull() | (log["id"] == ""), "log-no-id"),
        (wrong.notnull(), wrong),
        (at.isnull(), "log-no-at"),
        ((at < first) | (at >= last), "log-year"),
        else_="log-skipped",
    )
    return log.filter(_bad(log)).select(FILE, LINE, "id", word=at.cast("string"), code=code)


def _number(at: Any, starts: Sequence[date], lowest: int) -> Any:
    """Give the number of the period that a moment lies in, by halving: a handful of comparisons a row."""
    if not starts:
        return ibis.literal(lowest, "int32")
    middle = len(starts) // 2
    later = _number(at, starts[middle + 1 :], lowest + middle + 1)
    return ibis.ifelse(
        at < ibis.timestamp(datetime.combine(starts[middle], time())),
        _number(at, starts[:middle], lowest),
        later,
    )


def groups(log: ir.Table, columns: Sequence[str]) -> ir.Table:
    """Group what no rule can tell apart, period by period; the least id stands for the group."""
    return grouped_by(log, key_names(columns))


def grouped_by(log: ir.Table, keys: Sequence[str]) -> ir.Table:
    """Group by some keys, period by period."""
    return log.group_by([*keys, PERIOD]).agg(
        n=log.count(), first=log["at"].min(), last=log["at"].max(), low=log["id"].min()
    )


def joined(log: ir.Table, groups_: ir.Table, columns: Sequence[str], given: str) -> ir.Table:
    """Give the id and moment of every exchange that belongs to one of some groups, with what is ``given`` of
    its group.
    """
    same = [log[k].identical_to(groups_[k]) for k in key_names(columns)] + [log[PERIOD] == groups_[PERIOD]]
    beside = [log[c] for c in (*NAMED_BY, FILE, LINE) if c in log.columns]
    return log.inner_join(groups_, same).select(log["id"], log["at"], *beside, groups_[given])


def offenders(found: ir.Table, profiles: ir.Table) -> ir.Table:
    """Give every exchange, where it lies and whose it is, with the rules that it breaks and those to review,
    from the profile of its group.
    """
    own = [found[c] for c in ("id", "at", FILE, LINE, *NAMED_BY)]
    return found.inner_join(profiles, found[PROFILE] == profiles[PROFILE]).select(
        *own, *(profiles[c] for c in PROFILED)
    )


def least_ids(found: ir.Table, most: int) -> ir.Table:
    """Give the ``most`` least ids of each group's exchanges, with the group's number."""
    place = ibis.row_number().over(group_by=GROUP, order_by="id")
    return found.mutate(place=place).filter(ibis._["place"] < most).select(GROUP, "id")
