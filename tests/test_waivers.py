"""Waivers: complete or an input error, and whatever else is wrong with one is a finding that says which
thing, at its key.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.inside import inside
from tests.kit import ABSENT, Data, change, complete, written
from tests.repository import answer, put

CHANNEL = {"flows.0.channel": "WhatsApp"}  # a violation of agreed-channel, which may be waived
WAIVER = {
    "rule": "agreed-channel",
    "subject": {"flow": "stroom"},
    "reason": "het platform is pas in april klaar",
    "approved_by": "An Peeters",
    "approved_on": "2026-02-01",
    "expires_on": "2026-03-31",
}


def _with(**changes: Any) -> Data:
    return change(
        complete(), {**CHANNEL, "waivers.+": {k: v for k, v in (WAIVER | changes).items() if v is not ABSENT}}
    )


def _check(folder: Path, *arguments: object, as_of: str = "2026-03-01") -> tuple[int, dict[str, Any]]:
    run = inside("check", folder, "--as-of", as_of, "--format", "json", *arguments)
    assert run.stderr == ""
    return run.returncode, answer(run.stdout)


def _of(found: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    return [r for r in found["results"] if r["rule"] == rule and r["verdict"] != "not_applicable"]


def test_a_waiver_in_order_changes_no_verdict_and_takes_the_finding_out_of_the_exit_code(
    tmp_path: Path,
) -> None:
    code, found = _check(put(tmp_path, _with()))
    assert code == 0
    assert [(r["verdict"], r["waived"]["expires_on"]) for r in _of(found, "agreed-channel")] == [
        ("violation", "2026-03-31")
    ]
    assert [r["verdict"] for r in _of(found, "waiver-in-order")] == ["compliant"]
    assert found["summary"]["waived"] == 1


def test_a_waiver_covers_its_last_day_and_fails_the_run_one_day_past(tmp_path: Path) -> None:
    put(tmp_path, _with())
    assert _check(tmp_path, as_of="2026-03-31")[0] == 0
    code, found = _check(tmp_path, as_of="2026-04-01")
    assert code == 1
    assert [r["waived"] for r in _of(found, "agreed-channel")] == [None]
    assert [r["verdict"] for r in _of(found, "waiver-in-order")] == ["review"]


@pytest.mark.parametrize(
    ("changes", "key", "en", "nl"),
    [
        (
            {"expires_on": "2026-02-28"},
            "expires_on",
            "It has expired: 2026-02-28 was its last day.",
            "Ze is verlopen: 2026-02-28 was de laatste dag.",
        ),
        (
            {"approved_on": "2026-03-02"},
            "approved_on",
            "It is not approved yet: the approval is dated 2026-03-02.",
            "Ze is nog niet goedgekeurd: de goedkeuring draagt de datum 2026-03-02.",
        ),
        (
            {"rule": "data-quality"},
            "subject",
            "It covers nothing: data-quality has no finding for flow/stroom.",
            "Ze dekt niets: data-quality heeft voor flow/stroom geen bevinding.",
        ),
    ],
)
def test_each_thing_that_can_be_wrong_is_a_finding_with_its_own_sentence_at_its_own_key(
    tmp_path: Path, changes: dict[str, str], key: str, en: str, nl: str
) -> None:
    data = _with(**changes)
    put(tmp_path, data)
    text = written(data)
    line = text[: text.index(f'"{key}"', text.index('"waivers"'))].count("\n") + 1
    for lang, sentence in (("en", en), ("nl", nl)):
        code, found = _check(tmp_path, "--lang", lang)
        (own,) = _of(found, "waiver-in-order")
        assert (code, own["verdict"], own["location"]["line"]) == (1, "review", line)
        assert own["message"].endswith(sentence)
        assert own["message"].count(". ") == 1


def test_a_critical_rule_cannot_be_waived_and_the_finding_says_why(tmp_path: Path) -> None:
    data = change(
        _with(rule="purpose-limitation"),
        {"flows.0.purposes": ["marketing"], "flows.0.channel": "GBO-Connect"},
    )
    code, found = _check(put(tmp_path, data))
    assert code == 1
    assert [r["waived"] for r in _of(found, "purpose-limitation")] == [None]
    (own,) = _of(found, "waiver-in-order")
    assert own["message"].endswith(
        "Nobody can waive purpose-limitation: the rule on clause 3.3, of severity critical, says `waivable:"
        " false`."
    )


def test_several_wrongs_are_all_said(tmp_path: Path) -> None:
    code, found = _check(
        put(tmp_path, change(_with(expires_on="2026-02-28"), {"flows.0.channel": "GBO-Connect"}))
    )
    (own,) = _of(found, "waiver-in-order")
    assert code == 3
    assert "It has expired" in own["message"]
    assert "It covers nothing" in own["message"]


@pytest.mark.parametrize("command", [["check"], ["explain", "stroom"]])
def test_every_field_of_a_waiver_is_required_in_every_command(tmp_path: Path, command: list[str]) -> None:
    wrong = [
        {"reason": " "},
        {"approved_by": ""},
        {"approved_on": "1 februari"},
        {"expires_on": ABSENT},
        {"subject": ABSENT},
        {"rule": ABSENT},
    ]
    waivers = [{k: v for k, v in (WAIVER | one).items() if v is not ABSENT} for one in wrong]
    run = inside(*command, put(tmp_path, change(complete(), {"waivers": waivers})))
    assert (run.returncode, run.stdout) == (2, "")
    assert [line.split(": ", 1)[1] for line in run.stderr.splitlines()] == [
        "`reason` is missing; add it",
        "`approved_by` is missing; add it",
        "`1 februari` is not a date; write one such as 2026-03-01",
        "`expires_on` is missing; add it",
        "`subject` is missing; add it",
        "`rule` is missing; add it",
    ]


def test_dates_in_the_wrong_order_and_unknown_rules_are_input_errors(tmp_path: Path) -> None:
    run = inside("check", put(tmp_path / "a", _with(expires_on="2026-01-31")))
    assert run.returncode == 2
    assert "`expires_on` (2026-01-31) lies before `approved_on` (2026-02-01)" in run.stderr
    run = inside("check", put(tmp_path / "b", _with(rule="agreed-chanel")))
    assert run.returncode == 2
    assert "did you mean `agreed-channel`?" in run.stderr


def test_a_bad_waiver_is_in_every_format(tmp_path: Path) -> None:
    put(tmp_path, _with(expires_on="2026-02-28"))
    for name in ("text", "json", "sarif", "junit", "github", "gitlab", "markdown", "csv"):
        run = inside("check", tmp_path, "--as-of", "2026-03-01", "--format", name)
        assert (name, run.returncode, "waiver-in-order" in run.stdout) == (name, 1, True)


def test_without_waivers_the_bare_truth_is_told(tmp_path: Path) -> None:
    put(tmp_path, _with())
    assert _check(tmp_path)[0] == 0
    code, found = _check(tmp_path, "--no-waivers")
    assert code == 1
    assert found["summary"]["waived"] == 0
    assert [r["waived"] for r in _of(found, "agreed-channel")] == [None]


def test_leaving_the_house_rule_out_does_not_let_bad_waivers_count(tmp_path: Path) -> None:
    code, found = _check(put(tmp_path, _with(expires_on="2026-02-28")), "--ignore", "waiver-in-order")
    assert code == 1
    assert [r["waived"] for r in _of(found, "agreed-channel")] == [None]
