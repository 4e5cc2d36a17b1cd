"""The trees of one rule as formulas of three values for a solver (z3)."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

import z3

from gbo_policy.logic.tree import NORM_NAMES, OTHER_NAMES, Condition, Node
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.kinds import Kind, Type

Formula = Any  # what z3 calls a boolean expression; it has no types of its own


class Truth(NamedTuple):
    """A part of a rule: the formulas that it surely holds, and that it surely fails."""

    holds: Formula
    fails: Formula


class Fact(NamedTuple):
    """A field of a row: whether it is known, its value (of a list: a number for its order), and of a list,
    whether it holds each word.
    """

    known: Formula
    value: Formula
    holds: tuple[Formula, ...] = ()


class FormulaRow(Protocol):
    """The row that a tree is about: its facts and norms as variables of the solver, its words as numbers."""

    @property
    def kind(self) -> Kind:
        """The kind of row."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words that a text may be."""

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The fields that rules read."""

    @property
    def norms(self) -> Mapping[str, tuple[Formula, Formula]]:
        """The house norms whose numbers are the solver's to choose."""

    def form(self, text: tuple[str, ...]) -> int:
        """Give the number of a list's order and repetition."""


@dataclass(slots=True)
class TreeFormulas:
    """Turns one rule's trees into formulas; the same cases as the judge and the explanation have."""

    subject: FormulaRow
    rule: Rule
    condition: Condition

    def truth(self, node: Node, variables: Mapping[str, int]) -> Truth:
        """Give the formulas of a part; ``variables`` are the numbers of the words that they stand for."""
        match node.op:
            case "not":
                inner = self.truth(node.args[0], variables)
                return Truth(inner.fails, inner.holds)
            case "and" | "or":
                sides = [self.truth(p, variables) for p in node.args]
                holds, fails = [s.holds for s in sides], [s.fails for s in sides]
                if node.op == "and":
                    return Truth(z3.And(*holds), z3.Or(*fails))
                return Truth(z3.Or(*holds), z3.And(*fails))
            case "all" | "any":
                return self._quantifier(node, variables)
            case "const":
                return Truth(z3.BoolVal(node.args[0] is True), z3.BoolVal(node.args[0] is False))
            case "field":
                fact = self.subject.facts[node.args[0]]
                return Truth(z3.And(fact.known, fact.value), z3.And(fact.known, z3.Not(fact.value)))
        known, meets = self._comparison(node, variables)
        return Truth(z3.And(*known, meets), z3.And(*known, z3.Not(meets)))

    def _quantifier(self, node: Node, variables: Mapping[str, int]) -> Truth:
        variable, over, body = node.args
        known, members = self._members(over)
        each = [
            (held, self.truth(body, {**variables, variable: i}))
            for i, held in enumerate(members)
            if not z3.is_false(held)
        ]
        if node.op == "all":
            holds = z3.And(*(z3.Implies(held, t.holds) for held, t in each))
            fails = z3.Or(*(z3.And(held, t.fails) for held, t in each))
        else:
            holds = z3.Or(*(z3.And(held, t.holds) for held, t in each))
            fails = z3.And(*(z3.Implies(held, t.fails) for held, t in each))
        return Truth(z3.And(*known, holds), z3.And(*known, fails))

    def _members(self, node: Node) -> tuple[list[Formula], tuple[Formula, ...]]:
        """Give what must hold for a list to be known, and whether it holds each word."""
        if node.op == "field":
            fact = self.subject.facts[node.args[0]]
            return [fact.known], fact.holds
        word = node.args[0]
        value = self.condition.names[word] if node.op == "name" else word
        return [], tuple(z3.BoolVal(w in value) for w in self.subject.words)

    def _comparison(self, node: Node, variables: Mapping[str, int]) -> tuple[list[Formula], Formula]:
        left, right = node.args
        if node.op == "in":
            known, members = self._members(right)
            known_word, word = self._leaf(left, variables)
            if isinstance(word, int):
                return [*known, *known_word], members[word]
            found = z3.Or(*(z3.And(word == i, held) for i, held in enumerate(members)))
            return [*known, *known_word], found
        known_left, one = self._leaf(left, variables)
        known_right, other = self._leaf(right, variables)
        meets = _COMPARE[node.op](one, other)
        if self._is_list(left):
            same = self._same(left, right)
            meets = same if node.op == "eq" else z3.Not(same)
        return [*known_left, *known_right], meets if z3.is_expr(meets) else z3.BoolVal(meets)

    def _is_list(self, node: Node) -> bool:
        if node.op == "field":
            return self.subject.kind.field(node.args[0]).type is Type.TEXTS
        return node.op == "const" and isinstance(node.args[0], tuple)

    def _same(self, left: Node, right: Node) -> Formula:
        (_, ours), (_, theirs) = self._members(left), self._members(right)
        forms = [self._leaf(n, {})[1] for n in (left, right)]
        return z3.And(forms[0] == forms[1], *(a == b for a, b in zip(ours, theirs, strict=True)))

    def _leaf(self, node: Node, variables: Mapping[str, int]) -> tuple[list[Formula], Any]:
        """Give what must hold for a leaf to be known, and its value as a number of the solver."""
        word = node.args[0]
        match node.op:
            case "field":
                fact = self.subject.facts[word]
                return [fact.known], fact.value
            case "var":
                return [], variables[word]
            case "name":
                return [], self._norm(word)
        match word:
            case bool():
                return [], z3.BoolVal(word)
            case str():
                return [], self.subject.words.index(word)
            case date():
                return [], z3.IntVal(word.toordinal())
            case tuple():
                return [], z3.IntVal(self.subject.form(word))
        return [], z3.RealVal(str(word))

    def _norm(self, word: str) -> Formula:
        name = self.rule.norm[0] if word in NORM_NAMES and self.rule.norm else ""
        if word in OTHER_NAMES and self.rule.other is not None:
            name = self.rule.other.name
        if name not in self.subject.norms:
            return z3.RealVal(self.condition.names[word])
        expected, outer = self.subject.norms[name]
        return z3.ToReal(expected if word.endswith("expected") else outer)


_COMPARE = {name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")}
