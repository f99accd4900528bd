"""The address policy, address by address: each block with its neighbours."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from checks.probing.addresses import DENIED_V4, DENIED_V6, NEVER, address_ok

PUBLIC = """
1.1.1.1 1.0.0.0 8.8.8.8 9.255.255.255 11.0.0.0 11.255.255.255 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.1.255
192.0.3.0 192.31.195.255 192.31.197.0 192.52.192.255 192.52.194.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0
192.175.47.255 192.175.49.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0
223.255.255.255 93.184.215.14 185.199.108.153 52.95.110.1 104.16.0.1 151.101.1.69
2000::1 2001:200::1 2001:4860:4860::8888 2001:db7:ffff::1 2001:db9::1 2003::1 2400:cb00::1 2606:4700:4700::1111
2620:4f:7fff::1 2620:4f:8001::1 2620:fe::fe 2a00:1450:4001::1 2c0f:ffff::1 3000::1 3ffd:ffff::1 3fff:1000::1
3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
"""

REFUSED = """
0.0.0.0 0.0.0.1 0.255.255.255 10.0.0.0 10.0.0.1 10.255.255.255 100.64.0.0 100.100.100.200 100.127.255.255 127.0.0.0
127.0.0.1 127.0.0.53 127.1.2.3 127.255.255.255 168.63.129.16 169.254.0.0 169.254.169.254 169.254.170.2 169.254.255.255
172.16.0.0 172.17.0.1 172.31.255.255 192.0.0.0 192.0.0.1 192.0.0.8 192.0.0.170 192.0.0.192 192.0.0.255 192.0.2.0
192.0.2.1 192.0.2.255 192.31.196.0 192.31.196.255 192.52.193.0 192.52.193.255 192.88.99.0 192.88.99.1 192.88.99.255
192.168.0.0 192.168.0.1 192.168.1.1 192.168.255.255 192.175.48.0 192.175.48.255 198.18.0.0 198.18.0.1 198.19.255.255
198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255 224.0.0.0 224.0.0.1 239.255.255.250 239.255.255.255 240.0.0.0
240.0.0.1 255.255.255.254 255.255.255.255
:: ::1 ::2 ::7f00:1 ::a00:1 ::ffff:ffff ::ffff:7f00:1 ::ffff:a00:1 ::ffff:a9fe:a9fe ::ffff:101:101 ::ffff:0:7f00:1
::1:0:0:0 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::808:808 64:ff9b:1::1 64:ff9b:1:ffff::1 100::1 100:0:0:1::1
1fff:ffff::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:2::1 2001:3::1 2001:4:112::1 2001:10::1
2001:20::1 2001:1ff:ffff::1 2001:db8::1 2001:db8:ffff::1 2002:: 2002:7f00:1:: 2002:a9fe:a9fe::1 2002:808:808::1
2620:4f:8000::1 2620:4f:8000:ffff::1 3ffe::1 3ffe:831f::1 3fff::1 3fff:fff:ffff::1 4000::1 5f00::1 8000::1 c000::1
e000::1 fb00::1 fc00::1 fd00::1 fd00:ec2::254 fd12:3456:789a::1 fdff:ffff::1 fe00::1 fe80::1 fe80::1%lo fe80::1%eth0
febf:ffff::1 fec0::1 feff::1 ff00::1 ff01::1 ff02::1 ff02::fb ff05::2 ff0e::1 2001:4860:4860::8888%eth0
ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
"""

NEVER_OPENED = """
0.0.0.0 0.0.0.1 168.63.129.16 169.254.0.1 169.254.169.254 169.254.170.2 224.0.0.1 239.255.255.250 255.255.255.255
:: ::2 ::7f00:1 ::a9fe:a9fe ::ffff:7f00:1 ::ffff:a9fe:a9fe ::ffff:0:7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2001::1
2002:a9fe:a9fe::1 fd00:ec2::254 fe80::1 fe80::1%lo fec0::1 ff02::1
"""

# Two halves, since no setting may hold /0.
EVERYTHING = tuple(ip_network(text) for text in ("0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"))


def test_the_table_is_large_and_has_no_address_twice() -> None:
    table = (PUBLIC + REFUSED).split()
    assert len(table) >= 150
    assert len(set(table)) == len(table)


@pytest.mark.parametrize("text", PUBLIC.split())
def test_a_public_address_may_be_dialled(text: str) -> None:
    assert address_ok(ip_address(text))


@pytest.mark.parametrize("text", REFUSED.split())
def test_an_address_that_is_not_public_is_refused(text: str) -> None:
    assert not address_ok(ip_address(text))


@pytest.mark.parametrize("text", NEVER_OPENED.split())
def test_no_setting_opens_metadata_services_multicast_and_wrapped_addresses(text: str) -> None:
    assert not address_ok(ip_address(text), EVERYTHING)


@pytest.mark.parametrize("network", [*DENIED_V4, *DENIED_V6, *NEVER], ids=str)
def test_each_denied_network_is_denied_from_end_to_end(network) -> None:  # type: ignore[no-untyped-def]
    assert not address_ok(network[0])
    assert not address_ok(network[-1])


@pytest.mark.parametrize(
    ("allowed", "inside", "outside"),
    [
        ("10.1.0.0/16", "10.1.255.255", "10.2.0.0"),
        ("127.0.0.1/32", "127.0.0.1", "127.0.0.2"),
        ("192.168.0.0/16", "192.168.1.1", "10.0.0.1"),
        ("::1/128", "::1", "::2"),
        ("fd00::/8", "fd00::1", "fc00::1"),
        ("fd00::/8", "fdff::1", "fd00:ec2::254"),
        ("10.0.0.0/8", "10.0.0.1", "::ffff:a00:1"),
    ],
)
def test_an_allowed_network_opens_itself_and_nothing_else(allowed: str, inside: str, outside: str) -> None:
    allow = (ip_network(allowed),)
    assert (address_ok(ip_address(inside), allow), address_ok(ip_address(outside), allow)) == (True, False)
