"""Packs and their cache: whatever is wrong with a pack is told in one go; whatever is wrong with the cache
changes nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from gbo_policy.agreement.events import kinds
from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.declarations.shapes import translate
from gbo_policy.declarations.workspace import Place
from gbo_policy.documents.signed.model_words import read_model
from gbo_policy.reading.source import Mark, read
from gbo_policy.rulebook import cache
from gbo_policy.rulebook.cache import folder
from gbo_policy.rulebook.pack import Pack, builtin_folder, load_pack
from gbo_policy.rulebook.packshape import check_part
from gbo_policy.rulebook.rulefile import RuleFile
from tests.conftest import FIXTURES, ROOT, gbo
from tests.inside import inside
from tests.kit import bound_by_permissions, complete, written
from tests.test_layering import MODULES, reach

PACKAGES = {m for m in MODULES if MODULES[m].name == "__init__.py" and m.count(".") == 0}

SMALL = ROOT / "tests" / "packs" / "leeskans"  # three rules: compiled in a twentieth of the time
RULE = """\
title: {en: The CAW sends, nl: Het CAW stuurt}
clause: "3.3"
modality: obligation
for_each: flow
require: sender == "caw"
severity: low
against: sender
waivable: true
sanction: {clause: "9", measures: [suspension]}
message: {en: "{sender} sends.", nl: "{sender} stuurt."}
remedy: {en: Let the CAW send., nl: Laat het CAW sturen.}
tests:
  - {name: the CAW, given: {sender: caw}, expect: compliant}
"""


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert folder() == tmp_path / "cache" / "gbo-policy"
    return folder()


def compiles(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often a pack is compiled afresh."""
    from gbo_policy.rulebook import packfile

    counted: list[int] = []
    real = packfile.read_pack
    monkeypatch.setattr(packfile, "read_pack", lambda files: counted.append(1) or real(files))
    return counted


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder that holds the small pack."""
    home = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(home))
        load_pack(SMALL)
        return folder()


def kept(where: Path) -> Path:
    (file,) = where.glob("pack-*.json")
    return file


def same(one: Pack, other: Pack) -> bool:
    return one.rules == other.rules and one.digest == other.digest and one.norms == other.norms


def test_a_pack_is_compiled_once_and_then_comes_from_the_cache(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = compiles(monkeypatch)
    fresh, again = load_pack(SMALL), load_pack(SMALL)
    assert len(counted) == 1
    assert same(fresh, again)
    assert fresh.rules == again.rules


def test_the_cache_is_its_owner_s_alone(own_cache: Path) -> None:
    load_pack(SMALL)
    assert own_cache.stat().st_mode & 0o777 == 0o700
    assert kept(own_cache).stat().st_mode & 0o777 == 0o600
    assert [p.name for p in own_cache.iterdir()] == [kept(own_cache).name]


def write_body(file: Path, body: bytes) -> None:
    import hashlib

    file.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)


CODE = "x in [__import__('os').environ.__setitem__('CRAFTED', '1')] or x"


def crafted(rule: dict[str, Any]) -> dict[str, Any]:
    """Give a rule whose list has a member called like code that leaves a mark when it is run."""
    over = next((f for f in ("purposes", "missing_roles", "users") if f in json.dumps(rule)), "missing_roles")
    return {**rule, "require": ["all", CODE, ["field", over], ["in", ["var", CODE], ["const", ["x"]]]]}


def spoil(how: str, file: Path) -> None:
    """Do to a cached pack what a full disk, another version or an ill-wisher would."""
    body = file.read_bytes().partition(b"\n")[2]
    data = json.loads(body)
    match how:
        case "empty":
            file.write_bytes(b"")
        case "cut short":
            file.write_bytes(file.read_bytes()[:5000])
        case "one bit":
            file.write_bytes(file.read_bytes().replace(b"rollen-volledig", b"rollen-volledif", 1))
        case "junk":
            file.write_bytes(bytes(range(256)) * 10)
        case "another pack's":
            write_body(file, json.dumps({**data, "digest": "sha256:0|sha256:0"}).encode())
        case "no rules":
            write_body(file, json.dumps({k: v for k, v in data.items() if k != "rules"}).encode())
        case "rules of another shape":
            write_body(file, json.dumps({**data, "rules": [{"id": "x"}]}).encode())
        case "an unknown tree":
            write_body(file, json.dumps({**data, "rules": [{**data["rules"][0], "require": 7}]}).encode())
        case "a rule left out":
            write_body(file, json.dumps({**data, "rules": data["rules"][1:]}).encode())
        case "a name that is code":
            write_body(file, json.dumps({**data, "rules": [crafted(r) for r in data["rules"]]}).encode())
        case "a fact that is none":
            first = {**data["rules"][0], "require": ["eq", ["field", "nothing"], ["const", "x"]]}
            write_body(file, json.dumps({**data, "rules": [first, *data["rules"][1:]]}).encode())
        case "a kind of two equal fields":
            twice = kinds()["breach"].to_data()[:1] * 2
            write_body(file, json.dumps({**data, "kinds": {"breach": twice}}).encode())
        case "words of another shape":
            write_body(file, json.dumps({**data, "vocabulary": {**data["vocabulary"], "terms": 7}}).encode())
        case "cases that are no JSON" | "cases of another shape" | "tests that are no JSON":
            part, text = how[:5], "[]" if how.endswith("shape") else "{"
            write_body(
                file, json.dumps({**data, "rules": [{**r, part: text} for r in data["rules"]]}).encode()
            )
        case "a list":
            write_body(file, b"[]")
        case "deep":
            write_body(file, b"[" * 100_000)
        case "others may write":
            file.chmod(0o666)
        case "a link":
            file.rename(file.with_suffix(".elsewhere"))
            file.symlink_to(file.with_suffix(".elsewhere"))
        case "a folder":
            file.unlink()
            file.mkdir()
        case "somebody else's":
            write_body(file, body.replace(b"rollen-volledig", b"rollen-onvolledig"))
            os.chown(file, 12345, 12345)


HOWS = [
    "empty",
    "cut short",
    "one bit",
    "junk",
    "another pack's",
    "no rules",
    "rules of another shape",
    "an unknown tree",
    "a rule left out",
    "a name that is code",
    "a fact that is none",
    "a kind of two equal fields",
    "words of another shape",
    "cases that are no JSON",
    "cases of another shape",
    "tests that are no JSON",
    "a list",
    "deep",
    "others may write",
    "a link",
    "a folder",
]


@pytest.mark.parametrize("how", [*HOWS, "somebody else's"])
def test_a_damaged_or_foreign_cache_is_compiled_afresh(
    own_cache: Path, filled: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "somebody else's" and os.getuid() != 0:
        # only root can give a file away: then at least what belongs to root is not ours
        assert cache.is_ours(os.stat("/")) is False
        return
    shutil.copytree(filled, own_cache)
    counted = compiles(monkeypatch)
    sound = load_pack(SMALL)
    assert counted == []
    spoil(how, kept(own_cache))
    assert same(load_pack(SMALL), sound)
    assert len(counted) == 1
    assert "CRAFTED" not in os.environ


@pytest.mark.parametrize(
    "how", ["others may write to the folder", "the folder is a file", "no folder can be made", "no home"]
)
def test_without_a_usable_cache_the_pack_is_compiled_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    where, sound = tmp_path / "cache", load_pack(SMALL)
    monkeypatch.setenv("XDG_CACHE_HOME", str(where))
    if how == "others may write to the folder":
        (where / "gbo-policy").mkdir(parents=True)
        (where / "gbo-policy").chmod(0o777)
    elif how == "the folder is a file":
        where.write_text("x", encoding="utf-8")
    elif how == "no folder can be made":
        monkeypatch.setenv("XDG_CACHE_HOME", "/proc/none")
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", "relative")
        monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    counted = compiles(monkeypatch)
    assert same(load_pack(SMALL), sound)
    assert same(load_pack(SMALL), sound)
    assert len(counted) == 2


@pytest.mark.parametrize(
    ("platform", "given", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/kept"}, "/kept/gbo-policy"),
        ("linux", {"XDG_CACHE_HOME": "kept"}, "/home/an/.cache/gbo-policy"),
        ("linux", {"XDG_CACHE_HOME": ""}, "/home/an/.cache/gbo-policy"),
        ("darwin", {"XDG_CACHE_HOME": "/kept"}, "/home/an/Library/Caches/gbo-policy"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/gbo-policy"),
        ("win32", {"LOCALAPPDATA": ""}, "/home/an/AppData/Local/gbo-policy"),
    ],
)
def test_the_cache_lies_where_the_platform_keeps_caches(
    monkeypatch: pytest.MonkeyPatch, platform: str, given: dict[str, str], expected: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", "/home/an")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert cache.folder().as_posix() == expected


def test_a_pack_that_changed_or_another_version_is_compiled_afresh(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "pack"
    shutil.copytree(SMALL, copy)
    counted = compiles(monkeypatch)
    before = load_pack(copy)
    rule = copy / "rules" / "doel.yaml"
    rule.write_text(rule.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert load_pack(copy).digest != before.digest
    monkeypatch.setattr(cache, "__version__", "9.9.9")
    load_pack(copy)
    assert len(counted) == 3


def test_every_module_that_reads_a_pack_is_in_the_key_of_the_cache() -> None:
    """What is compiled depends on all code that has a say in it: a module that moves out of these folders is
    found here.
    """
    readers = {
        m
        for start in ("packfile", "pack", "compiled", "cache")
        for m in reach(f"gbo_policy.rulebook.{start}")
    }
    folders = {m.rpartition(".")[0].removeprefix("gbo_policy.").replace(".", "/") for m in readers - PACKAGES}
    assert folders <= {*cache.READS_PACKS}


@pytest.mark.parametrize(
    "name", ["rulebook/packshape.py", "terms/values.py", "reading/source.py", "basics/calendar.py"]
)
def test_a_reader_that_changed_compiles_afresh(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A changed validator was skipped: the pack that it would have refused came from the cache."""
    house = tmp_path / "house"
    shutil.copytree(ROOT / "gbo_policy", house, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(cache, "_HOUSE", house)
    cache.store("digest", {"x": 1})
    assert cache.fetch("digest") == {"x": 1}
    (house / name).write_text((house / name).read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert cache.fetch("digest") is None


def test_old_packs_are_thrown_away(own_cache: Path, tmp_path: Path) -> None:
    for i in range(12):
        cache.store(f"digest-{i}", {"x": i})
    assert len(list(own_cache.iterdir())) == 8
    assert cache.fetch("digest-11") == {"x": 11}
    assert cache.fetch("digest-0") is None


def test_the_digest_is_the_same_wherever_the_pack_lies_and_another_for_any_change(
    tmp_path: Path, pack: Pack
) -> None:
    copy = tmp_path / "anywhere" / "else"
    shutil.copytree(builtin_folder(), copy)
    assert load_pack(copy).digest == pack.digest
    (copy / "03-purpose").rename(copy / "03-doel")
    assert load_pack(copy).digest != pack.digest


def test_a_check_of_an_unchanged_pack_needs_neither_the_engine_nor_colour(tmp_path: Path) -> None:
    code = (
        "import sys; from gbo_policy.cli.main import main; code = main(sys.argv[1:]);"
        "print([m for m in ('rule_engine', 'rich', 'holidays', 'email_validator') if m in sys.modules],"
        " file=sys.stderr); sys.exit(code)"
    )
    env = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    (tmp_path / "a.yaml").write_text(written(complete()), encoding="utf-8")
    command = [sys.executable, "-c", code, "check", str(tmp_path / "a.yaml"), "--as-of", "2026-03-01"]
    first, second = (
        subprocess.run(command, capture_output=True, text=True, env=env, check=False) for _ in range(2)
    )
    assert first.stdout == second.stdout
    assert "rule_engine" in first.stderr
    assert second.stderr == "[]\n"


def told(where: Path) -> list[Problem]:
    with pytest.raises(PolicyError) as caught:
        load_pack(where)
    return list(caught.value.problems)


def place(problem: Problem, where: Path) -> tuple[str, int]:
    assert problem.location is not None
    return Path(problem.location.file).relative_to(where).as_posix(), problem.location.line


def test_a_folder_of_rules_adds_to_the_built_in_ones(tmp_path: Path, pack: Pack) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "caw-sends.yml").write_text(RULE, encoding="utf-8")
    more = load_pack(tmp_path)
    assert {r.id for r in more.rules} - {r.id for r in pack.rules} == {"caw-sends"}
    assert more.digest != pack.digest
    run = gbo(
        "check", FIXTURES / "compliant", "--as-of", "2026-03-01", "--rules", tmp_path, "--format", "json"
    )
    answer = json.loads(run.stdout)
    assert run.returncode == 1
    assert {r["rule"] for r in answer["results"] if r["verdict"] == "violation"} == {"caw-sends"}
    assert answer["pack"]["digest"] == more.digest


@pytest.mark.parametrize("name", ["vocabulary.yaml", "below/parameters.yaml", "clauses.yaml"])
def test_words_of_a_house_that_take_the_place_of_the_pack_s_are_told(tmp_path: Path, name: str) -> None:
    """A copy of the vocabulary with one purpose more permitted it, in silence and under the name of the pack."""
    (tmp_path / "below").mkdir()
    shutil.copy(builtin_folder() / Path(name).name, tmp_path / name)
    (gap,) = load_pack(tmp_path).gaps
    assert (gap.code, place(gap, tmp_path)[0]) == ("pack-file-replaced", name)
    run = inside("check", FIXTURES / "compliant", "--as-of", "2026-03-01", "--rules", tmp_path, "--strict")
    assert (run.returncode, "takes the place of the built-in pack's" in " ".join(run.stdout.split())) == (
        0,
        True,
    )


def test_a_pack_has_each_of_its_files_once(tmp_path: Path) -> None:
    shutil.copytree(builtin_folder(), copy := tmp_path / "mine")
    shutil.copy(copy / "parameters.yaml", copy / "15-law" / "parameters.yaml")
    (found,) = told(copy)
    assert (found.code, found.words["first"]) == ("pack-file-twice", str(copy / "15-law" / "parameters.yaml"))


def test_a_folder_of_rules_called_as_the_pack_takes_the_place_of_no_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages call both `gbo/…`: a rule of the house stood in the place of the critical one of that name."""
    monkeypatch.chdir(tmp_path)
    name = Path("gbo", "15-law", "authority-known.yaml")
    name.parent.mkdir(parents=True)
    name.write_text(RULE, encoding="utf-8")
    (found,) = told(Path("gbo"))
    assert (found.code, found.words["word"], found.words["first"]) == (
        "duplicate-id",
        "authority-known",
        str(name),
    )
    name.rename(name.with_name("caw-sends.yaml"))
    assert load_pack(Path("gbo")).rule("caw-sends") is not None


def test_a_folder_with_a_pack_of_its_own_stands_in_the_place_of_the_built_in_one(
    tmp_path: Path, pack: Pack
) -> None:
    copy = tmp_path / "mine"
    shutil.copytree(builtin_folder(), copy)
    assert {r.id for r in load_pack(copy).rules} == {r.id for r in pack.rules}
    (copy / "15-law" / "authority-known.yaml").unlink()
    (found,) = told(copy)  # the clause table still names it
    assert (found.code, found.words["word"]) == ("unknown-rule", "authority-known")
    assert place(found, copy)[0] == "clauses.yaml"


def test_a_rule_that_is_wrong_is_told_where_it_is_wrong_and_not_by_the_clause_table(tmp_path: Path) -> None:
    copy = tmp_path / "mine"
    shutil.copytree(builtin_folder(), copy)
    file = copy / "15-law" / "authority-known.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("severity:", "severety:"), encoding="utf-8")
    assert {place(p, copy)[0] for p in told(copy)} == {"15-law/authority-known.yaml"}


def test_the_defects_of_all_rules_are_told_in_one_go(tmp_path: Path) -> None:
    files = {
        "a.yaml": RULE.replace("sender ==", "sendr =="),
        "b.yaml": RULE.replace("for_each: flow", "for_each: flows"),
        "c.yaml": RULE.replace("severity: low", "severity: lowest\nextra: 1"),
        "d.yaml": RULE + "---\n" + RULE,
        "e.yaml": "",
        "f.yaml": "- x\n",
        "g.yaml": "a: [\n",
        "sub/h.yaml": RULE.replace("[suspension]", "[banishment]"),
        "purpose-limitation.yaml": RULE,
        "i.yaml": RULE.replace("against: sender", "against: title"),
        "j.yaml": RULE.replace("{sender: caw}", "{starts_on: 2026-02-30}"),
        "k.yaml": RULE.replace("severity", "norm: {parameter: cure_day, from: sender}\nseverity"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [(*place(p, tmp_path), p.code) for p in told(tmp_path)] == [
        ("a.yaml", 5, "rule-expression"),
        ("b.yaml", 4, "unknown-word"),
        ("c.yaml", 6, "unknown-word"),
        ("c.yaml", 7, "unknown-key"),
        ("d.yaml", 15, "rule-second"),
        ("e.yaml", 1, "not-a-mapping"),
        ("f.yaml", 1, "not-a-mapping"),
        ("g.yaml", 1, "yaml-syntax"),
        ("i.yaml", 7, "rule-against"),
        ("j.yaml", 13, "rule-test-fact"),
        ("k.yaml", 6, "unknown-word"),
        ("k.yaml", 6, "unknown-word"),
        ("purpose-limitation.yaml", 1, "duplicate-id"),
        ("sub/h.yaml", 9, "unknown-word"),
    ]


@pytest.mark.parametrize(
    ("file", "text", "told_"),
    [
        ("pack.yaml", "", ["not-a-mapping"]),
        ("pack.yaml", "id: x\n", ["missing-key"] * 3),
        ("pack.yaml", "{id: x, version: [], title: {en: a, nl: b}}", ["wrong-type", "missing-key"]),
        ("clauses.yaml", "clauses: 1\n", ["wrong-type"]),
        ("clauses.yaml", "clauses: [{clause: '1', title: {en: a}, sentences: [{id: a, text: {en: a, nl:"
                         " b}}]}]", ["missing-key"]),
        ("clauses.yaml", "clauses: [{clause: '1', title: {en: a, nl: b}, sentences: [{id: a, text: {en: a,"
                         " nl: b}}]}]", ["pack-unchecked"]),
        ("parameters.yaml", "norms: {}\n", ["missing-key"]),
        ("parameters.yaml", "norms: {cure_days: {expected: 3, outer: x, unit: weeks, en: a, nl:"
                            " b}}\nnotice_given: {default: now, choices: [], en: a, nl:"
                            " b}\n", ["wrong-type", "unknown-word", "unknown-word"]),
        ("parameters.yaml", "norms: {cure_days: {expected: 3, outer: 2, unit: days, en: a, nl:"
                            " b}}\nnotice_given: {default: posted, choices: [], en: a, nl:"
                            " b}\n", ["norm-order"]),
        ("parameters.yaml", "norms: {cure_days: {expected: 3, outer: 100001, unit: days, en: a, nl:"
                            " b}}\nnotice_given: {default: posted, choices: [], en: a, nl:"
                            " b}\n", ["not-in-range"]),
        ("vocabulary.yaml", "- x\n", ["not-a-mapping"]),
        ("vocabulary.yaml", "purposes: {permitted: {a: {en: x}}, known: {}}\n", ["missing-key"] * 8),
        ("vocabulary.yaml", "a: [\n", ["yaml-syntax"]),
    ],
)  # fmt: skip
def test_a_pack_s_own_data_files_are_checked_too(
    tmp_path: Path, file: str, text: str, told_: list[str]
) -> None:
    copy = tmp_path / "mine"
    shutil.copytree(builtin_folder(), copy)
    (copy / file).write_text(text, encoding="utf-8")
    found = told(copy)
    assert sorted(p.code for p in found) == sorted(told_)
    assert {place(p, copy)[0] for p in found} == {file}


@pytest.mark.parametrize("file", ["pack.yaml", "parameters.yaml", "vocabulary.yaml", "clauses.yaml"])
def test_a_second_document_in_a_pack_s_data_is_told(tmp_path: Path, file: str) -> None:
    """It counted for nothing, in silence."""
    shutil.copytree(builtin_folder(), copy := tmp_path / "mine")
    with (copy / file).open("a", encoding="utf-8") as more:
        more.write("---\nnorms: {}\n")
    assert [p.code for p in told(copy)] == ["second-document"]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "word", "guess"),
    [
        ("pack.yaml", "id: gbo", "notice_months: 2\nid: gbo", "unknown-key", "notice_months", None),
        ("pack.yaml", "    months: 6", "    month: 2\n    months: 6", "unknown-key", "month", "months"),
        ("pack.yaml", "  - clause:", "  - remark: x\n    clause:", "unknown-key", "remark", None),
        ("pack.yaml", "lead: caw", "lead: ocmv", "unknown-word", "ocmv", "ocmw"),
        ("pack.yaml", "cure: cure_days", "cure: cure_day", "unknown-word", "cure_day", "cure_days"),
        ("pack.yaml", "starts: next-monday", "starts: monday", "unknown-word", "monday", "next-monday"),
        ("pack.yaml", "number: be.vat", "number: be.vta", "unknown-scheme", "be.vta", None),
        ("pack.yaml", "holidays: BE", "holidays: XX", "unknown-country", "XX", None),
        ("parameters.yaml", "    outer: 60", "    oter: 1\n    outer: 60", "unknown-key", "oter", "outer"),
        ("vocabulary.yaml", "roles:", "rols: {}\nroles:", "unknown-key", "rols", "roles"),
        ("vocabulary.yaml", '    clause: "3.3"', '    claus: x\n    clause:'
                                                 ' "3.3"', "unknown-key", "claus", "clause"),
        ("clauses.yaml", "      - id:", "      - extra: 1\n        id:", "unknown-key", "extra", None),
    ],
)  # fmt: skip
def test_what_a_pack_says_and_nobody_reads_is_an_error(
    tmp_path: Path, file: str, old: str, new: str, code: str, word: str, guess: str | None
) -> None:
    copy = tmp_path / "mine"
    shutil.copytree(builtin_folder(), copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    (found,) = told(copy)
    assert (found.code, found.words["word"], found.words.get("guess")) == (code, word, guess)
    lines = (copy / file).read_text(encoding="utf-8").splitlines()
    assert word in lines[place(found, copy)[1] - 1]


ODD = (None, True, -1, 1.5, "", "x", "9" * 5000, [], ["x"], [None], {}, {"a": 1}, {"": None})


def first_of_each(data: Any) -> Any:
    """Give the data of a long file with one entry of each of its lists."""
    return (
        {k: v[:1] if isinstance(v, list) else v for k, v in data.items()} if isinstance(data, dict) else data
    )


def wrong_in(file: str, data: Any, mark: Mark) -> Iterable[Problem]:
    """Give what is wrong with the data of a file of a pack, or of a rule."""
    place = Place(file, mark)
    if file == "model.yaml":
        try:
            read_model(json.dumps(first_of_each(data)).encode(), file)
        except PolicyError as error:
            return error.problems
    elif "/" not in file:
        return check_part("about" if file == "pack.yaml" else Path(file).stem, data, place)
    else:
        try:
            RuleFile.model_validate(data)
        except ValidationError as error:
            return translate(error, place, RuleFile)
    return ()


def spots(data: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of the first of everything in some data: of a list, of its first entry alone."""
    yield above
    for key, value in (
        data.items() if isinstance(data, dict) else enumerate(data[:1] if isinstance(data, list) else ())
    ):
        yield from spots(value, (*above, key))


def changed(data: Any, path: Sequence[Any], value: object) -> Any:
    """Give data with another value at a path."""
    if not path:
        return value
    made = copy(data)
    made[path[0]] = changed(data[path[0]], path[1:], value)
    return made


@pytest.mark.parametrize(
    "file",
    [
        "pack.yaml",
        "clauses.yaml",
        "vocabulary.yaml",
        "parameters.yaml",
        "model.yaml",
        "09-sanctions/suspension-respected.yaml",
    ],
)
def test_whatever_stands_in_a_pack_is_taken_or_told_in_a_sentence(file: str) -> None:
    ((data, mark),), _ = read((builtin_folder() / file).read_bytes(), file)
    for path, odd in product(spots(data), ODD):
        for wrong in wrong_in(file, changed(data, path, odd), mark):
            assert all(wrong.sentence(lang) for lang in ("nl", "en")), (path, odd)


@pytest.mark.parametrize("file", ["clauses.yaml", "vocabulary.yaml", "parameters.yaml"])
def test_a_pack_that_lacks_a_file_is_told(tmp_path: Path, file: str) -> None:
    copy = tmp_path / "mine"
    shutil.copytree(builtin_folder(), copy)
    (copy / file).unlink()
    assert [(p.code, p.words["word"]) for p in told(copy)] == [("pack-file-missing", file)]


def test_rules_that_cannot_be_read_are_never_left_out_in_silence(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(RULE, encoding="utf-8")
    os.mkfifo(tmp_path / "b.yaml")
    (tmp_path / "c.yaml").symlink_to("nowhere")
    assert [(place(p, tmp_path)[0], p.code) for p in told(tmp_path)] == [
        ("b.yaml", "unreadable"),
        ("c.yaml", "unreadable"),
    ]
    for where, code in ((tmp_path / "none", "no-such-path"), (tmp_path / "a.yaml", "no-such-path")):
        assert [p.code for p in told(where)] == [code]
    (tmp_path / "empty").mkdir()
    assert [p.code for p in told(tmp_path / "empty")] == ["empty-pack"]
    (tmp_path / "empty" / "a.yaml.txt").write_text(RULE, encoding="utf-8")
    assert [p.code for p in told(tmp_path / "empty")] == ["empty-pack", "rule-not-read"]


def test_a_folder_of_rules_that_may_not_be_entered_is_told(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    (rules / "closed").mkdir(parents=True)
    (rules / "a.yaml").write_text(RULE, encoding="utf-8")
    (rules / "closed" / "b.yaml").write_text(RULE, encoding="utf-8")
    (rules / "closed").chmod(0)
    run = bound_by_permissions("check", FIXTURES / "compliant", "--rules", rules)
    (rules / "closed").chmod(0o700)
    assert run.returncode == 2
    assert "closed" in run.stderr
    assert "cannot be read" in run.stderr
