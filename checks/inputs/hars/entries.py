"""A HAR file (http://www.softwareishard.com/blog/har-12-spec/) as requests to choose from, blocked ones first."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from checks.cors.judge import judge
from checks.cors.recorded import Recorded, RecordedResponse
from checks.inputs.about import said
from checks.inputs.evaluate_json import read_recorded
from checks.inputs.from_wire import from_wire
from checks.inputs.hars import cases as har
from checks.inputs.understood import Note, PastedAnswer, Understood
from checks.refusal import Refusal, unreadable

MAX_CASES = 100
_SANITISED = (
    "Chromium exports a HAR without cookies and Authorization unless it is told otherwise: choose include if your "
    "code uses credentials, and add the header if it sets one."
)


def parse(value: dict[str, Any]) -> Understood:
    """The likeliest request, with all that go to another origin as its `others`."""
    if not isinstance(value["log"].get("entries"), list):
        raise unreadable("This HAR has no entries. Export it while the network panel shows the request.")
    entries = value["log"]["entries"]
    creator = value["log"].get("creator")
    sanitised = isinstance(creator, dict) and creator.get("name") == "WebInspector"
    try:
        cases = list(islice(har.cases(value), MAX_CASES))
        found = [_understood(case, entries[case["id"]], sanitised) for case in cases]
    except Refusal as refusal:
        raise unreadable(refusal.detail) from refusal
    known = {entries[case["id"]]["request"]["url"] for case in cases}
    lone = (entry for entry in entries if _is_lone_preflight(entry, known))
    found += map(_of_preflight, islice(lone, MAX_CASES))
    if not found:
        raise unreadable(
            "No request in this HAR goes from a page to another origin. Record it "
            "with the network panel open while the page makes the request."
        )
    comment = value["log"].get("comment")
    found = [said(item, comment if isinstance(comment, str) else "") for item in found]
    ordered = sorted(found, key=lambda item: not item.blocked)
    return ordered[0] if len(ordered) == 1 else replace(ordered[0], others=tuple(ordered))


def _understood(case: dict[str, Any], entry: dict[str, Any], sanitised: bool) -> Understood:
    read = read_recorded(case)
    headers = [(item["name"], item["value"]) for item in entry["request"]["headers"]]
    notes = [Note("guess", _SANITISED, "credentials")] if sanitised else []
    answers = tuple(PastedAnswer(item.answer, item.url, item.preflight) for item in read.responses)
    body = entry["request"].get("postData")
    made = from_wire(
        "a HAR",
        read.request.url,
        read.request.method,
        headers,
        body=body.get("text") if isinstance(body, dict) and isinstance(body.get("text"), str) else None,
        credentials=read.request.credentials if sanitised else None,
        notes=notes,
        answers=answers,
    )
    wire = made.request
    initiator = read.request.initiator if wire.initiator == "fetch" else wire.initiator
    scripted = initiator in ("fetch", "xmlhttprequest")
    made = made.asking(
        initiator=initiator,
        origin=wire.origin or read.request.origin,
        headers=wire.headers if scripted else (),
        credentials=read.request.credentials if scripted else wire.credentials,
    )
    return replace(made, blocked=_is_blocked(made, read.responses))


def _is_blocked(found: Understood, responses: tuple[RecordedResponse, ...]) -> bool:
    return judge(found.request, lambda: Recorded(responses)).verdict not in ("allowed", "preflight-only")


def _is_lone_preflight(entry: Any, known: set[str]) -> bool:
    """A preflight without the request that it was for, which the browser then did not record."""
    request = entry.get("request", {}) if isinstance(entry, dict) else {}
    names = {str(item.get("name")).lower() for item in request.get("headers", [])}
    return (
        request.get("method") == "OPTIONS" and "access-control-request-method" in names and request["url"] not in known
    )


def _of_preflight(entry: dict[str, Any]) -> Understood:
    request, response = entry["request"], entry["response"]
    headers = [(item["name"], item["value"]) for item in request["headers"]]
    body: dict[str, Any] = {"request": {"url": request["url"], "origin": "null"}, "responses": []}
    if response["status"] > 0:
        fields = [
            [item["name"], item["value"].encode("utf-8", "replace").decode("latin-1")] for item in response["headers"]
        ]
        body["responses"] = [
            {
                "url": request["url"].partition("#")[0],
                "preflight": True,
                "status": response["status"],
                "headers": fields,
            }
        ]
    answers = tuple(PastedAnswer(item.answer, item.url, True) for item in read_recorded(body).responses)
    return replace(from_wire("a HAR", request["url"], "OPTIONS", headers, answers=answers), blocked=True)
