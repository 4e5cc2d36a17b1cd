"""Nothing below the given paths is left out in silence: it is read, named, or an error; and no file name is special."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy import formats
from gbo_policy.basics.problems import PolicyError
from gbo_policy.declarations.load import load
from gbo_policy.reading.files import read_files
from gbo_policy.reading.passed_over import Pattern, is_declaration, looks_meant
from gbo_policy.rulebook.pack import Pack
from tests.conftest import gbo
from tests.kit import complete, written

MEANT = {
    "nieuw.yaml.txt": "not-read-suffix",
    "nieuw.yml~": "not-read-suffix",
    "nieuw.YAML.bak": "not-read-suffix",
    "nieuw.yaml.docx": "not-read-office",
    "nieuw.yam": "not-read-suffix",
    "nieuw.ymal": "not-read-suffix",
    "nieuw.yaml1": "not-read-suffix",
    "nieuw.jsn": "not-read-suffix",
    ".nieuw.yaml": "not-read-hidden",
    ".oud/nieuw.yaml": "not-read-hidden",
    "sub/.oud/nieuw.JSON": "not-read-hidden",
    "stromen.xlsx": "not-read-office",
    "sub/brief.docx": "not-read-office",
    ".stromen.ods": "not-read-office",
}
NOT_MEANT = ["README.md", "notes.txt", "a.py", "log.csv", "log.jsonl", "x.js", "x.xml", "x.ml", ".gitignore", ".git/a.yaml", ".github/workflows/a.yml", "~$stromen.xlsx", ".gitlab-ci.yml", ".venv/lib/a.json"]  # fmt: skip


def _put(folder: Path, name: str, text: str = "flows: []\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", MEANT)
def test_what_looks_meant_and_is_not_read_is_named(tmp_path: Path, name: str) -> None:
    _put(tmp_path, "a.yaml", "agreement: {}\n")
    path = _put(tmp_path, name)
    found = read_files([tmp_path])
    assert [f.name for f in found.files] == ["a.yaml"]
    assert [(n.code, n.word, n.location and n.location.file) for n in found.notices] == [
        (MEANT[name], path.name, str(path))
    ]
    assert [(n.name, n.why) for n in found.not_read] == [(name, MEANT[name])]


@pytest.mark.parametrize("name", NOT_MEANT)
def test_what_nobody_meant_is_not_named(tmp_path: Path, name: str) -> None:
    _put(tmp_path, "a.yaml", "agreement: {}\n")
    _put(tmp_path, name, "x: 1\n")
    assert (read_files([tmp_path]).notices, read_files([tmp_path]).not_read) == ((), ())


def test_a_tool_s_file_that_holds_a_section_is_named(tmp_path: Path) -> None:
    _put(tmp_path, ".gitlab-ci.yml", "stages: []\nflows:\n  - {id: x}\n")
    _put(tmp_path, ".vscode/x.json", '{"flows": []}\n')
    assert [n.why for n in read_files([tmp_path]).not_read] == ["not-read-hidden"] * 2


@given(st.text(st.sampled_from("ab.~#ymlsonYAMLjt-_ 1"), min_size=1, max_size=14))
def test_a_name_with_a_suffix_inside_is_read_or_named(stem: str) -> None:
    for name in (f"{stem}.yaml", f"x.yaml{stem}", f".{stem}.yml", f"x.{stem}.json~"):
        if not is_declaration(name) and not name.lower().removeprefix("x.yaml")[:1].isalpha():
            assert looks_meant(name, b"flows: []"), name


def test_no_file_name_is_special(tmp_path: Path, pack: Pack) -> None:
    _put(tmp_path, "a.yaml", "agreement: {}\n")
    for name in ("expected.yaml", "gbo-policy-baseline.json"):
        _put(tmp_path, name, written({"flows": [{"id": name[:3]}]}))
    workspace = load([tmp_path], pack.vocabulary, [])
    assert [f.id for f in workspace.flows] == ["exp", "gbo"]


def test_a_baseline_that_is_not_in_use_is_named(tmp_path: Path) -> None:
    _put(tmp_path, "a.yaml", "agreement: {}\n")
    _put(tmp_path, "oud.json", '{"schema": "gbo-policy/baseline/1", "findings": []}')
    assert [n.code for n in read_files([tmp_path]).notices] == ["not-read-baseline"]


def test_what_exclude_leaves_out_is_counted_and_named(tmp_path: Path) -> None:
    for name in ("a.yaml", "docs/b.yaml", "docs/c.yaml.txt", "docs/d.md"):
        _put(tmp_path, name)
    found = read_files([tmp_path], [Pattern("docs/*")])
    assert [f.name for f in found.files] == ["a.yaml"]
    (notice,) = found.notices
    assert "leaves out 2" in notice.sentence("en")
    assert all(name in notice.sentence("nl") for name in ("b.yaml", "c.yaml.txt"))
    assert {n.why for n in found.not_read} == {"excluded"}


def test_a_pattern_that_fits_nothing_is_an_error_at_its_place(tmp_path: Path) -> None:
    _put(tmp_path, "a.yaml", written(complete()))
    _put(tmp_path, "gbo-policy.toml", 'lang = "en"\nexclude = ["dosc/*"]\n')
    run = gbo("check", tmp_path)
    assert run.returncode == 2
    assert f"{tmp_path}/gbo-policy.toml:2:1: `dosc/*`" in run.stderr


def test_a_file_that_looks_meant_is_the_cause_of_an_empty_workspace(tmp_path: Path, pack: Pack) -> None:
    _put(tmp_path, "a.yaml.txt", "agreement: {}\n")
    with pytest.raises(PolicyError) as caught:
        load([tmp_path], pack.vocabulary, [])
    assert {p.code for p in caught.value.problems} == {"no-workspace", "not-read-suffix"}


def _run(folder: Path, *arguments: str) -> tuple[int, str]:
    run = gbo("check", folder, "--as-of", "2026-03-01", *arguments)
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize("name", sorted(formats.names()))
def test_every_format_names_what_was_not_read(tmp_path: Path, name: str) -> None:
    _put(tmp_path, "a.yaml", written(complete()))
    _put(tmp_path, "nieuw.yaml.txt")
    code, told = _run(tmp_path, "--format", name)
    assert (code, "nieuw.yaml.txt" in told) == (0, True)


def test_strict_makes_it_an_error(tmp_path: Path) -> None:
    _put(tmp_path, "a.yaml", written(complete()))
    _put(tmp_path, "nieuw.yaml.txt")
    assert _run(tmp_path, "--strict")[0] == 2
    _put(tmp_path, "gbo-policy.toml", "strict = true\n")
    assert _run(tmp_path)[0] == 2
    _put(tmp_path, "gbo-policy.toml", 'strict = true\nexclude = ["*.txt"]\n')
    assert _run(tmp_path)[0] == 0


def _json(folder: Path, *arguments: str) -> tuple[int, Any]:
    run = gbo("check", folder, "--as-of", "2026-03-01", "--format", "json", *arguments)
    return run.returncode, json.loads(run.stdout)


def test_the_json_answer_lists_them(tmp_path: Path) -> None:
    _put(tmp_path, "a.yaml", written(complete()))
    _put(tmp_path, "sub/nieuw.yam")
    assert _json(tmp_path)[1]["not_read"] == [{"file": "sub/nieuw.yam", "why": "not-read-suffix"}]
