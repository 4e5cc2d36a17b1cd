"""``gbo-policy keys``: a key pair to sign dossiers with."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gbo_policy.cli.parts.options import LANGUAGE
from gbo_policy.cli.parts.output import EXIT_OK, examples, say
from gbo_policy.dossiers.signatures import VARIABLE, new_keys, public_key


@click.group(
    "keys",
    help=say("Make keys to sign dossiers with.", "Maak sleutels om dossiers mee te ondertekenen."),
    epilog=examples(
        (
            "gbo-policy keys new my-keys",
            "a private and a public key in a folder",
            "een private en een publieke sleutel in een map",
        )
    ),
)
def command() -> None:
    """Hold the subcommands."""


@command.command(
    "new",
    help=say(
        """Write a new private key, which only you can read, and its public key to DIR (default: here). Nothing is ever overwritten.

        Keep the private key and its passphrase apart; hand out the public key and its digits by another way than the dossiers.""",
        """Schrijf een nieuwe private sleutel, die enkel u kunt lezen, en de publieke sleutel naar DIR (standaard: hier). Er wordt nooit iets overschreven.

        Bewaar de private sleutel en de wachtwoordzin apart; bezorg de publieke sleutel en de cijfers ervan langs een andere weg dan de dossiers.""",
    ),
)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=say("The folder, instead of DIR.", "De map, in de plaats van DIR."),
)
@click.option(
    "--passphrase/--no-passphrase",
    default=None,
    help=say(
        "Ask for a passphrase, or use none; by default the one in GBO_POLICY_PASSPHRASE, if it is set.",
        "Vraag een wachtwoordzin, of gebruik er geen; standaard die in GBO_POLICY_PASSPHRASE, als die er is.",
    ),
)
@LANGUAGE
def new(folder: Path | None, out: Path | None, passphrase: bool | None, lang: str | None) -> int:
    """Make a key pair."""
    del lang  # found before the options were parsed
    if folder is not None and out is not None and folder != out:
        raise click.UsageError(
            say("give the folder once: DIR or --out", "geef de map één keer: DIR of --out")
        )
    given = None if passphrase is False else os.environ.get(VARIABLE)
    if passphrase and given is None:
        given = click.prompt(
            say("Passphrase", "Wachtwoordzin"),
            hide_input=True,
            confirmation_prompt=say("Again", "Nogmaals"),
            err=True,
        )
    private, public = new_keys(out or folder or Path(), given)
    click.echo(
        say(f"{private}: private key, {_locked(given)}", f"{private}: private sleutel, {_locked(given)}")
    )
    click.echo(
        say(f"{public}: public key {public_key(public)}", f"{public}: publieke sleutel {public_key(public)}")
    )
    return EXIT_OK


def _locked(passphrase: str | None) -> str:
    return (
        say("protected by a passphrase", "beschermd door een wachtwoordzin")
        if passphrase
        else say("not protected by a passphrase", "niet beschermd door een wachtwoordzin")
    )
