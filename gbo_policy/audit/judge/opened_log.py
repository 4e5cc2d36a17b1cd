"""A log made ready to be read: unpacked, typed and mapped, with its digests, and the engine that reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from gbo_policy.audit.judge.quality import LIMIT
from gbo_policy.audit.judge.sample_order import SampleOrder
from gbo_policy.audit.read.archives import Unpacking
from gbo_policy.audit.read.bad_rows import BadRows
from gbo_policy.audit.read.engine import Duck, LogEngine
from gbo_policy.audit.read.log import LogFile, Logs, Parquet, described, differing, read_parquet_schema
from gbo_policy.audit.read.log_digests import Digests
from gbo_policy.audit.read.staging import Staging
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.basics.unfinished import scratch_folder
from gbo_policy.reading.mapping import UNMAPPED, TableMapping

MEMORY = "1GB"

Tell = Callable[[str, Callable[[], float | None]], None]


class QualityGate(NamedTuple):
    """The gate of quality: the share of rows, in per cent, that may hold a word nobody knows; None lets all
    through but joined words.
    """

    limit: float | None = LIMIT


@dataclass(frozen=True)
class Options:
    """How an audit is run: ``engine`` duckdb or spark, where offenders go (with ``reviews``: those to review
    too) and where bad rows.

    ``mapping`` says how the log's columns become ours; one without a file maps nothing. Without a ``gate``
    the quality of the log is not counted. For a cluster: settings of ``spark``, ``addresses`` that it reads,
    and where it is to ``store`` offenders.
    """

    engine: str = "duckdb"
    master: str = "local[2]"
    memory: str = MEMORY
    offenders: Path | None = None
    reviews: bool = False
    bad_rows: Path | None = None
    lang: str = "en"
    mapping: TableMapping = UNMAPPED
    gate: QualityGate | None = None
    spark: tuple[tuple[str, str], ...] = ()
    addresses: tuple[LogFile, ...] = ()
    store: str = ""
    sample: SampleOrder | None = None


@dataclass(frozen=True)
class OpenedLog:
    """A log that can be read: its ``logs`` as they were given, ``files`` as an engine reads them, and what is
    to be told of them.
    """

    folder: Path
    local: Duck
    engine: LogEngine
    staging: Staging
    bad: BadRows
    digests: Digests
    logs: Sequence[LogFile]
    files: Sequence[Parquet]
    notices: Sequence[Problem]


@contextmanager
def opened_log(found_logs: Logs, options: Options, tell: Tell) -> Iterator[OpenedLog]:
    """Make a log ready in a folder that is gone afterwards. Raises PolicyError with all that is wrong with
    its files.
    """
    with ExitStack() as stack:
        stack.enter_context(_breaking())
        folder = stack.enter_context(scratch_folder())
        unpacking = Unpacking(folder)
        logs = unpacking.all(found_logs.files)
        if unpacking.problems:
            raise PolicyError(unpacking.problems)
        packed = {log.archive for log in logs if log.archive}
        digests = stack.enter_context(Digests.beside([*sorted(packed), *(log.real for log in logs)]))
        bad = stack.enter_context(BadRows(folder / "bad.csv", options.lang))
        local = Duck(folder, options.memory)
        stack.callback(local.raw.close)
        staging = Staging(folder, local.raw, options.mapping, bad, problems := list[Problem]())
        engine = _engine(options, local)
        addresses = [
            replace(log, path=piece)
            for log in options.addresses
            for piece in engine.pieces(log.path, log.kind)
        ]
        files, notices = _read(logs, addresses, engine, staging, problems, tell)
        told = (*found_logs.notices, *unpacking.notices, *notices)
        yield OpenedLog(folder, local, engine, staging, bad, digests, [*logs, *addresses], files, told)


@contextmanager
def _breaking() -> Iterator[None]:
    """Let Ctrl-C be Ctrl-C, of which DuckDB makes an error of its own, and tell what the disk or the engine
    refuses.
    """
    try:
        yield
    except (duckdb.InterruptException, RuntimeError) as error:
        if isinstance(error, duckdb.InterruptException) or str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        what = " ".join(str(error).split())[:200]
        raise PolicyError([problem("log-engine", None, what=what)]) from None


def _engine(options: Options, local: Duck) -> LogEngine:
    if options.engine != "spark":
        return local
    from gbo_policy.audit.read.spark import Spark

    return Spark(options.master, options.memory, dict(options.spark), options.mapping)


def _read(
    logs: Sequence[LogFile],
    addresses: Sequence[LogFile],
    engine: LogEngine,
    staging: Staging,
    problems: list[Problem],
    tell: Tell,
) -> tuple[list[Parquet], list[Problem]]:
    files: list[Parquet] = []
    notices: list[Problem] = []
    mapping, folder, bad = staging.mapping, staging.folder, staging.bad
    for log in (f for f in logs if f.kind == "parquet"):
        if (parquet := read_parquet_schema(log, mapping, problems, notices)) is not None:
            plain = _plainly_named(parquet, folder / f"log-{len(files)}-plain.parquet")
            files.append(staging.table(plain) if mapping.file else plain)
    if texts := [f for f in logs if f.kind != "parquet"]:
        tell("reading", lambda: None)
        for staged in staging.texts(texts):
            files.append(staged.parquet)
            notices += staged.notices
    for log in addresses:
        if log.kind in ("zip", "xlsx"):
            problems.append(problem("cluster-kind", None, word=log.path))
            continue
        schema, rows = engine.described(log.path, log.kind)
        if (found := described(log, schema, rows, mapping, problems, notices, log.kind)) is not None:
            files.append(found)
    if not engine.local:
        problems += [problem("log-not-on-cluster", Location(f.source)) for f in files if f.staged]
    files.sort(key=lambda f: f.source)
    if not problems and not any(f.rows for f in files):
        problems = nothing_to_judge([*logs, *addresses], bad)
    if problems:
        raise PolicyError(problems)
    return files, notices + differing([f for f in files if f.rows])


def _plainly_named(file: Parquet, link: Path) -> Parquet:
    """Give a file under a name that an engine takes for nothing but a name: not for a pattern, nor for
    something hidden.
    """
    if re.fullmatch(r"[\w/.,+ -]+", file.path) and not os.path.basename(file.path).startswith((".", "_")):
        return file
    link.symlink_to(os.path.abspath(file.path))
    return replace(file, path=str(link))


def nothing_to_judge(logs: Sequence[LogFile], bad: BadRows) -> list[Problem]:
    """Say why there is nothing to judge: each log is empty, or each row of it cannot be read."""
    empty = [problem("log-empty", Location(f.path)) for f in logs if not bad.of(f.path)]
    spoilt = [problem("log-all-bad", Location(f.path), word=bad.of(f.path)) for f in logs if bad.of(f.path)]
    return [*empty, *spoilt, *(b.problem() for b in bad.named[:10])]
