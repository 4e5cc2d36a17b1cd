"""Attackers: what a stranger or a mistake could make of objects, text, files, logs and dossiers; few examples
in CI, many by night.
"""

from __future__ import annotations

import gc
import io
import os
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import click
import pytest
from hypothesis import HealthCheck, settings

from gbo_policy.cli.main import group, main
from gbo_policy.reading.source import Mark
from gbo_policy.rulebook import pack as pack_module
from gbo_policy.rulebook.pack import make_pack
from tests.conftest import NIGHTLY

# another number of cases than the profile's, for a night of a certain length
CASES = int(os.environ.get("ATTACK_CASES", "0"))
FROM = int(os.environ.get("ATTACK_FROM", "0"))  # and the first of them, for a night in parts


def attack(ci: int, nightly: int) -> settings:
    """Give how many examples an attacker tries; in CI they are the same in every run."""
    most = (CASES or nightly) if NIGHTLY else ci
    return settings(
        max_examples=most, derandomize=not NIGHTLY, deadline=None, suppress_health_check=list(HealthCheck)
    )


def rounds(ci: int, nightly: int, seed: int) -> Iterator[Random]:
    """Give a chance of its own for every case: the same ones in every run, so that one that fails can be tried
    alone.

    For 100,000 cases: what draws and shrinks examples takes longer than loading a small workspace.
    """
    for number in range(FROM, CASES or nightly) if NIGHTLY else range(ci):
        if NIGHTLY and number % 10_000 == 0:
            print(f"attack {seed}: {number} cases", flush=True)
        yield Random(f"{seed}/{number}")


def marked(data: Any, lines: Iterator[int] | None = None) -> Mark:
    """Give the marks of plain data as the reader of YAML would, each key and each value on a line of its own."""
    lines = lines or count()
    here = next(lines) << 24
    if isinstance(data, dict):
        return here, {key: (next(lines) << 24, marked(value, lines)) for key, value in data.items()}
    return (here, [marked(value, lines) for value in data]) if isinstance(data, list) else here


@cache
def own_files() -> list[pack_module.PackFile]:
    return pack_module.pack_files()


@cache
def pack_once(files: tuple[pack_module.PackFile, ...], store: bool) -> pack_module.Pack:
    return make_pack(files, store=store)


def quick(patch: pytest.MonkeyPatch) -> None:
    """Do not read the built-in rules again, nor make a pack of the same files twice."""
    own, read = own_files(), pack_module.pack_files
    patch.setattr(pack_module, "pack_files", lambda extra=None: own if extra is None else read(extra))
    patch.setattr(pack_module, "make_pack", lambda files, store=False: pack_once(tuple(files), store))


def run(words: list[str], here: Path) -> tuple[int, str]:
    """Run a command in this process and in a folder, without making a pack of the same files again."""
    before, said = Path.cwd(), io.BytesIO()
    shown = io.TextIOWrapper(said, "utf-8", newline="")
    os.chdir(here)
    try:
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(shown), redirect_stderr(shown):
            quick(patch)
            code = main([*words, "--lang", "en"])
        shown.flush()
        return code, said.getvalue().decode()
    finally:
        os.chdir(before)
        gc.enable()  # the program, which runs but once in its process, leaves it off


def commands(found: click.Command = group, name: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Give every command that there is, by its words."""
    if isinstance(found, click.Group):
        context = click.Context(found, obj="en")
        for word in found.list_commands(context):
            below = found.get_command(context, word)
            assert below is not None
            yield from commands(below, (*name, word))
    yield " ".join(name), found
