"""What goes on the wire byte by byte, what comes back, and which connections are used again."""

from __future__ import annotations

import asyncio
import socket
import struct

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checks.cors.model import Failure, HttpRequest, RawResponse
from checks.probing.addresses import IPAddress
from checks.probing.client import Client, WireTransport
from checks.probing.connections import Connections
from checks.probing.guard import Guard
from checks.probing.head_scanner import Limits
from checks.probing.target import UrlPolicy, judge
from checks.refusal import Refusal
from tests.probing.targets import OK, Handler, client, local_guard, serve

EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"


def keep_alive(seen: list[bytes], *replies: bytes) -> Handler:
    """Gives one reply to each request, whatever connection it comes on, and keeps the connection open."""
    left = list(replies)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while left:
            seen.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(left.pop(0))
        await reader.read()

    return handle


async def test_exactly_the_given_headers_go_out_in_their_order_and_case_with_duplicates() -> None:
    headers = (
        ("origin", "https://app.example.com"),
        ("X-One", "1"),
        ("ACCEPT", "*/*"),
        ("X-One", "2"),
        ("x-bytes", "\xe9\t\xff"),
        ("X-Empty", ""),
    )
    async with serve(OK) as target, client() as http:
        request = HttpRequest("PaTcH", target.url("/a%20b?c='d'&e#f"), headers, "main")
        assert await http.send(request) == RawResponse(OK)
    assert target.requests == [
        b"PaTcH /a%20b?c=%27d%27&e HTTP/1.1\r\n"
        b"Host: 127.0.0.1:" + str(target.port).encode() + b"\r\nConnection: keep-alive\r\n"
        b"origin: https://app.example.com\r\nX-One: 1\r\nACCEPT: */*\r\nX-One: 2\r\n"
        b"x-bytes: \xe9\t\xff\r\nX-Empty: \r\n\r\n"
    ]


@pytest.mark.parametrize(
    ("method", "body", "length"),
    [
        ("GET", None, None),
        ("OPTIONS", None, None),
        ("DELETE", None, None),
        ("POST", None, b"0"),
        ("PUT", b"", b"0"),
        ("POST", b"a=b", b"3"),
        ("DELETE", b"ab", b"2"),
    ],
)
async def test_a_body_has_its_length_and_post_and_put_have_one_without_a_body(
    method: str, body: bytes | None, length: bytes | None
) -> None:
    seen = b""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        seen = await reader.readuntil(b"\r\n\r\n")
        seen += await reader.readexactly(len(body or b""))
        writer.write(OK)

    async with serve(handle) as target, client() as http:
        assert await http.send(HttpRequest(method, target.url(), (), "main", body)) == RawResponse(OK)
    expected = b"" if length is None else b"Content-Length: " + length + b"\r\n"
    assert seen.endswith(b"Connection: keep-alive\r\n" + expected + b"\r\n" + (body or b""))


AS_TYPED = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc"]), max_size=40
)


@given(path=AS_TYPED, query=AS_TYPED)
@example(path="a/../%2e%2E/./b//c/", query="")
@example(path="//two//slashes", query="a=%zz&b=%E4&c=[]{}|^`'\"<>\\")
@example(path="[x]{y}|z^`'\"<>", query="?/?")
@example(path="ü%c3%BC%", query="q=ü+%20 x")
def test_httpx_spells_no_path_and_no_query_another_way(path: str, query: str) -> None:
    url = f"http://host.example.dev/{path.replace(chr(92), '')}?{query}"
    target = judge(url, UrlPolicy())
    assert httpx.URL(target.url).raw_path == target.path_and_query.encode()
    assert httpx.URL(target.url).netloc == target.authority.encode()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:80/",
        "https://[::1]:8443/?",
        "HTTPS://BÜCHER.example.com:443",
        "http://a_b.example.com./x;y=1,2?",
        "https://xn--bcher-kva.example.com:8080/a#b",
    ],
)
def test_httpx_spells_no_host_another_way(url: str) -> None:
    target = judge(url, UrlPolicy())
    assert httpx.URL(target.url).netloc == target.authority.encode()
    assert httpx.URL(target.url).raw_path == target.path_and_query.encode()


async def test_anyone_can_use_the_transport_with_httpx_itself() -> None:
    answer = b"HTTP/1.1 200 Fine\r\nX-A: \xe9\r\nX-A:  2 \r\nContent-Length: 4\r\n\r\nbody"
    async with serve(answer) as target:
        transport = WireTransport(Connections(local_guard(), None, Limits()))
        async with httpx.AsyncClient(transport=transport, trust_env=False, headers=[]) as http:
            response = await http.post(target.url("/a?b=c"), content=b"hello", headers=[("X-b", "1")])
    assert (response.status_code, response.headers.raw) == (
        200,
        [(b"X-A", b"\xe9"), (b"X-A", b"2"), (b"Content-Length", b"4")],
    )
    assert response.extensions["head"] == answer.removesuffix(b"body")
    assert target.requests[0].startswith(b"POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % target.port)
    assert target.requests[0].endswith(b"\r\nX-b: 1\r\nContent-Length: 5\r\n\r\n")


async def test_the_transport_gives_the_head_where_chromium_reads_no_response() -> None:
    head = b"HTTP/1.1 200 OK\r\nA: \0\r\n\r\n"
    async with serve(head) as target:
        transport = WireTransport(Connections(local_guard(), None, Limits()))
        async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
            response = await http.get(target.url())
    assert (response.status_code, response.headers.raw, response.extensions["head"]) == (0, [], head)


async def test_the_transport_refuses_what_the_guard_refuses() -> None:
    transport = WireTransport(Connections(Guard(), None, Limits()))
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
        with pytest.raises(Refusal) as refused:
            await http.get("http://127.0.0.1:8000/")
    assert refused.value.code == "blocked_address"


@pytest.mark.parametrize("field", [("X", "a\r\nY: b"), ("X\n", "a"), ("X", "\0"), ("X", "\u010a"), ("X", "😀")])
async def test_no_header_can_break_out_of_its_line(field: tuple[str, str]) -> None:
    async with serve(OK) as target, client() as http:
        answer = await http.send(HttpRequest("GET", target.url(), (field,), "main"))
    assert isinstance(answer, Failure)
    assert (answer.code, target.connections) == ("invalid_header", 0)


@pytest.mark.parametrize(
    "head",
    [
        OK,
        b"HTTP/1.1 200 OK\nAccess-Control-Allow-Origin : *\n\n",
        b"HTTP/1.1 200 OK\r\n Leading: x\r\nno colon\r\n: empty\r\nX(A): b\r\nN\xe9: \xff\r\n\r\n",
        b"http/1.1 200 ok\r\n\r\n",
        b"\r\nHTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nSet-Cookie: a=b\r\n\r\n",
        b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest nonsense\r\n\r\n",
        b"ICY 200 OK\r\nicy-name: x\r\n\r\n",
        b"ab\r\nHTTP/1.1 200 OK\r\n\r\n",
        b"junkHTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://app.exa",
    ],
)
async def test_the_head_comes_back_as_the_bytes_that_came(head: bytes) -> None:
    async with serve(head) as target, client() as http:
        assert await http.send(target.get()) == RawResponse(head)


async def test_a_body_is_not_part_of_the_answer() -> None:
    async with serve(OK + b"body") as target, client() as http:
        assert await http.send(target.get()) == RawResponse(OK)


@pytest.mark.parametrize(
    "first",
    [
        EMPTY,
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody",
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9000\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    ],
)
async def test_a_connection_serves_again_after_a_small_whole_answer(first: bytes) -> None:
    seen: list[bytes] = []
    async with serve(keep_alive(seen, first, OK)) as target, client() as http:
        assert isinstance(await http.send(target.get("/1")), RawResponse)
        assert await http.send(target.get("/2")) == RawResponse(OK)
    assert (target.connections, len(seen)) == (1, 2)


@pytest.mark.parametrize(
    "first",
    [
        OK,
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4097\r\n\r\n" + b"x" * 4097,
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbo",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nmore than two",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: +0\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        EMPTY + b"HTTP/1.1 200 OK\r\nA: smuggled\r\n\r\n",
    ],
)
async def test_a_connection_serves_once_where_its_end_is_in_doubt(first: bytes) -> None:
    seen: list[bytes] = []
    async with serve(keep_alive(seen, first, OK)) as target, client() as http:
        assert isinstance(await http.send(target.get("/1")), RawResponse)
        assert await http.send(target.get("/2")) == RawResponse(OK)
    assert (target.connections, len(seen)) == (2, 2)


async def test_a_request_that_may_change_data_has_a_connection_of_its_own() -> None:
    seen: list[bytes] = []
    async with serve(keep_alive(seen, EMPTY, OK)) as target, client() as http:
        await http.send(target.get())
        assert await http.send(HttpRequest("POST", target.url(), (), "main")) == RawResponse(OK)
    assert target.connections == 2


async def test_a_kept_connection_that_the_server_closes_is_replaced() -> None:
    async with serve(EMPTY) as target, client() as http:
        for _ in range(3):
            assert await http.send(target.get()) == RawResponse(EMPTY)
            await asyncio.sleep(0.01)
    assert target.connections == 3


@pytest.mark.parametrize("reset", [False, True])
async def test_a_request_that_meets_a_closing_connection_is_sent_again_on_a_new_one(reset: bool) -> None:
    async def close_on_the_second(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target.requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(EMPTY)
        target.requests.append(await reader.readuntil(b"\r\n\r\n"))
        if reset:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()

    async with serve(close_on_the_second) as target, client() as http:
        for path in ("/1", "/2"):
            assert await http.send(target.get(path)) == RawResponse(EMPTY)
    assert [head.split()[1] for head in target.requests] == [b"/1", b"/2", b"/2"]
    assert target.connections == 2


async def test_requests_at_the_same_time_have_connections_of_their_own() -> None:
    async with serve(EMPTY) as target, client() as http:
        given = await asyncio.gather(*(http.send(target.get(f"/{number}")) for number in range(5)))
    assert given == [RawResponse(EMPTY)] * 5
    assert target.connections == 5


async def test_admit_refuses_a_target_that_may_not_be_checked_and_lets_a_dead_name_pass() -> None:
    async def nothing(host: str) -> list[IPAddress]:
        return []

    async with Client(Guard(resolve=nothing)) as http:
        await http.admit(http.judge("http://no-such-name.dev/"))
        with pytest.raises(Refusal) as refused:
            await http.admit(http.judge("http://10.0.0.1/"))
    assert refused.value.code == "blocked_address"
