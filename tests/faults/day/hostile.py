"""Those who come between: who pastes too much, hangs up, leaves a request half done, or says what is no HTTP."""

from __future__ import annotations

import asyncio
import itertools
import json
import ssl
import time
from collections.abc import Awaitable, Callable

import httpx

from tests.deploy.documented import HOST, Nginx
from tests.faults.day.account import Answer
from tests.faults.day.people import AWAY, CLIENTS, ORIGIN, People, Planted, Told, told
from tests.faults.visitors import AS_EVER, LATER

# Longer than the site waits for a head.
PATIENCE_S = 15.0
TOO_LONG = 300_000


class Strangers:
    """They ask through nginx, and past it."""

    def __init__(self, people: People, nginx: Nginx, target: str, words: Planted) -> None:
        self._people = people
        self._target = target
        self._words = words
        self._site = nginx.servers[0].split(":")
        self._port = nginx.port
        self._context = ssl.create_default_context()
        self._context.check_hostname = False
        self._context.verify_mode = ssl.CERT_NONE
        self._addresses = itertools.cycle(CLIENTS)
        polite: list[Callable[[httpx.AsyncClient], Awaitable[Told]]] = [
            self._paste_curl,
            self._paste_too_much,
            self._ask_for_a_password,
            self._send_no_json,
            self._ask_for_nothing,
        ]
        self._deeds = itertools.cycle(
            [
                *(lambda deed=deed: self._people.ask("pastes and mistakes", deed) for deed in polite),
                *(
                    lambda data=data, waits=waits, by=by: self._talk(data, waits, by)
                    for data, waits in self._rude()
                    for by in (True, False)
                ),
            ]
        )

    async def come(self) -> None:
        await next(self._deeds)()

    async def _paste_curl(self, client: httpx.AsyncClient) -> Told:
        secret = self._words["password in pasted curl"]
        text = (
            f"curl -u 'user:{secret}' 'https://user:{secret}@api.example.com/x?token={secret}' -H 'X-Api-Key: {secret}'"
        )
        return told(await self._people.post_form(client, "/paste", data={"paste": text, "origin": ORIGIN}), 200)

    async def _paste_too_much(self, client: httpx.AsyncClient) -> Told:
        text = f"{self._words['word of a text that is too long']} " * (TOO_LONG // 20)
        return told(await self._people.post_form(client, "/paste", data={}, files={"paste": (None, text)}), 413, 422)

    async def _ask_for_a_password(self, client: httpx.AsyncClient) -> Told:
        url = f"https://user:{self._words['password in a refused URL']}@api.example.com/"
        return told(await client.post("/api/v1/checks", json={"url": url, "origin": ORIGIN}), 422)

    async def _send_no_json(self, client: httpx.AsyncClient) -> Told:
        headers = {"Content-Type": "application/json", "X-Forwarded-For": self._words["forwarded address"]}
        content = f'{{"url": "{self._words["word of no JSON"]}'
        return told(await client.post("/api/v1/checks", content=content, headers=headers), 400)

    async def _ask_for_nothing(self, client: httpx.AsyncClient) -> Told:
        return told(await client.get(f"/{self._words['path that is not there']}/x"), 404)

    def _rude(self) -> list[tuple[bytes, float]]:
        """What is sent, and how long they stay for an answer."""
        words = self._words
        path, header = words["path of half a request"], words["header of half a request"]
        body = json.dumps(
            {"url": f"{self._target}/slow?token={words['body of half a request']}", "origin": ORIGIN, "fresh": True}
        )
        fields = f"Host: {HOST}\r\nX-Forwarded-Proto: https\r\nAuthorization: Bearer {header}\r\n"
        sent = f"POST /api/v1/checks HTTP/1.1\r\n{fields}Content-Type: application/json\r\n"
        whole = f"{sent}Content-Length: {len(body)}\r\n\r\n{body}"
        texts = (
            (f"GET /{path}?token={path} HTTP/1.1\r\n{fields}X-Half: ", PATIENCE_S),
            (f"GET /{path}?token={path} HTTP/1.1\r\n{fields}X-Half: ", 0),
            (f"{sent}Content-Length: {len(body) + 100}\r\n\r\n{body}", 1),
            (whole, 0),
            (whole, 0.5),
            (f"{words['line that is no HTTP']}\r\n\r\n", PATIENCE_S),
            (f"GET /?token={path} HTTP/1.1\r\n{fields}X-Long: {header * 4000}\r\n\r\n", PATIENCE_S),
            (f"GET /%00{path}?%ff HTTP/1.1\r\n{fields}Connection: close\r\n\r\n", PATIENCE_S),
        )
        return [(text.encode(), waits) for text, waits in texts]

    async def _talk(self, data: bytes, waits_s: float, by_nginx: bool) -> None:
        """Send that, read an answer for so long, and hang up."""
        began = time.monotonic()
        address = (next(self._addresses), 0)
        answer = b""
        try:
            if by_nginx:
                reader, writer = await asyncio.open_connection(
                    "127.0.0.1", self._port, ssl=self._context, local_addr=address
                )
            else:
                reader, writer = await asyncio.open_connection(*self._site, local_addr=address)
            try:
                writer.write(data)
                await writer.drain()
                async with asyncio.timeout(waits_s):
                    answer = await reader.read(2048)
            finally:
                writer.transport.abort()
        except (TimeoutError, OSError):
            # They have had enough, or were shown the door.
            pass
        status, said = _raw(answer)
        self._people.answers.append(Answer("rude requests", began, time.monotonic(), status, said))


def _raw(answer: bytes) -> tuple[int, str]:
    """The status of the bytes of a response, 0 where there are none, and what it tells: any refusal is as ever."""
    if not answer.startswith(b"HTTP/1.1 "):
        return 0, AS_EVER
    status = int(answer[9:12])
    if b"The site is not responding" in answer:
        return status, AWAY
    if status == 503 and b"retry-after:" in answer.lower():
        return status, LATER
    return status, AS_EVER if status < 500 else f"status {status}"
