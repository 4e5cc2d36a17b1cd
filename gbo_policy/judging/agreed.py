"""Terms that the parties agreed in the signed text: where a departure states one, it counts instead of the
house norm.
"""

from __future__ import annotations

from collections.abc import Mapping

from gbo_policy.declarations.workspace import Workspace
from gbo_policy.rulebook.rule import Norm


def agreed_norms(workspace: Workspace, norms: Mapping[str, Norm]) -> dict[str, Norm]:
    """Put the terms that departures state in the place of the house norms; that each is one was checked when
    they were read.
    """
    stated = [d.effect.parameters or {} for d in workspace.agreement.departures or () if d.effect is not None]
    found = {name: term for terms in stated for name, term in terms.items()}
    return {
        name: norm
        if (term := found.get(name)) is None
        else norm._replace(expected=term.expected, outer=term.outer, agreed=True)
        for name, norm in norms.items()
    }
