"""Which network addresses a webhook may be sent to, and how its host name becomes one of them.

The name is resolved once: the message goes to the very address that was checked. What is sent, and
what answers mean, is in `webhook.py`.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from ecom_platform.alerts.channels.channel import HopelessError, TryAgainError

Address = IPv4Address | IPv6Address

# Clouds answer here with the credentials of the machine. Link-local addresses are refused anyway.
_METADATA = [
    ip_network(network)
    for network in ("100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::/32")
]
_NAT64 = ip_network("64:ff9b::/96")


def receiver_addresses(host: str, port: int, *, allow_private: bool) -> list[Address]:
    """The addresses of a receiver, in the order in which they should be tried.

    Args:
        host: a name or an address.
        port: of the receiver.
        allow_private: whether addresses of this machine and of private networks may be used.

    Raises:
        TryAgainError: the name cannot be resolved now.
        HopelessError: one of its addresses may not be used.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TryAgainError(
            f"{host} cannot be reached, its name has no address: {error}"
        ) from error
    addresses = list(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))
    for address in addresses:
        _require_allowed(host, address, allow_private=allow_private)
    return addresses


def _require_allowed(host: str, address: Address, *, allow_private: bool) -> None:
    """Raise a `HopelessError` unless a webhook may be sent to an address."""
    reached = _reached_address(address)
    is_local = reached.is_loopback or reached.is_private or not reached.is_global
    if _is_never_a_receiver(reached):
        raise HopelessError(
            f"{host} has the address {address}, which belongs to the network itself and is never "
            "the address of a receiver. Correct the webhook's url in the alerts file."
        )
    if is_local and not allow_private:
        raise HopelessError(
            f"{host} has the address {address}, which is private. If the receiver is in your own "
            "network, add 'allow_private: true' to the webhook in the alerts file."
        )


def _is_never_a_receiver(address: Address) -> bool:
    """Whether an address is link-local, of a cloud's metadata, or of no single machine."""
    return (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or (address.is_reserved and not address.is_loopback)
        or (isinstance(address, IPv6Address) and address.is_site_local)
        or any(address in network for network in _METADATA if network.version == address.version)
    )


def _reached_address(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries, since packets end there; else itself."""
    if isinstance(address, IPv4Address):
        return address
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and address in _NAT64:
        carried = IPv4Address(int(address) & 0xFFFFFFFF)
    if carried is None and int(address) >> 32 == 0 and int(address) > 1:
        carried = IPv4Address(int(address))  # "::a.b.c.d", as old systems wrote it
    return carried or address
