"""URLs as browsers parse them (https://url.spec.whatwg.org/), by ada, the parser that Node.js uses."""

from __future__ import annotations

from dataclasses import dataclass

from ada_url import URL

from checks.cors.short_cache import short_cache

HTTP_SCHEMES = frozenset({"http", "https"})
# Those, and the schemes of WebSockets, which begin with an HTTP request.
WEB_SCHEMES = HTTP_SCHEMES | {"ws", "wss"}
# https://url.spec.whatwg.org/#default-port
DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}

# https://fetch.spec.whatwg.org/#port-blocking
# fmt: off
BAD_PORTS = frozenset(
    [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
        104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
        515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
        2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    ]
)
# fmt: on


# Addresses of no host in particular, at which the machine itself answers.
UNSPECIFIED = frozenset({"0.0.0.0", "[::]"})  # noqa: S104 - nothing is bound to it


@dataclass(frozen=True, slots=True)
class ParsedUrl:
    """A parsed URL: `href` without its fragment, `origin` serialised ("null" for an opaque one), `scheme` without
    its colon, `port` None where it is the scheme's own, `full` the URL with its fragment."""

    href: str
    origin: str
    scheme: str
    hostname: str
    port: int | None
    has_credentials: bool
    fragment: str
    full: str

    @property
    def is_http(self) -> bool:
        return self.scheme in HTTP_SCHEMES


# What a URL is that no browser can parse.
NOWHERE = ParsedUrl("", "null", "", "", None, False, "", "")


@short_cache(maxsize=512, longest=512)
def parse(url: str, base: str | None = None) -> ParsedUrl | None:
    """The parsed URL, relative to `base` where given, or None where a browser's parser fails."""
    try:
        parsed = URL(url, base) if base else URL(url)
    except (ValueError, UnicodeError):
        return None
    href, _, fragment = parsed.href.partition("#")
    origin = parsed.origin if parsed.protocol in ("http:", "https:", "ws:", "wss:") else "null"
    return ParsedUrl(
        href=href,
        origin=origin,
        scheme=parsed.protocol[:-1],
        hostname=parsed.hostname,
        port=int(parsed.port) if parsed.port else None,
        has_credentials=bool(parsed.username or parsed.password),
        fragment=fragment,
        full=parsed.href,
    )


def is_socket(url: str) -> bool:
    """Whether the URL is one of a WebSocket: ws: or wss:."""
    return url[:5].lower().startswith(("ws:", "wss:"))


def as_http(url: str) -> str:
    """The http or https URL of the server that a ws or wss URL leads to; any other URL as it is."""
    return f"http{url[2:]}" if is_socket(url) else url


def without_credentials(url: str) -> str:
    """The URL without user name and password, as it goes on the wire and into console lines; what is none as it is."""
    try:
        parsed = URL(url)
    except ValueError:
        return url
    if parsed.username or parsed.password:
        parsed.username = ""
        parsed.password = ""
    return str(parsed.href)


def is_same_site(one: ParsedUrl, other: ParsedUrl) -> bool:
    """https://html.spec.whatwg.org/#same-site: schemes and registrable domains are equal."""
    if one.scheme != other.scheme:
        return False
    return one.hostname == other.hostname or registrable_domain(one.hostname) == registrable_domain(other.hostname)


def is_one_domain(one: str, other: str) -> bool:
    """Whether two http(s) URLs or origins share their registrable domain, whatever their schemes."""
    first, second = parse(one), parse(other)
    if first is None or second is None or not (first.is_http and second.is_http):
        return False
    return registrable_domain(first.hostname) == registrable_domain(second.hostname)


def registrable_domain(hostname: str) -> str:
    """The site's host (https://html.spec.whatwg.org/#obtain-a-site): its registrable domain, or the host itself."""
    return _registrable(hostname.rstrip("."))


@short_cache(maxsize=1024, longest=255)
def _registrable(hostname: str) -> str:
    # Imported on first use: the list costs 30 ms to load and only cross-site questions need it.
    from checks.cors.public_suffix import LIST

    return LIST.privatesuffix(hostname) or hostname
