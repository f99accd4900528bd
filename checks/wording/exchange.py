"""One exchange of a document laid out for the page: what was sent, what came back, and how to send it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.wording.curl import curl_command
from checks.wording.probe import learned, question
from checks.wording.visible import header_text, shorten, visible
from checks.wording.words import PURPOSES, failure_sentence


@dataclass(frozen=True, slots=True)
class ExchangeView:
    number: int
    purpose: str
    line: str
    result: str
    request_text: str
    response_text: str
    curl: str
    open: bool
    is_probe: bool


def exchange_view(exchange: Mapping[str, Any], number: int, *, opened: bool) -> ExchangeView:
    """`number` counts from 0, as the document's evidence does."""
    request, response, elapsed = exchange["request"], exchange.get("response"), exchange.get("elapsed_ms")
    unsent = (exchange.get("failure") or {}).get("code") == "not_sent"
    result = str(response["status"]) if response else "not sent" if unsent else "no response"
    line = visible(f"{request['method']} {request['url']}")
    is_probe = exchange["purpose"] == "probe"
    return ExchangeView(
        number=number,
        purpose=question(exchange) if is_probe else purpose(exchange),
        line=learned(exchange) if is_probe else shorten(line, 140),
        result=result + (f", {elapsed} ms" if elapsed is not None else ""),
        request_text="\n".join([line, *header_lines(request["headers"])]),
        response_text=response_text(exchange),
        curl=curl_command(
            visible(request["method"]),
            visible(request["url"]),
            [(visible(name), visible(value)) for name, value in request["headers"]],
        ),
        open=opened,
        is_probe=is_probe,
    )


def purpose(exchange: Mapping[str, Any]) -> str:
    """What an exchange was for; a probe with its name."""
    probe = exchange.get("probe")
    return PURPOSES[exchange["purpose"]] + (f" ({visible(probe)})" if probe else "")


def exchange_text(exchange: Mapping[str, Any]) -> str:
    """One exchange as it would look on the wire, under a line that says what it was for."""
    request = exchange["request"]
    sent = [
        f"# {purpose(exchange)}",
        visible(f"{request['method']} {request['url']}"),
        *header_lines(request["headers"]),
    ]
    return "\n".join([*sent, "", response_text(exchange)])


def response_text(exchange: Mapping[str, Any]) -> str:
    """The head of the response as it came where its bytes are known, else as it was recorded."""
    response = exchange.get("response")
    if exchange.get("raw"):
        return "\n".join(header_text(line.removesuffix("\r")) for line in exchange["raw"].rstrip("\r\n").split("\n"))
    if not response:
        return f"({failure_sentence(exchange)})"
    return "\n".join([f"HTTP {response['status']}", *header_lines(response["headers"])])


def header_lines(headers: Sequence[Sequence[str]]) -> list[str]:
    return [f"{visible(name)}: {header_text(value)}" for name, value in headers]
