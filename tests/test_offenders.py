"""Lists of whose exchanges broke a rule: safe in a spreadsheet, and for their owner's eyes."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import stat
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from gbo_policy.audit.judge.audit_run import Options
from gbo_policy.audit.read.engine import cell, literal
from gbo_policy.basics.steering import in_cell
from gbo_policy.rulebook.pack import Pack
from tests.audit_kit import audited, case, write_log
from tests.kit import Data, complete

ROW: Data = {
    "id": "x",
    "at": datetime(2026, 2, 2, 10),
    "sender": "caw",
    "purposes": ["marketing"],
    "obligation_obliges": False,
}


ALPHABET = "=+-@＝＠\t\r\n \xa0\u2003\u202e\x1b\x9b\x7f\u2028a'\"|,é"


def test_a_list_of_offenders_as_csv_holds_no_formula_and_steers_nothing(pack: Pack, tmp_path: Path) -> None:
    """The engine writes ids as ``steering.in_cell`` does, which every other file for spreadsheets uses."""
    ids = ["".join(two) for two in itertools.product(ALPHABET, repeat=2)]
    log = write_log(tmp_path / "a.parquet", [ROW | {"id": i} for i in ids])
    found = audited(case(pack, complete()), log, options=Options(offenders=tmp_path / "o.csv"))
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        written = sorted(one["id"] for one in csv.DictReader(file))
    blank = [i for i in ids if not i.strip()]
    assert found.bad.total <= len(blank)  # an id of blanks names nobody
    judged = ids if not found.bad.total else [i for i in ids if i not in blank]
    assert written == sorted(in_cell(i) for i in judged)


def test_what_is_a_space_is_the_same_to_the_engine() -> None:
    spaces = [c for c in map(chr, range(1, 0x10000)) if c.isspace()]
    signs = [f"{c}{s}" for c in spaces for s in ("=", "a", "::a", "\n::a ##[b")] + [
        "::",
        "\n:::",
        "a\n ::b\n::c",
    ]
    values = ", ".join(f"({i}, {literal(text)})" for i, text in enumerate(signs))
    query = f"SELECT {cell('t')} FROM (VALUES {values}) AS v(i, t) ORDER BY i"
    assert [t for (t,) in duckdb.connect().execute(query).fetchall()] == [in_cell(text) for text in signs]


@pytest.mark.parametrize("name", ["o.csv", "o.parquet", "o.jsonl"])
def test_lists_of_persons_are_for_their_owner_only_and_a_file_that_is_replaced_keeps_its_mode(
    pack: Pack, tmp_path: Path, name: str
) -> None:
    log = write_log(tmp_path / "a.parquet", [ROW, ROW | {"id": None}])
    where, bad = tmp_path / name, tmp_path / "bad.csv"
    options = Options(offenders=where, bad_rows=bad)
    audited(case(pack, complete()), log, options=options)
    assert {stat.S_IMODE(f.stat().st_mode) for f in (where, bad)} == {0o600}
    where.chmod(0o640)
    audited(case(pack, complete()), log, options=options)
    assert stat.S_IMODE(where.stat().st_mode) == 0o640
    assert {f.name for f in tmp_path.iterdir()} == {"a.parquet", name, "bad.csv"}


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "csv.gz"])
def test_an_offender_is_found_back_in_its_file_with_what_decided(
    pack: Pack, tmp_path: Path, suffix: str
) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    good = {
        "sender": "caw",
        "recipient_kind": "staff",
        "recipient": "ocmw",
        "flow": "stroom",
        "purposes": ["refer"],
    }
    for name, ids in (("a", "uvw"), ("b", "xyz")):
        rows = [
            good
            | {"id": i, "at": datetime(2026, 2, 2)}
            | ({"purposes": ["marketing"], "data": None} if i in "wx" else {})
            for i in ids
        ]
        path = logs / f"{name}.{suffix}"
        if suffix == "parquet":
            write_log(path, rows)
        elif suffix == "jsonl":
            path.write_text("".join(json.dumps(r, default=str) + "\n" for r in rows), encoding="utf-8")
        else:
            lines = ["id,at,sender,recipient_kind,recipient,flow,purposes"]
            lines += [f"{r['id']},2026-02-02,caw,staff,ocmw,stroom,{r['purposes'][0]}" for r in rows]
            text = ("\n".join(lines) + "\n").encode()
            path.write_bytes(gzip.compress(text) if suffix.endswith("gz") else text)
    audited(case(pack, complete()), logs, options=Options(offenders=tmp_path / "o.jsonl", reviews=True))
    told = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()]
    head = 1 if suffix.startswith("csv") else 0
    found = {one["id"]: one for one in told if one["rules"]}
    assert {i: (Path(o["file"]).name, o["row"]) for i, o in found.items()} == {
        "w": (f"a.{suffix}", 3 + head),
        "x": (f"b.{suffix}", 1 + head),
    }
    for one in found.values():
        assert (one["sender"], one["recipient"], one["flow"]) == ("caw", "ocmw", "stroom")
        assert 'purpose-limitation: purposes = ["marketing"]' in one["because"]
        assert one["rules"] == ["purpose-limitation"]


def test_what_would_settle_a_review_stands_with_the_offender(pack: Pack, tmp_path: Path) -> None:
    log = write_log(tmp_path / "a.parquet", [ROW | {"purposes": None, "id": "=1+1", "flow": "-x"}])
    audited(case(pack, complete()), log, options=Options(offenders=tmp_path / "o.csv", reviews=True))
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        (one,) = csv.DictReader(file)
    assert "purpose-limitation: purposes" in one["missing"].split("|")
    assert (one["id"], one["flow"]) == ("'=1+1", "'-x")
