"""Logs grouped by numbers are grouped as they are by their texts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gbo_policy.audit.judge.log_rows import LogRows
from gbo_policy.audit.read import coded_groups as module
from gbo_policy.audit.read.coded_groups import CodedGroups, coded_groups
from gbo_policy.audit.read.columns import FACT_COLUMNS
from gbo_policy.audit.read.engine import Duck
from gbo_policy.audit.read.expressions import exchanges, groups, keyed
from gbo_policy.audit.read.group_batches import GroupBatch, as_row, file_batches, write_some
from gbo_policy.audit.read.ids import in_order
from gbo_policy.audit.read.key_layout import KeyLayout
from gbo_policy.audit.read.log import Parquet, find_logs, read_parquet_schema
from gbo_policy.audit.read.numbered import as_array
from gbo_policy.audit.read.period_numbers import period_sql
from gbo_policy.audit.read.stated_span import stated_span
from gbo_policy.reading.mapping import UNMAPPED
from tests.audit_kit import SCHEMA, write_log

STARTS = (date(2026, 2, 1), date(2026, 3, 1))
# what a list may hold that is not plain: no word, an empty one, what joins words, more than a number takes in
LISTS: list[list[str | None] | None] = [
    None, [], [None], [None, None], [""], ["a"], ["a", "b"], ["b", "a"], ["a", None], [None, "a"], ["a\x1fb"],
    ["a\x1eb"], ["a"] * 10, ["a"] * 11, [f"w{i}" for i in range(70)], ["w69"], ["a", "w69"], ["w68"],
]  # fmt: skip


def _rows(seed: int, size: int = 600) -> list[dict[str, Any]]:
    pick = random.Random(seed)
    return [
        {
            "id": pick.choice([None, "", f"x{i}", f"x{i}", f"x{i}", "same"]),
            "at": pick.choice([None, datetime(1, 1, 1), datetime(2026, 3, 29, 2, 30)])
            if pick.random() < 0.1
            else datetime(2026, 1, 5) + timedelta(hours=pick.randrange(2400)),
            "sender": pick.choice([None, "caw", "ocmw", " caw"]),
            "recipient": pick.choice([None, "", *(f"r{n}" for n in range(8))]),
            "purposes": pick.choice(LISTS),
            "data": pick.choice(LISTS),
            "storage": pick.choice(LISTS[:4]),
            "need_to_know": pick.choice([None, True, False]),
        }
        for i in range(size)
    ]


def _read(path: Path) -> list[Parquet]:
    found = [read_parquet_schema(f, UNMAPPED, problems := [], []) for f in find_logs([path]).files]
    assert problems == []
    return [f for f in found if f is not None]


def _both(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Any], list[Any]]:
    """Group a log both ways."""
    monkeypatch.setattr(module, "_ENOUGH", 1)
    duck, files = Duck(folder, "1GB"), _read(path)
    coded, plain = folder / "coded.out", folder / "plain.out"
    found = coded_groups(duck, files, FACT_COLUMNS, STARTS)
    assert found is not None
    assert duck.raw.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == []
    found.write(coded)
    duck.write(groups(keyed(exchanges(duck, files), FACT_COLUMNS, STARTS), FACT_COLUMNS), plain)
    assert pq.read_schema(coded).field("need_to_know").type == pa.bool_()
    numbered = _judged(found.batches())
    assert _judged(file_batches(duck.raw, plain, FACT_COLUMNS)) == numbered
    assert _judged(file_batches(duck.raw, coded, FACT_COLUMNS)) == numbered
    return _sorted(coded), _sorted(plain)


def _judged(batches: Iterable[GroupBatch]) -> list[Any]:
    """Give what is judged, group by group, with the keys of each."""
    found = []
    for batch in batches:
        numbers = zip(batch.periods, batch.counts, batch.first, batch.last, strict=True)
        rows = range(len(batch.counts))
        keys = batch.keys(np.array(rows)).to_pylist()
        for row, low, key, told in zip(rows, batch.ids(rows), keys, numbers, strict=True):
            found.append((sorted(as_row(batch.said, row).items()), sorted(key.items()), low, *map(int, told)))
    return sorted(found, key=repr)


def _sorted(path: Path) -> list[Any]:
    rows = pq.read_table(path).to_pylist()
    return sorted((sorted(r.items()) for r in rows), key=repr)


@pytest.mark.parametrize("row_group", [70, 1000])
def test_the_same_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row_group: int) -> None:
    for seed, name in ((1, "one"), (2, "two")):
        table = pa.Table.from_pylist(_rows(seed), SCHEMA)
        (tmp_path / "logs").mkdir(exist_ok=True)
        pq.write_table(table, tmp_path / "logs" / f"{name}.parquet", row_group_size=row_group)
    coded, plain = _both(tmp_path / "logs", tmp_path, monkeypatch)
    assert len(plain) > 500
    assert coded == plain


@pytest.mark.parametrize(
    "types",
    [
        {"at": pa.timestamp("ms", "UTC"), "sender": pa.dictionary(pa.int8(), pa.string())},
        {"at": pa.timestamp("ns"), "recipient": pa.large_string(), "data": pa.large_list(pa.large_string())},
        {"at": pa.date32(), "purposes": pa.null(), "need_to_know": pa.null()},
        {"id": pa.int64(), "data": pa.list_(pa.null())},
    ],
)
def test_the_same_groups_of_columns_of_other_types(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, types: dict[str, pa.DataType]
) -> None:
    nothing = {c: None for c, kind in types.items() if pa.types.is_null(kind)}
    rows = [r | nothing for r in _rows(3, 200) if r["at"] is None or r["at"].year > 1]
    if types.get("at") == pa.date32():
        rows = [r | {"at": r["at"] and r["at"].date()} for r in rows]
    if "id" in types:
        rows = [r | {"id": number, "data": None} for number, r in enumerate(rows)]
    schema = pa.schema([pa.field(f.name, types.get(f.name, f.type)) for f in SCHEMA])
    log = write_log(tmp_path / "log.parquet", rows, schema)
    coded, plain = _both(log, tmp_path, monkeypatch)
    assert coded == plain


def test_what_is_too_varied_is_left_to_be_grouped_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = write_log(tmp_path / "log.parquet", _rows(4, 100))
    monkeypatch.setattr(module, "_ENOUGH", 1)
    monkeypatch.setattr("gbo_policy.audit.read.coded_values.MOST_VALUES", 5)
    duck = Duck(tmp_path, "1GB")
    assert coded_groups(duck, _read(log), FACT_COLUMNS, STARTS) is None
    assert duck.raw.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall() == []


def test_a_log_without_any_id_is_left_to_be_grouped_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = pa.schema([pa.field(f.name, pa.null() if f.name == "id" else f.type) for f in SCHEMA])
    log = write_log(tmp_path / "log.parquet", [r | {"id": None} for r in _rows(5, 20)], schema)
    monkeypatch.setattr(module, "_ENOUGH", 1)
    duck = Duck(tmp_path, "1GB")
    assert coded_groups(duck, _read(log), FACT_COLUMNS, STARTS) is None
    assert duck.raw.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall() == []


@pytest.mark.parametrize(("ids", "rising"), [(("a", "b", "aa"), True), (("b", "a"), False)])
def test_how_ids_lie_is_seen_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ids: Sequence[str], rising: bool
) -> None:
    monkeypatch.setattr(module, "_ENOUGH", 1)
    log = write_log(tmp_path / "log.parquet", [{"id": i, "at": datetime(2026, 1, 5)} for i in ids])
    seen = coded_groups(Duck(tmp_path, "1GB"), _read(log), FACT_COLUMNS, ())
    assert seen is not None
    assert seen.ids.rising is rising


@pytest.mark.parametrize(
    "ids",
    [
        [f"{i:03}" for i in range(600)],
        [*(f"{i:03}" for i in range(300, 600)), *(f"{i:03}" for i in range(300))],
        [str(i) for i in range(600)],
        [f"é{i:03}" if i > 400 else f"zz{i:03}" for i in range(600)],
        [None if i % 7 else f"{i:03}" for i in range(600)],
    ],
)
def test_the_least_id_stands_for_a_group_however_ids_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ids: Sequence[str | None]
) -> None:
    monkeypatch.setattr(module, "_BATCH", 32)
    few = dict.fromkeys(("recipient", "purposes", "data", "storage"))  # large groups
    rows = [r | few | {"id": i} for r, i in zip(_rows(6), ids, strict=True)]
    coded, plain = _both(write_log(tmp_path / "log.parquet", rows), tmp_path, monkeypatch)
    assert coded == plain


def test_the_span_that_files_state_holds_every_moment(tmp_path: Path) -> None:
    moments = [datetime(2026, 1, 5, 23, 59), datetime(2026, 3, 1), datetime(1, 1, 1)]
    log = write_log(tmp_path / "log.parquet", [{"id": str(i), "at": m} for i, m in enumerate(moments)])
    found = stated_span(_read(log))
    assert found is not None
    assert found[0] <= date(2026, 1, 5)
    assert date(2026, 3, 1) <= found[1] < date(2026, 3, 5)


def test_ids_are_read_once_where_files_lie_together_in_one(tmp_path: Path) -> None:
    (file,) = _read(
        write_log(tmp_path / "log.parquet", [{"id": i, "at": datetime(2026, 1, 5)} for i in ("a", "b")])
    )
    assert in_order([file, replace(file, source="other.csv")])


MOMENTS = [
    *(datetime(y, 3, d, h, 30) for y in (1980, 1981, 2025, 2026, 2027, 2099) for d in range(22, 32) for h in (1, 2, 3)),
    *(datetime(y, m, 1) for y in (1901, 1902, 2026, 2099, 2100) for m in (1, 2, 3, 4, 12)),
    datetime(2026, 2, 1) - timedelta(microseconds=1), datetime(1, 1, 1), datetime(9999, 12, 31), None,
]  # fmt: skip


@pytest.mark.parametrize(
    "starts",
    [(), (date(2026, 3, 25),), (date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 4, 1), date(2027, 3, 31))],
)  # fmt: skip
def test_every_moment_lies_in_the_period_that_expressions_put_it_in(
    tmp_path: Path, starts: Sequence[date]
) -> None:
    rows = [{"id": f"x{i:03}", "at": at} for i, at in enumerate(MOMENTS)]
    log, duck = write_log(tmp_path / "log.parquet", rows), Duck(tmp_path, "1GB")
    plain = duck.rows(keyed(exchanges(duck, _read(log)), (), starts).select("id", "period").order_by("id"))
    in_sql = period_sql('"at"', starts)
    period = f'CASE WHEN "at" IS NULL THEN -1 ELSE {in_sql} END'
    assert duck.raw.execute(f"SELECT id, {period} FROM '{log}' ORDER BY id").fetchall() == plain
    assert len({number for _, number in plain}) == len(starts) + 2


@pytest.mark.parametrize("files", [1, 2])
def test_the_same_least_ids_of_groups(tmp_path: Path, files: int) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(files):
        rows = [
            r | {"id": r["id"] and f"{r['id']}-{number}"}
            for r in _rows(number)
            if r["at"] != datetime(1, 1, 1)
        ]
        write_log(logs / f"{number}.parquet", rows, _at(pa.timestamp("ms" if number else "us")))
    duck, found = Duck(tmp_path, "1GB"), _read(logs)
    columns, output, wanted = (
        ("sender", "purposes", "storage", "need_to_know"),
        tmp_path / "groups",
        tmp_path / "wanted",
    )
    coded = coded_groups(duck, found, columns, STARTS)
    assert coded is not None
    coded.write(output)
    periods = pq.read_table(output)["period"].to_pylist()
    some = [place for place, period in enumerate(periods) if period >= 0]
    write_some(duck.raw, output, columns, some, wanted)
    made = coded.least_ids(some, 3)
    assert {len(ids) for ids in made.values()} == {1, 2, 3}
    assert made == LogRows(duck, found, columns).least_ids(STARTS, wanted, 3)


def _at(kind: pa.DataType) -> pa.Schema:
    return pa.schema([f if f.name != "at" else f.with_type(kind) for f in SCHEMA])


@pytest.mark.parametrize("later", [
    {"purposes": ["a"] * 9}, {"purposes": ["a"] * 11}, {"data": None}, {"recipient": "r"}, {"storage": ["w"]}, {},
])  # fmt: skip
def test_what_does_not_fit_in_the_keys_that_a_log_began_with_is_grouped_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: dict[str, Any]
) -> None:
    monkeypatch.setattr(module, "_BATCH", 32)
    few = {"sender": "caw", "purposes": ["a"], "data": ["b"], "storage": ["c", "d"], "recipient": "x"}
    rows = [r | few for r in _rows(7, 200)]
    many = {
        c: f"{v}{{}}" if isinstance(v, str) else v and [*v[:-1], f"{v[-1]}{{}}"] for c, v in later.items()
    }
    for i, row in enumerate(rows[90:]):
        made = {
            c: v.format(i) if isinstance(v, str) else v and [w.format(i) for w in v] for c, v in many.items()
        }
        row.update(made if i % 3 else {})
    coded, plain = _both(write_log(tmp_path / "log.parquet", rows), tmp_path, monkeypatch)
    assert coded == plain


@pytest.mark.parametrize("place", [1, 40])
@pytest.mark.parametrize("step", ["_coded", "_read", "packed"])
def test_a_break_is_a_break_wherever_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, place: int
) -> None:
    """Otherwise DuckDB takes it for an error, and the log is grouped once more in another way."""
    monkeypatch.setattr(module, "_BATCH", 8)
    owner = KeyLayout if step == "packed" else CodedGroups
    calls, plain = count(1), getattr(owner, step)

    def broken(*given: Any) -> Any:
        if next(calls) == (1 if step == "_read" else place):
            raise KeyboardInterrupt
        return plain(*given)

    monkeypatch.setattr(owner, step, broken)
    log = write_log(tmp_path / "log.parquet", _rows(8))
    with pytest.raises(KeyboardInterrupt):
        coded_groups(Duck(tmp_path, "1GB"), _read(log), FACT_COLUMNS, STARTS)


def test_numbers_come_out_of_keys_as_they_went_in(tmp_path: Path) -> None:
    needed = {"a": 60, "b": 19, "c": 2, "d": 63, "e": 30, "f": 1}
    codes = {c: np.array([0, 1, 2**bits - 1]) for c, bits in needed.items()}
    for layout, keys in ((KeyLayout.of(needed), 3), (KeyLayout.apart(list(needed)), 6)):
        assert layout.holds(needed)
        assert len(layout.names) == keys
        duck = Duck(tmp_path, "1GB").raw
        packed = pa.table({n: as_array(k) for n, k in zip(layout.names, layout.packed(codes), strict=True)})
        found = duck.from_arrow(packed).project(", ".join(layout.unpacked("c_"))).fetchnumpy()
        assert {c: v.tolist() for c, v in found.items()} == {f"c_{c}": v.tolist() for c, v in codes.items()}
    assert not KeyLayout.of({"a": 40, "b": 20}).holds({"a": 43, "b": 20})


def test_long_lists_are_the_same_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their lengths are not told beyond some number; whether an empty place is among them is."""
    lists = [["a"] * n + more for n in (4091, 4092, 4093, 4094, 9000) for more in ([], [None], ["b"], [""])]
    rows = [{"id": f"x{i}", "at": datetime(2026, 2, 2), "purposes": words} for i, words in enumerate(lists)]
    coded, plain = _both(write_log(tmp_path / "log.parquet", rows), tmp_path, monkeypatch)
    assert coded == plain
    assert len(plain) == len(lists)
