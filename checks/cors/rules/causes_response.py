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
    The CORS headers are there twice and do not come from one place: their values differ, or several of them are
    doubled. The application adds its own and a proxy or gateway adds more, instead of replacing them.
    """,
    title="A proxy and the application both add the CORS headers",
    label="{first} by one of them, {second} by the other",
    remedy="Switch CORS off in one of the two, or let the outer one replace what it finds.",
    spec="cors-check",
    broken=x.simple(x.reply(x.ANY_ORIGIN, x.ORIGIN)),
    right=x.simple(x.READABLE),
)
cause(
    "cached-without-cors",
    errors.cached_without_cors,
    (*MISSING, "allow-origin-only-preflight"),
    """
    A cache between page and server answered with a copy that has no CORS headers. It was stored when somebody asked
    without an Origin, such as a link, an image or another server, and nothing told the cache to keep a copy for each.
    A server that is set up rightly does not show until the copy is gone.
    """,
    title="A cache answered with a stored copy that has no CORS headers",
    label="absent here, and {cache} says that the answer was stored; {told}",
    remedy="Empty the cache for this URL; then send Vary: Origin always, or make Origin part of the cache's key.",
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
    A rate limiter answered, and it stands before whatever adds the CORS headers. The page cannot read the status and
    so cannot tell that it should wait.
    """,
    confidence=Confidence.MEASURED,
    title="The rate limiter's answer has no CORS headers",
    label="status {status}{by}, and no Access-Control-Allow-Origin{more}",
    remedy="Wait and check again; then have the limiter's answers carry the CORS headers, and expose Retry-After.",
    broken=x.simple(x.reply(status=429)),
    right=x.simple(x.reply(x.ORIGIN, status=429)),
)
cause(
    "request-too-large",
    errors.too_large,
    MISSING,
    """
    The request was too large for one of the layers before the application, which turned it away with an error page of
    its own. That page has no CORS headers, so that the browser reports CORS and not the size.
    """,
    confidence=Confidence.MEASURED,
    title="The request is too large for a layer in front, whose answer has no CORS headers",
    label="status {status}{by}, and no Access-Control-Allow-Origin: {there}",
    remedy="Raise the limit at the layer that answered or send less; then give its error answers the CORS headers too.",
    broken=x.simple(x.reply(("Server", "nginx"), status=413)),
    right=x.simple(x.reply(x.ORIGIN, ("Server", "nginx"), status=413)),
)
cause(
    "gateway-error",
    errors.gateway_error,
    (*MISSING, *PREFLIGHT),
    """
    The proxy in front answered, for the application did not or was too slow. The proxy's own error pages carry no CORS
    headers, so that the page sees a CORS error and not this status.
    """,
    title="The proxy could not get an answer from the application",
    label="status {status}{by}, and no Access-Control-Allow-Origin{more}",
    remedy="Find out why the application does not answer; then give the proxy's error pages the CORS headers too.",
    broken=x.simple(x.reply(("Server", "nginx"), status=502)),
    right=x.simple(x.reply(x.ORIGIN, ("Server", "nginx"), status=502)),
)
cause(
    "application-error",
    errors.application_error,
    MISSING,
    """
    Your API failed with an exception, and the page that its framework makes of that has no CORS headers: the error
    handler sits outside the CORS middleware. The CORS message in the console hides an ordinary server error.
    """,
    title="The API crashed, and its error page has no CORS headers",
    label="status {status}{by}, and no Access-Control-Allow-Origin{more}",
    remedy="Read the server's log and mend the error first; then put the error handler inside the CORS middleware.",
    broken=x.simple(x.reply(status=500)),
    right=x.simple(x.reply(x.ORIGIN, status=500)),
)
cause(
    "login-answer-without-cors",
    errors.login_needed,
    MISSING,
    """
    The answer asks for a login or refuses one, and it was made before the CORS headers are added: by an authorizer, a
    gateway or an earlier middleware. This check sends no cookies and no real token; a visitor who is logged in may get
    further, and sees a CORS error as soon as the session ends.
    """,
    title="The answer that asks for a login has no CORS headers",
    label="status {status}{by}, and no Access-Control-Allow-Origin{more}",
    remedy="Add the CORS headers before authentication, for every status, or to the gateway's default answers.",
    broken=x.simple(x.reply(("WWW-Authenticate", "Bearer"), status=401)),
    right=x.simple(x.reply(x.ORIGIN, status=401)),
)
cause(
    "error-without-cors",
    errors.other_error,
    ("allow-origin-missing",),
    """
    The server refused the request with an error, and the answer that says why has no CORS headers, so that the page can
    read neither its status nor its body. What is wrong with the request is an ordinary question; CORS hides the answer
    to it. Whether the server's other answers have the headers is not known from this one.
    """,
    confidence=Confidence.MEASURED,
    title="This is an error answer, and it has no CORS headers",
    label="status {status}{by}, and no Access-Control-Allow-Origin{more}",
    remedy="Send the same request with curl and mend what its answer names; then give errors the CORS headers too.",
    broken=x.simple(x.reply(status=409)),
    right=x.simple(x.reply(x.ORIGIN, status=409)),
)
cause(
    "origin-not-listed",
    errors.not_listed,
    (*MISSING, *PREFLIGHT, "allow-origin-only-preflight"),
    """
    The answer says `Vary: Origin`, or its body that CORS refuses: the server did look at the Origin, so CORS is set up,
    and this origin is most likely not on its list. Entries with a slash at the end, without a scheme or with another
    port do not count.
    """,
    title="The server has a list of origins, and this one is not on it",
    label="the server looks at the Origin, and gave {origin} nothing{more}",
    remedy="Add the origin to the list exactly as the browser sends it.",
    spec="cors-check",
    broken=x.simple(x.reply(x.VARY)),
    right=x.simple(x.READABLE),
)
