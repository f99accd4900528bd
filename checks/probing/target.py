"""One strict judgement of a URL before anything is sent to it (https://url.spec.whatwg.org/).

The URL is parsed as browsers parse it, and then judged: a spelling that two parsers could take for two hosts is
refused even where browsers read it, with a sentence that says how to write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from checks.cors import urls
from checks.probing.addresses import IPAddress
from checks.probing.names import judge_name
from checks.refusal import Refusal

MAX_URL = 4096
DEFAULT_PORTS = frozenset({80, 443, 3000, 4200, 5000, 5173, 8000, 8008, 8080, 8081, 8443, 8888})
_SCHEME_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_HOST_AND_PORT = re.compile(
    r"(localhost|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+|[A-Za-z0-9_-]+)\.?(?::[0-9]+)?(?:[/?#].*)?\Z"
)
_LOCAL_HOST = re.compile(
    r"(?:localhost|[^./?#]+|[0-9.]+|.*\.(?:localhost|local|lan|internal|test))\.?(?::[0-9]+)?(?:[/?#].*)?\Z"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_OR_SPACE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: `host` is what the Host header and the URL say (a name, a dotted quad or a bracketed
    IPv6 address), `address` is that address where it is one. `url` has neither fragment nor credentials."""

    scheme: str
    host: str
    port: int
    path_and_query: str
    url: str
    address: IPAddress | None = None

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """The Host header's value: without the scheme's own port."""
        return self.host if _SCHEME_PORTS[self.scheme] == self.port else f"{self.host}:{self.port}"

    @property
    def name(self) -> str:
        """The host as DNS and TLS know it: no brackets, no trailing dot."""
        return str(self.address) if self.address else self.host.removesuffix(".")


@dataclass(frozen=True, slots=True)
class UrlPolicy:
    """Which URLs may be checked. `ports` None allows any; `local_names` admits names that only the system resolves
    (hosts file, search domains), `loopback_names` admits localhost; `own_hosts` are ours and never checked."""

    ports: frozenset[int] | None = DEFAULT_PORTS
    local_names: bool = False
    loopback_names: bool = False
    own_hosts: frozenset[str] = frozenset()


def judge(text: str, policy: UrlPolicy) -> Target:
    """The target that the URL names; raises `Refusal` with `invalid_url`, `blocked_host` or `blocked_port`."""
    text = text.strip(" \t\r\n\f")
    if not text:
        raise _invalid("Enter the URL that your page requests, such as https://api.example.com/items.")
    if len(text) > MAX_URL:
        raise _invalid(f"The URL has {len(text):,} characters; at most {MAX_URL:,} are checked. Shorten its query.")
    authority = _split(text)
    _judge_spelling(authority)
    parsed = _parse(text)
    target = _target(parsed)
    if len(target.url) > MAX_URL:
        raise _invalid(f"The URL has more than {MAX_URL:,} characters once it is percent-encoded. Shorten it.")
    _judge_host(target, authority, policy)
    _judge_port(target.port, policy.ports)
    return target


def _split(text: str) -> str:
    """The raw text of the authority."""
    if text.startswith("//"):
        raise _invalid(f"The URL has no scheme. Write {_shown('https:' + text)}")
    if text[0] in "/?#.\\":
        raise _invalid("This is a path, not a URL. Write the whole address, such as https://api.example.com/items.")
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else ""
    if match and scheme in _SCHEME_PORTS:
        return _authority(text, scheme, match[2])
    if _HOST_AND_PORT.match(text):
        proposed = ("http://" if _LOCAL_HOST.match(text) else "https://") + text
        raise _invalid(f"The URL has no scheme. Write {_shown(proposed)}")
    if match is None:
        raise _invalid(f"“{_shown(text)}” is not a URL. Write it whole, such as https://api.example.com/items.")
    if scheme in ("ws", "wss"):
        raise _invalid("WebSockets are not subject to CORS. Only http and https URLs can be checked.")
    raise _invalid(f"The scheme “{_shown(scheme)}” cannot be checked. Give an http or https URL.")


def _authority(text: str, scheme: str, rest: str) -> str:
    after = rest.lstrip("/\\")
    slashes = rest[: len(rest) - len(after)]
    if slashes != "//":
        raise _invalid(f"Two slashes follow the scheme. Write {_shown(f'{scheme}://{after}')}")
    authority = re.split(r"[/?#]", after, maxsplit=1)[0]
    if "\\" in after.split("?", 1)[0].split("#", 1)[0]:
        raise _invalid("The URL holds a backslash, which browsers take for a slash. Write / instead.")
    if not authority:
        raise _invalid("The URL has no host. Write it whole, such as https://api.example.com/items.")
    if _CONTROL.search(text):
        raise _invalid("The URL holds a line break or another control character. Remove it.")
    return authority


def _judge_spelling(authority: str) -> None:
    if "@" in authority:
        raise _invalid(
            "The URL holds a user name or a password. Browsers refuse to fetch such URLs, and a report would show "
            "them. Remove everything up to the @."
        )
    if _CONTROL_OR_SPACE.search(authority):
        raise _invalid("The host holds a space. Remove it.")
    if "%" in authority:
        raise _invalid("The host holds a % sign. Write the host plainly, without percent-encoding and zone id.")


def _parse(text: str) -> urls.ParsedUrl:
    parsed = urls.parse(text)
    if parsed is not None:
        return parsed
    authority = re.split(r"[/?#]", text.split("://", 1)[1], maxsplit=1)[0]
    port = authority.rpartition(":")[2] if not authority.endswith("]") else ""
    if ":" in authority and port and not re.fullmatch(r"[0-9]+", port, re.ASCII) and not authority.startswith("["):
        raise _invalid(f"The port “{_shown(port)}” is not a number.")
    if re.fullmatch(r"[0-9]{5,}", port, re.ASCII) and ":" in authority and int(port) > 65535:
        raise _invalid("The port is greater than 65535.")
    raise _invalid(f"“{_shown(authority)}” is not a host that a browser accepts. Correct its spelling.")


def _target(parsed: urls.ParsedUrl) -> Target:
    host = parsed.hostname
    address: IPAddress | None = None
    if host.startswith("["):
        address = IPv6Address(host[1:-1])
    elif host.rpartition(".")[2].isdigit():
        # https://url.spec.whatwg.org/#ends-in-a-number-checker: nothing else ends like that once it is parsed.
        address = IPv4Address(host)
    port = _SCHEME_PORTS[parsed.scheme] if parsed.port is None else parsed.port
    return Target(parsed.scheme, host, port, parsed.href.removeprefix(parsed.origin), parsed.href, address)


def _judge_host(target: Target, authority: str, policy: UrlPolicy) -> None:
    if target.name in policy.own_hosts:
        raise Refusal("blocked_host", "This is the address of this very service, which does not check itself.", "url")
    if target.address is None:
        judge_name(target.name, target.host, local=policy.local_names, loopback=policy.loopback_names)
    elif isinstance(target.address, IPv4Address):
        written = re.sub(r":[0-9]*\Z", "", authority)
        if written != target.host:
            raise _invalid(f"“{_shown(written)}” is another spelling of an IP address. Write {target.host}.")


def _judge_port(port: int, ports: frozenset[int] | None) -> None:
    if ports is not None and port not in ports:
        listed = ", ".join(str(allowed) for allowed in sorted(ports))
        raise Refusal("blocked_port", f"Port {port} is not checked here. The ports that are: {listed}.", "url")


def _invalid(detail: str) -> Refusal:
    return Refusal("invalid_url", detail, "url")


def _shown(text: str) -> str:
    """A short excerpt of what was typed, without what could spoil a terminal or a sentence."""
    plain = "".join(character if character.isprintable() else "?" for character in text[:81])
    return plain if len(plain) <= 80 else plain[:79] + "…"
