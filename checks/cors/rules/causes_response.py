"""Why the answer to the request itself cannot be read."""

from __future__ import annotations

from checks.cors import error_answers as errors
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop
from checks.cors.rules.causes import MISSING, PREFLIGHT, cause

cause(
    "cors-added-twice",
    errors.added_twice,
    ("allow-origin-multiple-headers",),
    """
    The values differ, or several CORS headers are doubled: the application adds its own, and a proxy or gateway adds
    more instead of replacing them.
    """,
    title="The proxy and the application both add the CORS headers",
    label="{first} from one of them, {second} from the other",
    remedy="Switch CORS off in one of the two, or have the outer one replace what it finds.",
    spec="cors-check",
    broken=x.simple(x.reply(x.ANY_ORIGIN, x.ORIGIN)),
    right=x.simple(x.READABLE),
)
cause(
    "cached-without-cors",
    errors.cached_without_cors,
    (*MISSING, "allow-origin-only-preflight"),
    """
    The copy was stored for a request without an Origin, such as a link, an image or another server, and nothing told
    the cache to keep a copy per origin. Even a correctly configured server has no effect until it is gone.
    """,
    title="A cache served a stored copy without CORS headers",
    label="missing here, and {cache} says that the response came from a cache; {told}",
    remedy="Purge the cache for this URL; then always send Vary: Origin, or add Origin to the cache key.",
    proof=errors.has_header_around_cache,
    spec="cors-protocol-and-http-caches",
    broken=Example((Hop(x.reply(("X-Cache", "Hit from cloudfront")), past_cache=x.READABLE),)),
    right=x.simple(x.reply(x.ANY_ORIGIN, ("X-Cache", "Hit from cloudfront"))),
)
cause(
    "rate-limited",
    errors.rate_limited,
    (*MISSING, *PREFLIGHT),
    """
    The rate limiter runs before whatever adds the CORS headers. The page cannot read the status, so it cannot know that
    it should wait.
    """,
    confidence=Confidence.MEASURED,
    title="The rate limiter's response has no CORS headers",
    label="status {status}{by}, no Access-Control-Allow-Origin{more}",
    remedy="Wait and check again; then add the CORS headers to the limiter's responses, and expose Retry-After.",
    broken=x.simple(x.reply(status=429)),
    right=x.simple(x.reply(x.ORIGIN, status=429)),
)
cause(
    "request-too-large",
    errors.too_large,
    MISSING,
    """
    A layer in front of the application rejected the request with its own error page, without CORS headers, so the
    browser reports CORS instead of the size.
    """,
    confidence=Confidence.MEASURED,
    title="A layer in front rejects the request as too large, without CORS headers",
    label="status {status}{by}, no Access-Control-Allow-Origin: {there}",
    remedy="Raise the limit at the layer that responded, or send less; then add the CORS headers to its error "
    "responses too.",
    broken=x.simple(x.reply(("Server", "nginx"), status=413)),
    right=x.simple(x.reply(x.ORIGIN, ("Server", "nginx"), status=413)),
)
cause(
    "gateway-error",
    errors.gateway_error,
    (*MISSING, *PREFLIGHT),
    """
    The application did not respond, or too slowly. The proxy's own error pages have no CORS headers, so the page sees a
    CORS error instead of this status.
    """,
    title="The proxy got no response from the application",
    label="status {status}{by}, no Access-Control-Allow-Origin{more}",
    remedy="Find out why the application does not respond; then add the CORS headers to the proxy's error pages too.",
    broken=x.simple(x.reply(("Server", "nginx"), status=502)),
    right=x.simple(x.reply(x.ORIGIN, ("Server", "nginx"), status=502)),
)
cause(
    "application-error",
    errors.application_error,
    MISSING,
    """
    Your API threw an exception, and the framework's error handler sits outside the CORS middleware. The console's CORS
    message hides an ordinary server error.
    """,
    title="The API crashed, and its error page has no CORS headers",
    label="status {status}{by}, no Access-Control-Allow-Origin{more}",
    remedy="Read the server's log and fix the error first; then move the error handler inside the CORS middleware.",
    broken=x.simple(x.reply(status=500)),
    right=x.simple(x.reply(x.ORIGIN, status=500)),
)
cause(
    "login-answer-without-cors",
    errors.login_needed,
    MISSING,
    """
    An authorizer, a gateway or an earlier middleware responds before the CORS headers are added. This check sends no
    cookies and no real token. A visitor who is logged in may get further, but sees a CORS error as soon as the session
    ends.
    """,
    title="The response that requires a login has no CORS headers",
    label="status {status}{by}, no Access-Control-Allow-Origin{more}",
    remedy="Add the CORS headers before authentication, for every status, or to the gateway's default responses.",
    broken=x.simple(x.reply(("WWW-Authenticate", "Bearer"), status=401)),
    right=x.simple(x.reply(x.ORIGIN, status=401)),
)
cause(
    "error-without-cors",
    errors.other_error,
    ("allow-origin-missing",),
    """
    The server refused the request, and without CORS headers the page can read neither the status nor the body. What is
    wrong with the request is an ordinary question; CORS hides the explanation. This response alone does not show
    whether the server's other responses have the headers.
    """,
    confidence=Confidence.MEASURED,
    title="The response is an error, and it has no CORS headers",
    label="status {status}{by}, no Access-Control-Allow-Origin{more}",
    remedy="Send the same request with curl and fix what the response names; then add the CORS headers to errors too.",
    broken=x.simple(x.reply(status=409)),
    right=x.simple(x.reply(x.ORIGIN, status=409)),
)
cause(
    "origin-not-listed",
    errors.not_listed,
    (*MISSING, *PREFLIGHT, "allow-origin-only-preflight"),
    """
    The response says `Vary: Origin`, or its body says that CORS refuses: CORS is configured, and this origin is most
    likely not on the list. Entries with a trailing slash, without a scheme or with another port do not match.
    """,
    title="The server has a list of allowed origins without this one",
    label="the server looks at the Origin, and did not allow {origin}{more}",
    remedy="Add the origin to the list exactly as the browser sends it.",
    spec="cors-check",
    broken=x.simple(x.reply(x.VARY)),
    right=x.simple(x.READABLE),
)
