"""The law of the audit: every row gets what ``check`` says of a workspace holding that exchange as a flow with one recipient on that day."""

from __future__ import annotations

import copy
import os
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gbo_policy.asof import AsOf
from gbo_policy.audit.judge import JUDGED
from tests.audit_kit import by_id, case, write_log
from tests.kit import Data, judged
from tests.test_laws import DAYS, PACK, PARTIES, laws, maybe, some, workspaces

EXAMPLES = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 50
HOUSE = "within-declaration"  # about a log and its declarations, which a check does not see
KINDS = ("staff", "processor", "third-party", "international-organisation", "data-subject")

names = st.sampled_from([*PARTIES, "vreemd"])
countries = st.sampled_from(["BE", "el", "UK", "EU", "US", "SJ", "Mars"])
rows = maybe(
    sender=names,
    recipient_kind=st.sampled_from([*KINDS, "robot"]),
    recipient=st.sampled_from([*PARTIES, "wolk", "Firma"]),
    on_behalf_of=names,
    purposes=some(["refer", "keep-overview", "marketing", "onbekend"]),
    data=some(["identification-contact", "health", "rights-exploration", "criminal", "onbekend"]),
    legal_basis=some(["gdpr-6-1-e", "gdpr-6-1-c", "gdpr-9-2-g", "gdpr-9-1-g", "raar"]),
    storage=some(countries, 2),
    access=some(countries, 2),
    need_to_know=st.booleans(),
    obligation_obliges=st.booleans(),
    channel=st.sampled_from(["GBO-Connect", " gbo-connect", "post"]),
    format=st.just("PDF"),
    flow=st.sampled_from(["f0", "f1", "f9"]),
)
moments = st.builds(
    lambda day, n, clock: datetime.combine(day + timedelta(days=n), clock), st.sampled_from(DAYS), st.integers(-1, 1), st.sampled_from([time(0), time(12), time(23, 59, 59)])
)


def possible(row: Data) -> bool:
    """Tell whether a workspace can hold the exchange: staff of nobody known is a violation that no file can declare."""
    return not (row.get("recipient_kind") in ("staff", None) and row.get("recipient") in ("wolk", "Firma"))


def as_flow(row: Data, data: Data) -> Data:
    """Write a row by hand as the flow that it is."""
    declared = next((f for f in data["flows"] if f["id"] == row.get("flow")), {})
    made: Data = {k: copy.deepcopy(v) for k, v in declared.items() if k in ("sender", "purposes", "data", "legal_basis", "legal_obligation", "channel", "format")}
    made |= {"id": declared.get("id", "los"), "starts_on": row["at"].date().isoformat(), "ends_on": row["at"].date().isoformat()}
    if "sender" in row:
        made["sender"] = row["sender"] if row["sender"] in PARTIES else None
    if "purposes" in row:
        made["purposes"] = [{"other": p} if p == "onbekend" else p for p in row["purposes"]]
    if "data" in row:
        made["data"] = [item for c in row["data"] for item in same_items(c, declared)]
    if "legal_basis" in row:
        made["legal_basis"] = [b for b in row["legal_basis"] if b != "raar"]
    made["locations"] = {**declared.get("locations", {}), **{k: ["US" if c == "Mars" else c for c in row[k]] for k in ("storage", "access") if k in row}}
    if "obligation_obliges" in row:
        own = declared.get("legal_obligation")
        made["legal_obligation"] = {"provision": "x", "source": "union"} | (own if isinstance(own, dict) else {}) | {"obliges": row["obligation_obliges"]}
    made |= {k: row[k] for k in ("channel", "format") if k in row}
    made["recipients"] = [recipient(row, declared)]
    return made


def same_items(category: str, declared: Data) -> list[Any]:
    same = [i for i in declared.get("data", []) if (i if isinstance(i, str) else i["category"]) == category]
    return same or [{"other": category} if category == "onbekend" else category]


def recipient(row: Data, declared: Data) -> Data:
    kind, name, behalf = (row.get(k) for k in ("recipient_kind", "recipient", "on_behalf_of"))
    alike = []
    for one in declared.get("recipients", []):
        called = {"staff": one.get("party"), "processor": one.get("processor")}.get(one.get("kind"), one.get("name"))
        if (kind in (None, one.get("kind")) and name in (None, called)) or (not one.get("kind") and name in (None, called, *([name] if called is None else []))) or (kind in (None, one.get("kind"), *([kind] if "kind" not in one else [])) and called is None):
            alike.append((one, called))
    alike = [(o, c) for o, c in alike if o.get("kind") != "processor" or behalf is None or o.get("on_behalf_of") in (None, behalf)]
    made: Data = {k: alike[0][0].get(k) for k in ("kind", "party", "processor", "on_behalf_of", "name", "country", "need_to_know")} if alike else {}
    made = {k: v for k, v in made.items() if v is not None and all(o.get(k) == v for o, _ in alike)}
    if kind == "robot":
        made.pop("kind", None)
    elif kind:
        made["kind"] = kind
    if name:
        word = {"staff": "party", "processor": "processor"}.get(made.get("kind"), "name")
        if word != "processor" or name == "wolk":
            made[word] = name
    if behalf and made.get("kind") in ("processor", None):
        made["on_behalf_of"] = behalf if behalf in PARTIES else None
    if "need_to_know" in row:
        made["need_to_know"] = row["need_to_know"]
    # what does not belong to a recipient of this kind is an input error in a file, and says nothing in a log
    fields = {"staff": ("party", "need_to_know"), "processor": ("processor", "on_behalf_of"), "data-subject": ()}
    allowed = fields.get(made.get("kind"), ("name", "country")) if made.get("kind") else tuple(made)
    return {k: v for k, v in made.items() if k == "kind" or k in allowed}



@settings(laws, max_examples=EXAMPLES)
@given(workspaces(), st.lists(st.tuples(moments, rows).filter(lambda p: possible(p[1])), min_size=1, max_size=8))
def test_a_row_is_judged_as_check_judges_it_as_a_flow(data: Data, exchanges: list[tuple[datetime, Data]]) -> None:
    log = [{"id": f"x{i}", "at": at, **row} for i, (at, row) in enumerate(exchanges)]
    with TemporaryDirectory() as folder:
        found, named = by_id(case(PACK, data), write_log(Path(folder, "log.parquet"), log), Path(folder))
    counts: Counter[tuple[str, str]] = Counter()
    for row in log:
        made = as_flow(row, data)
        # an assessment of a recipient that is not this one says nothing of it
        about = [a for a in data["assessments"] if a["subject"].get("flow") != made["id"] or a["subject"].get("recipient", "") in ("", *made["recipients"][0].values())]
        held = data | {"flows": [f for f in data["flows"] if f["id"] != made["id"]] + [made], "assessments": about}
        report = judged(PACK, held, as_of=AsOf.of_day(row["at"].date()))
        expected = [r for r in report.results if r.subject.kind in JUDGED and made["id"] in (r.subject.id, r.subject.of) and r.rule.id != HOUSE]
        counts.update((r.rule.id, r.verdict) for r in expected)
        findings = {(r.rule.id, r.verdict) for r in expected if r.finding}
        assert (row, {f for f in named.get(row["id"], set()) if f[0] != HOUSE}) == (row, findings)
    assert {k: n for k, n in found.tally.rules.items() if k[0] != HOUSE} == counts
