"""The entry point: the group of commands, and the one boundary where errors become sentences and exit
codes.
"""

from __future__ import annotations

import atexit
import errno
import gc
import io
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

import click

from gbo_policy import __version__
from gbo_policy.basics.discovery import modules_of
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli import commands
from gbo_policy.cli.parts.click_words import speak
from gbo_policy.cli.parts.help import CommandExample, CommandGroup
from gbo_policy.cli.parts.output import (
    EXIT_BUG,
    EXIT_INPUT,
    EXIT_PIPE,
    Stopped,
    discard_output,
    language,
    stop_code,
    unwritable,
)

_SUFFIX = "_command"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # where standard output goes there is no room


class _Commands(CommandGroup):
    """Finds a command's module by its name and imports it only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name.replace("_", "-") for name in modules_of(commands.__path__, _SUFFIX)]

    def find(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        found = import_module(f"{commands.__name__}.{name.replace('-', '_')}{_SUFFIX}").command
        return found if isinstance(found, click.Command) else None


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from gbo_policy.rulebook.pack import load_pack

        pack = load_pack()
        click.echo(
            f"gbo-policy {__version__} ({say(ctx.obj, 'pack')} {pack.id} {pack.version} {pack.digest})"
        )
        ctx.exit()


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=mark(
        "Judge declared exchanges of personal data, and a register of events, by the "
        "model agreement of an integrated broad intake.\n\n"
        "\b\n"
        "Files        YAML or JSON with agreement, flows, events, assessments and\n"
        "             waivers; gbo-policy.toml with settings.\n"
        "Environment  GBO_POLICY_NAME for each setting (see gbo-policy settings);\n"
        "             GBO_POLICY_DEBUG=1 shows tracebacks; NO_COLOR.\n"
        "Exit codes   0 all in order; 1 a violation; 2 wrong input, nothing was\n"
        "             judged; 3 something to review; 70 the program's own fault."
    ),
    examples=(
        CommandExample("gbo-policy init my-workspace", mark("write a first workspace to fill in")),
        CommandExample("gbo-policy check my-workspace", mark("judge it as it stands now")),
        CommandExample(
            "gbo-policy check my-workspace --format sarif --output gbo.sarif", mark("for code scanning")
        ),
        CommandExample("gbo-policy COMMAND --help", mark("about one command, with examples")),
    ),
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help=mark("Show the versions of the program and of its pack, and exit."),
)
def group() -> None:
    """Hold the commands."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; give its exit code. Nothing that goes wrong ends in 0, and nothing in a traceback."""
    gc.disable()  # as when the program starts, whatever ran in this process before
    # none may alter a judgement, and looking for them costs time
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = language(given)
    try:
        return _done(given, lang)
    except (KeyboardInterrupt, click.Abort, Stopped):  # also while errors are told
        _tell(say(lang, "interrupted"))
        return stop_code()
    except BrokenPipeError:
        discard_output()  # the reader went away before all was said: not a success
        return EXIT_PIPE
    except Exception as error:  # the one boundary: a fault of the program itself, or what the system refuses
        if isinstance(error, OSError) and (refused := _refused(error)) is not None:
            _tell(no_order(refused.line(lang)))
            return EXIT_INPUT
        return _fault(error, lang)


def _done(given: list[str], lang: str) -> int:
    """Run a command; what is wrong with its words or its files is told."""
    try:
        speak(lang)
        code = group.main(args=given, prog_name="gbo-policy", standalone_mode=False, obj=lang)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except PolicyError as error:
        for found in error.problems:
            _tell(no_order(found.line(lang)))
        return EXIT_INPUT
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)  # it repeats the words of the command line, which a script may have from elsewhere
        _tell(no_order(shown.getvalue()).removesuffix("\n"))
        return EXIT_INPUT


def _tell(text: str) -> None:
    """Say what is wrong. Where nobody can be told (the reader went away, the disk is full) the exit code says
    it alone: it must not become another, which a caller takes for a verdict.
    """
    try:
        click.echo(text, err=True)
    except OSError:
        discard_output(err=True)


def _refused(error: OSError) -> Problem | None:
    """Tell what the system refuses: a folder that may not be entered, a name too long, no room for output."""
    if error.filename is not None:
        return problem("unreadable", None, word=os.fsdecode(error.filename), what=error.strerror)
    if error.errno in _FULL:
        discard_output()
        return unwritable(error.strerror, err=False)
    if isinstance(error, FileNotFoundError) and _folder_gone():
        return problem("folder-gone")
    return None


def _folder_gone() -> bool:
    """Tell whether somebody deleted the folder that the program runs in."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False


def _fault(error: Exception, lang: str) -> int:
    if os.environ.get("GBO_POLICY_DEBUG"):
        raise error
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    spot = f"{os.path.basename(where.tb_frame.f_code.co_filename)}:{where.tb_lineno}" if where else "?"
    what = f"{type(error).__name__} in {spot}: {error}"
    text = say(
        lang,
        "this is a fault of gbo-policy {version}, not of your files ({what}); report "
        "it with the files and the output of the same command under GBO_POLICY_DEBUG=1",
        version=__version__,
        what=what,
    )
    _tell(no_order(text))
    return EXIT_BUG


def run() -> None:
    """Be the installed command."""
    code = main()
    waiting = getattr(atexit, "_ncallbacks", None)  # Python's own count, which another Python need not have
    if waiting is None or waiting() or threading.active_count() > 1:
        gc.freeze()  # nothing that is left need be looked through once more
        sys.exit(code)
    # nobody waits to be told of the end, and all that is left goes with the process: taking it apart would
    # only cost time
    with suppress(OSError, ValueError):
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    os._exit(code)
