"""``gbo-policy desk``: the web page of one person on this machine."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.many import find_workspaces, inner_of
from gbo_policy.cli.parts.options import Setup, judging, set_up
from gbo_policy.cli.parts.output import EXIT_OK
from gbo_policy.cli.parts.run import basis_of_run, case_of
from gbo_policy.judging.settings import Settings
from gbo_policy.judging.settings_file import Value, find
from gbo_policy.rulebook.pack import pack_files

if TYPE_CHECKING:
    from gbo_policy.desk.parts.office import Hands
    from gbo_policy.judging.case import Case
    from gbo_policy.reporting.content.material import Material


@click.command(
    "desk",
    cls=Command,
    help=mark(
        "Open the desk: a web page on this machine, for who has never opened a terminal.\n\n"
        "It reads and writes the YAML files below PATH (default: here) and nothing else; "
        "in an empty folder it begins with the agreement. Only a browser on this machine "
        "that was given the token can open it. It runs until Ctrl+C, or until its window is shut."
    ),
    examples=(
        CommandExample("gbo-policy desk my-workspace", mark("open it in the browser")),
        CommandExample("gbo-policy desk my-workspace --read-only", mark("look, and change nothing")),
    ),
)
@judging
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="PORT",
    help=mark("Listen on this port; by default a free one."),
)
@click.option("--no-browser", is_flag=True, help=mark("Only print the address."))
@click.option("--read-only", is_flag=True, help=mark("Change no file."))
def command(
    *,
    paths: tuple[Path, ...],
    port: int,
    no_browser: bool,
    read_only: bool,
    config: Path | None,
    rules: Path | None,
    **options: Any,
) -> int:
    """Serve the desk."""
    if any(find_spec(name) is None for name in ("multipart", "starlette", "uvicorn")):
        raise PolicyError([problem("needs-extra", None, word="desk", extra="desk")])
    from gbo_policy.desk.serving import serve

    hands = _hands(tuple(paths) or (Path(),), options, config, rules, read_only=read_only)
    lang = hands.lang

    def ready(address: str) -> None:
        click.echo(address)
        click.echo(say(lang, "the desk is open at this address; leave this window open, Ctrl+C ends it"))
        if sys.stdout is not None:
            sys.stdout.flush()
        if not no_browser:
            webbrowser.open(address)

    serve(hands, port, ready)
    return EXIT_OK


def _hands(
    given: tuple[Path, ...],
    options: dict[str, Any],
    config: Path | None,
    rules: Path | None,
    *,
    read_only: bool,
    house: Callable[[], Sequence[Path]] | None = None,
    inner: Sequence[str] = (),
) -> Hands:
    """Make what the desk judges with; ``house`` gives the workspaces of which one was opened, ``inner`` those
    within it.
    """
    from gbo_policy.desk.parts.office import Hands

    setups = _Setups(given, options, config, rules, inner)
    spoken = setups.now().settings.values["lang"]
    among = house or (lambda: find_workspaces(given)[0])

    def opened(path: Path) -> Hands:
        with setups.context.scope(cleanup=False):
            within = inner_of(path, among())
            return _hands((path,), options, config, rules, read_only=read_only, house=among, inner=within)

    return Hands(
        paths=given,
        pack=lambda: setups.now().pack,
        judging=lambda: case_of(setups.now()),
        material=lambda case, days: _material(setups.now(), case, days),
        moment=lambda: setups.now().settings["as_of"],
        day=lambda: datetime.now(BRUSSELS).date(),
        pack_files=lambda: pack_files(rules),
        dossier=lambda: _dossier(setups.now(), rules),
        house=among,
        opened=opened,
        watched=setups.watched,
        # Dutch, unless somebody says otherwise
        lang="nl" if spoken.source == "locale" else spoken.value,
        read_only=read_only,
    )


def _material(setup: Setup, case: Case, days: tuple[date, date] | None) -> Material:
    """Make what a report is written from."""
    from gbo_policy.cli.commands.report_command import material_of

    return material_of(setup, case, days)


def _dossier(setup: Setup, rules: Path | None) -> bytes:
    """Make a dossier, unsigned."""
    from gbo_policy.dossiers.dossier import build

    case = case_of(setup)
    inputs = {f.name: f.content for f in case.workspace.files}
    pack = {f.name: f.content for f in pack_files(rules)}
    return build(inputs, pack, basis_of_run(setup, case), None, None).data


class _Setups:
    """Settings and pack as they are now: read again when a settings file or a rule of the house has
    changed.
    """

    def __init__(
        self,
        paths: tuple[Path, ...],
        options: dict[str, Any],
        config: Path | None,
        rules: Path | None,
        inner: Sequence[str],
    ) -> None:
        self.paths, self.options, self.config, self.rules = paths, options, config, rules
        self.inner = inner
        self._seen: tuple[object, ...] = ()
        self._made: Setup | None = None
        self.context = click.get_current_context()  # the pages ask later, from elsewhere

    def watched(self) -> list[Path]:
        """Give the files beside the declarations that change an answer."""
        root = self.paths[0] if self.paths[0].is_dir() else self.paths[0].parent
        settings = self.config or find(root)
        own = sorted(self.rules.rglob("*.yaml")) if self.rules and self.rules.is_dir() else [self.rules]
        return [p for p in (settings, *own) if p is not None]

    def now(self) -> Setup:
        """Give the set-up of this moment. Raises PolicyError with what is wrong with it."""
        seen = tuple((str(p), p.stat().st_mtime_ns if p.exists() else None) for p in self.watched())
        if self._made is None or seen != self._seen:
            self._made, self._seen = self._read(), seen
        settings = self._made.settings
        if settings.values["as_of"].source == "now":
            values = {**settings.values, "as_of": Value(AsOf.of_moment(datetime.now(UTC)), "now")}
            made = Settings(values, settings.parameters, settings.file)
            self._made = self._made._replace(settings=made)
        return self._made

    def _read(self) -> Setup:
        with self.context.scope(cleanup=False):
            setup = set_up(self.paths, self.options, config=self.config, rules=self.rules)
        return setup._replace(inner=self.inner)
