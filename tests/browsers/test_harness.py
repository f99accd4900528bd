"""The harness itself, without a browser: the same draws for a seed, exact bytes, and lines that find their case."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

import pytest

from checks.cors.model import Answer, HttpResponse, RawResponse, Request

from . import authority
from .cases import Case, asked
from .generate import Mix
from .lines import Lines
from .server import ScriptedServer
from .surroundings import Ground, Surroundings

PAGE, TARGETS = "http://localhost:1", ("http://localhost:2", "http://127.0.0.1:3")


def drawn(seed: int) -> list[tuple[object, ...]]:
    cases = Mix(seed, PAGE, TARGETS).cases(44)
    urls = ((case.request.url, preflight) for case in cases for preflight in (False, True))
    return [(case.id, asked(case.request), *(case.answer(*url, None) for url in urls)) for case in cases]


def drawn_around(seed: int) -> list[tuple[object, ...]]:
    plain, secure = Ground(PAGE, TARGETS), Ground("https://app.page.test:4", ("https://api.page.test:4",))
    cases = Surroundings(seed, plain, secure).cases(44)
    return [(case.id, asked(case.request), case.answer(case.request.url, False, None)) for case in cases]


@pytest.mark.parametrize("draw", [drawn, drawn_around])
def test_a_seed_draws_the_same_cases_again(draw: Callable[[int], list[tuple[object, ...]]]) -> None:
    assert draw(7) == draw(7)
    assert draw(7) != draw(8)


async def test_one_port_is_answered_with_tls_and_without() -> None:
    answer = HttpResponse(200, (("Content-Length", "2"),), "OK")
    case = Case("one", "test", "/c/one", Request("", ""), lambda url, preflight, origin: answer)
    trusting = ssl.create_default_context()
    authority.trusted_by(trusting)
    async with ScriptedServer() as server:
        server.load([case])
        for context in (trusting, None):
            name = authority.OTHER_HOST if context else None
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", server.both_port, ssl=context, server_hostname=name
            )
            writer.write(b"GET /c/one/0 HTTP/1.1\r\nHost: api.target.test\r\n\r\n")
            assert (await reader.read()).startswith(b"HTTP/1.1 200 OK\r\n")
            writer.close()
        assert [received.url for received, _ in server.received["/c/one"]] == [
            "https://api.target.test/c/one/0",
            "http://api.target.test/c/one/0",
        ]


async def exchange(server: ScriptedServer, message: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.ports[1])
    writer.write(message)
    answer = await reader.read()
    writer.close()
    return answer


async def test_the_server_sends_what_the_case_says_and_notes_what_came() -> None:
    raw = b"HTTP/1.1 200 OK\nAccess-Control-Allow-Origin : *\n\nok"
    answers: dict[bool, Answer] = {
        False: RawResponse(raw),
        True: HttpResponse(204, (("X-A", "a"), ("x-a", "b")), "Fine"),
    }
    case = Case("one", "test", "/c/one", Request("", ""), lambda url, preflight, origin: answers[preflight])
    async with ScriptedServer() as server:
        server.load([case])
        main = b"GET /c/one/0?q HTTP/1.1\r\nHost: a:1\r\nOrigin: null\r\nauthorization: x\r\n\r\n"
        preflight = b"OPTIONS /c/one/0 HTTP/1.1\r\nHost: a:1\r\nAccess-Control-Request-Method: PUT\r\n\r\n"
        got = [await exchange(server, message) for message in (main, preflight)]
        seen = [received.summary() for received, _ in server.received["/c/one"]]
    assert got == [raw, b"HTTP/1.1 204 Fine\r\nX-A: a\r\nx-a: b\r\n\r\n"]
    assert seen == [
        {"method": "GET", "url": "http://a:1/c/one/0?q", "origin": "null", "authorization": True},
        {
            "method": "OPTIONS",
            "url": "http://a:1/c/one/0",
            "origin": None,
            "access_control_request_method": "PUT",
            "access_control_request_headers": None,
        },
    ]


def test_a_line_belongs_to_the_case_it_names_else_to_its_tab() -> None:
    lines = Lines()
    lines.current[2] = "/c/two"
    lines.add("blocked 'http://localhost:1/c/one/0' from 'http://localhost:1'", "")
    lines.add("Failed to load resource: net::ERR_FAILED", "http://localhost:1/c/one/0")
    lines.add("bad at http://localhost:1/lab/rule/broken.", "")
    lines.add("Refused", "", 2)
    lines.add("Failed to load resource", "http://localhost:1/result/c/one", 2)
    lines.alone = "/c/three"
    lines.add("at ftp://localhost/", "")
    assert lines.by_key == {
        "/c/one": [
            "blocked 'http://localhost:1/c/one/0' from 'http://localhost:1'",
            "Failed to load resource: net::ERR_FAILED",
        ],
        "/lab/rule/broken": ["bad at http://localhost:1/lab/rule/broken."],
        "/c/two": ["Refused"],
        "/c/three": ["at ftp://localhost/"],
    }
