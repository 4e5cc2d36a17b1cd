"""What tests share: the command line as a user runs it, and the built-in pack."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from gbo_policy.rulebook.pack import Pack, load_pack
from tests import forks

ROOT = forks.ROOT
# official schemas and the agreement itself, beside the checkout where somebody has them
SHARED = Path(os.environ.get("GBO_SHARED", ROOT.parent / "shared"))
FIXTURES = ROOT / "fixtures"
EXPECTED = (
    ROOT / "tests" / "expected"
)  # what each workspace of FIXTURES gives: outside it, as no file name there is special

settings.register_profile("ci", deadline=None, max_examples=30, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=1000)
_PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
settings.load_profile(_PROFILE)


def cases(ci: int, nightly: int) -> settings:
    """Give the settings of a property with a number of cases of its own, few in CI and many at night."""
    return settings(max_examples=nightly if _PROFILE == "nightly" else ci)


_PLAIN = forks.at_start(forks.environment({}))


def gbo(
    *arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None, start: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, in English unless told otherwise; give what it printed and its exit code.

    The process is forked (see ``tests.forks``), or started from nothing where ``start`` asks for it or what Python reads at its start is in ``env``.
    """
    words, given = [str(a) for a in arguments], forks.environment(env or {})
    if not start and forks.at_start(given) == _PLAIN:
        return forks.run(words, given, cwd)
    command = [sys.executable, "-m", "gbo_policy", *words]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=given, check=False
    )


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The pack that comes with the program."""
    return load_pack()
