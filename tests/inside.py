"""The program in the process of its test, which takes a fifth of a process of its own (see ``tests.forks``): for
what is asked of an answer, and not of a process.
"""

from __future__ import annotations

import gc
import io
import os
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from gbo_policy.cli.main import main
from tests import forks
from tests.attack import quick
from tests.conftest import gbo


def inside(*arguments: object, cwd: Path | None = None) -> CompletedProcess[str]:
    """Run the program in this process; give what it printed and its exit code, as ``gbo`` does. In Dutch it gets a
    process of its own: click would speak it to every test after this one.
    """
    words = [str(a) for a in arguments]
    if "nl" in words:
        return gbo(*arguments, cwd=cwd)
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2)]
    out, err = streams
    try:
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            quick(patch)
            for name in os.environ.keys() - forks.environment({}).keys():
                patch.delenv(name)
            with open(os.devnull, encoding="utf-8") as nothing:
                patch.setattr("sys.stdin", nothing)
                patch.chdir(cwd or Path.cwd())
                code = main(words)
    finally:
        gc.enable()  # the program, which runs but once in its process, leaves it off
    said = []
    for stream in streams:
        stream.flush()
        said.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return CompletedProcess(words, code, *said)
