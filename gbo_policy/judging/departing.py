"""Departures of the signed text from the model: without an effect that the pack knows, every rule on that
clause is a review. So is what a rule would hold of a partner, which a departure lets receive and no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from gbo_policy.declarations.model.agreement import Departure
from gbo_policy.facts.context import Context
from gbo_policy.judging.evaluate import Result, Results
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.rows import KINDS
from gbo_policy.terms.values import PARTNER


def apply_departures(results: Results, context: Context) -> Results:
    """Mark the results of rules on a clause that departs from the model, and make those a review whose
    departure states no effect.
    """
    found = context.workspace.agreement.departures
    if not found:
        return results
    marked = results.with_rules(partial(_departed, found=found), lambda rule: _about(rule, found) is not None)
    partners = _partners(context, found)
    if not partners:
        return marked
    change = partial(_of_partner, partners=partners)
    return marked.with_rules(change, _gives_power).with_findings(change)


def _departed(result: Result, found: Sequence[Departure]) -> Result:
    one = _about(result.rule, found)
    if one is None:
        return result
    return (
        result._replace(departure=one)
        if one.known
        else result._replace(departure=one, verdict=Verdict.REVIEW)
    )


def _partners(context: Context, found: Sequence[Departure]) -> Mapping[str | None, Departure]:
    """Give each partner with the departure that lets it receive, without that effect: nobody says what else
    follows from it.
    """
    parties = context.workspace.parties
    return {
        name: one.model_copy(update={"effect": None})
        for one in found
        if one.effect is not None
        for name in one.effect.partners or ()
        if name in parties and parties[name].role == PARTNER
    }


def _gives_power(rule: Rule) -> bool:
    return rule.modality == "power" and rule.kind.name not in KINDS


def _of_partner(result: Result, partners: Mapping[str | None, Departure]) -> Result:
    """Make a review of what is held against a partner, or lies between it and a core actor: the text speaks
    of core actors, and the departure does not say whether a partner has their duties, or their powers.
    """
    passed = result.verdict == Verdict.COMPLIANT and _gives_power(result.rule)
    if not (passed or result.verdict == Verdict.VIOLATION):
        return result
    kind = result.rule.kind
    between = () if kind.name in KINDS else (result.row.value(f.name) for f in kind.fields if f.actor)
    one = next((partners[name] for name in (result.against, *between) if name in partners), None)
    return result if one is None else result._replace(departure=one, verdict=Verdict.REVIEW)


def _about(rule: Rule, found: Sequence[Departure]) -> Departure | None:
    """Give the departure on a rule's clause, on an article that holds it, or on one whose words it rests on;
    an open one first.
    """
    clauses = {rule.clause, rule.clause.partition(".")[0], *rule.reads}
    about = [one for one in found if one.clause in clauses]
    return min(about, key=lambda one: one.known, default=None)
