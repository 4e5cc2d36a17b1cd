"""Recorded readings of the text, for the exchanges of a log: one of a declared flow is about what that flow
declares, and so about an exchange under it of which a rule reads just that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from gbo_policy.audit.judge.exchange import Reader
from gbo_policy.audit.read.columns import sources
from gbo_policy.declarations.model.assessment import READING
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.declarations.references import names_of
from gbo_policy.facts.context import Context
from gbo_policy.facts.flows import flow_rows
from gbo_policy.facts.row import Row
from gbo_policy.judging.readings import recorded_of_flow, settled_by
from gbo_policy.judging.result import Settled
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.rows.logged import AUTHORISED, SEGMENT, WHO


def columns_of(rule: Rule, reads: Iterable[str]) -> frozenset[str]:
    """Give the columns that tell whether a reading of a flow is about an exchange: those of the facts that
    the rule reads, which flow and recipient it is, and the day.
    """
    found = {column for fact in reads for column in sources(rule.kind.field(fact))}
    return frozenset({*found, *WHO, SEGMENT} - {AUTHORISED})  # whose stretches are made of segments


class LoggedReadings:
    """The readings of flows that a workspace records, by what an exchange has in common with its flow."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        said = reader.workspace.assessments
        self.rules = frozenset(a.rule for a in said if a.term == READING and a.subject.flow is not None)
        self._declared: dict[tuple[str, date], tuple[Row, ...]] = {}

    def settled(
        self, rule: Rule, reads: Collection[str], said: Mapping[str, Any], own: Row, context: Context
    ) -> Settled | None:
        """Give the reading that settles what a rule asks of an exchange, if there is one: the rule ``reads``
        the same of the exchange's ``own`` row as of the flow that it names, had that been on its day.
        """
        flow = self.reader.flow_of(said)
        if flow is None or rule.id not in self.rules:
            return None
        at = self.reader.places_of(said, flow) if rule.kind.name == "recipient" else [None]
        of_flow, *of_recipients = self._rows(flow, context)
        theirs = [of_flow if i is None else of_recipients[i] for i in at]
        if not at or any(_plain(row.value(f)) != _plain(own.value(f)) for row in theirs for f in reads):
            return None
        names = [[""] if i is None else ["", *names_of(flow, i)] for i in at]
        found = {recorded_of_flow(rule.id, flow.id, n, context.as_of.day, context) for n in names}
        # recipients that a row does not tell apart, of which not all were judged alike, leave it open
        return settled_by(*found.pop(), context) if len(found) == 1 else None

    def _rows(self, flow: Flow, context: Context) -> tuple[Row, ...]:
        key = flow.id, context.as_of.day
        if key not in self._declared:
            there = {"starts_on": context.as_of.day, "ends_on": context.as_of.day, "status": None}
            self._declared[key] = tuple(flow_rows(flow.model_copy(update=there), context))
        return self._declared[key]


def _plain(value: Any) -> Any:
    """Give a fact without the order of its words, which says nothing."""
    return frozenset(value) if isinstance(value, (list, tuple)) else value
