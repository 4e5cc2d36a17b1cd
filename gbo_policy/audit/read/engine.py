"""The two passes over a log, as Ibis expressions: groups of exchanges that no rule can tell apart, and the
offenders joined back by id.

DuckDB, embedded, is the default engine; Spark runs the same expressions. Both write Parquet; neither hands
rows of a log to Python.
"""

from __future__ import annotations

import os
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
import pyarrow.parquet as pq

from gbo_policy.audit.read.columns import COLUMNS, LogColumn
from gbo_policy.audit.read.log import Parquet, each_once
from gbo_policy.basics.calendar import FIRST_YEAR, LAST_YEAR
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.steering import BLANK, FORMULA, STEERING

PERIOD, PROFILE, GROUP, LENGTHS = "period", "profile", "group_number", "lengths"
UNJUDGED = -1  # in place of a period: a row without an id or a day that can be judged
LONGEST = 4095  # stands for a list of 4,094 words or more, of which no more is known
JOINT = "\x1f"
# of a log that is typed where it lies: the code of why a row cannot be read, and of why its line cannot
WRONG, UNREAD = "_wrong", "_unread"
FILE, LINE = (
    "_file",
    "_line",
)  # where a row came from: its file (of a staged one its number), and its line or row in that
NAMED_BY = ("sender", "recipient", "flow")
PROFILED = ("rules", "reviews", "because", "missing")  # what offenders of one profile have in common
_TYPES = {
    LogColumn.TEXT: "string",
    LogColumn.MOMENT: "timestamp(6)",
    LogColumn.TEXTS: "array<string>",
    LogColumn.FLAG: "boolean",
}
ZONE = "Europe/Brussels"
_SUNDAY, _SUMMER_TIME = 6, 1981  # since that year it begins on the last Sunday of March
# in place of the joint inside a word, so that no word is taken for two: as little a letter as the joint
# itself
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
_ORDER = f"(?m)^({_class(_SPACES)}*)::"


class LogEngine(Protocol):
    """What runs the expressions; a ``local`` one sees the files of this machine."""

    local: bool

    def pieces(self, address: str, kind: str) -> list[str]:
        """Give the addresses by which what lies at one of a cluster can be read."""

    def described(self, address: str, kind: str) -> tuple[pa.Schema, int]:
        """Give the schema of what lies at an address of a cluster, and its number of rows."""

    def vacant(self, address: str) -> None:
        """See that nothing lies at an address of a cluster."""

    def store(self, table: ir.Table, address: str) -> None:
        """Let a cluster write a table to an address."""

    def table(self, files: Sequence[Parquet], *, origin: bool = False) -> ir.Table:
        """Give files of one shape as a table of our columns; with their ``origin``, where each row lies."""

    def given(self, path: Path) -> ir.Table:
        """Give a Parquet file of this machine as a table."""

    def write(self, table: ir.Table, path: Path) -> None:
        """Write a table as one Parquet file of this machine."""

    def row(self, table: ir.Table) -> tuple[Any, ...]:
        """Give the only row of a table."""

    def rows(self, table: ir.Table) -> list[tuple[Any, ...]]:
        """Give the rows of a small table."""

    def ours(self, table: ir.Table, file: Parquet, *keep: str) -> ir.Table | None:
        """Give our columns of a table that is not typed or mapped yet; None where it is."""

    def fingerprint(self, text: Any) -> Any:
        """Give something smaller than a text, which two texts seldom share."""

    def progress(self) -> float | None:
        """Give how far the running pass is, from 0 to 1; None when the engine does not say."""


class Duck:
    """DuckDB, embedded; more than ``memory`` spills into ``spill``."""

    local = True

    def pieces(self, address: str, kind: str) -> list[str]:
        """Give the address: only a cluster has any."""
        return [address]

    def described(self, address: str, kind: str) -> tuple[pa.Schema, int]:
        """Tell that only a cluster has addresses."""
        raise PolicyError([problem("log-needs-spark", None, word=address)])

    def vacant(self, address: str) -> None:
        """Tell that only a cluster has addresses."""
        raise PolicyError([problem("log-needs-spark", None, word=address)])

    def store(self, table: ir.Table, address: str) -> None:
        """Tell that only a cluster writes to addresses."""
        raise PolicyError([problem("log-needs-spark", None, word=address)])

    def __init__(self, spill: Path, memory: str) -> None:
        self.raw = duckdb.connect()
        self.raw.execute(f"SET TimeZone = '{ZONE}'")
        self.raw.execute(f"SET temp_directory = {literal(spill)}")
        self.raw.execute(f"SET memory_limit = '{memory}'")
        self.raw.execute("SET enable_progress_bar = true")  # counted, for who asks, but
        self.raw.execute("SET enable_progress_bar_print = false")  # not shown

    def table(self, files: Sequence[Parquet], *, origin: bool = False) -> ir.Table:
        """Give Parquet files of one shape as a table of our columns; with their ``origin``, where each row
        lies.
        """
        paths, schema, staged = [f.path for f in files], files[0].schema, files[0].staged
        # by name: files of another order must not lend each other their columns
        columns = [f"{quoted(files[0].own(c))} AS {quoted(c)}" for c in schema.names]
        options = "hive_partitioning = false"
        if origin:
            options += "" if staged else ", filename = true, file_row_number = true"
            columns += (
                [f"{FILE}, {LINE}"] if staged else [f"filename AS {FILE}, file_row_number + 1 AS {LINE}"]
            )
        source = f"read_parquet([{', '.join(map(literal, paths))}], {options})"
        return self._view(
            f"SELECT {', '.join(columns)} FROM {source}", with_origin(schema) if origin else schema
        )

    def given(self, path: Path) -> ir.Table:
        """Give a Parquet file as a table."""
        return self._view(f"SELECT * FROM read_parquet({literal(path)})", pq.read_schema(path))

    def _view(self, query: str, schema: pa.Schema) -> ir.Table:
        name = ibis.util.gen_name("log")
        with told():
            self.raw.execute(f"CREATE TEMP VIEW {name} AS {query}")
        return known_table(name, schema)

    def write(self, table: ir.Table, path: Path) -> None:
        """Write a table as one Parquet file."""
        with told():
            self.raw.execute(
                f"COPY ({ibis.to_sql(table, dialect='duckdb')}) TO {literal(path)} (FORMAT parquet)"
            )

    def row(self, table: ir.Table) -> tuple[Any, ...]:
        """Give the only row of a table."""
        return self.rows(table)[0]

    def rows(self, table: ir.Table) -> list[tuple[Any, ...]]:
        """Give the rows of a small table."""
        with told():
            found: list[tuple[Any, ...]] = self.raw.execute(
                str(ibis.to_sql(table, dialect="duckdb"))
            ).fetchall()
        return found

    def ours(self, table: ir.Table, file: Parquet, *keep: str) -> ir.Table | None:
        """Give nothing: what DuckDB reads was typed and mapped before."""
        return None

    def fingerprint(self, text: Any) -> Any:
        """Give 64 bits of a text."""
        return text.hash()

    def progress(self) -> float | None:
        """Give how far the running query is."""
        share = self.raw.query_progress()
        return share / 100 if share >= 0 else None


@contextmanager
def told() -> Iterator[None]:
    """Turn what an engine says of a log that it cannot read into a problem. Raises PolicyError."""
    try:
        yield
    except duckdb.Error as error:
        what = " ".join(str(error).split())[:200]
        raise PolicyError([problem("log-engine", None, what=what)]) from None


def with_origin(schema: pa.Schema) -> pa.Schema:
    """Give a schema with the file and the row that each row came from."""
    return schema.append(pa.field(FILE, pa.string())).append(pa.field(LINE, pa.int64()))


def known_table(name: str, schema: pa.Schema) -> ir.Table:
    """Give a table that the engine knows by name; dictionaries are only a way to write text."""
    plain = [(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in schema]
    return ibis.table(ibis.Schema.from_pyarrow(pa.schema(plain)), name)


def literal(text: str | Path) -> str:
    """Give a text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Give the name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


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
    """Give the length of a list as ``LENGTHS`` holds it: one more than its words, 0 where there is none."""
    return ibis.least(words.length().fill_null(-1) + 1, LONGEST).cast("int64")


def joined_words(words: Any) -> Any:
    """Give a list as one text."""
    # most lists hold one word, which need not be joined
    whole = words.map(lambda word: word.replace(JOINT, _INSIDE)).join(JOINT)
    return ibis.ifelse(words.length() == 1, words[0].replace(JOINT, _INSIDE), whole)


def as_joined(words: Sequence[str | None] | None) -> tuple[str | None, int]:
    """Give a list as ``joined_words`` does, with its length as ``length_of`` gives it."""
    if words is None:
        return None, 0
    said = [word.replace(JOINT, _INSIDE) for word in words if word is not None]
    return None if words and not said else JOINT.join(said), min(len(words) + 1, LONGEST)


def list_places(columns: Sequence[str]) -> list[tuple[str, int]]:
    """Give the lists among columns, each with what its length is multiplied by in ``LENGTHS``."""
    return [
        (name, (LONGEST + 1) ** i)
        for i, name in enumerate(c for c in columns if COLUMNS[c] is LogColumn.TEXTS)
    ]


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
        & (at.year() >= _SUMMER_TIME)
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


def skipped_sql(at: str) -> str:
    """Give the SQL that tells whether a moment lies in the hour that is skipped in spring, as ``keyed``
    does.
    """
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


@contextmanager
def replaced(output: Path) -> Iterator[Path]:
    """Give a file beside ``output`` that takes its place in the end, or is gone if anything comes between.

    Only its owner may read it, since what an audit names is about persons; one that is replaced keeps its
    mode.
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
    harmless = f"regexp_replace({shown}, '{_STEERS}', chr(65533), 'g')"
    unordered = f"regexp_replace({harmless}, '{_ORDER}', '\\1: :', 'g')"
    return f"replace({unordered}, '##[', '## [')"
