"""The command line to the letter: exit codes, what is refused and how, languages, and output that is there or
not at all.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.cli.main import main
from tests.conftest import FIXTURES, ROOT, gbo
from tests.kit import ABSENT, Data, bound_by_permissions, change, complete, written

ON = ("--as-of", "2026-03-01")
VIOLATION: Data = {"flows.0.purposes": ["marketing"]}
REVIEW: Data = {"flows.0.purposes": ABSENT}
WAIVER = {
    "rule": "necessity",
    "subject": {"flow": "stroom"},
    "reason": "loopt af",
    "approved_by": "DPO",
    "approved_on": "2026-01-01",
    "expires_on": "2026-12-31",
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the program in this process, from an empty folder; give its exit code and what it printed."""
    for name in [n for n in os.environ if n.startswith("GBO_POLICY_")]:
        monkeypatch.delenv(name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def once(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(a) for a in arguments])
        finally:
            gc.enable()
        out, err = capfd.readouterr()
        return code, out, err

    return once


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ws").mkdir()
    return tmp_path / "ws"


def place(folder: Path, data: Any, name: str = "a.yaml") -> Path:
    (folder / name).write_text(data if isinstance(data, str) else written(data), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "options", "code"),
    [
        ({}, [], 0),
        (VIOLATION, [], 1),
        (REVIEW, [], 3),
        (VIOLATION | {"agreement.publication": ABSENT}, [], 1),  # a violation outweighs a review
        ({"flows.0.nothing": 1}, [], 2),
        ({"assessments.3": ABSENT, "waivers": [WAIVER]}, [], 0),  # waived
        ({"assessments.3": ABSENT, "waivers": [WAIVER]}, ["--no-waivers"], 3),
        ({"waivers": [WAIVER]}, [], 3),  # it matches nothing: a finding of its own
        (VIOLATION, ["--fail-on", "violation"], 1),
        (REVIEW, ["--fail-on", "violation"], 0),
        (REVIEW, ["--fail-on", "review"], 3),
        (VIOLATION, ["--fail-on", "never"], 0),
        ({"flows.0.nothing": 1}, ["--fail-on", "never"], 2),  # wrong input is never fine
        (VIOLATION, ["--ignore", "purpose-limitation"], 0),
        (VIOLATION, ["--select", "necessity"], 0),
        (VIOLATION, ["--select", "necessity", "--select", "purpose-limitation"], 1),
        (VIOLATION, ["--quiet"], 1),
    ],
)
def test_exit_codes(run: Run, folder: Path, changes: Data, options: list[str], code: int) -> None:
    place(folder, change(complete(), changes))
    assert run("check", folder, *ON, *options)[0] == code


def test_select_and_ignore_leave_only_what_they_say(run: Run, folder: Path) -> None:
    place(folder, complete())

    def rules(*options: str) -> set[str]:
        return {
            r["rule"]
            for r in json.loads(run("check", folder, *ON, "--format", "json", *options)[1])["results"]
        }

    every = rules()
    assert rules("--select", "necessity") - {r for r in every if r.startswith("within")} == {"necessity"}
    assert every - rules("--ignore", "necessity") == {"necessity"}


# each ends in 2 with a sentence on standard error, nothing on standard output
WRONG: list[tuple[str, Callable[[Path], object], str]] = [
    (
        "an unknown field",
        lambda f: place(f, change(complete(), {"flows.0.sendr": "caw"})),
        "unknown key `sendr`; ",
    ),
    (
        "an unknown word",
        lambda f: place(f, change(complete(), {"flows.0.purposes": ["reffer"]})),
        "did you mean `refer`?",
    ),
    (
        "an unknown country",
        lambda f: place(f, change(complete(), {"flows.0.locations.storage": ["BX"]})),
        "`BX` is not a country",
    ),
    (
        "a duplicate key",
        lambda f: place(f, "agreement: {}\nagreement: {}\n"),
        "`agreement` is already given on line 1",
    ),
    (
        "a dangling reference",
        lambda f: place(f, change(complete(), {"flows.0.sender": "cawx"})),
        "did you mean `caw`?",
    ),
    (
        "an alias",
        lambda f: place(f, "agreement: &a {}\nflows: [*a]\n"),
        "`*a`: aliases and anchors are not read",
    ),
    ("a tag", lambda f: place(f, "agreement: !!python/object:os.system {}\n"), "tags are not read"),
    ("a bomb", lambda f: place(f, "[" * 100_000), "nested deeper than 40"),
    ("6 MB", lambda f: place(f, "agreement: {}\n#" + "x" * 6_000_000), "the file is 6.0 MB and at most 5 MB"),
    ("binary junk", lambda f: (f / "a.yaml").write_bytes(os.urandom(2000) + b"\xff"), "not UTF-8 text"),
    ("half a file", lambda f: place(f, written(complete())[:-200]), "not well-formed YAML"),
    ("no agreement", lambda f: place(f, {"flows": []}), "there is no section `agreement`"),
    (
        "two agreements",
        lambda f: (place(f, complete()), place(f, complete(), "b.yaml")),
        "a second `agreement`",
    ),
    (
        "another file",
        lambda f: (place(f, complete()), place(f, "version: 2\n", "docker.yml")),
        "holds none of the sections",
    ),
    (
        "an empty file",
        lambda f: (place(f, complete()), place(f, "", "leeg.yaml")),
        "holds none of the sections",
    ),
    ("an empty folder", lambda f: None, "holds no workspace sections"),
    ("only other files", lambda f: place(f, "x", "readme.md"), "holds no workspace sections"),
    ("a FIFO", lambda f: os.mkfifo(f / "a.yaml"), "not a regular file"),
    (
        "links that go round",
        lambda f: ((f / "a.yaml").symlink_to("b.yaml"), (f / "b.yaml").symlink_to("a.yaml")),
        "Too many levels of symbolic links",
    ),
    (
        "a link to nowhere",
        lambda f: (place(f, complete()), (f / "b.yaml").symlink_to("nowhere")),
        "No such file",
    ),
    ("a folder with a file's name", lambda f: (f / "a.yaml").mkdir(), "holds no workspace sections"),
    (
        "an unknown rule waived",
        lambda f: place(f, change(complete(), {"waivers": [{**WAIVER, "rule": "necesity"}]})),
        "did you mean `necessity`?",
    ),
]


@pytest.mark.parametrize(("make", "told"), [pytest.param(m, t, id=n) for n, m, t in WRONG])
def test_wrong_input_ends_in_two_with_a_sentence(
    run: Run, folder: Path, make: Callable[[Path], object], told: str
) -> None:
    make(folder)
    code, out, err = run("check", folder, *ON)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err
    assert "fault" not in err


@pytest.mark.parametrize(
    "where",
    [
        "nowhere",
        "/dev/null",
        "/dev/zero",
        "/proc/self/mem",
        "/dev/tty",
        "a\nb",
        "\udcff",
        "x" * 5000,
        "/dev/null/x",
    ],
)
def test_paths_that_are_no_workspace(run: Run, where: str) -> None:
    code, out, err = run("check", where)
    assert (code, out) == (2, "")
    assert err


def test_one_wrong_path_among_others_is_an_error(run: Run, folder: Path) -> None:
    place(folder, complete())
    assert run("check", folder, "nowhere", *ON)[0] == 2
    assert run("check", folder, folder / "a.yaml", folder, *ON)[0] == 0


def test_a_folder_that_may_not_be_read_is_told_and_never_passed_over(folder: Path) -> None:
    place(folder, complete())
    (folder / "closed").mkdir()
    place(folder / "closed", {"flows": [{"id": "verborgen"}]})
    (folder / "closed").chmod(0)
    closed = bound_by_permissions("check", folder, *ON)
    within = bound_by_permissions("check", folder / "closed" / "deeper", *ON)
    (folder / "closed").chmod(0o755)
    (folder / "closed" / "a.yaml").chmod(0)
    file = bound_by_permissions("check", folder, *ON)
    (folder / "closed" / "a.yaml").chmod(0o644)
    for run_ in (closed, within, file):
        assert run_.returncode == 2
        assert run_.stdout == ""
        assert "cannot be read (Permission denied)" in run_.stderr
    assert bound_by_permissions("check", folder, *ON).returncode == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chek"], "`check`"),
        (["rules", "list"], "`list` is not a command; use one of: `coverage`"),
        (["baseline", "writ"], "did you mean `write`?"),
        (["check", "--nothing"], "--nothing"),
        (["check", "--format", "xml"], "xml"),
        (["check", "--lang", "fr"], "fr"),
        (["check", "--fail-on", "sometimes"], "sometimes"),
        (["check", "--as-of", "2026-02-30"], "`2026-02-30`"),
        (["check", "--as-of", "vandaag"], "`vandaag`"),
        (["check", "--as-of", "2026-03-29T02:30"], "`2026-03-29T02:30`"),  # skipped by summer time
        (["check", "--as-of", "9999-12-31"], "`9999-12-31`"),
        (["check", "--as-of", ""], "``"),
        (["check", "--select", "purpose-limit"], "`purpose-limit`"),
        (["check", "--ignore", "purpose-limitaton"], "did you mean `purpose-limitation`?"),
        (["check", "--select", "necessity", "--ignore", "necessity"], "no rule is left"),
        (["check", "--config", "nowhere.toml"], "`nowhere.toml`"),
        (["check", "--rules", "nowhere"], "`nowhere`"),
    ],
)
def test_wrong_options_end_in_two_with_a_sentence(
    run: Run, folder: Path, arguments: list[str], told: str
) -> None:
    place(folder, complete())
    code, out, err = (
        run(*arguments[:1], folder, *arguments[1:]) if arguments[0] == "check" else run(*arguments)
    )
    assert (code, out) == (2, "")
    assert told in err


def test_an_error_of_the_program_itself_says_so_and_how_to_report_it(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("made up")

    place(folder, complete())
    monkeypatch.setattr("gbo_policy.cli.commands.check_command.judge", broken)
    code, out, err = run("check", folder)
    assert (code, out) == (70, "")
    assert "ZeroDivisionError in test_cli.py" in err
    assert "GBO_POLICY_DEBUG=1" in err
    assert "Traceback" not in err
    monkeypatch.setenv("GBO_POLICY_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("check", folder)


def test_an_interruption_is_no_success(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    place(folder, complete())
    monkeypatch.setattr("gbo_policy.cli.commands.check_command.judge", interrupted)
    code, out, err = run("check", folder)
    assert (code, out, err.strip()) == (130, "", "interrupted")


def test_quiet_says_nothing_and_verbose_also_what_is_in_order(run: Run, folder: Path) -> None:
    place(folder, change(complete(), VIOLATION))
    usual, quiet, verbose = (run("check", folder, *ON, *o)[1] for o in ([], ["--quiet"], ["--verbose"]))
    assert quiet == ""
    assert "purpose-limitation" in usual
    assert "necessity" not in usual
    assert "necessity" in verbose
    # a machine asked for it
    assert json.loads(run("check", folder, *ON, "--quiet", "--format", "json")[1])["verdict"] == "violation"


def test_plain_text_fits_eighty_columns_and_has_no_colour(run: Run) -> None:
    for lang in ("en", "nl"):
        code, out, err = run("check", FIXTURES / "mixed", *ON, "--verbose", "--lang", lang)
        assert (code, err) == (1, "")
        assert "\x1b" not in out
        long = [line for line in out.splitlines() if len(line) > 80 and not set(line.strip()).isdisjoint(" ")]
        assert [
            line for line in long if "/" not in line and "·" not in line
        ] == []  # places and one-line heads may be long


def test_no_declaration_steers_the_screen_of_its_reader(run: Run, folder: Path) -> None:
    evil = "x\x1b[2J\x1b]0;title\x07 \u202e\r\nb.yaml:1:1: made up"
    place(
        folder,
        change(
            complete(),
            {
                "flows.0.title": evil,
                "agreement.title": evil,
                "agreement.parties.0.name": evil,
                "flows.0.purposes": [{"other": evil}],
            },
        ),
    )
    code, out, _ = run("check", folder, *ON)
    assert code == 1
    wrong = run("check", place(folder, change(complete(), {"flows.0.status": evil})), *ON)
    assert wrong[0] == 2
    assert len(wrong[2].splitlines()) == 1
    for text in (out, wrong[2]):
        assert "made up" in text
        assert not any(line.startswith("b.yaml") for line in text.splitlines())
        assert all(c.isprintable() or c == "\n" for c in text)


@pytest.mark.parametrize(
    ("env", "options", "word"),
    [
        ({}, [], "COMPLIANT"),
        ({"LC_ALL": "C"}, [], "COMPLIANT"),
        ({"LANG": "nl_BE.UTF-8"}, [], "IN ORDE"),
        ({"LC_ALL": "nl_BE.UTF-8", "LANG": "en_GB.UTF-8"}, [], "IN ORDE"),
        ({"LANG": "fr_BE.UTF-8"}, [], "COMPLIANT"),
        ({"LANG": "fr_BE.UTF-8", "LANGUAGE": "fr:nl:en"}, [], "IN ORDE"),
        ({"LANG": "nl_BE.UTF-8"}, ["--lang", "en"], "COMPLIANT"),
        ({"GBO_POLICY_LANG": "nl"}, [], "IN ORDE"),
        ({"GBO_POLICY_LANG": "nl"}, ["--lang=en"], "COMPLIANT"),
    ],
)
def test_the_language_of_the_report(folder: Path, env: dict[str, str], options: list[str], word: str) -> None:
    place(folder, complete())
    found = gbo("check", folder, *ON, *options, env=env)
    assert found.returncode == 0
    assert found.stdout.splitlines()[-1].startswith(word)


def test_errors_and_usage_speak_the_language_too(folder: Path) -> None:
    place(folder, "agreement: {titel: x}\n")
    assert "onbekende sleutel `titel`" in gbo("check", folder, "--lang", "nl").stderr
    assert "bedoelt u `check`?" in gbo("chekc", env={"LANG": "nl_BE.UTF-8"}).stderr
    assert "`nergens` bestaat niet" in gbo("check", "nergens", env={"LC_ALL": "nl_BE.UTF-8"}).stderr


def test_dutch_letters_survive_a_terminal_that_knows_none(folder: Path) -> None:
    place(folder, change(complete(), {"agreement.title": "Coördinatie – Eén loket", **VIOLATION}))
    found = gbo("check", folder, *ON, "--lang", "nl", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert found.returncode == 1
    assert found.stdout.startswith("Coördinatie – Eén loket\n")


def test_a_file_is_written_whole_or_not_at_all(run: Run, folder: Path, tmp_path: Path) -> None:
    place(folder, complete())
    out = tmp_path / "uit.json"
    out.write_text("vorige", encoding="utf-8")
    assert run("check", folder, *ON, "--format", "json", "--output", out)[:2] == (0, "")
    assert json.loads(out.read_text(encoding="utf-8"))["verdict"] == "compliant"
    assert not stat.S_IMODE(out.stat().st_mode) & 0o022
    before = out.read_bytes()
    place(folder, change(complete(), {"flows.0.nothing": 1}))
    assert run("check", folder, *ON, "--format", "json", "--output", out)[0] == 2
    assert json.loads(out.read_text(encoding="utf-8"))["schema"] == "gbo-policy/errors/1"
    out.write_bytes(before)
    # nothing half-written is left
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "here",
        "uit.json",
        "ws",
    ]


@pytest.mark.parametrize("where", ["nowhere/uit.json", ".", "/proc/uit.json"])
def test_a_file_that_cannot_be_written_is_told(run: Run, folder: Path, where: str) -> None:
    place(folder, complete())
    code, out, err = run("check", folder, *ON, "--format", "json", "--output", where)
    assert (code, out) == (2, "")
    assert "cannot be written" in err


@pytest.mark.parametrize(
    ("shell", "code"),
    [(">/dev/full", 2), (">&-", 2), ("--quiet >&-", 0), ("--format json >/dev/full", 2), ("2>&-", 0)],
)
def test_output_that_goes_nowhere_is_no_success(folder: Path, shell: str, code: int) -> None:
    place(folder, complete())
    command = f'"{sys.executable}" -m gbo_policy check "{folder}" {" ".join(ON)} {shell}'
    env = os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C"}
    found = subprocess.run(command, shell=True, capture_output=True, text=True, env=env, check=False)
    assert found.returncode == code
    assert "Traceback" not in found.stderr
    assert (code == 2) is ("`stdout` cannot be written" in found.stderr)


LOG = FIXTURES / "mixed" / "uitwisselingen.csv"
IN_MIXED = f"{FIXTURES / 'mixed'} --as-of 2026-03-01"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (f"audit {LOG} --workspace {FIXTURES / 'mixed'}", "stdout"),
        (f"report {IN_MIXED} --format pdf", "stdout"),
        (f"write register {IN_MIXED} --party caw-polderkant --format docx", "stdout"),
        ("lsp", "stdout"),
        (f"init {FIXTURES / 'nieuw'}", "--yes"),
    ],
)
def test_standard_output_that_is_closed_is_told(
    words: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert main([*words.split(), "--lang", "en"]) == 2
    assert f"`{told}`" in capsys.readouterr().err


@pytest.mark.parametrize("words", ["chekc", f"check {FIXTURES / 'input-errors'}", "check /nergens"])
def test_errors_that_nobody_can_be_told_are_no_violation(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    with open("/dev/full", "w", encoding="utf-8") as full, open(writes, "w", encoding="utf-8") as gone:
        for stream in (full, gone):
            monkeypatch.setattr("sys.stderr", stream)
            assert main([*words.split(), "--lang", "en"]) == 2


def test_told_to_stop_while_errors_are_told_is_no_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_text: str) -> str:
        signal.raise_signal(signal.SIGINT)
        return ""

    monkeypatch.setattr("gbo_policy.cli.main.no_order", stopped)
    assert run("check", "/nergens")[::2] == (130, "interrupted\n")


def test_nobody_need_listen_to_what_an_audit_says_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    assert (
        main(["audit", str(LOG), "--workspace", str(FIXTURES / "mixed"), "--quality", "off", "--lang", "en"])
        == 1
    )


@pytest.mark.parametrize("words", ["--help", "check --help", "--version"])
def test_help_that_goes_nowhere_is_no_fault_of_the_program(words: str) -> None:
    command = f'"{sys.executable}" -m gbo_policy {words} >/dev/full'
    env = os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C"}
    found = subprocess.run(command, shell=True, capture_output=True, text=True, env=env, check=False)
    assert found.returncode == 2
    assert found.stderr.startswith("`stdout` cannot be written")
    assert found.stderr.count("\n") == 1


def test_a_reader_that_goes_away_is_no_success_and_no_noise() -> None:
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "gbo_policy", "check", str(FIXTURES / "mixed"), *ON, "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()  # before anything is written: more than a pipe holds is to come
        err = process.stderr.read()
    assert process.returncode == 141
    assert err == b""


def test_standard_input_is_not_needed(folder: Path) -> None:
    place(folder, complete())
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    command = f'"{sys.executable}" -m gbo_policy check "{folder}" {" ".join(ON)} <&-'
    assert subprocess.run(command, shell=True, capture_output=True, env=env, check=False).returncode == 0


def test_here_is_where_it_looks_without_a_path(folder: Path) -> None:
    place(folder, change(complete(), VIOLATION))
    found = gbo("check", *ON, cwd=folder)
    assert found.returncode == 1
    assert "\n    a.yaml:" in found.stdout  # places as one would type them here


@pytest.mark.parametrize(
    "variable",
    [
        "GBO_POLICY_AS_OF=gisteren",
        "GBO_POLICY_LANGUAGE=nl",
        "GBO_POLICY_SELECT=nothing",
        "GBO_POLICY_FAIL_ON=",
        "GBO_POLICY_FAIL_ON=nooit",
    ],
)
def test_variables_are_checked_like_options(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    name, _, value = variable.partition("=")
    monkeypatch.setenv(name, value)
    place(folder, complete())
    code, _, err = (
        run("check", folder, "--as-of=2026-03-01") if name != "GBO_POLICY_AS_OF" else run("check", folder)
    )
    assert code == (2 if value else 0)
    assert not value or name in err or f"`{value}`" in err


def test_the_answer_keeps_to_its_contract(run: Run, folder: Path) -> None:
    place(folder, change(complete(), VIOLATION))
    answer = json.loads(run("check", folder, *ON, "--format", "json")[1])
    assert list(answer)[:4] == ["schema", "pack", "engine", "as_of"]
    assert answer["schema"] == "gbo-policy/report/1"
    assert (answer["as_of"], answer["verdict"]) == ("2026-03-01", "violation")
    assert answer["agreement"] == {"id": "gbo", "in_force_from": "2026-01-05", "ended_from": None}
    (found,) = [r for r in answer["results"] if r["verdict"] == "violation"]
    assert found["subject"] == {"kind": "flow", "id": "stroom"}
    assert (found["rule"], found["clause"], found["severity"], found["against"]) == (
        "purpose-limitation",
        "3.3",
        "critical",
        "caw",
    )
    assert {"fact": "purposes", "value": ["marketing"], "from": ["purposes"]} in found["because"]
    assert (found["missing"], found["assess"], found["waived"]) == ([], [], None)
    line = written(change(complete(), VIOLATION)).splitlines()[found["location"]["line"] - 1]
    assert line[found["location"]["column"] - 1 :].startswith('"purposes"')
    assert found["location"]["file"] == "a.yaml"
    assert {(s["clause"], s["measure"], s["against"]) for s in found["sanctions"]} >= {
        ("9", "suspension", "caw"),
        ("9", "cessation", "caw"),
    }
    assert {s["state"] for s in answer["sanctions"] if s["against"] == "caw"} == {"suspension-available"}
    assert answer["summary"]["violation"] == 1


def test_a_result_about_a_recipient_or_a_notice_names_what_it_belongs_to(run: Run, folder: Path) -> None:
    breach = {
        "id": "lek",
        "type": "breach",
        "party": "caw",
        "aware_at": "2026-02-01T10:00",
        "affects": ["dmw"],
        "notified": [],
    }
    place(folder, change(complete(), {"events": [breach]}))
    results = json.loads(run("check", folder, *ON, "--format", "json")[1])["results"]
    assert {json.dumps(r["subject"]) for r in results if r["rule"] == "no-third-country"} == {
        '{"kind": "recipient", "id": "stroom/0", "flow": "stroom"}'
    }
    assert {json.dumps(r["subject"]) for r in results if r["rule"] == "breach-notified"} == {
        '{"kind": "notice", "id": "lek/dmw", "event": "lek"}'
    }


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = f"import os, sys; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r}); from gbo_policy.cli.main import main; sys.exit(main(['check', '--lang', 'en']))"
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert run.returncode == 2
    assert "no longer exists" in run.stderr
