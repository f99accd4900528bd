"""One TLS server with many configurations, chosen by the first segment of the path, and a check of any of them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

import trustme

from checks.cors.judge import Judgement, conclude
from checks.cors.model import Request
from checks.cors.urls import is_one_domain
from checks.probing.addresses import IPAddress
from checks.probing.driver import Prober, run
from checks.probing.guard import Guard
from checks.probing.tls import make_context

HOST, PAGE = "api.example.net", "https://app.example.com"
# Hosts of the sites whose pages make planted requests.
SITES = ("api.example.com", "api.shop.co.uk", "api.shop.vercel.app", "api.team.github.io")
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """A request as a configuration sees it; `beside`: it is for a path that does not exist."""

    method: str
    path: str
    headers: Mapping[str, str]
    beside: bool

    @property
    def origin(self) -> str | None:
        return self.headers.get("origin")

    @property
    def is_preflight(self) -> bool:
        return self.method == "OPTIONS" and "access-control-request-method" in self.headers


@dataclass(frozen=True)
class Reply:
    status: int = 200
    headers: Fields = ()


Configuration = Callable[[Asked], Reply]


@dataclass(frozen=True)
class Planted:
    """A configuration and what a check of it must say: exactly these rules of severity error and security, at least
    these others."""

    name: str
    configuration: Configuration
    expected: frozenset[str] = frozenset()
    request: Mapping[str, Any] = field(default_factory=dict)
    verdict: str = "allowed"
    safety: str = "safe"
    also: frozenset[str] = frozenset()


class Authority:
    """A certificate authority of the tests' own, for the server and for those who check it."""

    def __init__(self, folder: Any) -> None:
        authority = trustme.CA()
        path = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(path))
        self.client = make_context(str(path))
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST, *SITES, "other.example.org").configure_cert(self.server)


class Server:
    """`port` is where it listens; `seen` the requests of each configuration; `most` the connections open at once."""

    def __init__(self, planted: Mapping[str, Configuration], delay_s: float = 0.0) -> None:
        self.planted = planted
        self.delay_s = delay_s
        self.port = 0
        self.seen: list[Asked] = []
        self.open = self.most = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                asked = _asked(head)
                self.seen.append(asked)
                await asyncio.sleep(self.delay_s)
                writer.write(self.answer(asked))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            writer.close()

    def answer(self, asked: Asked) -> bytes:
        name = asked.path.split("/")[1]
        reply = self.planted[name](asked) if name in self.planted else Reply(404)
        fields = "".join(f"{name}: {value}\r\n" for name, value in reply.headers)
        fields = fields.replace("{port}", str(self.port))
        body = b"" if asked.method == "HEAD" or reply.status in (204, 304) else b"{}"
        length = "" if reply.status in (204, 304) else "Content-Length: 2\r\n"
        return f"HTTP/1.1 {reply.status} X\r\n{fields}{length}\r\n".encode("latin-1") + body


def _asked(head: str) -> Asked:
    line, *fields = head.split("\r\n")
    method, path, _ = line.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
    return Asked(method, path, headers, beside="corscheck" in path)


@asynccontextmanager
async def serving(
    planted: Mapping[str, Configuration], authority: Authority, delay_s: float = 0.0
) -> AsyncIterator[Server]:
    server = Server(planted, delay_s)
    listening = await asyncio.start_server(server.handle, "127.0.0.1", 0, ssl=authority.server)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def prober(authority: Authority, **bounds: Any) -> Prober:
    """A prober for which every name is this machine, however busy that is."""

    async def resolve(name: str) -> list[IPAddress]:
        return [ip_address("127.0.0.1")]

    guard = Guard(ports=None, allow=[ip_network("127.0.0.0/8")], resolve=resolve)
    patient = {"deadline_s": 120.0, "probes_s": 60.0}
    return Prober(guard, user_agent="planted", context=authority.client, **(patient | bounds))


def host_beside(planted: Planted) -> str | None:
    """A host of the same site as the page that makes the request; None where there is no such site."""
    page = planted.request.get("origin", PAGE)
    return next((host for host in SITES if is_one_domain(page, f"https://{host}")), None)


async def check(planted: Planted, server: Server, prober: Prober, host: str = HOST) -> Judgement:
    asked = {"url": f"https://{host}:{server.port}/{planted.name}/items", "origin": PAGE, **planted.request}
    request = Request(**{name: _filled(value, server.port) for name, value in asked.items()})
    conversation = await run(request, prober, probes=True)
    return conclude(request, conversation.outcomes, conversation.probes)


def _filled(value: Any, port: int) -> Any:
    return value.replace("{port}", str(port)) if isinstance(value, str) else value
