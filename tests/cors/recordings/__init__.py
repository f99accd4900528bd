"""What real browsers did with real answers: 4,673 cases recorded from Chromium 156, Firefox 153 and WebKitGTK 2.50.

One JSON line a case, `cases.jsonl.gz`:

    [id, family, scope, request, responses, observed]

request: the fields of `Request` that differ from a plain credential-less GET by fetch in mode cors.
responses: [url, preflight, status, headers], or [url, preflight, raw], or [url, preflight, failure, null].
observed: by browser initial, [outcome, exposed headers, requests, console lines]; the lines are null where none could
    be attributed; a request is [method, url, origin, authorization], a preflight
    [method, url, origin, method asked, headers asked, 0].

`$` stands for the case's own URL on its first host.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.cors.model import Answer, Failure, HttpResponse, RawResponse, Request
from checks.cors.recorded import RecordedResponse

FOLDER = Path(__file__).parent
BROWSERS = {"c": "chromium", "f": "firefox", "w": "webkit"}
DEFAULTS = {
    "origin": "http://localhost:8101",
    "method": "GET",
    "headers": [],
    "credentials": "same-origin",
    "mode": "cors",
    "redirect": "follow",
    "initiator": "fetch",
}


@dataclass(frozen=True)
class Observation:
    """What a browser did; `console` is None where no line could be attributed."""

    outcome: str
    exposed_headers: list[str]
    requests: list[list[Any]]
    console: list[str] | None


@dataclass(frozen=True)
class Case:
    id: str
    family: str
    scope: str
    request: Request
    responses: list[RecordedResponse]
    observed: dict[str, Observation]


def load() -> Iterator[Case]:
    """Every recorded case."""
    with gzip.open(FOLDER / "cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _case(json.loads(line))


def _case(fields: list[Any]) -> Case:
    case_id, family, scope, request, responses, observed = fields
    settings = {**DEFAULTS, **request}
    settings["headers"] = tuple(tuple(field) for field in settings["headers"])
    url = settings["url"]
    return Case(
        case_id,
        family,
        scope,
        Request(**settings),
        [_response(response, url) for response in responses],
        {BROWSERS[key]: _observation(value, url) for key, value in observed.items()},
    )


def _response(fields: list[Any], url: str) -> RecordedResponse:
    answer: Answer
    if isinstance(fields[2], int):
        answer = HttpResponse(fields[2], tuple((name, value.strip(" \t\r\n")) for name, value in fields[3]))
    elif len(fields) == 3:
        answer = RawResponse(fields[2].encode("latin-1"))
    else:
        answer = Failure(fields[2])
    return RecordedResponse(_url(fields[0], url).partition("#")[0], bool(fields[1]), answer)


def _observation(fields: list[Any], url: str) -> Observation:
    outcome, exposed, requests, console = fields
    full = [[method, _url(target, url), *rest] for method, target, *rest in requests]
    return Observation(
        outcome, exposed, full, None if console is None else [line.replace("\x1a", url) for line in console]
    )


def _url(text: str, url: str) -> str:
    return url if text == "$" else text
