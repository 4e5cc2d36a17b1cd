"""Which findings a change of conduct bears upon.

It does where a fact that the rule reads is another one after it, or comes from what it changes; and where the
answer to what a finding waits for then leads elsewhere: a law that names nobody covers the only one who is
left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gbo_policy.basics.steps import Steps
from gbo_policy.judging.result import Result
from gbo_policy.workbench.amending import Amendment
from gbo_policy.workbench.mend_asking import Asking
from gbo_policy.workbench.mend_states import MOST_CHANGES, NOTHING, State, fits, free, of_all, together
from gbo_policy.workbench.trying import RuleAt, Tried, changed_facts, differs, fields_read


class Bearing:
    """What each of some changes bears upon, in the flow as written and with what is missing answered."""

    def __init__(self, asking: Asking, conduct: Sequence[Amendment]) -> None:
        """Answer what is missing, and what is missing then: unknown facts hide what a change bears upon."""
        self.asking, self.trials, self.conduct = asking, asking.trials, conduct
        self.questions: dict[tuple[Steps, RuleAt], State] = {}  # what is answered when each is first asked
        self._seen: dict[tuple[Steps, RuleAt, State, State], bool] = {}
        self.answered = self._all_answered()

    def upon(self, change: Amendment) -> frozenset[RuleAt]:
        """Give the findings that a change bears upon, if only together with other changes."""
        # a fact that rests on several members of a list changes only once all of them do
        beside = together([change, *(c for c in of_all(self.conduct) if c.path[:3] == change.path[:3])])
        moved = (
            f
            for state in (NOTHING, self.answered)
            for more in (frozenset({change}), beside)
            if all(fits(c, state) for c in more)
            for f in self._moved(state, more)
        )
        stated = (f for f, r in self.trials.tried().results.items() if self._stated(f, r, change))
        return frozenset((*moved, *stated, *self._otherwise(change), *self._last(change)))

    def _last(self, change: Amendment) -> Iterator[RuleAt]:
        """Give the findings that a removal touches only when all but one other member of its list are gone
        too: a law may then cover the one that is left, and so all who receive (5.2).
        """
        members = {c for c in self.conduct if c.removes and c.path[:-1] == change.path[:-1]}
        for left in members - {change} if change in members else ():
            others = members - {change, left}
            for state in (NOTHING, self.answered) if others else ():
                beside = others.union(c for c in state if all(free(c.path, o) for o in others))
                if fits(change, beside):
                    yield from self._moved(frozenset(beside), frozenset({change}))

    def _all_answered(self) -> State:
        state = NOTHING
        while len(state) < MOST_CHANGES:
            tried = self.trials.tried(state)
            asking = [
                (p, fs) for p, fs in self.asking.waiting(tried).items() if all(free(p, c) for c in state)
            ]
            for path, findings in asking:
                for finding in (f for f in findings if f in self.trials.tried().results):
                    self.questions.setdefault((path, finding), state)
            answers = (a for p, fs in asking for a in self.asking.answered(p, fs[0], state, tried))
            if (answer := next(answers, None)) is None:
                break
            state |= {answer}
        return state

    def _moved(self, state: State, more: State) -> Iterator[RuleAt]:
        """Give the findings of which further changes change a fact."""
        before, after = self.trials.tried(state), self.trials.tried(state | more)
        return (f for f, r in before.results.items() if differs(f, r, before, after))

    def _stated(self, finding: RuleAt, result: Result, change: Amendment) -> bool:
        """Tell whether a fact that a finding's rule reads comes from what a change changes, if only together
        with other changes.
        """
        base, workspace = self.trials.tried(), self.trials.workspace
        row = base.rows[finding.recipient]
        for path in (p for name in fields_read(result) for p in row.paths(name) if p):
            whole = base.absolute(path, finding.recipient, workspace)
            if whole[0] == "processors" and change.path[-1:] == ("processor",):
                if change.before == whole[1] and change.path[3] == finding.recipient:
                    return True
            elif not free(whole, change):
                return True
        return False

    def _otherwise(self, change: Amendment) -> Iterator[RuleAt]:
        """Give the findings for which the answer to a question settles something else after a change, be it
        beside all others of its list.
        """
        alone = frozenset({change})
        alike = [c for c in self.conduct if c.removes and change.removes and c.path[:-1] == change.path[:-1]]
        for path, finding in self.questions:
            own = ("recipients", finding.recipient)
            if change.path[2:4] == own:
                continue
            every = alone | {c for c in alike if c.path[2:4] != own}
            # where even all of them together settle nothing else, none of them does
            if self._elsewhere(path, finding, NOTHING, every) and (
                self._elsewhere(path, finding, NOTHING, alone)
                or self._elsewhere(path, finding, every - alone, every)
            ):
                yield finding

    def _elsewhere(self, path: Steps, finding: RuleAt, before: State, after: State) -> bool:
        key = (path, finding, before, after)
        if key not in self._seen:
            differ = self._answers(path, before) != self._answers(path, after)
            self._seen[key] = differ and changed_facts(
                finding,
                self.trials.tried().results[finding],
                self._settled(path, finding, before),
                self._settled(path, finding, after),
            )
        return self._seen[key]

    def _answers(self, path: Steps, state: State) -> list[str]:
        """Give the answers that would be tried of the flow with changes put in."""
        found = self.asking.answers.to_fact(path, self.trials.flow_with(state))
        return [repr(a.supposed) for a in found]

    def _settled(self, path: Steps, finding: RuleAt, more: State) -> Tried:
        """Judge the flow with changes put in and with the answer that would be tried then."""
        answered = self.questions[path, finding]
        state = frozenset(c for c in answered if all(free(c.path, m) for m in more)) | more
        tried = self.trials.tried(state)
        if finding not in tried.results or path not in self.asking.missing(finding, tried):
            return tried
        return self.trials.tried(state | {*self.asking.answered(path, finding, state, tried)})
