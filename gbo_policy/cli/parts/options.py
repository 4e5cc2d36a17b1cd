"""Options that several commands share, and the run that they lead to."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from gbo_policy.basics.translate import LANGUAGES, mark
from gbo_policy.judging.settings import FAIL_ON, Settings, load_settings
from gbo_policy.reading.files import InputFile
from gbo_policy.rulebook.pack import Pack, load_pack

F = TypeVar("F", bound=Callable[..., Any])

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
# for a command with settings: they say the language where the option does not
LANGUAGE = click.option("--lang", type=click.Choice(LANGUAGES), help=mark("Language of all texts."))
# for a command without: it is given the language that was found before the options were parsed
SPOKEN = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    callback=lambda ctx, _, given: given or ctx.obj,
    help=mark("Language of all texts."),
)
RULES = click.option(
    "--rules",
    "rules",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=mark(
        "A folder of your own rules: added to the built-in pack, or in its place if it holds a pack.yaml."
    ),
)
CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Settings file."),
)
AS_OF = click.option(
    "--as-of",
    metavar="DATE|MOMENT",
    help=mark("Judge as of this day (its end, in Brussels) or moment; default now."),
)
TEXT_OR_JSON = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    help=mark("Output format."),
)
SELECT = click.option(
    "--select",
    multiple=True,
    metavar="ID",
    help=mark("Only this rule (repeatable)."),
)
IGNORE = click.option(
    "--ignore",
    multiple=True,
    metavar="ID",
    help=mark("Not this rule (repeatable)."),
)
STRICT = click.option(
    "--strict",
    is_flag=True,
    default=None,
    help=mark("A file that looks like a declaration and is not read is an error."),
)
BASELINE = click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Do not count the findings that this baseline holds."),
)
FAIL = click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help=mark("What makes the exit code non-zero."),
)


def judging(function: F) -> F:
    """Add the options of every command that judges a workspace."""
    for option in (LANGUAGE, CONFIG, RULES, STRICT, IGNORE, SELECT, AS_OF, PATHS):
        function = option(function)
    return function


class Setup(NamedTuple):
    """What a command that judges starts from."""

    settings: Settings
    pack: Pack
    paths: Sequence[Path]
    inner: Sequence[str] = ()  # folders below, named from the first path on, that are workspaces of their own
    stdin: InputFile | None = None  # a file of the workspace as standard input holds it
    root: Path = Path()  # where settings are looked for
    rules: Path | None = None  # of the house


def filled_in(paths: Sequence[Path]) -> list[Path]:
    """Fill in patterns such as ``declarations/*.yaml`` that no shell did; one that fits nothing stays, and
    will be told as missing.
    """
    return [found for path in paths for found in ([path] if path.exists() else _fitting(path) or [path])]


def _fitting(path: Path) -> list[Path]:
    """Give what fits a pattern; nothing for what is no pattern."""
    from glob import glob, has_magic  # only for what is not there by that name: start-up counts

    return [Path(found) for found in sorted(glob(str(path), recursive=True))] if has_magic(str(path)) else []


def set_up(
    paths: Sequence[Path],
    options: Mapping[str, Any],
    *,
    config: Path | None,
    rules: Path | None,
    outputs: Sequence[Path | None] = (),
) -> Setup:
    """Read settings and pack. Raises PolicyError with what is wrong with either, or where an output is an
    input of the run.
    """
    paths = filled_in(paths)
    first = paths[0] if paths else Path()
    root = first if first.is_dir() else first.parent
    settings = load_settings(options, root, config, os.environ, click.get_current_context().obj)
    pack = load_pack(rules)
    chosen = paths or [Path(p) for p in settings["paths"] or ["."]]
    setup = Setup(settings, pack, chosen, root=root, rules=rules)
    if any(o is not None for o in outputs):
        keep_own(setup, outputs)
    return setup


def keep_own(setup: Setup, outputs: Iterable[Path | None]) -> None:
    """Refuse outputs over anything that a run reads. Raises OutputError with every output that is."""
    from gbo_policy.cli.parts.keeping import keep_inputs
    from gbo_policy.judging.settings_file import find

    settings = setup.settings
    read = [*setup.paths, settings.file, find(setup.root), setup.rules, settings["baseline"]]
    keep_inputs(outputs, read, settings["exclude"])
