"""An exchange of a log is judged as a check judges the same: what its flow, its recipient's own law, a judgement
about one recipient or a day of the register makes of it. Expected verdicts are those of the clauses.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.audit.judge.explaining import WITHIN, exchange_message, whole_results
from gbo_policy.audit.judge.judging_case import judging_of
from gbo_policy.audit.read.columns import COLUMNS
from gbo_policy.rulebook.pack import Pack
from tests.audit_kit import by_id, case, write_log
from tests.conftest import gbo
from tests.kit import ABSENT, Data, assessment, by_law, change, complete, long_in_force

ROW: Data = {
    "id": "x",
    "at": datetime(2026, 2, 10, 12),
    "sender": "caw",
    "flow": "stroom",
    "recipient_kind": "staff",
    "recipient": "ocmw",
    "need_to_know": True,
    "purposes": ["refer"],
    "data": ["identification-contact"],
    "legal_basis": ["gdpr-6-1-e", "gdpr-9-2-g"],
    "storage": ["BE"],
    "access": ["BE"],
    "channel": "GBO-Connect",
    "format": "PDF",
}
TO = "flows.0.recipients"
LAW = by_law("2026-01-02")
OUT: Data = {"recipient_kind": "third-party", "recipient": "Firma", "need_to_know": None}
WOLK: Data = {
    "recipient_kind": "processor",
    "recipient": "wolk",
    "on_behalf_of": "ocmw",
    "need_to_know": None,
}
BOTH_SIGNED: Data = {
    "agreement.processors.0.agreement_signed_on": ABSENT,
    "agreement.processors.0.agreement_ends_on": ABSENT,
    "agreement.processors.0.agreements": [
        {"party": p, "signed_on": "2025-11-01", "ends_on": "none"} for p in ("caw", "ocmw")
    ],
    TO: [{"kind": "processor", "processor": "wolk", "on_behalf_of": p} for p in ("caw", "ocmw")],
}


def staff(party: str, **more: Any) -> Data:
    return {"kind": "staff", "party": party, "need_to_know": True} | more


def third(name: str, **more: Any) -> Data:
    return {"kind": "third-party", "name": name, "country": "BE"} | more


def needed(outcome: str, on: str, **recipient: str) -> Data:
    return assessment("necessity", {"flow": "stroom", **recipient}, outcome, on=on)


# what is changed in the workspace, what is different in the row, a rule, and its finding (none: in order)
CASES: list[tuple[Data, Data, str, str | None]] = [
    # place 0 is the processor of the other core actor (3.3)
    (BOTH_SIGNED | {"assessments": [needed("not-met", "2026-01-01"), needed("met", "2026-01-20", recipient="0")]},
     WOLK, "necessity", "violation"),
    (BOTH_SIGNED | {"assessments": [needed("met", "2026-01-01"), needed("not-met", "2026-01-20", recipient="0")]},
     WOLK, "necessity", None),
    (BOTH_SIGNED | {"assessments": [needed("met", "2026-01-01"), needed("not-met", "2026-01-20", recipient="1")]},
     WOLK, "necessity", "violation"),
    # one without a name
    ({TO: [staff("ocmw"), {"kind": "data-subject"}],
      "assessments": [needed("met", "2026-01-02"), needed("not-met", "2026-01-20", recipient="1")]},
     {"recipient_kind": "data-subject", "recipient": None, "need_to_know": None}, "necessity", "violation"),
    # a row that does not say which of two: both, or one
    ({TO: [staff("ocmw"), staff("dmw")],
      "assessments": [needed("not-met", "2026-01-20", recipient=p) for p in ("ocmw", "dmw")]},
     {"recipient": None}, "necessity", "violation"),
    ({TO: [staff("ocmw"), staff("dmw")],
      "assessments": [needed("met", "2026-01-02"), needed("not-met", "2026-01-20", recipient="dmw")]},
     {"recipient": None}, "necessity", "review"),
    # one declared without its kind, of whom a core actor is said, is staff and no data subject
    ({TO: [{"party": "ocmw"}], "assessments": [needed("met", "2026-01-20", recipient="ocmw")]},
     {"recipient_kind": "data-subject", "recipient": None, "need_to_know": None}, "necessity", "review"),
    # a law that covers a recipient by its place (5.2)
    ({TO: [staff("ocmw"), third("Firma")], "flows.0.legal_obligation": LAW | {"covers": ["1"]}},
     OUT, "no-third-party", None),
    ({TO: [third("Firma"), third("Bureau")], "flows.0.legal_obligation": LAW | {"covers": ["1"]}},
     OUT, "no-third-party", "review"),
    # what the row says of the law goes before a recipient's own
    ({TO: [third("Firma", legal_obligation=LAW)]}, OUT | {"obligation_obliges": False}, "no-third-party", "violation"),
    ({TO: [third("Firma", legal_obligation="none")]}, OUT | {"obligation_obliges": True}, "no-third-party", None),
    # two that the row does not tell apart, of which one has a law
    ({TO: [third("Firma", legal_obligation=LAW), third("Bureau", legal_obligation="none")],
      "flows.0.legal_obligation": LAW}, OUT | {"recipient": None}, "no-third-party", "review"),
    # a law of the flow that may be about another recipient
    ({TO: [third("Firma"), third("Bureau")], "flows.0.legal_obligation": LAW}, OUT, "no-third-party", "review"),
    ({TO: [third("Firma")], "flows.0.legal_obligation": LAW}, OUT | {"recipient": "Bureau"}, "no-third-party", "review"),
    ({TO: [third("Firma")], "flows.0.legal_obligation": LAW}, OUT, "no-third-party", None),
    ({TO: [third("Firma"), third("Bureau")], "flows.0.legal_obligation": LAW},
     OUT | {"obligation_obliges": True}, "no-third-party", None),
    # words outside the vocabulary, as the flow declares them (3.2, 4, 13.1)
    ({"flows.0.data": [{"category": {"other": "bingo"}, "subject": "client", "authentic_source": "KSZ",
                        "authorisation": "none"}], "flows.0.purposes": [{"other": "spel"}]},
     {"data": ["bingo"], "purposes": ["spel"]}, "source-authorised", "violation"),
    ({"flows.0.data": [{"category": {"other": "bingo"}, "subject": "client"}], "flows.0.purposes": [{"other": "spel"}]},
     {"data": ["bingo"], "purposes": ["spel"]}, "within-declaration", None),
    # labels of its recipient, and of that one's law
    ({TO: [staff("ocmw", labels={"team": "a"})]}, {}, "recipient-needs-data", None),
    ({TO: [third("Firma", legal_obligation=LAW | {"labels": {"a": "b"}})]}, OUT, "no-third-party", None),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "row", "rule", "expected"), CASES)
def test_an_exchange_is_judged_as_a_check_judges_it(
    pack: Pack, tmp_path: Path, changes: Data, row: Data, rule: str, expected: str | None
) -> None:
    data = change(complete(), {"flows.0.data": ["identification-contact"]} | changes)
    log = write_log(tmp_path / "log.parquet", [{k: v for k, v in (ROW | row).items() if v is not None}])
    found = by_id(case(pack, data), log, tmp_path)[1].get("x", set())
    assert [v for name, v in sorted(found) if name == rule] == ([expected] if expected else [])


GROUND: Data = {"id": "nc", "party": "ocmw", "remedied_on": "2026-02-20"}
GROUNDS: list[Data] = [
    GROUND | {"type": "non-compliance", "clause": "3.3", "found_on": "2026-01-20"},
    GROUND | {"type": "security-finding", "found_on": "2026-01-20"},
]


@pytest.mark.parametrize("ground", GROUNDS, ids=[g["type"] for g in GROUNDS])
def test_a_suspension_bars_nothing_from_the_day_on_which_its_ground_was_remedied(
    pack: Pack, tmp_path: Path, ground: Data
) -> None:
    """9: until the obligations are met again."""
    suspension = {"id": "s", "type": "suspension", "by": "caw", "against": "ocmw", "from": "2026-02-01"}
    data = change(complete(), {"events": [ground, suspension | {"lifted_on": "none", "ground": "nc"}]})
    days = [date(2026, 2, d) for d in (18, 19, 20, 21, 25)]
    rows = [ROW | {"id": f"x{d.day}", "at": datetime(d.year, d.month, d.day, 12)} for d in days]
    log = write_log(tmp_path / "log.parquet", rows)
    found = by_id(case(pack, data), log, tmp_path)[1]
    barred = [
        d.day for d in days if "suspension-respected" in {rule for rule, _ in found.get(f"x{d.day}", ())}
    ]
    assert barred == [18, 19]


@pytest.mark.parametrize(("outcome", "expected"), [("met", {"violation"}), ("not-met", set())])
def test_whether_a_notice_took_effect_counts_from_the_day_on_which_it_was_judged(
    pack: Pack, tmp_path: Path, outcome: str, expected: set[str]
) -> None:
    """14.2: a notice by e-mail is disputed until somebody judges it."""
    notice = {
        "id": "t",
        "type": "termination",
        "by": "dmw",
        "sent_on": "2025-06-02",
        "received": [{"party": p, "on": "2025-06-03"} for p in ("caw", "ocmw")],
        "means": "email",
        "addressed_to": ["caw", "ocmw"],
    }
    effect = assessment("notice-effect", {"event": "t"}, outcome, on="2026-03-10")
    data = change(long_in_force(), {"events": [notice], "assessments.+": effect})
    rows = [ROW | {"id": f"x{d}", "at": datetime(2026, 3, d, 12)} for d in (9, 11)]
    found = by_id(case(pack, data), write_log(tmp_path / "log.parquet", rows), tmp_path)[1]
    ended = [{v for rule, v in found.get(i, ()) if rule == "not-ended"} for i in ("x9", "x11")]
    assert ended == [{"review"}, expected]


def test_what_its_flow_leaves_open_is_asked_of_the_flow_and_not_of_the_exchange(
    pack: Pack, tmp_path: Path
) -> None:
    """7.3: since when somebody else uses the processor only the declaration can say."""
    theirs = {"kind": "processor", "processor": "wolk", "on_behalf_of": "dmw"}
    data = change(complete(), {TO: [theirs], "flows.0.starts_on": ABSENT, "assessments": []})
    found, named = by_id(
        case(pack, data),
        write_log(tmp_path / "log.parquet", [ROW | WOLK | {"on_behalf_of": "caw"}]),
        tmp_path,
    )
    assert ("processor-agreement", "review") in named["x"]
    missing = [o.missing for (rule, o), _ in found.tally.findings.items() if rule == "processor-agreement"]
    assert missing == [(("flows", "stroom", "starts_on"),)]


def test_an_empty_list_goes_beyond_nothing_in_an_explanation_either(tmp_path: Path) -> None:
    data = change(complete(), {"flows.0.purposes": ABSENT})
    (tmp_path / "all.yaml").write_text(json.dumps(data), encoding="utf-8")
    log = write_log(tmp_path / "log.parquet", [ROW | {"purposes": []}])
    told = json.loads(gbo("audit", "explain", "x", log, "--workspace", tmp_path, "--format", "json").stdout)
    verdicts = {r["rule"]: r["verdict"] for r in told["exchanges"][0]["results"]}
    assert verdicts["within-declaration"] == "compliant"


@pytest.mark.parametrize("name", ["e", "s", "1", "es", "goes", "stroom", "flow", "ocmw"])
@pytest.mark.parametrize(
    ("flow", "beyond", "called"),
    [
        ("bestaat-niet", "Named by the exchange and not declared: bestaat-niet.", "Exchange {}"),
        ("stroom", "Purposes not declared: marketing.", "Flow stroom"),
        (None, None, "Exchange {}"),
    ],
)
def test_a_sentence_on_an_exchange_keeps_its_words_whatever_its_id(
    pack: Pack, name: str, flow: str | None, beyond: str | None, called: str
) -> None:
    """An id, or a flow's, may be a piece of any word of a sentence, or be called as somebody in it is."""
    judging = judging_of(case(pack, complete()))
    row = dict.fromkeys(COLUMNS) | ROW | {"id": name, "flow": flow, "purposes": ["marketing"]}
    results = {r.rule.id: r for r in whole_results(judging, row, row["at"].date())}
    told = {
        rule: exchange_message(results[rule], name, "en", flow) for rule in (WITHIN, "purpose-limitation")
    }
    assert told == {
        WITHIN: "Within the declared flow: does not apply here."
        if flow is None
        else f"The exchange was sent under flow {flow} and goes beyond what that flow declares. {beyond}",
        "purpose-limitation": f"{called.format(name)} of caw does not keep to the nine objectives of article"
        " 3.2. It has a purpose outside them. Purposes stated: marketing.",
    }
