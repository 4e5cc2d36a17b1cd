"""Small changes of each rule's expressions, and whether the rule's own tests notice them.

A change after which the rule gives the same verdict on every row is no change: the solver proves that, and it
is not counted.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from gbo_policy.judging.ruletests import run_tests, test_row
from gbo_policy.logic.compile import compile_judge
from gbo_policy.logic.tree import Node, unparse
from gbo_policy.logic.verdict import VERDICTS, Verdict
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.kinds import Kind
from gbo_policy.workbench.diff import difference
from gbo_policy.workbench.encoding import Formulas, Values
from gbo_policy.workbench.prove import TIMEOUT, Prover, Undecidable, Witness

_ORDER = ("lt", "le", "gt", "ge")
_OPPOSITE = {"eq": "ne", "ne": "eq", "and": "or", "or": "and", "all": "any", "any": "all"}
_NUMBERS = {
    "expected": "outer",
    "outer": "expected",
    "other_expected": "other_outer",
    "other_outer": "other_expected",
}
_ELSE = "another-word"
_TRUE, _FALSE = Node("const", (True,)), Node("const", (False,))


class Mutant(NamedTuple):
    """A rule with one small change, and the change as a reader sees it."""

    rule: Rule
    told: str


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test of its rule notices, and a row that would: with the verdict as it is and as it
    became.
    """

    mutant: Mutant
    witness: Witness | None
    verdicts: tuple[Verdict, Verdict] | None


@dataclass(frozen=True, slots=True)
class Mutated:
    """What became of the changes of one rule; ``mutants`` counts those that are no equal ones.

    ``elsewhere``: of the equal ones, those that differ under other house norms than the pack's own, under
    which its tests run.
    """

    rule: Rule
    mutants: int
    killed: int
    equal: int
    elsewhere: int
    survivors: tuple[Survivor, ...]


def mutate(pack: Pack, rules: Iterable[Rule], *, timeout: float = TIMEOUT) -> list[Mutated]:
    """Change each rule in every small way and run its own tests on what comes out."""
    prover = Prover(pack.vocabulary.constants(), pack.norms, timeout)
    return [_mutated(rule, pack, prover) for rule in rules]


def _mutated(rule: Rule, pack: Pack, prover: Prover) -> Mutated:
    made = list(mutants(rule, words_of(rule.kind, pack.rules)))
    rows = [(test_row(rule, test).values, test.expect) for test in rule.tests]
    unnoticed = [m for m in made if not _noticed(m.rule, rows, pack, prover)]
    survivors: list[Survivor] = []
    equal = elsewhere = 0
    for mutant in unnoticed:
        try:
            found = difference(_beside(rule, mutant.rule, prover, ()), prover)
            if found is None:
                equal += 1
                elsewhere += difference(_beside(rule, mutant.rule, prover, prover.norms), prover) is not None
            else:
                survivors.append(Survivor(mutant, *found))
        except Undecidable:
            survivors.append(Survivor(mutant, None, None))
    noticed = len(made) - len(unnoticed)
    return Mutated(rule, len(made) - equal, noticed, equal, elsewhere, tuple(survivors))


def _noticed(mutant: Rule, rows: Sequence[tuple[Values, str]], pack: Pack, prover: Prover) -> bool:
    """Tell whether a test fails: most by the verdict alone, which is quick to see; the others may ask which
    facts are missing.
    """
    judge = compile_judge(mutant.kind, [mutant.condition(prover.constants, prover.norms)])
    if any(VERDICTS[judge(values)[0]].word != expected for values, expected in rows):
        return True
    return any(not outcome.passed for outcome in run_tests(pack, [mutant]))


def _beside(rule: Rule, mutant: Rule, prover: Prover, free: Container[str]) -> Formulas:
    both = [(r, r.condition(prover.constants, prover.norms)) for r in (rule, mutant)]
    return Formulas.of(both, free)


Words = Mapping[str, Sequence[str]]


def words_of(kind: Kind, rules: Iterable[Rule]) -> Words:
    """Give the words that a field of a kind may hold, or where that is open, those that rules hold it
    against.
    """
    found: dict[str, dict[str, None]] = {}
    for rule in rules:
        for part in _trees(rule) if rule.kind.name == kind.name else ():
            for name, word in _held_against(part) if part is not None else ():
                found.setdefault(name, {})[word] = None
    return {f.name: f.words or tuple(found.get(f.name, ())) for f in kind.fields}


def _held_against(node: Node) -> Iterator[tuple[str, str]]:
    if node.op in {"eq", "ne", "in"}:
        named = [n.args[0] for n in node.args if n.op == "field"]
        values = [n.args[0] for n in node.args if n.op == "const"]
        for name, value in ((n, v) for n in named for v in values):
            yield from ((name, word) for word in ([value] if isinstance(value, str) else value or ()) if word)
    for part in node.parts():
        yield from _held_against(part)


def mutants(rule: Rule, words: Words) -> Iterator[Mutant]:
    """Give a rule in every small way otherwise, each once; ``words`` are those to put in the place of others,
    by field.
    """
    seen = {_trees(rule)}
    for changed, told in (*_swapped(rule), *_within(rule, words)):
        if (trees := _trees(changed)) not in seen:
            seen.add(trees)
            yield Mutant(changed, told)


def _trees(rule: Rule) -> tuple[Node | None, ...]:
    return rule.when, rule.require, rule.review


def _within(rule: Rule, words: Words) -> Iterator[tuple[Rule, str]]:
    for part in ("when", "require", "review"):
        tree: Node | None = getattr(rule, part)
        for other in _changed(tree, rule.kind, words) if tree is not None else ():
            changed: dict[str, Any] = {part: other}
            yield rule._replace(**changed), f"{part}: {unparse(other)}"


def _swapped(rule: Rule) -> Iterator[tuple[Rule, str]]:
    """Drop or swap whole parts of a rule."""
    when, require, review = _trees(rule)
    if when is not None:
        yield rule._replace(when=None), "when: –"
        yield rule._replace(when=require, require=when), "when and require swapped"
    if review is not None:
        yield rule._replace(review=None), "review: –"
        yield rule._replace(require=review, review=require), "require and review swapped"
    if when is not None and review is not None:
        yield rule._replace(when=review, review=when), "when and review swapped"
    yield rule._replace(require=_TRUE), "require: true"
    yield rule._replace(require=_FALSE), "require: false"
    if review is None:
        yield rule._replace(review=_TRUE), "review: true"


def _changed(node: Node, kind: Kind, words: Words) -> Iterator[Node]:
    """Give a tree with one of its parts otherwise."""
    yield from _here(node, kind, words)
    for i, arg in enumerate(node.args):
        if isinstance(arg, Node):
            for other in _changed(arg, kind, words):
                yield Node(node.op, (*node.args[:i], other, *node.args[i + 1 :]))


def _here(node: Node, kind: Kind, words: Words) -> Iterator[Node]:
    op, args = node.op, node.args
    if op in _OPPOSITE:
        yield Node(_OPPOSITE[op], args)
    match op:
        case "and" | "or":
            yield from args  # one part dropped
        case "not":
            yield args[0]
        case "in":
            yield Node("not", (node,))
        case "lt" | "le" | "gt" | "ge":
            yield from (Node(other, args) for other in _ORDER if other != op)
        case "field" if kind.field(args[0]).type.value == "bool":
            yield Node("not", (node,))
        case "name" if args[0] in _NUMBERS:
            yield Node("name", (_NUMBERS[args[0]],))
        case "const":
            yield from (Node("const", (value,)) for value in _values(args[0]))
    if op in {"eq", "ne", "in"}:
        yield from _words(node, words)


def _values(value: Any) -> Iterator[Any]:
    """Give a constant's neighbours; words in a comparison have those of their field instead."""
    match value:
        case bool():
            yield not value
        case int() | float():
            yield from (value - 1, value + 1)
        case date():
            yield from (value - timedelta(days=1), value + timedelta(days=1))
        case tuple():
            yield from (value[:i] + value[i + 1 :] for i in range(len(value)))
            if not value:
                yield (_ELSE,)


def _words(node: Node, words: Words) -> Iterator[Node]:
    """Put other words in the place of one that a field is compared with, and add to a list the words that it
    leaves out.
    """
    left, right = node.args
    named = next((n.args[0] for n in (left, right) if n.op == "field"), "")
    known = words.get(named, ())
    if left.op == "const" and isinstance(left.args[0], str):
        others = [w for w in known if w != left.args[0]] or [_ELSE]
        yield from (Node(node.op, (Node("const", (w,)), right)) for w in others)
    if right.op == "const" and isinstance(right.args[0], str):
        others = [w for w in known if w != right.args[0]] or [_ELSE]
        yield from (Node(node.op, (left, Node("const", (w,)))) for w in others)
    if right.op == "const" and isinstance(right.args[0], tuple) and left.op == "field":
        more = [w for w in known if w not in right.args[0]]
        yield from (Node(node.op, (left, Node("const", ((*right.args[0], w),)))) for w in more)
