"""``gbo-policy keys``: a key pair to sign dossiers with."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import CommandExample, CommandGroup
from gbo_policy.cli.parts.options import SPOKEN
from gbo_policy.cli.parts.output import EXIT_OK, stop_cleanly
from gbo_policy.cli.parts.passphrase import ask_passphrase
from gbo_policy.dossiers.signatures import VARIABLE, new_keys, public_key


@click.group(
    "keys",
    cls=CommandGroup,
    help=mark("Make keys to sign dossiers with."),
    examples=(CommandExample("gbo-policy keys new my-keys", mark("a private and a public key in a folder")),),
)
def command() -> None:
    """Hold the subcommands."""


@command.command(
    "new",
    help=mark(
        "Write a new private key, which only you can read, and its public key to DIR "
        "(default: here). Nothing is ever overwritten.\n\n"
        "Keep the private key and its passphrase apart; hand out the public key and "
        "its digits by another way than the dossiers."
    ),
)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=mark("The folder, instead of DIR."),
)
@click.option(
    "--passphrase/--no-passphrase",
    default=None,
    help=mark(
        "Ask for a passphrase, or use none; by default the one in GBO_POLICY_PASSPHRASE, if it is set."
    ),
)
@SPOKEN
def new(folder: Path | None, out: Path | None, passphrase: bool | None, lang: str) -> int:
    """Make a key pair."""
    if folder is not None and out is not None and folder != out:
        raise click.UsageError(say(lang, "give the folder once: DIR or --out"))
    given = None if passphrase is False else os.environ.get(VARIABLE)
    if passphrase and given is None:
        given = ask_passphrase(lang, twice=True)
    stop_cleanly()
    private, public = new_keys(out or folder or Path(), given)
    own = say(lang, "{private}: private key, {locked}", private=private, locked=_locked(given, lang))
    shared = say(lang, "{public}: public key {public_key}", public=public, public_key=public_key(public))
    click.echo(no_order(f"{own}\n{shared}"))
    return EXIT_OK


def _locked(passphrase: str | None, lang: str) -> str:
    return (
        say(lang, "protected by a passphrase") if passphrase else say(lang, "not protected by a passphrase")
    )
