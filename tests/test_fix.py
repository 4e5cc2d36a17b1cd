"""`fix` puts the form of declarations right and no fact: what is certain is written in its place, all else is
told.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.declarations.load import load_files
from gbo_policy.editors.fixing import Fixed, fixed
from gbo_policy.reading.files import IN_MEMORY, InputFile
from gbo_policy.reading.source import read
from gbo_policy.rulebook.pack import Pack, load_pack
from tests.conftest import cases, gbo
from tests.inside import inside

HEAD = "agreement:\n  parties: [{id: caw, role: caw}, {id: ocmw, role: ocmw}, {id: dmw, role: dmw}]\n"
FLOW = HEAD + "flows:\n  - id: stroom\n    sender: caw\n"


def fix(pack: Pack, *texts: str) -> Fixed:
    """Fix a workspace of texts."""
    files = [InputFile(f"{i}.yaml", f"{i}.yaml", text.encode()) for i, text in enumerate(texts)]

    def find(now: Any) -> list[Problem]:
        rules = [r.id for r in pack.rules]
        try:
            return list(load_files(now, IN_MEMORY, pack.vocabulary, pack.clause_numbers, (), rules).notices)
        except PolicyError as error:
            return list(error.problems)

    return fixed(files, find, pack.vocabulary)


def line(pack: Pack, text: str) -> str:
    """Give what becomes of the lines below a flow's id."""
    return fix(pack, FLOW + text).texts.get("0.yaml", FLOW + text).removeprefix(FLOW)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("    starts_on: 01/03/2026  # dag", "    starts_on: 2026-03-01  # dag"),
        ("    starts_on: '31-12-2026'", "    starts_on: '2026-12-31'"),
        ("    starts_on: 2 februari 2026", "    starts_on: 2026-02-02"),
        ("    starts_on: 20260301", "    starts_on: 2026-03-01"),
        ("    starts_on: 2026/3/1", "    starts_on: 2026-03-01"),
        ("    ends_on: Geen", "    ends_on: none"),
        ("    ends_on: NONE", "    ends_on: none"),
        ("    legal_obligation: nee", "    legal_obligation: none"),
        ("    data: [Gezondheid, gezondheidsgegevens]", "    data: [health, health]"),
        ("    data:\n      - Health data", "    data:\n      - health"),
        ("    purposes: [Clarify need, FRAUDECONTROLE]", "    purposes: [clarify-need, fraud-control]"),
        ("    purposes: geen", "    purposes: []"),
        ("    legal_basis: [6.1.e]", "    legal_basis: [gdpr-6-1-e]"),
        ("    legal_basis: [GDPR 6 1 a, gdpr-9-1-g]", "    legal_basis: [gdpr-6-1-a, gdpr-9-2-g]"),
        ("    recipients: [{kind: verwerker}]", "    recipients: [{kind: processor}]"),
        (
            "    recipients: [{kind: staff, need_to_know: Ja}]",
            "    recipients: [{kind: staff, need_to_know: true}]",
        ),
        ("    Starts-On: 01.03.2026", "    starts_on: 2026-03-01"),
        ("    status: Proposed", "    status: proposed"),
    ],
)
def test_another_form_of_the_same_is_written_in_its_place(pack: Pack, wrong: str, right: str) -> None:
    assert line(pack, wrong + "\n") == right + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "    starts_on: 2026-02-30",  # there is no such day: which one is meant nobody knows
        "    starts_on: 03/25/2026",  # the month first, which says of the other dates that they may be so too
        "    starts_on: 2026111",
        "    ends_on: n.v.t.",  # may say that it is not known
        "    ends_on: '-'",
        "    data: [gezondheidszorg]",
        "    data: [helth]",
        "    purposes: [doorverwijzing]",
        "    purpose: [refer]",
        "    recipients: [{kind: staff, need_to_know: x}]",
        "    recipients: [{kind: staff, need_to_know: 1}]",
        "    sender: caww",
        "    starts_on: 1 marsepein 2026",
        "    starts_on: 2026-03-01\n    Starts_on: 2026-03-02",
    ],
)
def test_what_may_be_another_fact_is_left_and_told(pack: Pack, text: str) -> None:
    made = fix(pack, FLOW + text + "\n")
    assert made.texts == {}
    assert len(made.left) == 1


def test_a_date_with_the_month_first_leaves_those_that_can_be_read_both_ways(pack: Pack) -> None:
    made = fix(pack, FLOW + "    starts_on: 03/04/2026\n    ends_on: 12/25/2026\n")
    assert (made.texts, len(made.left)) == ({}, 2)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("enterprise_number: BE 0412.345.678", "enterprise_number: 0412.345.678"),
        ("enterprise_number: 412345678", "enterprise_number: 0412.345.678"),
        ("enterprise_number: 0412 345 678", "enterprise_number: 0412.345.678"),
        ("website: www.caw.be/gbo", "website: https://www.caw.be/gbo"),
        ("dpo: geen", "dpo: none"),
        ("flow_down: neen", "flow_down: false"),
        ("role: OCMW", "role: ocmw"),
    ],
)
def test_numbers_addresses_and_flags_of_parties_too(pack: Pack, wrong: str, right: str) -> None:
    text = "agreement:\n  parties:\n    - id: ocmw\n      {}\nflows: []\n"
    wrong, right = (f"role: ocmw\n      {t}" if "role" not in t else t for t in (wrong, right))
    assert fix(pack, text.format(wrong)).texts == {"0.yaml": text.format(right)}


@pytest.mark.parametrize("number", ["12", "0412.345.67", "0412.345.6789", "9412.345.678", "caw"])
def test_what_is_no_enterprise_number_in_any_form_is_left(pack: Pack, number: str) -> None:
    text = f"agreement:\n  parties: [{{id: caw, role: caw, enterprise_number: '{number}'}}]\nflows: []\n"
    assert fix(pack, text).texts == {}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("2 maart 2026 14u30", "2026-03-02T14:30"),
        ("02/03/2026 9:05", "2026-03-02T09:05"),
        ("2026-03-02 om 14.30 uur", "2026-03-02T14:30"),
    ],
)
def test_a_moment_gets_its_form_and_a_day_alone_gets_no_hour(pack: Pack, wrong: str, right: str) -> None:
    text = HEAD + "events:\n  - id: e\n    type: breach\n    party: caw\n    aware_at: MOMENT\n"
    assert fix(pack, text.replace("MOMENT", wrong)).texts == {"0.yaml": text.replace("MOMENT", right)}
    assert fix(pack, text.replace("MOMENT", "02/03/2026")).texts == {}


def test_keys_values_and_references_are_put_right_in_one_go_in_every_file(pack: Pack) -> None:
    made = fix(pack, HEAD, "Flows:\n  - ID: stroom\n    Sender: CAW # zie\n", "Events: []\n")
    assert made.texts == {
        "1.yaml": "flows:\n  - id: stroom\n    sender: caw # zie\n",
        "2.yaml": "events: []\n",
    }
    assert made.left == []


VALUES = {
    "starts_on": ["01/03/2026", "13/03/2026", "03/25/2026", "2026-03-01", "2 maart 2026", "x"],
    "ends_on": ["geen", "nee", "nvt", "none", "31.12.2026", "20261231"],
    "status": ["Active", "proposed", "ACTIVE", "klaar"],
    "purposes": ["[refer, Refer]", "[Marketing, x]", "geen", "[clarify_need]"],
    "data": ["[gezondheid]", "[Health]", "[helth]", "nihil"],
    "sender": ["caw", "CAW", "cawx"],
    "notes": ["x"],
}


@cases(25, 1000)
@given(st.data())
def test_fixed_once_nothing_is_left_to_fix_and_other_lines_stay(draw: st.DataObject) -> None:
    pack = load_pack()  # no argument: a failing example is printed with all of them
    keys = draw.draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=4, unique=True))
    lines = [(key, draw.draw(st.sampled_from(VALUES[key]))) for key in keys]
    text = HEAD + "flows:\n  - id: stroom\n" + "".join(f"    {k}: {v}   # {k}\n" for k, v in lines)
    made = fix(pack, text)
    new = made.texts.get("0.yaml", text)
    again = fix(pack, new)
    assert again.texts == {}
    assert [p.code for p in again.left] == [p.code for p in made.left]
    told = {f.location.line for f in made.fixes}
    for number, (old, now) in enumerate(zip(text.splitlines(), new.splitlines(), strict=True), 1):
        assert (old != now) == (number in told)
        assert old.partition("#")[2] == now.partition("#")[2]
    assert not read(new.encode(), "f.yaml")[1]


def test_the_command_writes_what_is_certain_and_tells_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    text = FLOW + "    starts_on: 01/03/2026\n    ends_on: nvt\n"
    file.write_text(text, encoding="utf-8")
    checked, shown = inside("fix", tmp_path, "--check"), gbo("fix", tmp_path, "--diff", "--lang", "nl")
    assert (checked.returncode, shown.returncode) == (2, 2)
    assert "+    starts_on: 2026-03-01" in shown.stdout
    assert "1 plaats zou anders geschreven worden" in shown.stderr
    assert file.read_text(encoding="utf-8") == text
    answer = inside("fix", tmp_path)
    assert answer.returncode == 2
    assert "a.yaml:6:16: `01/03/2026` → `2026-03-01`" in answer.stdout
    assert "a.yaml:7:14: `nvt` says nothing" in answer.stderr
    assert file.read_text(encoding="utf-8") == text.replace("01/03/2026", "2026-03-01")


def test_check_and_nothing_left_have_their_own_exit_codes(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(FLOW + "    starts_on: 01/03/2026\n", encoding="utf-8")
    assert inside("fix", tmp_path, "--check").returncode == 1
    assert inside("fix", tmp_path).returncode == 0
    assert inside("fix", tmp_path, "--check").returncode == 0
