"""Logs of which lines are spoilt at random: every row is judged or named as bad, and no row hides another."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.problems import PolicyError
from tests.attack import attack
from tests.audit_kit import audited, case
from tests.kit import complete
from tests.test_laws import PACK

CASE = case(PACK, complete())
GOOD = {"id": "x", "at": "2026-02-02T10:00", "sender": "caw", "purposes": ["refer"], "need_to_know": True}
BYTES = [b"\0", b"\x1f", b"\xff", b'"', b"'", b",", b";", b"|", b"}", b"]", b"{", b"\\", b"\r", b"24:00", b"NaN", b'"id": "y",', b"\xe2\x80\xa8"]  # fmt: skip
LINES = {
    "csv": b"x,2026-02-02 10:00,caw,refer|keep-overview,true",
    "jsonl": json.dumps(GOOD).encode(),
}


@st.composite
def logs(draw: st.DrawFn, kind: str) -> list[bytes]:
    """Draw a few lines, some of them spoilt in a place or two."""
    lines = []
    for _ in range(draw(st.integers(2, 5))):
        line = LINES[kind]
        for _ in range(draw(st.integers(0, 2))):
            at, some = draw(st.integers(0, len(line))), draw(st.sampled_from(BYTES))
            line = line[:at] + some + line[at:] if draw(st.booleans()) else line[:at] + line[at + len(some) :]
        lines.append(line)
    return lines


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_every_row_of_a_spoilt_log_is_judged_or_named(kind: str) -> None:
    head = [b"id,at,sender,purposes,need_to_know"] if kind == "csv" else []

    @attack(ci=2, nightly=5_000)
    @given(lines=logs(kind))
    def spoilt(lines: list[bytes]) -> None:
        with TemporaryDirectory() as folder:
            log = Path(folder, f"log.{kind}")
            # the last line is sound, so that there is something to judge whatever became of the others
            log.write_bytes(b"\n".join([*head, *lines, LINES[kind]]) + b"\n")
            try:
                found = audited(CASE, log)
            except PolicyError:
                return
        rows = sum(1 for line in [*lines, LINES[kind]] if line.strip())
        counted = found.tally.verdicts.total() + found.bad.total
        assert counted == rows if kind == "jsonl" else counted <= rows
        assert found.tally.verdicts.total() >= 1

    spoilt()
