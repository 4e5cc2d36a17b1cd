"""Rules under proof: over every row that the declared types allow, what each can say, and how rules stand to
each other.

Every row that is told as a witness is judged by the ordinary judge, and must give the verdict claimed; where
it does not, the program is at fault and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import z3

from gbo_policy.logic.compile import compile_judge
from gbo_policy.logic.verdict import VERDICTS, Verdict
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm, Rule
from gbo_policy.terms.kinds import LIFE, Kind
from gbo_policy.workbench.encoding import Formulas, Values
from gbo_policy.workbench.tree_formulas import Formula

TIMEOUT = 5.0  # seconds for one question to the solver


@dataclass(frozen=True, slots=True)
class Witness:
    """A row that shows something: the facts that were read, by name (None: unknown), and the numbers of house
    norms it rests on.
    """

    kind: Kind
    values: Values
    read: tuple[str, ...]
    norms: Mapping[str, Norm]

    def facts(self) -> dict[str, Any]:
        """Give the facts by name."""
        return {name: self.values[self.kind.index(name)] for name in self.read}


@dataclass(slots=True)
class Proved:
    """What was found about one rule; ``monotonic`` is None where that is undecided."""

    rule: Rule
    can: dict[Verdict, Witness | None] = field(default_factory=dict)
    implied_by: list[str] = field(default_factory=list)
    equal_to: list[str] = field(default_factory=list)
    conflicts_with: list[tuple[str, Witness]] = field(default_factory=list)
    monotonic: bool | None = True
    pardon: Witness | None = None

    def dead(self, undecided: Iterable[Undecided]) -> bool:
        """Whether the rule can surely give neither a violation nor a review."""
        open_ = any(u.rule == self.rule.id and u.about in _FINDINGS for u in undecided)
        return not open_ and all(self.can[v] is None for v in (Verdict.VIOLATION, Verdict.REVIEW))


_FINDINGS = (Verdict.VIOLATION.word, Verdict.REVIEW.word)


@dataclass(frozen=True, slots=True)
class Undecided:
    """A question that the solver left open: of which rule, and what was asked (a verdict, ``monotonic``, or
    another rule's id).
    """

    rule: str
    about: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found about the rules of a pack."""

    pack: Pack
    rules: tuple[Proved, ...]
    undecided: tuple[Undecided, ...]

    @property
    def sound(self) -> bool:
        """Whether no rule is dead, and more knowledge pardons nothing."""
        return not any(p.dead(self.undecided) or p.monotonic is False for p in self.rules)


class FalseWitnessError(Exception):
    """A row of the solver's did not get the verdict that was claimed for it: a fault of the program."""


class Undecidable(Exception):  # noqa: N818 - an answer, no error
    """The solver gave neither a row nor a proof that there is none within its time."""


@dataclass(slots=True)
class Prover:
    """Asks the solver; a pack's own norms are tried before any others, and rows in which all is known before
    those that leave gaps.
    """

    constants: Mapping[str, Any]
    norms: Mapping[str, Norm]
    timeout: float = TIMEOUT

    def encoded(self, *rules: Rule) -> Formulas:
        """Encode rules of one kind together."""
        return Formulas.of([(r, r.condition(self.constants, self.norms)) for r in rules], self.norms)

    def find(self, subject: Formulas, *formulas: Formula) -> tuple[Values, dict[str, Norm]] | None:
        """Give a row and norms for which formulas hold, or None where there is none. Raises Undecidable."""
        solver = z3.Solver()
        milliseconds = int(self.timeout * 1000)
        if milliseconds:
            solver.set("timeout", milliseconds)
        else:
            solver.set("rlimit", 1)  # a timeout of 0 would be none at all
        solver.add(*subject.bounds, *formulas)
        plain, life = self._plain(subject), subject.facts.get(LIFE.name)
        # a row of a day on which the agreement runs shows most
        runs = [] if life is None else [[*plain, life.value == subject.words.index("running")]]
        for asked in (*runs, plain, []):
            found = solver.check(*asked)
            if found == z3.sat:
                model = solver.model()
                return subject.row(model), subject.norm_numbers(model, self.norms)
        if found == z3.unknown or not subject.whole:
            raise Undecidable
        return None

    def _plain(self, subject: Formulas) -> list[Formula]:
        known = [fact.known for fact in subject.facts.values()]
        known += [fact.value == 0 for fact in subject.facts.values() if fact.holds]  # no word twice
        known += [z3.IsInt(fact.value) for fact in subject.facts.values() if z3.is_real(fact.value)]
        norms = [
            formula
            for name, (expected, outer) in subject.norms.items()
            for formula in (expected == self.norms[name].expected, outer == self.norms[name].outer)
        ]
        return [*known, *norms]

    def judged(self, subject: Formulas, index: int, values: Values, norms: Mapping[str, Norm]) -> Verdict:
        """Judge a row by one rule of ``subject`` as every workspace is judged."""
        judge = compile_judge(subject.kind, [subject.under(index, norms)])
        found: Verdict = VERDICTS[judge(values)[0]]
        return found

    def witness(self, subject: Formulas, claims: Mapping[int, Verdict], *more: Formula) -> Witness | None:
        """Give a row on which rules of ``subject`` (by their place) give the verdicts claimed, or None.
        Raises Undecidable.
        """
        formulas = [subject.verdict(i)[verdict] for i, verdict in claims.items()]
        found = self.find(subject, *formulas, *more)
        if found is None:
            return None
        values, norms = found
        for i, verdict in claims.items():
            self.held(subject, i, values, norms, verdict)
        if not more:
            values = self.plainer(subject, values, norms, claims)
        return told(subject, values, norms)

    def plainer(
        self, subject: Formulas, values: Values, norms: Mapping[str, Norm], claims: Mapping[int, Verdict]
    ) -> Values:
        """Take out of the lists of a row what the verdicts claimed, by place of their rule, do not need."""
        lists = [subject.kind.index(name) for name, fact in subject.facts.items() if fact.holds]
        if not any(values[place] for place in lists):
            return values
        judge = compile_judge(subject.kind, [subject.under(i, norms) for i in claims])
        for place in lists:
            for word in values[place] or ():
                fewer = tuple(w for w in values[place] if w != word)
                tried = (*values[:place], fewer, *values[place + 1 :])
                if [VERDICTS[n] for n in judge(tried)] == [*claims.values()]:
                    values = tried
        return values

    def held(
        self, subject: Formulas, index: int, values: Values, norms: Mapping[str, Norm], claimed: Verdict
    ) -> None:
        """Hold a claim against the ordinary judge. Raises FalseWitnessError where it says something else."""
        if (found := self.judged(subject, index, values, norms)) != claimed:
            rule = subject.rules[index]
            raise FalseWitnessError(f"{rule.id} gives {found.word}, not {claimed.word}, on {values}")


def told(subject: Formulas, values: Values, norms: Mapping[str, Norm]) -> Witness:
    """Tell a row by the facts that the rules of ``subject`` read."""
    read = tuple(f.name for f in subject.kind.fields if f.name in subject.facts)
    return Witness(subject.kind, values, read, norms)


def prove(pack: Pack, rules: Sequence[Rule], *, timeout: float = TIMEOUT) -> Proof:
    """Prove ``rules``, each alone and beside every other rule of the pack that reads a fact of its own."""
    prover = Prover(pack.vocabulary.constants(), pack.norms, timeout)
    undecided: list[Undecided] = []
    found = {rule.id: _alone(rule, prover, undecided) for rule in _beside(pack.rules, rules)}
    for one, other in combinations(pack.rules, 2):
        if one.kind.name == other.kind.name and _shared(one, other) and (one in rules or other in rules):
            _pair(found[one.id], found[other.id], prover, undecided)
    chosen = {r.id for r in rules}
    return Proof(
        pack,
        tuple(found[r.id] for r in rules),
        tuple(u for u in undecided if u.rule in chosen),
    )


def _beside(all_: Sequence[Rule], chosen: Sequence[Rule]) -> Iterator[Rule]:
    """Give the rules chosen, and those that they are compared with."""
    for rule in all_:
        if rule in chosen or any(r.kind.name == rule.kind.name and _shared(r, rule) for r in chosen):
            yield rule


def _alone(rule: Rule, prover: Prover, undecided: list[Undecided]) -> Proved:
    proved, subject = Proved(rule), prover.encoded(rule)
    for verdict in reversed(Verdict):
        try:
            proved.can[verdict] = prover.witness(subject, {0: verdict})
        except Undecidable:
            proved.can[verdict] = None
            undecided.append(Undecided(rule.id, verdict.word))
    try:
        proved.pardon = _pardon(subject, prover)
        proved.monotonic = proved.pardon is None
    except Undecidable:
        proved.monotonic = None
        undecided.append(Undecided(rule.id, "monotonic"))
    return proved


def _pardon(subject: Formulas, prover: Prover) -> Witness | None:
    """Look for a row that is a violation, and of which more is known when it is one no longer."""
    broken = subject.verdict(0)[Verdict.VIOLATION]
    pairs, more = subject.more_known()
    found = prover.find(subject, broken, more, z3.Not(z3.substitute(broken, *pairs)))
    if found is None:
        return None
    values, norms = found
    prover.held(subject, 0, values, norms, Verdict.VIOLATION)
    return told(subject, values, norms)


def _shared(one: Rule, other: Rule) -> bool:
    return bool((reads(one) & reads(other)) - {LIFE.name})


def reads(rule: Rule) -> frozenset[str]:
    """Give the fields that a rule judges by."""
    parts = (rule.when, rule.require, rule.review)
    return frozenset[str]().union(*(p.fields() for p in parts if p is not None))


def _pair(one: Proved, other: Proved, prover: Prover, undecided: list[Undecided]) -> None:
    subject = prover.encoded(one.rule, other.rule)
    try:
        for mine, theirs, here, there in ((one, other, 0, 1), (other, one, 1, 0)):
            if mine.can[Verdict.VIOLATION] is not None and _follows(subject, here, there, prover):
                mine.implied_by.append(theirs.rule.id)
        if _same(subject, prover):
            one.equal_to.append(other.rule.id)
            other.equal_to.append(one.rule.id)
        clash = _clash(subject, prover)
        if clash is not None:
            one.conflicts_with.append((other.rule.id, clash))
            other.conflicts_with.append((one.rule.id, clash))
    except Undecidable:
        undecided += [Undecided(one.rule.id, other.rule.id), Undecided(other.rule.id, one.rule.id)]


def _follows(subject: Formulas, here: int, there: int, prover: Prover) -> bool:
    """Tell whether whatever breaks the one rule breaks the other as well, so that the one adds nothing."""
    broken, theirs = (subject.verdict(i)[Verdict.VIOLATION] for i in (here, there))
    return prover.find(subject, broken, z3.Not(theirs)) is None


def differ(subject: Formulas) -> Formula:
    """Give the formula that the two rules of ``subject`` give different verdicts."""
    one, other = subject.verdict(0), subject.verdict(1)
    return z3.Or(*(z3.And(one[v], z3.Not(other[v])) for v in Verdict))


def _same(subject: Formulas, prover: Prover) -> bool:
    return prover.find(subject, differ(subject)) is None


def _clash(subject: Formulas, prover: Prover) -> Witness | None:
    """Give a row on which both rules apply, where each can be kept and both never can."""
    kept = [subject.verdict(i)[Verdict.COMPLIANT] for i in (0, 1)]
    outside = [subject.verdict(i)[Verdict.NOT_APPLICABLE] for i in (0, 1)]
    if prover.find(subject, *kept) is not None:
        return None
    apply = z3.Not(z3.Or(*outside))
    if any(prover.find(subject, k, apply) is None for k in kept):
        return None
    return prover.witness(subject, {0: Verdict.COMPLIANT}, apply)


def rows_of(proof: Proof) -> Iterator[Witness]:
    """Give every row that a proof tells."""
    for proved in proof.rules:
        yield from (w for w in proved.can.values() if w is not None)
        yield from (w for _, w in proved.conflicts_with)
