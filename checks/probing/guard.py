"""The one door to the network: resolve once, judge every address, dial the judged address literally.

No other module opens a connection. A host with one address that is refused is refused whole, before any packet goes
out, and in the same words whether something listens there or not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from ipaddress import ip_address
from typing import Protocol, TypeVar

from checks.cors.model import Failure
from checks.cors.urls import BAD_PORTS
from checks.probing.addresses import LOOPBACK, IPAddress, IPNetwork, address_ok
from checks.probing.connect_failure import connect_failure
from checks.probing.network_error import NetworkError
from checks.probing.resolve import Resolver, SystemResolver
from checks.probing.target import WEB_PORTS, Target, UrlPolicy, judge
from checks.refusal import Refusal

MAX_TRIES = 2
P = TypeVar("P", bound=asyncio.BaseProtocol)


class Dialler(Protocol):
    """Connects the protocol that `factory` makes to one address, and to nothing else."""

    async def __call__(self, address: IPAddress, port: int, factory: Callable[[], P]) -> P: ...


class Guard:
    """Judges URLs and addresses, and dials.

    `ports` None allows any port but those that browsers block; `allow` are networks that are open although they are
    not public, and with any of them names are resolved by the system. `own_hosts` are ours: names or addresses that
    are never checked. `resolve` and `dial` stand for the network.
    """

    def __init__(
        self,
        *,
        ports: Collection[int] | None = WEB_PORTS,
        allow: Sequence[IPNetwork] = (),
        own_hosts: Collection[str] = (),
        resolve: Resolver | None = None,
        dial: Dialler | None = None,
        connect_s: float = 5.0,
    ) -> None:
        self.allow = tuple(allow)
        self.policy = UrlPolicy(
            ports=None if ports is None else frozenset(ports),
            local_names=bool(self.allow),
            loopback_names=any(address_ok(address, self.allow) for address in LOOPBACK),
            own_hosts=frozenset(_plain_host(host) for host in own_hosts),
        )
        self.connect_s = connect_s
        self._resolve: Resolver = resolve or (SystemResolver() if self.allow else _dns_resolver())
        self._dial: Dialler = dial or dial_address

    def judge(self, url: str) -> Target:
        """The target of a URL; raises `Refusal`. Nothing is resolved yet."""
        return judge(url, self.policy)

    async def addresses(self, target: Target) -> tuple[IPAddress, ...]:
        """The addresses that may be dialled for the target, IPv4 first; raises `Refusal` where any may not, and
        `NetworkError` where its name has none."""
        if target.address is not None:
            addresses: Sequence[IPAddress] = (target.address,)
        elif target.name == "localhost" or target.name.endswith(".localhost"):
            # RFC 6761: the name is loopback, whatever a resolver says. Either family will do where one is open.
            addresses = [address for address in LOOPBACK if address_ok(address, self.allow)]
        else:
            addresses = await self._resolve(target.name)
            if not addresses:
                raise NetworkError(dns_failure(target.name))
        if not addresses or not all(self._is_open(address) for address in addresses):
            raise Refusal("blocked_address", _refusal(target), "url")
        return tuple(sorted(dict.fromkeys(addresses), key=lambda address: address.version))

    async def connect(self, addresses: Sequence[IPAddress], port: int, factory: Callable[[], P]) -> P:
        """A TCP connection to one of the judged addresses, as its protocol; raises `NetworkError`."""
        if port in BAD_PORTS:
            raise Refusal("blocked_port", f"Browsers block port {port}, and so does this service.", "url")
        tries = addresses[:MAX_TRIES]
        failure = Failure("connect_error", "The name has no address.")
        for address in tries:
            # The last line of defence: nothing is dialled that was not judged, whoever calls.
            if not self._is_open(address):
                raise Refusal("blocked_address", "The address is not open to this service.", "url")
            try:
                async with asyncio.timeout(self.connect_s / len(tries)):
                    return await self._dial(address, port, factory)
            except (OSError, TimeoutError) as error:
                failure = connect_failure(error)
        raise NetworkError(failure)

    def _is_open(self, address: IPAddress) -> bool:
        return address_ok(address, self.allow) and str(address) not in self.policy.own_hosts


def _dns_resolver() -> Resolver:
    # Half of what the command line would otherwise load, and never uses.
    from checks.probing.dns_resolver import DnsResolver

    return DnsResolver()


async def dial_address(address: IPAddress, port: int, factory: Callable[[], P]) -> P:
    """The address is given as a literal, so that nothing is resolved again."""
    _, protocol = await asyncio.get_running_loop().create_connection(factory, str(address), port)
    return protocol


def _plain_host(host: str) -> str:
    """A name in lower case without its trailing dot, or an address in its canonical spelling without brackets."""
    plain = host.strip("[]").lower().removesuffix(".")
    try:
        return str(ip_address(plain))
    except ValueError:
        return plain


def dns_failure(name: str) -> Failure:
    return Failure(
        "dns_error",
        f"The name {name} does not resolve to an address. Check its spelling and its DNS entries.",
        "ERR_NAME_NOT_RESOLVED",
    )


def _refusal(target: Target) -> str:
    if target.address is not None:
        return (
            f"{target.host} is not a public address. This service reaches public servers only: run the checker in "
            "your own network, or check the server's public address."
        )
    return (
        f"{target.name} resolves to an address that is not public. This service reaches public servers only: run the "
        "checker in your own network, or check the server's public name."
    )
