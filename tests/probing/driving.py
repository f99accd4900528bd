"""A prober on loopback, and the requests and flows that tests hand it."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from checks.cors.browsers import Browser
from checks.cors.model import Answer, Exchange, Failure, HttpRequest, Outcome, Request
from checks.probing.driver import Prober
from tests.probing.targets import local_guard

ORIGIN = "http://127.0.0.2:3000"
AGENT = "corschecker/9 (+https://checker.example/bot; user-triggered CORS check)"
ALLOWED = b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: *\r\n\r\n"


def prober(**settings: float) -> Prober:
    return Prober(local_guard(), user_agent=AGENT, **settings)  # type: ignore[arg-type]


def request(url: str, method: str = "GET") -> Request:
    return Request(url, ORIGIN, method=method)


class Steps:
    """A flow that sends a list of requests in turn, for each browser its own."""

    def __init__(self, **by_browser: Iterable[HttpRequest]) -> None:
        self.by_browser = by_browser

    def __call__(self, request: Request, browser: Browser) -> Generator[HttpRequest, Answer, Outcome]:
        exchanges = []
        for step in self.by_browser[browser.name]:
            answer = yield step
            exchanges.append(Exchange(step, answer))
        return Outcome(browser.name, "allowed", exchanges=tuple(exchanges))


def get(url: str, *headers: tuple[str, str]) -> HttpRequest:
    return HttpRequest("GET", url, headers, "main")


def codes(exchanges: Iterable[Exchange]) -> list[str]:
    return [exchange.answer.code if isinstance(exchange.answer, Failure) else "answer" for exchange in exchanges]
