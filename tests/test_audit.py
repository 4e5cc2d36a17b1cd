"""The audit of logs, from files to answer: every way to write a log, every way to spoil one, and both
engines.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks import exchanges
from gbo_policy.audit.judge.audit_run import Options
from gbo_policy.audit.read.bad_rows import BadRows
from gbo_policy.audit.read.columns import COLUMNS, FACT_COLUMNS, LogColumn
from gbo_policy.audit.read.lines import LONGEST_LINE
from gbo_policy.audit.write import html_audit as html
from gbo_policy.audit.write import text_audit as text
from gbo_policy.audit.write.answer import answer
from gbo_policy.audit.write.json_audit import render
from gbo_policy.basics.messages import TEXTS
from gbo_policy.basics.problems import PolicyError
from gbo_policy.cli.main import main
from gbo_policy.judging.ruleset import Engine
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import Card, Table, plain
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.rows import KINDS
from gbo_policy.terms.rows.logged import STRETCHES
from tests.audit_kit import SCHEMA, audited, by_id, case, write_log
from tests.conftest import FIXTURES, ROOT, gbo
from tests.kit import Data, assessment, change, complete, engine, flow

GOOD: Data = {
    "id": "x1",
    "at": datetime(2026, 2, 2, 10),
    "sender": "caw",
    "recipient_kind": "staff",
    "recipient": "ocmw",
    "purposes": ["refer"],
    "data": ["identification-contact"],
    "legal_basis": ["gdpr-6-1-e", "gdpr-9-2-g"],
    "storage": ["BE"],
    "access": ["BE"],
    "need_to_know": True,
    "obligation_obliges": False,
    "channel": "GBO-Connect",
    "format": "PDF",
    "flow": "stroom",
}


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in order, in a folder."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "all.yaml").write_text(json.dumps(complete()), encoding="utf-8")
    return folder


@pytest.fixture
def judge(pack: Pack, tmp_path: Path) -> Callable[..., dict[str, set[tuple[str, str]]]]:
    """Judge rows, each given as what is different in it from a good one; give their findings by id."""

    def run(*rows: Data, data: Data | None = None) -> dict[str, set[tuple[str, str]]]:
        log = [GOOD | {"id": f"x{i}"} | row for i, row in enumerate(rows)]
        return by_id(case(pack, data or complete()), write_log(tmp_path / "log.parquet", log), tmp_path)[1]

    return run


def command(log: Path | str, workspace: Path, *options: object) -> subprocess.CompletedProcess[str]:
    return gbo("audit", log, "--workspace", workspace, *options)


def test_an_exchange_as_declared_is_compliant(workspace: Path, tmp_path: Path) -> None:
    run = command(write_log(tmp_path / "log.parquet", [GOOD]), workspace, "--format", "json")
    assert (run.returncode, run.stderr) == (0, "")
    found = json.loads(run.stdout)
    assert (found["schema"], found["verdict"], found["findings"]) == ("gbo-policy/audit/1", "compliant", [])
    assert found["summary"] == {
        "exchanges": 1,
        "violation": 0,
        "review": 0,
        "compliant": 1,
        "not_applicable": 0,
        "bad_rows": 0,
    }


WRONG_ROWS: list[tuple[Data, tuple[str, str]]] = [
    ({"purposes": ["refer", "marketing"]}, ("purpose-limitation", "violation")),
    ({"purposes": ["borrelpraat"]}, ("purpose-limitation", "violation")),
    ({"data": ["schoenmaat"]}, ("permitted-categories", "violation")),
    ({"legal_basis": ["gdpr-6-1-f"]}, ("communication-basis", "violation")),
    ({"access": ["BE", "Atlantis"]}, ("no-third-country", "violation")),
    ({"channel": "fax"}, ("agreed-channel", "violation")),
    ({"need_to_know": False}, ("recipient-needs-data", "violation")),
    ({"recipient": "ocmw-elders"}, ("recipient-is-core-actor", "violation")),
    ({"recipient": "caw"}, ("recipient-is-core-actor", "review")),
    ({"recipient_kind": "robot"}, ("recipient-is-core-actor", "review")),
    ({"recipient_kind": "third-party", "recipient": "Firma"}, ("no-third-party", "violation")),
    (
        {"recipient_kind": "processor", "recipient": "mist", "on_behalf_of": "caw"},
        ("processor-agreement", "review"),
    ),
    ({"sender": "vreemd"}, ("recipient-is-core-actor", "review")),
    ({"at": datetime(2026, 1, 4)}, ("in-force", "violation")),
    ({"flow": None}, ("necessity", "review")),
    ({"purposes": ["refer", None]}, ("purpose-limitation", "review")),
    ({"purposes": []}, ("purpose-limitation", "violation")),
]


def test_what_is_wrong_with_an_exchange_is_found(judge: Any) -> None:
    found = judge(*(row for row, _ in WRONG_ROWS))
    for i, (row, finding) in enumerate(WRONG_ROWS):
        assert finding in found[f"x{i}"], row


def test_what_goes_beyond_the_declared_flow_is_for_review(judge: Any) -> None:
    rows = [
        {"purposes": ["keep-overview"]},
        {"data": ["identification-contact", "support-questions"]},
        {"recipient": "dmw"},
        {"sender": "dmw"},
        {"recipient_kind": "data-subject", "recipient": None},
        {"flow": "nergens-aangegeven"},
    ]
    found = judge(*rows)
    for i, row in enumerate(rows):
        assert ("within-declaration", "review") in found[f"x{i}"], row


def test_what_a_row_lacks_comes_from_the_declared_flow(judge: Any) -> None:
    columns = (
        "sender",
        "purposes",
        "data",
        "legal_basis",
        "recipient",
        "recipient_kind",
        "need_to_know",
        "channel",
        "format",
        "storage",
    )
    assert judge(*({column: None} for column in columns)) == {}


def test_an_assessment_of_a_recipient_by_its_place_follows_the_recipient(judge: Any) -> None:
    two = flow(
        recipients=[
            {"kind": "staff", "party": "dmw", "need_to_know": True},
            {"kind": "staff", "party": "ocmw", "need_to_know": True},
        ]
    )
    data = change(
        complete(),
        {
            "flows": [two],
            "assessments.+": assessment("necessity", {"flow": "stroom", "recipient": "1"}, "not-met"),
        },
    )
    assert judge({"recipient": "ocmw"}, {"recipient": "dmw"}, data=data) == {
        "x0": {("necessity", "violation")}
    }


def test_the_day_of_an_exchange_counts_in_brussels(pack: Pack, tmp_path: Path) -> None:
    zoned = pa.schema([f if f.name != "at" else pa.field("at", pa.timestamp("us", "UTC")) for f in SCHEMA])
    rows = [
        GOOD | {"id": i, "at": datetime(2026, 1, 4, h, 30, tzinfo=UTC)}
        for i, h in (("before", 22), ("after", 23))
    ]
    log = write_log(tmp_path / "log.parquet", rows, zoned)
    assert by_id(case(pack, complete()), log, tmp_path)[1] == {"before": {("in-force", "violation")}}


def test_csv_json_lines_and_parquet_give_the_same_answer(pack: Pack, tmp_path: Path) -> None:
    given = case_of_fixture(pack)
    answers = []
    for suffix in ("parquet", "csv", "jsonl"):
        exchanges.write(log := tmp_path / f"log.{suffix}", 3000, 400, 5)
        digest = f"sha256:{hashlib.sha256(log.read_bytes()).hexdigest()}"
        made = render(audited(given, log), "en")
        assert made.count(digest) == 1
        answers.append(made.replace(log.name, "log").replace(digest, "digest"))
    assert answers[0] == answers[1] == answers[2]


def case_of_fixture(pack: Pack) -> Any:
    from gbo_policy.declarations.load import load
    from gbo_policy.judging.case import Case

    loaded = load([FIXTURES / "compliant"], pack.vocabulary, pack.clause_numbers)
    return Case(loaded, pack, engine(pack, {}), "received")


@pytest.mark.foreign
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Spark leaves its sockets to the end of the process
def test_spark_gives_the_same_bytes_as_duckdb(
    pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a short run: starting fast is worth more than running fast
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    given = case_of_fixture(pack)
    for seed in (1, 2, 3):  # one session for all
        exchanges.write(log := tmp_path / f"{seed}.parquet", 2000, 300, seed)
        mine, theirs = tmp_path / f"duck-{seed}.csv", tmp_path / f"spark-{seed}.csv"
        duck = audited(given, log, options=Options(offenders=mine))
        spark = audited(given, log, options=Options(engine="spark", master="local[2]", offenders=theirs))
        assert render(duck, "nl") == render(spark, "nl")
        assert sorted(mine.read_text().splitlines()) == sorted(theirs.read_text().splitlines())


def test_offenders_joined_to_the_log_give_back_the_counts(pack: Pack, tmp_path: Path) -> None:
    exchanges.write(log := tmp_path / "log.parquet", 20_000, 800, 4)
    offenders = tmp_path / "offenders.parquet"
    found = audited(case_of_fixture(pack), log, options=Options(offenders=offenders, reviews=True))
    query = "SELECT rule, count(*) FROM (SELECT unnest({0}) AS rule FROM '{1}' JOIN '{2}' USING (id)) GROUP BY rule"
    for column, verdict in (("rules", "violation"), ("reviews", "review")):
        joined = dict(duckdb.sql(query.format(column, offenders, log)).fetchall())
        assert joined == {rule: n for (rule, v), n in found.tally.rules.items() if v.word == verdict}


def test_each_row_is_counted_once_by_rule_pair_and_month(pack: Pack, tmp_path: Path) -> None:
    exchanges.write(log := tmp_path / "log.parquet", 5000, 500, 6)
    found = answer(audited(case_of_fixture(pack), log), "en")
    verdicts = ("violation", "review", "compliant", "not_applicable")
    assert {sum(rule[v] for v in verdicts) for rule in found["rules"]} == {5000}
    for part in ("pairs", "months"):
        assert {v: sum(p[v] for p in found[part]) for v in verdicts} == {
            v: found["summary"][v] for v in verdicts
        }


def test_a_finding_names_its_first_exchange_and_up_to_ten(pack: Pack, tmp_path: Path) -> None:
    rows = [
        GOOD | {"id": f"x{i:02}", "at": datetime(2026, 2, 1 + i), "channel": f"fax {i}"} for i in range(15)
    ]
    found = answer(audited(case(pack, complete()), write_log(tmp_path / "log.parquet", rows)), "en")
    (only,) = found["findings"]
    assert (only["rule"], only["exchanges"], only["first"], only["last"]) == (
        "agreed-channel",
        15,
        "2026-02-01T00:00:00",
        "2026-02-15T00:00:00",
    )
    assert only["ids"] == [f"x{i:02}" for i in range(10)]
    assert only["example"]["id"] == "x00"


def test_words_that_are_not_known_are_counted_by_name(pack: Pack, tmp_path: Path) -> None:
    rows = [
        GOOD | {"id": "a", "purposes": ["gerucht"], "sender": "vreemd"},
        GOOD | {"id": "b", "purposes": ["gerucht", "refer"], "flow": "nergens"},
    ]
    found = answer(audited(case(pack, complete()), write_log(tmp_path / "log.parquet", rows)), "en")
    counted = {
        column: [(w["word"], w["exchanges"]) for w in own["most"]] for column, own in found["words"].items()
    }
    assert counted == {"purposes": [("gerucht", 2)], "sender": [("vreemd", 1)], "flow": [("nergens", 1)]}


def test_what_the_signed_text_adds_and_a_flow_of_several_senders_are_known(
    pack: Pack, tmp_path: Path
) -> None:
    added = [
        {"clause": "3.2", "effect": {"purposes": [{"samen-koken": "Samen koken"}]}},
        {"clause": "4", "effect": {"categories": [{"schoenmaat": "Schoenmaat"}]}},
    ]
    several = {"agreement.departures": added, "flows.0.sender": ["caw", "dmw"]}
    rows = [GOOD | {"id": "a", "purposes": ["samen-koken"], "data": ["schoenmaat", "raar"], "flow": "stroom"}]
    made = audited(case(pack, change(complete(), several)), write_log(tmp_path / "log.parquet", rows))
    found = answer(made, "en")
    assert [(column, [w["word"] for w in own["most"]]) for column, own in found["words"].items()] == [
        ("data", ["raar"])
    ]


CSV = "id,at,purposes,need_to_know,channel\n"


@pytest.mark.parametrize(
    ("text", "rows", "bad"),
    [
        ("a,2026-02-02,refer,true,post\nb,2026-02-30,refer,true,post\n", 1, [(3, "log-value")]),
        ("a,2026-02-02,refer,true,post\n,2026-02-02,refer,true,post\n", 1, [(3, "log-no-id")]),
        ("a,2026-02-02,refer,true,post\nb,,refer,true,post\n", 1, [(3, "log-no-at")]),
        ("a,2026-02-02,refer,true,post\nb,1789-07-14,refer,true,post\n", 1, [(3, "log-year")]),
        (
            "a,2026-02-02,refer,misschien,post\nb,2026-02-02T10:00+01:00,refer,FALSE,post\n",
            1,
            [(2, "log-value")],
        ),
        ("a,2026-02-02,refer\nb,2026-02-02,refer,true,post\n", 1, [(2, "log-fields")]),
        ("a,2026-02-02,refer,true,post,meer\nb,2026-02-02,refer,true,post\n", 1, [(2, "log-fields")]),
        (
            'a,2026-02-02,refer,true,"open\nb,2026-02-02,refer,true,post\nc,2026-02-02,refer,true,post\n',
            2,
            [(2, "log-quote")],
        ),
        (
            'a,2026-02-02,refer,true,"open\nb,2026-02-02,refer,true,dicht"\nc,2026-02-02,refer,true,post\n',
            2,
            [(2, "log-quote")],
        ),
        ('a,2026-02-02,refer,true,"twee\nregels"\nb,2026-02-02,refer,true,"een ""woord"""\n', 2, []),
        ('a,2026-02-02,refer,true,een "woord"\nb,2026-02-02,refer,true,"woord" en\n', 1, [(3, "log-quote")]),
        ("a,2026-02-02,refer,true,post\r\nb,2026-02-02,refer,true,post\r\n\r\n", 2, []),
    ],
)
def test_bad_rows_of_csv_are_named_and_the_rest_is_judged(
    pack: Pack, tmp_path: Path, text: str, rows: int, bad: list[tuple[int, str]]
) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes(b"\xef\xbb\xbf" + (CSV + text).encode())
    found = audited(case(pack, complete()), log)
    assert (found.tally.verdicts.total(), [(b.row, b.code) for b in found.bad.named]) == (rows, bad)
    assert [f[:3] for f in found.files] == [(str(log), rows + len(bad), len(bad))]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
@pytest.mark.parametrize("end", ["\n", ""])
def test_a_line_without_an_end_is_a_bad_row(pack: Pack, tmp_path: Path, kind: str, end: str) -> None:
    log = tmp_path / f"log.{kind}"
    good = [f"{i},2026-02-02" if kind == "csv" else json.dumps({"id": i, "at": "2026-02-02"}) for i in "ab"]
    rows = [good[0], "x" * (3 * LONGEST_LINE), *([good[1]] if end else [])]
    log.write_text("\n".join([*(["id,at"] if kind == "csv" else []), *rows]) + end, encoding="utf-8")
    found = audited(case(pack, complete()), log)
    bad = [(b.row, b.code) for b in found.bad.named]
    assert (found.tally.verdicts.total(), bad) == (
        2 if end else 1,
        [(3 if kind == "csv" else 2, "log-line-long")],
    )


MOMENTS = {
    "2026-03-29 02:30": "log-skipped",  # the hour that is skipped
    "2026-03-29 02:30:59.5": "log-skipped",
    "2026-02-02 24:00": "log-value",
    "2026-02-02 23:60": "log-value",
    "2026-02-02T10:00+25:00": "log-value",
    "2026-02-02T10:00+15": "log-value",
    "2026-03-29 01:59": None,
    "2026-03-29 03:00": None,
    "2026-03-29T02:30Z": None,
    "2026-03-29T02:30+01:00": None,
    "2026-10-25 02:30": None,  # the doubled hour: on that day, whichever it is
    "2026-02-02T10:00-12:00": None,
}


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_moments_that_never_were_are_bad_rows(pack: Pack, tmp_path: Path, kind: str) -> None:
    log = tmp_path / f"log.{kind}"
    lines = [f"x,{m}" if kind == "csv" else json.dumps({"id": "x", "at": m}) for m in MOMENTS]
    log.write_text("\n".join(["id,at", *lines] if kind == "csv" else lines) + "\n", encoding="utf-8")
    found = audited(case(pack, complete()), log)
    first = 2 if kind == "csv" else 1
    assert {b.row: b.code for b in found.bad.named} == {
        row: code for row, code in enumerate(MOMENTS.values(), first) if code
    }
    assert found.tally.verdicts.total() == sum(code is None for code in MOMENTS.values())


def test_the_skipped_hour_in_parquet_is_a_bad_row_unless_it_has_a_zone(pack: Pack, tmp_path: Path) -> None:
    moments = [datetime(2026, 3, 29, hour, minute) for hour, minute in ((1, 59), (2, 0), (2, 59), (3, 0))]
    moments.append(datetime(2026, 3, 22, 2, 30))
    found = audited(
        case(pack, complete()), write_log(tmp_path / "a.parquet", [GOOD | {"at": m} for m in moments])
    )
    assert [(b.row, b.code) for b in found.bad.named] == [(2, "log-skipped"), (3, "log-skipped")]
    assert found.tally.verdicts.total() == 3
    zoned = SCHEMA.set(SCHEMA.get_field_index("at"), pa.field("at", pa.timestamp("us", "UTC")))
    rows = [GOOD | {"at": m.replace(tzinfo=UTC)} for m in moments]
    found = audited(case(pack, complete()), write_log(tmp_path / "b.parquet", rows, zoned))
    assert (found.bad.total, found.tally.verdicts.total()) == (0, 5)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (
            '{"id": "x", "at": "2026-02-02", "purposes": ["marketing"], "purposes": ["refer"]}',
            "log-key-twice",
        ),
        (
            '{"id": "x", "at": "2026-02-02", "purposes": ["refer"], "Purposes": ["marketing"]}',
            "log-key-twice",
        ),
        (
            '{"id": "x", "at": "2026-02-02", "purposes": ["marketing"], " purposes": ["refer"]}',
            "log-key-twice",
        ),
        (
            '{"id": "x", "at": "2026-02-02", "purposes": ["refer"], "purpo\\u0073es": ["refer"]}',
            "log-key-twice",
        ),
        ('{"id": "x", "at": "2026-02-02", "purposes": ["refer",]}', "log-json"),
        ('{"id": "x", "at": "2026-02-02",}', "log-json"),
        ('{"id": "x", "at": "2026-02-02", "extra": NaN}', "log-json"),
        ('{"id": "x", "at": "2026-02-02"} {}', "log-json"),
        ('{"id": "x", "at": "2026-02-02", "extra": ' + "[" * 100_000, "log-json"),
        ('{"id": "x", "at": "2026-02-02", "purposes": ["refer", ",]"]}', None),
    ],
)
def test_a_line_that_says_two_things_or_is_no_json_is_a_bad_row(
    pack: Pack, tmp_path: Path, line: str, code: str | None
) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text('{"id": "good", "at": "2026-02-02"}\n' + line + "\n", encoding="utf-8")
    found = audited(case(pack, complete()), log)
    assert [(b.row, b.code) for b in found.bad.named] == ([(2, code)] if code else [])
    assert found.tally.verdicts.total() == (1 if code else 2)


@pytest.mark.parametrize("other", ["Purposes", "PURPOSES", " purposes"])
def test_columns_that_differ_in_case_only_are_refused(pack: Pack, tmp_path: Path, other: str) -> None:
    columns = {"id": ["x"], "at": [datetime(2026, 2, 2)], other: [["marketing"]], "purposes": [["refer"]]}
    pq.write_table(pa.table(columns), tmp_path / "log.parquet")
    (tmp_path / "log.csv").write_text(
        f'id,at,"{other.strip()}",Format,format\nx,2026-02-02,a,b,c\n', encoding="utf-8"
    )
    for name, words in (
        ("log.parquet", "`purposes` differ in capitals"),
        ("log.csv", "`format` differ in capitals"),
    ):
        with pytest.raises(PolicyError) as caught:
            audited(case(pack, complete()), tmp_path / name)
        assert any(words in p.line("en") for p in caught.value.problems)


@pytest.mark.parametrize("joint", ["\x1f", "\x1e"])
def test_a_separator_inside_a_word_changes_no_verdict(
    judge: Any, pack: Pack, tmp_path: Path, joint: str
) -> None:
    """A word that holds what lists are joined by is one word, and as unknown as any other."""
    odd = [
        ["refer", f"ref{joint}er"],
        [f"refer{joint}keep-overview"],
        [f"refer{joint}keep-overview", "refer"],
    ]
    keep = {"purposes": ["refer", "keep-overview"]}
    found = judge(*({"purposes": words} for words in odd), keep)
    plain = judge(*({"purposes": [w.replace(joint, "!") for w in words]} for words in odd), keep)
    assert found == plain
    assert ("purpose-limitation", "violation") in found["x1"]


def test_small_text_logs_are_typed_together_and_told_apart(pack: Pack, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    for i in range(40):
        (folder / f"{i:02}.csv").write_text(
            f"id,at,purposes\na{i},2026-02-02,refer\nb{i},gisteren,refer\n", encoding="utf-8"
        )
    (folder / "zz.csv").write_text("at;id;extra\n2026-02-02;c;x\n", encoding="utf-8")
    (folder / "x.jsonl").write_text('{"id": "d", "at": "2026-02-02", "more": 1}\n[]\n', encoding="utf-8")
    found = audited(case(pack, complete()), folder)
    assert [(Path(f.file).name, f.rows, f.bad_rows, f.unread) for f in found.files] == [
        *((f"{i:02}.csv", 2, 1, ()) for i in range(40)),
        ("x.jsonl", 2, 1, ("more",)),
        ("zz.csv", 1, 0, ("extra",)),
    ]
    assert found.tally.verdicts.total() == 42
    assert {(Path(b.file).name, b.row) for b in found.bad.named} == {
        *((f"{i:02}.csv", 3) for i in range(40)),
        ("x.jsonl", 2),
    }
    assert found.tally.rules["purpose-limitation", Verdict.COMPLIANT] == 40


def test_semicolons_and_brackets_are_read(pack: Pack, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("id;at;purposes;data\na;2026-02-02 10:00;refer|keep-overview;[]\n", encoding="utf-8")
    found = audited(case(pack, complete()), log)
    assert found.tally.rules["purpose-limitation", Verdict.COMPLIANT] == 1
    # who received it is not known, and so not whether a law compels it: then an absent category is no
    # violation yet
    assert found.tally.rules["permitted-categories", Verdict.REVIEW] == 1


def test_a_row_that_is_not_utf_8_is_bad_among_others_that_are(pack: Pack, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes(
        (CSV + "a,2026-02-02,refer,true,café\n").encode("latin-1") + "b,2026-02-02,refer,true,café\n".encode()
    )
    assert [(b.row, b.code) for b in audited(case(pack, complete()), log).bad.named] == [(2, "not-text-row")]


def test_bad_rows_of_json_lines_are_named(pack: Pack, tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "at": "2026-02-02", "purposes": ["refer"]}',
        "geen json",
        "[1]",
        "",
        '{"id": "b", "at": "gisteren"}',
        '{"id": "c", "at": "2026-02-02", "purposes": "refer"}',
        '{"id": "d", "at": "2026-02-02", "need_to_know": "ja"}',
        '{"at": "2026-02-02"}',
        '{"id": "e", "at": "2026-02-02T10:00:00Z", "sender": null, "extra": {"a": 1}',
    ]
    log = tmp_path / "log.jsonl"
    log.write_text("\n".join(lines), encoding="utf-8")
    found = audited(case(pack, complete()), log)
    named = [(b.row, b.code) for b in found.bad.named]
    assert named == [
        (2, "log-json"),
        (3, "log-json"),
        (5, "log-value"),
        (6, "log-value"),
        (7, "log-value"),
        (8, "log-no-id"),
        (9, "log-json"),
    ]
    assert found.tally.verdicts.total() == 1


def test_bad_rows_of_parquet_are_named_and_kept_apart(workspace: Path, tmp_path: Path) -> None:
    rows = [
        GOOD,
        GOOD | {"id": None},
        GOOD | {"id": "x3", "at": None},
        GOOD | {"id": "x4", "at": datetime(1600, 1, 1)},
    ]
    apart = tmp_path / "apart.csv"
    run = command(
        write_log(tmp_path / "log.parquet", rows),
        workspace,
        "--format",
        "json",
        "--bad-rows",
        apart,
        "--fail-on",
        "never",
    )
    assert run.returncode == 3
    found = json.loads(run.stdout)["bad_rows"]
    assert (found["rows"], [(b["row"], b["reason"]) for b in found["first"]]) == (
        3,
        [(2, "log-no-id"), (3, "log-no-at"), (4, "log-year")],
    )
    assert len(apart.read_text(encoding="utf-8").splitlines()) == 4


def spoilt(tmp_path: Path, kind: str) -> Path:
    log = tmp_path / ("log.csv" if "csv" in kind else "log.parquet")
    match kind:
        case "every row of a csv is bad":
            log.write_text(CSV + "a,gisteren,refer,true,post\n", encoding="utf-8")
        case "an empty csv":
            log.write_text("", encoding="utf-8")
        case "a csv of a header":
            log.write_text(CSV, encoding="utf-8")
        case "a csv without an id":
            log.write_text("at,purposes\n2026-02-02,refer\n", encoding="utf-8")
        case "a csv in utf-16":
            log.write_bytes(CSV.encode("utf-16"))
        case "no rows":
            write_log(log, [])
        case "every row is bad":
            write_log(log, [GOOD | {"id": None}])
        case "a column of the wrong type":
            pq.write_table(pa.table({"id": ["a"], "at": [datetime(2026, 2, 2)], "purposes": ["refer"]}), log)
        case "cut short":
            write_log(log, [GOOD])
            log.write_bytes(log.read_bytes()[:-20])
        case "cut inside":
            write_log(log, [GOOD | {"id": f"x{i}"} for i in range(1000)])
            whole = log.read_bytes()
            log.write_bytes(b"PAR1" + b"\0" * 900 + whole[904:])
        case "another suffix":
            log = tmp_path / "log.xlsx"
            log.write_bytes(b"PK")
        case "nothing there":
            log = tmp_path / "weg"
    return log


@pytest.mark.parametrize(
    "kind",
    [
        "every row of a csv is bad",
        "an empty csv",
        "a csv of a header",
        "a csv without an id",
        "a csv in utf-16",
        "no rows",
        "every row is bad",
        "a column of the wrong type",
        "cut short",
        "cut inside",
        "another suffix",
        "nothing there",
    ],
)
def test_a_log_that_cannot_be_judged_is_told_in_sentences(
    workspace: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    offenders = tmp_path / "offenders.csv"
    code = main(
        ["audit", str(spoilt(tmp_path, kind)), "--workspace", str(workspace), "--offenders", str(offenders)]
    )
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err
    assert "Traceback" not in said.err
    assert not offenders.exists()


def test_files_that_differ_in_columns_are_judged_and_told(workspace: Path, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    write_log(logs / "a.parquet", [GOOD])
    fewer = pa.schema([f for f in SCHEMA if f.name != "channel"])
    write_log(logs / "b.parquet", [{k: v for k, v in GOOD.items() if k != "channel"} | {"id": "y"}], fewer)
    run = command(logs, workspace, "--format", "json")
    found = json.loads(run.stdout)
    assert (run.returncode, found["summary"]["exchanges"]) == (3, 2)
    assert ["`channel`" in n["message"] for n in found["notices"]] == [True]


def test_folders_and_globs_are_read_once(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "jaar").mkdir()
    (tmp_path / "_SUCCESS").touch()
    for name in ("jaar/a.parquet", "jaar/b.parquet"):
        write_log(tmp_path / name, [GOOD])
    (tmp_path / "c.jsonl").write_text('{"id": "c", "at": "2026-02-02"}\n', encoding="utf-8")
    found = audited(case(pack, complete()), tmp_path, tmp_path / "jaar" / "*.parquet")
    assert ([Path(f).name for f, *_ in found.files], found.tally.verdicts.total()) == (
        ["c.jsonl", "a.parquet", "b.parquet"],
        3,
    )


def test_files_of_another_order_lend_each_other_no_columns(pack: Pack, tmp_path: Path) -> None:
    rows = [GOOD | {"id": f"x{i}", "need_to_know": False, "obligation_obliges": True} for i in range(3)]
    shuffled = pa.schema(sorted(SCHEMA, key=lambda f: f.name, reverse=True))
    write_log(tmp_path / "a.parquet", rows, shuffled)
    other = pa.schema([f.with_type(pa.timestamp("ns")) if f.name == "at" else f for f in SCHEMA])
    write_log(tmp_path / "b.parquet", [GOOD | {"id": "y"}], other)
    found = {n: f for n, f in by_id(case(pack, complete()), tmp_path, tmp_path)[1].items() if n != "y"}
    assert found == {f"x{i}": {("recipient-needs-data", "violation")} for i in range(3)}


@pytest.mark.parametrize(
    "name",
    [
        "log[1].parquet",
        "lo?.parquet",
        "l*g.parquet",
        "{log1,b}.parquet",
        "map [1]/log.parquet",
        "_log.parquet",
        "log[1].csv",
    ],
)
def test_a_file_s_name_is_only_a_name(pack: Pack, tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    for other in ("log1.parquet", "b.parquet"):
        write_log(tmp_path / other, [GOOD | {"id": "other"}])
    log = tmp_path / name
    if log.suffix == ".csv":
        log.write_text("id,at\nx,2026-02-02\n", encoding="utf-8")
    else:
        write_log(log, [GOOD | {"id": "x"}, GOOD | {"id": "y"}])
    found = audited(case(pack, complete()), log)
    assert (found.files[0].file, found.tally.verdicts.total()) == (str(log), found.files[0].rows)


def test_what_a_folder_hides_is_told_or_read(pack: Pack, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "log", tmp_path / "elders"
    for one in (folder / "_temporary", elsewhere):
        one.mkdir(parents=True)
        write_log(one / "x.parquet", [GOOD])
    (folder / "_SUCCESS").touch()
    (folder / "feb").symlink_to(elsewhere)
    (elsewhere / "back").symlink_to(folder)
    found = audited(case(pack, complete()), folder)
    assert ([Path(f.file).parent.name for f in found.files], [n.code for n in found.notices]) == (
        ["feb"],
        ["log-hidden"],
    )
    (folder / "weg.parquet").symlink_to(tmp_path / "nergens.parquet")
    with pytest.raises(PolicyError) as caught:
        audited(case(pack, complete()), folder)
    assert [(p.code, Path(p.location.file).name) for p in caught.value.problems if p.location] == [
        ("no-such-path", "weg.parquet")
    ]


def test_a_column_that_a_folder_gives_is_not_passed_over(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "sender=dmw").mkdir()
    write_log(tmp_path / "sender=dmw" / "a.parquet", [GOOD])
    with pytest.raises(PolicyError) as caught:
        audited(case(pack, complete()), tmp_path)
    assert [(p.code, dict(p.words)["word"]) for p in caught.value.problems] == [("log-partition", "sender")]


def test_the_same_file_twice_is_told(pack: Pack, tmp_path: Path) -> None:
    write_log(tmp_path / "a.parquet", [GOOD])
    shutil.copy(tmp_path / "a.parquet", tmp_path / "b.parquet")
    found = audited(case(pack, complete()), tmp_path)
    assert [n.code for n in found.notices] == ["log-same"]


def test_a_misspelt_key_of_json_lines_is_told_even_beside_the_right_one(pack: Pack, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(
        '{"id": "a", "at": "2026-02-02", "purposes": ["refer"], "on_behalf_of": null}\n{"id": "b", "at":'
        ' "2026-02-02", "purpose": ["marketing"]}\n',
        encoding="utf-8",
    )
    found = audited(case(pack, complete()), log)
    assert ([n.code for n in found.notices], found.files[0].unread) == (["log-column-unread"], ("purpose",))


@pytest.mark.parametrize(
    "value", ['[{"category": "health"}]', "[1]", "[true]", '[["refer"]]', '"refer"', "{}"]
)
def test_a_list_of_something_else_than_text_is_a_bad_row(pack: Pack, tmp_path: Path, value: str) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(
        '{"id": "a", "at": "2026-02-02"}\n{"id": "b", "at": "2026-02-02", "data": ' + value + "}\n",
        encoding="utf-8",
    )
    found = audited(case(pack, complete()), log)
    assert [(b.row, b.code) for b in found.bad.named] == [(2, "log-value")]


def test_a_list_with_an_empty_place_is_unknown_in_every_way_to_write_it(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,at,purposes\na,2026-02-02,refer||\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(
        '{"id": "b", "at": "2026-02-02", "purposes": ["refer", "", " "]}\n', encoding="utf-8"
    )
    write_log(
        tmp_path / "c.parquet", [{"id": "c", "at": datetime(2026, 2, 2), "purposes": ["refer", "", None]}]
    )
    found = audited(case(pack, complete()), *(tmp_path / n for n in ("a.csv", "b.jsonl", "c.parquet")))
    assert {v: n for (r, v), n in found.tally.rules.items() if r == "purpose-limitation"} == {
        Verdict.REVIEW: 3
    }


def test_a_row_that_an_open_quote_swallows_is_not_lost(pack: Pack, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        'id,at,channel,note\na,2026-02-02,fax,"open\nb,kapot\nc,2026-02-02,fax,toe"\nd,2026-02-02,fax,x\n',
        encoding="utf-8",
    )
    found = audited(case(pack, complete()), log)
    assert ([b.row for b in found.bad.named], found.tally.verdicts.total(), found.files[0].rows) == (
        [2, 3],
        2,
        4,
    )


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--offenders", "log/a.parquet"], "output-is-input"),
        (["--bad-rows", "log/../log/b.csv"], "output-is-input"),
        (["--output", "workspace/all.yaml"], "output-is-input"),
        (["--offenders", "log/overtreders.csv"], "output-among-logs"),
        (["--offenders", "nergens/o.csv"], "no-such-path"),
        (["--bad-rows", "nergens/o.csv"], "no-such-path"),
        (["--select", "breach-notified"], "select-not-exchanges"),
    ],
)
def test_what_would_spoil_an_audit_is_refused_before_it_starts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    code: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    workspace_in(tmp_path)
    Path("log").mkdir()
    write_log(Path("log/a.parquet"), [GOOD])
    Path("log/b.csv").write_text("id,at\nx,2026-02-02\n", encoding="utf-8")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert main(["audit", "log", "--workspace", "workspace/all.yaml", *options]) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert any(part.strip("`{} ;,") in told for part in TEXTS[code].split("`{word}`")[1].split("{known}")), (
        told
    )
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_rules_that_were_left_out_are_told(pack: Pack, tmp_path: Path) -> None:
    fewer = Engine.of(pack, pack.norms, [r for r in pack.rules if r.id != "agreed-channel"])
    found = audited(
        case(pack, complete())._replace(engine=fewer),
        write_log(tmp_path / "log.parquet", [GOOD | {"channel": "fax"}]),
    )
    assert answer(found, "en")["left_out"] == ["agreed-channel"]
    assert all(
        "left out: agreed-channel." in made for made in (text.render(found, "en"), html.render(found, "en"))
    )


def test_the_columns_are_documented_as_they_are_read() -> None:
    lines = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8").splitlines()
    told = {
        cells[1].strip(" `"): cells[2].strip().partition(",")[0]
        for cells in (line.split("|") for line in lines if line.startswith("| `"))
    }
    words = {
        LogColumn.TEXT: "text",
        LogColumn.MOMENT: "timestamp",
        LogColumn.TEXTS: "list of text",
        LogColumn.FLAG: "true or false",
    }
    assert told == {name: words[column] for name, column in COLUMNS.items()}


def test_a_misspelt_column_is_told(workspace: Path, tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"id": ["a"], "at": [datetime(2026, 2, 2)], "purpose": [["refer"]]}),
        tmp_path / "log.parquet",
    )
    run = command(tmp_path / "log.parquet", workspace, "--lang", "en")
    assert "did you mean `purposes`?" in " ".join(run.stdout.split())


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_people_can_read_it(pack: Pack, tmp_path: Path, lang: str) -> None:
    exchanges.write(log := tmp_path / "log.parquet", 500, 100, 8)
    found = audited(case_of_fixture(pack), log)
    for made in (text.render(found, lang), html.render(found, lang)):
        assert all(word in made for word in ("no-third-party", "2026-01", "2026-12", "caw-scheldeveen → "))
    assert [
        line for line in text.render(found, lang).splitlines() if len(line) > 80 and str(log) not in line
    ] == []


def test_the_page_is_made_of_the_parts_of_the_report(pack: Pack, tmp_path: Path) -> None:
    exchanges.write(log := tmp_path / "log.parquet", 500, 100, 8)
    found = audited(case_of_fixture(pack), log)
    data, page = answer(found, "nl"), html.document(found, "nl")
    cards = [b for s in page.sections for b in s.blocks if isinstance(b, Card)]
    assert [(c.tone, plain(c.lead)) for c in cards] == [
        (f["verdict"], f["example"]["message"].replace("`", "")) for f in data["findings"]
    ]
    facts = " ".join(plain(text) for card in cards for _, text in card.rows)
    assert "(necessity): niet beoordeeld" in facts
    assert "unassessed" not in facts
    months = next(s for s in page.sections if s.id == "months")
    assert [len(b.rows) for b in months.blocks if isinstance(b, Table)] == [len(data["months"])]
    files = next(b for s in page.sections for b in s.blocks if isinstance(b, Table) and b.id == "files")
    assert [plain(r[0]) for r in files.rows] == [str(log)]


@pytest.mark.parametrize(
    ("row", "missing", "remedy"),
    [
        ({"format": None, "flow": None}, ["format"], "one that says `format`"),
        ({"data": ["health"], "flow": None}, ["flow.data.subject"], "no column for `data.subject`"),
        (
            {"recipient_kind": "third-party", "recipient": "Firma", "flow": None, "storage": ["BE"]},
            ["flow.recipients.country"],
            "no column for `recipients.country`",
        ),
    ],
)
def test_what_is_missing_is_told_in_the_words_of_a_log(
    pack: Pack, tmp_path: Path, row: Data, missing: list[str], remedy: str
) -> None:
    found = answer(audited(case(pack, complete()), write_log(tmp_path / "log.parquet", [GOOD | row])), "en")[
        "findings"
    ]
    told = [f["example"]["remedy"] for f in found if f["missing"] == missing]
    assert told
    assert all(remedy in t for t in told)


def test_a_violation_names_its_sanction_and_a_review_none(pack: Pack, tmp_path: Path) -> None:
    rows = [GOOD | {"channel": "fax"}, GOOD | {"id": "y", "format": None, "flow": None}]
    found = answer(audited(case(pack, complete()), write_log(tmp_path / "log.parquet", rows)), "en")[
        "findings"
    ]
    named = {(f["rule"], f["verdict"]): f["sanction"] for f in found}
    assert named["agreed-channel", "violation"] == {
        "clause": "9",
        "via": None,
        "measures": ["suspension", "cessation"],
        "authorities": ["vtc"],
    }
    assert named["agreed-channel", "review"] is None


@pytest.mark.parametrize(("exchanges_", "named"), [(1, 1), (7, 7), (25, 10)])
def test_ten_ids_are_named_where_there_are_ten(
    pack: Pack, tmp_path: Path, exchanges_: int, named: int
) -> None:
    rows = [GOOD | {"id": f"x{i:02}", "channel": "fax"} for i in range(exchanges_)]
    found = answer(audited(case(pack, complete()), write_log(tmp_path / "log.parquet", rows)), "en")[
        "findings"
    ]
    assert [(f["exchanges"], len(set(f["ids"]))) for f in found] == [(exchanges_, named)]


def test_what_a_log_says_cannot_become_html(pack: Pack, tmp_path: Path) -> None:
    rows = [GOOD | {"id": "<b>x</b>", "purposes": ["<script>"], "flow": None}]
    made = html.render(audited(case(pack, complete()), write_log(tmp_path / "log.parquet", rows)), "nl")
    assert "<script>" not in made
    assert "<b>" not in made


def test_offenders_come_in_every_form(pack: Pack, tmp_path: Path) -> None:
    log = write_log(
        tmp_path / "log.parquet",
        [GOOD, GOOD | {"id": "y", "channel": "fax", "data": ["criminal"], "flow": None}],
    )
    for suffix in (".csv", ".jsonl", ".parquet"):
        audited(case(pack, complete()), log, options=Options(offenders=tmp_path / f"o{suffix}"))
    rows = pq.read_table(tmp_path / "o.parquet").to_pylist()
    assert [(r["id"], sorted(r["rules"])) for r in rows] == [
        ("y", ["agreed-channel", "permitted-categories"])
    ]
    assert json.loads((tmp_path / "o.jsonl").read_text())["id"] == "y"
    assert (tmp_path / "o.csv").read_text().splitlines()[1].startswith("y,2026-02-02 10:00:00,")


def test_offenders_of_a_clean_log_is_a_file_without_rows(pack: Pack, tmp_path: Path) -> None:
    audited(
        case(pack, complete()),
        write_log(tmp_path / "log.parquet", [GOOD]),
        options=Options(offenders=tmp_path / "o.parquet"),
    )
    assert pq.read_table(tmp_path / "o.parquet").num_rows == 0


def test_little_memory_gives_the_same(pack: Pack, tmp_path: Path) -> None:
    exchanges.write(log := tmp_path / "log.parquet", 20_000, 10_000, 9)
    given = case_of_fixture(pack)
    assert render(audited(given, log, options=Options(memory="30MB")), "en") == render(
        audited(given, log), "en"
    )


def test_days_that_a_rule_names_split_the_log(pack: Pack, tmp_path: Path) -> None:
    own = tmp_path / "rules"
    shutil.copytree(ROOT / "rules" / "gbo", own)
    (own / "03-purpose" / "not-in-summer.yaml").write_text(
        (own / "11-measures" / "agreed-channel.yaml")
        .read_text(encoding="utf-8")
        .partition("tests:")[0]
        .replace("when: measures_agreed\n", "")
        .replace(
            "require: channel_agreed and format_agreed",
            'require: judged_on < d"2026-02-10" or judged_on > d"2026-02-12"',
        )
        + "tests:\n  - {name: in summer, given: {judged_on: 2026-02-11}, expect: violation}\n",
        encoding="utf-8",
    )
    log = write_log(
        tmp_path / "log.parquet", [GOOD | {"id": f"x{d}", "at": datetime(2026, 2, d)} for d in range(8, 15)]
    )
    run = gbo(
        "audit",
        log,
        "--workspace",
        workspace_in(tmp_path),
        "--rules",
        own,
        "--format",
        "json",
        "--select",
        "not-in-summer",
    )
    found = json.loads(run.stdout)["rules"][0]
    assert (found["rule"], found["violation"], found["compliant"]) == ("not-in-summer", 3, 4)


def workspace_in(folder: Path) -> Path:
    (made := folder / "workspace").mkdir()
    (made / "all.yaml").write_text(json.dumps(complete()), encoding="utf-8")
    return made


def test_the_generator_repeats_itself_and_gives_what_is_asked(tmp_path: Path) -> None:
    for name in ("a", "b"):
        exchanges.write(tmp_path / f"{name}.parquet", 5000, 700, 3)
    one, other = (pq.read_table(tmp_path / f"{n}.parquet") for n in ("a", "b"))
    assert one.equals(other)
    keys = Counter(json.dumps([r[k] for k in exchanges.KEY]) for r in one.to_pylist())
    assert 600 < len(keys) <= 700
    assert len(set(one["id"].to_pylist())) == 5000


def test_options_that_make_no_sense_are_told(workspace: Path, tmp_path: Path) -> None:
    run = command(
        write_log(tmp_path / "log.parquet", [GOOD]),
        workspace,
        "--memory",
        "veel",
        "--offenders",
        tmp_path / "o.txt",
    )
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 2


def test_waived_or_not_an_audit_ignores_waivers(pack: Pack, tmp_path: Path) -> None:
    waiver = {
        "rule": "agreed-channel",
        "subject": {"flow": "stroom"},
        "reason": "r",
        "approved_by": "b",
        "approved_on": "2026-01-01",
        "expires_on": "2027-01-01",
    }
    given = case(pack, change(complete(), {"waivers.+": waiver}))
    found = audited(given._replace(), write_log(tmp_path / "log.parquet", [GOOD | {"channel": "fax"}]))
    assert found.tally.verdicts[Verdict.VIOLATION] == 1


TOLD = {
    "provision": "art. 1",
    "source": "union",
    "obliges": True,
    "notice_forbidden_by": "none",
    "notified": [{"party": p, "at": "2026-02-10"} for p in ("ocmw", "dmw")],
}
OUT = {"kind": "third-party", "name": "Firma", "country": "BE"}
CLOUD = {"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}
SOURCED = {
    "category": "identification-contact",
    "subject": "client",
    "authentic_source": "KSZ",
    "authorisation": {
        "body": "IVC",
        "number": "26/1",
        "decided_on": "2026-02-10",
        "expires_on": "2026-02-12",
    },
}
SUSPENSION = {
    "id": "e0",
    "type": "suspension",
    "by": "caw",
    "against": "ocmw",
    "from": "2026-02-10",
    "lifted_on": "2026-02-12",
    "ground": "3.3",
}
NOTICE = {
    "id": "e0",
    "type": "termination",
    "by": "dmw",
    "sent_on": "2025-07-01",
    "received": [],
    "means": "registered-letter",
    "addressed_to": ["caw", "ocmw"],
}


@pytest.mark.parametrize(
    ("changes", "recipient", "finding", "days"),
    [
        (
            {"flows": [flow(legal_obligation=TOLD, recipients=[OUT])]},
            "Firma",
            ("prior-notice-of-obligation", "violation"),
            (9,),  # told on the tenth: that day does not show what came first
        ),
        (
            {"flows": [flow(recipients=[CLOUD])], "agreement.processors.0.agreement_signed_on": "2026-02-12"},
            "wolk",
            ("processor-agreement", "violation"),
            (9, 10, 11),
        ),
        (
            {"flows": [flow(recipients=[CLOUD])], "agreement.processors.0.agreement_ends_on": "2026-02-11"},
            "wolk",
            ("processor-agreement", "violation"),
            (12, 13),
        ),
        (
            {
                "flows": [
                    flow(recipients=[CLOUD]),
                    flow("other", recipients=[CLOUD | {"on_behalf_of": "ocmw"}], starts_on="2026-02-12"),
                ]
            },
            "wolk",
            ("processor-agreement", "review"),
            (12, 13),  # from then on two use it, and nobody says whose agreement it is
        ),
        (
            {"flows": [flow(data=[SOURCED])]},
            "ocmw",
            ("source-authorised", "violation"),
            (9, 13),  # decided on the tenth, in force to the end of the twelfth
        ),
        ({"events": [SUSPENSION]}, "ocmw", ("suspension-respected", "review"), (10, 11)),
        ({"events": [NOTICE]}, "ocmw", ("not-ended", "review"), (9, 10, 11, 12, 13)),  # before it bound
        ({"agreement.signatures.0.signed_on": "2026-02-11"}, "ocmw", ("in-force", "violation"), (9, 10)),
    ],
)
def test_each_exchange_is_judged_on_its_own_day(
    judge: Any, changes: Data, recipient: str, finding: tuple[str, str], days: tuple[int, ...]
) -> None:
    empty = {"recipient_kind": None, "need_to_know": None, "obligation_obliges": None, "recipient": recipient}
    found = judge(
        *(empty | {"at": datetime(2026, 2, d, 12)} for d in range(9, 14)), data=change(complete(), changes)
    )
    assert tuple(9 + int(name[1:]) for name in sorted(found) if finding in found[name]) == days


def test_a_judgement_about_a_recipient_is_none_about_a_person_who_is_called_so_in_a_log(judge: Any) -> None:
    """3.3: a judgement about the processor `wolk` counts for it, and not for the person in that column."""
    data = change(
        complete(),
        {
            "flows.0.recipients.+": {"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"},
            "assessments": [assessment("necessity", {"flow": "stroom", "recipient": "wolk"}, "met")],
        },
    )
    to = {"recipient": "wolk", "need_to_know": None}
    found = judge(to | {"recipient_kind": "processor"}, to | {"recipient_kind": "data-subject"}, data=data)
    assert [("necessity", "review") in found.get(f"x{i}", ()) for i in range(2)] == [False, True]


SECOND_USER: dict[str, tuple[dict[str, Any], str]] = {
    "stated": ({"on_behalf_of": "ocmw"}, "review"),
    # nobody knows whether it works there for another: a check of both says so
    "unsaid": ({"on_behalf_of": None}, "review"),
    "unnamed": ({"on_behalf_of": None, "recipient": None}, "review"),
    "another processor": ({"on_behalf_of": None, "recipient": "kluis"}, "violation"),
    "no processor": ({"on_behalf_of": None, "recipient_kind": "staff", "recipient": "ocmw"}, "violation"),
    "the same": ({"on_behalf_of": "caw"}, "violation"),
    "the same, declared": ({"on_behalf_of": None, "flow": "now"}, "violation"),
    # as the flow that it names declares, which does not run yet
    "declared": ({"on_behalf_of": None, "flow": "later"}, "review"),
}


@pytest.mark.parametrize(("second", "expected"), SECOND_USER.values(), ids=SECOND_USER)
def test_one_date_accuses_nobody_where_the_log_shows_a_second_user(
    pack: Pack, tmp_path: Path, second: dict[str, Any], expected: str
) -> None:
    """7.3: an agreement signed after the exchange, and whose it is nobody says once two use the processor."""
    receives = {"kind": "processor", "processor": "wolk", "on_behalf_of": "ocmw"}
    later = flow("later", recipients=[receives], starts_on="2027-01-01")
    now = flow("now", recipients=[receives | {"on_behalf_of": "caw"}])
    data = change(complete(), {"agreement.processors.0.agreement_signed_on": "2026-06-01"})
    data["flows"] += [later, now]
    data["agreement"]["processors"].append({**data["agreement"]["processors"][0], "id": "kluis"})
    (tmp_path / "all.yaml").write_text(json.dumps(data), encoding="utf-8")
    hosted = {"recipient_kind": "processor", "recipient": "wolk", "need_to_know": None}
    first, other = (GOOD | hosted | user for user in ({"on_behalf_of": "caw"}, second))
    log = write_log(
        tmp_path / "log.parquet",
        [first | {"id": "x0"}, other | {"id": "x1", "at": datetime(2026, 2, 20, 12)}],
    )
    named = by_id(case(pack, data), log, tmp_path)[1]
    assert {v for rule, v in named["x0"] if rule == "processor-agreement"} == {expected}
    told = json.loads(gbo("audit", "explain", "x0", log, "--workspace", tmp_path, "--format", "json").stdout)
    (rule,) = [r for r in told["exchanges"][0]["results"] if r["rule"] == "processor-agreement"]
    assert rule["verdict"] == expected


WOLK = {"recipient_kind": "processor", "recipient": "wolk"}
FOR_CAW = WOLK | {"on_behalf_of": "caw"}
AHEAD: Data = {"status": "proposed"}
OVER: Data = {"starts_on": "2025-01-01", "ends_on": "2025-06-01"}
# the recipients of a flow `f0` that does not run, and when; rows; what 7.3 says of the first, whose date is late
LEFT_OPEN: list[tuple[list[Data], Data, list[Data], str]] = [
    ([], {}, [FOR_CAW], "violation"),
    ([], {}, [FOR_CAW, WOLK], "review"),
    ([], {}, [FOR_CAW, WOLK | {"recipient_kind": " processor"}], "review"),
    ([], {}, [FOR_CAW, WOLK | {"on_behalf_of": " "}], "review"),
    ([], {}, [FOR_CAW, WOLK | {"recipient": " kluis"}], "violation"),
    ([], {}, [FOR_CAW, WOLK | {"recipient": "mist"}], "review"),  # which one it is nobody knows
    ([{"kind": "processor", "processor": "wolk"}], AHEAD, [FOR_CAW, {"flow": "f0"}], "review"),
    ([{"kind": "processor"}], OVER, [FOR_CAW, {"flow": "f0"}], "review"),
    ([{"kind": "processor", "on_behalf_of": "ocmw"}], AHEAD, [FOR_CAW, {"flow": "f0"}], "review"),
    (
        [{"kind": "processor", "on_behalf_of": "ocmw"}],
        AHEAD,
        [FOR_CAW, {"flow": "f0", "recipient": "wolk"}],
        "review",
    ),
    ([{"kind": "processor", "on_behalf_of": "caw"}], AHEAD, [WOLK | {"flow": "f0"}], "violation"),
    ([{"on_behalf_of": "caw"}], AHEAD, [WOLK | {"flow": "f0"}], "violation"),
    (
        [{"kind": "processor", "processor": "kluis"}],
        AHEAD,
        [FOR_CAW, {"recipient_kind": "processor", "flow": "f0"}],
        "violation",
    ),
    (
        [{"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}],
        AHEAD,
        [WOLK | {"flow": "f0 "}],
        "violation",
    ),
    ([{"processor": "wolk"}], AHEAD, [FOR_CAW, {"recipient_kind": "robot", "flow": "f0"}], "review"),
    ([{"kind": "staff", "party": "ocmw"}], AHEAD, [FOR_CAW, {"flow": "f0"}], "violation"),
    ([{"kind": "processor", "on_behalf_of": "ocmw"}], {"starts_on": "2026-01-12"}, [FOR_CAW], "review"),
]


@pytest.mark.parametrize(("recipients", "when", "rows", "expected"), LEFT_OPEN)
def test_one_date_is_open_where_a_row_or_its_flow_leaves_open_who_uses_the_processor(
    judge: Any, recipients: list[Data], when: Data, rows: list[Data], expected: str
) -> None:
    data = change(complete(), {"agreement.processors.0.agreement_signed_on": "2026-06-01"})
    data["agreement"]["processors"].append({**data["agreement"]["processors"][0], "id": "kluis"})
    data |= {"flows": [flow("f0", recipients=recipients, **when)], "assessments": []}
    unsaid = dict.fromkeys(("need_to_know", "recipient", "recipient_kind", "on_behalf_of", "flow"))
    found = judge(*(unsaid | row for row in rows), data=data)
    assert {v for rule, v in found["x0"] if rule == "processor-agreement"} == {expected}


def test_a_date_in_time_clears_nobody_while_a_running_flow_leaves_open_which_processor_it_means(
    judge: Any,
) -> None:
    data = change(complete(), {"agreement.processors.0.agreement_signed_on": "2026-01-05"})
    open_ = {"kind": "processor", "on_behalf_of": "ocmw"}
    data |= {"flows": [flow("f0", recipients=[open_])], "assessments": []}
    unsaid = dict.fromkeys(("need_to_know", "recipient", "recipient_kind", "on_behalf_of", "flow"))
    assert ("processor-agreement", "review") in judge(unsaid | FOR_CAW, data=data)["x0"]


def test_a_fact_of_an_exchange_comes_from_columns_that_a_log_has() -> None:
    known = {*FACT_COLUMNS, *STRETCHES}
    for kind in ("flow", "recipient"):
        for fact in KINDS[kind].fields:
            assert set(fact.logged or ()) <= known, fact.name


def test_a_bad_row_that_no_engine_counts_is_told_by_its_file_alone(pack: Pack, tmp_path: Path) -> None:
    found = audited(case(pack, complete()), write_log(tmp_path / "log.parquet", [GOOD]))
    with BadRows(tmp_path / "apart.csv", "en") as bad:
        bad.count("schema.tabel", "log-no-id", 1)
        bad.name("schema.tabel", None, "log-no-id", word="")
    told = replace(found, bad=bad)
    why = bad.named[0].problem().sentence("en")
    assert f"  schema.tabel: {why}" in text.render(told, "en")
    assert [b["row"] for b in answer(told, "en")["bad_rows"]["first"]] == [None]
    assert (tmp_path / "apart.csv").read_text().splitlines()[1].startswith("schema.tabel,,")


def test_a_log_of_many_rows_without_any_id_ends_in_a_sentence(pack: Pack, tmp_path: Path) -> None:
    size = 10_000  # as many as are grouped by number
    nothing = {f.name: pa.nulls(size, f.type) for f in SCHEMA}
    moments = pa.array([GOOD["at"]] * size, pa.timestamp("us"))
    log = tmp_path / "log.parquet"
    pq.write_table(pa.table(nothing | {"id": pa.nulls(size), "at": moments}), log)
    with pytest.raises(PolicyError) as refused:
        audited(case(pack, complete()), log)
    assert refused.value.problems[0].code == "log-all-bad"
