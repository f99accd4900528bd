"""Origins that look like an allowed one to a careless comparison, each a question about how a server compares."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence, Set
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from checks.cors import urls

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

ASKS: dict[str, str] = {
    "prefix": "Does it allow a foreign host that only begins like the allowed one?",
    "suffix": "Does it allow a foreign domain that only ends like the allowed one?",
    "contains": "Does it allow a foreign host that has the allowed one somewhere inside?",
    "unescaped-dot": "Does a dot in its pattern stand for any character?",
    "tenant": "Does it allow any customer of the hosting service?",
    "named-tenant": "Does it allow any customer of the hosting service whose name begins alike?",
    "subdomain": "Does it allow a subdomain that no one has set up?",
    "http-twin": "Does it allow the same host over plain http?",
    "other-port": "Does it allow the same host on any port?",
    "localhost": "Does it allow whatever runs on a visitor's own machine?",
    "special-underscore": "Does it allow a host with an underscore, which every browser sends?",
    "special-dollar": "Does it allow a host with a dollar sign, which Firefox and Safari send?",
    "special-backtick": "Does it allow a host with a backtick, which only Safari sends?",
    "extension": "Does it allow any browser extension?",
    "glued": "Does it allow a foreign host that goes on after the allowed one without a dot?",
    "suffix-host": "Does it allow a host that only ends like the allowed one, within the same domain?",
    "host-subdomain": "Does it allow a subdomain of the allowed host that no one has set up?",
    "pages": "Does it allow a page that anyone can put on a well-known hosting service?",
    "playground-codepen": "Does it allow a site on which anyone can run a script?",
    "playground-jsfiddle": "Does it allow a site on which anyone can run a script?",
    "playground-jsbin": "Does it allow a site on which anyone can run a script?",
}
# Those that are the same whichever origin is allowed.
GENERAL = frozenset({"localhost", "extension"})
TARGET = "-target"
# Questions that have an answer already where others are refused: only a server that allows one of these is likely to
# allow the first.
_LIKELY_AFTER: dict[str, frozenset[str]] = {
    "contains": frozenset({"prefix"}),
    "suffix": frozenset({"suffix-host"}),
    "subdomain": frozenset({"suffix-host", "host-subdomain"}),
}
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
    elif domain:
        yield "suffix", f"{scheme}://{label}{domain}{port}"
    if domain and (dotless := _without_dots(host, domain)):
        yield "unescaped-dot", f"{scheme}://{dotless}{port}"
    if scheme == "https":
        yield "http-twin", f"http://{host}{port}"
    if host not in LOCAL_HOSTS:
        yield "other-port", f"{scheme}://{host}:{_port(label, parsed.port)}"
    yield "localhost", f"http://{host if host in LOCAL_HOSTS else 'localhost'}:{_port(label, parsed.port)}"
    yield "glued", f"{scheme}://{host}{foreign}{port}"
    yield "special-underscore", f"{scheme}://{host}_.{foreign}{port}"
    yield "special-dollar", f"{scheme}://{host}$.{foreign}{port}"
    yield "special-backtick", f"{scheme}://{host}`.{foreign}{port}"
    if domain:
        yield "subdomain", f"{scheme}://{label}.{domain}{port}"
        if host != domain:
            yield "host-subdomain", f"{scheme}://{label}.{host}{port}"
    yield "extension", f"chrome-extension://{_extension_id(label)}"
    yield "contains", f"{scheme}://{label}{host}.{foreign}{port}"


def of_target(name: str) -> str:
    """The name of a look-alike where it is one of the target's own host."""
    return name if name in GENERAL else name + TARGET


def by_likelihood(questions: Sequence[tuple[str, str]], allowed: Set[str]) -> list[tuple[str, str]]:
    """The questions, what follows from the names already `allowed` first, what would surprise after them last."""
    names = {name for name, _ in questions}

    def rank(question: tuple[str, str]) -> int:
        stem = question[0].removesuffix(TARGET)
        mark = question[0][len(stem) :]
        before = {name + mark for name in _LIKELY_AFTER.get(stem, ())} & names
        return 1 if not before else 0 if before & allowed else 2

    return sorted(questions, key=rank)


def third_parties(label: str) -> Iterator[tuple[str, str]]:
    """Name and value of origins that are no one's and everyone's, whichever origin is allowed."""
    yield "pages", f"https://{label}.github.io"
    yield "playground-codepen", "https://codepen.io"
    yield "playground-jsfiddle", "https://jsfiddle.net"
    yield "playground-jsbin", "http://jsbin.com"


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


def _without_dots(host: str, domain: str) -> str | None:
    """The host with its inner dots replaced, its public suffix kept, so that anyone could register the result; where
    that changes nothing, with its last dot replaced."""
    name, _, suffix = domain.partition(".")
    inner = host.removesuffix(f".{suffix}")
    if "." in inner:
        return f"{inner.replace('.', 'x')}.{suffix}"
    head, dot, last = host.rpartition(".")
    return f"{head}x{last}" if dot and name else None


def _port(label: str, taken: int | None) -> int:
    port = 20000 + int.from_bytes(label.encode(), "big") % 20000
    return port + 1 if port == taken else port


def _extension_id(label: str) -> str:
    """32 letters from a to p, as Chromium names extensions."""
    letters = string.ascii_lowercase[:16]
    return "".join(letters[(ord(character) * (index + 7)) % 16] for index, character in enumerate((label * 32)[:32]))
