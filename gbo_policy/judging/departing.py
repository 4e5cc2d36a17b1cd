"""Departures of the signed text from the model: without an effect that the pack knows, every rule on that
clause is a review.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from gbo_policy.declarations.model.agreement import Departure
from gbo_policy.facts.context import Context
from gbo_policy.judging.evaluate import Result, Results
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Rule


def apply_departures(results: Results, context: Context) -> Results:
    """Mark the results of rules on a clause that departs from the model, and make those a review whose
    departure states no effect.
    """
    found = context.workspace.agreement.departures
    if not found:
        return results
    return results.with_rules(partial(_departed, found=found), lambda rule: _about(rule, found) is not None)


def _departed(result: Result, found: Sequence[Departure]) -> Result:
    one = _about(result.rule, found)
    if one is None:
        return result
    return (
        result._replace(departure=one)
        if one.known
        else result._replace(departure=one, verdict=Verdict.REVIEW)
    )


def _about(rule: Rule, found: Sequence[Departure]) -> Departure | None:
    """Give the departure on a rule's clause, on an article that holds it, or on one whose words it rests on;
    an open one first.
    """
    clauses = {rule.clause, rule.clause.partition(".")[0], *rule.reads}
    about = [one for one in found if one.clause in clauses]
    return min(about, key=lambda one: one.known, default=None)
