"""What is sent of a URL, and which names and ports a policy opens or closes."""

from __future__ import annotations

import pytest

from checks.probing.target import UrlPolicy, judge
from tests.probing.test_target_refused import BLOCKED_HOSTS, BLOCKED_PORTS, INVALID, PUBLIC, refusal

LOCAL = UrlPolicy(ports=None, local_names=True, loopback_names=True)

# (what is typed, the URL that is sent)
ACCEPTED = [
    ("http://example.com", "http://example.com/"),
    ("http://example.com/", "http://example.com/"),
    ("HTTP://EXAMPLE.COM/", "http://example.com/"),
    ("https://Example.Com/Path", "https://example.com/Path"),
    ("https://example.com:443/", "https://example.com/"),
    ("http://example.com:80/", "http://example.com/"),
    ("http://example.com:443/", "http://example.com:443/"),
    ("https://example.com:80/", "https://example.com:80/"),
    ("http://example.com:/", "http://example.com/"),
    ("http://example.com:080/", "http://example.com/"),
    ("http://example.com:3000/", "http://example.com:3000/"),
    ("http://example.com:4200/", "http://example.com:4200/"),
    ("http://example.com:5000/", "http://example.com:5000/"),
    ("http://example.com:5173/", "http://example.com:5173/"),
    ("http://example.com:8000/", "http://example.com:8000/"),
    ("http://example.com:8008/", "http://example.com:8008/"),
    ("http://example.com:8080/", "http://example.com:8080/"),
    ("http://example.com:8081/", "http://example.com:8081/"),
    ("https://example.com:8443/", "https://example.com:8443/"),
    ("https://example.com:8888/", "https://example.com:8888/"),
    ("  https://example.com/  ", "https://example.com/"),
    ("\thttps://example.com/\r\n", "https://example.com/"),
    ("https://example.com./", "https://example.com./"),
    ("https://example.com.:8443/", "https://example.com.:8443/"),
    ("https://example.com#top", "https://example.com/"),
    ("https://example.com/#", "https://example.com/"),
    ("https://example.com/a#b@c\\d", "https://example.com/a"),
    ("https://example.com?", "https://example.com/?"),
    ("https://example.com?a=b", "https://example.com/?a=b"),
    ("https://example.com/?a=b&c=d%20e", "https://example.com/?a=b&c=d%20e"),
    ("https://example.com/?u=http://a@b:c/", "https://example.com/?u=http://a@b:c/"),
    ("https://example.com/a@b", "https://example.com/a@b"),
    ("https://example.com/a:b", "https://example.com/a:b"),
    ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
    ("https://example.com/a/../b", "https://example.com/b"),
    ("https://example.com/a/%2e%2e/b", "https://example.com/b"),
    ("https://example.com/./a", "https://example.com/a"),
    ("https://example.com//a", "https://example.com//a"),
    ("https://example.com/a b", "https://example.com/a%20b"),
    ("https://example.com/?a b", "https://example.com/?a%20b"),
    ("https://example.com/?q=\\", "https://example.com/?q=\\"),
    ("https://example.com/?q='x'", "https://example.com/?q=%27x%27"),
    ('https://example.com/"<>`', "https://example.com/%22%3C%3E%60"),
    ("https://example.com/{a}|b^", "https://example.com/%7Ba%7D|b%5E"),
    ("https://example.com/%", "https://example.com/%"),
    ("https://example.com/%zz", "https://example.com/%zz"),
    ("https://example.com/%00", "https://example.com/%00"),
    ("https://example.com/%0d%0aX:y", "https://example.com/%0d%0aX:y"),
    ("https://example.com/é", "https://example.com/%C3%A9"),
    ("https://example.com/?é", "https://example.com/?%C3%A9"),
    ("https://example.com/😀", "https://example.com/%F0%9F%98%80"),
    ("https://example.com/;v=1", "https://example.com/;v=1"),
    ("https://example.com/~user/*", "https://example.com/~user/*"),
    ("https://a.b.c.d.example.com/", "https://a.b.c.d.example.com/"),
    ("https://xn--bcher-kva.de/", "https://xn--bcher-kva.de/"),
    ("https://xn--i-7iq.ws/", "https://xn--i-7iq.ws/"),
    ("https://bücher.de/", "https://xn--bcher-kva.de/"),
    ("https://BÜCHER.de/", "https://xn--bcher-kva.de/"),
    ("https://faß.de/", "https://xn--fa-hia.de/"),
    ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
    ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
    ("https://例え。jp/", "https://xn--r8jz45g.jp/"),
    ("https://ｅｘａｍｐｌｅ.com/", "https://example.com/"),
    ("https://exa\u00admple.com/", "https://example.com/"),
    ("https://a_b.example.com/", "https://a_b.example.com/"),
    ("https://_dmarc.example.com/", "https://_dmarc.example.com/"),
    ("https://a-b.example.com/", "https://a-b.example.com/"),
    ("https://a--b.example.com/", "https://a--b.example.com/"),
    ("https://1.example.com/", "https://1.example.com/"),
    ("https://1-2-3-4.example.com/", "https://1-2-3-4.example.com/"),
    ("https://127.0.0.1.nip.io/", "https://127.0.0.1.nip.io/"),
    ("https://localhost.example.com/", "https://localhost.example.com/"),
    ("https://internal.example.com/", "https://internal.example.com/"),
    (f"https://{'a' * 63}.com/", f"https://{'a' * 63}.com/"),
    ("http://1.1.1.1/", "http://1.1.1.1/"),
    ("http://127.0.0.1/", "http://127.0.0.1/"),  # an address is the guard's to refuse, so that all read alike
    ("http://10.0.0.1:8080/x", "http://10.0.0.1:8080/x"),
    ("http://0.0.0.0/", "http://0.0.0.0/"),
    ("http://255.255.255.255/", "http://255.255.255.255/"),
    ("http://[::1]/", "http://[::1]/"),
    ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]/"),
    ("http://[::1]:8080/", "http://[::1]:8080/"),
    ("http://[2606:4700:4700::1111]/", "http://[2606:4700:4700::1111]/"),
    ("http://[2606:4700:4700:0000::1111]/", "http://[2606:4700:4700::1111]/"),
    ("http://[2A00:1450::1]/", "http://[2a00:1450::1]/"),
    ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
    ("http://[64:ff9b::1.2.3.4]/", "http://[64:ff9b::102:304]/"),
    (f"https://example.com/{'a' * 4076}", f"https://example.com/{'a' * 4076}"),
]


def test_the_table_is_large_and_has_no_url_twice() -> None:
    table = [typed for typed, _ in ACCEPTED] + INVALID + BLOCKED_HOSTS + BLOCKED_PORTS
    assert len(table) >= 200
    assert len(set(table)) == len(table)


@pytest.mark.parametrize(("typed", "sent"), ACCEPTED, ids=lambda text: repr(text[:60]))
def test_a_url_is_sent_as_browsers_send_it(typed: str, sent: str) -> None:
    target = judge(typed, PUBLIC)
    assert target.url == sent
    assert f"{target.scheme}://{target.authority}{target.path_and_query}" == sent
    assert judge(target.url, PUBLIC) == target


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://localhost:9999/", "localhost"),
        ("http://app.localhost/", "app.localhost"),
        ("http://redis:6380/", "redis"),
        ("http://db.internal./", "db.internal"),
        ("http://app.test/", "app.test"),
        ("http://app.invalid/", "app.invalid"),
    ],
)
def test_where_private_networks_are_open_their_names_and_ports_are_too(url: str, name: str) -> None:
    assert judge(url, LOCAL).name == name


@pytest.mark.parametrize("url", ["http://x.onion/", "http://x.alt/"])
def test_names_outside_the_dns_are_refused_even_there(url: str) -> None:
    assert refusal(url, LOCAL).code == "blocked_host"


def test_localhost_needs_loopback_and_not_just_any_private_network() -> None:
    assert refusal("http://localhost/", UrlPolicy(local_names=True)).code == "blocked_host"


def test_extra_ports_open_themselves_only() -> None:
    policy = UrlPolicy(ports=PUBLIC.ports | {9999} if PUBLIC.ports else None)
    assert judge("http://example.com:9999/", policy).port == 9999
    assert refusal("http://example.com:9998/", policy).code == "blocked_port"


@pytest.mark.parametrize("url", ["https://checker.dev/", "https://CHECKER.dev./", "https://checker.dev:8443/x"])
def test_our_own_host_is_refused(url: str) -> None:
    assert refusal(url, UrlPolicy(own_hosts=frozenset({"checker.dev"}))).code == "blocked_host"
