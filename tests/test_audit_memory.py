"""What `--memory` bounds: what the engine groups, joins and sorts goes to disk beyond it, and nothing else
changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gbo_policy.audit.judge.audit_run import Options
from gbo_policy.audit.read.engine import Duck
from gbo_policy.audit.write.answer import answer
from gbo_policy.basics.problems import PolicyError
from gbo_policy.rulebook.pack import Pack
from tests.audit_kit import audited, case
from tests.kit import complete

ROWS, LIMIT = 200_000, "60MB"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log in which every row is a group of its own: together they need some 90 MB."""
    path = tmp_path / "log.parquet"
    duckdb.sql(f"""
        COPY (
            SELECT 'x' || lpad(CAST(r AS VARCHAR), 9, '0') AS id, TIMESTAMP '2026-02-02' + to_seconds(r) AS "at",
                'caw' AS sender, 'third-party' AS recipient_kind, 'Firma ' || sha256(CAST(r AS VARCHAR)) AS recipient
            FROM range({ROWS}) AS numbers(r)
        ) TO '{path}' (FORMAT parquet)
    """)
    return path


def told(pack: Pack, log: Path, options: Options) -> str:
    return json.dumps(answer(audited(case(pack, complete()), log, options=options), "nl"))


def with_settings(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    """Let the engine start with some settings of its own besides."""
    real = Duck.__init__

    def start(duck: Duck, *given: Any) -> None:
        real(duck, *given)
        for name, value in settings.items():
            duck.raw.execute(f"SET {name} = '{value}'")

    monkeypatch.setattr(Duck, "__init__", start)


@pytest.fixture(autouse=True)
def _two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is needed at once grows with the threads, and so with the machine."""
    with_settings(monkeypatch, threads="2")


def test_what_does_not_fit_goes_to_disk_and_nothing_else_changes(
    pack: Pack, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(pack, log, Options(memory=LIMIT)) == told(pack, log, Options())
    with_settings(monkeypatch, max_temp_directory_size="0B")
    with pytest.raises(PolicyError) as error:  # so it did not fit
        told(pack, log, Options(memory=LIMIT))
    assert [p.code for p in error.value.problems] == ["log-engine"]


def test_a_limit_too_small_to_work_in_is_told(pack: Pack, log: Path) -> None:
    with pytest.raises(PolicyError) as error:
        told(pack, log, Options(memory="10MB"))
    (one,) = error.value.problems
    assert one.code == "log-engine"
    assert "--memory" in one.sentence("nl")
