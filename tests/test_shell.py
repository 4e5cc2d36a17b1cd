"""In a shell: completion, ``--version``, and help with examples that are true, in both languages."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from gbo_policy import __version__
from gbo_policy.cli.main import group
from gbo_policy.rulebook.pack import Pack
from tests.conftest import ROOT, gbo

COMMANDS = group.list_commands(None)  # type: ignore[arg-type]


def _complete(shell: str, words: list[str]) -> str:
    """Ask for what may follow ``words``, the last of them begun, in the way that the shell's script does."""
    asked = {
        "COMP_WORDS": " ".join(["gbo-policy", *words]),
        "COMP_CWORD": str(len(words)),
        "_GBO_POLICY_COMPLETE": f"{shell}_complete",
    }
    if shell == "fish":
        asked |= {"COMP_CWORD": words[-1]}
    return gbo(env=asked).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_commands_options_and_values_are_completed(shell: str) -> None:
    assert "baseline" in _complete(shell, ["base"])
    assert "--changed-since" in _complete(shell, ["check", "--cha"])
    assert "sarif" in _complete(shell, ["check", "--format", "sa"])
    assert "show" in _complete(shell, ["baseline", "sh"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_asks_the_program_and_is_all_that_is_printed(shell: str) -> None:
    run = gbo("completion", shell)
    assert (run.returncode, run.stderr) == (0, "")
    assert f"_GBO_POLICY_COMPLETE={shell}_complete" in run.stdout
    assert run.stdout.rstrip("\n").endswith(
        {"bash": "_gbo_policy_completion_setup;", "zsh": "fi", "fish": ')";'}[shell]
    )


def test_bash_itself_completes_with_the_script(tmp_path: Path) -> None:
    (tmp_path / "gbo-policy").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m gbo_policy "$@"\n', encoding="utf-8"
    )
    (tmp_path / "gbo-policy").chmod(0o755)
    script = """
        eval "$(gbo-policy completion bash)"
        COMP_WORDS=(gbo-policy check --fail-on v) COMP_CWORD=3
        _gbo_policy_completion gbo-policy
        printf '%s\\n' "${COMPREPLY[@]}"
        complete -p gbo-policy
    """
    env = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        ["bash", "--norc", "-c", script], env=env, capture_output=True, text=True, check=False
    )
    assert run.stdout.splitlines()[0] == "violation"
    assert "-F _gbo_policy_completion gbo-policy" in run.stdout


def test_an_unknown_shell_is_a_usage_error() -> None:
    run = gbo("completion", "cmd")
    assert (run.returncode, run.stdout) == (2, "")


@pytest.mark.parametrize(("locale", "word"), [("C", "pack"), ("nl_BE.UTF-8", "pakket")])
def test_version_names_engine_pack_and_digest(pack: Pack, locale: str, word: str) -> None:
    run = gbo("--version", env={"LANG": locale})
    assert (run.returncode, run.stdout) == (
        0,
        f"gbo-policy {__version__} ({word} {pack.id} {pack.version} {pack.digest})\n",
    )


def _helps(lang: str) -> dict[str, str]:
    """Give the help of every command and subcommand in a language, all from one process."""
    text = """
import os
import click
from gbo_policy.cli.main import group
def show(command, context):
    print(f"@@ {context.command_path}")
    print(command.get_help(context))
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        inner = command.get_command(context, name)
        show(inner, click.Context(inner, parent=context, info_name=name))
top = click.Context(group, info_name="gbo-policy", max_content_width=100, terminal_width=100, obj=os.environ["GBO_POLICY_LANG"])
show(group, top)
"""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("GBO_POLICY_", "LC_", "LANG"))}
    env = own | {"PYTHONPATH": str(ROOT), "GBO_POLICY_LANG": lang, "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [sys.executable, "-c", text], env=env, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in run.stdout.split("@@ ")[1:]}


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_command_has_examples_and_their_options_exist(lang: str) -> None:
    helps = _helps(lang)
    assert {f"gbo-policy {name}" for name in COMMANDS} <= set(helps)
    without = []
    for command, text in helps.items():
        examples = re.findall(rf"^.*\b{command} (.*)$", text.partition("\n")[2], re.M)
        if not examples and command.count(" ") == 1:
            without.append(command)
        known = re.findall(r"^ +(?:-., )?(--[a-z-]+)", text, re.M)
        inner = {name.removeprefix(f"{command} ") for name in helps}
        used = re.findall(r"(?<= )--[a-z-]+", " ".join(e for e in examples if e.split()[0] not in inner))
        assert set(used) <= {*known, "--help"}, command
    assert without == []


def test_help_speaks_the_language_asked_for() -> None:
    assert "Judge declared exchanges" in gbo("--help").stdout
    assert "Beoordeel aangegeven uitwisselingen" in gbo("--help", env={"LANG": "nl_BE.UTF-8"}).stdout
    assert "Afsluitcode" in gbo("check", "--help", env={"GBO_POLICY_LANG": "nl"}).stdout


def _on_a_terminal(**env: str) -> str:
    """What ``check`` writes to a terminal, its control sequences too."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gbo_policy", "check", "fixtures/mixed", "--as-of", "2026-03-01"]
    given = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm-256color"} | env
    run = subprocess.Popen([*command, "--statistics"], cwd=ROOT, env=given, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # what Linux says when nobody writes any more
        while more := os.read(ours, 65_536):
            shown += more
    os.close(ours)
    assert run.wait() == 1
    return shown.decode()


def test_a_terminal_has_colours_unless_told_not_to() -> None:
    assert "\x1b[" in _on_a_terminal()
    assert "\x1b" not in _on_a_terminal(NO_COLOR="1")  # bold and dim neither
