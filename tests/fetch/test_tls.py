"""TLS on the loopback, with an authority that only the tests trust."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from tests.fetch.conftest import CERTIFICATES
from tests.fetch.faultserver import FEED, FaultServer
from ticker.errors import FetchError
from ticker.fetch import Fetcher
from ticker.model import PollSettings, Response


def fetch(certificate: str, *, scheme: str = "https", path: str = "/ok") -> Response:
    async def run() -> Response:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
        async with FaultServer(tls=tls) as server:
            settings = PollSettings(timeout_s=10.0, spacing_s=0.0, allow_private=(server.place,))
            async with Fetcher(settings, version="0.0.1") as fetcher:
                return await fetcher.fetch(f"{scheme}://{server.place}{path}")

    return asyncio.run(run())


@pytest.mark.parametrize("path", ["/ok", "/gzip", "/chunked", "/close-delimited"])
def test_a_good_certificate_is_accepted(path: str) -> None:
    assert fetch("good", path=path).body == FEED


@pytest.mark.parametrize(
    ("certificate", "words"),
    [("expired", "certificate has expired"), ("other", "IP address mismatch")],
)
def test_a_bad_certificate_is_named(certificate: str, words: str) -> None:
    with pytest.raises(FetchError, match=words) as told:
        fetch(certificate)
    assert told.value.message.startswith("the certificate of 127.0.0.1 is not accepted")
    assert told.value.hint


def test_an_unknown_authority_is_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "other.pem"))
    with pytest.raises(FetchError, match="unable to get local issuer certificate"):
        fetch("good")


def test_plain_http_to_a_tls_port_fails_clearly() -> None:
    with pytest.raises(FetchError) as told:
        fetch("good", scheme="http")
    assert told.value.hint


def test_tls_to_a_plain_port_fails_clearly() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(5)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def run() -> None:
        async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            settings = PollSettings(timeout_s=10.0, allow_private=(f"127.0.0.1:{port}",))
            async with Fetcher(settings, version="0.0.1") as fetcher:
                await fetcher.fetch(f"https://127.0.0.1:{port}/ok")

    with pytest.raises(FetchError, match="no secure connection to"):
        asyncio.run(run())
