"""Departures of the signed text from the model: without an effect that the pack knows, every rule on that
clause is a review. So is what a rule would hold of a partner, which a departure lets receive and no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gbo_policy.declarations.model.agreement import Departure
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts.context import Context
from gbo_policy.judging.evaluate import Result, Results
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.rows import KINDS
from gbo_policy.terms.values import PARTNER


class Departing:
    """What the departures of a signed text make of verdicts."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the departures that a workspace declares."""
        self.found = workspace.agreement.departures or ()
        self.partners = _partners(workspace, self.found)

    def of_rule(self, rule: Rule) -> Departure | None:
        """Give the departure on a rule's clause, on an article that holds it, or on one whose words it rests
        on; an open one first.
        """
        clauses = {rule.clause, rule.clause.partition(".")[0], *rule.reads}
        about = [one for one in self.found if one.clause in clauses]
        return min(about, key=lambda one: one.known, default=None)

    def departed(self, result: Result) -> Result:
        """Mark a result of a rule that departs; it is a review where that departure states no effect."""
        one = self.of_rule(result.rule)
        if one is None:
            return result
        verdict = result.verdict if one.known else Verdict.REVIEW
        return result._replace(departure=one, verdict=verdict)

    def of_partner(self, result: Result) -> Result:
        """Make a review of what is held against a partner, or lies between it and a core actor: the text
        speaks of core actors, and the departure does not say whether a partner has their duties, or powers.
        """
        passed = result.verdict == Verdict.COMPLIANT and _gives_power(result.rule)
        if not (passed or result.verdict == Verdict.VIOLATION):
            return result
        kind = result.rule.kind
        between = () if kind.name in KINDS else (result.row.value(f.name) for f in kind.fields if f.actor)
        who = (result.against, *between)
        one = next((self.partners[name] for name in who if name in self.partners), None)
        return result if one is None else result._replace(departure=one, verdict=Verdict.REVIEW)


def apply_departures(results: Results, context: Context) -> Results:
    """Mark the results of rules on a clause that departs from the model, and make those a review whose
    departure states no effect, and those that are held against a partner.
    """
    departing = Departing(context.workspace)
    marked = results.with_rules(departing.departed, lambda rule: departing.of_rule(rule) is not None)
    if not departing.partners:
        return marked
    return marked.with_rules(departing.of_partner, _gives_power).with_findings(departing.of_partner)


def _partners(workspace: Workspace, found: Sequence[Departure]) -> Mapping[str | None, Departure]:
    """Give each partner with the departure that lets it receive, without that effect: nobody says what else
    follows from it.
    """
    parties = workspace.parties
    return {
        name: one.model_copy(update={"effect": None})
        for one in found
        if one.effect is not None
        for name in one.effect.partners or ()
        if name in parties and parties[name].role == PARTNER
    }


def _gives_power(rule: Rule) -> bool:
    return rule.modality == "power" and rule.kind.name not in KINDS
