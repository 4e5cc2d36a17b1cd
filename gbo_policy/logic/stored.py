"""Trees as plain data for JSON, and back: what is read back is checked as if a stranger had written it.

A tree becomes code, so nothing of it is believed: every word must be one of its kind's fields or its pack's
names, every type must fit, and no depth is left open.
"""

from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import Any

from gbo_policy.logic.tree import COMPARISONS, MAX_DEPTH, MAX_LISTS, MAX_NUMBER, Node
from gbo_policy.terms.kinds import Kind, Type

_ORDERED = (Type.NUMBER, Type.DATE, Type.MOMENT)


class Scope:
    """What a tree may name: the fields of its kind, the pack's lists, and the numbers of house norms called
    ``norms``.
    """

    def __init__(self, kind: Kind, lists: Iterable[str], norms: Iterable[str]) -> None:
        self.kind = kind
        self.names = dict.fromkeys(lists, Type.TEXTS) | dict.fromkeys(norms, Type.NUMBER)


def to_data(node: Node) -> Any:
    """Write a tree as lists for JSON; a date becomes ``["date", text]``."""
    value = node.args[0]
    if node.op == "const":
        return ["date", value.isoformat()] if isinstance(value, date) else ["const", value]
    return [node.op, *(to_data(a) if isinstance(a, Node) else a for a in node.args)]


def from_data(data: Any, scope: Scope) -> Node:
    """Read a tree back from ``to_data``'s lists; ValueError or LookupError for whatever no author could have
    written.
    """
    reader = _StoredReader(scope)
    return reader.node(data, Type.BOOL, 0)


class _StoredReader:
    """Reads one tree; ``variables`` are those of the lists that it is inside of."""

    def __init__(self, scope: Scope) -> None:
        self.kind, self.names = scope.kind, scope.names
        self.variables: list[str] = []

    def node(self, data: Any, wanted: Type, depth: int) -> Node:
        node, found = self.typed(data, depth)
        if found is not wanted:
            raise ValueError(f"{found.value} where {wanted.value} is needed")
        return node

    def typed(self, data: Any, depth: int) -> tuple[Node, Type]:
        if not isinstance(data, list) or depth > MAX_DEPTH + 1:
            raise ValueError("no tree")
        match data:  # the most frequent ones first
            case ["field", str() as name]:
                return Node("field", (name,)), self.kind.field(name).type
            case ["const", value]:
                return _constant(value)
            case [str() as op, left, right] if op in COMPARISONS:
                return self.comparison(op, left, right, depth), Type.BOOL
            case ["name", str() as name]:
                return Node("name", (name,)), self.names[name]
            case ["var", str() as name] if name in self.variables:
                return Node("var", (name,)), Type.TEXT
            case ["date", str() as text]:
                return Node("const", (date.fromisoformat(text),)), Type.DATE
            case ["not", part]:
                return Node("not", (self.node(part, Type.BOOL, depth + 1),)), Type.BOOL
            case ["and" | "or" as op, left, right]:
                sides = self.node(left, Type.BOOL, depth + 1), self.node(right, Type.BOOL, depth + 1)
                return Node(op, sides), Type.BOOL
            case ["in", member, container]:
                left = self.node(member, Type.TEXT, depth + 1)
                return Node("in", (left, self.node(container, Type.TEXTS, depth + 1))), Type.BOOL
            case ["all" | "any" as op, str() as variable, over, body]:
                return self.quantifier(op, variable, over, body, depth), Type.BOOL
        raise ValueError("no tree")

    def quantifier(self, op: str, variable: str, over: Any, body: Any, depth: int) -> Node:
        known = self.kind.has(variable) or variable in self.names or variable in self.variables
        if known or not variable.isidentifier():
            raise ValueError("no name for a member of a list")
        if len(self.variables) >= MAX_LISTS:
            raise ValueError("too many lists within each other")
        source = self.node(over, Type.TEXTS, depth + 1)
        self.variables.append(variable)
        inner = self.node(body, Type.BOOL, depth + 1)
        self.variables.pop()
        return Node(op, (variable, source, inner))

    def comparison(self, op: str, left: Any, right: Any, depth: int) -> Node:
        one, kind = self.typed(left, depth + 1)
        other = self.node(right, kind, depth + 1)
        listed = kind is Type.TEXTS and "name" in (one.op, other.op)
        if listed or (op not in {"eq", "ne"} and kind not in _ORDERED):
            raise ValueError("no comparison")
        return Node(op, (one, other))


def _constant(value: Any) -> tuple[Node, Type]:
    match value:
        case bool():
            return Node("const", (value,)), Type.BOOL
        case str() if value.isprintable():
            return Node("const", (value,)), Type.TEXT
        case int() | float() if isfinite(value) and -MAX_NUMBER < value < MAX_NUMBER:
            return Node("const", (value,)), Type.NUMBER
        case list() | tuple() if all(isinstance(v, str) and v.isprintable() for v in value):
            return Node("const", (tuple(value),)), Type.TEXTS
    raise ValueError("no value that a rule can hold")
