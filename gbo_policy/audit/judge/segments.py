"""Stretches of days within which no fact of a flow changes, so that any day of a stretch stands for all of
them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gbo_policy.agreement.events import event_type
from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.model.agreement import Agreement, Party
from gbo_policy.declarations.model.flow import Authorisation, Flow
from gbo_policy.declarations.workspace import Use
from gbo_policy.facts.context import Context
from gbo_policy.facts.uses import may_be_processor
from gbo_policy.judging.case import Case
from gbo_policy.logic.tree import Node
from gbo_policy.over_time.timeline import change_days
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.rows.logged import AUTHORISED, SEGMENT

_DAY = timedelta(days=1)
_ANY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Segments:
    """``cuts``: the first day of every stretch but the first, in order."""

    cuts: tuple[date, ...]

    def of(self, day: date) -> int:
        """Give the number of the stretch that a day lies in."""
        return bisect_right(self.cuts, day)

    def day(self, segment: int) -> date:
        """Give a day of a stretch."""
        return self.cuts[segment - 1] if segment else (self.cuts[0] - _DAY if self.cuts else _ANY)


def periods(found: Segments, first: date, last: date) -> tuple[date, ...]:
    """Give the first days of the periods from ``first`` to ``last``: every stretch, month by month."""
    months = {
        date(m // 12, m % 12 + 1, 1)
        for m in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    }
    return (first, *sorted(d for d in {*months, *found.cuts} if first < d <= last))


def segments(case: Case, rules: Iterable[Rule]) -> Segments:
    """Find the days on which a fact that ``rules`` read of an exchange may change: those of the workspace,
    and those that rules name.
    """
    workspace, agreement = case.workspace, case.workspace.agreement
    grounds = {getattr(e, "ground", None) for e in workspace.events}  # once remedied, these bar nothing (9)
    relevant = workspace._replace(
        agreement=Agreement.model_construct(
            id=agreement.id,
            signatures=agreement.signatures,
            parties=agreement.parties
            and tuple(
                Party.model_construct(
                    id=p.id, role=p.role, since=p.since, until=p.until, successor=p.successor
                )
                for p in agreement.parties
            ),
            departures=agreement.departures,
            processors=agreement.processors
            and tuple(p.model_copy(update={"listed_with": None}) for p in agreement.processors),
        ),
        events=tuple(e for e in workspace.events if event_type(e.type).bears_on_flows or e.id in grounds),
        # those of an event too: whether a notice took effect (14.2)
        assessments=tuple(a for a in workspace.assessments if a.subject.flow or a.subject.event),
        flows=tuple(map(_turning, workspace.flows)),
        waivers=(),
    )
    days = set(change_days(case._replace(workspace=relevant), {}))
    for rule in rules:
        for tree in (rule.when, rule.require, rule.review):
            days.update(d for named in (_dates(tree) if tree else ()) for d in (named, named + _DAY))
    return Segments(tuple(sorted(days)))


def _turning(flow: Flow) -> Flow:
    """Give what days change in a flow: an exchange has its own day, but notices of obligations count, and
    authorisations, and since when somebody uses a processor that others may use too.
    """
    own = Flow.model_construct(
        id=flow.id, legal_obligation=flow.legal_obligation, recipients=flow.recipients, data=flow.data
    )
    used = any(map(may_be_processor, flow.recipients or ()))
    return own.model_copy(update={"starts_on": flow.starts_on, "ends_on": flow.ends_on}) if used else own


def authorised(case: Case) -> Segments:
    """Find the days on which decisions on authentic sources begin or end: some of those of ``segments``."""
    items = [item for flow in case.workspace.flows for item in flow.data or ()]
    days = [
        day
        for own in (item.authorisation for item in items)
        if isinstance(own, Authorisation)
        for day in (own.decided_on, own.expires_on)
        if isinstance(day, date)
    ]
    return Segments(tuple(sorted({d for day in days for d in (day, day + _DAY)})))


def _dates(node: Node) -> Iterator[date]:
    if node.op == "const" and isinstance(node.args[0], date):
        yield node.args[0]
    for part in node.parts():
        yield from _dates(part)


class Calendar:
    """Contexts by stretch, each made once; ``stretches`` by their names, of which ``segments`` are the
    shortest.
    """

    def __init__(self, case: Case, rules: Iterable[Rule]) -> None:
        self._case, self.segments = case, segments(case, rules)
        self.stretches: Mapping[str, Segments] = {SEGMENT: self.segments, AUTHORISED: authorised(case)}
        self._contexts: dict[date, Context] = {}

    def know_uses(self, uses: frozenset[Use]) -> None:
        """Let every context know the uses of processors that a log shows."""
        # INVARIANT: nothing was judged yet, since that would have been judged without them
        assert not self._contexts
        self._case = self._case._replace(workspace=self._case.workspace._replace(logged_uses=uses))

    def of_stretch(self, row: Mapping[str, Any]) -> Context:
        """Give the context of the stretch that a row names; of any day where it names none."""
        name = next((n for n in self.stretches if n in row), SEGMENT)
        day = self.stretches[name].day(row.get(name, 0))
        if day not in self._contexts:
            self._contexts[day] = self.of_day(day)
        return self._contexts[day]

    def of_day(self, day: date) -> Context:
        """Give the context at the end of a day."""
        return self._case.context(AsOf.of_day(day))
