"""A page's Content-Security-Policy: may this page fetch that URL (https://www.w3.org/TR/CSP3/#directive-fallback-list).

Matching is the same in all three browsers, of policies that are enforced and of those that only report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from checks.cors import urls
from checks.cors.short_cache import short_cache
from checks.cors.urls import ParsedUrl

_UPGRADES = {("http", "https"), ("ws", "wss"), ("ws", "https"), ("ws", "http"), ("http", "ws"), ("http", "wss")}
_HOST_SOURCE = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[^\s/:*\[\]]+|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>[0-9]+|\*))?(?P<path>/[^?#]*)?\Z",
    re.IGNORECASE,
)
_SCHEME_SOURCE = re.compile(r"([a-z][a-z0-9+.-]*):\Z", re.IGNORECASE)
# A script may also be let in by what its element carries, which a URL does not show.
_BY_ELEMENT = re.compile(r"'(?:nonce-|sha(?:256|384|512)-|strict-dynamic')", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive as it stands in a policy: `name` in lower case, `sources` one by one."""

    name: str
    text: str
    sources: tuple[str, ...]


@short_cache(maxsize=32, longest=2048)
def parse(header: str) -> tuple[dict[str, Directive], ...]:
    """The policies of a header's value, or of several joined by commas or line breaks; the first directive of a name
    counts (https://www.w3.org/TR/CSP3/#parse-serialized-policy)."""
    policies = []
    for serialized in re.split(r"[,\n]", header):
        policy: dict[str, Directive] = {}
        for part in serialized.split(";"):
            words = part.split()
            if words:
                name = words[0].lower()
                policy.setdefault(
                    name, Directive(name, f"{name} {part.strip()[len(name) :].strip()}".strip(), tuple(words[1:]))
                )
        if policy:
            policies.append(policy)
    return tuple(policies)


def upgrades_insecure_requests(header: str) -> bool:
    """https://www.w3.org/TR/upgrade-insecure-requests/"""
    return any("upgrade-insecure-requests" in policy for policy in parse(header))


def takes_origin_away(header: str) -> bool:
    """https://www.w3.org/TR/CSP3/#directive-sandbox"""
    found = [policy["sandbox"].sources for policy in parse(header) if "sandbox" in policy]
    return any("allow-same-origin" not in map(str.lower, tokens) for tokens in found)


def reports(header: str) -> bool:
    """Whether every policy of a header says where its violations go."""
    return all(policy.keys() & {"report-uri", "report-to"} for policy in parse(header))


def violated(
    header: str, chain: tuple[str, ...], url: ParsedUrl, page: str, *, redirected: bool
) -> Iterator[Directive]:
    """The directives, at most one of each policy, by which the page's policies forbid the URL; `chain` are those that
    govern it (`checks.cors.initiators`)."""
    for policy in parse(header):
        directive = next((policy[name] for name in chain if name in policy), None)
        if directive is not None and not allows(directive, url, page, redirected=redirected):
            yield directive


def allows(directive: Directive, url: ParsedUrl, page: str, *, redirected: bool) -> bool:
    """https://www.w3.org/TR/CSP3/#match-url-to-source-list"""
    if directive.name.startswith("script-src") and any(map(_BY_ELEMENT.match, directive.sources)):
        return True
    return any(_matches(source, url, page, redirected) for source in directive.sources)


def _matches(source: str, url: ParsedUrl, page: str, redirected: bool) -> bool:
    """https://www.w3.org/TR/CSP3/#match-url-to-source-expression"""
    own = urls.parse(page) if page != "null" else None
    if source == "*":
        return url.is_http or (own is not None and url.scheme == own.scheme)
    if source.lower() == "'self'":
        return own is not None and _is_self(own, url)
    scheme = _SCHEME_SOURCE.match(source)
    if scheme:
        return _scheme_fits(scheme[1].lower(), url.scheme)
    host = _HOST_SOURCE.match(source)
    if host is None or source.startswith("'"):
        return False
    given = (host["scheme"] or (own.scheme if own else "")).lower()
    if given and not _scheme_fits(given, url.scheme):
        return False
    fits = _host_fits(host["host"].lower(), url.hostname) and _port_fits(host["port"], url)
    return fits and (redirected or _path_fits(host["path"] or "", url))


def _is_self(own: ParsedUrl, url: ParsedUrl) -> bool:
    if own.origin == url.origin:
        return True
    default_ports = own.port is None and url.port is None
    return (
        own.hostname == url.hostname
        and (own.port == url.port or default_ports)
        and (url.scheme in ("https", "wss") or (own.scheme, url.scheme) == ("http", "ws"))
    )


def _scheme_fits(given: str, scheme: str) -> bool:
    return given == scheme or (given, scheme) in _UPGRADES


def _host_fits(pattern: str, host: str) -> bool:
    if pattern == "*":
        return True
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _port_fits(given: str | None, url: ParsedUrl) -> bool:
    default = urls.DEFAULT_PORTS.get(url.scheme)
    port = url.port if url.port is not None else default
    if given is None:
        return port == default
    return given == "*" or int(given) == port or (given == "80" and url.scheme == "https" and port == 443)


def _path_fits(pattern: str, url: ParsedUrl) -> bool:
    if pattern in ("", "/"):
        return True
    path = "/" + re.split(r"[?#]", url.href.partition("://")[2], maxsplit=1)[0].partition("/")[2]
    wanted, found = unquote_to_bytes(pattern), unquote_to_bytes(path)
    return found.startswith(wanted) if pattern.endswith("/") else found == wanted
