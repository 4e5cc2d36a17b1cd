"""Explanations: the part that decided, and for a review just the facts that would settle it, no fewer and no
more.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gbo_policy.agreement.events import kinds
from gbo_policy.judging.wording import missing_facts
from gbo_policy.logic.compile import compile_judge
from gbo_policy.logic.expression import parse
from gbo_policy.logic.reasons import evaluate, explain
from gbo_policy.logic.tree import NORM_NAMES, Condition, Node
from gbo_policy.logic.verdict import REVIEW
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.kinds import Type
from tests.kit import ABSENT, change, complete, judged
from tests.test_compile import KIND, NAMES, PACK, VALUES, likely, rows, trees

FLAGS = [f.name for f in KIND.fields if f.type is Type.BOOL]


def code(condition: Condition, values: tuple[Any, ...]) -> int:
    return compile_judge(KIND, [condition])(values)[0]


def put(values: tuple[Any, ...], facts: dict[str, Any]) -> tuple[Any, ...]:
    changed = list(values)
    for name, value in facts.items():
        changed[KIND.index(name)] = value
    return tuple(changed)


@settings(max_examples=settings.default.max_examples)
@given(trees(), rows(KIND, unknown=True), rows(KIND, unknown=True))
def test_what_decided_is_enough(require: Node, values: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    """Whatever else were the case, the deciding facts alone give the same verdict."""
    condition = Condition(None, require, None, NAMES)
    outcome = evaluate(require, KIND, NAMES, values)
    assume(outcome is not None)
    read = explain(condition, KIND, values).read
    changed = tuple(
        mine if f.name in read else theirs for f, mine, theirs in zip(KIND.fields, values, other, strict=True)
    )
    assert evaluate(require, KIND, NAMES, changed) is outcome


@settings(max_examples=settings.default.max_examples)
@given(trees(2), trees(2), trees(2), rows(KIND, unknown=True), rows(KIND, unknown=False))
def test_a_fact_that_is_not_named_as_missing_settles_nothing(
    when: Node, require: Node, review: Node, values: tuple[Any, ...], full: tuple[Any, ...]
) -> None:
    condition = Condition(when, require, review, NAMES)
    assume(code(condition, values) == REVIEW)
    missing = explain(condition, KIND, values).unknown
    others = tuple(
        full[i] if v is None and f.name not in missing else v
        for i, (f, v) in enumerate(zip(KIND.fields, values, strict=True))
    )
    assert code(condition, others) == REVIEW


@st.composite
def read_once(draw: st.DrawFn) -> list[Node | None]:
    """Give three conditions in which every flag stands at most once."""
    names = iter(draw(st.permutations(FLAGS)))

    def tree(depth: int) -> Node:
        name = next(names, None)
        leaf = Node("const", (draw(st.booleans()),)) if name is None else Node("field", (name,))
        shape = draw(st.sampled_from(["leaf", "not", "and", "or"])) if depth else "leaf"
        return (
            leaf
            if shape == "leaf"
            else Node("not", (tree(depth - 1),))
            if shape == "not"
            else Node(shape, (leaf, tree(depth - 1)))
        )

    return [draw(st.just(None)) if draw(st.booleans()) and i != 1 else tree(3) for i in range(3)]


@settings(max_examples=settings.default.max_examples)
@given(
    read_once(),
    st.lists(st.sampled_from([None, None, True, False]), min_size=len(FLAGS), max_size=len(FLAGS)),
)
def test_the_facts_named_as_missing_are_those_that_can_settle_it(
    parts: list[Node | None], flags: list[bool | None]
) -> None:
    """By trying all: for each missing fact there are values of the others for which the verdict hangs on it
    alone.
    """
    assert parts[1] is not None
    condition = Condition(parts[0], parts[1], parts[2], NAMES)
    values = put((None,) * len(KIND.fields), dict(zip(FLAGS, flags, strict=True)))
    judge = compile_judge(KIND, [condition])
    assume(judge(values) == (REVIEW,))
    unknown = [n for n, v in zip(FLAGS, flags, strict=True) if v is None]
    matter = set()
    for name in unknown:
        rest = [n for n in unknown if n != name]
        for guess in product((True, False), repeat=len(rest)):
            facts = dict(zip(rest, guess, strict=True))
            if judge(put(values, facts | {name: True})) != judge(put(values, facts | {name: False})):
                matter.add(name)
    assert set(explain(condition, KIND, values).unknown) == matter


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda r: r.id)
def test_of_every_rule_of_the_pack_too(rule: Rule) -> None:
    condition = rule.condition(PACK.vocabulary.constants(), PACK.norms)
    judge = compile_judge(rule.kind, [condition])

    @settings(max_examples=settings.default.max_examples // 5)
    @given(likely(rule, unknown=True), likely(rule, unknown=False))
    def holds(values: tuple[Any, ...], full: tuple[Any, ...]) -> None:
        explanation = explain(condition, rule.kind, values)
        assert set(explanation.unknown) <= set(explanation.read)
        assert all(values[rule.kind.index(n)] is None for n in explanation.unknown)
        for text, truth in zip(explanation.deciding, explanation.holds, strict=True):
            node = parse(text, rule.kind, PACK.vocabulary.constants(), norms=rule.norm_names)
            assert evaluate(node, rule.kind, condition.names, values) is truth
        if judge(values) == (REVIEW,):
            settled = tuple(
                full[i] if v is None and f.name not in explanation.unknown else v
                for i, (f, v) in enumerate(zip(rule.kind.fields, values, strict=True))
            )
            assert judge(settled) == (REVIEW,)

    holds()


@pytest.mark.parametrize(
    ("when", "require", "facts", "deciding", "unknown"),
    [
        (
            None,
            "published and signatories_named",
            {"published": False, "signatories_named": True},
            ("published",),
            (),
        ),
        (
            None,
            "published and signatories_named",
            {"published": False, "signatories_named": False},
            ("published", "signatories_named"),
            (),
        ),
        (None, "published or signatories_named", {"published": True}, ("published",), ()),
        (
            None,
            "published and signatories_named",
            {"signatories_named": True},
            ("published",),
            ("published",),
        ),
        (
            None,
            "published and signatories_named",
            {},
            ("published", "signatories_named"),
            ("published", "signatories_named"),
        ),
        (
            None,
            "not (published and signatories_named)",
            {"published": True, "signatories_named": True},
            ("published", "signatories_named"),
            (),
        ),
        (None, "not (published or in_force)", {"published": True}, ("published",), ()),
        ("in_force", "published", {"in_force": False}, ("in_force",), ()),
        ("in_force", "published", {"published": False}, ("in_force",), ("in_force",)),
        ("in_force", "published", {"in_force": True}, ("published",), ("published",)),
        ("in_force", "published", {}, ("in_force", "published"), ("in_force", "published")),
        ("in_force", "published", {"published": True}, ("published",), ()),
        (
            None,
            "missing_roles == [] and $all([r in permitted_purposes for r in missing_roles])",
            {"missing_roles": ("x",)},
            ("missing_roles == []", "$all([r in permitted_purposes for r in missing_roles])"),
            (),
        ),
        (
            None,
            "days_in_force <= outer or published",
            {"days_in_force": 7, "published": False},
            ("days_in_force <= outer", "published"),
            (),
        ),
    ],
)
def test_the_deciding_part(
    when: str | None, require: str, facts: dict[str, Any], deciding: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    lists = {"permitted_purposes": frozenset({"a"})}
    nodes = [text and parse(text, KIND, lists, norms=NORM_NAMES) for text in (when, require)]
    condition = Condition(nodes[0] or None, nodes[1] or Node("const", (True,)), None, NAMES)
    found = explain(condition, KIND, put((None,) * len(KIND.fields), facts))
    assert (found.deciding, found.unknown) == (deciding, unknown)


@pytest.mark.parametrize(
    ("changes", "rule", "subject", "missing", "assess"),
    [
        ({"flows.0.purposes": ABSENT}, "purpose-limitation", "stroom", ["purposes"], []),
        ({"flows.0.recipients.0.need_to_know": ABSENT}, "recipient-needs-data", "stroom/0", ["need_to_know"], []),
        ({"flows.0.recipients": ABSENT}, "recipient-needs-data", "stroom/0", ["recipients"], []),
        ({"flows.0.locations.access": ABSENT}, "no-third-country", "stroom/0", ["locations.access"], []),
        ({"flows.0.locations": ABSENT}, "no-third-country", "stroom/0", ["locations", "legal_obligation"], []),
        ({"assessments.3": ABSENT}, "necessity", "stroom", [], ["necessity"]),
        ({"assessments.0": ABSENT, "agreement.parties.0.security": ABSENT}, "security-measures", "caw", ["security.measures"], ["appropriate-measures"]),
        ({"agreement.publication.published_on": ABSENT}, "agreement-published", "gbo", ["publication.published_on"], []),
        ({"agreement.dpo_advice.given_on": ABSENT}, "dpo-advice-before-signature", "caw", ["agreement.dpo_advice.given_on"], []),
        ({"agreement.parties.0.informs_clients.since": ABSENT}, "clients-informed", "caw", ["informs_clients.since"], []),
        ({"agreement.parties.0.dpo.email": ABSENT}, "dpo-contact", "caw", ["dpo.email"], []),
        ({"agreement.processors": ABSENT}, "processor-overview", "gbo", ["processors"], []),
        ({"agreement.processors.0.listed_with.1": {"party": "dmw"}}, "processor-overview", "wolk", ["listed_with.1.on"], []),
        ({"agreement.signatures.1.signed_on": ABSENT}, "in-force", "stroom", ["agreement.signatures.1.signed_on"], []),
        ({"flows.0.data.1": "health"}, "data-subjects", "stroom", ["data.1.subject"], []),
    ],
)  # fmt: skip
def test_missing_facts_are_named_as_a_user_writes_them(
    pack: Pack, changes: dict[str, Any], rule: str, subject: str, missing: list[str], assess: list[str]
) -> None:
    if rule == "no-third-country" and "legal_obligation" in missing:
        changes = {**changes, "flows.0.legal_obligation": ABSENT}
    found = [
        r
        for r in judged(pack, change(complete(), changes)).results
        if r.rule.id == rule and r.subject.id == subject
    ]
    assert [(r.verdict.word, missing_facts(r), r.assess()) for r in found] == [("review", missing, assess)]


def test_every_kind_has_a_row_of_its_own_words() -> None:
    for kind in kinds().values():
        names = [f.name for f in kind.fields]
        assert len(names) == len(set(names))
        assert all(f.meaning("nl") and f.meaning("en") for f in kind.fields)
        assert [kind.index(n) for n in names] == list(range(len(names)))
        assert set(VALUES) >= {f.type for f in kind.fields}


def test_only_a_norm_s_own_number_makes_a_verdict_rest_on_it() -> None:
    """A word that holds the letters of `outer` is no number of the norm: what decided is read from the tree."""
    by_word = parse('channel_agreed or channel == "router-expected"', kinds()["flow"], {}, norms=NORM_NAMES)
    by_norm = parse("days_taken <= outer", kinds()["overview-request"], {}, norms=NORM_NAMES)
    flow, request = kinds()["flow"], kinds()["overview-request"]
    values = tuple("router-expected" if f.name == "channel" else None for f in flow.fields)
    numbers = {"expected": 30, "outer": 60}
    assert explain(Condition(None, by_word, None, numbers), flow, values).names == frozenset()
    values = tuple(31 if f.name == "days_taken" else None for f in request.fields)
    assert explain(Condition(None, by_norm, None, numbers), request, values).names == {"outer"}
