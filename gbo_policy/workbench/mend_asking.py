"""The questions that the search for what mends a flow asks about a finding, each with the answer that would
accuse least.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gbo_policy.basics.steps import Paths, Steps
from gbo_policy.declarations.model.assessment import READING
from gbo_policy.declarations.references import names_of
from gbo_policy.logic.verdict import Verdict
from gbo_policy.workbench.amending import Amendment
from gbo_policy.workbench.answers import Answers
from gbo_policy.workbench.mend_laws import LAW, Laws, asks_law
from gbo_policy.workbench.mend_states import State, about
from gbo_policy.workbench.trying import RuleAt, Trials, Tried


@dataclass(slots=True)
class Asking:
    """Asks about the findings of one flow; the same question with the same answer is one change."""

    trials: Trials
    answers: Answers
    laws: Laws = field(init=False)
    _asked: dict[tuple[object, ...], Amendment] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.laws = Laws(self.trials, self.answers)

    def missing(self, finding: RuleAt, tried: Tried) -> Paths:
        """Give the paths at which what a review waits for is asked."""
        paths: list[Steps] = []
        for path in tried.missing(finding, self.trials.workspace):
            law = path == self.laws.of_flow
            paths += self.laws.places(finding, tried.changes) if law else (path,)
        # whom a law cannot name for want of a name is asked about its own, not for its name as well
        return tuple(dict.fromkeys(p for p in paths if p[-1] != "name" or (*p[:-1], LAW) not in paths))

    def waiting(self, tried: Tried) -> dict[Steps, list[RuleAt]]:
        """Give the findings that wait for each missing fact."""
        found: dict[Steps, list[RuleAt]] = {}
        for finding in tried.results:
            for path in self.missing(finding, tried):
                found.setdefault(path, []).append(finding)
        return found

    def answered(self, path: Steps, finding: RuleAt, state: State, tried: Tried) -> Iterator[Amendment]:
        """Give the question for a missing fact with the answer under which least of what waits for it is a
        violation, which no further answer mends; of those the one that leaves least open.
        """
        waiting = [f for f in tried.results if path in self.missing(f, tried)]
        best: tuple[tuple[int, int], Amendment] | None = None
        now = self.laws.flow_with(state) if asks_law(path) else tried.flow
        for change in self.answers.to_fact(path, now):
            known = self._kept(change, (path, repr(change.supposed)))
            after = self.trials.tried(state | {known})
            still = [after.results[f].verdict for f in waiting if f in after.results]
            open_ = still.count(Verdict.VIOLATION), len(still)
            moved = finding not in after.results or path not in self.missing(finding, after)
            if moved and (best is None or open_ < best[0]):
                best = open_, known
            if not still:
                break
        if best is not None:
            yield best[1]

    def law(self, finding: RuleAt, state: State, tried: Tried) -> Iterator[Amendment]:
        """Give the question which law obliges where a finding does not wait for it, but for a reading that an
        answer makes needless.
        """
        if tried.flow.legal_obligation is None and READING in tried.results[finding].assess():
            for path in self.laws.places(finding, tried.changes):
                for change in self.answers.to_fact(path, self.laws.flow_with(state)):
                    known = self._kept(change, (path, repr(change.supposed)))
                    if finding not in self.trials.tried(state | {known}).results:
                        yield known
                        return

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
