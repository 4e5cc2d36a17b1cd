"""Which part of a rule decided, and on which facts: the trees of ``tree`` walked over one row. A few
rows are judged so too.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any, NamedTuple

from gbo_policy.logic.kleene import every, some
from gbo_policy.logic.tree import Condition, Judge, Node, TooManyPairsError, Values, few, pairs, unparse
from gbo_policy.logic.verdict import COMPLIANT, NOT_APPLICABLE, REVIEW, VIOLATION
from gbo_policy.terms.kinds import Kind

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {"eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}


class Explanation(NamedTuple):
    """What decided: the conditions and whether each holds, the fields read, and those unknown."""

    conditions: tuple[Node, ...] = ()
    holds: tuple[bool | None, ...] = ()
    read: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def deciding(self) -> tuple[str, ...]:
        """The conditions as an author would write them."""
        return tuple(unparse(n) for n in self.conditions)

    @property
    def names(self) -> frozenset[str]:
        """The pack's lists and the norm's numbers that stand in the conditions."""
        return frozenset[str]().union(*(n.names() for n in self.conditions))


class _Walk(NamedTuple):
    kind: Kind
    names: Mapping[str, Any]
    values: tuple[Any, ...]

    def value(self, node: Node, variables: Mapping[str, str]) -> Any:
        word = node.args[0]
        match node.op:
            case "field":
                return self.values[self.kind.index(word)]
            case "name":
                return self.names[word]
            case "var":
                return variables[word]
            case "const":
                return word
        return self.truth(node, variables)

    def truth(self, node: Node, variables: Mapping[str, str]) -> bool | None:
        match node.op:
            case "and":
                return every([self.truth(p, variables) for p in node.args])
            case "or":
                return some([self.truth(p, variables) for p in node.args])
            case "not":
                inner = self.truth(node.args[0], variables)
                return None if inner is None else not inner
            case "all" | "any":
                variable, over, body = node.args
                items = self.value(over, variables)
                verdicts = (
                    None
                    if items is None
                    else [self.truth(body, {**variables, variable: item}) for item in items]
                )
                return None if verdicts is None else (every if node.op == "all" else some)(verdicts)
            case "field" | "const":
                value = self.value(node, variables)
                return None if value is None else bool(value)
        left, right = (self.value(p, variables) for p in node.args)
        if left is None or right is None:
            return None
        return left in right if node.op == "in" else _COMPARE[node.op](left, right)

    def effort(self, node: Node) -> int:
        """Give how many parts are looked at; going through a list counts ten times, as explaining it goes
        through it again and again.
        """
        if (same := _same_effort(node)) is not None:
            return same
        if node.op in {"all", "any"}:
            return 1 + 10 * len(self.value(node.args[1], {}) or ()) * self.effort(node.args[2])
        return 1 + sum(self.effort(p) for p in node.parts())

    def deciding(self, node: Node) -> list[Node]:
        """Give the smallest conditions whose values made ``node`` what it is."""
        if node.op == "not":
            inner = node.args[0]
            return self.deciding(inner) if inner.op in {"and", "or", "not"} else [node]
        if node.op not in {"and", "or"}:
            return [node]
        outcome = self.truth(node, {})
        alike = [p for p in node.args if self.truth(p, {}) is outcome]
        return [d for p in alike for d in self.deciding(p)]


@lru_cache(maxsize=10_000)
def _same_effort(node: Node) -> int | None:
    """Give the effort that a part takes on every row: None where that depends on a list."""
    if node.op in {"all", "any"}:
        return None
    below = [_same_effort(p) for p in node.parts()]
    return None if None in below else 1 + sum(n for n in below if n is not None)


@lru_cache(maxsize=10_000)
def _paired(node: Node) -> tuple[Node, ...]:
    return tuple(n for pair in pairs(node) for n in pair)


def evaluate(node: Node, kind: Kind, names: Mapping[str, Any], values: tuple[Any, ...]) -> bool | None:
    """Evaluate a tree over one row, three-valued."""
    return _Walk(kind, names, values).truth(node, {})


def walked_verdict(condition: Condition, kind: Kind, values: Values) -> int:
    """Judge a row by one rule, as a compiled judge does; any error while judging is raised."""
    walk = _Walk(kind, condition.names, values)

    def truth(part: Node | None, absent: bool) -> bool | None:
        return absent if part is None else walk.truth(part, {})

    when, require = truth(condition.when, True), truth(condition.require, True)
    passed = COMPLIANT if truth(condition.review, False) is False else REVIEW
    if when is False:
        return NOT_APPLICABLE
    if when is None:
        return passed if require is True else REVIEW
    return VIOLATION if require is False else REVIEW if require is None else passed


def walking_judge(kind: Kind, conditions: Sequence[Condition]) -> Judge:
    """Make the function that judges all ``conditions`` over one row's values by walking their trees: for a
    few rows that takes less time than to compile them.
    """
    paired = [any(map(_paired, c.parts())) for c in conditions]

    def judge(values: Values) -> tuple[int, ...]:
        both = zip(conditions, paired, strict=True)
        return tuple([_alone(c, kind, values) if many else _walked(c, kind, values) for c, many in both])

    return judge


def _walked(condition: Condition, kind: Kind, values: Values) -> int:
    try:
        return walked_verdict(condition, kind, values)
    except Exception:  # whether there is an error hangs on which parts are looked at: as compiled
        return _alone(condition, kind, values)


def _alone(condition: Condition, kind: Kind, values: Values) -> int:
    from gbo_policy.logic.compile import judged_alone  # of few rows hardly ever: start-up counts

    return judged_alone(kind, condition, values)[0]


def effort(condition: Condition, kind: Kind, values: tuple[Any, ...]) -> int:
    """Give how many parts of a rule are looked at to judge and explain a row. Raises TooManyPairsError where
    the rule is not judged.
    """
    walk = _Walk(kind, condition.names, values)
    _bounded(condition, walk)
    return sum(walk.effort(part) for part in condition.parts())


def _bounded(condition: Condition, walk: _Walk) -> None:
    """Raise TooManyPairsError where a rule would compare too many pairs of members."""
    few(*(walk.value(n, {}) for part in condition.parts() for n in _paired(part)))


def explain(condition: Condition, kind: Kind, values: tuple[Any, ...]) -> Explanation:
    """Explain a rule's verdict over one row: what decided it, and for a review just the unknown facts that
    would settle it.
    """
    walk = _Walk(kind, condition.names, values)
    try:
        _bounded(condition, walk)
    except TooManyPairsError:
        return Explanation()  # nothing was decided
    nodes = [d for part in _deciding_parts(condition, walk) for d in walk.deciding(part)]
    nodes = list(dict.fromkeys(n for n in nodes if n.op != "const"))
    read = list(dict.fromkeys(name for n in nodes for name in _in_order(n)))
    unknown = [name for name in read if values[kind.index(name)] is None]
    holds = tuple(walk.truth(n, {}) for n in nodes)
    return Explanation(tuple(nodes), holds, tuple(read), tuple(unknown))


def _in_order(node: Node) -> list[str]:
    return [node.args[0]] if node.op == "field" else [name for p in node.parts() for name in _in_order(p)]


def _deciding_parts(condition: Condition, walk: _Walk) -> list[Node]:
    when = walk.truth(condition.when, {}) if condition.when is not None else True
    if condition.when is not None and when is False:
        return [condition.when]
    require = walk.truth(condition.require, {})
    review = walk.truth(condition.review, {}) if condition.review is not None else False
    parts = [condition.require] if require is not True or review is False else []
    if condition.review is not None and (require is True or (require is None and review is not False)):
        parts.append(condition.review)
    if condition.when is not None and when is None and not (require is True and review is False):
        parts = [condition.when, *(p for p in parts if walk.truth(p, {}) is None)]
    return parts
