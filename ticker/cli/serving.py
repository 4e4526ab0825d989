"""The page and the API: alone, or beside the daemon."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import click

from ticker.cli.given import Command, Given
from ticker.errors import TickerError, UsageError


@click.command("serve", cls=Command)
@click.option(
    "--listen", metavar="HOST:PORT", help="Where, instead of [web] listen in the configuration."
)
@click.pass_obj
def serve_command(given: Given, /, listen: str | None) -> int:
    """The page and the HTTP API alone, without polling.

    They only read: a daemon may write to the same store meanwhile. The address is that of [web] in
    the configuration, else http://127.0.0.1:8765/; port 0 takes any that is free. Beyond this
    machine a token is needed. Ctrl-C stops it.

    \b
    Examples:
      ticker serve
      ticker serve --listen 127.0.0.1:9000
    """
    from dataclasses import replace

    from ticker.cli.configured import config_of
    from ticker.config import read_listen
    from ticker.model import WebSettings
    from ticker.web import WebServer

    config = config_of(given)
    settings = config.web or WebSettings()
    if listen is not None:
        place = read_listen(listen)
        if place is None:
            raise UsageError(
                f"{listen!r} is no address and port",
                where="--listen",
                hint="write it like 127.0.0.1:8765",
            )
        settings = replace(settings, host=place[0], port=place[1])
    config = replace(config, web=settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), WebServer(config, settings) as server:
        click.echo(f"serving {server.url}; Ctrl-C stops", err=True)
        server.wait()
    return 0


class Beside:
    """Serves beside the daemon, where the newest configuration says so. An address that cannot be
    had is told, and no reason not to poll. Use it as a context manager."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._server: Any = None

    def follow(self, config: Any) -> Any:
        """Serve what this configuration says from now on; gives it back."""
        if self._server is not None and self._server.settings == config.web:
            self._server.use(config)
            return config
        self.close()
        if config.web is not None:
            from ticker.web import WebServer

            try:
                self._server = WebServer(config, config.web)
            except TickerError as error:
                hint = f" ({error.hint})" if error.hint else ""
                self._say(f"no page is served: {error}{hint}")
            else:
                self._server.start()
                self._say(f"serving {self._server.url}")
        return config

    def close(self) -> None:
        """Serve nothing any more."""
        if self._server is not None:
            self._server.close()
        self._server = None

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
