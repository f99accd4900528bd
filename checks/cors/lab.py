"""The lab: each rule's examples as a server that anyone can check or fetch from, without I/O.

The same answers serve the live lab under `/lab/`, the test that runs every example, and the test that lets real
browsers run them.
"""

from __future__ import annotations

from typing import Literal, TypedDict
from urllib.parse import urlsplit

from checks.cors import websocket
from checks.cors.model import Failure, HttpRequest, HttpResponse, RawResponse, Request
from checks.cors.rules import RULES
from checks.cors.rules.base import Example, Hop, Reply

SILENT = Failure(
    "timeout",
    "Connected, request sent, then no byte of a response in 8 seconds.",
    "ERR_TIMED_OUT",
    silent_s=8.0,
)
Which = Literal["broken", "right"]


def example(rule_id: str, which: Which) -> Example:
    """The example; KeyError for an unknown rule."""
    rule = RULES[rule_id]
    return rule.broken if which == "broken" else rule.right


def path(rule_id: str, which: Which, hop: int = 0) -> str:
    """Where a hop of an example is served: `/lab/<rule>/<which>`, from the second hop with `?hop=`."""
    return f"/lab/{rule_id}/{which}" + (f"?hop={hop}" if hop else "")


def request(rule_id: str, which: Which, *, lab: str, page: str) -> Request:
    """The request of an example, made by a page of origin `page` (unless the example says otherwise) to the lab at
    origin `lab`."""
    chosen = example(rule_id, which)
    url = lab + path(rule_id, which)
    if chosen.url is not None:
        url = chosen.url.format(page=page, path=path(rule_id, which), **_lab_parts(lab))
    return Request(**{"url": url, "origin": page, **chosen.request})


class Asked(TypedDict):
    """What a request says to the server of an example: the arguments of `reply` of the same names."""

    preflight: bool
    origin: str | None
    asks: str | None
    site: str | None
    handshake: str | None


def asked(http: HttpRequest) -> Asked:
    """What `reply` goes by, of a request."""
    return Asked(
        preflight=http.is_preflight,
        origin=http.get("origin"),
        asks=http.get("access-control-request-headers"),
        site=http.get("sec-fetch-site"),
        handshake=(http.get("sec-websocket-key") or "") if websocket.is_handshake(http) else None,
    )


def reply(
    rule_id: str,
    which: Which,
    hop: int,
    *,
    preflight: bool,
    origin: str | None,
    lab: str,
    page: str,
    asks: str | None = None,
    site: str | None = None,
    handshake: str | None = None,
    elsewhere: bool = False,
    past_cache: bool = False,
) -> HttpResponse | RawResponse | Failure | None:
    """What the example's server answers to a request for one of its hops, `SILENT` where it never does; None where it
    has no such hop.

    `origin` is the request's Origin header, `asks` its Access-Control-Request-Headers, `site` its Sec-Fetch-Site and
    `handshake` the Sec-WebSocket-Key of one that asks for a WebSocket, empty where it has none; `elsewhere`: the
    request is for a path beside the example's, `past_cache`: with a parameter of its own. A placeholder `{origin}`
    without an Origin drops the whole header.
    """
    hops = example(rule_id, which).hops
    if not 0 <= hop < len(hops):
        return None
    chosen = _choose(hops[hop], (origin or "", asks or "", site or ""), preflight=preflight, elsewhere=elsewhere)
    if past_cache:
        chosen = hops[hop].past_cache or chosen
    if chosen.silent:
        return SILENT
    if chosen.raw is not None:
        return RawResponse(chosen.raw)
    if chosen.status == websocket.SWITCHED and handshake is None:
        return HttpResponse(426, (("Upgrade", "websocket"),))
    following = hops[hop + 1] if hop + 1 < len(hops) else hops[hop]
    next_hop = min(hop + 1, len(hops) - 1)
    next_url = (lab if following.at == "lab" else page) + path(rule_id, which, next_hop)
    values = {"{origin}": origin or "", "{page}": page, "{next}": next_url, "{asks}": asks or ""}
    values["{accept}"] = websocket.accept_of(handshake or "")
    values |= {f"{{{key}}}": part for key, part in _lab_parts(lab).items()}
    headers = []
    for name, value in chosen.headers:
        if "{origin}" in value and not origin:
            continue
        for placeholder, text in values.items():
            value = value.replace(placeholder, text)
        headers.append((name, value))
    return HttpResponse(chosen.status, tuple(headers))


def _choose(hop: Hop, asked: tuple[str, str, str], *, preflight: bool, elsewhere: bool) -> Reply:
    if elsewhere and hop.elsewhere is not None:
        return hop.elsewhere
    cases = (reply for when, reply in hop.cases if when.holds(*asked, preflight=preflight))
    chosen = next(cases, hop.preflight if preflight else hop.main)
    if not elsewhere or chosen.raw is not None or chosen.silent:
        return chosen
    return Reply(404, tuple(field for field in chosen.headers if field[0] != "Location"))


def _lab_parts(lab: str) -> dict[str, str]:
    parts = urlsplit(lab)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return {"lab": lab, "lab_host": parts.hostname or "", "lab_port": str(port), "lab_authority": parts.netloc}
