"""What stands in a log for something still to be filled in is no fact: it counts as absent, and is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.audit.read.columns import COLUMNS, FACT_COLUMNS, FLAGS, LogColumn
from gbo_policy.rulebook.pack import Pack
from tests.audit_kit import audited, by_id, case, write_log
from tests.conftest import gbo
from tests.kit import Data, change, complete
from tests.test_audit_exchanges import ROW

BLANKS = {
    "sender": "NAAM",
    "recipient_kind": "TBD",
    "recipient": "nog te bepalen",
    "on_behalf_of": "…",
    "purposes": "in te vullen",
    "data": "[gegevens]",
    "legal_basis": "onbekend",
    "storage": "unknown",
    "access": "??",
    "channel": "n.t.b.",
    "format": "xxx",
    "flow": " TBD ",
}
FLOWLESS: Data = {"flow": None}
assert BLANKS.keys() == {c for c in FACT_COLUMNS if c not in FLAGS}


def _row(name: str, **said: Any) -> Data:
    return {k: v for k, v in (ROW | said | {"id": name}).items() if v is not None}


def _workspace() -> Data:
    return change(complete(), {"flows.0.data": ["identification-contact"]})


@pytest.mark.parametrize("column", BLANKS)
def test_a_word_for_what_is_still_to_be_filled_in_counts_as_nothing(
    pack: Pack, tmp_path: Path, column: str
) -> None:
    word, several = BLANKS[column], COLUMNS[column] is LogColumn.TEXTS
    said = [word] if several else word
    rows = [
        _row("blank", **{column: said}),
        _row("absent", **{column: None}),
        _row("blank-alone", **FLOWLESS | {column: said}),
        _row("absent-alone", **FLOWLESS | {column: None}),
    ]
    if several:  # among other words: then it is not known what all of them are
        rows += [
            _row("among", **{column: [*ROW[column], word]}),
            _row("gap", **{column: [*ROW[column], None]}),
        ]
    found, named = by_id(case(pack, _workspace()), write_log(tmp_path / "log.parquet", rows), tmp_path)
    for blank, absent in (("blank", "absent"), ("blank-alone", "absent-alone"), ("among", "gap")):
        assert named.get(blank) == named.get(absent)
    assert not [v for name in ("blank-alone", "among") for _, v in named.get(name, ()) if v == "violation"]
    (told,) = [n for n in found.notices if n.code == "log-blank"]
    assert told.words["known"] == f"{column}: `{word.strip()}` ({3 if several else 2})"
    assert (column, word.strip()) not in found.tally.words


def test_of_a_channel_still_to_be_agreed_is_asked_as_in_a_check(pack: Pack, tmp_path: Path) -> None:
    data = change(_workspace(), {"flows.0.channel": "TBD"})
    rows = [_row("x", channel="TBD")]
    named = by_id(case(pack, data), write_log(tmp_path / "log.parquet", rows), tmp_path)[1]
    assert {(r, v) for r, v in named["x"] if "channel" in r} == {("agreed-channel", "review")}


def test_a_log_of_nothing_but_such_words_is_not_one_in_other_words(pack: Pack, tmp_path: Path) -> None:
    rows = [_row(f"x{i}", sender="NAAM", purposes=["TBD"]) for i in range(3)]
    found = audited(case(pack, _workspace()), write_log(tmp_path / "log.parquet", rows))
    assert found.quality is None or found.quality.share == 0


def test_an_explanation_of_one_exchange_counts_it_as_absent_too(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(json.dumps(_workspace()), encoding="utf-8")
    log = write_log(tmp_path / "log.parquet", [_row("x", **FLOWLESS | {"channel": "TBD"})])
    told = json.loads(gbo("audit", "explain", "x", log, "--workspace", tmp_path, "--format", "json").stdout)
    verdicts = {r["rule"]: r["verdict"] for r in told["exchanges"][0]["results"]}
    assert verdicts["agreed-channel"] == "review"
