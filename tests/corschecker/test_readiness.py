"""What a load balancer is told by real servers, one that stops and one whose Redis goes away."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import redis as redis_client

from tests.ports import free_port
from tests.reports.test_databases import needs
from tests.tools.processes import lives
from tests.tools.servers import redis
from tests.tools.site import Site, workers_of

pytestmark = pytest.mark.prove


def comes_true(what: Callable[[], bool]) -> bool:
    for _ in range(400):
        if what():
            return True
        time.sleep(0.1)
    return False


def told(site: Site, path: str) -> tuple[int, dict[str, str]]:
    response, body = site.ask("GET", path)
    return response.status, json.loads(body)


def checked(site: Site) -> dict[str, Any]:
    """A check of the site's own lab."""
    url = f"http://localhost:{site.port}/lab/allow-origin-missing/right"
    return site.check(url=url, origin=f"http://127.0.0.1:{site.port}")


def test_a_server_that_is_told_to_stop_says_so_first_and_serves_on(tmp_path: Path) -> None:
    site = Site(tmp_path, DRAIN_S="15")
    kept = HTTPConnection("127.0.0.1", site.port, timeout=30)
    kept.request("GET", "/healthz")
    response = kept.getresponse()
    assert (response.read(), response.headers["Connection"]) == (b'{"status": "ok"}', None)
    assert told(site, "/readyz")[0] == 200
    site.process.send_signal(signal.SIGTERM)
    assert comes_true(lambda: told(site, "/readyz") == (503, {"status": "draining"}))
    assert told(site, "/readyz/checks") == (503, {"status": "draining"})
    assert told(site, "/healthz") == (200, {"status": "ok"})
    kept.request("GET", "/")
    response = kept.getresponse()
    assert (response.status, response.headers["Connection"]) == (200, "close")
    assert response.read().rstrip().endswith(b"</html>")
    assert checked(site)["verdict"] == "allowed"
    assert site.process.wait(60) == 0


def test_whoever_does_not_want_to_wait_ends_it_at_once(tmp_path: Path) -> None:
    site = Site(tmp_path, DRAIN_S="600")
    site.process.send_signal(signal.SIGTERM)
    assert comes_true(lambda: told(site, "/readyz")[0] == 503)
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(60) == 0


def test_a_worker_that_others_replace_does_not_turn_anybody_away(tmp_path: Path) -> None:
    site = Site(tmp_path, DRAIN_S="600")
    (before,) = workers_of(site)
    site.process.send_signal(signal.SIGHUP)
    assert comes_true(lambda: not lives(before))
    assert told(site, "/readyz")[0] == 200
    os.kill(site.process.pid, signal.SIGINT)
    assert site.process.wait(60) == 0


def test_pages_stay_up_where_redis_is_frozen_or_away_and_it_is_told_once(tmp_path: Path) -> None:
    needs("redis-server")
    port = free_port()
    lacking = {"status": "ok", "database": "ok", "limits": "failed", "checks": "unavailable"}
    ready = {"status": "ok", "database": "ok", "limits": "ok", "checks": "available"}
    limited = {"REDIS_URL": f"redis://127.0.0.1:{port}/0", "CHECK_RATE_LIMITS": "100/minute"}
    site = None
    try:
        with redis(port) as url:
            site = Site(tmp_path, "--workers", "1", **limited)
            assert comes_true(lambda: told(site, "/readyz/checks") == (200, ready))
            assert comes_true(lambda: told(site, "/readyz") == (200, ready))
            frozen = redis_client.Redis.from_url(url)
            frozen.client_pause(600_000)
            assert told(site, "/readyz") == (200, lacking)
            assert told(site, "/readyz/checks") == (503, {**lacking, "status": "failed"})
        logged = site.errors.read_text().count("Not ready: limits")
        for _ in range(5):
            assert told(site, "/readyz") == (200, lacking)
            assert told(site, "/readyz/checks")[0] == 503
        assert site.errors.read_text().count("Not ready: limits") == logged > 0
        assert site.ask("GET", "/")[0].status == 200
        assert checked(site)["code"] == "limiter_unavailable"
        with redis(port):
            assert comes_true(lambda: told(site, "/readyz/checks") == (200, ready))
            assert comes_true(lambda: told(site, "/readyz") == (200, ready))
            assert checked(site)["verdict"] == "allowed"
            assert "Ready again: limits" in site.errors.read_text()
    finally:
        if site:
            site.stop()
