"""Expression trees into Python functions that judge a row in strong Kleene logic; None is unknown.

One function judges all rules of a kind over one row and gives a tuple of verdicts. ``explain`` evaluates the same trees by walking
them; the two are held against each other, and both against rule_engine, in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from gbo_policy.expression import COMPARISONS, Node
from gbo_policy.schema import Kind

NOT_APPLICABLE, COMPLIANT, REVIEW, VIOLATION = range(4)
ERROR = 4  # an error while judging: a review that carries the error

Values = tuple[Any, ...]
Judge = Callable[[Values], tuple[int, ...]]


class Condition(NamedTuple):
    """What a rule asks of a row; ``names`` are the values of the names in it (the pack's lists, the norm's numbers)."""

    when: Node | None
    require: Node
    review: Node | None
    names: Mapping[str, Any]


def every(verdicts: Sequence[bool | None]) -> bool | None:
    """Strong Kleene conjunction of many."""
    return False if False in verdicts else None if None in verdicts else True


def some(verdicts: Sequence[bool | None]) -> bool | None:
    """Strong Kleene disjunction of many."""
    return True if True in verdicts else None if None in verdicts else False


@dataclass(slots=True)
class _Emitter:
    kind: Kind
    names: Mapping[str, Any]
    scope: dict[str, Any]
    read: set[str] = field(default_factory=set)
    temporaries: int = 0

    def temporary(self) -> str:
        self.temporaries += 1
        return f"t{self.temporaries}"

    def constant(self, value: Any) -> str:
        if isinstance(value, tuple | frozenset | set):
            value = frozenset(value)
        elif not isinstance(value, date):
            return repr(value)
        name = f"k{len(self.scope)}"
        self.scope[name] = value
        return name

    def operand(self, node: Node) -> tuple[str, list[str]]:
        """Give the Python for a leaf, and the names in it that may be unknown."""
        word = node.args[0]
        if node.op == "field":
            self.read.add(word)
            return f"f{self.kind.index(word)}", [f"f{self.kind.index(word)}"]
        if node.op == "var":
            return f"v_{word}", []
        return self.constant(self.names[word] if node.op == "name" else word), []

    def emit(self, node: Node) -> str:
        match node.op:
            case "and":
                a, b = self.temporary(), self.temporary()
                left, right = self.emit(node.args[0]), self.emit(node.args[1])
                return f"(False if ({a} := {left}) is False or ({b} := {right}) is False else None if {a} is None or {b} is None else True)"
            case "or":
                a, b = self.temporary(), self.temporary()
                left, right = self.emit(node.args[0]), self.emit(node.args[1])
                return f"(True if ({a} := {left}) is True or ({b} := {right}) is True else None if {a} is None or {b} is None else False)"
            case "not":
                a = self.temporary()
                return f"(None if ({a} := {self.emit(node.args[0])}) is None else not {a})"
            case "all" | "any":
                return self.quantifier(node)
            case "field" | "const":
                return self.operand(node)[0]
        return self.comparison(node)

    def comparison(self, node: Node) -> str:
        if node.op == "in":
            (member, m), (container, c) = self.operand(node.args[0]), self.operand(node.args[1])
            test, unknown = f"{member} in {container}", [*m, *c]
        elif any(n.op == "const" and isinstance(n.args[0], tuple) for n in node.parts()):
            return self.list_equality(node)
        else:
            (left, a), (right, b) = self.operand(node.args[0]), self.operand(node.args[1])
            test, unknown = f"{left} {COMPARISONS[node.op]} {right}", [*a, *b]
        return f"(None if {' or '.join(f'{n} is None' for n in unknown)} else {test})" if unknown else f"({test})"

    def list_equality(self, node: Node) -> str:
        # a row holds lists as tuples, and a literal list must stay one here: order and repetition count, as in rule_engine
        sides = [(repr(n.args[0]), []) if n.op == "const" else self.operand(n) for n in node.parts()]
        unknown = [n for _, names in sides for n in names]
        test = f"{sides[0][0]} {COMPARISONS[node.op]} {sides[1][0]}"
        return f"(None if {' or '.join(f'{n} is None' for n in unknown)} else {test})" if unknown else f"({test})"

    def quantifier(self, node: Node) -> str:
        variable, over, body = node.args
        source, unknown = self.operand(over)
        guard = f"None if {unknown[0]} is None else " if unknown else ""
        if body.op == "in" and body.args[0] == Node("var", (variable,)) and body.args[1].op in {"name", "const"}:
            known = self.operand(body.args[1])[0]  # membership in a fixed set: one call for the whole list
            return f"({guard}{known}.issuperset({source}))" if node.op == "all" else f"({guard}not {known}.isdisjoint({source}))"
        fold = "every" if node.op == "all" else "some"
        return f"({guard}{fold}([{self.emit(body)} for v_{variable} in {source}]))"

    def verdict(self, condition: Condition) -> str:
        """Give the Python that judges one rule: a number from NOT_APPLICABLE to VIOLATION."""
        when = self.emit(condition.when) if condition.when is not None else None
        require = self.emit(condition.require)
        passed = f"({COMPLIANT} if {self.emit(condition.review)} is False else {REVIEW})" if condition.review is not None else str(COMPLIANT)
        q = self.temporary()
        judged = f"({VIOLATION} if ({q} := {require}) is False else {REVIEW} if {q} is None else {passed})"
        if when is None:
            return judged
        w = self.temporary()
        unclear = f"({passed} if {require} is True else {REVIEW})"
        return f"({NOT_APPLICABLE} if ({w} := {when}) is False else {judged} if {w} is True else {unclear})"


def source(kind: Kind, conditions: Sequence[Condition]) -> tuple[str, dict[str, Any]]:
    """Write the Python of a judge and the names that it needs."""
    scope: dict[str, Any] = {"every": every, "some": some}
    emitter = _Emitter(kind, {}, scope)
    verdicts = []
    for condition in conditions:
        emitter.names = condition.names
        verdicts.append(emitter.verdict(condition))
    unpack = "".join(f"    f{kind.index(name)} = r[{kind.index(name)}]\n" for name in sorted(emitter.read))
    body = "".join(f"        {v},\n" for v in verdicts)
    return f"def judge(r):\n{unpack}    return (\n{body}    )\n", scope


def compile_judge(kind: Kind, conditions: Sequence[Condition]) -> Judge:
    """Make the function that judges all ``conditions`` over one row's values. An error in one rule becomes ERROR for that rule alone."""
    together = _function(kind, conditions)

    def judge(values: Values) -> tuple[int, ...]:
        try:
            return together(values)
        except Exception:  # one rule's error must neither hide nor decide another's verdict
            return tuple(_alone(kind, condition, values)[0] for condition in conditions)

    return judge


def _function(kind: Kind, conditions: Sequence[Condition]) -> Judge:
    text, scope = source(kind, conditions)
    exec(compile(text, f"<rules for {kind.name}>", "exec"), scope)  # noqa: S102 - our own text, made from a typed tree
    judge: Judge = scope["judge"]
    return judge


def _alone(kind: Kind, condition: Condition, values: Values) -> tuple[int, str]:
    try:
        return _function(kind, [condition])(values)[0], ""
    except Exception as error:  # reported as this rule's review, with its text
        return ERROR, f"{type(error).__name__}: {error}"


def error_of(kind: Kind, condition: Condition, values: Values) -> str:
    """Give the error that judging ``values`` by one rule ends in, or an empty text."""
    return _alone(kind, condition, values)[1]
