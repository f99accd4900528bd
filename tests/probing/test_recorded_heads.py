"""Every raw answer that real browsers were recorded with reads the same over a live connection as from its bytes."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from checks.cors import http_head
from checks.cors.browsers import BROWSERS
from checks.cors.model import Answer, Failure, HttpResponse, RawResponse
from tests.cors.recordings import load
from tests.probing.targets import client, serve

HEADS = {
    response.answer.head: case.id
    for case in load()
    for response in case.responses
    if isinstance(response.answer, RawResponse)
}


def readings(answer: Answer) -> dict[str, HttpResponse | str]:
    """What each browser makes of an answer: the response, or the code of the failure."""
    read = {}
    for name, browser in BROWSERS.items():
        result = http_head.read_answer(answer, browser.head)
        # Of a body nothing is read over the wire.
        read[name] = result.code if isinstance(result, Failure) else replace(result, body_error="")
    return read  # type: ignore[return-value]


def test_there_are_many() -> None:
    assert len(HEADS) >= 38


@pytest.mark.parametrize("head", HEADS, ids=HEADS.get)
@pytest.mark.parametrize("pieces", [1, 7])
async def test_a_recorded_answer_reads_alike_over_the_wire(head: bytes, pieces: int) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        size = max(1, -(-len(head) // pieces))
        for start in range(0, len(head), size):
            writer.write(head[start : start + size])
            await writer.drain()
            await asyncio.sleep(0)
        writer.write_eof()
        await reader.read()

    async with serve(answer) as target, client() as http:
        live = await http.send(target.get())
    # Of a body, whose chunks a recording may hold, nothing is read over the wire.
    cut = (
        live.head if isinstance(live, RawResponse) and b"chunked" in live.head and head.startswith(live.head) else head
    )
    assert readings(live) == readings(RawResponse(cut))
