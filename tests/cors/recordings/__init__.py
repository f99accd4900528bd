"""What real browsers did with real answers, recorded from Chromium 156, Firefox 153 and WebKitGTK 2.50.

`cases.jsonl.gz`: 4,673 cases over plain http. `https.jsonl.gz`: https, mixed content, policies, networks.
`more.jsonl.gz`: more of what makes requests. One JSON line a case:

    [id, family, scope, request, responses, observed]
    [id, family, scope, request, facts, responses, observed]    https and more
    facts may hold `repeat`: what the page requested later, each with the fields that differ and `after_s`; then each
    browser's observation has as a fifth part, for each of them, [outcome, requests], and its lines are those of all.

request: the fields of `Request` that differ from a plain credential-less GET by fetch in mode cors.
facts: what else is known of the request (`facts.py`).
responses: [url, preflight, status, headers], or [url, preflight, raw], or [url, preflight, failure, net error]; after
    the headers may stand an object with `http_version` and `body`.
observed: by browser initial, [outcome, exposed headers, requests, console lines]; headers and lines are null where
    they are not known; a request is [method, url, origin, authorization], authorization only in `cases.jsonl.gz`, a
    preflight [method, url, origin, method asked, headers asked, 0]. The page's own URL and names of fonts are as
    predicted.

`$` stands for the case's own URL on its first host.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checks.cors.initiators import INITIATORS
from checks.cors.later import Later
from checks.cors.model import Answer, Failure, HttpResponse, RawResponse, Request
from checks.cors.recorded import RecordedResponse
from tests.cors.recordings.facts import LOOKED_AT, NAMES_PAGE, TYPED, OutsideError, fields, type_of

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
# The pages of `cases.jsonl.gz`, which some of its lines quote.
PAGES = {name: f"http://localhost:8101/runner/{name}" for name in ("normal", "coep")}


@dataclass(frozen=True)
class Observation:
    """What a browser did; `console` is None where no line could be attributed."""

    outcome: str
    exposed_headers: list[str] | None
    requests: list[list[Any]]
    console: list[str] | None
    then: list[list[Any]]


@dataclass(frozen=True)
class Case:
    id: str
    family: str
    scope: str
    request: Request
    responses: list[RecordedResponse]
    observed: dict[str, Observation]
    then: list[Later]


SETS = ("cases", "https", "more")


def load(name: str = "cases") -> Iterator[Case]:
    """Every recorded case of a set that has words."""
    for line in _lines(name):
        with suppress(OutsideError):
            yield _case(line)


def outside(name: str) -> Iterator[tuple[str, str]]:
    """The cases of a set that have no words, and why."""
    for line in _lines(name):
        try:
            _case(line)
        except OutsideError as error:
            yield line[0], str(error)


def _lines(name: str) -> Iterator[list[Any]]:
    with gzip.open(FOLDER / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _case(line: list[Any]) -> Case:
    case_id, family, scope, request, *facts, responses, observed = line
    settings = {**DEFAULTS, **request}
    if settings["initiator"] not in INITIATORS:
        raise OutsideError(f"the contract has no word for what {settings['initiator']} makes")
    if not facts and settings["origin"] == DEFAULTS["origin"]:
        settings["page_url"] = PAGES["coep" if settings.get("embedder_policy") else "normal"]
    for told in facts:
        settings |= fields(told, settings["initiator"])
    settings["headers"] = tuple(tuple(field) for field in settings["headers"])
    url = settings["url"] = settings["url"].replace("{path}", f"/c/{case_id.partition('.')[0]}/0")
    return Case(
        case_id,
        family,
        scope,
        Request(**settings),
        [_typed(_response(_named(response, case_id), url), settings["initiator"], scope) for response in responses],
        {BROWSERS[key]: _observation(value, url, settings) for key, value in observed.items()},
        [_later(entry) for told in facts for entry in told.get("repeat", [])],
    )


def _later(entry: dict[str, Any]) -> Later:
    named = {name: value for name, value in entry.items() if name != "after_s"}
    if "headers" in named:
        named["headers"] = tuple(tuple(field) for field in named["headers"])
    return Later(tuple(named.items()), entry.get("after_s", 0))


def _named(response: list[Any], case_id: str) -> list[Any]:
    """The response as the server sent it: the page's own origin where `null` was written down for it."""
    if case_id.partition(".")[0] not in NAMES_PAGE or not isinstance(response[2], int):
        return response
    headers = [[name, DEFAULTS["origin"] if value == "null" else value] for name, value in response[3]]
    return [*response[:3], headers, *response[4:]]


def _typed(response: RecordedResponse, initiator: str, scope: str) -> RecordedResponse:
    """With the type that the server gave it, which `more` leaves out."""
    answer, told = response.answer, type_of(initiator)
    if scope != "more" or told is None or not isinstance(answer, HttpResponse) or response.preflight:
        return response
    shown = answer.status == 200 or initiator in TYPED
    if answer.get("content-type") is not None or not shown or answer.status == 204 or 300 <= answer.status < 400:
        return response
    return replace(response, answer=replace(answer, headers=(*answer.headers, ("Content-Type", told))))


def _response(line: list[Any], url: str) -> RecordedResponse:
    answer: Answer
    if isinstance(line[2], int):
        more = line[4] if len(line) > 4 else {}
        answer = HttpResponse(
            line[2],
            tuple((name, _url(value.strip(" \t\r\n"), url)) for name, value in line[3]),
            http_version=more.get("http_version", "1.1"),
            incomplete=more.get("body") == "incomplete",
        )
    elif len(line) == 3:
        answer = RawResponse(line[2].encode("latin-1"))
    else:
        answer = Failure(line[2], net_error=line[3] or "")
    return RecordedResponse(_url(line[0], url).partition("#")[0], bool(line[1]), answer)


def _observation(line: list[Any], url: str, settings: dict[str, Any]) -> Observation:
    outcome, exposed, requests, console, *then = line
    if exposed and not isinstance(exposed[0], str):
        # Of `more`: names and values, with the length, which its answers do not say.
        exposed = [name for name, _ in exposed if name != "content-length"]
    if outcome == "allowed" and exposed == [] and settings["mode"] == "no-cors" and settings["initiator"] == "fetch":
        # What is allowed and shows nothing is opaque.
        outcome = "opaque"
    if outcome == "unreachable" and settings["initiator"] == "websocket":
        # Neither open nor close came.
        outcome = "timeout"
    if console is not None:
        # The recording's own URL had a full stop behind it.
        console = [text.replace("/page Domains", "/page. Domains") for text in console if not LOOKED_AT.match(text)]
    if outcome == "blocked" and settings["mode"] == "no-cors" and settings["initiator"] == "css-image":
        # Told by the layout, which says nothing of the load.
        outcome = "unknown"
    full = [[method, _url(target, url), *rest] for method, target, *rest in requests]
    return Observation(
        outcome,
        exposed,
        full,
        None if console is None else [_line(text).replace("\x1a", url) for text in console],
        then[0] if then else [],
    )


def _line(text: str) -> str:
    """A line without the stack of calls that Firefox prints under what it says of the local network."""
    return text.partition("\n")[0] if text.startswith("Local Network Access ") else text


def _url(text: str, url: str) -> str:
    if text.startswith("cross2/"):
        return f"http://localhost:8103{text.removeprefix('cross2')}"
    return url if text == "$" else text
