"""Words that nothing can tell apart are judged once: with the same verdicts, sums and sentences as one by one,
and in the log's own words.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbo_policy.audit.judge import alike
from gbo_policy.audit.judge.audit_run import Audit, Options
from gbo_policy.audit.read.columns import FACT_COLUMNS
from gbo_policy.audit.write.answer import answer
from gbo_policy.judging.case import Case
from gbo_policy.judging.ruleset import Engine
from gbo_policy.logic.expression import parse
from gbo_policy.rulebook.rule import Rule
from tests.audit_kit import audited, write_log
from tests.conftest import NIGHTLY
from tests.kit import Data, assessment, by_law, change, complete, flow, loaded, party, staff
from tests.test_laws import PACK, laws, some

EXAMPLES = 400 if NIGHTLY else 8
DAY = datetime(2026, 2, 2, 10)

# Names that stand somewhere in the workspace, others that are theirs but for their form, and some of nobody.

KNOWN = [
    "caw",
    "ocmw",
    "wolk",
    "wijk",
    "Firma",
    "Unie",
    "Fïrma Zuid",
    "Kliniek",
    "stroom",
    "f1",
    "GBO-Connect",
    "PDF",
]
NUMBERS = [party("caw", "caw")["enterprise_number"], "BE 0417319932", "0212.384.765", "0999.999.922"]
OURS = ["none", "None", "geen", "-", "0", "1", "TBD", "NAAM …", "staff", "third-party", "over", "unassessed"]
STRANGE = [
    "Bakker",
    "Slager",
    "Zus & zo",
    "\ue000recipient0",
    "\ue000",
    "\ue001channel0",
    "Ångström",
    "ﬁrma nv",
]
FORMS = [
    str.upper,
    str.casefold,
    lambda w: f" {w}\u00a0",
    lambda w: f"{w[0]}\u200b{w[1:]}",
    lambda w: unicodedata.normalize("NFD", w),
    lambda w: w.replace(" ", "  "),
    lambda w: f"{w}.",
    lambda w: w[:-1],
]
names = st.one_of(
    st.sampled_from([*KNOWN, *NUMBERS, *OURS]),
    st.builds(
        lambda w, form: form(w), st.sampled_from([*KNOWN, *NUMBERS, *OURS, *STRANGE]), st.sampled_from(FORMS)
    ),
    st.sampled_from(STRANGE),
    st.sampled_from(STRANGE),
    st.sampled_from(["", " ", "\u200b"]),
    st.text(max_size=4),
)
kinds = st.sampled_from(["staff", "processor", "third-party", "international-organisation", "data-subject"])
COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "sender": st.one_of(st.just("caw"), names),
    "recipient_kind": st.one_of(kinds, kinds, names),
    "recipient": names,
    "on_behalf_of": names,
    "channel": names,
    "format": names,
    "flow": st.one_of(st.sampled_from(["stroom", "f1", "f2", "f2@dmw", "f3"]), names),
    "purposes": some(st.one_of(st.sampled_from(["refer", "marketing"]), names)),
    "data": some(st.one_of(st.sampled_from(["health", "criminal"]), names)),
    "legal_basis": some(st.one_of(st.sampled_from(["gdpr-6-1-e", "gdpr-9-1-g"]), names)),
    "storage": some(st.one_of(st.sampled_from(["BE", "us", "eu"]), names), 2),
    "access": some(st.one_of(st.sampled_from(["NL", "SJ"]), names), 2),
    "obligation_obliges": st.booleans(),
}
RULES = {
    "recipient": [
        'name == "Bakker" or kind == "staff"',
        "name == party or name != processor",
        'name in ["Slager", "firma"]',
        "name_agreed or core_actor",
        '"team=a" in labels',
        'id != "" and flow != "x"',
    ],
    "flow": [
        "channel != format",
        '"Bakker" in beyond_recipient',
        "$any([p in beyond_data for p in beyond_purposes])",
        "$all([p != channel for p in purposes])",
        '$all([c == "Zus & zo" for c in data])',
        'data != ["health", "criminal"] or purposes == []',
        'title == "x00" or id != ""',
        '"team=a" in labels',
    ],
}


@dataclass(frozen=True)
class Log:
    """A workspace, rules of a house of its own, and a log to be judged by them."""

    data: Data
    rules: list[tuple[str, int]]
    rows: list[Data]


def own_rule(kind: str, number: int) -> Rule:
    """Give a rule of which only what it asks is not the pack's."""
    like = next(r for r in PACK.rules if r.kind.name == kind and r.norm is None)
    require = parse(RULES[kind][number], like.kind, PACK.vocabulary.constants())
    return like._replace(id=f"own-{kind}-{number}", when=None, require=require, review=None)


@st.composite
def workspaces(draw: st.DrawFn) -> Data:
    """Give a workspace that names recipients wherever one can."""
    to = [
        {"kind": "third-party", "name": "Firma", "country": "BE"},
        {"kind": "international-organisation", "name": "Unie", "country": "US"},
        {"kind": "staff", "party": "ocmw", "need_to_know": True},
        {"kind": "processor", "processor": "wolk", "on_behalf_of": "dmw"},
        {"name": "Kliniek"},
    ]
    recipients = draw(st.lists(st.sampled_from(to), min_size=1, unique_by=repr))
    law = by_law("2026-01-06")
    if draw(st.booleans()):
        law["covers"] = [one["name"] for one in recipients if "name" in one and draw(st.booleans())]
    declared = flow("f1", recipients=recipients, legal_obligation=draw(st.sampled_from([law, "none"])))
    effects = [
        ("5.2", {"recipients": ["Fïrma Zuid", "Unie"]}),
        ("5.1", {"partners": ["wijk"]}),
        ("11", {"channels": ["Fïrma Zuid"]}),
    ]
    departures = [
        {"clause": clause, "says": "…", "by": "An", "on": "2026-01-05", "effect": effect}
        for clause, effect in draw(st.lists(st.sampled_from(effects), unique_by=repr))
    ]
    by_some = {"number": "none", "decided_on": "2026-01-01"}
    sourced = [
        {"category": "health", "authentic_source": "KSZ", "authorisation": {"body": "IVC", **by_some}},
        {"category": "criminal", "authentic_source": "KBO", "authorisation": {"body": "none", "number": "3"}},
    ]
    changes: Data = {
        "flows": [flow(), declared, flow("f2", sender=["caw", "dmw"]), flow("f3", data=sourced)],
        "agreement.parties.+": {"id": "wijk", "role": "partner", "name": "Wijk"},
        "assessments.+": assessment("necessity", {"flow": "f1", "recipient": "0"}, "not-met"),
        "agreement.departures": departures,
    }
    return change(complete(), changes)


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """Give a log of rows that differ from another in one column, and a few rules."""
    every = [(kind, number) for kind, own in RULES.items() for number in range(len(own))]
    rules = draw(st.lists(st.sampled_from(every), max_size=2, unique=True))
    rows: list[Data] = []
    for _ in range(draw(st.integers(1, 2))):
        row = draw(st.fixed_dictionaries({}, optional=COLUMNS))
        rows.append(row)
        for _ in range(draw(st.integers(3, 8))):
            column = draw(st.sampled_from(list(COLUMNS)))
            rows.append(row | {column: draw(COLUMNS[column])})
            for other in ("purposes", "data"):
                if other in rows[-1] and draw(st.booleans()):
                    rows[-1] = rows[-1] | {other: draw(st.permutations(rows[-1][other]))}
    days = [DAY + timedelta(days=draw(st.integers(0, 3))) for _ in rows]
    dated = [
        {"id": f"x{i:02}", "at": day, **row} for i, (row, day) in enumerate(zip(rows, days, strict=True))
    ]
    return Log(draw(workspaces()), rules, dated)


def judged(log: Log, folder: Path) -> tuple[Data, list[Data], Audit]:
    """Judge a log: the answer, and every offender with what decided."""
    rules = [*PACK.rules, *(own_rule(*one) for one in log.rules)]
    by = Case(loaded(PACK, log.data), PACK, Engine.of(PACK, PACK.norms, rules), "received")
    path, offenders = folder / "log.parquet", folder / "offenders.parquet"
    write_log(path, log.rows)
    found = audited(by, path, options=Options(offenders=offenders, reviews=True))
    told = sorted(pq.read_table(offenders).to_pylist(), key=lambda r: r["id"])
    return answer(found, "en"), told, found


def assert_judged_as_one_by_one(log: Log) -> None:
    """Hold answer and offenders against those of a judgement that shares nothing."""
    with TemporaryDirectory() as folder:
        found, told, _ = judged(log, Path(folder))
        # as if every column were held against another, so that no word of it is like any other
        with patch.object(alike, "_held_together", lambda rule, condition: frozenset(FACT_COLUMNS)):
            by_one, told_by_one, _ = judged(log, Path(folder))
    assert (found, told) == (by_one, told_by_one)


@settings(laws, max_examples=EXAMPLES)
@given(logs())
def test_words_that_nothing_tells_apart_are_judged_as_if_they_were_looked_at_one_by_one(log: Log) -> None:
    assert_judged_as_one_by_one(log)


def test_no_word_of_a_log_is_taken_for_one_of_ours() -> None:
    """A rule that compares the channel with another fact leaves the log's own words in it."""
    named = {"id": "x00", "at": DAY, "recipient": "Bakker"}
    like_ours = {"id": "x01", "at": DAY, "channel": "\ue000recipient0"}
    log = Log(complete(), [("flow", 3)], [named, like_ours])
    assert_judged_as_one_by_one(log)


def test_an_exchange_of_a_flow_of_several_senders_is_judged_by_that_of_its_sender() -> None:
    """Every fact that comes from the flow hangs on the sender too: a rule that reads no sender judged by none."""
    several = change(complete(), {"flows": [flow(), flow("f2", sender=["caw", "dmw"])]})
    rows = [{"id": "x0", "at": DAY, "flow": "f2", "sender": "caw"}, {"id": "x1", "at": DAY, "flow": "f2"}]
    with TemporaryDirectory() as folder:
        found, *_ = judged(Log(several, [("flow", 0)], rows), Path(folder))
    whole = {f["rule"]: f["exchanges"] for f in found["findings"] if f["verdict"] == "review"}
    assert whole["no-third-country"] == whole["own-flow-0"] == 1  # whose sender nobody said
    assert_judged_as_one_by_one(Log(several, [("flow", 0)], rows))


ROW = {"sender": "caw", "recipient_kind": "third-party", "channel": "GBO-Connect", "purposes": ["refer"]}
NAMED = [
    {"recipient": "Naam {}"},
    {"recipient": "Naam {}", "flow": "stroom"},
    {"recipient": "Naam {}", "recipient_kind": "staff"},
    {"recipient": "Naam {}", "recipient_kind": "processor", "on_behalf_of": "caw"},
    {"recipient": "wolk", "recipient_kind": "processor", "on_behalf_of": "Naam {}"},
    {"sender": "Naam {}"},
    {"flow": "Naam {}"},
    {"channel": "Naam {}"},
    {"purposes": ["Naam {}", "refer"]},
    {"storage": ["Naam {}"]},
]


def each_other(said: Data, rows: int) -> list[Data]:
    """Give a log in which every row says something else in one column."""

    def of(number: int, value: Any) -> Any:
        return [of(number, v) for v in value] if isinstance(value, list) else value.format(number)

    return [
        {"id": f"x{i:04}", "at": DAY, **ROW, **{c: of(i, v) for c, v in said.items()}} for i in range(rows)
    ]


@pytest.mark.parametrize("said", NAMED, ids="-".join)
def test_strangers_are_judged_together_and_told_by_their_names(tmp_path: Path, said: Data) -> None:
    (few := tmp_path / "few").mkdir()
    (many := tmp_path / "many").mkdir()
    rows = each_other(said, 300)
    one, other = judged(Log(complete(), [], rows[:3]), few), judged(Log(complete(), [], rows), many)
    worked_out = [[len(p.seen) for p in found.judging.column_sets] for *_, found in (one, other)]
    assert worked_out[0] == worked_out[1]
    assert other[0]["summary"]["exchanges"] == 300
    assert [row["id"] for row in other[1]] == [row["id"] for row in rows]
    assert not any("\ue000" in str(part) for part in other[:2])
    assert [(r["sender"], r["recipient"], r["flow"]) for r in other[1]] == [
        tuple(row.get(c) for c in ("sender", "recipient", "flow")) for row in rows
    ]
    (column,) = [c for c, value in said.items() if "Naam" in str(value)]
    counted = other[0]["words"].get(column, {"words": 0})["words"]
    unknown = column != "channel" and (column, said.get("recipient_kind")) != ("recipient", None)
    assert counted == (300 if unknown else 0)


SHUFFLED = [*permutations(["genetic", "Naam", "criminal"]), ["genetic", "criminal", "genetic"]]


@pytest.mark.parametrize("column", ["data", "purposes"])
def test_lists_in_any_order_are_judged_together_and_told_in_their_own(tmp_path: Path, column: str) -> None:
    said = {**ROW, "flow": "stroom", "on_behalf_of": "caw"}
    rows = [{"id": f"x{i}", "at": DAY, **said, column: list(own)} for i, own in enumerate(SHUFFLED)]
    assert_judged_as_one_by_one(Log(complete(), [], rows))
    (few := tmp_path / "few").mkdir()
    _, told, found = judged(Log(complete(), [], rows), tmp_path)
    _, _, one = judged(Log(complete(), [], [rows[0], rows[-1]]), few)
    worked_out = [[len(p.seen) for p in audit.judging.column_sets] for audit in (one, found)]
    assert worked_out[0] == worked_out[1]
    for row, own in zip(told, SHUFFLED, strict=True):
        assert f"within-declaration: beyond_{column} = {json.dumps(list(own))}" in row["because"]


def test_a_rule_that_holds_a_list_against_another_sees_its_order(tmp_path: Path) -> None:
    rows = [
        {"id": f"x{i}", "at": DAY, **ROW, "data": own}
        for i, own in enumerate((["health", "criminal"], ["criminal", "health"]))
    ]
    _, told, _ = judged(Log(complete(), [("flow", 5)], rows), tmp_path)
    assert {r["id"]: "own-flow-5" in r["rules"] for r in told} == {"x0": True, "x1": False}


def test_a_rule_judges_an_exchange_of_no_flow_by_no_id_wherever_it_is_judged(tmp_path: Path) -> None:
    """What a sentence calls it is no fact of it: a rule on titles ended an audit in a fault."""
    rows = [{"id": f"x0{i}", "at": DAY, **ROW, "flow": own} for i, own in enumerate((None, "stroom"))]
    found, told, _ = judged(Log(complete(), [("flow", 6)], rows), tmp_path)
    assert {r["id"]: "own-flow-6" in r["reviews"] for r in told} == {"x00": True, "x01": False}
    assert [f["ids"] for f in found["findings"] if f["rule"] == "own-flow-6"] == [["x00"]]


def test_what_an_exchange_of_no_declared_flow_does_not_have_is_unknown(tmp_path: Path) -> None:
    """A title or label that must be there accused exchanges that have none to have; and a recipient was held to have
    the labels of another.
    """
    both = [staff("ocmw") | {"labels": {"team": "a"}}, staff("dmw")]
    data = change(complete(), {"flows.+": flow("f2", labels={"team": "a"}, recipients=both)})
    rows = [
        {"id": f"x{i}", "at": DAY, **ROW, "recipient_kind": "staff", "flow": own, "recipient": party_}
        for i, (own, party_) in enumerate(
            [(None, "ocmw"), ("f9", "ocmw"), ("stroom", "ocmw"), ("f2", "ocmw"), ("f2", "dmw"), ("f2", None)]
        )
    ]
    expected = {  # exchange by exchange: a violation, to be reviewed, or in order
        "own-flow-6": "RR....",
        "own-flow-7": "RRV...",
        "own-recipient-4": "RRV.VR",
        "own-recipient-5": "RR....",
    }
    own_rules = [("flow", 6), ("flow", 7), ("recipient", 4), ("recipient", 5)]
    told = judged(Log(data, own_rules, rows), tmp_path)[1]
    by_id = {r["id"]: dict.fromkeys(r["reviews"], "R") | dict.fromkeys(r["rules"], "V") for r in told}
    assert expected == {
        rule: "".join(by_id.get(r["id"], {}).get(rule, ".") for r in rows) for rule in expected
    }


def test_what_is_asked_of_an_exchange_of_no_declared_flow_is_asked_in_the_rule_s_own_words(
    tmp_path: Path,
) -> None:
    """What it is called by is no fact that is asked for."""
    rows = [{"id": "x0", "at": DAY, **ROW, "data": ["health"], "flow": None}]
    found = judged(Log(complete(), [], rows), tmp_path)[0]
    (one,) = (f for f in found["findings"] if f["rule"] == "data-subjects")
    assert one["example"]["message"].startswith("Exchange x0 of caw does not say of every category")


def test_what_sources_of_data_lack_is_told_in_the_order_of_the_data() -> None:
    lacking = ({"body": "IVC"}, {"number": "3", "decided_on": "2026-01-01", "expires_on": "2027-01-01"})
    items = [
        {"category": category, "authentic_source": "KSZ", "authorisation": own}
        for category, own in zip(("health", "identification-contact"), lacking, strict=True)
    ]
    data = change(complete(), {"flows.+": flow("f3", data=items)})
    named = {"at": DAY, **ROW, "flow": "f3"}
    rows = [
        {"id": f"x{i}", **named, "data": own}
        for i, own in enumerate((["health", "identification-contact"], ["identification-contact", "health"]))
    ]
    assert_judged_as_one_by_one(Log(data, [], rows))


def test_a_rule_that_holds_words_of_a_log_against_each_other_sees_them(tmp_path: Path) -> None:
    rows = [
        {"id": f"x{i}", "at": DAY, **ROW, "channel": channel, "format": "Duif"}
        for i, channel in enumerate(("Duif", "Koets"))
    ]
    _, told, _ = judged(Log(complete(), [("flow", 0)], rows), tmp_path)
    assert {r["id"]: "own-flow-0" in r["rules"] for r in told} == {"x0": True, "x1": False}


def test_what_decided_is_told_in_the_logs_own_words(tmp_path: Path) -> None:
    data = change(complete(), {"flows.0.recipients": [{"kind": "third-party", "name": "Firma"}]})
    rows = each_other({"recipient": "Naam {}", "purposes": ["Doel {}", "Naam {}"], "flow": "stroom"}, 3)
    _, told, _ = judged(Log(data, [], rows), tmp_path)
    for i, row in enumerate(told):
        assert f'within-declaration: beyond_recipient = ["third-party", "Naam {i}"]' in row["because"]
        assert f'within-declaration: beyond_purposes = ["Doel {i}", "Naam {i}"]' in row["because"]
