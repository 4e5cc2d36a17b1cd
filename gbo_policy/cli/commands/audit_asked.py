"""What the command line asks of an audit itself: whether it makes sense, and how the audit is run then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gbo_policy.basics.near_words import listed
from gbo_policy.basics.problems import PolicyError, Problem, problem

if TYPE_CHECKING:
    from gbo_policy.audit.judge.opened_log import Options

# what an engine needs: the name of the extra, and its libraries
NEEDED = {"duckdb": ("audit", ("duckdb", "ibis", "pyarrow", "numpy")), "spark": ("spark", ("pyspark",))}
_OFFENDERS = (".parquet", ".csv", ".jsonl", ".ndjson")
_STORED = (".parquet", ".jsonl")  # as a cluster writes them
_AMOUNT = re.compile(r"[1-9]\d*(\.\d+)? ?[KMGT]i?B\Z", re.I)
_CONF = re.compile(r"spark\.[\w.-]+=.")
_SHARE = re.compile(r"\d{1,3}(\.\d+)?\Z")


@dataclass(frozen=True, slots=True)
class AuditAsked:
    """The options of an audit as they were given, right or wrong.

    Offenders go to a file, ``offenders``, or to an address that a cluster writes, ``store``; or to neither.
    """

    engine: str
    memory: str
    quality: str
    offenders: Path | None
    store: str
    with_reviews: bool
    bad_rows: Path | None
    mapping: Path | None
    sample: int | None
    seed: int
    per: str | None
    sample_book: Path
    spark_master: str
    spark_conf: tuple[str, ...]

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The files that it writes here."""
        book = self.sample_book if self.sample else None
        return tuple(path for path in (self.offenders, self.bad_rows, book) if path is not None)

    @property
    def limit(self) -> float | None:
        """How many rows, in per cent, may hold a word that nobody knows; None for any number of them."""
        return None if self.quality == "off" else float(self.quality)


_AS_GIVEN = tuple(f.name for f in fields(AuditAsked) if f.name not in ("offenders", "store"))


def asked_of(options: dict[str, Any]) -> AuditAsked:
    """Take what is asked of an audit itself out of the options of a command; what stays are settings."""
    offenders = options.pop("offenders") or ""
    on_cluster = "://" in offenders
    return AuditAsked(
        offenders=Path(offenders) if offenders and not on_cluster else None,
        store=offenders if on_cluster else "",
        **{name: options.pop(name) for name in _AS_GIVEN},
    )


def check_asked(asked: AuditAsked) -> None:
    """See that what is asked makes sense, and that the libraries are there. Raises PolicyError with all that
    is wrong.
    """
    if problems := [*_wrong_words(asked), *_missing_libraries(asked)]:
        raise PolicyError(problems)


def _wrong_words(asked: AuditAsked) -> Iterator[Problem]:
    for pair in asked.spark_conf:
        if not _CONF.match(pair):
            yield problem("bad-conf", None, word=pair)
    if asked.store and not asked.store.rstrip("/").endswith(_STORED):
        yield problem("offenders-cluster", None, word=asked.store)
    if asked.store and asked.engine != "spark":
        yield problem("log-needs-spark", None, word=asked.store)
    if asked.quality != "off" and not (_SHARE.match(asked.quality) and float(asked.quality) <= 100):
        yield problem("bad-quality", None, word=asked.quality)
    if not _AMOUNT.match(asked.memory):
        yield problem("bad-memory", None, word=asked.memory)
    if asked.offenders is not None and asked.offenders.suffix.lower() not in _OFFENDERS:
        yield problem("offenders-suffix", None, word=asked.offenders.name, known=listed(_OFFENDERS))


def _missing_libraries(asked: AuditAsked) -> Iterator[Problem]:
    needed: list[tuple[str, tuple[str, ...]]] = [("xlsx", ("xlsxwriter",))] if asked.sample else []
    needed += [NEEDED[engine] for engine in dict.fromkeys(("duckdb", asked.engine))]
    for extra, modules in needed:
        for module in modules:
            if find_spec(module) is None:
                yield problem("extra-missing", None, word=module, known=extra)


def audit_options(asked: AuditAsked, logs: Sequence[str], lang: str) -> Options:
    """Give how the audit is run of what is asked, which makes sense."""
    from gbo_policy.audit.judge.opened_log import Options, QualityGate
    from gbo_policy.audit.judge.sample_order import SampleOrder
    from gbo_policy.audit.read.columns import COLUMNS, FLAGS
    from gbo_policy.audit.read.log import on_cluster
    from gbo_policy.reading.mapping import UNMAPPED, read_mapping

    return Options(
        engine=asked.engine,
        master=asked.spark_master,
        memory=asked.memory,
        offenders=asked.offenders,
        reviews=asked.with_reviews,
        bad_rows=asked.bad_rows,
        lang=lang,
        mapping=read_mapping(asked.mapping, COLUMNS, FLAGS) if asked.mapping else UNMAPPED,
        gate=QualityGate(asked.limit),
        spark=tuple((key, value) for key, _, value in (pair.partition("=") for pair in asked.spark_conf)),
        addresses=tuple(log for given in logs if (log := on_cluster(given)) is not None),
        store=asked.store,
        sample=SampleOrder(asked.sample, asked.seed, asked.per) if asked.sample else None,
    )
