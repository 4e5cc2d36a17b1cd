"""What runs over a log: DuckDB, embedded, or a cluster; and what a log's columns are called on the way.

Both run the same ``expressions``, and write Parquet; neither hands rows of a log to Python. Ibis, which
writes those as SQL, takes half a second to import: so only where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.read.columns import COLUMNS, LogColumn
from gbo_policy.audit.read.log import Parquet
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.steering import BLANK, FORMULA, STEERING
from gbo_policy.basics.unfinished import unfinished_file

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.expr.operations import Relation

PERIOD, PROFILE, GROUP, LENGTHS = "period", "profile", "group_number", "lengths"
UNJUDGED = -1  # in place of a period: a row without an id or a day that can be judged
# in place of a length, for a list of 4,093 words or more: without an empty place, and with one
WHOLE, LONGEST = 4094, 4095
JOINT = "\x1f"
# of a log that is typed where it lies: the code of why a row cannot be read, and of why its line cannot
WRONG, UNREAD = "_wrong", "_unread"
# where a row came from: its file (of a staged one its number), and its line or row in that
FILE, LINE = (
    "_file",
    "_line",
)
NAMED_BY = ("sender", "recipient", "flow")
PROFILED = ("rules", "reviews", "because", "missing")  # what offenders of one profile have in common
ZONE = "Europe/Brussels"
# in place of the joint inside a word, so that no word is taken for two: as little a letter as the joint
# itself
INSIDE = "\x1e"


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
        self.raw, self._names = duckdb.connect(), count(1)
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

    def fresh_name(self, kind: str) -> str:
        """Give a name that nothing else in this DuckDB has."""
        return f"{kind}_{next(self._names)}"

    def _view(self, query: str, schema: pa.Schema) -> ir.Table:
        name = self.fresh_name("log")
        with told():
            self.raw.execute(f"CREATE TEMP VIEW {name} AS {query}")
        return known_table(name, schema)

    def write(self, table: ir.Table, path: Path) -> None:
        """Write a table as one Parquet file."""
        with told():
            self.raw.execute(f"COPY ({_sql(table)}) TO {literal(path)} (FORMAT parquet)")

    def row(self, table: ir.Table) -> tuple[Any, ...]:
        """Give the only row of a table."""
        return self.rows(table)[0]

    def rows(self, table: ir.Table) -> list[tuple[Any, ...]]:
        """Give the rows of a small table."""
        with told():
            found: list[tuple[Any, ...]] = self.raw.execute(_sql(table)).fetchall()
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
    import ibis

    plain = [(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in schema]
    return ibis.table(ibis.Schema.from_pyarrow(pa.schema(plain)), name)


def _sql(table: ir.Table) -> str:
    return _sql_of(table.op())


@lru_cache(maxsize=100)  # to write it takes longer than most queries, and audits ask the same of like logs
def _sql_of(asked: Relation) -> str:
    import ibis

    return str(ibis.to_sql(asked.to_expr(), dialect="duckdb"))


def literal(text: str | Path) -> str:
    """Give a text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Give the name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def as_joined(words: Sequence[str | None] | None) -> tuple[str | None, int]:
    """Give a list as ``joined_words`` does, with its length as ``length_of`` gives it."""
    if words is None:
        return None, 0
    said = [word.replace(JOINT, INSIDE) for word in words if word is not None]
    length = len(words) + 1 if len(words) < WHOLE - 1 else WHOLE if len(said) == len(words) else LONGEST
    return None if words and not said else JOINT.join(said), length


def list_places(columns: Sequence[str]) -> list[tuple[str, int]]:
    """Give the lists among columns, each with what its length is multiplied by in ``LENGTHS``."""
    return [
        (name, (LONGEST + 1) ** i)
        for i, name in enumerate(c for c in columns if COLUMNS[c] is LogColumn.TEXTS)
    ]


def key_names(columns: Sequence[str]) -> list[str]:
    """Give the names of all keys but the period."""
    return [*columns, LENGTHS] if list_places(columns) else list(columns)


@contextmanager
def replaced(output: Path) -> Iterator[Path]:
    """Give a file beside ``output`` that takes its place in the end, or is gone if anything comes between.

    Only its owner may read it, since what an audit names is about persons; one that is replaced keeps its
    mode.
    """
    output = output.resolve()  # where a link leads, so that the link stays
    with ExitStack() as stack:
        try:
            made = stack.enter_context(unfinished_file(output))
        except OSError as error:
            raise PolicyError(
                [problem("cannot-write", None, word=str(output), what=error.strerror)]
            ) from None
        yield made
        made.chmod(output.stat().st_mode & 0o7777 if output.exists() else 0o600)
        made.replace(output)


def cell(column: str) -> str:
    """Give the SQL of a text for a cell of a spreadsheet, as ``steering.in_cell`` makes it."""
    formula = f"regexp_matches({column}, '{_FORMULA}')"
    shown = f"CASE WHEN {formula} THEN chr(39) || {column} ELSE {column} END"
    harmless = f"regexp_replace({shown}, '{_STEERS}', chr(65533), 'g')"
    unordered = f"regexp_replace({harmless}, '{_ORDER}', '\\1: :', 'g')"
    return f"replace({unordered}, '##[', '## [')"
