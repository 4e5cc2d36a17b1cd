"""Every whole workspace in fixtures/ gives exactly the findings, places and exit code that
tests/expected/NAME.yaml lists, through the command line.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.attack import run
from tests.conftest import EXPECTED, FIXTURES, ROOT, gbo

NAMES = sorted(p.stem for p in EXPECTED.iterdir())


@cache
def _expected(name: str) -> dict[str, Any]:
    return dict(yaml.load((EXPECTED / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader))


def _cases() -> list[Any]:
    return [
        pytest.param(n, c, id=f"{n}@{c.get('as_of', 'now')}")
        for n in NAMES
        for c in _expected(n)["checks"]
        if c["exit_code"] != "2"
    ]


def _key(finding: dict[str, Any]) -> tuple[str, str, str]:
    return finding["rule"], finding["subject"], finding.get("against") or "-"


def test_there_are_enough_fixtures() -> None:
    assert len(NAMES) >= 6


@pytest.mark.parametrize(("name", "check"), _cases())
def test_findings_agreement_and_ladder_are_exactly_the_expected_ones(
    name: str, check: dict[str, Any]
) -> None:
    words = ["check", str(FIXTURES / name), "--as-of", check["as_of"], "--format", "json"]
    code, said = run(words, ROOT)  # in this process: nothing beside the answer, or it is no JSON
    answer = json.loads(said)
    assert answer["verdict"] == check["verdict"]
    assert code == int(check["exit_code"])
    _findings(name, check, answer)
    _agreement_and_ladder(check, answer)


def _findings(name: str, check: dict[str, Any], answer: dict[str, Any]) -> None:
    found = {}
    for result in answer["results"]:
        if result["verdict"] in {"violation", "review"}:
            subject = f"{result['subject']['kind']}/{result['subject']['id']}"
            found[result["rule"], subject, result["against"] or "-"] = result
    wanted = {_key(f): f for f in check.get("findings", [])}
    assert set(found) == set(wanted)
    for key, want in wanted.items():
        got = found[key]
        assert (key, got["verdict"]) == (key, want["verdict"])
        if "at" in want:
            assert (key, f"{got['location']['file']}:{got['location']['line']}") == (
                key,
                f"fixtures/{name}/{want['at']}",
            )
        for part in ("missing", "assess"):
            if part in want:
                assert (key, part, sorted(got[part])) == (key, part, sorted(want[part]))


def _agreement_and_ladder(check: dict[str, Any], answer: dict[str, Any]) -> None:
    for part in ("in_force_from", "ended_from"):
        if part in check:
            assert str(answer["agreement"][part] or "null") == (check[part] or "null")
    if "sanctions" in check:
        states = {(p["by"], p["against"]): p["state"] for p in answer["sanctions"] if p["state"] != "sharing"}
        assert states == {(p["by"], p["against"]): p["state"] for p in check["sanctions"]}


def _errors() -> list[Any]:
    return [n for n in NAMES if any(c["exit_code"] == "2" for c in _expected(n)["checks"])]


@pytest.mark.parametrize("name", _errors())
def test_input_errors_are_all_told_at_their_place(name: str) -> None:
    done = gbo("check", FIXTURES / name)
    assert (done.returncode, done.stdout) == (2, "")
    told: dict[str, list[str]] = {}
    for line in done.stderr.splitlines():
        match = re.match(r"(?P<file>.+?):(?P<at>\d+:\d+): (?P<text>.+)", line)
        assert match, line
        place = f"{Path(match['file']).relative_to(FIXTURES / name).as_posix()}:{match['at']}"
        told.setdefault(place, []).append(match["text"])
    expected = _expected(name)
    wanted: dict[str, list[str]] = {}
    for error in expected.get("errors") or expected["checks"][0]["errors"]:
        wanted.setdefault(error["at"], []).append(error.get("word", ""))
    assert sorted(told) == sorted(wanted)
    for place, words in wanted.items():
        assert len(told[place]) == len(words), place
        for word in words:
            assert any(f"`{word}`" in text for text in told[place]) or not word, (place, word, told[place])
