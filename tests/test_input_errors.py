"""What could not be read, as every format tells it: the same errors, with their codes and places, and nothing
that was judged.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from gbo_policy import formats
from tests import kit
from tests.conftest import FIXTURES
from tests.formatted import SCHEMA, commands, repository_in, tables
from tests.inside import inside

WRONG = FIXTURES / "input-errors"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Check the workspace of input errors once, in every format."""
    folder = tmp_path_factory.mktemp("out")
    names = formats.names()
    pairs = [w for n in names for w in ("--format", n, "--output", folder / n)]
    done = inside("check", WRONG, *pairs)
    assert done.returncode == 2
    return {n: (folder / n).read_text(encoding="utf-8") for n in names}


@pytest.fixture(scope="module")
def errors(told: dict[str, str]) -> list[dict[str, Any]]:
    answer = json.loads(told["json"])
    assert answer["schema"] == "gbo-policy/errors/1"
    return list(answer["errors"])


def places(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(e["location"]["file"], e["location"]["line"]) for e in found]


def test_json_has_code_message_place_word_and_suggestion(errors: list[dict[str, Any]]) -> None:
    assert len(errors) > 50
    assert {tuple(e) for e in errors} == {("code", "message", "location", "word", "suggestion")}
    [one] = [e for e in errors if e["word"] == "publicaton"]
    assert (one["code"], one["suggestion"]) == ("unknown-key", "publication")
    assert one["location"]["file"] == "fixtures/input-errors/agreement.yaml"


def test_sarif_says_that_the_run_failed(told: dict[str, str], errors: list[dict[str, Any]]) -> None:
    log = json.loads(told["sarif"])
    if SCHEMA.is_file():
        jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(log)
    [one] = log["runs"]
    assert "results" not in one  # none were looked for: an empty list would close every open alert
    driver = one["tool"]["driver"]
    # the official validator's GH1018; its GH1014 asks for results, which the standard forbids here
    assert driver["rules"] == []
    for told_of in driver["notifications"]:  # its GH2012
        assert all(told_of[part]["text"].strip() for part in ("shortDescription", "fullDescription", "help"))
    assert {d["id"] for d in driver["notifications"]} == {e["code"] for e in errors}
    [invocation] = one["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    notes = invocation["toolExecutionNotifications"]
    assert [n["descriptor"]["id"] for n in notes] == [e["code"] for e in errors]
    physical = [n["locations"][0]["physicalLocation"] for n in notes]
    assert [(p["artifactLocation"]["uri"], p["region"]["startLine"]) for p in physical] == places(errors)
    assert all(p["region"]["endColumn"] > p["region"]["startColumn"] for p in physical)


def test_the_others_name_the_same_errors(told: dict[str, str], errors: list[dict[str, Any]]) -> None:
    codes = [e["code"] for e in errors]
    cases = ElementTree.fromstring(told["junit"]).findall(".//testcase")
    assert [c.attrib["classname"].removeprefix("gbo-policy.") for c in cases] == codes
    assert all(c.find("failure") is not None for c in cases)
    issues = json.loads(told["gitlab"])
    assert [i["check_name"] for i in issues] == codes
    assert len({i["fingerprint"] for i in issues}) == len(issues)
    assert {i["severity"] for i in issues} == {"blocker"}
    assert [(i["location"]["path"], i["location"]["lines"]["begin"]) for i in issues] == places(errors)
    rows = list(csv.DictReader(io.StringIO(told["csv"])))
    assert [(r["rule"], r["verdict"]) for r in rows] == [(c, "input-error") for c in codes]
    assert [r[2] for r in tables(told["markdown"])[0][1:]] == codes
    observed = json.loads(told["oscal"])["assessment-results"]["results"][0]["observations"]
    assert [o["title"] for o in observed] == codes
    assert told["text"].count("\n") == len(errors) + 1


def test_github_shows_ten_and_says_how_many_more(told: dict[str, str], errors: list[dict[str, Any]]) -> None:
    read = commands(told["github"])
    assert [p["title"] for c, p, _ in read if c == "error"] == [
        f"gbo-policy {e['code']}" for e in errors[:10]
    ]
    assert [t for c, _, t in read if c == "notice" and f"{len(errors) - 10} more" in t]
    logged = [line for line in told["github"].splitlines() if not line.startswith("::")]
    assert len(logged) == len(errors) - 10


def test_what_is_wrong_with_the_settings_is_an_answer_too(tmp_path: Path) -> None:
    where = repository_in(tmp_path)
    (where / "gbo-policy.toml").write_text('lagn = "nl"\n', encoding="utf-8")
    done = inside("check", where, "--format", "json")
    assert done.returncode == 2
    [one] = json.loads(done.stdout)["errors"]
    assert (one["code"], one["location"]["file"]) == ("unknown-setting", f"{where.name}/gbo-policy.toml")


def test_that_it_is_not_clear_which_settings_count_is_an_answer_too(tmp_path: Path) -> None:
    """Nothing was written but a sentence on standard error, and of no other workspace either."""
    for name in ("goed", "fout"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(kit.written(kit.complete()), encoding="utf-8")
    (tmp_path / "fout" / "gbo-policy.toml").mkdir()
    done = inside("check", "fout", "--format", "json", cwd=tmp_path)
    assert (done.returncode, [e["code"] for e in json.loads(done.stdout)["errors"]]) == (2, ["unreadable"])
    (tmp_path / "fout" / "gbo-policy.toml").rmdir()
    for name, text in (("gbo-policy.toml", ""), ("pyproject.toml", "[tool.gbo-policy]\n")):
        (tmp_path / "fout" / name).write_text(text, encoding="utf-8")
    done = inside("check", "fout", "--format", "json", cwd=tmp_path)
    assert (done.returncode, [e["code"] for e in json.loads(done.stdout)["errors"]]) == (
        2,
        ["settings-twice"],
    )
    done = inside("check", "--all", ".", "--format", "json", cwd=tmp_path)
    assert done.returncode == 2
    assert ["errors" in w for w in json.loads(done.stdout)["workspaces"]] == [True, False]
    for name in ("gbo-policy.toml", "pyproject.toml"):
        done = inside("check", "fout", "--format", "json", "--output", f"fout/{name}", cwd=tmp_path)
        assert (done.returncode, "would be written over" in done.stderr) == (2, True)


def test_codes_are_short_words_that_a_program_may_rely_on(errors: list[dict[str, Any]]) -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", e["code"]) for e in errors)


def test_an_answer_about_errors_is_written_over_no_declaration(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(kit.written(kit.change(kit.complete(), {"flows.0.nothing": 1})), encoding="utf-8")
    before = file.read_bytes()
    done = inside("check", tmp_path, "--format", "json", "--output", file)
    assert done.returncode == 2
    assert "would be written over" in done.stderr
    assert file.read_bytes() == before
