"""The baseline: what stood when it was written does not count, anything new does, and it shrinks and expires."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import gbo
from tests.inside import inside
from tests.kit import ABSENT, Data, assessment, change, complete, flow
from tests.repository import answer, named, put

# two violations that may be waived
OLD = {
    "flows.0.channel": "WhatsApp",
    "agreement.parties.0.informs_clients": "none",
}
FILE = "gbo-policy-baseline.json"
NEW_FLOW = {
    "flows.+": flow("nieuw", channel="post"),
    "assessments.+": assessment("necessity", {"flow": "nieuw"}),
}


def _old(**more: Any) -> Data:
    return change(complete(), OLD | more)


def _write(folder: Path, *arguments: object, expires: str = "2026-12-31") -> Path:
    run = inside(
        "baseline",
        "write",
        ".",
        "--as-of",
        "2026-03-01",
        "--reason",
        "invoering",
        "--expires",
        expires,
        *arguments,
        cwd=folder,
    )
    assert run.returncode == 0, run.stderr
    return folder / FILE


def _check(folder: Path, *arguments: object, as_of: str = "2026-03-01") -> tuple[int, dict[str, Any]]:
    run = inside(
        "check", ".", "--as-of", as_of, "--format", "json", "--baseline", FILE, *arguments, cwd=folder
    )
    assert run.stderr == ""
    return run.returncode, answer(run.stdout)


def _counting(found: dict[str, Any]) -> list[tuple[str, str]]:
    return named(
        [r for r in found["results"] if r["verdict"] in {"violation", "review"} and not r.get("baseline")]
    )


def test_what_stood_then_is_marked_and_does_not_count(tmp_path: Path) -> None:
    put(tmp_path, _old())
    assert inside("check", ".", "--as-of", "2026-03-01", cwd=tmp_path).returncode == 1
    _write(tmp_path)
    code, found = _check(tmp_path)
    assert (code, found["verdict"], _counting(found)) == (0, "compliant", [])
    held = [r for r in found["results"] if r.get("baseline")]
    assert named(held) == [("agreed-channel", "flow/stroom"), ("clients-informed", "party/caw")]
    assert [r["verdict"] for r in held] == ["violation", "violation"]
    assert found["summary"]["baselined"] == 2
    assert found["baseline"] == {
        "file": FILE,
        "reason": "invoering",
        "expires_on": "2026-12-31",
        "expired": False,
    }


def test_a_new_violation_in_the_same_file_counts_and_it_alone(tmp_path: Path) -> None:
    put(tmp_path, _old())
    _write(tmp_path)
    put(tmp_path, change(_old(), NEW_FLOW))
    code, found = _check(tmp_path)
    assert (code, _counting(found)) == (1, [("agreed-channel", "flow/nieuw")])
    text = inside("check", ".", "--as-of", "2026-03-01", "--baseline", FILE, cwd=tmp_path).stdout
    assert "flow nieuw" in text
    assert "flow stroom" not in text
    assert "(2 in the baseline)" in " ".join(text.split())


def test_findings_know_no_file_and_no_line(tmp_path: Path) -> None:
    data = change(_old(), NEW_FLOW)
    put(tmp_path, data)
    before = _write(tmp_path).read_bytes()
    (tmp_path / "werkmap.yaml").unlink()
    put(tmp_path, {"flows": data.pop("flows")[::-1]}, "stromen.yaml")
    put(tmp_path, data, "rest.yml")
    assert _check(tmp_path)[0] == 0
    assert _write(tmp_path, "--force").read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        (
            {"flows.0.channel": "fax"},
            [("agreed-channel", "flow/stroom")],
        ),  # the same rule on the same flow, breached otherwise
        ({"flows.0.format": "Word"}, [("agreed-channel", "flow/stroom")]),  # breached in a second way
        ({"flows.0.channel": ABSENT}, [("agreed-channel", "flow/stroom")]),  # a violation that became unknown
        (
            {"flows.0.title": "Iets anders", "flows.0.purposes": ["refer", "clarify-need"]},
            [],
        ),  # facts that the finding does not rest on
    ],
)
def test_a_finding_that_rests_on_something_else_counts(
    tmp_path: Path, changes: dict[str, Any], counts: list[Any]
) -> None:
    put(tmp_path, _old())
    _write(tmp_path)
    put(tmp_path, _old(**changes))
    assert _counting(_check(tmp_path)[1]) == counts


def test_another_recipient_in_the_same_place_is_a_new_finding(tmp_path: Path) -> None:
    unclear = {"kind": "third-party", "name": "Woonbureau", "country": "BE"}
    obliged = {"provision": "wet van 1 mei", "source": "member-state", "obliges": True}
    put(tmp_path, change(complete(), {"flows.0.recipients": [unclear], "flows.0.legal_obligation": obliged}))
    _write(tmp_path)
    assert _check(tmp_path)[0] == 0
    put(
        tmp_path,
        change(
            complete(),
            {
                "flows.0.recipients": [unclear | {"name": "Incassobureau"}],
                "flows.0.legal_obligation": obliged,
            },
        ),
    )
    code, found = _check(tmp_path)
    assert (code, _counting(found)) == (3, [("prior-notice-of-obligation", "recipient/stroom/0")])


def test_a_mended_part_leaves_the_rest_in_the_baseline(tmp_path: Path) -> None:
    put(
        tmp_path,
        change(
            complete(), {"agreement.parties.0.name": ABSENT, "agreement.parties.0.registered_office": ABSENT}
        ),
    )
    _write(tmp_path)
    put(tmp_path, change(complete(), {"agreement.parties.0.name": ABSENT}))
    assert _check(tmp_path)[0] == 0


def test_violations_of_critical_rules_are_never_held_and_their_reviews_are(tmp_path: Path) -> None:
    put(tmp_path, change(_old(), {"flows.0.purposes": ["marketing"], "flows.0.starts_on": ABSENT}))
    run = inside(
        "baseline",
        "write",
        ".",
        "--as-of",
        "2026-03-01",
        "--reason",
        "invoering",
        "--expires",
        "2026-12-31",
        cwd=tmp_path,
    )
    assert "1 cannot be held and count at once: purpose-limitation (1)" in run.stderr
    code, found = _check(tmp_path)
    assert (code, _counting(found)) == (1, [("purpose-limitation", "flow/stroom")])
    assert ("in-force", "flow/stroom") in named([r for r in found["results"] if r.get("baseline")])


def test_a_critical_violation_written_in_by_hand_covers_nothing_and_is_told(tmp_path: Path) -> None:
    put(tmp_path, change(_old(), {"flows.0.purposes": ["marketing"]}))
    file = _write(tmp_path)
    violation = next(
        r
        for r in _check(tmp_path)[1]["results"]
        if r["verdict"] == "violation" and r["rule"] == "purpose-limitation"
    )
    sarif = answer(inside("check", ".", "--as-of", "2026-03-01", "--format", "sarif", cwd=tmp_path).stdout)
    mark = next(
        r["partialFingerprints"] for r in sarif["runs"][0]["results"] if r["ruleId"] == "purpose-limitation"
    )
    data = json.loads(file.read_text(encoding="utf-8"))
    entry = {
        "fingerprint": next(iter(mark.values())),
        "rule": "purpose-limitation",
        "subject": "flow/stroom",
        "verdict": "violation",
    }
    data["findings"].append(
        entry | {"against": violation["against"], "facts": ["purposes: marketing", "sender: caw"]}
    )
    file.write_text(json.dumps(data), encoding="utf-8")
    code, found = _check(tmp_path)
    assert (code, _counting(found)) == (
        1,
        [("purpose-limitation", "flow/stroom"), ("baseline-in-order", f"baseline/{FILE}")],
    )
    assert "purpose-limitation (flow/stroom)" in next(
        r["message"] for r in found["results"] if r["rule"] == "baseline-in-order"
    )


def test_an_expired_baseline_covers_nothing_and_is_a_finding_at_its_last_day(tmp_path: Path) -> None:
    put(tmp_path, _old())
    file = _write(tmp_path, expires="2026-03-31")
    assert _check(tmp_path, as_of="2026-03-31")[0] == 0
    code, found = _check(tmp_path, as_of="2026-04-01")
    assert code == 1
    assert _counting(found)[-1] == ("baseline-in-order", f"baseline/{FILE}")
    own = next(r for r in found["results"] if r["rule"] == "baseline-in-order")
    assert own["message"].endswith("It has expired and covers nothing any more: 2026-03-31 was its last day.")
    line = file.read_text(encoding="utf-8").split("\n").index('  "expires_on": "2026-03-31",') + 1
    assert (own["location"]["file"], own["location"]["line"]) == (FILE, line)
    assert not any(r.get("baseline") for r in found["results"])


def test_what_is_fixed_is_told_and_shrink_takes_it_out_and_adds_nothing(tmp_path: Path) -> None:
    put(tmp_path, _old())
    file = _write(tmp_path)
    put(tmp_path, change(complete(), {"flows.0.channel": "WhatsApp", **NEW_FLOW}))
    code, found = _check(tmp_path)
    assert (code, _counting(found)) == (1, [("agreed-channel", "flow/nieuw")])
    assert [n["message"].partition(";")[0] for n in found["notices"]] == [
        "clients-informed of party/caw is no longer found"
    ]
    assert found["notices"][0]["location"]["file"] == FILE
    text = " ".join(
        inside("check", ".", "--as-of", "2026-03-01", "--baseline", FILE, cwd=tmp_path).stdout.split()
    )
    assert "clients-informed of party/caw is no longer found" in text
    shrunk = inside("baseline", "write", ".", "--as-of", "2026-03-01", "--shrink", cwd=tmp_path)
    assert (shrunk.returncode, shrunk.stderr) == (0, f"{FILE}: 1 findings taken out, 1 left\n")
    data = json.loads(file.read_text(encoding="utf-8"))
    assert [e["subject"] for e in data["findings"]] == ["flow/stroom"]
    assert (data["reason"], data["expires_on"]) == ("invoering", "2026-12-31")
    assert _counting(_check(tmp_path)[1]) == [("agreed-channel", "flow/nieuw")]


def test_show_says_what_became_of_each_finding(tmp_path: Path) -> None:
    put(tmp_path, _old())
    _write(tmp_path)
    put(tmp_path, change(complete(), {"flows.0.channel": "fax"}))
    run = inside("baseline", "show", ".", "--as-of", "2026-03-01", "--format", "json", cwd=tmp_path)
    found = answer(run.stdout)
    assert [(e["rule"], e["state"]) for e in found["findings"]] == [
        ("agreed-channel", "outgrown"),
        ("clients-informed", "fixed"),
    ]
    text = gbo("baseline", "show", ".", "--as-of", "2027-01-01", "--lang", "nl", cwd=tmp_path).stdout
    assert "verlopen: ze dekt niets" in text
    assert "clients-informed (party/caw): hersteld" in text


def test_it_is_never_overwritten_unasked_and_needs_reason_and_a_day_to_come(tmp_path: Path) -> None:
    put(tmp_path, _old())
    before = _write(tmp_path).read_bytes()
    for arguments, told in (
        (["--reason", "nog eens", "--expires", "2026-12-31"], "exists already"),
        (["--force", "--expires", "2026-12-31"], "`--reason` is missing"),
        (["--force", "--reason", " ", "--expires", "2026-12-31"], "`--reason` is missing"),
        (["--force", "--reason", "-", "--expires", "2026-12-31"], "`-` is no reason"),
        (["--force", "--reason", "onbekend", "--expires", "2026-12-31"], "`onbekend` is no reason"),
        (["--force", "--reason", "x"], "`--expires` is missing"),
        (["--force", "--reason", "x", "--expires", "ooit"], "`ooit` is not a value for `--expires`"),
        (
            ["--force", "--reason", "x", "--expires", "2026-03-01"],
            "does not lie after the as-of date 2026-03-01",
        ),
        (["--shrink", "--expires", "2027-12-31"], "`--reason` is missing"),
    ):
        run = inside("baseline", "write", ".", "--as-of", "2026-03-01", *arguments, cwd=tmp_path)
        assert (run.returncode, told in run.stderr) == (2, True), run.stderr
    assert (tmp_path / FILE).read_bytes() == before


def test_the_setting_names_it_under_any_name_and_no_waivers_leaves_it_out(tmp_path: Path) -> None:
    put(tmp_path, _old())
    (tmp_path / "gbo-policy.toml").write_text('baseline = "nulmeting/stand.json"\n', encoding="utf-8")
    (tmp_path / "nulmeting").mkdir()
    run = inside(
        "baseline",
        "write",
        ".",
        "--as-of",
        "2026-03-01",
        "--reason",
        "invoering",
        "--expires",
        "2026-12-31",
        cwd=tmp_path,
    )
    assert run.returncode == 0
    assert (tmp_path / "nulmeting" / "stand.json").is_file()
    assert inside("check", ".", "--as-of", "2026-03-01", cwd=tmp_path).returncode == 0
    assert inside("check", ".", "--as-of", "2026-03-01", "--no-waivers", cwd=tmp_path).returncode == 1


EMPTY = (
    '{"schema": "gbo-policy/baseline/1", "reason": "invoering", "expires_on": "2026-12-31",'
    ' "as_of": "2026-03-01", "findings": []}'
)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "does not exist"),
        ("[]", "1:1: expected keys with values here"),
        ("{", "not well-formed YAML"),
        (
            '{"schema": "gbo-policy/baseline/1", "expires_on": "ooit", "as_of": "x", "findings": [],'
            ' "extra": 1}',
            "`extra`",
        ),
        (f"{EMPTY}\n---\n{EMPTY}", "3:1: a second document begins here"),
        (EMPTY.replace("invoering", "none"), "1:47: `none` is no reason"),
        (EMPTY.replace("invoering", "TBD"), "1:47: `TBD` is no reason"),
        (EMPTY.replace("invoering", "-"), "1:47: `-` says nothing"),
    ],
)
def test_a_baseline_that_cannot_be_read_is_an_input_error(
    tmp_path: Path, content: str | None, told: str
) -> None:
    put(tmp_path, _old())
    if content is not None:
        (tmp_path / FILE).write_text(content, encoding="utf-8")
    run = inside("check", ".", "--as-of", "2026-03-01", "--baseline", FILE, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert told in run.stderr
