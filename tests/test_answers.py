"""The published JSON Schemas of the answers hold for every answer, and know every key that an answer has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.agreement_kit import MODEL_LINES, filled_in, pack_with_model
from tests.conftest import FIXTURES
from tests.formatted import NAMES, expected
from tests.inside import inside
from tests.kit import ABSENT, change, complete, written


def schema(name: str) -> dict[str, Any]:
    done = inside("schema", name)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def undeclared(data: Any, given: Mapping[str, Any], path: str = "$") -> Iterator[str]:
    """Give the paths of keys that the schema does not name: an answer may grow, its schema grows with it."""
    for one in given.get("anyOf", ()):
        if one.get("type") != "null":
            given = one
    if isinstance(data, dict) and "properties" in given:
        more = given.get("additionalProperties")
        for key, value in data.items():
            if key in given["properties"]:
                yield from undeclared(value, given["properties"][key], f"{path}.{key}")
            elif more is None:
                yield f"{path}.{key}"
    elif isinstance(data, list) and "items" in given:
        for value in data:
            yield from undeclared(value, given["items"], f"{path}[]")


def faults(answer: Any, given: dict[str, Any]) -> list[str]:
    """Give what in an answer is not as its schema says, and the keys that no schema names yet
    (``gbo_policy/formats/schemas``).
    """
    validator = jsonschema.Draft202012Validator(given, format_checker=jsonschema.FormatChecker())
    return [e.message for e in validator.iter_errors(answer)] + sorted({*undeclared(answer, given)})


def test_reports_are_as_published() -> None:
    given = schema("report")
    for name in NAMES:
        assert faults(expected(FIXTURES / name), given) == []


def test_every_result_says_what_norm_it_rests_on_and_whether_that_was_agreed(tmp_path: Path) -> None:
    term = {
        "clause": "7.1",
        "effect": {"parameters": {"overview_request_days": {"expected": 10, "outer": 20}}},
    }
    asked = {"type": "overview-request", "by": "dmw", "to": "caw", "requested_on": "2026-02-01"}
    data = change(complete(), {"events": [asked | {"id": "vraag"}], "agreement.departures": [term]})
    (tmp_path / "ws.yaml").write_text(written(data), encoding="utf-8")
    made = json.loads(inside("check", tmp_path, "--as-of", "2026-02-05", "--format", "json").stdout)
    assert faults(made, schema("report")) == []
    # formats.md 3.1: every result has the key
    rest = {r["house_norm"] and r["house_norm"].get("agreed") for r in made["results"]}
    assert rest == {None, True}


def test_a_sanction_of_a_flow_without_a_first_day_is_as_published(tmp_path: Path) -> None:
    proposed = {"status": "proposed", "starts_on": ABSENT, "purposes": ["marketing"]}
    data = change(complete(), {f"flows.0.{key}": value for key, value in proposed.items()})
    (tmp_path / "ws.yaml").write_text(written(data), encoding="utf-8")
    made = json.loads(inside("check", tmp_path, "--as-of", "2026-01-01", "--format", "json").stdout)
    assert None in {s["from"] for r in made["results"] for s in r["sanctions"]}
    assert faults(made, schema("report")) == []


def test_errors_are_as_published(tmp_path: Path) -> None:
    given = schema("errors")
    assert (
        faults(json.loads(inside("check", FIXTURES / "input-errors", "--format", "json").stdout), given) == []
    )
    assert faults(json.loads(inside("check", tmp_path / "nowhere", "--format", "json").stdout), given) == []


def test_a_signed_text_is_as_published(tmp_path: Path) -> None:
    given, pack = schema("text"), pack_with_model(tmp_path / "pack")
    lines = [line.replace("vaker en liever", "nu en dan") for line in filled_in()]
    new = ["9. Geschillen", "Over een geschil beslist de rechtbank van het gerechtelijk arrondissement."]
    for name, text in (("signed", lines + new), ("model", MODEL_LINES)):
        (tmp_path / f"{name}.txt").write_text("\n\n".join(text), encoding="utf-8")
    for more in ((), ("--model", tmp_path / "model.txt")):
        for name in ("signed", "model"):
            done = inside("read", tmp_path / f"{name}.txt", *more, "--rules", pack, "--format", "json")
            assert done.returncode == 0, done.stderr
            assert faults(json.loads(done.stdout), given) == []
    statuses = {
        c["status"]
        for c in json.loads(
            inside("read", tmp_path / "signed.txt", "--rules", pack, "--format", "json").stdout
        )["clauses"]
    }
    assert {"same", "changed", "added"} <= statuses


def test_answers_on_several_workspaces_are_as_published() -> None:
    done = inside(
        "check", "--all", FIXTURES / "mixed", FIXTURES / "input-errors", "--format", "json", "--quiet"
    )
    assert done.returncode == 2
    told, given = json.loads(done.stdout), schema("reports")
    assert faults(told, given) == []
    parts = [next(iter(one.keys() - {"workspace"})) for one in told["workspaces"]]
    assert set(parts) == {"errors", "report"}
    for part, one in zip(parts, told["workspaces"], strict=True):
        assert faults(one[part], schema("report" if part == "report" else "errors")) == []
    wrong = told | {"workspaces": [{"workspace": "x", "report": {"schema": "gbo-policy/report/1"}}]}
    assert faults(wrong, given) != []


def test_an_audit_is_as_published() -> None:
    log = FIXTURES / "mixed" / "uitwisselingen.csv"
    done = inside("audit", log, "--workspace", FIXTURES / "mixed", "--format", "json", "-q")
    assert faults(json.loads(done.stdout), schema("audit")) == []


@pytest.mark.parametrize("name", ["report", "reports", "errors", "audit"])
def test_a_schema_is_one_itself_and_says_what_may_be_added(name: str) -> None:
    given = schema(name)
    jsonschema.Draft202012Validator.check_schema(given)
    assert "may be added" in given["description"]
    assert given["properties"]["schema"] == {"const": f"gbo-policy/{name}/1"}


def test_a_schema_is_written_to_a_file(tmp_path: Path) -> None:
    assert inside("schema", "errors", "--output", tmp_path / "e.json").returncode == 0
    assert json.loads((tmp_path / "e.json").read_text(encoding="utf-8")) == schema("errors")
