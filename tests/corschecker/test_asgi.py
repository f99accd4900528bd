"""The ASGI application as a whole: what goes where, and with which headers."""

from __future__ import annotations

import asyncio
import json
from threading import Thread
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from asgiref.wsgi import WsgiToAsgi
from django.conf import settings as ours
from django.test import AsyncClient
from pytest_django.fixtures import Settings

from checks.models import Report
from checks.reports import background, store
from checks.reports.database import in_database, into_database
from checks.running.remembered import Remembered
from corschecker.asgi import application
from corschecker.health import Health, Need
from corschecker.static import static_files


async def ask(
    served: Any, path: str, *bodies: bytes, method: str = "GET", host: str = "localhost", **headers: str
) -> tuple[Any, bytes]:
    """The start of the answer and its body; `bodies` are sent chunk by chunk."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", host.encode())]
        + [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.1", 1),
        "server": ("localhost", 80),
    }
    talk = ApplicationCommunicator(served, scope)
    for chunk in bodies:
        await talk.send_input({"type": "http.request", "body": chunk, "more_body": True})
    await talk.send_input({"type": "http.request", "body": b"", "more_body": False})
    start = await talk.receive_output()
    body = b""
    while True:
        message = await talk.receive_output()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    await talk.wait()
    return start, body


def named(start: Any) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in start["headers"]}


async def test_the_lab_bears_no_header_of_ours() -> None:
    start, body = await ask(application, "/lab/allow-origin-missing/broken")
    assert named(start) == {"content-type": "application/json", "content-length": str(len(body))}


async def test_health_is_told_to_any_host_and_without_a_database() -> None:
    start, body = await ask(application, "/healthz", host="10.0.0.7:8000")
    assert (start["status"], body) == (200, b'{"status": "ok"}')


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/readyz", "/readyz/checks"])
async def test_a_server_is_ready_when_what_it_needs_answers(path: str) -> None:
    start, body = await ask(application, path, host="10.0.0.7:8000")
    told = {"status": "ok", "database": "ok", "limits": "ok", "checks": "available"}
    assert (start["status"], json.loads(body)) == (200, told)


async def answers() -> None:
    return


async def fails() -> None:
    raise ConnectionError("no route to it")


async def never_answers() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("database", "limits", "pages", "checks"),
    [
        (answers, fails, (200, "ok"), (503, "failed")),
        (answers, never_answers, (200, "ok"), (503, "failed")),
        (fails, answers, (503, "failed"), (503, "failed")),
        (never_answers, fails, (503, "failed"), (503, "failed")),
    ],
)
async def test_pages_are_ready_without_what_only_checks_need(
    database: Need, limits: Need, pages: tuple[int, str], checks: tuple[int, str]
) -> None:
    health = Health({"database": database}, {"limits": limits}, timeout_s=0.1, told_timeout_s=0.05)
    told = {
        "database": "ok" if database is answers else "failed",
        "limits": "ok" if limits is answers else "failed",
        "checks": "unavailable",
    }
    for path, (status, word) in (("/readyz", pages), ("/readyz/checks", checks), ("/healthz", (200, "ok"))):
        start, body = await ask(health, path)
        assert (start["status"], json.loads(body)) == (status, {"status": word, **({} if path == "/healthz" else told)})


async def test_a_need_that_is_not_met_is_logged_when_that_begins_and_when_it_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    needs = iter([answers, fails, fails, fails, answers, answers, fails])
    health = Health({"database": answers}, {"limits": lambda: next(needs)()})
    for _ in range(7):
        await ask(health, "/readyz")
    assert [record.getMessage() for record in caplog.records] == [
        "Not ready: limits",
        "Ready again: limits",
        "Not ready: limits",
    ]


async def test_a_probe_that_costs_much_asks_once_for_all_who_ask_meanwhile() -> None:
    asked: list[int] = []

    async def probe() -> None:
        asked.append(len(asked))
        await asyncio.sleep(0)
        if len(asked) == 1:
            raise OSError("the disk is full")

    seldom, often = Remembered(probe, 3600), Remembered(probe, -1)
    told = await asyncio.gather(*(seldom() for _ in range(5)), return_exceptions=True)
    assert [type(error) for error in told] == [OSError] * 5
    with pytest.raises(OSError, match="full"):
        await seldom()
    assert asked == [0]
    for _ in range(3):
        await often()
    assert asked == [0, 1, 2, 3]


@pytest.mark.django_db(transaction=True)
async def test_being_ready_leaves_nothing_in_the_database() -> None:
    await into_database(store.rehearse)
    assert await in_database(Report.objects.count) == 0


async def test_static_files_are_served_with_a_type_and_no_cors(settings: Settings) -> None:
    settings.DEVELOPMENT = True
    served = WsgiToAsgi(static_files())
    start, _ = await ask(served, "/static/site.css")
    assert start["status"] == 200
    assert named(start)["content-type"].startswith("text/css")
    assert named(start)["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in named(start)
    assert (await ask(served, "/static/../manage.py"))[0]["status"] == 404


async def test_every_answer_of_ours_carries_the_headers_of_a_strict_site(async_client: AsyncClient) -> None:
    response = await async_client.get("/api/v1/rules")
    directives = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "frame-ancestors": "'none'",
    }
    assert {
        name: response[name]
        for name in (
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy",
            "X-Frame-Options",
        )
    } == {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/", "/api/v1/rules"])
async def test_a_host_that_is_not_ours_gets_no_page(path: str) -> None:
    start, body = await ask(application, path, host="evil.example")
    assert (start["status"], b"evil" in body) == (400, False)


@pytest.mark.django_db(transaction=True)
async def test_a_server_that_stops_waits_for_its_checks() -> None:
    done: list[str] = []

    async def check() -> None:
        done.append("checked")

    talk = ApplicationCommunicator(application, {"type": "lifespan", "asgi": {"version": "3.0"}})
    await talk.send_input({"type": "lifespan.startup"})
    assert (await talk.receive_output())["type"] == "lifespan.startup.complete"
    background.start(check())
    await talk.send_input({"type": "lifespan.shutdown"})
    assert (await talk.receive_output(timeout=30))["type"] == "lifespan.shutdown.complete"
    assert done == ["checked"]


@pytest.mark.parametrize("path", ["/nothing", "/rules/no-such-rule/"])
async def test_an_unknown_page_is_a_page(async_client: AsyncClient, path: str) -> None:
    response = await async_client.get(path)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
    assert ours.SECRET_KEY not in response.content.decode()


async def test_a_page_starts_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    await ask(application, "/")
    started: list[Thread] = []
    start = Thread.start
    monkeypatch.setattr(Thread, "start", lambda thread: (started.append(thread), start(thread)))
    answer, _ = await ask(application, "/")
    assert (answer["status"], started) == (200, [])
