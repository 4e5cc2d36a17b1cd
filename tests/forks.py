"""The program as a process of its own that need not start from nothing: forked from one that has imported all
but the command line. Audits have a second one, which has their libraries too.

Arguments, environment, folder, streams, memory and exit code are each run's own, and it ends as any Python
does. What the interpreter reads when it starts cannot be given to it: such a run is started (see
``conftest.gbo``).
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import runpy
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parent.parent
AT_START = ("PYTHON", "LC_", "LANG", "TZ")  # variables that Python or its C library reads when it starts
# what the program imports where it needs it; not its command line, whose texts are in the language of its arguments
LIBRARIES = (
    "click",
    "cryptography.hazmat.primitives.serialization",
    "email_validator",
    "holidays.countries.belgium",
    "rich.console",
    "rule_engine",
    "stdnum.be.vat",
)
AUDIT_LIBRARIES = ("duckdb", "ibis.backends.duckdb", "pyarrow.parquet")
# nor what answers an editor or a browser: such a run lasts, and is started
NOT_YET = ("gbo_policy.cli", "gbo_policy.__main__", "gbo_policy.editors.language", "gbo_policy.desk")
AUDIT = "gbo_policy.audit"  # with libraries that take a second, and that no other command may have at hand


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Give the environment of a run: ours without the program's own variables and without a language, and
    ``more``.
    """
    own = {k: v for k, v in os.environ.items() if not k.startswith(("GBO_POLICY_", "LC_", "LANG"))}
    return own | {"PYTHONPATH": str(ROOT)} | dict(more)


def at_start(given: Mapping[str, str]) -> dict[str, str]:
    """Give the part of an environment that a run has from the beginning."""
    return {k: v for k, v in given.items() if k.startswith(AT_START)}


def run(
    arguments: Sequence[str], given: Mapping[str, str], folder: Path | None
) -> subprocess.CompletedProcess[str]:
    """Run the program; give what it printed and its exit code."""
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as err:
        request = json.dumps(
            {"arguments": arguments, "environment": given, "folder": str(folder or Path.cwd())}
        )
        server = _server(audit="audit" in arguments[:1])
        socket.send_fds(server, [request.encode()], [out.fileno(), err.fileno()])
        code = server.recv(100)
        assert code, "the process that forks is gone"
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess([*arguments], int(code), out.read(), err.read())


@cache
def _server(*, audit: bool) -> socket.socket:
    """Start the process that forks: one or two for each process of tests, to its end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", "tests.forks", str(theirs.fileno()), *(["audit"] if audit else [])]
        one_thread = environment({"OPENBLAS_NUM_THREADS": "1"})  # a process that forks should have no other
        started = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd=ROOT, env=one_thread
        )
    atexit.register(started.wait)
    atexit.register(ours.close)  # before the other: last in, first out
    return ours


def _serve(requests: socket.socket, *, audit: bool) -> None:
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # as the program does before it imports anything
    walked = pkgutil.walk_packages([str(ROOT / "gbo_policy")], "gbo_policy.")
    own = [m.name for m in walked if not m.name.startswith(NOT_YET) and m.name.startswith(AUDIT) is audit]
    for name in (*(AUDIT_LIBRARIES if audit else LIBRARIES), *own):
        import_module(name)
    if not audit:
        _compile_the_page()
    _build_the_models()
    gc.freeze()
    while True:
        request, streams, _, _ = socket.recv_fds(requests, 1_000_000, 2)
        if not request:
            return
        child = os.fork()
        if child == 0:
            requests.close()
            _become(json.loads(request), streams)
        for stream in streams:
            os.close(stream)
        requests.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def _compile_the_page() -> None:
    """Write an empty report, so that not each run compiles the page's template for itself."""
    blocks, writer = (
        import_module(f"gbo_policy.reporting.{n}") for n in ("content.blocks", "writers.html_report")
    )
    empty = blocks.Document("en", "", "", "", "", date(2026, 3, 1), "", "", "", blocks.Pairs(()), "")
    assert writer.render(empty)


def _build_the_models() -> None:
    """Build what checks each kind of entry, which a process does otherwise where it meets the first one."""
    kinds = [import_module("gbo_policy.terms.values").Model]
    for kind in kinds:
        kind.model_rebuild()
        kinds += kind.__subclasses__()


def _become(request: Mapping[str, object], streams: Sequence[int]) -> None:
    """Be the program, to its end."""
    for stream, number in zip(streams, (1, 2), strict=True):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[arg-type, call-overload]
    os.chdir(str(request["folder"]))
    sys.path.insert(0, os.getcwd())
    sys.argv[1:] = request["arguments"]  # type: ignore[call-overload]
    try:
        runpy.run_module("gbo_policy", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        # else Python has more to do at its end than the following
        if isinstance(end.code, int) and threading.active_count() == 1:
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
            # without taking apart all that was imported, which would take as long as a check
            os._exit(end.code)
        raise


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])), audit=sys.argv[2:] == ["audit"])
