"""The judgement of a URL before anything is sent to it: how it is written, and which hosts and ports may be checked."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from checks.cors import urls
from checks.inputs.url_spelling import is_ipv4, read_url
from checks.probing.addresses import IPAddress
from checks.probing.names import judge_name
from checks.refusal import Refusal

WEB_PORTS = frozenset({80, 443, 3000, 4200, 5000, 5173, 8000, 8008, 8080, 8081, 8443, 8888})


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
        """Whether requests go over TLS."""
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """The Host header's value: without the scheme's own port."""
        return self.host if urls.DEFAULT_PORTS[self.scheme] == self.port else f"{self.host}:{self.port}"

    @property
    def name(self) -> str:
        """The host as DNS and TLS know it: no brackets, no trailing dot."""
        return str(self.address) if self.address else self.host.removesuffix(".")


@dataclass(frozen=True, slots=True)
class UrlPolicy:
    """Says which URLs may be checked. `ports` None allows any; `local_names` admits names that only the system resolves
    (hosts file, search domains), `loopback_names` admits localhost; `own_hosts` are ours and never checked."""

    ports: frozenset[int] | None = WEB_PORTS
    local_names: bool = False
    loopback_names: bool = False
    own_hosts: frozenset[str] = frozenset()


def judge(text: str, policy: UrlPolicy) -> Target:
    """Gives the target that the URL names; raises `Refusal` with `invalid_url`, `blocked_host` or `blocked_port`."""
    target = _target(read_url(text))
    _judge_host(target, policy)
    _judge_port(target.port, policy.ports)
    return target


def _target(parsed: urls.ParsedUrl) -> Target:
    host = parsed.hostname
    address: IPAddress | None = None
    if host.startswith("["):
        address = IPv6Address(host[1:-1])
    elif is_ipv4(host):
        address = IPv4Address(host)
    port = urls.DEFAULT_PORTS[parsed.scheme] if parsed.port is None else parsed.port
    # A WebSocket begins with an HTTP request to the same place.
    scheme, url = urls.as_http(parsed.href).partition(":")[0], urls.as_http(parsed.href)
    return Target(scheme, host, port, parsed.href.removeprefix(parsed.origin), url, address)


def _judge_host(target: Target, policy: UrlPolicy) -> None:
    if target.name in policy.own_hosts:
        raise Refusal("blocked_host", "This is the address of this very service, which does not check itself.", "url")
    if target.address is None:
        judge_name(target.name, target.host, local=policy.local_names, loopback=policy.loopback_names)


def _judge_port(port: int, ports: frozenset[int] | None) -> None:
    if ports is not None and port not in ports:
        listed = ", ".join(str(allowed) for allowed in sorted(ports))
        raise Refusal("blocked_port", f"Port {port} is not checked here. The ports that are: {listed}.", "url")
