"""Terms that the parties agreed in the signed text: where a departure states one, it counts instead of the house norm."""

from __future__ import annotations

from collections.abc import Mapping

from gbo_policy.basics.messages import listed, nearest
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.rulebook.rule import Norm


def agreed_norms(workspace: Workspace, norms: Mapping[str, Norm]) -> dict[str, Norm]:
    """Put the terms that departures state in the place of the house norms; PolicyError for every one that does not fit."""
    found, problems = dict(norms), []
    agreement = workspace.agreement
    place = workspace.places["agreement", agreement.id]
    for i, one in enumerate(agreement.departures or ()):
        for name, term in ((one.effect and one.effect.parameters) or {}).items():
            where = place.at(["departures", i, "effect", "parameters", name])
            if name not in norms:
                words = {"known": listed(list(norms)), "guess": nearest(name, list(norms))}
                problems.append(problem("unknown-word", where, word=name, **words))
            elif term.expected > term.outer:
                limits = {"expected": term.expected, "outer": term.outer}
                problems.append(problem("norm-order", where, word=name, setting=name, **limits))
            else:
                found[name] = norms[name]._replace(expected=term.expected, outer=term.outer, agreed=True)
    if problems:
        raise PolicyError(problems)
    return found
