"""The law of the audit: every row gets what ``check`` says of a workspace holding that exchange as a flow
with one recipient on that day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbo_policy.audit.judge import groups as judge
from gbo_policy.audit.judge.audit_run import Audit, Options
from gbo_policy.audit.judge.explaining import explain
from gbo_policy.audit.judge.fact_plan import JUDGED
from gbo_policy.audit.judge.log_places import in_log
from gbo_policy.audit.read import group_batches
from gbo_policy.audit.read.log import find_logs
from gbo_policy.audit.write.answer import answer
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import Steps
from gbo_policy.judging.case import Case
from gbo_policy.judging.result import Result
from gbo_policy.logic.verdict import WORDS
from gbo_policy.over_time.timeline import change_days
from gbo_policy.terms.rows.logged import WHO
from tests.audit_kit import (
    BLANK,
    NAMED_BY,
    NO_BASIS,
    NOWHERE,
    PARTIES,
    SCHEMA,
    STRANGE,
    as_flow,
    assessed,
    beyond,
    by_id,
    case,
    said,
    write_log,
)
from tests.conftest import NIGHTLY
from tests.kit import Data, assessment, change, complete, engine, flow, judged, loaded
from tests.test_laws import PACK, in_order, laws, some, workspaces

EXAMPLES = 500 if NIGHTLY else 10
HOUSE = "within-declaration"  # about a log and its declarations, which a check does not see
LISTS = ("purposes", "data", "legal_basis", "storage", "access")
FLAGS = ("need_to_know", "obligation_obliges")
DAY = timedelta(days=1)

# A workspace whose verdicts turn on days: all is known and in order, but for when it happens.

days = st.integers(0, 150).map(lambda n: (date(2026, 1, 1) + n * DAY).isoformat())
parties = st.sampled_from(PARTIES)
one_of_two = st.sampled_from(["caw", "ocmw"])
day_or_none = st.one_of(days, st.just("none"))
recipients = st.sampled_from([
    {"kind": "staff", "party": "ocmw", "need_to_know": True},
    {"kind": "staff", "party": "dmw", "need_to_know": False},
    {"kind": "staff", "party": "caw"},
    {"kind": "processor", "processor": "wolk", "on_behalf_of": "ocmw"},
    {"kind": "processor", "processor": "wolk", "on_behalf_of": "dmw"},
    {"kind": "third-party", "name": "Firma", "country": "BE"},
    {"kind": "third-party", "name": "Bureau", "country": "US"},
    {"kind": "international-organisation", "name": "Unie", "country": "FR"},
    {"kind": "data-subject"},
])  # fmt: skip
notified = st.fixed_dictionaries({"party": parties, "at": days})
obligations = st.one_of(
    st.just("none"),
    st.fixed_dictionaries(
        {
            "provision": st.just("art. 1"),
            "source": st.just("union"),
            "obliges": st.booleans(),
            "notified": st.lists(notified, min_size=1, max_size=3, unique_by=lambda n: n["party"]),
            "notice_forbidden_by": st.sampled_from(["none", "none", "art. 2"]),
        }
    ),
)
bases = st.sampled_from(
    [["gdpr-6-1-e", "gdpr-9-2-g"], ["gdpr-6-1-c"], ["gdpr-6-1-c", "gdpr-9-2-g"], ["gdpr-9-1-g"]]
)
authorised = st.fixed_dictionaries(
    {
        "category": st.just("rights-exploration"),
        "subject": st.just("client"),
        "authentic_source": st.just("KSZ"),
        "authorisation": st.fixed_dictionaries(
            {"body": st.just("IVC"), "number": st.just("1"), "decided_on": days, "expires_on": day_or_none}
        ),
    }
)
items = authorised | st.sampled_from([
    "identification-contact",
    "criminal",
    {"category": "health", "subject": "client"},
    {"category": "health", "subject": "involved-person"},
    {"category": "rights-exploration", "subject": "client", "authentic_source": "KSZ", "authorisation": "none"},
    {"category": "identification-contact", "subject": "client", "authentic_source": "KSZ", "authorisation": "nr. 1"},
])  # fmt: skip
places = st.sampled_from([["BE"], ["BE", "FR"], ["US"], ["SJ"], []])
parts = {
    "sender": one_of_two,
    "recipients": st.lists(recipients, min_size=2, max_size=4, unique_by=repr),
    "purposes": some(["refer", "keep-overview", "marketing"]),
    "data": some(items),
    "legal_basis": bases,
    "locations": st.fixed_dictionaries({"storage": places, "access": places}),
    "legal_obligation": obligations,
    "channel": st.sampled_from(["GBO-Connect", "post"]),
}
suspensions = {
    "type": st.just("suspension"),
    "by": one_of_two,
    "against": parties,
    "from": days,
    "lifted_on": day_or_none,
}
cessations = {
    "type": st.just("cessation"),
    "by": one_of_two,
    "against": parties,
    "notified_on": days,
    "effective_on": days,
}
measures = st.one_of(
    st.fixed_dictionaries({**own, "ground": st.just("none")}) for own in (suspensions, cessations)
)
notices = st.builds(
    lambda sent, received, means: {
        "type": "termination",
        "by": "dmw",
        "sent_on": sent.isoformat(),
        "received": [
            {"party": p, "on": (sent + n * DAY).isoformat()}
            for p, n in zip(("caw", "ocmw"), received, strict=False)
        ],
        "means": means,
        "addressed_to": ["caw", "ocmw"],
    },
    st.integers(0, 150).map(lambda n: date(2025, 6, 1) + n * DAY),
    st.lists(st.integers(0, 40), max_size=2),
    st.sampled_from(["registered-letter", "registered-letter", None]),
)


@st.composite
def timelines(draw: st.DrawFn) -> Data:
    """Give a workspace of two flows in which everything is known, and happens on days of its own."""
    data = complete()
    agreement, data["assessments"] = data["agreement"], []
    agreement["parties"] = [{"id": p} for p in PARTIES]
    agreement["signatures"] = [{"party": p, "signed_on": draw(days)} for p in PARTIES]
    agreement["processors"][0] |= {
        "agreement_signed_on": draw(day_or_none),
        "agreement_ends_on": draw(day_or_none),
    }
    chosen = [
        {key: draw(own) for key, own in parts.items() if key == "recipients" or draw(st.booleans())}
        for _ in range(2)
    ]
    first, second = (flow(f"f{i}", **own) for i, own in enumerate(chosen))
    of_recipients = [{"flow": "f0", "recipient": str(place)} for place in range(len(first["recipients"]))]
    subjects = {
        "data-quality": [{"flow": "f0"}, {"flow": "f1"}],
        "necessity": [{"flow": "f0"}, {"flow": "f1"}, *of_recipients],
    }
    for _ in range(draw(st.integers(1, 6))):
        term, outcome = draw(st.sampled_from(sorted(subjects))), draw(st.sampled_from(["met", "not-met"]))
        more = draw(st.sampled_from([{}, {"review_by": draw(days)}]))
        data["assessments"].append(
            assessment(term, draw(st.sampled_from(subjects[term])), outcome, draw(days), **more)
        )
    # without an effect, so that every rule on the clause is for review
    agreement["departures"] = [
        {"clause": clause, "says": "anders", "by": "An", "on": "2026-01-05"}
        for clause in draw(st.lists(st.sampled_from(["3.3", "4", "5", "6.2", "7.3", "9", "11"]), max_size=1))
    ]
    happened = draw(st.lists(measures, max_size=4)) + draw(st.lists(notices, max_size=1))
    data |= {
        "flows": [first, second],
        "events": [{"id": f"e{i}", **event} for i, event in enumerate(happened)],
    }
    return dict(in_order(data))


# Logs on and around the days on which something changes, of rows that differ from another in one column.

names = st.sampled_from([*PARTIES, "vreemd"])
countries = st.sampled_from(["BE", "el", "UK", "EU", "US", "SJ", NOWHERE])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "sender": names,
    "recipient_kind": st.sampled_from(
        ["staff", "processor", "third-party", "international-organisation", "data-subject", "robot"]
    ),
    "recipient": st.sampled_from([*PARTIES, "wolk", "mist", "Firma"]),
    "on_behalf_of": names,
    "purposes": some(["refer", "keep-overview", "marketing", STRANGE]),
    "data": some(["identification-contact", "health", "rights-exploration", "criminal", STRANGE]),
    "legal_basis": st.one_of(bases, some(["gdpr-6-1-e", "gdpr-6-1-c", "gdpr-9-2-g", "gdpr-9-1-g", NO_BASIS])),
    "storage": some(countries, 2),
    "access": some(countries, 2),
    "need_to_know": st.booleans(),
    "obligation_obliges": st.booleans(),
    "channel": st.sampled_from(["GBO-Connect", "gbo-connect", "post"]),
    "format": st.just("PDF"),
    "flow": st.sampled_from(["f0", "f0", "f1", "f9"]),
}
clocks = st.sampled_from([time(0), time(12), time(23, 59, 59, 999_999)])


@dataclass(frozen=True)
class Log:
    """A workspace and a log to be judged by it, in a number of ``files``; ``batch`` groups at a time,
    remembering ``kept`` things.
    """

    data: Data
    rows: list[Data]
    files: int
    batch: int
    kept: int


def turning_days(data: Data) -> st.SearchStrategy[date]:
    """Give days around those on which something may change, and around the ends of their months."""
    turns = change_days(Case(loaded(PACK, data), PACK, engine(PACK, {}), "received"), {})
    around = {turn + n * DAY for turn in turns for n in (-1, 0, 1)}
    firsts = {turn.replace(day=1) for turn in turns}
    return st.sampled_from(sorted(around | firsts | {first - DAY for first in firsts}) or [date(2026, 3, 1)])


def spelt(value: Any) -> st.SearchStrategy[Any]:
    """Give other ways to write a value, which may or may not mean the same."""
    if isinstance(value, str):
        return st.sampled_from([f" {value}", f"{value} ", value, BLANK])
    if isinstance(value, list):
        blank = [f" {word} " for word in value]
        return st.sampled_from(
            [
                value[::-1],
                value + value[:1],
                blank,
                [*value, None],
                [*value, ""],
                [*value, BLANK],
                [BLANK],
                [None, *value],
                value[:1],
                [],
            ]
        )
    return st.just(value)


@st.composite
def changed(draw: st.DrawFn, row: Data) -> Data:
    """Give a row that differs from another in one column, if at all."""
    column = draw(st.sampled_from(list(VALUES)))
    others = [VALUES[column], st.none()]
    if column not in (*LISTS, *FLAGS):
        others.append(st.sampled_from(["", " "]))
    if row.get(column) is not None:
        others.append(spelt(row[column]))
    return row | {column: draw(st.one_of(others))}


def expressible(row: Data, data: Data) -> bool:
    """Tell whether a file can declare a row: staff of a party or a processor that nobody knows is an input
    error there.

    Such staff is a violation in a log. Such a processor is for review; one that bears another's name gets
    that one's assessment as well.
    """
    to = as_flow(row, data, "x")["recipients"][0]
    namesake = to.get("kind") == "processor" and said(row).get("recipient", "wolk") not in ("wolk", "mist")
    return to.get("party") in (None, *PARTIES) and not namesake


@st.composite
def as_declared(draw: st.DrawFn, data: Data) -> Data:
    """Give a row that says some of what a declared flow says, sent to one of its recipients."""
    own = draw(st.sampled_from(data["flows"]))
    to = draw(st.sampled_from(own.get("recipients") or [{}]))
    row = {
        **{key: own.get(key) for key in ("sender", "purposes", "legal_basis", "channel", "format")},
        **{key: own.get("locations", {}).get(key) for key in ("storage", "access")},
        "data": [i["category"] if isinstance(i, dict) else i for i in own["data"]] if "data" in own else None,
        "recipient_kind": to.get("kind"),
        "recipient": to.get(NAMED_BY.get(to.get("kind"), "name")),
        **{key: to.get(key) for key in ("on_behalf_of", "need_to_know")},
    }
    silent = draw(st.sets(st.sampled_from(sorted(row))))
    return {"flow": own["id"], **{key: value for key, value in row.items() if key not in silent}}


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """Give a workspace and a log of some rows, their neighbours and their doubles, on a few days."""
    data = draw(st.one_of(timelines(), timelines(), workspaces()))
    few = draw(st.lists(turning_days(data), min_size=4, max_size=8))
    moments = st.builds(datetime.combine, st.sampled_from(few), clocks)
    free = st.fixed_dictionaries({}, optional=VALUES)
    to_whom = {column: VALUES[column] for column in WHO if column != "flow"}
    bare = st.fixed_dictionaries({"flow": VALUES["flow"]}, optional=to_whom)
    rows: list[Data] = []
    for row in (draw(as_declared(data)), draw(st.one_of(free, bare))):
        own = [row, *(draw(changed(row)) for _ in range(draw(st.integers(4, 9))))]
        rows += [{**one, "at": draw(moments)} for one in own for _ in range(draw(st.integers(1, 3)))]
    possible = [row for row in rows if expressible(row, data)] or [{"at": draw(moments)}]
    named = [{"id": f"x{i:02}", **row} for i, row in enumerate(draw(st.permutations(possible)))]
    files, batch, kept = (
        draw(st.sampled_from(numbers)) for numbers in ([1, 1, 1, 2], [7, 1000], [0, 30, 1000])
    )
    return Log(data, named, files, batch, kept)


# What the audit must say, row by row.


@dataclass(frozen=True)
class Judged:
    """A row as a check judges it: as which flow, and with which results."""

    row: Data
    flow: Data
    results: list[Result]
    house: str

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        # a rule that is held against two core actors gives two results; of an exchange it counts once
        return [*dict.fromkeys((r.rule.id, r.verdict.word) for r in self.results), (HOUSE, self.house)]

    @property
    def worst(self) -> str:
        return min((verdict for _, verdict in self.verdicts), key=WORDS.index)

    @property
    def pair(self) -> tuple[str | None, str | None, str | None]:
        to = self.flow["recipients"][0]
        return self.flow.get("sender"), to.get("party") or to.get("on_behalf_of"), to.get("kind")


def with_users(log: Log) -> Data:
    """Give the agreement, in which each processor is also used by those for whom it works in a row."""
    agreement = deepcopy(log.data["agreement"])
    sent = [as_flow(row, log.data, row["id"])["recipients"][0] for row in log.rows]
    for processor in agreement.get("processors") or []:
        shown = {to.get("on_behalf_of") for to in sent if to.get("processor") == processor.get("id")}
        if shown - {None}:
            processor["used_by"] = sorted({*(processor.get("used_by") or []), *(shown - {None})})
    return agreement


def open_elsewhere(log: Log, day: date) -> Iterator[Data]:
    """Give the exchanges of other days that leave open who uses a processor, as flows of ``day``: what a log
    shows it shows whenever it was.
    """
    for row in log.rows:
        made = as_flow(row, log.data, row["id"])
        to = made["recipients"][0]
        use = to.get("processor"), to.get("on_behalf_of")
        if row["at"].date() != day and None in use and (to.get("kind") == "processor" or any(use)):
            yield made | dict.fromkeys(("starts_on", "ends_on"), day.isoformat())


def judged_alike(row: Data, made: Data, data: Data, day: date) -> list[Data]:
    """Give the assessments that count for a row: where it may be to several recipients, and these were not
    judged alike, nobody knows whether it was needed.
    """
    first, *others = assessed(row, made, data)
    if all(one == first for one in others):
        return first
    about = [a for a in data["assessments"] if "flow" not in a["subject"]]
    said = set()
    for one in (first, *others):
        found = judged(PACK, data | {"flows": [made], "assessments": [*about, *one]}, as_of=AsOf.of_day(day))
        said |= {r.row.value("necessity") for r in found.results if r.rule.id == "necessity"}
    return first if len(said) == 1 else [a for a in first if a["term"] != "necessity"]


def checked(log: Log) -> list[Judged]:
    """Check the exchanges of each day as the flows of a workspace, in which all that the log shows of who
    uses a processor is known.
    """
    found = []
    data = log.data | {"agreement": with_users(log)}
    declared = log.data.get("flows") or []  # they too show who uses a processor
    for day, rows in groupby(sorted(log.rows, key=lambda r: r["at"]), key=lambda r: r["at"].date()):
        flows = [(row, as_flow(row, log.data, row["id"])) for row in rows]
        about = [a for a in log.data["assessments"] if "flow" not in a["subject"]]
        about += [a for row, made in flows for a in judged_alike(row, made, log.data, day)]
        report = judged(
            PACK,
            data
            | {
                "flows": [*declared, *(made for _, made in flows), *open_elsewhere(log, day)],
                "assessments": about,
            },
            as_of=AsOf.of_day(day),
        )
        results = defaultdict(list)
        for result in report.results:
            other = result.subject.kind == "recipient" and not result.subject.id.endswith("/0")
            if result.subject.kind in JUDGED and result.rule.id != HOUSE and not other:
                results[result.subject.of or result.subject.id].append(result)
        found += [Judged(row, made, results[row["id"]], beyond(row, log.data)) for row, made in flows]
    return found


def audited(log: Log) -> tuple[Audit, dict[str, set[tuple[str, str]]]]:
    """Audit a log; files lack the columns that none of their rows fills."""
    with (
        TemporaryDirectory() as folder,
        patch.object(group_batches, "BATCH", log.batch),
        patch.object(judge, "_MOST_KEPT", log.kept),
    ):
        (files := Path(folder, "log")).mkdir()
        for number in range(log.files):
            rows = log.rows[number :: log.files]
            filled = {column for row in rows for column, value in row.items() if value is not None} | {
                "id",
                "at",
            }
            write_log(
                files / f"{number}.parquet",
                rows,
                pa.schema([field for field in SCHEMA if field.name in filled]),
            )
        return by_id(case(PACK, log.data), files, Path(folder))


def assert_equivalent(log: Log) -> None:
    """Hold an audit against the checks: every row's findings, the sums over rows, and each finding as a
    whole.
    """
    found, named = audited(log)
    expected = checked(log)
    for one in expected:
        findings = {(rule, verdict) for rule, verdict in one.verdicts if verdict in ("violation", "review")}
        assert (one.row, named.pop(one.row["id"], set())) == (one.row, findings)
    assert named == {}
    assert_counts(answer(found, "en"), expected)
    assert_findings(found, expected)


def assert_counts(told: Data, expected: list[Judged]) -> None:
    """Hold the answer's figures against a sum over rows."""
    worst = Counter(one.worst for one in expected)
    assert told["summary"] == {"exchanges": len(expected), **{v: worst[v] for v in WORDS}, "bad_rows": 0}
    rules = Counter(verdict for one in expected for verdict in one.verdicts)
    assert {(r["rule"], v): r[v] for r in told["rules"] for v in WORDS if r[v]} == rules
    months = Counter((f"{one.row['at']:%Y-%m}", one.worst) for one in expected)
    assert {(m["month"], v): m[v] for m in told["months"] for v in WORDS if m[v]} == months
    pairs = Counter((one.pair, one.worst) for one in expected)
    assert {((p["from"], p["to"], p["kind"]), v): p[v] for p in told["pairs"] for v in WORDS if p[v]} == pairs
    for part in (told["months"], told["pairs"]):
        assert sum(p["exchanges"] for p in part) == len(expected)
    moments = sorted(one.row["at"].isoformat(timespec="seconds") for one in expected)
    assert (told["log"]["first"], told["log"]["last"]) == (moments[0], moments[-1])


def of_a_row(path: Steps) -> Steps:
    """Give a key of another row's recipient as its own column: a row has no place in a log."""
    match path:
        case ("flows", str(row), "recipients", 0, *key) if row.startswith("x"):
            return tuple(key)
    return path


def assert_findings(found: Audit, expected: list[Judged]) -> None:
    """Hold each finding against the rows that a check finds alike: whom it is held against, what it waits
    for, when, and which.
    """
    rows = defaultdict(list)
    for one in expected:
        held = defaultdict(list)
        for r in one.results:
            if r.finding:
                missing = tuple(map(of_a_row, r.missing()))
                alike = r.rule.id, r.verdict.word, in_log(missing), tuple(r.assess())
                held[alike] += [] if r.against is None else [r.against]
        for alike, against in held.items():
            rows[*alike, tuple(sorted(against))].append(one.row)
    told = {
        (rule, o.verdict.word, o.missing, o.assess, o.against): f
        for (rule, o), f in found.tally.findings.items()
        if rule != HOUSE
    }
    assert told.keys() == rows.keys()
    for key, finding in told.items():
        moments = [row["at"] for row in rows[key]]
        assert (key, finding.exchanges, finding.first, finding.last) == (
            key,
            len(moments),
            min(moments),
            max(moments),
        )
        assert len(finding.ids) == min(10, len(moments))
        assert set(finding.ids) <= {row["id"] for row in rows[key]}


@settings(laws, max_examples=EXAMPLES)
@given(logs())
def test_a_row_is_judged_as_check_judges_it_as_a_flow(log: Log) -> None:
    assert_equivalent(log)


# What random cases cannot reach, or seldom do.

TOLD = {"provision": "art. 1", "source": "union", "obliges": True, "notice_forbidden_by": "none"}
OCMW = {"kind": "staff", "party": "ocmw", "need_to_know": True}
DMW = {"kind": "staff", "party": "dmw", "need_to_know": False}
CLOUD = {"kind": "processor", "processor": "wolk", "on_behalf_of": "dmw"}
FIRM = {"kind": "third-party", "name": "Firma", "country": "US"}
GRIDS: dict[str, dict[str, list[Any]]] = {
    "who": {
        "sender": [None, "caw", "dmw"],
        "recipient_kind": [None, "staff", "processor", "third-party"],
        "recipient": [None, "ocmw", "wolk", "mist", "Firma"],
        "on_behalf_of": [None, "ocmw", "dmw"],
        "flow": ["f0", "f1", "f2"],
    },
    "when": {
        "sender": [None, "dmw"],
        "recipient": [None, "ocmw", "wolk", "Firma"],
        "flow": ["f0", "f1", "f2"],
    },
    "where": {
        "recipient": [None, "ocmw", "wolk", "Firma"],
        "storage": [None, ["BE"], ["US"], ["SJ"]],
        "access": [None, ["BE"], ["US"]],
        "obligation_obliges": [None, True, False],
        "flow": [None, "f0", "f1"],
    },
    "what": {
        "data": [
            None,
            [],
            [""],
            ["health"],
            ["health", None],
            ["health", "criminal"],
            ["criminal", "health"],
        ],
        "purposes": [None, [], [""], ["refer"], [None, "refer"], ["refer", "refer"], ["marketing"]],
        "legal_basis": [None, [], ["gdpr-6-1-e"], ["gdpr-6-1-c"], ["gdpr-6-1-e", None]],
        "flow": [None, "f0", "f1"],
    },
}


def turning() -> Data:
    """Give a workspace in which something changes every few days of February, and three flows that little
    tells apart.
    """
    told = TOLD | {"notified": [{"party": p, "at": "2026-02-04"} for p in PARTIES]}
    flows = [
        flow(
            "f0",
            recipients=[OCMW, DMW, CLOUD, FIRM],
            legal_basis=["gdpr-6-1-c", "gdpr-9-2-g"],
            legal_obligation=told,
        ),
        flow(
            "f1",
            recipients=[OCMW, CLOUD],
            data=[{"category": "health", "authentic_source": "KSZ", "authorisation": "none"}],
        ),
        flow("f2", recipients=[FIRM, CLOUD], legal_basis=["gdpr-6-1-c"], legal_obligation=told),
    ]
    events = [
        {
            "type": "suspension",
            "by": "caw",
            "against": "ocmw",
            "from": "2026-02-07",
            "lifted_on": "2026-02-09",
            "ground": "3.3",
        },
        {
            "type": "cessation",
            "by": "dmw",
            "against": "ocmw",
            "notified_on": "2026-02-12",
            "effective_on": "2026-02-12",
            "ground": "none",
        },
        {
            "type": "termination",
            "by": "dmw",
            "sent_on": "2025-08-15",
            "received": [
                {"party": p, "on": "2025-08-19"} for p in ("caw", "ocmw")
            ],  # six months from Monday the 25th
            "means": "registered-letter",
            "addressed_to": ["caw", "ocmw"],
        },
    ]
    assessments = [
        assessment("necessity", {"flow": "f0"}),
        assessment("necessity", {"flow": "f0", "recipient": "0"}, "not-met", "2026-02-15"),
        assessment("data-quality", {"flow": "f1"}, "not-met", "2026-02-18"),
    ]
    changes = {
        "flows": flows,
        "events": [{"id": f"e{i}", **event} for i, event in enumerate(events)],
        "assessments": assessments,
        "agreement.signatures.0.signed_on": "2026-02-02",
        "agreement.processors.0.agreement_ends_on": "2026-02-21",
    }
    return change(complete(), changes)


def every_combination(grid: str, on: Sequence[int]) -> Log:
    """Give a log of every combination of some values of some columns, on each of some days of February."""
    data, columns = turning(), GRIDS[grid]
    spoken = [dict(zip(columns, values, strict=True)) for values in product(*columns.values())]
    rows = [{"at": datetime(2026, 2, day, 12), **row} for row in spoken for day in on]
    rows = [row for row in rows if expressible(row, data)]
    return Log(data, [{"id": f"x{i}", **row} for i, row in enumerate(rows)], files=1, batch=500, kept=1000)


@pytest.mark.parametrize(
    ("grid", "on"), [("who", (4, 15)), ("when", range(1, 29)), ("where", (4, 5)), ("what", (4, 19))]
)
def test_every_combination_is_judged_as_check_judges_it(grid: str, on: Sequence[int]) -> None:
    assert_equivalent(every_combination(grid, on))


EXCHANGE: Data = {"id": "x", "at": datetime(2026, 2, 2, 10), "sender": "caw", "flow": "stroom"}


@pytest.mark.parametrize("batch", [1, 1000])
def test_groups_that_overlap_in_time_and_come_apart_are_one_finding(batch: int) -> None:
    post = [EXCHANGE | {"channel": "post", "at": datetime(2026, 2, day)} for day in (3, 20)]
    fax = [EXCHANGE | {"channel": "fax", "at": datetime(2026, 2, 4 + day % 9, 10)} for day in range(12)]
    rows = [row | {"id": f"x{i:02}"} for i, row in enumerate([*post, *fax])]
    assert_equivalent(Log(complete(), rows, files=1, batch=batch, kept=0))
    assert_equivalent(Log(complete(), rows[2:], files=1, batch=batch, kept=0))


@pytest.mark.parametrize(
    ("purposes", "finding"),
    [
        (["refer"] * 4092, set()),
        (["refer"] * 4093, set()),
        (["refer"] * 9000, set()),
        ([*["refer"] * 9000, "marketing"], {"violation"}),
        ([*["refer"] * 4093, None], {"review"}),
        ([*["refer"] * 9000, None], {"review"}),
        (["refer\x1frefer"], {"violation"}),
        (["refer\x1f"], set()),
    ],
    ids=[
        "long",
        "as long as is counted",
        "longer",
        "longer, with another word",
        "long, with an empty place",
        "longer, with an empty place",
        "two words in one",
        "a word and nothing in one",
    ],
)
def test_a_list_is_judged_by_its_words_however_long_it_is(
    tmp_path: Path, purposes: list[str | None], finding: set[str]
) -> None:
    log = write_log(tmp_path / "log.parquet", [EXCHANGE | {"purposes": purposes}])
    found = by_id(case(PACK, complete()), log, tmp_path)[1]
    assert {verdict for rule, verdict in found.get("x", set()) if rule == "purpose-limitation"} == finding


def test_a_recipient_of_another_kind_takes_no_party_from_a_declaration_without_kinds(tmp_path: Path) -> None:
    data = change(complete(), {"flows.0.recipients": [{"party": "ocmw"}]})
    log = write_log(tmp_path / "log.parquet", [EXCHANGE | {"recipient_kind": "data-subject"}])
    (pair,) = answer(by_id(case(PACK, data), log, tmp_path)[0], "en")["pairs"]
    assert (pair["from"], pair["to"], pair["kind"]) == ("caw", None, "data-subject")


LETS_IN = {"clause": "5.1", "says": "ook de wijk", "effect": {"partners": ["wijk"]}, "by": "An", "on": "2026-01-05"}  # fmt: skip
OTHERWISE = {"clause": "4", "says": "meer categorieën", "by": "An", "on": "2026-01-05"}


def test_what_the_signed_text_departs_from_is_for_review_in_a_log_too(tmp_path: Path) -> None:
    """`check` asks what follows from a departure without an effect, and so does an audit: of every row, in the
    counts, in its sentence, and of one exchange alone.
    """
    data = change(
        complete(),
        {
            "agreement.departures": [OTHERWISE, LETS_IN],
            "agreement.parties.+": {"id": "wijk", "role": "partner", "name": "Wijk"},
        },
    )
    said = {
        "at": datetime(2026, 2, 2, 9),
        "recipient_kind": "staff",
        "recipient": "ocmw",
        "purposes": ["marketing"],
        "data": ["criminal"],
    }
    rows = [{"id": sender, "sender": sender, **said} for sender in ("caw", "wijk")]
    judged_by = case(PACK, data)
    log = write_log(tmp_path / "log.parquet", rows)
    found, named = by_id(judged_by, log, tmp_path)
    of_both = {(sender, rule): verdict for sender in named for rule, verdict in named[sender]}
    assert of_both["caw", "permitted-categories"] == of_both["wijk", "permitted-categories"] == "review"
    assert (of_both["caw", "purpose-limitation"], of_both["wijk", "purpose-limitation"]) == (
        "violation",
        "review",
    )
    told = {(f["rule"], tuple(f["against"])): f for f in answer(found, "nl")["findings"]}
    one = told["permitted-categories", ("caw",)]
    assert (one["assess"], one["sanction"]) == (["reading"], None)
    assert "meer categorieën" in one["example"]["message"]
    assert "ook de wijk" in told["purpose-limitation", ("wijk",)]["example"]["message"]
    (alone,) = explain(judged_by, find_logs([log]), "caw", Options())
    assert {r.verdict.word for r in alone.results if r.rule.id == "permitted-categories"} == {"review"}


def test_an_exchange_that_does_not_say_for_whom_a_processor_works_rests_on_nobodys_date(
    tmp_path: Path,
) -> None:
    row = {
        "id": "x",
        "at": datetime(2026, 2, 2, 10),
        "sender": "caw",
        "recipient_kind": "processor",
        "recipient": "wolk",
    }
    log = write_log(tmp_path / "log.parquet", [row])
    assert ("processor-agreement", "review") in by_id(case(PACK, complete()), log, tmp_path)[1]["x"]
