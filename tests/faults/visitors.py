"""People who look at pages and reports and ask for checks all the time, and what each of them was told."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import httpx

from tests.faults.target import Target

ORIGIN = "http://app.example.com"
# Far beyond what anybody waits.
HANGS_S = 30.0
# So long a visitor may wait and still find everything as ever, on a machine that is busy.
SWIFT_S = 2.0

AS_EVER = "as ever"
UNKEPT = "handed over whole, not kept"
FAILURE = "a report that the server does not answer"
LATER = "503 with Retry-After"
REFUSED = "no connection"
BROKEN = "no answer"
# What may be said while something is out of order; anything else is a fault of ours.
EXPLAINED = {AS_EVER, UNKEPT, FAILURE, LATER, REFUSED, BROKEN}
EVERY_S = {"pages": 0.25, "reports": 0.25, "checks by the API": 0.5, "checks by the form": 1.0}


@dataclass(frozen=True, slots=True)
class Visit:
    """When it began and ended, in seconds, and what the visitor was told, with the id of a promised report."""

    kind: str
    began: float
    ended: float
    told: str
    report: str | None = None

    @property
    def seconds(self) -> float:
        return self.ended - self.began

    @property
    def well(self) -> bool:
        return self.told == AS_EVER and self.seconds <= SWIFT_S + (self.kind == "checks by the form")


class Visitors:
    def __init__(self, client: httpx.AsyncClient, target: Target) -> None:
        self.visits: list[Visit] = []
        self._client = client
        self._target = target
        self._report = ""
        self._token = ""
        self._numbers = itertools.count()
        self._kinds: dict[str, Callable[[], Awaitable[tuple[str, str | None]]]] = {
            "pages": self._see_page,
            "reports": self._see_report,
            "checks by the API": self._check_by_api,
            "checks by the form": self._check_by_form,
        }

    async def arrive(self) -> None:
        """Open the form, and make the report that is looked at."""
        page = (await self._client.get("/")).text
        self._token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        told, report = await self._check_by_api()
        if told != AS_EVER or report is None:
            raise RuntimeError(f"the site does not work: {told}")
        self._report = report

    async def come(self, until: asyncio.Event) -> None:
        """Come again and again, whatever became of those before; waits for the last."""
        async with asyncio.TaskGroup() as visits:
            for kind in self._kinds:
                visits.create_task(self._come(kind, until, visits))

    async def _come(self, kind: str, until: asyncio.Event, visits: asyncio.TaskGroup) -> None:
        while not until.is_set():
            visits.create_task(self._visit(kind))
            with suppress(TimeoutError):
                await asyncio.wait_for(until.wait(), EVERY_S[kind])

    async def _visit(self, kind: str) -> None:
        began = time.monotonic()
        try:
            told, report = await self._kinds[kind]()
        except httpx.TransportError as error:
            told, report = (REFUSED if isinstance(error, httpx.ConnectError) else BROKEN), None
        self.visits.append(Visit(kind, began, time.monotonic(), told, report))

    async def _see_page(self) -> tuple[str, None]:
        return _told(await self._client.get("/")), None

    async def _see_report(self) -> tuple[str, None]:
        return _told(await self._client.get(f"/r/{self._report}/")), None

    async def _check_by_api(self) -> tuple[str, str | None]:
        url = f"{self._target.url}/{next(self._numbers)}"
        body = {"url": url, "origin": ORIGIN, "probes": False, "fresh": True}
        response = await self._client.post("/api/v1/checks", json=body)
        if response.status_code != 201:
            return _told(response), None
        document = response.json()
        if not document["kept"]:
            return UNKEPT, None
        return AS_EVER if document["verdict"] == "allowed" else FAILURE, document["id"]

    async def _check_by_form(self) -> tuple[str, str | None]:
        """One that takes so long that its page shows its steps first."""
        url = f"{self._target.url}/slow/{next(self._numbers)}"
        fields = {"csrfmiddlewaretoken": self._token, "url": url, "origin": ORIGIN, "method": "GET"}
        response = await self._client.post("/", data=fields)
        if response.status_code == 303:
            return AS_EVER, response.headers["Location"].split("/")[2]
        return (UNKEPT if "The database did not store" in response.text else _told(response)), None

    async def lost(self, within_s: float) -> list[Visit]:
        """Those whose report was promised and is not there, or has no outcome so many seconds from now."""
        deadline = time.monotonic() + within_s
        left = [visit for visit in self.visits if visit.report is not None]
        while left:
            left = [visit for visit in left if not await self._is_done(visit.report)]
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(0.5)
        return left

    async def _is_done(self, report: str | None) -> bool:
        try:
            response = await self._client.get(f"/api/v1/checks/{report}")
        except httpx.TransportError:
            return False
        return response.status_code == 200 and response.json()["state"] == "done"


def _told(response: httpx.Response) -> str:
    if response.status_code == 200:
        return AS_EVER
    if response.status_code == 503 and "Retry-After" in response.headers:
        return LATER
    return f"status {response.status_code}"


@asynccontextmanager
async def visitors(port: int, target: Target) -> AsyncIterator[Visitors]:
    # A connection of its own for each, as everybody's first visit has it.
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=HANGS_S, limits=limits, trust_env=False
    ) as client:
        found = Visitors(client, target)
        await found.arrive()
        yield found
