"""Conversations for the tests of advice: a request, the header lists of its answers, and what the rules say."""

from __future__ import annotations

from typing import Any

from checks.cors.judge import Judgement, judge
from checks.cors.model import Answer, Finding, Headers, HttpRequest, HttpResponse, Request

PAGE, API = "https://app.example.com", "https://api.example.org/items"
ORIGIN = ("Access-Control-Allow-Origin", PAGE)
CREDENTIALS = ("Access-Control-Allow-Credentials", "true")
MAX_AGE = ("Access-Control-Max-Age", "600")


def asked(**request: Any) -> Request:
    return Request(**{"url": API, "origin": PAGE, **request})


def judged(
    request: Request, main: Headers = (ORIGIN,), preflight: Headers = (), *, hops: dict[str, HttpResponse] | None = None
) -> Judgement:
    """`main` answers every request with 200, `preflight` every preflight with 204; `hops` are the answers of certain
    URLs to anything but a preflight."""

    def answer(http: HttpRequest) -> Answer:
        if http.is_preflight:
            return HttpResponse(204, preflight)
        return (hops or {}).get(http.url) or HttpResponse(200, main)

    return judge(request, lambda: answer)


def found(judgement: Judgement) -> dict[str, Finding]:
    return {finding.rule: finding for finding in judgement.findings}


def shown(judgement: Judgement) -> dict[str, list[str]]:
    """By rule, the bytes that its evidence marks."""
    marked: dict[str, list[str]] = {}
    for finding in judgement.findings:
        for evidence in finding.evidence:
            start, end = evidence.span or (0, 0)
            name = f"{evidence.header or evidence.field}: "
            marked.setdefault(finding.rule, []).append(name + (evidence.value or "")[start:end])
    return marked
