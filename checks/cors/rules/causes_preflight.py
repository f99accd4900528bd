"""Why a preflight is refused, and why a server fails where the request names its origin, as far as answers tell."""

from __future__ import annotations

import re

from checks.cors import refused_preflight as refused
from checks.cors.error_answers import not_listed_on_error
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, When
from checks.cors.rules.causes import MISSING, PREFLIGHT, also, cause

cause(
    "names-compared-raw",
    refused.names_compared_raw,
    (*MISSING, *PREFLIGHT, "header-not-allowed"),
    """
    Browsers send the names in lowercase, sorted, with commas and no spaces; the server compares the whole text with
    what it expects instead of the names. It works when you try it by hand with curl.
    """,
    confidence=Confidence.MEASURED,
    title="The server compares the preflight's header names as raw text",
    label="refused as a browser writes it, allowed in uppercase and with spaces",
    remedy="Split Access-Control-Request-Headers at the commas, trim the names, and compare them case-insensitively.",
    spec="cors-preflight-fetch",
    broken=Example(
        (
            Hop(
                x.READABLE,
                x.preflight(x.ORIGIN),
                cases=(
                    (
                        When(asks=re.compile("X-Api-Key, X-Auth-Token"), preflight=True),
                        x.preflight(x.ORIGIN, x.headers("X-Api-Key, X-Auth-Token")),
                    ),
                ),
            ),
        ),
        {"headers": (("X-Api-Key", "1"), ("X-Auth-Token", "2"))},
    ),
    right=x.with_header("X-Api-Key", "1", x.preflight(x.ORIGIN, x.headers("X-Api-Key"))),
)
cause(
    "preflight-refused-by-list",
    refused.lists_refuse,
    (*MISSING, *PREFLIGHT, "header-not-allowed", "method-not-allowed"),
    """
    The same preflight passes when it asks for less, or the response body says what is refused. Storage buckets,
    rs/cors, Spring and Jetty's filter leave out all CORS headers in this case, so the browser blames the origin, which
    is fine; Starlette responds with 400.
    """,
    confidence=Confidence.MEASURED,
    title="The server handles the preflight but refuses its method or a header",
    label="{refused} is refused{more}",
    remedy="Add the method or the header to the server's list, or remove the header from the request.",
    spec="cors-preflight-fetch",
    broken=Example(
        (Hop(x.READABLE, x.preflight(), cases=((When(asks=re.compile(""), preflight=True), x.preflight(x.ORIGIN)),)),),
        {"headers": (("X-Api-Key", "1"),)},
    ),
    right=x.with_header("X-Api-Key", "1", x.preflight(x.ORIGIN, x.headers("X-Api-Key"))),
)
cause(
    "options-headers-skipped",
    refused.header_lines_skipped,
    MISSING,
    """
    OPTIONS succeeds, but without the lines that add CORS headers to other responses. In nginx, an `if` that returns 204
    uses only its own `add_header` lines; in Apache, `Header set` without `always` skips responses made by a rewrite
    rule; in HAProxy, `http-response` skips HAProxy's own responses.
    """,
    title="The CORS header lines do not apply to the response to OPTIONS",
    label="status {status}, no Access-Control-Allow-Origin, while a GET has it; {sign}",
    remedy="In nginx, repeat every add_header in the block that returns 204; in Apache, write `Header always set`; in"
    " HAProxy, use http-after-response.",
    spec="cors-preflight-fetch",
    broken=x.put(x.preflight(x.methods("PUT"), ("Server", "nginx"))),
    right=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), ("Server", "nginx"))),
)
cause(
    "options-not-wired",
    refused.options_not_wired,
    (*MISSING, *PREFLIGHT),
    """
    The CORS handling is attached to the GET or POST routes, and the preflight never gets there: a router, a cache or a
    host without OPTIONS support responds to it. If the host is not yours and supports no preflights, send it a request
    that needs none.
    """,
    title="CORS works for GET but not for OPTIONS",
    label="status {status}{by}, no Access-Control-Allow-Origin, while a GET has it{more}",
    remedy="Run the CORS middleware before the router, or route OPTIONS to it for every path.",
    spec="cors-preflight-fetch",
    broken=x.put(x.preflight(status=404, max_age=False)),
    right=x.put(x.PUT_ALLOWED),
)
cause(
    "origin-makes-server-fail",
    refused.fails_by_origin,
    (*MISSING, *PREFLIGHT),
    """
    Either the server rejects origins that are not on its list, as Spring does with 403 “Invalid CORS request”, or its
    CORS configuration contradicts itself, such as * together with credentials, and throws an exception. If the page is
    on the server's own origin, the server does not know its own address: behind a proxy that ends TLS it takes itself
    for http.
    """,
    confidence=Confidence.MEASURED,
    title="The server fails only when the request has an Origin header",
    label="status {status} for {origin}; without an Origin the response is fine{more}",
    remedy="Add the origin to the server's list; for a 5xx, read the server's log, because its CORS configuration "
    "throws.",
    broken=Example((Hop(x.reply(), cases=((When(origin=re.compile(".+")), x.reply(status=403)),)),)),
    right=x.simple(x.READABLE),
)
also("origin-not-listed", refused.origin_refused_in_words, (*MISSING, *PREFLIGHT))
also("origin-not-listed", not_listed_on_error, ("allow-origin-missing", *PREFLIGHT))
cause(
    "options-refused-in-front",
    refused.refused_in_front,
    (*MISSING, *PREFLIGHT),
    """
    The response's headers or body show who sent it: a cloud front end, a CDN, a storage service or a web server. It
    requires an authorized caller, which a preflight without credentials can never be, or does not support OPTIONS, or
    has no CORS configured.
    """,
    title="OPTIONS is refused before it reaches an application",
    label="status {status}{by}: {there}",
    remedy="Let OPTIONS pass through the layer named in the finding, or configure CORS there.",
    spec="cors-preflight-fetch",
    broken=x.put(x.preflight(("Server", "Google Frontend"), status=403, max_age=False), x.reply(status=403)),
    right=x.put(x.PUT_ALLOWED),
)
cause(
    "no-such-path",
    refused.no_such_path,
    (*MISSING, *PREFLIGHT),
    """
    The server's error page has no CORS headers, so the console's CORS message hides an ordinary “not found”: a misspelt
    path, a missing prefix or stage, another version, a route that was never deployed, or an application that did not
    start. Amazon's API Gateway says 403 “Missing Authentication Token” for this.
    """,
    title="The server has no such path, or not for this method",
    label="status {status}{by}: check first whether this path exists; no such route for {method}{more}",
    remedy="Call the URL with curl and compare path and method with the server's routes; then add the CORS headers to"
    " errors too.",
    broken=x.simple(x.reply(status=404)),
    right=x.simple(x.reply(x.ORIGIN, status=404)),
)
cause(
    "auth-before-cors",
    refused.auth_before_cors,
    ("preflight-auth", "preflight-forbidden", "allow-origin-missing"),
    """
    By design a preflight carries neither cookies nor a token, so the login check refuses it before anything can say
    that the page is allowed.
    """,
    title="Authentication runs before CORS",
    label="status {status}{by}, no Access-Control-Allow-Origin",
    remedy="Run the CORS handling first, and let OPTIONS pass without a login.",
    spec="cors-protocol-and-credentials",
    broken=x.put(x.preflight(("WWW-Authenticate", "Bearer"), status=401, max_age=False), x.reply(status=401)),
    right=x.put(x.PUT_ALLOWED),
)
cause(
    "gateway-answers-options",
    refused.gateway_answers,
    (*MISSING, *PREFLIGHT, "header-not-allowed", "method-not-allowed", "allow-origin-only-preflight"),
    """
    The headers of preflight and request name different servers. Most likely a gateway or proxy responds to OPTIONS with
    its own list, and the application never sees it.
    """,
    title="A layer in front of the application responds to OPTIONS",
    label="this on the preflight; on another response: {other}",
    remedy="Change the CORS settings of the gateway, or have it pass OPTIONS on to the application.",
    spec="cors-preflight-fetch",
    broken=x.put(
        x.preflight(x.ORIGIN, x.methods("GET"), ("Server", "kong/3.8.0")), x.reply(x.ORIGIN, ("Server", "gunicorn"))
    ),
    right=x.put(
        x.preflight(x.ORIGIN, x.methods("PUT"), ("Server", "gunicorn")), x.reply(x.ORIGIN, ("Server", "gunicorn"))
    ),
)
