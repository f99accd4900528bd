"""The handshake of a WebSocket on the wire: what is sent, that the connection ends with it, and who may be asked."""

from __future__ import annotations

import asyncio
import re

import pytest

from checks.cors.journey import response_of
from checks.cors.judge import conclude
from checks.cors.model import HttpResponse, Request
from checks.cors.websocket import accept_of
from checks.probing.driver import Prober, run
from checks.probing.guard import Guard
from checks.probing.target import UrlPolicy, judge
from checks.refusal import Refusal
from tests.probing.driving import AGENT, ORIGIN, prober
from tests.probing.targets import Handler, Served, serve

KEY = re.compile(rb"Sec-WebSocket-Key: (\S+)\r\n")


def server(seen: list[bytes], ended: list[bool], *refused: bytes, wrong: bool = False) -> Handler:
    """A WebSocket server that refuses some origins, speaks at once, and waits for the client to go."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head)
        if any(b"Origin: " + origin + b"\r\n" in head for origin in refused):
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        key = KEY.search(head)
        accept = accept_of(key[1].decode() if key and not wrong else "another")
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept.encode() + b"\r\n\r\n\x81\x05hello"
        )
        await writer.drain()
        ended.append(await reader.read() == b"")

    return handle


def socket(target: Served) -> Request:
    return Request(target.url("/live?room=1").replace("http:", "ws:"), ORIGIN, initiator="websocket")


async def test_one_handshake_serves_all_browsers_and_is_left_after_the_head() -> None:
    seen: list[bytes] = []
    ended: list[bool] = []
    async with serve(server(seen, ended)) as target:
        conversation = await run(socket(target), prober())
    (head,) = seen
    start, *fields = head.decode("latin-1").split("\r\n")
    assert start == "GET /live?room=1 HTTP/1.1"
    sent = dict(field.split(": ", 1) for field in fields if field)
    key = sent.pop("Sec-WebSocket-Key")
    assert len(key) == 24
    assert sent == {
        "Host": f"127.0.0.1:{target.port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Origin": ORIGIN,
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Extensions": "permessage-deflate",
        "User-Agent": AGENT,
        "Accept-Encoding": "identity",
        "Accept-Language": "en",
    }
    assert {outcome.outcome for outcome in conversation.outcomes.values()} == {"allowed"}
    (exchange,) = conversation.exchanges
    response = response_of(exchange.answer)
    assert isinstance(response, HttpResponse)
    assert "hello" not in str(exchange)


async def test_the_questions_name_a_stranger_and_nobody_and_each_connection_ends() -> None:
    seen: list[bytes] = []
    ended: list[bool] = []
    async with serve(server(seen, ended)) as target:
        request = socket(target)
        conversation = await run(request, prober(), probes=True)
    origins = sorted((re.findall(rb"Origin: (\S+)", head) or [b""])[0] for head in seen)
    assert origins[0] == b""
    assert ORIGIN.encode() in origins
    assert [origin for origin in origins if origin.startswith(b"https://corscheck")] != []
    assert len(seen) == 3
    assert len({KEY.search(head)[1] for head in seen}) == 1  # type: ignore[index]
    assert not any(b"Cookie" in head for head in seen)
    judgement = conclude(request, conversation.outcomes, conversation.probes)
    assert (judgement.verdict, judgement.safety) == ("allowed", "caution")


async def test_a_server_that_refuses_the_page_and_opens_for_others_is_told() -> None:
    async with serve(server([], [], ORIGIN.encode())) as target:
        request = socket(target)
        conversation = await run(request, prober(), probes=True)
    judgement = conclude(request, conversation.outcomes, conversation.probes)
    assert "websocket-origin-refused" in {finding.rule for finding in judgement.findings}


async def test_an_accept_that_does_not_fit_the_key_is_seen() -> None:
    async with serve(server([], [], wrong=True)) as target:
        conversation = await run(socket(target), prober())
    assert {outcome.rule for outcome in conversation.outcomes.values()} == {"websocket-handshake-invalid"}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ws://localhost/", "blocked_host"),
        ("wss://10.0.0.1/", "blocked_address"),
        ("ws://169.254.169.254/", "blocked_address"),
        ("wss://api.example.org:22/", "blocked_port"),
        ("wss://user:pass@api.example.org/", "invalid_url"),
    ],
)
async def test_a_socket_is_let_nowhere_that_a_request_is_not(url: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        await run(Request(url, ORIGIN, initiator="websocket"), Prober(Guard(), user_agent=AGENT))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("url", "secure", "port"), [("ws://api.example.org/a?b", False, 80), ("wss://api.example.org/a?b", True, 443)]
)
def test_a_socket_s_target_is_that_of_its_handshake(url: str, secure: bool, port: int) -> None:
    target = judge(url, UrlPolicy())
    assert (target.is_secure, target.port, target.authority, target.path_and_query) == (
        secure,
        port,
        "api.example.org",
        "/a?b",
    )
