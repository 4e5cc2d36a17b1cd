"""Dossiers and keys through the command line: what they hold, that the same input gives the same bytes, and
who signs them.
"""

from __future__ import annotations

import hashlib
import json
import os
import pty
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FIXTURES, ROOT, gbo
from tests.inside import inside
from tests.kit import complete, written

AS_OF = ("--as-of", "2026-03-01")


def dossier(path: object, output: Path, *more: object, **how: Any) -> Path:
    """Make a dossier of a workspace and give its file."""
    make = gbo if "env" in how else inside
    run = make("dossier", path, "-o", output, *AS_OF, *more, **how)
    assert (run.returncode, run.stderr) == (0, "")
    return output


def manifest(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        return dict(json.loads(archive.read("manifest.json")))


def small(folder: Path, **changes: Any) -> Path:
    """Write a small workspace in two files."""
    data = complete() | changes
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "overeenkomst.yaml").write_text(written({"agreement": data["agreement"]}), encoding="utf-8")
    (folder / "stromen").mkdir(exist_ok=True)
    (folder / "stromen" / "één stroom.json").write_text(
        written({k: data[k] for k in ("flows", "assessments")}), encoding="utf-8"
    )
    return folder


def keys(folder: Path, **how: Any) -> tuple[Path, Path]:
    run = gbo("keys", "new", folder, **how)
    assert (run.returncode, run.stderr) == (0, "")
    return folder / "gbo-policy-private.pem", folder / "gbo-policy-public.pem"


def test_a_dossier_holds_inputs_rules_settings_results_reports_and_a_digest_of_each(tmp_path: Path) -> None:
    file = dossier(FIXTURES / "mixed", tmp_path / "d.zip")
    with zipfile.ZipFile(file) as archive:
        members = {i.filename: archive.read(i) for i in archive.infolist()}
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.external_attr >> 16 for i in archive.infolist()} == {stat.S_IFREG | 0o644}
    listed = manifest(file)
    assert {f["name"]: (f["size"], f["sha256"]) for f in listed["files"]} == {
        n: (len(c), hashlib.sha256(c).hexdigest())
        for n, c in members.items()
        if not n.startswith("manifest.")
    }
    assert members["manifest.sha256"].decode().split() == [
        hashlib.sha256(members["manifest.json"]).hexdigest(),
        "manifest.json",
    ]
    source = FIXTURES / "mixed"
    inputs = {p.relative_to(source).as_posix(): p.read_bytes() for p in source.rglob("*.yaml")}
    assert {n.removeprefix("inputs/"): c for n, c in members.items() if n.startswith("inputs/")} == inputs
    rules = ROOT / "rules" / "gbo"
    assert {n.removeprefix("pack/"): c for n, c in members.items() if n.startswith("pack/")} == {
        p.relative_to(rules).as_posix(): p.read_bytes() for p in rules.rglob("*.yaml")
    }
    # no repository: files are named from the workspace on
    outside = shutil.copytree(source, tmp_path / "outside")
    for lang in ("nl", "en"):
        answer = gbo("check", ".", *AS_OF, "--format", "json", "--lang", lang, cwd=outside).stdout
        assert members[f"results/results.{lang}.json"].decode() == answer
        assert {"oscal-assessment-results.json", "oscal-catalog.json", "summary.md", "summary.txt"} <= {
            Path(n).name for n in members if n.startswith(f"reports/{lang}/")
        }
    assert (
        listed["verdict"],
        listed["as_of"],
        listed["agreement"],
        listed["previous"],
        listed["signer"],
    ) == ("violation", "2026-03-01", "gbo-polderkant", None, None)
    assert {"python", "holidays", "rule-engine", "tzdata"} <= listed["tools"].keys()


def test_the_same_input_gives_the_same_bytes_in_any_folder_time_zone_locale_and_hash_seed(
    tmp_path: Path,
) -> None:
    one = dossier(FIXTURES / "mixed", tmp_path / "one.zip")
    other = tmp_path / "ergens" / "anders"
    shutil.copytree(FIXTURES / "mixed", other)
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
    environment = {
        "TZ": "Pacific/Auckland",
        "LANG": "nl_BE.UTF-8",
        "LC_ALL": "nl_BE.UTF-8",
        "PYTHONHASHSEED": "4242",
        "COLUMNS": "40",
    }
    two = dossier(".", tmp_path / "two.zip", cwd=other, env=environment)
    three = dossier(
        "../anders",
        tmp_path / "three.zip",
        "--lang",
        "nl",
        cwd=other,
        env={"PYTHONHASHSEED": "1", "TZ": "America/New_York"},
    )
    four = dossier(
        other / "agreement.yaml",
        tmp_path / "four.zip",
        *(other / n for n in ("register.yaml", "stromen", "beoordelingen.yaml")),
    )
    assert one.read_bytes() == two.read_bytes() == three.read_bytes() == four.read_bytes()


def test_nothing_of_the_machine_gets_in(tmp_path: Path) -> None:
    home = small(tmp_path / "zeer-eigen-map")
    content = dossier(home, tmp_path / "d.zip").read_bytes()
    assert b"zeer-eigen-map" not in content
    assert str(ROOT).encode() not in content


def test_a_moment_is_kept_to_the_second_and_settings_travel_along(tmp_path: Path) -> None:
    home = small(tmp_path / "w")
    (home / "gbo-policy.toml").write_text(
        'ignore = ["data-quality"]\n[parameters]\ncure_days = { expected = 10, outer = 20 }\nnotice_given ='
        ' "posted"\n',
        encoding="utf-8",
    )
    run = inside("dossier", home, "-o", tmp_path / "d.zip", "--as-of", "2026-03-01T10:20:30.5")
    assert run.returncode == 0
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        settings = json.loads(archive.read("settings.json"))
    assert settings["as_of"] == "2026-03-01T10:20:30.500000+01:00"
    assert settings["parameters"]["cure_days"] == {"expected": 10, "outer": 20, "unit": "days"}
    assert (settings["notice_given"], settings["ignore"], settings["select"]) == (
        "posted",
        ["data-quality"],
        [],
    )
    run = inside("verify", tmp_path / "d.zip")
    assert (run.returncode, "rule `data-quality` (article 10) was left out" in run.stdout) == (3, True)


def test_rules_of_ones_own_travel_along_wherever_they_lie(tmp_path: Path) -> None:
    home = small(tmp_path / "w")
    source = (ROOT / "rules" / "gbo" / "02-dpo" / "dpo-contact.yaml").read_text(encoding="utf-8")
    for place in ("a", "b/c"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "own-contact.yaml").write_text(source, encoding="utf-8")
    one = dossier(home, tmp_path / "one.zip", "--rules", tmp_path / "a")
    two = dossier(home, tmp_path / "two.zip", "--rules", ".", cwd=tmp_path / "b" / "c")
    assert one.read_bytes() == two.read_bytes()
    assert "extra/own-contact.yaml" in {f["name"] for f in manifest(one)["files"]}
    assert inside("verify", one, "--rules", tmp_path / "a").returncode == 0
    whole = tmp_path / "whole"
    shutil.copytree(ROOT / "rules" / "gbo", whole)
    assert (
        dossier(home, tmp_path / "whole.zip", "--rules", whole).read_bytes()
        == dossier(home, tmp_path / "built-in.zip").read_bytes()
    )


def test_more_rules_with_a_parameters_file_keep_their_place_after_the_pack(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "parameters.yaml").write_text(
        (ROOT / "rules" / "gbo" / "parameters.yaml")
        .read_text(encoding="utf-8")
        .replace("expected: 30", "expected: 29"),
        encoding="utf-8",
    )
    file = tmp_path / "d.zip"
    made = inside("dossier", small(tmp_path / "w"), "-o", file, *AS_OF, "--rules", own)
    assert (made.returncode, "takes the place of the built-in pack's file" in made.stderr) == (0, True)
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("settings.json"))["parameters"]["cure_days"]["expected"] == 29
    assert inside("verify", file, "--rules", own).returncode == 0
    run = inside("verify", file)
    assert (run.returncode, "`extra/parameters.yaml` takes the place" in run.stdout) == (3, True)


def test_wrong_input_gives_no_dossier(tmp_path: Path) -> None:
    run = inside("dossier", FIXTURES / "input-errors", "-o", tmp_path / "d.zip")
    assert run.returncode == 2
    assert run.stderr
    assert not (tmp_path / "d.zip").exists()


@pytest.mark.parametrize("name", ["a\\b.yaml", "a\nb.yaml"])
def test_a_file_name_that_other_systems_would_misread_is_refused(tmp_path: Path, name: str) -> None:
    home = small(tmp_path / "w")
    (home / name).write_text("flows: []\n", encoding="utf-8")
    run = inside("dossier", home, "-o", tmp_path / "d.zip", *AS_OF)
    assert run.returncode == 2
    assert "plain name" in run.stderr
    assert not (tmp_path / "d.zip").exists()


def test_a_private_key_is_its_owners_only_and_never_overwritten(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        private, public = keys(tmp_path / "k")
    finally:
        os.umask(old)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert private.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")
    assert public.read_bytes().startswith(b"-----BEGIN PUBLIC KEY-----")
    before = private.read_bytes(), public.read_bytes()
    run = gbo("keys", "new", "--out", tmp_path / "k")
    assert run.returncode == 2
    assert "never overwritten" in run.stderr
    assert (private.read_bytes(), public.read_bytes()) == before
    public.unlink()
    assert gbo("keys", "new", tmp_path / "k").returncode == 2
    assert private.read_bytes() == before[0]
    assert not public.exists()


def test_a_signed_dossier_is_the_same_each_time_and_verifies_with_its_key_only(tmp_path: Path) -> None:
    home = small(tmp_path / "w")
    private, public = keys(tmp_path / "k")
    _, other = keys(tmp_path / "other")
    file = dossier(home, tmp_path / "d.zip", "--sign", private)
    assert file.read_bytes() == dossier(home, tmp_path / "again.zip", "--sign", private).read_bytes()
    run = inside("verify", file, "--key", public)
    assert run.returncode == 0
    assert "signed with the given key" in run.stdout
    assert inside("verify", file).returncode == 0
    wrong = inside("verify", file, "--key", other)
    assert wrong.returncode == 1
    assert "another key" in wrong.stdout
    unsigned = inside("verify", dossier(home, tmp_path / "plain.zip"), "--key", public)
    assert unsigned.returncode == 1
    assert "not signed" in unsigned.stdout


def test_a_passphrase_comes_from_the_environment(tmp_path: Path) -> None:
    home = small(tmp_path / "w")
    private, _ = keys(tmp_path / "k", env={"GBO_POLICY_PASSPHRASE": "vijf woorden"})
    assert b"ENCRYPTED" in private.read_bytes()
    assert dossier(
        home, tmp_path / "d.zip", "--sign", private, env={"GBO_POLICY_PASSPHRASE": "vijf woorden"}
    ).exists()
    for wrong in ("zes woorden", ""):
        run = gbo(
            "dossier",
            home,
            "-o",
            tmp_path / "e.zip",
            *AS_OF,
            "--sign",
            private,
            env={"GBO_POLICY_PASSPHRASE": wrong},
        )
        assert run.returncode == 2
        assert "passphrase" in run.stderr
        assert not (tmp_path / "e.zip").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["keys", "new", "k", "--passphrase"],
        ["dossier", "w", "-o", "d.zip", "--sign", "s/gbo-policy-private.pem"],
    ],
)
def test_without_a_terminal_no_passphrase_is_asked_for(tmp_path: Path, words: list[str]) -> None:
    small(tmp_path / "w")
    keys(tmp_path / "s", env={"GBO_POLICY_PASSPHRASE": "vijf woorden"})
    command = [sys.executable, "-m", "gbo_policy", *words, "--lang", "en"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=tmp_path, env=env, input="geheim\ngeheim\n", capture_output=True, text=True, start_new_session=True, check=False)  # fmt: skip
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(
        "there is no terminal to ask for the passphrase on; put it in GBO_POLICY_PASSPHRASE"
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["s", "w"]


def test_a_key_for_which_there_is_no_room_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    command = f'ulimit -f 0; exec "{sys.executable}" -m gbo_policy keys new k --lang en'
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)  # fmt: skip
    assert (run.returncode, "cannot be written" in run.stderr) == (2, True)
    assert not list(tmp_path.rglob("*.pem"))


def _typed(command: list[str], answers: list[str]) -> tuple[int, str]:
    """Run the program on a terminal of its own and type each answer when it asks."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(PYTHONPATH=str(ROOT), LANG="C.UTF-8")
        os.execv(sys.executable, [sys.executable, "-m", "gbo_policy", *command])
    seen, waiting = "", list(answers)
    while True:
        try:
            seen += os.read(terminal, 1000).decode()
        except OSError:
            break
        if waiting and seen.rstrip().endswith(":"):
            os.write(terminal, waiting.pop(0).encode() + b"\n")
            seen += "…"  # answered
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    return code, seen


def test_a_passphrase_can_be_typed_and_is_not_shown(tmp_path: Path) -> None:
    home = small(tmp_path / "w")
    code, seen = _typed(
        ["keys", "new", str(tmp_path / "k"), "--passphrase"], ["geheim woord", "geheim woord"]
    )
    assert code == 0, seen
    assert "geheim" not in seen
    private = tmp_path / "k" / "gbo-policy-private.pem"
    code, seen = _typed(
        [
            "dossier",
            str(home),
            "-o",
            str(tmp_path / "d.zip"),
            "--as-of",
            "2026-03-01",
            "--sign",
            str(private),
        ],
        ["geheim woord"],
    )
    assert code == 0, seen
    assert (
        inside("verify", tmp_path / "d.zip", "--key", tmp_path / "k" / "gbo-policy-public.pem").returncode
        == 0
    )


def test_a_private_key_that_others_can_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    home = small(tmp_path / "w")
    private, public = keys(tmp_path / "k")
    private.chmod(0o640)
    for file, word in (
        (private, "chmod 600"),
        (public, "private key"),
        (tmp_path / "none.pem", "does not exist"),
    ):
        if file == public:
            public.chmod(0o600)
        run = inside("dossier", home, "-o", tmp_path / "d.zip", *AS_OF, "--sign", file)
        assert run.returncode == 2
        assert word in run.stderr
        assert not (tmp_path / "d.zip").exists()
    private.chmod(0o600)
    assert (
        inside("verify", dossier(home, tmp_path / "d.zip", "--sign", private), "--key", private).returncode
        == 2
    )


def test_a_chain_names_the_manifest_before_it(tmp_path: Path) -> None:
    home = small(tmp_path / "w")
    first = dossier(home, tmp_path / "1.zip")
    second = dossier(home, tmp_path / "2.zip", "--previous", first)
    with zipfile.ZipFile(first) as archive:
        digest = hashlib.sha256(archive.read("manifest.json")).hexdigest()
    assert manifest(second)["previous"] == {
        "manifest": f"sha256:{digest}",
        "agreement": "gbo",
        "as_of": "2026-03-01",
    }
    held = inside("verify", second, "--previous", first)
    assert held.returncode == 0
    assert "chain: holds" in held.stdout
    alone = inside("verify", second)
    assert (alone.returncode, "give it with --previous" in alone.stdout) == (3, True)
    assert inside("verify", second, "--previous", second).returncode == 1
    assert inside("verify", first, "--previous", second).returncode == 1
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(first.read_bytes().replace(b"agreement", b"agreemenT", 1))
    assert inside("verify", second, "--previous", damaged).returncode == 1
    run = inside("dossier", home, "-o", tmp_path / "3.zip", *AS_OF, "--previous", damaged)
    assert run.returncode == 2
    assert not (tmp_path / "3.zip").exists()
