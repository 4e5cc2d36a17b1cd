"""Settings: file, environment and options in that order; each value says where it comes from, and whatever is
unknown is an error.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gbo_policy import formats
from tests.conftest import gbo
from tests.inside import inside
from tests.kit import change, complete
from tests.repository import answer, put


def _settings(
    folder: Path, *arguments: object, env: dict[str, str] | None = None
) -> dict[str, dict[str, Any]]:
    run = gbo("settings", "--format", "json", *arguments, cwd=folder, env=env)
    assert (run.returncode, run.stderr) == (0, "")
    return dict(answer(run.stdout)["settings"])


def test_option_prevails_over_environment_over_file_over_default(tmp_path: Path) -> None:
    (tmp_path / "gbo-policy.toml").write_text('fail_on = "never"\n', encoding="utf-8")
    assert _settings(tmp_path)["fail_on"] == {"value": "never", "source": "gbo-policy.toml:1:1"}
    env = {"GBO_POLICY_FAIL_ON": "violation"}
    assert _settings(tmp_path, env=env)["fail_on"] == {"value": "violation", "source": "GBO_POLICY_FAIL_ON"}
    assert _settings(tmp_path, "--fail-on", "review", env=env)["fail_on"] == {
        "value": "review",
        "source": "--fail-on",
    }
    (tmp_path / "gbo-policy.toml").unlink()
    assert _settings(tmp_path)["fail_on"] == {"value": "review", "source": "default"}


def test_two_settings_files_in_one_folder_are_told(tmp_path: Path) -> None:
    """That of the two one would count for nothing, nobody would see."""
    (tmp_path / "gbo-policy.toml").write_text('fail_on = "never"\n', encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert _settings(tmp_path)["fail_on"]["value"] == "never"
    (tmp_path / "pyproject.toml").write_text('[tool.gbo-policy]\nfail_on = "review"\n', encoding="utf-8")
    run = gbo("settings", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert "pyproject.toml: `[tool.gbo-policy]` here and `" in run.stderr
    assert "both hold settings; keep them in one of them" in run.stderr


@pytest.mark.parametrize(
    "toml",
    [
        '[tool."gbo-policy"]\nfail_on = "ever"',
        "[ tool . 'gbo-policy' ]\nfail_on = \"ever\"",
        '[tool]\ngbo-policy = {fail_on = "ever"}',
        '[tool]\ngbo-policy.fail_on = "ever"',
        'tool.gbo-policy.fail_on = "ever"',
    ],
)
def test_toml_has_many_ways_to_write_the_table(tmp_path: Path, toml: str) -> None:
    """Only one of them was seen; settings in another counted for nothing."""
    put(tmp_path, complete())
    (tmp_path / "pyproject.toml").write_text(f"{toml}\n", encoding="utf-8")
    run = inside("check", ".", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert re.search(r"pyproject.toml:\d+:\d+: `ever` is not a value for `fail_on`", run.stderr)


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('[tool.gbo_policy]\nfail_on = "never"', "1:2: unknown setting `tool.gbo_policy`"),
        ("[project]\n[tool.GboPolicy.parameters]\n", "2:2: unknown setting `tool.GboPolicy`"),
        ("[gbo-policy]\n", "1:2: unknown setting `gbo-policy`"),
        ("[tool]\ngbo-policy = 3\n", "2:1: `3` is not a value for `tool.gbo-policy`"),
        ("[tool.gbo-policy\n", "1:17: the settings file is not well-formed TOML"),
    ],
)
def test_a_table_that_is_meant_and_is_none_is_told(tmp_path: Path, toml: str, told: str) -> None:
    put(tmp_path, complete())
    (tmp_path / "pyproject.toml").write_text(toml, encoding="utf-8")
    for more in ((), ("--config", "pyproject.toml")):
        run = inside("check", ".", *more, cwd=tmp_path)
        assert (run.returncode, run.stdout) == (2, "")
        assert f"pyproject.toml:{told}" in run.stderr


def test_a_project_that_only_names_the_program_sets_nothing(tmp_path: Path) -> None:
    put(tmp_path, complete())
    for text in ('[project]\ndependencies = ["gbo-policy"]\n', "# gbo-policy\nx = \n"):
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
        assert inside("check", ".", "--as-of", "2026-03-01", cwd=tmp_path).returncode == 0
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    run = inside("check", ".", "--config", "pyproject.toml", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert "`pyproject.toml` holds no settings" in run.stderr


def _not_read(folder: Path, *arguments: str) -> list[str]:
    run = inside("check", *arguments, "--as-of", "2026-03-01", "--format", "json", cwd=folder)
    return [
        n["location"]["file"]
        for n in json.loads(run.stdout)["notices"]
        if "looks like settings" in n["message"]
    ]


def test_settings_of_the_folder_that_paths_names_are_not_those_in_use(tmp_path: Path) -> None:
    put(tmp_path / "aangiften", complete())
    (tmp_path / "gbo-policy.toml").write_text('paths = ["aangiften"]\n', encoding="utf-8")
    assert _not_read(tmp_path) == []
    for name, text in (("gbo-policy.toml", ""), ("pyproject.toml", "[tool.gbo-policy]\n")):
        (tmp_path / "aangiften" / name).write_text(text, encoding="utf-8")
        assert _not_read(tmp_path) == [name]
        assert _not_read(tmp_path, "aangiften") == []
        (tmp_path / "aangiften" / name).unlink()


def test_of_several_paths_the_first_one_s_settings_are_read_and_the_others_named(tmp_path: Path) -> None:
    """Those that were read were named as not read, and with --strict wrong."""
    put(tmp_path / "a", complete())
    put(tmp_path / "b", {"flows": []})
    for one in ("a", "b"):
        (tmp_path / one / "gbo-policy.toml").write_text("", encoding="utf-8")
    assert _not_read(tmp_path, "a", "b") == ["b/gbo-policy.toml"]


def test_a_house_norm_is_set_in_parts_from_file_and_environment(tmp_path: Path) -> None:
    (tmp_path / "gbo-policy.toml").write_text(
        "[parameters]\ncure_days = { expected = 20, outer = 50 }\n", encoding="utf-8"
    )
    found = _settings(
        tmp_path,
        env={
            "GBO_POLICY_PARAMETERS__CURE_DAYS__OUTER": "90",
            "GBO_POLICY_PARAMETERS__NOTICE_GIVEN": "posted",
        },
    )
    assert found["parameters.cure_days.expected"] == {"value": 20, "source": "gbo-policy.toml:2:1"}
    assert found["parameters.cure_days.outer"] == {
        "value": 90,
        "source": "GBO_POLICY_PARAMETERS__CURE_DAYS__OUTER",
    }
    assert found["parameters.notice_given"] == {
        "value": "posted",
        "source": "GBO_POLICY_PARAMETERS__NOTICE_GIVEN",
    }
    assert found["parameters.publication_days.outer"] == {"value": 90, "source": "pack"}


def test_a_house_norm_from_the_environment_decides_a_verdict(tmp_path: Path) -> None:
    request = {
        "id": "vraag",
        "type": "overview-request",
        "by": "ocmw",
        "to": "caw",
        "requested_on": "2026-01-10",
        "answered_on": "none",
    }
    put(tmp_path, change(complete(), {"events.+": request}))
    plain = inside("check", ".", "--as-of", "2026-03-01", cwd=tmp_path)
    strict = gbo(
        "check",
        ".",
        "--as-of",
        "2026-03-01",
        cwd=tmp_path,
        env={"GBO_POLICY_PARAMETERS__OVERVIEW_REQUEST_DAYS__OUTER": "40"},
    )
    assert (plain.returncode, strict.returncode) == (3, 1)


def test_paths_of_the_file_start_from_its_own_folder_and_it_is_found_from_below(tmp_path: Path) -> None:
    put(tmp_path / "aangiften", complete())
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[tool.gbo-policy]\npaths = ["aangiften"]\nas_of = 2026-03-01\n', encoding="utf-8"
    )
    below = tmp_path / "elders"
    below.mkdir()
    run = inside("check", "--format", "json", cwd=below)
    assert (run.returncode, answer(run.stdout)["as_of"]) == (0, "2026-03-01")
    assert _settings(below)["paths"]["source"].endswith("pyproject.toml:2:1")


def test_lists_in_variables_have_commas(tmp_path: Path) -> None:
    found = _settings(tmp_path, env={"GBO_POLICY_SELECT": "necessity, data-quality"})
    assert found["select"] == {"value": ["necessity", "data-quality"], "source": "GBO_POLICY_SELECT"}


def test_text_shows_each_value_and_its_source_in_dutch(tmp_path: Path) -> None:
    (tmp_path / "gbo-policy.toml").write_text('lang = "nl"\n', encoding="utf-8")
    lines = [line.split() for line in inside("settings", cwd=tmp_path).stdout.splitlines()]
    assert ["lang", "nl", "gbo-policy.toml:1:1"] in lines
    assert ["fail_on", "review", "standaard"] in lines
    assert ["strict", "false", "standaard"] in lines
    assert ["parameters.cure_days.expected", "30", "het", "pakket"] in lines


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('fail_om = "never"', "1:1: unknown setting `fail_om`"),
        ('fail_on = "sometimes"', "1:1: `sometimes` is not a value for `fail_on`"),
        ('\nselect = "necessity"', "2:1: `necessity` is not a value for `select`"),
        ("as_of = 2026-13-01", "1:13: the settings file is not well-formed TOML"),
        ('lang "nl"', "1:6: the settings file is not well-formed TOML"),
        ("parameters = 3", "1:1: `3` is not a value for `parameters`"),
        ("[parameters.cure_day]\nouter = 3", "2:1: unknown setting `parameters.cure_day.outer`"),
        ("[parameters]\ncure_days = 30", "2:1: `30` is not a value for `cure_days`"),
        ("[parameters]\ncure_days = {outer = -1}", "2:1: `-1` is not a value for `cure_days.outer`"),
        (
            "[parameters]\ncure_days = {expected = 90}",
            "2:1: `cure_days`: `expected` (90) is beyond `outer` (60)",
        ),
        ("[parameters]\ncure_days = {outer = 100001}", "2:1: `100001` is not a value for `cure_days.outer`"),
        ("[parameters.notice_given]\nouter = 3", "2:1: unknown setting `parameters.notice_given.outer`"),
        ('[parameters]\nnotice_given = "whenever"', "2:1: `whenever` is not a value for `notice_given`"),
        (f"# [\nselect = ['[',{'[' * 50_000}", "2:54: nested deeper than 40 levels"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_at_its_place(tmp_path: Path, toml: str, told: str) -> None:
    (tmp_path / "gbo-policy.toml").write_text(toml, encoding="utf-8")
    put(tmp_path, complete())
    for command in ("check", "settings"):
        run = inside(command, ".", cwd=tmp_path)
        assert (run.returncode, run.stdout) == (2, "")
        assert f"gbo-policy.toml:{told}" in run.stderr


def test_a_norm_of_more_digits_than_a_number_has_is_told(tmp_path: Path) -> None:
    put(tmp_path, complete())
    most = "9" * 5000
    done = gbo("check", cwd=tmp_path, env={"GBO_POLICY_PARAMETERS__CURE_DAYS__OUTER": most}, start=True)
    assert (
        done.returncode,
        "is not a value for `GBO_POLICY_PARAMETERS__CURE_DAYS__OUTER`" in done.stderr,
    ) == (2, True)
    done = inside("impact", ".", "--set", f"cure_days={most}", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_misspelt_name_gets_a_suggestion_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "gbo-policy.toml").write_text("fail_om = 1\nselct = []\n", encoding="utf-8")
    run = gbo("settings", cwd=tmp_path, env={"GBO_POLICY_FAILON": "never"}, start=True)
    assert run.returncode == 2
    assert [line.rpartition("; ")[2] for line in run.stderr.splitlines()] == [
        "did you mean `GBO_POLICY_FAIL_ON`?",
        "did you mean `fail_on`?",
        "did you mean `select`?",
    ]


def test_wrong_values_of_variables_name_the_variable(tmp_path: Path) -> None:
    run = gbo(
        "settings",
        cwd=tmp_path,
        env={"GBO_POLICY_FAIL_ON": "ever", "GBO_POLICY_PARAMETERS__CURE_DAYS__OUTER": "60"},
    )
    assert run.returncode == 2
    assert "`ever` is not a value for `GBO_POLICY_FAIL_ON`" in run.stderr
    run = gbo("settings", cwd=tmp_path, env={"GBO_POLICY_PARAMETERS__CURE_DAYS__OUTER": "long"})
    assert "`long` is not a value for `GBO_POLICY_PARAMETERS__CURE_DAYS__OUTER`" in run.stderr


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    run = inside("settings", "--config", "geen.toml", cwd=tmp_path)
    assert run.returncode == 2
    assert "`geen.toml` cannot be read" in run.stderr


def test_settings_of_the_workspace_that_another_file_takes_the_place_of_are_named(tmp_path: Path) -> None:
    """They were passed over in silence: a norm or a rule that the workspace sets did not count, and nobody saw why."""
    put(tmp_path, complete())
    own = tmp_path / "gbo-policy.toml"
    own.write_text('fail_on = "review"\n', encoding="utf-8")
    (tmp_path / "andere.toml").write_text('fail_on = "never"\n', encoding="utf-8")
    given = (".", "--config", "andere.toml", "--as-of", "2026-03-01")
    told = "nothing in `gbo-policy.toml` counts, as `--config` names `andere.toml`"
    run = inside("check", *given, "--strict", cwd=tmp_path)  # somebody chose so: no error
    assert (run.returncode, told in " ".join(run.stdout.split())) == (0, True)
    assert told in inside("settings", *given, cwd=tmp_path).stderr
    assert told in inside("deadlines", *given, cwd=tmp_path).stderr
    for same in ("gbo-policy.toml", str(own)):
        assert "counts" not in inside("check", ".", "--config", same, cwd=tmp_path).stdout
    own.unlink()
    assert "counts" not in inside("check", *given, cwd=tmp_path).stdout


FIRM = "purpose-limitation"  # critical, so no waiver covers it


@pytest.mark.parametrize(
    ("line", "code", "at"),
    [
        (f'ignore = ["{FIRM}"]', "cannot be waived", "2:1"),
        ('select = ["necessity"]', f"`{FIRM}`", "2:1"),
    ],
)
def test_settings_cannot_leave_out_what_cannot_be_waived(
    tmp_path: Path, line: str, code: str, at: str
) -> None:
    put(tmp_path, complete())
    (tmp_path / "gbo-policy.toml").write_text(f'lang = "en"\n{line}\n', encoding="utf-8")
    run = inside("check", ".", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert f"gbo-policy.toml:{at}: " in run.stderr
    assert code in run.stderr


def test_a_variable_cannot_either_and_an_option_can(tmp_path: Path) -> None:
    put(tmp_path, complete())
    assert gbo("check", ".", cwd=tmp_path, env={"GBO_POLICY_IGNORE": FIRM}).returncode == 2
    assert inside("check", ".", "--as-of", "2026-03-01", "--ignore", FIRM, cwd=tmp_path).returncode == 0
    (tmp_path / "gbo-policy.toml").write_text('ignore = ["necessity"]\n', encoding="utf-8")
    assert inside("check", ".", "--as-of", "2026-03-01", cwd=tmp_path).returncode == 0  # it can be waived


@pytest.mark.parametrize("name", formats.names())
def test_every_format_says_which_rules_were_left_out(tmp_path: Path, name: str) -> None:
    put(tmp_path, complete())
    run = inside("check", ".", "--as-of", "2026-03-01", "--ignore", FIRM, "--format", name, cwd=tmp_path)
    words = " ".join(run.stdout.split())
    assert "1 of the" in words
    assert "1 of them critical" in words
    assert FIRM in words


def test_the_json_answer_lists_what_was_left_out(tmp_path: Path) -> None:
    put(tmp_path, complete())
    run = inside("check", ".", "--as-of", "2026-03-01", "--ignore", FIRM, "--ignore", "data-quality", "--format", "json", cwd=tmp_path)  # fmt: skip
    assert answer(run.stdout)["left_out"] == {"rules": sorted([FIRM, "data-quality"], key=answer(run.stdout)["left_out"]["rules"].index), "critical": 1}  # fmt: skip
    assert set(answer(run.stdout)["left_out"]["rules"]) == {FIRM, "data-quality"}


@pytest.mark.parametrize("name", formats.names())
def test_where_no_rule_applied_nothing_is_in_order(tmp_path: Path, name: str) -> None:
    put(tmp_path, complete())
    run = inside(
        "check", ".", "--as-of", "2026-03-01", "--select", "breach-consulted", "--format", name, cwd=tmp_path
    )
    assert run.returncode == 3
    assert "nothing was judged" in " ".join(run.stdout.split())
    assert "IN ORDER" not in run.stdout


def test_all_that_is_wrong_with_settings_and_declarations_is_told_in_one_go(tmp_path: Path) -> None:
    put(tmp_path, change(complete(), {"flows.0.sender": "nobody"}))
    (tmp_path / "gbo-policy.toml").write_text(
        f'lang = "en"\nignore = ["{FIRM}", "nonsense"]\nexclude = ["nope"]\n[parameters]\ncure = 3\n',
        encoding="utf-8",
    )
    run = inside("check", ".", cwd=tmp_path)
    assert run.returncode == 2
    assert all(f"`{w}`" in run.stderr for w in ("nobody", FIRM, "nonsense", "nope", "parameters.cure")), (
        run.stderr
    )
