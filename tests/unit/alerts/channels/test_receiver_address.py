"""A webhook reaches receivers, and neither a cloud's credentials nor a network's own machines."""

import socket
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.alerts.channels.channel import HopelessError, TryAgainError
from ecom_platform.alerts.channels.receiver_address import receiver_addresses

NEVER = [
    "169.254.169.254",
    "169.254.170.2",
    "fe80::1",
    "fd00:ec2::254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "::169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "fec0::1",
]
PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "::1",
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "100.64.0.1",
    "fd12::1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
]
PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]


@pytest.mark.parametrize("address", NEVER)
@pytest.mark.parametrize("allow_private", [True, False])
def test_the_network_itself_is_never_a_receiver(address: str, allow_private: bool) -> None:
    with pytest.raises(HopelessError, match="never the address of a receiver"):
        receiver_addresses(address, 443, allow_private=allow_private)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_must_be_allowed(address: str) -> None:
    with pytest.raises(HopelessError, match="which is private"):
        receiver_addresses(address, 443, allow_private=False)
    assert len(receiver_addresses(address, 443, allow_private=True)) == 1


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_a_receiver(address: str) -> None:
    assert [str(one) for one in receiver_addresses(address, 443, allow_private=False)] == [address]


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
def test_an_address_in_an_old_notation_is_still_that_address(host: str) -> None:
    with pytest.raises(HopelessError, match=r"127\.0\.0\.1, which is private"):
        receiver_addresses(host, 443, allow_private=False)


def test_one_address_that_is_refused_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        return [(2, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "169.254.169.254")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(HopelessError, match=r"hooks\.example\.com has the address 169"):
        receiver_addresses("hooks.example.com", 443, allow_private=True)


@pytest.mark.parametrize("host", ["nobody.invalid", "a" * 64 + ".com", "ü" * 300])
def test_a_name_without_address_may_have_one_later(host: str) -> None:
    with pytest.raises(TryAgainError, match="cannot be reached"):
        receiver_addresses(host, 443, allow_private=False)


@given(st.integers(0, 2**16 - 1))
def test_no_link_local_address_is_reached_in_any_notation(low: int) -> None:
    plain = IPv4Address((169 << 24) + (254 << 16) + low)
    for address in (plain, IPv6Address(f"::ffff:{plain}"), IPv6Address(f"64:ff9b::{plain}")):
        with pytest.raises(HopelessError):
            receiver_addresses(str(address), 443, allow_private=True)
