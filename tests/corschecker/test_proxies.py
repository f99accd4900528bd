"""Who the client is: the word of a trusted proxy counts, a client's own never does."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest

from corschecker.proxies import TrustedProxies

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


async def seen(peer: str | None, *headers: tuple[str, str], networks: Any = PROXIES) -> tuple[str | None, str]:
    """Client address and scheme as the application behind sees them."""
    found: dict[str, Any] = {}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        found.update(scope)

    scope: Any = {
        "type": "http",
        "scheme": "http",
        "client": (peer, 1234) if peer else None,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    await TrustedProxies(application, networks)(scope, None, None)  # type: ignore[arg-type]
    return found["client"] and found["client"][0], found["scheme"]


@pytest.mark.parametrize(
    ("peer", "headers", "client", "scheme"),
    [
        ("203.0.113.9", [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "https")], "203.0.113.9", "http"),
        ("10.0.0.1", [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "https")], "192.0.2.1", "https"),
        ("10.0.0.1", [("x-forwarded-for", "6.6.6.6, 192.0.2.1")], "192.0.2.1", "http"),
        ("10.0.0.1", [("x-forwarded-for", "6.6.6.6, 192.0.2.1, 10.0.0.2")], "192.0.2.1", "http"),
        ("10.0.0.1", [("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "192.0.2.1")], "192.0.2.1", "http"),
        ("10.0.0.1", [("x-forwarded-for", "192.0.2.1, junk")], "10.0.0.1", "http"),
        ("10.0.0.1", [("x-forwarded-for", "10.0.0.3, 10.0.0.2")], "10.0.0.3", "http"),
        ("10.0.0.1", [("x-forwarded-proto", "gopher")], "10.0.0.1", "http"),
        ("10.0.0.1", [], "10.0.0.1", "http"),
        ("fd00::1", [("x-forwarded-for", "2001:db8::7")], "2001:db8::7", "http"),
        ("::ffff:10.0.0.1", [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "https")], "192.0.2.1", "https"),
        ("10.0.0.1", [("x-forwarded-for", "192.0.2.1, ::ffff:10.0.0.2")], "192.0.2.1", "http"),
        ("::ffff:203.0.113.9", [("x-forwarded-for", "192.0.2.1")], "::ffff:203.0.113.9", "http"),
        (None, [("x-forwarded-for", "192.0.2.1")], None, "http"),
    ],
)
async def test_the_rightmost_untrusted_entry_is_the_client(
    peer: str | None, headers: list[tuple[str, str]], client: str | None, scheme: str
) -> None:
    assert await seen(peer, *headers) == (client, scheme)


async def test_without_trusted_proxies_nothing_is_believed() -> None:
    assert await seen("10.0.0.1", ("x-forwarded-for", "192.0.2.1"), networks=()) == ("10.0.0.1", "http")


async def test_a_network_of_mapped_addresses_is_the_ipv4_network() -> None:
    mapped = (ip_network("::ffff:10.0.0.0/104"),)
    for peer in ("10.0.0.1", "::ffff:10.0.0.1"):
        assert await seen(peer, ("x-forwarded-for", "192.0.2.1"), networks=mapped) == ("192.0.2.1", "http")
    assert await seen("11.0.0.1", ("x-forwarded-for", "192.0.2.1"), networks=mapped) == ("11.0.0.1", "http")
