"""What tests share: the command line as a user runs it, and the built-in pack."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from gbo_policy.pack import Pack, load_pack

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"

settings.register_profile("ci", deadline=None, max_examples=60, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def gbo(*arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None, user: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, in English unless told otherwise; give what it printed and its exit code."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("GBO_POLICY_", "LC_", "LANG"))} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "gbo_policy", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=own | dict(env or {}), user=user, check=False)


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The pack that comes with the program."""
    return load_pack()
