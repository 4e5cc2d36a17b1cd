"""An audit from log files to an answer: staged, grouped by the engine, judged, added up, and offenders
written out.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from gbo_policy.audit.judge.groups import GroupJudging
from gbo_policy.audit.judge.judging_case import judging_of
from gbo_policy.audit.judge.known_words import mapped_words, vocabulary_words
from gbo_policy.audit.judge.offending import OffendingGroups, origins, write_offenders
from gbo_policy.audit.judge.opened_log import OpenedLog, Options, Tell, nothing_to_judge, opened_log
from gbo_policy.audit.judge.quality import Quality, QualityCount, blank_words
from gbo_policy.audit.judge.resting import RestingCount
from gbo_policy.audit.judge.sampling import Sample, SampledGroups, sample_of
from gbo_policy.audit.judge.segments import periods
from gbo_policy.audit.judge.shown_uses import know_uses
from gbo_policy.audit.judge.tally import MOST_IDS, Counting, Found, Tally
from gbo_policy.audit.read.bad_rows import BadRows
from gbo_policy.audit.read.coded_groups import CodedGroups, coded_groups
from gbo_policy.audit.read.engine import FILE, LINE, Duck, literal, replaced
from gbo_policy.audit.read.group_batches import GroupBatch, file_batches, write_some
from gbo_policy.audit.read.group_table import GroupTable
from gbo_policy.audit.read.ids import RepeatedIds, each_once_named, in_order
from gbo_policy.audit.read.log import LogFile, Logs, Parquet
from gbo_policy.audit.read.period_numbers import skipped_sql
from gbo_policy.audit.read.stated_span import stated_span
from gbo_policy.basics.calendar import FIRST_YEAR, LAST_YEAR
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.judging.case import Case
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reading.mapping import TableMapping

if TYPE_CHECKING:
    from gbo_policy.audit.judge.log_rows import LogRows

_ROWS = 200_000


class Audited(NamedTuple):
    """A file of a log: its rows, those of them that could not be judged, its digest, and the columns that
    nothing reads.

    ``archive`` is what it was packed in, with the digest of that; ``encoding`` that of a text.
    """

    file: str
    rows: int
    bad_rows: int
    digest: str | None
    unread: tuple[str, ...]
    archive: tuple[str, str | None] | None
    encoding: str | None


@dataclass(frozen=True)
class Audit:
    """What an audit found: the files as given, the rows that could not be judged, and the tally of the
    rest.
    """

    case: Case
    judging: GroupJudging
    files: tuple[Audited, ...]
    bad: BadRows
    tally: Tally
    mapping: TableMapping
    quality: Quality | None
    resting: RestingCount
    sample: Sample | None
    notices: tuple[Problem, ...]


def audit(case: Case, found_logs: Logs, options: Options, tell: Tell) -> Audit:
    """Judge a log. Raises PolicyError with all that is wrong with its files, and when there is nothing to
    judge.
    """
    judging = judging_of(case)
    with opened_log(found_logs, options, tell) as log:
        files, bad, logs, digests = log.files, log.bad, log.logs, log.digests
        if options.store:
            log.engine.vacant(options.store)  # before all the work, not after
        run = _AuditRun(case, judging, log, options)
        tally = run.judge(bad, tell)
        _all_counted(files, bad, tally)
        if options.offenders is not None:
            run.offend(log.staging.paths, options.offenders, tell)
        elif options.store:
            run.store(options.store, tell)
        if options.bad_rows is not None:
            bad.flush()
            with replaced(options.bad_rows) as temporary:
                shutil.copyfile(bad.apart, temporary)
        sample = run.sample(log, tell)
        counts = tuple(_counts(logs, files, bad, digests.all()))
        tally.unmapped.update(bad.unmapped)
        return Audit(
            case,
            judging,
            counts,
            bad,
            tally,
            options.mapping,
            run.quality,
            run.counting.resting,
            sample,
            (*log.notices, *_same(counts), *run.notices(), *blank_words(tally.blanks)),
        )


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


def _counts(
    logs: Sequence[LogFile], files: Sequence[Parquet], bad: BadRows, digests: Mapping[str, str]
) -> Iterator[Audited]:
    read = {f.source: f for f in files}
    for log in logs:
        spoilt, file = bad.of(log.path), read[log.path]
        rows = file.rows + (spoilt if file.staged else 0)
        archive = (log.archive, digests.get(log.archive)) if log.archive else None
        yield Audited(log.path, rows, spoilt, digests.get(log.real), file.unread, archive, file.encoding)


class _AuditRun:
    """The two passes of one audit."""

    def __init__(
        self,
        case: Case,
        judging: GroupJudging,
        log: OpenedLog,
        options: Options,
    ) -> None:
        self.case, self.judging, self.engine = case, judging, log.engine
        self.periods: tuple[date, ...] = (date(FIRST_YEAR + 1, 1, 1),)
        self.local, self.folder, self.options = log.local.raw, log.folder, options
        self.files = log.files
        self.coded: CodedGroups | None = None
        self.grouped = log.folder / "groups.parquet"
        self.quality: Quality | None = None
        self.sampled = options.sample and SampledGroups(
            judging, options.sample, self.folder / "strata.parquet"
        )

    @cached_property
    def rows(self) -> LogRows:
        """The rows of the log as expressions; to import what writes those takes half a second, so only where
        groups by number do not do.
        """
        from gbo_policy.audit.judge.log_rows import LogRows

        return LogRows(self.engine, self.files, self.judging.columns)

    def judge(self, bad: BadRows, tell: Tell) -> Tally:
        """Group the log, judge the groups, and keep their verdicts for the second pass if there is one."""
        tell("grouping", self.engine.progress)
        self._group()
        if self.groups.any_unjudged():
            self._name_bad(bad)
        if self.groups.days() is None:
            raise PolicyError(nothing_to_judge([LogFile(f.source, "") for f in self.files], bad))
        if self.options.gate is not None:
            self._gate(self._repeated())
        know_uses(self.judging, self.groups)
        self.counting = counting = Counting(
            self.judging,
            vocabulary_words(self.judging.reader.vocabulary),
            self.periods,
            mapped_words(self.options.mapping, self.judging.reader),
        )
        tell("judging", lambda: None)
        least = Verdict.REVIEW if self.options.reviews else Verdict.VIOLATION
        with OffendingGroups(self.judging, self.folder, least) as offending:
            for groups in self._batches():
                batch = counting.batch(groups)
                if self.options.offenders is not None or self.options.store:
                    offending.add(batch)
                if self.sampled is not None:
                    self.sampled.add(batch)
        self._name([f for f in counting.tally.findings.values() if f.lacking], tell)
        if self.coded is not None:
            self.coded.close()
        return counting.tally

    def _group(self) -> None:
        """Group the log by periods from its first day to its last, as files state them or as rows say."""
        stated = stated_span(self.files)
        self._grouped(stated or self.rows.span())
        if stated and (days := self.groups.days()) and not stated[0] <= days[0] <= days[1] <= stated[1]:
            self._grouped(days)  # a file that states what is not so

    def _grouped(self, days: tuple[date, date] | None) -> None:
        """Group the log, whichever way is the faster for it."""
        if self.coded is not None:
            self.coded.close()
        if days is not None:
            self.periods = periods(self.judging.calendar.segments, *days)
        columns, starts = self.judging.columns, self.periods[1:]
        self.coded = (
            coded_groups(self.engine, self.files, columns, starts) if isinstance(self.engine, Duck) else None
        )
        if self.coded is None:
            self.rows.write_groups(starts, self.grouped)
            self.groups = GroupTable.of_file(self.local, self.grouped)
        else:
            self.groups = self.coded.table()

    def _repeated(self) -> RepeatedIds:
        """Find the ids that the log repeats; one that lies in the order of its ids repeats none."""
        rising = in_order(self.files) if self.coded is None else self.coded.ids.rising
        if rising or (isinstance(self.engine, Duck) and each_once_named(self.local, self.files)):
            return RepeatedIds()
        return self.rows.repeated()

    def _name_bad(self, bad: BadRows) -> None:
        _bad_rows(self.files, self.local, bad)
        if any(f.cluster for f in self.files):
            from gbo_policy.audit.read.cluster_rows import cluster_bad_rows

            cluster_bad_rows(self.engine, self.files, bad)

    def _gate(self, repeats: RepeatedIds) -> None:
        """Count how well the log was read. Raises PolicyError where so badly that verdicts would be about
        nothing.
        """
        counted = QualityCount(self.groups, self.judging.columns, self.judging.reader).count(repeats)
        if self.options.gate is not None and (refused := counted.refused(self.options.gate.limit)):
            raise PolicyError(refused)
        self.quality = counted

    def notices(self) -> Iterator[Problem]:
        """Give what is to be told of the log's quality."""
        return iter(()) if self.quality is None else self.quality.notices()

    def _batches(self) -> Iterator[GroupBatch]:
        if self.coded is not None:
            if self.coded.ids.rising or (self.quality and self.quality.repeated == RepeatedIds()):
                return self.coded.batches()
            self.coded.write(self.grouped)  # groups that share an id are put in order by their texts
        return file_batches(self.local, self.grouped, self.judging.columns)

    def _name(self, lacking: Sequence[Found], tell: Tell) -> None:
        """Name more exchanges of findings that have few groups, and so few ids that stand for a group."""
        if not lacking:
            return
        tell("naming", self.engine.progress)
        groups = [group for found in lacking for group in found.groups]
        if self.coded is not None:
            known = self.coded.least_ids(groups, MOST_IDS)
        else:
            wanted = self.folder / "wanted.parquet"
            write_some(self.local, self.grouped, self.judging.columns, groups, wanted)
            known = self.rows.least_ids(self.periods[1:], wanted, MOST_IDS)
        number = count()
        for found in lacking:
            for _ in found.groups:
                found.name(known[next(number)])

    def offend(self, staged: Sequence[str], output: Path, tell: Tell) -> None:
        """Join the verdicts back to the log, and write every offending id with its rules; the file is whole
        or not there.
        """
        tell("writing", self.engine.progress)
        kept = OffendingGroups(self.judging, self.folder, Verdict.VIOLATION)
        found = None
        if kept.verdicts.exists():
            found = self.folder / "offenders.parquet"
            self.engine.write(self.rows.offenders(self.periods[1:], kept), found)
        write_offenders(self.local, found, origins(self.files, staged), output)

    def sample(self, log: OpenedLog, tell: Tell) -> Sample | None:
        """Draw the sample that was asked for."""
        if self.sampled is None:
            return None
        tell("drawing", self.engine.progress)
        self.sampled.close()
        rows = self.rows.drawn(self.periods[1:], self.sampled, self.folder)
        return sample_of(self.sampled, rows, origins(log.files, log.staging.paths), self.judging)

    def store(self, address: str, tell: Tell) -> None:
        """Let the cluster write every offending id with its rules; where there is none, nothing is
        written.
        """
        tell("writing", self.engine.progress)
        kept = OffendingGroups(self.judging, self.folder, Verdict.VIOLATION)
        if kept.verdicts.exists():
            found = self.rows.offenders(self.periods[1:], kept)
            self.engine.store(found.rename(file=FILE, row=LINE), address)


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
        if file.staged or file.cluster:
            continue  # its bad rows are known already
        source = f"read_parquet({literal(file.path)}, file_row_number = true)"
        found = con.execute(
            f"SELECT file_row_number + 1, {code}, CAST({at} AS VARCHAR) FROM {source} WHERE {wrong}"
        )
        while rows := found.fetchmany(_ROWS):
            for number, why, word in rows:
                bad.add(file.source, number, why, word=word)
