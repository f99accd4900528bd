"""Recorded answers as an answerer: the responses of the evaluate contract, handed out as a browser asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from checks.cors.fetch_standard import is_cors_safelisted_request_header
from checks.cors.model import Answer, Exchange, Failure, HttpRequest, Request
from checks.cors.urls import as_http

NOT_RECORDED = Failure("not_recorded", "Its response is not in the recording.")
PREFLIGHT_NOT_RECORDED = Failure(
    "not_recorded",
    "The preflight is not in the recording. The main request is, so the preflight passed, or the browser had it "
    "cached.",
    went_on=True,
)


@dataclass(frozen=True, slots=True)
class RecordedResponse:
    """An answer with the URL (without fragment) and the kind of request that it belongs to. Of a preflight that was
    sent by hand, `asked_for` are the names of the headers that it asked for; None where they are not known."""

    url: str
    preflight: bool
    answer: Answer
    asked_for: tuple[str, ...] | None = None


def as_asked(request: Request, responses: Iterable[RecordedResponse]) -> Request:
    """The request without the headers that no recorded preflight asked for: the answers say nothing of them."""
    preflights = [response.asked_for for response in responses if response.preflight]
    if not preflights or None in preflights:
        return request
    asked = {name.lower() for names in preflights for name in names or ()}
    kept = tuple(
        (name, value)
        for name, value in request.headers
        if name.lower() in asked or is_cors_safelisted_request_header(name.lower(), value)
    )
    return replace(request, headers=kept)


def as_recorded(exchanges: Iterable[Exchange]) -> list[RecordedResponse]:
    """The answers of exchanges that took place."""
    return [
        RecordedResponse(exchange.request.url, exchange.request.is_preflight, exchange.answer) for exchange in exchanges
    ]


class Recorded:
    """Answers one browser's requests: each takes the first unused response with its URL and preflight flag; where
    there is none, the last of its kind again. A response whose URL lost its query serves for any query."""

    def __init__(self, responses: Iterable[RecordedResponse]) -> None:
        self.waiting: dict[tuple[str, bool], list[Answer]] = {}
        for response in responses:
            self.waiting.setdefault((as_http(response.url), response.preflight), []).append(response.answer)

    def __call__(self, request: HttpRequest) -> Answer:
        answers = self._answers(request.url, preflight=request.is_preflight)
        if not answers:
            went_on = request.is_preflight and self._answers(request.url, preflight=False)
            return PREFLIGHT_NOT_RECORDED if went_on else NOT_RECORDED
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _answers(self, url: str, *, preflight: bool) -> list[Answer] | None:
        url = as_http(url)
        return self.waiting.get((url, preflight)) or self.waiting.get((url.partition("?")[0], preflight))
