"""A case: a request that a page makes, what the server answers, and what was seen when a browser ran it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from checks.cors.model import Answer, Failure, Headers, HttpResponse, RawResponse, Request, get_header

PAGE_PORT, TARGET_PORT, OTHER_PORT = range(3)


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it arrived: `url` is absolute, from the Host header and the request's target."""

    method: str
    url: str
    headers: Headers

    @property
    def is_preflight(self) -> bool:
        return self.method == "OPTIONS" and self.get("access-control-request-method") is not None

    def get(self, name: str) -> str | None:
        return get_header(self.headers, name)

    def summary(self) -> dict[str, Any]:
        """What is compared: the CORS part of the request, as plain data."""
        line: dict[str, Any] = {"method": self.method, "url": self.url, "origin": self.get("origin")}
        if self.is_preflight:
            line["access_control_request_method"] = self.get("access-control-request-method")
            line["access_control_request_headers"] = self.get("access-control-request-headers")
        else:
            line["authorization"] = self.get("authorization") is not None
        return line


@dataclass(frozen=True, slots=True)
class Case:
    """`key` is the path that all its URLs begin with (`/c/<id>` or `/lab/<rule>/<which>`): by it, requests and
    console lines find their case; where a URL does not, the case runs `alone`. `answer` gets (URL, is it a preflight,
    Origin) and gives what the server says."""

    id: str
    family: str
    key: str
    request: Request
    answer: Callable[[str, bool, str | None], Answer]
    alone: bool = False


@dataclass(slots=True)
class Observed:
    """What a browser did with a case, in the shape of the recorded cases."""

    outcome: str = "timeout"
    exposed_headers: list[str] = field(default_factory=list)
    status: int | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    console: list[str] = field(default_factory=list)


def asked(request: Request) -> dict[str, Any]:
    """The request as the contract's JSON, without what is at its default."""
    default = asdict(Request(url="", origin=""))
    always = ("url", "origin", "method", "headers", "credentials", "mode", "redirect", "initiator")
    return {key: value for key, value in asdict(request).items() if key in always or value != default[key]}


def answered(received: Received, answer: Answer) -> dict[str, Any]:
    """An exchange as a response of the contract's `evaluate`."""
    line: dict[str, Any] = {"url": received.url, "preflight": received.is_preflight}
    match answer:
        case HttpResponse():
            return {**line, "status": answer.status, "headers": [list(pair) for pair in answer.headers]}
        case RawResponse():
            return {**line, "raw": answer.head.decode("latin-1")}
        case Failure():
            return {**line, "failure": answer.code}


def answer_of(line: Mapping[str, Any]) -> Answer:
    """The answer that a response of `evaluate` describes."""
    if "raw" in line:
        return RawResponse(line["raw"].encode("latin-1"))
    if "failure" in line:
        return Failure(line["failure"])
    return HttpResponse(line["status"], tuple((name, value) for name, value in line["headers"]))
