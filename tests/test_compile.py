"""Four judges of the same condition: compiled Python, the walk that explains it, a naive evaluator of this
file's own, and rule_engine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import rule_engine
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gbo_policy.logic.compile import compile_judge, error_of
from gbo_policy.logic.expression import parse
from gbo_policy.logic.reasons import evaluate, walking_judge
from gbo_policy.logic.stored import Scope, from_data, to_data
from gbo_policy.logic.tree import MAX_LISTS, NORM_NAMES, Condition, Node, unparse
from gbo_policy.logic.verdict import COMPLIANT, ERROR, NOT_APPLICABLE, REVIEW, VIOLATION
from gbo_policy.rulebook.pack import builtin_folder, load_pack
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.kinds import Kind, Type
from gbo_policy.terms.rows import KINDS

WORDS = ("a", "b", "c")
DAY = date(2026, 3, 1)
MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
LISTS = {"permitted_purposes": frozenset({"a", "b"}), "special_categories": frozenset({"c"})}
NAMES: dict[str, Any] = {**LISTS, "expected": 3, "outer": 6, "other_expected": 4, "other_outer": 9}
SCOPE = Scope(KINDS["agreement"], LISTS, norms=NORM_NAMES)
KIND = KINDS["agreement"]  # the one kind with a field of every type
VALUES: dict[Type, st.SearchStrategy[Any]] = {
    Type.TEXT: st.sampled_from(WORDS),
    Type.BOOL: st.booleans(),
    Type.NUMBER: st.one_of(st.integers(0, 9), st.sampled_from([2.5, 3.0, 5.5])),
    Type.DATE: st.integers(-2, 2).map(lambda n: DAY + timedelta(days=n)),
    Type.MOMENT: st.integers(-2, 2).map(lambda n: MIDNIGHT + timedelta(hours=n)),
    Type.TEXTS: st.lists(st.sampled_from(WORDS), max_size=3).map(tuple),
}


def rows(kind: Kind, *, unknown: bool) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(
        *(st.one_of(st.none(), VALUES[f.type]) if unknown else VALUES[f.type] for f in kind.fields)
    )


def leaf(kind: Type, variables: tuple[str, ...] = ()) -> st.SearchStrategy[Node]:
    """Give what may stand on a side of a comparison."""
    made = [
        st.sampled_from([f.name for f in KIND.fields if f.type is kind]).map(lambda n: Node("field", (n,))),
        VALUES[kind].map(lambda v: Node("const", (v,))),
    ]
    if kind is Type.NUMBER:
        made.append(st.sampled_from(["expected", "outer"]).map(lambda n: Node("name", (n,))))
    if kind is Type.TEXT and variables:
        made.append(st.sampled_from(variables).map(lambda n: Node("var", (n,))))
    return st.one_of(made)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3, variables: tuple[str, ...] = ()) -> Node:
    """Give any condition of the language, every type and operator of it."""
    shape = draw(
        st.sampled_from(
            ["and", "or", "not"] * (depth > 0)
            + ["quantifier"] * (depth > 0 and len(variables) < MAX_LISTS)
            + ["bool", "equal", "order", "in", "listed"]
        )
    )
    if shape in {"and", "or"}:
        return Node(shape, (draw(trees(depth - 1, variables)), draw(trees(depth - 1, variables))))
    if shape == "not":
        return Node("not", (draw(trees(depth - 1, variables)),))
    if shape == "quantifier":
        name = f"v{len(variables)}"
        over = draw(
            st.one_of(leaf(Type.TEXTS), st.sampled_from(sorted(LISTS)).map(lambda n: Node("name", (n,))))
        )
        return Node(
            draw(st.sampled_from(["all", "any"])), (name, over, draw(trees(depth - 1, (*variables, name))))
        )
    if shape == "bool":
        return draw(leaf(Type.BOOL))
    if shape == "equal":
        # a moment has no literal in the language, and no row of this kind holds one
        kind = draw(st.sampled_from([t for t in Type if t is not Type.MOMENT]))
        return Node(
            draw(st.sampled_from(["eq", "ne"])), (draw(leaf(kind, variables)), draw(leaf(kind, variables)))
        )
    if shape == "order":
        kind = draw(st.sampled_from([Type.NUMBER, Type.DATE]))
        return Node(draw(st.sampled_from(["lt", "le", "gt", "ge"])), (draw(leaf(kind)), draw(leaf(kind))))
    if shape == "in":
        return Node(
            "in", (draw(leaf(Type.TEXT, variables)), Node("name", (draw(st.sampled_from(sorted(LISTS))),)))
        )
    return Node("in", (draw(leaf(Type.TEXT, variables)), draw(leaf(Type.TEXTS))))


# the naive evaluator: truth tables of strong Kleene logic, looked up and never computed
T, F, U = True, False, None
AND = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U}
NOT = {T: F, F: T, U: U}


def naive(node: Node, row: Mapping[str, Any], names: Mapping[str, Any]) -> Any:
    op, args = node.op, node.args
    if op == "const":
        return args[0]
    if op in {"field", "name", "var"}:
        return (row if op == "field" else names)[args[0]]
    if op == "not":
        return NOT[naive(args[0], row, names)]
    if op in {"and", "or"}:
        return {"and": AND, "or": OR}[op][naive(args[0], row, names), naive(args[1], row, names)]
    if op in {"all", "any"}:
        items, total = naive(args[1], row, names), op == "all"
        if items is None:
            return None
        for item in items:
            total = {"all": AND, "any": OR}[op][total, naive(args[2], row, {**names, args[0]: item})]
        return total
    left, right = naive(args[0], row, names), naive(args[1], row, names)
    if left is None or right is None:
        return None
    if op == "in":
        return any(left == member for member in right)
    if isinstance(left, tuple):
        return (list(left) == list(right)) is (op == "eq")
    return (
        {"eq": left == right, "ne": left != right}[op]
        if op in {"eq", "ne"}
        else {"lt": left < right, "le": left <= right, "gt": left > right, "ge": left >= right}[op]
    )


def verdict(when: Any, require: Any, review: Any) -> int:
    """Give the verdict that design.md asks for, of three truths."""
    if when is False:
        return NOT_APPLICABLE
    passed = COMPLIANT if review is False else REVIEW
    if when is None:
        return passed if require is True else REVIEW
    return {True: passed, False: VIOLATION, None: REVIEW}[require]


def engine(kind: Kind) -> rule_engine.Context:
    types = rule_engine.DataType
    of = {
        Type.TEXT: types.STRING,
        Type.BOOL: types.BOOLEAN,
        Type.NUMBER: types.FLOAT,
        Type.DATE: types.DATETIME,
        Type.MOMENT: types.DATETIME,
        Type.TEXTS: types.ARRAY(types.STRING),
    }
    names = (
        {f.name: of[f.type] for f in kind.fields}
        | dict.fromkeys(NAMES, types.ARRAY(types.STRING))
        | dict.fromkeys(("expected", "outer", "other_expected", "other_outer"), types.FLOAT)
    )
    names |= dict.fromkeys(("permitted_categories",), types.ARRAY(types.STRING))
    return rule_engine.Context(
        type_resolver=rule_engine.type_resolver_from_dict(names), default_timezone="utc"
    )


def known_to_the_engine(kind: Kind, values: tuple[Any, ...], names: Mapping[str, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        return tuple(sorted(value)) if isinstance(value, frozenset) else value

    return {f.name: plain(v) for f, v in zip(kind.fields, values, strict=True)} | {
        k: plain(v) for k, v in names.items()
    }


@settings(max_examples=2 * settings.default.max_examples)
@given(trees(), rows(KIND, unknown=True))
def test_compiled_walked_and_naive_agree_on_every_row(node: Node, values: tuple[Any, ...]) -> None:
    row = {f.name: v for f, v in zip(KIND.fields, values, strict=True)}
    wanted = naive(node, row, NAMES)
    assert evaluate(node, KIND, NAMES, values) is wanted
    (code,) = compile_judge(KIND, [Condition(None, node, None, NAMES)])(values)
    assert code == verdict(True, wanted, False)


@settings(max_examples=2 * settings.default.max_examples)
@given(trees(2), trees(2), trees(2), rows(KIND, unknown=True))
def test_a_whole_rule_gives_the_verdict_of_its_three_parts(
    when: Node, require: Node, review: Node, values: tuple[Any, ...]
) -> None:
    row = {f.name: v for f, v in zip(KIND.fields, values, strict=True)}
    truths = [naive(part, row, NAMES) for part in (when, require, review)]
    both = [
        Condition(when, require, review, NAMES),
        Condition(None, require, None, NAMES),
        Condition(when, require, None, NAMES),
        Condition(None, require, review, NAMES),
    ]
    wanted = [
        verdict(*truths),
        verdict(True, truths[1], False),
        verdict(truths[0], truths[1], False),
        verdict(True, truths[1], truths[2]),
    ]
    assert list(compile_judge(KIND, both)(values)) == wanted
    assert list(walking_judge(KIND, both)(values)) == wanted


@settings(max_examples=2 * settings.default.max_examples)
@given(trees(), rows(KIND, unknown=False))
def test_rule_engine_agrees_on_every_row_that_is_fully_known(node: Node, values: tuple[Any, ...]) -> None:
    text = unparse(node)
    found = rule_engine.Rule(text, context=engine(KIND)).evaluate(known_to_the_engine(KIND, values, NAMES))
    assert bool(found) is evaluate(node, KIND, NAMES, values), text


@settings(max_examples=2 * settings.default.max_examples)
@given(trees(2), rows(KIND, unknown=True), st.data())
def test_what_is_decided_stays_so_whatever_becomes_known(
    node: Node, values: tuple[Any, ...], draw: st.DataObject
) -> None:
    """The point of three values: true and false are never guesses."""
    before = evaluate(node, KIND, NAMES, values)
    full = tuple(
        v if v is not None else draw.draw(VALUES[f.type]) for f, v in zip(KIND.fields, values, strict=True)
    )
    assert before is None or evaluate(node, KIND, NAMES, full) is before


@given(trees())
def test_a_tree_survives_the_cache(node: Node) -> None:
    assert from_data(json.loads(json.dumps(to_data(node))), SCOPE) == node


@given(trees())
def test_a_tree_as_shown_to_an_author_is_read_as_itself_or_as_simplified(node: Node) -> None:
    """rule_engine folds constants while it parses, so compare what the two say of a row rather than the
    trees.
    """
    again = parse(unparse(node), KIND, LISTS, norms=NORM_NAMES)
    values = tuple(
        {Type.TEXT: "a", Type.BOOL: True, Type.NUMBER: 3, Type.DATE: DAY, Type.TEXTS: ("a", "c")}[f.type]
        for f in KIND.fields
    )
    assert evaluate(again, KIND, NAMES, values) is evaluate(node, KIND, NAMES, values)


def test_an_error_in_one_rule_is_its_own_review_and_nobody_else_s() -> None:
    """A row of the wrong type, which no loader makes, stands for any error while judging."""
    field = KIND.index("days_in_force")
    values = tuple("x" if i == field else None for i in range(len(KIND.fields)))
    sound, broken = (
        Condition(None, Node("const", (True,)), None, NAMES),
        Condition(None, Node("lt", (Node("field", ("days_in_force",)), Node("const", (3,)))), None, NAMES),
    )
    for judge in (compile_judge, walking_judge):
        assert judge(KIND, [sound, broken, sound])(values) == (COMPLIANT, ERROR, COMPLIANT)
    assert error_of(KIND, broken, values).startswith("TypeError")
    assert error_of(KIND, sound, values) == ""


PACK = load_pack()
TEXTS = {
    p.stem: yaml.load(p.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for p in builtin_folder().glob("*/*.yaml")
}


def likely(rule: Rule, *, unknown: bool) -> st.SearchStrategy[tuple[Any, ...]]:
    """Give rows that reach a rule's branches: values from its own tests, and the words of its expressions."""
    words = sorted(
        {w for text in ("when", "require", "review") for w in _words(TEXTS[rule.id].get(text) or "")} | {"x"}
    )
    made = []
    for field in rule.kind.fields:
        given_ = [t.given[field.name] for t in rule.tests if field.name in t.given]
        if field.type is Type.TEXT:
            some: st.SearchStrategy[Any] = st.sampled_from(sorted({*given_, *words}))
        elif field.type is Type.TEXTS:
            some = st.lists(
                st.sampled_from(sorted({w for g in given_ for w in g} | {"x", ""})), max_size=3
            ).map(tuple)
        elif field.type is Type.DATE:
            some = st.integers(-3, 3).map(lambda n: DAY + timedelta(days=n))
        elif field.type is Type.MOMENT:
            some = VALUES[Type.MOMENT]
        elif field.type is Type.NUMBER:
            some = st.sampled_from(sorted({*given_, 0, 1, 30, 31, 60, 61, 24, 72.5}))
        else:
            some = st.booleans()
        made.append(st.one_of(st.none(), some) if unknown else some)
    return st.tuples(*made)


def _words(text: str) -> list[str]:
    return text.split('"')[1::2]


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda r: r.id)
def test_every_rule_of_the_pack_is_judged_alike_by_all(rule: Rule) -> None:
    condition = rule.condition(PACK.vocabulary.constants(), PACK.norms)
    judge, walking = compile_judge(rule.kind, [condition]), walking_judge(rule.kind, [condition])
    parts = [condition.when, condition.require, condition.review]
    context = engine(rule.kind)
    texts = [TEXTS[rule.id].get(k) for k in ("when", "require", "review")]
    rules = [t and rule_engine.Rule(t, context=context) for t in texts]

    @settings(max_examples=settings.default.max_examples // 4)
    @given(likely(rule, unknown=True))
    def unknowns(values: tuple[Any, ...]) -> None:
        row = {f.name: v for f, v in zip(rule.kind.fields, values, strict=True)}
        truths = [None if p is None else evaluate(p, rule.kind, condition.names, values) for p in parts]
        assert truths == [None if p is None else naive(p, row, condition.names) for p in parts]
        wanted = verdict(
            True if parts[0] is None else truths[0], truths[1], False if parts[2] is None else truths[2]
        )
        assert judge(values) == walking(values) == (wanted,)

    @settings(max_examples=settings.default.max_examples // 6)
    @given(likely(rule, unknown=False))
    def known(values: tuple[Any, ...]) -> None:
        things = known_to_the_engine(rule.kind, values, {**NAMES, **condition.names})
        # the author's own expressions: what binds a rule to the life of the agreement is a tree of the
        # program's
        for part, original in zip((rule.when, rule.require, rule.review), rules, strict=True):
            if part is not None and original is not None:
                assert bool(original.evaluate(things)) is evaluate(part, rule.kind, condition.names, values)

    unknowns()
    known()
