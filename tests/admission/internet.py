"""Hosts on loopback that checks are let in to, and how such a check ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from checks.admission.deny_list import DenyList
from checks.admission.limits import Limiter, storage
from checks.admission.slots import Slots
from checks.admission.visit import Admission
from checks.cors.model import Exchange, Failure, Request
from checks.probing.addresses import IPAddress
from checks.probing.driver import Conversation, Prober, run
from checks.probing.guard import Guard
from checks.probing.robots import Robots
from checks.refusal import Refusal

PAGE = "http://app.example.com"
CLIENT = "192.0.2.1"
OPTED_OUT = "User-agent: corschecker\nDisallow: /\n"
NOT_PRIVATE = "User-agent: corschecker\nDisallow: /private\n"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
ALLOWED = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n\r\n"


class Internet:
    """Some hosts by name, all behind one server on loopback.

    `answers` maps a host and path, or a host with all its paths but /robots.txt, to the bytes of an answer; it is 404
    elsewhere. `addresses` are those of names that matter. It tells which names were resolved, which addresses dialled,
    and which requests came.
    """

    def __init__(self, answers: dict[str, bytes] | None = None) -> None:
        self.answers = answers or {}
        self.addresses: dict[str, str] = {}
        self.resolved: list[str] = []
        self.dialled: list[str] = []
        self.asked: list[str] = []
        self.port = 0
        self.guard = Guard(resolve=self.resolve, dial=self.dial)
        self.prober = Prober(self.guard, user_agent="corschecker")

    async def resolve(self, host: str) -> list[IPAddress]:
        self.resolved.append(host)
        await asyncio.sleep(0)
        number = sum(host.encode()) % 200 + 1
        address = self.addresses.get(host, f"93.184.{number}.1")
        return [ip_address(address)] if address else []

    async def dial(self, address: IPAddress, port: int, factory: Callable[[], Any]) -> Any:
        self.dialled.append(str(address))
        _, protocol = await asyncio.get_running_loop().create_connection(factory, "127.0.0.1", self.port)
        return protocol

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        host = head.partition("Host: ")[2].partition("\r\n")[0]
        place = host + head.split()[1]
        self.asked.append(place)
        default = NOT_FOUND if place.endswith("/robots.txt") else self.answers.get(host, NOT_FOUND)
        writer.write(self.answers.get(place, default))


def text(body: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def moved(location: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nAccess-Control-Allow-Origin: *\r\nLocation: {location}\r\n\r\n".encode()


def admission(internet: Internet, *, slots: Slots | None = None, deny: DenyList | None = None) -> Admission:
    robots = Robots(internet.guard, "corschecker")
    return Admission(Limiter(storage(""), "key"), slots or Slots(), deny or DenyList(), robots)


def denied(tmp_path: Path, *lines: str) -> DenyList:
    path = tmp_path / "deny"
    path.write_text("\n".join(lines))
    return DenyList(str(path))


async def check(
    url: str, internet: Internet, to: Admission, client: str = CLIENT, *, probes: bool = False, confirmed: bool = False
) -> Conversation:
    request = Request(url, PAGE)
    async with await to.let_in(request, client, confirmed=confirmed) as visit:
        return await run(request, internet.prober, gate=visit, probes=probes)


async def outcome(work: Awaitable[Conversation]) -> str:
    """The code of what ended a check, or `ran`."""
    try:
        exchanges = (await work).exchanges
    except Refusal as refused:
        return refused.code
    return next((code for code in codes(exchanges) if code != "answer"), "ran")


def codes(exchanges: tuple[Exchange, ...]) -> list[str]:
    return [exchange.answer.code if isinstance(exchange.answer, Failure) else "answer" for exchange in exchanges]
