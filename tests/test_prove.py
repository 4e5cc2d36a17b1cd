"""Rules under proof: the solver says what the judge says, and what it claims of a pack is so."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import z3

from gbo_policy.cli.main import main
from gbo_policy.logic.compile import compile_judge
from gbo_policy.logic.expression import parse
from gbo_policy.logic.tree import Judge
from gbo_policy.logic.verdict import VERDICTS, Verdict
from gbo_policy.rulebook.pack import Pack, load_pack
from gbo_policy.rulebook.rule import Norm, Rule
from gbo_policy.terms.kinds import Field, Type
from gbo_policy.workbench import prove as prove_module
from gbo_policy.workbench.encoding import Formulas, Values
from gbo_policy.workbench.prove import FalseWitnessError, Proof, Prover, Witness, prove, rows_of
from gbo_policy.workbench.row_words import facts_said, short
from tests.conftest import NIGHTLY, gbo
from tests.solver_columns import Column, Columns, plain

ROWS = 10_000  # of each rule, of each kind of row
FORMS = 90  # of one list in them
NUMBERS = 6  # house norms drawn beside the pack's own


@pytest.fixture(scope="module")
def proof() -> Proof:
    pack = load_pack()
    return prove(pack, pack.rules)


def values_of(of: Field, encoded: Formulas, dice: random.Random) -> list[Any]:
    """Give values of a field's type, near each other so that comparisons meet."""
    words = encoded.words or ("word",)
    named = words[: encoded.named] or words
    match of.type:
        case Type.BOOL:
            return [True, False]
        case Type.NUMBER:
            return [-1, 0, 0.5, 1, 4, 4.5, 23, 24, 25, 29, 30, 31, 60, 61, 71.5, 72, 73, 90, 180, 181]
        case Type.TEXT:
            return list(of.words or (*words, *named))
        case Type.DATE:
            return [date(2026, 1, 1) + timedelta(days=i) for i in range(4)]
        case Type.MOMENT:
            return [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=i) for i in range(4)]
    # empty, of words that rules name, of any, with repetitions, and the very lists that rules write
    drawn = [
        tuple(dice.choices(named if i % 2 else words, k=dice.choice([1, 1, 2, 3]))) for i in range(FORMS)
    ]
    return [*[()] * (FORMS // 4), *drawn, *list(encoded.literals) * 20]


def norms(pack: Pack, dice: random.Random) -> dict[str, Norm]:
    """Draw house norms, of which no expected is beyond its outer."""
    made = {}
    for name, norm in pack.norms.items():
        expected, outer = sorted(dice.choice([0, 1, 4, 24, 30, 60, 72]) for _ in range(2))
        made[name] = norm._replace(expected=expected, outer=outer)
    return made


def solved(encoded: Formulas, values: Values, numbers: Mapping[str, Norm]) -> set[Verdict]:
    """Give the verdicts whose formulas hold for a row, by putting the row into them."""
    fixed = encoded.fixed(values, numbers)
    return {
        verdict
        for verdict, formula in encoded.verdict(0).items()
        if z3.is_true(z3.simplify(z3.substitute(formula, *fixed)))
    }


def judge_of(rule: Rule, pack: Pack, numbers: Mapping[str, Norm]) -> Judge:
    return compile_judge(rule.kind, [rule.condition(pack.vocabulary.constants(), numbers)])


class Drawn:
    """Random rows of a rule: as the judge reads them, and as columns of the solver's variables."""

    def __init__(self, encoded: Formulas, pack: Pack, seed: str) -> None:
        dice, kind = random.Random(seed), encoded.kind
        self.norms = [pack.norms, *(norms(pack, dice) for _ in range(NUMBERS if encoded.norms else 0))]
        self.norm = [i % len(self.norms) for i in range(ROWS)]
        variables: dict[str, Column] = {}
        facts: list[Iterable[Any]] = [[None] * ROWS] * len(kind.fields)
        for name, fact in encoded.facts.items():
            values = values_of(kind.field(name), encoded, dice)
            drawn = np.array(dice.choices(range(len(values)), k=ROWS))
            # an unknown fact keeps a value in the solver's row: no formula may look at it
            known = np.array(dice.choices((True, False), (4, 1), k=ROWS))
            facts[kind.index(name)] = [values[i] if k else None for i, k in zip(drawn, known, strict=True)]
            variables[str(fact.known)] = known
            names = [v.decl().name() for v, _ in encoded.placed(fact, values[0])]
            placed = [[plain(of) for _, of in encoded.placed(fact, value)] for value in values]
            for variable, column in zip(names, zip(*placed, strict=True), strict=True):
                variables[variable] = np.array(column)[drawn]
        for name, numbers in encoded.norms.items():
            for variable, of in zip(numbers, ("expected", "outer"), strict=True):
                variables[str(variable)] = np.array([getattr(self.norms[i][name], of) for i in self.norm])
        self.rows: list[Values] = list(zip(*facts, strict=True))
        self.columns = Columns(ROWS, variables)

    def judged(self, rule: Rule, pack: Pack) -> Column:
        """Give the verdict of each row as every workspace is judged."""
        judges = [judge_of(rule, pack, numbers) for numbers in self.norms]
        return np.array(
            [int(VERDICTS[judges[n](row)[0]]) for n, row in zip(self.norm, self.rows, strict=True)]
        )


KINDS = sorted({r.kind.name for r in load_pack().rules})


def compared(rule: Rule, pack: Pack) -> set[Verdict]:
    """Hold the formulas of a rule against the judge on rows drawn at random; give the verdicts that those
    rows got.
    """
    encoded = Prover(pack.vocabulary.constants(), pack.norms).encoded(rule)
    drawn = Drawn(encoded, pack, f"{rule.id} {random.random() if NIGHTLY else ''}")
    judged = drawn.judged(rule, pack)
    for verdict, formula in encoded.verdict(0).items():
        wrong = np.flatnonzero(drawn.columns.of(formula) != (judged == int(verdict)))
        shown = [(drawn.rows[i], drawn.norms[drawn.norm[i]]) for i in wrong[:1]]
        assert not shown, (rule.id, verdict.word, len(wrong), shown)
    for i in range(2):  # the columns are read as the solver itself reads a formula
        numbers = drawn.norms[drawn.norm[i]]
        assert solved(encoded, drawn.rows[i], numbers) == {Verdict(int(judged[i]))}, (rule.id, drawn.rows[i])
    return {Verdict(int(v)) for v in np.unique(judged)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_solver_s_verdict_of_any_row_is_the_judge_s(pack: Pack, kind: str) -> None:
    for rule in (r for r in pack.rules if r.kind.name == kind):
        assert {t.expect for t in rule.tests} <= {v.word for v in compared(rule, pack)}, rule.id


# what the language of rules has and no rule of the pack says so
OTHER_WORDS = [
    'data == ["health", "health"] or purposes == ["refer", "inform-on-offer"] or purposes == []',
    'purposes != ["refer"] and "refer" in purposes',
    "purposes == data",
    "$any([c in purposes for c in data]) and not $all([c in data for c in purposes])",
    "$all([$any([c == d for d in data]) for c in purposes])",
    '$any([c != "refer" for c in purposes])',
    "starts_on < ends_on or not (judged_on >= starts_on)",
]


def test_the_solver_reads_every_way_of_writing_a_rule_as_the_judge_does(pack: Pack) -> None:
    rule = pack.rule("purpose-limitation")
    assert rule is not None
    for text in OTHER_WORDS:
        require = parse(text, rule.kind, pack.vocabulary.constants())
        found = compared(rule._replace(id=text, when=None, require=require, review=None), pack)
        assert found == set(Verdict), text


def test_a_row_read_out_of_a_model_goes_back_in(pack: Pack, proof: Proof) -> None:
    prover = Prover(pack.vocabulary.constants(), pack.norms)
    for proved in proof.rules:
        for verdict, witness in proved.can.items():
            if witness is not None:
                numbers = {**pack.norms, **witness.norms}
                assert solved(prover.encoded(proved.rule), witness.values, numbers) == {verdict}


def test_every_rule_of_the_pack_can_find_something_and_no_knowledge_pardons(proof: Proof) -> None:
    assert proof.sound
    assert proof.undecided == ()
    assert [p.rule.id for p in proof.rules if p.implied_by or p.equal_to or p.conflicts_with] == []
    assert len(list(rows_of(proof))) > 3 * len(proof.rules)


def test_what_a_rule_s_own_tests_show_the_proof_knows(proof: Proof) -> None:
    for proved in proof.rules:
        shown = {t.expect for t in proved.rule.tests}
        assert shown <= {v.word for v, w in proved.can.items() if w is not None}, proved.rule.id


RULE = """\
title: {{en: x, nl: x}}
clause: "5.1"
modality: prohibition
for_each: recipient
{parts}
severity: low
against: sender
waivable: true
sanction: null
message: {{en: "x", nl: "x"}}
remedy: {{en: x, nl: x}}
tests: []
"""


def house(tmp_path: Path, **rules: str) -> Path:
    """Write a folder of a house's own rules."""
    folder = tmp_path / "99-house"
    folder.mkdir(parents=True)
    for name, parts in rules.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(RULE.format(parts=parts), encoding="utf-8")
    return tmp_path


def proved(folder: Path, *names: str) -> dict[str, Any]:
    """Prove rules of a house beside the built-in ones, as a user does; give the answer, and the exit code."""
    run = gbo("rules", "prove", *names, "--rules", folder, "--format", "json")
    assert run.returncode in (0, 1), run.stderr
    return {"code": run.returncode, **json.loads(run.stdout)}


def test_a_dead_rule_is_told_and_ends_in_one(tmp_path: Path) -> None:
    folder = house(tmp_path, never='require: "true"\nwhen: kind == "staff"')
    answer = proved(folder, "never")
    (one,) = answer["rules"]
    assert answer["code"] == 1
    assert one["can"]["violation"] is None
    assert one["can"]["review"] is None


def test_house_rules_are_held_against_the_built_in_ones(tmp_path: Path) -> None:
    folder = house(
        tmp_path,
        stricter='when: kind == "staff"\nrequire: need_to_know and core_actor',
        same='when: kind == "staff"\nrequire: not (need_to_know == false)',
        against_it='when: kind == "staff"\nrequire: not need_to_know',
    )
    answer = proved(folder, "stricter", "same", "against-it", "recipient-needs-data")
    found = {r["rule"]: r for r in answer["rules"]}
    assert answer["code"] == 0
    # who lacks the need is caught by the stricter rule as well; that one catches more
    assert "stricter" in found["recipient-needs-data"]["implied_by"]
    assert "recipient-needs-data" not in found["stricter"]["implied_by"]
    assert found["same"]["equal_to"] == ["recipient-needs-data"]
    clash = {c["rule"]: c["row"] for c in found["against-it"]["conflicts_with"]}
    assert {"recipient-needs-data", "same", "stricter"} == set(clash)
    assert clash["recipient-needs-data"]["kind"] == "staff"


def test_lists_are_compared_by_words_that_no_rule_names(tmp_path: Path) -> None:
    """Only two words that neither rule names tell these apart: one in the first list alone, one in the second
    alone.
    """
    folder = house(
        tmp_path,
        some="require: $any([c in countries_barred for c in countries_outside])",
        none_beyond="require: $all([c in countries_barred for c in countries_outside]) or $any([c in"
        " countries_barred for c in countries_outside])",
    )
    found = {r["rule"]: r for r in proved(folder, "some", "none-beyond")["rules"]}
    assert found["some"]["can"]["violation"] is not None
    assert found["some"]["equal_to"] == []
    assert "some" in found["none-beyond"]["implied_by"]


def test_what_takes_too_long_is_undecided_and_never_a_yes(pack: Pack) -> None:
    rule = pack.rule("cessation-after-notice")
    assert rule is not None
    found = prove(pack, [rule], timeout=0)
    assert found.undecided != ()
    assert not found.rules[0].dead(found.undecided)


def test_a_witness_that_the_judge_denies_is_the_program_s_fault(pack: Pack) -> None:
    rule = pack.rule("recipient-needs-data")
    assert rule is not None
    nothing = (None,) * len(rule.kind.fields)
    prover = Prover(pack.vocabulary.constants(), pack.norms)
    with pytest.raises(FalseWitnessError):
        prover.held(prover.encoded(rule), 0, nothing, pack.norms, Verdict.VIOLATION)


def test_a_false_witness_ends_in_seventy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A judge that calls everything in order stands for a formula that is wrong."""
    monkeypatch.setattr(prove_module, "compile_judge", lambda *_: lambda _values: (int(Verdict.COMPLIANT),))
    assert main(["rules", "prove", "recipient-needs-data", "--lang", "en"]) == 70
    assert "this is a fault of gbo-policy" in capsys.readouterr().err


def test_the_answer_says_the_rows_in_both_languages(pack: Pack) -> None:
    told = gbo("rules", "prove", "recipient-needs-data", "--lang", "nl")
    assert told.returncode == 0
    assert "recipient-needs-data" in told.stdout
    unknown = gbo("rules", "prove", "recipient-needs-dat")
    assert unknown.returncode == 2
    assert "did you mean `recipient-needs-data`" in unknown.stderr


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_made_up_row_is_said_by_short_labels_and_what_words_mean(pack: Pack, lang: str) -> None:
    """No code of a choice stands in a label, and every word that a fact may hold has a name of its own."""
    for kind in {r.kind for r in pack.rules}:
        for of in (f for f in kind.fields if f.words):
            label = short(of, lang)
            assert len(label) <= 60
            assert not any(f"({w})" in label for w in of.words or ()), label
            for word in of.words or ():
                row = tuple(word if f == of else None for f in kind.fields)
                ((_, told),) = facts_said(Witness(kind, row, (of.name,), {}), pack, lang)
                assert lang == "en" or told != word, (of.name, word)
