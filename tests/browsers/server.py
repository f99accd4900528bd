"""The scripted server: exact bytes on loopback for each case, and a note of every request that came.

It writes no header that a case does not hold and closes each connection, so that nothing but the case is judged.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from checks.cors.model import Answer, Failure, Headers, HttpResponse, RawResponse
from tests.ports import free_port

from . import authority, bodies
from .cases import Case, Received, asked

KEY = re.compile(r"/c/[^/?#]+|/lab/[^/?#]+/[^/?#]+")
RUNNER = (Path(__file__).parent / "runner.js").read_text()
TLS_HANDSHAKE = b"\x16"
PHRASES = {status.value: status.phrase for status in HTTPStatus}
NO_BODY = {101, 204, 205, 304}


class ScriptedServer:
    """Serves the page on the first port and the cases on all of them, on each address of localhost; on one port more
    with TLS and without, whichever comes."""

    def __init__(self, ports: tuple[int, ...] | None = None) -> None:
        self.ports = ports or tuple(free_port() for _ in range(3))
        self.both_port = free_port()
        self.cases: dict[str, Case] = {}
        self.received: dict[str, list[tuple[Received, Answer]]] = {}
        self.results: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._servers: list[asyncio.Server] = []

    @property
    def page(self) -> str:
        return f"http://localhost:{self.ports[0]}"

    @property
    def targets(self) -> tuple[str, ...]:
        """Origins other than the page's: two of the same site, one of another."""
        return (*(f"http://localhost:{port}" for port in self.ports[1:]), f"http://127.0.0.1:{self.ports[-1]}")

    @property
    def secure_page(self) -> str:
        return f"https://{authority.PAGE_HOST}:{self.both_port}"

    @property
    def secure_targets(self) -> tuple[str, ...]:
        """Origins over https other than the secure page's: one of the same site, one of another; both are answered
        over http too."""
        return tuple(f"https://{host}:{self.both_port}" for host in authority.HOSTS[1:])

    @property
    def served(self) -> tuple[str, ...]:
        """Every origin that is answered."""
        plain = (host.replace("https:", "http:") for host in (self.secure_page, *self.secure_targets))
        return (self.page, *self.targets, self.secure_page, *self.secure_targets, *plain)

    async def __aenter__(self) -> Self:
        for port in self.ports:
            for address in localhost_addresses():
                self._servers.append(await asyncio.start_server(self._serve, address, port, limit=1 << 20))
        self._listener = socket.create_server(("127.0.0.1", self.both_port))
        self._listener.setblocking(False)
        self._accepting = asyncio.create_task(self._accept())
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        self._accepting.cancel()
        self._listener.close()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            while True:
                connection, _ = await loop.sock_accept(self._listener)
                group.create_task(self._serve_either(connection))

    async def _serve_either(self, connection: socket.socket) -> None:
        """Serve a connection as its first byte says."""
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(20):
                secure = await _first_byte(connection) == TLS_HANDSHAKE
                reader = asyncio.StreamReader(limit=1 << 20)
                protocol = asyncio.StreamReaderProtocol(reader)
                context = authority.server_context() if secure else None
                loop = asyncio.get_running_loop()
                transport, _ = await loop.connect_accepted_socket(lambda: protocol, connection, ssl=context)
            await self._serve(reader, asyncio.StreamWriter(transport, protocol, reader, loop), secure=secure)

    def load(self, cases: Iterable[Case]) -> None:
        """Forget what was seen and serve these cases."""
        self.cases = {case.key: case for case in cases}
        self.received = {key: [] for key in self.cases}
        self.results = {key: asyncio.get_running_loop().create_future() for key in self.cases}

    def page_url(self, case: Case) -> str:
        return f"{self._page_of(case)}/runner{case.key}"

    def _page_of(self, case: Case) -> str:
        """The origin of the page, which an opaque one does not tell."""
        secure = (case.request.page_url or case.request.origin).startswith("https:")
        return self.secure_page if secure else self.page

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, secure: bool = False) -> None:
        try:
            async with asyncio.timeout(20):
                first = await reader.readexactly(1)
                if first == TLS_HANDSHAKE:
                    return
                head = first + await reader.readuntil(b"\r\n\r\n")
                received = parse(head.decode("latin-1"), "https" if secure else "http")
                body = await read_body(reader, received)
                writer.write(self._respond(received, body))
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, TimeoutError):
            pass
        finally:
            writer.close()

    def _respond(self, received: Received, body: bytes) -> bytes:
        path = "/" + received.url.split("/", 3)[3]
        if path.startswith("/runner/"):
            return self._page(self.cases[path.removeprefix("/runner")])
        if path.startswith("/worker/"):
            return _script(self._code(self.cases[path.removeprefix("/worker")]))
        if path.startswith("/result/"):
            waiting = self.results.get(path.removeprefix("/result"))
            if waiting is not None and not waiting.done():
                waiting.set_result(json.loads(body))
            return head_bytes(
                204, (("Access-Control-Allow-Origin", "*"), ("Cross-Origin-Resource-Policy", "cross-origin"))
            )
        found = KEY.match(path)
        if found is None or found[0] not in self.cases:
            return head_bytes(404, (("Content-Length", "0"),))
        case = self.cases[found[0]]
        answer = case.answer(received.url, received.is_preflight, received.get("origin"))
        self.received[case.key].append((received, answer))
        return bytes_of(answer, received.method, case.request.initiator)

    def _page(self, case: Case) -> bytes:
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        if case.request.origin == "null" and case.request.context == "document":
            headers.append(("Content-Security-Policy", "sandbox allow-scripts"))
        if case.request.content_security_policy:
            headers.append(("Content-Security-Policy", case.request.content_security_policy.replace("\n", ", ")))
        policies = (
            ("Cross-Origin-Embedder-Policy", case.request.embedder_policy),
            ("Document-Isolation-Policy", case.request.document_isolation_policy),
            ("Integrity-Policy", case.request.integrity_policy),
            ("Content-Security-Policy-Report-Only", case.request.content_security_policy_report_only),
        )
        headers += [(name, value) for name, value in policies if value]
        html = (
            '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>case</title><body>'
            f"<script>{self._code(case, case.request.context)}</script>"
        ).encode()
        return head_bytes(200, (*headers, ("Content-Length", str(len(html))))) + html

    def _code(self, case: Case, context: str = "document") -> str:
        """The script that makes the request: where it runs, or elsewhere."""
        sample = base64.b64encode(sha256(bodies.body_for(case.request.initiator)).digest()).decode()
        integrity = f"sha256-{sample}" if case.request.integrity else None
        made = {**asked(case.request), "integrity": integrity, "context": context}
        page = self._page_of(case)
        told = {"request": made, "report": f"{page}/result{case.key}", "worker": f"{page}/worker{case.key}"}
        return f"{RUNNER}\nrun({json.dumps(told).replace('<', chr(92) + 'u003c')});"


async def _first_byte(connection: socket.socket) -> bytes:
    """The first byte of a connection, which stays to be read."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(connection, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(connection)
    return connection.recv(1, socket.MSG_PEEK)


def parse(head: str, scheme: str = "http") -> Received:
    request_line, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = request_line.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name, value.strip(" \t")) for name, _, value in pairs)
    host = next((value for name, value in headers if name.lower() == "host"), "")
    return Received(method, f"{scheme}://{host}{target}", headers)


async def read_body(reader: asyncio.StreamReader, received: Received) -> bytes:
    if received.get("transfer-encoding"):
        body = b""
        while size := int((await reader.readline()).split(b";")[0] or b"0", 16):
            body += await reader.readexactly(size)
            await reader.readline()
        return body
    return await reader.readexactly(int(received.get("content-length") or 0))


def bytes_of(answer: Answer, method: str, initiator: str) -> bytes:
    """The bytes on the wire; a failure is a connection closed without a byte."""
    match answer:
        case RawResponse():
            return answer.head
        case Failure():
            return b""
        case HttpResponse():
            head = head_bytes(answer.status, answer.headers, answer.reason)
            if method == "HEAD" or answer.status in NO_BODY:
                return head
            length = answer.get("content-length")
            body = bodies.body_for(initiator)
            return head + (body if length is None else body.ljust(int(length))[: int(length)])


def _script(code: str) -> bytes:
    body = code.encode()
    return head_bytes(200, (("Content-Type", "text/javascript"), ("Content-Length", str(len(body))))) + body


def head_bytes(status: int, headers: Headers, reason: str | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} {phrase(status) if reason is None else reason}"]
    lines += (f"{name}: {value}" for name, value in headers)
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def phrase(status: int) -> str:
    """The usual reason phrase; any word for a status that has none."""
    return PHRASES.get(status, "Status")


def localhost_addresses() -> list[str]:
    """Browsers try both for localhost, whatever the hosts file says."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return ["127.0.0.1"]
    return ["127.0.0.1", "::1"]
