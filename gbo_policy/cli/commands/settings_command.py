"""``gbo-policy settings``: each setting, its value, and where that comes from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.options import BASELINE, FAIL, TEXT_OR_JSON, judging, set_up
from gbo_policy.cli.parts.output import EXIT_OK, columns, flowing, write
from gbo_policy.cli.parts.run import not_in_force, tell_notices
from gbo_policy.formats.text import shown
from gbo_policy.judging.settings import NOTICE, Settings, chosen_rules
from gbo_policy.judging.settings_file import Value
from gbo_policy.rulebook.pack import Pack

_SOURCES = {
    "default": mark("default"),
    "pack": mark("the pack"),
    "locale": mark("locale"),
    "now": mark("the clock"),
}


@click.command(
    "settings",
    cls=Command,
    help=mark(
        "Show every setting in force for the workspace below PATH, and where its value "
        "comes from.\n\n"
        "From weak to strong: the default, the settings file (gbo-policy.toml, or "
        "[tool.gbo-policy] in pyproject.toml, at the workspace's root or above it up "
        "to the repository's root), a variable GBO_POLICY_NAME, an option. A house "
        "norm is `cure_days = {{ expected = 30, outer = 60 }}` under [parameters], or "
        "the variable GBO_POLICY_PARAMETERS__CURE_DAYS__OUTER."
    ),
    examples=(
        CommandExample("gbo-policy settings flows", mark("what is in force here")),
        CommandExample(
            "GBO_POLICY_PARAMETERS__CURE_DAYS__OUTER=90 gbo-policy settings flows",
            mark("with a longer cure term"),
        ),
        CommandExample("gbo-policy settings flows --format json", mark("the same, for programs")),
    ),
)
@judging
@FAIL
@BASELINE
@TEXT_OR_JSON
def command(
    paths: tuple[Path, ...], format_: str, config: Path | None, rules: Path | None, **options: Any
) -> int:
    """Show the settings."""
    setup = set_up(paths, options, config=config, rules=rules)
    settings, pack, lang = setup.settings, setup.pack, setup.settings["lang"]
    tell_notices(not_in_force(setup), lang)
    chosen_rules(pack, settings["select"], settings["ignore"])  # a misspelt rule is told here too
    values = {
        **settings.values,
        "paths": _paths(settings.values["paths"], paths),
        **_parameters(settings, pack),
    }
    if format_ == "json":
        data = {name: {"value": _plain(v.value), "source": _source(v)} for name, v in values.items()}
        file = _file(settings)
        write(
            json_text({"schema": "gbo-policy/settings/1", "file": file, "settings": data}),
            None,
        )
    else:
        write(flowing(_lines(values, settings, lang)), None)
    return EXIT_OK


def _paths(value: Value, given: tuple[Path, ...]) -> Value:
    if given:
        return Value([str(p) for p in given], "PATH")
    return value if value.value is not None else Value(["."], "default")


def _parameters(settings: Settings, pack: Pack) -> dict[str, Value]:
    """Give every house norm in force, in its two parts, and when a notice counts as given."""
    made: dict[str, Value] = {}
    for name, norm in settings.norms(pack).items():
        for part, number in (("expected", norm.expected), ("outer", norm.outer)):
            made[f"parameters.{name}.{part}"] = settings.parameters.get(
                f"{name}.{part}", Value(number, "pack")
            )
    made[f"parameters.{NOTICE}"] = settings.parameters.get(NOTICE, Value(settings.notice_given(pack), "pack"))
    return made


def _file(settings: Settings) -> str | None:
    """Give the settings file's path, or None."""
    return str(settings.file) if settings.file else None


def _source(value: Value) -> str:
    return shown(value.location) if value.location else value.source


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, list | int) else str(value)


def _lines(values: dict[str, Value], settings: Settings, lang: str) -> Iterator[str]:
    none = say(lang, "none")
    yield f"{say(lang, 'settings file')}: {_file(settings) or none}"
    yield ""
    rows = []
    for name, value in values.items():
        plain = _plain(value.value)
        text = ", ".join(plain) if isinstance(plain, list) else "" if plain is None else str(plain)
        text = text.lower() if isinstance(plain, bool) else text  # as it is written in the file
        source = _source(value)
        rows.append((name, text or none, say(lang, _SOURCES[source]) if source in _SOURCES else source))
    name_width, value_width = (max(len(row[i]) for row in rows) for i in (0, 1))
    for name, text, source in rows:
        width = min(value_width, max(8, columns() - name_width - 24))
        yield f"{name:<{name_width}}  {text:<{width}}  {source}"
