"""Hosts and clients that the operator shuts out, from a file that is read again whenever it changes.

A line is `target <host or network>` or `client <network>`; a host stands for all below it too. `#` begins a comment.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

from checks.probing.addresses import IPAddress, IPNetwork, plain_address, plain_network
from checks.refusal import Refusal

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entries:
    hosts: frozenset[str] = frozenset()
    targets: tuple[IPNetwork, ...] = ()
    clients: tuple[IPNetwork, ...] = ()


@dataclass
class DenyList:
    """The entries of a file; none without one. `path` empty means that there is none."""

    path: str = ""
    _entries: Entries = field(default_factory=Entries)
    _read_at: tuple[int, int] | None = None

    def admit_client(self, client: str) -> None:
        """Raises Refusal where the client's address is shut out."""
        address = plain_address(client)
        if address is not None and _within(address, self._current().clients):
            raise Refusal("forbidden", "The operator of this service accepts no checks from your network.")

    def admit_host(self, host: str) -> None:
        """Raises Refusal where the host, or one above it, is shut out; `host` is a name or an address."""
        hosts = self._current().hosts
        labels = host.split(".")
        if any(".".join(labels[index:]) in hosts for index in range(len(labels))):
            raise _shut_out()

    def admit_addresses(self, addresses: Sequence[IPAddress]) -> None:
        """Raises Refusal where an address that the host leads to is shut out."""
        targets = self._current().targets
        if any(_within(address, targets) for address in addresses):
            raise _shut_out()

    def _current(self) -> Entries:
        if self.path:
            try:
                stat = Path(self.path).stat()
                if (stat.st_mtime_ns, stat.st_size) != self._read_at:
                    self._entries = parse(Path(self.path).read_text())
                    self._read_at = (stat.st_mtime_ns, stat.st_size)
            except (OSError, ValueError) as error:
                # What was read last still holds: a slip of the operator's must not open the door.
                _logger.error("DENY_LIST_FILE cannot be read, the entries so far stay: %s", error)
        return self._entries


def parse(text: str) -> Entries:
    """The entries of a file's text; ValueError names the line that is none."""
    hosts: set[str] = set()
    targets: list[IPNetwork] = []
    clients: list[IPNetwork] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        match words:
            case []:
                continue
            case ["client", word] if (network := _network(word)) is not None:
                clients.append(network)
            case ["target", word] if (network := _network(word)) is not None:
                targets.append(network)
            case ["target", word]:
                hosts.add(word.strip(".").lower())
            case _:
                raise ValueError(f"line {number} is neither “target HOST” nor “client NETWORK”")
    return Entries(frozenset(hosts), tuple(targets), tuple(clients))


def _network(word: str) -> IPNetwork | None:
    try:
        return plain_network(ip_network(word, strict=False))
    except ValueError:
        return None


def _within(address: IPAddress, networks: tuple[IPNetwork, ...]) -> bool:
    return any(address in network for network in networks)


def _shut_out() -> Refusal:
    return Refusal("blocked_host", "The operator of this service does not check this host.", "url")
