"""What a cluster is waiting for: work that no worker takes up, since all are lost or busy, is ended, and so
is what a Spark Connect server does not answer.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from gbo_policy.basics.problems import PolicyError, problem

TIMEOUT = "spark.network.timeout"  # Spark's own: after so long without a sign it gives a worker up
_DEFAULT = "120s"
_LOOK = 1.0  # seconds between two looks
_QUIET = 10  # seconds without a word, after which a Spark Connect server is asked for one
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def seconds(duration: str) -> float:
    """Give a duration as Spark writes it in seconds, which is also its unit where none is given."""
    found = re.fullmatch(r"(\d+) ?([a-z]*)", duration.strip().lower())
    return float(found[1]) * _SECONDS.get(found[2], 1) if found else seconds(_DEFAULT)


class IdleWatch:
    """Watches a session of Spark while it works, and ends what stands still longer than ``TIMEOUT`` says.

    ``hang_up`` ends all that waits for a Spark Connect server; there is none for another master.
    """

    def __init__(self, session: Any, limit: str | None, hang_up: Callable[[], None] | None) -> None:
        self.session, self.hang_up = session, hang_up
        self.limit = seconds(limit or session.conf.get(TIMEOUT, _DEFAULT))
        self.given_up = ""  # the code of why
        self._stands, self._heard_at = False, threading.Event()
        if hang_up is not None:
            session.registerProgressHandler(self._heard)

    def _heard(self, *, stages: Iterable[Any] | None, inflight_tasks: int, done: bool, **_: Any) -> None:
        self._heard_at.set()
        # a job's last stage has its highest number; of the others some are never done, since they were before
        last = max(stages or (), key=lambda s: s.stage_id, default=None)
        self._stands = last is not None and not (done or last.done or inflight_tasks)

    def _still(self) -> bool:
        """Tell whether there is work, and nobody at it."""
        if self.hang_up is not None:
            return self._stands
        tracker = self.session.sparkContext.statusTracker()
        stages = [s for n in tracker.getActiveStageIds() if (s := tracker.getStageInfo(n)) is not None]
        return bool(stages) and not any(s.numActiveTasks for s in stages)

    def _ask(self) -> None:
        """Ask a Spark Connect server for anything at all; whoever works with it tells of an error."""
        with suppress(Exception):
            self.session.conf.get(TIMEOUT, _DEFAULT)
            self._heard_at.set()

    def _watch(self, ended: threading.Event) -> None:
        stood, silent = 0.0, 0.0
        while not ended.wait(_LOOK):
            stood = stood + _LOOK if self._still() else 0.0
            silent = 0.0 if self.hang_up is None or self._heard_at.is_set() else silent + _LOOK
            self._heard_at.clear()
            if silent and silent % _QUIET == 0:
                threading.Thread(target=self._ask, daemon=True).start()
            if silent >= self.limit + _QUIET and self.hang_up is not None:
                self.given_up = "cluster-silent"
                self.hang_up()
                return
            if stood >= self.limit:
                self.given_up = "cluster-waits"
                self._interrupt()
                return

    def _interrupt(self) -> None:
        if self.hang_up:
            self.session.interruptAll()
        else:
            self.session.sparkContext.cancelAllJobs()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Watch what is done within. Raises PolicyError where it was ended."""
        ended, self._stands = threading.Event(), False
        watch = threading.Thread(target=self._watch, args=(ended,), daemon=True)
        watch.start()
        try:
            yield
        except Exception:
            if self.given_up:
                raise PolicyError([problem(self.given_up, None, word=f"{self.limit:g}")]) from None
            raise
        finally:
            ended.set()
            watch.join()
