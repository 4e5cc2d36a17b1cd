"""Nothing below the given paths is left out in silence: it is read, named, or an error; and no file name is
special.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy import formats
from gbo_policy.basics.problems import PolicyError
from gbo_policy.declarations.load import load
from gbo_policy.reading.files import beginning, read_files
from gbo_policy.reading.passed_over import Pattern, is_declaration, looks_meant
from gbo_policy.rulebook.pack import Pack
from tests.attack import run
from tests.conftest import ROOT
from tests.inside import inside
from tests.kit import change, complete, written

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
# what begins with a section is meant, whatever its name says
BEGINS = {
    "nieuw": "not-read-suffix",
    "nieuw.txt": "not-read-suffix",
    "nieuw.jsonc": "not-read-suffix",
    "nieuw.bak": "not-read-suffix",
    "nieuw.y\u0430ml": "not-read-suffix",  # a letter of another alphabet
    "yaml": "not-read-suffix",
    ".nieuw": "not-read-hidden",
    "sub/.oud/nieuw": "not-read-hidden",
}
NOT_MEANT = ["README.md", "notes.txt", "a.py", "log.csv", "log.jsonl", "x.js", "x.xml", "x.ml", ".gitignore", ".git/a.yaml", ".github/workflows/a.yml", "~$stromen.xlsx", ".gitlab-ci.yml", ".venv/lib/a.json"]  # fmt: skip


def _put(folder: Path, name: str, text: str = "flows: []\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _passed_over(folder: Path) -> list[tuple[str, str]]:
    """Give what is not read though it looks meant, each with the code of why."""
    return [(one.name, one.why) for one in read_files([folder]).not_read]


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


@pytest.mark.parametrize("name", BEGINS)
@pytest.mark.parametrize(
    "text",
    ["# wat\n---\nflows:\n  - id: x\n", '{"events" : []}', "\ufeffassessments: []", "waivers:  # geen"],
)
def test_what_begins_as_a_declaration_is_named_whatever_it_is_called(
    tmp_path: Path, name: str, text: str
) -> None:
    _put(tmp_path, "a.yaml", "agreement: {}\n")
    _put(tmp_path, name, text)
    assert _passed_over(tmp_path) == [(name, BEGINS[name])]
    (tmp_path / name).write_bytes(text.lstrip("\ufeff").encode("utf-16"))
    assert _passed_over(tmp_path) == [(name, BEGINS[name])]


def _linked(tmp_path: Path, link: str, to: str) -> Path:
    _put(tmp_path, "a.yaml", "agreement: {}\n")
    _put(tmp_path, f"{to}/b.yaml")
    (tmp_path / link).symlink_to(to, target_is_directory=True)
    return tmp_path


@pytest.mark.parametrize(
    ("link", "to", "read"),
    [(".oud", "stromen", "stromen"), ("stromen", ".echt", "stromen"), ("aan", "zee", "zee")],
)
def test_a_folder_is_read_once_whatever_leads_to_it(tmp_path: Path, link: str, to: str, read: str) -> None:
    """A hidden link to it was walked first, and took its place."""
    found = read_files([_linked(tmp_path, link, to)])
    assert [f.name for f in found.files] == ["a.yaml", f"{read}/b.yaml"]
    assert (found.not_read, found.notices) == ((), ())


@pytest.mark.parametrize("text", ["archief/*", "archief", "archief/b.yaml"])
def test_excluding_a_link_excludes_nothing_else(tmp_path: Path, text: str) -> None:
    found = read_files([_linked(tmp_path, "archief", "stromen")], [Pattern(text)])
    assert [f.name for f in found.files] == ["a.yaml", "stromen/b.yaml"]
    assert [n.code for n in found.notices] == ["excluded"]


@pytest.mark.parametrize(
    ("texts", "read", "numbers"),
    [
        (["archief", "oud"], [], [1, 1]),
        (["archief/*", "oud/b.yaml"], [], [1, 1]),
        (["archief", "oud/c.yaml"], ["oud/b.yaml"], [1, 0]),
    ],
)
def test_links_to_one_folder_are_left_out_each_by_its_own_name(
    tmp_path: Path, texts: list[str], read: list[str], numbers: list[int]
) -> None:
    """The second was never gone into: what `exclude` says of it was said to fit no file."""
    folder = _linked(tmp_path / "hier", "archief", "../elders")
    (folder / "oud").symlink_to("../elders", target_is_directory=True)
    found = read_files([folder], [Pattern(text) for text in texts])
    assert [f.name for f in found.files] == ["a.yaml", *read]
    assert [n.words["number"] for n in found.notices] == [n for n in numbers if n]
    assert [p.words["word"] for p in found.problems] == [
        t for t, n in zip(texts, numbers, strict=True) if not n
    ]


def test_of_several_paths_each_holds_declarations(tmp_path: Path) -> None:
    """One that holds none was passed over: the flows may have moved elsewhere."""
    declared = _put(tmp_path, "a.yaml", written(complete()))
    _put(tmp_path, "stromen/.gitkeep", "")
    done = inside("check", declared, tmp_path / "stromen", "--as-of", "2026-03-01")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"`{tmp_path / 'stromen'}` holds no declarations" in done.stderr
    _put(tmp_path, "stromen/oud/b.yaml")
    assert not read_files([declared, tmp_path / "stromen"], [Pattern("oud/*")]).problems


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    """It may have been a folder of declarations: a share that is not there today."""
    _put(tmp_path, "a.yaml", "agreement: {}\n")
    for name in ("stromen", "LEESMIJ.md", ".venv"):
        (tmp_path / name).symlink_to("/nergens", target_is_directory=True)
    assert _passed_over(tmp_path) == [("stromen", "not-read-link")]


def test_what_the_system_makes_up_as_it_is_read_is_not_waited_for() -> None:
    """Of such a file the size is 0; that of the kernel's log never ends."""
    made_up = Path("/proc/self/status")
    assert made_up.read_bytes()
    assert beginning(made_up) == b""


@pytest.mark.parametrize(
    "text",
    ["# Flows\n```yaml\nflows:\n```\n", "events: list[str] = []\n", "flows: these are ours\n", "x: 1\nflows: []\n", "flowsheet:\n", ""],
)  # fmt: skip
def test_what_only_speaks_of_sections_is_not_named(tmp_path: Path, text: str) -> None:
    _put(tmp_path, "a.yaml", "agreement: {}\n")
    _put(tmp_path, "README", text)
    assert read_files([tmp_path]).not_read == ()


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("name", ["nieuw.yaml.txt", "los/.nieuw.yaml", "nieuw"])
def test_what_lies_in_no_workspace_and_looks_meant_is_told_by_all(
    tmp_path: Path, name: str, strict: bool
) -> None:
    _put(tmp_path, "ws/a.yaml", written(complete()))
    _put(tmp_path, "a.docx", "flows: []")
    _put(tmp_path, name)
    _put(tmp_path, f"elders/{name}", "x: 1\n")
    for form in formats.names():
        if formats.joiner(form) is not None:
            code, told = _run(tmp_path, "--all", "--format", form, *(["--strict"] if strict else []))
            assert (code, told.count(name.rpartition("/")[2]) > 0, "elders" in told) == (
                2 if strict else 0,
                True,
                False,
            ), form


@pytest.mark.parametrize("strict", [True, False])
def test_a_link_that_leads_nowhere_outside_every_workspace_is_told_by_all(
    tmp_path: Path, strict: bool
) -> None:
    """It may have been a workspace; elsewhere in a repository it may be anybody's, and so is no error."""
    _put(tmp_path, "ws/a.yaml", written(complete()))
    (tmp_path / "gedeeld").symlink_to("/nergens", target_is_directory=True)
    code, told = _run(tmp_path, "--all", *(["--strict"] if strict else []))
    assert (code, "`gedeeld` is a link to what is not there" in told) == (0, True)


def _told(folder: Path, command: str) -> str:
    """Give what a command says on standard error."""
    return inside(*(word.replace("FOLDER", str(folder)) for word in command.split())).stderr


@pytest.mark.parametrize(
    "command",
    [
        "explain stroom FOLDER --as-of 2026-03-01",
        "deadlines FOLDER --format json",
        "timeline FOLDER --format json",
        "mend stroom FOLDER",
        "impact FOLDER --set cure_days=10",
        "baseline write FOLDER --file FOLDER/gbo-policy-baseline.json --reason x --expires 2999-01-01",
        "sheet write FOLDER -o FOLDER/boek.xlsx",
        "audit FOLDER/log.csv --workspace FOLDER",
        "audit explain u FOLDER/log.csv --workspace FOLDER",
    ],
)
def test_commands_whose_answer_has_no_place_for_it_tell_it_beside(tmp_path: Path, command: str) -> None:
    _put(tmp_path, "a.yaml", written(complete()))
    _put(tmp_path, "nieuw.yaml.txt")
    _put(tmp_path, "log.csv", "id,at\nu,2026-03-01T10:00:00\n")
    assert "nieuw.yaml.txt" in _told(tmp_path, command)


@pytest.mark.parametrize("name", ["explain stroom", "deadlines", "timeline", "impact --set cure_days=10"])
def test_rules_left_out_are_told_too(tmp_path: Path, name: str) -> None:
    _put(tmp_path, "a.yaml", written(complete()))
    assert "`purpose-limitation`" in _told(tmp_path, f"{name} FOLDER --ignore purpose-limitation")


@pytest.mark.parametrize(
    "name",
    ["gbo_policy.toml", "GBO-Policy.toml", ".gbo-policy.toml", "gbo-policy.toml.txt", "gbo-policy.tml", "sub/gbo-policy.toml"],
)  # fmt: skip
def test_settings_that_are_not_read_are_named(tmp_path: Path, name: str) -> None:
    _put(tmp_path, "a.yaml", "agreement: {}\n")
    _put(tmp_path, "gbo-policy.toml", "")
    _put(tmp_path, name, "strict = true\n")
    assert _passed_over(tmp_path) == [(name, "not-read-settings")]


def test_settings_that_are_no_file_are_an_error(tmp_path: Path) -> None:
    _put(tmp_path, "a.yaml", written(complete()))
    (tmp_path / "gbo-policy.toml").symlink_to("nergens.toml")
    assert _run(tmp_path)[0] == 2


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
    run = inside("check", tmp_path)
    assert run.returncode == 2
    assert f"{tmp_path}/gbo-policy.toml:2:1: `dosc/*`" in run.stderr


def test_a_file_that_looks_meant_is_the_cause_of_an_empty_workspace(tmp_path: Path, pack: Pack) -> None:
    _put(tmp_path, "a.yaml.txt", "agreement: {}\n")
    with pytest.raises(PolicyError) as caught:
        load([tmp_path], pack.vocabulary, [])
    assert {p.code for p in caught.value.problems} == {"no-workspace", "not-read-suffix"}


def _run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Check in this process; give the exit code and all that is said."""
    return run(["check", str(folder), "--as-of", "2026-03-01", *arguments], ROOT)


@pytest.mark.parametrize("name", sorted(formats.names()))
def test_every_format_names_what_was_not_read(tmp_path: Path, name: str) -> None:
    _put(tmp_path, "a.yaml", written(complete()))
    _put(tmp_path, "nieuw.yaml.txt")
    code, told = _run(tmp_path, "--format", name)
    assert (code, "nieuw.yaml.txt" in told) == (0, True)


@pytest.mark.parametrize("name", sorted(formats.names()))
def test_every_format_tells_every_notice(tmp_path: Path, name: str) -> None:
    """What was read otherwise than written is no less than what was not read: a blank, the model's own slip,
    rules left out.
    """
    made = {"flows.0.channel": "nog te bepalen", "flows.0.legal_basis": ["gdpr-6-1-e", "gdpr-9-1-g"], "flows.0.purposes": ["refer", "TBD"]}  # fmt: skip
    _put(tmp_path, "a.yaml", written(change(complete(), made)))
    _put(tmp_path, "weg/b.yaml")
    _put(tmp_path, "gbo-policy.toml", 'exclude = ["weg/*"]\n')
    _, told = _run(tmp_path, "--format", name, "--ignore", "necessity")
    for word in ("nog te bepalen", "TBD", "gdpr-9-1-g", "weg/*", "necessity"):
        assert word in told, word


def test_a_dossier_records_what_was_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    _put(folder, "a.yaml", written(complete()))
    _put(folder, "nieuw.yaml.txt")
    made = inside("dossier", folder, "-o", tmp_path / "d.zip", "--as-of", "2026-03-01")
    assert made.returncode == 0
    assert "nieuw.yaml.txt" in made.stderr
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        result = json.loads(archive.read("results/results.en.json"))
        summary = archive.read("reports/nl/summary.txt").decode()
    assert result["not_read"] == [{"file": "nieuw.yaml.txt", "why": "not-read-suffix"}]
    assert "nieuw.yaml.txt" in summary
    checked = inside("verify", tmp_path / "d.zip")
    assert (checked.returncode, "nieuw.yaml.txt" in checked.stdout) == (0, True)


@pytest.mark.parametrize("name", ["stromen.yaml.txt", "weg/stromen.yaml"])
def test_what_was_not_read_is_told_where_something_is_lacking(tmp_path: Path, name: str) -> None:
    """An assessment names a flow of a file that was left out: whoever reads the error sees the cause beside
    it.
    """
    data = complete()
    _put(tmp_path, "a.yaml", written({key: part for key, part in data.items() if key != "flows"}))
    _put(tmp_path, name, written({"flows": data["flows"]}))
    _put(tmp_path, "gbo-policy.toml", 'exclude = ["weg/*"]\n' if name.startswith("weg") else "")
    code, told = _run(tmp_path)
    assert code == 2
    assert "stromen.yaml" in told
    assert "`stroom` is not a flow of this workspace, which has none" in told


def test_strict_makes_it_an_error(tmp_path: Path) -> None:
    _put(tmp_path, "a.yaml", written(complete()))
    _put(tmp_path, "nieuw.yaml.txt")
    assert _run(tmp_path, "--strict")[0] == 2
    _put(tmp_path, "gbo-policy.toml", "strict = true\n")
    assert _run(tmp_path)[0] == 2
    _put(tmp_path, "gbo-policy.toml", 'strict = true\nexclude = ["*.txt"]\n')
    assert _run(tmp_path)[0] == 0


def _json(folder: Path, *arguments: str) -> tuple[int, Any]:
    run = inside("check", folder, "--as-of", "2026-03-01", "--format", "json", *arguments)
    return run.returncode, json.loads(run.stdout)


def test_the_json_answer_lists_them(tmp_path: Path) -> None:
    _put(tmp_path, "a.yaml", written(complete()))
    _put(tmp_path, "sub/nieuw.yam")
    assert _json(tmp_path)[1]["not_read"] == [{"file": "sub/nieuw.yam", "why": "not-read-suffix"}]
