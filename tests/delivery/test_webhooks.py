"""A POST to a webhook: what arrives, and what is said where nobody takes it."""

from __future__ import annotations

import hashlib
import hmac
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.delivery.receiving import Receiver, receiver
from ticker.delivery import post, signature
from ticker.errors import DeliveryError
from ticker.model import Destination

BODY = '{"title":"Трамвай зійшов з рейок"}'.encode()
TOKEN = "token-of-the-desk"


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as listening:
        yield listening


def to(url: str, secret: str | None = None) -> Destination:
    return Destination("webhook", "https://hooks.example/...", (url,), secret)


def send(destination: Destination, deadline_s: float = 30.0) -> str:
    return post(
        destination, BODY, event="new_entries", delivery="desk:17", deadline_s=deadline_s
    ).detail


def refused(destination: Destination, deadline_s: float = 30.0) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(destination, deadline_s)
    assert caught.value.where == "https://hooks.example/..."
    assert caught.value.hint
    assert TOKEN not in f"{caught.value} {caught.value.hint} {caught.value.__cause__}"
    return caught.value


def test_the_body_arrives_byte_for_byte_with_its_names(hook: Receiver) -> None:
    assert send(to(hook.url("/hook?key=1"))) == "HTTP 204"
    (got,) = hook.posted
    assert (got.path, got.body) == ("/hook?key=1", BODY)
    assert got.headers["content-type"] == "application/json"
    assert got.headers["x-ticker-event-type"] == "new_entries"
    assert got.headers["x-ticker-delivery"] == "desk:17"
    assert got.headers["user-agent"].startswith("ticker/")
    assert "x-ticker-signature" not in got.headers


def test_the_signature_is_what_a_receiver_reckons(hook: Receiver) -> None:
    send(to(hook.url(), secret="пароль"))
    expected = hmac.new("пароль".encode(), hook.posted[0].body, hashlib.sha256).hexdigest()
    assert hook.posted[0].headers["x-ticker-signature"] == expected == signature("пароль", BODY)


def test_a_login_in_the_address_is_sent_as_one(hook: Receiver) -> None:
    send(to(hook.url().replace("http://", f"http://desk:{TOKEN}@")))
    assert hook.posted[0].headers["authorization"].startswith("Basic ")
    assert hook.posted[0].path == "/hook"


@pytest.mark.parametrize(
    ("status", "headers", "said", "wait_s"),
    [
        (500, {}, "HTTP 500", None),
        (404, {}, "HTTP 404", None),
        (429, {"Retry-After": "120"}, "HTTP 429", 120),
        (503, {"Retry-After": "999999999999"}, "HTTP 503", 3_600),
        (503, {"Retry-After": "Thu, 10 Jul 2025 06:00:00 GMT"}, "HTTP 503", 0),
        (503, {"Retry-After": "soon"}, "HTTP 503", None),
        (503, {"Retry-After": "²"}, "HTTP 503", None),
    ],
)
def test_an_answer_other_than_2xx_takes_nothing(
    hook: Receiver, status: int, headers: dict[str, str], said: str, wait_s: int | None
) -> None:
    hook.status, hook.headers = status, headers
    error = refused(to(hook.url(f"/{TOKEN}")))
    assert (error.message, error.retry_after_s) == (said, wait_s)


def test_a_redirect_is_not_followed(hook: Receiver) -> None:
    with receiver() as elsewhere:
        for status in (301, 302, 303, 307, 308):
            hook.status, hook.headers = status, {"Location": elsewhere.url()}
            assert "leads elsewhere" in refused(to(hook.url())).message
        assert elsewhere.posted == []
    assert len(hook.posted) == 5


def test_a_receiver_that_hangs_is_given_up_at_the_deadline(hook: Receiver) -> None:
    hook.hang_s = 600
    assert refused(to(hook.url()), deadline_s=0.5).message == "no answer within 0.5 s"


@contextmanager
def trickling() -> Iterator[str]:
    """A server that sends a header a byte at a time, for ever: each of its bytes comes soon."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not over.wait(0.05):
                    try:
                        connection.sendall(b"a")
                    except OSError:
                        return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        over.set()
        thread.join()


def test_a_trickling_answer_does_not_stretch_the_deadline() -> None:
    with trickling() as url:
        assert refused(to(url), deadline_s=0.5).message == "no answer within 0.5 s"


def test_a_receiver_that_is_down_is_told_as_that(hook: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert refused(to(f"http://127.0.0.1:{port}/{TOKEN}")).message == "connection refused"
    hook.status = 0
    assert refused(to(hook.url(f"/{TOKEN}"))).message.startswith("the connection broke")
    assert refused(to(f"https://{hook.place}/{TOKEN}")).message == "no secure connection"
    nowhere = refused(to(f"http://nowhere.invalid/{TOKEN}"))
    assert nowhere.message == "its host has no address"
    with pytest.raises(DeliveryError, match="cannot be read"):
        send(to(f"http:///{TOKEN}"))


def test_a_certificate_of_an_unknown_authority_is_not_accepted() -> None:
    from tests.delivery.receiving import server_context

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            try:
                server_context().wrap_socket(connection, server_side=True).close()
            except OSError:
                connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        error = refused(to(f"https://127.0.0.1:{listening.getsockname()[1]}/{TOKEN}"))
        thread.join()
    assert error.message.startswith("its certificate is not accepted: ")
