"""Values of Access-Control-Allow-Origin that come near the page's origin, or near being one."""

from __future__ import annotations

from checks.cors.rules import examples as x
from checks.cors.rules.allow_origin import NAME, rule
from checks.cors.rules.base import Example, Hop, Reply

rule(
    "allow-origin-invalid",
    """
    The value is no origin at all: an origin is `scheme://host` with a port where it is not the scheme's own, without
    quotes, brackets or a path. A host name without a scheme is the commonest case.
    """,
    title="Access-Control-Allow-Origin is not an origin",
    label="not of the form scheme://host[:port]; the page's origin is {origin}",
    remedy="Write the origin in full, as the request's Origin header has it.",
    spec="http-new-header-syntax",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=x.simple(x.reply((NAME, "app.example.com"))),
    right=x.simple(x.READABLE),
)
rule(
    "allow-origin-trailing-slash",
    """
    The value is compared byte by byte with the origin, and an origin ends after host and port: it has no path, not
    even a slash. Copying a URL from the address bar into an allow list brings the slash along.
    """,
    title="Access-Control-Allow-Origin ends in a slash or a path",
    label="no origin has a path; the page's is {origin}",
    remedy="Cut the value after the host and port.",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=x.simple(x.reply((NAME, "{page}/"))),
    right=x.simple(x.READABLE),
)
rule(
    "allow-origin-case-or-port",
    """
    Browsers send origins in lower case and without the port that the scheme implies, and compare byte by byte. The
    same place written with capitals or with an explicit :80 or :443 does not match.
    """,
    title="Access-Control-Allow-Origin differs in case or names the default port",
    label="the browser writes this origin as {origin}",
    remedy="Use lower case and leave out :80 for http and :443 for https.",
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
    The host is right, but the scheme or the port is not. http and https are different origins, and so are two ports
    of one host. A development server on another port, or a site that moved to https, are the usual reasons.
    """,
    title="Access-Control-Allow-Origin has the right host with another scheme or port",
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
    The star is only a wildcard when it stands alone. `*.example.com` is compared letter by letter with the page's
    origin and never equals it. To allow subdomains, match them in the server's code and answer with the one origin
    that asked.
    """,
    title="Access-Control-Allow-Origin holds a subdomain pattern",
    label="* is no pattern here; the page's origin is {origin}",
    remedy="Match the subdomain in code and answer with the request's own Origin, with Vary: Origin.",
    spec="http-new-header-syntax",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=x.simple(x.reply((NAME, "https://*.example.com"))),
    right=x.simple(x.READABLE),
)
rule(
    "allow-origin-host-spelling",
    """
    The header names a host that a person takes for the page's and a browser does not: with www or without it, localhost
    for 127.0.0.1, or with a dot at the end. Origins are compared byte by byte, and no name is looked up for that. Often
    the page can be opened under both names, so that it works for those who came by the other one.
    """,
    title="Access-Control-Allow-Origin names the page's host in another spelling",
    label="{near}; the page's origin is {origin}",
    remedy="Allow every name under which the page can be opened, or redirect visitors to the one that is allowed.",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=Example((Hop(x.reply((NAME, "http://www.example.com"))),), {"origin": "http://example.com"}),
    right=Example((Hop(x.reply((NAME, "http://example.com"))),), {"origin": "http://example.com"}),
)
rule(
    "allow-origin-file",
    """
    Pages that are opened from a disk send `Origin: null`. Some old web views of Android and of Cordova sent `file://`,
    and servers allowed that; no browser of today sends it, so the value matches nobody. Apps with a web view have an
    origin of their own now, such as capacitor://localhost or https://localhost.
    """,
    title="Access-Control-Allow-Origin names file://, which no browser sends",
    label="no browser sends this origin; the page's is {origin}",
    remedy="Allow the origin that the app's web view really sends; serve local pages from http://localhost.",
    mdn="Guides/CORS/Errors/CORSAllowOriginNotMatchingOrigin",
    broken=x.simple(x.reply((NAME, "file://"))),
    right=x.simple(x.READABLE),
)
