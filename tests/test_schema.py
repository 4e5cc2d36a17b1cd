"""The JSON Schema agrees with the program: on fixtures, on rule files, and on every key of every model with
values of every sort.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError
from pydantic import BaseModel
from pydantic import ValidationError as ModelError

from gbo_policy.agreement.events import kinds
from gbo_policy.agreement.register import Event
from gbo_policy.declarations.declared_sections import SECTIONS
from gbo_policy.declarations.model import agreement
from gbo_policy.declarations.workspace import Place
from gbo_policy.editors.json_schema import rule_schema, workspace_schema
from gbo_policy.editors.key_meanings import both
from gbo_policy.reading.source import read
from gbo_policy.rulebook import rulefile
from gbo_policy.rulebook.pack import Pack, builtin_folder
from gbo_policy.rulebook.rulefile import RuleFile
from gbo_policy.terms.rows import KINDS
from gbo_policy.terms.values import Model
from tests import kit
from tests.conftest import EXPECTED, FIXTURES, gbo
from tests.inside import inside

RULES = sorted(p for p in builtin_folder().rglob("*.yaml") if p.parent != builtin_folder())
FILES = sorted(p for p in FIXTURES.rglob("*") if p.suffix in {".yaml", ".json"})
WRONG = [p for p in FILES if "input-errors" in p.parts]

# what no schema of one file can see, by the place that the program names: references, duplicates, second
# agreements, YAML itself
UNSEEN = {
    "agreement.yaml:4:3": "a key twice",
    "agreement.yaml:10:15": "no such party",
    "agreement.yaml:50:7": "a key twice",
    "agreement.yaml:80:34": "no such party",
    "beoordelingen.yaml:11:21": "no such flow",
    "bijlage/export.json:15:7": "a key twice",
    "bijlage/leeg.yaml:1:1": "nothing but a comment",
    "bijlage/tweede-overeenkomst.yaml:2:1": "a second agreement",
    "register.yaml:26:13": "no such event",
    "register.yaml:40:36": "no such party",
    "register.yaml:55:9": "an id twice",
    "stromen/a-onthaal.yaml:17:13": "no such party",
    "stromen/b-ontvangers.yaml:61:38": "no such processor",
    "stromen/b-ontvangers.yaml:84:9": "an id twice",
    "stromen/c-anker.yaml:11:16": "an anchor",
    "stromen/c-anker.yaml:24:16": "an alias",
    "stromen/d-label.yaml:14:16": "a tag",
    "stromen/e-tabs.yaml:2:1": "no YAML",
}

VALUES: list[Any] = [
    None, True, False, 0, 7, -1, 1.5, 32, 37, 451992086, 1451992086, "", " ", "x", "a b", "none", "true", "-x", "CAW_1.b", "12", [], ["x"], [1], [0], ["0"],
    [None], [[]], {}, {"x": 1}, {"other": "iets"}, {"other": 1}, {"other": "x", "y": 1}, "2026-03-01", "2026-3-1", "2026-02-30", "2026-04-31",
    "2026-13-01", "2026-03-01T10:00", "2026-03-01 10:00:30", "2026-03-01T10:00:30.5Z", "2026-03-01T10:00 +01:00", "2026-03-01T24:00",
    "2026-03-01T10:60", "2026-03-01T10", "2026-03-01t10:00z", "2026-02-30T10:00", "BE", "be", "Be", "XX", "uk", "EEA", ["BE"], ["BE", "XX"], ["be"],
    "refer", ["refer"], ["refer", {"other": "iets"}], ["marketing"], ["helth"], "health", ["health"], [{"category": "health"}], ["gdpr-6-1-e"],
    [{"category": "health", "subject": "client", "detail": 5}], [{"category": {"other": "x"}}], [{"subject": "client"}], [{"other": "x"}],
    [{"other": 3}], ["gdpr-9-1-g"], ["gdpr-6-1-k"], [{"other": "gdpr"}], "an@caw.example", "an.caw.example", "an@", "0451.992.086", "0451992086",
    "0451.992", "451.992.086", "https://caw.example/gbo", "http://x", "https://", "ftp://caw.example", "caw.example", "caw", "separate", "gba", "partner",
    "undertaking", "met", "contested", "staff", "third-party", "registered-letter", "dpo", "union", "proposed", "overview-request", "1.2",
    {"party": "caw"}, [{"party": "caw", "on": "2026-03-01"}], [{"party": "caw", "at": "2026-03-01T09:00"}], [{"party": "caw", "signed_on": 5}],
    [{"id": "x"}], [{"name": "x"}], {"name": "An"}, {"by": "caw"}, {"storage": ["BE"], "access": None}, {"flow": "x"}, {"party": "x", "flow": None},
    {"storage": "BE"}, {"channels": ["x"], "notes": None}, [{"kind": "staff"}], {"provision": "x", "obliges": "ja"}, {"provision": "x", "obliges": True},
]  # fmt: skip


@pytest.fixture(scope="module")
def workspace(pack: Pack) -> Draft202012Validator:
    return Draft202012Validator(workspace_schema(pack))


@pytest.fixture(scope="module")
def rule(pack: Pack) -> Draft202012Validator:
    return Draft202012Validator(rule_schema(pack))


def leaves(errors: Any) -> Iterator[ValidationError]:
    """Give the innermost errors: those of the branches of a choice rather than the choice's own."""
    for error in errors:
        if error.context:
            yield from leaves(error.context)
        else:
            yield error


def test_schemas_are_themselves_valid(workspace: Draft202012Validator, rule: Draft202012Validator) -> None:
    for validator in (workspace, rule):
        Draft202012Validator.check_schema(validator.schema)
        assert validator.schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    "file", [p for p in FILES if p not in WRONG], ids=lambda p: str(p.relative_to(FIXTURES))
)
def test_every_fixture_validates(file: Path, workspace: Draft202012Validator) -> None:
    documents, problems = read(file.read_bytes(), str(file))
    assert not problems
    for data, _ in documents:
        workspace.validate(data)


def test_a_workspace_with_waivers_validates(workspace: Draft202012Validator) -> None:
    waiver = {
        "rule": "data-quality",
        "subject": {"flow": "stroom", "recipient": 0},
        "reason": "x",
        "approved_by": "An",
        "approved_on": "2026-01-01",
        "expires_on": "2026-06-30",
    }
    workspace.validate(kit.complete() | {"waivers": [waiver]})
    assert not workspace.is_valid({"waivers": [waiver | {"rule": "data-qualty"}]})
    assert not workspace.is_valid({"waivers": [{k: v for k, v in waiver.items() if k != "reason"}]})


@pytest.mark.parametrize("file", RULES, ids=lambda p: p.stem)
def test_every_rule_file_validates(file: Path, rule: Draft202012Validator) -> None:
    documents, problems = read(file.read_bytes(), str(file), decimals=True)
    assert not problems
    rule.validate(documents[0][0])


def test_input_errors_are_seen_where_the_program_sees_them(workspace: Draft202012Validator) -> None:
    expected = yaml.load((EXPECTED / "input-errors.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    wanted = {e["at"] for e in expected["checks"][0]["errors"]}
    assert wanted >= set(UNSEEN)
    seen: set[str] = set()
    for file in WRONG:
        name = file.relative_to(FIXTURES / "input-errors").as_posix()
        for data, mark in read(file.read_bytes(), name)[0]:
            for error in leaves(workspace.iter_errors(data)):
                extra = [
                    k
                    for k in (error.instance if isinstance(error.instance, dict) else ())
                    if f"'{k}' was unexpected" in error.message
                ]
                path = [*error.absolute_path, *extra]
                seen |= {str(Place(name, mark).at(path, value=value)) for value in (True, False)}
    assert wanted - seen == set(UNSEEN)


@pytest.mark.parametrize("file", WRONG, ids=lambda p: p.name)
def test_every_file_with_an_error_that_a_schema_can_see_fails(
    file: Path, workspace: Draft202012Validator
) -> None:
    documents, problems = read(file.read_bytes(), str(file))
    if file.name in {"c-anker.yaml", "d-label.yaml", "e-tabs.yaml", "leeg.yaml"}:
        assert problems or not documents  # not YAML as a workspace may hold it, or empty: nothing to validate
    elif file.name == "tweede-overeenkomst.yaml":
        assert all(workspace.is_valid(data) for data, _ in documents)
    else:
        assert not all(workspace.is_valid(data) for data, _ in documents)


# what the program checks elsewhere than in the model, or a schema cannot say
LATER = {
    ("Assessment", "term"),
    ("Waiver", "rule"),
    ("NonCompliance", "clause"),
    ("Assessment", "subject"),
    ("Waiver", "subject"),
}


@pytest.mark.parametrize("model", kit.models(), ids=lambda m: m.__name__)
def test_each_key_takes_the_same_values_as_the_model(
    model: type[BaseModel], workspace: Draft202012Validator, pack: Pack
) -> None:
    """Each key alone, in an object that is in order otherwise, with every value of the pool."""
    part = (
        workspace.schema["properties"]["agreement"]
        if model is agreement.Agreement
        else workspace.schema["$defs"][model.__name__]
    )
    validator = Draft202012Validator(part | {"$defs": workspace.schema["$defs"]})
    whole = {
        "id": "x", "type": next(iter(get_args(model.model_fields["type"].annotation))) if "type" in model.model_fields else "", "category": "health", "term": "necessity", "outcome": "met",
        "subject": {"flow": "x"}, "rule": "data-quality", "reason": "x", "approved_by": "x", "approved_on": "2026-01-01", "expires_on": "2026-01-01",
        "clause": "4", "role": "caw", "expected": 1, "outer": 2,
    }  # fmt: skip
    required = {k: whole[k] for k, f in model.model_fields.items() if f.is_required()}
    for name, field in model.model_fields.items():
        key = field.alias or name
        for value in [v for v in VALUES if (model.__name__, key) not in LATER or v == whole.get(key)]:
            data = required | {key: value}
            try:
                model.model_validate(data, context=pack.vocabulary)
                accepted = True
            except ModelError:
                accepted = False
            if key == "recipient":
                # the one goes with the other: the program looks at that after the model
                data |= {"flow": "x"}
            if key == "enterprise_number" and value == 451992086:
                accepted = True  # an editor reads 0451992086 as this number, the program as text
            assert (key, value, validator.is_valid(data)) == (key, value, accepted)


def test_every_key_is_described_in_both_languages_and_no_other(
    workspace: Draft202012Validator, rule: Draft202012Validator
) -> None:
    of_rules = [m for m in vars(rulefile).values() if isinstance(m, type) and issubclass(m, Model)]
    fields = [f for m in [Event, *kit.models(), *of_rules] for f in m.model_fields.values()]
    described = {both(f.description) for f in fields if f.description}
    sections = {part["description"] for part in workspace.schema["properties"].values()}
    used = set()
    for schema in (workspace.schema, rule.schema):
        inside = schema["properties"].get("agreement", {})
        for shape in [schema, inside, *schema["$defs"].values()]:
            for key, part in shape.get("properties", {}).items():
                if key != "other":
                    assert part["description"] in described | sections, key
                    used.add(part["description"])
    assert described <= used
    assert all(" — " in told for told in sections)


def test_sections_are_those_of_the_program(workspace: Draft202012Validator) -> None:
    assert tuple(workspace.schema["properties"]) == SECTIONS


def test_words_come_with_their_meaning(workspace: Draft202012Validator, pack: Pack) -> None:
    words = workspace.schema["$defs"]["Purpose"]["anyOf"][0]
    assert words["enum"] == pack.vocabulary.words("purpose")
    assert words["enumDescriptions"][0].endswith(pack.vocabulary.label("purposes", "proactive-action", "nl"))
    assert len(words["enumDescriptions"]) == len(words["enum"])


def test_assessments_are_about_what_their_term_is_about(workspace: Draft202012Validator) -> None:
    one = {"term": "necessity", "subject": {"flow": "x"}, "outcome": "met"}
    assert workspace.is_valid({"assessments": [one]})
    assert not workspace.is_valid({"assessments": [one | {"subject": {"party": "x"}}]})
    assert not workspace.is_valid({"assessments": [one | {"subject": {"flow": "x", "party": "y"}}]})
    assert not workspace.is_valid({"assessments": [one | {"subject": {"recipient": "x"}}]})


def _changed(**changes: Any) -> dict[str, Any]:
    documents, _ = read(
        (builtin_folder() / "03-purpose" / "purpose-limitation.yaml").read_bytes(), "x", decimals=True
    )
    return dict(documents[0][0]) | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"for_each": "stream"},
        {"severity": "grave"},
        {"waivable": True},  # a critical one
        {"against": "sendr"},
        {"against": None},  # with a sanction
        {"review_message": None},  # with a review that it is for
        {"title": {"en": "only English"}},
        {"tests": [{"name": "x", "given": {"purposs": ["refer"]}, "expect": "violation"}]},
        {"tests": [{"name": "x", "given": {"purposes": "refer"}, "expect": "violation"}]},
        {"norm": {"parameter": "cure_dayz", "from": "starts_on"}},
        {"sentence": "x"},
    ],
    ids=str,
)
def test_slips_in_a_rule_file_fail(changes: dict[str, Any], rule: Draft202012Validator) -> None:
    rule.validate(_changed())
    assert not rule.is_valid(_changed(**changes))


def test_a_rule_file_may_name_the_facts_of_its_kind(rule: Draft202012Validator) -> None:
    branches = {
        b["if"]["properties"]["for_each"]["const"]: b["then"]
        for b in rule.schema["allOf"]
        if "for_each" in b["if"]["properties"]
    }
    assert set(branches) == set(kinds())
    given = branches["flow"]["properties"]["tests"]["items"]["properties"]["given"]["properties"]
    assert list(given) == [f.name for f in KINDS["flow"].fields]


def test_models_of_rule_files_are_covered(rule: Draft202012Validator) -> None:
    assert set(rule.schema["properties"]) == {f.alias or n for n, f in RuleFile.model_fields.items()}


def test_command_prints_what_the_library_gives(pack: Pack, tmp_path: Path) -> None:
    run = gbo("schema", start=True)
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout) == workspace_schema(pack)
    assert gbo("schema", "--lang", "nl").stdout == run.stdout
    file = tmp_path / "rule.schema.json"
    run = inside("schema", "rule", "--output", file)
    assert (run.returncode, run.stdout) == (0, "")
    assert json.loads(file.read_text(encoding="utf-8")) == rule_schema(pack)
    assert inside("schema", "flow").returncode == 2


def test_own_rules_can_be_waived_by_their_id(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(json.dumps(_changed()), encoding="utf-8")
    schema = json.loads(inside("schema", "--rules", tmp_path).stdout)
    assert "own" in schema["$defs"]["Waiver"]["properties"]["rule"]["enum"]
