"""What a change of pack, agreement or house norm would do to real declarations, and what it would do where
none of them shows it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.cli.commands import rules_workbench
from gbo_policy.cli.main import main
from gbo_policy.rulebook.pack import builtin_folder
from tests import forks
from tests.conftest import ROOT, gbo
from tests.inside import inside
from tests.kit import Data, change, complete, written

DAY = ("--as-of", "2026-03-01")
OPEN = {
    "id": "nn-1",
    "type": "non-compliance",
    "party": "ocmw",
    "clause": "12",
    "found_on": "2026-02-04",
    "remedied_on": "none",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a workspace: a non-compliance open for 25 days, and a flow with a purpose beyond the nine."""
    return kept(tmp_path / "regio", {"events": [OPEN], "flows.0.purposes": ["refer", "research"]})


def kept(folder: Path, changes: Data) -> Path:
    folder.mkdir(parents=True)
    (folder / "alles.yaml").write_text(written(change(complete(), changes)), encoding="utf-8")
    return folder


def asked(*arguments: object, code: int = 0) -> dict[str, Any]:
    run = gbo("impact", *arguments, *DAY, "--format", "json")
    assert run.returncode == code, run.stderr
    made: dict[str, Any] = json.loads(run.stdout)
    return made


def flips(answer: Mapping[str, Any]) -> set[tuple[str, str, str | None, str | None]]:
    return {(f["rule"], f["subject"]["id"], f["old"], f["new"]) for f in answer["flips"]}


def amended(tmp_path: Path, file: str, before: str, after: str) -> Path:
    pack = tmp_path / "pack"
    shutil.copytree(builtin_folder(), pack)
    text = (pack / file).read_text(encoding="utf-8")
    assert before in text
    (pack / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    return pack


def test_a_house_norm_flips_what_rests_on_it_and_moves_its_days(folder: Path) -> None:
    answer = asked(folder, "--set", "cure_days=10/20")
    # 25 days open: in time under 30/60, beyond the outer term under 10/20
    assert flips(answer) == {("non-compliance-remedied", "nn-1", "compliant", "violation")}
    (clock,) = (d for d in answer["deadlines"] if d["key"] == "non-compliance-remedied/nn-1")
    assert clock["old"] == {"expected": "2026-03-06", "outer": "2026-04-05"}
    assert clock["new"] == {"expected": "2026-02-14", "outer": "2026-02-24"}
    # the term has lapsed, so the others may cease after a notice, where they could only suspend
    assert {(p["by"], p["against"], p["old"], p["new"]) for p in answer["powers"]} == {
        (by, "ocmw", "suspension-available", "cessation-available") for by in ("caw", "dmw")
    }
    assert {w["rule"] for w in answer["witnesses"]} == {"cessation-after-notice"}


def test_one_bound_alone_may_be_set_and_more_than_one_norm(folder: Path) -> None:
    answer = asked(folder, "--set", "cure_days.expected=20", "--set", "publication_days=5")
    assert flips(answer) == {("non-compliance-remedied", "nn-1", "compliant", "review")}
    # published on the fifth day after entry into force: no more than expected
    assert answer["witnesses"] != []


def test_a_norm_that_is_set_twice_is_told(folder: Path) -> None:
    """The last one counted, and the answer named both."""
    for first, second in (("cure_days=10", "cure_days=90"), ("cure_days=10/20", "cure_days.outer=30")):
        done = inside("impact", folder, "--set", first, "--set", second)
        assert (done.returncode, done.stdout, "is named twice" in done.stderr) == (2, "", True)


def test_every_document_of_a_departure_s_file_holds_some(folder: Path, tmp_path: Path) -> None:
    """A second one with a misspelt key counted for nothing."""
    addendum = tmp_path / "addendum.yaml"
    addendum.write_text(
        'clause: "3.3"\nsays: anders\nby: DPO\non: 2026-02-01\n---\ndeparture: {clause: "3.2"}\n',
        encoding="utf-8",
    )
    done = inside("impact", folder, "--departure", addendum)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{addendum}:6:1: " in done.stderr


def test_a_departure_lets_through_what_it_says(folder: Path, tmp_path: Path) -> None:
    addendum = tmp_path / "addendum.yaml"
    addendum.write_text(
        'clause: "3.2"\nsays: Ook onderzoek.\neffect: {purposes: [{research: Onderzoek}]}\nby: DPO\non:'
        " 2026-02-01\n",
        encoding="utf-8",
    )
    answer = asked(folder, "--departure", addendum)
    assert flips(answer) == {("purpose-limitation", "stroom", "violation", "compliant")}
    assert {(p["against"], p["new"]) for p in answer["powers"]} == {("caw", "sharing")}
    assert answer["witnesses"] == []
    assert "departures" not in (folder / "alles.yaml").read_text(encoding="utf-8")


def test_a_departure_without_effect_leaves_the_rules_of_its_clause_to_a_person(
    folder: Path, tmp_path: Path
) -> None:
    addendum = tmp_path / "addendum.yaml"
    addendum.write_text(
        'departures:\n  - {clause: "3.3", says: anders, by: DPO, on: 2026-02-01}\n', encoding="utf-8"
    )
    assert flips(asked(folder, "--departure", addendum)) == {
        ("purpose-limitation", "stroom", "violation", "review"),
        ("necessity", "stroom", "compliant", "review"),
    }


def test_a_further_departure_takes_the_place_of_the_number_that_one_states(tmp_path: Path) -> None:
    terms = [
        {"clause": "9", "effect": {"parameters": {"cure_days": {"expected": n, "outer": 2 * n}}}}
        for n in (30, 10)
    ]
    folder = kept(tmp_path / "regio", {"events": [OPEN], "agreement.departures": terms[:1]})
    addendum = tmp_path / "addendum.yaml"
    addendum.write_text(written(terms[1]), encoding="utf-8")
    assert flips(asked(folder, "--departure", addendum)) == {
        ("non-compliance-remedied", "nn-1", "compliant", "violation")
    }


def test_what_is_wrong_with_a_departure_is_told_at_its_file(folder: Path, tmp_path: Path) -> None:
    addendum = tmp_path / "addendum.yaml"
    addendum.write_text("clause: '3.2'\neffect: {notice_months: 3}\n", encoding="utf-8")
    run = gbo("impact", folder, "--departure", addendum, *DAY)
    assert run.returncode == 2
    assert run.stderr.startswith(f"{addendum}")
    assert "Traceback" not in run.stderr
    addendum.write_text("a: b\n", encoding="utf-8")
    assert "holds no departure" in gbo("impact", folder, "--departure", addendum, *DAY).stderr


def test_an_amended_pack_flips_real_flows_and_shows_made_up_rows_for_the_rest(
    folder: Path, tmp_path: Path
) -> None:
    pack = amended(
        tmp_path,
        "03-purpose/purpose-limitation.yaml",
        "  or only_legal_obligation\n",
        "  or purpose_stated\n",
    )
    text = (pack / "02-dpo/dpo-contact.yaml").read_text(encoding="utf-8")
    (pack / "02-dpo/dpo-contact.yaml").write_text(
        text.replace("require: has_dpo", 'require: "true"'), encoding="utf-8"
    )
    answer = asked(folder, "--with", pack)
    assert flips(answer) == {("purpose-limitation", "stroom", "violation", "review")}
    (witness,) = answer["witnesses"]
    assert (witness["rule"], witness["old"], witness["new"]) == ("dpo-contact", "violation", "compliant")
    assert witness["row"]["has_dpo"] is False


def test_files_that_the_amended_pack_cannot_read_are_told(folder: Path, tmp_path: Path) -> None:
    before = '    research: {en: "Scientific or historical research", nl: "Wetenschappelijk of historisch onderzoek"}\n'
    answer = asked(folder, "--with", amended(tmp_path, "vocabulary.yaml", before, ""), code=2)
    assert answer["flips"] == []
    assert "`research`" in answer["errors"][0]["message"]


def test_every_workspace_below_is_judged_by_itself(folder: Path, tmp_path: Path) -> None:
    kept(tmp_path / "tweede", {})
    (tmp_path / "tweede" / "gbo-policy.toml").write_text(
        "[parameters]\ncure_days = {expected = 1, outer = 2}\n", encoding="utf-8"
    )
    answer = asked(tmp_path, "--set", "cure_days=10/20")
    assert [Path(w).name for w in answer["workspaces"]] == ["regio", "tweede"]
    assert {Path(f["workspace"]).name for f in answer["flips"]} == {"regio"}


def test_a_flip_fails_where_it_was_asked_to(folder: Path) -> None:
    assert gbo("impact", folder, "--set", "cure_days=10/20", *DAY, "--fail-on", "flip").returncode == 1
    assert gbo("impact", folder, "--set", "notice_given=posted", *DAY, "--fail-on", "flip").returncode == 0


def test_the_words_are_for_a_screen_and_for_a_board(folder: Path, tmp_path: Path) -> None:
    told = gbo("impact", folder, "--set", "cure_days=10/20", *DAY, "--lang", "nl").stdout
    assert "1 oordeel slaat om" in told
    assert "in orde → schending" in told
    note = tmp_path / "nota.md"
    run = gbo(
        "impact",
        folder,
        "--set",
        "cure_days=10/20",
        *DAY,
        "--lang",
        "nl",
        "--format",
        "markdown",
        "--output",
        note,
    )
    assert run.stdout == ""
    text = note.read_text(encoding="utf-8")
    assert "| `non-compliance-remedied` | 9 | gebeurtenis nn-1 | in orde | schending |" in text
    assert text.startswith("# ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "give one of `--with`"),
        (("--set", "cure_days"), "`cure_days` sets nothing"),
        (("--set", "cure_day=3/4"), "did you mean `cure_days`"),
        (("--set", "cure_days=60/30"), "cure_days"),
        (("--set", "notice_given=gisteren"), "posted"),
        (("--with", "nowhere"), "`nowhere` does not exist"),
        (("--departure", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_what_a_user_can_get_wrong_is_told_in_a_sentence(
    folder: Path, arguments: tuple[str, ...], told: str
) -> None:
    run = gbo("impact", folder, *arguments, *DAY)
    assert run.returncode == 2
    assert told in run.stderr


WITHOUT = (
    "import sys; sys.modules['z3'] = None; from gbo_policy.cli.main import main; sys.exit(main(sys.argv[1:]))"
)


def test_an_impact_needs_no_solver(folder: Path) -> None:
    """In a process of its own: here others have long imported it."""
    command = [sys.executable, "-c", WITHOUT, "impact", str(folder), "--set", "cure_days=10/20", *DAY]
    env = forks.environment({"COLUMNS": "110"})
    run = subprocess.run(
        [*command, "--lang", "en"], capture_output=True, text=True, cwd=ROOT, env=env, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "needs the extra `prove`" in run.stdout


def test_without_a_solver_it_is_told_that_nobody_looked_for_made_up_rows(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rules_workbench, "find_spec", lambda _name: None)
    assert main(["rules", "prove", "--lang", "en"]) == 2
    assert "`rules prove` needs the extra `prove`" in capsys.readouterr().err
