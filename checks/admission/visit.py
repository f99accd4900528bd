"""The way into a check, in the order of what each step costs: who asks, the URL, a place, its name, the limits, and the
host's robots.txt.

What is refused has cost nobody else anything: neither its target nor all checks together pay for a URL whose addresses
may not be dialled. A URL that a redirect or a diagnostic request leads to goes the same way as the check's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Self

from django.conf import settings

from checks.admission.deny_list import DenyList
from checks.admission.limits import Limiter, Quota, client_key
from checks.admission.slots import ALL, Slots
from checks.cors.model import Request
from checks.cors.urls import registrable_domain
from checks.probing.addresses import IPAddress, address_ok, neighbourhood
from checks.probing.client import Client
from checks.probing.robots import Robots
from checks.probing.target import Target
from checks.refusal import Refusal

# What a check counts as from its beginning: a preflight, a request, and the same after a redirect. Few send more but
# for diagnostic requests; what goes beyond counts as it is sent.
FIRST_REQUESTS = 4


@dataclass(frozen=True, slots=True)
class Admission:
    """Lets clients ask for checks, with the collaborators that may say no."""

    limiter: Limiter
    slots: Slots = field(default_factory=Slots)
    deny_list: DenyList = field(default_factory=DenyList)
    robots: Robots | None = None

    async def let_in(self, request: Request, client: str, *, confirmed: bool) -> Visit:
        """Charges a client for a check, also for one that is refused later; raises Refusal."""
        self.deny_list.admit_client(client)
        who = client_key(client)
        too_many = "Too many checks from your address"
        quota = await self.limiter.take(settings.CHECK_RATE_LIMITS, "client", who, too_many)
        if confirmed and may_change_data(request):
            too_many = "Too many confirmed requests that may change data from your address"
            await self.limiter.take(settings.CHECK_CONFIRMED_RATE_LIMITS, "confirmed", who, too_many)
        return Visit(self, who, quota)


def may_change_data(request: Request) -> bool:
    return request.method.upper() not in ("GET", "HEAD")


class Visit:
    """The check of a client that was let in, as the `Gate` of its requests.

    `quota` is what the client has left. As a context, the visit gives back at its end the places that it took.
    """

    def __init__(self, admission: Admission, who: str, quota: Quota | None) -> None:
        self.quota = quota
        self._admission = admission
        self._who = who
        self._places = admission.slots.places()
        self._charged: set[str] = set()
        self._admitted: set[str] = set()
        self._sent = 0
        self._turn = asyncio.Lock()

    async def admit(self, url: str, client: Client) -> None:
        """Lets requests go to the URL; raises Refusal."""
        if url in self._admitted:
            return
        # One URL at a time, so that what two of them share is paid for once.
        async with self._turn:
            target, addresses = await self._reach(url, client)
            robots = self._admission.robots
            if robots is not None and addresses and await robots.forbids(target, partial(self._reach_page, client)):
                detail = f"The robots.txt of {target.name} asks this service to leave this URL alone."
                raise Refusal("blocked_host", detail, "url")
            self._admitted.add(url)

    async def count(self) -> None:
        """Charges for a request that goes out; raises Refusal."""
        self._sent += 1
        if self._sent > FIRST_REQUESTS:
            await self._charge_for_all(1)

    async def _reach(self, url: str, client: Client) -> tuple[Target, Sequence[IPAddress]]:
        """The URL's target and its addresses; raises Refusal.

        There are none where the name does not resolve: nothing will be sent then, and nothing is charged.
        """
        target = client.judge(url)
        self._admission.deny_list.admit_host(target.name)
        await self._places.take(("client", self._who), ALL, ("target", target.name))
        addresses = await client.admit(target)
        self._admission.deny_list.admit_addresses(addresses)
        if addresses:
            if address_ok(addresses[0]):
                # Many names may lead to one server.
                await self._places.take(("network", str(neighbourhood(addresses[0]))))
            await self._charge(target)
        return target, addresses

    async def _reach_page(self, client: Client, url: str) -> tuple[Target, Sequence[IPAddress]]:
        """As `_reach`, for a request of our own: that for a robots.txt, or where it was moved to."""
        reached = await self._reach(url, client)
        await self.count()
        return reached

    async def _charge(self, target: Target) -> None:
        # An address is a target of its own; a registrable domain is one with all below it.
        site = str(target.address) if target.address else registrable_domain(target.name)
        if site in self._charged:
            return
        too_many = f"Too many checks of {target.name}"
        await self._admission.limiter.take(settings.CHECK_TARGET_RATE_LIMITS, "target", site, too_many)
        if not self._charged:
            await self._charge_for_all(FIRST_REQUESTS)
        self._charged.add(site)

    async def _charge_for_all(self, requests: int) -> None:
        too_many = "Too many requests from all checks together"
        await self._admission.limiter.take(
            settings.CHECK_REQUEST_RATE_LIMITS, "requests", "all", too_many, cost=requests
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._places.give_back()
