"""``check --changed-since``: on real git histories, what is new counts, and what only time changed is named
as such.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import gbo
from tests.inside import inside
from tests.kit import Data, assessment, change, complete, flow
from tests.repository import answer, commit, git, named, put

OLD = {"flows.0.channel": "WhatsApp", "agreement.parties.0.informs_clients": "none"}
NEW_FLOW = {
    "flows.+": flow("nieuw", purposes=["marketing"]),
    "assessments.+": assessment("necessity", {"flow": "nieuw"}),
}


def _repository(folder: Path, data: Data | None = None) -> Path:
    put(folder / "aangiften", data or change(complete(), OLD))
    commit(folder)
    return folder


def _check(
    folder: Path, revision: str = "HEAD", *arguments: object, as_of: str = "2026-03-01"
) -> tuple[int, dict[str, Any]]:
    run = inside(
        "check",
        "aangiften",
        "--as-of",
        as_of,
        "--format",
        "json",
        "--changed-since",
        revision,
        *arguments,
        cwd=folder,
    )
    assert run.stderr == ""
    return run.returncode, answer(run.stdout)


def test_a_new_violation_fails_the_run_and_it_alone_is_named(tmp_path: Path) -> None:
    _repository(tmp_path)
    put(tmp_path / "aangiften", change(complete(), OLD | NEW_FLOW))
    code, found = _check(tmp_path)
    assert code == 1
    assert named(found["changes"]["new"]) == [("purpose-limitation", "flow/nieuw")]
    assert named(found["changes"]["unchanged"]) == [
        ("agreed-channel", "flow/stroom"),
        ("clients-informed", "party/caw"),
    ]
    assert found["changes"]["fixed"] == []
    run = inside("check", "aangiften", "--as-of", "2026-03-01", "--changed-since", "HEAD", cwd=tmp_path)
    assert run.returncode == 1
    assert "purpose-limitation" in run.stdout
    assert "agreed-channel" not in run.stdout
    assert "clients-informed" not in run.stdout
    assert run.stdout.splitlines()[-1].endswith(": 1 violation, 0 to be reviewed; 0 fixed, 2 unchanged")


def test_nothing_new_is_in_order_though_old_violations_stand(tmp_path: Path) -> None:
    _repository(tmp_path)
    code, found = _check(tmp_path)
    assert (code, found["verdict"], found["changes"]["verdict"]) == (0, "violation", "compliant")
    put(tmp_path / "aangiften", change(complete(), {"flows.0.channel": "WhatsApp"}))
    code, found = _check(tmp_path)
    assert (code, named(found["changes"]["fixed"])) == (0, [("clients-informed", "party/caw")])
    text = gbo(
        "check", "aangiften", "--as-of", "2026-03-01", "--changed-since", "HEAD", "--lang", "nl", cwd=tmp_path
    ).stdout
    assert "hersteld: clients-informed (party/caw)" in text
    assert "NIETS NIEUWS" in text


def test_a_finding_that_grew_or_was_waived_before_is_new(tmp_path: Path) -> None:
    waiver = {
        "rule": "clients-informed",
        "subject": {"party": "caw"},
        "reason": "folder volgt",
        "approved_by": "An",
        "approved_on": "2026-01-10",
    }
    _repository(tmp_path, change(complete(), OLD | {"waivers.+": waiver | {"expires_on": "2026-12-31"}}))
    put(tmp_path / "aangiften", change(complete(), OLD | {"flows.0.format": "Word"}))
    code, found = _check(tmp_path)
    assert (code, named(found["changes"]["new"])) == (
        1,
        [("agreed-channel", "flow/stroom"), ("clients-informed", "party/caw")],
    )


def test_moving_declarations_to_other_files_and_places_is_no_change(tmp_path: Path) -> None:
    data = change(complete(), OLD | NEW_FLOW)
    _repository(tmp_path, data)
    git(tmp_path, "mv", "aangiften/werkmap.yaml", "aangiften/rest.yaml")
    put(tmp_path / "aangiften", {"flows": data.pop("flows")[::-1]}, "stromen.yaml")
    put(tmp_path / "aangiften", data, "rest.yaml")
    code, found = _check(tmp_path)
    assert (code, found["changes"]["new"], found["changes"]["fixed"]) == (0, [], [])


def test_what_only_time_changed_is_said_and_does_not_count(tmp_path: Path) -> None:
    request = {
        "id": "vraag",
        "type": "overview-request",
        "by": "ocmw",
        "to": "caw",
        "requested_on": "2026-01-10",
        "answered_on": "none",
    }
    _repository(tmp_path, change(complete(), {"events.+": request}))  # committed on 1 February: still pending
    code, found = _check(tmp_path, as_of="2026-03-20")
    assert code == 0
    assert [(r["rule"], r["before"], r["verdict"]) for r in found["changes"]["by_time"]] == [
        ("security-overview-on-request", "compliant", "violation")
    ]
    run = inside("check", "aangiften", "--as-of", "2026-03-20", "--changed-since", "HEAD", cwd=tmp_path)
    assert "by time, not by a change of files: security-overview-on-request (event/vraag)" in " ".join(
        run.stdout.split()
    )
    assert inside("check", "aangiften", "--as-of", "2026-03-20", cwd=tmp_path).returncode == 1


def test_what_a_change_of_files_mended_is_not_told_as_time(tmp_path: Path) -> None:
    request = {
        "id": "vraag",
        "type": "overview-request",
        "by": "ocmw",
        "to": "caw",
        "requested_on": "2026-01-10",
        "answered_on": "none",
    }
    _repository(tmp_path, change(complete(), {"events.+": request}))
    put(tmp_path / "aangiften", change(complete(), {"events.+": request | {"answered_on": "2026-02-05"}}))
    code, found = _check(tmp_path, as_of="2026-03-20")
    assert (code, found["changes"]["by_time"], named(found["changes"]["fixed"])) == (
        0,
        [],
        [("security-overview-on-request", "event/vraag")],
    )


def test_neither_worktree_nor_index_is_touched(tmp_path: Path) -> None:
    _repository(tmp_path)
    put(tmp_path / "aangiften", change(complete(), NEW_FLOW))
    (tmp_path / "los.txt").write_text("los", encoding="utf-8")
    before = (
        git(tmp_path, "status", "--porcelain"),
        git(tmp_path, "worktree", "list"),
        sorted(p.name for p in (tmp_path / ".git").iterdir()),
    )
    _check(tmp_path)
    assert (
        git(tmp_path, "status", "--porcelain"),
        git(tmp_path, "worktree", "list"),
        sorted(p.name for p in (tmp_path / ".git").iterdir()),
    ) == before


@pytest.mark.parametrize("revision", ["HEAD~1", "main~1", "v1", "v1^{commit}"])
def test_a_revision_may_be_named_in_any_way(tmp_path: Path, revision: str) -> None:
    first = git(_repository(tmp_path), "rev-parse", "HEAD")
    git(tmp_path, "tag", "--annotate", "v1", "--message=v1")
    put(tmp_path / "aangiften", change(complete(), OLD | NEW_FLOW))
    commit(tmp_path, "2026-02-10T12:00:00+01:00")
    code, found = _check(tmp_path, revision)
    assert (code, found["changes"]["since"]["commit"]) == (1, first)


def test_it_works_from_below_with_settings_names_in_any_script_and_links(tmp_path: Path) -> None:
    put(tmp_path / "gedeeld", {"events": []}, "ré\n gister.yaml")
    put(tmp_path / "aangiften", change(complete(), OLD), "überéénkomst.yaml")
    (tmp_path / "aangiften" / "register.yaml").symlink_to("../gedeeld/ré\n gister.yaml")
    (tmp_path / "aangiften" / "map").symlink_to("../extra")
    put(
        tmp_path / "extra",
        {
            "flows": [flow("gelinkt", channel="fax")],
            "assessments": [assessment("necessity", {"flow": "gelinkt"})],
        },
        "stroom.yaml",
    )
    put(tmp_path / "aangiften" / "bijlage", {"naam": "geen aangifte"}, "los.yaml")
    (tmp_path / "aangiften" / "gbo-policy.toml").write_text(
        'paths = ["."]\nexclude = ["bijlage/*"]\n', encoding="utf-8"
    )
    commit(tmp_path)
    run = inside(
        "check",
        "--as-of",
        "2026-03-01",
        "--format",
        "json",
        "--changed-since",
        "HEAD",
        cwd=tmp_path / "aangiften",
    )
    found = answer(run.stdout)
    told = [n["message"].partition(":")[0] for n in found["notices"]]
    assert (run.returncode, told, found["changes"]["new"], found["changes"]["fixed"]) == (
        0,
        ["`bijlage/*` under `exclude` leaves out 1"],
        [],
        [],
    )
    assert ("agreed-channel", "flow/gelinkt") in named(found["changes"]["unchanged"])


def test_where_the_old_declarations_cannot_be_judged_everything_is_new(tmp_path: Path) -> None:
    put(tmp_path, {}, "leeg.txt")
    none = commit(tmp_path)
    put(tmp_path / "aangiften", change(complete(), OLD))
    (tmp_path / "aangiften" / "fout.yaml").write_text("flows: [", encoding="utf-8")
    wrong = commit(tmp_path)
    (tmp_path / "aangiften" / "fout.yaml").unlink()
    for revision, why in ((none, "holds no workspace sections"), (wrong, "fout.yaml:1:")):
        code, found = _check(tmp_path, revision)
        assert (code, len(found["changes"]["new"])) == (1, 2)
        assert why in found["notices"][-1]["message"]
        assert "every finding counts as new" in found["notices"][-1]["message"]


@pytest.mark.parametrize("revision", ["nergens", "--all", "HEAD:aangiften", "^HEAD", ""])
def test_an_unknown_revision_is_an_input_error(tmp_path: Path, revision: str) -> None:
    _repository(tmp_path)
    run = inside("check", "aangiften", f"--changed-since={revision}", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert f"`{revision}` is not a revision of the git repository here" in run.stderr


def test_a_commit_of_a_year_that_no_calendar_has_is_an_input_error(tmp_path: Path) -> None:
    _repository(tmp_path)
    commit(tmp_path, "@99999999999999 +0000")
    run = inside("check", "aangiften", "--changed-since=HEAD", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert "`HEAD` is not a revision of the git repository here" in run.stderr


def test_outside_a_repository_it_is_an_input_error(tmp_path: Path) -> None:
    put(tmp_path / "aangiften", complete())
    run = gbo(
        "check",
        "aangiften",
        "--changed-since",
        "HEAD",
        cwd=tmp_path,
        env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)},
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert "`HEAD` is looked for in git, and `aangiften` lies in no git repository" in run.stderr


def test_with_a_baseline_and_fail_on_only_what_counts_is_counted(tmp_path: Path) -> None:
    _repository(tmp_path)
    put(
        tmp_path / "aangiften",
        change(
            complete(),
            OLD
            | {
                "agreement.parties.1.informs_clients": "none",
                "agreement.parties.1.supervisory_authority": None,
            },
        ),
    )
    write = inside(
        "baseline",
        "write",
        "aangiften",
        "--as-of",
        "2026-03-01",
        "--reason",
        "x",
        "--expires",
        "2026-12-31",
        "--select",
        "clients-informed",
        cwd=tmp_path,
    )
    assert write.returncode == 0
    code, found = _check(tmp_path, "HEAD", "--baseline", "gbo-policy-baseline.json")
    assert (code, named(found["changes"]["new"])) == (3, [("authority-known", "party/ocmw")])
    assert (
        _check(tmp_path, "HEAD", "--baseline", "gbo-policy-baseline.json", "--fail-on", "violation")[0] == 0
    )
    github = inside(
        "check",
        "aangiften",
        "--as-of",
        "2026-03-01",
        "--format",
        "github",
        "--changed-since",
        "HEAD",
        cwd=tmp_path,
    ).stdout
    assert [line.split("title=")[1].split(" ")[0] for line in github.splitlines()] == [
        "clients-informed",
        "authority-known",
    ]


def test_what_a_partial_clone_lacks_is_told_and_nothing_is_fetched(tmp_path: Path) -> None:
    _repository(tmp_path)
    blob = git(tmp_path, "ls-tree", "-r", "HEAD").split()[2]
    (tmp_path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    run = inside("check", "aangiften", "--changed-since", "HEAD", cwd=tmp_path)
    assert run.returncode == 2
    assert "nothing is fetched" in run.stderr


def test_nothing_of_a_repository_s_own_configuration_is_run(tmp_path: Path) -> None:
    _repository(tmp_path)
    script = tmp_path / "own.sh"
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/run\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "diff.external",
        "gpg.program",
        "core.hooksPath",
    ):
        git(tmp_path, "config", name, str(script))
    git(tmp_path, "config", "log.showSignature", "true")
    assert _check(tmp_path)[0] in {0, 1, 3}
    assert not (tmp_path / "run").exists()
