"""Which IP addresses may be dialled (https://www.iana.org/assignments/iana-ipv4-special-registry/ and its IPv6 twin).

`ipaddress.is_global` is no such policy: it holds multicast, 6to4 and site-local addresses to be global, and it changes
with the version of Python. So the table is spelt out: IPv4 is public but for these networks, IPv6 only in 2000::/3.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

DENIED_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # "this network"; Linux takes 0.0.0.0 for loopback
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and the metadata service of one cloud
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's WireServer has a public address
        "169.254.0.0/16",  # link-local, metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
PUBLIC_V6 = IPv6Network("2000::/3")
DENIED_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4 wraps any IPv4 address
        "2620:4f:8000::/48",
        "3ffe::/16",
        "3fff::/20",
    )
)
# What no setting opens: metadata services, what reaches more than one host, and what wraps another address.
NEVER = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "224.0.0.0/4",
        "255.255.255.255/32",
        "::/128",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "fd00:ec2::/32",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
LOOPBACK = (IPv4Address("127.0.0.1"), IPv6Address("::1"))
_COMPATIBLE = IPv6Network("::/96")
_MAPPED = IPv6Network("::ffff:0:0/96")


def address_ok(address: IPAddress, allow: tuple[IPNetwork, ...] = ()) -> bool:
    """Whether the address may be dialled: a public one, or one in `allow` that is not in `NEVER`."""
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return False
    return _may_be_dialled(address, allow)


@lru_cache(maxsize=1024)
def _may_be_dialled(address: IPAddress, allow: tuple[IPNetwork, ...]) -> bool:
    if _within(address, NEVER) or (address in _COMPATIBLE and address not in LOOPBACK):
        return False
    if _within(address, allow):
        return True
    if isinstance(address, IPv4Address):
        return not _within(address, DENIED_V4)
    return address in PUBLIC_V6 and not _within(address, DENIED_V6)


def neighbourhood(address: IPAddress) -> IPNetwork:
    """The network that an address most likely shares with others of one operator: a /24, or a /48 of IPv6."""
    return ip_network((address, 24 if address.version == 4 else 48), strict=False)


def plain_address(text: str) -> IPAddress | None:
    """The address that a client is known by, without a zone id; None where the text is no address.

    `::ffff:192.0.2.1`, as a socket of IPv6 tells an IPv4 client, is the IPv4 address
    (https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2).
    """
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address if isinstance(address, IPv4Address) else address.ipv4_mapped or IPv6Address(int(address))


def plain_network(network: IPNetwork) -> IPNetwork:
    """The network as `plain_address` tells its addresses: an IPv4 network where it is one of mapped addresses."""
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        return ip_network((int(network.network_address) & 0xFFFFFFFF, network.prefixlen - _MAPPED.prefixlen))
    return network


def _within(address: IPAddress, blocks: Iterable[IPNetwork]) -> bool:
    return any(address.version == block.version and address in block for block in blocks)
