"""The site under the server that it is deployed with: the lab's bytes on the wire, and a stop that loses nothing."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.cors import lab
from checks.cors.model import HttpResponse
from checks.cors.rules import RULES
from tests.tools.loopback import Target, http
from tests.tools.processes import descendants, lives
from tests.tools.site import GUNICORN, ROOT, Site, workers_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    found = Site(tmp_path_factory.mktemp("site"))
    yield found
    found.stop()


@pytest.mark.parametrize("rule", RULES)
def test_an_example_reaches_the_wire_with_every_header_line(site: Site, rule: str) -> None:
    page, at = f"http://127.0.0.1:{site.port}", f"http://localhost:{site.port}"
    for which in ("broken", "right"):
        expected = lab.reply(rule, which, 0, preflight=False, origin=page, lab=at, page=page)  # type: ignore[arg-type]
        if isinstance(expected, HttpResponse):
            response, _ = site.ask("GET", f"/lab/{rule}/{which}", Origin=page)
            assert response.status == expected.status
            assert response.getheaders()[: len(expected.headers)] == list(expected.headers)


def test_an_answer_that_is_no_http_reaches_the_wire_byte_for_byte(site: Site) -> None:
    document = site.check(
        url=f"http://localhost:{site.port}/lab/response-malformed/broken", origin=f"http://127.0.0.1:{site.port}"
    )
    assert document["exchanges"][0]["raw"] == lab.example("response-malformed", "broken").hops[0].main.raw.decode()  # type: ignore[union-attr]


@pytest.mark.parametrize(("which", "verdict"), [("broken", "blocked"), ("right", "allowed")])
def test_the_lab_is_checked_by_the_form(site: Site, which: str, verdict: str) -> None:
    report = site.send_form(
        url=f"http://localhost:{site.port}/lab/allow-origin-missing/{which}",
        origin=f"http://127.0.0.1:{site.port}",
        method="GET",
    )
    response, page = site.ask("GET", report)
    assert (response.status, response.headers["Cache-Control"] is not None) == (200, True)
    assert verdict in page.decode().lower()
    document = json.loads(site.ask("GET", f"/api/v1/checks/{report.split('/')[2]}")[1])
    assert document["verdict"] == verdict


async def test_a_server_that_is_stopped_finishes_the_checks_that_run(tmp_path: Path, target: Target) -> None:
    release = asyncio.Event()
    target.answer = lambda head: http(200)
    target.waits = release
    stopped = await asyncio.to_thread(Site, tmp_path)
    report = await asyncio.to_thread(
        stopped.send_form, url=target.url, origin="http://app.example.com", method="PUT", credentials="omit"
    )
    assert report.startswith("/r/")
    assert _states(stopped) == ["running"]
    stopped.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.5)
    release.set()
    await asyncio.to_thread(stopped.process.wait, 30)
    assert _states(stopped) == ["done"]


def _states(site: Site) -> list[str]:
    with sqlite3.connect(site.database) as connection:
        return [row[0] for row in connection.execute("select state from checks_report")]


async def test_a_worker_that_is_killed_loses_no_report_and_its_check_is_told_to_be_interrupted(
    tmp_path: Path, target: Target
) -> None:
    target.answer = lambda head: http(200)
    killed = await asyncio.to_thread(Site, tmp_path)
    done = await asyncio.to_thread(lambda: killed.check(url=target.url, origin="http://app.example.com"))
    target.waits = asyncio.Event()
    report = await asyncio.to_thread(
        killed.send_form, url=target.url, origin="http://app.example.com", method="GET", credentials="omit"
    )
    (worker,) = workers_of(killed)
    os.kill(worker, signal.SIGKILL)
    await asyncio.sleep(1)
    await asyncio.to_thread(killed.wait)
    assert _states(killed) == ["done", "running"]
    _, kept = await asyncio.to_thread(killed.ask, "GET", f"/api/v1/checks/{done['id']}")
    assert json.loads(kept)["verdict"] == done["verdict"]
    with sqlite3.connect(killed.database) as connection:
        connection.execute("update checks_report set created_at = datetime('now', '-1 minute') where state = 'running'")
    _, page = await asyncio.to_thread(killed.ask, "GET", report)
    assert "interrupted" in page.decode()
    await asyncio.to_thread(killed.stop)


@pytest.mark.parametrize("ended", ["worker killed", "server stopped"])
def test_no_reader_outlives_its_worker(tmp_path: Path, ended: str) -> None:
    site = Site(tmp_path)
    body = {"request": {"url": "https://api.example.com/", "origin": "https://app.example.com"}}
    response, _ = site.ask("POST", "/api/v1/evaluate", json.dumps(body), Content_Type="application/json")
    assert response.status == 200
    (worker,) = workers_of(site)
    started = descendants(worker)
    assert len(started) == 4, "what counts semaphores, the server of processes, and two readers"
    if ended == "worker killed":
        os.kill(worker, signal.SIGKILL)
    else:
        site.process.send_signal(signal.SIGTERM)
    for _ in range(200):
        if not any(map(lives, started)):
            break
        time.sleep(0.1)
    assert [pid for pid in started if lives(pid)] == []
    site.stop()


@pytest.mark.parametrize(
    ("environ", "workers"),
    [
        ({}, 1),
        ({"WEB_CONCURRENCY": "4"}, 1),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, 2),
        ({"REDIS_URL": "redis://127.0.0.1:1/0", "WEB_CONCURRENCY": "4"}, 4),
    ],
)
def test_there_is_one_worker_unless_redis_counts_for_all(environ: dict[str, str], workers: int) -> None:
    told = subprocess.run(
        [*GUNICORN, "--print-config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DEBUG": "true", **environ},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert dict(re.findall(r"(\w+) += (.*)", told.stdout))["workers"] == str(workers)


def test_workers_that_count_for_themselves_are_told_of(tmp_path: Path) -> None:
    warned = Site(tmp_path, "--workers", "2").stop()
    assert "Each of the 2 workers counts for itself, so that every limit is 2 times what it says." in warned
