"""``gbo-policy completion``: the script that completes commands, options and their values in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.output import EXIT_OK, write

_PROGRAM, _VARIABLE = "gbo-policy", "_GBO_POLICY_COMPLETE"


@click.command(
    "completion",
    cls=Command,
    help=mark(
        "Print the script that completes commands, options and their values in SHELL "
        "(bash 4.4 or later, zsh or fish)."
    ),
    examples=(
        CommandExample(
            "gbo-policy completion bash > ~/.local/share/bash-completion/completions/gbo-policy",
            mark("bash, from the next session on"),
        ),
        CommandExample('eval "$(gbo-policy completion zsh)"', mark("zsh: in ~/.zshrc, after compinit")),
        CommandExample(
            "gbo-policy completion fish > ~/.config/fish/completions/gbo-policy.fish", mark("fish")
        ),
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="SHELL")
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print the script."""
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(say(ctx.obj, "`{shell}` is not known", shell=shell), ctx)
    # the script alone: click's own `source` also runs the shell to ask its version
    complete = found(ctx.find_root().command, {}, _PROGRAM, _VARIABLE)
    write(complete.source_template % complete.source_vars() + "\n", None)
    return EXIT_OK
