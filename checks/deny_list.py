"""Hosts and clients that the operator shuts out, from a file that is read again whenever it changes.

A line is `target <host or network>` or `client <network>`; a host stands for all below it too. `#` begins a comment.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from checks.refusal import Refusal

Network = IPv4Network | IPv6Network
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entries:
    hosts: frozenset[str] = frozenset()
    targets: tuple[Network, ...] = ()
    clients: tuple[Network, ...] = ()


@dataclass
class DenyList:
    """The entries of a file; none without one. `path` empty means that there is none."""

    path: str = ""
    _entries: Entries = field(default_factory=Entries)
    _read_at: tuple[int, int] | None = None

    def admit(self, host: str, client: str) -> None:
        """Raises Refusal where the host or the client's address is shut out."""
        entries = self._current()
        if _within(client, entries.clients):
            raise Refusal("forbidden", "The operator of this service accepts no checks from your network.")
        name = host.strip("[]").rstrip(".").lower()
        labels = name.split(".")
        above = {".".join(labels[index:]) for index in range(len(labels))}
        if above & entries.hosts or _within(name, entries.targets):
            raise Refusal("blocked_host", "The operator of this service does not check this host.", "url")

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
    targets: list[Network] = []
    clients: list[Network] = []
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


def _network(word: str) -> Network | None:
    try:
        return ip_network(word, strict=False)
    except ValueError:
        return None


def _within(text: str, networks: tuple[Network, ...]) -> bool:
    if not networks:
        return False
    try:
        # A client of IPv6 may come as its /64.
        address = ip_address(text.partition("/")[0])
    except ValueError:
        return False
    return any(address in network for network in networks)
