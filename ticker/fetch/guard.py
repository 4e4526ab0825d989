"""The address guard: which machine may be spoken to.

A feed is written by strangers; its address, or a redirect, may point into the user's own network
(CVE-2026-27696, CVE-2020-25787 and a dozen like them). So the numeric address is judged at the one
place that every attempt passes: where the socket is made that will be connected to just that
address. Names, IP literals, redirects and rebinding DNS (a second answer that differs from the
first) all end there, and a refused address never sees so much as a handshake.

The table is the IANA special-purpose registries (RFC 6890, with RFC 6598, 6052, 9637), not
`ipaddress.is_global`, which on Python 3.11.7 takes multicast, ``64:ff9b::7f00:1``,
``2002:7f00:1::``, ``::127.0.0.1`` and ``fec0::1`` for public [measured].
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

Address: TypeAlias = IPv4Address | IPv6Address
GetAddrInfo: TypeAlias = Callable[..., Sequence[tuple[Any, ...]]]
"""`socket.getaddrinfo`, or what a test puts in its place."""

_V4 = tuple(
    (IPv4Network(network), word)
    for network, word in (
        ("0.0.0.0/8", "an unspecified"),
        ("10.0.0.0/8", "a private"),
        ("100.64.0.0/10", "a carrier-private"),
        ("127.0.0.0/8", "a loopback"),
        ("169.254.0.0/16", "a link-local"),
        ("172.16.0.0/12", "a private"),
        ("192.0.0.0/24", "a reserved"),
        ("192.0.2.0/24", "a documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "a private"),
        ("198.18.0.0/15", "a benchmarking"),
        ("198.51.100.0/24", "a documentation"),
        ("203.0.113.0/24", "a documentation"),
        ("224.0.0.0/4", "a multicast"),
        ("240.0.0.0/4", "a reserved"),
    )
)
_V6 = tuple(
    (IPv6Network(network), word)
    for network, word in (
        ("::/128", "an unspecified"),
        ("::1/128", "a loopback"),
        ("fc00::/7", "a private"),
        ("fe80::/10", "a link-local"),
        ("fec0::/10", "a site-local"),
        ("ff00::/8", "a multicast"),
        ("2001::/23", "a protocol-assignment"),
        ("2001:db8::/32", "a documentation"),
        ("2002::/16", "a 6to4"),
        ("3fff::/20", "a documentation"),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")  # all that IANA has given out for global unicast
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how an IPv6-only network reaches IPv4

_NEVER = ("an unspecified", "a multicast", "a reserved")
"""Kinds that are no single machine: refused even where private addresses are allowed."""


class RefusedAddressError(OSError):
    """The guard said no. An `OSError`, because aiohttp and the connection race underneath it
    hand on nothing else; `ticker.fetch` turns it into a `FetchError`."""

    def __init__(self, address: Address | str, kind: str) -> None:
        super().__init__(errno.EACCES, f"{address} is {kind} address")


def special(address: Address) -> str | None:
    """What kind of non-public address this is ("a loopback", ...), or ``None`` if it is public.

    Addresses that merely wrap an IPv4 address (mapped, NAT64) are judged by what they wrap.
    """
    if isinstance(address, IPv4Address):
        return next((word for network, word in _V4 if address in network), None)
    if address in _MAPPED or address in _NAT64:
        return special(IPv4Address(int(address) & 0xFFFFFFFF))
    for network, word in _V6:
        if address in network:
            return word
    return None if address in _GLOBAL_V6 else "a reserved"


class Guard:
    """Judges addresses and makes sockets; `private` where the place asked for is allowed to be."""

    def __init__(self, *, private: bool) -> None:
        self._private = private

    def check(self, text: str) -> None:
        """Raise `RefusedAddressError` unless this numeric address may be connected to."""
        try:
            address = ip_address(text)
        except ValueError:  # a name here would be looked up a second time, unjudged
            raise RefusedAddressError(text, "not a numeric") from None
        kind = special(address)
        if kind is not None and (not self._private or kind in _NEVER):
            raise RefusedAddressError(address, kind)

    def open_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for one connection attempt; `info` is shaped as by `socket.getaddrinfo`."""
        family, kind, protocol, _, sockaddr = info
        self.check(sockaddr[0])
        return socket.socket(family=family, type=kind, proto=protocol)


class GuardedResolver(AbstractResolver):
    """Looks names up in threads of its own and hands on the addresses that pass the guard.

    The event loop's default pool has as few as five threads: a few dead name servers would stop
    every other lookup.
    """

    def __init__(self, guard: Guard, getaddrinfo: GetAddrInfo, threads: Executor) -> None:
        self._guard = guard
        self._getaddrinfo = getaddrinfo
        self._threads = threads

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of `host`. Raises `OSError`: no such name, or all of them refused."""
        loop = asyncio.get_running_loop()
        infos = await loop.run_in_executor(self._threads, self._look_up, host, port, family)
        passed: list[ResolveResult] = []
        refused: OSError = socket.gaierror(socket.EAI_NONAME, "no address")
        for found, _, protocol, _, sockaddr in infos:
            try:
                self._guard.check(sockaddr[0])
            except RefusedAddressError as error:
                refused = error
                continue
            passed.append(
                ResolveResult(
                    hostname=host,
                    host=sockaddr[0],
                    port=port,
                    family=found,
                    proto=protocol,
                    flags=socket.AI_NUMERICHOST,
                )
            )
        if not passed:
            raise refused
        return passed

    async def close(self) -> None:
        """Nothing is held here; the threads are their owner's."""

    def _look_up(self, host: str, port: int, family: int) -> Sequence[tuple[Any, ...]]:
        try:
            return self._getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        except UnicodeError as error:  # the codec of host names refuses labels over 63 characters
            raise socket.gaierror(socket.EAI_NONAME, str(error)) from error
