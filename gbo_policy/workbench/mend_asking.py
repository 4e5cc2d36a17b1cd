"""The questions that the search for what mends a flow asks about a finding, each with the answer that would
accuse least.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.references import names_of
from gbo_policy.logic.verdict import Verdict
from gbo_policy.workbench.amending import Amendment
from gbo_policy.workbench.answers import Answers
from gbo_policy.workbench.mend_states import State, about
from gbo_policy.workbench.trying import RuleAt, Trials, Tried


@dataclass(slots=True)
class Asking:
    """Asks about the findings of one flow; the same question with the same answer is one change."""

    trials: Trials
    answers: Answers
    _asked: dict[tuple[object, ...], Amendment] = field(default_factory=dict)

    def answered(self, path: Steps, finding: RuleAt, state: State, tried: Tried) -> Iterator[Amendment]:
        """Give the question for a missing fact with the answer under which least of what waits for it is a
        violation, which no further answer mends; of those the one that leaves least open.
        """
        waiting = [f for f in tried.results if path in tried.missing(f, self.trials.workspace)]
        best: tuple[tuple[int, int], Amendment] | None = None
        for change in self.answers.to_fact(path, tried.flow):
            known = self._kept(change, (path, repr(change.supposed)))
            after = self.trials.tried(state | {known})
            still = [after.results[f].verdict for f in waiting if f in after.results]
            open_ = still.count(Verdict.VIOLATION), len(still)
            moved = finding not in after.results or path not in after.missing(finding, self.trials.workspace)
            if moved and (best is None or open_ < best[0]):
                best = open_, known
            if not still:
                break
        if best is not None:
            yield best[1]

    def judgements(self, term: str, finding: RuleAt, state: State, tried: Tried) -> Iterator[Amendment]:
        """Give the first judgement of ``term`` that takes a finding away, if one does."""
        result = tried.results[finding]
        events = [
            str(p[1]) for n in result.explanation().read for p in result.row.paths(n) if p[0] == "events"
        ]
        named = None
        if finding.recipient is not None and self.trials.flow.recipients:
            named = names_of(tried.flow, tried.places["recipients"].index(finding.recipient))[-1]
        judged = {about(c) for c in state}
        for change in self.answers.to_judgement(term, result.rule, named, list(dict.fromkeys(events))):
            if about(change) in judged:
                continue
            supposed = change.supposed
            key = (term, supposed.rule, repr(supposed.subject), supposed.outcome)
            known = self._kept(change, key)
            after = self.trials.tried(state | {known})
            if finding not in after.results:
                yield known
                return

    def _kept(self, change: Amendment, key: tuple[object, ...]) -> Amendment:
        return self._asked.setdefault(key, change)
