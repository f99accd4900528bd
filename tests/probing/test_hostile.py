"""Targets that are slow, endless, broken or cut off: each ends as a value, soon and within little memory."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
import tracemalloc
from collections.abc import Awaitable, Callable

import pytest

from checks.cors.model import Failure, RawResponse
from tests.probing.targets import OK, client, serve

Write = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def after_request(*chunks: bytes, pause: float = 0.0, repeat: bool = False) -> Write:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        while True:
            for chunk in chunks:
                writer.write(chunk)
                await writer.drain()
                await asyncio.sleep(pause)
            if not repeat:
                return

    return handle


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def reset_in_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nA: b")
    await writer.drain()
    await asyncio.sleep(0.05)
    await reset(reader, writer)


async def close_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def close_after_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


BROKEN = {
    "closes after the request": (
        close_after_request,
        "bad_response",
        "ERR_EMPTY_RESPONSE",
        "The server closed the connection without a response.",
    ),
    "resets": (reset, "connect_error", "ERR_CONNECTION_RESET", "The server reset the connection before it responded."),
    "resets in the head": (
        reset_in_head,
        "connect_error",
        "ERR_CONNECTION_RESET",
        "The server reset the connection before it responded.",
    ),
    "only interim answers": (
        after_request(b"HTTP/1.1 103 X\r\n\r\n"),
        "bad_response",
        "ERR_EMPTY_RESPONSE",
        "The server closed the connection without a response.",
    ),
    "endless interim answers": (
        after_request(b"HTTP/1.1 103 X\r\n\r\n" * 1000, repeat=True),
        "bad_response",
        "ERR_INVALID_HTTP_RESPONSE",
        "The server sent more than 10 interim responses (1xx) and no final one.",
    ),
    "a header of 10 MB": (
        after_request(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 10_000_000 + b"\r\n\r\n"),
        "response_too_large",
        "",
        "The response headers are larger than 64 kB.",
    ),
    "10,000 header lines": (
        after_request(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 10_000 + b"\r\n"),
        "response_too_large",
        "",
        "The response has more than 256 header lines.",
    ),
    "an endless header": (
        after_request(b"HTTP/1.1 200 OK\r\nA: ", b"b" * 65_536, repeat=True),
        "response_too_large",
        "",
        "The response headers are larger than 64 kB.",
    ),
    "TLS on a plain port": (
        after_request(b"\x15\x03\x01\x00\x02\x02\x46"),
        "bad_response",
        "ERR_INVALID_HTTP_RESPONSE",
        "Port PORT speaks TLS. Use an https URL.",
    ),
    "HTTP/2 on a plain port": (
        after_request(b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"),
        "bad_response",
        "ERR_INVALID_HTTP_RESPONSE",
        "The server speaks HTTP/2 only on port PORT; this check needs HTTP/1.1.",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_target_is_a_failure_with_the_browser_s_name_for_it(name: str) -> None:
    handler, code, net_error, detail = BROKEN[name]
    started = time.monotonic()
    async with serve(handler) as target, client() as http:
        answer = await http.send(target.get())
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error) == (code, net_error)
    assert answer.detail == detail.replace("PORT", str(target.port))
    assert time.monotonic() - started < 5


async def test_a_target_that_never_answers_is_a_timeout() -> None:
    async with serve(silent) as target, client(first_byte_s=0.2) as http:
        answer = await http.send(target.get())
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error, answer.silent_s) == ("timeout", "ERR_TIMED_OUT", 0.2)
    assert answer.detail == "Connected, request sent, then no byte of a response in 0.2 seconds."


ENDLESS = {
    "body": (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65_536),
    "body in chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" + b"e" * 60_000 + b"\r\nx\r\n"),
    "body beyond its length": (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", b"x" * 65_536),
    "body that claims to be packed": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
        b"\x1f\x8b" + b"\0" * 65_000,
    ),
}


@pytest.mark.parametrize("name", ENDLESS)
async def test_an_endless_body_is_left_unread(name: str) -> None:
    head, body = ENDLESS[name]
    written = 0
    closed = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        try:
            while True:
                writer.write(body)
                await writer.drain()
                written += len(body)
        finally:
            closed.set()

    async with serve(handle) as target, client() as http:
        assert await http.send(target.get()) == RawResponse(head)
        await asyncio.wait_for(closed.wait(), 5)
    assert written < 20_000_000


async def test_slow_headers_end_at_the_deadline_of_the_check_and_not_before() -> None:
    async with serve(after_request(*(bytes([byte]) for byte in OK), pause=0.02)) as target, client() as http:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.25):
                await http.send(target.get())
        assert await http.send(target.get()) == RawResponse(OK)


async def test_a_server_that_closes_before_the_request_comes_has_no_answer() -> None:
    async with serve(close_at_once) as target, client() as http:
        answer = await http.send(target.get())
    assert isinstance(answer, Failure)
    # Which of the two is the kernel's to say: the request may meet the closed connection or come too late.
    assert answer.net_error in ("ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")


async def test_a_refused_connection_is_told() -> None:
    async with serve(OK) as target:
        pass
    async with client() as http:
        answer = await http.send(target.get())
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error) == ("connect_error", "ERR_CONNECTION_REFUSED")


async def test_hundreds_of_hostile_answers_stay_within_a_few_megabytes() -> None:
    flood = b"HTTP/1.1 200 OK\r\nA: " + b"b" * 2_000_000
    async with serve(after_request(flood)) as target, client() as http:
        tracemalloc.start()
        for _ in range(10):
            await asyncio.gather(*(http.send(target.get()) for _ in range(10)))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    # The target's own buffers count as well: ten at a time.
    assert peak < 10 * 2_000_000 + 10_000_000
