"""The URL judgement, URL by URL: what is sent, and what is refused with which code."""

from __future__ import annotations

import pytest

from checks.probing.refused import Refused
from checks.probing.target import UrlPolicy, judge

PUBLIC = UrlPolicy()
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

INVALID = [
    "",
    " ",
    "\n",
    "example",
    "example.com",
    "example.com/path",
    "example.com:8080",
    "www.example.com?x",
    "localhost",
    "localhost/",
    "localhost:8080",
    "localhost:8080/x",
    "127.0.0.1",
    "127.0.0.1:8000/x",
    "1.2.3.4:80",
    "[::1]:8080/",
    "api:3000/x",
    "//example.com/",
    "/path",
    "./path",
    "../path",
    "?query",
    "#fragment",
    "\\\\example.com\\share",
    "C:\\file.txt",
    "some words",
    "fetch('https://example.com')",
    "curl https://example.com",
    "ftp://example.com/",
    "ws://example.com/",
    "wss://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "blob:https://example.com/1",
    "about:blank",
    "mailto:a@example.com",
    "gopher://example.com/",
    "dict://example.com:11211/",
    "capacitor://localhost",
    "chrome-extension://abc/",
    "view-source:https://example.com/",
    "httpx://example.com/",
    "http+unix://%2Fvar%2Frun%2Fsocket/",
    "http",
    "http:",
    "http:/",
    "http://",
    "https://",
    "http:///",
    "http:///example.com/",
    "http:////example.com/",
    "http:/example.com/",
    "http:example.com/",
    "http:\\\\example.com\\",
    "http:/\\example.com/",
    "http://example.com\\path",
    "http://example.com/a\\b",
    "http://example.com\\@evil.com/",
    "http://?",
    "http://#",
    "http://?x",
    "http://:80/",
    "http://@/",
    "http://@example.com/",
    "http://user@example.com/",
    "http://user:pass@example.com/",
    "http://:pass@example.com/",
    "http://a@b@example.com/",
    "http://example.com@127.0.0.1/",
    "http://example.com:80@127.0.0.1/",
    "http://127.0.0.1:80#@example.com:x@/".replace("#", ""),
    "http://exa mple.com/",
    "http://example.com /",
    "http:// example.com/",
    "http://exam\tple.com/",
    "http://exam\nple.com/",
    "ht\ntp://example.com/",
    "http://example.com/a\nb",
    "http://example.com/a\tb",
    "http://example.com/a\rb",
    "http://example.com/\x00",
    "http://exa\x00mple.com/",
    "http://example.com\x7f/",
    "http://example.com/\x1b[31m",
    "http://example.com/\x85",
    "http://exa\u2028mple.com/",
    "http://\ud800.com/",
    "http://example.com/\ud800",
    "http://example.com:port/",
    "http://example.com:80x/",
    "http://example.com:-1/",
    "http://example.com:+80/",
    "http://example.com: 80/",
    "http://example.com:65536/",
    "http://example.com:99999999999/",
    "http://example.com:80:80/",
    "http://example.com:８０/",
    "http://ex%61mple.com/",
    "http://example.com%2f/",
    "http://example%2ecom/",
    "http://%31%32%37.0.0.1/",
    "http://example.com%00.evil.com/",
    "http://127.0.0.1%0d%0a/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[::1%25lo]:8080/",
    "http://[::1",
    "http://::1/",
    "http://::1]/",
    "http://[]/",
    "http://[:::1]/",
    "http://[1::2::3]/",
    "http://[::g]/",
    "http://[::127.0.0.1.5]/",
    "http://[::256.0.0.1]/",
    "http://[1:2:3:4:5:6:7]/",
    "http://[1:2:3:4:5:6:7:8:9]/",
    "http://[v1.x]/",
    "http://[::1]x/",
    "http://[[::1]]/",
    "http://0/",
    "http://1/",
    "http://127/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://0177.0.0.01/",
    "http://127.0.0.01/",
    "http://127.0.0.001/",
    "http://00.0.0.0/",
    "http://0x0/",
    "http://0xA9FEA9FE/",
    "http://2852039166/",
    "http://169.254.43518/",
    "http://10.1/",
    "http://127.0.0.1./",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://256.0.0.1/",
    "http://1.2.3.256/",
    "http://1.2.3.4.5/",
    "http://1.2.3/4.5/".replace("/4.5", "."),
    "http://999999999999/",
    "http://0x1ffffffff/",
    "http://08.0.0.1/",
    "http://example.0x7f/",
    "http://example.1/",
    "http://example.com.127/",
    "http://./",
    "http://../",
    "http://.example.com/",
    "http://example..com/",
    "http://example.com../",
    "http://-example.com/",
    "http://example-.com/",
    "http://exam!ple.com/",
    "http://exam$ple.com/",
    "http://exam&ple.com/",
    "http://exam'ple.com/",
    "http://exam(ple.com/",
    "http://exam*ple.com/",
    "http://*.example.com/",
    "http://exam+ple.com/",
    "http://exam,ple.com/",
    "http://exam;ple.com/",
    "http://exam=ple.com/",
    "http://exam~ple.com/",
    'http://exam"ple.com/',
    "http://exam<ple.com/",
    "http://exam>ple.com/",
    "http://exam^ple.com/",
    "http://exam`ple.com/",
    "http://exam{ple.com/",
    "http://exam|ple.com/",
    "http://xn--/",
    "http://\u200b.com/",
    "http://exam\u202eple.com/",
    "http://ex℀mple.com/",
    f"http://{'a' * 64}.com/",
    f"http://{'a.' * 126}com/",
    f"http://{'é' * 60}.com/",
    f"https://example.com/{'a' * 4077}",
    f"https://example.com/{'é' * 1500}",
    "https://example.com/" + "a" * 100_000,
]

BLOCKED_HOSTS = [
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://localhost:8080/x",
    "http://app.localhost/",
    "http://ｌocalhost/",
    "http://db/",
    "http://redis:8080/",
    "http://kubernetes/",
    "http://metadata/",
    "http://metadata.google.internal/",
    "http://db.internal/",
    "http://printer.local/",
    "http://router.lan/",
    "http://nas.home/",
    "http://nas.home.arpa/",
    "http://1.0.0.127.in-addr.arpa/",
    "http://intranet/",
    "http://wiki.intranet/",
    "http://wiki.corp/",
    "http://app.test/",
    "http://app.invalid/",
    "http://app.example/",
    "http://expyuzz4wqqyqhjn.onion/",
    "http://name.alt/",
    "http://api.default.svc/",
    "http://api.default.svc.cluster/",
    "http://kubernetes.default.svc.cluster.local/",
    "http://db.service.consul/",
    "http://host.docker/",
    "http://host.docker.internal/",
    "http://machine.localdomain/",
    "http://a.private/",
    "http://printer.local./",
    "http://例え/",
]

BLOCKED_PORTS = [
    "http://example.com:0/",
    "http://example.com:1/",
    "http://example.com:22/",
    "http://example.com:25/",
    "http://example.com:81/",
    "http://example.com:2375/",
    "http://example.com:3306/",
    "http://example.com:5432/",
    "http://example.com:6379/",
    "http://example.com:6667/",
    "http://example.com:8082/",
    "http://example.com:9200/",
    "http://example.com:11211/",
    "http://example.com:27017/",
    "http://example.com:65535/",
    "http://127.0.0.1:22/",
    "http://[::1]:6379/",
]


def refusal(url: str, policy: UrlPolicy = PUBLIC) -> Refused:
    with pytest.raises(Refused) as refused:
        judge(url, policy)
    return refused.value


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
    ("url", "code"),
    [
        *((url, "invalid_url") for url in INVALID),
        *((url, "blocked_host") for url in BLOCKED_HOSTS),
        *((url, "blocked_port") for url in BLOCKED_PORTS),
    ],
    ids=lambda text: repr(text[:60]),
)
def test_a_url_is_refused_with_its_code_and_a_sentence(url: str, code: str) -> None:
    refused = refusal(url)
    assert (refused.code, refused.field) == (code, "url")
    assert 20 < len(refused.detail) < 260
    assert refused.detail.isprintable()


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("localhost:8080/x", "http://localhost:8080/x"),
        ("localhost", "http://localhost"),
        ("127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("printer.local/x", "http://printer.local/x"),
        ("api:3000/x", "http://api:3000/x"),
        ("example.com/x?y", "https://example.com/x?y"),
        ("example.com:8443", "https://example.com:8443"),
        ("//example.com/x", "https://example.com/x"),
        ("http:example.com/x", "http://example.com/x"),
        ("http:///example.com/x", "http://example.com/x"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
    ],
)
def test_the_sentence_says_what_to_write_instead(typed: str, proposed: str) -> None:
    assert refusal(typed).detail.removesuffix(".").endswith(f"Write {proposed}")


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
