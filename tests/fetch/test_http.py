"""The fetch itself, against a server that does everything wrong."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fetch.faultserver import (
    ANSWERS,
    DATE,
    ETAG,
    FEED,
    PACKED,
    Answer,
    FaultServer,
    always,
    message,
    redirect,
)
from tests.fetch.running import QUICK, fetch_one
from ticker.errors import FetchError, UsageError
from ticker.fetch import Fetcher
from ticker.fetch.failures import failure
from ticker.fetch.target import read_target
from ticker.model import PollSettings, Response

WHOLE = [
    "/ok",
    "/close-delimited",
    "/chunked",
    "/gzip",
    "/gzip-two-members",
    "/gzip-padded",
    "/coding-utf-8",
    "/deflate",
    "/deflate-raw",
    "/wide-policy",
    "/cookie",
    "/moved",
    "/moved-308",
    "/with-credentials",
    "/hops/5",
]
BROKEN = {
    "/gzip-cut": f"incomplete: the gzip data breaks off after {len(PACKED) // 2} bytes",
    "/gzip-no-checksum": "incomplete: the gzip data breaks off",
    "/gzip-wrong-checksum": "damaged gzip data (incorrect data check)",
    "/gzip-not": "labelled gzip, but it is not",
    "/gzip-empty": "incomplete: the gzip data breaks off after 0 bytes",
    "/gzip-bomb": "too large: more than 10 MB",
    "/gzip-200-times": "compressed 200 times over",
    "/brotli": "sent in the coding 'br', though only gzip was asked for",
    "/length-too-long": f"incomplete: {len(FEED)} of {len(FEED) * 2} bytes",
    "/length-too-short": "incomplete: more bytes follow than the answer announced",
    "/length-too-short-later": "incomplete: more bytes follow than the answer announced",
    "/length-nonsense": "bad response: ",
    "/length-twice": "bad response: ",
    "/chunk-cut": "incomplete: the answer breaks off after 300 bytes",
    "/chunk-no-end": f"incomplete: the answer breaks off after {len(FEED)} bytes",
    "/chunk-nonsense": "bad response: ",
    "/cut-by-reset": "the connection broke (connection reset by peer) after 300 bytes",
    "/endless": "too large: more than 10 MB",
    "/announces-a-lot": "too large: more than 10 MB",
    "/slow-head": "timeout after 0.3 s (0 bytes)",
    "/endless-1xx": "timeout after 0.3 s (0 bytes)",
    "/silent": "timeout after 0.3 s (0 bytes)",
    "/reset": "the connection broke (connection reset by peer) after 0 bytes",
    "/hang-up": "the server hung up without an answer",
    "/junk": "bad response: Bad status line",
    "/junk-status": "bad response: Bad status line",
    "/http09": "bad response: Bad status line",
    "/one-long-field": "bad response: Got more than 32768 bytes",
    "/many-fields": "bad response: Too many headers received",
    "/loop": "redirect loop at http://127.0.0.1:",
    "/loop-of-two": "redirect loop at http://127.0.0.1:",
    "/hops/6": "more than 5 redirects",
    "/to-nowhere": "redirected to http://[not-an-address/: the redirect leads to no address",
    "/to-file": "redirected to file:///etc/passwd: file: addresses are not fetched",
    "/to-gopher": "redirected to gopher://127.0.0.1:70/1: gopher: addresses are not fetched",
    "/to-script": "redirected to javascript:alert(1): javascript: addresses are not fetched",
    "/no-location": "HTTP 302 Found",
    "/204": "HTTP 204 No Content",
    "/206": "HTTP 206 Partial Content",
    "/304": "HTTP 304 Not Modified, though nothing was known before",
    "/304-with-body": "HTTP 304 Not Modified, though nothing was known before",
    "/404": "HTTP 404 Not Found",
    "/410": "HTTP 410 Gone",
    "/429": "HTTP 429 Too Many Requests",
    "/503": "HTTP 503 Service Unavailable",
    "/799": "HTTP 799",
    "/escape-in-status": "HTTP 500 Internal Server Error",
}
PRIVATE = ["/to-private", "/to-private-backslash", "/to-mapped", "/to-number"]


@pytest.mark.parametrize("path", WHOLE)
def test_a_whole_document_arrives_whole(path: str) -> None:
    told = fetch_one(path)
    assert told.body == FEED
    assert told.response is not None
    assert told.response.status == 200


@pytest.mark.parametrize("path", BROKEN)
def test_every_fault_is_named_and_nothing_is_taken(path: str) -> None:
    short = BROKEN[path].startswith("timeout")
    told = fetch_one(path, settings=replace(QUICK, timeout_s=0.3 if short else 10.0))
    assert BROKEN[path] in told.failure.message
    assert told.failure.hint
    assert told.failure.where == told.server.url(path)
    assert told.failure.message.isprintable()


@pytest.mark.parametrize("path", ["/reset", "/hang-up", "/cut-by-reset", "/junk", "/silent"])
def test_a_torn_connection_is_not_asked_again_at_once(path: str) -> None:
    """A server in trouble gets the one request that is due, and the next after the back-off."""
    told = fetch_one(path, settings=replace(QUICK, timeout_s=0.3 if path == "/silent" else 10.0))
    assert told.server.paths() == [path]


def test_a_slow_body_meets_the_same_deadline() -> None:
    told = fetch_one("/slow-body", settings=replace(QUICK, timeout_s=0.5))
    assert told.failure.message.startswith("timeout after 0.5 s (")
    assert "(0 bytes)" not in told.failure.message


def test_the_deadline_is_over_all_hops_together() -> None:
    async def slow(server: FaultServer, request: bytes) -> AsyncIterator[bytes]:
        await asyncio.sleep(0.2)
        step = int(request.split(b" ")[1][2:]) + 1
        yield message(b"", b"Location: /s%d" % step, status=b"302 Found")

    answers: dict[str, Answer] = {f"/s{n}": slow for n in range(6)}
    told = fetch_one("/s0", answers=answers, settings=replace(QUICK, timeout_s=0.5))
    assert "timeout after 0.5 s" in told.failure.message
    assert len(told.server.requests) <= 3


def test_every_answer_of_the_fault_server_is_tried() -> None:
    elsewhere = {"/slow-body", "/loop-back", "/to-localhost", "/conditional", "/empty", *PRIVATE}
    assert set(ANSWERS) <= {*WHOLE, *BROKEN} | elsewhere


def test_an_empty_body_is_an_answer() -> None:
    assert fetch_one("/empty").body == b""


# --- status and headers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "wait_s"), [("/429", 429, 120), ("/503", 503, None), ("/404", 404, None)]
)
def test_a_failure_carries_the_status_and_how_long_to_wait(
    path: str, status: int, wait_s: int | None
) -> None:
    failure = fetch_one(path).failure
    assert (failure.status, failure.retry_after_s) == (status, wait_s)


def test_a_redirect_gives_the_final_address_without_fragment() -> None:
    told = fetch_one("/moved")
    assert told.response is not None
    assert told.response.url == told.server.url("/ok")


def test_headers_come_as_received() -> None:
    fields = (b"X-Wire: caf\xe9", b"x-wire: \xd0\xba", b"Content-Type: text/xml")
    told = fetch_one("/fields", answers={"/fields": always(message(FEED, *fields))})
    assert told.response is not None
    assert [(k, v.encode("latin-1")) for k, v in told.response.headers] == [
        ("Content-Length", b"%d" % len(FEED)),
        ("X-Wire", b"caf\xe9"),
        ("x-wire", b"\xd0\xba"),
        ("Content-Type", b"text/xml"),
    ]


def test_an_early_hint_is_not_the_answer() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"
    for pieces in ((early + message(),), (early, message())):
        told = fetch_one("/early", answers={"/early": always(*pieces)})
        assert told.body == FEED


# --- conditional requests --------------------------------------------------------------------


def test_validators_are_sent_back_byte_for_byte() -> None:
    told = fetch_one("/conditional", etag=ETAG, last_modified=DATE)
    assert told.response is not None
    assert (told.response.status, told.response.body) == (304, b"")
    assert b"\r\nIf-None-Match: " + ETAG + b"\r\n" in told.server.requests[0]
    assert b"\r\nIf-Modified-Since: " + DATE + b"\r\n" in told.server.requests[0]
    assert ("ETag", ETAG.decode("latin-1")) in told.response.headers


def test_without_validators_nothing_is_asked_conditionally() -> None:
    told = fetch_one("/conditional", etag=b"", last_modified=None)
    assert told.body == FEED
    assert b"\r\nIf-" not in told.server.requests[0]


@pytest.mark.parametrize("split", [0, 1, 12, 40, 60])
def test_the_body_of_a_304_is_ignored(split: int) -> None:
    answer = message(FEED, b'ETag: "a"', status=b"304 Not Modified")
    pieces = (answer[:split], answer[split:]) if split else (answer,)
    told = fetch_one("/x", answers={"/x": always(*pieces)}, etag=b'"a"')
    assert told.response is not None
    assert (told.response.status, told.response.body) == (304, b"")


def test_validators_that_are_no_text_are_left_out_rather_than_changed() -> None:
    told = fetch_one("/conditional", etag=b'"caf\xe9"', last_modified=DATE)
    assert b"If-None-Match" not in told.server.requests[0]
    assert b"If-Modified-Since" in told.server.requests[0]


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_any_validator_is_sent_exactly_or_refused(text: str) -> None:
    etag = f'"{text}"'.encode()
    told = fetch_one("/ok", etag=etag)
    if any(c != "\t" and (ord(c) < 32 or ord(c) == 127) for c in text):
        assert "control character" in told.failure.message
        assert not told.server.requests
    else:
        assert b"\r\nIf-None-Match: " + etag + b"\r\n" in told.server.requests[0]


# --- who is asking ---------------------------------------------------------------------------


def test_a_request_says_who_asks_and_no_more() -> None:
    contact = replace(QUICK, contact="desk@news.example")
    request = fetch_one("/ok?x=1#frag", settings=contact).server.requests[0]
    first, *fields = request.rstrip(b"\r\n").split(b"\r\n")
    assert first == b"GET /ok?x=1 HTTP/1.1"
    names = [field.split(b":")[0] for field in fields]
    assert sorted(names) == [
        b"Accept",
        b"Accept-Encoding",
        b"Connection",
        b"Host",
        b"User-Agent",
    ]
    assert b"User-Agent: ticker/0.0.1 (news archive; contact=desk@news.example)" in fields
    assert b"Accept-Encoding: gzip" in fields
    assert any(field.endswith(b"*/*;q=0.1") for field in fields)


def test_without_a_contact_none_is_feigned() -> None:
    request = fetch_one("/ok").server.requests[0]
    assert b"\r\nUser-Agent: ticker/0.0.1 (news archive)\r\n" in request


def test_a_contact_that_breaks_the_header_is_refused() -> None:
    with pytest.raises(UsageError, match="plain ASCII"):
        Fetcher(PollSettings(contact="a\r\nX-Evil: 1"), version="0.0.1")


def test_proxies_and_netrc_of_the_environment_are_not_used(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login reader password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    told = fetch_one("/ok")
    assert told.body == FEED
    assert b"Authorization" not in told.server.requests[0]


def test_cookies_are_not_kept() -> None:
    answers = {
        "/first": always(
            message(b"", b"Location: /ok", b"Set-Cookie: id=1; Path=/", status=b"302 Found")
        )
    }
    told = fetch_one("/first", answers=answers)
    assert len(told.server.requests) == 2
    assert not any(b"Cookie" in request for request in told.server.requests)


def test_after_garbage_under_a_gzip_label_the_next_poll_asks_without_compression() -> None:
    async def run() -> list[bool]:
        async with FaultServer() as server:
            allowed = replace(QUICK, allow_private=(server.place,))
            async with Fetcher(allowed, version="0.0.1") as fetcher:
                for path in ("/gzip-not", "/gzip-not", "/gzip-cut", "/gzip-cut"):
                    with pytest.raises(FetchError):
                        await fetcher.fetch(server.url(path))
                for _ in range(2):
                    await fetcher.fetch(server.url("/ok"))
            return [b"\r\nAccept-Encoding: gzip\r\n" in request for request in server.requests]

    assert asyncio.run(run()) == [True, False, True, True, True, True]


# --- credentials -----------------------------------------------------------------------------


def credentials_seen(location: bytes) -> tuple[list[bool], list[bool], Response]:
    """Which requests carried credentials, here and at another port; and the response."""

    async def run() -> tuple[list[bool], list[bool], Response]:
        async with FaultServer() as other:
            answers = {"/a": redirect(location.replace(b"OTHER", other.place.encode()))}
            async with FaultServer(answers) as server:
                allowed = replace(QUICK, allow_private=(server.place, other.place))
                async with Fetcher(allowed, version="0.0.1") as fetcher:
                    url = f"http://reader:secret@{server.place}/a"
                    response = await fetcher.fetch(url)
                    seen = [
                        [
                            b"\r\nAuthorization: Basic cmVhZGVyOnNlY3JldA==\r\n" in r
                            for r in s.requests
                        ]
                        for s in (server, other)
                    ]
                    return seen[0], seen[1], response

    return asyncio.run(run())


def test_credentials_go_to_their_own_origin_and_are_never_shown() -> None:
    here, elsewhere, response = credentials_seen(b"/ok")
    assert (here, elsewhere) == ([True, True], [])
    assert "secret" not in response.url


def test_credentials_are_not_sent_to_another_origin() -> None:
    here, elsewhere, _ = credentials_seen(b"http://OTHER/ok")
    assert (here, elsewhere) == ([True], [False])


def test_a_failure_does_not_show_the_password() -> None:
    async def run() -> FetchError:
        async with Fetcher(QUICK, version="0.0.1") as fetcher:
            with pytest.raises(FetchError) as told:
                await fetcher.fetch("http://reader:secret@127.0.0.1:9/x")
            return told.value

    failure = asyncio.run(run())
    assert "secret" not in f"{failure} {failure.hint}"


# --- the address guard, end to end -----------------------------------------------------------


@pytest.mark.parametrize("path", PRIVATE)
def test_a_redirect_into_the_own_network_reaches_nobody(path: str) -> None:
    async def run() -> FetchError:
        async with FaultServer() as server:
            async with FaultServer(host="127.0.0.2", port=server.port) as victim:
                allowed = replace(QUICK, allow_private=(server.place,))
                async with Fetcher(allowed, version="0.0.1") as fetcher:
                    with pytest.raises(FetchError) as told:
                        await fetcher.fetch(server.url(path), force=True)
                await asyncio.sleep(0.05)
                assert victim.arrivals == []
            return told.value

    failure = asyncio.run(run())
    assert "is a loopback address: not fetched" in failure.message
    assert "redirected to http://" in failure.message


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "①②⑦.0.0.1",
        "[::ffff:127.0.0.1]",
        "localhost",
        "127.0.0.1.",
    ],
)
def test_no_spelling_of_a_private_address_is_connected_to(host: str) -> None:
    async def run() -> list[float]:
        async with FaultServer() as victim:
            async with Fetcher(QUICK, version="0.0.1") as fetcher:
                with pytest.raises(FetchError, match="not fetched"):
                    await fetcher.fetch(f"http://{host}:{victim.port}/ok")
            await asyncio.sleep(0.05)
            return victim.arrivals

    assert asyncio.run(run()) == []


@pytest.mark.parametrize(
    "allowed", ["127.0.0.1:1", "127.0.0.1", "localhost:{port}", "127.0.0.2:{port}"]
)
def test_only_exactly_the_place_that_is_allowed_may_be_private(allowed: str) -> None:
    async def run() -> list[float]:
        async with FaultServer() as victim:
            async with Fetcher(QUICK, version="0.0.1") as fetcher:
                with pytest.raises(FetchError, match="not fetched"):
                    place = allowed.format(port=victim.port)
                    await fetcher.fetch(victim.url("/ok"), allow_private=(place,))
            return victim.arrivals

    assert asyncio.run(run()) == []


class Rebinding:
    """A name server that tells another address each time."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = list(addresses)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **wanted: Any) -> Sequence[tuple[Any, ...]]:
        self.asked.append(host)
        address = self._addresses[min(len(self.asked), len(self._addresses)) - 1]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]


def test_a_name_is_looked_up_once_and_that_address_is_connected_to() -> None:
    """DNS rebinding: first a public address, then a private one. 3ffe::/16 was given back, so
    nobody is there."""
    names = Rebinding("3ffe::1", "127.0.0.1")

    async def run() -> list[float]:
        async with FaultServer() as victim:
            quick = replace(QUICK, timeout_s=0.3)
            async with Fetcher(quick, version="0.0.1", getaddrinfo=names) as fetcher:
                with pytest.raises(FetchError):
                    await fetcher.fetch(f"http://rebind.example:{victim.port}/ok")
            return victim.arrivals

    assert asyncio.run(run()) == []
    assert names.asked == ["rebind.example"]


def test_a_name_that_turns_private_at_the_next_hop_is_refused() -> None:
    names = Rebinding("127.0.0.2")

    async def run() -> tuple[list[float], FetchError]:
        answers = {"/a": redirect(b"http://rebind.example:%d/ok")}
        async with (
            FaultServer(answers) as server,
            FaultServer(host="127.0.0.2", port=server.port) as victim,
        ):
            allowed = replace(QUICK, allow_private=(server.place,))
            async with Fetcher(allowed, version="0.0.1", getaddrinfo=names) as fetcher:
                with pytest.raises(FetchError) as told:
                    await fetcher.fetch(server.url("/a"))
            return victim.arrivals, told.value

    arrivals, failure = asyncio.run(run())
    assert arrivals == []
    assert "127.0.0.2 is a loopback address: not fetched" in failure.message


# --- networks in trouble ---------------------------------------------------------------------


def fails(url: str, getaddrinfo: Any = socket.getaddrinfo) -> FetchError:
    async def run() -> FetchError:
        settings = replace(QUICK, timeout_s=0.5, allow_private=("localhost:1",))
        async with Fetcher(settings, version="0.0.1", getaddrinfo=getaddrinfo) as fetcher:
            with pytest.raises(FetchError) as told:
                await fetcher.fetch(url)
            return told.value

    return asyncio.run(run())


def test_an_unknown_host_is_named() -> None:
    def nobody(*asked: Any, **wanted: Any) -> Sequence[tuple[Any, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    failure = fails("http://nosuch.example/feed", nobody)
    assert str(failure) == "http://nosuch.example/feed: no address for host nosuch.example"


def test_a_name_server_in_trouble_is_told_from_an_unknown_host() -> None:
    def later(*asked: Any, **wanted: Any) -> Sequence[tuple[Any, ...]]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    assert "cannot be looked up now" in fails("http://news.example/", later).message


def test_a_name_server_that_hangs_meets_the_deadline() -> None:
    release = threading.Event()

    def hang(*asked: Any, **wanted: Any) -> Sequence[tuple[Any, ...]]:
        release.wait(10)
        return []

    failure = fails("http://news.example/", hang)
    release.set()
    assert failure.message == "timeout after 0.5 s (0 bytes)"


def test_a_connection_that_takes_too_long_is_named() -> None:
    target = read_target("https://news.example/feed")
    message, hint = failure(aiohttp.ConnectionTimeoutError("..."), target, 0)
    assert message == "no connection to news.example:443 in time"
    assert hint


def test_a_network_that_is_away_is_named() -> None:
    def nowhere(*asked: Any, **wanted: Any) -> Sequence[tuple[Any, ...]]:
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("3ffe::1", 80))]

    failure = fails("http://news.example/", nowhere)
    assert failure.message.startswith(("no connection to news.example:80 (", "timeout after"))
    assert "3ffe" not in failure.message


def test_a_closed_port_refuses() -> None:
    failure = fails("http://localhost:1/")
    assert failure.message == "connection refused by localhost:1"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://x/", "news.example", ""])
def test_other_addresses_are_refused_before_anything_happens(url: str) -> None:
    assert fails(url).hint


# --- turns -----------------------------------------------------------------------------------


def test_waiting_for_a_turn_does_not_eat_the_deadline() -> None:
    async def run() -> float:
        loop = asyncio.get_running_loop()
        async with FaultServer() as server:
            spaced = PollSettings(timeout_s=1.0, spacing_s=0.4, allow_private=(server.place,))
            async with Fetcher(spaced, version="0.0.1") as fetcher:
                begun = loop.time()
                await asyncio.gather(*(fetcher.fetch(server.url("/ok")) for _ in range(4)))
                return loop.time() - begun

    assert asyncio.run(run()) >= 3 * 0.4


def test_a_redirect_within_a_host_keeps_the_turn() -> None:
    """`follow at once`: two seconds for every slash that is missing would be silly."""
    told = fetch_one("/hops/5", settings=replace(QUICK, spacing_s=30.0))
    assert told.body == FEED


def test_a_fetch_that_is_cancelled_leaves_the_fetcher_usable() -> None:
    async def run() -> bytes:
        async with FaultServer() as server:
            allowed = replace(QUICK, allow_private=(server.place,), concurrency=1)
            async with Fetcher(allowed, version="0.0.1") as fetcher:
                given_up = asyncio.create_task(fetcher.fetch(server.url("/silent")))
                await server.asked.wait()
                given_up.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await given_up
                return (await fetcher.fetch(server.url("/ok"))).body

    assert asyncio.run(run()) == FEED


# --- whatever a server says ------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b"HTTP/1.1 200 OK\r\n",
                b"HTTP/1.1 304 Not Modified\r\n",
                b"HTTP/1.0 302\r\n",
                b"Content-Length: 5\r\n",
                b"Transfer-Encoding: chunked\r\n",
                b"Content-Encoding: gzip\r\n",
                b"Location: /ok\r\n",
                b"\r\n",
                b"5\r\nhello\r\n",
                b"0\r\n\r\n",
                gzip.compress(b"hello"),
                b"\x00\xff",
                b" folded\r\n",
                b"X: \xff\xfe\r\n",
            ]
        )
        | st.binary(max_size=8),
        max_size=12,
    )
)
def test_no_bytes_from_a_server_break_it_otherwise_than_by_a_clear_error(
    pieces: list[bytes],
) -> None:
    told = fetch_one("/x", answers={"/x": always(b"".join(pieces))}, etag=b'"a"')
    if told.error is not None:
        assert told.error.message.isprintable()
        assert told.error.hint
