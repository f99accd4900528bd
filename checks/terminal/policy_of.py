"""The least policy that lets a result's request through, from its document."""

from __future__ import annotations

from checks.cors.model import Exchange, HttpRequest, HttpResponse
from checks.cors.policy import CorsPolicy, policy_for
from checks.terminal.results import Result


def policy_of(result: Result) -> CorsPolicy:
    """Raises PolicyError where no configuration could say it."""
    exchanges = []
    for told in result.document["exchanges"] if result.document else ():
        request, response = told["request"], told.get("response")
        if response is not None and not told.get("probe"):
            sent = HttpRequest(request["method"], request["url"], _pairs(request["headers"]), told["purpose"])
            exchanges.append(Exchange(sent, HttpResponse(response["status"], _pairs(response["headers"]))))
    return policy_for(result.request, exchanges)


def _pairs(headers: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers)
