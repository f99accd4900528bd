"""Views that fail in every way in which code can, each with what the query says in its words."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from corschecker import urls

handler500 = urls.handler500


def fail(words: str) -> None:
    try:
        raise KeyError(words)
    except KeyError as cause:
        raise ValueError(f"at first {words}") from cause


async def fail_later(words: str) -> None:
    fail(words)


def in_a_task(words: str) -> None:
    asyncio.get_running_loop().create_task(fail_later(words)).add_done_callback(lambda _: gc.collect())


def in_a_callback(words: str) -> None:
    asyncio.get_running_loop().call_soon(fail, words)


def in_a_thread(words: str) -> None:
    thread = threading.Thread(target=fail, args=(words,))
    thread.start()
    thread.join()


class FailsAtItsEnd:
    def __init__(self, words: str) -> None:
        self.words = words

    def __del__(self) -> None:
        fail(self.words)


def where_it_is_ignored(words: str) -> None:
    FailsAtItsEnd(words)


def told(tell: Callable[[logging.Logger, Exception], None]) -> Callable[[str], None]:
    def fail_and_tell(words: str) -> None:
        for name in ("checks", "some.library", "gunicorn.error", "asyncio", "django"):
            try:
                fail(words)
            except ValueError as error:
                tell(logging.getLogger(name), error)

    return fail_and_tell


async def half_an_answer(words: str) -> AsyncIterator[bytes]:
    yield b"half"
    fail(words)


FAULTS: dict[str, Callable[[str], Any]] = {
    "in-the-view": fail,
    "in-a-task": in_a_task,
    "in-a-callback": in_a_callback,
    "in-a-thread": in_a_thread,
    "where-it-is-ignored": where_it_is_ignored,
    "in-half-an-answer": lambda words: StreamingHttpResponse(half_an_answer(words)),
    "busy": lambda words: HttpResponse(status=503),
    "told-as-argument": told(lambda log, error: log.error("Failed: %s, %r", error, error)),
    "told-as-text": told(lambda log, error: log.error("Failed: %s", str(error))),
    "told-in-the-message": told(lambda log, error: log.error(f"Failed: {error!r}")),
    "told-as-the-message": told(lambda log, error: log.exception(error)),
    "told-as-a-traceback": told(lambda log, error: log.warning("Failed:\n%s", traceback.format_exc())),
    "told-with-its-traceback": told(lambda log, error: log.exception("Failed")),
    "told-of-its-cause": told(lambda log, error: log.error("Failed: %s", error.__cause__)),
    "told-later": told(
        lambda log, error: asyncio.get_running_loop().call_soon(log.error, "Failed: %s", error) and None
    ),
    "told-without-fitting": told(lambda log, error: log.error("Failed: %s %s %d", error)),
}


async def view(request: HttpRequest, fault: str, secret: str) -> HttpResponse:
    return FAULTS[fault](request.GET["words"]) or HttpResponse(status=204)


urlpatterns = [path("fault/<fault>/<secret>", view), *urls.urlpatterns]
