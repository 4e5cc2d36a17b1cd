"""What tests share: the command line as a user runs it, and the built-in pack."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from gbo_policy.rulebook.pack import Pack, load_pack
from tests import forks

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.desk_kit import Desk

ROOT = forks.ROOT
# official schemas and the agreement itself, beside the checkout where somebody has them
SHARED = Path(os.environ.get("GBO_SHARED", ROOT.parent / "shared"))
FIXTURES = ROOT / "fixtures"
# what each workspace of FIXTURES gives: outside it, as no file name there is special
EXPECTED = ROOT / "tests" / "expected"

# hundreds of processes import the program: compiled anew in each, that is most of what they do
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# a shell that runs the tests in the background has them ignore a break, and with them every program they start
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("ci", deadline=None, max_examples=20, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=1000)
_PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
settings.load_profile(_PROFILE)
NIGHTLY = _PROFILE == "nightly"  # tests for the night alone are defined under it


def cases(ci: int, nightly: int) -> settings:
    """Give the settings of a property with a number of cases of its own, few in CI and many at night."""
    return settings(max_examples=nightly if NIGHTLY else ci)


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a browser starts a heavy program of others, also where somebody forgot to mark it."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.foreign)


def pytest_collection_finish() -> None:
    """Set aside the thousands of tests and all that was imported: nothing of it ends before the run does. What a
    test leaves is looked through seldom: most of it goes without. A desk that runs in this process, and looks
    through all that it has when it reads anew, would do so with everything that is here.
    """
    gc.collect()
    gc.freeze()
    gc.unfreeze = lambda: None
    gc.set_threshold(50_000, 20, 20)


_PLAIN = forks.at_start(forks.environment({}))


def gbo(
    *arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None, start: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, in English unless told otherwise; give what it printed and its
    exit code.

    The process is forked (see ``tests.forks``), or started from nothing where ``start`` asks for it or what
    Python reads at its start is in ``env``.
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium, one for all tests of a module."""
    from tests.browser_kit import chromium

    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk on a copy of the fixture `mixed`, one for all tests of a module."""
    from tests.desk_kit import desk_of_mixed

    with desk_of_mixed(tmp_path_factory.mktemp("bureau") / "werkmap") as made:
        yield made
