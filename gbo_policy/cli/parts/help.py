"""Commands whose help is said in the reader's language: their texts are messages, said when help is shown."""

import copy
import re
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import click

from gbo_policy.basics.patterns import late_pattern
from gbo_policy.basics.translate import say
from gbo_policy.cli.parts.click_words import in_usage
from gbo_policy.cli.parts.output import columns


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
        """Give a command, with its texts in the reader's language where they are shown: in help, and to
        complete a word.
        """
        found = self.find(ctx, cmd_name)
        return _said(found, ctx.obj) if found and (self.speaking or ctx.resilient_parsing) else found

    def find(self, ctx: click.Context, name: str) -> click.Command | None:
        """Give a command as it was made, or None."""
        return super().get_command(ctx, name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named; what is none is told with those that there are."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from gbo_policy.basics.near_words import listed, nearest

            known = self.list_commands(ctx)
            guess = nearest(args[0], known)
            hint = say(ctx.obj, "; did you mean `{guess}`?", guess=guess) if guess else ""
            text = say(
                ctx.obj, "`{word}` is not a command; use one of: {known}", word=args[0], known=listed(known)
            )
            raise click.UsageError(text + hint, ctx) from None


C = TypeVar("C", bound=click.Command)
_MANY = 30  # characters of choices; more stand in the text of the option, which can go on below
# a name and the blanks after it, or what a line is indented by
_COLUMN = late_pattern(r"\s*(?:\S+ )*\S+ {2,}(?=\S)|\s*")


def _said(command: C, lang: str) -> C:
    """Give a copy of a command with its texts, and those of its options, in ``lang``, none wider than the
    screen.
    """
    said = copy.copy(command)
    said.help = command.help and _fitted(say(lang, command.help), columns() - 2)
    said.params = [_option(p, lang) if isinstance(p, click.Option) else p for p in command.params]
    examples: Sequence[CommandExample] = getattr(command, "examples", ())
    if examples:
        lines = [line for one in examples for line in _example(one, lang, columns() - 4)]
        said.epilog = "\b\n" + "\n".join([say(lang, "Examples:"), *(f"  {line}" for line in lines)])
    return said


def _option(option: click.Option, lang: str) -> click.Option:
    said = copy.copy(option)
    said.help = option.help and say(lang, option.help)
    if isinstance(option.type, click.Choice) and len("|".join(option.type.choices)) > _MANY and said.help:
        said.metavar = said.metavar or say(lang, "NAME")
        said.help = f"{said.help.rstrip('.')}: {', '.join(option.type.choices)}."
    return said


def _fitted(text: str, width: int) -> str:
    """Let the lines of paragraphs that click leaves as they are go on below, under the text where they name
    something first.
    """
    parts = text.split("\n\n")
    return "\n\n".join(_hanging(p, width) if p.startswith("\b\n") else p for p in parts)


def _hanging(paragraph: str, width: int) -> str:
    import textwrap  # only where help is shown: start-up counts

    made: list[str] = []
    for line in _joined(paragraph.split("\n")[1:]):
        found = _COLUMN.match(line)
        indent = " " * (found.end() if found else 0)
        made += textwrap.wrap(
            line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
    return "\b\n" + "\n".join(made)


def _joined(lines: Sequence[str]) -> list[str]:
    """Put lines together that go on under the text of the one before."""
    made: list[str] = []
    for line in lines:
        found = _COLUMN.match(made[-1]) if made else None
        indent = len(line) - len(line.lstrip())
        if found and found.end() == indent > 2 and made[-1].strip():
            made[-1] += f" {line.lstrip()}"
        else:
            made.append(line)
    return made


def _example(one: CommandExample, lang: str, width: int) -> list[str]:
    """Write what an example is for, as a comment, and the example."""
    import textwrap

    purpose = textwrap.wrap(f"# {say(lang, one.purpose)}", width, subsequent_indent="# ")
    return [*purpose, *_shell(one.line, width)]


def _shell(line: str, width: int) -> list[str]:
    """Break a command line before its options, each line but the last ending in a backslash, so that it can
    still be copied.
    """
    words = re.findall(r"(?:[^\s\"']|\"[^\"]*\"|'[^']*')+", line)
    made = [words[0]]
    for i, word in enumerate(words[1:], 1):
        pair = f"{word} {words[i + 1]}" if word.startswith("--") and i + 1 < len(words) else word
        if len(made[-1]) + 1 + len(pair) > width - 2 and not words[i - 1].startswith("--"):
            made.append(f"    {word}")
        else:
            made[-1] += f" {word}"
    return [f"{part} \\" for part in made[:-1]] + made[-1:]
