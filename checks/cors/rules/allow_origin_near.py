"""Values of Access-Control-Allow-Origin that come near the page's origin, or near being one."""

from __future__ import annotations

from checks.cors.rules import examples as x
from checks.cors.rules.allow_origin import NAME, rule
from checks.cors.rules.base import Example, Hop, Reply

rule(
    "allow-origin-invalid",
    """
    An origin is `scheme://host`, with a port if it is not the default, and without quotes, brackets or a path. The most
    common mistake is a missing scheme.
    """,
    title="Access-Control-Allow-Origin is not a valid origin",
    label="not of the form scheme://host[:port]; the page's origin is {origin}",
    remedy="Write the origin in full, exactly as in the request's Origin header.",
    spec="http-new-header-syntax",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=x.simple(x.reply((NAME, "app.example.com"))),
    right=x.simple(x.READABLE),
)
rule(
    "allow-origin-trailing-slash",
    """
    The value is compared byte by byte with the origin, which has no path, not even a slash. A URL copied from the
    address bar brings the slash along.
    """,
    title="Access-Control-Allow-Origin ends in a slash or a path",
    label="an origin has no path; the page's is {origin}",
    remedy="Remove everything after the host and port.",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=x.simple(x.reply((NAME, "{page}/"))),
    right=x.simple(x.READABLE),
)
rule(
    "allow-origin-case-or-port",
    """
    Browsers send origins in lowercase and without the scheme's default port, and compare byte by byte.
    """,
    title="Access-Control-Allow-Origin has the wrong case or the default port",
    label="the browser writes this origin as {origin}",
    remedy="Use lowercase, and leave out :80 for http and :443 for https.",
    spec="http-new-header-syntax",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=Example(
        (Hop(Reply(200, ((NAME, "HTTP://APP.EXAMPLE.COM"), x.JSON))),), {"origin": "http://app.example.com"}
    ),
    right=Example((Hop(Reply(200, ((NAME, "http://app.example.com"), x.JSON))),), {"origin": "http://app.example.com"}),
)
rule(
    "allow-origin-scheme-differs",
    """
    The host is right, but http and https are different origins, and so are two ports of one host. Usual causes: a
    development server on another port, or a site that moved to https.
    """,
    title="Access-Control-Allow-Origin has the wrong scheme or port for the host",
    label="the page's origin is {origin}",
    remedy="Allow the exact scheme and port that the page is served from.",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=Example(
        (Hop(Reply(200, ((NAME, "https://app.example.com"), x.JSON))),), {"origin": "http://app.example.com"}
    ),
    right=Example((Hop(Reply(200, ((NAME, "http://app.example.com"), x.JSON))),), {"origin": "http://app.example.com"}),
)
rule(
    "allow-origin-wildcard-subdomain",
    """
    `*` is a wildcard only when it stands alone; `*.example.com` is compared literally and never equals the page's
    origin.
    """,
    title="Access-Control-Allow-Origin contains a subdomain pattern",
    label="* is not a pattern here; the page's origin is {origin}",
    remedy="Match the subdomain in code and send back the request's own Origin, with Vary: Origin.",
    spec="http-new-header-syntax",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=x.simple(x.reply((NAME, "https://*.example.com"))),
    right=x.simple(x.READABLE),
)
rule(
    "allow-origin-host-spelling",
    """
    People take this host for the page's, browsers do not: with or without www, localhost for 127.0.0.1, or with a
    trailing dot. Origins are compared byte by byte, without any name lookup. If the page opens under both names, it
    works for visitors who used the other one.
    """,
    title="Access-Control-Allow-Origin has a variant of the page's host name",
    label="{near}; the page's origin is {origin}",
    remedy="Allow every name under which the page can be opened, or redirect visitors to the allowed one.",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=Example((Hop(x.reply((NAME, "http://www.example.com"))),), {"origin": "http://example.com"}),
    right=Example((Hop(x.reply((NAME, "http://example.com"))),), {"origin": "http://example.com"}),
)
rule(
    "allow-origin-file",
    """
    Pages opened from disk send `Origin: null`. Some old Android and Cordova web views sent `file://`; no current
    browser does. Apps with a web view now have origins such as capacitor://localhost or https://localhost.
    """,
    title="Access-Control-Allow-Origin names file://, which no browser sends",
    label="no browser sends this origin; the page's is {origin}",
    remedy="Allow the origin that the app's web view really sends; serve local pages from http://localhost.",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=x.simple(x.reply((NAME, "file://"))),
    right=x.simple(x.READABLE),
)
