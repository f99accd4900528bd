"""How many checks run at once: in all, of one client, and of one target.

`Slots` says how many there may be. Who holds a place is counted in this process, or in Redis (`leases`) for all
processes and machines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from checks.admission.limits import BUSY_RETRY_S
from checks.refusal import Refusal

Kind = Literal["all", "client", "target", "network"]
# A kind, and whose: a client, the name of a target, or its public network.
Place = tuple[Kind, str]
ALL: Place = ("all", "")


class Holder(Protocol):
    """Whoever holds places: one check."""

    async def take(self, wanted: Mapping[Place, int]) -> Place | None:
        """Take all places, of each of which there are so many. Where one is not free it is returned, and none are
        taken. Raises Refusal where they cannot be counted."""
        ...

    async def give_back(self) -> None:
        """Give all places back, those as well that are being taken; never raises."""
        ...


class Here:
    """Counts places in this process."""

    def __init__(self) -> None:
        self._counts: Counter[Place] = Counter()

    def __call__(self) -> Holder:
        return _HolderHere(self._counts)


class _HolderHere:
    def __init__(self, counts: Counter[Place]) -> None:
        self._counts = counts
        self._held: list[Place] = []

    async def take(self, wanted: Mapping[Place, int]) -> Place | None:
        full = next((place for place, most in wanted.items() if self._counts[place] >= most), None)
        if full is None:
            self._counts.update(wanted.keys())
            self._held += wanted
        return full

    async def give_back(self) -> None:
        for place in self._held:
            self._counts[place] -= 1
            if not self._counts[place]:
                del self._counts[place]
        self._held.clear()


class Slots:
    """How many places there are: in all, for one client, and for one target, by its name and by its public network; 0
    is any number. `new_holder` says who counts them."""

    def __init__(
        self,
        in_all: int = 0,
        per_client: int = 0,
        per_target: int = 0,
        new_holder: Callable[[], Holder] | None = None,
    ) -> None:
        self._most: dict[Kind, int] = {
            "all": in_all,
            "client": per_client,
            "target": per_target,
            "network": per_target,
        }
        self._new_holder = new_holder or Here()

    def places(self) -> Places:
        """No places yet, for one check."""
        return Places(self._most, self._new_holder())


class Places:
    """The places that one check holds."""

    def __init__(self, most: Mapping[Kind, int], holder: Holder) -> None:
        self._most = most
        self._holder = holder
        self._held: set[Place] = set()

    async def take(self, *places: Place) -> None:
        """Take those that are not held yet, all or none; raises Refusal."""
        wanted = {place: most for place in places if place not in self._held and (most := self._most[place[0]])}
        if not wanted:
            return
        full = await self._holder.take(wanted)
        if full is not None:
            kind, who = full
            code, sentence = _NO_PLACE[kind]
            raise Refusal(code, sentence.format(who=who), headers={"Retry-After": str(BUSY_RETRY_S)})
        self._held.update(wanted)

    async def give_back(self) -> None:
        """Give all of them back; never raises."""
        await self._holder.give_back()


_NO_PLACE: dict[Kind, tuple[str, str]] = {
    "all": ("target_busy", "Too many checks are running. Try again in a few seconds."),
    "client": ("rate_limited", "Your other checks are still running. Wait for one to finish, then try again."),
    "target": ("target_busy", "Too many checks of {who} are running. Try again in a few seconds."),
    "network": ("target_busy", "Too many checks of servers in {who} are running. Try again in a few seconds."),
}
