"""``check --all``: every workspace below a folder, each by its own settings, and the worst exit code."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gbo_policy.cli.commands.check_command import worst
from gbo_policy.cli.parts.many import sections_of
from gbo_policy.reading.source import read
from tests import kit
from tests.conftest import FIXTURES, gbo
from tests.formatted import commands, faulty
from tests.inside import inside

DAY = ("--as-of", "2026-03-01")


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    """Three workspaces of a repository: one in order, one inside it with findings, one that cannot be read."""
    for name, text in (
        ("goed/a.yaml", kit.written(kit.complete())),
        ("goed/diep/binnen/a.yaml", kit.written(faulty())),
        ("fout/a.yaml", kit.written(kit.change(kit.complete(), {"flows.0.nothing": 1}))),
    ):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "goed/diep/binnen/gbo-policy.toml").write_text('lang = "nl"\n', encoding="utf-8")
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_each_workspace_gets_one_verdict_by_its_own_settings(monorepo: Path) -> None:
    done = inside("check", "--all", ".", *DAY, cwd=monorepo)
    assert done.returncode == 2
    assert [line.rpartition("/")[2].partition(" (")[0] for line in done.stdout.splitlines()[-3:]] == [
        "fout: 1 input error: nothing was judged",
        "goed: COMPLIANT",
        "binnen: SCHENDING",
    ]


def test_nested_workspaces_belong_to_the_inner_one(monorepo: Path) -> None:
    told = json.loads(inside("check", "--all", monorepo, *DAY, "--format", "json").stdout)
    assert told["schema"] == "gbo-policy/reports/1"
    kinds = {Path(w["workspace"]).name: ("report" in w, "errors" in w) for w in told["workspaces"]}
    assert kinds == {"fout": (False, True), "goed": (True, False), "binnen": (True, False)}
    [outer] = [w["report"] for w in told["workspaces"] if Path(w["workspace"]).name == "goed"]
    assert [f["name"] for f in outer["inputs"]["files"]] == ["a.yaml"]
    assert outer["verdict"] == "compliant"


def test_sarif_has_a_run_for_each_and_the_others_one_list(monorepo: Path) -> None:
    log = json.loads(inside("check", "--all", monorepo, *DAY, "--format", "sarif").stdout)
    assert [r["invocations"][0]["executionSuccessful"] for r in log["runs"]] == [False, True, True]
    assert len({r["automationDetails"]["id"] for r in log["runs"]}) == 3
    places = {
        p["file"]
        for _, p, _ in commands(inside("check", "--all", monorepo, *DAY, "--format", "github").stdout)
        if "file" in p
    }
    assert places == {"fout/a.yaml", "goed/diep/binnen/a.yaml"}
    suites = ElementTree.fromstring(inside("check", "--all", monorepo, *DAY, "--format", "junit").stdout)
    assert int(suites.attrib["failures"]) == len(suites.findall(".//failure"))
    rows = list(
        csv.DictReader(io.StringIO(inside("check", "--all", monorepo, *DAY, "--format", "csv").stdout))
    )
    assert {r["verdict"] for r in rows} >= {"input-error", "violation", "compliant"}
    issues = json.loads(inside("check", "--all", monorepo, *DAY, "--format", "gitlab").stdout)
    assert len({i["fingerprint"] for i in issues}) == len(issues)


def test_what_lies_in_no_workspace_is_told_and_so_is_a_folder_without_any(monorepo: Path) -> None:
    (monorepo / "los.yaml").write_text("flows: []\n", encoding="utf-8")
    done = inside("check", "--all", monorepo, *DAY, "--format", "json")
    codes = [
        e["code"]
        for w in json.loads(done.stdout)["workspaces"]
        if "errors" in w
        for e in w["errors"]["errors"]
    ]
    assert sorted(codes) == ["no-agreement", "unknown-key"]
    (monorepo / "leeg").mkdir()
    assert inside("check", "--all", monorepo / "leeg").returncode == 2
    assert inside("check", "--all", monorepo, "--format", "oscal").returncode == 2


def test_of_several_roots_each_holds_a_workspace(monorepo: Path) -> None:
    """One that holds none was passed over."""
    (monorepo.parent / "leeg").mkdir()
    first = next(p.parent for p in sorted(monorepo.rglob("*.yaml")))
    assert inside("check", "--all", monorepo, first, "--fail-on", "never").stderr == ""
    done = inside("check", "--all", monorepo, monorepo.parent / "leeg", "--fail-on", "never")
    assert (done.returncode, "leeg: there is no section `agreement`" in done.stdout) == (2, True)


@pytest.mark.parametrize(("given", "code"), [("leeg", "no-agreement"), ("nergens", "no-such-path")])
def test_that_there_is_no_workspace_at_all_is_an_answer_in_every_format(
    tmp_path: Path, given: str, code: str
) -> None:
    """Nothing was written but a sentence on standard error: SARIF and JUnit were empty files."""
    (tmp_path / "leeg").mkdir()
    outputs = [w for f in ("json", "sarif", "junit") for w in ("--format", f, "--output", f"uit.{f}")]
    done = inside("check", "--all", given, *outputs, cwd=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    told = {f: (tmp_path / f"uit.{f}").read_text(encoding="utf-8") for f in ("json", "sarif", "junit")}
    assert [e["code"] for e in json.loads(told["json"])["errors"]] == [code]
    assert [
        i["executionSuccessful"] for r in json.loads(told["sarif"])["runs"] for i in r["invocations"]
    ] == [False]
    assert ElementTree.fromstring(told["junit"]).find(".//failure") is not None


def test_a_pattern_that_no_shell_filled_in_is(monorepo: Path) -> None:
    assert inside("check", f"{monorepo}/go*/*.yaml", *DAY).returncode == 0
    missing = inside("check", f"{monorepo}/x*.yaml", *DAY)
    assert (missing.returncode, "x*.yaml` does not exist" in missing.stderr) == (2, True)


def test_the_worst_exit_code_counts() -> None:
    assert [worst(c) for c in ([0, 3], [3, 1], [1, 2, 0], [0, 0])] == [3, 1, 2, 0]


SECTIONS = {"agreement", "flows", "events", "assessments", "waivers"}
WRITTEN = [
    "agreement: {id: a}\nflows:\n- id: b\n- id: c\n",
    "# gbo\n---\nflows: [\n]\nevents: []\n",
    "flows:\r\n  - id: b\r\n\r\nevents: []\r\n",
    "flows: []\ragreement: {id: a}\r",
    "\ufeffagreement:\n  id: a\n",
    '{"agreement": {"id": "a"}, "flows": []}',
    "'agreement': {id: a}\n",
    "flows:\n  - id: a\n    title: |\n      agreement: b\n",
    'flows:\n  - id: a\n    title: "een\nagreement"\n',
    "--- {agreement: {id: a}}\n",
    "other: 1\nwaivers: []\n",
    "- flows: []\n",
    "  agreement: {id: a}\n",
    "# gbo\n\n  flows:\n  - id: a\n",
    "flows: []\n---\n  agreement: {id: a}\n",
    "flowsheet: 1\n",
    "",
]


def test_what_a_file_holds_is_told_by_its_lines_as_by_reading_it() -> None:
    contents = [t.encode() for t in WRITTEN]
    contents += [p.read_bytes() for p in FIXTURES.rglob("*.yaml") if "input-errors" not in p.parts]
    for content in contents:
        documents, wrong = read(content, "x.yaml")
        known = {k for data, _ in documents if isinstance(data, dict) for k in data}
        assert not wrong
        assert sections_of(content, "x.yaml")[0] == known & SECTIONS, content[:80]


# of each what it holds, and that it cannot be read
SPOILT = {
    '{\n  "agreement": {"id": "a",},\n  "flows": [\n}': {"agreement", "flows"},
    '{"agreement": {"id": "a", "flows": 1}, "events": [}': {"agreement", "events"},
    '{"agreement": {"id": "a", "id": "b"}}': {"agreement"},
    '{\n    "title": "een,\n    "agreement": {"id": "a"\n}': {"agreement"},
    "// van ons\n{ agreement: {, }": {"agreement"},
    "# van ons\n---\n  agreement:\n    id: [\n  flows: []\n": {"agreement", "flows"},
    "--- {agreement: [}\n": {"agreement"},
    "? agreement\n: id: [\n": {"agreement"},
    "naam: [\n'flows' :\n": {"flows"},
    "naam: [\n  flows: []\n  x: {agreement: {}}\n": set(),
    '{"naam": {"agreement": [}}': set(),
    "\0": set(),
    "": set(),
}


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
def test_of_a_file_that_cannot_be_read_its_sections_are_seen(code: str) -> None:
    for text, held in SPOILT.items():
        for content in (text.encode(code), text.replace("\n", "\r\n").encode(code)):
            assert sections_of(content, "x.yaml")[0] == held, content


def a_large_one(file: Path) -> None:
    file.write_text("flows:\n" + "- {id: a}\n" * 600_000, encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (os.mkfifo, "unreadable"),
        (lambda file: file.symlink_to("nergens"), "unreadable"),
        (lambda file: file.symlink_to("/dev/zero"), "unreadable"),
        (lambda file: file.symlink_to(file.name), "unreadable"),
        (lambda file: file.write_text('{\n  "flows": [}', encoding="utf-8"), "no-agreement"),
        (a_large_one, "no-agreement"),
    ],
    ids=["a pipe", "a link to nothing", "a device", "a link to itself", "spoilt", "large"],
)
def test_what_lies_in_no_workspace_and_cannot_be_read_is_told(
    tmp_path: Path, make: Callable[[Path], object], told: str
) -> None:
    for folder in ("ws", "los"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ws" / "a.yaml").write_text(kit.written(kit.complete()), encoding="utf-8")
    make(tmp_path / "los" / "b.json")
    done = gbo("check", "--all", ".", *DAY, "--format", "json", cwd=tmp_path)
    errors = [e for w in json.loads(done.stdout)["workspaces"] for e in w.get("errors", {}).get("errors", [])]
    assert done.returncode == 2
    assert [(e["code"], e["location"]["file"]) for e in errors] == [(told, "los/b.json")]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("flow:\n  - {id: x, sender: caw, purposes: [refer]}\n", (1, 1)),
        (
            "# van ons\n---\nname: x\n---\nFlows:\n  - {id: x, sender: caw, recipients: [{kind: staff}]}\n",
            (5, 1),
        ),
        ('{"event": [{"id": "e", "type": "breach", "aware_at": "2026-03-01T10:00"}]}', (1, 2)),
        ("assesments:\n  - {term: necessity, outcome: met}\n", (1, 1)),
        ("waiver:\n  - {rule: necessity, reason: x, subject: {flow: y}}\n", (1, 1)),
        ("agreemnt:\n  parties: [{id: caw, role: caw}]\n", (1, 1)),
        ("flow:\n  - {id: x, title: y}\n", None),  # these are anybody's
        ("Flow: {sender: noreply@x.be, recipients: [ops@x.be]}\n", None),
        ("agreements: {parties: [A, B], signatures: []}\n", None),
        ("event:\n  - {id: x, type: push}\n  - {id: 7, type: disclosure}\n", None),
        ("name: x\nwaiver:\n  - {rule: no-root-containers, reason: legacy}\n", None),
        ("assessment:\n  - {subject: wiskunde, outcome: geslaagd, term: 2}\n", None),
        ("flow: {sender: caw, purposes: []}\n", (1, 1)),
        ("flow: {sender: caw, id: x}\nwaiver:\n  - rule\n", None),
        ("zender:\n  - {sender: caw, purposes: [refer]}\n", None),
        ("sendflow: [{sender: caw, purposes: [refer]}, 1]\n? [a]\n: 1\n", None),
    ],
)
def test_a_misspelt_section_outside_every_workspace_is_told_where_its_entries_are_ours(
    tmp_path: Path, text: str, at: tuple[int, int] | None
) -> None:
    for folder in ("ws", "los"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ws" / "a.yaml").write_text(kit.written(kit.complete()), encoding="utf-8")
    (tmp_path / "los" / "b.yaml").write_text(text, encoding="utf-8")
    done = inside("check", "--all", tmp_path, *DAY, "--format", "json", "--fail-on", "never")
    errors = [e for w in json.loads(done.stdout)["workspaces"] for e in w.get("errors", {}).get("errors", [])]
    assert [(e["code"], e["location"]["line"], e["location"]["column"]) for e in errors] == (
        [("unknown-key", *at)] if at else []
    )
    assert done.returncode == (2 if at else 0)


def test_an_agreement_that_cannot_be_read_as_json_is_a_workspace_with_an_error(tmp_path: Path) -> None:
    for folder in ("ws", "stuk"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ws" / "a.yaml").write_text(kit.written(kit.complete()), encoding="utf-8")
    text = json.dumps(kit.complete(), indent=2)
    (tmp_path / "stuk" / "a.json").write_text(text.replace("{", "{,", 3), encoding="utf-8")
    done = inside("check", "--all", tmp_path, *DAY)
    assert (done.returncode, "stuk/a.json:" in done.stderr + done.stdout) == (2, True)


def test_a_folder_that_may_not_be_entered_is_told(tmp_path: Path) -> None:
    for folder in ("ws", "dicht"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ws" / "a.yaml").write_text(kit.written(kit.complete()), encoding="utf-8")
    (tmp_path / "dicht").chmod(0)
    done = kit.bound_by_permissions("check", "--all", tmp_path, *DAY, "--fail-on", "never")
    (tmp_path / "dicht").chmod(0o755)
    assert (done.returncode, "dicht` cannot be read" in done.stderr + done.stdout) == (2, True)
