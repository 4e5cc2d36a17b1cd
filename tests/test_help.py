"""Help fits the screen that it is read on, in both languages, and an example that goes on below can still be
copied.
"""

from __future__ import annotations

import re
import shlex

import click
import pytest

from gbo_policy.cli.main import group, main
from gbo_policy.cli.parts.help import Command, CommandGroup


def commands() -> list[tuple[str, ...]]:
    """Give the words of every command, those inside groups too."""
    context = click.Context(group, obj="en")
    found: list[tuple[str, ...]] = [()]
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        found.append((name,))
        if isinstance(one, click.Group):
            found += [(name, inner) for inner in one.list_commands(context)]
    return found


def shown(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    assert main([*words, "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_help_fits_the_screen(
    width: int, lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("GBO_POLICY_LANG", lang)
    every = commands()
    assert len(every) > 15
    wide = [line for words in every for line in shown(words, capsys).splitlines() if len(line) > width]
    # an address or a name of a file that holds no blank cannot go on below
    assert [line for line in wide if " " in line.strip()] == []


def test_an_example_that_goes_on_below_is_the_same_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("GBO_POLICY_LANG", "en")
    context = click.Context(group, obj="en")
    long = 0
    for words in commands():
        one: click.Command | None = group
        for name in words:
            assert isinstance(one, click.Group)
            one = one.get_command(context, name)
        assert isinstance(one, (Command, CommandGroup))
        help_ = re.sub(r"\\\n\s*", "", shown(words, capsys))
        told = [
            shlex.split(line)
            for line in help_.splitlines()
            if line.lstrip().startswith(("gbo-policy", "GBO_", "eval "))
        ]
        for example in one.examples:
            assert shlex.split(example.line) in told
            long += len(example.line) > 56
    assert long > 3


def test_a_rule_is_shown_in_dutch_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "recipient-needs-data", "--lang", "nl"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "per ontvanger" in out
    assert "recipient ·" not in out
