"""Commands whose help is said in the reader's language: their texts are messages, said when help is shown."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import click

from gbo_policy.basics.translate import say
from gbo_policy.cli.parts.click_words import in_usage


class CommandExample(NamedTuple):
    """A command line for the end of a command's help, and what it is for: a message."""

    line: str
    purpose: str


class Command(click.Command):
    """A command whose help is messages; the object of its context is the language."""

    def __init__(self, *given: Any, examples: Sequence[CommandExample] = (), **more: Any) -> None:
        """Take what click takes, and examples for the end of the help."""
        super().__init__(*given, **more)
        self.examples = examples

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Give what stands after the command's name in its usage, in the reader's language."""
        return in_usage(super().collect_usage_pieces(ctx), ctx.obj)

    def get_help(self, ctx: click.Context) -> str:
        """Give the help in the reader's language."""
        return super(Command, _said(self, ctx.obj)).get_help(ctx)


class CommandGroup(click.Group):
    """A group of commands whose help is messages; the object of its context is the language."""

    command_class = Command
    speaking = False  # as it is while its help is shown: so are its commands then

    def __init__(self, *given: Any, examples: Sequence[CommandExample] = (), **more: Any) -> None:
        """Take what click takes, and examples for the end of the help."""
        super().__init__(*given, **more)
        self.examples = examples

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Give what stands after the group's name in its usage, in the reader's language."""
        return in_usage(super().collect_usage_pieces(ctx), ctx.obj)

    def get_help(self, ctx: click.Context) -> str:
        """Give the help in the reader's language."""
        said = _said(self, ctx.obj)
        said.speaking = True
        return super(CommandGroup, said).get_help(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command, with its texts in the reader's language where they are shown: in help, and to complete a word."""
        found = self.find(ctx, cmd_name)
        return _said(found, ctx.obj) if found and (self.speaking or ctx.resilient_parsing) else found

    def find(self, ctx: click.Context, name: str) -> click.Command | None:
        """Give a command as it was made, or None."""
        return super().get_command(ctx, name)


C = TypeVar("C", bound=click.Command)


def _said(command: C, lang: str) -> C:
    """Give a copy of a command with its texts, and those of its options, in ``lang``."""
    said = copy.copy(command)
    said.help = command.help and say(lang, command.help)
    said.params = [_option(p, lang) if isinstance(p, click.Option) else p for p in command.params]
    examples: Sequence[CommandExample] = getattr(command, "examples", ())
    if examples:
        lines = [line for one in examples for line in (f"  # {say(lang, one.purpose)}", f"  {one.line}")]
        said.epilog = "\b\n" + "\n".join([say(lang, "Examples:"), *lines])
    return said


def _option(option: click.Option, lang: str) -> click.Option:
    said = copy.copy(option)
    said.help = option.help and say(lang, option.help)
    return said
