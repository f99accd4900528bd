"""Prometheus metrics of all workers together, at `/metrics` for whoever has the token (https://prometheus.io).

Closed by default: without METRICS_TOKEN nothing is counted and the address does not exist. Labels are words of ours:
no host, no client and no URL is among them.
"""

from __future__ import annotations

import hmac

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from checks.lab.plain_response import respond


class Metrics:
    """The counters of this process. `shared` says that they are files, which every worker's answer adds up."""

    def __init__(self, *, shared: bool) -> None:
        self._shared = shared
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "http_request_seconds",
            "Requests to the site, by route",
            ("method", "route", "status"),
            registry=self._registry,
            buckets=(0.01, 0.05, 0.2, 1, 5, 15),
        )
        self._started = Counter("checks_started", "Checks that were let in", registry=self._registry)
        # Of the workers that live: what a killed one had begun is counted no more.
        self._running = Gauge(
            "checks_running", "Checks that run now", registry=self._registry, multiprocess_mode="livesum"
        )
        self._ended = Histogram(
            "check_seconds",
            "Checks that ended, by how",
            ("how",),
            registry=self._registry,
            buckets=(0.05, 0.2, 0.5, 1, 2, 5, 10, 15),
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).observe(seconds)

    def started(self) -> None:
        self._started.inc()
        self._running.inc()

    def ended(self, how: str, seconds: float) -> None:
        self._running.dec()
        self._ended.labels(how).observe(seconds)

    def text(self) -> bytes:
        registry = self._registry
        if self._shared:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


class MetricsPage:
    """An ASGI application that shows the metrics to a request with the bearer token, and 404 to any other."""

    def __init__(self, metrics: Metrics, token: str) -> None:
        self.metrics = metrics
        self.expected = f"Bearer {token}".encode()

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        given = dict(scope["headers"]).get(b"authorization", b"")
        known = hmac.compare_digest(given, self.expected)
        body = self.metrics.text() if known else b""
        headers = [("content-type", CONTENT_TYPE_LATEST), ("cache-control", "no-store")]
        await respond(send, 200 if known else 404, headers, body)
