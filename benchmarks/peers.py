"""The flow and recipient rules in the languages of named peers: written from the rules' own trees, so that
all judge the same requirements.

Each peer is used as its documentation recommends: expressions, policies and modules are compiled once, then
evaluated a row at a time (Cedar: in its own batches). Rows are fully known, since no peer has unknowns of
this kind. Dates are day numbers for the peers.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any

from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts import Context, rows
from gbo_policy.judging.ruleset import Engine
from gbo_policy.logic.tree import COMPARISONS, Node, unparse
from gbo_policy.logic.verdict import COMPLIANT, NOT_APPLICABLE, REVIEW, VIOLATION
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.kinds import Type
from gbo_policy.terms.rows import KINDS

KINDS_MEASURED = ("flow", "recipient")
Row = tuple[str, dict[str, Any]]  # kind, facts by name
Judge = Callable[[Sequence[Row]], list[tuple[int, ...]]]

_DEFAULT: dict[Type, Any] = {
    Type.TEXT: "",
    Type.BOOL: False,
    Type.NUMBER: 0,
    Type.DATE: date(2026, 1, 12),
    Type.MOMENT: datetime(2026, 1, 12, 9, tzinfo=UTC),
    Type.TEXTS: (),
}


@dataclass(frozen=True, slots=True)
class Peer:
    """A named engine: how it judges rows, and what a rule looks like in its language."""

    name: str
    judge: Judge
    show: Callable[[Rule], str]


def known_rows(workspace: Workspace, pack: Pack, as_of: AsOf) -> list[tuple[str, tuple[Any, ...]]]:
    """Give the flow and recipient rows of a workspace with every unknown fact filled in."""
    found = []
    for row in rows(Context(workspace, as_of, pack.vocabulary, "received")):
        if row.kind.name in KINDS_MEASURED:
            values = tuple(
                _DEFAULT[f.type] if v is None else v for f, v in zip(row.kind.fields, row.values, strict=True)
            )
            found.append((row.kind.name, values))
    return found


def facts_read(engine: Engine) -> dict[str, frozenset[str]]:
    """Give the names of the facts that the rules of each kind read: what a peer does not need, it need not
    convert.
    """
    parts = {
        kind: [p for r in rules for p in (r.when, r.require, r.review) if p is not None]
        for kind, rules in _by_kind(engine).items()
    }
    return {kind: frozenset().union(*(p.fields() for p in found)) for kind, found in parts.items()}


def as_facts(kind: str, values: tuple[Any, ...], read: frozenset[str] | None = None) -> Row:
    """Give a row as a peer reads it: facts by name (all, or those ``read``), lists as lists, dates as day
    numbers.
    """
    return kind, {
        f.name: _plain(v)
        for f, v in zip(KINDS[kind].fields, values, strict=True)
        if read is None or f.name in read
    }


def _plain(value: Any) -> Any:
    return (
        value.toordinal() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    )


class Dialect:
    """A language with infix logic: how each part of an expression is written. Subclasses change what
    differs.
    """

    both, either, negation = "({} && {})", "({} || {})", "!({})"
    true, false = "true", "false"
    member = "({} in {})"
    every, some = "{over}.all({var}, {body})", "{over}.exists({var}, {body})"

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def field(self, word: str) -> str:
        """Write the name of a fact."""
        return word

    def text(self, value: Any) -> str:
        """Write a value."""
        if isinstance(value, bool):
            return self.true if value else self.false
        if isinstance(value, str):
            return '"' + value + '"'
        if isinstance(value, date):
            return str(value.toordinal())
        return (
            "[" + ", ".join(self.text(v) for v in sorted(value)) + "]"
            if isinstance(value, tuple | frozenset)
            else str(value)
        )

    def leaf(self, node: Node) -> str:
        """Write a part without parts."""
        word = node.args[0]
        if node.op == "field":
            return self.field(word)
        return (
            self.text(self.names[word])
            if node.op == "name"
            else word
            if node.op == "var"
            else self.text(word)
        )

    def write(self, node: Node) -> str:
        """Write any part."""
        args = node.args
        match node.op:
            case "and" | "or":
                return (self.both if node.op == "and" else self.either).format(
                    self.write(args[0]), self.write(args[1])
                )
            case "not":
                return self.negation.format(self.write(args[0]))
            case "in":
                return self.member.format(self.leaf(args[0]), self.leaf(args[1]))
            case "all" | "any":
                form = self.every if node.op == "all" else self.some
                return form.format(var=args[0], over=self.leaf(args[1]), body=self.write(args[2]))
            case "field" | "const" | "name" | "var":
                return self.leaf(node)
        if args[1] == Node("const", ((),)):
            return self.empty(self.leaf(args[0]), equal=node.op == "eq")
        return f"({self.part(args[0])} {COMPARISONS[node.op]} {self.part(args[1])})"

    def part(self, node: Node) -> str:
        """Write one side of a comparison."""
        return self.leaf(node) if node.op in ("field", "const", "name", "var") else self.write(node)

    def empty(self, over: str, *, equal: bool) -> str:
        """Write that a list is empty, or is not."""
        return f"({over} {'==' if equal else '!='} [])"

    def verdict(self, rule: Rule) -> str:
        """Write a rule as one expression that gives its verdict's number."""
        passed = f"({self.write(rule.review)} ? {REVIEW} : {COMPLIANT})" if rule.review else str(COMPLIANT)
        judged = f"({self.write(rule.require)} ? {passed} : {VIOLATION})"
        return f"({self.write(rule.when)} ? {judged} : {NOT_APPLICABLE})" if rule.when else judged


class Zen(Dialect):
    """The expression language of zen-engine."""

    both, either, negation = "({} and {})", "({} or {})", "not ({})"
    every, some = "all({over}, {body})", "some({over}, {body})"

    def leaf(self, node: Node) -> str:
        """Write a part without parts."""
        return "#" if node.op == "var" else super().leaf(node)

    def empty(self, over: str, *, equal: bool) -> str:
        """Write that a list is empty, or is not."""
        return f"(len({over}) {'==' if equal else '!='} 0)"


class RuleEngine(Dialect):
    """rule-engine's own language, with its ternary."""

    both, either, negation = "({} and {})", "({} or {})", "not ({})"
    every, some = "$all([{body} for {var} in {over}])", "$any([{body} for {var} in {over}])"


def _lists(body: Node) -> list[Node]:
    """Give the lists of which a condition on a member asks whether it is in one of them, or in none: the only
    conditions that these rules put on members.
    """
    return [body.args[1]] if body.op == "in" else [one for part in body.args for one in _lists(part)]


class Cedar(Dialect):
    """Cedar's conditions: facts in the context, lists as sets.

    It has no union of sets: ``unions`` are those that a condition asks for, by the fact that holds each.
    """

    member = "({1}.contains({0}))"

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__(names)
        self.unions: dict[str, list[Node]] = {}

    def united(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Give facts with the unions of those lists beside them."""
        made = {
            name: sorted({v for n in lists for v in (facts if n.op == "field" else self.names)[n.args[0]]})
            for name, lists in self.unions.items()
            if all(n.op == "name" or n.args[0] in facts for n in lists)
        }
        return facts | made

    def field(self, word: str) -> str:
        """Write the name of a fact."""
        return f"context.{word}"

    def write(self, node: Node) -> str:
        """Write any part."""
        if node.op not in {"all", "any"}:
            return super().write(node)
        over, body = self.leaf(node.args[1]), node.args[2]
        lists = _lists(body)
        known = self.leaf(lists[0])
        if len(lists) > 1:
            name = "_or_".join(one.args[0] for one in lists)
            self.unions[name], known = lists, self.field(name)
        if node.op == "any" and body.op == "in":
            return f"({known}.containsAny({over}))"
        return f"({'!' if node.op == 'any' else ''}{known}.containsAll({over}))"

    def empty(self, over: str, *, equal: bool) -> str:
        """Write that a list is empty, or is not."""
        return f"({'' if equal else '!'}{over}.isEmpty())"

    def policies(self, rule: Rule) -> str:
        """Write a rule as up to three policies, one for each verdict that is not compliant."""
        when = self.write(rule.when) if rule.when else "true"
        require = self.write(rule.require)
        parts = {"violation": f"({when}) && !({require})"}
        if rule.review:
            parts["review"] = f"({when}) && ({require}) && ({self.write(rule.review)})"
        if rule.when:
            parts["not_applicable"] = f"!({when})"
        return "\n".join(
            f'@id("{rule.id}/{v}")\nforbid (principal, action, resource) when {{ {c} }};'
            for v, c in parts.items()
        )


class Rego(Dialect):
    """Rego: every part of an expression is a rule of its own, since Rego has no infix logic."""

    def __init__(self, names: dict[str, Any], lines: list[str]) -> None:
        super().__init__(names)
        self.lines, self.parts = lines, 0

    def field(self, word: str) -> str:
        """Write the name of a fact."""
        return f"input.{word}"

    def rule(self, *bodies: str) -> str:
        """Add a rule of one body or, for an alternative, several; give its name."""
        self.parts += 1
        name = f"p{self.parts}"
        self.lines += [f"{name} if {{ {body} }}" for body in bodies]
        return name

    def write(self, node: Node) -> str:
        """Write any part."""
        args = node.args
        match node.op:
            case "and":
                return self.rule(f"{self.write(args[0])}; {self.write(args[1])}")
            case "or":
                return self.rule(self.write(args[0]), self.write(args[1]))
            case "not":
                return self.rule(f"not {self.write(args[0])}")
            case "all":
                first, *others = map(self.leaf, _lists(args[2]))
                known = reduce(lambda a, b: f"array.concat({a}, {b})", others, first)
                return self.rule(f"every {args[0]} in {self.leaf(args[1])} {{ {args[0]} in {known} }}")
            case "any":
                negated = "" if args[2].op == "in" else "not "
                asked = "; ".join(f"{negated}{args[0]} in {self.leaf(one)}" for one in _lists(args[2]))
                return self.rule(f"some {args[0]} in {self.leaf(args[1])}; {asked}")
            case "in":
                return self.rule(f"{self.leaf(args[0])} in {self.leaf(args[1])}")
            case "field" | "const":
                return self.rule(f"{self.leaf(node)} == true")
        return self.rule(f"{self.leaf(args[0])} {COMPARISONS[node.op]} {self.leaf(args[1])}")

    def verdict(self, rule: Rule) -> str:
        """Add the rules that give one verdict; the first that holds decides."""
        when = f"not {self.write(rule.when)}" if rule.when else None
        steps = [
            (NOT_APPLICABLE, when),
            (VIOLATION, f"not {self.write(rule.require)}"),
            (REVIEW, self.write(rule.review) if rule.review else None),
        ]
        key = f'verdicts["{rule.id}"]'
        chain = " else := ".join(f"{v} if {{ {c} }}" for v, c in steps if c)
        name = f"v{self.parts}"
        self.lines.append(f"{name} := {chain} else := {COMPLIANT}")
        self.lines.append(f"{key} := {name}")
        return name


def _by_kind(engine: Engine) -> dict[str, tuple[Rule, ...]]:
    return {kind: engine.rules[kind] for kind in KINDS_MEASURED}


def peers(pack: Pack, engine: Engine) -> list[Peer]:
    """Make every peer."""
    names: dict[str, Any] = dict(pack.vocabulary.constants())
    return [make(_by_kind(engine), names) for make in (_rule_engine, _cedar, _zen, _rego, _cel)]


Rules = dict[str, tuple[Rule, ...]]


def _rule_engine(rules: Rules, names: dict[str, Any]) -> Peer:
    import rule_engine

    types = rule_engine.DataType
    of = {
        Type.TEXT: types.STRING,
        Type.BOOL: types.BOOLEAN,
        Type.NUMBER: types.FLOAT,
        Type.DATE: types.FLOAT,
        Type.MOMENT: types.FLOAT,
        Type.TEXTS: types.ARRAY(types.STRING),
    }
    dialect, compiled = RuleEngine(names), {}
    for kind, chosen in rules.items():
        context = rule_engine.Context(
            type_resolver=rule_engine.type_resolver_from_dict(
                {f.name: of[f.type] for f in KINDS[kind].fields}
            )
        )
        compiled[kind] = [rule_engine.Rule(dialect.verdict(r), context=context) for r in chosen]

    def judge(given: Sequence[Row]) -> list[tuple[int, ...]]:
        return [tuple(int(r.evaluate(facts)) for r in compiled[kind]) for kind, facts in given]

    return Peer("rule-engine", judge, dialect.verdict)


def _cedar(rules: Rules, names: dict[str, Any]) -> Peer:
    import cedarpy

    dialect = Cedar(names)
    policies = {
        k: cedarpy.PolicySet.from_str(
            "permit (principal, action, resource);\n" + "\n".join(map(dialect.policies, chosen))
        )
        for k, chosen in rules.items()
    }
    entities = cedarpy.Entities.from_json_str("[]")
    codes = {"violation": VIOLATION, "review": REVIEW, "not_applicable": NOT_APPLICABLE}
    request = {"principal": 'User::"a"', "action": 'Action::"judge"', "resource": 'Row::"r"'}

    def judge(given: Sequence[Row]) -> list[tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        for kind, chosen in rules.items():
            at = [i for i, row in enumerate(given) if row[0] == kind]
            answers = cedarpy.is_authorized_batch(
                [{**request, "context": dialect.united(given[i][1])} for i in at], policies[kind], entities
            )
            for i, answer in zip(at, answers, strict=True):
                held = dict(
                    annotated.rpartition("/")[::2]
                    for annotated in answer.diagnostics.id_annotations_by_reason.values()
                    if annotated
                )
                found[i] = tuple(codes.get(held.get(r.id, ""), COMPLIANT) for r in chosen)
        return [found[i] for i in range(len(given))]

    return Peer("cedarpy", judge, dialect.policies)


def _zen(rules: Rules, names: dict[str, Any]) -> Peer:
    import zen

    dialect = Zen(names)
    compiled = {
        kind: zen.compile_expression("[" + ", ".join(dialect.verdict(r) for r in chosen) + "]")
        for kind, chosen in rules.items()
    }

    def judge(given: Sequence[Row]) -> list[tuple[int, ...]]:
        return [tuple(int(v) for v in compiled[kind].evaluate(facts)) for kind, facts in given]

    return Peer("zen-engine", judge, dialect.verdict)


def _cel(rules: Rules, names: dict[str, Any]) -> Peer:
    import cel

    dialect = Dialect(names)
    compiled = {
        kind: cel.compile("[" + ", ".join(dialect.verdict(r) for r in chosen) + "]")
        for kind, chosen in rules.items()
    }

    def judge(given: Sequence[Row]) -> list[tuple[int, ...]]:
        return [tuple(compiled[kind].execute(facts)) for kind, facts in given]

    return Peer("common-expression-language", judge, dialect.verdict)


def _rego(rules: Rules, names: dict[str, Any]) -> Peer:
    from regopy import Input, Interpreter

    made = {}
    for kind, chosen in rules.items():
        lines = ["package gbo", "import rego.v1"]
        dialect = Rego(names, lines)
        for rule in chosen:
            dialect.verdict(rule)
        interpreter = Interpreter()
        interpreter.add_module(f"{kind}.rego", "\n".join(lines))
        made[kind] = interpreter, interpreter.build("x = data.gbo.verdicts"), [r.id for r in chosen]

    def judge(given: Sequence[Row]) -> list[tuple[int, ...]]:
        found = []
        for kind, facts in given:
            interpreter, bundle, ids = made[kind]
            interpreter.set_input(Input(facts))
            answer = interpreter.query_bundle(bundle).binding("x")
            found.append(tuple(int(answer[i].value) for i in ids))
        return found

    def show(rule: Rule) -> str:
        lines: list[str] = []
        Rego(names, lines).verdict(rule)
        return "\n".join(lines)

    return Peer("regopy", judge, show)


def ours(engine: Engine) -> Callable[[Sequence[tuple[str, tuple[Any, ...]]]], list[tuple[int, ...]]]:
    """Give this program's own judging of the same rows."""
    judges = {kind: engine.judge(kind) for kind in KINDS_MEASURED}

    def judge(given: Sequence[tuple[str, tuple[Any, ...]]]) -> list[tuple[int, ...]]:
        return [judges[kind](values) for kind, values in given]

    return judge


def written(rule: Rule) -> str:
    """Give a rule as its author wrote it."""
    parts = (("when", rule.when), ("require", rule.require), ("review", rule.review))
    return "\n".join(f"{name}: {unparse(node)}" for name, node in parts if node)


def seconds(judge: Callable[[Any], Any], given: Sequence[Any], times: int = 1) -> float:
    """Give the seconds of processor that judging takes a row, over that many times; without collecting
    meanwhile, as in a check.
    """
    gc.disable()
    start = time.process_time()
    for _ in range(times):
        judge(given)
    taken = time.process_time() - start
    gc.enable()
    return taken / len(given) / times
