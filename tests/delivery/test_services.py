"""Messages to services of Apprise, here one that posts JSON to the loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import apprise
import pytest

from tests.delivery.receiving import Receiver, receiver
from ticker.config.services import SERVICES
from ticker.delivery import notify
from ticker.delivery.hiding import hidden, secrets_of
from ticker.errors import DeliveryError
from ticker.model import Destination

# Its 140 modules import what Python is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

TOKEN = "t0ken-of-the-desk"


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as listening:
        yield listening


def to(url: str) -> Destination:
    return Destination("service", "json://...", (url,))


def test_a_message_arrives_at_the_service(hook: Receiver) -> None:
    sent = notify(to(f"json://{hook.place}/{TOKEN}"), "desk: Трамвай", "зійшов з рейок\n")
    assert sent.detail == "taken by JSON"
    (got,) = hook.posted
    assert got.path.rstrip("/") == f"/{TOKEN}"
    said = json.loads(got.body)
    assert (said["title"], said["message"].strip()) == ("desk: Трамвай", "зійшов з рейок")


def test_a_service_that_does_not_take_it_is_told_without_secrets(hook: Receiver) -> None:
    hook.status = 500
    with pytest.raises(DeliveryError) as caught:
        notify(to(f"json://desk:{TOKEN}@{hook.place}/{TOKEN}"), "title", "text")
    assert caught.value.message.startswith("the service did not take it")
    assert "500" in caught.value.message
    assert TOKEN not in f"{caught.value} {caught.value.hint}"


def test_an_address_that_apprise_cannot_read_is_told_without_secrets() -> None:
    with pytest.raises(DeliveryError) as caught:
        notify(to(f"tgram://{TOKEN}/"), "title", "text")
    assert "cannot read its address" in caught.value.message
    assert TOKEN not in f"{caught.value} {caught.value.hint}"


def test_the_schemes_of_the_configuration_are_those_of_apprise() -> None:
    known: Any = apprise.plugins.N_MGR
    assert frozenset(known.schemas()) == SERVICES


def test_secrets_are_hidden_in_every_form() -> None:
    url = "tgram://123456789:ABC%2Fdef-ghi/chat-room/?key=hidden%20key"
    for said in (url, "ABC/def-ghi", "ABC%2Fdef-ghi", "123456789", "chat-room", "hidden key"):
        assert hidden(f"failed {said} today", secrets_of(url)) == "failed *** today"
    assert hidden("a\r\n\x1b[1mb", ()) == "a [1mb"
