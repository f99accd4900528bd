"""Whether a preflight goes out first, and why, in words: told while someone fills in the form, without the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checks.cors.fetch_standard import SAFELISTED_REQUEST_HEADERS
from checks.cors.model import Request
from checks.cors.plan import Preflight, is_cross_origin, plan
from checks.wording.visible import shorten, visible
from checks.wording.words import BROWSERS, listing


@dataclass(frozen=True, slots=True)
class Plan:
    """`state` is `own-origin`, `preflight`, `simple`, `websocket`, or a mode without CORS; `head` is the preflight's,
    as sent."""

    state: str
    reasons: tuple[str, ...] = ()
    head: tuple[tuple[str, str], ...] = ()


def plan_of(request: Request) -> Plan:
    """The plan for a request that can be made."""
    if request.is_websocket:
        return Plan(request.initiator)
    if not is_cross_origin(request):
        return Plan("own-origin")
    if request.mode != "cors":
        return Plan(request.mode)
    preflight = plan(request)
    if not preflight.needed:
        return Plan("simple")
    names = sorted(reason.name for reason in preflight.reasons if reason.name)
    head = [("OPTIONS", request.url), ("Origin", request.origin), ("Access-Control-Request-Method", request.method)]
    if names:
        head.append(("Access-Control-Request-Headers", ",".join(names)))
    return Plan("preflight", tuple(map(reason_sentence, reasons_json(preflight))), tuple(head))


def reasons_json(preflight: Preflight) -> list[dict[str, Any]]:
    """The reasons as a document holds them."""
    return [
        {"code": reason.code, "name": reason.name, "value": reason.value, "browsers": reason.browsers}
        for reason in preflight.reasons
    ]


def reason_sentence(reason: Mapping[str, Any]) -> str:
    """Why a preflight goes first, from a reason of a document; code in backticks."""
    browsers = reason.get("browsers") or ()
    only = f" ({listing(BROWSERS[name] for name in browsers)} only)" if 0 < len(browsers) < len(BROWSERS) else ""
    match reason["code"]:
        case "method":
            return f"`{_code(reason['value'])}` is not GET, HEAD or POST{only}."
        case "header" if reason["name"] == "content-type":
            return f"`content-type: {_code(reason['value'])}` is none of the three types that a form can send{only}."
        case "header" if reason["name"] in SAFELISTED_REQUEST_HEADERS:
            return f"`{_code(reason['name'])}` has a value that needs permission{only}."
        case "header":
            return f"`{_code(reason['name'])}` is not among the few headers that need no permission{only}."
        case "upload-listener":
            return f"The code listens to the progress of the upload{only}."
        case _:
            return f"The body is a stream{only}."


def _code(text: str) -> str:
    return shorten(visible(text).replace("`", "'"), 80)
