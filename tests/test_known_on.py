"""``check --known-on``: the declarations as a real git repository held them on a day, judged as of another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import gbo
from tests.inside import inside
from tests.kit import change, complete
from tests.repository import commit, git, put

BAD = {"flows.0.purposes": ["refer", "marketing"]}
JANUARY, FEBRUARY = "2026-01-20T12:00:00+01:00", "2026-02-20T23:30:00+01:00"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Give a repository in which a flow went wrong on 20 February, half an hour before midnight, and is right
    on disk.
    """
    put(tmp_path / "aangiften", complete())
    commit(tmp_path, when=JANUARY)
    put(tmp_path / "aangiften", change(complete(), BAD))
    commit(tmp_path, when=FEBRUARY)
    put(tmp_path / "aangiften", complete())
    return tmp_path


def check(
    folder: Path, known_on: str, *more: object, as_of: str = "2026-03-01"
) -> tuple[int, dict[str, Any]]:
    arguments = ("check", "aangiften", "--as-of", as_of, "--known-on", known_on, "--format", "json", *more)
    run = inside(*arguments, cwd=folder)
    return run.returncode, json.loads(run.stdout)


def found(answer: dict[str, Any]) -> list[str]:
    return [r["rule"] for r in answer["results"] if r["verdict"] == "violation"]


def test_a_day_means_what_was_committed_by_its_end_in_brussels(repository: Path) -> None:
    assert check(repository, "2026-02-19")[0] == 0
    code, answer = check(repository, "2026-02-20")
    assert (code, found(answer)) == (1, ["purpose-limitation"])
    assert check(repository, "2026-02-20T23:00+01:00")[0] == 0


def test_a_revision_may_be_named_too(repository: Path) -> None:
    assert found(check(repository, "HEAD")[1]) == ["purpose-limitation"]
    assert found(check(repository, "HEAD~1")[1]) == []


def test_it_is_judged_as_of_the_day_asked_for(repository: Path) -> None:
    """The flow starts on 12 January: on 1 January the agreement binds nobody yet, whatever was known later."""
    _, answer = check(repository, "2026-02-20", as_of="2026-01-01")
    assert answer["as_of"] == "2026-01-01"
    assert "purpose-limitation" in found(answer)
    assert answer["agreement"]["in_force_from"] is None


def test_every_answer_says_which_commit_was_judged(repository: Path) -> None:
    name = git(repository, "rev-parse", "HEAD").strip()[:10]
    _, answer = check(repository, "2026-02-20")
    assert any(
        name in n["message"] and "rules and settings are those of now" in n["message"]
        for n in answer["notices"]
    )
    for format_ in ("text", "markdown"):
        run = inside("check", "aangiften", "--known-on", "2026-02-20", "--format", format_, cwd=repository)
        assert name in run.stdout


def test_a_file_that_is_gone_by_now_is_still_read(repository: Path) -> None:
    git(repository, "add", "-A")
    git(repository, "rm", "-q", "--cached", "aangiften/werkmap.yaml")
    (repository / "aangiften" / "werkmap.yaml").unlink()
    assert found(check(repository, "2026-02-20")[1]) == ["purpose-limitation"]


def test_what_was_merged_later_was_not_known(repository: Path) -> None:
    git(repository, "checkout", "-q", "-f", "-b", "later", "HEAD~1")
    put(repository / "aangiften", change(complete(), {"flows.0.channel": "post"}))
    commit(repository, when="2026-02-01T12:00:00+01:00")
    git(repository, "checkout", "-q", "-")
    git(
        repository,
        "merge",
        "-q",
        "--no-ff",
        "-s",
        "ours",
        "-m",
        "samen",
        "later",
        when="2026-02-25T12:00:00+01:00",
    )
    assert check(repository, "2026-02-10")[0] == 0


@pytest.mark.parametrize(
    ("known_on", "told"),
    [
        ("2025-12-31", "nothing had been committed by 2025-12-31"),
        ("2026-02-30", "`2026-02-30` is no day or moment of the calendar"),
        ("31-2-2026", "is no day or moment"),
        ("2026-02-20T25:00", "is no day or moment"),
        ("no-such", "`no-such` is not a revision"),
        ("--help", "--help"),
    ],
)
def test_a_day_before_the_first_commit_and_an_unknown_revision_are_told(
    repository: Path, known_on: str, told: str
) -> None:
    run = inside("check", "aangiften", f"--known-on={known_on}", cwd=repository)
    assert run.returncode == 2
    assert told in run.stderr


def test_a_clone_without_its_history_is_told_as_that(repository: Path, tmp_path: Path) -> None:
    """That nothing had been committed by a day is more than such a clone shows."""
    clone = tmp_path / "ondiep"
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), str(clone))
    run = inside("check", "aangiften", "--known-on", "2025-12-31", cwd=clone)
    assert run.returncode == 2
    assert "fetch the whole history" in run.stderr


def test_a_submodule_is_named_as_not_read(repository: Path) -> None:
    git(
        repository,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        repository.as_uri(),
        "aangiften/ander",
    )
    commit(repository, when="2026-02-25T12:00:00+01:00")
    code, answer = check(repository, "HEAD")
    assert code == 0
    assert any("`aangiften/ander` is a submodule" in one for one in map(str, answer["notices"]))
    assert inside("check", "aangiften", "--known-on", "HEAD", "--strict", cwd=repository).returncode == 2


@pytest.mark.parametrize("asked", ["--known-on=2026-02-20", "--known-on=yesterday"])
def test_without_a_repository_it_is_told(tmp_path: Path, asked: str) -> None:
    put(tmp_path / "declared", complete())
    outside = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    run = gbo("check", "declared", asked, cwd=tmp_path, env=outside)
    assert run.returncode == 2
    assert f"`{asked.partition('=')[2]}` is looked for in git" in run.stderr
    assert "lies in no git repository" in run.stderr
    assert "fatal" not in run.stderr


@pytest.mark.parametrize("asked", ["--known-on=2026-02-20", "--changed-since=main"])
def test_without_git_it_is_told(tmp_path: Path, asked: str) -> None:
    put(tmp_path / "declared", complete())
    run = gbo("check", "declared", asked, cwd=tmp_path, env={"PATH": str(tmp_path)})
    assert (run.returncode, run.stderr.splitlines()[-1]) == (
        2,
        "git is not installed; install it, or judge without `--changed-since` and `--known-on`",
    )


def test_what_the_revision_holds_and_is_not_read_is_named(repository: Path) -> None:
    (repository / "aangiften" / "nieuw.yaml.txt").write_text("flows: []\n", encoding="utf-8")
    commit(repository, when="2026-02-25T12:00:00+01:00")
    (repository / "aangiften" / "nieuw.yaml.txt").unlink()
    run = check(repository, "HEAD")[1]
    assert run["not_read"] == [{"file": "nieuw.yaml.txt", "why": "not-read-suffix"}]
    assert any("nieuw.yaml.txt" in notice["message"] for notice in run["notices"])
    done = inside("check", "aangiften", "--known-on", "HEAD", "--strict", cwd=repository)
    assert (done.returncode, "nieuw.yaml.txt" in done.stderr) == (2, True)


SPLIT = "2026-02-25T12:00:00+01:00"


def _flows_behind(repository: Path, link: str, to: str) -> Path:
    """Take the flows out of the workspace into a folder beside it, to which a link in it leads; give that."""
    data = change(complete(), BAD)
    elsewhere = put(repository / "elders" / "stromen", {"flows": data.pop("flows")})
    put(repository / "aangiften", data)
    (repository / "omweg").symlink_to("elders", target_is_directory=True)
    (repository / "aangiften" / link).symlink_to(to, target_is_directory=True)
    commit(repository, when=SPLIT)
    return elsewhere


@pytest.mark.parametrize("to", ["../elders/stromen", "../omweg/stromen", "../omweg/../elders/stromen/."])
def test_links_lead_where_they_lead_on_disk(repository: Path, to: str) -> None:
    """What a link leads to through another was not read, and nobody said so."""
    _flows_behind(repository, "stromen", to)
    code, answer = check(repository, "HEAD")
    assert (code, found(answer)) == (1, ["purpose-limitation"])
    (repository / "aangiften" / "weer").symlink_to("stromen", target_is_directory=True)
    (repository / "aangiften" / ".stromen").symlink_to("stromen", target_is_directory=True)
    (repository / "aangiften" / "rond").symlink_to(".", target_is_directory=True)
    commit(repository, when=SPLIT)
    again, answer = check(repository, "HEAD")
    assert (again, found(answer), answer["not_read"]) == (1, ["purpose-limitation"], [])


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ("huidig", "werkmap.yaml"),
        ("huidig.yaml", "huidig.yaml"),
        ("aangiften/../huidig", "werkmap.yaml"),
        ("onder/../huidig.yaml", "huidig.yaml"),  # up from where the link leads
    ],
)
def test_a_given_path_that_is_a_link_leads_where_it_led_then(repository: Path, given: str, file: str) -> None:
    """It was followed to where it leads now: the answer was on other declarations, and no word was said of it."""
    put(repository / "nieuw", change(complete(), BAD))
    (repository / "map" / "in").mkdir(parents=True)
    (repository / "onder").symlink_to("map", target_is_directory=True)
    for folder in ("aangiften", "nieuw"):
        for link, to in (("huidig", folder), ("huidig.yaml", f"{folder}/werkmap.yaml")):
            (repository / link).unlink(missing_ok=True)
            (repository / link).symlink_to(to)
        commit(repository, when=SPLIT)
    codes = [
        inside("check", given, "--known-on", rev, cwd=repository).returncode for rev in ("HEAD~1", "HEAD")
    ]
    assert codes == [0, 1]
    since = ("--changed-since", "HEAD~1", "--format", "json", "--as-of", "2026-03-01")
    run = inside("check", given, *since, cwd=repository)  # what is new by the link alone is new
    told = [r["location"]["file"] for r in json.loads(run.stdout)["results"] if r["verdict"] == "violation"]
    assert (run.returncode, [Path(one).name for one in told]) == (1, [file])


@pytest.mark.parametrize("link", ["stromen", "stromen.yaml"])
def test_a_link_to_what_the_repository_did_not_hold_is_told(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    outside = put(tmp_path_factory.mktemp("schijf"), {"flows": []})
    (repository / "aangiften" / link).symlink_to(outside)
    commit(repository, when=SPLIT)
    told = [n["message"] for n in check(repository, "HEAD")[1]["notices"]]
    assert any(f"`aangiften/{link}` was a link to what the repository did not hold" in one for one in told)
    assert inside("check", "aangiften", "--known-on", "HEAD", "--strict", cwd=repository).returncode == 2


def test_what_a_link_leads_to_and_is_not_read_is_named(repository: Path) -> None:
    """A submodule behind a link, and a link to nowhere whose name says that it was meant, were passed over."""
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repository.as_uri())
    for place in ("elders/diep/ander", "los"):
        git(repository, *add, place)
    (repository / "aangiften" / "elders").symlink_to("../elders", target_is_directory=True)
    (repository / "aangiften" / "los").symlink_to("../los", target_is_directory=True)
    (repository / "aangiften" / "nieuw.yaml.txt").symlink_to("nergens")
    commit(repository, when=SPLIT)
    code, answer = check(repository, "HEAD")
    told = [n["message"].partition("`")[2].partition("`")[0] for n in answer["notices"][1:]]
    assert (code, told) == (0, ["elders/diep/ander", "los", "nieuw.yaml.txt"])
    assert [n["file"] for n in answer["not_read"]] == ["nieuw.yaml.txt"]


def test_a_path_that_was_not_there_is_told(repository: Path) -> None:
    """It was passed over in silence: a mistyped folder of flows made an agreement without flows."""
    put(repository / "later", {"flows": []})
    answer = check(repository, "HEAD", "later")[1]
    assert any("`later` was not there then" in one["message"] for one in answer["notices"])
    (repository / "aangiften" / "leeg").mkdir()
    (repository / "aangiften" / "leeg" / ".gitkeep").touch()
    commit(repository, when=SPLIT)
    answer = check(repository, "HEAD", "aangiften/leeg")[1]
    assert any("`aangiften/leeg` holds no declarations" in one["message"] for one in answer["notices"])
    run = inside("check", "aangiften", "latr", "--known-on", "HEAD", cwd=repository)
    assert (run.returncode, run.stderr) == (2, "`latr` does not exist; check the path\n")


def test_what_exclude_leaves_out_is_named_at_a_revision_too(repository: Path) -> None:
    put(repository / "aangiften" / "oud", {"flows": []})
    commit(repository, when=SPLIT)
    (repository / "aangiften" / "gbo-policy.toml").write_text('exclude = ["oud/*"]\n', encoding="utf-8")
    answer = check(repository, "HEAD")[1]
    assert answer["not_read"] == [{"file": "oud/werkmap.yaml", "why": "excluded"}]
    assert any("`oud/*` under `exclude` leaves out 1" in one["message"] for one in answer["notices"])


@pytest.mark.parametrize("text", ["flows: []\n", "flows:\n" + "# lang\n" * 20_000])
def test_what_begins_as_a_declaration_is_named_at_a_revision_too(repository: Path, text: str) -> None:
    for name in ("stromen", "nieuw.txt", "over.md"):
        (repository / "aangiften" / name).write_text(text, encoding="utf-8")
    (repository / "aangiften" / "oud.json").write_text(
        '{"schema": "gbo-policy/baseline/1"}', encoding="utf-8"
    )
    commit(repository, when=SPLIT)
    assert check(repository, "HEAD")[1]["not_read"] == [
        {"file": "nieuw.txt", "why": "not-read-suffix"},
        {"file": "oud.json", "why": "not-read-baseline"},
        {"file": "stromen", "why": "not-read-suffix"},
    ]
