"""A cluster of pyspark's own jars, as small as one can be: a master, workers, and a Spark Connect server that
runs on them.

They listen on the loopback only, and none of them sees what the program puts into its temporary folder.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import pyspark
from pyspark.sql import SparkSession

from tests import forks

JARS = Path(pyspark.__file__).parent / "jars"
_SMALL = ["-Xss512k", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]
_OPEN = [
    f"--add-opens=java.base/{p}=ALL-UNNAMED"
    for p in ("java.lang", "java.lang.invoke", "java.io", "java.net", "java.nio", "java.util", "sun.nio.ch")
] + ["--add-opens=java.base/sun.util.calendar=ALL-UNNAMED"]
_NOBODY = 65534
# a mount of nothing over the folder, in a namespace of mounts of its own
_OVER = ["sh", "-c", 'mount -t tmpfs none "$TMPDIR" && exec "$@"', "sh"]
_MOUNTED, _AS_ROOT = ["unshare", "--mount", *_OVER], ["unshare", "--map-root-user", "--mount", *_OVER]
# where a container forbids that: without root's right to pass by the owner of a folder
_BARRED = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
SETTINGS = {
    "spark.cores.max": "1",
    "spark.executor.memory": "512m",
    "spark.executor.extraJavaOptions": " ".join(_SMALL),
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}


def free_port() -> int:
    """Give a port of the loopback that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def until(done: Callable[[], bool], what: str, seconds: float = 240) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def open_at(port: int) -> bool:
    """Tell whether somebody listens."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@cache
def _hiding(folder: Path) -> tuple[str, ...]:
    """Give the words before a command that hide a folder, which is its ``TMPDIR``, from it."""
    (folder / "seen").touch()
    look = ["sh", "-c", 'test ! -e "$TMPDIR/seen"']
    for way in (_MOUNTED, _AS_ROOT, _BARRED):
        if way is _BARRED:
            folder.chmod(0o700)
            os.chown(folder, _NOBODY, _NOBODY)
        env = os.environ | {"TMPDIR": str(folder)}
        if subprocess.run([*way, *look], env=env, capture_output=True, check=False).returncode == 0:
            return tuple(way)
    raise AssertionError("no way to hide a folder from a process: neither unshare nor setpriv may")


class Cluster:
    """A master, and on it as many workers as were asked for; ``hidden`` is the program's temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.hidden = folder, folder / "hidden"
        self.hidden.mkdir()
        self.workers: list[subprocess.Popen[bytes]] = []
        self.servers: list[subprocess.Popen[bytes]] = []
        self.master, self.connect, self._started = "", "", 0
        self.connect_log = folder

    def environment(self) -> dict[str, str]:
        """Give the environment of the program and of the servers."""
        return forks.environment({}) | {
            "TMPDIR": str(self.hidden),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_HOME": str(JARS.parent),
            "SPARK_SCALA_VERSION": "2.13",
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_SUBMIT_OPTS": " ".join(_SMALL),
            "SPARK_LAUNCHER_OPTS": " ".join(_SMALL),
        }

    def _start(self, name: str, *arguments: object, heap: str = "256m") -> subprocess.Popen[bytes]:
        self._started += 1
        command = ["java", f"-Xmx{heap}", *_SMALL, *_OPEN, "-cp", f"{JARS}/*", name, *map(str, arguments)]
        with self.log(self._started).open("wb") as log:
            return subprocess.Popen(
                [*_hiding(self.hidden), *command],
                stdout=log,
                stderr=log,
                env=self.environment(),
                start_new_session=True,
            )

    def log(self, number: int) -> Path:
        """Give what a server said, by the number of those that were started."""
        return self.folder / f"server-{number}.log"

    def _listening(self, server: subprocess.Popen[bytes], port: int) -> None:
        said = self.log(self._started)
        until(
            lambda: open_at(port) or server.poll() is not None, f"{said} says why this server does not listen"
        )
        assert server.poll() is None, said.read_text()[-2000:]
        self.servers.append(server)

    def start_master(self) -> None:
        """Start the master."""
        port = free_port()
        options = ("--host", "127.0.0.1", "--port", port, "--webui-port", free_port())
        self._listening(self._start("org.apache.spark.deploy.master.Master", *options), port)
        self.master = f"spark://127.0.0.1:{port}"

    def have(self, workers: int) -> None:
        """See that so many workers run; each has one core."""
        self.workers = [w for w in self.workers if w.poll() is None]
        while len(self.workers) < workers:
            options = ("--host", "127.0.0.1", "--cores", 1, "--memory", "1g", "--webui-port", free_port())
            place = self.folder / f"work-{self._started}"
            made = self._start(
                "org.apache.spark.deploy.worker.Worker", *options, "--work-dir", place, self.master
            )
            self.workers.append(made)

    def start_connect(self) -> None:
        """Start a Spark Connect server, whose executors are the workers'."""
        port = free_port()
        own = SETTINGS | {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(port),
        }
        conf = [word for pair in own.items() for word in ("--conf", "=".join(pair))]
        server = "org.apache.spark.sql.connect.service.SparkConnectServer"
        options = ("--master", self.master, *conf, "--class", server, "spark-internal")
        made = self._start("org.apache.spark.deploy.SparkSubmit", *options, heap="512m")
        self.connect_log = self.log(self._started)
        self._listening(made, port)
        self.connect = f"sc://127.0.0.1:{port}"

    def executors(self) -> dict[int, subprocess.Popen[bytes]]:
        """Give the processes that workers have started to work for the Spark Connect server, with whose they
        are.
        """
        return {pid: worker for worker in self.workers for pid in children(worker.pid)}

    def kill(self, server: subprocess.Popen[bytes]) -> None:
        """Kill a server and all that it has started, at once, where it still runs."""
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()

    def close(self) -> None:
        """Kill whatever runs."""
        for one in (*self.workers, *self.servers):
            self.kill(one)


def children(pid: int) -> list[int]:
    """Give the processes that a process has started, by whichever of its threads."""
    found = [path.read_text(encoding="ascii") for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(n) for n in " ".join(found).split()]


def options(master: str) -> Sequence[str]:
    """Give the options of an audit on a cluster."""
    conf = [] if master.startswith("sc://") else [f"{k}={v}" for k, v in SETTINGS.items()]
    return ["--engine", "spark", "--spark-master", master, *(w for c in conf for w in ("--spark-conf", c))]


class Client:
    """The program in one process that runs audit after audit: what Python imports, it imports once."""

    def __init__(self, cluster: Cluster) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.clusters"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=cluster.environment(),
            cwd=forks.ROOT,
        )

    def ask(self, *arguments: object) -> None:
        """Let it run the program, and do not wait for that."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([str(a) for a in arguments]).encode() + b"\n")
        self._process.stdin.flush()

    def answer(self) -> subprocess.CompletedProcess[str]:
        """Wait for the program's end."""
        assert self._process.stdout is not None
        found = json.loads(self._process.stdout.readline())
        return subprocess.CompletedProcess([], found["code"], found["out"], found["err"])

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run the program."""
        self.ask(*arguments)
        return self.answer()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()


def _serve() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        sys.argv[1:] = json.loads(line)
        if sys.argv[1] == "sql":
            SparkSession.builder.remote(sys.argv[2]).getOrCreate().sql(sys.argv[3])
            sys.argv[1:] = ["--version"]
        out, err, code = StringIO(), StringIO(), 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                runpy.run_module("gbo_policy", run_name="__main__")
            except SystemExit as end:
                code = int(end.code or 0)
        answers.write(json.dumps({"code": code, "out": out.getvalue(), "err": err.getvalue()}) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
