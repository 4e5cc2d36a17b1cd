"""A rule's expression as a small tree of our own, and what a rule asks of a row: what judges, explains and
proves walks it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

MAX_LENGTH = 1000
MAX_DEPTH = 25
MAX_NUMBER = 10**15
MAX_LISTS = 2  # a list gone through for each member of another; more would take longer than anybody waits
MAX_PAIRS = 10_000  # members of such lists that one rule compares on one row

NORM_NAMES = ("expected", "outer")
OTHER_NAMES = ("other_expected", "other_outer")  # of the norm that counts instead where a fact says so
COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
Value = str | bool | int | float | date | tuple[str, ...] | None
Values = tuple[Any, ...]
Judge = Callable[[Values], tuple[int, ...]]


class Node(NamedTuple):
    """A part of an expression.

    ``op`` and ``args``: ``and`` ``or`` (left, right); ``not`` (part); ``eq ne lt le gt ge`` (left, right);
    ``in`` (member, container); ``all`` ``any`` (variable, list, condition); ``field`` ``name`` ``var``
    (word); ``const`` (value).
    """

    op: str
    args: tuple[Any, ...]

    def parts(self) -> Iterator[Node]:
        """Give the nodes right below."""
        return (a for a in self.args if isinstance(a, Node))

    def fields(self) -> frozenset[str]:
        """Give the names of all fields read."""
        return _fields(self)

    def names(self) -> frozenset[str]:
        """Give the pack's lists and the norm's numbers that stand in it."""
        if self.op == "name":
            return frozenset(self.args)
        return frozenset().union(*(p.names() for p in self.parts()))


@lru_cache(maxsize=10_000)  # the same trees are asked again and again
def _fields(node: Node) -> frozenset[str]:
    found, below = set[str](), [node]
    while below:
        part = below.pop()
        if part.op == "field":
            found.add(part.args[0])
        else:
            below += part.parts()
    return frozenset(found)


class Condition(NamedTuple):
    """What a rule asks of a row; ``names`` are the values of the names in it (the pack's lists, the norm's
    numbers).
    """

    when: Node | None
    require: Node
    review: Node | None
    names: Mapping[str, Any]

    def parts(self) -> tuple[Node, ...]:
        """Give the trees that there are."""
        return tuple(n for n in (self.when, self.require, self.review) if n is not None)


class TooManyPairsError(ValueError):
    """Two lists are too long to hold every member of the one against every member of the other."""


def pairs(node: Node | None, outer: Node | None = None) -> Iterator[tuple[Node, Node]]:
    """Give the lists of which every pair of members is looked at: the outer one and the one gone through for
    each of its members.
    """
    if node is None:
        return
    if node.op in {"all", "any"} and outer is not None:
        yield outer, node.args[1]
    for part in node.parts():
        yield from pairs(part, node.args[1] if node.op in {"all", "any"} else outer)


def few(*lists: Collection[str] | None) -> bool:
    """Tell that lists, two by two, have few enough pairs of members. Raises TooManyPairsError otherwise."""
    sizes = [len(found or ()) for found in lists]
    if sum(one * other for one, other in zip(sizes[::2], sizes[1::2], strict=True)) > MAX_PAIRS:
        raise TooManyPairsError(f"more than {MAX_PAIRS} pairs of members to compare; split the rule")
    return True


def unparse(node: Node) -> str:
    """Write a node as an author would."""
    args = node.args
    match node.op:
        case "and" | "or":
            return f" {node.op} ".join(_wrapped(p, node.op) for p in args)
        case "not" if args[0].op == "in":
            return f"{unparse(args[0].args[0])} not in {unparse(args[0].args[1])}"
        case "not":
            return f"not {_wrapped(args[0], 'not')}"
        case "in":
            return f"{unparse(args[0])} in {unparse(args[1])}"
        case "all" | "any":
            return f"${node.op}([{unparse(args[2])} for {args[0]} in {unparse(args[1])}])"
        case "const":
            return _literal(args[0])
        case "field" | "name" | "var":
            return str(args[0])
    return f"{unparse(args[0])} {COMPARISONS[node.op]} {unparse(args[1])}"


def _wrapped(node: Node, around: str) -> str:
    loose = node.op in {"and", "or"} and node.op != around
    return f"({unparse(node)})" if loose else unparse(node)


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_literal(v) for v in value) + "]"
    if isinstance(value, date):
        return f'd"{value.isoformat()}"'
    if not isinstance(value, str):
        return str(value)
    import json  # only where an expression is written: start-up counts

    return json.dumps(value, ensure_ascii=False)
