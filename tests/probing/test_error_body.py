"""The body of an error answer on the wire: its phrase is named, however its bytes come, and nothing of it is kept."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging

import pytest

from checks.cors.document import document, facts
from checks.cors.judge import conclude
from checks.cors.model import HttpRequest, RawResponse, Request
from checks.cors.phrases import MAX_BODY
from checks.probing.driver import Prober, run
from tests.probing.targets import client, local_guard, serve

SAID, PHRASE = b"Disallowed CORS origin", "Disallowed CORS origin"


def answer(status: int, *fields: bytes, body: bytes = SAID) -> bytes:
    return b"HTTP/1.1 %d X\r\n%b\r\n%b" % (status, b"".join(field + b"\r\n" for field in fields), body)


async def phrase_of(reply: bytes, method: str = "GET") -> str:
    async with serve(reply) as target, client() as http:
        told = await http.send(HttpRequest(method, target.url(), (), "main"))
    assert isinstance(told, RawResponse)
    assert SAID not in told.head
    return told.phrase


CHUNKS = b"7\r\nDisallo\r\nF\r\nwed CORS origin\r\n0\r\n\r\n"


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ((b"Content-Length: 22",), SAID),
        ((), SAID),
        ((b"Transfer-Encoding: chunked",), CHUNKS),
        ((b"Content-Length: 90000",), SAID.ljust(90000)),
        ((), SAID.rjust(MAX_BODY) + b"-" * 90000),
    ],
    ids=["length", "end", "chunks", "long", "endless"],
)
async def test_an_error_is_told_by_the_phrase_in_its_body(status: int, fields: tuple[bytes, ...], body: bytes) -> None:
    assert await phrase_of(answer(status, *fields, body=body)) == PHRASE


@pytest.mark.parametrize(
    ("reply", "method"),
    [
        (answer(200, b"Content-Length: 22"), "GET"),
        (answer(302, b"Content-Length: 22"), "GET"),
        (answer(403, b"Content-Length: 22", body=b""), "HEAD"),
        (answer(403, b"Content-Length: 0", body=b""), "GET"),
        (answer(403, body=b"." * MAX_BODY + SAID), "GET"),
        (answer(403, b"Content-Encoding: gzip", body=gzip.compress(SAID)), "GET"),
    ],
    ids=["fine", "redirect", "head", "empty", "late", "compressed"],
)
async def test_what_is_no_error_or_has_no_phrase_at_its_beginning_says_nothing(reply: bytes, method: str) -> None:
    assert await phrase_of(reply, method) == ""


async def test_a_connection_serves_on_after_an_error_with_a_short_body() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            for part in (b"HTTP/1.1 403 X\r\nContent-Length: 22\r\n\r\n", SAID[:9], SAID[9:]):
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0.01)

    async with serve(handle) as target, client() as http:
        told = [await http.send(target.get()) for _ in range(3)]
        assert target.connections == 1
    assert [answer.phrase for answer in told if isinstance(answer, RawResponse)] == [PHRASE] * 3


async def test_a_body_that_does_not_come_keeps_nobody_waiting_for_long() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 X\r\nContent-Length: 22\r\n\r\nDisallowed")
        await asyncio.sleep(60)

    async with serve(handle) as target, client(body_s=0.05) as http:
        told = await http.send(target.get())
    assert told == RawResponse(b"HTTP/1.1 403 X\r\nContent-Length: 22\r\n\r\n")


async def test_a_report_and_a_log_hold_the_phrase_s_name_and_nothing_else_of_a_body(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serve(answer(400, body=SAID.lower() + b" for s3cret")) as target:
        request = Request(target.url("/items"), "https://app.example.com", headers=(("X-One", "1"),))
        told = await run(request, Prober(local_guard(), user_agent="tests"), probes=True)
    kept = facts(conclude(request, told.outcomes, told.probes))
    shown = json.dumps([kept, document(kept, "https://checker.example")])
    assert f"“{PHRASE}”" in document(kept, "")["findings"][2]["detail"]
    assert "s3cret" not in shown + caplog.text
    assert SAID.lower().decode() not in shown + caplog.text
