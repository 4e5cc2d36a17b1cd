"""Groups are the same, and judged the same, whether the engine holds them by numbers or by their texts."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from gbo_policy.audit.judge import audit_run
from gbo_policy.audit.judge.audit_run import Options
from gbo_policy.audit.judge.opened_log import QualityGate
from gbo_policy.audit.judge.sampling import SampleOrder
from gbo_policy.audit.write.answer import answer
from gbo_policy.basics.problems import PolicyError
from gbo_policy.rulebook.pack import Pack
from tests.audit_kit import audited, case, write_log
from tests.kit import Data, complete

DAY = datetime(2026, 1, 20, 10)
JOINT = "\x1f"
SAID: dict[str, list[Any]] = {
    "sender": ["caw", "ocmw", None, "", " caw", "niemand"],
    "recipient_kind": ["staff", "processor", "third-party", None, "iets"],
    "recipient": ["ocmw", "wolk", "Firma", "Bakker, Slager", None],
    "on_behalf_of": ["caw", None],
    "purposes": [["refer"], ["refer", "marketing"], ["marketing", "refer"], [], None, [None], ["raar"]],
    "data": [["health", "criminal"], ["criminal", "health"], [f"a{JOINT}b"], ["a", "b"], ["a", None], None],
    "legal_basis": [["gdpr-6-1-e"], [], None, ["gdpr-6-1-e"] * 12],
    "need_to_know": [True, False, None],
    "channel": ["GBO-Connect", "duif", None],
    "flow": ["stroom", "elders", None],
}
IDS = {
    "rising": lambda i: f"x{i:04}",
    "falling": lambda i: f"x{9999 - i}",
    "of several lengths": lambda i: f"x{i}",
    "repeated": lambda i: f"x{i // 3:04}",
    "some lacking": lambda i: None if i % 40 == 0 else f"x{i:04}",
}


def rows(ids: str) -> list[Data]:
    """Give rows that say all kinds of things; several begin at one moment."""
    pick = random.Random(7)
    at = (DAY + timedelta(days=i // 7 % 50) for i in range(180))
    return [
        {"id": IDS[ids](i), "at": moment, **{c: pick.choice(own) for c, own in SAID.items()}}
        for i, moment in enumerate(at)
    ]


def told(pack: Pack, log: Path, folder: Path, gate: QualityGate | None) -> tuple[Data, list[Data], Any]:
    folder.mkdir()
    offenders = folder / "offenders.parquet"
    options = Options(offenders=offenders, reviews=True, gate=gate, sample=SampleOrder(5, "1", "rule"))
    found = audited(case(pack, complete()), log, options=options)
    listed = sorted(pq.read_table(offenders).to_pylist(), key=lambda r: (r["row"], r["because"]))
    return answer(found, "en"), listed, found.sample


@pytest.mark.parametrize("gate", [QualityGate(None), None], ids=["counted", "not counted"])
@pytest.mark.parametrize("ids", IDS)
def test_groups_by_number_are_judged_as_those_by_text(
    pack: Pack, tmp_path: Path, ids: str, gate: QualityGate | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = write_log(tmp_path / "log.parquet", rows(ids))
    by_number = told(pack, log, tmp_path / "a", gate)
    monkeypatch.setattr(audit_run, "coded_groups", lambda *given: None)
    assert told(pack, log, tmp_path / "b", gate) == by_number


@pytest.mark.parametrize("ids", ["rising", "falling", "of several lengths"])
def test_groups_whose_ids_are_each_there_once_never_become_texts(
    pack: Pack, tmp_path: Path, ids: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_run.CodedGroups, "write", None)
    log = write_log(tmp_path / "log.parquet", rows(ids))
    told(pack, log, tmp_path / "a", QualityGate(None))


def test_the_gate_counts_the_same_in_groups_by_number_and_by_text(
    pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = [r | {"recipient": "caw,ocmw", "purposes": ["refer|raar", "refer"]} for r in rows("rising")[:9]]
    log = write_log(tmp_path / "log.parquet", [*rows("rising")[9:], *joined])
    said = []
    for _ in range(2):
        with pytest.raises(PolicyError) as error:
            audited(case(pack, complete()), log, options=Options(gate=QualityGate(5.0)))
        said.append([p.sentence("en") for p in error.value.problems])
        monkeypatch.setattr(audit_run, "coded_groups", lambda *given: None)
    assert said[0] == said[1]
    assert len(said[0]) == 2
