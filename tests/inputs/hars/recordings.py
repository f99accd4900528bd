"""Recordings for the tests: entries as the recorders write them, and what the box and the command make of a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from checks.inputs.box import understand
from checks.inputs.evaluate_json import read_recorded
from checks.inputs.hars.cases import cases
from checks.inputs.understood import Understood
from checks.running.evaluation import evaluate
from checks.running.pasted_facts import assign

PAGE, API = "https://app.example.com", "https://api.example.org/items"
BROWSER = {"origin": PAGE, "referer": f"{PAGE}/", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}
ALLOW = {"access-control-allow-origin": PAGE}


def pairs(headers: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def entry(
    url: str = API,
    method: str = "GET",
    sent: Mapping[str, Any] = BROWSER,
    status: int = 200,
    received: Mapping[str, Any] | None = None,
    kind: str = "fetch",
    content: str = "",
    **response: Any,
) -> dict[str, Any]:
    """An entry of DevTools; further keywords are fields of its response."""
    return {
        "_resourceType": kind,
        "request": {"method": method, "url": url, "headers": pairs(sent), "cookies": []},
        "response": {
            "status": status,
            "headers": pairs(received or {}),
            "content": {"size": len(content), **({"text": content} if content else {})},
            **response,
        },
    }


def preflight(
    asks: str = "", method: str = "PUT", url: str = API, received: Mapping[str, Any] | None = None, status: int = 204
) -> dict[str, Any]:
    sent = {**BROWSER, "access-control-request-method": method}
    sent |= {"access-control-request-headers": asks} if asks else {}
    return entry(url, "OPTIONS", sent, status, received, "preflight")


def har(*entries: Any, creator: str = "WebInspector", **log: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": {"name": creator, "version": "1"}, "entries": list(entries), **log}}


def boxed(*entries: Any, **log: Any) -> Understood:
    return understand(json.dumps(har(*entries, **log)))


def blocked(found: Understood) -> list[str]:
    return [other.request.url for other in found.others or (found,) if other.blocked]


def offered(found: Understood) -> list[str]:
    return [other.request.url for other in found.others or (found,)]


def told(found: Understood) -> str:
    return " ".join(note.text for note in found.notes)


def judged(found: Understood) -> dict[str, Any]:
    """The document of what the box understood."""
    return evaluate(found.request, assign(found.request, found.answers), "https://cors.invalid", fixes=False)


def commanded(*entries: Any, **log: Any) -> list[dict[str, Any]]:
    """The documents that the command makes of the same file."""
    read = [read_recorded(case) for case in cases(har(*entries, **log))]
    return [evaluate(case.request, case.responses, "https://cors.invalid", fixes=False) for case in read]
