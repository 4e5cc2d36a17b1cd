"""Spark: local, a cluster, or a Spark Connect server. Rows stay there; kinds of exchange come to this machine
by Arrow, verdicts go back.

Nothing is written to a folder that this machine and its workers would have to share.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.read.cluster_texts import ClusterText, read_text
from gbo_policy.audit.read.engine import FILE, LINE, UNREAD, ZONE, known_table, with_origin
from gbo_policy.audit.read.log import TEXTS, Parquet
from gbo_policy.audit.read.mapped import as_ours, mapped
from gbo_policy.audit.read.waiting import TIMEOUT, IdleWatch
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.reading.mapping import TableMapping

_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


def _java_memory(amount: str) -> str:
    """Give an amount such as 1.5GB as Java writes it; Java itself does not start with less than 512 MB for
    Spark.
    """
    number, unit = re.fullmatch(r"([\d.]+) ?([KMGT])i?B", amount, re.I).groups()  # type: ignore[union-attr]
    return f"{max(512, int(float(number) * _UNITS[unit.upper()]) // 2**20)}m"


CONNECT = "sc://"
_REFUSED = {
    "PATH_NOT_FOUND": "cluster-no-path",
    "TABLE_OR_VIEW_NOT_FOUND": "cluster-no-path",
    "PATH_ALREADY_EXISTS": "offenders-exist",
}
_UNLIKE = "CANNOT_MERGE"  # in what Spark says of files whose columns are not of one type
_PIECES = 200  # files that are read apart at most
_STANDALONE = "spark://"
_PATIENCE, _TRIES = 20, 6  # seconds for a server to answer; tries again, each after four times as long
_PORT = 15002  # of a Spark Connect server that names none
_RUNTIME = {
    "spark.sql.session.timeZone": ZONE,
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


def _answering(address: str) -> Any:
    """Give a channel to a Spark Connect server. Raises OSError where there is none, or it says nothing."""
    import grpc
    from pyspark.sql.connect.client import DefaultChannelBuilder

    host = urlsplit(address)
    socket.create_connection((host.hostname or "", host.port or _PORT), timeout=_PATIENCE).close()
    channel = DefaultChannelBuilder(address).toChannel()
    try:
        grpc.channel_ready_future(channel).result(timeout=_PATIENCE)
    except grpc.FutureTimeoutError:
        channel.close()
        raise OSError(f"{host.netloc} is no Spark Connect server, or does not answer") from None
    return channel


def _connected(address: str, settings: Mapping[str, str]) -> tuple[Any, Callable[[], None]]:
    """Give a session of a Spark Connect server, and what ends all that waits for that. Raises OSError where
    none answers, PolicyError for settings that only the server has.
    """
    channel = _answering(address)
    from pyspark.errors import PySparkException
    from pyspark.sql.connect.client import DefaultChannelBuilder
    from pyspark.sql.connect.client.retries import DefaultPolicy
    from pyspark.sql.connect.session import SparkSession

    class Answering(DefaultChannelBuilder):
        """Builds nothing new: the channel is there, and this program can close it."""

        def toChannel(self) -> Any:
            return channel

    os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"  # as the library's own builder does
    session: Any = SparkSession.builder.channelBuilder(Answering(address)).create()
    # a server that is lost would be tried again for ten minutes
    session.client.set_retry_policies([DefaultPolicy(max_retries=_TRIES)])
    refused: list[Problem] = []
    for key, value in settings.items():
        if key == TIMEOUT:  # the server's own, but here it is this program that waits
            continue
        try:
            session.conf.set(key, value)
        except PySparkException as error:
            if error.getCondition() not in ("CANNOT_MODIFY_CONFIG", "CANNOT_MODIFY_STATIC_CONFIG"):
                raise
            refused.append(problem("conf-of-server", None, word=key))
    if refused:
        raise PolicyError(refused)
    return session, channel.close


def _one_answers(master: str) -> None:
    """See that a master listens: Spark would start first, and then try for a minute. Raises OSError."""
    refused: OSError | None = None
    for one in master.removeprefix(_STANDALONE).split(","):
        host = urlsplit(f"//{one}")
        try:
            socket.create_connection((host.hostname or "", host.port or 7077), timeout=_PATIENCE).close()
        except OSError as error:
            refused = error
        else:
            return
    raise refused or OSError(master)


def _said(error: Exception) -> str:
    """Give what an error says, without the calls that led to it."""
    lines = [line.strip() for line in str(error).strip().splitlines()]
    if lines and lines[0].startswith("An error occurred while calling"):
        lines = [line.removeprefix(": ") for line in lines[1:]]
    calls = next((i for i, line in enumerate(lines) if line.startswith("at ")), len(lines))
    return " ".join(" ".join(lines[:calls]).split())[:200] or type(error).__name__


class Spark:
    """A Spark session: made, or the one that already runs."""

    def __init__(self, master: str, memory: str, settings: Mapping[str, str], mapping: TableMapping) -> None:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        self._errors = PySparkException, Py4JError
        self.local, self.mapping = master.startswith("local"), mapping
        try:
            connect = master.startswith(CONNECT)
            self.session, end = (
                _connected(master, {**_RUNTIME, **settings})
                if connect
                else (self._session(master, memory, settings), None)
            )
        except (PySparkException, Py4JError, OSError, ImportError, ValueError, RuntimeError) as error:
            raise PolicyError([problem("spark-failed", None, what=_said(error))]) from None
        self._texts: dict[str, ClusterText] = {}
        self._waiting = IdleWatch(self.session, settings.get(TIMEOUT), end)

    @contextmanager
    def _told(self, address: str = "") -> Iterator[None]:
        """Turn what the cluster says into a problem, also where it waits in vain. Raises PolicyError."""
        try:
            with self._waiting.at_work():
                yield
        except self._errors as error:
            condition = error.getCondition() if hasattr(error, "getCondition") else None
            code = _REFUSED.get(condition or "", "cluster-failed") if address else "cluster-failed"
            what = _said(error)
            where = Location(address) if address and code == "cluster-failed" else None
            raise PolicyError([problem(code, where, word=address, what=what)]) from None

    @staticmethod
    def _session(master: str, memory: str, settings: Mapping[str, str]) -> Any:
        from pyspark.sql import SparkSession

        if master.startswith(_STANDALONE):
            _one_answers(master)
        own = {
            **_RUNTIME,
            "spark.driver.memory": _java_memory(memory),
            "spark.log.level": "OFF",  # what goes wrong is told in a sentence
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        # nothing listens beyond this machine, and nothing is split up that fits in one piece
        if master.startswith("local"):
            here = dict.fromkeys(("spark.driver.host", "spark.driver.bindAddress"), "127.0.0.1")
            own |= {"spark.sql.shuffle.partitions": "2", **here}
        builder = SparkSession.builder.master(master).appName("gbo-policy audit")
        for key, value in (own | dict(settings)).items():
            builder = builder.config(key, value)
        return builder.getOrCreate()

    def _text(self, address: str, kind: str) -> ClusterText:
        """Give a text of the cluster; it is looked through once."""
        if address not in self._texts:
            self._texts[address] = read_text(self.session, address, kind, self.mapping)
        return self._texts[address]

    def _frame(self, address: str, kind: str) -> Any:
        """Give what lies at an address of the cluster, or is called so there: a ``table``, Parquet, CSV or
        JSON Lines.
        """
        with self._told(address):
            if kind in TEXTS:
                return self._text(address, kind).frame
            return self.session.table(address) if kind == "table" else self._parquet(address)

    def _parquet(self, *addresses: str) -> Any:
        """Give Parquet with every file's columns, not only those of the first."""
        return self.session.read.option("mergeSchema", True).parquet(*addresses)

    def pieces(self, address: str, kind: str) -> list[str]:
        """Give the files of an address apart where a column is not of one type in all of them, so that a
        cluster cannot read them as one; otherwise the address itself.
        """
        if kind != "parquet":
            return [address]
        with self._told(address):
            try:
                self._parquet(address).schema  # noqa: B018 - which asks the cluster
            except self._errors as error:
                if _UNLIKE not in str(error):
                    raise
                files = self.session.read.parquet(address).inputFiles()
                return sorted(map(unquote, files)) if len(files) <= _PIECES else [address]
        return [address]

    def described(self, address: str, kind: str) -> tuple[pa.Schema, int]:
        """Give the schema of what lies at an address, and its number of rows."""
        from pyspark.sql.pandas.types import to_arrow_schema

        with self._told(address):
            if kind in TEXTS:
                return self._text(address, kind)[1:]
            frame = self._frame(address, kind)
            return to_arrow_schema(frame.schema), frame.count()

    def table(self, files: Sequence[Parquet], *, origin: bool = False) -> ir.Table:
        """Give files of one shape as a table of our columns; with their ``origin``, where each row lies."""
        from pyspark.sql.functions import col, lit

        first, schema = files[0], files[0].schema
        with self._told():
            if first.cluster == "parquet":
                frame = self._parquet(*(f.path for f in files))
            elif first.cluster:
                frame = self._frame(first.path, first.cluster)
            else:
                frame = self.session.read.parquet(*(Path(f.path).absolute().as_uri() for f in files))
            columns = [
                col(_ticked(c if first.staged else first.columns.get(c, c))).alias(c) for c in schema.names
            ]
            if first.cluster in TEXTS:
                schema = schema.append(pa.field(UNREAD, pa.string()))
                columns.append(col(UNREAD))
            if origin and first.staged:
                columns += [col(FILE), col(LINE)]
            elif origin and first.cluster in TEXTS:
                columns += [col(FILE), lit(None).cast("bigint").alias(LINE)]
            elif origin and first.cluster in ("", "parquet"):
                columns += [
                    col("_metadata.file_path").alias(FILE),
                    (col("_metadata.row_index") + 1).alias(LINE),
                ]
            elif origin:
                columns += [lit(first.path).alias(FILE), lit(None).cast("bigint").alias(LINE)]
            return self._view(frame.select(*columns), with_origin(schema) if origin else schema)

    def given(self, path: Path) -> ir.Table:
        """Send a Parquet file of this machine to the workers as a table."""
        from pyspark.sql.functions import broadcast

        table = pq.read_table(path)
        with self._told():
            return self._view(broadcast(self.session.createDataFrame(table)), table.schema)

    def _view(self, frame: Any, schema: pa.Schema) -> ir.Table:
        name = ibis.util.gen_name("log")
        frame.createOrReplaceTempView(name)
        return known_table(name, schema)

    def _asked(self, table: ir.Table) -> Any:
        return self.session.sql(str(ibis.to_sql(table, dialect="pyspark")))

    def _fetched(self, table: ir.Table) -> Any:
        """Ask for a table whose moments come as Brussels time: one with a zone would come in that of whoever
        fetches it.
        """
        from pyspark.sql.functions import col

        frame = self._asked(table)
        columns = [
            col(_ticked(n)).cast("timestamp_ntz").alias(n) if kind == "timestamp" else col(_ticked(n))
            for n, kind in frame.dtypes
        ]
        return frame.select(*columns)

    def write(self, table: ir.Table, path: Path) -> None:
        """Fetch a table by Arrow, and write it as one Parquet file of this machine."""
        with self._told():
            pq.write_table(self._fetched(table).toArrow(), path)

    def vacant(self, address: str) -> None:
        """See that nothing lies at an address. Raises PolicyError."""
        from pyspark.errors import AnalysisException

        with self._told():
            try:
                self.session.read.text(address).schema  # noqa: B018 - which asks the cluster
            except AnalysisException as error:
                if error.getCondition() == "PATH_NOT_FOUND":
                    return
                raise
        raise PolicyError([problem("offenders-exist", None, word=address)])

    def store(self, table: ir.Table, address: str) -> None:
        """Let the workers write a table to an address of theirs. Raises PolicyError, also where something
        lies there already.
        """
        with self._told(address):
            writer = self._asked(table).write
            if address.rstrip("/").endswith(".parquet"):
                writer.parquet(address)
            else:
                writer.json(address)

    def ours(self, table: ir.Table, file: Parquet, *keep: str) -> ir.Table | None:
        """Give our columns of a table of the cluster that is text, or mapped; None where it needs neither."""
        if not file.cluster or not (self.mapping.file or file.cluster in TEXTS):
            return None
        beside = [*keep, *(c for c in (UNREAD,) if c in table.columns)]
        made = as_ours(mapped(table, self.mapping, *beside), self.mapping, _abroad, *beside)
        name = ibis.util.gen_name("ours")
        with self._told():
            # kept by the workers: every pass would read the texts anew, and Spark would weave one expression
            # through the other
            self._asked(made).persist().createOrReplaceTempView(name)
        return ibis.table(made.schema(), name)

    def row(self, table: ir.Table) -> tuple[Any, ...]:
        """Give the only row of a table."""
        return self.rows(table)[0]

    def rows(self, table: ir.Table) -> list[tuple[Any, ...]]:
        """Give the rows of a small table."""
        with self._told():
            return [tuple(r) for r in self._fetched(table).collect()]

    def fingerprint(self, text: Any) -> Any:
        """Give the text itself: Spark's hash has 32 bits, which many share."""
        return text

    def progress(self) -> float | None:
        """Spark does not say."""
        return None


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def convert_timezone(source: str, target: str, at: dt.timestamp) -> dt.timestamp:
    """Turn the wall clock of one time zone into that of another, in the engine."""


def _abroad(at: Any, zone: str) -> Any:
    return convert_timezone(zone, ZONE, at)


def _ticked(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
