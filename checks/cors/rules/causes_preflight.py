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
    The same preflight with its header names in capitals and with spaces is allowed. Browsers send the names in lower
    case, sorted, with commas and no spaces; the server compares the text with what it expects instead of the names.
    It passes when you try it by hand with curl.
    """,
    confidence=Confidence.MEASURED,
    title="The server compares the preflight's header names letter by letter",
    label="refused as a browser writes it, allowed in capitals and with spaces",
    remedy="Split Access-Control-Request-Headers at the commas, trim, and compare without regard to case.",
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
    The same preflight is allowed when it asks for less, or the body of the answer says what is refused. So the server
    does handle preflights, and this method or one of these headers is not on its list. Storage buckets, rs/cors, Spring
    and Jetty's filter then leave out all CORS headers, the origin's too, and the browser reports the origin, which is
    fine; Starlette answers 400.
    """,
    confidence=Confidence.MEASURED,
    title="The server reads the preflight, and refuses its method or a header of it",
    label="{refused} is refused{more}",
    remedy="Add the method or the header to the server's list, or leave the header out of the request.",
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
    Something answers OPTIONS, and with success, but the lines that add the CORS headers to other answers do not apply
    to that one. In nginx an `if` that returns 204 uses its own `add_header` lines and none of those outside it, in
    Apache `Header set` without `always` leaves out what a rewrite rule answers, and in HAProxy `http-response` leaves
    out what HAProxy answers itself.
    """,
    title="Something answers OPTIONS, and its CORS header lines do not reach that answer",
    label="status {status} and no Access-Control-Allow-Origin, while a GET has it; {sign}",
    remedy="In nginx repeat every add_header in the block that returns 204; in Apache write `Header always set`; "
    "in HAProxy use http-after-response.",
    spec="cors-preflight-fetch",
    broken=x.put(x.preflight(x.methods("PUT"), ("Server", "nginx"))),
    right=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), ("Server", "nginx"))),
)
cause(
    "options-not-wired",
    refused.options_not_wired,
    (*MISSING, *PREFLIGHT),
    """
    A plain GET of this address has the CORS headers; the answer to OPTIONS has not. The CORS handling hangs on the
    routes for GET or POST, and the preflight, which is an OPTIONS request, never gets there: a router, a cache or a
    host that takes no OPTIONS answers it. A host that is not yours and takes only requests without a preflight can
    still be asked with one that needs none.
    """,
    title="CORS works for GET, and its handling does not reach OPTIONS",
    label="status {status}{by}, and no Access-Control-Allow-Origin, while a GET has it{more}",
    remedy="Put the CORS middleware before the router, or route OPTIONS to it for every path.",
    spec="cors-preflight-fetch",
    broken=x.put(x.preflight(status=404, max_age=False)),
    right=x.put(x.PUT_ALLOWED),
)
cause(
    "origin-makes-server-fail",
    refused.fails_by_origin,
    (*MISSING, *PREFLIGHT),
    """
    Without an Origin header the server answers well; with this page's Origin it answers an error. Either it turns away
    origins that are not on its list, as Spring does with 403 “Invalid CORS request”, or its CORS configuration
    contradicts itself, such as * together with credentials, and throws an exception. Where the page is the server's
    own, it does not know its own address: behind a proxy that ends TLS it takes itself for http.
    """,
    confidence=Confidence.MEASURED,
    title="The server fails only when the request names its origin",
    label="status {status} for {origin}; without an Origin the answer is fine{more}",
    remedy="Add the origin to the server's list; at a 5xx read the server's log, for its CORS configuration throws.",
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
    The answer's own marks say who made it: a cloud's front door, a delivery network, a storage service or a web server,
    which turned OPTIONS away before any application could answer it. It wants a caller that may come in, which a
    preflight cannot be since it carries no credentials, or does not take the method, or has no CORS set up.
    """,
    title="OPTIONS is turned away before an application could answer it",
    label="status {status}{by}: {there}",
    remedy="Let OPTIONS pass at the layer that the finding names, or set up CORS there.",
    spec="cors-preflight-fetch",
    broken=x.put(x.preflight(("Server", "Google Frontend"), status=403, max_age=False), x.reply(status=403)),
    right=x.put(x.PUT_ALLOWED),
)
cause(
    "no-such-path",
    refused.no_such_path,
    (*MISSING, *PREFLIGHT),
    """
    The server does not know this path, or not with this method, and the page that says so has no CORS headers. The CORS
    message in the console hides an ordinary “not found”: a misspelt path, a missing prefix or stage, another version, a
    route that was never deployed, or an application that did not start. Amazon's API Gateway says 403 “Missing
    Authentication Token” for that.
    """,
    title="The server has no such path, or not for this method",
    label="status {status}{by}: look first whether this path exists, for there is no such route for {method}{more}",
    remedy="Call the address with curl and compare path and method with the server's routes; then give errors the "
    "CORS headers too.",
    broken=x.simple(x.reply(status=404)),
    right=x.simple(x.reply(x.ORIGIN, status=404)),
)
cause(
    "auth-before-cors",
    refused.auth_before_cors,
    ("preflight-auth", "preflight-forbidden", "allow-origin-missing"),
    """
    The login check runs before the CORS handling. A preflight carries neither cookies nor a token, by design, so it is
    turned away before anything could say that the page is allowed.
    """,
    title="Authentication answers before CORS",
    label="status {status}{by}, and no Access-Control-Allow-Origin",
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
    Preflight and request seem to be answered by two different programs: their headers name different servers. Most
    likely a gateway or a proxy answers OPTIONS itself, with a list of its own, and the application is never asked.
    """,
    title="Something in front of the application answers OPTIONS for it",
    label="this on the preflight; on another answer: {other}",
    remedy="Change the CORS settings of the gateway, or let it pass OPTIONS on to the application.",
    spec="cors-preflight-fetch",
    broken=x.put(
        x.preflight(x.ORIGIN, x.methods("GET"), ("Server", "kong/3.8.0")), x.reply(x.ORIGIN, ("Server", "gunicorn"))
    ),
    right=x.put(
        x.preflight(x.ORIGIN, x.methods("PUT"), ("Server", "gunicorn")), x.reply(x.ORIGIN, ("Server", "gunicorn"))
    ),
)
