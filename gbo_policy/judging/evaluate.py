"""Rows and a pack into results: every rule over every row of its kind."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from gbo_policy.facts.row import AlikeRows, Row
from gbo_policy.judging.result import Result, Settled
from gbo_policy.judging.results import Results, RuleResults
from gbo_policy.judging.ruleset import Engine

__all__ = ["Engine", "Result", "Results", "Settled", "judge_rows"]


def judge_rows(engine: Engine, rows: Iterable[Row], *, kept: bool = True) -> Results:
    """Judge rows, in the total order of results; a rule held against several parties gives a result for each
    of them. ``kept`` is that of ``Results``.
    """
    columns: list[RuleResults] = []
    for kind, ours in _by_kind(engine, rows, kept=kept).items():
        if ours:
            _put_in_order(ours)
            judge, rules = engine.judge(kind, len(ours)), engine.rules[kind]
            codes = bytearray()  # row by row, one of each rule
            for row in ours:
                codes += bytes(judge(row.values))
            columns += [
                RuleResults(rule, engine, ours, bytes(codes[i :: len(rules)])) for i, rule in enumerate(rules)
            ]
    return Results(columns, kept=kept)


def _by_kind(engine: Engine, rows: Iterable[Row], *, kept: bool) -> dict[str, list[Row]]:
    """Give the rows of each kind that has rules; where results are not kept, these take little room."""
    found: dict[str, list[Row]] = {kind: [] for kind in engine.rules}
    alike = AlikeRows()
    for row in rows:
        if row.kind.name in found:
            found[row.kind.name].append(row if kept else alike.kept(row))
    return found


def _put_in_order(rows: list[Row]) -> None:
    """Sort rows by their subjects, where they are not in order as they come: keys of very many take much
    room.
    """
    if any(one > other for one, other in pairwise(row.subject.order() for row in rows)):
        rows.sort(key=lambda row: row.subject.order())
