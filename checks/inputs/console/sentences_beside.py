"""Sentences for causes that are told seldom: a request that is not sent, a redirect, a cookie, a policy of the page."""

from __future__ import annotations

BESIDE: dict[str, str] = {
    "local-network-insecure-page": (
        "The page is on http, and browsers let only pages on https reach into the local network: serve the page over "
        "https. No header of the server helps."
    ),
    "resource-policy-blocks": (
        "The response says Cross-Origin-Resource-Policy: same-origin or same-site (Express with helmet does by "
        "default), which keeps it from pages of other sites: have its server send Cross-Origin-Resource-Policy: "
        "cross-origin."
    ),
    "embedder-policy-blocks": (
        "The page sends Cross-Origin-Embedder-Policy, so what it loads from elsewhere needs a permission: have that "
        "server send Cross-Origin-Resource-Policy: cross-origin, or load it with crossorigin and CORS headers."
    ),
    "mode-same-origin": (
        "This may come from the page's own origin only (a worker's script, or mode \"same-origin\"), and no CORS "
        "header changes that: serve it from there, or take the mode out of the call."
    ),
    "page-origin-null": (
        "The page has no origin of its own: it comes from a file, a sandboxed frame or a data URL. Serve it over http, "
        "such as by a local web server."
    ),
    "response-malformed": (
        "Should what came back not be valid HTTP, the browser drops it: look at the answer with curl -v."
    ),
    "port-blocked": (
        "Should the port be one that browsers refuse (such as 22, 25 or 6000), nothing is sent: let the server listen "
        "on another."
    ),
    "error-status": (
        "The URL answered with an error, and the element takes none: open it in a tab and see what it says."
    ),
    "hsts-preflight-redirect": (
        "Should the host have asked for https before (HSTS), the browser itself redirects http:// to it, and a "
        "preflight cannot be redirected: write https:// in your code."
    ),
    "redirect-not-http": (
        "A redirect leads to a URL that is not http or https, which a request of script does not follow: have the "
        "server redirect to an http URL, or open that address as a page."
    ),
    "redirect-userinfo": (
        "A redirect leads to a URL with a user name or password, which browsers do not follow across origins: have the "
        "server redirect without them."
    ),
    "redirect-location-invalid": "The redirect's Location is no URL: look at it with curl -i, and mend it.",
    "redirect-loop": (
        "The server redirects again and again, behind a proxy most often from http to https and back: open the URL in "
        "a tab, and mend the redirects."
    ),
    "redirect-mode-error": (
        'The call says redirect: "error", and the server redirects: request the final URL, or leave that option out.'
    ),
    "redirect-origin-null": (
        "Should the request be redirected from one foreign origin to another, its Origin is null there: request the "
        "final URL itself."
    ),
    "allow-origin-case-or-port": (
        "Origins are compared letter by letter: have the server send its value in small letters, and without :80 or "
        ":443."
    ),
    "allow-origin-wildcard-subdomain": (
        "Browsers know no pattern such as https://*.example.com: have the server compare by itself, and answer with "
        "the one origin that asked and Vary: Origin."
    ),
    "allow-methods-case": (
        "Methods are compared letter by letter: have the server name it in capitals in Access-Control-Allow-Methods."
    ),
    "allow-methods-invalid": (
        "Access-Control-Allow-Methods holds something that is no method: have the server send names with commas "
        "between, such as GET, POST."
    ),
    "allow-headers-invalid": (
        "Access-Control-Allow-Headers holds something that is no header's name: have the server send names with commas "
        "between, such as Content-Type, Authorization."
    ),
    "allow-not-allow-methods": (
        "Should the server list its methods in Allow: browsers read Access-Control-Allow-Methods only, so send that."
    ),
    "allow-methods-wildcard-credentials": (
        "Should the server send *, that allows nothing while credentials are included: have it list the methods."
    ),
    "allow-headers-wildcard-credentials": (
        "Should the server send *, that allows nothing while credentials are included: have it list the headers."
    ),
    "allow-headers-wildcard-authorization": (
        "* in Access-Control-Allow-Headers does not cover Authorization: have the server name it as well."
    ),
    "url-no-scheme": ("The URL begins with a host, which is taken for its scheme: write http:// or https:// in front."),
    "url-invalid": "The URL cannot be parsed: print it before the call, as a variable in it may be empty.",
    "url-userinfo": (
        "Script may not request a URL with a user name or password in it: take them out, and send an Authorization "
        "header."
    ),
    "header-malformed": (
        "A header of the request holds a character that HTTP does not allow, such as a line break or a letter beyond "
        "Latin-1: look at the values that your code puts in, and encode them."
    ),
    "body-on-get": "GET and HEAD carry no body: put the values into the URL's query, or use POST.",
    "method-forbidden": "CONNECT, TRACE and TRACK are not for script: use another method.",
    "mode-navigate": "Mode navigate is not for script: leave it out, or open the URL as a page.",
    "no-cors-method": (
        "Mode no-cors allows only GET, HEAD and POST: take the mode out, and have the server send CORS headers."
    ),
    "no-cors-redirect-mode": "Mode no-cors has to follow redirects: leave the option redirect out of the call.",
    "cache-mode-only-if-cached": 'cache: "only-if-cached" works in mode same-origin only: leave it out.',
    "stream-upload": (
        'A streamed body needs duplex: "half" and a server with HTTP/2: send the whole body at once otherwise.'
    ),
    "cookie-samesite": (
        "The cookie is for its own site only: have the server set it with SameSite=None; Secure, if pages of other "
        "sites are to send it."
    ),
    "cookie-insecure": "SameSite=None needs Secure: have the server set both, over https.",
    "cookie-third-party": (
        "Browsers keep the cookies of third parties back: serve the API from the page's own site, or set the cookie "
        "with SameSite=None; Secure; Partitioned."
    ),
}
