"""One exchange of a log, found by its id and judged rule by rule as ``check`` judges a flow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow.parquet as pq

from gbo_policy.audit.judge.fact_plan import JUDGED
from gbo_policy.audit.judge.groups import GroupJudging
from gbo_policy.audit.judge.judging_case import judging_of
from gbo_policy.audit.judge.log_places import log_row
from gbo_policy.audit.judge.offending import origins
from gbo_policy.audit.judge.opened_log import Options, opened_log
from gbo_policy.audit.judge.shown_uses import know_uses_of_log
from gbo_policy.audit.read.columns import COLUMNS
from gbo_policy.audit.read.engine import FILE, LINE
from gbo_policy.audit.read.log import Logs
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import begun, say
from gbo_policy.facts.flows import flow_rows
from gbo_policy.judging.case import Case
from gbo_policy.judging.evaluate import judge_rows
from gbo_policy.judging.readings import as_settled, awaits_reading
from gbo_policy.judging.recorded import as_departed
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import AS_IS, NAMELESS, Names, message

_MOST = 20  # exchanges of one id
WITHIN = "within-declaration"
_NAME = "\uffff"  # stands for an id while a sentence is made: no text holds it, as any may hold a short id


@dataclass(frozen=True)
class ExplainedExchange:
    """An exchange: where it lies, what the log says of it, and the result of every rule."""

    file: str
    row: int
    at: datetime
    said: dict[str, Any]
    results: tuple[Result, ...]


def explain(case: Case, found_logs: Logs, name: str, options: Options) -> list[ExplainedExchange]:
    """Judge every exchange of an id. Raises PolicyError when the log has none that can be judged."""
    from gbo_policy.audit.read.expressions import exchanges

    judging = judging_of(case)
    with opened_log(found_logs, options, lambda step, share: None) as log:
        table = exchanges(log.engine, log.files, origin=True)
        some = table.filter((table["id"] == name) & table["at"].notnull()).order_by([FILE, LINE]).limit(_MOST)
        path = log.folder / "explained.parquet"
        log.engine.write(some.mutate(at=some["at"].cast("timestamp(6)")), path)
        rows = pq.read_table(path).to_pylist()
        know_uses_of_log(judging, log.engine, log.local.raw, table, log.folder)
        names = origins(log.files, log.staging.paths)
    if not rows:
        raise PolicyError([problem("log-no-such-id", None, word=name)])
    return [_explained(row, names, judging) for row in rows]


def _explained(row: dict[str, Any], names: dict[str, str], judging: GroupJudging) -> ExplainedExchange:
    said = {c: row[c] for c in COLUMNS if row[c] is not None}
    made = whole_results(judging, row, row["at"].date())
    return ExplainedExchange(names.get(row[FILE], row[FILE]), row[LINE], row["at"], said, made)


def whole_results(judging: GroupJudging, row: dict[str, Any], day: date) -> tuple[Result, ...]:
    """Judge a row of a log by every rule, as a flow of ``day`` with one recipient. Where it names no declared
    flow it has no id: rules judge an exchange by what it was, and only words call it something.
    """
    context = judging.calendar.of_day(day)
    row = {column: judging.alike.filled(column, said) for column, said in row.items()}
    exchange = judging.reader.exchange(row, context.as_of.day)
    rows = dict(zip(JUDGED, flow_rows(exchange, context), strict=True))
    logged = [log_row(rows[kind]) for kind in JUDGED if kind in judging.engine.rules]
    found = as_departed(judge_rows(judging.engine, logged), context)

    def read(result: Result) -> Result:
        kind = result.rule.kind.name
        settled = judging.settled(result.rule, row, rows[kind], context) if awaits_reading(result) else None
        return as_settled(result, settled)

    return tuple(map(read, found))


def exchange_message(result: Result, name: str, lang: str, flow: str | None = None) -> str:
    """Give a result's sentence; an exchange of no declared flow is called an exchange there, and never a
    flow.

    ``flow`` is what the log calls the flow that it was sent under.
    """
    if result.rule.id == WITHIN:  # this one is about the flow that it names, declared or not
        return message(result, lang, calling(result, flow or name))
    text = message(result, lang, calling(result, _NAME))
    said, meant = say(lang, "flow {name}", name=_NAME), say(lang, "exchange {name}", name=_NAME)
    return text.replace(said, meant).replace(begun(said), begun(meant)).replace(_NAME, name)


def calling(result: Result, name: str) -> Names:
    """Give what to call an exchange in a sentence: ``name``, unless it has the id of a declared flow."""
    return AS_IS if result.subject.flow else {NAMELESS: name, result.subject.id: name}
