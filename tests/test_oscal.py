"""Assessment results and the clause catalogue in OSCAL 1.2.1: valid, the same for the same input, and
consistent with the JSON answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft7Validator, FormatChecker

from tests.conftest import FIXTURES, NIGHTLY, ROOT, SHARED, gbo
from tests.inside import inside
from tests.kit import ABSENT, change, complete, written

SCHEMAS = SHARED / "schemas"
CASES = [
    ("mixed", "2026-03-01"),
    ("compliant", "2026-03-01"),
    ("formalities", "2026-03-01"),
    *([("recipients-countries", "2026-03-01")] if NIGHTLY else []),  # 1.3 MB of it
]


def _oscal(path: Path, *more: str) -> dict[str, Any]:
    run = inside("check", path, "--format", "oscal", *more)
    assert run.stderr == ""
    return dict(json.loads(run.stdout)["assessment-results"])


def _catalogue(*more: str) -> dict[str, Any]:
    run = inside("rules", "export", "--format", "oscal", *more)
    assert (run.returncode, run.stderr) == (0, "")
    return dict(json.loads(run.stdout)["catalog"])


@cache
def _validator(file: Path) -> Draft7Validator:
    """Give one of NIST's schemas; Python's regular expressions lack its \\p classes."""
    text = file.read_text(encoding="utf-8").replace(r"\\p{L}", r"[^\\W\\d_]").replace(r"\\p{N}", r"\\d")
    return Draft7Validator(json.loads(text), format_checker=FormatChecker())


def _errors(kind: str, document: dict[str, Any]) -> list[str]:
    """Hold a document against NIST's schema where it is at hand."""
    file = SCHEMAS / f"oscal-{kind}.schema.json"
    return [e.message for e in _validator(file).iter_errors(document)] if file.is_file() else []


def _walk(data: Any) -> Iterator[tuple[str, Any]]:
    for key, value in (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    ):
        yield str(key), value
        yield from _walk(value)


def test_input_errors_are_valid_too_and_no_clause_reads_as_judged() -> None:
    run = inside("check", FIXTURES / "input-errors", "--format", "oscal")
    made = json.loads(run.stdout)["assessment-results"]
    assert (run.returncode, _errors("assessment-results", {"assessment-results": made})) == (2, [])
    (selected,) = made["results"][0]["reviewed-controls"]["control-selections"]
    assert "include-all" not in selected
    clauses = {value for key, value in _walk(_catalogue()) if key == "id"}
    assert clauses & {c["control-id"] for c in selected["include-controls"]} == set()


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize(("name", "as_of"), CASES)
def test_assessment_results_are_valid_and_hang_together(name: str, as_of: str, lang: str) -> None:
    made = _oscal(FIXTURES / name, "--as-of", as_of, "--lang", lang)
    assert _errors("assessment-results", {"assessment-results": made}) == []
    uuids = [v for k, v in _walk(made) if k == "uuid"]
    assert all(UUID(u).version == 5 for u in uuids)
    assert len(uuids) == len(set(uuids))
    referred = {
        v
        for k, v in _walk(made)
        if k in {"observation-uuid", "risk-uuid", "subject-uuid", "actor-uuid", "component-uuid"}
    }
    referred |= {v[1:] for k, v in _walk(made) if k == "href" and v.startswith("#")}
    assert referred <= {*uuids, made["uuid"]}
    assert all(
        v == v.strip() and v and "\n" not in v for k, v in _walk(made) if k in {"title", "value", "name"}
    )


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_catalogue_is_valid_and_holds_what_results_refer_to(lang: str) -> None:
    made = _catalogue("--lang", lang)
    assert _errors("catalog", {"catalog": made}) == []
    ids = [v for k, v in _walk(made) if k == "id"]
    assert len(ids) == len(set(ids))
    results = _oscal(FIXTURES / "mixed", "--as-of", "2026-03-01", "--lang", lang)
    used = {v for k, v in _walk(results) if k in {"control-id", "objective-id", "target-id"}}
    assert used
    assert used <= set(ids)
    assert made["uuid"] in [
        d["identifier"] for r in results["back-matter"]["resources"] for d in r.get("document-ids", [])
    ]


def test_every_clause_sentence_and_rule_is_in_the_catalogue() -> None:
    made = _catalogue("--lang", "en")
    coverage = json.loads(gbo("rules", "coverage", "--format", "json", "--lang", "en").stdout)
    controls = [c for g in made["groups"] for c in g["controls"]]
    labels = [p["value"] for c in controls for p in c.get("props", []) if p["name"] == "label"]
    assert labels == [c["clause"] for c in coverage["by_clause"]]
    sentences = [
        i["prose"]
        for c in controls
        for part in c["parts"]
        if part["name"] == "statement"
        for i in part["parts"]
    ]
    assert sentences == [s["text"] for c in coverage["by_clause"] for s in c["sentences"]]
    rules = json.loads(inside("rules", "--format", "json").stdout)
    objectives = {
        part["id"] for c in controls for part in c["parts"] if part["name"] == "assessment-objective"
    }
    assert objectives == {f"rule-{r['rule']}" for r in rules}


def test_verdicts_become_observations_findings_and_risks() -> None:
    answer = json.loads(
        inside("check", FIXTURES / "mixed", "--as-of", "2026-03-01", "--format", "json").stdout
    )
    result = _oscal(FIXTURES / "mixed", "--as-of", "2026-03-01")["results"][0]
    count = answer["summary"]

    def verdict(observation: dict[str, Any]) -> str:
        return next(str(p["value"]) for p in observation["props"] if p["name"] == "verdict")

    observed = {o["uuid"]: verdict(o) for o in result["observations"]}
    assert sorted(observed.values()) == sorted(
        r["verdict"] for r in answer["results"] if r["verdict"] != "not_applicable"
    )
    found = {
        f["related-observations"][0]["observation-uuid"]: f["target"]["status"]["state"]
        for f in result["findings"]
    }
    assert not [u for u in found if observed[u] == "review"]
    assert {observed[u] for u, state in found.items() if state == "not-satisfied"} == {"violation"}
    assert [*found.values()].count("not-satisfied") == count["violation"] == len(result["risks"])
    assert [*found.values()].count("satisfied") == count["compliant"]


def test_moments_come_from_the_as_of_day_and_inputs_carry_their_digest() -> None:
    made = _oscal(FIXTURES / "mixed", "--as-of", "2026-03-01")
    moments = {v for k, v in _walk(made) if k in {"last-modified", "start", "end", "collected"}}
    assert moments == {"2026-03-01T22:59:59Z"}
    answer = json.loads(
        inside("check", FIXTURES / "mixed", "--as-of", "2026-03-01", "--format", "json").stdout
    )
    hashes = {f"sha256:{v[0]['value']}" for k, v in _walk(made) if k == "hashes"}
    assert hashes == {f["digest"] for f in answer["inputs"]["files"]}


def test_the_same_input_gives_the_same_bytes_elsewhere_and_other_input_another_uuid(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "gbo.yaml").write_text(written(complete()), encoding="utf-8")
    one = inside("check", tmp_path / "a", "--as-of", "2026-03-01", "--format", "oscal")
    two = gbo(
        "check",
        ".",
        "--as-of",
        "2026-03-01",
        "--format",
        "oscal",
        cwd=tmp_path / "b",
        env={"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"},
    )
    assert one.stdout == two.stdout
    (tmp_path / "b" / "gbo.yaml").write_text(
        written(change(complete(), {"flows.0.locations": ABSENT})), encoding="utf-8"
    )
    assert (
        _oscal(tmp_path / "a", "--as-of", "2026-03-01")["uuid"]
        != _oscal(tmp_path / "b", "--as-of", "2026-03-01")["uuid"]
    )


def test_a_waived_violation_stays_a_finding_and_its_risk_is_accepted(tmp_path: Path) -> None:
    waiver = {
        "rule": "dpo-contact",
        "subject": {"party": "caw"},
        "reason": "vacature",
        "approved_by": "directie",
        "approved_on": "2026-02-01",
        "expires_on": "2026-06-01",
    }
    (tmp_path / "gbo.yaml").write_text(
        written(change(complete(), {"agreement.parties.0.dpo": "none", "waivers.+": waiver})),
        encoding="utf-8",
    )
    made = _oscal(tmp_path, "--as-of", "2026-03-01")
    assert _errors("assessment-results", {"assessment-results": made}) == []
    assert [r["status"] for r in made["results"][0]["risks"]] == ["deviation-approved"]


def test_texts_that_span_lines_and_odd_file_names_stay_valid(tmp_path: Path) -> None:
    odd = change(
        complete(),
        {
            "agreement.title": " GBO\nmet  twee\tregels ",
            "agreement.parties.0.name": "  ",
            "flows.0.channel": "a\u2028b",
        },
    )
    flows = odd.pop("flows")
    (tmp_path / "één map met blanco's.yaml").write_text(written(odd), encoding="utf-8")
    (tmp_path / "flows #1?.json").write_text(written({"flows": flows}), encoding="utf-8")
    made = _oscal(tmp_path, "--as-of", "2026-03-01")
    assert _errors("assessment-results", {"assessment-results": made}) == []
    assert "flows%20%231%3F.json" in {v for k, v in _walk(made) if k == "href"}


def test_rules_of_ones_own_are_in_the_catalogue_of_that_pack(tmp_path: Path) -> None:
    source = (ROOT / "rules" / "gbo" / "02-dpo" / "dpo-contact.yaml").read_text(encoding="utf-8")
    (tmp_path / "own-contact.yaml").write_text(
        source.replace('clause: "2"', 'clause: "house"'), encoding="utf-8"
    )
    made = _catalogue("--rules", str(tmp_path))
    assert _errors("catalog", {"catalog": made}) == []
    assert "rule-own-contact" in {v for k, v in _walk(made) if k == "id"}
    results = _oscal(FIXTURES / "mixed", "--as-of", "2026-03-01", "--rules", str(tmp_path))
    assert {v for k, v in _walk(results) if k in {"control-id", "objective-id"}} <= {
        v for k, v in _walk(made) if k == "id"
    }
