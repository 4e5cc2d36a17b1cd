"""What somebody read in the text of a declared flow, as the audit of a log counts it: for exchanges under that
flow of which the rule reads what the flow declares, from the day of the reading on.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.audit.judge.audit_run import Options
from gbo_policy.audit.judge.explaining import explain
from gbo_policy.audit.read.log import find_logs
from gbo_policy.audit.write.answer import answer
from tests.audit_kit import by_id, case, write_log
from tests.kit import Data, assessment, change, complete, staff
from tests.test_laws import PACK

OTHERWISE = {"clause": "4", "says": "meer categorieën", "by": "An", "on": "2026-01-05"}
RULE = "permitted-categories"
EXCHANGE: Data = {
    "id": "x",
    "at": datetime(2026, 2, 2, 10),
    "sender": "caw",
    "recipient_kind": "staff",
    "recipient": "ocmw",
    "flow": "stroom",
}
TOLD = ["health", "identification-contact"]  # what the flow declares, in another order
CLIENT = {"kind": "data-subject"}


def read(
    outcome: str = "met", rule: str = RULE, recipient: str | None = None, on: str = "2026-01-20"
) -> Data:
    subject = {"flow": "stroom"} if recipient is None else {"flow": "stroom", "recipient": recipient}
    return assessment("reading", subject, outcome, on, rule=rule)


def verdicts(changes: Data, row: Data, folder: Path, rule: str = RULE) -> tuple[str, dict[str, Any] | None]:
    """Give what an audit finds of a rule in one exchange, in its counts and in the explanation, which agree;
    and its finding.
    """
    judged_by = case(PACK, change(complete(), changes))
    log = write_log(folder / "log.parquet", [EXCHANGE | row])
    audit, named = by_id(judged_by, log, folder)
    counted = next((v for r, v in named.get("x", set()) if r == rule), "in order")
    (one,) = explain(judged_by, find_logs([log]), "x", Options())
    alone = {r.verdict.word for r in one.results if r.rule.id == rule}
    assert counted in alone or (counted == "in order" and alone <= {"compliant", "not_applicable"})
    return counted, next((f for f in answer(audit, "en")["findings"] if f["rule"] == rule), None)


DEPARTS = {"agreement.departures": [OTHERWISE]}


@pytest.mark.parametrize(
    ("readings", "row", "verdict"),
    [
        ([], {}, "review"),
        ([read()], {}, "in order"),
        ([read()], {"data": TOLD}, "in order"),
        ([read("not-met")], {}, "violation"),
        ([read("contested")], {}, "review"),
        ([read()], {"data": ["criminal"]}, "review"),
        ([read("not-met")], {"data": ["identification-contact"]}, "review"),
        ([read()], {"flow": None, "data": TOLD, "purposes": ["refer"]}, "review"),
        ([read()], {"flow": "andere"}, "review"),
        ([read()], {"sender": "dmw"}, "review"),
        ([read()], {"at": datetime(2026, 1, 19, 23)}, "review"),
        ([read()], {"at": datetime(2026, 1, 20, 1)}, "in order"),
        ([read() | {"review_by": "2026-02-01"}], {}, "review"),
        ([read(rule="data-subjects")], {}, "review"),
        ([read("not-met"), read("met", on="2026-01-30")], {}, "in order"),
    ],
)
def test_a_reading_of_a_flow_counts_for_what_that_flow_declares(
    tmp_path: Path, readings: list[Data], row: Data, verdict: str
) -> None:
    more = {"assessments": [*complete()["assessments"], *readings]}
    found, told = verdicts(DEPARTS | more, row, tmp_path)
    assert found == verdict
    assert told is None or told["against"] == [row.get("sender", "caw")]


@pytest.mark.parametrize(
    ("readings", "row", "verdict"),
    [
        ([read(rule="recipient-needs-data", recipient="ocmw")], {}, "in order"),
        ([read(rule="recipient-needs-data", recipient="0")], {}, "in order"),
        ([read(rule="recipient-needs-data", recipient="1")], {}, "review"),
        ([read(rule="recipient-needs-data")], {"recipient": "dmw"}, "in order"),
        ([read(rule="recipient-needs-data", recipient="ocmw")], {"recipient": "dmw"}, "review"),
        ([read(rule="recipient-needs-data", recipient="ocmw")], {"recipient": None}, "review"),
        ([read("not-met", rule="recipient-needs-data", recipient="ocmw")], {}, "violation"),
        ([read(rule="recipient-needs-data", recipient="ocmw")], {"need_to_know": False}, "review"),
    ],
)
def test_a_reading_of_one_recipient_counts_for_that_one(
    tmp_path: Path, readings: list[Data], row: Data, verdict: str
) -> None:
    changes = {
        "agreement.departures": [OTHERWISE | {"clause": "5.1"}],
        "flows.0.recipients": [staff("ocmw"), staff("dmw"), CLIENT],
        "assessments": [*complete()["assessments"], *readings],
    }
    assert verdicts(changes, row, tmp_path, "recipient-needs-data")[0] == verdict


def test_a_reading_where_the_text_departs_from_nothing_counts_too(tmp_path: Path) -> None:
    """Whose staff it is, is a question of reading in the model itself (5.1)."""
    changes = {
        "flows.0.recipients": [staff("caw")],
        "assessments": [*complete()["assessments"], read(rule="recipient-is-core-actor")],
    }
    assert verdicts(changes, {"recipient": "caw"}, tmp_path, "recipient-is-core-actor")[0] == "in order"


def test_a_reading_of_a_flow_of_several_senders_counts_for_each(tmp_path: Path) -> None:
    changes = DEPARTS | {
        "flows.0.sender": ["caw", "dmw"],
        "assessments": [*complete()["assessments"], read(on="2026-01-06")],
    }
    assert verdicts(changes, {"sender": "dmw"}, tmp_path)[0] == "in order"
    assert verdicts(changes, {"sender": "ocmw"}, tmp_path)[0] == "review"


def test_a_reading_of_a_rule_whose_facts_turn_on_other_days_counts_too(tmp_path: Path) -> None:
    """Decisions on authentic sources change on days of their own."""
    source = {"category": "identification-contact", "authentic_source": "KSZ"}
    decision = {"body": "IVC", "number": "1", "decided_on": "2026-01-25", "expires_on": "none"}
    changes = {
        "agreement.departures": [OTHERWISE | {"clause": "13.1"}],
        "flows.0.data": [source | {"authorisation": decision}],
        "assessments": [*complete()["assessments"], read(rule="source-authorised")],
    }
    for day in (22, 26):
        found = verdicts(changes, {"at": datetime(2026, 1, day)}, tmp_path, "source-authorised")
        assert found[0] == "in order"


def test_a_review_says_for_which_exchanges_an_assessment_counts(tmp_path: Path) -> None:
    told = verdicts(DEPARTS, {}, tmp_path)[1]
    assert told is not None
    assert "A reading is recorded of a declared flow" in told["example"]["remedy"]
    late = {"assessments": [assessment("necessity", {"flow": "stroom"}, on="2026-02-03")]}
    assert verdicts(late, {"at": datetime(2026, 2, 3)}, tmp_path, "necessity")[0] == "in order"
    told = verdicts(late, {}, tmp_path, "necessity")[1]
    assert told is not None
    assert "counts for exchanges from its own day on" in told["example"]["remedy"]
