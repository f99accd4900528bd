"""Origins that look like an allowed one to a careless comparison, each a question about how a server compares."""

from __future__ import annotations

import string
from collections.abc import Container, Iterator, Sequence
from functools import cache
from ipaddress import ip_address
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from checks.cors import urls

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

ASKS: dict[str, str] = {
    "prefix": "Does it allow another site's host that only begins like the allowed one?",
    "suffix": "Does it allow another site's domain that only ends like the allowed one?",
    "contains": "Does it allow another site's host that contains the allowed one?",
    "unescaped-dot": "Does a dot in its pattern match any character?",
    "tenant": "Does it allow any customer of the hosting service?",
    "named-tenant": "Does it allow any customer of the hosting service whose name begins the same way?",
    "subdomain": "Does it allow a subdomain that does not exist?",
    "http-twin": "Does it allow the same host over plain http?",
    "other-port": "Does it allow the same host on any port?",
    "localhost": "Does it allow any program on a visitor's own machine?",
    "special-underscore": "Does it allow a host with an underscore, which every browser sends?",
    "special-dollar": "Does it allow a host with a dollar sign, which Firefox and Safari send?",
    "special-backtick": "Does it allow a host with a backtick, which only Safari sends?",
    "extension": "Does it allow any browser extension?",
    "glued": "Does it allow another site's host that continues after the allowed one without a dot?",
    "suffix-host": "Does it allow a host that only ends like the allowed one, within the same domain?",
    "host-subdomain": "Does it allow a subdomain of the allowed host that does not exist?",
    "pages": "Does it allow a page that anyone can publish on a well-known hosting service?",
    "playground-codepen": "Does it allow a site where anyone can run a script?",
    "playground-jsfiddle": "Does it allow a site where anyone can run a script?",
    "playground-jsbin": "Does it allow a site where anyone can run a script?",
}
TARGET = "-target"
# Questions that have an answer already where others are refused: only a server that allows one of these is likely to
# allow the first.
_LIKELY_AFTER: dict[str, frozenset[str]] = {
    "contains": frozenset({"prefix"}),
    "suffix": frozenset({"suffix-host"}),
    "subdomain": frozenset({"suffix-host", "host-subdomain"}),
}
# What a looser comparison lets through besides: the second is no fault of its own where the first is there.
_IMPLIED: dict[str, frozenset[str]] = {
    "contains": frozenset({"prefix", "glued", "suffix", "suffix-host", "unescaped-dot", "subdomain", "host-subdomain"})
    | {"http-twin", "other-port", "special-underscore", "special-dollar", "special-backtick"},
    "prefix": frozenset({"glued", "other-port", "special-underscore", "special-dollar", "special-backtick"}),
    "suffix": frozenset({"suffix-host", "unescaped-dot", "subdomain", "host-subdomain", "http-twin"}),
    "tenant": frozenset({"named-tenant", "suffix", "suffix-host", "subdomain", "host-subdomain", "unescaped-dot"})
    | {"http-twin"},
    "named-tenant": frozenset({"subdomain"}),
    "subdomain": frozenset({"suffix-host", "host-subdomain"}),
    "suffix-host": frozenset({"host-subdomain", "http-twin"}),
}
# Those that two hosts of one registrable domain have in common.
_OF_DOMAIN = frozenset({"suffix", "tenant", "named-tenant", "subdomain"})
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def of(origin: str, label: str) -> Iterator[tuple[str, str]]:
    """Name and value of each look-alike of a serialised http(s) origin, the most telling first."""
    parsed = urls.parse(origin)
    if parsed is None or not parsed.is_http or parsed.hostname.startswith("["):
        return
    host, scheme = parsed.hostname, parsed.scheme
    port = f":{parsed.port}" if parsed.port else ""
    domain = None if is_address(host) or "." not in host else urls.registrable_domain(host)
    foreign = f"{label}.example"
    yield "prefix", f"{scheme}://{host}.{foreign}{port}"
    if domain and host != domain:
        yield "suffix-host", f"{scheme}://{label}{host}{port}"
    if domain and is_shared(domain):
        suffix = domain.partition(".")[2]
        yield "tenant", f"{scheme}://{label}.{suffix}{port}"
        yield "named-tenant", f"{scheme}://{domain.partition('.')[0]}-{label}.{suffix}{port}"
    if domain:
        yield "suffix", f"{scheme}://{label}{domain}{port}"
        if dotless := _without_dot(host):
            yield "unescaped-dot", f"{scheme}://{dotless}{port}"
    if host not in LOCAL_HOSTS:
        yield "other-port", f"{scheme}://{host}:{_port(label, parsed.port)}"
    yield "special-underscore", f"{scheme}://{host}_.{foreign}{port}"
    yield "special-backtick", f"{scheme}://{host}`.{foreign}{port}"
    if scheme == "https":
        yield "http-twin", f"http://{host}{port}"
    yield "localhost", f"http://{host if host in LOCAL_HOSTS else 'localhost'}:{_port(label, parsed.port)}"
    yield "glued", f"{scheme}://{host}{foreign}{port}"
    yield "special-dollar", f"{scheme}://{host}$.{foreign}{port}"
    if domain:
        yield "subdomain", f"{scheme}://{label}.{domain}{port}"
        if host != domain:
            yield "host-subdomain", f"{scheme}://{label}.{host}{port}"
    yield "extension", f"chrome-extension://{_extension_id(label)}"
    yield "contains", f"{scheme}://{label}{host}.{foreign}{port}"


def of_both(page: str | None, target: str | None, label: str) -> Iterator[tuple[str, str]]:
    """The look-alikes of an allowed page and of an allowed target's own origin in turn, each origin once."""
    ofs_page = of(page, label) if page else ()
    ofs_target = ((name + TARGET, origin) for name, origin in of(target, label)) if target else ()
    told: set[str] = set()
    for name, origin in filter(None, chain.from_iterable(zip_longest(ofs_page, ofs_target))):
        if origin not in told:
            told.add(origin)
            yield name, origin


def is_implied(name: str, allowed: Container[str], *, one_domain: bool) -> bool:
    """Whether one of the names already allowed explains that this one is; `one_domain`: page and target share their
    registrable domain."""
    stem, mark = _split(name)
    return any(
        other + mark in allowed or (one_domain and other in _OF_DOMAIN and _other(other + mark) in allowed)
        for other, implied in _IMPLIED.items()
        if stem in implied
    )


def by_likelihood(
    questions: Sequence[tuple[str, str]], allowed: Container[str], *, one_domain: bool
) -> list[tuple[str, str]]:
    """The questions, what follows from the names already `allowed` first, what would surprise after them last, and
    none that they have answered."""
    names = {name for name, _ in questions}

    def rank(question: tuple[str, str]) -> int:
        stem, mark = _split(question[0])
        before = {name + mark for name in _LIKELY_AFTER.get(stem, ())} & names
        return 1 if not before else 0 if any(name in allowed for name in before) else 2

    open_ones = (asked for asked in questions if not is_implied(asked[0], allowed, one_domain=one_domain))
    return sorted(open_ones, key=rank)


def _split(name: str) -> tuple[str, str]:
    """The name without the mark of the target, and the mark."""
    stem = name.removesuffix(TARGET)
    return stem, name[len(stem) :]


def _other(name: str) -> str:
    """The same question about the other host."""
    stem, mark = _split(name)
    return stem if mark else stem + TARGET


def third_parties(label: str) -> Iterator[tuple[str, str]]:
    """Name and value of origins that are no one's and everyone's, whichever origin is allowed."""
    yield "pages", f"https://{label}.github.io"
    # The origins on which playgrounds run what their visitors write, not those on which they are edited.
    yield "playground-codepen", "https://cdpn.io"
    yield "playground-jsfiddle", "https://fiddle.jshell.net"
    yield "playground-jsbin", "https://output.jsbin.com"


def is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def is_shared(domain: str) -> bool:
    """Whether the registrable domain is a customer's on shared hosting (https://publicsuffix.org/, private section)."""
    suffix = domain.partition(".")[2]
    return suffix not in ("", _icann().publicsuffix(suffix))


@cache
def _icann() -> PublicSuffixList:
    # Imported on first use, as in `checks.cors.urls`: the list costs 30 ms to load.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True)


def _without_dot(host: str) -> str | None:
    """The host without the dot whose loss makes it a name that anyone could register: the last before its public
    suffix; where that has none before it, without its last."""
    suffix = _icann().publicsuffix(host) or ""
    inner = host.removesuffix(f".{suffix}")
    head, dot, last = inner.rpartition(".")
    if dot:
        return f"{head}x{last}.{suffix}"
    head, dot, last = host.rpartition(".")
    return f"{head}x{last}" if dot else None


def _port(label: str, taken: int | None) -> int:
    port = 20000 + int.from_bytes(label.encode(), "big") % 20000
    return port + 1 if port == taken else port


def _extension_id(label: str) -> str:
    """32 letters from a to p, as Chromium names extensions."""
    letters = string.ascii_lowercase[:16]
    return "".join(letters[(ord(character) * (index + 7)) % 16] for index, character in enumerate((label * 32)[:32]))
