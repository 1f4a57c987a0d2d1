"""Start a server and keep it up until it is told to end."""

import asyncio
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from phuluc.errors import UsageError
from phuluc.server.app import create_app
from phuluc.server.config import Config, Patience
from phuluc.server.desk import Desk

_MOST_HEAD = 32 * 1024  # bytes of a request's head
_STOPS = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """uvicorn's, but a signal is a wish to end that is fulfilled, and no error once it is."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End in order at the first signal; at once at the second."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _STOPS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def protocol(patience: Patience) -> type[H11Protocol]:
    """The protocol of uvicorn with a limit to the time in which the head of a request must come; uvicorn has none."""

    class Protocol(H11Protocol):
        _timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            if self._timer is not None:
                self._timer.cancel()
            super().connection_lost(exc)

        def _watch(self) -> None:
            """Let the clock run while a head is awaited."""
            awaited = self.conn.their_state is h11.IDLE
            if awaited and self._timer is None:
                self._timer = self.loop.call_later(patience.head, self.transport.close)
            elif not awaited and self._timer is not None:
                self._timer.cancel()
                self._timer = None

    return Protocol


def open_socket(config: Config) -> socket.socket:
    """A socket that listens at the configured address.

    Raises:
        UsageError: there is no such address here, or its port is taken.
    """
    try:
        family, kind, number, _, address = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, number)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as error:
        raise UsageError(
            f"cannot listen at {config.host}, port {config.port} ({error.strerror}); name another with --host, --port"
        ) from error
    return listening


def server_of(desk: Desk, tell: Callable[[str], None]) -> Server:
    """A server that is not running yet; the desk's folder is to be held while it runs."""
    config = desk.config
    logging.getLogger("uvicorn").setLevel(logging.INFO if os.environ.get("PHULUC_DEBUG") == "1" else logging.CRITICAL)
    settings = uvicorn.Config(
        create_app(desk, tell),
        http=protocol(config.patience),
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=config.connections,
        timeout_keep_alive=config.patience.idle,
        timeout_graceful_shutdown=int(config.patience.stop),
        h11_max_incomplete_event_size=_MOST_HEAD,
    )
    return Server(settings)


def serve(config: Config, tell: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; then end what is under way, so that a later server goes on with it.

    Args:
        config: what to serve, where, to whom.
        tell: given each line that whoever started it should read.

    Raises:
        PhulucError: the server cannot start.
    """
    desk = Desk(config)
    with open_socket(config) as listening, desk.store.held():
        server = server_of(desk, tell)
        host, port = listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        tell(f"serving http://{shown}:{port}/ from {config.folder}; Ctrl-C ends it")
        server.run(sockets=[listening])
    tell("stopped; every document is whole, and what was being read is read at the next start")
