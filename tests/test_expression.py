"""The language of rules: what it takes, what it refuses, and where in a rule file that is told."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbo_policy.agreement.events import kinds
from gbo_policy.basics.problems import Problem
from gbo_policy.logic.expression import ExpressionError, parse
from gbo_policy.logic.stored import Scope, from_data, to_data
from gbo_policy.logic.tree import MAX_DEPTH, NORM_NAMES, Node, unparse
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rulefile import read_rule

LISTS = {"permitted_purposes": frozenset({"refer"}), "special_categories": frozenset({"health"})}


def read(text: str, kind: str = "recipient", *, norm: bool = False) -> Node:
    return parse(text, kinds()[kind], LISTS, norms=NORM_NAMES if norm else ())


def refused(text: str, kind: str = "recipient") -> tuple[str, str]:
    with pytest.raises(ExpressionError) as caught:
        read(text, kind)
    english = caught.value.what.in_("en")
    assert caught.value.what.in_("nl") != english
    return caught.value.word, english


def field(name: str) -> Node:
    return Node("field", (name,))


def const(value: object) -> Node:
    return Node("const", (value,))


@pytest.mark.parametrize(
    ("text", "kind", "node"),
    [
        ('kind == "staff"', "recipient", Node("eq", (field("kind"), const("staff")))),
        ("party != sender", "recipient", Node("ne", (field("party"), field("sender")))),
        ("need_to_know and not leaves_eea", "recipient", Node("and", (field("need_to_know"), Node("not", (field("leaves_eea"),))))),
        ('kind in ["staff", "processor"]', "recipient", Node("in", (field("kind"), const(("staff", "processor"))))),
        ('"BE" in countries_outside', "recipient", Node("in", (const("BE"), field("countries_outside")))),
        ("countries_outside == []", "recipient", Node("eq", (field("countries_outside"), const(())))),
        ("days_taken <= outer", "overview-request", Node("le", (field("days_taken"), Node("name", ("outer",))))),
        ("days_taken > 1.5", "overview-request", Node("gt", (field("days_taken"), const(1.5)))),
        ("$all([p in permitted_purposes for p in"
         " purposes])", "flow", Node("all", ("p", field("purposes"), Node("in", (Node("var", ("p",)), Node("name", ("permitted_purposes",))))))),
    ],
)  # fmt: skip
def test_what_the_language_takes(text: str, kind: str, node: Node) -> None:
    found = read(text, kind, norm=True)
    assert found == node
    assert unparse(found) == text
    assert from_data(to_data(found), Scope(kinds()[kind], LISTS, norms=NORM_NAMES)) == found


def test_a_day_is_a_date_and_nothing_more() -> None:
    node = read('judged_on < d"2026-03-01"')
    assert unparse(node) == 'judged_on < d"2026-03-01"'
    assert from_data(to_data(node), Scope(kinds()["flow"], LISTS, norms=())) == node


@pytest.mark.parametrize(
    ("text", "word", "says"),
    [
        # misspelt, or another kind's
        ("kindd == sender", "kindd", "did you mean `kind`?"),
        ("purposes == []", "purposes", "not a fact of `recipient`"),
        ("outer", "outer", "not a fact"),  # a norm's number, in a rule that names no norm
        # of the wrong type
        ("kind", "kind", "not true or false"),
        ("[]", "[]", "not true or false"),
        ("not kind", "kind", "text where bool"),
        ("need_to_know and 1", "1", "number where bool"),
        ("kind or need_to_know", "kind", "text where bool"),
        ("kind == 1", "kind == 1", "compares text with number"),
        ("kind == need_to_know", "kind == need_to_know", "compares text with bool"),
        ('judged_on == "2026-03-01"', 'judged_on == "2026-03-01"', "compares"),
        ("countries_outside == kind", "countries_outside == kind", "compares list of text with text"),
        ('kind < "x"', "kind", "has no order"),
        ("need_to_know >= leaves_eea", "need_to_know", "has no order"),
        ('kind in "abc"', '"abc"', "where list of text"),
        ("need_to_know in countries_outside", "need_to_know", "bool where text"),
        ("1 in countries_outside", "1", "number where text"),
        ('kind in ["a", 1]', "1", "lists hold text only"),
        ('kind in ["a", sender]', "sender", "lists hold text only"),
        ("countries_outside == permitted_purposes", "permitted_purposes", "use `in`"),
        ("permitted_purposes != []", "permitted_purposes", "use `in`"),
        ("$any([x for x in countries_outside])", "x", "text where bool"),
        ("$any([x == kind for x in sender])", "$any([x == kind for x in sender])", "cannot be read"),
        # shadowing
        ("$any([kind == sender for kind in countries_outside])", "kind", "already a name"),
        (
            "$any([$any([x == kind for x in countries_outside]) for x in countries_unsettled])",
            "x",
            "already a name",
        ),
        (
            "$any([permitted_purposes == kind for permitted_purposes in countries_outside])",
            "permitted_purposes",
            "already a name",
        ),
        # more work than anybody waits for
        (
            "$any([$any([$any([x == y and y == z for z in countries_outside]) for y in countries_outside])"
            " for x in countries_outside])",
            "z",
            "a list for each pair of two others",
        ),
        # unrepeatable, or more than rules need
        ("$now > judged_on", "$now", "not part of the language"),
        ("$today > judged_on", "$today", "not part of the language"),
        ("$random(2) == 1", "$random", "not part of the language"),
        ("kind =~ '(a+)+$'", "fuzzycomparison", "not part of the language"),
        ("kind =~~ 'a'", "fuzzycomparison", "not part of the language"),
        ("kind == null", "null", "not part of the language"),
        ("kind.length == 1", "getattribute", "not part of the language"),
        ("kind&.length == 1", "getattribute", "not part of the language"),
        ('countries_outside[0] == "BE"', "getitem", "not part of the language"),
        ("need_to_know ? leaves_eea : core_actor", "ternary", "not part of the language"),
        ('(kind ?? "x") == "a"', "coalesce", "not part of the language"),
        ('judged_on - t"P1D" < judged_on', "subtract", "not part of the language"),
        ("$any(countries_outside)", "$any", "not part of the language"),
        ("$all([x == kind for x in countries_outside if x != sender])", "if", "not part of the language"),
        ("$split(kind) == []", "$split", "not part of the language"),
        # values that no fact can have
        ('judged_on < d"2026-03-01T12:00"', "2026-03-01T12:00:00+00:00", "whole days"),
        ('judged_on < d"2026-03-01T00:00:00-05:00"', "2026-03-01T00:00:00-05:00", "whole days"),
        (r'kind == "\ud800"', r"'\ud800'", "cannot be shown"),
        (r'kind == "\0"', r"'\x00'", "cannot be shown"),
        # not an expression at all
        ("", "", "cannot be read"),
        ("kind ==", "kind ==", "cannot be read"),
        ('kind = "a"', 'kind = "a"', "cannot be read"),
        ('kind == "a', 'kind == "a', "cannot be read"),
        ('judged_on < d"2026-02-30"', 'judged_on < d"2026-02-30"', "cannot be read"),
        ("__import__('os')", "__import__", "not a fact"),
    ],
)
def test_what_the_language_refuses(text: str, word: str, says: str) -> None:
    found, sentence = refused(text)
    assert found == word
    assert says in sentence


@pytest.mark.parametrize("number", ["inf", "-inf", "nan", "1e400", "1e999999999", "1000000000000000"])
def test_numbers_beyond_reason_are_refused(number: str) -> None:
    found, sentence = refused(f"days_taken < {number}", "overview-request")
    assert "write a smaller one" in sentence or "cannot be read" in sentence or "not part" in sentence, found


def test_depth_and_length_are_bounded() -> None:
    assert read("not " * (MAX_DEPTH - 1) + "need_to_know")
    for text in (
        "not " * (MAX_DEPTH + 1) + "need_to_know",
        "need_to_know" + " and need_to_know" * (MAX_DEPTH + 1),
    ):
        found, sentence = refused(text)
        assert "nested too deeply" in sentence
        assert text.startswith(found.removesuffix("…"))
    found, sentence = refused('kind == "' + "x" * 1000 + '"')
    assert "longer than 1000" in sentence
    assert len(found) <= 21


words = st.sampled_from(
    [
        "kind",
        "sender",
        "need_to_know",
        "judged_on",
        "countries_outside",
        "x",
        "and",
        "or",
        "not",
        "in",
        "==",
        "!=",
        "<",
        "(",
        ")",
        "[",
        "]",
        ",",
        '"a"',
        "1",
        "1.5",
        "-",
        "+",
        "$any",
        "$all",
        "$now",
        "for",
        "if",
        "?",
        ":",
        "??",
        ".",
        "=~",
        "null",
        "true",
        'd"2026-03-01"',
        't"P1D"',
        "{",
        "}",
        "\\",
        "'",
        '"',
        "é",
        "&",
        "#",
        "**",
        "/",
        "%",
        "inf",
        "nan",
        "\n",
    ]
)


@pytest.mark.filterwarnings("ignore:invalid escape")  # rule_engine on a stray backslash
@settings(max_examples=3 * settings.default.max_examples)
@given(st.lists(words, max_size=12).map(" ".join))
def test_any_soup_of_words_is_read_or_refused(text: str) -> None:
    with suppress(ExpressionError):
        node = read(text)
        assert read(unparse(node)) == node  # what is shown to an author means the same


RULE = """\
title: {en: t, nl: t}
clause: "5.2"
modality: prohibition
for_each: recipient
when: kindd == "staff"
require: >-
  need_to_know and
  $now > judged_on
review: kind == 1
severity: critical
against: sendr
waivable: true
sanction: null
message: {en: "{nam}", nl: "{name"}
remedy: {en: "{name:1000}", nl: "{name!r}"}
tests:
  - {name: a, given: {kind: 1, nothing: 2, judged_on: today, countries_outside: BE, need_to_know: 1}, expect: compliant}
  - {name: b, given: {}, expect: fine}
"""


def wrong(pack: Pack, text: str) -> list[Problem]:
    rule, found = read_rule(text.encode(), "pack/a.yaml", pack.vocabulary, pack.norms)
    assert rule is None
    return found


def test_all_that_is_wrong_with_a_rule_is_told_at_its_place_in_one_go(pack: Pack) -> None:
    found = wrong(pack, RULE.replace("fine", "compliant"))
    told = sorted(
        (p.location.line, p.location.column, p.code, p.words.get("word")) for p in found if p.location
    )
    assert told == [
        (5, 7, "rule-expression", "kindd"),
        (6, 10, "rule-expression", "$now"),
        (9, 9, "rule-expression", "kind == 1"),
        (9, 9, "rule-review-message", None),
        (11, 10, "rule-against", "sendr"),
        (12, 11, "rule-waivable", None),
        (14, 15, "rule-placeholder", "nam"),
        (14, 28, "rule-expression", "{"),
        (15, 14, "rule-placeholder", "name:1000"),
        (15, 33, "rule-placeholder", "name!r"),
        (17, 29, "rule-test-fact", "1"),
        (17, 41, "rule-placeholder", "nothing"),
        (17, 55, "rule-test-fact", "today"),
        (17, 81, "rule-test-fact", "BE"),
        (17, 99, "rule-test-fact", "1"),
    ]
    assert any("did you mean `sender`?" in p.sentence("en") for p in found)
    assert any("bedoelt u `kind`?" in p.sentence("nl") for p in found)


@pytest.mark.parametrize("word", ["none", "geen", "nobody"])
def test_that_a_rule_has_no_sanction_or_holds_nobody_to_it_is_written_as_null(pack: Pack, word: str) -> None:
    text = RULE.replace("fine", "compliant")
    (found,) = wrong(pack, text.replace("sanction: null", f"sanction: {word}"))
    assert (found.code, found.word, found.suggestion) == ("wrong-type", word, "null")
    (found,) = (p for p in wrong(pack, text.replace("sendr", word)) if p.code == "rule-against")
    assert (found.word, found.suggestion) == (word, "null")


def test_the_shape_of_a_rule_is_checked_first(pack: Pack) -> None:
    found = wrong(pack, RULE + "extra: 1\n")
    assert [(p.code, p.words["word"], p.location.line) for p in found if p.location] == [
        ("unknown-word", "fine", 18),
        ("unknown-key", "extra", 19),
    ]
    (kind,) = wrong(
        pack, RULE.replace("fine", "review").replace("for_each: recipient", "for_each: recipients")
    )
    assert (kind.code, kind.location.line if kind.location else 0) == ("unknown-word", 4)
    assert "did you mean `recipient`?" in kind.sentence("en")


@pytest.mark.parametrize("text", ["", "- a\n", "a: &x 1\n", "a: [\n", "\x00"])
def test_a_file_that_is_no_rule_is_told(pack: Pack, text: str) -> None:
    assert wrong(pack, text)


def test_every_rule_of_the_pack_is_shown_as_it_is_written(pack: Pack) -> None:
    """What an explanation quotes parses back to what was judged."""
    for rule in pack.rules:
        for node in (rule.when, rule.require, rule.review):
            if node is not None:
                assert (
                    parse(unparse(node), rule.kind, pack.vocabulary.constants(), norms=rule.norm_names)
                    == node
                )


def test_only_a_fresh_pack_needs_the_engine() -> None:
    assert "import rule_engine" not in [
        line.strip()
        for line in Path(parse.__code__.co_filename).read_text(encoding="utf-8").splitlines()
        if not line.startswith(" ")
    ]
