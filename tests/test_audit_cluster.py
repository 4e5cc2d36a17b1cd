"""A real cluster: a master, workers that see nothing of the program's temporary folder, and a Spark Connect
server on it, all of pyspark's own jars and started once.

Each gives the bytes that DuckDB gives.
"""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks import exchanges
from gbo_policy.audit.read import spark
from gbo_policy.audit.read.log import on_cluster
from gbo_policy.audit.read.waiting import seconds
from gbo_policy.basics.problems import PolicyError
from gbo_policy.reading.mapping import UNMAPPED
from tests.clusters import Client, Cluster, free_port, options, until
from tests.conftest import FIXTURES

pytestmark = pytest.mark.foreign
WORKSPACE = FIXTURES / "compliant"
_DIFFERS = ("log", "bad_rows")  # names files, and tells bad rows by their line or by their id


class Audits:
    """Audits by DuckDB, and by a cluster, of logs in one folder; both see it."""

    def __init__(self, cluster: Cluster, client: Client) -> None:
        self.cluster, self.client, self.folder = cluster, client, cluster.folder
        self._made = 0

    def spark(self) -> list[str]:
        """Give the options of an audit by the Spark Connect server."""
        return [*options(self.cluster.connect)]

    def words(self, log: object, *more: object) -> list[object]:
        """Give the words of an audit."""
        return ["audit", log, "--workspace", WORKSPACE, "--lang", "nl", *more]

    def answer(self, log: object, *more: object) -> bytes:
        """Give the answer of an audit; None of it may be wrong."""
        self._made += 1
        output = self.folder / f"answer-{self._made}.json"
        run = self.client.run(*self.words(log, "--format", "json", "--output", output, *more))
        assert run.returncode in (1, 3), run.stderr[-2000:]
        return output.read_bytes()

    def same(self, name: str, *more: object) -> dict[str, Any]:
        """See that DuckDB and the cluster answer the same of a log; give the cluster's answer."""
        path = self.folder / name
        here = json.loads(self.answer(path, *more))
        there: dict[str, Any] = json.loads(self.answer(path.as_uri(), *self.spark(), *more))
        assert {k: v for k, v in there.items() if k not in _DIFFERS} == {
            k: v for k, v in here.items() if k not in _DIFFERS
        }
        return there

    def refused(self, *words: object) -> str:
        """Give the sentences that an audit ends in."""
        return sentences(self.client.run(*words))


def sentences(run: CompletedProcess[str]) -> str:
    """See that a run ended in wrong input, and said what is wrong and no more."""
    assert run.returncode == 2, run.stderr[-2000:]
    assert 1 <= len(run.stderr.strip().splitlines()) <= 2, run.stderr
    return run.stderr


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audits]:
    """A cluster with one log, which the workers can read."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        cluster.start_master()
        cluster.have(2)
        client = Client(cluster)
        cluster.start_connect()
        for kind in ("parquet", "csv", "jsonl"):
            exchanges.write(cluster.folder / f"log.{kind}", 300, 80, 5)
        yield Audits(cluster, client)
        client.close()
    finally:
        cluster.close()


@pytest.fixture
def audits(started: Audits) -> Audits:
    """The cluster with both its workers, whoever killed one."""
    started.cluster.have(2)
    return started


def test_what_lies_on_a_cluster_is_told_from_a_path_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kinds = {
        "s3a://emmer/log": "parquet",
        "hdfs://nn:8020/a/log.csv.gz": "csv",
        "abfss://c@a.dfs.core.windows.net/log.JSONL": "jsonl",
        "catalogus.schema.uitwisselingen": "table",
        "schema.tabel": "table",
    }
    assert {given: found.kind for given in kinds if (found := on_cluster(given))} == kinds
    (tmp_path / "schema.tabel").mkdir()
    assert [on_cluster(p) for p in ("schema.tabel", "log.parquet", "logs", "a/b.csv", "jan.csv.gz")] == [
        None
    ] * 5


def test_durations_are_read_as_spark_writes_them() -> None:
    assert [seconds(d) for d in ("120s", "90", "2min", "1h", "1500ms", "toen")] == [
        120,
        90,
        120,
        3600,
        1.5,
        120,
    ]


def ids(lines: str) -> list[str]:
    return sorted(json.loads(line)["id"] for line in lines.splitlines())


def test_a_master_whose_workers_share_no_temporary_folder_gives_the_same_bytes(audits: Audits) -> None:
    log, folder = audits.folder / "log.parquet", audits.folder
    here = audits.answer(log, "--offenders", folder / "duck.jsonl")
    client = Client(audits.cluster)  # a process of Spark is a master's, or a Spark Connect server's
    there = Audits(audits.cluster, client)
    try:
        odd = ["--spark-conf", "spark.network.timeout=1s"]  # less than it waits for a sign of life
        assert "--spark-conf" in there.refused(*audits.words(log, *options(audits.cluster.master), *odd))
        good = ["--spark-conf", "spark.network.timeout=120s"]  # in one process the first lasts
        spark = [*options(audits.cluster.master), *good, "--offenders", folder / "spark.jsonl"]
        assert there.answer(log, *spark) == here
        offenders = [(folder / name).read_text(encoding="utf-8") for name in ("duck.jsonl", "spark.jsonl")]
        assert ids(offenders[0]) == ids(offenders[1])
    finally:
        client.close()


def test_a_spark_connect_server_gives_the_same_bytes(audits: Audits) -> None:
    log = audits.folder / "log.parquet"
    assert audits.answer(log, *audits.spark()) == audits.answer(log)


def test_the_cluster_reads_addresses_and_tables_and_writes_offenders(audits: Audits) -> None:
    kept = audits.folder / "kept.parquet"
    log = (audits.folder / "log.parquet").as_uri()
    there = json.loads(audits.answer(log, *audits.spark(), "--offenders", kept.as_uri()))
    here = json.loads(audits.answer(audits.folder / "log.parquet"))
    assert there["log"]["files"][0]["file"] == log
    assert {k: v for k, v in there.items() if k != "log"} == {k: v for k, v in here.items() if k != "log"}
    found = pq.read_table(kept)
    assert found.num_rows == there["summary"]["violation"]
    assert set(found["file"].to_pylist()) == {(audits.folder / "log.parquet").as_uri().replace("///", "/")}
    words = audits.words(log, *audits.spark(), "--offenders", kept.as_uri())
    assert kept.as_uri() in audits.refused(*words)  # what lies there is not written over
    create = f"CREATE TABLE IF NOT EXISTS uitwisselingen USING parquet LOCATION '{log}'"
    audits.client.run("sql", audits.cluster.connect, create)
    table = json.loads(audits.answer("default.uitwisselingen", *audits.spark()))
    assert table["findings"] == there["findings"]


def test_texts_are_read_on_the_cluster_as_they_are_here(audits: Audits) -> None:
    packed = audits.folder / "log.csv.gz"
    packed.write_bytes(gzip.compress((audits.folder / "log.csv").read_bytes()))
    plain = json.loads(audits.answer(audits.folder / "log.parquet"))
    for name in (packed.name, "log.jsonl"):
        assert audits.same(name)["findings"] == plain["findings"]


ROW = {
    "id": "x",
    "at": "2026-03-18 10:52:12",
    "sender": "caw-scheldeveen",
    "recipient_kind": "staff",
    "recipient": "ocmw-oosterlede",
    "purposes": "refer",
    "data": "identification-contact|health",
    "legal_basis": "gdpr-6-1-e",
    "need_to_know": "true",
    "channel": "eHealthBox",
}
MOMENTS = (
    "2026-03-18", "2026-03-18T10:52", "2026-03-18 10:52:12.123456", "2026-03-18T10:52:12Z", "2026-03-18T10:52:12+02:00",
    "2026-03-18 10:52:12 +0200", "2026-03-18T10:52:12+02", "2026-03-29 02:30:00", "2026-10-25 02:30:00", "2026-03-18 24:00:00",
    "2026-02-30", "18/03/2026", "2026-3-18", "2026-03-18T10:52:12+15:00", "1899-01-01", "9999-12-31", "", "2026-03-29T01:30:00Z",
)  # fmt: skip


def dirty_csv() -> bytes:
    rows: list[dict[str, str]] = [ROW | {"id": f"m{i}", "at": m} for i, m in enumerate(MOMENTS)]
    flags = ("TRUE", "1", "0", "false", "ja", " true ")
    rows += [ROW | {"id": f"f{i}", "need_to_know": m} for i, m in enumerate(flags)]
    lists = ("[]", "a", " refer | signal-thresholds ", "|refer", "  ")
    rows += [ROW | {"id": f"l{i}", "purposes": m} for i, m in enumerate(lists)]
    rows += [ROW | {"id": ""}, ROW | {"id": "  "}, ROW | {"id": "é1", "channel": 'een; "woord" hier'}]
    last = [ROW[k] for k in ROW][1:-1]
    quoted = ('een "woord"', '"een"woord', '"open', '""', '"a;""b"""')
    lines = [
        ";".join(ROW),
        *(";".join(f'"{v}"'.replace('een; "woord" hier', 'een; ""woord"" hier') for v in r.values()) for r in rows),
        *(";".join([f"q{i}", *last, q]) for i, q in enumerate(quoted)),
        "", "   ", "te;kort", ";".join(["lang", *last, "a", "b"]),
    ]  # fmt: skip
    spoilt = ";".join(["u", *last, "caf"]).encode() + b"\xe9\n"
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode() + spoilt


def dirty_json() -> bytes:
    plain: dict[str, Any] = ROW | {"need_to_know": True}
    plain |= {c: ROW[c].split("|") for c in ("purposes", "data", "legal_basis")}
    changes: list[dict[str, Any]] = [{"id": f"m{i}", "at": m} for i, m in enumerate(MOMENTS)]
    changes += [{"id": i} for i in (5, 2**64 - 1, 2**64, 10**22, 1.0, True, None, "", " n ")]
    changes += [
        {"id": f"p{i}", "purposes": p} for i, p in enumerate(("refer", ["refer", 1], [], [None, "refer"]))
    ]
    changes += [
        {"id": f"r{i}", "purposes": p} for i, p in enumerate(([" refer"], [["refer"]], {"a": 1}, [None]))
    ]
    changes += [
        {"id": f"v{i}", **c}
        for i, c in enumerate(({"sender": 5}, {"need_to_know": "true"}, {"need_to_know": 1}))
    ]
    changes += [
        {"id": f"w{i}", **c}
        for i, c in enumerate(({"channel": {"a": 1}}, {"channel": " "}, {"at": 20260318}))
    ]
    lines = [json.dumps(plain | c, ensure_ascii=False) for c in changes]
    lines += [
        '{"id":"d1","id":"d2","at":"2026-03-18"}',
        "[1]",
        "5",
        '{"id":"t1",}',
        '{"id":NaN}',
        "geen json",
        "{}",
        "",
    ]
    return "\n".join([*lines, '{"id":"é","at":"2026-03-18"}', ""]).encode()


@pytest.mark.parametrize(("name", "text"), [("dirty.csv", dirty_csv()), ("dirty.jsonl", dirty_json())])
def test_what_no_row_can_be_made_of_is_kept_apart_on_the_cluster_too(
    audits: Audits, name: str, text: bytes
) -> None:
    (audits.folder / name).write_bytes(text)
    there = audits.same(name, "--quality", "off")
    here = json.loads((audits.folder / f"answer-{audits._made - 1}.json").read_text(encoding="utf-8"))
    assert there["bad_rows"]["rows"] == here["bad_rows"]["rows"] > 15
    assert {b["row"] for b in there["bad_rows"]["first"]} == {None}  # a cluster counts no lines


MAPPING = """\
columns:
  id: Nummer
  at: Wanneer
  sender: Van
  recipient: Naar
  recipient_kind: {constant: staff}
  purposes: Doelen
  data: Gegevens
separator: ","
dates: {pattern: dd/mm/yyyy hh:mm, zone: UTC}
values:
  purposes: {doorverwijzing: refer}
  data: {naam: identification-contact}
parties:
  CAW: caw-scheldeveen
  OCMW: ocmw-oosterlede
"""


def test_files_of_other_types_and_several_addresses_are_read_as_they_are_here(audits: Audits) -> None:
    """A platform that wrote numbers as ids until June, and texts since; and a log at two addresses."""
    mixed = audits.folder / "gemengd"
    mixed.mkdir()
    table = pq.read_table(audits.folder / "log.parquet")
    half = table.num_rows // 2
    numbers = pa.array(range(half), pa.int64())
    pq.write_table(table.slice(0, half).set_column(0, "id", numbers), mixed / "jan mei.parquet")
    pq.write_table(table.slice(half), mixed / "jul.parquet")
    found = audits.same("gemengd")
    assert found["summary"]["exchanges"] == table.num_rows
    assert [f["rows"] for f in found["log"]["files"]] == [half, table.num_rows - half]
    for name, part in (("een", table.slice(0, half)), ("twee", table.slice(half))):
        pq.write_table(part, audits.folder / f"{name}.parquet")
    here = json.loads(audits.answer(audits.folder / "log.parquet"))
    second = (audits.folder / "twee.parquet").as_uri()
    there = json.loads(audits.answer((audits.folder / "een.parquet").as_uri(), second, *audits.spark()))
    assert (there["findings"], there["summary"]) == (here["findings"], here["summary"])


def test_a_mapping_is_worked_out_on_the_cluster(audits: Audits) -> None:
    (audits.folder / "map.yaml").write_text(MAPPING, encoding="utf-8")
    given = [
        ("1", "18/03/2026 10:52", "CAW", "OCMW", "doorverwijzing", "naam,health"),
        ("2", "29/03/2026 01:30", "OCMW", "CAW", "", "naam"),
    ]
    given += [
        ("3", "2026-03-18", "CAW", "OCMW", "doorverwijzing", "naam"),
        ("4", "31/12/2026 23:30", "CAW", "X", "doorverwijzing", "naam"),
    ]
    names = ("Nummer", "Wanneer", "Van", "Naar", "Doelen", "Gegevens")
    lines = ["\t".join(row) for row in (names, *given)]
    (audits.folder / "theirs.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pq.write_table(
        pa.Table.from_pylist([dict(zip(names, r, strict=True)) for r in given]),
        audits.folder / "theirs.parquet",
    )
    rows = [dict(zip(names, r, strict=True)) | {"Gegevens": r[5].split(",")} for r in given]
    (audits.folder / "theirs.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for name in ("theirs.csv", "theirs.parquet", "theirs.jsonl"):
        found = audits.same(name, "--map", audits.folder / "map.yaml", "--quality", "off")
        assert (found["summary"]["exchanges"], found["bad_rows"]["rows"]) == (3, 1)


def test_the_gate_of_quality_holds_on_a_cluster(audits: Audits) -> None:
    path = audits.folder / "joined.csv"
    path.write_text(
        "\n".join([",".join(ROW), ",".join(ROW.values()).replace("n-contact|h", "n-contact;h")]),
        encoding="utf-8",
    )
    words = audits.words(path.as_uri(), *audits.spark())
    assert "identification-contact;health" in audits.refused(*words)


def test_what_a_cluster_cannot_read_ends_in_a_sentence(audits: Audits) -> None:
    folder, spark = audits.folder, audits.spark()
    (folder / "none.csv").write_text("")
    (folder / "wide.csv").write_bytes("id,at\n1,2026-03-18\n".encode("utf-16"))
    (folder / "two").mkdir(exist_ok=True)
    (folder / "two" / "a.csv").write_text("id,at,sender\n1,2026-03-18,x\n")
    (folder / "two" / "b.csv").write_text("at,id,sender\n2026-03-18,2,x\n")
    (folder / "types").mkdir(exist_ok=True)
    day = datetime(2026, 3, 18)
    pq.write_table(pa.table({"id": ["1"], "at": ["2026-03-18"]}), folder / "types" / "a.parquet")
    pq.write_table(pa.table({"id": [1], "at": [day]}), folder / "types" / "b.parquet")
    pq.write_table(pa.table({"id": [1], "at": [day], "sender": [2]}), folder / "types" / "c c.parquet")
    (folder / "broken.parquet").write_bytes(b"PAR1 is all that there is")
    for log, word in {
        "none.csv": "none.csv", "wide.csv": "UTF-16", "two/*.csv": "two/", "broken.parquet": "broken",
        "log.zip": "log.zip", "nowhere.parquet": "nowhere.parquet",
    }.items():  # fmt: skip
        assert word in audits.refused(*audits.words(f"{folder.as_uri()}/{log}", *spark)), log
    run = audits.client.run(*audits.words(f"{folder.as_uri()}/types", *spark))
    told = [(line.split("types/")[1][:9], line.split("`")[1]) for line in run.stderr.splitlines()]
    assert (run.returncode, told) == (2, [("a.parquet", "at"), ("c c.parqu", "sender")])
    assert "nergens.tabel" in audits.refused(*audits.words("nergens.tabel", *spark))
    log = (folder / "log.parquet").as_uri()
    memory = audits.words(log, *spark, "--spark-conf", "spark.executor.memory=4g")
    assert "spark.executor.memory" in audits.refused(*memory)
    for scheme in ("sc", "spark"):
        nobody = [*options(f"{scheme}://127.0.0.1:{free_port()}")]
        assert "--spark-master" in audits.refused(*audits.words(log, *nobody))


def test_a_port_at_which_nobody_speaks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "_PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"sc://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(PolicyError) as caught:
            spark.Spark(address, "1GB", {}, UNMAPPED)
    assert [p.code for p in caught.value.problems] == ["spark-failed"]
    assert "Spark Connect" in caught.value.problems[0].sentence("en")


def in_the_middle(audits: Audits, *words: object) -> None:
    """Begin an audit, and come back while a task of it is under way, and stopped there."""
    executors = audits.cluster.executors()
    for pid in executors:
        os.kill(pid, signal.SIGSTOP)
    seen = audits.cluster.connect_log.stat().st_size
    audits.client.ask(*words)
    with audits.cluster.connect_log.open("rb") as said:
        said.seek(seen)
        until(lambda: b"Starting task" in said.read(), "no task was begun")


def test_a_server_that_says_nothing_any_more_ends_in_a_sentence(audits: Audits) -> None:
    cluster, log = audits.cluster, audits.folder / "log.parquet"
    answer = audits.answer(log, *audits.spark())  # an executor runs
    in_the_middle(audits, *audits.words(log, *audits.spark(), "--spark-conf", "spark.network.timeout=1s"))
    os.killpg(cluster.servers[-1].pid, signal.SIGSTOP)
    told = sentences(audits.client.answer())
    for pid in (*cluster.executors(), cluster.servers[-1].pid):
        os.kill(pid, signal.SIGCONT)
    assert "Spark Connect-server" in told
    assert audits.answer(log, *audits.spark()) == answer  # another session


def test_a_worker_lost_in_the_middle_is_replaced_and_all_of_them_end_in_a_sentence(audits: Audits) -> None:
    cluster, log, output = audits.cluster, audits.folder / "log.parquet", audits.folder / "lost.json"
    here = audits.answer(log)
    audits.answer(log, *audits.spark())  # an executor runs
    words = audits.words(log, *audits.spark(), "--format", "json", "--output", output)
    [lost] = cluster.executors().values()
    in_the_middle(audits, *words)
    cluster.kill(lost)
    run = audits.client.answer()
    assert run.returncode == 1, run.stderr[-2000:]
    assert output.read_bytes() == here
    output.unlink()
    in_the_middle(audits, *words, "--spark-conf", "spark.network.timeout=2s")
    for worker in cluster.workers:
        cluster.kill(worker)
    assert "spark.network.timeout" in sentences(audits.client.answer())
    assert not output.exists()
