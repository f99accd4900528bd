"""Sentences for causes that are told seldom: a request that is not sent, a redirect, a cookie, a policy of the page."""

from __future__ import annotations

BESIDE: dict[str, str] = {
    "local-network-insecure-page": (
        "The page is on http, and browsers let only https pages reach the local network: serve the page over "
        "https. No server header helps."
    ),
    "resource-policy-blocks": (
        "The response has Cross-Origin-Resource-Policy: same-origin or same-site (Express with helmet sends it "
        "by default), which keeps it from pages of other sites: have its server send "
        "Cross-Origin-Resource-Policy: cross-origin."
    ),
    "embedder-policy-blocks": (
        "The page sends Cross-Origin-Embedder-Policy, so what it loads from elsewhere needs permission: have "
        "that server send Cross-Origin-Resource-Policy: cross-origin, or load it with crossorigin and CORS "
        "headers."
    ),
    "mode-same-origin": (
        'This must be same-origin (a worker\'s script, or mode "same-origin"), and no CORS header changes that: '
        "serve it from the page's origin, or remove the mode from the call."
    ),
    "page-origin-null": (
        "The page has no origin of its own: it is a file, a sandboxed frame or a data URL. Serve it over http, "
        "for example with a local web server."
    ),
    "response-malformed": "If the response is not valid HTTP, the browser drops it: look at it with curl -v.",
    "address-unspecified": (
        "0.0.0.0 is an address to listen at, and Firefox and Safari send nothing there: call localhost or 127.0.0.1."
    ),
    "port-blocked": (
        "If the port is one that browsers block (such as 22, 25 or 6000), nothing is sent: use another port."
    ),
    "error-status": (
        "The URL returned an error, which the element does not accept: open it in a tab and see what it says."
    ),
    "hsts-preflight-redirect": (
        "If the host has used https before (HSTS), the browser itself redirects http:// to it, and a preflight "
        "cannot be redirected: write https:// in your code."
    ),
    "redirect-not-http": (
        "A redirect leads to a URL that is not http or https, which fetch does not follow: have the server "
        "redirect to an http URL, or open that URL as a page."
    ),
    "redirect-userinfo": (
        "A redirect leads to a URL with a user name or password, which browsers do not follow across origins: "
        "have the server redirect without them."
    ),
    "redirect-location-invalid": "The redirect's Location is not a URL: look at it with curl -i, and fix it.",
    "redirect-loop": (
        "The server redirects again and again, behind a proxy usually from http to https and back: open the URL "
        "in a tab, and fix the redirects."
    ),
    "redirect-mode-error": (
        'The call says redirect: "error", and the server redirects: request the final URL, or leave that option out.'
    ),
    "redirect-origin-null": (
        "If the request is redirected from one foreign origin to another, its Origin becomes null: request the "
        "final URL."
    ),
    "allow-origin-case-or-port": (
        "Origins are compared letter by letter: have the server send the value in lowercase, and without :80 or :443."
    ),
    "allow-origin-wildcard-subdomain": (
        "Browsers do not support patterns such as https://*.example.com: have the server compare, and send back "
        "the one origin that asked, with Vary: Origin."
    ),
    "allow-methods-case": (
        "Methods are compared letter by letter: have the server list it in uppercase in Access-Control-Allow-Methods."
    ),
    "allow-methods-invalid": (
        "Access-Control-Allow-Methods has something that is not a method: have the server send names separated "
        "by commas, such as GET, POST."
    ),
    "allow-headers-invalid": (
        "Access-Control-Allow-Headers has something that is not a header name: have the server send names "
        "separated by commas, such as Content-Type, Authorization."
    ),
    "allow-not-allow-methods": (
        "If the server lists its methods in Allow: browsers read only Access-Control-Allow-Methods, so send that."
    ),
    "allow-methods-wildcard-credentials": (
        "If the server sends *, that allows nothing with credentials: have it list the methods."
    ),
    "allow-headers-wildcard-credentials": (
        "If the server sends *, that allows nothing with credentials: have it list the headers."
    ),
    "allow-headers-wildcard-authorization": (
        "* in Access-Control-Allow-Headers does not cover Authorization: have the server list it as well."
    ),
    "url-no-scheme": "The URL starts with a host, which is read as its scheme: write http:// or https:// in front.",
    "url-invalid": "The URL cannot be parsed: print it before the call, because a variable in it may be empty.",
    "url-userinfo": (
        "Code may not request a URL with a user name or password in it: remove them, and send an Authorization header."
    ),
    "header-malformed": (
        "A request header has a character that HTTP does not allow, such as a line break or a letter outside "
        "Latin-1: check the values your code puts in, and encode them."
    ),
    "body-on-get": "GET and HEAD carry no body: put the values into the URL's query, or use POST.",
    "method-forbidden": "Code may not use CONNECT, TRACE and TRACK: use another method.",
    "mode-navigate": "Code may not use mode navigate: leave it out, or open the URL as a page.",
    "no-cors-method": (
        "Mode no-cors allows only GET, HEAD and POST: remove the mode, and have the server send CORS headers."
    ),
    "no-cors-redirect-mode": "Mode no-cors has to follow redirects: remove the redirect option from the call.",
    "cache-mode-only-if-cached": 'cache: "only-if-cached" works only in mode same-origin: leave it out.',
    "stream-upload": (
        'A streamed body needs duplex: "half" and a server with HTTP/2: otherwise send the whole body at once.'
    ),
    "cookie-samesite": (
        "The cookie is limited to its own site: if pages of other sites are to send it, have the server set it "
        "with SameSite=None; Secure."
    ),
    "cookie-insecure": "SameSite=None needs Secure: have the server set both, over https.",
    "cookie-third-party": (
        "Browsers withhold third-party cookies: serve the API from the page's own site, or set the cookie with "
        "SameSite=None; Secure; Partitioned."
    ),
}
