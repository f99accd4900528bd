"""How much of a body is read, by route, and what is said of one that has more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from django.test import AsyncClient

from checks.running.turns import Turns
from corschecker import bodies, middleware
from corschecker.asgi import application
from corschecker.bodies import BodyLimit
from tests.corschecker.test_asgi import ask, named
from tests.tools.page_html import Page


def bound(most: int) -> Callable[[Any], int]:
    return lambda scope: most


def limited(application: Any, most: int, seconds: float = 30, together: int = 10**6) -> BodyLimit:
    return BodyLimit(application, tells_the_bound, seconds=seconds, longest=bound(most), together=together)


async def tells_the_bound(scope: Any, receive: Any, send: Any) -> None:
    message = await receive()
    assert message == {"type": "http.request", "body": b"", "more_body": False}
    await send({"type": "http.response.start", "status": 413, "headers": []})
    await send({"type": "http.response.body", "body": str(scope["longest_body"]).encode()})


async def reader(scope: Any, receive: Any, send: Any) -> None:
    while (await receive())["more_body"]:
        pass
    raise AssertionError("the whole body was read")


async def test_a_body_that_announces_too_much_is_refused_unread() -> None:
    start, _ = await ask(application, "/api/v1/checks", method="POST", content_length="99999999999")
    assert (start["status"], named(start)["connection"]) == (413, "close")


async def test_a_body_that_grows_too_much_is_refused_and_read_away_so_that_the_answer_is_heard() -> None:
    chunks = [b"12345", b"678901", b"the rest"]
    start, body = await ask(limited(reader, 10), "/", *chunks, method="POST")
    assert (start["status"], body, start["headers"]) == (413, b"10", [])


async def test_a_client_that_waits_for_a_word_first_need_not_send_what_is_too_much() -> None:
    small = limited(reader, 10)
    start, _ = await ask(small, "/", b"x" * 11, method="POST", content_length="11", expect="100-continue")
    assert named(start) == {"connection": "close"}


async def test_a_body_without_end_is_not_read_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 20)
    small = limited(reader, 10)
    start, _ = await ask(small, "/", b"x" * 11, b"x" * 11, b"never read", method="POST")
    assert named(start) == {"connection": "close"}


async def test_a_body_within_the_bound_passes() -> None:
    async def echo(scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    small = limited(echo, 10)
    assert (await ask(small, "/", b"1234567890", method="POST"))[1] == b"1234567890"


MULTIPART = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("path", "content_type", "most"),
    [
        ("/", MULTIPART, 4 * 1024 * 1024),
        ("/paste", MULTIPART, 4 * 1024 * 1024),
        ("/paste/judge", MULTIPART, 4 * 1024 * 1024),
        ("/paste", "application/x-www-form-urlencoded", 64 * 1024),
        ("/plan", MULTIPART, 64 * 1024),
        ("/r/x/delete", MULTIPART, 64 * 1024),
        ("/static/site.css", MULTIPART, 64 * 1024),
        ("/api/v1/evaluate", "application/json", 256 * 1024),
        ("/api/v1/checks", "application/json", 64 * 1024),
    ],
)
async def test_each_route_has_a_bound_of_its_own(path: str, content_type: str, most: int) -> None:
    small = BodyLimit(reader, tells_the_bound, seconds=30)
    start, body = await ask(small, path, b"x" * (most + 1), method="POST", content_type=content_type)
    assert (start["status"], body) == (413, str(most).encode())
    with pytest.raises(AssertionError, match="the whole body was read"):
        await ask(small, path, b"x" * most, method="POST", content_type=content_type)


async def test_a_form_that_is_too_long_is_answered_with_a_page() -> None:
    chunks = [b"x" * 1024 * 1024] * 5
    start, body = await ask(application, "/paste", *chunks, method="POST", content_type=MULTIPART)
    page = Page(body.decode())
    assert (start["status"], named(start)["content-type"]) == (413, "text/html; charset=utf-8")
    assert "This is more than the 4 MB that can be sent here." in page.one("main").text


@pytest.mark.parametrize(("path", "size"), [("/paste", "64 kB"), ("/plan", "64 kB"), ("/paste/judge", "64 kB")])
async def test_a_form_that_is_too_long_is_told_of_on_the_page_where_it_stays(path: str, size: str) -> None:
    sent = {"hx_request": "true", "content_type": "application/x-www-form-urlencoded"}
    start, body = await ask(application, path, b"x" * 70_000, method="POST", **sent)
    assert (start["status"], named(start)["hx-retarget"]) == (413, "#turned_away")
    told = Page(body.decode()).one("div", id="turned_away").text
    assert told.startswith(f"This is more than the {size} that can be sent here.")
    _, form = await ask(application, "/")
    assert Page(form.decode()).one("div", id="turned_away").text == ""


@pytest.mark.parametrize("by_htmx", [True, False])
async def test_one_long_form_too_many_at_once_is_turned_away(monkeypatch: pytest.MonkeyPatch, by_htmx: bool) -> None:
    turns = Turns(at_once=1, waiting=0)
    monkeypatch.setattr(middleware, "_LONG_FORMS", turns)
    sent = {"hx_request": "true"} if by_htmx else {}
    async with turns.turn():
        start, body = await ask(
            application, "/paste", b"x", method="POST", content_type=MULTIPART, content_length="70000", **sent
        )
    assert (start["status"], named(start)["retry-after"]) == (503, "5")
    assert "Too many texts are being read right now. Try again in 5 seconds." in body.decode()
    assert ("hx-retarget" in named(start)) is by_htmx


@pytest.mark.parametrize(
    ("path", "most", "anyone"),
    [("/api/v1/checks", 16, None), ("/api/v1/evaluate", 256, "*"), ("/api/v1/fixes", 16, "*")],
)
@pytest.mark.parametrize("length", [17_000, 300_000])
async def test_json_that_is_too_long_is_a_problem_that_whoever_may_post_can_read(
    path: str, most: int, anyone: str | None, length: int
) -> None:
    if length < most * 1024:
        length = most * 1024 + 1
    body = b" " * length
    start, answer = await ask(application, path, body, method="POST", content_type="application/json")
    assert (start["status"], named(start).get("access-control-allow-origin")) == (413, anyone)
    assert json.loads(answer) == {
        "type": "http://localhost/errors/body_too_large",
        "title": "The body is too large",
        "status": 413,
        "detail": f"The body may have at most {most} kB. Send less.",
        "code": "body_too_large",
    }


async def test_only_what_was_pasted_may_be_long(async_client: AsyncClient) -> None:
    response = await async_client.post("/", {"url": "x", "paste": "a" * 100_000, "headers": "a" * 70_000})
    assert response.status_code == 413
    assert "A field of the form is too long." in Page(response.content.decode()).one("main").text
    assert (await async_client.post("/", {"url": "x", "paste": "a" * 100_000})).status_code == 422


async def _swallow(scope: Any, receive: Any, send: Any) -> None:
    """An application that answers when it has the whole body."""
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def test_a_body_that_comes_too_slowly_is_refused_at_its_time() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    start, body = await _answer_to(limited(_swallow, 10, 0.05), pieces())
    assert (start["status"], json.loads(body)["code"]) == (408, "body_too_slow")


async def test_a_request_may_take_longer_to_answer_than_its_body_to_come() -> None:
    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        gone = asyncio.create_task(receive())
        await asyncio.sleep(0.1)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        assert not gone.done()
        gone.cancel()

    assert (await ask(limited(slow, 10, 0.05), "/", method="POST"))[0]["status"] == 200


async def test_a_body_in_too_many_pieces_is_refused() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield b"a"

    start, body = await _answer_to(limited(_swallow, 10**6), pieces())
    assert (start["status"], "10,000 pieces" in json.loads(body)["detail"]) == (413, True)


async def test_where_all_bodies_are_too_much_the_longest_that_is_not_whole_gives_way() -> None:
    busy = limited(_swallow, 100, together=150)
    go_on = asyncio.Event()

    async def pieces(*sizes: int) -> AsyncIterator[bytes]:
        for size in sizes:
            yield b"a" * size
        await go_on.wait()

    longest = asyncio.create_task(_answer_to(busy, pieces(50, 40)))
    short = asyncio.create_task(_answer_to(busy, pieces(30, 20)))
    await asyncio.sleep(0)
    newest = asyncio.create_task(_answer_to(busy, pieces(5, 15)))
    start, body = await longest
    assert (start["status"], json.loads(body)["code"]) == (503, "server_busy")
    assert dict(start["headers"])[b"retry-after"] == b"5"
    go_on.set()
    assert [(await task)[0]["status"] for task in (short, newest)] == [200, 200]
    assert (await _answer_to(busy, pieces(100)))[0]["status"] == 200


async def _answer_to(served: Any, pieces: AsyncIterator[bytes]) -> tuple[Any, bytes]:
    """The start of the answer and its body, to a request whose body comes as the iterator says."""
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.sleep(0)
        try:
            return {"type": "http.request", "body": await anext(pieces), "more_body": True}
        except StopAsyncIteration:
            return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await served({"type": "http", "path": "/", "method": "POST", "headers": []}, receive, send)
    return sent[0], b"".join(message["body"] for message in sent[1:])
