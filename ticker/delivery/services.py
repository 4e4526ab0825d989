"""A message to any of the services that Apprise knows (https://github.com/caronc/apprise)."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from ticker.delivery.deadline import within
from ticker.delivery.hiding import hidden, secrets_of
from ticker.errors import DeliveryError
from ticker.model import Destination, Sent

DEADLINE_S = 60.0
"""Some services are asked several times for one message."""


def notify(destination: Destination, title: str, text: str) -> Sent:
    """Send a message to a service. Raises DeliveryError, also where Apprise is not installed."""
    if find_spec("apprise") is None:
        raise DeliveryError(
            "Apprise is not installed",
            where=destination.shown,
            hint="pip install 'tickerwire[apprise]'",
        )
    apprise = importlib.import_module("apprise")
    url = destination.address[0]
    # Nothing is kept on the disk, and no plugin is read from it.
    asset = apprise.AppriseAsset(
        app_id="ticker", plugin_paths=[], storage_mode="memory", secure_logging=True
    )
    with _listening(apprise.logger.name) as said:
        service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
        if service is None:
            raise DeliveryError(
                _why(said, url, "Apprise cannot read its address"),
                where=destination.shown,
                hint="https://github.com/caronc/apprise/wiki has the form of each service",
            )
        sender = apprise.Apprise(asset=asset)
        sender.add(service)
        if not _taken(sender, title, text):
            raise DeliveryError(
                _why(said, url, "the service did not take it"),
                where=destination.shown,
                hint="what waits for it is sent again later; `ticker alerts test` tries it at once",
            )
    return Sent(f"taken by {getattr(service, 'service_name', 'the service')}")


def _taken(sender: Any, title: str, text: str) -> bool:
    """Whether the service took it, within the time there is."""
    try:
        return bool(
            within(DEADLINE_S, lambda: sender.notify(body=text, title=title, body_format="text"))
        )
    except TimeoutError:
        return False


class _Ears(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(record.getMessage())


@contextmanager
def _listening(name: str) -> Iterator[list[str]]:
    """What Apprise logs meanwhile: it says nowhere else why it failed."""
    said: list[str] = []
    ears, logger = _Ears(said), logging.getLogger(name)
    logger.addHandler(ears)
    try:
        yield said
    finally:
        logger.removeHandler(ears)


def _why(said: list[Any], url: str, otherwise: str) -> str:
    return f"{otherwise}: {hidden(said[0], secrets_of(url))}" if said else otherwise
