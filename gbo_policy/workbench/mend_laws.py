"""Where the search for what mends a flow asks which law obliges.

It is one question, wherever its answer is written: it is asked of the flow, for all whom a law of the flow
can name, and of a recipient only where that cannot name it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.facts.obligations import lawless
from gbo_policy.workbench.answers import Answers
from gbo_policy.workbench.mend_states import State
from gbo_policy.workbench.trying import RuleAt, Trials

LAW = "legal_obligation"


def asks_law(path: Steps) -> bool:
    """Tell whether what is asked at a path is which law obliges to send."""
    return path[0] == "flows" and path[-1] == LAW


@dataclass(slots=True)
class Laws:
    """Tells where the law of one flow is asked, whatever else is changed of it."""

    trials: Trials
    answers: Answers
    _own: dict[State, tuple[frozenset[int], bool]] = field(default_factory=dict)

    @property
    def of_flow(self) -> Steps:
        """The path of the flow's own law."""
        return ("flows", self.trials.flow.id, LAW)

    def flow_with(self, state: State) -> Flow:
        """Give the flow with changes put in, but for the laws that are only supposed."""
        return self.trials.flow_with(frozenset(c for c in state if c.kind != "fact" or not asks_law(c.path)))

    def places(self, finding: RuleAt, state: State) -> tuple[Steps, ...]:
        """Give the paths at which the law is asked that a finding waits for once changes are made."""
        nameless, all_are = self._nameless(state)
        if not all_are or finding.recipient not in (None, *nameless):
            return (self.of_flow,)
        asked = sorted(nameless) if finding.recipient is None else [finding.recipient]
        return tuple((*self.of_flow[:2], "recipients", i, LAW) for i in asked)

    def stands(self, path: Steps, state: State) -> bool:
        """Tell whether a law supposed at a path would still be asked there once changes are made."""
        if "recipients" not in path or self.trials.flow.legal_obligation is not None:
            return True
        return path[3] in self._nameless(state)[0]

    def _nameless(self, state: State) -> tuple[frozenset[int], bool]:
        """Give the recipients, by their places as written, whom a law of the flow could cover by their name
        alone and who have none; and whether there is no other to cover.
        """
        if state not in self._own:
            flow, places = self.flow_with(state), self.trials.places("recipients", state)
            open_, names = lawless(flow), self.answers.law_names(flow)
            found = frozenset(places[i] for i, r in open_ if r.name not in names) if len(open_) > 1 else ()
            self._own[state] = frozenset(found), len(open_) > 1 and len(found) == len(open_)
        return self._own[state]
