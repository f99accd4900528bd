"""The entries of a deny list.

A line is `target <host or network>` or `client <network>`; a host stands for all below it too. `#` begins a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_network

from checks.cors import urls
from checks.inputs.url_spelling import is_ipv4, shown
from checks.probing.addresses import IPNetwork, plain_network

_WORD_OF_NAME = re.compile(r"[^/\\:@?#%\[\]]+")
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_ADVICE = {
    "target": (
        "Write one host, such as shop.example.net, without scheme, port, path or wildcard, or one network, such "
        "as 198.51.100.0/24."
    ),
    "client": "Write one network, such as 198.51.100.0/24.",
}


@dataclass(frozen=True, slots=True)
class Entries:
    hosts: frozenset[str] = frozenset()
    targets: tuple[IPNetwork, ...] = ()
    clients: tuple[IPNetwork, ...] = ()

    def __str__(self) -> str:
        count = len(self.hosts) + len(self.targets) + len(self.clients)
        return "1 entry" if count == 1 else f"{count} entries"


def parse(text: str) -> Entries:
    """The entries of a file's text; ValueError names the line and the entry that is none, and says what to write."""
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
            case ["target", word] if name := _name(word):
                hosts.add(name)
            case _:
                advice = _ADVICE.get(words[0], "Write “target” or “client”, and what to block.")
                raise ValueError(f"line {number}, “{shown(' '.join(words))}”: {advice}")
    return Entries(frozenset(hosts), tuple(targets), tuple(clients))


def _network(word: str) -> IPNetwork | None:
    try:
        return plain_network(ip_network(word, strict=False))
    except ValueError:
        return None


def _name(word: str) -> str:
    """The name as the URL of a check has it, in ASCII; an empty text where it is none."""
    parsed = urls.parse(f"http://{word.strip('.')}/") if _WORD_OF_NAME.fullmatch(word) else None
    name = parsed.hostname if parsed else ""
    return name if _NAME.fullmatch(name) and not is_ipv4(name) else ""
