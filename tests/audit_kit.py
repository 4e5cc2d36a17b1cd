"""Logs made of plain rows, the audit of them in one call, and each row written by hand as the flow that it
is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gbo_policy.audit.judge.audit_run import Audit, Options, audit
from gbo_policy.audit.read.columns import COLUMNS, LogColumn
from gbo_policy.audit.read.log import find_logs
from gbo_policy.judging.case import Case
from gbo_policy.rulebook.pack import Pack
from tests.kit import Data, engine, loaded

_TYPES = {
    LogColumn.TEXT: pa.string(),
    LogColumn.MOMENT: pa.timestamp("us"),
    LogColumn.TEXTS: pa.list_(pa.string()),
    LogColumn.FLAG: pa.bool_(),
}
SCHEMA = pa.schema([(name, _TYPES[column]) for name, column in COLUMNS.items()])
PARTIES = ("caw", "ocmw", "dmw")


def write_log(path: Path, rows: Iterable[Mapping[str, Any]], schema: pa.Schema = SCHEMA) -> Path:
    """Write rows as Parquet; what a row does not say is null."""
    pq.write_table(pa.Table.from_pylist([dict(r) for r in rows], schema), path)
    return path


def case(pack: Pack, data: Data) -> Case:
    """Give what a log is judged by."""
    return Case(loaded(pack, data), pack, engine(pack, {}), "received")


def audited(judged_by: Case, *logs: Path, options: Options | None = None) -> Audit:
    """Audit logs, silently."""
    return audit(judged_by, find_logs(logs), options or Options(), lambda step, share: None)


def by_id(
    judged_by: Case, log: Path, folder: Path, options: Options | None = None
) -> tuple[Audit, dict[str, set[tuple[str, str]]]]:
    """Audit a log; give for every id that has findings its rules with their verdicts."""
    offenders = folder / "offenders.parquet"
    found = audited(judged_by, log, options=replace(options or Options(), offenders=offenders, reviews=True))
    rows = pq.read_table(offenders).to_pylist()
    named = {
        r["id"]: {(rule, "violation") for rule in r["rules"]} | {(rule, "review") for rule in r["reviews"]}
        for r in rows
    }
    assert len(named) == len(rows)
    return found, named


# What follows says once more, in other words than the audit's own, what a row of a log means.

STRANGE = "raadsel"  # a word that no vocabulary knows; a file writes it as {other: …}
NO_BASIS = "raar"
BLANK = "TBD"  # what stands for something still to be filled in is no fact
NOWHERE = "Mars"  # a country that nobody knows is outside the EEA, and so is this one
OUTSIDE = "US"
FROM_FLOW = ("sender", "purposes", "data", "legal_basis", "legal_obligation", "channel", "format")
NAMED_BY = {"staff": "party", "processor": "processor"}
KINDS = ("staff", "processor", "third-party", "international-organisation", "data-subject")
FIELDS = {
    "staff": ("kind", "party", "need_to_know"),
    "processor": ("kind", "processor", "on_behalf_of"),
    "data-subject": ("kind",),
}
EVERY_FIELD = ("kind", "party", "need_to_know", "processor", "on_behalf_of", "name", "country")


def said(row: Data) -> Data:
    """Give what a row says, without blanks: a column is absent where it says nothing, and None where a list
    has an empty place, or a word that is still to be filled in among others.
    """
    found: Data = {}
    for column, value in row.items():
        if isinstance(value, str) and value.strip():
            if value.strip() != BLANK:
                found[column] = value.strip()
        elif isinstance(value, list):
            words = [(word or "").strip() for word in value]
            if not words or set(words) != {BLANK}:
                found[column] = None if {"", BLANK} & set(words) else list(dict.fromkeys(words))
        elif value is not None and not isinstance(value, str):
            found[column] = value
    return found


def declared_flow(row: Data, data: Data) -> Data:
    """Give the declared flow that a row names; an empty one where there is none."""
    return next((f for f in data["flows"] if f["id"] == said(row).get("flow")), {})


def as_flow(row: Data, data: Data, name: str) -> Data:
    """Write a row as a flow of its own day, called ``name``, with its recipient first: the only one, unless
    it rests on a law that may be about others.
    """
    told, declared = said(row), declared_flow(row, data)
    day = row["at"].date().isoformat()
    made: Data = {key: declared[key] for key in FROM_FLOW if key in declared}
    own = recipient(told, declared)
    made |= {"id": name, "starts_on": day, "ends_on": day, "recipients": [own, *beside(row, data, own)]}
    made |= {key: told[key] for key in ("channel", "format") if key in told}
    if "sender" in told:
        made["sender"] = told["sender"] if told["sender"] in PARTIES else None
    if "purposes" in told:
        made["purposes"] = told["purposes"] and [_written(p) for p in told["purposes"]]
    if "data" in told:
        made["data"] = told["data"] and [
            item for category in told["data"] for item in _items(category, declared)
        ]
    if "legal_basis" in told:
        made["legal_basis"] = told["legal_basis"] and [b for b in told["legal_basis"] if b != NO_BASIS]
    if "obligation_obliges" in told:
        own = declared.get("legal_obligation")
        known = own if isinstance(own, dict) else {}
        made["legal_obligation"] = {
            "provision": "x",
            "source": "union",
            **known,
            "obliges": told["obligation_obliges"],
        }
    given = {
        key: told[key] and [OUTSIDE if c == NOWHERE else c for c in told[key]]
        for key in ("storage", "access")
        if key in told
    }
    made["locations"] = declared.get("locations", {}) | given
    return made


def _written(word: str) -> Any:
    return {"other": word} if word == STRANGE else word


def _items(category: str, declared: Data) -> list[Any]:
    """Give the declared items of a category, which say whose data they are; otherwise the category alone."""
    same = [
        i for i in declared.get("data") or [] if (i["category"] if isinstance(i, dict) else i) == category
    ]
    return same or [_written(category)]


def alike(told: Data, declared: Data) -> list[Data]:
    """Give the declared recipients that may be the one that a row names: nothing that both say is different."""
    found = []
    for one in declared.get("recipients") or []:
        kind = one.get("kind")
        pairs = [
            (kind, told.get("recipient_kind")),
            (one.get(NAMED_BY.get(kind, "name")), told.get("recipient")),
        ]
        if kind is None and told.get("recipient_kind") in KINDS:
            may_have = FIELDS.get(told["recipient_kind"], ("name", "country", "legal_obligation"))
            if one.keys() - {*may_have, "kind", "labels", "function"}:
                continue  # what is said of it is said of no such recipient
        if kind == "processor":
            pairs.append((one.get("on_behalf_of"), told.get("on_behalf_of")))
        if all(a is None or b is None or a == b for a, b in pairs):
            found.append(one)
    return found


def recipient(told: Data, declared: Data) -> Data:
    """Give a row's recipient: what the declared ones that it may be have in common, and what the row says."""
    first, *others = alike(told, declared) or [{}]
    made = {
        k: v
        for k, v in first.items()
        if k in EVERY_FIELD and v is not None and all(o.get(k) == v for o in others)
    }
    if "recipient_kind" in told:
        made["kind"] = told["recipient_kind"] if told["recipient_kind"] in KINDS else None
    kind = made.get("kind")
    if "recipient" in told:
        known = kind != "processor" or told["recipient"] == "wolk"
        made[NAMED_BY.get(kind, "name") if known else "name"] = told["recipient"]
    if "on_behalf_of" in told and kind in ("processor", None):
        made["on_behalf_of"] = told["on_behalf_of"] if told["on_behalf_of"] in PARTIES else None
    if "need_to_know" in told:
        made["need_to_know"] = told["need_to_know"]
    # what does not belong to a recipient of this kind is an input error in a file, and says nothing in a log
    allowed = FIELDS.get(kind, ("kind", "name", "country")) if kind else EVERY_FIELD
    return {k: v for k, v in made.items() if k in allowed and v is not None}


def assessed(row: Data, flow: Data, data: Data) -> list[list[Data]]:
    """Give the assessments of the flow that a row names, as assessments of the row's own flow; those of other
    recipients fall away. Of a row that may be to several recipients one list for each.
    """
    declared = declared_flow(row, data)
    own = flow["recipients"][0]
    every = declared.get("recipients") or []
    meant = [any(one is r for one in alike(said(row), declared)) for r in every]
    called = [{str(i), *map(r.get, ("party", "processor", "name"))} for i, r in enumerate(every) if meant[i]]
    called = called or [{own.get("party"), own.get("processor"), own.get("name")}]
    about = [one for one in data["assessments"] if declared and one["subject"].get("flow") == declared["id"]]
    return [
        [
            one | {"subject": {"flow": flow["id"], **({} if name is None else {"recipient": "0"})}}
            for one in about
            if (name := one["subject"].get("recipient")) is None or name in names
        ]
        for names in called
    ]


def needs_law(recipient: Data) -> bool:
    """Tell whether somebody may receive only by law, as far as is said."""
    return recipient.get("kind") in (None, "third-party", "international-organisation")


def beside(row: Data, data: Data, own: Data) -> list[Data]:
    """Give the other recipients that the law of a row's flow may be about, where neither says which one."""
    told, declared = said(row), declared_flow(row, data)
    law = declared.get("legal_obligation")
    if not isinstance(law, dict) or "covers" in law or "obligation_obliges" in told or not needs_law(own):
        return []
    lawless = [r for r in declared.get("recipients") or [] if needs_law(r) and not r.get("legal_obligation")]
    others = lawless[1:] if alike(told, declared) else lawless
    return [{"kind": "third-party", "name": f"een ander {i}", "country": "BE"} for i in range(len(others))]


def beyond(row: Data, data: Data) -> str:
    """Give the verdict of ``within-declaration``: what is not declared, or not known to be, is for review."""
    told, declared = said(row), declared_flow(row, data)
    if "flow" not in told:
        return "not_applicable"
    open_ = [not declared]
    for column in ("purposes", "data"):
        words, known = told.get(column, []), declared.get(column)
        names = [i["category"] if isinstance(i, dict) else i for i in known or []]
        open_.append(words != [] and (words is None or known is None or not set(words) <= set(names)))
    open_.append("sender" in told and told["sender"] != declared.get("sender"))
    named = told.keys() & {"recipient_kind", "recipient", "on_behalf_of"}
    open_.append(bool(named) and not alike(told, declared))
    return "review" if any(open_) else "compliant"
