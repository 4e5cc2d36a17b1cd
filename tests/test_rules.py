"""The pack itself: its rules are those of the agreement, each proves itself, and none passes for want of a
fact.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from gbo_policy.basics.steps import from_key
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.judging.evaluate import Engine, Result, judge_rows
from gbo_policy.judging.wording import missing_facts
from gbo_policy.logic.compile import compile_judge
from gbo_policy.logic.tree import Node, unparse
from gbo_policy.logic.verdict import VERDICTS, Verdict
from gbo_policy.rulebook.pack import load_pack
from gbo_policy.rulebook.rule import Example, Rule, clause_key
from gbo_policy.terms.kinds import Type
from gbo_policy.terms.values import parse_moment

PACK = load_pack()
RULES = {r.id: r for r in PACK.rules}
ENGINE = Engine.of(PACK, PACK.norms)
each_rule = pytest.mark.parametrize("rule", PACK.rules, ids=lambda r: r.id)

# clauses.md, section 3: rule, clause, for each, against, severity
TABLE = """
roles-complete P1 agreement - C
party-identified P1 party id H
agreement-published P3 agreement caws M
dpo-advice-before-signature P4 party id H
separate-controllers 1.2 party id H
dpo-contact 2 party id M
collection-purpose 3.1 party id L
purpose-limitation 3.3 flow sender C
necessity 3.3 flow sender H
permitted-categories 4 flow sender C
data-subjects 4 flow sender H
special-category-basis 6.2 flow sender C
recipients-stated 5.1 flow sender H
recipient-needs-data 5.1 recipient sender C
recipient-is-core-actor 5.1 recipient sender C
no-third-party 5.2 recipient sender C
no-international-organisation 5.2 recipient sender C
no-third-country 5.2 recipient answerable C
prior-notice-of-obligation 5.2 recipient sender H
prior-notice-of-disclosure 5.2 disclosure party H
collection-basis 6.1 party id L
communication-basis 6.2 flow sender H
security-measures 7.1 party id H
security-overview-on-request 7.1 overview-request to M
shortcoming-remedied 7.2 security-finding party H
processor-guarantees 7.3 processor users H
processor-agreement 7.3 recipient on_behalf_of C
processor-overview 7.3 processor-use user M
listed-processor-agreement 7.3 processor-use user C
listed-processor-third-country 5.2 processor-use user C
suspension-respected 9 recipient sender C
suspension-grounded 9 suspension by H
suspension-lifted-after-cure 9 suspension by M
cessation-after-notice 9 cessation by H
non-compliance-remedied 9 non-compliance party H
cessation-respected 9 recipient sender C
data-quality 10 flow sender L
specific-measures-agreed 11 agreement - M
agreed-channel 11 flow sender M
clients-informed 12 party id H
rights-request-answered 12 rights-request party H
authority-notified 13.1 breach party H
source-authorised 13.1 flow sender H
subjects-informed 13.1 breach party H
duties-flow-down 13.2 party id M
confidentiality-bound 13.3 party id H
assistance-given 13.4 assistance-request to M
breach-notified 13.5 notice party C
breach-consulted 13.5 breach party C
in-force 14.1 flow sender C
signatories-named 14.1 agreement - L
termination-form 14.2 termination by H
not-ended 14.2 flow sender C
confidentiality-survives 14.3 disclosure party H
disclosure-permitted 5.2 disclosure party C
authority-known 15.2 party id L
"""
NUMBERING = "P1 P2 P3 P4 1.1 1.2 2 3.1 3.2 3.3 3.4 4 5.1 5.2 6.1 6.2 7.1 7.2 7.3 8 9 10 11 12 13.1 13.2 13.3 13.4 13.5 14.1 14.2 14.3 14.4 15.1 15.2 15.3"
NEVER_CHECKED = {"P2", "1.1", "3.2", "3.4", "8", "14.4", "15.1", "15.3"}
NOT_COVERED = {"in-force", "not-ended"}  # what the agreement does not cover, article 9 does not answer
NORMS = {
    "overview_request_days": (30, 60, "days", {"security-overview-on-request"}),
    "improvement_days": (90, 180, "days", {"shortcoming-remedied"}),
    "cure_days": (30, 60, "days", {"non-compliance-remedied", "cessation-after-notice"}),
    "assistance_request_days": (30, 60, "days", {"assistance-given"}),
    "breach_notice_hours": (24, 72, "hours", {"breach-notified"}),
    "breach_consultation_hours": (4, 24, "hours", {"breach-consulted"}),
    "publication_days": (30, 90, "days", {"agreement-published"}),
}


def test_the_pack_holds_the_agreement_s_rules_and_the_house_s_own() -> None:
    letter = {"critical": "C", "high": "H", "medium": "M", "low": "L"}
    own = [r for r in PACK.rules if r.clause != "house"]
    assert {(r.id, r.clause, r.kind.name, r.against or "-", letter[r.severity]) for r in own} == {
        tuple(line.split()) for line in TABLE.split("\n") if line
    }
    assert "waiver-in-order" in RULES.keys() - {r.id for r in own}


def test_every_clause_of_the_numbering_is_accounted_for() -> None:
    assert PACK.clause_numbers == NUMBERING.split()
    assert PACK.clause_numbers == sorted(NUMBERING.split(), key=clause_key)
    for clause in PACK.clauses:
        for sentence in clause.sentences:
            assert bool(sentence.rules) != bool(sentence.reason), sentence.id
            assert set(sentence.rules) <= RULES.keys()
            assert all(sentence.text)
            assert sentence.reason is None or all(sentence.reason)
    checked = {c.clause for c in PACK.clauses if any(s.rules for s in c.sentences)}
    assert checked == set(NUMBERING.split()) - NEVER_CHECKED


def test_every_rule_of_a_clause_is_named_by_one_of_its_sentences() -> None:
    named = {(c.clause, r) for c in PACK.clauses for s in c.sentences for r in s.rules}
    assert [r.id for r in PACK.rules if r.clause != "house" and (r.clause, r.id) not in named] == []


def test_the_house_norms_are_those_of_clauses_md_and_used_where_it_says() -> None:
    used: dict[str, set[str]] = {}
    for rule in PACK.rules:
        if rule.norm:
            used.setdefault(rule.norm[0], set()).add(rule.id)
    assert {n.name: (n.expected, n.outer, n.unit, used[n.name]) for n in PACK.norms.values()} == NORMS
    assert PACK.parameters.notice_given.default == "received"


@each_rule
def test_a_critical_rule_is_never_waivable_and_article_7_opens_article_9_through_7_2(rule: Rule) -> None:
    assert not (rule.severity == "critical" and rule.waivable)
    if rule.against is None or rule.id in NOT_COVERED:
        assert rule.sanction is None
    else:
        assert rule.sanction is not None
        assert (rule.sanction.clause, rule.sanction.via, rule.sanction.measures) == (
            "9",
            "7.2" if rule.clause.startswith("7.") else None,
            ("suspension", "cessation"),
        )


@each_rule
def test_texts_are_there_in_both_languages_name_their_subject_and_hold_only_its_facts(rule: Rule) -> None:
    names = {f.name for f in rule.kind.fields}
    texts = [rule.title, rule.message, rule.remedy, *([rule.review_message] if rule.review_message else [])]
    for text in texts:
        assert text.en.strip()
        assert text.nl.strip()
        assert text.en != text.nl
        placeholders = [{n for _, n, _, _ in string.Formatter().parse(t) if n} for t in text]
        assert placeholders[0] == placeholders[1]
        assert placeholders[0] <= names
    # there is one agreement, but many of all others
    assert rule.kind.name == "agreement" or any("{" in t.en for t in texts[1:])


def facts_of(rule: Rule, example: Example, drop: str = "") -> Row:
    """Make a row of a rule's own test, one fact left out."""
    facts = {}
    for field in rule.kind.fields:
        value = None if field.name == drop else example.given.get(field.name)
        if value is None and field.term is not None and field.name != drop:
            value = "unassessed"
        if field.name == "life" and rule.bound and field.name not in example.given:
            value = "running"
        read = {Type.DATE: date.fromisoformat, Type.MOMENT: parse_moment}.get(field.type)
        facts[field.name] = read(value) if read is not None and value is not None else value
    return row(
        rule.kind,
        Subject(rule.kind.name, "test"),
        facts,
        {f.name: from_key(f.name) for f in rule.kind.fields},
    )


def result(rule: Rule, made: Row) -> Result:
    return next(r for r in judge_rows(ENGINE, [made]) if r.rule is rule)


@each_rule
def test_each_of_a_rule_s_own_tests(rule: Rule) -> None:
    for example in rule.tests:
        found = result(rule, facts_of(rule, example))
        assert (example.name, found.verdict.word) == (example.name, example.expect)
        if example.missing is not None:
            assert sorted(missing_facts(found)) == sorted(example.missing), example.name
        if example.assess is not None:
            assert sorted(found.assess()) == sorted(example.assess), example.name


LESS_KNOWN = {
    Verdict.VIOLATION: {Verdict.VIOLATION, Verdict.REVIEW},
    Verdict.REVIEW: {Verdict.REVIEW},
    Verdict.COMPLIANT: {Verdict.COMPLIANT, Verdict.REVIEW},
    Verdict.NOT_APPLICABLE: {Verdict.NOT_APPLICABLE, Verdict.COMPLIANT, Verdict.REVIEW},
}


@each_rule
def test_a_fact_left_out_never_makes_a_rule_pass_or_convicts(rule: Rule) -> None:
    for example in rule.tests:
        before = result(rule, facts_of(rule, example)).verdict
        for name in example.given:
            after = result(rule, facts_of(rule, example, drop=name)).verdict
            assert after in LESS_KNOWN[before], f"{example.name}, without {name}: {after.word}"


def atoms(rule: Rule) -> set[str]:
    """Give the facts that a rule reads, the open terms aside."""
    nodes = [n for n in (rule.when, rule.require, rule.review) if n is not None]
    return {n for n in frozenset().union(*(n.fields() for n in nodes)) if rule.kind.field(n).term is None}


@each_rule
def test_a_rule_s_own_tests_show_every_verdict_and_every_fact_that_may_be_missing(rule: Rule) -> None:
    shown = {t.expect for t in rule.tests}
    convicts = rule.require != Node("const", (True,))
    assert shown >= {
        "compliant",
        *(["violation"] if convicts else []),
        *(["not_applicable"] if rule.when else []),
    }
    assert "review" in shown
    missed = {m for t in rule.tests for m in missing_facts(result(rule, facts_of(rule, t)))}
    assert atoms(rule) - missed == set()


def mutants(node: Node) -> Iterator[Node]:
    """Give a condition with one part of it wrong: negated, another operator, another bound."""
    swapped = {
        "and": "or",
        "or": "and",
        "lt": "le",
        "le": "lt",
        "gt": "ge",
        "ge": "gt",
        "all": "any",
        "any": "all",
    }
    if node.op in swapped:
        yield Node(swapped[node.op], node.args)
    if node.op == "not":
        yield node.args[0]
    elif node.op not in {"and", "or", "const", "name", "var"}:
        yield Node("not", (node,))
    for i, part in enumerate(node.args):
        if isinstance(part, Node) and (node.op in {"and", "or", "not"} or i == 2):
            for changed in mutants(part):
                yield Node(node.op, (*node.args[:i], changed, *node.args[i + 1 :]))


@each_rule
def test_a_rule_s_own_tests_notice_any_part_of_it_that_is_wrong(rule: Rule) -> None:
    names = PACK.vocabulary.constants()
    rows = [(facts_of(rule, t).values, t.expect) for t in rule.tests]
    survivors = []
    for key in ("when", "require", "review"):
        part = getattr(rule, key)
        for mutant in mutants(part) if part is not None else ():
            wrong = rule._replace(**{key: mutant})
            if wrong.bound != rule.bound:
                continue  # it no longer reads the life of the agreement, so the house binds it to that
            judge = compile_judge(rule.kind, [wrong.condition(names, PACK.norms)])
            if all(VERDICTS[judge(values)[0]].word == expect for values, expect in rows):
                survivors.append((key, unparse(mutant)))
    assert survivors == []


def test_no_two_rules_say_the_same_thing_of_themselves() -> None:
    for lang in ("en", "nl"):
        titles = [getattr(r.title, lang) for r in PACK.rules]
        assert len(titles) == len(set(titles))


def test_an_id_is_a_file_s_name_and_an_article_its_folder() -> None:
    for rule in PACK.rules:
        folder, name = rule.file.split("/")[-2:]
        assert name == f"{rule.id}.yaml"
        number = folder.partition("-")[0].lstrip("0") or "P"
        assert {"P": rule.clause[0], "99": "99"}.get(number, rule.clause.partition(".")[0]) == number


def test_a_row_has_a_value_for_every_field() -> None:
    """A fact that is forgotten in a row would shift every other: making the row fails instead."""
    rule = RULES["purpose-limitation"]
    facts: dict[str, Any] = dict.fromkeys(f.name for f in rule.kind.fields[:-1])
    with pytest.raises(KeyError):
        row(rule.kind, Subject("flow", "x"), facts)
