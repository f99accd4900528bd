"""Strangers who send the worst that may be sent to a port, each from an address of its own: what answers they got.

    python -m tests.bench.worst_senders PORT SECONDS SENDERS

They post the texts of `tests/growth/worst.py` at the greatest length that is taken, one after another: twice to the
box, then to the judgement of pasted answers, then to the API. Whoever is told to come back later waits, at most for two
seconds. They are a process of their own, so that their work is nobody else's.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice

import uvloop

from tests.growth.worst import LARGEST

URL, ORIGIN = "https://a.example/", "https://b.example"
MOST_WAIT_S = 2.0
# Of an answer's bytes, each of which may be six characters of JSON.
MOST_RAW = 600_000
BOUNDARY = "----worst"


class Sender:
    """One of them; `answers` counts paths with statuses."""

    def __init__(self, port: int, address: str, answers: Counter[str]) -> None:
        self.port = port
        self.address = address
        self.answers = answers
        self.fields = f"Host: 127.0.0.1\r\nX-Forwarded-For: {address}\r\nConnection: close\r\n"

    async def send(self, texts: Iterator[str]) -> None:
        head, page = await self._exchange(f"GET / HTTP/1.1\r\n{self.fields}\r\n".encode())
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        cookie = re.search(rb"(?i)set-cookie: ([^;\r]+)", head)
        assert token is not None
        assert cookie is not None
        self.fields += f"Cookie: {cookie[1].decode()}\r\n"
        for number, text in enumerate(texts):
            match number % 4:
                case 0 | 1:
                    await self._form("/paste", token[1].decode(), paste=text)
                case 2:
                    answers = json.dumps([{"raw": text[:MOST_RAW]}])
                    await self._form("/paste/judge", token[1].decode(), url=URL, origin=ORIGIN, answers=answers)
                case _:
                    request = {"url": URL, "origin": ORIGIN}
                    body = {"request": request, "responses": [{"url": URL, "raw": text[:120_000]}]}
                    await self._post("/api/v1/evaluate", "application/json", json.dumps(body).encode())

    async def _form(self, path: str, token: str, **fields: str) -> None:
        fields["csrfmiddlewaretoken"] = token
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        body = "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()
        await self._post(path, f"multipart/form-data; boundary={BOUNDARY}", body)

    async def _post(self, path: str, content_type: str, body: bytes) -> None:
        named = f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        try:
            head, _ = await self._exchange(f"POST {path} HTTP/1.1\r\n{self.fields}{named}\r\n".encode(), body)
        except OSError:
            self.answers[f"{path} cut off"] += 1
            return
        self.answers[f"{path} {head[9:12].decode() or 'cut off'}"] += 1
        wait = re.search(rb"(?i)\r\nretry-after: (\d+)", head)
        if wait is not None:
            await asyncio.sleep(min(MOST_WAIT_S, float(wait[1])))

    async def _exchange(self, *request: bytes) -> tuple[bytes, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.writelines(request)
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        finally:
            writer.close()
        return head, body


async def main(port: int, seconds: float, senders: int) -> None:
    texts = [build() for build in LARGEST.values()]
    answers: Counter[str] = Counter()
    everyone = [Sender(port, f"192.0.2.{number + 1}", answers) for number in range(senders)]
    tasks = [asyncio.create_task(one.send(islice(cycle(texts), n, None))) for n, one in enumerate(everyone)]
    done, running = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    for task in done:
        task.result()
    print(json.dumps(answers))


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
