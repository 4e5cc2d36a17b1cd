"""``gbo-policy write`` as a user has it: forms from names of files, folders, what is told on standard error,
and what is refused.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gbo_policy.documents.writing import names
from tests.conftest import FIXTURES, NIGHTLY, gbo
from tests.inside import inside
from tests.kit import complete, flow, staff, written

FOLDER = FIXTURES / "inbreuk-goed"
BREACH = ("write", "breach-notice", FOLDER, "--event", "verkeerd-adres", "--as-of", "2025-03-28T13:00")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_help_names_every_kind(lang: str) -> None:
    told = gbo("write", "--help", "--lang", lang, env={"COLUMNS": "80"}).stdout
    listed = told.partition("breach-notice, ")[2].partition("breach-form")[0]
    words = {"breach-notice", "breach-form", *listed.replace(",", " ").split()}
    assert set(names()) <= words
    assert max(map(len, told.splitlines())) <= 80


def test_the_file_s_name_tells_the_form(tmp_path: Path) -> None:
    for name, head in (("a.docx", b"PK"), ("a.pdf", b"%PDF")):
        assert inside(*BREACH, "--output", tmp_path / name).returncode == 0
        assert (tmp_path / name).read_bytes().startswith(head)


def test_a_folder_gets_a_file_a_letter(tmp_path: Path) -> None:
    assert inside(*BREACH, "--format", "markdown", "--output", tmp_path).returncode == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "breach-notice-caw-leiestreek.md",
        "breach-notice-dmw-hartwijk.md",
    ]


def test_a_letter_into_a_folder_goes_over_nothing_that_was_read(tmp_path: Path) -> None:
    work, letters = tmp_path / "werk", tmp_path / "brieven"
    shutil.copytree(FOLDER, work)
    letters.mkdir()
    why = ("--reason", "Bij de start", "--expires", "2026-12-31", "--as-of", "2025-03-28T13:00")
    assert inside("baseline", "write", work, *why, "--file", tmp_path / "b.json").returncode == 0
    (tmp_path / "gbo-policy.toml").write_text('baseline = "b.json"\n', encoding="utf-8")
    (letters / "breach-notice-caw-leiestreek.md").symlink_to(tmp_path / "b.json")
    before = (tmp_path / "b.json").read_bytes()
    done = inside("write", "breach-notice", work, *BREACH[3:], "--format", "markdown", "--output", letters)
    assert (done.returncode, (tmp_path / "b.json").read_bytes() == before) == (2, True), done.stderr
    assert not (letters / "breach-notice-dmw-hartwijk.md").exists()


def test_blanks_are_told_with_their_place_and_drafts_with_their_reason() -> None:
    run = gbo(*BREACH, "--format", "markdown", env={"COLUMNS": "110"})
    assert run.returncode == 0
    assert "register.yaml:5:5: left blank: what happened (`verkeerd-adres.facts`)" in run.stderr
    late = gbo(
        "write",
        "breach-notice",
        FOLDER,
        "--event",
        "verkeerd-adres",
        "--format",
        "markdown",
        "--as-of",
        "2025-04-01",
        env={"COLUMNS": "110"},
    )
    assert "draft only: " in late.stderr
    assert "Draft: not to be sent as it stands" in late.stdout


def test_dutch_comes_from_the_language() -> None:
    run = gbo(*BREACH, "--format", "markdown", "--lang", "nl")
    assert "Geachte heer, mevrouw," in run.stdout
    assert "opengelaten: " in run.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("write", "brief", FOLDER), "`brief` is no kind of document"),
        (("write", "suspensions", FOLDER), "did you mean `suspension`?"),
        (("write", "breach-notice", FOLDER), "needs `--event`; give it: `gestolen-laptop`"),
        (("write", "contacts", FOLDER, "--format", "xlsx"), "`write contacts` does not come as `xlsx`"),
        (
            ("write", "termination", FOLDER, "--by", "caw-leiestreek", "--sent-on", "1 maart"),
            "`1 maart` is not a date",
        ),
        (
            ("write", "assistance-request", FOLDER, "--by", "caw-leiestreek", "--article", "6"),
            "`6` is not one of the GDPR's articles",
        ),
        (
            ("write", "contacts", FOLDER, "--output", FOLDER / "register.yaml"),
            "is read as an input of this run",
        ),
    ],
)
def test_what_is_asked_wrongly_is_said_in_one_sentence(arguments: tuple[object, ...], told: str) -> None:
    run = inside(*arguments)
    assert run.returncode == 2
    assert told in run.stderr
    assert "Traceback" not in run.stderr


def test_all_that_is_wrong_is_told_in_one_go() -> None:
    run = inside("write", "suspension", FOLDER, "--by", "niemand", "--means", "email")
    assert len([line for line in run.stderr.splitlines() if line]) >= 4
    assert run.returncode == 2


def test_what_was_not_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(written(complete()), encoding="utf-8")
    (tmp_path / "b.yaml.txt").write_text("flows: []", encoding="utf-8")
    assert "b.yaml.txt" in inside("write", "contacts", tmp_path, "--format", "markdown").stderr


def test_a_register_goes_to_standard_output_with_a_row_a_flow_and_controller(tmp_path: Path) -> None:
    data = complete()
    data["flows"] = [flow(f"s{i:04}", recipients=[staff("ocmw"), staff("dmw")]) for i in range(30)]
    data["assessments"] = data["assessments"][:3]
    (tmp_path / "a.yaml").write_text(written(data), encoding="utf-8")
    run = inside("write", "register", tmp_path, "--format", "csv", "--as-of", "2026-03-01")
    assert run.stdout.count("\n") == 1 + 90


if NIGHTLY:

    def test_a_register_of_five_thousand_flows_takes_seconds(tmp_path: Path) -> None:
        data = complete()
        data["flows"] = [flow(f"s{i:04}") for i in range(5000)]
        data["assessments"] = data["assessments"][:3]
        (tmp_path / "a.yaml").write_text(written(data), encoding="utf-8")
        began = os.times()
        run = gbo(
            "write",
            "register",
            tmp_path,
            "--output",
            tmp_path / "r.xlsx",
            "--as-of",
            "2026-03-01",
            start=True,
        )
        ended = os.times()
        assert run.returncode == 0
        assert ended.children_user + ended.children_system - began.children_user - began.children_system <= 10
