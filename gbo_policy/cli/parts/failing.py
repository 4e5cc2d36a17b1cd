"""Input errors as an answer: written in every format that was asked for, before they are told on standard
error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click

from gbo_policy import formats
from gbo_policy.basics.problems import PolicyError
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.options import Setup
from gbo_policy.cli.parts.output import write
from gbo_policy.cli.parts.pairing import TEXT
from gbo_policy.formats import paths_from
from gbo_policy.formats._errors import InputErrors
from gbo_policy.judging.settings_file import find
from gbo_policy.reading.passed_over import PROJECT, SETTINGS


class Unread(NamedTuple):
    """What is known of a run whose settings could not be read: where it looked, what it would read, and the
    language.
    """

    paths: Sequence[Path]
    inputs: Sequence[Path | None]
    lang: str


def unread(
    paths: Sequence[Path], options: Mapping[str, Any], config: Path | None, rules: Path | None
) -> Unread:
    """Give what the command line alone says of a run."""
    chosen = list(paths) or [Path()]
    settings = [config] if config else _found(chosen[0] if chosen[0].is_dir() else chosen[0].parent)
    return Unread(
        chosen,
        [*chosen, *settings, rules, options.get("baseline")],
        options["lang"] or click.get_current_context().obj,
    )


def _found(root: Path) -> list[Path | None]:
    """Give the settings file of a run; where it cannot be told which that is, each that may be meant."""
    try:
        return [find(root)]
    except PolicyError as error:  # which is what the run is about to tell
        folders = [Path(one.location.file).parent for one in error.problems if one.location]
        return [folder / name for folder in folders for name in (SETTINGS, PROJECT)]


def write_errors(error: PolicyError, wanted: Sequence[tuple[str, Path | None]], run: Setup | Unread) -> None:
    """Write the errors in every format; text on a screen is left to the one place that tells them on standard
    error.

    Raises PolicyError, with the errors in it, when an output would be written over what the run reads.
    """
    found = input_errors(error, run)
    if isinstance(run, Unread):  # with settings this was seen to before anything was read
        try:
            keep_inputs([file for _, file in wanted], run.inputs)
        except PolicyError as refused:
            raise PolicyError([*error.problems, *refused.problems]) from None
    for name, file in wanted:
        if name != TEXT or file is not None:
            write(formats.error_renderer(name)(found), file)


def input_errors(error: PolicyError, run: Setup | Unread) -> InputErrors:
    """Give the errors of a run as formats tell them."""
    first = run.paths[0]
    show = paths_from(first if first.is_dir() else first.parent)
    if isinstance(run, Setup):
        return InputErrors(error.problems, show, run.settings["lang"], run.settings["as_of"].moment)
    return InputErrors(error.problems, show, run.lang, datetime.now(UTC))
