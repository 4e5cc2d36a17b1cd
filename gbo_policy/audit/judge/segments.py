"""Stretches of days within which no fact of a flow changes, so that any day of a stretch stands for all of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gbo_policy.agreement.events import event_type
from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.model.agreement import Agreement, Party
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts.context import Context
from gbo_policy.logic.expression import Node
from gbo_policy.over_time.timeline import change_days
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Rule

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


def segments(workspace: Workspace, pack: Pack, rules: Iterable[Rule], notice_mode: str) -> Segments:
    """Find the days on which a fact that ``rules`` read of an exchange may change: those of the workspace, and those that rules name."""
    agreement = workspace.agreement
    relevant = replace(
        workspace,
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
        events=tuple(e for e in workspace.events if event_type(e.type).bears_on_flows),
        assessments=tuple(a for a in workspace.assessments if a.subject.flow is not None),
        # an exchange has its own day; of the flow that it names, the days of notices of obligations and of authorisations count
        flows=tuple(
            Flow.model_construct(
                id=f.id, legal_obligation=f.legal_obligation, recipients=f.recipients, data=f.data
            )
            for f in workspace.flows
        ),
        waivers=(),
    )
    days = set(change_days(relevant, pack, {}, notice_mode))
    for rule in rules:
        for tree in (rule.when, rule.require, rule.review):
            days.update(d for named in (_dates(tree) if tree else ()) for d in (named, named + _DAY))
    return Segments(tuple(sorted(days)))


def _dates(node: Node) -> Iterator[date]:
    if node.op == "const" and isinstance(node.args[0], date):
        yield node.args[0]
    for part in node.parts():
        yield from _dates(part)


class Calendar:
    """Contexts by stretch, each made once."""

    def __init__(self, workspace: Workspace, pack: Pack, notice_mode: str, found: Segments) -> None:
        self.workspace, self.pack, self.notice_mode, self.segments = workspace, pack, notice_mode, found
        self._made: dict[int, Context] = {}

    def of_segment(self, segment: int) -> Context:
        """Give the context of a stretch."""
        if segment not in self._made:
            self._made[segment] = self.of_day(self.segments.day(segment))
        return self._made[segment]

    def of_day(self, day: date) -> Context:
        """Give the context at the end of a day."""
        return Context(self.workspace, AsOf.of_day(day), self.pack.vocabulary, self.notice_mode)
