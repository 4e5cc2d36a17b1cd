"""Expression trees into Python functions that judge a row in strong Kleene logic; None is unknown.

One function judges all rules of a kind over one row and gives a tuple of verdicts. ``explain`` evaluates the
same trees by walking them; the two are held against each other, and both against rule_engine, in the tests.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import CodeType
from typing import Any

from gbo_policy.logic.tree import COMPARISONS, Condition, Judge, Node, Values, few, pairs
from gbo_policy.logic.verdict import COMPLIANT, ERROR, NOT_APPLICABLE, REVIEW, VIOLATION
from gbo_policy.terms.kinds import Kind

_SIGNS = {**COMPARISONS, "in": "in"}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in"}


class _Emitter:
    """Writes trees as Python. A part is asked one of two questions, whether it surely holds or surely fails;
    unknown is neither.

    INVARIANT: the text is made of this class's own words, with numbers for names: ``f3`` is a field, ``k3`` a
    value kept beside the code, ``v3`` a member of a list; ``few`` is the function above. No word of a rule, a
    pack or a cache is ever in it.
    """

    def __init__(self, kind: Kind, scope: dict[str, Any]) -> None:
        self.kind, self.scope = kind, scope
        self.names: Mapping[str, Any] = {}  # of the condition that is written
        self.variables: list[str] = []
        self._kept: dict[tuple[type, Any], str] = {}

    def constant(self, value: Any) -> str:
        """Keep a value beside the code, and give the name that the code has for it; no value is ever written
        into code.
        """
        name = self._kept.setdefault((type(value), value), f"k{len(self._kept)}")
        self.scope[name] = value
        return name

    def operand(self, node: Node) -> tuple[str, list[str]]:
        """Give the Python for a leaf, and the names in it that may be unknown."""
        word = node.args[0]
        if node.op == "field":
            name = f"f{self.kind.index(word)}"
            return name, [name]
        if node.op == "var":
            return f"v{self.variables.index(word)}", []
        value = self.names[word] if node.op == "name" else word
        return self.constant(frozenset(value) if isinstance(value, tuple | set) else value), []

    def surely(self, node: Node, holds: bool) -> str:
        """Write whether a part surely holds or, with ``holds`` false, surely fails."""
        match node.op:
            case "not":
                return self.surely(node.args[0], not holds)
            case "and" | "or":
                word = "and" if (node.op == "and") is holds else "or"
                return f"({self.surely(node.args[0], holds)} {word} {self.surely(node.args[1], holds)})"
            case "all" | "any":
                return self.quantifier(node, holds)
            case "field" | "const":
                return f"({self.operand(node)[0]} is {holds})"
        return self.comparison(node, holds)

    def comparison(self, node: Node, holds: bool) -> str:
        # a row holds lists as tuples, and beside `==` a literal list must stay one: order and repetition
        # count, as in rule_engine
        lists = node.op in {"eq", "ne"}
        sides = [
            (self.constant(n.args[0]), [])
            if lists and n.op == "const" and isinstance(n.args[0], tuple)
            else self.operand(n)
            for n in node.args
        ]
        (left, unsure_left), (right, unsure_right) = sides
        sign = _SIGNS[node.op] if holds else _OPPOSITE[_SIGNS[node.op]]
        unsure = [*unsure_left, *unsure_right]
        if (sign == "==" and len(unsure) == 1) or (sign == "in" and not unsure_right):
            unsure = []  # an unknown equals nothing that is known, and is in no fixed list
        return (
            "(" + " and ".join([*(f"{name} is not None" for name in unsure), f"{left} {sign} {right}"]) + ")"
        )

    def quantifier(self, node: Node, holds: bool) -> str:
        variable, over, body = node.args
        source, unsure = self.operand(over)
        guard = f"{unsure[0]} is not None and " if unsure else ""
        if (
            body.op == "in"
            and body.args[0] == Node("var", (variable,))
            and body.args[1].op in {"name", "const"}
        ):
            known = self.operand(body.args[1])[0]  # membership in a fixed set: one call for the whole list
            test = (
                f"{known}.issuperset({source})" if node.op == "all" else f"not {known}.isdisjoint({source})"
            )
            return f"({guard}{test if holds else f'not ({test})'})"
        fold = "all" if (node.op == "all") is holds else "any"
        name = f"v{len(self.variables)}"
        self.variables.append(variable)
        each = self.surely(body, holds)
        self.variables.pop()
        return f"({guard}{fold}([{each} for {name} in {source}]))"

    def verdict(self, condition: Condition) -> str:
        """Give the Python that judges one rule: a number from NOT_APPLICABLE to VIOLATION."""
        when, require, review = condition.when, condition.require, condition.review
        broken, passed = self.surely(require, False), self.surely(require, True)
        if review is not None:
            passed = f"{passed} and {self.surely(review, False)}"
        if when is None:
            outside = ""
        else:
            outside, broken = (
                f"{NOT_APPLICABLE} if {self.surely(when, False)} else ",
                f"{self.surely(when, True)} and {broken}",
            )
        lists = [self.operand(n)[0] for part in condition.parts() for pair in pairs(part) for n in pair]
        bound = f"few({', '.join(lists)}) and " if lists else ""
        # most rows pass, so that is asked first; a rule that passes is not broken, whichever is asked first
        return f"({bound}({outside}{COMPLIANT} if {passed} else {VIOLATION} if {broken} else {REVIEW}))"


def source(kind: Kind, conditions: Sequence[Condition]) -> tuple[str, dict[str, Any]]:
    """Write the Python of a judge and the names that it needs."""
    emitter = _Emitter(kind, {"few": few})
    verdicts = []
    for condition in conditions:
        emitter.names = condition.names
        verdicts.append(emitter.verdict(condition))
    fields = "".join(f"f{i}, " for i in range(len(kind.fields)))
    body = "".join(f"        {v},\n" for v in verdicts)
    return f"def judge(r):\n    {fields}= r\n    return (\n{body}    )\n", emitter.scope


def compile_judge(kind: Kind, conditions: Sequence[Condition]) -> Judge:
    """Make the function that judges all ``conditions`` over one row's values. An error in one rule becomes
    ERROR for that rule alone.
    """
    together = _function(kind, conditions)

    def judge(values: Values) -> tuple[int, ...]:
        try:
            return together(values)
        except Exception:  # one rule's error must neither hide nor decide another's verdict
            return tuple(judged_alone(kind, condition, values)[0] for condition in conditions)

    return judge


def _function(kind: Kind, conditions: Sequence[Condition]) -> Judge:
    text, scope = source(kind, conditions)
    exec(_code(text, kind.name), scope)  # noqa: S102 - our own words only
    judge: Judge = scope["judge"]
    return judge


@lru_cache(maxsize=100)  # who judges again, as at each keystroke, does so by the same rules
def _code(text: str, kind: str) -> CodeType:
    return compile(text, f"<rules for {kind}>", "exec")


def judged_alone(kind: Kind, condition: Condition, values: Values) -> tuple[int, str]:
    """Give the verdict of one rule, and the error that judging by it ends in, or an empty text."""
    try:
        return _function(kind, [condition])(values)[0], ""
    except Exception as error:  # reported as this rule's review, with its text
        return ERROR, f"{type(error).__name__}: {error}"


def error_of(kind: Kind, condition: Condition, values: Values) -> str:
    """Give the error that judging ``values`` by one rule ends in, or an empty text."""
    return judged_alone(kind, condition, values)[1]
