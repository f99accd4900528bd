"""How many connections of clients there may be, of one and of all; `connection` says how long each may take.

Where there are too many, whichever has kept us waiting longest makes room, so that no number of half requests shuts
anyone out. A new connection is refused only where all others are being answered.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from checks.admission.limits import client_key
from corschecker.environment import Network

if TYPE_CHECKING:
    from corschecker.connection import Connection

# On how many connections at once we wait until a client has read why it was sent away.
LINGERING = 128


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a client has to send a head and to read a response; how many connections there may be, of one
    client (0 is any number) and of all."""

    head_s: float
    response_s: float
    per_client: int
    total: int


class Connections:
    """The connections of one process. Those of `proxies` are everybody's, and only count among all.

    `draining` says that clients are to come by new ones, which another process may take.
    """

    def __init__(self, limits: Limits, proxies: Sequence[Network]) -> None:
        self.limits = limits
        self.draining = False
        self._proxies = proxies
        self._open: dict[str | None, set[Connection]] = {}
        self._count = 0
        # Those that keep us waiting, in the order in which they began to, and their numbers in it.
        self._waiting: dict[Connection, int] = {}
        self._turns = itertools.count()
        self._lingering: dict[Connection, None] = {}

    def client_of(self, transport: asyncio.Transport) -> str | None:
        """Whose connection it is; None where a proxy's, or where it comes through a socket of this machine."""
        peer = transport.get_extra_info("peername")
        if not isinstance(peer, tuple):
            return None
        address = ip_address(peer[0].partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        return None if any(address in network for network in self._proxies) else client_key(str(address))

    def enter(self, connection: Connection) -> str:
        """Count the connection in; why it is not, where no other makes room for it."""
        others = self._open.get(connection.client, set())
        if connection.client is not None and 0 < self.limits.per_client <= len(others):
            refusal = f"{self.limits.per_client} connections are open from this address, which is as many as may be."
            waiting = (other for other in others if other in self._waiting)
            oldest = min(waiting, key=self._waiting.__getitem__, default=None)
        elif self._count >= self.limits.total:
            refusal = "As many connections are open here as may be."
            oldest = next(iter(self._waiting), None)
        else:
            refusal, oldest = "", None
        if oldest is not None:
            oldest.make_room(refusal)
        elif refusal:
            return refusal
        self._open.setdefault(connection.client, set()).add(connection)
        self._count += 1
        return ""

    def waits(self, connection: Connection) -> None:
        self._waiting.setdefault(connection, next(self._turns))

    def waits_no_more(self, connection: Connection) -> None:
        self._waiting.pop(connection, None)

    def leave(self, connection: Connection) -> None:
        """Count the connection out; again is harmless."""
        self.waits_no_more(connection)
        self._lingering.pop(connection, None)
        own = self._open.get(connection.client, set())
        if connection in own:
            own.remove(connection)
            self._count -= 1
            if not own:
                del self._open[connection.client]

    def linger(self, connection: Connection) -> None:
        self.leave(connection)
        if len(self._lingering) >= LINGERING:
            next(iter(self._lingering)).close()
        self._lingering[connection] = None

    def close_idle(self, *, new: bool) -> None:
        for connection in list(self._waiting):
            connection.close_idle(new=new)
