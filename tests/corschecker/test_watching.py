"""Logs and metrics tell what happens and give nothing away."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
from contextlib import suppress
from typing import IO, Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.lab.app import Lab
from corschecker.connection import SENT_AWAY
from corschecker.logs import JsonLines, wordless
from corschecker.metrics import Metrics, MetricsPage
from corschecker.watch import Watched, log_request, route_of

SECRETS = st.text(st.characters(min_codepoint=0x30, max_codepoint=0x7A, categories=["L", "N"]), min_size=12)
TOKEN = "metrics-token-0123456789"


def line(message: str, *arguments: object, error: Exception | None = None) -> dict[str, Any]:
    """The JSON line of a message, with an exception that was raised."""
    info = None
    if error is not None:
        try:
            raise error
        except Exception:
            info = sys.exc_info()
    return told_as_json(wordless("checks", logging.ERROR, __file__, 1, message, arguments, info))


def told_as_json(record: logging.LogRecord) -> dict[str, Any]:
    return json.loads(JsonLines().format(record))  # type: ignore[no-any-return]


async def ask(
    application: Any, path: str, method: str = "GET", query: bytes = b"", **headers: str
) -> tuple[int, bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await application(scope, None, send)
    return sent[0]["status"], sent[1]["body"]


async def answer(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@given(secret=SECRETS)
def test_a_random_secret_in_a_url_or_an_error_is_in_no_log_line(secret: str) -> None:
    for url in (
        f"https://a.example/x?token={secret}",
        f"https://u:{secret}@a.example/",
        f"/r/{secret}{secret}/#{secret}",
    ):
        assert secret not in str(line("Fetching %s failed", url))
    told = line("The check failed", error=ValueError(secret))
    assert secret not in str(told)
    assert (told["error"], told["at"][0].endswith(" line")) == ("ValueError", True)


@given(secret=SECRETS, around=st.text(max_size=5), name=st.sampled_from(["checks", "asyncio", "gunicorn.error"]))
def test_a_random_secret_in_the_words_of_an_exception_is_in_no_record_that_tells_of_it(
    secret: str, around: str, name: str
) -> None:
    try:
        raise ExceptionGroup("several", [ValueError(f"{around}{secret}{around}")])
    except ExceptionGroup as group:
        (error,) = group.exceptions
        for message, arguments in (
            ("failed: %s", (error,)),
            ("failed: %r of %s", (group, str(error))),
            (f"failed{error}\nfuture: <Task exception={error!r}>", ()),
            ("failed: %(why)s", ({"why": error},)),
            ("%s does not fit %d", (error, str(error))),
        ):
            record = wordless(name, logging.ERROR, __file__, 1, message, arguments, None)
            for formatter in (JsonLines(), logging.Formatter("%(message)s %(args)s")):
                assert secret not in formatter.format(record)
            assert told_as_json(record)["error"] in ("ValueError", "ExceptionGroup")


def in_production(code: str, stderr: int | IO[Any]) -> subprocess.CompletedProcess[str]:
    """Run that with the settings of production."""
    settings = {"SECRET_KEY": "k3Jf9sLq0PzX7vBn2Mw5Ty8Ru1Ei4Oa6Dg" * 2, "ALLOWED_HOSTS": "cors.example.org"}
    environ = {"PATH": os.environ["PATH"], **settings, "DJANGO_SETTINGS_MODULE": "corschecker.settings"}
    command = [sys.executable, "-c", f"import django; django.setup(set_prefix=False); {code}"]
    return subprocess.run(command, env=environ, stdout=subprocess.PIPE, stderr=stderr, text=True, timeout=60)


def test_a_line_that_finds_no_room_on_the_disk_is_told_once_and_without_a_traceback() -> None:
    code = (
        "import logging, os; log = logging.getLogger('checks');"
        "log.addHandler(logging.StreamHandler(open('/dev/full', 'w'))); log.warning('words'); os._exit(0)"
    )
    done = in_production(code, subprocess.PIPE)
    assert (done.returncode, done.stderr.count("words"), len(done.stderr.splitlines())) == (0, 1, 1), done.stderr


def test_texts_are_read_although_the_log_finds_no_room_on_the_disk() -> None:
    code = (
        "import asyncio, logging;"
        "from checks.running.readers import Readers; from tests.tools.hostile_work import length;"
        "logging.getLogger('checks').warning('words');"
        "readers = Readers(1, 20); run = asyncio.Runner().run;"
        "print(run(readers.run('', length, 'text'))); run(readers.close())"
    )
    with open("/dev/full", "w") as full:
        assert in_production(code, full).stdout == "4\n"


def test_a_message_that_tells_of_no_exception_stays_as_it_is() -> None:
    for name in ("checks", "gunicorn.error", "asyncio"):
        record = wordless(name, logging.INFO, __file__, 1, "Listening at: %s (%d)", ("http://127.0.0.1:8000", 7), None)
        assert record.getMessage().startswith("Listening at: http://127.0.0.1:8000")
        assert not hasattr(record, "error")


@given(secret=SECRETS)
def test_a_random_secret_in_a_path_query_or_method_is_in_no_access_line_and_no_metric(secret: str) -> None:
    seen: list[tuple[str, str, int]] = []
    metrics = Metrics(shared=False)
    watched = Watched(answer, [lambda *told: seen.append(told[:3]), metrics.request])
    for path in (f"/{quote(secret)}", f"/r/{secret}/", f"/api/v1/checks/{secret}"):
        asyncio.run(ask(watched, path, secret, secret.encode(), authorization=secret))
    assert seen == [
        ("other", "unmatched", 404),
        ("other", "/r/<str:report_id>/", 404),
        ("other", "/api/v1/checks/<str:report_id>", 404),
    ]
    assert secret.encode() not in metrics.text()


def test_an_access_line_has_its_fields(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "corschecker.access"):
        log_request("GET", "/", 200, 0.0123)
    told = json.loads(JsonLines().format(caplog.records[-1]))
    del told["time"]
    assert told == {
        "level": "INFO",
        "logger": "corschecker.access",
        "message": "GET / 200",
        "method": "GET",
        "route": "/",
        "status": 200,
        "ms": 12.3,
    }


async def told_of(application: Any, path: str = "/", receive: Any = None, **scope: Any) -> list[tuple[str, int]]:
    """The routes and statuses that are told of one request, whatever becomes of it."""
    seen: list[tuple[str, int]] = []
    watched = Watched(application, [lambda *told: seen.append((told[1], told[2]))])
    request: Any = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "scheme": "http"}

    async def send(message: Any) -> None:
        pass

    with suppress(asyncio.CancelledError, ValueError):
        await watched(request | scope, receive, send)
    return seen


class Connection:
    """A client's connection as the server has it: what is written past the server."""

    def __init__(self) -> None:
        self.written = b""
        self.protocol = self.transport = self

    def write(self, head: bytes) -> None:
        self.written += head

    def close(self) -> None:
        pass

    async def receive(self) -> Any:
        return {"type": "http.request", "body": b""}


async def test_an_answer_of_the_lab_that_is_no_http_is_told_by_its_own_status() -> None:
    connection = Connection()
    path, extensions = "/lab/response-malformed/broken", {"corschecker.transport": connection}
    assert await told_of(Lab(), path, connection.receive, extensions=extensions) == [("/lab/", 200)]
    assert connection.written.startswith(b"HTTP/1.1 200 OK\r\n")
    # Where the connection is hidden.
    assert await told_of(Lab(), path) == [("/lab/", 501)]


async def test_a_client_that_leaves_is_no_fault_of_ours() -> None:
    async def leave(scope: Any, receive: Any, send: Any) -> None:
        raise asyncio.CancelledError

    async def leave_half_way(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise asyncio.CancelledError

    async def fail(scope: Any, receive: Any, send: Any) -> None:
        raise ValueError

    async def read(scope: Any, receive: Any, send: Any) -> None:
        await receive()

    async def gone() -> Any:
        return {"type": "http.disconnect"}

    async def sent_away() -> Any:
        return {"type": "http.disconnect", SENT_AWAY: 503}

    assert await told_of(read, receive=gone) == [("/", 499)]
    assert await told_of(read, receive=sent_away) == [("/", 503)]
    assert await told_of(leave) == [("/", 499)]
    assert await told_of(leave_half_way) == [("/", 200)]
    assert await told_of(fail) == [("/", 500)]


@pytest.mark.parametrize(("path", "route"), [("/static/site.css", "/static/"), ("/lab/x/broken", "/lab/"), ("/", "/")])
def test_a_route_is_one_of_a_few_words(path: str, route: str) -> None:
    assert route_of(path) == route


async def test_the_metrics_are_for_whoever_has_the_token() -> None:
    metrics = Metrics(shared=False)
    for _ in range(3):
        metrics.started()
    metrics.ended("done", 0.1)
    page = MetricsPage(metrics, TOKEN)
    assert await ask(page, "/metrics") == (404, b"")
    assert await ask(page, "/metrics", authorization="Bearer wrong") == (404, b"")
    status, body = await ask(page, "/metrics", authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert b"checks_started_total 3.0\n" in body
    assert b"checks_running 2.0\n" in body
    assert b'check_seconds_count{how="done"} 1.0\n' in body
