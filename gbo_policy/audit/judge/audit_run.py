"""An audit from log files to an answer: staged, grouped by the engine, judged, added up, and offenders written out."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import NamedTuple

import duckdb
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.judge.exchange import Reader, audited
from gbo_policy.audit.judge.groups import JUDGED, GroupJudging
from gbo_policy.audit.judge.segments import Calendar, periods, segments
from gbo_policy.audit.judge.tally import MOST_IDS, Counting, Found, Tally
from gbo_policy.audit.read.bad_rows import BadRows
from gbo_policy.audit.read.engine import (
    GROUP,
    PERIOD,
    PROFILE,
    UNJUDGED,
    Duck,
    LogEngine,
    Spark,
    cell,
    exchanges,
    groups,
    joined,
    key_names,
    keyed,
    least_ids,
    literal,
    offenders,
    replaced,
    skipped_sql,
    span,
)
from gbo_policy.audit.read.log import LogFile, Logs, Parquet, differing, read_parquet_schema
from gbo_policy.audit.read.log_digests import Digests
from gbo_policy.audit.read.staging import stage
from gbo_policy.basics.calendar import FIRST_YEAR, LAST_YEAR
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.judging.evaluate import Engine as Rules
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.vocabulary import Vocabulary

MEMORY = "1GB"
OFFENDERS = {
    ".parquet": "(FORMAT parquet, USE_TMP_FILE false)",
    ".csv": "(FORMAT csv, HEADER, USE_TMP_FILE false)",
    ".jsonl": "(FORMAT json, USE_TMP_FILE false)",
    ".ndjson": "(FORMAT json, USE_TMP_FILE false)",
}
_BATCH = 200_000
_REVIEW, _VIOLATION = 2, 3

Tell = Callable[[str, Callable[[], float | None]], None]


@dataclass(frozen=True)
class ExchangeCase:
    """What exchanges are judged by: a workspace, a pack and its rules under the norms in force."""

    workspace: Workspace
    pack: Pack
    rules: Rules
    notice_mode: str


@dataclass(frozen=True)
class Options:
    """How an audit is run: ``engine`` duckdb or spark, where offenders go (with ``reviews``: those to review too) and where bad rows."""

    engine: str = "duckdb"
    master: str = "local[2]"
    memory: str = MEMORY
    offenders: Path | None = None
    reviews: bool = False
    bad_rows: Path | None = None
    lang: str = "en"


class Audited(NamedTuple):
    """A file of a log: its rows, those of them that could not be judged, its digest, and the columns that nothing reads."""

    file: str
    rows: int
    bad_rows: int
    digest: str | None
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Audit:
    """What an audit found: the files as given, the rows that could not be judged, and the tally of the rest."""

    case: ExchangeCase
    judging: GroupJudging
    files: tuple[Audited, ...]
    bad: BadRows
    tally: Tally
    notices: tuple[Problem, ...]


def audit(case: ExchangeCase, found_logs: Logs, options: Options, tell: Tell) -> Audit:
    """Judge a log. Raises PolicyError with all that is wrong with its files, and when there is nothing to judge."""
    logs = found_logs.files
    workspace = audited(case.workspace)
    rules = [r for kind in JUDGED for r in case.rules.rules.get(kind, ())]
    found = segments(workspace, case.pack, rules, case.notice_mode)
    calendar = Calendar(workspace, case.pack, case.notice_mode, found)
    judging = GroupJudging(Reader.of(workspace, case.pack.vocabulary), case.rules, calendar)
    with ExitStack() as stack:
        stack.enter_context(_breaking())
        digests = stack.enter_context(Digests.beside([log.path for log in logs]))
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="gbo-policy-", ignore_cleanup_errors=True))
        )
        bad = stack.enter_context(BadRows(folder / "bad.csv", options.lang))
        local = Duck(folder, options.memory)
        stack.callback(local.raw.close)
        files, notices = _read(logs, folder, local.raw, bad, tell)
        engine: LogEngine = Spark(options.master, options.memory) if options.engine == "spark" else local
        run = _AuditRun(case, judging, engine, local.raw, folder, options)
        tally = run.judge(files, bad, tell)
        _all_counted(files, bad, tally)
        if options.offenders is not None:
            run.offend(files, tally, options.offenders, tell)
        if options.bad_rows is not None:
            bad.flush()
            with replaced(options.bad_rows) as temporary:
                shutil.copyfile(bad.apart, temporary)
        counts = tuple(_counts(logs, files, bad, digests.all()))
        return Audit(case, judging, counts, bad, tally, (*found_logs.notices, *notices, *_same(counts)))


def _all_counted(files: Sequence[Parquet], bad: BadRows, tally: Tally) -> None:
    """See that nothing was lost: what was judged and what could not be are together what the files hold."""
    held = sum(f.rows for f in files) + sum(bad.of(f.source) for f in files if f.staged)
    counted = tally.verdicts.total() + sum(bad.of(f.source) for f in files)
    if held != counted:
        raise PolicyError([problem("log-rows-lost", None, word=counted, known=held)])


def _same(files: Sequence[Audited]) -> Iterator[Problem]:
    """Find the files that hold the same: their exchanges are counted twice."""
    first: dict[str | None, str] = {}
    for file in files:
        if file.digest is not None and first.setdefault(file.digest, file.file) != file.file:
            yield problem("log-same", Location(file.file), first=first[file.digest])


@contextmanager
def _breaking() -> Iterator[None]:
    """Let Ctrl-C be Ctrl-C, of which DuckDB makes an error of its own, and tell what the disk or the engine refuses."""
    try:
        yield
    except (duckdb.InterruptException, RuntimeError) as error:
        if isinstance(error, duckdb.InterruptException) or str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        what = " ".join(str(error).split())[:200]
        raise PolicyError([problem("log-engine", None, what=what)]) from None


def _read(
    logs: Sequence[LogFile], folder: Path, con: duckdb.DuckDBPyConnection, bad: BadRows, tell: Tell
) -> tuple[list[Parquet], list[Problem]]:
    files: list[Parquet] = []
    problems: list[Problem] = []
    notices: list[Problem] = []
    for log in (f for f in logs if f.kind == "parquet"):
        if (parquet := read_parquet_schema(log, problems, notices)) is not None:
            files.append(_plainly_named(parquet, folder / f"log-{len(files)}-plain.parquet"))
    if texts := [f for f in logs if f.kind != "parquet"]:
        tell("reading", lambda: None)
        for staged in stage(texts, folder, con, bad, problems):
            files.append(staged.parquet)
            notices += staged.notices
    files.sort(key=lambda f: f.source)
    if not problems and not any(f.rows for f in files):
        problems = _nothing(logs, bad)
    if problems:
        raise PolicyError(problems)
    return files, notices + differing([f for f in files if f.rows])


def _plainly_named(file: Parquet, link: Path) -> Parquet:
    """Give a file under a name that an engine takes for nothing but a name: not for a pattern, nor for something hidden."""
    if re.fullmatch(r"[\w/.,+ -]+", file.path) and not os.path.basename(file.path).startswith((".", "_")):
        return file
    link.symlink_to(os.path.abspath(file.path))
    return replace(file, path=str(link))


def _nothing(logs: Sequence[LogFile], bad: BadRows) -> list[Problem]:
    """Say why there is nothing to judge: each log is empty, or each row of it cannot be read."""
    empty = [problem("log-empty", Location(f.path)) for f in logs if not bad.of(f.path)]
    spoilt = [problem("log-all-bad", Location(f.path), word=bad.of(f.path)) for f in logs if bad.of(f.path)]
    return [*empty, *spoilt, *(b.problem() for b in bad.named[:10])]


def _counts(
    logs: Sequence[LogFile], files: Sequence[Parquet], bad: BadRows, digests: Mapping[str, str]
) -> Iterator[Audited]:
    read = {f.source: f for f in files}
    for log in logs:
        spoilt, file = bad.of(log.path), read[log.path]
        yield Audited(
            log.path, file.rows + (spoilt if file.staged else 0), spoilt, digests.get(log.path), file.unread
        )


class _AuditRun:
    """The two passes of one audit."""

    def __init__(
        self,
        case: ExchangeCase,
        judging: GroupJudging,
        engine: LogEngine,
        local: duckdb.DuckDBPyConnection,
        folder: Path,
        options: Options,
    ) -> None:
        self.case, self.judging, self.engine = case, judging, engine
        self.periods: tuple[date, ...] = (date(FIRST_YEAR + 1, 1, 1),)
        self.local, self.folder, self.options = local, folder, options
        self.verdicts = folder / "verdicts.parquet"

    def judge(self, files: Sequence[Parquet], bad: BadRows, tell: Tell) -> Tally:
        """Group the log, judge the groups, and keep their verdicts for the second pass if there is one."""
        tell("grouping", self.engine.progress)
        log = exchanges(self.engine, files)
        if (days := span(self.engine, log)) is not None:
            self.periods = periods(self.judging.calendar.segments, *days)
        by_period = groups(keyed(log, self.judging.columns, self.periods[1:]), self.judging.columns)
        grouped = self.engine.write(by_period, self.folder / "groups.parquet")
        if self._spoilt(grouped):
            _bad_rows(files, self.local, bad)
        if days is None:
            raise PolicyError(_nothing([LogFile(f.source, "") for f in files], bad))
        counting = Counting(self.judging, _known(self.case.pack.vocabulary), self.periods)
        tell("judging", lambda: None)
        least = _REVIEW if self.options.reviews else _VIOLATION
        with ExitStack() as stack:
            writer = None
            for table in self._batches(grouped):
                offending = counting.batch(table, least)
                if offending is not None and self.options.offenders is not None:
                    writer = writer or stack.enter_context(pq.ParquetWriter(self.verdicts, offending.schema))
                    writer.write_table(offending)
        self._name(log, [f for f in counting.tally.findings.values() if f.lacking], tell)
        return counting.tally

    def _spoilt(self, grouped: str) -> bool:
        found = self.local.execute(
            f"SELECT count(*) FROM read_parquet($1) WHERE {PERIOD} = {UNJUDGED}", [grouped]
        ).fetchall()
        return bool(found[0][0])

    def _batches(self, grouped: str) -> Iterator[pa.Table]:
        names = ", ".join(
            f'"{c}"' for c in (*key_names(self.judging.columns), PERIOD, "n", "first", "last", "low")
        )
        # in an order of their own, whatever the engine gave, so that the answer is the same byte for byte
        query = f'SELECT {names} FROM read_parquet($1) WHERE {PERIOD} <> {UNJUDGED} ORDER BY "first", low, hash({names})'
        for batch in self.local.sql(query, params=[grouped]).to_arrow_reader(_BATCH):
            yield pa.Table.from_batches([batch])

    def _belonging(self, log: ir.Table, table: Path, given: str) -> ir.Table:
        """Give the exchanges of some groups with what is given of their group."""
        columns = self.judging.columns
        some = self.engine.table([str(table)], pq.read_schema(table))
        return joined(keyed(log, columns, self.periods[1:]), some, columns, given)

    def _name(self, log: ir.Table, lacking: Sequence[Found], tell: Tell) -> None:
        """Name more exchanges of findings that have few groups, and so few ids that stand for a group."""
        if not lacking:
            return
        tell("naming", self.engine.progress)
        wanted, ids = self.folder / "wanted.parquet", self.folder / "ids.parquet"
        some = pa.concat_tables(table for found in lacking for table in found.groups)
        pq.write_table(some.append_column(GROUP, pa.array(range(len(some)), pa.int64())), wanted)
        named = self.engine.write(least_ids(self._belonging(log, wanted, GROUP), MOST_IDS), ids)
        query = f"SELECT {GROUP}, list(id ORDER BY id) FROM read_parquet($1) GROUP BY ALL"
        known = dict(self.local.execute(query, [named]).fetchall())
        number = count()
        for found in lacking:
            for _ in range(sum(map(len, found.groups))):
                found.name(known[next(number)])

    def offend(self, files: Sequence[Parquet], tally: Tally, output: Path, tell: Tell) -> None:
        """Join the verdicts back to the log, and write every offending id with its rules; the file is whole or not there."""
        tell("writing", self.engine.progress)
        profiles = self.folder / "profiles.parquet"
        pq.write_table(_profile_table(self.judging, tally), profiles)
        found = _EMPTY_OFFENDERS
        if self.verdicts.exists():
            belonging = self._belonging(exchanges(self.engine, files), self.verdicts, PROFILE)
            named = self.engine.table([str(profiles)], pq.read_schema(profiles))
            found = self.engine.write(offenders(belonging, named), self.folder / "offenders.parquet")
        text = output.suffix.lower() == ".csv"
        columns = ", ".join(f"array_to_string({c}, '|') AS {c}" if text else c for c in ("rules", "reviews"))
        name = f"{cell('id')} AS id" if text else "id"
        source = f"read_parquet({literal(found)})" if found is not _EMPTY_OFFENDERS else found
        with replaced(output) as temporary:
            self.local.execute(
                f'COPY (SELECT {name}, "at", {columns} FROM {source}) TO {literal(temporary)} {OFFENDERS[output.suffix.lower()]}'
            )


_EMPTY_OFFENDERS = '(SELECT NULL::VARCHAR AS id, NULL::TIMESTAMP AS "at", NULL::VARCHAR[] AS rules, NULL::VARCHAR[] AS reviews) AS nobody WHERE false'


def _profile_table(judging: GroupJudging, tally: Tally) -> pa.Table:
    """Give for each profile the ids of the rules broken and of those to review."""
    ids = [r.id for r in judging.rules]
    rules, reviews = (
        [[i for i, rank in zip(ids, profile, strict=True) if rank == wanted] for profile in tally.profiles]
        for wanted in (_VIOLATION, _REVIEW)
    )
    words = pa.list_(pa.string())
    numbers = pa.array(list(tally.profiles.values()), pa.int64())
    return pa.table({PROFILE: numbers, "rules": pa.array(rules, words), "reviews": pa.array(reviews, words)})


def _known(vocabulary: Vocabulary) -> dict[str, Callable[[str], bool]]:
    """Give for each column of the vocabulary what tells whether it knows a word."""
    sections = {
        "purposes": "purpose",
        "data": "category",
        "legal_basis": "basis",
        "storage": "country",
        "access": "country",
    }

    def knows(section: str) -> Callable[[str], bool]:
        return lambda word: vocabulary.lookup(section, word) is not None

    return {column: knows(section) for column, section in sections.items()}


def _bad_rows(files: Sequence[Parquet], con: duckdb.DuckDBPyConnection, bad: BadRows) -> None:
    """Name the rows of Parquet files that cannot be judged, by their number."""
    no_id, at = "coalesce(CAST(id AS VARCHAR), '') = ''", 'CAST("at" AS TIMESTAMP)'
    years = f"CAST({at} AS DATE) NOT BETWEEN DATE '{FIRST_YEAR + 1}-01-01' AND DATE '{LAST_YEAR - 1}-12-31'"
    code = (
        f"CASE WHEN {no_id} THEN 'log-no-id' WHEN \"at\" IS NULL THEN 'log-no-at' "
        f"WHEN {years} THEN 'log-year' ELSE 'log-skipped' END"
    )
    wrong = f'{no_id} OR "at" IS NULL OR {years} OR {skipped_sql(at)}'
    for file in files:
        if file.staged:
            continue  # its bad rows are known already
        source = f"read_parquet({literal(file.path)}, file_row_number = true)"
        found = con.execute(
            f"SELECT file_row_number + 1, {code}, CAST({at} AS VARCHAR) FROM {source} WHERE {wrong}"
        )
        while rows := found.fetchmany(_BATCH):
            for number, why, word in rows:
                bad.add(file.source, number, why, word=word)
