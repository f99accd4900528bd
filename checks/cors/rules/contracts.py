"""What a kind of server has to allow and expose beyond the one request, since its pages rely on all of it."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import fetch_standard as standard
from checks.cors.contracts import Contract, contract_of
from checks.cors.failure import failed
from checks.cors.journey import Answered, Journey, once
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Severity, advice

_EXPOSE = "Access-Control-Expose-Headers"
_METHODS = "Access-Control-Allow-Methods"
_HEADERS = "Access-Control-Allow-Headers"
_MCP = (("Content-Type", "application/json"), ("Mcp-Protocol-Version", "2025-06-18"))
_SESSION = ("Mcp-Session-Id", "session")
_EVERYTHING = x.preflight(
    x.ORIGIN,
    x.methods("GET, POST, DELETE"),
    x.headers("Authorization, Content-Type, Last-Event-ID, Mcp-Protocol-Version, Mcp-Session-Id"),
)


@once
def contract(journey: Journey) -> Contract | None:
    """The contract that the conversation is one of; None where script does not make the request."""
    if not journey.is_cors or journey.request.initiator not in ("fetch", "xmlhttprequest"):
        return None
    return contract_of(journey.request, (answered.response for answered in journey.responses))


def _evidence(answered: Answered, header: str, found: Contract, names: list[str], more: str = "") -> Evidence:
    value = answered.response.get(header.lower())
    span = (0, len(value)) if value else None
    args = (("contract", found.title), ("names", ", ".join(names)), ("more", more))
    return Evidence(answered.number, header, value, span=span, args=args)


@advice(
    "contract-header-not-exposed",
    Severity.WARNING,
    when=contract,
    title="A script cannot read a header that this protocol needs",
    label="{contract} needs {names} exposed",
    remedy="List these headers in Access-Control-Expose-Headers, on every response, errors included.",
    spec="http-access-control-expose-headers",
    mdn="Reference/Headers/Access-Control-Expose-Headers",
    broken=x.simple(x.reply(x.ORIGIN, _SESSION), method="POST"),
    right=x.simple(x.reply(x.ORIGIN, _SESSION, (_EXPOSE, "Mcp-Session-Id")), method="POST"),
)
def contract_header_not_exposed(journey: Journey) -> Iterator[Finding]:
    """
    Some protocols put data for the page into headers: MCP its session, gRPC-Web its status, tus the upload's location,
    S3 the ETag of each part. Browsers hide these until the server exposes them: every request succeeds, yet the library
    fails with a message that does not mention CORS.
    """
    found, read = contract(journey), journey.read or _like_it(journey)
    if found is None or read is None:
        return
    listed = standard.header_list_values(read.response, _EXPOSE.lower())[0]
    if "*" in listed and not journey.credentials:
        return
    shown = {name.lower() for name in listed} | standard.CORS_SAFELISTED_RESPONSE_HEADERS
    hidden = [name for name in found.exposes if name.lower() not in shown and _is_missed(name, found, read, journey)]
    if hidden:
        seen = any(read.response.get(name.lower()) is not None for name in hidden)
        confidence = None if seen and read == journey.read else Confidence.INFERRED
        yield Finding("contract-header-not-exposed", (_evidence(read, _EXPOSE, found, hidden),), confidence=confidence)


def _like_it(journey: Journey) -> Answered | None:
    """A readable answer to a diagnostic GET of the page, where the request itself may pass and was not sent."""
    if failed(journey) is not None or not journey.passed_preflights:
        return None
    asked = (answered for answered in journey.probes.values() if answered.exchange.request.method == "GET")
    page = journey.request.origin
    return next((a for a in asked if a.exchange.request.get("origin") == page and _names_page(a, journey)), None)


def _is_missed(name: str, found: Contract, read: Answered, journey: Journey) -> bool:
    """Whether script waits for a header: it is there, or it belongs to every good answer of the contract."""
    if read.response.get(name.lower()) is not None:
        return True
    if name not in found.needs or (read.response.status >= 400 and read == journey.read):
        return False
    sent = {other.lower() for other, _ in journey.request.headers}
    return name.lower() not in (*found.headers, *found.optional) or name.lower() in sent


@advice(
    "contract-request-not-allowed",
    Severity.WARNING,
    when=contract,
    confidence=Confidence.INFERRED,
    title="The server does not allow everything that this protocol needs",
    label="{contract} also needs {names}{more}",
    remedy="Allow all methods and headers of the protocol (/fixes/ has a policy for it), or add this origin to the "
    "server's list.",
    spec="http-responses",
    mdn="Guides/CORS",
    broken=x.with_header(
        *_MCP[1],
        x.preflight(x.ORIGIN, x.methods("GET, POST"), x.headers("Content-Type, Mcp-Protocol-Version")),
        method="POST",
    ),
    right=x.with_header(*_MCP[1], _EVERYTHING, method="POST"),
)
def contract_request_not_allowed(journey: Journey) -> Iterator[Finding]:
    """
    Such protocols send several kinds of request: MCP a POST and later its session and DELETE, tus HEAD and then PATCH.
    If the server allows only the first kind, every test of that passes and the page fails at the second. A list that
    only repeats what was requested does not count. Local model servers, such as Ollama and LM Studio, keep a list of
    the origins that they accept.
    """
    found = contract(journey)
    if found is not None:
        evidence = (*_refused_origin(found, journey), *_short_lists(found, journey))
        if evidence:
            yield Finding("contract-request-not-allowed", evidence)


def _refused_origin(found: Contract, journey: Journey) -> Iterator[Evidence]:
    refused = failed(journey) if found.origins_in else None
    if refused is not None and not refused.names_origin:
        settings = f"{found.title} ({found.origins_in})"
        args = (("contract", settings), ("names", journey.request.origin), ("more", ""))
        yield Evidence(refused.number, "Access-Control-Allow-Origin", args=args)


def _short_lists(found: Contract, journey: Journey) -> Iterator[Evidence]:
    preflight = next((answered for answered in journey.preflights() if _names_page(answered, journey)), None)
    if preflight is None or _repeats(preflight):
        return
    methods = _missing(preflight, _METHODS, found.methods, journey)
    headers = _missing(preflight, _HEADERS, found.headers, journey)
    if methods:
        more = f", and the headers {', '.join(headers)}" if headers else ""
        yield _evidence(preflight, _METHODS, found, methods, more)
    if headers:
        yield _evidence(preflight, _HEADERS, found, headers)


def _names_page(answered: Answered, journey: Journey) -> bool:
    return answered.response.get("access-control-allow-origin") in ("*", journey.request.origin)


def _words(answered: Answered, header: str) -> set[str]:
    return {word.lower() for word in standard.header_list_values(answered.response, header.lower())[0]}


def _repeats(preflight: Answered) -> bool:
    """Whether both lists hold no more than the preflight asked for, as those of a server do that allows anything."""
    sent = preflight.exchange.request
    asked = {name.strip().lower() for name in (sent.get("access-control-request-headers") or "").split(",")}
    method = (sent.get("access-control-request-method") or "").lower()
    return _words(preflight, _HEADERS) <= asked and _words(preflight, _METHODS) <= {method}


def _missing(preflight: Answered, header: str, wanted: tuple[str, ...], journey: Journey) -> list[str]:
    """What a list lacks, beyond what this request itself asked for in vain."""
    listed = _words(preflight, header)
    if "*" in listed and not journey.credentials:
        return []
    sent = preflight.exchange.request
    asked = {name.strip().lower() for name in (sent.get("access-control-request-headers") or "").split(",")}
    asked.add((sent.get("access-control-request-method") or "").lower())
    free = {method.lower() for method in standard.CORS_SAFELISTED_METHODS}
    return [word for word in wanted if word.lower() not in listed | asked | free]
