"""What a result says in words: only the half that holds, nothing unknown as known, and in its own time."""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime

import hypothesis
import pytest
from hypothesis import strategies as st

from gbo_policy.basics.translate import LANGUAGES
from gbo_policy.facts.row import Row
from gbo_policy.judging.clock import norm_of
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import fill, fitting_cases, message, missing_facts
from gbo_policy.over_time.deadlines import deadlines
from gbo_policy.reporting import render
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Example, Rule, Text, shown_in
from gbo_policy.terms.kinds import Type
from tests.kit import change, complete, judged
from tests.report_kit import document, eventful
from tests.test_rules import PACK, atoms, each_rule, facts_of, result

FILLED = {
    Type.TEXT: "x",
    Type.BOOL: True,
    Type.NUMBER: 1,
    Type.DATE: date(2026, 3, 1),
    Type.MOMENT: datetime(2026, 3, 1, 9, tzinfo=UTC),
    Type.TEXTS: ("x",),
}


def told(rule: Rule) -> Iterator[tuple[str, Text]]:
    """Give the texts that assert something; a question may offer a choice, and so may what would mend it."""
    yield "message", rule.message
    if rule.review_message is not None:
        yield "review_message", rule.review_message
    yield from ((name, case.message) for name, case in rule.cases.items())


@each_rule
def test_no_sentence_leaves_open_what_the_row_decides(rule: Rule) -> None:
    """Of "it is late, or contested" one half may be false: each half is a case of its own. Dutch `of` is
    there for "whether" alone.
    """
    for name, text in told(rule):
        assert not re.search(r"\bor\b", text.en), (rule.id, name)
        assert not re.search(r"\bof\b", text.nl) or "whether" in text.en, (rule.id, name)


@each_rule
def test_each_case_of_the_pack_says_when_it_fits(rule: Rule) -> None:
    """A fact that was merely read may make a case false: what must hold is said."""
    assert [name for name, case in rule.cases.items() if case.when is None] == []


def whole(rule: Rule, example: Example, drop: str = "") -> Result:
    """Judge a rule's own test as a row on which all that the rule does not read is known; one fact may be
    left out.
    """
    made = facts_of(rule, example, drop)
    read = atoms(rule) | {"life"} | {f.name for f in rule.kind.fields if f.term}
    if rule.norm is not None:
        read -= {rule.norm[1]}
    values = tuple(
        FILLED.get(f.type, value) if value is None and f.name not in read else value
        for f, value in zip(rule.kind.fields, made.values, strict=True)
    )
    return result(rule, Row(made.kind, made.subject, values, made.origins))


def words_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@each_rule
def test_a_review_states_no_unknown_as_known_and_names_all_that_settles_it(rule: Rule) -> None:
    """On each rule's own rows, and on each of them with any one fact left out."""
    for example in rule.tests:
        for drop in ("", *example.given):
            one, where = whole(rule, example, drop), (example.name, drop)
            if one.verdict.word != "review":
                continue
            assert one.missing() or one.assess(), where
            if drop and not one.missing():
                continue  # what is left out decides nothing here: where it is shown, it is shown as unknown
            asked = any(fact in one.explanation().unknown for fact in rule.asks)
            for lang in ("en", "nl"):
                said = message(one, lang)
                assert "unknown" not in said, where
                assert "onbekend" not in said, where
                assert asked or all(f"`{m}`" in said for m in missing_facts(one)), where


# there is but one way to this verdict, and the rule's own sentence tells it
ONE_HALF = {
    ("confidentiality-survives", "violation"),
    ("dpo-advice-before-signature", "review"),
    ("dpo-contact", "violation"),
    ("in-force", "review"),
    ("necessity", "violation"),
    ("not-ended", "violation"),
    ("party-identified", "violation"),
    ("permitted-categories", "review"),
    ("prior-notice-of-disclosure", "violation"),
    ("prior-notice-of-obligation", "violation"),
    ("processor-guarantees", "review"),
    ("purpose-limitation", "review"),
    ("special-category-basis", "violation"),
    ("suspension-grounded", "violation"),
    ("suspension-lifted-after-cure", "violation"),
}


@each_rule
def test_a_finding_tells_which_half_holds_and_calls_a_house_norm_one(rule: Rule) -> None:
    for example in rule.tests:
        one = whole(rule, example)
        by_hand = one.reviewed() if one.verdict.word == "review" else one.verdict.word == "violation"
        if not by_hand or one.missing():
            continue
        unsaid = rule.kind.has("open") and one.row.value("open") is None
        if rule.cases and not unsaid and (rule.id, one.verdict.word) not in ONE_HALF:
            assert fitting_cases(one), (example.name, message(one, "en"))
        if norm_of(one) is not None:
            assert "house's own norm" in message(one, "en"), example.name
            assert "huisnorm" in message(one, "nl"), example.name


@each_rule
def test_a_rules_own_doubt_is_told_only_where_nothing_else_is_in_doubt(rule: Rule) -> None:
    """Its sentence takes for granted that the rule applies and is kept: with a fact missing that may be untrue,
    as "it gave reasons" of who never said any.
    """
    for example in rule.tests if rule.review_message is not None else ():
        for drop in ("", *example.given):
            one = whole(rule, example, drop)
            sure = all(part is None or one.holds(part) is True for part in (rule.when, rule.require))
            if (
                one.verdict.word == "review"
                and one.missing()
                and not sure
                and rule.review_message is not None
            ):
                assert fill(rule.review_message.en, one, "en") not in message(one, "en"), (example.name, drop)


@each_rule
def test_a_rules_own_question_is_asked_only_where_all_that_it_takes_for_granted_is_known(rule: Rule) -> None:
    """Its words say "to a third party", "outside the EEA: this is a violation, unless": with two facts missing
    that may be untrue. So the other answer to the question is a violation, or a person's to judge.
    """
    for fact, text in rule.asks.items():
        for example in rule.tests:
            for drop in itertools.combinations_with_replacement(("", *example.given), 2):
                given = {k: v for k, v in example.given.items() if k not in drop}
                one = whole(rule, example._replace(given=given))
                if one.verdict.word != "review" or fill(text.en, one, "en") not in message(one, "en"):
                    continue
                if rule.kind.field(fact).type is Type.BOOL:
                    other = whole(rule, example._replace(given=given | {fact: False}))
                    assert not other.missing(), (example.name, drop, message(one, "en"))
                assert rule.when is None or one.holds(rule.when) is True, (example.name, drop)


# how what is told of a flow begins, in each situation: proposed or yet to start, running, over
BEGINS = {
    "proposed": {
        "en": "If this goes ahead as proposed: ",
        "nl": "Gaat dit door zoals voorgesteld, dan geldt: ",
    },
    "over": {"en": "While the flow ran, up to and including ", "nl": "Zolang de stroom liep, tot en met "},
}
DONE, STILL = 7777, 8888  # days or hours that no rule's own rows hold


def of_a_flow(rule: Rule) -> bool:
    return rule.kind.name in ("flow", "recipient")


@each_rule
def test_what_is_told_of_a_flow_is_told_in_its_own_time(rule: Rule) -> None:
    for example in rule.tests if of_a_flow(rule) else ():
        one = whole(rule, example)
        told_by = rule.message if one.verdict.word == "violation" else rule.review_message
        if one.verdict.word not in ("violation", "review") or told_by is None:
            continue
        for lang in ("en", "nl"):
            running = message(one, lang)
            if fill(told_by.in_(lang), one, lang) not in running:
                continue  # only a question is asked, and a question asserts nothing
            assert not running.startswith(tuple(words[lang] for words in BEGINS.values())), example.name
            for situation, words in BEGINS.items():
                row = one.row._replace(prospective=situation == "proposed", over=situation == "over")
                said = message(result(rule, row), lang)
                assert said.startswith(words[lang]), (example.name, situation)
                assert running in said, (example.name, situation)


@each_rule
def test_nothing_told_of_a_flow_has_a_time_of_its_own(rule: Rule) -> None:
    """It is said once, in the present, and set in its time by what stands before it; and nobody is told to stop
    what may not have begun, or is over, or is compelled.
    """
    if not of_a_flow(rule):
        return
    for _, text in told(rule):
        assert not re.search(r"\b(deelde|stuurde|bezorgde|gaf|zond|hield|noemde)\b", text.nl), text.nl
        assert not re.search(r"\b(passed on|transferred|disclosed)\b", text.en), text.en
    for text in (rule.remedy, *(c.remedy for c in rule.cases.values() if c.remedy is not None)):
        assert not re.search(r"\b([Ss]top|[Bb]eëindig)\b", text.nl), text.nl
        assert not re.search(r"\b(Stop|stop|End)\b", text.en), text.en


@each_rule
def test_what_is_still_open_is_told_as_going_on_and_what_is_done_as_done(rule: Rule) -> None:
    """Of what goes on the time that has passed is told, of what is done the time that it took; never the other."""
    names = {f.name for f in rule.kind.fields if f.name.endswith(("_since", "_taken"))}
    for example in rule.tests if rule.kind.has("open") else ():
        given = whole(rule, example)
        for goes_on in (True, False):
            marked = {n: STILL if n.endswith("_since") else DONE for n in names} | {"open": goes_on}
            values = (marked.get(f.name, v) for f, v in zip(rule.kind.fields, given.row.values, strict=True))
            one = result(rule, given.row._replace(values=tuple(values)))
            for lang in ("en", "nl"):
                assert str(DONE if goes_on else STILL) not in message(one, lang), (example.name, goes_on)


@each_rule
def test_a_yes_or_no_is_told_under_a_name_that_says_what_it_holds(rule: Rule) -> None:
    """`bypassed_dpo: yes`, not `notified: yes`: what was worked out from a key is not what that key says. Where
    the key can say `none`, it says itself whether there is one.
    """
    own = {f.name for f in rule.kind.fields} | {f.source for f in rule.kind.fields if f.none}
    for example in rule.tests:
        told_of = whole(rule, example).because()
        assert {name for name, given, _ in told_of if isinstance(given, bool)} <= own, example.name


def said_of(pack: Pack, rule: str, changes: dict[str, object], as_of: date, lang: str = "nl") -> str:
    data = change(complete(), {"flows.0.purposes": ["marketing"], **changes})
    return next(message(r, lang) for r in judged(pack, data, as_of=as_of).results if r.rule.id == rule)


def test_what_is_proposed_what_runs_and_what_is_over_are_told_as_such(pack: Pack) -> None:
    day = date(2026, 3, 1)
    running = said_of(pack, "purpose-limitation", {}, day)
    assert running.startswith("Gegevensstroom stroom")
    over = said_of(pack, "purpose-limitation", {"flows.0.ends_on": "2026-02-10"}, day)
    assert over == f"Zolang de stroom liep, tot en met 2026-02-10: {running}"
    proposed = said_of(pack, "purpose-limitation", {"flows.0.status": "proposed"}, day)
    assert proposed.startswith("Gaat dit door zoals voorgesteld")
    later = said_of(pack, "purpose-limitation", {"flows.0.starts_on": "2026-04-01"}, day, "en")
    assert later.startswith("If this goes ahead as proposed")


@hypothesis.given(st.text("{{{}}}a_1é .", max_size=20))
@hypothesis.example("{a}}}")  # one that ends, and one that is meant as such
@hypothesis.example("}{{}")
def test_the_words_in_braces_are_those_that_python_would_fill_in(text: str) -> None:
    try:
        parts = [(word, *more) for _, word, *more in string.Formatter().parse(text) if word is not None]
        assert all(re.fullmatch(r"\w+", word) and more == ["", None] for word, *more in parts)
        wanted: list[str] | None = [word for word, *_ in parts]
    except (ValueError, AssertionError):
        wanted = None
    try:
        found: list[str] | None = shown_in(text)
    except ValueError:
        found = None
    assert found == wanted


# names of open terms and of house norms, as files have them
KEYS = [*PACK.vocabulary.words("term"), *PACK.norms, "notice_given"]
BARE = re.compile(rf"(?<!\w \()(?<!\w[”)] \()`(?:{'|'.join(KEYS)})`")  # not in brackets behind words


@each_rule
def test_a_rule_names_a_term_and_a_norm_in_words(rule: Rule) -> None:
    """A key stands behind what it is called, in brackets, for who has to type it."""
    remedies = (rule.remedy, *(case.remedy for case in rule.cases.values() if case.remedy is not None))
    texts = [*(text for _, text in told(rule)), *remedies, *rule.asks.values()]
    assert [found for text in texts for said in text for found in BARE.findall(said)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_and_its_clocks_name_a_term_and_a_norm_in_words(pack: Pack, lang: str) -> None:
    terms = PACK.vocabulary.raw["terms"]
    assert {name for name in terms if PACK.vocabulary.term_name(name, lang).startswith("“")} == set()
    assert set(PACK.parameters.names) == set(PACK.norms)
    year = document(pack, eventful(), lang, as_of=date(2026, 12, 31), first=date(2026, 1, 1))
    rules = "|".join(rule.id for rule in PACK.rules)  # a term may be called as its rule, which stands alone
    report = re.sub(rf"`(?:{rules})`(?=,| \||\n| ·)", "", render(year, "markdown").decode())
    assert "(`necessity`): " in report
    assert "(`cure_days`)" in report
    assert BARE.findall(report) == []
    clocks = [one.what.in_(lang) for one in deadlines(judged(pack, eventful(), as_of=date(2026, 12, 31)))]
    assert any(PACK.vocabulary.term_name("necessity", lang) in what for what in clocks)
    assert [what for what in clocks if any(f"`{key}`" in what for key in KEYS)] == []
