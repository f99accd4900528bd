"""Why a preflight is refused: the most likely reason, from its answer and from what the server tells others."""

from __future__ import annotations

import re

from checks.cors.failure import Failed, is_fine, said
from checks.cors.journey import Journey
from checks.cors.layers import DOORS, GATEWAYS, IDENTITY_PROXY
from checks.cors.model import Evidence, HttpResponse

# They ask everybody for a login, where others who answer 401 ask for the application.
_ASKING = (*DOORS, IDENTITY_PROXY)
# What the answers of a CORS handling that has run hold beside Allow-Origin.
_GRANTS = ("access-control-allow-methods", "access-control-allow-headers", "access-control-max-age")


def names_compared_raw(failed: Failed) -> Evidence | None:
    loose = failed.probe("loose-preflight")
    if not failed.is_preflight or not is_fine(loose) or not failed.passes(loose) or loose is None:
        return None
    asked = failed.answered.exchange.request.get("access-control-request-headers") or ""
    listed = {name.strip().lower() for name in (loose.get("access-control-allow-headers") or "").split(",")}
    if "*" not in listed and not set(asked.split(",")) <= listed:
        return None
    return Evidence(failed.number, "Access-Control-Request-Headers", asked, span=(0, len(asked)))


def lists_refuse(failed: Failed) -> Evidence | None:
    """The server reads the preflight: it says what it refuses, or one that asks for less is allowed."""
    refused = refused_part(failed)
    if refused is None:
        return None
    part, value = refused
    header = f"Access-Control-Request-{'Method' if part == 'method' else 'Headers'}"
    asked = failed.answered.exchange.request.get(header.lower()) or ""
    more = failed.said if _by_words(failed) else "; a preflight without it passes"
    if not _by_words(failed) and not is_fine(failed.probe("plain-preflight")):
        more = f"; without it the response has the CORS headers and status {failed.status}, from the server behind"
    args = (("refused", value.replace(",", ", ")), ("more", more))
    return Evidence(failed.number, header, asked, span=(0, len(asked)), args=args)


def refused_part(failed: Failed) -> tuple[str, str] | None:
    """The method, or the names of the headers, that the server's lists refuse."""
    if not failed.is_preflight:
        return None
    asked = failed.answered.exchange.request
    method = asked.get("access-control-request-method") or ""
    names = [name for name in (asked.get("access-control-request-headers") or "").split(",") if name]
    if _by_words(failed):
        if "method" in failed.response.phrase:
            return "method", method
        listed = (failed.response.get("access-control-allow-headers") or "").lower().replace(" ", "").split(",")
        return "headers", ",".join([name for name in names if name not in listed] or names)
    if failed.names_origin or not _is_allowed(failed, "plain-preflight"):
        return None
    if not names or (failed.probe("bare-preflight") is not None and not _is_allowed(failed, "bare-preflight")):
        return "method", method
    alone = {
        probe.exchange.request.get("access-control-request-headers"): _is_allowed(failed, name)
        for name, probe in failed.journey.probes.items()
        if name.startswith("one-header-")
    }
    refused = [name for name in names if alone.get(name) is False]
    return "headers", ",".join(refused or [name for name in names if name not in alone] or names)


def _by_words(failed: Failed) -> bool:
    return failed.phrase is not None and failed.phrase.kind == "list"


def _is_allowed(failed: Failed, name: str) -> bool:
    """Whether the CORS handling allows it; what is behind it may refuse both for another reason."""
    response = failed.probe(name)
    if response is None or not failed.passes(response):
        return False
    return is_fine(response) or response.status == failed.status


def header_lines_skipped(failed: Failed) -> Evidence | None:
    """Something answers OPTIONS with success, and what adds the headers to other answers leaves this one out."""
    simple = failed.told_simply
    if not failed.is_preflight or failed.names_origin or not is_fine(failed.response) or not failed.passes(simple):
        return None
    # Allow is what a router answers by itself: there the CORS handling did not run at all.
    if simple is None or failed.response.get("allow") is not None:
        return None
    some = next((name for name, _ in failed.response.headers if name.lower() in _GRANTS), None)
    if some is not None:
        return failed.header(some, status=str(failed.status), sign=f"the preflight response has {some}")
    layer = failed.layer
    if layer is not None and layer.name in ("nginx", "OpenResty", "Apache", "HAProxy", "LiteSpeed"):
        return failed.header(
            layer.header or "Server", status=str(failed.status), sign=f"the response comes from {layer.name}"
        )
    if simple.get("server") is not None and failed.response.get("server") is None:
        sign = "the preflight response has no Server header, a GET does"
        return failed.header("Server", status=str(failed.status), sign=sign)
    return None


def options_not_wired(failed: Failed) -> Evidence | None:
    if not failed.is_preflight or failed.names_origin or not failed.passes(failed.told_simply):
        return None
    there = failed.layer.options if failed.layer is not None and not is_fine(failed.response) else ""
    return failed.status_evidence(more=failed.said + (f"; {there}" if there else ""))


def fails_by_origin(failed: Failed) -> Evidence | None:
    if failed.status < 400 or failed.names_origin or not is_fine(failed.probe("no-origin")):
        return None
    if failed.is_preflight:
        simple = failed.told_simply
        if simple is None or simple.status < 400:
            return None
    elif failed.answered.exchange.request.method not in ("GET", "HEAD") or any(failed.journey.preflights()):
        return None  # The request differs from the one without an Origin in more than that.
    return failed.status_evidence(origin=failed.journey.request.origin, more=failed.said)


def own_origin_refused(journey: Journey) -> Evidence | None:
    """An error for a request of the server's own page that names its origin, where one without is answered well."""
    last, without, named = journey.last, journey.probes.get("no-origin"), journey.probes.get("simple-request")
    if journey.is_cors or last is None or last.response.status < 400 or without is None:
        return None
    if last.exchange.request.get("origin") is None or not is_fine(without.response):
        return None
    if last.exchange.request.method not in ("GET", "HEAD") and (named is None or named.response.status < 400):
        return None
    status = str(last.response.status)
    more = said(last.response) + (
        ". It is the page's own origin: most likely the server does not know its own address, such as http:// "
        "behind a proxy that ends TLS, until X-Forwarded-Proto and X-Forwarded-Host are passed on and trusted"
    )
    args = (("status", status), ("origin", journey.request.origin), ("more", more))
    return Evidence(last.number, field="status", value=status, span=(0, 3), args=args)


def origin_refused_in_words(failed: Failed) -> Evidence | None:
    """The body says that the origin is refused, or that CORS refuses, which is most often the origin."""
    phrase = failed.phrase
    if failed.names_origin or phrase is None or phrase.kind not in ("origin", "cors"):
        return None
    return failed.status_evidence(origin=failed.journey.request.origin, more=failed.said)


def refused_in_front(failed: Failed) -> Evidence | None:
    """OPTIONS is turned away by what stands before every application."""
    layer, phrase = failed.layer, failed.phrase
    if not failed.is_preflight or failed.names_origin or layer is None or not layer.options:
        return None
    if layer.name in GATEWAYS or (phrase is not None and phrase.kind == "route"):
        return None
    if failed.status not in (403, 404, 405, 501) and not (failed.status == 401 and layer.name in _ASKING):
        return None
    answered_well = is_fine(failed.probe("no-origin"))
    if answered_well if layer.name in DOORS else not (layer.sure or answered_well):
        return None
    return failed.status_evidence(there=layer.options)


def no_such_path(failed: Failed) -> Evidence | None:
    """What says that the path, or the path with this method, does not exist."""
    if failed.names_origin or failed.status < 400:
        return None
    request, phrase = failed.answered.exchange.request, failed.phrase
    told = (failed.response.get("x-amzn-errortype") or "").startswith("MissingAuthenticationToken")
    told = told or (phrase is not None and phrase.kind == "route")
    missing = failed.status in (404, 405, 410)
    if failed.is_preflight and not told:
        others = (failed.told_simply, failed.probe("no-origin"))
        missing = failed.status in (404, 410) and any(
            other is not None and other.status in (404, 410) for other in others
        )
    if not told and not missing:
        return None
    more = "" if failed.status != 403 else "; that is what the gateway's text means, not a missing login"
    return failed.status_evidence(method=request.method, more=failed.said + more)


def auth_before_cors(failed: Failed) -> Evidence | None:
    if not failed.is_preflight or failed.status not in (401, 403, 407) or failed.names_origin:
        return None
    if failed.response.get("www-authenticate") is not None:
        return failed.header("WWW-Authenticate", status=str(failed.status))
    if failed.status == 403 and not _wants_login(failed):
        return None
    return failed.status_evidence()


def _wants_login(failed: Failed) -> bool:
    """Whether a 403 is one for everybody who is not logged in, as far as can be seen."""
    if failed.phrase is not None and failed.phrase.kind == "login":
        return True
    without = failed.probe("no-origin")
    return without is not None and without.status in (401, 403, 407)


_GATEWAYS = re.compile(r"x-kong-|apigw-requestid\Z|x-amz-apigw-id\Z|x-envoy-|x-tyk-|x-azure-ref\Z|x-apim-")


def gateway_answers(failed: Failed) -> Evidence | None:
    preflight = next(iter(failed.journey.preflights()), None)
    if preflight is None:
        return None
    mains = [main.response for main in failed.journey.mains()]
    others = [*mains, *filter(None, (failed.probe("simple-request"), failed.probe("no-origin")))]
    response = preflight[2]
    for other in others:
        one, two = _product(response), _product(other)
        if one and two and one != two:
            value = response.get("server") or ""
            args = (("other", other.get("server") or ""),)
            return Evidence(preflight[0], "Server", value, span=(0, len(value)), args=args)
        marks = {name for name, _ in response.headers if _GATEWAYS.match(name.lower())}
        marks -= {name for name, _ in other.headers}
        if marks:
            name = min(marks)
            value = response.get(name.lower()) or ""
            return Evidence(preflight[0], name, value, span=(0, len(value)), args=(("other", "no such header"),))
    return None


def _product(response: HttpResponse) -> str:
    return re.split(r"[/ (]", (response.get("server") or "").lower(), maxsplit=1)[0]
