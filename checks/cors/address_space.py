"""How private an address is, as far as its text says (https://wicg.github.io/local-network-access/)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from checks.cors import urls
from checks.cors.short_cache import short_cache

SPACES = ("public", "local", "loopback")
_LOOPBACK = tuple(ip_network(text) for text in ("127.0.0.0/8", "0.0.0.0/32", "::/127"))
_LOCAL_4 = ("0.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10")
_LOCAL_6 = ("fc00::/7", "fe80::/10", "fec0::/10", "2001:db8::/32", "3fff::/20")
_LOCAL = tuple(ip_network(text) for text in (*_LOCAL_4, *_LOCAL_6))
# Names that a network gives to itself, so that they say nothing of an address.
_PRIVATE_NAMES = (".test", ".internal", ".lan", ".home", ".corp", ".home.arpa", ".intranet")


@short_cache(maxsize=512, longest=255)
def of_host(hostname: str) -> str | None:
    """The space of an address or of a name with a fixed meaning; None for any other name."""
    name = hostname.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return "loopback"
    if name.endswith(".local"):
        return "local"
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return None
    address = (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address
    if _is_in(address, _LOOPBACK):
        return "loopback"
    return "local" if _is_in(address, _LOCAL) else "public"


def is_literal(hostname: str) -> bool:
    """Whether a host is an address, and no name."""
    try:
        ip_address(hostname.strip("[]"))
    except ValueError:
        return False
    return True


def _is_in(address: IPv4Address | IPv6Address, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return any(network.version == address.version and address in network for network in networks)


def of_page(origin: str) -> str | None:
    """The space that a page's origin suggests: a full domain name is taken to be public; None where nothing is."""
    page = urls.parse(origin) if origin.startswith(("http:", "https:")) else None
    if page is None:
        return None
    name = page.hostname.rstrip(".")
    private = "." not in name or name.endswith(_PRIVATE_NAMES)
    return of_host(name) or (None if private else "public")


def is_more_private(target: str, page: str) -> bool:
    return SPACES.index(target) > SPACES.index(page)
