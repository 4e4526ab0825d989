"""The address guard: the table of traps."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticker.fetch.guard import Guard, GuardedResolver, RefusedAddressError, special

PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]
PRIVATE = [
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fec0::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
]
NO_MACHINE = [
    "0.0.0.0",
    "0.1.2.3",
    "192.0.0.8",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::127.0.0.1",
    "::ffff:0.0.0.0",
    "64:ff9b:1::1",
    "100::1",
    "4000::1",
    "5f00::1",
    "ff02::1",
]


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_spoken_to(text: str) -> None:
    Guard(private=False).check(text)
    assert special(ipaddress.ip_address(text)) is None


@pytest.mark.parametrize("text", PRIVATE + NO_MACHINE)
def test_all_others_are_refused_and_named(text: str) -> None:
    with pytest.raises(RefusedAddressError, match=r" is an? [a-z0-9 -]+ address"):
        Guard(private=False).check(text)


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_are_spoken_to_where_they_are_allowed(text: str) -> None:
    Guard(private=True).check(text)


@pytest.mark.parametrize("text", NO_MACHINE)
def test_addresses_of_no_single_machine_are_never_allowed(text: str) -> None:
    with pytest.raises(RefusedAddressError):
        Guard(private=True).check(text)


@pytest.mark.parametrize("text", ["localhost", "127.1", "2130706433", "0177.0.0.1", "", "①.1.1.1"])
def test_what_is_not_numeric_would_be_looked_up_again_and_is_refused(text: str) -> None:
    with pytest.raises(RefusedAddressError, match="not a numeric address"):
        Guard(private=True).check(text)


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_wrapping_an_address_changes_nothing(address: ipaddress.IPv4Address) -> None:
    for wrap in ("::ffff:0:0", "64:ff9b::"):
        wrapped = ipaddress.IPv6Address(int(ipaddress.IPv6Address(wrap)) + int(address))
        assert special(wrapped) == special(address)


@settings(deadline=None)
@given(st.ip_addresses(v=6))
def test_no_ipv6_address_beyond_global_unicast_is_public(address: ipaddress.IPv6Address) -> None:
    wraps_v4 = int(address) >> 32 in (0xFFFF, 0x64FF9B << 64)
    if int(address) >> 125 != 1 and not wraps_v4:
        assert special(address) is not None


def test_no_socket_is_made_for_a_refused_address() -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", 80))
    with pytest.raises(RefusedAddressError):
        Guard(private=False).open_socket(info)
    Guard(private=True).open_socket(info).close()


def resolve(host: str, *addresses: str, private: bool = False) -> list[str]:
    def getaddrinfo(name: str, port: int, **wanted: Any) -> list[tuple[Any, ...]]:
        if not addresses:
            return socket.getaddrinfo(name, port, **wanted)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    async def run() -> list[str]:
        with ThreadPoolExecutor(1) as threads:
            resolver = GuardedResolver(Guard(private=private), getaddrinfo, threads)
            return [found["host"] for found in await resolver.resolve(host, 80)]

    return asyncio.run(run())


def test_of_many_addresses_only_those_that_pass_are_handed_on() -> None:
    assert resolve("news.example", "10.0.0.1", "8.8.8.8", "127.0.0.1") == ["8.8.8.8"]


def test_a_name_with_none_but_private_addresses_is_refused() -> None:
    with pytest.raises(RefusedAddressError, match=r"10\.0\.0\.1 is a private address"):
        resolve("news.example", "10.0.0.1")


def test_a_label_that_no_name_can_have_is_no_address() -> None:
    with pytest.raises(socket.gaierror):
        resolve("x" * 70 + ".example")
