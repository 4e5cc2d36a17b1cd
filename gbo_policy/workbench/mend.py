"""The smallest changes after which a flow is in order: found by search, each judged again by the ordinary
rules.

A finding is mended by changing conduct, by finding a fact out or by obtaining a judgement. Findings that
share no change are mended apart from each other; an option is one way for each of them, and is judged as a
whole before it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.model.assessment import READING, AssessmentSubject
from gbo_policy.declarations.references import names_of
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report
from gbo_policy.judging.result import Result
from gbo_policy.logic.verdict import Verdict
from gbo_policy.workbench.amending import Amendment
from gbo_policy.workbench.answers import Answers
from gbo_policy.workbench.conduct import Conduct
from gbo_policy.workbench.mend_asking import Asking
from gbo_policy.workbench.mend_bearing import Bearing
from gbo_policy.workbench.mend_laws import asks_law
from gbo_policy.workbench.mend_states import (
    MOST_CHANGES,
    NOTHING,
    Asked,
    State,
    asked,
    but,
    fits,
    free,
    of_all,
    parts,
    paths,
    smallest,
    together,
    told,
    weight,
)
from gbo_policy.workbench.trying import RuleAt, Trials, Tried

MOST_OPTIONS = 100  # told; the number of those left out is told too
# how much one search may judge, in rows; one that would go on beyond says that it did not look at everything
MOST_JUDGED = 12_000
MOST_FOR_ONE = 1_500  # to see whether a finding can be mended at all


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
    search = _Search(Asking(trials, Answers(flow, report.context, report.pack.rules)))
    return search.mending()


def report_about(case: Case, as_of: AsOf, flow_id: str) -> Report:
    """Judge of a case what ``mend`` needs for one flow, and no other flow than its facts rest on."""
    kept = case.context(as_of).uses.bearing_on(flow_id)
    return make_report(case._replace(workspace=case.workspace._replace(flows=kept)), as_of, waivers=False)


class TooMuchError(Exception):
    """The search has judged as often as it may."""


@dataclass(slots=True)
class _Search:
    asking: Asking
    helps: dict[Amendment, frozenset[RuleAt]] = field(default_factory=dict)  # what each change bears upon
    answered: State = NOTHING  # all that is missing
    whole: bool = True
    start: State = NOTHING  # what every option asks
    limit: int = 0

    @property
    def trials(self) -> Trials:
        return self.asking.trials

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
        waiting = [f for f in first.results if open_.intersection(self.asking.missing(f, first))]
        if waiting:
            yield Joint(tuple(first.results[f] for f in waiting), (told(self.start),))

    def _asked_by_all(self, base: Tried) -> State:
        """Give the questions that every option asks: facts that every recipient waits for, of whom one at
        least stays, whatever else is done otherwise or answered.
        """
        everyone = set(range(len(self.trials.flow.recipients or ())))
        otherwise = self.asking.waiting(self.trials.tried(together(of_all(self.helps))))
        state = NOTHING
        for path, found in self.asking.waiting(base).items() if len(everyone) > 1 else ():
            answered = frozenset(a for a in self.answered if a.path != path)
            waits = (otherwise, self.asking.waiting(self.trials.tried(answered)))
            if all({f.recipient for f in w.get(path, ())} >= everyone for w in waits):
                tried = self.trials.tried(state)
                still = [f for f in found if f in tried.results]
                if still and path in self.asking.missing(still[0], tried):
                    state |= {*self.asking.answered(path, still[0], state, tried)}
        return state

    def _look(self) -> None:
        """Find which findings each change of conduct bears upon."""
        report = self.trials.report
        rules = [r for kind in ("flow", "recipient") for r in report.engine.rules.get(kind, ())]
        found = Conduct(self.trials.flow, report.context, rules).changes()
        bearing = Bearing(self.asking, (*found, *self._again(self.trials.tried())))
        self.answered = bearing.answered
        self.helps = {c: fs for c in bearing.conduct if (fs := bearing.upon(c))}

    def _again(self, base: Tried) -> Iterator[Amendment]:
        """Give the judgements that came out against the flow, to be asked again once what was wanting is put
        right.
        """
        for name, term in (("necessity", "necessity"), ("data_quality", "data-quality")):
            if base.rows[None].value(name) == "not-met":
                subject = AssessmentSubject.model_construct(flow=self.trials.flow.id)
                yield self.asking.answers.judgement(term, subject, "met", again=True)

    def _groups(self, base: Tried, hopeless: frozenset[RuleAt]) -> list[list[RuleAt]]:
        """Put findings together that some change bears upon, or that wait for the same answer."""
        open_ = [f for f in base.results if f not in hopeless]
        links = [set(fs) for fs in self.helps.values()]
        by_path: dict[object, set[RuleAt]] = {}
        for finding in open_:
            for key in (*self.asking.missing(finding, base), *base.results[finding].assess()):
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
        law = change.kind == "fact" and asks_law(change.path)
        now = self.asking.laws.flow_with(rest) if law else self.trials.flow_with(rest)
        if change.kind == "judgement":
            named = change.supposed.subject.recipient  # by its name: its place may be another's now
            return named is None or any(
                named in names_of(now, i)[1:] for i in range(len(now.recipients or ()))
            )
        if change.path in paths(rest) or (law and not self.asking.laws.stands(change.path, rest)):
            return False
        # what was asked only after it takes nothing from an answer
        first = self.trials.flow_with(frozenset(c for c in rest if c.kind == "conduct"))
        tried = (a for flow in (first, now) for a in self.asking.answers.to_fact(change.path, flow))
        return any(repr(a.supposed) == repr(change.supposed) for a in tried)

    def _smallest(self, found: Mapping[Asked, State], others: frozenset[RuleAt]) -> list[State]:
        least = [self._least(s, others) for a, s in found.items() if not any(some < a for some in found)]
        return smallest(least)

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
        missing = self.asking.missing(finding, tried)
        for path in missing:
            if all(free(path, c) for c in state):
                yield from self.asking.answered(path, finding, state, tried)
        if not missing:
            yield from self.asking.law(finding, state, tried)
        for term in result.assess():
            yield from self.asking.judgements(term, finding, state, tried)
        new = finding not in self.trials.tried().results
        for change in sorted(self.helps, key=lambda c: c.removes):
            asked_of = any(path[: len(change.path)] == change.path for path in missing)
            if (new or asked_of or finding in self.helps[change]) and fits(change, state):
                yield change

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
        states = smallest(dict.fromkeys(self._needed(s, hopeless) for s in states))
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
