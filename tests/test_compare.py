"""Comparing dossiers and JSON answers through the command line: what changed, and because of what."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from gbo_policy.dossiers.archive import write_archive
from tests.conftest import FIXTURES, ROOT, gbo
from tests.inside import inside
from tests.kit import assessment, change, complete, flow, staff, written
from tests.test_verify import members_of, sealed

AS_OF = "2026-03-01"


class Versions:
    """Versions of a small workspace, each as a dossier, and as a JSON answer where a test asks for one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(
        self, name: str, data: dict[str, Any], *more: object, as_of: str = AS_OF, parameters: str = ""
    ) -> Path:
        asked = (written(data), f"[parameters]\n{parameters}\n", "--as-of", as_of, *map(str, more))
        made = self.folder / f"{name}.zip"
        made.write_bytes(_dossier(asked))
        return made

    def answer(self, name: str, data: dict[str, Any], as_of: str = AS_OF) -> Path:
        made = self.folder / f"{name}.json"
        with TemporaryDirectory() as home:
            _write(Path(home), written(data), "")
            inside("check", home, "--as-of", as_of, "--format", "json", "--output", made)
        return made


@cache
def _dossier(asked: tuple[str, ...]) -> bytes:
    """Make a dossier: once for all tests that ask for the same, since it is the same wherever it is made."""
    with TemporaryDirectory() as folder:
        _write(home := Path(folder, "home"), *asked[:2])
        run = inside("dossier", home, "-o", Path(folder, "d.zip"), *asked[2:])
        assert (run.returncode, run.stderr) == (0, "")
        return Path(folder, "d.zip").read_bytes()


def _write(home: Path, declared: str, settings: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "gbo.yaml").write_text(declared, encoding="utf-8")
    (home / "gbo-policy.toml").write_text(settings, encoding="utf-8")


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path)


def compared(a: Path, b: Path, code: int) -> dict[str, Any]:
    run = inside("compare", a, b, "--format", "json")
    assert (run.returncode, run.stderr) == (code, "")
    return dict(json.loads(run.stdout))


def told(found: dict[str, Any]) -> list[tuple[str, str, str, list[list[str]]]]:
    return [(c["change"], c["rule"], c["subject"]["id"], c["causes"]) for c in found["changes"]]


OPEN_REQUEST = {
    "id": "vraag",
    "type": "overview-request",
    "by": "caw",
    "to": "ocmw",
    "requested_on": "2026-02-01",
    "answered_on": "none",
}


def test_the_same_dossier_differs_in_nothing(versions: Versions) -> None:
    a = versions.make("a", complete())
    found = compared(a, a, 0)
    assert (found["differs"], found["changes"], found["subjects"]) == ([], [], {"new": [], "gone": []})
    assert "No finding changed." in gbo("compare", a, a, start=True).stdout


def test_facts(versions: Versions) -> None:
    a = versions.make("a", complete())
    b = versions.make(
        "b", change(complete(), {"flows.0.purposes": ["refer", "marketing"], "agreement.parties.1.dpo": None})
    )
    found = compared(a, b, 1)
    assert found["differs"] == ["facts"]
    assert found["files"] == [{"name": "gbo.yaml", "change": "changed"}]
    assert told(found) == [
        ("violated", "purpose-limitation", "stroom", [["facts"]]),
        ("unknown", "dpo-contact", "ocmw", [["facts"]]),
    ]
    back = compared(b, a, 0)
    assert [c[:3] for c in told(back)] == [
        ("mended", "purpose-limitation", "stroom"),
        ("settled", "dpo-contact", "ocmw"),
    ]


def test_time_alone(versions: Versions) -> None:
    data = change(complete(), {"events.+": OPEN_REQUEST})
    a, b = versions.make("a", data), versions.make("b", data, as_of="2026-09-01")
    found = compared(a, b, 1)
    assert found["differs"] == ["time"]
    assert ("violated", "security-overview-on-request", "vraag", [["time"]]) in told(found)


def test_parameters_alone(versions: Versions) -> None:
    data = change(complete(), {"events.+": OPEN_REQUEST})
    a = versions.make("a", data)
    b = versions.make("b", data, parameters="overview_request_days = { expected = 5, outer = 10 }")
    found = compared(a, b, 1)
    assert found["differs"] == ["parameters"]
    assert told(found) == [("violated", "security-overview-on-request", "vraag", [["parameters"]])]


def test_rules_alone(versions: Versions) -> None:
    own = versions.folder / "own"
    own.mkdir()
    source = (ROOT / "rules" / "gbo" / "01-controllers" / "separate-controllers.yaml").read_text(
        encoding="utf-8"
    )
    (own / "own-rule.yaml").write_text(source, encoding="utf-8")
    data = change(complete(), {"agreement.parties.0.controller": "joint"})
    a, b = versions.make("a", data), versions.make("b", data, "--rules", own)
    found = compared(a, b, 1)
    assert found["differs"] == ["rules"]
    assert told(found) == [("violated", "own-rule", "caw", [["rules"]])]
    assert told(compared(b, a, 0)) == [("gone", "own-rule", "caw", [["rules"]])]
    c = versions.make("c", data, "--ignore", "separate-controllers")
    assert ("gone", "separate-controllers", "caw", [["rules"]]) in told(compared(a, c, 0))


def test_each_change_gets_its_own_cause_when_all_differ(versions: Versions) -> None:
    data = change(complete(), {"events": [OPEN_REQUEST]})
    a = versions.make("a", data)
    later = change(data, {"flows.0.purposes": ["marketing"]})
    b = versions.make(
        "b", later, as_of="2026-03-10", parameters="overview_request_days = { expected = 30, outer = 36 }"
    )
    found = compared(a, b, 1)
    assert found["differs"] == ["facts", "parameters", "time"]
    causes = {c["rule"]: (c["causes"], c["certain"]) for c in found["changes"]}
    assert causes["purpose-limitation"] == ([["facts"]], True)
    # 37 days: in time by neither the old numbers on the new day, nor the new numbers on the old day
    assert causes["security-overview-on-request"] == ([["parameters", "time"]], True)


def test_either_of_two_causes_would_do(versions: Versions) -> None:
    data = change(complete(), {"events": [OPEN_REQUEST]})
    a = versions.make("a", data)
    b = versions.make(
        "b", data, as_of="2026-09-01", parameters="overview_request_days = { expected = 1, outer = 2 }"
    )
    causes = {c["rule"]: c["causes"] for c in compared(a, b, 1)["changes"]}
    assert causes["security-overview-on-request"] == [["parameters"], ["time"]]


def test_of_json_answers_one_difference_is_the_cause_and_several_are_only_possible(
    versions: Versions,
) -> None:
    data = change(complete(), {"events": [OPEN_REQUEST]})
    after = change(data, {"flows.0.purposes": ["marketing"]})
    a, b = versions.answer("a", data), versions.answer("b", after)
    c = versions.answer("c", after, as_of="2026-09-01")
    one = compared(a, b, 1)
    assert [(c["rule"], c["causes"], c["certain"]) for c in one["changes"]] == [
        ("purpose-limitation", [["facts"]], True)
    ]
    two = compared(a, c, 1)
    assert {(tuple(map(tuple, c["causes"])), c["certain"]) for c in two["changes"]} == {
        ((("facts",), ("time",)), False)
    }
    assert "possibly because of facts or time" in " ".join(inside("compare", a, c).stdout.split())
    mixed = compared(versions.make("a", data), b, 1)
    assert told(mixed) == told(one)


def test_an_answer_of_before_inputs_and_parameters_were_in_it_is_compared_all_the_same(
    versions: Versions,
) -> None:
    a = versions.answer("a", complete())
    b = versions.answer("b", change(complete(), {"flows.0.purposes": ["marketing"]}))
    old = json.loads(a.read_text(encoding="utf-8"))
    for key in ("inputs", "parameters", "rules"):
        del old[key]
    for result in old["results"]:
        del result["id"]
    new = json.loads(b.read_text(encoding="utf-8"))
    for result in new["results"]:
        del result["id"]
    for name, data in (("old", old), ("new", new)):
        (versions.folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    found = compared(versions.folder / "old.json", versions.folder / "new.json", 1)
    assert [(c["rule"], c["causes"], c["certain"]) for c in found["changes"]] == [
        ("purpose-limitation", [["facts"], ["parameters"]], False)
    ]


def test_a_change_that_judging_again_does_not_show_is_the_programs(versions: Versions) -> None:
    data = change(complete(), {"flows.0.purposes": ["marketing"]})
    b = versions.make("b", data)
    then = members_of(versions.make("a", data))
    for lang in ("nl", "en"):  # as if an older version had judged otherwise
        answer = json.loads(then[f"results/results.{lang}.json"])
        for result in answer["results"]:
            result["verdict"] = "compliant" if result["rule"] == "purpose-limitation" else result["verdict"]
        then[f"results/results.{lang}.json"] = json.dumps(answer | {"engine": "0.0.9"}).encode()
    old = versions.folder / "old.zip"
    old.write_bytes(write_archive(sealed(then, engine="0.0.9")))
    found = compared(old, b, 1)
    assert found["differs"] == ["program"]
    assert told(found) == [("violated", "purpose-limitation", "stroom", [["program"]])]


def test_new_and_gone_subjects_and_a_recipient_that_only_moved(versions: Versions) -> None:
    a = versions.make("a", complete())
    data = change(
        complete(),
        {
            "flows.0.recipients": [staff("dmw"), staff("ocmw")],
            "flows.+": flow("tweede"),
            "assessments.+": assessment("necessity", {"flow": "tweede"}),
        },
    )
    found = compared(a, versions.make("b", data), 0)
    assert {"kind": "flow", "id": "tweede"} in found["subjects"]["new"]
    assert {"kind": "recipient", "id": "stroom/0"} in found["subjects"]["new"]
    assert {"kind": "recipient", "id": "stroom/1"} not in found["subjects"]["new"]
    assert found["subjects"]["gone"] == []
    assert found["changes"] == []


def test_waivers_given_and_lapsed(versions: Versions) -> None:
    bad = change(complete(), {"agreement.parties.0.dpo": "none"})
    waiver = {
        "rule": "dpo-contact",
        "subject": {"party": "caw"},
        "reason": "vacature",
        "approved_by": "directie",
        "approved_on": "2026-02-01",
        "expires_on": "2026-06-01",
    }
    a, b = versions.make("a", bad), versions.make("b", change(bad, {"waivers": [waiver]}))
    c = versions.make("c", change(bad, {"waivers": [waiver]}), as_of="2026-07-01")
    assert told(compared(a, b, 0)) == [("waived", "dpo-contact", "caw", [["facts"]])]
    assert ("unwaived", "dpo-contact", "caw", [["time"]]) in told(compared(b, c, 1))


def test_pairs_of_core_actors_that_moved(versions: Versions) -> None:
    a = versions.make("a", complete())
    b = versions.make("b", change(complete(), {"flows.0.purposes": ["marketing"]}))
    moved = {"from": "sharing", "to": "suspension-available"}
    assert {"by": "ocmw", "against": "caw", **moved} in compared(a, b, 1)["sanctions"]


def test_text_in_both_languages(versions: Versions) -> None:
    a = versions.make("a", complete())
    b = versions.make("b", change(complete(), {"flows.0.purposes": ["marketing"]}))
    english, dutch = (gbo("compare", a, b, "--lang", lang).stdout for lang in ("en", "nl"))
    assert "Became violated (1)" in english
    assert "because of facts" in english
    assert "Schending geworden (1)" in dutch
    assert "door feiten" in dutch


def test_what_cannot_be_compared_is_an_input_error(versions: Versions) -> None:
    a = versions.make("a", complete())
    changed = versions.folder / "changed.zip"
    changed.write_bytes(a.read_bytes() + b"\n")
    for name, content in {"text": b"x", "json": b"{}", "deep": b"[" * 200_000, "list": b"[]"}.items():
        (versions.folder / name).write_bytes(content)
        run = inside("compare", a, versions.folder / name)
        assert (run.returncode, len(run.stderr.splitlines())) == (2, 1), run.stderr
    run = inside("compare", changed, a)
    assert run.returncode == 2
    assert "gbo-policy verify" in run.stderr
    assert inside("compare", a, versions.folder / "none").returncode == 2


def test_a_year_of_a_real_workspace(tmp_path: Path) -> None:
    for name, as_of in (("a", "2026-03-01"), ("b", "2026-12-31")):
        assert (
            inside("dossier", FIXTURES / "mixed", "-o", tmp_path / f"{name}.zip", "--as-of", as_of).returncode
            == 0
        )
    run = inside("compare", tmp_path / "a.zip", tmp_path / "b.zip", "--format", "json")
    found = json.loads(run.stdout)
    assert found["changes"]
    assert {tuple(map(tuple, c["causes"])) for c in found["changes"]} == {(("time",),)}
