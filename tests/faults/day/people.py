"""The people of a day: some look at pages and reports, some have checks made, and all have secrets about them."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.deploy.documented import HOST, Nginx
from tests.faults.day.account import Answer
from tests.faults.visitors import AS_EVER, BROKEN, FAILURE, LATER, REFUSED, UNKEPT

ORIGIN = "https://app.example.com"
# Addresses of loopback that nothing else has.
CLIENTS = [f"127.77.0.{number}" for number in range(1, 17)]
# Far beyond what anybody waits.
HANGS_S = 60.0
# So many reports are looked at, the newest.
LOOKED_AT = 500
# So many reports that could be deleted are left there.
KEPT_TOKENS = 5
# Of a server that has answered, whatever browsers do with it.
ANSWERED = ("allowed", "blocked", "differs")
AWAY = "503 of the proxy"
PATHS = (
    "/",
    "/",
    "/",
    "/",
    "/",
    "/",
    "/rules/",
    "/rules/allow-origin-missing/",
    "/learn/",
    "/fixes/nginx/",
    "/about",
    "/api",
)

PLACES = (
    "bearer token of a check",
    "key in a header of a check",
    "token in the query of a checked URL",
    "token in the fragment of a checked URL",
    "body of a check",
    "header of a form",
    "token in the query of a page",
    "token in the link to a filled form",
    "bearer token of a visitor",
    "cookie of a visitor",
    "address that a visitor comes from",
    "browser of a visitor",
    "password in pasted curl",
    "password in a refused URL",
    "word of no JSON",
    "path that is not there",
    "word of a text that is too long",
    "path of half a request",
    "header of half a request",
    "body of half a request",
    "line that is no HTTP",
    "cookie of a checked server",
    "challenge of a checked server",
    "line of a checked server that is no header",
    "forwarded address",
)
Planted = dict[str, str]
Told = tuple[int, str, str | None]


def planted() -> Planted:
    """A secret for each place where people leave one."""
    return {place: f"{secrets.token_hex(6)}pl4nted{number}" for number, place in enumerate(PLACES)}


class People:
    """`answers` is what they were told; `deleted` the reports that they deleted, or may have."""

    def __init__(self, clients: list[httpx.AsyncClient], target: str, words: Planted) -> None:
        self.answers: list[Answer] = []
        self.deleted: set[str] = set()
        self._clients = itertools.cycle(clients)
        self._target = target
        self._words = words
        self._reports: list[str] = []
        self._tokens: list[tuple[str, str]] = []
        self._form_token = ""
        self._cookie = ""
        self._numbers, self._sights = itertools.count(1), itertools.count()
        self._checks = itertools.cycle(
            [*[self._check] * 13, *[self._check_form] * 4, self._confirm, self._probe, self._check]
        )
        self._pages = itertools.cycle(
            [self._see_page, self._see_page, self._see_page, self._see_report, self._read_report]
        )

    async def arrive(self) -> None:
        """Open the form, and make the first report."""
        response = await next(self._clients).get("/")
        self._form_token = response.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        self._cookie = response.headers["Set-Cookie"].partition(";")[0]
        await self.check()
        if self.answers[0].told != AS_EVER:
            raise RuntimeError(f"the site does not work: {self.answers}")

    async def check(self) -> None:
        """Have a check made, and now and then delete a report."""
        await self.ask("checks", next(self._checks))
        if len(self._tokens) > KEPT_TOKENS:
            await self.ask("deletions", self._delete)

    async def look(self) -> None:
        """Look at a page or a report."""
        deed = next(self._pages)
        await self.ask("pages" if deed == self._see_page else "reports", deed)

    async def ask(self, kind: str, deed: Callable[[httpx.AsyncClient], Awaitable[Told]]) -> None:
        began = time.monotonic()
        try:
            status, said, report = await deed(next(self._clients))
        except httpx.ConnectError:
            status, said, report = 0, REFUSED, None
        except httpx.TransportError as error:
            status, said, report = 0, f"{BROKEN} ({type(error).__name__})", None
        self.answers.append(Answer(kind, began, time.monotonic(), status, said, report))

    async def _see_page(self, client: httpx.AsyncClient) -> Told:
        number = next(self._sights)
        words = self._words
        query = {"token": words["token in the query of a page"]}
        if number % 3 == 0:
            query = {"url": f"{self._target}/?key={words['token in the link to a filled form']}", "origin": ORIGIN}
        headers = {
            "Authorization": f"Bearer {words['bearer token of a visitor']}",
            "Cookie": f"session={words['cookie of a visitor']}",
            "Referer": f"https://elsewhere.example/?token={words['address that a visitor comes from']}",
            "User-Agent": f"Browser/1.0 ({words['browser of a visitor']})",
        }
        return told(await client.get(PATHS[number % len(PATHS)], params=query, headers=headers), 200)

    def _some_report(self) -> str:
        return self._reports[next(self._sights) * 7919 % len(self._reports)]

    async def _see_report(self, client: httpx.AsyncClient) -> Told:
        query = {"token": self._words["token in the query of a page"]}
        return told(await client.get(f"/r/{self._some_report()}/", params=query), 200)

    async def _read_report(self, client: httpx.AsyncClient) -> Told:
        return told(await client.get(f"/api/v1/checks/{self._some_report()}"), 200)

    async def _check(self, client: httpx.AsyncClient) -> Told:
        return await self._check_with(client)

    async def _probe(self, client: httpx.AsyncClient) -> Told:
        return await self._check_with(client, probes=True)

    async def _confirm(self, client: httpx.AsyncClient) -> Told:
        body = self._words["body of a check"]
        return await self._check_with(client, method="POST", body=body, confirm_side_effects=True)

    async def _check_with(self, client: httpx.AsyncClient, **more: object) -> Told:
        number = next(self._numbers)
        words = self._words
        query = urlencode({"access_token": words["token in the query of a checked URL"], "n": number})
        # Of the servers one in ten is strange.
        path = ("cookie", "challenge", "malformed")[number // 10 % 3] if number % 10 == 0 else "items"
        body = {
            "url": f"{self._target}/{path}?{query}#access_token={words['token in the fragment of a checked URL']}",
            "origin": ORIGIN,
            "headers": [
                ["Authorization", f"Bearer {words['bearer token of a check']}"],
                ["X-Api-Key", words["key in a header of a check"]],
            ],
            "probes": False,
            "fresh": True,
            **more,
        }
        response = await client.post("/api/v1/checks", json=body)
        if response.status_code != 201:
            return told(response, 201)
        document = response.json()
        if not document["kept"]:
            return 201, UNKEPT, None
        # Of all that are made some are looked at, and some others deleted.
        if number % 20:
            self._reports = [*self._reports[-LOOKED_AT:], document["id"]]
        else:
            self._tokens.append((document["id"], document["delete_token"]))
        well = path != "items" or document["verdict"] in ANSWERED
        return 201, AS_EVER if well else FAILURE, document["id"]

    async def _check_form(self, client: httpx.AsyncClient) -> Told:
        """Every fourth takes so long that its page shows its steps first."""
        number = next(self._numbers)
        fields = {
            "url": f"{self._target}/{'slow' if number % 4 == 0 else 'items'}?access_token="
            f"{self._words['token in the query of a checked URL']}&n={number}",
            "origin": ORIGIN,
            "method": "GET",
            "headers": f"Authorization: Bearer {self._words['header of a form']}",
        }
        response = await self.post_form(client, "/", data=fields)
        if response.status_code == 200 and "The database did not store" in response.text:
            return 200, UNKEPT, None
        if response.status_code != 303:
            return told(response, 303)
        return 303, AS_EVER, response.headers["Location"].split("/")[2]

    async def post_form(
        self, client: httpx.AsyncClient, path: str, *, data: dict[str, str], files: dict[str, Any] | None = None
    ) -> httpx.Response:
        """Send the fields as the page with the form does."""
        headers = {"Cookie": self._cookie, "Origin": f"https://{HOST}"}
        fields = {"csrfmiddlewaretoken": self._form_token, **data}
        return await client.post(path, data=fields, files=files, headers=headers)

    async def _delete(self, client: httpx.AsyncClient) -> Told:
        report, token = self._tokens.pop()
        # Whatever is told: an answer may be lost of what was done.
        self.deleted.add(report)
        response = await client.delete(f"/api/v1/checks/{report}", headers={"Authorization": f"Bearer {token}"})
        return told(response, 204)


def told(response: httpx.Response, *expected: int) -> Told:
    """What a response tells, where one of these statuses is as ever."""
    status = response.status_code
    if status in expected:
        return status, AS_EVER, None
    if "The site is not responding" in response.text:
        return status, AWAY, None
    if status == 503 and "Retry-After" in response.headers:
        return status, LATER, None
    return status, f"status {status}", None


@asynccontextmanager
async def clients_of(nginx: Nginx) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Clients with an address each, who ask the site through nginx and keep their connections open for a while."""
    context = ssl.create_default_context()
    nginx.certificates.configure_trust(context)
    limits = httpx.Limits(max_connections=50, keepalive_expiry=5)
    async with AsyncExitStack() as stack:
        found = []
        for address in CLIENTS:
            transport = httpx.AsyncHTTPTransport(verify=context, local_address=address, limits=limits)
            client = httpx.AsyncClient(
                transport=_Named(transport), base_url=f"https://127.0.0.1:{nginx.port}", timeout=HANGS_S
            )
            found.append(await stack.enter_async_context(client))
        yield found


class _Named(httpx.AsyncBaseTransport):
    """Asks the address for the site's name."""

    def __init__(self, transport: httpx.AsyncHTTPTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["Host"] = HOST
        request.extensions["sni_hostname"] = HOST
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        await self._transport.aclose()


async def come(
    visit: Callable[[], Awaitable[None]], count: int, seconds: float, until: asyncio.Event, most: int
) -> None:
    """Have so many come, evenly in so many seconds, or on and on until that is set; at most so many are there at once.

    Those who would come where there are so many come later, but no later than the seconds.
    """
    room = asyncio.Semaphore(most)
    started = time.monotonic()

    async def one() -> None:
        try:
            await visit()
        finally:
            room.release()

    async with asyncio.TaskGroup() as visits:
        for number in itertools.count():
            late_s = time.monotonic() - started
            if until.is_set() and (number >= count or late_s >= seconds):
                return
            await asyncio.sleep(number * seconds / count - late_s)
            await room.acquire()
            visits.create_task(one())
