"""The web server: uvicorn in a thread of its own beside the daemon, or alone."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from ticker.clock import Clock, utc_now
from ticker.errors import UsageError
from ticker.model import Config, WebSettings
from ticker.web.app import guarded, make_app
from ticker.web.desk import Desk
from ticker.web.stream import Hub

CLOSE_S = 1
"""How long a stop waits for answers in hand: the daemon has spent up to 6 s on its polls by then,
and service managers kill after ten."""
BACKLOG = 512


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it: uvicorn's own capture re-raises them when it has ended,
    and would kill the daemon before its polls are recorded. Ends its streams by itself, which
    would else be waited for."""

    def __init__(self, settings: uvicorn.Config, hub: Hub) -> None:
        super().__init__(settings)
        self._hub = hub

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._hub.close()
        await super().shutdown(sockets)


class WebServer:
    """Serves the record until it is closed. Use it as a context manager."""

    def __init__(self, config: Config, settings: WebSettings, clock: Clock = utc_now) -> None:
        self.settings = settings
        self._socket = listen(settings)
        host, port = self._socket.getsockname()[:2]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        self._desk = Desk(config, clock)
        app = make_app(self._desk, settings)
        served = uvicorn.Config(
            guarded(app, settings),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=CLOSE_S,
            lifespan="on",
        )
        self._server = _Server(served, app.state.hub)
        self._thread = threading.Thread(target=self._serve, name="web", daemon=True)

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])

    def __enter__(self) -> WebServer:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def use(self, config: Config) -> None:
        """Ask the record of another configuration from now on."""
        self._desk.use(config)

    def wait(self, timeout_s: float | None = None) -> bool:
        """Until the server has ended; whether it has."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Finish the answers in hand, and end."""
        self._server.should_exit = True
        self._thread.join(2 * CLOSE_S)
        self._socket.close()


def listen(settings: WebSettings) -> socket.socket:
    """A socket that listens where the configuration says. Raises UsageError, where that is beyond
    the loopback and no token is set, or where the address cannot be had."""
    if not settings.loopback and settings.token is None:
        raise UsageError(
            f"{settings.host} is beyond this machine, and no token is set",
            where="[web] listen",
            hint='set token = "${TICKER_TOKEN}" in [web], or listen on 127.0.0.1',
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol is named, for asyncio turns Nagle's algorithm off only where it is: without that
    # an answer waits 40 ms for the reader's delayed acknowledgement between its head and its body.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((settings.host, settings.port))
        opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        raise UsageError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror}",
            where="[web] listen",
            hint='another program may have the port: choose another, as in listen = "127.0.0.1:0"',
        ) from None
    return opened
