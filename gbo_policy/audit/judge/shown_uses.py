"""Who uses a processor, as a log shows it: of one date for several users nobody says whose agreement it is.

An exchange is judged as a flow of its own day, but the log is one piece of evidence. Where other rows of it,
of whatever day, show that somebody else uses the same processor, or may, as nobody says for whom it received,
its one date accuses nobody and clears nobody (7.3).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import duckdb

from gbo_policy.agreement.obligation import RecipientKind
from gbo_policy.audit.judge.groups import GroupJudging
from gbo_policy.audit.read.engine import PERIOD, LogEngine, quoted
from gbo_policy.audit.read.group_table import GroupTable
from gbo_policy.declarations.workspace import Use, Workspace
from gbo_policy.facts.uses import may_be_processor
from gbo_policy.terms.rows.logged import WHO

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DAY = date(2000, 1, 1)  # whom an exchange joins does not hang on its day
_OTHER_KINDS = tuple(kind for kind in get_args(RecipientKind) if kind != "processor")
_CALLED = ("recipient_kind", "recipient")


def know_uses(judging: GroupJudging, groups: GroupTable) -> None:
    """Let groups be judged as who uses which processor, as they show it, asks for."""
    if _hang_on_users(judging.reader.workspace):
        judging.calendar.know_uses(_uses(groups, judging))


def know_uses_of_log(
    judging: GroupJudging, engine: LogEngine, con: duckdb.DuckDBPyConnection, log: ir.Table, folder: Path
) -> None:
    """Do the same by a log that is not grouped."""
    from gbo_policy.audit.read.expressions import keyed

    if _hang_on_users(judging.reader.workspace):
        engine.write(keyed(log, WHO, ()).select(*WHO, PERIOD).distinct(), folder / "uses.parquet")
        know_uses(judging, GroupTable.of_file(con, folder / "uses.parquet"))


def _hang_on_users(workspace: Workspace) -> bool:
    """Tell whether some processor has one date for all who use it."""
    return any(
        p.agreements is None and isinstance(p.agreement_signed_on, date)
        for p in workspace.processors.values()
    )


def _uses(groups: GroupTable, judging: GroupJudging) -> frozenset[Use]:
    """Give the uses of processors that rows show, as each is read: by what it says, or else by the flow that
    it names.
    """
    reader, alike = judging.reader, judging.alike
    by_flow = groups.among("flow", _of_processors(reader.workspace))
    perhaps = f"NOT {groups.among('recipient_kind', _OTHER_KINDS)}"
    stated = f"({quoted('on_behalf_of')} IS NOT NULL OR {by_flow})"
    given = {tuple(map(alike.of, WHO, values)) for values in groups.distinct(WHO, perhaps, stated)}
    # where neither the row nor its flow says more, the kind and the name of the recipient are all there is
    left = groups.distinct(_CALLED, perhaps, f"NOT {stated}", f"{quoted('recipient_kind')} IS NOT NULL")
    named = {tuple(map(alike.of, _CALLED, values)) for values in left}
    rows = [dict(zip(WHO, values, strict=True)) for values in given]
    rows += [{**dict.fromkeys(WHO), **dict(zip(_CALLED, values, strict=True))} for values in named]
    exchanges = (reader.exchange(row, _DAY) for row in rows)
    found = (one for exchange in exchanges for one in exchange.recipients or ())
    return frozenset((r.processor, r.on_behalf_of) for r in found if may_be_processor(r))


def _of_processors(workspace: Workspace) -> frozenset[str]:
    """Give the flows, as a log may name them, in which a processor receives, or may."""
    found = {flow.id for flow in workspace.flows if any(map(may_be_processor, flow.recipients or ()))}
    return frozenset(found | {word for word, made in workspace.made.items() if not found.isdisjoint(made)})
