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
from gbo_policy.audit.read.engine import PERIOD, LogEngine
from gbo_policy.audit.read.group_table import GroupTable
from gbo_policy.declarations.workspace import Use, Workspace
from gbo_policy.terms.rows.logged import WHO

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DAY = date(2000, 1, 1)  # whom an exchange joins does not hang on its day
_KIND = "processor"
_OTHER_KINDS = tuple(kind for kind in get_args(RecipientKind) if kind != _KIND)


def know_uses(judging: GroupJudging, groups: GroupTable) -> None:
    """Let groups be judged as who uses which processor, as they show it, asks for."""
    calendar = judging.calendar
    if _hang_on_users(calendar.case.workspace):
        uses = _shown(groups, judging) | _unsaid(groups, judging)
        calendar.case = calendar.case._replace(workspace=calendar.case.workspace._replace(logged_uses=uses))


def know_uses_of_log(
    judging: GroupJudging, engine: LogEngine, con: duckdb.DuckDBPyConnection, log: ir.Table, folder: Path
) -> None:
    """Do the same by a log that is not grouped."""
    from gbo_policy.audit.read.expressions import keyed

    if _hang_on_users(judging.calendar.case.workspace):
        engine.write(keyed(log, WHO, ()).select(*WHO, PERIOD).distinct(), folder / "uses.parquet")
        know_uses(judging, GroupTable.of_file(con, folder / "uses.parquet"))


def _hang_on_users(workspace: Workspace) -> bool:
    """Tell whether some processor has one date for all who use it."""
    return any(
        p.agreements is None and isinstance(p.agreement_signed_on, date)
        for p in workspace.processors.values()
    )


def _shown(groups: GroupTable, judging: GroupJudging) -> frozenset[Use]:
    """Give the processors that rows name or mean, each with a core actor for whom it works there."""
    reader, alike = judging.reader, judging.alike
    by_flow = "flow", _of_processors(reader.workspace)
    rows = groups.distinct(WHO, "on_behalf_of", "recipient_kind", _OTHER_KINDS, by_flow)
    given = {tuple(map(alike.of, WHO, values)) for values in rows}
    exchanges = (reader.exchange(dict(zip(WHO, values, strict=True)), _DAY) for values in given)
    found = [one for exchange in exchanges for one in exchange.recipients or ()]
    # of a row without it the flow that it names may say so, or not of this one
    return frozenset((r.processor, r.on_behalf_of) for r in found if r.on_behalf_of or r.kind == _KIND)


def _unsaid(groups: GroupTable, judging: GroupJudging) -> frozenset[Use]:
    """Give the processors that receive in rows of which nobody says for whom."""
    saying = "flow", _of_processors(judging.reader.workspace)
    names = groups.without("recipient", "on_behalf_of", ("recipient_kind", [_KIND]), saying)
    rows = ({"recipient_kind": _KIND, "recipient": judging.alike.of("recipient", name)} for name in names)
    exchanges = (judging.reader.exchange({**dict.fromkeys(WHO), **row}, _DAY) for row in rows)
    return frozenset((r.processor, None) for exchange in exchanges for r in exchange.recipients or ())


def _of_processors(workspace: Workspace) -> list[str]:
    """Give the flows, as a log may name them, that say for whom a processor receives: a row need not."""
    found = {
        flow.id
        for flow in workspace.flows
        if any(r.processor and r.on_behalf_of for r in flow.recipients or ())
    }
    return sorted(found | {word for word, made in workspace.made.items() if not found.isdisjoint(made)})
