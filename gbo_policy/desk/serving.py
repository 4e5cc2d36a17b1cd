"""The server: this machine only, one process, no log; it says where it is, opens the browser, and ends with
Ctrl+C.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress

from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.desk.deskapp import desk_app
from gbo_policy.desk.parts.guard import Keys
from gbo_policy.desk.parts.office import Hands, Office

HOST = "127.0.0.1"


def serve(hands: Hands, port: int, ready: Callable[[str], None]) -> None:
    """Serve the desk until it is stopped; ``ready`` is told its address once it can be opened. Port 0 takes a
    free one.
    """
    import uvicorn

    class Announced(uvicorn.Server):
        """Tells that it listens, once it does."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready(office.keys.address)

    with bound(port) as listening:
        office = Office(hands, Keys(listening.getsockname()[1]))
        config = uvicorn.Config(
            desk_app(office),
            log_config=None,
            log_level="critical",  # nothing of the workspace reaches a log
            access_log=False,
            loop="asyncio",  # named, so that nothing is looked for
            http="h11",
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=1,
            h11_max_incomplete_event_size=32_768,
            backlog=64,
        )
        with suppress(KeyboardInterrupt):  # Ctrl+C is how it ends
            Announced(config).run([listening])


def bound(port: int) -> socket.socket:
    """Take a port of this machine alone. Raises PolicyError where another program has it."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        raise PolicyError([problem("port-taken", None, word=str(port), what=error.strerror)]) from None
    return listening
