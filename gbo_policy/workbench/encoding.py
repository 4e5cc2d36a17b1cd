"""Rules as formulas of three values for a solver (z3), from the trees that judge; rows out of its models.

A fact is a value and whether it is known. A part of a rule becomes two formulas, that it surely holds and
that it surely fails. Words are numbers: those that rules name, and as many more as tell any two lists apart
(`_spare`). A list is a set of words and a number for their order, which `==` sees. Moments are whole numbers.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import z3

from gbo_policy.logic.tree import Condition, Node
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Norm, Rule
from gbo_policy.terms.kinds import Kind, Type
from gbo_policy.workbench.tree_formulas import Fact, Formula, TreeFormulas, Truth

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_DAYS = (date(1990, 1, 1).toordinal(), date(2090, 1, 1).toordinal())
MOST_NORM = 100_000  # as settings allow
MOST_LISTS = 5  # of one formula, for which there are enough spare words

Values = tuple[Any, ...]


@dataclass(slots=True)
class Formulas:
    """The rules that are looked at together over one row of their kind, with the house norms that they rest
    on.
    """

    kind: Kind
    rules: tuple[Rule, ...]
    conditions: tuple[Condition, ...]
    words: tuple[str, ...] = ()
    named: int = 0  # of the words, those that some rule names
    literals: tuple[tuple[str, ...], ...] = ()
    facts: dict[str, Fact] = field(default_factory=dict)
    norms: dict[str, tuple[Formula, Formula]] = field(default_factory=dict)
    bounds: list[Formula] = field(default_factory=list)
    _verdicts: dict[int, dict[Verdict, Formula]] = field(default_factory=dict)

    @staticmethod
    def of(judged: Iterable[tuple[Rule, Condition]], free: Container[str]) -> Formulas:
        """Encode rules of one kind with what each asks; the numbers of the norms called ``free`` are the
        solver's to choose.
        """
        chosen = tuple(judged)
        rules, conditions = tuple(r for r, _ in chosen), tuple(c for _, c in chosen)
        made = Formulas(rules[0].kind, rules, conditions)
        made._name_words()
        for name in sorted(made.read()):
            made._declare(name)
        for rule in rules:
            for norm in _norms_of(rule):
                if norm in free:
                    made._declare_norm(norm)
        return made

    def parts(self) -> Iterator[tuple[Node, Condition]]:
        """Give the trees of all rules, each with the names that stand in it."""
        for condition in self.conditions:
            yield from ((part, condition) for part in condition.parts())

    def read(self) -> frozenset[str]:
        """Give the names of the fields that some rule reads."""
        return frozenset[str]().union(*(part.fields() for part, _ in self.parts()))

    def _name_words(self) -> None:
        found: dict[str, None] = {}
        literals: dict[tuple[str, ...], None] = {}
        for part, condition in self.parts():
            for value in _constants(part, condition.names):
                found |= dict.fromkeys([value] if isinstance(value, str) else sorted(value))
            literals |= dict.fromkeys(_literals(part))
        for name in sorted(self.read()):
            found |= dict.fromkeys(self.kind.field(name).words or ())
        self.named = len(found)
        self.literals = tuple(literals)
        self.words = (*found, *(f"other-{i + 1}" for i in range(self._spare())))

    def _spare(self) -> int:
        """Give how many words beyond those named are enough to find every row that there is (up to the names
        of its words).

        Words that stand in the same lists are alike to a rule, so each set of lists needs only as many words
        as the rule goes through lists within each other, and each text one of its own.
        """
        types: list[Type] = [self.kind.field(name).type for name in self.read()]
        lists, texts = types.count(Type.TEXTS), types.count(Type.TEXT)
        depth = max((_depth(part) for part, _ in self.parts()), default=0)
        groups = (1 << min(lists, MOST_LISTS)) - 1
        return depth * groups + texts + (1 if lists else 0)

    @property
    def whole(self) -> bool:
        """Whether every row is among those that the solver sees; not where more lists are compared than there
        are spare words for.
        """
        return sum(self.kind.field(n).type is Type.TEXTS for n in self.read()) <= MOST_LISTS

    def _declare(self, name: str) -> None:
        of = self.kind.field(name)
        known = z3.Bool(f"{name}?")
        if of.type is Type.BOOL:
            self.facts[name] = Fact(known, z3.Bool(name))
            return
        if of.type is Type.NUMBER:
            self.facts[name] = Fact(known, z3.Real(name))
            return
        value = z3.Int(name)
        if of.type is Type.TEXTS:
            members = tuple(z3.Bool(f"{name}[{i}]") for i in range(len(self.words)))
            self.bounds += [value >= 0, z3.Implies(z3.Not(z3.Or(*members)), value == 0)]
            self.facts[name] = Fact(known, value, members)
            return
        self.facts[name] = Fact(known, value)
        if of.type is Type.TEXT:
            allowed = [self.words.index(w) for w in of.words] if of.words else range(len(self.words))
            self.bounds.append(z3.Or(*(value == i for i in allowed)))
        elif of.type is Type.DATE:
            self.bounds += [value >= _DAYS[0], value <= _DAYS[1]]
        else:
            self.bounds += [value >= 0, value <= 10**9]

    def _declare_norm(self, name: str) -> None:
        if name not in self.norms:
            expected, outer = z3.Int(f"{name}.expected"), z3.Int(f"{name}.outer")
            self.norms[name] = expected, outer
            self.bounds += [expected >= 0, expected <= outer, outer <= MOST_NORM]

    def verdict(self, index: int) -> dict[Verdict, Formula]:
        """Give the formula of each verdict of the rule at ``index``, as the judge decides between them."""
        if index not in self._verdicts:
            self._verdicts[index] = self._verdict(index)
        return self._verdicts[index]

    def _verdict(self, index: int) -> dict[Verdict, Formula]:
        rule, condition = self.rules[index], self.conditions[index]
        tree = TreeFormulas(self, rule, condition)
        when = Truth(z3.BoolVal(True), z3.BoolVal(False))
        if condition.when is not None:
            when = tree.truth(condition.when, {})
        require = tree.truth(condition.require, {})
        passed = require.holds
        if condition.review is not None:
            passed = z3.And(passed, tree.truth(condition.review, {}).fails)
        outside = when.fails
        kept = z3.And(z3.Not(outside), passed)
        broken = z3.And(z3.Not(outside), z3.Not(passed), when.holds, require.fails)
        return {
            Verdict.NOT_APPLICABLE: outside,
            Verdict.COMPLIANT: kept,
            Verdict.VIOLATION: broken,
            Verdict.REVIEW: z3.Not(z3.Or(outside, kept, broken)),
        }

    def more_known(self) -> tuple[list[tuple[Formula, Formula]], Formula]:
        """Give what to put in the place of what is known for a row of which more is known, and the formula
        that it is more.
        """
        pairs = [(f.known, z3.Bool(f"{name}!")) for name, f in self.facts.items()]
        return pairs, z3.And(*(z3.Implies(now, then) for now, then in pairs))

    def row(self, model: Any) -> Values:
        """Read a row of the kind out of a model: facts that no rule reads are unknown."""
        return tuple(self._value(f.name, f.type, model) for f in self.kind.fields)

    def _value(self, name: str, of: Type, model: Any) -> Any:
        if name not in self.facts:
            return None
        fact = self.facts[name]
        if not z3.is_true(model.eval(fact.known, model_completion=True)):
            return None
        found = model.eval(fact.value, model_completion=True)
        match of:
            case Type.BOOL:
                return z3.is_true(found)
            case Type.NUMBER:
                return _number(found)
            case Type.TEXT:
                return self.words[found.as_long()]
            case Type.DATE:
                return date.fromordinal(found.as_long())
            case Type.MOMENT:
                return _EPOCH + timedelta(seconds=found.as_long())
        held = [z3.is_true(model.eval(h, model_completion=True)) for h in fact.holds]
        return self._arranged(
            frozenset(w for w, h in zip(self.words, held, strict=True) if h), found.as_long()
        )

    def _arranged(self, members: frozenset[str], form: int) -> tuple[str, ...]:
        """Write a set of words in the order that a number stands for: the literals of the rules first, then
        with repetitions.
        """
        known = self._forms(members)
        if form < len(known):
            return known[form]
        plain = tuple(w for w in self.words if w in members)
        return plain + plain[-1:] * (form - len(known) + 1)

    def _forms(self, members: frozenset[str]) -> list[tuple[str, ...]]:
        written = [text for text in self.literals if frozenset(text) == members]
        plain = tuple(w for w in self.words if w in members)
        return written if plain in written else [*written, plain]

    def form(self, text: tuple[str, ...]) -> int:
        """Give the number of a list's order and repetition."""
        known = self._forms(frozenset(text))
        if text in known:
            return known.index(text)
        number = 0
        for word in text:  # no two arrangements get one number
            number = number * (len(self.words) + 1) + self.words.index(word) + 1
        return len(known) + number

    def norm_numbers(self, model: Any, given: Mapping[str, Norm]) -> dict[str, Norm]:
        """Read the house norms that were the solver's to choose out of a model; ``given`` are they as the
        pack has them.
        """
        found = {}
        for name, (expected, outer) in self.norms.items():
            numbers = [model.eval(v, model_completion=True).as_long() for v in (expected, outer)]
            found[name] = given[name]._replace(expected=numbers[0], outer=numbers[1])
        return found

    def under(self, index: int, norms: Mapping[str, Norm]) -> Condition:
        """Give what the rule at ``index`` asks where the norms that were free have these numbers."""
        rule, condition = self.rules[index], self.conditions[index]
        names = dict(condition.names)
        if rule.norm is not None and rule.norm[0] in norms:
            norm = norms[rule.norm[0]]
            names |= {"expected": norm.expected, "outer": norm.outer}
        if rule.other is not None and rule.other.name in norms:
            norm = norms[rule.other.name]
            names |= {"other_expected": norm.expected, "other_outer": norm.outer}
        return condition._replace(names=names)

    def fixed(self, values: Values, norms: Mapping[str, Norm]) -> list[tuple[Formula, Formula]]:
        """Give what to put in the place of each variable so that a formula is about this very row; its words
        must be ours.
        """
        pairs: list[tuple[Formula, Formula]] = []
        for name, fact in self.facts.items():
            value = values[self.kind.index(name)]
            pairs.append((fact.known, z3.BoolVal(value is not None)))
            if value is not None:
                pairs += self.placed(fact, value)
        for name, (expected, outer) in self.norms.items():
            pairs += [(expected, z3.IntVal(norms[name].expected)), (outer, z3.IntVal(norms[name].outer))]
        return pairs

    def placed(self, fact: Fact, value: Any) -> list[tuple[Formula, Formula]]:
        """Give what to put in the place of a fact's variables where it has this value."""
        match value:
            case bool():
                return [(fact.value, z3.BoolVal(value))]
            case int() | float():
                return [(fact.value, z3.RealVal(str(value)))]
            case str():
                return [(fact.value, z3.IntVal(self.words.index(value)))]
            case datetime():
                return [(fact.value, z3.IntVal(int((value - _EPOCH).total_seconds())))]
            case date():
                return [(fact.value, z3.IntVal(value.toordinal()))]
        held = [(h, z3.BoolVal(w in value)) for h, w in zip(fact.holds, self.words, strict=True)]
        return [(fact.value, z3.IntVal(self.form(value))), *held]


def _number(found: Any) -> int | float:
    exact = Fraction(found.numerator_as_long(), found.denominator_as_long())
    return int(exact) if exact.denominator == 1 else float(exact)


def _norms_of(rule: Rule) -> Iterator[str]:
    if rule.norm is not None:
        yield rule.norm[0]
    if rule.other is not None:
        yield rule.other.name


def _constants(node: Node, names: Mapping[str, Any]) -> Iterator[Any]:
    """Give the words, and the lists of words, that a tree names."""
    value = names.get(node.args[0]) if node.op == "name" else node.args[0] if node.op == "const" else None
    if isinstance(value, str | tuple | frozenset | set):
        yield value
    for part in node.parts():
        yield from _constants(part, names)


def _literals(node: Node) -> Iterator[tuple[str, ...]]:
    if node.op == "const" and isinstance(node.args[0], tuple):
        yield node.args[0]
    for part in node.parts():
        yield from _literals(part)


def _depth(node: Node) -> int:
    """Give how many lists a tree goes through within each other; a comparison of two lists goes through
    one.
    """
    below = max((_depth(p) for p in node.parts()), default=0)
    return (
        below + (node.op in {"all", "any"})
        if below or node.op in {"all", "any"}
        else int(node.op in COMPARED)
    )


COMPARED = ("eq", "ne", "in")
