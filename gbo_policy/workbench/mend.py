"""The smallest changes after which a flow is in order: found by search, each judged again by the ordinary
rules.

A finding is mended by changing conduct, by finding a fact out or by obtaining a judgement. Findings that
share no change are mended apart from each other; an option is one way for each of them, and is judged as a
whole before it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.model.assessment import READING, AssessmentSubject
from gbo_policy.declarations.references import names_of
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report
from gbo_policy.judging.result import Result
from gbo_policy.logic.verdict import Verdict
from gbo_policy.workbench.amending import Amendment
from gbo_policy.workbench.answers import Answers
from gbo_policy.workbench.conduct import Conduct
from gbo_policy.workbench.mend_states import (
    NOTHING,
    Asked,
    State,
    about,
    asked,
    but,
    fits,
    free,
    of_all,
    parts,
    paths,
    together,
    told,
    weight,
)
from gbo_policy.workbench.trying import RuleAt, Trials, Tried, differs, fields_read

MOST_OPTIONS = 100  # told; the number of those left out is told too
# how much one search may judge, in rows; one that would go on beyond says that it did not look at everything
MOST_JUDGED = 12_000
MOST_FOR_ONE = 1_500  # to see whether a finding can be mended at all
MOST_CHANGES = 40  # of one part of an option


@dataclass(frozen=True, slots=True)
class Option:
    """One set of changes; ``verdict`` on the flow once all are made and answered as supposed, ``meanwhile``
    while answers are open.
    """

    changes: tuple[Amendment, ...]
    verdict: Verdict
    meanwhile: Verdict


@dataclass(frozen=True, slots=True)
class Joint:
    """Findings that are mended together, and the ways to do so."""

    findings: tuple[Result, ...]
    ways: tuple[tuple[Amendment, ...], ...]


@dataclass(frozen=True, slots=True)
class Mending:
    """What mends a flow: ``options`` in whole, or ``parts`` of which each option takes one way (empty where
    they do not come apart).

    ``unmendable`` are findings that no change of the flow mends; the options then mend all the others.
    ``left_out`` counts options that are not told; ``whole`` tells whether everything was looked at.
    """

    report: Report
    flow: str
    verdict: Verdict
    options: tuple[Option, ...]
    parts: tuple[Joint, ...]
    unmendable: tuple[Result, ...]
    left_out: int
    whole: bool

    @property
    def ways(self) -> int:
        """How many options there are."""
        return len(self.options) + self.left_out


def mend(report: Report, flow_id: str) -> Mending:
    """Find every smallest set of changes after which the flow called ``flow_id`` is in order. KeyError when
    there is no such flow.
    """
    flow = report.workspace.flow_by_id[flow_id]
    trials = Trials.of(report, flow)
    search = _Search(trials, Answers(flow, report.context, report.pack.rules))
    return search.mending()


def report_about(case: Case, as_of: AsOf, flow_id: str) -> Report:
    """Judge of a case what ``mend`` needs for one flow, and no other flow than its facts rest on."""
    kept = case.context(as_of).bearing_on(flow_id)
    return make_report(replace(case, workspace=replace(case.workspace, flows=kept)), as_of, waivers=False)


class TooMuchError(Exception):
    """The search has judged as often as it may."""


@dataclass(slots=True)
class _Search:
    trials: Trials
    answers: Answers
    conduct: tuple[Amendment, ...] = ()
    helps: dict[Amendment, frozenset[RuleAt]] = field(default_factory=dict)
    asked: dict[tuple[object, ...], Amendment] = field(default_factory=dict)
    whole: bool = True
    start: State = NOTHING  # what every option asks
    limit: int = 0

    def mending(self) -> Mending:
        first = self.trials.tried()
        self._look()
        self.start = self._asked_by_all(first)
        found = self._found(first)
        if self.start and found.whole and not found.options:  # the answers supposed may have led nowhere
            self.start = NOTHING
            found = self._found(first)
        return found

    def _found(self, first: Tried) -> Mending:
        base = self.trials.tried(self.start)
        hopeless = frozenset(
            one for one in base.results if not self._solve([one], frozenset(base.results) - {one}, deep=False)
        )
        groups = [g for g in self._groups(base, hopeless) if g]
        solved = [self._solve(g, frozenset(base.results) - set(g)) for g in groups]
        options, left_out, apart = self._joined(solved, hopeless)
        parts = [*self._first_part(first), *map(self._part, groups, solved)]
        if not options and groups and self.whole:  # what mends one part breaks another
            hopeless |= {f for g in groups for f in g}
        return Mending(
            self.trials.report,
            self.trials.flow.id,
            first.verdict,
            tuple(options),
            tuple(parts) if apart else (),
            tuple(base.results[f] for f in base.results if f in hopeless),
            left_out,
            self.whole,
        )

    def _part(self, group: Sequence[RuleAt], ways: Sequence[State]) -> Joint:
        results = self.trials.tried(self.start).results
        ordered = sorted(ways, key=weight)
        return Joint(tuple(results[f] for f in group), tuple(told(but(s, self.start)) for s in ordered))

    def _first_part(self, first: Tried) -> Iterator[Joint]:
        """Give what every option asks as a part of its own, about all that waits for it."""
        open_ = paths(self.start)
        waiting = [f for f in first.results if open_.intersection(first.missing(f, self.trials.workspace))]
        if waiting:
            yield Joint(tuple(first.results[f] for f in waiting), (told(self.start),))

    def _asked_by_all(self, base: Tried) -> State:
        """Give the questions that every option asks: facts that every recipient waits for, of whom one at
        least stays, whatever else is done otherwise.
        """
        everyone = set(range(len(self.trials.flow.recipients or ())))
        otherwise = self.trials.tried(together(of_all(self.conduct))).waiting(self.trials.workspace)
        state = NOTHING
        for path, found in base.waiting(self.trials.workspace).items():
            if len(everyone) > 1 and {f.recipient for f in otherwise.get(path, ())} >= everyone:
                tried = self.trials.tried(state)
                still = [f for f in found if f in tried.results]
                if still and path in tried.missing(still[0], self.trials.workspace):
                    state |= {*self._answered(path, still[0], state, tried)}
        return state

    def _look(self) -> None:
        """Find which findings each change of conduct bears upon: those of which it changes a fact that the
        rule reads.
        """
        base, report = self.trials.tried(), self.trials.report
        rules = [r for kind in ("flow", "recipient") for r in self.trials.engine.rules.get(kind, ())]
        found = [*Conduct(self.trials.flow, report.context, rules).changes(), *self._again(base)]
        states = (NOTHING, self._all_answered())
        for change in found:
            # a fact that rests on several members of a list changes only once all of them do
            beside = together([change, *(c for c in of_all(found) if c.path[:3] == change.path[:3])])
            self.helps[change] = frozenset(
                f
                for state in states
                for more in (frozenset({change}), beside)
                if all(fits(c, state) for c in more)
                for f in self._moved(state, more)
            ) | {f for f, r in base.results.items() if self._stated(f, r, change)}
        self.conduct = tuple(c for c in found if self.helps[c])

    def _all_answered(self) -> State:
        """Answer what is missing, and what is missing then: unknown facts hide what a change bears upon."""
        state = NOTHING
        while len(state) < MOST_CHANGES:
            tried = self.trials.tried(state)
            asking = [
                (p, fs[0])
                for p, fs in tried.waiting(self.trials.workspace).items()
                if all(free(p, c) for c in state)
            ]
            answers = (a for p, f in asking for a in self._answered(p, f, state, tried))
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

    def _again(self, base: Tried) -> Iterator[Amendment]:
        """Give the judgements that came out against the flow, to be asked again once what was wanting is put
        right.
        """
        for name, term in (("necessity", "necessity"), ("data_quality", "data-quality")):
            if base.rows[None].value(name) == "not-met":
                subject = AssessmentSubject.model_construct(flow=self.trials.flow.id)
                yield self.answers.judgement(term, subject, "met", again=True)

    def _groups(self, base: Tried, hopeless: frozenset[RuleAt]) -> list[list[RuleAt]]:
        """Put findings together that some change bears upon, or that wait for the same answer."""
        open_ = [f for f in base.results if f not in hopeless]
        links = [set(fs) for fs in self.helps.values()]
        by_path: dict[object, set[RuleAt]] = {}
        for finding in open_:
            for key in (*base.missing(finding, self.trials.workspace), *base.results[finding].assess()):
                if key != READING:
                    by_path.setdefault(key, set()).add(finding)
        groups: list[set[RuleAt]] = [{f} for f in open_]
        for link in (*links, *by_path.values()):
            together = [g for g in groups if g & link]
            if len(together) > 1:
                groups = [g for g in groups if not g & link] + [set().union(*together)]
        order = {f: i for i, f in enumerate(base.results)}
        return sorted((sorted(g, key=order.__getitem__) for g in groups), key=lambda g: order[g[0]])

    def _solve(
        self, wanted: Sequence[RuleAt], others: frozenset[RuleAt], *, deep: bool = True
    ) -> list[State]:
        """Give the smallest sets of changes after which nothing is found but ``others``; without ``deep`` the
        first one will do.
        """
        found: dict[Asked, State] = {}
        self.limit = self.trials.judged + (MOST_JUDGED if deep else MOST_FOR_ONE)
        try:
            self._walk(self.start, others, set(), found, wanted[0] if not deep else None)
        except TooMuchError:
            if not deep:
                return [NOTHING]  # nobody knows, so the deep search has to try
            self.whole = False
        return self._smallest(found, others) if deep else [*found.values()][:1]

    def _walk(
        self,
        state: State,
        others: frozenset[RuleAt],
        seen: set[State],
        found: dict[Asked, State],
        one: RuleAt | None,
    ) -> None:
        """Go from a set of changes to each larger one that bears upon its first finding; ``one``: only that
        finding counts.
        """
        if state in seen or (one is not None and found):
            return
        seen.add(state)
        asking = asked(state)
        if any(some < asking for some in found):
            return
        if self.trials.judged > self.limit:
            raise TooMuchError
        tried = self.trials.tried(state)
        left = [f for f in tried.results if f not in others and one in (None, f)]
        if not left:
            found[asking] = min(state, found.get(asking, state), key=weight)
        elif len(state) < MOST_CHANGES:
            for change in self._repairs(left[0], state, tried):
                larger = state | {change}
                if change.kind == "conduct":
                    larger = self._standing(larger)
                self._walk(larger, others, seen, found, one)

    def _standing(self, state: State) -> State:
        """Leave out answers that would not be tried of the flow as the other changes make it: they are asked
        anew.
        """
        return frozenset(c for c in state if c.kind == "conduct" or self._stands(c, state - {c}))

    def _stands(self, change: Amendment, rest: State) -> bool:
        now = self.trials.flow_with(rest)
        if change.kind == "judgement":
            named = change.supposed.subject.recipient  # by its name: its place may be another's now
            return named is None or any(
                named in names_of(now, i)[1:] for i in range(len(now.recipients or ()))
            )
        if change.path in paths(rest):
            return False
        return any(repr(a.supposed) == repr(change.supposed) for a in self.answers.to_fact(change.path, now))

    def _smallest(self, found: Mapping[Asked, State], others: frozenset[RuleAt]) -> list[State]:
        least = [self._least(s, others) for a, s in found.items() if not any(some < a for some in found)]
        kept = {asked(s): s for s in sorted(least, key=weight, reverse=True)}
        return [s for asking, s in kept.items() if not any(some < asking for some in kept)]

    def _least(self, state: State, others: frozenset[RuleAt]) -> State:
        """Give a part of a set that does as well, where there is one."""
        part = next((p for p in parts(state, self.start) if self._enough(p, others)), None)
        return state if part is None else self._least(part, others)

    def _enough(self, state: State, others: frozenset[RuleAt]) -> bool:
        return set(self.trials.tried(state).results) <= others

    def _repairs(self, finding: RuleAt, state: State, tried: Tried) -> Iterator[Amendment]:
        """Give the changes that bear upon a finding and can be made beside those made already, what takes
        away last.
        """
        result = tried.results[finding]
        for path in tried.missing(finding, self.trials.workspace):
            if all(free(path, c) for c in state):
                yield from self._answered(path, finding, state, tried)
        for term in result.assess():
            yield from self._judgements(term, finding, state, tried)
        new = finding not in self.trials.tried().results
        for change in sorted(self.conduct, key=lambda c: c.removes):
            if (new or finding in self.helps[change]) and fits(change, state):
                yield change

    def _answered(self, path: Steps, finding: RuleAt, state: State, tried: Tried) -> Iterator[Amendment]:
        """Give the question for a missing fact with the answer that settles most of what waits for it."""
        waiting = [f for f in tried.results if path in tried.missing(f, self.trials.workspace)]
        best: tuple[tuple[int, int], Amendment] | None = None
        for change in self.answers.to_fact(path, tried.flow):
            known = self._kept(change, (path, repr(change.supposed)))
            after = self.trials.tried(state | {known})
            still = [after.results[f].verdict for f in waiting if f in after.results]
            open_ = len(still), sum(still)
            moved = finding not in after.results or path not in after.missing(finding, self.trials.workspace)
            if moved and (best is None or open_ < best[0]):
                best = open_, known
            if not still:
                break
        if best is not None:
            yield best[1]

    def _judgements(self, term: str, finding: RuleAt, state: State, tried: Tried) -> Iterator[Amendment]:
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
        return self.asked.setdefault(key, change)

    def _joined(
        self, solved: Sequence[Sequence[State]], hopeless: frozenset[RuleAt]
    ) -> tuple[list[Option], int, bool]:
        """Join a way for each part into options; where that is not enough, as parts turn out to bear upon
        each other, search on.
        """
        if not solved:
            return [], 0, True
        total = 1
        for ways in solved:
            total *= len(ways)
        ordered = [sorted(ways, key=weight) for ways in solved]
        # the lightest ways of every part first, so that what is left out is what changes most
        joined = [self._standing(NOTHING.union(*one)) for one in islice(product(*ordered), MOST_OPTIONS)]
        apart = all(self._enough(s, hopeless) for s in joined)
        states = list(dict.fromkeys(joined))
        if not apart:
            states = self._further(states, hopeless)
        states = list(dict.fromkeys(self._needed(s, hopeless) for s in states))
        apart = apart and all(paths(self.start) <= paths(s) for s in states)
        states.sort(key=weight)
        options = [self._option(s) for s in states]
        return options, max(0, total - len(joined)), apart and len(states) == len(joined)

    def _needed(self, state: State, hopeless: frozenset[RuleAt]) -> State:
        """Leave out what every option asks where the rest of this one makes it needless."""
        for change in sorted(state - but(state, self.start), key=lambda c: str(c.path)):
            if self._enough(state - {change}, hopeless):
                state -= {change}
        return state

    def _further(self, starts: Iterable[State], hopeless: frozenset[RuleAt]) -> list[State]:
        found: dict[Asked, State] = {}
        seen: set[State] = set()
        try:
            self.limit = self.trials.judged + MOST_JUDGED
            for start in starts:
                self._walk(start, hopeless, seen, found, None)
        except TooMuchError:
            self.whole = False
        return self._smallest(found, hopeless)

    def _option(self, state: State) -> Option:
        conduct = frozenset(c for c in state if c.kind == "conduct")
        return Option(told(state), self.trials.tried(state).verdict, self.trials.tried(conduct).verdict)
