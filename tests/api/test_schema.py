"""The API answers as its own description says, whatever is sent: Schemathesis makes requests from the description.

https://schemathesis.readthedocs.io/
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from checks.api.openapi import description
from checks.probing.addresses import IPAddress
from checks.probing.driver import Prober
from checks.probing.guard import Guard, dial_address
from checks.running import service
from corschecker.asgi import application
from tests.tools.effort import tries

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC, LOOPBACK = ip_address("93.184.215.14"), ip_address("127.0.0.1")
SENSIBLE = {"url": "http://api.example.com/items", "origin": "https://app.example.com", "method": "GET"}
# What is right in form may still be no URL, which is 422; it is never 400.
ACCEPTED = ["2xx", "401", "403", "404", "422"]
# What is wrong in form may be too large as well.
REJECTED = ["400", "401", "403", "404", "405", "406", "413", "415", "422", "429"]
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ACCEPTED},
        "negative_data_rejection": {"expected-statuses": REJECTED},
    }
}
SCHEMA = schemathesis.openapi.from_dict(description("http://testserver"), config=schemathesis.Config.from_dict(CONFIG))
SCHEMA.app = application


class Answers(BaseHTTPRequestHandler):
    """A server that lets every page read."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin", "*"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_OPTIONS = do_POST = do_PUT = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@pytest.fixture(autouse=True)
def everything_is_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every name and address that a check goes to is one server on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    async def resolve(host: str) -> list[IPAddress]:
        return [PUBLIC]

    async def dial(address: IPAddress, port: int, factory: Any) -> Any:
        return await dial_address(LOOPBACK, server.server_port, factory)

    def prober() -> Prober:
        return Prober(Guard(ports=None, resolve=resolve, dial=dial), user_agent="corschecker", deadline_s=2)

    monkeypatch.setattr(service, "live_prober", prober)
    service.default.cache_clear()
    yield
    service.default.cache_clear()
    server.shutdown()
    server.server_close()


@SCHEMA.parametrize()
@settings(max_examples=tries(20, 8), derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_described(case: schemathesis.Case) -> None:
    case.call_and_validate()
    if case.meta is not None and case.meta.generation.mode.is_positive:
        # Hardly any text is a URL, so what is right in form is also sent with one.
        for place in (case.query, case.body, case.body.get("request") if isinstance(case.body, dict) else None):
            if isinstance(place, dict) and "url" in place:
                place.update(SENSIBLE)
                case.call_and_validate()
