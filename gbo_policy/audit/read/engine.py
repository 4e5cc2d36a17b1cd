"""The two passes over a log, as Ibis expressions: groups of exchanges that no rule can tell apart, and the offenders joined back by id.

DuckDB, embedded, is the default engine; Spark runs the same expressions. Both write Parquet; neither hands rows of a log to Python.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from gbo_policy.audit.read.columns import COLUMNS, LogColumn
from gbo_policy.audit.read.log import Parquet
from gbo_policy.basics.calendar import FIRST_YEAR, LAST_YEAR
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.steering import BLANK, FORMULA, STEERING

PERIOD, PROFILE, GROUP, LENGTHS = "period", "profile", "group_number", "lengths"
UNJUDGED = -1  # in place of a period: a row without an id or a day that can be judged
LONGEST = 4095  # stands for a list of 4,094 words or more, of which no more is known
JOINT = "\x1f"
_TYPES = {
    LogColumn.TEXT: "string",
    LogColumn.MOMENT: "timestamp(6)",
    LogColumn.TEXTS: "array<string>",
    LogColumn.FLAG: "boolean",
}
_ZONE = "Europe/Brussels"
_SUNDAY, _SUMMER_TIME = 6, 1981  # since that year it begins on the last Sunday of March
# in place of the joint inside a word, so that no word is taken for two: as little a letter as the joint itself
_INSIDE = "\x1e"


def _class(characters: str) -> str:
    """Write characters, ranges of them too, as a class for DuckDB's patterns."""
    return "[" + "".join(c if c == "-" else f"\\x{{{ord(c):x}}}" for c in characters) + "]"


_SPACES = (
    "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # what ``str.lstrip`` takes away
)
_SIGNS = "".join(f"\\x{{{ord(c):x}}}" for c in FORMULA)
_FORMULA = f"^{_class(_SPACES)}*[{_SIGNS}]|^{_class(''.join(BLANK))}"
_STEERS = _class(STEERING)


class LogEngine(Protocol):
    """What runs the expressions: reads Parquet files as a table, and writes a table as Parquet."""

    def table(self, paths: Sequence[str], schema: pa.Schema) -> ir.Table:
        """Give Parquet files of one shape as a table."""

    def write(self, table: ir.Table, path: Path) -> str:
        """Write a table as Parquet below ``path``, streaming; give what DuckDB reads it by."""

    def row(self, table: ir.Table) -> tuple[Any, ...]:
        """Give the only row of a table."""

    def progress(self) -> float | None:
        """Give how far the running pass is, from 0 to 1; None when the engine does not say."""


class Duck:
    """DuckDB, embedded; more than ``memory`` spills into ``spill``."""

    def __init__(self, spill: Path, memory: str) -> None:
        self.raw = duckdb.connect()
        self.raw.execute(f"SET TimeZone = '{_ZONE}'")
        self.raw.execute(f"SET temp_directory = {literal(spill)}")
        self.raw.execute(f"SET memory_limit = '{memory}'")
        self.raw.execute("SET enable_progress_bar = true")  # counted, for who asks, but
        self.raw.execute("SET enable_progress_bar_print = false")  # not shown

    def table(self, paths: Sequence[str], schema: pa.Schema) -> ir.Table:
        """Give Parquet files of one shape as a table."""
        name = ibis.util.gen_name("log")
        files = ", ".join(map(literal, paths))
        # by name: files of another order must not lend each other their columns
        columns = ", ".join(f'"{c}"' for c in schema.names)
        self.raw.execute(
            f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM read_parquet([{files}], hive_partitioning = false)"
        )
        return _named(name, schema)

    def write(self, table: ir.Table, path: Path) -> str:
        """Write a table as one Parquet file."""
        with told(duckdb.Error):
            self.raw.execute(
                f"COPY ({ibis.to_sql(table, dialect='duckdb')}) TO {literal(path)} (FORMAT parquet)"
            )
        return str(path)

    def row(self, table: ir.Table) -> tuple[Any, ...]:
        """Give the only row of a table."""
        with told(duckdb.Error):
            found: tuple[Any, ...] = self.raw.execute(str(ibis.to_sql(table, dialect="duckdb"))).fetchall()[0]
        return found

    def progress(self) -> float | None:
        """Give how far the running query is."""
        share = self.raw.query_progress()
        return share / 100 if share >= 0 else None


class Spark:
    """Spark, local or a cluster: the session is made, or the one that already runs is used."""

    def __init__(self, master: str, memory: str) -> None:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        self._errors = PySparkException, Py4JError

        settings = {
            "spark.sql.session.timeZone": _ZONE,
            "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
            "spark.driver.memory": _java_memory(memory),
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        if master.startswith(
            "local"
        ):  # nothing listens beyond this machine, and nothing is split up that fits in one piece
            here = dict.fromkeys(("spark.driver.host", "spark.driver.bindAddress"), "127.0.0.1")
            settings |= {"spark.sql.shuffle.partitions": "2", **here}
        builder = SparkSession.builder.master(master).appName("gbo-policy audit")
        for key, value in settings.items():
            builder = builder.config(key, value)
        try:
            self.session = builder.getOrCreate()
        except (PySparkException, OSError) as error:
            raise PolicyError([problem("spark-failed", None, what=str(error).splitlines()[0])]) from None
        self.session.sparkContext.setLogLevel("ERROR")

    def table(self, paths: Sequence[str], schema: pa.Schema) -> ir.Table:
        """Give Parquet files of one shape as a table."""
        name = ibis.util.gen_name("log")
        with told(*self._errors):
            self.session.read.parquet(*paths).select(
                *(f"`{c}`" for c in schema.names)
            ).createOrReplaceTempView(name)
        return _named(name, schema)

    def write(self, table: ir.Table, path: Path) -> str:
        """Write a table as a folder of Parquet files."""
        with told(*self._errors):
            self.session.sql(str(ibis.to_sql(table, dialect="pyspark"))).write.mode("overwrite").parquet(
                str(path)
            )
        return f"{path}/*.parquet"

    def row(self, table: ir.Table) -> tuple[Any, ...]:
        """Give the only row of a table."""
        with told(*self._errors):
            return tuple(self.session.sql(str(ibis.to_sql(table, dialect="pyspark"))).collect()[0])

    def progress(self) -> float | None:
        """Spark does not say."""
        return None


@contextmanager
def told(*errors: type[Exception]) -> Iterator[None]:
    """Turn what an engine says of a log that it cannot read into a problem. Raises PolicyError."""
    try:
        yield
    except errors as error:
        what = " ".join(str(error).split())[:200]
        raise PolicyError([problem("log-engine", None, what=what)]) from None


def _named(name: str, schema: pa.Schema) -> ir.Table:
    """Give a table that the engine knows by name; dictionaries are only a way to write text."""
    plain = [(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in schema]
    return ibis.table(ibis.Schema.from_pyarrow(pa.schema(plain)), name)


def literal(text: str | Path) -> str:
    """Give a text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


def _java_memory(amount: str) -> str:
    """Give an amount such as 1.5GB as Java writes it; Java itself does not start with less than 512 MB for Spark."""
    number, unit = re.fullmatch(r"([\d.]+) ?([KMGT])i?B", amount, re.I).groups()  # type: ignore[union-attr]
    return f"{max(512, int(float(number) * _UNITS[unit.upper()]) // 2**20)}m"


def exchanges(engine: LogEngine, files: Sequence[Parquet]) -> ir.Table:
    """Give all files as one table of our columns, moments in Brussels time; what a file lacks is null."""
    shapes: dict[str, list[Parquet]] = {}
    for file in {f.path: f for f in files}.values():  # small text files lie together in one
        shapes.setdefault(str(file.schema), []).append(file)
    tables = [
        _ours(engine.table([f.path for f in alike], alike[0].schema), alike[0].schema.names)
        for alike in shapes.values()
    ]
    return tables[0] if len(tables) == 1 else ibis.union(*tables, distinct=False)


def _ours(table: ir.Table, columns: Sequence[str]) -> ir.Table:
    made = {}
    for name, column in COLUMNS.items():
        kind = _TYPES[column]
        made[name] = table[name].cast(kind) if name in columns else ibis.null(kind)
    return table.select(**made)


def span(engine: LogEngine, log: ir.Table) -> tuple[date, date] | None:
    """Give the first and last day of what can be judged; None when nothing can."""
    first, last = engine.row(log.filter(~_bad(log)).agg(first=log["at"].min(), last=log["at"].max()))
    return None if first is None else (first.date(), last.date())


def keyed(log: ir.Table, columns: Sequence[str], starts: Sequence[date]) -> ir.Table:
    """Give the log with its key: the columns that rules read, and the number of the period that a row lies in, or ``UNJUDGED``.

    A list is its texts joined, and all lists' lengths are one number: together they tell lists apart and are grouped much faster.
    """
    keys: dict[str, Any] = {
        name: _joined(log[name]) if COLUMNS[name] is LogColumn.TEXTS else log[name] for name in columns
    }
    lengths = [
        ibis.least(log[name].length().fill_null(-1) + 1, LONGEST).cast("int64") * place
        for name, place in list_places(columns)
    ]
    if lengths:
        keys[LENGTHS] = sum(lengths[1:], lengths[0])
    period = ibis.ifelse(_bad(log), ibis.literal(UNJUDGED, "int32"), _number(log["at"], starts, 0))
    return log.select("id", "at", **keys, **{PERIOD: period})


def _joined(words: Any) -> Any:
    # most lists hold one word, which need not be joined
    whole = words.map(lambda word: word.replace(JOINT, _INSIDE)).join(JOINT)
    return ibis.ifelse(words.length() == 1, words[0].replace(JOINT, _INSIDE), whole)


def list_places(columns: Sequence[str]) -> list[tuple[str, int]]:
    """Give the lists among columns, each with what its length is multiplied by in ``LENGTHS``."""
    return [
        (name, (LONGEST + 1) ** i)
        for i, name in enumerate(c for c in columns if COLUMNS[c] is LogColumn.TEXTS)
    ]


def _bad(log: ir.Table) -> Any:
    first, last = (ibis.timestamp(datetime(year, 1, 1)) for year in (FIRST_YEAR + 1, LAST_YEAR))
    at = log["at"]
    # the hour that is skipped in spring, on the last Sunday of March; one with an offset never comes to lie in it
    skipped = (
        (at.month() == 3)
        & (at.hour() == 2)
        & (at.day() >= 25)
        & (at.day_of_week.index() == _SUNDAY)
        & (at.year() >= _SUMMER_TIME)
    )
    return log["id"].isnull() | (log["id"] == "") | at.isnull() | (at < first) | (at >= last) | skipped


def skipped_sql(at: str) -> str:
    """Give the SQL that tells whether a moment lies in the hour that is skipped in spring, as ``keyed`` does."""
    return (
        f"(month({at}) = 3 AND hour({at}) = 2 AND day({at}) >= 25 AND dayofweek({at}) = 0"
        f" AND year({at}) >= {_SUMMER_TIME})"
    )


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


def key_names(columns: Sequence[str]) -> list[str]:
    """Give the names of all keys but the period."""
    return [*columns, LENGTHS] if list_places(columns) else list(columns)


def groups(log: ir.Table, columns: Sequence[str]) -> ir.Table:
    """Group what no rule can tell apart, period by period; the least id stands for the group."""
    keys = [*key_names(columns), PERIOD]
    return log.group_by(keys).agg(
        n=log.count(), first=log["at"].min(), last=log["at"].max(), low=log["id"].min()
    )


def joined(log: ir.Table, groups_: ir.Table, columns: Sequence[str], given: str) -> ir.Table:
    """Give the id and moment of every exchange that belongs to one of some groups, with what is ``given`` of its group."""
    same = [log[k].identical_to(groups_[k]) for k in key_names(columns)] + [log[PERIOD] == groups_[PERIOD]]
    return log.inner_join(groups_, same).select(log["id"], log["at"], groups_[given])


def offenders(found: ir.Table, profiles: ir.Table) -> ir.Table:
    """Give every exchange with the rules that it breaks and those to review, from the profile of its group."""
    return found.inner_join(profiles, found[PROFILE] == profiles[PROFILE]).select(
        found["id"], found["at"], profiles["rules"], profiles["reviews"]
    )


def least_ids(found: ir.Table, most: int) -> ir.Table:
    """Give the ``most`` least ids of each group's exchanges, with the group's number."""
    place = ibis.row_number().over(group_by=GROUP, order_by="id")
    return found.mutate(place=place).filter(ibis._["place"] < most).select(GROUP, "id")


@contextmanager
def replaced(output: Path) -> Iterator[Path]:
    """Give a file beside ``output`` that takes its place in the end, or is gone if anything comes between.

    Only its owner may read it, since what an audit names is about persons; one that is replaced keeps its mode.
    """
    output = output.resolve()  # where a link leads, so that the link stays
    try:
        handle, made = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}-", suffix=".part")
    except OSError as error:
        raise PolicyError([problem("cannot-write", None, word=str(output), what=error.strerror)]) from None
    os.close(handle)
    temporary = Path(made)
    try:
        yield temporary
        temporary.chmod(output.stat().st_mode & 0o7777 if output.exists() else 0o600)
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)


def cell(column: str) -> str:
    """Give the SQL of a text for a cell of a spreadsheet, as ``steering.in_cell`` makes it."""
    formula = f"regexp_matches({column}, '{_FORMULA}')"
    shown = f"CASE WHEN {formula} THEN chr(39) || {column} ELSE {column} END"
    return f"regexp_replace({shown}, '{_STEERS}', chr(65533), 'g')"
