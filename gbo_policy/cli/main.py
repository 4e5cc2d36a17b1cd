"""The entry point: the group of commands, and the one boundary where errors become sentences and exit codes."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

import click

from gbo_policy import __version__
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.steering import no_order
from gbo_policy.cli import commands
from gbo_policy.cli.parts.output import (
    EXIT_BUG,
    EXIT_INPUT,
    EXIT_PIPE,
    LANG,
    discard_output,
    examples,
    say,
)

_SUFFIX = "_command"


class _Commands(click.Group):
    """Finds a command's module by its name and imports it only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (m.name for m in iter_modules(commands.__path__))
        return sorted(n.removesuffix(_SUFFIX).replace("_", "-") for n in names if n.endswith(_SUFFIX))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found = import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}{_SUFFIX}").command
        return found if isinstance(found, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from gbo_policy.basics.messages import listed, nearest, pick

            known = self.list_commands(ctx)
            guess = nearest(args[0], known)
            hint = pick(LANG, f"; did you mean `{guess}`?", f"; bedoelt u `{guess}`?") if guess else ""
            text = (
                f"`{args[0]}` is not a command; use one of: {listed(known)}",
                f"`{args[0]}` is geen opdracht; gebruik een van: {listed(known)}",
            )
            raise click.UsageError(pick(LANG, *text) + hint, ctx) from None


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from gbo_policy.rulebook.pack import load_pack

        pack = load_pack()
        click.echo(
            f"gbo-policy {__version__} ({say('pack', 'pakket')} {pack.id} {pack.version} {pack.digest})"
        )
        ctx.exit()


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=say(
        """Judge declared exchanges of personal data, and a register of events, by the model agreement of an integrated broad intake.

        \b
        Files        YAML or JSON with agreement, flows, events, assessments and
                     waivers; gbo-policy.toml with settings.
        Environment  GBO_POLICY_NAME for each setting (see gbo-policy settings);
                     GBO_POLICY_DEBUG=1 shows tracebacks; NO_COLOR.
        Exit codes   0 all in order; 1 a violation; 2 wrong input, nothing was
                     judged; 3 something to review; 70 the program's own fault.""",
        """Beoordeel aangegeven uitwisselingen van persoonsgegevens, en een register van gebeurtenissen, aan de hand van de
        modelovereenkomst van een geïntegreerd breed onthaal.

        \b
        Bestanden      YAML of JSON met agreement, flows, events, assessments en
                       waivers; gbo-policy.toml met instellingen.
        Omgeving       GBO_POLICY_NAAM voor elke instelling (zie gbo-policy
                       settings); GBO_POLICY_DEBUG=1 toont tracebacks; NO_COLOR.
        Afsluitcodes   0 alles in orde; 1 een schending; 2 foute invoer, niets
                       beoordeeld; 3 iets te beoordelen; 70 een fout van het
                       programma zelf.""",
    ),
    epilog=examples(
        (
            "gbo-policy init my-workspace",
            "write a first workspace to fill in",
            "schrijf een eerste werkmap om in te vullen",
        ),
        ("gbo-policy check my-workspace", "judge it as it stands now", "beoordeel ze zoals ze nu is"),
        (
            "gbo-policy check my-workspace --format sarif --output gbo.sarif",
            "for code scanning",
            "voor code scanning",
        ),
        (
            "gbo-policy COMMAND --help",
            "about one command, with examples",
            "over één opdracht, met voorbeelden",
        ),
    ),
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help=say(
        "Show the versions of the program and of its pack, and exit.",
        "Toon de versies van het programma en van zijn pakket.",
    ),
)
def group() -> None:
    """Hold the commands."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; give its exit code. Nothing that goes wrong ends in 0, and nothing in a traceback."""
    gc.disable()  # a short run that builds much and drops nothing: collecting would only cost time
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # none may alter a judgement, and looking for them costs time
    try:
        code = group.main(
            args=None if arguments is None else list(arguments), prog_name="gbo-policy", standalone_mode=False
        )
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except PolicyError as error:
        for found in error.problems:
            click.echo(no_order(found.line(LANG)), err=True)
        return EXIT_INPUT
    except click.ClickException as error:
        error.show()
        return EXIT_INPUT
    except (KeyboardInterrupt, click.Abort):
        click.echo(say("interrupted", "onderbroken"), err=True)
        return 130
    except BrokenPipeError:
        discard_output()  # the reader went away before all was said: not a success
        return EXIT_PIPE
    except Exception as error:  # the one boundary: a fault of the program itself
        if (
            isinstance(error, OSError) and error.filename is not None
        ):  # or what the system refuses: a folder that may not be entered, a name too long
            click.echo(
                no_order(
                    problem("unreadable", None, word=os.fsdecode(error.filename), what=error.strerror).line(
                        LANG
                    )
                ),
                err=True,
            )
            return EXIT_INPUT
        return _fault(error)


def _fault(error: Exception) -> int:
    if os.environ.get("GBO_POLICY_DEBUG"):
        raise error
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    spot = f"{os.path.basename(where.tb_frame.f_code.co_filename)}:{where.tb_lineno}" if where else "?"
    what = f"{type(error).__name__} in {spot}: {error}"
    text = say(
        f"this is a fault of gbo-policy {__version__}, not of your files ({what}); report it with the files and the output of "
        "the same command under GBO_POLICY_DEBUG=1",
        f"dit is een fout van gbo-policy {__version__}, niet van uw bestanden ({what}); meld ze, met de bestanden en de uitvoer van "
        "dezelfde opdracht onder GBO_POLICY_DEBUG=1",
    )
    click.echo(no_order(text), err=True)
    return EXIT_BUG


def run() -> None:
    """Be the installed command."""
    code = main()
    if not gc.isenabled():
        gc.freeze()  # all that is left goes with the process: looking through it once more on the way out would only cost time
    sys.exit(code)
