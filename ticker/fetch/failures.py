"""What went wrong, in words: one message and one hint for each way a fetch can fail."""

from __future__ import annotations

import errno
import os
import re
import socket
import ssl
from http import HTTPStatus

import aiohttp

from ticker.fetch.connect import OVERLONG, StaleConnectionError
from ticker.fetch.guard import RefusedAddressError
from ticker.fetch.target import Target, shown

NOT_FETCHED = "not fetched"
"""Ends the message of an address that is not asked: no fault of the network."""

_LATER = "the next poll tries again"
_SERVER = "the server is at fault; look at the address in a browser, or ask its owner"

_STATUS_HINTS = {
    304: _SERVER,
    401: "the address wants a login: write it as https://${NAME}:${PASSWORD}@host/",
    403: "the site refuses programs; set contact under [poll], or ask the site",
    404: "the address may have moved: `ticker add` finds the new one",
    410: "the site says it is gone for good: `ticker remove` takes the source out",
    429: "the site asks for fewer visits: raise the interval",
}


def status_failure(status: int) -> tuple[str, str]:
    """Message and hint for an HTTP status that brings no document."""
    try:
        phrase = f" {HTTPStatus(status).phrase}"  # ours: the server's own is anybody's text
    except ValueError:
        phrase = ""
    later = "the site has trouble; " + _LATER if status >= 500 else _SERVER
    return f"HTTP {status}{phrase}", _STATUS_HINTS.get(status, later)


def failure(error: Exception, target: Target, received: int) -> tuple[str, str]:
    """Message and hint for what aiohttp raised; `received` counts body bytes."""
    if isinstance(error, StaleConnectionError):  # and nobody could be asked anew
        error = error.reason
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _unresolved(error.os_error, target)
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return _insecure(error, target)
    if isinstance(error, aiohttp.ClientConnectorError):
        return _unconnected(error.os_error, target)
    if isinstance(error, TimeoutError):
        return f"no connection to {target.place} in time", f"the server may be down; {_LATER}"
    if OVERLONG in str(error):
        return OVERLONG, _SERVER
    if isinstance(error, aiohttp.ClientPayloadError):
        return f"incomplete: the answer breaks off after {received} bytes", _LATER
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the server hung up without an answer", _LATER
    if isinstance(error, aiohttp.ClientOSError):
        return f"the connection broke ({_words(error)}) after {received} bytes", _LATER
    if isinstance(error, aiohttp.ClientResponseError):
        return f"bad response: {_first_line(error.message).partition(' when reading')[0]}", _SERVER
    return f"bad response: {_first_line(str(error)) or type(error).__name__}", _SERVER


def incomplete(received: int, announced: int) -> tuple[str, str]:
    """Message and hint for a body shorter than its Content-Length."""
    return f"incomplete: {received} of {announced} bytes", _LATER


def _unresolved(error: OSError, target: Target) -> tuple[str, str]:
    if isinstance(error, RefusedAddressError):
        return _refused(error, target)
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return (
            f"the name of host {target.host} cannot be looked up now",
            f"check this machine's network; {_LATER}",
        )
    return (
        f"no address for host {target.host}",
        "check the spelling of the host, and this machine's network",
    )


def _unconnected(error: OSError, target: Target) -> tuple[str, str]:
    if isinstance(error, RefusedAddressError):
        return _refused(error, target)
    if error.errno == errno.ECONNREFUSED:
        return f"connection refused by {target.place}", f"the server may be down; {_LATER}"
    return f"no connection to {target.place} ({_words(error)})", f"check the network; {_LATER}"


def _refused(error: RefusedAddressError, target: Target) -> tuple[str, str]:
    """Only the name that was asked for goes into the hint: a redirect must not write the config."""
    return (
        f"{error.strerror}: {NOT_FETCHED}",
        f'if it is yours: allow_private = ["{target.place}"] under [poll] or the source; '
        f"`add` and `try` take --allow-private {target.place}",
    )


def _insecure(error: Exception, target: Target) -> tuple[str, str]:
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", None)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {target.host} is not accepted: {cause.verify_message}",
            "the site must renew it; check also this machine's clock and certificates",
        )
    reason = cause.reason if isinstance(cause, ssl.SSLError) else None
    return (
        f"no secure connection to {target.place} ({reason or 'TLS handshake failed'})",
        "check that the address should begin with https://",
    )


def _words(error: OSError) -> str:
    # asyncio puts "Connect call failed ('...', 80)" where the system's words would stand
    text = os.strerror(error.errno) if error.errno else str(error) or type(error).__name__
    return _first_line(text).lower()


def _first_line(text: str) -> str:
    """Text of a library or a server, fit for one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"\s+", " ", shown(lines[0] if lines else ""))[:120].rstrip(":")
