"""Servers of other protocols: a report names what they speak, and holds nothing of what they say."""

from __future__ import annotations

import asyncio
import json
import socket
import struct

import pytest

from checks.cors.browsers import BROWSERS
from checks.cors.document import document, facts
from checks.cors.http_head import read
from checks.cors.judge import Judgement, conclude
from checks.cors.model import Failure, Request
from checks.probing.driver import Prober, run
from checks.probing.head_scanner import Limits
from checks.probing.wire import Connection
from tests.probing.targets import Handler, client, local_guard, serve

EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"
# What a server says, and the protocol that the report names; "" where none is known.
BANNERS = [
    (b"SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5\r\n", "SSH"),
    (b"SSH-1.99-Cisco-1.25\n", "SSH"),
    (b"220 mail.secret.example ESMTP Postfix (Debian/GNU)\r\n", "SMTP"),
    (b"220-secret.example ESMTP Exim 4.97\r\n220 no spam\r\n", "SMTP"),
    (b"554 5.7.1 secret.example ESMTP not accepting messages\r\n", "SMTP"),
    (b"500 5.5.1 secret.example: command unrecognized\r\n", "SMTP"),
    (b"220 (vsFTPd 3.0.5 secret)\r\n", "FTP"),
    (b"220 ProFTPD Server (secret.example) [::ffff:10.0.0.7]\r\n", "FTP"),
    (b"220 Welcome to secret.example\r\n", "SMTP or FTP"),
    (b"530 Please login with secret USER and PASS.\r\n", "SMTP or FTP"),
    (b"200 secret.example InterNetNews NNRP server INN 2.7.1 ready (posting ok)\r\n", "NNTP"),
    (b"+OK Dovecot (secret) ready.\r\n", "POP3"),
    (b"-ERR secret is no command\r\n", "POP3 or Redis"),
    (b"* OK [CAPABILITY IMAP4rev1 SASL-IR] Dovecot (secret) ready.\r\n", "IMAP"),
    (b"* BYE [secret] too many connections\r\n", "IMAP"),
    (b"-ERR wrong number of arguments for 'get' command, secret\r\n", "Redis"),
    (b"-DENIED Redis is running in protected mode, secret\r\n", "Redis"),
    (b"-NOAUTH Authentication required for secret.\r\n", "Redis"),
    (b"J\x00\x00\x00\x0a8.4.3-secret\x00\x08\x00\x00\x00abcdefgh\x00", "MySQL"),
    (b"Y\x00\x00\x00\x0a5.5.5-10.11.6-MariaDB-secret\x00\x25\x00\x00\x00", "MySQL"),
    (b"E\x00\x00\x00\xffj\x04Host 'secret' is not allowed to connect to this MySQL server", "MySQL"),
    (b"E\x00\x00\x00\x8cSFATAL\x00VFATAL\x00C28000\x00Mno pg_hba.conf entry for secret\x00\x00", "PostgreSQL"),
    (b"EFATAL:  unsupported frontend protocol, secret\n\x00", "PostgreSQL"),
    (b"AMQP\x00\x00\x09\x01", "AMQP"),
    (b"RTSP/1.0 400 Bad Request\r\nServer: secret\r\n\r\n", "RTSP"),
    (b"SIP/2.0 400 Bad Request\r\nServer: secret\r\n\r\n", "SIP"),
    (b"RFB 003.008\n", "VNC"),
    (b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27secret login: ", "Telnet"),
    (b"<?xml version='1.0'?><stream:stream id='secret' version='1.0'>", "XMPP"),
    (b":irc.secret.example NOTICE * :*** Looking up your hostname...\r\n", "IRC"),
    (b"@RSYNCD: 31.0 sha512 secret\n", "rsync"),
    (b"ERROR\r\nERROR\r\nERROR secret\r\n", "memcached"),
    (b"\x00\x01\x02 secret service of no known name \x03\xff", ""),
    (b"secret", ""),
    (b"<html><body>secret, and no head</body></html>", ""),
    (b"<!doctype html><title>secret</title>\n\n", ""),
]
NAMED = pytest.mark.parametrize(("banner", "name"), BANNERS, ids=[str(number) for number in range(len(BANNERS))])


def speaks(banner: bytes, *, first: bool, pieces: int = 1, end: str = "eof") -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not first:
            await reader.readuntil(b"\r\n\r\n")
        size = -(-len(banner) // pieces)
        for start in range(0, len(banner), size):
            writer.write(banner[start : start + size])
            await writer.drain()
            await asyncio.sleep(0)
        if end == "reset":
            await asyncio.sleep(0.02)
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
            return
        if end == "eof" and not first:
            writer.write_eof()
        await reader.read()

    return handle


async def check(handler: Handler, method: str = "GET") -> tuple[Judgement, int]:
    async with serve(handler) as target:
        request = Request(target.url(), "http://app.example.com", method=method)
        conversation = await run(request, Prober(local_guard(), user_agent="test"), probes=True)
    return conclude(request, conversation.outcomes, conversation.probes), target.port


def quoted(banner: bytes, text: str) -> list[str]:
    """What of a banner stands in a text: any ten characters in a row, and what is secret."""
    said = banner.decode("latin-1")
    runs = (said[start : start + 10] for start in range(max(1, len(said) - 9)))
    return [run for run in (*runs, "secret") if len(run) > 5 and run in text]


@NAMED
@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_a_report_names_the_protocol_and_quotes_nothing(banner: bytes, name: str, method: str) -> None:
    judgement, port = await check(speaks(banner, first=False), method)
    detail = (
        f"The server on port {port} speaks {name}, not HTTP."
        if name
        else f"What the server on port {port} sends does not begin like an HTTP response."
    )
    told = document(facts(judgement), "https://checker.example")
    assert told["exchanges"][0]["failure"] | {"net_error": ""} == {
        "code": "bad_response",
        "detail": detail,
        "net_error": "",
    }
    assert [finding["detail"] for finding in told["findings"] if finding["rule"] == "response-malformed"] == [detail]
    assert judgement.verdict != "allowed"
    assert quoted(banner, json.dumps(told, ensure_ascii=False).replace("\\", "")) == []
    assert not any("raw" in exchange for exchange in told["exchanges"])


@NAMED
async def test_browsers_do_what_they_do_with_the_bytes_themselves(banner: bytes, name: str) -> None:
    judgement, _ = await check(speaks(banner, first=False))
    for browser, outcome in judgement.outcomes.items():
        of_bytes = read(banner, BROWSERS[browser].head)
        assert (outcome.rule == "response-malformed") == isinstance(of_bytes, Failure)


LONG = [case for case in BANNERS if case[1] and len(case[0]) >= 12]


@pytest.mark.parametrize(("banner", "name"), LONG)
async def test_a_server_that_speaks_first_and_waits_is_named_as_well(banner: bytes, name: str) -> None:
    async with serve(speaks(banner, first=True)) as target, client() as http:
        answer = await http.send(target.get())
    assert isinstance(answer, Failure)
    assert answer.detail == f"The server on port {target.port} speaks {name}, not HTTP."


@pytest.mark.parametrize(("banner", "name"), LONG)
async def test_a_banner_that_comes_in_pieces_is_not_waited_for_and_not_quoted(banner: bytes, name: str) -> None:
    async with serve(speaks(banner, first=True, pieces=len(banner))) as target, client() as http:
        answer = await http.send(target.get())
    assert isinstance(answer, Failure)
    assert answer.code == "bad_response"
    assert quoted(banner, answer.detail) == []


@pytest.mark.parametrize(
    ("banner", "name"), [(b"AMQP\x00\x00\x09\x01", "AMQP"), (b"+OK x\r\n", "POP3"), (b"\x15\x03\x01\x00\x02", "TLS")]
)
async def test_a_short_banner_before_a_reset_is_named(banner: bytes, name: str) -> None:
    async with serve(speaks(banner, first=False, end="reset")) as target, client() as http:
        answer = await http.send(target.get())
    assert isinstance(answer, Failure)
    assert f"speaks {name}" in answer.detail


@pytest.mark.parametrize("early", [EMPTY, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"])
async def test_what_came_before_the_request_answers_the_first_request_alone(early: bytes) -> None:
    async def answer_each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(0.02)
            writer.write(EMPTY.replace(b"204", b"205"))

    async with serve(answer_each) as served:
        target = local_guard().judge(served.url())
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: Connection(target, Limits()), "127.0.0.1", served.port)
        connection.data_received(early)
        request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        assert await connection.exchange(request, "GET") == early.removesuffix(b"hi")
        # The answer to the first request is still to come, and would be taken for that to the second.
        assert not connection.is_reusable
        assert (await connection.exchange(request, "GET")).startswith(b"HTTP/1.1 205 ")
        connection.close()
